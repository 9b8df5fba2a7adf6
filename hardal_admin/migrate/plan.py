"""The plan of a migrate: what this database has run, and what is left to do."""

from dataclasses import dataclass, field

from psycopg.rows import DictRow

from hardal_admin import page, tenants
from hardal_admin.database import Conn
from hardal_admin.errors import Refused
from hardal_admin.migrate import sql_files
from hardal_admin.migrate.sql_files import SqlFiles
from hardal_admin.migrate.steps import PAGE


@dataclass
class Plan:
    """What a migrate does, or would do: the paths of files and the names of tenants."""

    migrations: list[str] = field(default_factory=list)
    reapplied: list[str] = field(default_factory=list)
    tenants: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.migrations or self.reapplied or self.tenants)


def status(conn: Conn) -> list[dict[str, object]]:
    """Return every migration, with the time when it was applied (None where it is pending)."""
    recorded = recorded_files(conn)
    _refuse_edited(recorded, sql_files.load())
    return [
        {
            "migration": s.path.removeprefix("migrations/").removesuffix(".sql"),
            "applied_at": recorded[s.path]["applied_at"] if s.path in recorded else None,
        }
        for s in sql_files.load().migrations
    ]


def recorded_files(conn: Conn) -> dict[str, DictRow]:
    """Return each file that the database has run, by path. Empty where hardal is not installed."""
    if conn.execute("select to_regclass('hardal_private.migrations') as t").fetchone() == {
        "t": None
    }:
        return {}
    rows = conn.execute("select path, sha256, applied_at from hardal_private.migrations").fetchall()
    return {row["path"]: row for row in rows}


def _refuse_edited(recorded: dict[str, DictRow], todo: SqlFiles) -> None:
    """Refuse a migration whose text differs from the one that this database has run."""
    known = {s.path: s for s in todo.migrations}
    for path, row in recorded.items():
        if not path.startswith("migrations/"):
            continue
        if path not in known:
            raise Refused(
                f"the database has {path}, which this tool does not know",
                "it was migrated by a newer hardal-admin: install that version or a later one",
            )
        if known[path].sha256 != row["sha256"]:
            raise Refused(
                f"{path} was changed after it had been applied to this database",
                "restore the file as it was released, and put the change into a new migration",
            )
    for group in (todo.core_migrations, todo.tenant_migrations):
        applied = [s.path for s in group if s.path in recorded]
        for source in group:
            if applied and source.path not in recorded and source.path < max(applied):
                raise Refused(
                    f"{source.path} is pending, but {max(applied)} was applied before it",
                    "migrations run in order: give it the next number",
                )


def make_plan(recorded: dict[str, DictRow], todo: SqlFiles, conn: Conn) -> Plan:
    """Compare the recorded files with those of this tool. Refuse a migration that was edited."""
    _refuse_edited(recorded, todo)
    changed = [
        s.path for s in todo.all if s.path not in recorded or recorded[s.path]["sha256"] != s.sha256
    ]
    if PAGE not in recorded or recorded[PAGE]["sha256"] != page.load().sha256:
        changed.append(PAGE)
    template_changed = any(s.path in changed for s in todo.template)
    behind: list[str] = []
    if recorded and template_changed:
        behind = tenants.names(conn)
    elif recorded:
        behind = behind_template(conn)
    return Plan(
        migrations=[p for p in changed if p.startswith("migrations/")],
        reapplied=[p for p in changed if not p.startswith("migrations/")],
        tenants=behind,
    )


def tenants_behind(conn: Conn) -> list[str]:
    """Return the tenants whose schemas are older than the template."""
    return behind_template(conn) if recorded_files(conn) else []


def behind_template(conn: Conn) -> list[str]:
    rows = conn.execute(
        "select name from hardal_private.tenants"
        " where template_version <> hardal_private.template_version() order by name"
    )
    return [row["name"] for row in rows]
