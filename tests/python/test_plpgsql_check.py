"""plpgsql_check looks for errors in the body of every PL/pgSQL function.

sqlfluff cannot do that, because a body is one string to it.
"""

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.harness.databases import Database
from tests.harness.server import Server


def test_plpgsql_check_finds_nothing(pg: Server, database: Database) -> None:
    with psycopg.connect(pg.superuser(database.name), row_factory=dict_row) as conn:
        if not conn.execute(
            "select 1 from pg_extension where extname = 'plpgsql_check'"
        ).fetchone():
            pytest.skip(f"{pg.name} has no plpgsql_check")
        conn.execute("set search_path = tap")
        found = conn.execute(
            """
            select p.oid::regprocedure::text as function, c.lineno, c.level, c.message
            from pg_proc as p
            join pg_language as l on l.oid = p.prolang and l.lanname = 'plpgsql'
            left join pg_trigger as g on g.tgfoid = p.oid
            cross join lateral tap.plpgsql_check_function_tb(
                p.oid, coalesce(g.tgrelid, 0),
                extra_warnings => true, performance_warnings => true, security_warnings => true
            ) as c
            where p.pronamespace::regnamespace::text
                in ('hardal', 'hardal_helpers', 'hardal_private', 'template', 'template__store')
            """
        ).fetchall()
    assert not found, "\n".join(
        f"{r['function']}:{r['lineno']}: {r['level']}: {r['message']}" for r in found
    )
