"""What each SDK does: the events that its calls make, and how it takes bad answers."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.harness.sdks import DRIVERS
from tests.harness.server import ROOT

PAGE = ROOT / "docs" / "sdks.md"

USER, ANONYMOUS, COMPANY = "u-ann", "a-77", "org-7"
_EVENTS = json.loads((DRIVERS / "events.json").read_text(encoding="utf-8"))
ORDER, TRAITS, COMPANY_TRAITS = _EVENTS["order"], _EVENTS["traits"], _EVENTS["company"]


@dataclass(frozen=True)
class Event:
    """An event as it must be stored. `timed`: it has the explicit time.

    `properties` are all of the event's own properties. What stands under a name with a `$` needs to
    hold no more than is said here, because SDKs add to it.
    """

    name: str
    client: str | None
    properties: dict[str, Any] = field(default_factory=dict)
    timed: bool = False


@dataclass(frozen=True)
class Sdk:
    """The facts of one SDK.

    - `batches`: the requests that seven events make
    - `retried`: the lost answers after which the SDK sends again
    - `refused`: its own words for a wrong key
    - `tries`: the requests for one event whose answers are all lost; 0 where that takes minutes
    - `dies`: what the SDK gives up ends the process
    - `compresses`: its own words for the refusal of a compressed body; empty where it never
      compresses
    - `added`: properties that it adds to each event
    - `bad_stored`: the stored ones of the bad events
    """

    driver: str
    calls: tuple[Event, ...]
    refused: str
    env: dict[str, str] = field(default_factory=dict)
    batches: int = 1
    retried: tuple[str, ...] = ("cut", "503")
    tries: int = 0
    dies: bool = False
    compresses: str = ""
    added: tuple[str, ...] = ()
    bad_stored: tuple[str, ...] = ("good", "good_too", "half", "nul")

    @property
    def name(self) -> str:
        return "_".join((self.driver, *self.env.values()))

    @property
    def exported(self) -> str:
        """Return the system of --from whose exports have these events, if there is one.

        Mixpanel's SDK for Node sends no ids.
        """
        vendor = self.driver.partition("_")[0].replace("rudder", "segment")
        known = vendor in ("segment", "posthog", "mixpanel", "amplitude")
        return vendor if known and self.driver != "mixpanel_node" else ""

    @property
    def wrong_key_status(self) -> int:
        return 400 if self.driver.startswith("amplitude") else 401

    @property
    def bad_refused(self) -> set[tuple[str, str]]:
        refused = {("event_name", "too_long"), ("client_id", "too_long")}
        return refused if "old" in self.bad_stored else refused | {("created_at", "too_old")}


def _segment(**more: Any) -> dict[str, Any]:
    return {"$segment": more}


SEGMENT = (
    Event("identify", USER, TRAITS | _segment(type="identify", userId=USER)),
    Event("order_completed", USER, ORDER | _segment(type="track"), timed=True),
    Event("signed_up", USER, {"plan": "pro"} | _segment(context={"groupId": COMPANY})),
    Event("visited", ANONYMOUS, {"path": "/"} | _segment(anonymousId=ANONYMOUS)),
    Event("page", USER, {"url": "https://example.com/"} | _segment(name="Home")),
    Event("screen", USER, {"dark": True} | _segment(name="Main")),
    Event("group", USER, COMPANY_TRAITS | _segment(groupId=COMPANY)),
    Event("alias", USER, _segment(previousId=ANONYMOUS)),
)
# It has no alias and no screen, and its page has more properties.
JITSU = (
    SEGMENT[0],
    Event("order_completed", USER, ORDER | _segment(type="track")),
    Event("signed_up", USER, {"plan": "pro"} | _segment(type="track")),
    SEGMENT[3],
    Event("page", USER, {"url": "https://example.com/", "name": "Home", "path": "/"} | _segment()),
    SEGMENT[6],
)

_PLAN = {"plan": "pro", "$groups": {"company": COMPANY}}
_GROUP = {"$group_type": "company", "$group_key": COMPANY, "$group_set": COMPANY_TRAITS}
_POSTHOG = (
    Event("order_completed", USER, ORDER | {"$posthog": {"distinct_id": USER}}, timed=True),
    Event("signed_up", USER, _PLAN),
    Event("visited", ANONYMOUS, {"path": "/"}),
    Event("$pageview", USER, {"$current_url": "https://example.com/"}),
    # its distinct_id is no person
    Event("$groupidentify", None, _GROUP),
)
# The two SDKs send an alias in opposite directions.
POSTHOG_PYTHON = (
    *_POSTHOG,
    Event("$set", USER, {"$set": TRAITS}),
    Event("$screen", USER, {"$screen_name": "Main"}),
    Event("$create_alias", ANONYMOUS, {"alias": USER, "distinct_id": ANONYMOUS}),
)
POSTHOG_NODE = (
    *_POSTHOG,
    Event("$identify", USER, {"$set": TRAITS}),
    Event("$create_alias", USER, {"alias": ANONYMOUS, "distinct_id": USER}),
)

_MIXPANEL = (
    Event("$engage", USER, {"$set": TRAITS}),
    Event("order_completed", USER, ORDER | {"$mixpanel": {"distinct_id": USER}}, timed=True),
    Event("signed_up", USER, {"plan": "pro", "company": COMPANY}),
    Event("$groups", None, {"$group_key": "company", "$group_id": COMPANY, "$set": COMPANY_TRAITS}),
)
MIXPANEL_PYTHON = (
    *_MIXPANEL,
    Event("visited", f"$device:{ANONYMOUS}", {"path": "/", "$device_id": ANONYMOUS}),
    Event("imported", USER, {"plan": "pro"}, timed=True),
    Event("$merge", None, {"$distinct_ids": [ANONYMOUS, USER]}),
)
MIXPANEL_NODE = (
    *_MIXPANEL,
    Event("visited", ANONYMOUS, {"path": "/"}),
    Event("$create_alias", USER, {"alias": ANONYMOUS}),
    *(Event("batched", USER, {"text": text}) for text in ("~~~", ">>>", "???")),
)

AMPLITUDE = (
    Event("$identify", USER, {"$amplitude": {"user_properties": {"$set": TRAITS}}}),
    Event("order_completed", USER, ORDER | {"$amplitude": {"user_id": USER}}, timed=True),
    Event("signed_up", USER, {"plan": "pro", "$amplitude": {"groups": {"company": COMPANY}}}),
    Event("visited", ANONYMOUS, {"path": "/", "$amplitude": {"device_id": ANONYMOUS}}),
    Event("$identify", USER, {"$amplitude": {"user_properties": {"$set": {"company": COMPANY}}}}),
    Event("$groupidentify", USER, {"$amplitude": {"group_properties": {"$set": COMPANY_TRAITS}}}),
)


def _contexts(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "$snowplow": {
            "contexts": [{"schema": f"iglu:com.example/{name}/jsonschema/1-0-0", "data": data}]
        }
    }


SNOWPLOW = (
    Event("order_completed", USER, ORDER | {"$snowplow": {"aid": "backend"}}, timed=True),
    Event(
        "signed_up", USER, {"plan": "pro"} | _contexts("company", {"id": COMPANY} | COMPANY_TRAITS)
    ),
    Event("visited", ANONYMOUS, {"path": "/", "$snowplow": {"duid": ANONYMOUS}}),
    Event(
        "struct", USER,
        {"se_category": "shop", "se_action": "add", "se_label": "SKU-1", "se_property": "pcs",
         "se_value": 2},
    ),
    Event("page_view", USER, {"page_url": "https://example.com/", "page_title": "Home"}),
    Event("screen_view", USER, {"id": "id-1", "name": "Main"}),
)  # fmt: skip

PYTHON = (
    Sdk("segment_python", SEGMENT, "the key is unknown here", compresses="PT415"),
    Sdk("rudder_python", SEGMENT, "the key is unknown here", compresses="PT415"),
    Sdk("posthog_python", POSTHOG_PYTHON, "the key is unknown here", compresses="gzip=False",
        tries=4),
    Sdk("posthog_python", POSTHOG_PYTHON, "the key is unknown here", {"SDK_MODE": "v1"},
        compresses="gzip=False", tries=4),
    # over https it sends again, over http it does not
    Sdk("mixpanel_python", MIXPANEL_PYTHON, "the key is unknown here", retried=(),
        added=("mp_lib",), tries=1),
    # A connection that is closed without an answer ends its worker without a word.
    Sdk("amplitude_python", AMPLITUDE, "Invalid API Key", retried=("503",)),
    # It cannot encode half a surrogate pair. Of a refusal it tells the unsent events alone.
    Sdk("snowplow_python", SNOWPLOW, "error: 1", bad_stored=("good", "good_too", "nul")),
)  # fmt: skip
NODE = (
    Sdk("segment_node", SEGMENT, "[401] Unauthorized"),
    # the first event goes out alone
    Sdk("rudder_node", SEGMENT, "Error: Unauthorized", batches=2, dies=True, tries=4,
        compresses="Error: Unsupported Media Type"),
    # It sets the time of an event itself.
    Sdk("jitsu_node", JITSU, "the key is unknown here", batches=7, retried=(), tries=1,
        bad_stored=("good", "good_too", "half", "nul", "old")),
    Sdk("posthog_node", POSTHOG_NODE, "status: 401",
        compresses="disableCompression: true", tries=4),
    Sdk("mixpanel_node", MIXPANEL_NODE, "Mixpanel Server Error: 0", retried=(),
        added=("mp_lib",), tries=1),
    Sdk("amplitude_node", AMPLITUDE, "Invalid API key: the key is unknown here",
        retried=("503",)),
    Sdk("snowplow_node", SNOWPLOW, "401 Unauthorized"),
)  # fmt: skip


def examples() -> Iterator[tuple[str, str, str]]:
    """Yield the vendor, the language and the code of each example of docs/sdks.md."""
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```", section, re.M | re.S):
            yield section.partition("\n")[0], language, code
