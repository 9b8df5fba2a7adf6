"""The command line of hardal-admin.

`commands` and `terminal` use click. The modules that the commands call do not.
"""

import os
import sys
from typing import Any

import click
import psycopg

from hardal_admin import __version__
from hardal_admin.commands import (
    audit,
    cohort,
    dashboard,
    demo,
    disclose,
    doctor,
    down,
    edge_config,
    erase,
    export,
    files,
    import_,
    key,
    maintain,
    metric,
    migrate,
    person,
    postgrest_config,
    receipts,
    rejected,
    roles,
    secret,
    stats,
    status,
    tenant,
    token,
    up,
    url,
    views,
)
from hardal_admin.database import first_line, refusal
from hardal_admin.errors import Refused
from hardal_admin.terminal.output import echo
from hardal_admin.terminal.server import Server, server_options


class Group(click.Group):
    """Prints every error as one line, with exit code 1. No user sees a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as error:
            fail(error)
        except psycopg.Error as error:
            fail(refusal(error))
        except BrokenPipeError:
            # Python flushes both streams at its end, and would exit with 120
            nowhere = os.open(os.devnull, os.O_WRONLY)
            for stream in (sys.stdout, sys.stderr):
                os.dup2(nowhere, stream.fileno())
            sys.exit(1)
        except UnicodeEncodeError:
            fail(
                Refused(
                    "a name or value is not valid UTF-8", "is the terminal set to another encoding?"
                )
            )
        except OSError as error:
            fail(Refused(f"{error.filename}: {error.strerror}" if error.filename else str(error)))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("HARDAL_DEBUG"):
                raise
            kind = type(error).__name__
            fail(
                Refused(
                    f"{first_line(error)} [{kind}]",
                    "not expected: HARDAL_DEBUG=1 shows where it came from",
                )
            )


def fail(error: Refused) -> None:
    line = f"hardal-admin: {error.message}"
    if error.hint:
        line += f" ({error.hint})"
    echo(" ".join(line.encode(errors="replace").decode().split()), err=True)
    sys.exit(1)


@click.group(
    cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="hardal-admin")
@server_options
def main(server: Server) -> None:
    """Manage a hardal event store: migrations, tenants, keys and PSQL URLs.

    The commands work on the server that --dsn or HARDAL_DSN names. Without either, they work on the
    embedded server in --data-dir. Both options may stand before or after the command.

    \b
    Begin with the embedded server:        Begin with your own PostgreSQL (15 or later):
      hardal-admin up --detach               export HARDAL_DSN=postgresql://dba@host/database
      hardal-admin tenant create acme        hardal-admin migrate
      hardal-admin key create acme \\         hardal-admin tenant create acme
          --name backend                     hardal-admin postgrest-config --help

    Exit codes: 0 is success. 1 is a refusal or a failure: one line gives the reason and the remedy.
    2 is wrong usage.
    """


for command in (
    up.up,
    down.down,
    status.status,
    migrate.migrate,
    maintain.maintain,
    stats.stats,
    tenant.tenant,
    dashboard.dashboard,
    key.key,
    token.token,
    url.url,
    views.views,
    cohort.cohort,
    metric.metric,
    rejected.rejected,
    person.person,
    disclose.disclose,
    erase.erase,
    receipts.receipts,
    export.export,
    import_.import_,
    secret.secret,
    doctor.doctor,
    audit.audit,
    roles.roles,
    postgrest_config.postgrest_config,
    edge_config.edge_config,
    files.files,
    demo.demo,
):
    main.add_command(command)
