"""Loads that take turns, so that other work of the machine slows all of them down alike."""

import time
from collections.abc import Callable

from tests.faults.writers import Writers, percentile


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that the work takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def write(writers: Writers, seconds: float) -> Writers:
    """Let two writers send for some seconds. Fail where an answer is not 200."""
    with writers.running(2):
        time.sleep(seconds)
    assert writers.faults == []
    assert writers.statuses().keys() == {200}, writers.statuses()
    return writers


def in_turns(times: int, loads: dict[str, Callable[[], Writers]]) -> dict[str, list[Writers]]:
    """Run the loads one after the other, `times` times. Return the writers of each load."""
    done: dict[str, list[Writers]] = {name: [] for name in loads}
    for _ in range(times):
        for name, load in loads.items():
            done[name].append(load())
    return done


def p99(phases: list[Writers]) -> float:
    """Return the 99th percentile of the seconds that an answer took, over all turns of a load."""
    return percentile(answer for writers in phases for answer in writers.answers)
