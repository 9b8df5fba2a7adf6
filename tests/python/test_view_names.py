"""Names of typed views and columns: letters of every script, and the same name in every locale."""

import contextlib
import unicodedata
from collections.abc import Iterator

import psycopg
import pytest

import hardal_admin.database
from hardal_admin.migrate import core
from tests.harness import databases
from tests.harness.databases import Database
from tests.harness.events import send
from tests.harness.server import ROOT, Server
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

CASES = ROOT / "tests/pgtap/safe_name/letters.test.sql"
SCRIPTS_WITH_CAPITALS = [*range(0x80, 0x13A0), *range(0x1400, 0x2000)]

LOCALES = {
    "C": "locale 'C'",
    "C.UTF-8": "locale 'C.UTF-8'",
    "tr_TR of the system": "locale_provider libc locale 'tr_TR.UTF-8'",
    "tr-TR of ICU": "locale_provider icu icu_locale 'tr-TR' locale 'C'",
}


@contextlib.contextmanager
def database_of(pg: Server, locale: str) -> Iterator[Database]:
    with contextlib.ExitStack() as stack:
        try:
            database = stack.enter_context(
                databases.new_database(pg, empty=True, options=LOCALES[locale])
            )
        except (psycopg.errors.FeatureNotSupported, psycopg.errors.WrongObjectType) as error:
            pytest.skip(f"this server has no such locale: {error.diag.message_primary}")
        with hardal_admin.database.connect(database.dsn) as admin:
            core.migrate(admin)
        yield database


@pytest.mark.parametrize("locale", LOCALES)
def test_names_are_the_same_in_every_locale(pg: Server, locale: str) -> None:
    cases = CASES.read_text().split("select plan(")[0]
    with database_of(pg, locale) as database:
        with database.connect() as conn, conn.transaction():
            conn.execute(cases.encode())
            wrong = conn.execute(
                "select given, expected, hardal_private.safe_name(given) as found from cases"
                " where hardal_private.safe_name(given) is distinct from expected"
                " or not hardal_private.is_plain_name(expected)"
            ).fetchall()
        assert wrong == []
        if locale == "C":
            return
        cli = Cli(database.dsn)
        tenant = databases.unique_name("acme")
        cli("tenant", "create", tenant)
        names = {"TITLE": "title", "SIGN_IN": "sign_in", "ISIM": "isim", "İstek": "istek"}
        send(
            database,
            tenant,
            *({"event_name": name, "properties": {"IP": 1, "ŞEHİR": "İzmir"}} for name in names),
        )
        cli("maintain")
        rows = cli.json("views", "list", tenant)
        assert {row["event_name"]: row["view_name"] for row in rows} == names
        assert {row["property"]: row["column_name"] for row in rows} == {
            "IP": "ip",
            "ŞEHİR": "şehir",
        }
        assert database.value(f"select şehir from {tenant}.title") == "İzmir"
        cli("maintain")
        cli("doctor", "--deep")


def test_every_letter_of_unicode_is_kept_and_nothing_else(database: Database) -> None:
    """The characters of Unicode 3.2, whose kinds no version of Python changes."""
    characters = [
        chr(code)
        for code in (*range(0x80, 0xD800), *range(0xE000, 0x10000), *range(0x20000, 0x2FA1E))
        if unicodedata.ucd_3_2_0.category(chr(code)) != "Cn"
        and (unicodedata.normalize("NFKC", chr(code)) == chr(code) or chr(code) in TYPED)
    ]
    with database.connect() as conn:
        kept = {
            row["letter"]
            for row in conn.execute(
                "select letter from unnest(%s::text[]) as l (letter)"
                " where letter ~ format('[%%s]', hardal_private.name_letters())",
                (characters,),
            )
        }
        seen = {
            row["letter"]
            for row in conn.execute(
                "select letter from unnest(%s::text[]) as l (letter)"
                " where hardal_private.plain_letters('a' || letter || 'a') <> 'aa'",
                (characters,),
            )
        }
    letters = {c for c in characters if unicodedata.category(c) in LETTERS} & seen
    assert kept == letters
    invisible = set(characters) - seen
    assert {unicodedata.category(c) for c in invisible} <= {"Cf", "Mn", "Mc", "Lo"}
    assert {c for c in characters if unicodedata.category(c) == "Cf"} - invisible == CF_THAT_SHOW


