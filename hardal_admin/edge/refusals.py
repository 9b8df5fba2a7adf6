"""The refusals that the edge itself makes, in the shape that each vendor's SDK reads.

An SDK decides by them whether it sends a request again.
"""

import json
from dataclasses import dataclass, field

MIB = 1 << 20


@dataclass(frozen=True)
class Fault:
    """Why the edge refuses a request. `message` and `hint` may name {switch} and {mib}."""

    status: int
    message: str
    hint: str


TOO_LARGE = Fault(
    413,
    "the request has more than {mib} MiB",
    "send it in several requests; nothing of it was stored",
)
COMPRESSED = Fault(
    415,
    "the body is compressed, and this server does not unpack it",
    "{switch}; nothing of it was stored",
)
WRONG_TYPE = Fault(
    415,
    "the Content-Type is neither application/json nor application/octet-stream",
    "send JSON, or NDJSON as application/octet-stream",
)
WRONG_METHOD = Fault(
    405,
    "this path does not take this method",
    "docs/operations.md lists the methods of each path",
)
LONG_QUERY = Fault(414, "the query is too long", "ask for less at once, or send events by POST")
NOTHING = Fault(
    404,
    "there is nothing at this path",
    "the API of hardal is at /rpc/, and docs/operations.md lists the other paths",
)
FAILED = Fault(500, "the server could not take the request", "send the request again")
AWAY = Fault(502, "PostgREST does not answer", "send the request again")
BUSY = Fault(503, "PostgREST cannot be reached", "send the request again")
SLOW = Fault(
    504,
    "PostgREST has not answered in time",
    "send the request again: an event with an id is stored once",
)
# what the proxy finds out while it passes a request on
ON_THE_WAY = (TOO_LARGE, FAILED, AWAY, BUSY, SLOW)


@dataclass(frozen=True)
class Vendor:
    """Whose SDKs send to a path, and how they read a refusal.

    `max_body` is in bytes. `final` replaces statuses after which the SDKs would send the same
    request again for ever. `switch` says how their compression is turned off.
    """

    name: str
    max_body: int = 16 * MIB
    final: dict[int, int] = field(default_factory=dict, hash=False)
    switch: str = "switch compression off in the client"

    def status(self, fault: Fault) -> int:
        return self.final.get(fault.status, fault.status)

    def body(self, fault: Fault) -> str:
        """Return the JSON of a refusal."""
        values = {"switch": self.switch, "mib": self.max_body // MIB}
        message, hint = fault.message.format(**values), fault.hint.format(**values)
        return json.dumps(self._fields(fault, message, hint))

    def _fields(self, fault: Fault, message: str, hint: str) -> dict[str, object]:
        both = f"{message}: {hint}"
        if self.name == "mixpanel":
            return {"status": 0, "code": fault.status, "error": both}
        if self.name == "amplitude":
            # The SDKs decide by this number. After 400 with a missing_field, they do not try again.
            final = {"missing_field": "a body without compression"} if fault is COMPRESSED else {}
            return {"code": self.status(fault), "error": both} | final
        code = f"PT{fault.status}"
        fields: dict[str, object] = {
            "code": code, "message": message, "details": None, "hint": hint,
        }  # fmt: skip
        if self.name == "posthog":
            fields |= {"type": "validation_error", "detail": both}
        return fields


# The limit of the servers of PostHog and of Amplitude is 20 MiB.
API = Vendor("api")
SEGMENT = Vendor(
    "segment",
    switch="set gzip=False in the SDKs of RudderStack and Segment for Python,"
    " gzip: false in that of RudderStack for Node",
)
POSTHOG = Vendor(
    "posthog",
    max_body=20 * MIB,
    switch="set disableCompression: true in the SDK of PostHog for Node, gzip=False in Python",
)
MIXPANEL = Vendor("mixpanel")
AMPLITUDE = Vendor("amplitude", max_body=20 * MIB, final={415: 400})
# Its trackers send a request again for ever after 413 and 415, and drop it after 400.
SNOWPLOW = Vendor("snowplow", final={413: 400, 415: 400})
VENDORS = (API, SEGMENT, POSTHOG, MIXPANEL, AMPLITUDE, SNOWPLOW)
