"""pg_upgrade takes hardal to a newer PostgreSQL, with all that it holds and gives."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from hardal_admin.embedded.ordinary_user import run_as, server_user
from hardal_admin.postgrest_config import set_authenticator_password
from tests.harness import clusters, postgrest
from tests.harness.clusters import NewServer
from tests.harness.databases import Database
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.server import PASSWORD
from tests.harness.tool import Cli

TENANT = "acme"
# What doctor tells after the upgrade. 15 prints views in another way. It has no options of
# memberships, and no ADMIN OPTION that 16 and later ask for.
TOLD = {"15": ["server version", "membership options", "admin option"], "16": []}


def logs(new: NewServer) -> list[str]:
    """Return the ends of the files that pg_upgrade has written."""
    files = new.cluster.data.glob("pg_upgrade_output.d/*/log/*.log")
    return [f"{file.name}:\n{file.read_text()[-2000:]}" for file in files]


def upgrade(old: NewServer, new: NewServer) -> None:
    """Run pg_upgrade, as PostgreSQL's documentation says."""
    folder = new.cluster.folder.parent / "upgrade"
    folder.mkdir()
    user = server_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    how = run_as(user)
    how["env"] |= {"PGPASSWORD": PASSWORD}
    # since 18, initdb turns checksums on, and pg_upgrade wants both clusters to be alike
    shutil.rmtree(new.cluster.data)
    data = str(new.cluster.data)
    steps = {
        "initdb": [
            "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-data-checksums",
        ],
        "pg_upgrade": [
            "-b", str(old.programs), "-B", str(new.programs), "-d", str(old.cluster.data),
            "-D", data, "-U", "postgres", "-s", str(folder),
        ],
    }  # fmt: skip
    for program, arguments in steps.items():
        done = subprocess.run(
            [new.programs / program, *arguments],
            **(how | {"cwd": folder}), capture_output=True, text=True, check=False, timeout=250,
        )  # fmt: skip
        assert done.returncode == 0, "\n".join([done.stdout, done.stderr, *logs(new)])
    shutil.copy(old.cluster.data / "pg_hba.conf", new.cluster.data / "pg_hba.conf")


@pytest.mark.parametrize(("older", "newer"), [("15", "18"), ("16", "18")])
def test_pg_upgrade_keeps_everything(older: str, newer: str, tmp_path: Path) -> None:
    for version in (older, newer):
        if why := clusters.missing(version):
            pytest.skip(why)
    with clusters.new_server(older) as old, clusters.new_server(newer) as new:
        server = old.start()
        clusters.make_dba(server)
        with psycopg.connect(server.dba("postgres"), autocommit=True) as conn:
            conn.execute("create database hardal encoding 'UTF8' template template0")
        before = Database(server, "hardal")
        cli = Cli(before.dsn)
        cli("migrate")
        if why := clusters.not_dumped(before):
            pytest.skip(why)
        with before.connect() as admin:
            set_authenticator_password(admin, PASSWORD)
        cli("tenant", "create", TENANT)
        send(
            before,
            TENANT,
            *(event(months_ago(n), client_id=f"c{n}", properties={"n": n}) for n in range(4)),
            event(NOW, client_id="gone"),
            {"event_name": ""},
        )
        cli("erase", TENANT, "--client-id", "gone", "--yes")
        cli("maintain")
        token = cli.json("token", "create", TENANT, "--scope", "ingest", "--name", "b")["token"]
        url = cli.json("url", "create", TENANT, "--name", "ann")["url"]
        assert cli.wrong("--deep") == []
        kept = "select array_agg(to_jsonb(e) order by e.id) from acme.events as e"
        rows = before.value(kept)
        days = before.value("select jsonb_agg(to_jsonb(a)) from acme.daily_activity as a")
        old.cluster.stop()

        upgrade(old, new)
        server = new.start()
        after = Database(server, "hardal")
        cli = Cli(after.dsn)
        told = {finding["name"]: finding["mend"] for finding in cli.wrong("--deep")}
        # whether the new ids of functions meet those of tables is chance
        assert [name for name in told if name != "function id"] == TOLD[older]
        cli("migrate")
        if "admin option" in told:
            Cli(server.superuser("hardal"))("doctor", "--fix")
            with psycopg.connect(server.superuser("hardal"), autocommit=True) as superuser:
                superuser.execute(told["admin option"].removeprefix("as a superuser: ").encode())
        assert cli.wrong("--deep") == []
        assert after.value(kept) == rows
        assert after.value("select jsonb_agg(to_jsonb(a)) from acme.daily_activity as a") == days
        address = url.replace(url.split("@")[1].split("/")[0], f"127.0.0.1:{server.port}")
        with psycopg.connect(address) as reader:
            assert reader.execute("select count(*) from x").fetchone() == (4,)
        with postgrest.running(after) as api:
            sent = event(NOW, client_id="new")
            for answer in ("accepted", "duplicates"):
                got = api.post("/rpc/ingest", sent, token)
                assert (got.status_code, got.json().get(answer)) == (200, 1), got.text
        cli("maintain", TENANT, "--rebuild")
        cli("url", "rotate", TENANT, "ann")
        cli("tenant", "create", "beta")
        cli("erase", TENANT, "--client-id", "new", "--yes")
        assert cli.wrong("--deep") == []
        cli("tenant", "drop", TENANT, "--yes", TENANT)


def test_migrate_gives_a_new_id_to_a_function_that_postgrest_takes_for_several(
    database: Database, cli: Cli, tenant: str, ingest_token: str
) -> None:
    """pg_upgrade may give a function the id that a table has."""
    superuser = database.server.superuser(database.name)
    with psycopg.connect(superuser, autocommit=True) as conn:
        conn.execute("set allow_system_table_mods = on")
        conn.execute(
            "insert into pg_description (objoid, classoid, objsubid, description)"
            " select p.oid, 'pg_class'::regclass, n, 'a column'"
            " from pg_proc as p cross join generate_series(1, 2) as n"
            " where p.pronamespace = 'hardal'::regnamespace"
        )
    with postgrest.running(database) as api:
        # 300 before 12.2.12
        answer = api.post("/rpc/ingest", {"event_name": "x"}, ingest_token)
        assert answer.status_code in (200, 300)
    assert {finding["name"] for finding in cli.wrong()} == {"function id"}
    cli("migrate")
    assert cli.wrong() == []
    with postgrest.running(database) as api:
        assert api.post("/rpc/ingest", {"event_name": "x"}, ingest_token).status_code == 200
