"""Exports of other systems are imported as events, in the formats that docs/import.md names."""

import gzip
import json
import uuid
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardal_admin.bulk.row_ids import derived
from hardal_admin.mappings import MAPPINGS, amplitude, ga4, mixpanel, segment
from tests.harness.databases import Database, unique_name
from tests.harness.server import ROOT
from tests.harness.tool import Cli

FIXTURES = ROOT / "tests" / "fixtures"


def rows(system: str) -> list[Any]:
    return [json.loads(line) for line in (FIXTURES / f"{system}.ndjson").read_text().splitlines()]


def bring(cli: Cli, tenant: str, system: str, path: Path | None = None, *args: str) -> list[int]:
    """Import a file, or the fixture of a system. Return the numbers of accepted and duplicates."""
    report = cli.json(
        "import", tenant, "--from", system, str(path or FIXTURES / f"{system}.ndjson"), *args
    )
    assert not report["faults"]
    return [report["accepted"], report["duplicates"]]


def stored(database: Database, tenant: str) -> Any:
    """Return the events in order of time, with properties as text, in which every digit counts."""
    return database.value(
        "select jsonb_agg(jsonb_build_array("
        "event_name, client_id, created_at at time zone 'UTC', properties::text)"
        f" order by created_at, event_name) from {tenant}.events"
    )


@pytest.mark.parametrize("system", MAPPINGS)
def test_a_second_import_has_only_duplicates(cli: Cli, tenant: str, system: str) -> None:
    size = len(rows(system))
    assert bring(cli, tenant, system) == [size, 0]
    assert bring(cli, tenant, system) == [0, size]


