"""Work that several connections do at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.harness.databases import Database


def together(
    database: Database, count: int, work: Callable[[Any, int], Any], wait: float = 60
) -> list[Any]:
    """Run `work(connection, number)` on `count` connections that start at the same moment.

    Return the results in the order of the numbers. Raise TimeoutError where one takes longer than
    `wait` seconds.
    """
    start = threading.Barrier(count)

    def one(number: int) -> Any:
        with database.connect() as conn:
            start.wait(30)
            return work(conn, number)

    with ThreadPoolExecutor(count) as pool:
        return [future.result(wait) for future in [pool.submit(one, n) for n in range(count)]]
