"""Writes the routes as a file for nginx (1.18 or later), without any further module."""

from dataclasses import dataclass

from hardal_admin.edge import refusals, routes
from hardal_admin.edge.refusals import API, MIB, VENDORS, Fault, Vendor
from hardal_admin.edge.routes import ROUTES, Answer, Api, Door, Page, Ready, Route

# headers of a client that a door gets
FOR_DOORS = ("Idempotency-Key", "PostHog-Request-Timestamp")

# PostgREST gives a 400 of its own, without a code, where it has lost its connection to PostgreSQL:
# the SDK shall send the request again
LOST = 400
# empty, where the answer is no refusal of a door
REFUSAL = f"$upstream_http_{routes.REFUSAL.lower().replace('-', '_')}"

HEAD = """\
# nginx in front of PostgREST, made by hardal-admin edge-config --nginx. Put this file into
# /etc/nginx/conf.d/. It passes hardal's requests on to PostgREST, and answers all others itself.

# The log has the name of the route, and nothing that a client has sent.
log_format hardal '$remote_addr [$time_iso8601] $request_method $hardal_route $status '
                  '$request_length $request_time';

# A POST keeps columns=events alone: with limit=0, PostgREST would store nothing.
map "$request_method $arg_columns" $hardal_args {
    "POST events" "columns=events";
    "~^POST "     "";
    default       $args;
}
# PostgREST takes minutes for a large form, and loses bytes of text/plain.
map "$request_method $http_content_type" $hardal_wrong_type {
    "~*^POST application/(json|octet-stream) *(;|$)" "";
    "~^POST "                                        "wrong";
    default                                          "";
}
map $http_content_encoding $hardal_compressed {
    ""                 "";
    "~*^ *identity *$" "";
    default            "compressed";
}
# PostgREST takes a bearer's word for a JWT, so a door gets the word alone.
map $http_authorization $hardal_authorization {
    "~*^bearer +(?<hardal_word>[^ ]+)$" $hardal_word;
    default                             $http_authorization;
}
map $arg_verbose $hardal_said_verbose {
    "~^[0-9a-z]{1,5}\\z" $arg_verbose;
    default             "";
}
"""


@dataclass
class Nginx:
    """A file for nginx, for the site `host` with its certificate.

    `postgrest` and `postgrest_admin` are `host:port`.
    """

    postgrest: str
    postgrest_admin: str
    host: str
    certificate: str
    certificate_key: str

    def render(self) -> str:
        """Return the text of the file."""
        lines = [
            *_block(
                "upstream hardal_postgrest",
                [
                    f"server {self.postgrest};",
                    "keepalive 16;",
                    f"keepalive_timeout {routes.KEEP_IDLE}s;",
                ],
            ),
            "",
            *_block("server", self._server()),
        ]
        return HEAD + "\n" + "\n".join(lines) + "\n"

    def _server(self) -> list[str]:
        return [
            "listen 443 ssl;",
            f"server_name {self.host};",
            f"ssl_certificate {self.certificate};",
            f"ssl_certificate_key {self.certificate_key};",
            "",
            "access_log /var/log/nginx/hardal.log hardal;",
            "# levels below crit would log the query",
            "error_log /var/log/nginx/hardal-error.log crit;",
            "server_tokens off;",
            *(f"add_header {name} {value} always;" for name, value in routes.HEADERS.items()),
            "default_type application/json;",
            "",
            "# The line of a request with the longest query must fit into one of these.",
            f"large_client_header_buffers 4 {(routes.LONGEST_EVENT_QUERY >> 10) + 4}k;",
            f"client_header_timeout {routes.HEADER_TIMEOUT}s;",
            f"client_body_timeout {routes.BODY_PAUSE_TIMEOUT}s;",
            "# as large as the limit, so that nginx writes no body to disk",
            f"client_max_body_size {API.max_body // MIB}m;",
            f"client_body_buffer_size {API.max_body // MIB}m;",
            "",
            f"proxy_connect_timeout {routes.CONNECT_TIMEOUT}s;",
            f"proxy_read_timeout {routes.ANSWER_TIMEOUT}s;",
            "proxy_http_version 1.1;",
            "# never send a request a second time: the client decides about that",
            "proxy_next_upstream off;",
            "set $hardal_route none;",
            "",
            *(line for route in ROUTES for line in (*self._route(route), "")),
            *_block("location /", _return(API, refusals.NOTHING)),
            *_block("location @api_404", _return(API, refusals.NOTHING)),
            *(line for vendor in VENDORS for line in _error_locations(vendor)),
        ]  # fmt: skip

    def _route(self, route: Route) -> list[str]:
        vendor = route.vendor
        body = []
        if isinstance(route.to, Api) or (isinstance(route.to, Door) and route.to.key_in_path):
            # a regular expression below would replace $1
            body.append("set $hardal_part $1;")
        elif isinstance(route.to, Page):
            body += [f"set $hardal_{name} ${n};" for n, name in enumerate(route.to.groups, 1)]
        body.append(f"set $hardal_route {'$uri' if isinstance(route.to, Api) else route.name};")
        body += _error_pages(vendor)
        if vendor.max_body != API.max_body:
            body += [
                f"client_max_body_size {vendor.max_body // MIB}m;",
                f"client_body_buffer_size {vendor.max_body // MIB}m;",
            ]
        methods = "|".join(route.methods)
        body += _refuse(f"$request_method !~ ^({methods})$", vendor, refusals.WRONG_METHOD)
        if "POST" in route.methods:
            body += _refuse("$hardal_compressed", vendor, refusals.COMPRESSED)
        if route.longest_query:
            body += _refuse(
                f'$args ~ "^.{{{route.longest_query + 1}}}"', vendor, refusals.LONG_QUERY
            )
        match route.to:
            case Answer(answer):
                body.append(f"return 200 '{answer}';")
            case Ready():
                body += ["rewrite ^ /ready? break;", f"proxy_pass http://{self.postgrest_admin};"]
            case Api():
                body += _api(route)
            case Page() as page:
                body += _page(page)
            case Door() as door:
                body += _door(route, door)
        lines = _block(f'location ~ "{route.pattern}"', body)
        if isinstance(route.to, Door) and route.to.query:
            lines += _query_as_body(route, route.to)
        return lines


