"""Import of events: batches of lines, by the same rules as clients' events.

Each batch is one transaction, and each line gets the same id whenever it is imported. So an import
that was stopped, killed or cut off can be repeated: its stored events are counted as duplicates.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from queue import SimpleQueue
from threading import Event
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed

from hardal_admin import interrupts
from hardal_admin.bulk.input_file import InputFile
from hardal_admin.bulk.row_ids import RowIds
from hardal_admin.database import Conn, first_line, require_installed
from hardal_admin.errors import Refused
from hardal_admin.interrupts import Held

BATCH_ROWS, BATCH_BYTES = 2000, 4 << 20
SHOWN = 20


@dataclass
class Report:
    """The outcome of the rows so far."""

    accepted: int = 0
    duplicates: int = 0
    # duplicates of another system's export that say something else than the stored event
    differing: int = 0
    rejected: int = 0
    not_kept: int = 0  # rejected events that the quarantine had no room for
    codes: Counter[str] = field(default_factory=Counter)  # rejected events by error code
    faults: list[dict[str, Any]] = field(default_factory=list)  # the first SHOWN errors
    passed_over: list[str] = field(default_factory=list)  # files that hold no events
    links: int = 0  # new links of client ids that are one person
    refused_links: int = 0  # links with a generic id, such as null

    def add(self, batch: "Batch", answer: dict[str, Any]) -> None:
        self.accepted += answer["accepted"]
        self.duplicates += answer["duplicates"]
        self.differing += answer.get("differing", 0)
        self.rejected += answer["rejected"]
        self.links += answer.get("links", 0)
        self.refused_links += answer.get("refused_links", 0)
        errors = answer["errors"]
        self.not_kept += len({error["index"] for error in errors if error["rejected_id"] is None})
        self.codes.update(code for _, code in {(error["index"], error["code"]) for error in errors})
        for error in errors[: SHOWN - len(self.faults)]:
            place = {"file": batch.file.name, "row": batch.numbers[error["index"]]}
            self.faults.append(
                place | {k: error[k] for k in ("field", "code", "message", "rejected_id")}
            )


@dataclass
class Batch:
    file: InputFile
    numbers: list[int] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def run(
    conns: list[Conn],
    tenant: str,
    files: list[InputFile],
    report: Report,
    details: dict[str, Any],
    advance: Callable[[int], None],
) -> None:
    """Import the files. Each connection stores one batch at a time.

    `report` counts the rows. Whatever ends the import, the report and the audit log have every row
    that is stored, unless this process is killed or all connections broke. `advance` is told the
    number of bytes read.
    """
    require_installed(conns[0])
    conns[0].execute("select hardal_private.require_tenant(%s)", (tenant,))
    for file in files:
        file.check()
        report.passed_over += sorted(file.passed_over)
    for conn in conns:
        conn.execute("set role = hardal_owner")
    # Ctrl-C acts while a batch is read. At other moments a batch could be stored and not counted.
    with interrupts.held() as signals:
        stopped = Event()
        sent = _sent(conns, tenant, _batches(files), stopped, signals)
        try:
            for batch, answer in sent:
                report.add(batch, answer)
                advance(sum(file.read for file in files))
        except psycopg.OperationalError as error:
            raise Refused(
                f"the connection broke: {first_line(error)}",
                "import it again: what is in already is not stored twice",
            ) from error
        finally:
            stopped.set()
            for batch, answer in sent:  # batches that were under way when something failed
                report.add(batch, answer)
            passed = [sorted(file.passed_over) for file in files]
            report.passed_over = sorted({*report.passed_over, *chain.from_iterable(passed)})
            whole = next((conn for conn in conns if not conn.broken), None)
            if whole:
                found = {
                    name: getattr(report, name) for name in ("accepted", "duplicates", "rejected")
                }
                whole.execute(
                    "select hardal_private.audit('events.import', %s, null, %s)",
                    (
                        tenant,
                        Jsonb({"files": [file.name for file in files][:100]} | details | found),
                    ),
                )


def _batches(files: list[InputFile]) -> Iterator[Batch]:
    for file in files:
        batch, size = Batch(file), 0
        failed: Exception | None = None
        with closing(RowIds()) as ids:
            try:
                for number, line in file.rows():
                    size += len(line)
                    if batch.lines and (len(batch.lines) == BATCH_ROWS or size > BATCH_BYTES):
                        yield batch
                        batch, size = Batch(file), len(line)
                    batch.ids.append(ids.of(line))
                    batch.lines.append(line)
                    batch.numbers.append(number)
            except Exception as error:  # the rows before the fault are stored
                failed = error
        if batch.lines:
            yield batch
        if failed:
            raise failed


def _sent(
    conns: list[Conn], tenant: str, batches: Iterator[Batch], stopped: Event, signals: Held
) -> Iterator[tuple[Batch, dict[str, Any]]]:
    """Store the batches until `stopped` is set. Yield each with its answer, in order.

    Whatever fails, the answers of the batches that are under way are yielded before the first error
    is raised.
    """
    free: SimpleQueue[Conn] = SimpleQueue()
    for conn in conns:
        free.put(conn)

    def send(batch: Batch) -> dict[str, Any]:
        conn = free.get()
        try:
            return _send(conn, tenant, batch)
        finally:
            free.put(conn)

    with ThreadPoolExecutor(len(conns)) as pool:
        waiting: deque[tuple[Batch, Future[dict[str, Any]]]] = deque()
        failed: BaseException | None = None
        while True:
            batch = None
            try:
                if not failed and not stopped.is_set():
                    with signals.let_through():
                        batch = next(batches, None)
            except BaseException as error:
                failed = error
            if batch:
                waiting.append((batch, pool.submit(send, batch)))
            while waiting and (len(waiting) > len(conns) or not batch):
                done, coming = waiting[0]
                try:
                    answer = coming.result()
                except BaseException as error:
                    failed = failed or error
                    answer = None
                waiting.popleft()
                if answer is not None:
                    yield done, answer
            if not batch:
                break
    if failed:
        raise failed


def _send(conn: Conn, tenant: str, batch: Batch) -> dict[str, Any]:
    query = sql.SQL("select {}.import_lines(%b, %t::uuid[], %s, %s) as answer").format(
        sql.Identifier(f"{tenant}__store")
    )
    # A retry resolves both errors: another transaction held an id for a moment (PT429), or
    # retention dropped a month meanwhile (40001).
    for attempt in Retrying(
        retry=retry_if_exception(
            lambda error: getattr(error, "sqlstate", None) in ("PT429", "40001")
        ),
        wait=wait_fixed(1),
        stop=stop_after_attempt(60),
        reraise=True,
    ):
        with attempt:
            row = conn.execute(
                query,
                (
                    b"\n".join(batch.lines),
                    "{" + ",".join(batch.ids) + "}",
                    # the row of another system's export has what that system added to the event
                    batch.file.mapping is not None,
                    batch.file.vendor,
                ),
            ).fetchone()
    assert row
    return dict(row["answer"])
