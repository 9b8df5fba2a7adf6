"""Writes the routes as a Caddyfile, for Caddy 2.10 and later."""

from dataclasses import dataclass

from hardal_admin.edge import refusals, routes
from hardal_admin.edge.refusals import API, VENDORS, Fault
from hardal_admin.edge.routes import ROUTES, Answer, Api, Door, Page, Ready, Route

# a request's line and headers, in bytes: the longest query, and 8 KiB for all the rest
HEADERS = routes.LONGEST_EVENT_QUERY + (8 << 10)


def _block(head: str, body: list[str]) -> list[str]:
    return [f"{head} {{".lstrip(), *(f"\t{line}" if line else "" for line in body), "}"]


def _postgrest_error(name: str, status: str, becomes: str) -> list[str]:
    """Return what puts an answer of handle_errors in the place of one that no door has made."""
    return [
        *_block(f"@{name}", [f"status {status}", f"header !{routes.REFUSAL}"]),
        *_block(
            f"handle_response @{name}",
            [
                '@later expression `{rp.header.Retry-After} != ""`',
                "header @later Retry-After {rp.header.Retry-After}",
                f"error {name} {becomes}",
            ],
        ),
    ]


@dataclass
class Caddyfile:
    """A Caddyfile for one site: `host`, or the embedded server's `port` on 127.0.0.1.

    `postgrest` and `postgrest_admin` are `host:port`.
    """

    postgrest: str
    postgrest_admin: str
    host: str = ""
    port: int = 0

    def render(self) -> str:
        """Return the text of the file."""
        lines = [
            "# Caddy 2.10 or later in front of PostgREST, made by hardal-admin edge-config.",
            "# It passes hardal's requests on to PostgREST, and answers all others itself.",
            *_block("", self._options()),
            "",
            *self._snippets(),
            *_block(self.host or f":{self.port}", self._site()),
        ]
        return "\n".join(lines) + "\n"

    def _options(self) -> list[str]:
        strict: list[str] = []
        if self.host:
            own = [
                "# Some SDKs take a redirect to https for success, and their events would be lost.",
                "auto_https disable_redirects",
            ]
            strict = [
                "# Caddy would answer an empty 200 to a request for another host.",
                "strict_sni_host on",
            ]
        else:
            own = ["admin off", "auto_https off"]
        return [
            *own,
            "persist_config off",
            "# These lines would hold the headers and the query of a request: keys and events.",
            *_block("log", ["exclude http.log.error http.handlers"]),
            *_block(
                "servers",
                [
                    *strict,
                    f"max_header_size {HEADERS}",
                    *_block(
                        "timeouts",
                        [
                            f"read_header {routes.HEADER_TIMEOUT}s",
                            f"read_body {routes.BODY_TIMEOUT}s",
                        ],
                    ),
                ],
            ),
        ]

    def _snippets(self) -> list[str]:
        return [
            "# The body is read whole before PostgREST sees it: a slow client holds no connection.",
            *_block("(write)", self._write([])),
            "",
            "# Errors of PostgREST's own, for SDKs that fail at their shape: see handle_errors.",
            "# It gives a 400, without a code, where it has lost its connection to PostgreSQL: the",
            "# SDK shall send the request again.",
            *_block(
                "(write_door)",
                self._write(
                    [
                        *_postgrest_error("lost", "400", str(refusals.BUSY.status)),
                        *_postgrest_error("failed", "5xx", "{rp.status_code}"),
                    ]
                ),
            ),
            "",
            "# Each read has a connection of its own: Caddy would send a read a second time where",
            "# an older connection breaks.",
            *_block("(read)", _proxy(self.postgrest, [], ["keepalive off"])),
            "",
            "# What a function of the page gets, and what comes of it: a file, packed on its way.",
            *_block(
                "(page)",
                [
                    *_block("encode", ["gzip", f"minimum_length {routes.PACK_FROM}"]),
                    "vars hardal_match {header.If-None-Match}",
                    "request_header -*",
                    "request_header If-None-Match {vars.hardal_match}",
                    "request_header Accept {args[0]}",
                    "# to a HEAD, PostgREST would not answer with the headers of the function",
                    "method GET",
                ],
            ),
            *_block(
                "(page_file)",
                _proxy(
                    self.postgrest,
                    [f"header_down -{name}" for name in (*routes.HEADERS, "Content-Range")],
                    ["keepalive off"],
                ),
            ),
            "",
            "# What a door gets, whatever the client sends. PostgREST takes a bearer's word for a",
            "# JWT, so the word comes alone.",
            *_block(
                "(door)",
                [
                    *(f"request_header -{name}" for name in ("X-Hardal-*", *routes.NOT_FOR_DOORS)),
                    "request_header Content-Type application/octet-stream",
                    "request_header Accept application/json",
                    "request_header Authorization `(?i)^bearer +([^ ]+)$` $1",
                    "method POST",
                ],
            ),
            "",
        ]

    def _write(self, more: list[str]) -> list[str]:
        return _proxy(
            self.postgrest,
            ["request_buffers {args[0]}", f"header_down -{routes.REFUSAL}", *more],
            [f"keepalive {routes.KEEP_IDLE}s"],
        )

    def _site(self) -> list[str]:
        if self.host:
            log = _block(
                "format filter",
                [
                    "wrap json",
                    *_block("fields", ["request delete", "user_id delete", "resp_headers delete"]),
                ],
            )
            own = ["# The log has the name of the route, and nothing that a client has sent."]
            own += _block("log", log)
            own += [
                "log_append client {client_ip}",
                "log_append method {http.request.orig_method}",
                "log_append route {http.vars.hardal_route}",
            ]
        else:
            own = ["bind 127.0.0.1"]
        return [
            *own,
            *_block("header", [f"{name} {value}" for name, value in routes.HEADERS.items()]),
            "header -Via",
            "vars hardal_route none",
            *_block(
                "route", [line for route in ROUTES for line in self._route(route)] + _nothing()
            ),
            *_block("handle_errors", _errors()),
        ]

    def _route(self, route: Route) -> list[str]:
        name = route.name
        body = [
            f"vars hardal_route {_logged(route)}",
            f"vars hardal_vendor {route.vendor.name}",
            # doctor reads PostgREST's version
            *([] if isinstance(route.to, Api) else ["header -Server"]),
            f"@{name}_method not method {' '.join(route.methods)}",
            *_refusal(f"@{name}_method", route, refusals.WRONG_METHOD),
        ]
        if "POST" in route.methods:
            body += _block("request_body", [f"max_size {route.vendor.max_body}"])
            body += _block(
                f"@{name}_compressed",
                [
                    "header_regexp Content-Encoding .",
                    "not header_regexp Content-Encoding (?i)^\\s*identity\\s*$",
                ],
            )
            body += _refusal(f"@{name}_compressed", route, refusals.COMPRESSED)
        match route.to:
            case Answer(answer):
                body += _respond(answer, 200)
            case Ready():
                body += ["rewrite * /ready?", *_proxy(self.postgrest_admin, [], ["keepalive off"])]
            case Api():
                body += self._api(route)
            case Page() as page:
                body += _page(route, page)
            case Door() as door:
                body += self._door(route, door)
        return [
            f"@{name} path_regexp {name} `{route.pattern}`",
            *_block(f"route @{name}", body),
        ]

    @staticmethod
    def _api(route: Route) -> list[str]:
        name = route.name
        call = f"/rpc/{{re.{name}.1}}"
        return [
            *_long_query(route),
            *_block(
                f"@{name}_type",
                [
                    "method POST",
                    "not header_regexp Content-Type"
                    " `(?i)^application/(?:json|octet-stream) *(?:;|$)`",
                ],
            ),
            *_refusal(f"@{name}_type", route, refusals.WRONG_TYPE),
            "# A POST keeps columns=events alone: with limit=0, PostgREST would store nothing.",
            *_block(f"@{name}_columns", ["method POST", "query columns=events"]),
            *_block(
                f"route @{name}_columns",
                [f"rewrite * {call}?columns=events", f"import write {route.vendor.max_body + 1}"],
            ),
            f"@{name}_post method POST",
            *_block(
                f"route @{name}_post",
                [f"rewrite * {call}?", f"import write {route.vendor.max_body + 1}"],
            ),
            f"rewrite * {call}?{{query}}",
            "import read",
        ]

    @staticmethod
    def _door(route: Route, door: Door) -> list[str]:
        name = route.name
        lines = []
        if door.query:
            lines += _long_query(route)
        lines += [
            "import door",
            # the path as the pattern has matched it, without what Caddy has cleaned away
            f"request_header X-Hardal-Path {door.path or f'{{re.{name}.0}}'}",
        ]
        if door.key_in_path:
            lines.append(f"request_header X-Write-Key {{re.{name}.1}}")
        if door.query:
            lines += [
                f'@{name}_get expression `{{http.request.orig_method}} == "GET"`',
                *_block(f"request_body @{name}_get", ["set {query}"]),
                f"@{name}_verbose vars_regexp {{query.verbose}} ^[0-9a-z]{{1,5}}\\z",
                f"request_header @{name}_verbose X-Hardal-Verbose {{query.verbose}}",
            ]
        return [
            *lines,
            f"rewrite * /rpc/{door.function}?",
            f"import write_door {route.vendor.max_body + 1}",
        ]


