"""What a person reads on the page: tables, files of figures, and SQL that is run as it is shown."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import Page, expect
from psycopg.rows import dict_row

from tests.harness.sdks import Account
from tests.harness.tool import Cli

NONE = "\N{EN DASH}"  # what stands where there is no figure
# the cells of each row of a table, without its head
CELLS = """(rows) => rows
  .filter((row) => row.closest("tbody"))
  .map((row) => [...row.children].map((cell) => cell.innerText.trim()))"""


def is_settled(page: Page) -> None:
    """Wait until the view has all that it has asked for."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="…")).to_have_count(0)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def table(page: Page, name: str) -> list[list[str]]:
    """Return what the cells of a table say."""
    is_settled(page)
    region = page.get_by_role("region", name=name, exact=True)
    expect(region).to_be_visible()
    cells: list[list[str]] = region.get_by_role("row").evaluate_all(CELLS)
    return cells


def number(text: str) -> float:
    """Return a figure of the page: 1,234 or 12.5 %."""
    return float(text.removesuffix("%").replace(",", ""))


def unfold(page: Page, summary: str) -> None:
    """Open what stands behind a line that can be opened."""
    page.locator("summary").filter(has_text=re.compile(f"^{re.escape(summary)}$")).click()


def file(page: Page) -> list[dict[str, str]]:
    """Download the figures of the view, and return the rows of the file."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sql(page: Page, name: str = "SQL of this report") -> str:
    """Copy the SQL of the view by its button, and return it."""
    is_settled(page)
    panel = page.get_by_role("region", name=name, exact=True)
    if not panel.is_visible():
        unfold(page, name)
    page.locator(".code", has=panel).get_by_role("button", name="Copy").click()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied == panel.inner_text()
    return copied


def psql_url(account: Account, name: str = "bi") -> str:
    """Make a PSQL URL of the tenant that reads."""
    return str(Cli(account.dsn).json("url", "create", account.tenant, "--name", name)["url"])


def run(url: str, query: str, *args: object) -> list[dict[str, Any]]:
    """Run a query through a PSQL URL."""
    with psycopg.connect(url, row_factory=dict_row) as conn:
        return conn.execute(query.encode(), args or None).fetchall()


def first_day(days: int, zone: str) -> date:
    """Return the first of the last days, today included, of a time zone."""
    return datetime.now(ZoneInfo(zone)).date() - timedelta(days=days - 1)


def plain(value: object) -> object:
    """Return a value so that one of the database and one of a file can be compared."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, int | float | Decimal):
        return float(f"{float(value):.12g}")
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day).isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, sort_keys=True)
    text = str(value)
    for read in (float, datetime.fromisoformat, json.loads):
        try:
            return plain(read(text))
        except ValueError:
            continue
    return text


def assert_same(file: list[dict[str, str]], rows: list[dict[str, Any]], **named: str) -> None:
    """Fail where a file of the page is not what SQL gives. `named`: columns with another name."""
    assert file, "the file has no row"
    columns = list(file[0])
    assert [[plain(row[column]) for column in columns] for row in file] == [
        [plain(row[named.get(column, column)]) for column in columns] for row in rows
    ]
