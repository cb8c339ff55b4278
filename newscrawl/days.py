"""Days that a reader asks for: a date, or an age counted back from now."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1900, 2200
WIB = ZoneInfo("Asia/Jakarta")
HOURS = {"h": 1, "d": 24, "w": 168}
AGE = re.compile(rf"(\d{{1,4}})([{''.join(HOURS)}])")  # 7d


def day_asked(text: str, now: datetime) -> date:
    """The day that ``2023-08-31``, ``7d``, ``24h`` or ``2w`` means; the message of a ValueError is for the reader.

    An age is counted back from the present day of western Indonesia (WIB).

    >>> now = datetime.fromisoformat("2026-11-23T23:00:00+00:00")  # 06.00 WIB of the 24th
    >>> day_asked("1d", now), day_asked("2023-08-31", now)
    (datetime.date(2026, 11, 23), datetime.date(2023, 8, 31))
    """
    if age := AGE.fullmatch(text):
        return day_of(now - timedelta(hours=int(age[1]) * HOURS[age[2]]))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is neither a date such as 2023-08-31 nor an age such as 7d, 24h or 2w."
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{text!r} lies outside of {FIRST_YEAR}-{LAST_YEAR}.")
    return day


def day_of(moment: datetime) -> date:
    """The day of an instant in western Indonesia (WIB)."""
    return moment.astimezone(WIB).date()
