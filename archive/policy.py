"""When a page is asked for again. Pure functions of what the archive knows and the time."""

from __future__ import annotations

from datetime import datetime, timedelta

FRESH = timedelta(days=3)
"""Outlets edit in the first days: within them an announced page is asked for again."""

YOUNG = timedelta(hours=1)
"""So long at every announcement; then after pauses that double. Of an hourly crawl's 72 looks at a page 8 remain."""

FIRST_PAUSE = timedelta(hours=1)
LONG_PAUSE = timedelta(days=1)
GROWTH = 4
MAX_TRIES = 6
"""Pauses of 1, 4, 16, 64 and 256 hours: an outage of two weeks loses no page; then it is quarantined."""

LASTING = (
    "not-article",
    "http-4",
    "not-found",
    "robots",
    "redirect-off-site",
    "private-address",
    "too-large",
)
"""Reasons that seldom pass within the hour start with a day's pause."""

ASKED_TO_WAIT = ("http-408", "http-429")
"""Answers by which a host asks for a while only."""


def next_try(reason: str, tries: int, now: datetime) -> datetime | None:
    """When a page that failed for the ``tries``-th time is tried again; None: quarantined.

    >>> now = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
    >>> str(next_try("timeout", 2, now)), str(next_try("not-article/index", 1, now))
    ('2026-11-24 12:00:00+00:00', '2026-11-25 08:00:00+00:00')
    >>> str(next_try("http-429", 1, now)), next_try("timeout", 6, now)
    ('2026-11-24 09:00:00+00:00', None)
    """
    if tries >= MAX_TRIES:
        return None
    lasting = reason.startswith(LASTING) and not reason.startswith(ASKED_TO_WAIT)
    pause = LONG_PAUSE if lasting else FIRST_PAUSE
    return now + pause * int(GROWTH ** (tries - 1))


def wants_known(
    claimed: datetime | None,
    recorded: datetime | None,
    last_seen: datetime,
    first_seen: datetime,
    published: datetime | None,
    now: datetime,
) -> bool:
    """Whether an article that we hold is worth another request.

    ``claimed`` is what the feed says of the last change, ``recorded`` what it said when we last fetched.
    Where the feed still says the same and publication is over, a long backfill can be resumed without asking
    again for what the last run brought.
    """
    if claimed and claimed > (recorded or last_seen):
        return True
    if claimed and claimed == recorded and published and now - published > FRESH:
        return False
    if now - first_seen > FRESH:
        return False
    return now - first_seen <= YOUNG or now - last_seen >= last_seen - first_seen


def wants_failed(
    claimed: datetime | None, last_failed: datetime, due: datetime | None, now: datetime
) -> bool:
    """Whether a page that failed is worth another request: its pause is over, or the outlet changed it.

    One that failed in what is now the future waits no longer: the clock was wrong then.
    """
    return bool((due and (due <= now or last_failed > now)) or (claimed and claimed > last_failed))
