"""amplitude-analytics."""

from datetime import datetime
from typing import Any

from amplitude import Amplitude, BaseEvent, Config, EventOptions, Identify

from tests.sdks.scenario import (
    ANONYMOUS, COMPANY, COMPANY_TRAITS, HOST, KEY, ORDER, TRAITS, USER, WHEN, play, told,
)  # fmt: skip


def answered(event: BaseEvent, code: int, message: str | None = None) -> None:
    if code != 200:
        told(f"{code} {message} {event.event_type} {event.event_properties}")


amplitude = Amplitude(
    KEY, Config(server_url=f"{HOST}/2/httpapi", flush_interval_millis=500, callback=answered)
)


def track(
    name: str, properties: dict[str, Any], *, user: str = USER, when: datetime | None = None
) -> None:
    time = None if when is None else int(when.timestamp() * 1000)
    amplitude.track(BaseEvent(name, user_id=user, event_properties=properties, time=time))


def identify(traits: dict[str, Any]) -> Identify:
    made = Identify()
    for name, value in traits.items():
        made.set(name, value)
    return made


def calls() -> None:
    amplitude.identify(identify(TRAITS), EventOptions(user_id=USER))
    track("order_completed", ORDER, when=WHEN)
    amplitude.track(
        BaseEvent(
            "signed_up", user_id=USER, event_properties={"plan": "pro"},
            groups={"company": COMPANY},
        )
    )  # fmt: skip
    amplitude.track(BaseEvent("visited", device_id=ANONYMOUS, event_properties={"path": "/"}))
    amplitude.set_group("company", COMPANY, EventOptions(user_id=USER))
    amplitude.group_identify(
        "company", COMPANY, identify(COMPANY_TRAITS), EventOptions(user_id=USER)
    )


play(track, calls)
amplitude.shutdown()
