"""The signing key is replaced while tokens are in use."""

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import jwt
import pytest
from click.testing import CliRunner

from hardal_admin.cli import main
from hardal_admin.embedded.postgrest import reload_config
from hardal_admin.signing_keys import load, new, render
from tests.harness.databases import Database
from tests.harness.postgrest import running
from tests.harness.tool import Cli, Tool

pytestmark = pytest.mark.usefixtures("settled_roles")
EVENT = {"event_name": "x"}


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "jwt-secret"
    file.write_text("a secret of at least thirty-two bytes\n")
    file.chmod(0o600)
    return file


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds, because PostgREST does not tell when it has read its secret."""
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("not within 10 s")


def token(cli: Cli, tenant: str, secret_file: Path, name: str) -> str:
    options = ("--scope", "ingest", "--name", name, "--jwt-secret-file", str(secret_file))
    return str(cli.json("token", "create", tenant, *options)["token"])


def doctor(cli: Cli, secret_file: Path) -> list[dict[str, str]]:
    """Return what doctor finds wrong with the signing keys."""
    result = CliRunner(env=cli.env).invoke(
        main, ["doctor", "--json", "--jwt-secret-file", str(secret_file)]
    )
    found: list[dict[str, str]] = json.loads(result.stdout)["findings"]
    return [finding for finding in found if finding["level"] == "wrong"]


def test_tokens_of_the_old_signing_key_work_until_its_end_date(
    cli: Cli, tenant: str, database: Database, secret_file: Path
) -> None:
    with running(database, secret=f"@{secret_file}") as api:

        def status(token: str) -> int:
            return api.post("/rpc/ingest", EVENT, token).status_code

        old = token(cli, tenant, secret_file, "old")
        assert status(old) == 200
        said = cli.json(
            "secret", "rotate", "--overlap", "7d", "--jwt-secret-file", str(secret_file)
        )
        assert said["tokens_ending"] == 1
        assert stat.S_IMODE(secret_file.stat().st_mode) == 0o600
        new = token(cli, tenant, secret_file, "new")
        reload_config(api.process)
        eventually(lambda: status(new) == 200)
        assert (status(old), status(new)) == (200, 200)
        states = {row["name"]: row["state"] for row in cli.json("token", "list", tenant)}
        assert states == {"old": "ending", "new": "live"}

        # The end date has come: the old token is refused at once, though PostgREST still knows
        # its signing key.
        database.value(
            "update hardal_private.tokens set revoked_at = now() where name = 'old' returning 1"
        )
        assert (status(old), status(new)) == (401, 200)
        # the next rotation drops that signing key
        cli("secret", "rotate", "--jwt-secret-file", str(secret_file))
        kept = [key["kid"] for key in json.loads(secret_file.read_text())["keys"]]
        assert len(kept) == 2
        assert kept[1] == said["key"]
        newest = token(cli, tenant, secret_file, "newest")
        reload_config(api.process)
        eventually(lambda: status(newest) == 200)
        assert (status(old), status(new)) == (401, 200)


def test_a_token_of_the_old_signing_key_is_rotated_to_the_new_one(
    cli: Cli, tenant: str, database: Database, secret_file: Path
) -> None:
    token(cli, tenant, secret_file, "backend")
    cli("secret", "rotate", "--overlap", "7d", "--jwt-secret-file", str(secret_file))
    cli(
        "token",
        "rotate",
        tenant,
        "backend",
        "--overlap",
        "30d",
        "--jwt-secret-file",
        str(secret_file),
    )
    states = [row["state"] for row in cli.json("token", "list", tenant)]
    assert states == ["ending", "live"]
    ends = database.value(
        "select min(revoked_at) < now() + interval '8 days' from hardal_private.tokens"
    )
    assert ends is True  # the end date of the signing key stays


def test_a_rotation_without_overlap_ends_old_tokens_now(
    cli: Cli, tenant: str, database: Database, secret_file: Path
) -> None:
    with running(database, secret=f"@{secret_file}") as api:
        old = token(cli, tenant, secret_file, "old")
        assert api.post("/rpc/ingest", EVENT, old).status_code == 200
        said = cli.json(
            "secret", "rotate", "--overlap", "0s", "--jwt-secret-file", str(secret_file)
        )
        assert api.post("/rpc/ingest", EVENT, old).status_code == 401
        assert [key["kid"] for key in json.loads(secret_file.read_text())["keys"]] == [said["key"]]


def test_a_replaced_signing_key_signs_nothing(cli: Cli, tenant: str, secret_file: Path) -> None:
    token(cli, tenant, secret_file, "old")
    before = secret_file.read_text()
    cli("secret", "rotate", "--jwt-secret-file", str(secret_file))
    token(cli, tenant, secret_file, "new")
    secret_file.write_text(before)
    options = ("--scope", "ingest", "--name", "late", "--jwt-secret-file", str(secret_file))
    assert "was replaced" in cli("token", "create", tenant, *options, exit_code=1).stderr
    seen = doctor(cli, secret_file)
    assert {finding["name"] for finding in seen} == {"signing key", "lost key"}
    assert '"new"' in next(finding["mend"] for finding in seen if finding["name"] == "lost key")
    cli("secret", "rotate", "--jwt-secret-file", str(secret_file))
    assert "is not in" in doctor(cli, secret_file)[0]["problem"]
    cli("token", "rotate", tenant, "new", "--overlap", "0s", "--jwt-secret-file", str(secret_file))
    assert doctor(cli, secret_file) == []


def test_a_signing_key_that_no_token_needs_is_pruned(
    cli: Cli, tenant: str, database: Database, secret_file: Path
) -> None:
    token(cli, tenant, secret_file, "old")
    cli("secret", "rotate", "--overlap", "7d", "--jwt-secret-file", str(secret_file))
    assert "still needed" in cli("secret", "prune", "--jwt-secret-file", str(secret_file)).stdout
    assert doctor(cli, secret_file) == []
    # its end date comes
    database.value(
        "update hardal_private.signing_keys set retires_at = now()"
        " where retires_at is not null returning 1"
    )
    database.value("update hardal_private.tokens set revoked_at = now() returning 1")
    (finding,) = doctor(cli, secret_file)
    assert (finding["name"], finding["mend"]) == ("retired key", "hardal-admin secret prune")
    assert len(cli.json("secret", "prune", "--jwt-secret-file", str(secret_file))["dropped"]) == 1
    assert len(json.loads(secret_file.read_text())["keys"]) == 1
    assert doctor(cli, secret_file) == []


def test_the_next_rotation_repairs_one_that_was_stopped(
    cli: Cli, tenant: str, database: Database, secret_file: Path
) -> None:
    """A rotation writes the file first, and may be stopped before it writes to the database."""
    token(cli, tenant, secret_file, "old")
    old = load(secret_file.read_text().strip())
    secret_file.write_text(render([new(), *old]))
    said = cli.json("secret", "rotate", "--overlap", "7d", "--jwt-secret-file", str(secret_file))
    assert said["tokens_ending"] == 1
    kept = [key["kid"] for key in json.loads(secret_file.read_text())["keys"]]
    # the signing key of the stopped rotation is dropped, because it signed nothing
    assert kept == [said["key"], old[0].id]
    assert [row["state"] for row in cli.json("token", "list", tenant)] == ["ending"]


def test_a_signing_key_that_has_signed_nothing_is_replaced_too(
    cli: Cli, tenant: str, secret_file: Path
) -> None:
    before = secret_file.read_text()
    said = cli.json("secret", "rotate", "--jwt-secret-file", str(secret_file))
    assert (said["tokens_ending"], said["last_ends_at"]) == (0, None)
    secret_file.write_text(before)
    options = ("--scope", "ingest", "--name", "late", "--jwt-secret-file", str(secret_file))
    assert "was replaced" in cli("token", "create", tenant, *options, exit_code=1).stderr


def test_a_new_secret_is_a_jwk_set_whose_name_the_tokens_give(
    cli: Cli, tenant: str, database: Database, tmp_path: Path
) -> None:
    """PostgREST looks for the key of this name, from version 13 on."""
    file = tmp_path / "made"
    cli("secret", "create", "--output", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "exists already" in cli("secret", "create", "--output", str(file), exit_code=1).stderr
    (key,) = json.loads(file.read_text())["keys"]
    assert (key["kty"], key["alg"]) == ("oct", "HS256")
    made = token(cli, tenant, file, "backend")
    assert jwt.get_unverified_header(made)["kid"] == key["kid"]
    with running(database, secret=f"@{file}") as api:
        assert api.post("/rpc/ingest", EVENT, made).status_code == 200
    assert {finding["name"] for finding in doctor(cli, file)} == set()
    printed = json.loads(cli("secret", "create").stdout)
    assert printed["keys"][0]["k"] != key["k"]


def test_tokens_of_a_plain_secret_name_no_key_and_go_on_after_the_rotation(
    cli: Cli, tenant: str, database: Database, secret_file: Path
) -> None:
    old = token(cli, tenant, secret_file, "old")
    assert "kid" not in jwt.get_unverified_header(old)
    found = CliRunner(env=cli.env).invoke(
        main, ["doctor", "--json", "--jwt-secret-file", str(secret_file)]
    )
    names = [finding["name"] for finding in json.loads(found.stdout)["findings"]]
    assert "signing key without its name" in names
    cli("secret", "rotate", "--jwt-secret-file", str(secret_file))
    first, second = json.loads(secret_file.read_text())["keys"]
    # an earlier version of hardal named the key of a plain secret in its tokens
    assert second["kid"] == load("a secret of at least thirty-two bytes")[0].id
    new = token(cli, tenant, secret_file, "new")
    assert jwt.get_unverified_header(new)["kid"] == first["kid"]
    with running(database, secret=f"@{secret_file}") as api:
        assert [api.post("/rpc/ingest", EVENT, sent).status_code for sent in (old, new)] == [
            200
        ] * 2


@pytest.mark.parametrize(
    ("text", "kid"),
    [
        ('{"kty": "oct", "k": "%s"}', None),
        ('{"kty": "oct", "kid": "mine", "k": "%s"}', "mine"),
        ('{"keys": [{"kty": "RSA"}, {"kty": "oct", "kid": "mine", "k": "%s"}]}', "mine"),
    ],
)
def test_a_token_names_its_key_as_the_secret_does(
    cli: Cli, tenant: str, secret_file: Path, text: str, kid: str | None
) -> None:
    secret_file.write_text(text % ("x" * 48))
    made = token(cli, tenant, secret_file, "backend")
    assert jwt.get_unverified_header(made).get("kid") == kid
    assert load(render(load(secret_file.read_text())))[0].kid == (
        kid or load(secret_file.read_text())[0].id
    )


def test_the_registry_refuses_a_token_of_a_replaced_key_that_postgrest_still_takes(
    cli: Cli, tenant: str, database: Database, secret_file: Path
) -> None:
    """PostgREST before 12.2.9 goes on to take a signature that it has seen, until its end."""
    with running(database, secret=f"@{secret_file}") as api:
        old = token(cli, tenant, secret_file, "old")
        assert api.post("/rpc/ingest", EVENT, old).status_code == 200
        cli("secret", "rotate", "--overlap", "0s", "--jwt-secret-file", str(secret_file))
        new = token(cli, tenant, secret_file, "new")
        reload_config(api.process)
        eventually(lambda: api.post("/rpc/ingest", EVENT, new).status_code == 200)
        assert api.post("/rpc/ingest", EVENT, old).status_code == 401


def test_the_file_keeps_its_mode_and_its_place_behind_a_link(
    cli: Cli, secret_file: Path, tmp_path: Path
) -> None:
    secret_file.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(secret_file)
    cli("secret", "rotate", "--jwt-secret-file", str(link))
    assert link.is_symlink()
    assert json.loads(secret_file.read_text())["keys"]
    assert stat.S_IMODE(secret_file.stat().st_mode) == 0o640


def test_a_rotation_returns_when_the_tokens_end(cli: Cli, tenant: str, secret_file: Path) -> None:
    """The end date of an earlier rotation stays, and tokens that have ended do not count."""
    token(cli, tenant, secret_file, "gone")
    cli("token", "revoke", tenant, "gone")
    token(cli, tenant, secret_file, "first")
    cli("secret", "rotate", "--overlap", "1h", "--jwt-secret-file", str(secret_file))
    token(cli, tenant, secret_file, "second")
    said = cli.json("secret", "rotate", "--overlap", "60d", "--jwt-secret-file", str(secret_file))
    assert said["tokens_ending"] == 2
    ends = {row["name"]: row["revoked_at"] for row in cli.json("token", "list", tenant)}
    assert (said["first_ends_at"], said["last_ends_at"]) == (ends["first"], ends["second"])


def test_concurrent_rotations_run_one_after_the_other(
    cli: Cli, tenant: str, database: Database, secret_file: Path
) -> None:
    token(cli, tenant, secret_file, "old")
    arguments = ["secret", "rotate", "--jwt-secret-file", str(secret_file)]
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "hardal_admin", *arguments], env=os.environ | cli.env, stderr=-3
        )
        for _ in range(3)
    ]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    signs = database.value(
        "select string_agg(id, ', ') from hardal_private.signing_keys where retires_at is null"
    )
    assert json.loads(secret_file.read_text())["keys"][0]["kid"] == signs
    assert doctor(cli, secret_file) == []


def test_a_file_without_a_valid_secret_is_left_unchanged(
    cli: Cli, tenant: str, tmp_path: Path
) -> None:
    for text, reason in (
        ("short", "bytes long"),
        ('{"keys": 5}', "JWK set"),
        ('{"keys": []}', "no key"),
        ("{", "JWK set"),
    ):
        file = tmp_path / "secret"
        file.write_text(text)
        assert reason in cli("secret", "rotate", "--jwt-secret-file", str(file), exit_code=1).stderr
        assert file.read_text() == text
    (tmp_path / "secret").write_text("short")
    (finding,) = doctor(cli, tmp_path / "secret")
    assert "bytes long" in finding["problem"]
    assert "--jwt-secret-file" in cli("secret", "rotate", exit_code=1).stderr


def test_the_signing_key_of_the_embedded_server_is_replaced_while_it_runs(tool: Tool) -> None:
    info = tool.json("up", "--detach")
    tool.run("tenant", "create", "acme")

    def status(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(f"{info['api_url']}/rpc/ingest", json=EVENT, headers=headers).status_code

    old = tool.json("token", "create", "acme", "--scope", "ingest", "--name", "old")["token"]
    assert status(old) == 200
    (first,) = json.loads((tool.data_dir / "secrets" / "jwt-secret").read_text())["keys"]
    assert jwt.get_unverified_header(old)["kid"] == first["kid"]
    tool.json("secret", "rotate")
    new = tool.json("token", "create", "acme", "--scope", "ingest", "--name", "new")["token"]
    eventually(lambda: status(new) == 200)
    assert (status(old), status(new)) == (200, 200)
    assert tool.run("doctor").stdout.endswith("nothing is wrong\n")
