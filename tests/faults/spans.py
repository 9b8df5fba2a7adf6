"""How long ingest takes while something goes on, beside how long it takes without, in turns on the same machine."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.writers import Writers


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

    def seconds(self, name: str) -> list[float]:
        """Of every final answer to what was sent in these spans, sorted."""
        return sorted(
            answer.seconds
            for answer in self.writers.answers
            if answer.final and any(began <= answer.sent_at < ended for began, ended in self._spans[name])
        )

    def percentile(self, name: str, share: float = 0.99) -> float:
        seconds = self.seconds(name)
        return seconds[min(len(seconds) - 1, int(len(seconds) * share))]

    def told(self, *names: str) -> str:
        """99% and the slowest of each."""
        return "; ".join(
            f"{name} p99 {self.percentile(name) * 1000:.0f} ms of {len(self.seconds(name))},"
            f" slowest {self.percentile(name, 1) * 1000:.0f} ms"
            for name in names
        )
