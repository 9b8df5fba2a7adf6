"""How long ingest takes while something goes on, beside how long it takes without, in turns on the same machine."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.writers import Answer, Writers, percentile


@dataclass
class Spans:
    """Spans of time under a name each, and what the writers waited for their answers in them."""

    writers: Writers
    _spans: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._spans[name].append((began, time.monotonic()))

    def answers(self, name: str) -> list[Answer]:
        """Every final one to what was sent in these spans."""
        return [
            answer
            for answer in self.writers.answers
            if answer.final
            and any(began <= answer.sent_at < ended for began, ended in self._spans[name])
        ]

    def percentile(self, name: str, share: float = 0.99) -> float:
        return percentile(self.answers(name), share)

    def told(self, *names: str) -> str:
        """99% and the slowest of each."""
        return "; ".join(
            f"{name} p99 {self.percentile(name) * 1000:.0f} ms of {len(self.answers(name))},"
            f" slowest {self.percentile(name, 1) * 1000:.0f} ms"
            for name in names
        )
