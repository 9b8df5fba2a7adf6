"""hardal's roles as SQL, for the restore of a dump on another server."""

from hardal_admin.database import Conn, require_installed


def statements(conn: Conn) -> str:
    """Return the SQL that makes hardal's roles. It holds their passwords as verifiers."""
    require_installed(conn)
    rows = conn.execute("select hardal_private.role_statements() as statement").fetchall()
    return "\n".join(row["statement"] for row in rows) + "\n"


def reads_passwords(conn: Conn) -> bool:
    """Return whether this login may read the passwords of other roles."""
    row = conn.execute("select has_table_privilege('pg_authid', 'select') as may").fetchone()
    return bool(row and row["may"])
