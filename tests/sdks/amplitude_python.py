"""amplitude-analytics."""

import time
from datetime import datetime
from typing import Any

from amplitude import Amplitude, BaseEvent, Config, EventOptions, Identify

from tests.sdks.scenario import (
    ANONYMOUS,
    COMPANY,
    COMPANY_TRAITS,
    HOST,
    KEY,
    ORDER,
    TRAITS,
    USER,
    WHEN,
    play,
    told,
)

unanswered = 0


def answered(event: BaseEvent, code: int, message: str | None = None) -> None:
    global unanswered
    unanswered -= 1
    if code != 200:
        told(f"{code} {message} {event.event_type} {event.event_properties}")


amplitude = Amplitude(
    KEY, Config(server_url=f"{HOST}/2/httpapi", flush_interval_millis=500, callback=answered)
)


def send(event: BaseEvent) -> None:
    global unanswered
    unanswered += 1
    amplitude.track(event)


def track(
    name: str, properties: dict[str, Any], *, user: str = USER, when: datetime | None = None
) -> None:
    at = None if when is None else int(when.timestamp() * 1000)
    send(BaseEvent(name, user_id=user, event_properties=properties, time=at))


def identify(traits: dict[str, Any]) -> Identify:
    made = Identify()
    for name, value in traits.items():
        made.set(name, value)
    return made


def calls() -> None:
    user = EventOptions(user_id=USER)
    amplitude.identify(identify(TRAITS), user)
    amplitude.set_group("company", COMPANY, user)
    amplitude.group_identify("company", COMPANY, identify(COMPANY_TRAITS), user)
    track("order_completed", ORDER, when=WHEN)
    groups = {"company": COMPANY}
    send(BaseEvent("signed_up", user_id=USER, event_properties={"plan": "pro"}, groups=groups))
    send(BaseEvent("visited", device_id=ANONYMOUS, event_properties={"path": "/"}))


play(track, calls)
# The SDK sends again by a timer, which ends with shutdown(). An event may never be answered.
deadline = time.monotonic() + 3
while unanswered > 0 and time.monotonic() < deadline:
    time.sleep(0.05)
amplitude.shutdown()
