from pathlib import Path

import click

from hardal_admin.edge import address
from hardal_admin.edge.caddyfile import Caddyfile
from hardal_admin.edge.nginx import Nginx
from hardal_admin.terminal.output import echo, print_file
from hardal_admin.terminal.private_output import plain_output_options, write_output

EXAMPLE = "events.example.org"


@click.command("edge-config")
@plain_output_options
@click.option("--nginx", is_flag=True, help="Print a file for nginx, not for Caddy.")
@click.option(
    "--host",
    default=EXAMPLE,
    show_default=True,
    metavar="NAME",
    help="The name of the site, which clients send events to. Caddy gets a certificate for it.",
)
@click.option(
    "--postgrest",
    default="http://127.0.0.1:3000",
    show_default=True,
    metavar="URL",
    help="The address of PostgREST.",
)
@click.option(
    "--postgrest-admin",
    default="http://127.0.0.1:3001",
    show_default=True,
    metavar="URL",
    help="The address of PostgREST's health checks: its admin-server-port.",
)
@click.option(
    "--certificate",
    metavar="FILE",
    help="With --nginx: the site's certificate.  [default: /etc/ssl/NAME.pem]",
)
@click.option(
    "--certificate-key",
    metavar="FILE",
    help="With --nginx: its private key.  [default: /etc/ssl/private/NAME.key]",
)
def edge_config(
    output: Path | None,
    force: bool,
    nginx: bool,
    host: str,
    postgrest: str,
    postgrest_admin: str,
    certificate: str | None,
    certificate_key: str | None,
) -> None:
    """Print the configuration file of the proxy in front of PostgREST.

    The proxy is the only one that clients reach. It takes the query arguments away that would
    change a call, limits the size of a request, and passes the requests of the SDKs of Segment,
    PostHog, Mixpanel, Amplitude and Snowplow on to hardal's functions. Its log holds no key, no
    query and no event. docs/operations.md describes it.

    \b
      hardal-admin edge-config --host events.example.org --output Caddyfile
      caddy run --config Caddyfile
      hardal-admin edge-config --nginx --host events.example.org \\
          --output /etc/nginx/conf.d/hardal.conf

    Caddy 2.10 or later gets the certificate of the site by itself. nginx reads it from a file. The
    command needs no database. The embedded server has its own proxy.
    """
    site = address.site(host)
    to, admin = address.upstream(postgrest), address.upstream(postgrest_admin)
    if nginx:
        text = Nginx(
            to,
            admin,
            site,
            address.file(certificate or f"/etc/ssl/{site}.pem"),
            address.file(certificate_key or f"/etc/ssl/private/{site}.key"),
        ).render()
    elif certificate or certificate_key:
        raise click.UsageError("Caddy gets its certificate by itself: --certificate is for --nginx")
    else:
        text = Caddyfile(to, admin, host=site).render()
    if output is None:
        print_file(text)
        return
    write_output(output, text, force=force, private=False)
    echo(f"wrote {output}", err=True)
