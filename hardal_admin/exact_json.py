"""JSON whose numbers keep all digits: each is a Decimal."""

import functools
from typing import Any

import simplejson
from psycopg.types.json import Jsonb


def parameter(value: Any) -> Jsonb:
    """Return a value as the parameter of a statement."""
    return Jsonb(value, dumps=functools.partial(simplejson.dumps, use_decimal=True))
