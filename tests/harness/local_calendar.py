"""Local times and their periods in plain Python, for the models of the reports."""

import calendar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# clocks change by an hour, by half an hour, by two hours, at midnight, or never
ZONES = [
    "UTC",
    "Europe/Istanbul",
    "America/New_York",
    "America/Havana",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Asia/Kathmandu",
]
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instant(when: datetime, zone: str) -> datetime:
    """Return the instant of a local time: the first of its day at midnight, else the later one."""
    steps = [
        (when.replace(tzinfo=UTC) + timedelta(minutes=15 * number)) for number in range(-96, 97)
    ]
    if when.time() == datetime.min.time():
        return next(at for at in steps if local(at, zone) >= when)
    same = [fold for fold in (0, 1) if local(at_fold(when, zone, fold), zone) == when]
    return at_fold(when, zone, same[-1] if same else 0)


def at_fold(when: datetime, zone: str, fold: int) -> datetime:
    return when.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def truncated(when: datetime, every: str) -> datetime:
    if every == "hour":
        return when.replace(minute=0, second=0, microsecond=0)
    day = when.replace(hour=0, minute=0, second=0, microsecond=0)
    if every == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if every == "month" else day


def moved(when: datetime, every: str, count: int) -> datetime:
    if every != "month":
        return when + count * STEPS[every]
    year, month = divmod(when.year * 12 + when.month - 1 + count, 12)
    return when.replace(
        year=year, month=month + 1, day=min(when.day, calendar.monthrange(year, month + 1)[1])
    )
