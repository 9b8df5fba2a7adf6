"""The reports over HTTP: their answers as JSON and CSV, their rights, and wrong arguments."""

import csv
from base64 import b64encode
from typing import Any

import pytest

from tests.harness.postgrest import Api
from tests.harness.tool import Cli

EVENTS = [
    {"event_name": "signup", "client_id": "c1", "created_at": "2024-10-01T00:00:00Z"},
    {"event_name": "view", "client_id": "c1", "created_at": "2024-10-01T00:10:00Z"},
    {
        "event_name": "purchase",
        "client_id": "c1",
        "created_at": "2024-10-08T00:00:00Z",
        "properties": {"n": {"cur": "EUR"}},
    },
    {"event_name": "signup", "client_id": "c2", "created_at": "2024-10-01T22:00:00Z"},
    {
        "event_name": "purchase",
        "created_at": "2024-10-08T00:00:00Z",
        "properties": {"n": {"cur": "USD"}},
    },
]

# each report, with some columns of the rows that it answers as JSON
REPORTS: dict[str, list[dict[str, Any]]] = {
    "daily_activity?since=2024-10-08": [
        {"day": "2024-10-08", "event_name": "purchase", "events": 2, "clients": 1}
    ],
    "daily_activity?until=2024-10-02&time_zone=Asia/Tokyo": [
        {"day": "2024-10-01", "event_name": "signup", "events": 1, "clients": 1},
        {"day": "2024-10-01", "event_name": "view", "events": 1, "clients": 1},
    ],
    "active_clients?period=week&since=2024-10-01": [
        {"period": "week", "starts_on": "2024-10-07", "clients": 1, "events": 2},
    ],
    "funnel?steps={signup,purchase}&within=7 days&since=2024-10-01": [
        {
            "step": 1,
            "event_name": "signup",
            "value": None,
            "clients": 2,
            "conversion": 1,
            "median_time": None,
        },
        {
            "step": 2,
            "event_name": "purchase",
            "value": None,
            "clients": 1,
            "conversion": 0.5,
            "median_time": "7 days",
            "median_seconds": 604800,
            "median_total_seconds": 604800,
        },
    ],
    "funnel?steps={purchase}&since=2024-10-01&by=n.cur": [
        {"step": 1, "value": "EUR", "clients": 1}
    ],
    "retention?first_event=signup&return_event=purchase&since=2024-10-01&until=2024-10-14": [
        {"cohort": "2024-09-30", "cohort_size": 2, "period_number": 0, "clients": 0, "share": 0},
        {"cohort": "2024-09-30", "cohort_size": 2, "period_number": 1, "clients": 1, "share": 0.5},
        {"cohort": "2024-10-07", "cohort_size": 0, "period_number": 0, "clients": 0, "share": None},
    ],
    "sessions?since=2024-10-01&until=2024-10-02&order=started_at": [
        {
            "client_id": "c1",
            "events": 2,
            "first_event": "signup",
            "last_event": "view",
            "duration": "00:10:00",
            "duration_seconds": 600,
        },
        {
            "client_id": "c2",
            "events": 1,
            "first_event": "signup",
            "last_event": "signup",
            "duration": "00:00:00",
        },
    ],
    "paths?start_event=signup&since=2024-10-01": [
        {"path": "signup", "steps": ["signup"], "times": 1, "clients": 1, "share": 0.5},
        {
            "path": "signup > view",
            "steps": ["signup", "view"],
            "times": 1,
            "clients": 1,
            "share": 0.5,
        },
    ],
    "property_breakdown?event_name=purchase&property=n.cur&since=2024-10-01": [
        {"value": "EUR", "events": 1, "clients": 1, "share": 0.5},
        {"value": "USD", "events": 1, "clients": 0, "share": 0.5},
    ],
    "trend?event_names={purchase}&since=2024-10-07&until=2024-10-09&compare=true": [
        {"starts_at": "2024-10-07T00:00:00", "value": None, "count": 0, "previous": 0},
        {"starts_at": "2024-10-08T00:00:00", "event_name": "purchase", "count": 2, "previous": 0},
    ],
    "trend?event_names={purchase}&measure=clients&by=n.cur&every=month&since=2024-10-01"
    "&until=2024-11-01&max_values=1": [
        {"value": "EUR", "is_other": False, "count": 1, "previous": None},
        {"value": None, "is_other": True, "count": 0, "previous": None},
    ],
    "event_catalog": [
        {"event_name": "purchase", "events": 2, "first_seen": "2024-10-08T00:00:00+00:00"},
        {"event_name": "signup", "events": 2, "last_seen": "2024-10-01T22:00:00+00:00"},
        {"event_name": "view", "events": 1},
    ],
    "property_catalog?event_name=purchase": [
        {
            "event_name": "purchase",
            "property": "n",
            "events": 2,
            "objects": 2,
            "strings": 0,
            "examples": None,
        },
        {
            "event_name": "purchase",
            "property": "n.cur",
            "events": 2,
            "strings": 2,
            "examples": ["USD"],
        },
    ],
}


