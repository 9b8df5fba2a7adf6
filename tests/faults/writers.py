"""Writers over HTTP as INGEST.md has a client: what has no `accepted` in it is sent again, under the same ids."""

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
    """One try: when it was sent and answered (time.monotonic), its status (0: no answer), and whether it was final."""

    sent_at: float
    answered_at: float
    status: int
    final: bool

    @property
    def seconds(self) -> float:
        return self.answered_at - self.sent_at


def percentile(answers: Iterable[Answer], share: float = 0.99) -> float:
    """Of the seconds that these took."""
    seconds = sorted(answer.seconds for answer in answers)
    assert seconds, "nothing was sent"
    return seconds[min(len(seconds) - 1, int(len(seconds) * share))]


@dataclass
class Writers:
    """What all the writers of a test saw. An id in `acknowledged` was answered for, and must be stored once."""

    url: str
    token: str
    make: Callable[[], Batch] = lambda: some_events(20)
    pause: float = 0.0
    # waits this long for an answer, and between two tries
    timeout: float = 30
    again_after: float = 0.1
    acknowledged: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    answers: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # of each final answer: how many were here already, because an earlier try had stored them unanswered
    duplicates: list[int] = field(default_factory=list)
    # of each answer with a body that is not final: its status, PostgreSQL's or PostgREST's code, and the words
    refusals: dict[tuple[int, str], str] = field(default_factory=dict)
    # of each batch that has a final answer: when it was first sent, and the seconds until then
    delays: list[tuple[float, float]] = field(default_factory=list)
    # where each batch goes to another tenant than the last one: their tokens
    tokens: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        """One writer: batch after batch, each until it has a final answer, until it is told to stop."""
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
        """So many at once, until the block ends; then each gets its last batch through, or `patience` seconds pass."""
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
        """One batch, until it has a final answer, or `patience` seconds have passed."""
        deadline = time.monotonic() + patience
        self.sent.update(event["id"] for event in batch)
        while not self._send(client, batch, self.token):
            assert time.monotonic() < deadline, "a batch has no final answer"
            time.sleep(self.again_after)

    def statuses(self) -> dict[int, int]:
        return dict(collections.Counter(answer.status for answer in self.answers))

    def first_success_after(self, at: float) -> float:
        """Seconds from then to the first acknowledgement of what was sent after it, or was still unanswered."""
        return min(a.answered_at for a in self.answers if a.final and a.answered_at > at) - at

    def percentile(self, share: float = 0.99) -> float:
        """Of the seconds that final answers took."""
        return percentile((answer for answer in self.answers if answer.final), share)

    def wait_for_success(self, patience: float = 120) -> None:
        """Until a batch that is sent from now on is acknowledged."""
        began, deadline = time.monotonic(), time.monotonic() + patience
        while not any(a.final and a.sent_at > began for a in self.answers[-1000:]):
            assert time.monotonic() < deadline, "no batch is acknowledged any more"
            time.sleep(0.02)

    def wait_for_refusal(self, patience: float = 60) -> None:
        """Until a batch that is sent from now on is answered, but not taken."""
        began, deadline = time.monotonic(), time.monotonic() + patience
        while not any(a.status and not a.final and a.sent_at > began for a in self.answers[-1000:]):
            assert time.monotonic() < deadline, "nothing is refused"
            time.sleep(0.02)

    def cut_at(self, at: float) -> int:
        """How many tries were under way then, and came to nothing."""
        return sum(a.sent_at < at < a.answered_at and not a.final for a in self.answers)


def check(stored: list[str], writers: Writers) -> None:
    """The promise: every acknowledged event is there once, none twice, and none that nobody sent."""
    assert writers.faults == []
    assert len(stored) == len(set(stored)), "an event is there twice"
    assert writers.acknowledged <= set(stored), "an acknowledged event is lost"
    assert set(stored) <= writers.sent
