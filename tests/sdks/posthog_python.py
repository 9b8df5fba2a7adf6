"""posthog for Python, with the SDK's own default or with capture_mode v1 (SDK_MODE)."""

import os
from datetime import datetime
from typing import Any

from posthog import Posthog

from tests.sdks.scenario import (
    ANONYMOUS,
    COMPANY,
    COMPANY_TRAITS,
    GZIP,
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

flags = {"secret_key": "phx_personal", "poll_interval": 1} if SCENARIO == "flags" else {}
mode = {"capture_mode": os.environ["SDK_MODE"]} if "SDK_MODE" in os.environ else {}
if GZIP and mode:
    mode["capture_compression"] = "gzip"
posthog = Posthog(KEY, host=HOST, gzip=GZIP, on_error=lambda error, _: told(error), **flags, **mode)


def track(
    name: str, properties: dict[str, Any], *, user: str = USER, when: datetime | None = None
) -> None:
    posthog.capture(name, distinct_id=user, properties=properties, timestamp=when)


def calls() -> None:
    posthog.set(distinct_id=USER, properties=TRAITS)
    track("order_completed", ORDER, when=WHEN)
    posthog.capture(
        "signed_up", distinct_id=USER, properties={"plan": "pro"}, groups={"company": COMPANY}
    )
    posthog.capture(
        "visited",
        distinct_id=ANONYMOUS,
        properties={"path": "/", "$process_person_profile": False},
    )
    track("$pageview", {"$current_url": "https://example.com/"})
    track("$screen", {"$screen_name": "Main"})
    posthog.group_identify("company", COMPANY, COMPANY_TRAITS)
    posthog.alias(ANONYMOUS, USER)


if SCENARIO == "flags":
    flag = posthog.feature_enabled("beta", USER), posthog.get_feature_flag("beta", USER)
    print("enabled:", *flag, "all:", posthog.get_all_flags(USER))
play(track, calls)
posthog.shutdown()