def test_each_report_answers_as_json_and_as_csv(
    api: Api, cli: Cli, tenant: str, ingest_token: str, read_token: str
) -> None:
    assert api.post("/rpc/ingest", {"events": EVENTS}, ingest_token).json()["accepted"] == len(
        EVENTS
    )
    for report, wanted in REPORTS.items():
        answer = api.get(f"/rpc/{report}", read_token)
        assert answer.status_code == 200, (report, answer.text)
        rows = answer.json()
        assert [
            {name: row[name] for name in want} for row, want in zip(rows, wanted, strict=True)
        ] == wanted, report
        table = list(
            csv.reader(api.get(f"/rpc/{report}", read_token, Accept="text/csv").text.splitlines())
        )
        assert table[0] == list(rows[0])
        assert len(table) == len(wanted) + 1

    # A token of another tenant reads nothing of this one. An ingest token is refused, and so is a
    # request without a token.
    other = f"{tenant}_b"
    cli("tenant", "create", other)
    stranger = cli.json("token", "create", other, "--scope", "read", "--name", "reader")["token"]
    for report in REPORTS:
        rows = api.get(f"/rpc/{report}", stranger).json()
        assert not any(row.get("clients") or row.get("events") for row in rows), report
        assert api.get(f"/rpc/{report}", ingest_token).status_code == 403
        assert api.get(f"/rpc/{report}", None).status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        "daily_activity?time_zone=Mars/Olympus",
        "active_clients?period=year",
        "active_clients?time_zone=Mars/Olympus",
        "funnel?steps={}",
        "funnel?steps={a,null}",
        "funnel?steps={a,b}&within=-1 day",
        "retention?period=year",
        "retention?time_zone=Mars/Olympus",
        "retention?period=day&since=2000-01-01",
        "sessions?since=2024-10-01&gap=0",
        "paths?start_event=a&depth=0",
        "paths?start_event=a&max_rows=10001",
        "property_breakdown?event_name=a&property=b&max_rows=0",
        "trend?event_names={}",
        "trend?event_names={a,null}",
        "trend?event_names={a,b,c,d,e,f}",
        "trend?event_names={a}&measure=money",
        "trend?event_names={a}&every=year",
        "trend?event_names={a}&every=day&since=2000-01-01",
        "trend?event_names={a}&max_values=0",
        "trend?event_names={a}&time_zone=Mars/Olympus",
        'funnel?steps={a}&filter={"v":"\\u0000"}',
        'funnel?steps={a}&filter={"v":1e200000}',
        'funnel?steps={a}&step_filters=[{"v":"\\u0000"}]',
        'funnel?steps={a,b}&exclude=["a"]',
        'funnel?steps={a,b}&exclude=[{"event":"a","between":[1,99999999999]}]',
    ],
)
def test_a_wrong_argument_is_refused_with_a_hint(api: Api, read_token: str, query: str) -> None:
    answer = api.get(f"/rpc/{query}", read_token)
    assert answer.status_code == 400
    assert answer.json()["code"] == "PT400"
    assert answer.json()["message"]
    assert answer.json()["hint"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("sessions?since=x", 400, "PT400"),
        # what PostgreSQL cannot read as the argument's type: docs/api.md names these codes
        ("funnel?steps={a}&within=soon", 400, "22007"),
        ("daily_activity?since=soon", 400, "22007"),
        ("daily_activity?since=2024-13-01", 400, "22008"),
        ("funnel?steps=a,b", 400, "22P02"),
        ("retention?at_least=abc", 400, "22P02"),
        ("funnel?steps={a}&first_ever=abc", 400, "22P02"),
        ("funnel_times?steps={a,b}&buckets=99999999999", 400, "22003"),
        # there is no function with these arguments
        ("funnel?steps={a}&untill=2024-10-01", 404, "PGRST202"),
        ("funnel?within=7 days", 404, "PGRST202"),
    ],
)
def test_an_argument_that_cannot_be_read_is_refused(
    api: Api, read_token: str, query: str, status: int, code: str
) -> None:
    answer = api.get(f"/rpc/{query}", read_token)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_value_that_reads_as_an_operator_is_sent_by_post(
    api: Api, read_token: str, ingest_token: str
) -> None:
    event = {"event_name": "in.app", "client_id": "c1", "created_at": "2024-10-01T00:00:00Z"}
    assert api.post("/rpc/ingest", event, ingest_token).json()["accepted"] == 1
    arguments = {"event_name": "in.app", "since": "2024-10-01"}
    query = "&".join(f"{name}={value}" for name, value in arguments.items())
    assert api.get(f"/rpc/events?{query}", read_token).status_code == 400
    answer = api.post("/rpc/events", arguments, read_token)
    assert [row["event_name"] for row in answer.json()] == ["in.app"]


def test_activity_takes_dates_and_cuts_off_the_time_of_day(
    api: Api, read_token: str, ingest_token: str
) -> None:
    assert api.post("/rpc/ingest", {"events": EVENTS}, ingest_token).json()["accepted"] == 5
    for report in ("daily_activity", "active_clients"):
        answers = [
            api.get(f"/rpc/{report}?since={since}&until={until}", read_token).json()
            for since, until in [
                ("2024-10-01", "2024-10-08"),
                ("2024-10-01T23:00:00-05:00", "2024-10-08T23:00:00"),
            ]
        ]
        assert len(answers[0]) > 0
        assert answers[0] == answers[1]


def test_a_key_of_the_scope_aggregate_gets_trends_without_values(
    api: Api, cli: Cli, tenant: str, ingest_token: str
) -> None:
    assert api.post("/rpc/ingest", {"events": EVENTS}, ingest_token).json()["accepted"] == 5
    key = cli.json("key", "create", tenant, "--scope", "aggregate", "--name", "board")["key"]
    basic = "Basic " + b64encode(f"{key}:".encode()).decode()
    trend = "/rpc/trend?event_names={purchase}&every=hour&since=2024-10-08&until=2024-10-09"
    for zone in ("UTC", "Asia/Tokyo"):
        rows = api.get(f"{trend}&time_zone={zone}", None, Authorization=basic).json()
        assert len(rows) == 24
    answer = api.get(f"{trend}&by=n.cur", None, Authorization=basic)
    assert (answer.status_code, answer.json()["code"]) == (403, "PT403")
    assert answer.json()["hint"]
