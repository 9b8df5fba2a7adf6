"""The whole install as one SQL file, for DBAs who run psql and no other tool."""

from hardal_admin import __version__, page
from hardal_admin.database import SETTINGS
from hardal_admin.errors import Refused
from hardal_admin.migrate import sql_files
from hardal_admin.migrate.core import BOOTSTRAP_LOCK
from hardal_admin.migrate.steps import Step, literal, steps

# psql stops at the first error, and the transaction is rolled back as a whole. The settings
# replace those of the database and the login on which the reading of the text depends.
_HEAD = r"""-- hardal {version}: the whole install, for a database that does not have hardal yet.
--
--   psql -qX -f hardal-{version}.sql postgresql://dba@host/database
--
-- The login needs CREATEROLE, and CREATE on the database, which its owner has. It need not be a
-- superuser. psql is of version 15 or later, and so is the server. The file is one transaction:
-- after an error nothing is changed. Later versions are installed by: hardal-admin migrate.
--
-- Written by: hardal-admin migrate --sql{options}
\set ON_ERROR_STOP on
\o /dev/null
begin isolation level read committed read write;
set local statement_timeout = 0;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
select set_config(s.name, s.value, true)
from (values
{settings}
) as s (name, value)
where current_setting(s.name, true) is not null;
set local client_min_messages = warning;
select pg_advisory_xact_lock({lock});
do $installed$
begin
    if to_regclass('hardal_private.migrations') is not null then
        raise exception 'hardal is already in the database %', current_database()
            using errcode = 'HD409',
            hint = 'this file is for the first install; hardal-admin migrate brings an'
                ' installed database up to date';
    end if;
end
$installed$;
"""


def script(*, dedicated: bool = False, self_service: bool | None = None) -> str:
    """Return SQL for psql that gives a database what a first migrate gives it.

    Raise Refused where a part of the page is missing.
    """
    if missing := page.load().missing:
        raise Refused(f"the page is not complete: {', '.join(missing)} is missing", page.COMPLETE)
    todo = sql_files.load()
    every = [Step(todo.server.text, todo.server.path)]
    every += steps(todo, [s.path for s in todo.migrations], self_service)
    if dedicated:
        every.append(Step("select hardal_private.dedicate_database();"))
    head = _HEAD.format(
        settings=",\n".join(
            f"({literal(name)}, {literal(value)})" for name, value in SETTINGS.items()
        ),
        version=__version__,
        lock=BOOTSTRAP_LOCK,
        options=(" --dedicated" if dedicated else "")
        + {None: "", True: " --self-service", False: " --no-self-service"}[self_service],
    )
    body = "".join(f"\n-- {step.path or 'migrate'}\n{step.text.rstrip()}\n" for step in every)
    return f"{head}{body}\ncommit;\n\\o\n"
