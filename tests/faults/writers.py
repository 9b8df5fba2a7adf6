"""Writers over HTTP that behave as docs/ingest.md asks of a client.

A batch whose answer holds no `accepted` is sent again under the same ids.
"""

import collections
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

Batch = list[dict[str, Any]]


def some_events(count: int) -> Batch:
    return [
        {
            "event_name": "purchase",
            "id": str(uuid.uuid4()),
            "client_id": f"c{random.randrange(50)}",
            "properties": {"n": n},
        }
        for n in range(count)
    ]


@dataclass
class Answer:
    """One try to send a batch.

    Times come from time.monotonic. The status is 0 where no answer came.
    """

    sent_at: float
    answered_at: float
    status: int
    final: bool

    @property
    def seconds(self) -> float:
        return self.answered_at - self.sent_at


def percentile(answers: Iterable[Answer], share: float = 0.99) -> float:
    """Return a percentile of the seconds that these answers took."""
    seconds = sorted(answer.seconds for answer in answers)
    assert seconds, "nothing was sent"
    return seconds[min(len(seconds) - 1, int(len(seconds) * share))]


@dataclass
class Writers:
    """The requests and answers of all writers of a test.

    An answer acknowledged each id in `acknowledged`, so each of them must be stored exactly once.
    """

    url: str
    token: str
    make: Callable[[], Batch] = lambda: some_events(20)
    pause: float = 0.0
    # seconds to wait for an answer, and between two tries
    timeout: float = 30
    again_after: float = 0.1
    acknowledged: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    answers: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # for each final answer: the events that an earlier try had stored, and whose answer was lost
    duplicates: list[int] = field(default_factory=list)
    # of the answers with a body that are not final: status and code (PostgreSQL's or PostgREST's),
    # with the message
    refusals: dict[tuple[int, str], str] = field(default_factory=dict)
    # for each batch with a final answer: when it was first sent, and the seconds until that answer
    delays: list[tuple[float, float]] = field(default_factory=list)
    # if given, each batch takes one of these tokens (and so a tenant) at random
    tokens: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        """Send batch after batch until told to stop, each until it has a final answer."""
        with httpx.Client(base_url=self.url, timeout=self.timeout) as client:
            while not self._stop.is_set():
                batch = self.make()
                self.sent.update(event["id"] for event in batch)
                began = time.monotonic()
                token = random.choice(self.tokens or [self.token])
                while not self._send(client, batch, token):
                    time.sleep(self.again_after)
                self.delays.append((began, time.monotonic() - began))
                self._stop.wait(self.pause)

    def _send(self, client: httpx.Client, batch: Batch, token: str) -> bool:
        began, status, final = time.monotonic(), 0, False
        try:
            response = client.post(
                "/rpc/ingest?columns=events",
                json={"events": batch},
                headers={"Authorization": f"Bearer {token}"},
            )
            status = response.status_code
            answer = response.json()
        except (httpx.HTTPError, ValueError):
            answer = {}
        if isinstance(answer, dict) and "accepted" in answer:
            final = True
            self.acknowledged.update(i for i in answer["ids"] if i)
            self.duplicates.append(answer["duplicates"])
            if answer["rejected"]:
                self.faults.append(f"{status}: {answer['errors'][0]}")
        elif status in (413, 401, 403) or (status == 400 and answer.get("code")):
            self.faults.append(f"{status}: {answer}")
            final = True
        elif isinstance(answer, dict) and "code" in answer:
            self.refusals.setdefault((status, answer["code"]), answer["message"])
        self.answers.append(Answer(began, time.monotonic(), status, final))
        return final

    @contextmanager
    def running(self, count: int, patience: float = 120) -> Iterator["Writers"]:
        """Run `count` writers while the block runs.

        At the end each writer sends its last batch until it has a final answer. Fail where that
        takes longer than `patience` seconds.
        """
        threads = [threading.Thread(target=self.write, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            deadline = time.monotonic() + patience
            for thread in threads:
                thread.join(max(0, deadline - time.monotonic()))
        assert not any(thread.is_alive() for thread in threads), "a writer has no final answer"

    def deliver(self, client: httpx.Client, batch: Batch, patience: float = 60) -> None:
        """Send one batch until it has a final answer. Fail after `patience` seconds."""
        deadline = time.monotonic() + patience
        self.sent.update(event["id"] for event in batch)
        while not self._send(client, batch, self.token):
            assert time.monotonic() < deadline, "a batch has no final answer"
            time.sleep(self.again_after)

    def statuses(self) -> dict[int, int]:
        return dict(collections.Counter(answer.status for answer in self.answers))

    def first_success_after(self, at: float) -> float:
        """Return the seconds from then to the next final answer."""
        return min(a.answered_at for a in self.answers if a.final and a.answered_at > at) - at

    def percentile(self, share: float = 0.99) -> float:
        """Return a percentile of the seconds that final answers took."""
        return percentile((answer for answer in self.answers if answer.final), share)

    def wait_for_success(self, patience: float = 120) -> None:
        """Wait until a batch that is sent from now on is acknowledged."""
        began, deadline = time.monotonic(), time.monotonic() + patience
        while not any(a.final and a.sent_at > began for a in self.answers[-1000:]):
            assert time.monotonic() < deadline, "no batch is acknowledged any more"
            time.sleep(0.02)

    def wait_for_refusal(self, patience: float = 60) -> None:
        """Wait until a batch that is sent from now on gets an answer that is not final."""
        began, deadline = time.monotonic(), time.monotonic() + patience
        while not any(a.status and not a.final and a.sent_at > began for a in self.answers[-1000:]):
            assert time.monotonic() < deadline, "nothing is refused"
            time.sleep(0.02)

    def cut_at(self, at: float) -> int:
        """Return how many tries were under way at this time and got no final answer."""
        return sum(a.sent_at < at < a.answered_at and not a.final for a in self.answers)


def check(stored: list[str], writers: Writers) -> None:
    """Fail unless every acknowledged event is stored exactly once.

    Other events may be stored only where a writer sent them, and once.
    """
    assert writers.faults == []
    assert len(stored) == len(set(stored)), "an event is there twice"
    assert writers.acknowledged <= set(stored), "an acknowledged event is lost"
    assert set(stored) <= writers.sent