LETTERS = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"}
# NFKC splits them, although people type them: Thai, Lao, Armenian, the single letters of Hangul
TYPED = {"\u0e33", "\u0eb3", "\u0edc", "\u0edd", "\u0587", *map(chr, range(0x3131, 0x318F))}
# the signs of Arabic and Syriac that enclose numbers are seen
CF_THAT_SHOW = {"\u06dd", "\u070f"}


def test_capital_letters_become_small(database: Database) -> None:
    capitals = [
        chr(code)
        for code in SCRIPTS_WITH_CAPITALS
        if unicodedata.ucd_3_2_0.category(chr(code)) in ("Lu", "Lt")
        and unicodedata.normalize("NFKC", chr(code)) == chr(code)
    ]
    with database.connect() as conn:
        small = {
            row["capital"]: row["small"]
            for row in conn.execute(
                "select capital, hardal_private.small_letters(capital) as small"
                " from unnest(%s::text[]) as c (capital)",
                (capitals,),
            )
        }
    assert small == {capital: capital.lower()[0] for capital in capitals}


def test_names_of_hardals_own_views_and_functions_stay_free(
    cli: Cli, tenant: str, database: Database
) -> None:
    names = ["events", "Funnel", "retention", "clients", "flatten", "pg_class", "date"]
    send(database, tenant, *({"event_name": name} for name in names))
    cli("maintain")
    rows = cli.json("views", "list", tenant)
    assert {row["event_name"]: row["view_name"] for row in rows} == {
        "events": "events_event",
        "Funnel": "funnel_event",
        "retention": "retention_event",
        "clients": "clients_event",
        "flatten": "flatten_event",
        "pg_class": "npg_class",
        "date": "date",
    }
    with database.connect() as conn:
        conn.execute(f"set search_path = {tenant}")
        for row in rows:
            assert conn.execute(f"select count(*) as n from {row['view_name']}").fetchone() == {
                "n": 1
            }


def test_views_that_exist_keep_their_names(cli: Cli, tenant: str, database: Database) -> None:
    """An older version named the view of Ödeme deme."""
    send(database, tenant, {"event_name": "Ödeme", "properties": {"ürün": 1}})
    cli("maintain")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"alter view {tenant}.ödeme rename column ürün to r_n")
        conn.execute(f"alter view {tenant}.ödeme rename to deme")
        conn.execute(f"update {tenant}__store.event_views set view_name = 'deme'")
        conn.execute(f"update {tenant}__store.view_columns set column_name = 'r_n'")
    send(database, tenant, {"event_name": "Ödeme", "properties": {"şehir": "İzmir"}})
    cli("migrate")
    cli("maintain")
    rows = cli.json("views", "list", tenant)
    assert [(row["view_name"], row["column_name"]) for row in rows] == [
        ("deme", "r_n"),
        ("deme", "şehir"),
    ]
    cli("views", "rename", tenant, "Ödeme", "ödeme")
    cli("views", "pin", tenant, "Ödeme", "ürün", "--name", "ürün")
    assert database.value(f"select max(ürün) from {tenant}.ödeme") == 1
    cli("doctor", "--deep")


def test_a_thai_name_as_it_is_typed_reaches_its_view(
    cli: Cli, tenant: str, database: Database
) -> None:
    typed = "\u0e01\u0e33\u0e25\u0e31\u0e07"
    send(database, tenant, {"event_name": typed, "properties": {"\u0e19\u0e49\u0e33": 1}})
    cli("maintain")
    assert database.value(f"select \u0e19\u0e49\u0e33 from {tenant}.{typed}") == 1
    cli("views", "rename", tenant, typed, "\u0e17\u0e33")
    assert database.value(f"select count(*) from {tenant}.\u0e17\u0e33") == 1
