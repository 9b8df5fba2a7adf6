"""Loads that take turns, so that what else the machine does meanwhile, it does to each of them."""

import time
from collections.abc import Callable

from tests.faults.writers import Writers, percentile


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def write(writers: Writers, seconds: float) -> Writers:
    """Two of them for a while, with nothing to complain of."""
    with writers.running(2):
        time.sleep(seconds)
    assert writers.faults == []
    assert writers.statuses().keys() == {200}
    return writers


def in_turns(times: int, loads: dict[str, Callable[[], Writers]]) -> dict[str, list[Writers]]:
    """Each in its turn, so many times."""
    done: dict[str, list[Writers]] = {name: [] for name in loads}
    for _ in range(times):
        for name, load in loads.items():
            done[name].append(load())
    return done


def p99(phases: list[Writers]) -> float:
    """Of the seconds that an answer took, in all of a load's turns."""
    return percentile(answer for writers in phases for answer in writers.answers)
