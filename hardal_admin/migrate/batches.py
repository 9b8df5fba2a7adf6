"""The steps of a migrate, many of them in one message to the server.

A migration may lock a table that ingest reads, and the lock is held until all steps are done. There
are more than 600 of them. With a message for each, the waiting for so many answers was a third of
that time, and more on a busy machine.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hardal_admin.migrate.steps import Step

# A message of this many characters ends. The server reads a message whole before it starts.
FULL = 200_000


@dataclass
class Batch:
    """Steps that are sent together. The text of each ends with a semicolon of its own."""

    steps: list[Step] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path of the only step, or an empty text."""
        return self.steps[0].path if len(self.steps) == 1 else ""

    @property
    def text(self) -> str:
        return "".join(map(_ended, self.steps))

    def path_at(self, position: str | None) -> str:
        """Return the path of the step that has this position of an error, from 1, or ''.

        The server gives no position for an error that a statement meets while it runs.
        """
        end = 0
        for step in self.steps if position else []:
            end += len(_ended(step))
            if int(position or 0) <= end:
                return step.path
        return self.path


def batches(steps: Iterable[Step]) -> Iterator[Batch]:
    """Yield all steps in their order. Each migration is alone, because each is reported."""
    batch, size = Batch(), 0
    for step in steps:
        alone = step.path.startswith("migrations/")
        if batch.steps and (alone or size > FULL):
            yield batch
            batch, size = Batch(), 0
        if alone:
            yield Batch([step])
        else:
            batch.steps.append(step)
            size += len(step.text)
    yield batch


def _ended(step: Step) -> str:
    """Return the text of a step on lines of its own, and ended even after a comment."""
    return f"{step.text.rstrip()}\n;\n"
