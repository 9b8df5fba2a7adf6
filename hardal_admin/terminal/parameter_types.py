"""Types of options' values: times, sizes, counts, retentions and JSON objects."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

import click
import simplejson
from psycopg.types.json import Jsonb

from hardal_admin import durations, exact_json

DEFAULT = "default"


class Time(click.ParamType[datetime]):
    """A date, or a date and time. The zone is UTC where the value names none."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            time = datetime.fromisoformat(str(value))
        except ValueError:
            time = datetime.min
        if not 1900 <= time.year <= 9000:
            self.fail(
                f"{value!r} is no time: write 2024-10-06, or 2024-10-06T12:34:56Z", param, ctx
            )
        return time if time.tzinfo else time.replace(tzinfo=UTC)


class Size(click.ParamType[int | None]):
    """Bytes: 1048576, 512KiB, 1MiB or 2GiB. `default` is None, which means hardal's default."""

    name = "size"
    units: ClassVar[dict[str, int]] = {
        "": 1,
        "B": 1,
        "KiB": 1 << 10,
        "MiB": 1 << 20,
        "GiB": 1 << 30,
    }

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        match = re.fullmatch(r"(\d{1,12})\s?(B|KiB|MiB|GiB|)", str(value))
        if value == DEFAULT:
            return None
        if not match:
            self.fail(
                f"{value!r} is no size: write 1048576, 512KiB, 1MiB, 2GiB or default", param, ctx
            )
        return int(match[1]) * self.units[match[2]]


class Count(click.ParamType[int | None]):
    """A whole number. `default` is None, which means hardal's default."""

    name = "count"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        if value == DEFAULT:
            return None
        if not re.fullmatch(r"\d{1,15}", str(value)):
            self.fail(f"{value!r} is no whole number, nor default", param, ctx)
        return int(value)


class Span(click.ParamType[int | None]):
    """Milliseconds, given as 500ms, 4s or 1min. `default` is None, which means hardal's default."""

    name = "span"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        if value == DEFAULT:
            return None
        return durations.milliseconds(str(value))


class Retention(click.ParamType[int | None]):
    """Whole months: 13mo or 2y. `unlimited` is None."""

    name = "span"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        return durations.months(str(value))


class JsonObject(click.ParamType[Jsonb]):
    """A JSON object. Its numbers keep all digits."""

    name = "json"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Jsonb:
        try:
            wanted = simplejson.loads(str(value), use_decimal=True)
        except ValueError as error:
            self.fail(f"it is not JSON: {error}", param, ctx)
        if not isinstance(wanted, dict):
            self.fail('it is no JSON object, such as {"email": "ann@example.org"}', param, ctx)
        return exact_json.parameter(wanted)
