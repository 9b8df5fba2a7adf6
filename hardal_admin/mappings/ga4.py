"""Google Analytics 4: the events_ tables of the BigQuery export, as NDJSON or Parquet.

The rows have no id, so each id is made from a whole row. Two equal rows are one event.
"""

from typing import Any

from hardal_admin.mappings.parts import Json, epoch, first, id_of, make_event


def event(row: Json) -> Json:
    params = _params(row.get("event_params"))
    # Where a key occurs twice, only $ga4 holds all of its values.
    all_of_them = params is not None and len(params) == len(_list(row.get("event_params")))
    return make_event(
        "ga4",
        row,
        used=("event_name", "event_timestamp", *(["event_params"] if all_of_them else [])),
        id=id_of("ga4", row),
        event_name=row.get("event_name"),
        client_id=first(row.get("user_id"), row.get("user_pseudo_id")),
        properties=params,
        created_at=epoch(row.get("event_timestamp"), 1_000_000),
    )


def _params(value: Any) -> Json | None:
    """Return event_params as an object, or None where they have another form.

    They are [{key, value: {string_value, int_value, float_value, double_value}}, ...].
    """
    try:
        return {param["key"]: _value(param.get("value") or {}) for param in _list(value)}
    except (TypeError, KeyError, AttributeError, ValueError):
        return None


def _list(value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("list"), list):  # in BigQuery's Parquet
        value = [item.get("element") for item in value["list"] if isinstance(item, dict)]
    return value or []


def _value(value: Json) -> Any:
    if value.get("int_value") is not None:
        return int(value["int_value"])  # BigQuery writes INT64 as a string
    return next(
        (
            value[k]
            for k in ("string_value", "double_value", "float_value")
            if value.get(k) is not None
        ),
        None,
    )
