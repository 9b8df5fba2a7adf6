from contextlib import ExitStack
from pathlib import Path

import click

from hardal_admin.bulk import FORMATS, importing, recognise
from hardal_admin.bulk.input_file import InputFile
from hardal_admin.mappings import MAPPINGS, mapping
from hardal_admin.terminal.output import echo, json_option, print_json, progress_bar
from hardal_admin.terminal.server import Server, server_options


@click.command("import")
@click.argument("tenant")
@click.argument(
    "paths",
    type=click.Path(path_type=Path, exists=True, allow_dash=True),
    nargs=-1,
    required=True,
    metavar="FILE...",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="By default from the file's name, else ndjson.",
)
@click.option(
    "--delimiter",
    metavar="CHAR",
    help="The character between the cells of CSV. By default the header tells whether it is a"
    " comma, a semicolon, a tab or a bar.",
)
@click.option(
    "--from",
    "vendor",
    type=click.Choice(tuple(MAPPINGS)),
    help="Read rows in the form that this system exports.",
)
@click.option(
    "--time-zone",
    metavar="NAME",
    help="The time zone of a Mixpanel project whose times are local, for example Europe/Istanbul.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 16),
    default=2,
    show_default=True,
    help="The number of connections that store events.",
)
@json_option
@server_options
def import_(
    server: Server,
    tenant: str,
    paths: tuple[Path, ...],
    form: str | None,
    delimiter: str | None,
    vendor: str | None,
    time_zone: str | None,
    jobs: int,
    as_json: bool,
) -> None:
    """Store the events of files in TENANT, by the same rules as clients' events.

    FILE is NDJSON, CSV or Parquet, a zip of NDJSON, a folder of such files, or - for stdin. NDJSON
    and CSV may be packed by gzip, zstd, bzip2 or xz. Folders are read at any depth. In folders and
    archives, files that are no events are passed over and named at the end.

    Events keep the received_at of the file. Rejected events go into the quarantine, and the command
    hardal-admin rejected lists them.

    With --from, the file's identify and alias calls link client ids, as those of the system's SDKs
    do: see hardal-admin person --help.

    A second import of a file stores nothing twice. So an import that was stopped or killed may be
    repeated as it was.

    \b
      hardal-admin import acme acme.ndjson.zst
      hardal-admin import acme --from segment segment-logs/
      gunzip -c old.csv.gz | hardal-admin import acme --format csv -
    """
    if time_zone and vendor != "mixpanel":
        raise click.UsageError("--time-zone is for --from mixpanel")
    mapped = mapping(vendor, time_zone) if vendor else None
    names = [None if str(path) == "-" else path for path in paths]
    if names.count(None) > 1:
        raise click.UsageError("- stands there twice")
    if delimiter:
        delimiter = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise click.UsageError("--delimiter is one character, or the word tab")
    files: list[InputFile] = []
    report = importing.Report()
    for name in names:
        if name is None:
            files.append(InputFile(None, form, mapped, delimiter, vendor=vendor))
            continue
        taken, passed = recognise.files_of(name)
        files += [InputFile(file, form, mapped, delimiter, vendor=vendor) for file in taken]
        report.passed_over += [recognise.shown(file) for file in passed]
    details = {"from": vendor} if vendor else {}
    try:
        with ExitStack() as stack, progress_bar(as_json, bytes_=True) as bar:
            conns = [stack.enter_context(server.connection()) for _ in range(jobs)]
            task = bar.add_task(
                "importing",
                total=sum(file.size for file in files)
                if all(file.seekable for file in files)
                else None,
            )
            importing.run(
                conns, tenant, files, report, details, lambda f: bar.update(task, completed=f)
            )
    except BaseException:
        if report.accepted or report.duplicates or report.rejected:  # some rows are stored
            _print(report, tenant, as_json)
        raise
    _print(report, tenant, as_json)


def _print(report: importing.Report, tenant: str, as_json: bool) -> None:
    if as_json:
        print_json(vars(report) | {"codes": dict(report.codes)})
        return
    echo(f"accepted {report.accepted}, duplicates {report.duplicates}, rejected {report.rejected}")
    if report.differing:
        echo(
            f"  {report.differing} of the duplicates say something else than the stored event,"
            " which stays as it was"
        )
    if report.links:
        echo(f"  new links of client ids that are one person: {report.links}")
    if report.refused_links:
        echo(
            f"  links left out, because an id of them names nobody (null, anonymous, 0, ...):"
            f" {report.refused_links}"
        )
    for code, count in report.codes.most_common():
        echo(f"  {code}: {count}")
    for fault in report.faults:
        echo(f"  {fault['file']}, row {fault['row']}: {fault['message']}")
    if report.not_kept:
        echo(
            f"  {report.not_kept} of them were not kept:"
            " the quarantine is full (see hardal-admin tenant set)"
        )
    if report.passed_over:
        names = ", ".join(report.passed_over[: importing.SHOWN])
        more = ", ..." if len(report.passed_over) > importing.SHOWN else ""
        echo(f"passed over, because they are no events: {names}{more}")
    if report.rejected:
        echo(f"see hardal-admin rejected list {tenant}")