def _page(route: Route, page: Page) -> list[str]:
    query = "&".join(f"{name}={{re.{route.name}.{n}}}" for n, name in enumerate(page.groups, 1))
    return [
        f"import page {'*/*' if page.groups else 'text/html'}",
        f"rewrite * /rpc/{page.function}?{query}",
        "import page_file",
    ]


def _proxy(to: str, more: list[str], transport: list[str]) -> list[str]:
    return _block(
        f"reverse_proxy {to}",
        [
            *more,
            "header_down -Via",
            *_block(
                "transport http",
                [
                    f"dial_timeout {routes.CONNECT_TIMEOUT}s",
                    f"response_header_timeout {routes.ANSWER_TIMEOUT}s",
                    "compression off",
                    "network_proxy none",
                    *transport,
                ],
            ),
        ],
    )


def _respond(body: str, status: int) -> list[str]:
    return [
        *_block("header", ["Content-Type application/json", "-Server"]),
        f"respond `{body}` {status}",
    ]


def _refusal(matcher: str, route: Route, fault: Fault) -> list[str]:
    body, status = route.vendor.body(fault), route.vendor.status(fault)
    # Caddy closes the connection of a request that it has not read, and the client would see that
    # before it sees the answer. The placeholder reads the body up to its limit.
    read = ["vars hardal_unused {http.request.body}"] if fault.status == 415 else []
    return _block(f"route {matcher}", read + _respond(body, status))


