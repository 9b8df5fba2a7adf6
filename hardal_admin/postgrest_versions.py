"""The versions of PostgREST: which ones hardal cannot use, and which ones are unsafe."""

OLDEST = (12,)
# The sources and changes of these were read. Only 12.0.2 was run (docs/operations.md).
NEWEST_READ = 16
# 14.0 to 14.16 and 16.0 can take a wrong time for the present (their issue 5159).
MENDED = {14: 17, 16: 1}
ADVICE = "use 16.1 or later, 14.17 or later, or 12"


def parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def is_usable(version: str) -> bool:
    return parts(version) >= OLDEST


def is_unsafe(version: str) -> bool:
    """Tell whether it can take a wrong time for the present, and so accept ended tokens."""
    major, *rest = parts(version)
    return major in MENDED and rest < [MENDED[major]]


def doubt(version: str) -> str | None:
    """Return why nobody should rely on this version, or None."""
    major = parts(version)[0]
    if major == 13:
        return "it gets no more corrections, and 14 had one for the time of tokens"
    if major > NEWEST_READ or (major > 13 and major % 2):
        return "hardal's authors have not read its changes"
    return None
