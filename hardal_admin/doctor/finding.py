"""One fault that a check of doctor has found."""

from typing import Any

# The columns of the type hardal_private.finding: level, name, object, problem, why, mend and fix.
Finding = dict[str, Any]


def make_finding(
    name: str, thing: str, problem: str, why: str, mend: str, level: str = "wrong"
) -> Finding:
    """Return a finding of one of the tool's own checks. It has no fix, because no SQL mends it."""
    return {
        "level": level,
        "name": name,
        "object": thing,
        "problem": problem,
        "why": why,
        "mend": mend,
        "fix": None,
    }
