"""The seconds that ingest takes during something, beside the seconds that it takes without.

The spans take turns on the same machine, so other load changes both.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.writers import Answer, Writers, percentile


@dataclass
class Spans:
    """Named spans of time, and the answers that the writers got in them."""

    writers: Writers
    _spans: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._spans[name].append((began, time.monotonic()))

    def answers(self, name: str) -> list[Answer]:
        """Return the final answers to requests that were sent in the spans of this name."""
        return [
            answer
            for answer in self.writers.answers
            if answer.final
            and any(began <= answer.sent_at < ended for began, ended in self._spans[name])
        ]

    def percentile(self, name: str, share: float = 0.99) -> float:
        """Return a percentile of the seconds that these answers took."""
        return percentile(self.answers(name), share)

    def told(self, *names: str) -> str:
        """Return the 99th percentile and the slowest answer of each name, as text."""
        return "; ".join(
            f"{name} p99 {self.percentile(name) * 1000:.0f} ms of {len(self.answers(name))},"
            f" slowest {self.percentile(name, 1) * 1000:.0f} ms"
            for name in names
        )