@pytest.mark.parametrize("system", MAPPINGS)
def test_no_value_of_a_row_is_lost(cli: Cli, database: Database, tenant: str, system: str) -> None:
    """Each value is somewhere in the event: in a field, as a time, or in the properties."""
    bring(cli, tenant, system)
    everything = str(database.value(f"select json_agg(e) from {tenant}.events as e"))

    def values(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [found for each in value.values() for found in values(each)]
        return (
            [found for each in value for found in values(each)]
            if isinstance(value, list)
            else [value]
        )

    for row in rows(system):
        for value in values(row):
            at = (
                isinstance(value, str)
                and value[:10].replace("-", "").isdigit()
                and value[:2] in ("20", "17")
            )
            assert value in (None, "") or at or str(value) in everything, value


def test_events_of_segment(cli: Cli, database: Database, tenant: str) -> None:
    bring(cli, tenant, "segment")
    events = stored(database, tenant)
    assert [event[:3] for event in events] == [
        ["Order Completed", "u-42", "2024-10-06T12:34:56.15"],
        ["page", "507f191e-810c-4972-9de8-60ea00000002", "2024-10-06T13:00:00.3"],
        ["identify", "u-43", "2024-10-06T14:00:00.5"],
        ["group", "u-43", "2024-10-06T14:01:00.5"],
        ["alias", "u-43", "2024-10-06T14:02:00.5"],
        ["screen", "A-1", "2024-10-06T14:03:00.5"],
    ]
    order, page, identify, group, alias, _ = (json.loads(event[3]) for event in events)
    assert order["orderId"] == "O-1"
    assert '"revenue": 129.90' in events[0][3]
    assert order["$segment"]["anonymousId"] == "507f191e-810c-4972-9de8-60ea00000001"
    assert order["$segment"]["context"]["page"]["path"] == "/checkout"
    assert (page["path"], page["$segment"]["name"]) == ("/pricing", "Pricing")
    assert (identify["plan"], group["employees"], group["$segment"]["groupId"]) == (
        "premium",
        329,
        "g-7",
    )
    assert alias["$segment"]["previousId"] == "507f191e-810c-4972-9de8-60ea00000001"
    # a messageId that is a UUID is the id
    id_ = database.value(f"select id::text from {tenant}.events where event_name = 'page'")
    assert id_ == "0b1f5c5e-7c5d-4f0e-8a51-5d6b8f1d2a11"


def test_events_of_posthog_from_json_lines_and_parquet(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    bring(cli, tenant, "posthog")
    events = stored(database, tenant)
    assert [event[:3] for event in events] == [
        ["$pageview", "user-1", "2024-10-06T12:34:56.123456"],
        ["paid", "0192-anonymous", "2024-10-07T00:00:00"],
    ]
    view, paid = (json.loads(event[3]) for event in events)
    assert view["$browser"] == "Firefox"
    assert view["$posthog"]["person_properties"] == {"email": "ann@example.com"}
    assert view["$posthog"]["created_at"] == "2024-10-06T12:34:57.000001+00:00"
    assert '"amount": 1234567890123456789.01' in events[1][3]
    assert paid["$posthog"]["person_id"].endswith("2")
    assert database.value(f"select array_agg(id::text order by id) from {tenant}.events") == [
        row["uuid"] for row in rows("posthog")
    ]

    # In Parquet, objects are text, times are timestamps, and ids may have the logical type UUID.
    lines = (FIXTURES / "posthog.ndjson").read_text().splitlines()
    columns = {name: [row[name] for row in rows("posthog")] for name in rows("posthog")[0]}
    for name in ("timestamp", "created_at", "_inserted_at"):
        columns[name] = pa.array(
            map(datetime.fromisoformat, columns[name]), pa.timestamp("us", "UTC")
        )
    columns["properties"] = [
        line.split('"properties":', 1)[1].split(',"person_properties"')[0] for line in lines
    ]
    columns["person_properties"] = [
        value and json.dumps(value) for value in columns["person_properties"]
    ]
    ids = pa.array([uuid.UUID(value).bytes for value in columns["uuid"]], pa.binary(16))
    columns["uuid"] = pa.ExtensionArray.from_storage(pa.uuid(), ids)
    pq.write_table(pa.table(columns), tmp_path / "posthog.parquet")
    cli("tenant", "create", other := unique_name("other"))
    assert bring(cli, other, "posthog", tmp_path / "posthog.parquet") == [2, 0]
    again = stored(database, other)
    assert [event[:3] for event in again] == [event[:3] for event in events]
    assert database.value(f"select array_agg(id::text order by id) from {other}.events") == [
        row["uuid"] for row in rows("posthog")
    ]
    assert '"amount": 1234567890123456789.01' in again[1][3]
    assert json.loads(again[0][3])["$posthog"] == view["$posthog"] | {
        "created_at": "2024-10-06T12:34:57.000001Z",
        "_inserted_at": "2024-10-06T12:34:58.500000Z",
    }


def test_events_of_mixpanel(cli: Cli, database: Database, tenant: str) -> None:
    bring(cli, tenant, "mixpanel")
    events = stored(database, tenant)
    assert [event[:3] for event in events] == [
        ["Signed Up", "user123", "2020-10-13T17:48:31"],
        ["Purchase", None, "2024-10-06T12:34:56"],
        ["Purchase", "91304156-cafc-4673-a237-623d1129c801", "2024-10-06T12:34:56.123"],
    ]
    signed, tea, coffee = (json.loads(event[3]) for event in events)
    assert signed["Plan"] == "free"
    assert signed["$mixpanel"] == {"time": 1602611311, "distinct_id": "user123"}
    assert (tea["Item"], coffee["$insert_id"]) == ("Tea", "935d87b1-00cd-41b7-be34-b9d98dd08b42")


def test_times_of_mixpanel_are_in_the_time_zone_of_the_project(
    cli: Cli, database: Database, tenant: str
) -> None:
    bring(cli, tenant, "mixpanel", None, "--time-zone", "America/Los_Angeles")
    assert [event[2] for event in stored(database, tenant)] == [
        "2020-10-14T00:48:31",
        "2024-10-06T19:34:56",
        "2024-10-06T19:34:56.123",
    ]
    wrong = cli(
        "import",
        tenant,
        "--from",
        "mixpanel",
        str(FIXTURES / "mixpanel.ndjson"),
        "--time-zone",
        "X",
        exit_code=1,
    )
    assert "there is no time zone" in wrong.stderr


def test_events_of_amplitude_from_its_zip_of_gzipped_files(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    lines = (FIXTURES / "amplitude.ndjson").read_bytes().splitlines(keepends=True)
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, line in enumerate(lines):
            archive.writestr(
                f"123456/123456_2024-10-06_{12 + number}#0.json.gz", gzip.compress(line)
            )
    assert bring(cli, tenant, "amplitude", path) == [2, 0]
    assert bring(cli, tenant, "amplitude") == [0, 2]
    events = stored(database, tenant)
    assert [event[:3] for event in events] == [
        ["purchase", "user-1@example.com", "2024-10-06T12:34:56.123"],
        ["session_start", "a1b2c3R", "2024-10-06T13:00:00"],
    ]
    purchase = json.loads(events[0][3])
    assert (purchase["product"], purchase["price"]) == ("COMPUTER_SKU123", 29.99)
    assert purchase["$amplitude"]["user_properties"] == {"plan": "pro"}
    assert purchase["$amplitude"]["device_id"] == "d9f2a3b4R"
    assert purchase["$amplitude"]["$insert_id"] == database.value(
        f"select id::text from {tenant}.events where event_name = 'purchase'"
    )


def test_the_id_of_amplitude_is_the_clients_own_where_there_is_one() -> None:
    row = rows("amplitude")[0]
    sent_again = row | {"uuid": str(uuid.uuid4())}
    assert amplitude.event(row)["id"] == amplitude.event(sent_again)["id"] == row["$insert_id"]
    row["$insert_id"] = None
    assert amplitude.event(row)["id"] == row["uuid"]


@pytest.mark.parametrize("time", ["1602611311", "1602611311.75", "1602611311750"])
def test_the_id_of_mixpanel_has_whole_seconds_as_mixpanel_tells_events_apart(time: str) -> None:
    properties = {"time": Decimal(time), "distinct_id": "ann", "$insert_id": "1"}
    event = mixpanel.event({"event": "Signed up", "properties": properties})
    assert event["id"] == derived("mixpanel", "Signed up", "1602611311", "ann", "1")


def test_events_of_ga4_from_json_lines_and_parquet(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    bring(cli, tenant, "ga4")
    events = stored(database, tenant)
    assert [event[:3] for event in events] == [
        ["purchase", "u-42", "2024-10-06T12:34:56.123456"],
        ["page_view", "987.654", "2024-10-06T12:35:00"],
    ]
    purchase, view = (json.loads(event[3]) for event in events)
    own = {"ga_session_id": 1728218000, "currency": "USD", "value": 29.99, "debug_mode": None}
    assert {name: value for name, value in purchase.items() if name != "$ga4"} == own
    assert purchase["$ga4"]["device"]["web_info"]["browser"] == "Firefox"
    assert purchase["$ga4"]["user_pseudo_id"] == "1234567890.1728200000"
    assert purchase["$ga4"]["items"][0]["item_id"] == "COMPUTER_SKU123"
    assert view["page_location"] == "https://shop.example/?a=1&b=2"

    # In BigQuery's Parquet, numbers are numbers, and a list is a struct of list and element.
    value = pa.struct(
        [("string_value", pa.string()), ("int_value", pa.int64()), ("double_value", pa.float64())]
    )
    param = pa.struct([("element", pa.struct([("key", pa.string()), ("value", value)]))])
    table = pa.table({
        "event_timestamp": pa.array([1728218096123456], pa.int64()),
        "event_name": ["purchase"],
        "user_pseudo_id": ["1.2"],
        "event_params": pa.array(
            [{"list": [{"element": {"key": "n", "value": {"int_value": 7}}}]}],
            pa.struct([("list", pa.list_(param))]),
        ),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "ga4.parquet")
    assert bring(cli, tenant, "ga4", tmp_path / "ga4.parquet") == [1, 0]
    assert bring(cli, tenant, "ga4", tmp_path / "ga4.parquet") == [0, 1]
    assert database.value(
        "select (properties -> 'n')::text || to_char(created_at at time zone 'UTC', ' SS.US')"
        f" from {tenant}.events where client_id = '1.2'"
    ) == "7 56.123456"  # fmt: skip


def test_a_name_that_occurs_twice_keeps_both_values() -> None:
    row = {"type": "track", "event": "x", "properties": {"$segment": "mine", "n": 1}}
    properties = segment.event(row)["properties"]
    assert properties["$segment"]["properties"] == row["properties"]
    twice = [{"key": "a", "value": {"string_value": text}} for text in ("one", "two")]
    assert (
        ga4.event({"event_name": "x", "event_params": twice})["properties"]["$ga4"]["event_params"]
        == twice
    )


@pytest.mark.parametrize("system", MAPPINGS)
def test_rows_of_a_wrong_shape_go_to_quarantine_without_a_crash(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, system: str
) -> None:
    shapes: list[Any] = [None, 5, "x", [], {}, [1], True, {"a": 1}, "x" * 300, -1e300, 10**30]
    lines = [json.dumps(shape) for shape in shapes] + [
        "oops",
        '{"event": "\\u0000"}',
        '{"n": 1e400000}',
        "[" * 9000,
    ]
    for row in rows(system):
        for name in (*row, *row.get("properties", ())):
            for shape in shapes:
                bent = json.loads(json.dumps(row))
                (bent if name in bent else bent["properties"])[name] = shape
                lines.append(json.dumps(bent))
    path = tmp_path / "bent.ndjson"
    path.write_text("{}\n" + "\n".join(lines))
    report = cli.json("import", tenant, "--from", system, str(path))
    assert report["accepted"] + report["duplicates"] + report["rejected"] == len(lines) + 1
    assert report["rejected"] > len(shapes)
    assert report["not_kept"] == 0
    again = cli.json("import", tenant, "--from", system, str(path))
    assert (again["accepted"], again["rejected"]) == (0, report["rejected"])
    assert database.value(f"select sum(dropped)::int from {tenant}__store.quarantine_changes") == 0