def _long_query(route: Route) -> list[str]:
    matcher = f"@{route.name}_query"
    return [
        f"{matcher} expression `size({{query}}) > {route.longest_query}`",
        *_refusal(matcher, route, refusals.LONG_QUERY),
    ]


def _logged(route: Route) -> str:
    """Return what the log has of a path. The name of a function is no secret."""
    return f"/rpc/{{re.{route.name}.1}}" if isinstance(route.to, Api) else route.name


def _nothing() -> list[str]:
    return _respond(API.body(refusals.NOTHING), 404)


def _errors() -> list[str]:
    """Return the answers to what Caddy finds out while it passes a request on."""
    lines = _block("header", ["Content-Type application/json", "-Server"])
    lines += [
        "# Caddy 2.11 would take the rest of the body for the next request of the connection.",
        "@too_large expression `{err.status_code} == 413`",
        "header @too_large Connection close",
    ]
    for vendor in VENDORS:
        for fault in refusals.ON_THE_WAY:
            matcher = f"@{vendor.name}_{fault.status}"
            lines += _block(
                matcher,
                [
                    f"vars hardal_vendor {vendor.name}",
                    f"expression `{{err.status_code}} == {fault.status}`",
                ],
            )
            lines.append(f"respond {matcher} `{vendor.body(fault)}` {vendor.status(fault)}")
    return [*lines, "respond {err.status_code}"]
