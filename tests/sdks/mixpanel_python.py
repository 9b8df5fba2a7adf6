"""mixpanel for Python. The bad events go out as one batch of its BufferedConsumer."""

from datetime import datetime
from typing import Any

from mixpanel import BufferedConsumer, Consumer, Mixpanel, MixpanelException

from tests.sdks.scenario import (
    ANONYMOUS,
    COMPANY,
    COMPANY_TRAITS,
    HOST,
    KEY,
    ORDER,
    SCENARIO,
    TRAITS,
    USER,
    WHEN,
    play,
    told,
)

urls = {
    "events_url": f"{HOST}/track",
    "people_url": f"{HOST}/engage",
    "groups_url": f"{HOST}/groups",
    "import_url": f"{HOST}/import",
}
consumer = BufferedConsumer(**urls) if SCENARIO == "bad" else Consumer(**urls)
mixpanel = Mixpanel(KEY, consumer)


def track(
    name: str, properties: dict[str, Any], *, user: str = USER, when: datetime | None = None
) -> None:
    time = {} if when is None else {"time": when.timestamp()}
    try:
        mixpanel.track(user, name, properties | time)
    except MixpanelException as error:
        told(error)


def calls() -> None:
    mixpanel.people_set(USER, TRAITS)
    track("order_completed", ORDER, when=WHEN)
    track("signed_up", {"plan": "pro", "company": COMPANY})
    track("visited", {"path": "/", "$device_id": ANONYMOUS}, user=f"$device:{ANONYMOUS}")
    mixpanel.import_data(None, USER, "imported", WHEN.timestamp(), {"plan": "pro"})
    mixpanel.group_set("company", COMPANY, COMPANY_TRAITS)
    mixpanel.merge(None, ANONYMOUS, USER)


play(track, calls)
if isinstance(consumer, BufferedConsumer):
    consumer.flush()
