"""snowplow-tracker."""

import time
from datetime import datetime
from typing import Any

from snowplow_tracker import (
    EmitterConfiguration,
    PageView,
    ScreenView,
    SelfDescribing,
    SelfDescribingJson,
    Snowplow,
    StructuredEvent,
    Subject,
)

from tests.sdks.scenario import (
    ANONYMOUS,
    COMPANY,
    COMPANY_TRAITS,
    HOST,
    KEY,
    ORDER,
    USER,
    WHEN,
    play,
    told,
)

tracker = Snowplow.create_tracker(
    namespace="shop",
    endpoint=f"{HOST}/{KEY}",
    app_id="backend",
    emitter_config=EmitterConfiguration(on_failure=lambda _, events: told(len(events))),
)
(emitter,) = tracker.emitters


def schema(name: str) -> str:
    return f"iglu:com.example/{name}/jsonschema/1-0-0"


def track(
    name: str, properties: dict[str, Any], *, user: str = USER, when: datetime | None = None
) -> None:
    event = SelfDescribing(
        event_json=SelfDescribingJson(schema(name), properties),
        event_subject=Subject().set_user_id(user),
        true_timestamp=None if when is None else int(when.timestamp() * 1000),
    )
    try:
        tracker.track(event)
    except UnicodeEncodeError as error:  # the SDK cannot encode a lone surrogate
        told(error)


def calls() -> None:
    ann = Subject().set_user_id(USER)
    track("order_completed", ORDER, when=WHEN)
    tracker.track(
        SelfDescribing(
            event_json=SelfDescribingJson(schema("signed_up"), {"plan": "pro"}),
            event_subject=ann,
            context=[SelfDescribingJson(schema("company"), {"id": COMPANY} | COMPANY_TRAITS)],
        )
    )
    device = Subject().set_domain_user_id(ANONYMOUS)
    tracker.track(
        SelfDescribing(
            event_json=SelfDescribingJson(schema("visited"), {"path": "/"}), event_subject=device
        )
    )
    tracker.track(StructuredEvent("shop", "add", "SKU-1", "pcs", 2, event_subject=ann))
    tracker.track(PageView("https://example.com/", "Home", event_subject=ann))
    tracker.track(ScreenView(id_="id-1", name="Main", event_subject=ann))


play(track, calls)
tracker.flush()


def unsent() -> int:
    with emitter.lock:  # held while a request is under way, which has its events out of the store
        return int(emitter.event_store.size())


# The SDK sends again by a timer, which ends with the process.
deadline = time.monotonic() + 30
while unsent() and time.monotonic() < deadline:
    time.sleep(0.05)
