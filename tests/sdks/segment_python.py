"""segment-analytics-python."""

from datetime import datetime
from typing import Any

import segment.analytics as analytics

from tests.sdks.scenario import (
    ANONYMOUS,
    COMPANY,
    COMPANY_TRAITS,
    GZIP,
    HOST,
    KEY,
    ORDER,
    TRAITS,
    USER,
    WHEN,
    play,
    told,
)

analytics.write_key = KEY
analytics.host = HOST
analytics.gzip = GZIP
analytics.on_error = lambda error, _: told(error)


def track(
    name: str, properties: dict[str, Any], *, user: str = USER, when: datetime | None = None
) -> None:
    analytics.track(user, name, properties, timestamp=when)


def calls() -> None:
    analytics.identify(USER, TRAITS)
    track("order_completed", ORDER, when=WHEN)
    analytics.track(USER, "signed_up", {"plan": "pro"}, context={"groupId": COMPANY})
    analytics.track(anonymous_id=ANONYMOUS, event="visited", properties={"path": "/"})
    analytics.page(USER, "Docs", "Home", {"url": "https://example.com/"})
    analytics.screen(USER, "App", "Main", {"dark": True})
    analytics.group(USER, COMPANY, COMPANY_TRAITS)
    analytics.alias(ANONYMOUS, USER)


play(track, calls)
analytics.shutdown()
