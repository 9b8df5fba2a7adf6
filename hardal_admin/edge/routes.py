"""What the edge lets through: one table, for both writers.

The patterns mean the same to Caddy (RE2) and to nginx (PCRE). They match a path that is decoded.
They end with `\\z`: PCRE's `$` would also match before a line feed, which would get into a header.
"""

from dataclasses import dataclass
from typing import Literal

from hardal_admin.edge.refusals import (
    AMPLITUDE,
    API,
    MIXPANEL,
    POSTHOG,
    SEGMENT,
    SNOWPLOW,
    Vendor,
)

Method = Literal["GET", "HEAD", "POST"]

# headers of a client that PostgREST would read, and a door must not get
# (PostgREST answers 500 where one is not UTF-8; Connection names others to take away)
NOT_FOR_DOORS = (
    *("Prefer", "Accept-Profile", "Content-Profile", "Range", "Range-Unit", "Cookie"),
    *("Connection", "User-Agent", "Referer"),
)
# the content types of the page's files, which are compressed
PACKED = ("text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml")
PACK_FROM = 512  # bytes
# headers of every answer
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
# The header in which a door repeats the body of its own refusal (answer_refusal.sql). An answer of
# PostgREST's own does not have it.
REFUSAL = "X-Hardal-Refusal"
LONGEST_QUERY = 4096  # bytes: PostgREST works for seconds on a long one, before it has a connection
LONGEST_EVENT_QUERY = 32 << 10  # bytes: Mixpanel's package for Node sends events in the query
# seconds
CONNECT_TIMEOUT = 5
ANSWER_TIMEOUT = 60
HEADER_TIMEOUT = 30
BODY_PAUSE_TIMEOUT = 30  # between two parts of a body (nginx)
BODY_TIMEOUT = 300  # for a whole body (Caddy)
# PostgREST closes a connection that is idle for 30 s. The edge must be the first to close it.
KEEP_IDLE = 20


@dataclass(frozen=True)
class Api:
    """PostgREST itself, at `/rpc/` and the pattern's first group."""


@dataclass(frozen=True)
class Page:
    """A function of PostgREST that answers with a file of the page, for everybody.

    `groups` names the parameters that get the pattern's groups. Of the client's request, the
    function gets If-None-Match alone. The answer may be compressed: it is the same for everybody,
    so its length tells no secret.
    """

    function: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Door:
    """A function of PostgREST that reads the requests of one vendor's SDKs.

    The edge calls it by POST with the body as bytes. `X-Hardal-Path` is `path`, or the path that
    the client has asked for. `key_in_path`: the pattern's first group is sent as `X-Write-Key`.
    `query`: a GET sends its query as the body, and a POST its `verbose` as `X-Hardal-Verbose`.
    """

    function: str
    path: str = ""
    key_in_path: bool = False
    query: bool = False


@dataclass(frozen=True)
class Ready:
    """The check of PostgREST's admin server: does it have its database?"""


@dataclass(frozen=True)
class Answer:
    """An answer of the edge's own, with status 200. The request reaches nothing behind it."""

    body: str


@dataclass(frozen=True)
class Route:
    """One row. `name` is what the log has."""

    name: str
    pattern: str
    methods: tuple[Method, ...]
    to: Api | Page | Door | Ready | Answer
    vendor: Vendor = API

    @property
    def longest_query(self) -> int | None:
        """Return the limit of a query in bytes. It is None where the query is dropped."""
        if isinstance(self.to, Door):
            return LONGEST_EVENT_QUERY if self.to.query else None
        return LONGEST_QUERY if isinstance(self.to, Api) else None


READ: tuple[Method, ...] = ("GET", "HEAD")

NO_FLAGS = (
    '{"flags":{},"featureFlags":{},"featureFlagPayloads":{},"errorsWhileComputingFlags":false}'
)
NO_DEFINITIONS = '{"flags":[],"group_type_mapping":{},"cohorts":{}}'
TP2 = "/com.snowplowanalytics.snowplow/tp2"
_TP2 = TP2.replace(".", r"\.")

# The first row that matches counts. Another path is answered with 404.
ROUTES = (
    Route("live", r"^/live\z", READ, Answer('{"live":true,"edge":"hardal"}')),
    Route("ready", r"^/ready\z", READ, Ready()),
    Route("page", r"^/\z", READ, Page("page")),
    Route(
        "page_file",
        r"^/page/([0-9a-f]{12})/((?:[a-z0-9_-]{1,40}/){0,3}[a-z0-9_-]{1,40}\.[a-z]{1,4})\z",
        READ,
        Page("page_file", ("version", "path")),
    ),
    # PostgREST looks for similar names where it knows none: 1.4 s of work for a name of 4 kB.
    Route("rpc", r"^/rpc/([a-z_]{1,63})\z", (*READ, "POST"), Api()),
    Route(
        "segment",
        r"^/v1/(?:batch|track|identify|page|screen|group|alias|import)/?\z",
        ("POST",),
        Door("segment"),
        SEGMENT,
    ),
    # Jitsu: the name is a call of Segment's, or an event's
    Route(
        "jitsu",
        r"^/api/s/(?:s2s/)?[A-Za-z0-9_-]{1,63}/?\z",
        ("POST",),
        Door("segment"),
        SEGMENT,
    ),
    Route(
        "posthog",
        r"^/(?:batch|capture|e|i/v0/e|i/v1/analytics/events)/?\z",
        ("POST",),
        Door("posthog"),
        POSTHOG,
    ),
    # PostHog's SDKs ask for feature flags. These answers keep them silent.
    Route("flags", r"^/(?:flags|decide)/?\z", ("POST",), Answer(NO_FLAGS), POSTHOG),
    Route(
        "flag_definitions",
        r"^/(?:flags/definitions|api/feature_flag/local_evaluation)/?\z",
        READ,
        Answer(NO_DEFINITIONS),
        POSTHOG,
    ),
    Route("array", r"^/array/", READ, Answer("{}"), POSTHOG),
    Route(
        "mixpanel",
        r"^/(?:track|engage|groups|import)/?\z",
        ("GET", "POST"),
        Door("mixpanel", query=True),
        MIXPANEL,
    ),
    # /batch, which Amplitude has too, is PostHog's
    Route(
        "amplitude",
        r"^/(?:2/httpapi|amplitude)/?\z",
        ("POST",),
        Door("amplitude"),
        AMPLITUDE,
    ),
    # Snowplow's trackers send no key, but their address may have a path.
    Route(
        "snowplow_key",
        rf"^/([A-Za-z0-9_-]{{1,80}}){_TP2}/?\z",
        ("POST",),
        Door("snowplow", path=TP2, key_in_path=True),
        SNOWPLOW,
    ),
    Route("snowplow", rf"^{_TP2}/?\z", ("POST",), Door("snowplow", path=TP2), SNOWPLOW),
)
