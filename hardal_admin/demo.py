"""The demonstration of `hardal-admin demo`: one event, from HTTP to a PSQL URL."""

import contextlib
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.rows import dict_row

from hardal_admin import dashboard, database, durations, keys, tenants, urls
from hardal_admin.embedded.processes import direct
from hardal_admin.embedded.stack import Ports, Stack
from hardal_admin.errors import Refused

TENANT = "demo"

EVENT: dict[str, Any] = {
    "event_name": "purchase",
    "hardal_server_request_id": "d9214a7105a10ef04282595ee0d671ff9c2280a45c93fa1ccceec4a81f473cba",
    "client_id": "7f915be8-5afa-4678-a216-a8662c34a68e",
    "properties": {
        "product_id": "COMPUTER_SKU123",
        "price": 29.99,
        "currency": "USD",
        "nested_data": {"category": "electronics", "discount_code": "SALE2024"},
    },
    "created_at": "2024-10-06T12:34:56Z",
}

QUERY = (
    "select id, event_name, client_id, properties ->> 'product_id' as product_id,\n"
    "       (properties ->> 'price')::numeric as price, created_at\n"
    "from events where id = %s"
)


def run(
    stack: Stack, pg: str | None, report: Callable[[str], None], say: Callable[[str], None]
) -> str | None:
    """Send an event over HTTP and read it back over SQL. Return a link to the event in the page.

    Start the embedded server where it does not run, and stop it afterwards in that case. Then there
    is no link.
    """
    was_running = bool(stack.info()["running"])
    info = stack.up(Ports(), pg, report)
    try:
        link = _show(stack, info, say)
    finally:
        if not was_running:
            with contextlib.suppress(OSError):  # the terminal may be gone
                report("stopping the server")
            stack.down()
    return link if was_running else None


def _show(stack: Stack, info: dict[str, object], say: Callable[[str], None]) -> str:
    """Show the way of one event. Return a link to it in the page."""
    conn = database.connect(str(info["dsn"]))
    try:
        if TENANT not in [row["name"] for row in tenants.listing(conn)]:
            tenants.create(conn, TENANT)
            say(f"made the tenant {TENANT}\n")
        run_name = f"demo_{secrets.token_hex(4)}"  # no earlier run used this name
        key = keys.create(
            conn, TENANT, name=run_name, scope="ingest", expires_at=durations.ahead("1h")
        )
        url = str(urls.create(conn, TENANT, name=run_name)["url"])
        page = dashboard.create(
            conn,
            TENANT,
            url=str(info["api_url"]),
            scope="manage",
            name=dashboard.new_name(),
            expires_at=durations.ahead(dashboard.EXPIRES),
        )
    finally:
        conn.close()

    endpoint = f"{info['api_url']}/rpc/ingest"
    say(f"POST {endpoint}\n{json.dumps(EVENT, indent=2)}\n")
    status, answer = _post(endpoint, str(key["key"]), EVENT)
    say(f"{status}\n{json.dumps(answer)}\n")
    if status != 200:
        raise Refused(f"the event was answered with {status}")

    with psycopg.connect(url, row_factory=dict_row) as reader:
        row = reader.execute(QUERY, (answer["ids"][0],)).fetchone()
    if row is None:
        raise Refused("the event that was accepted cannot be read back")
    say(f"{url}\n{QUERY % repr(answer['ids'][0])}\n")
    for name, value in row.items():
        say(f"  {name:<12} {value}")
    return str(page["link"])


def _post(url: str, key: str, body: object) -> tuple[int, Any]:
    request = urllib.request.Request(
        url,
        json.dumps(body).encode(),
        {"Authorization": keys.authorization(key), "Content-Type": "application/json"},
    )
    try:
        with direct.open(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