def _api(route: Route) -> list[str]:
    return [
        *_refuse("$hardal_wrong_type", route.vendor, refusals.WRONG_TYPE),
        "set $args $hardal_args;",
        "# doctor reads PostgREST's version",
        "proxy_pass_header Server;",
        'proxy_set_header Connection "";',
        "proxy_set_header Host $host;",
        "proxy_pass http://hardal_postgrest/rpc/$hardal_part$is_args$args;",
    ]


def _page(page: Page) -> list[str]:
    query = "&".join(f"{name}=$hardal_{name}" for name in page.groups)
    types = " ".join(kind for kind in routes.PACKED if kind != "text/html")  # always packed
    headers = {
        "Connection": '""',
        "Host": "$host",
        "Accept": "*/*" if page.groups else "text/html",
        "If-None-Match": "$http_if_none_match",
    }
    return [
        f"rewrite ^ /rpc/{page.function}?{query}{'?' if query else ''} break;",
        "gzip on;",
        "gzip_vary on;",
        "gzip_proxied any;",
        f"gzip_min_length {routes.PACK_FROM};",
        f"gzip_types {types};",
        "# to a HEAD, PostgREST would not answer with the headers of the function",
        "proxy_method GET;",
        "proxy_pass_request_headers off;",
        *(f"proxy_set_header {name} {value};" for name, value in headers.items()),
        *(f"proxy_hide_header {name};" for name in (*routes.HEADERS, "Content-Range")),
        "proxy_pass http://hardal_postgrest;",
    ]


def _door(route: Route, door: Door) -> list[str]:
    lines = [f"set $hardal_path {door.path or '$uri'};"]
    if door.query:
        lines.append("set $hardal_verbose $hardal_said_verbose;  # before the query is dropped")
    key = "$hardal_part" if door.key_in_path else "$http_x_write_key"
    if door.query:
        lines += _block("if ($request_method = GET)", [f"rewrite ^ {_internal(route)} last;"])
    return [*lines, *_to_door(door, key)]


def _query_as_body(route: Route, door: Door) -> list[str]:
    """Return the location of a GET whose query becomes the body of a POST."""
    return _block(
        f"location = {_internal(route)}",
        [
            "internal;",
            "error_page 404 = @api_404;",
            *_error_pages(route.vendor),
            "set $hardal_query $args;",
            "proxy_set_body $hardal_query;",
            *_to_door(door, "$http_x_write_key"),
        ],
    )


def _errors(vendor: Vendor) -> dict[int, Fault]:
    """Return the errors that nginx and PostgREST find, by their status."""
    found = {fault.status: fault for fault in refusals.ON_THE_WAY}
    return found if vendor is API else {LOST: refusals.BUSY} | found


def _error_pages(vendor: Vendor) -> list[str]:
    """Return where the answers to the errors stand."""
    return [f"error_page {status} = @{vendor.name}_{status};" for status in _errors(vendor)]


def _error_locations(vendor: Vendor) -> list[str]:
    """Return the locations of _error_pages. A door's own refusal is passed on as it is."""
    lines = []
    for status, fault in _errors(vendor).items():
        own = []
        if vendor is not API:
            own = [
                "add_header Retry-After $upstream_http_retry_after always;",
                *(f"add_header {name} {value} always;" for name, value in routes.HEADERS.items()),
                *_block(f'if ({REFUSAL} != "")', [f"return {status} {REFUSAL};"]),
            ]
        lines += _block(f"location @{vendor.name}_{status}", [*own, *_return(vendor, fault)])
    return lines


def _to_door(door: Door, key: str) -> list[str]:
    headers = {
        "Connection": '""',
        "Host": "$host",
        "Content-Type": "application/octet-stream",
        "Accept": "application/json",
        "Authorization": "$hardal_authorization",
        "X-Write-Key": key,
        "X-Hardal-Path": "$hardal_path",
    }
    if door.query:
        headers["X-Hardal-Verbose"] = "$hardal_verbose"
    for name in FOR_DOORS:
        headers[name] = f"$http_{name.lower().replace('-', '_')}"
    return [
        f"rewrite ^ /rpc/{door.function}? break;",
        "proxy_intercept_errors on;",
        f"proxy_hide_header {routes.REFUSAL};",
        "# a refusal stands in a header",
        "proxy_buffer_size 16k;",
        "proxy_buffers 8 16k;",
        "proxy_method POST;",
        "proxy_pass_request_headers off;",
        *(f"proxy_set_header {name} {value};" for name, value in headers.items()),
        "proxy_pass http://hardal_postgrest;",
    ]


def _internal(route: Route) -> str:
    return f"/_query_of_{route.name}"


def _return(vendor: Vendor, fault: Fault) -> list[str]:
    return [f"return {vendor.status(fault)} '{vendor.body(fault)}';"]


def _refuse(condition: str, vendor: Vendor, fault: Fault) -> list[str]:
    return _block(f"if ({condition})", _return(vendor, fault))


def _block(head: str, body: list[str]) -> list[str]:
    return [f"{head} {{", *(f"    {line}" if line else "" for line in body), "}"]
