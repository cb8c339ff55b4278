"""Read the dates that Indonesian news pages print: a compiled grammar, dateparser only for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from html import unescape
from zoneinfo import ZoneInfo

from newscrawl.dategrammar import (
    AGO,
    COUNTS,
    DATE,
    FILLER,
    HIJRI,
    JUST_NOW,
    MONTHS,
    NAMED_DAY,
    NO_DAY,
    NO_YEAR,
    SPAN,
    TIME,
    TIME_BEFORE,
    UNITS,
    UPDATED,
    UPDATED_BEFORE,
    VAGUE,
    WEEKDAY,
    WEEKDAY_AFTER,
    WEEKDAY_BEFORE,
    WEEKDAY_NAMES,
    WEEKDAYS,
    ZONES,
)

NO_TIME = "no time of day"
SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060\u2066-\u2069\ufeff]+")
SIGNS = str.maketrans("’‘`´ʼ′‐‑–—−\\", "''''''-----'")
LONGEST = 400  # characters read of a raw string; the longest date line of the shared table has 71


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a printed date says; unknown is None.

    ``instant`` is aware, with the offset as printed, else of the outlet's zone. ``day`` is the calendar day
    as printed, also beside an instant. ``reason`` says why ``instant`` (or ``day``, too) is None.
    """

    instant: datetime | None
    day: date | None
    reason: str | None


class _Unreadable(ValueError):
    """A date that is there but cannot be: the message is the reading's reason."""


def read_date(raw: str, zone: ZoneInfo, now: datetime) -> DateReading:
    """Read one printed date, day first; never a guess. Never raises for any string.

    ``zone`` holds where no zone is printed; ``now`` (aware) is what relative dates count from. Of several
    dates the first one counts that is not labelled as an update.

    >>> wita = ZoneInfo("Asia/Makassar")
    >>> now = datetime(2023, 9, 1, 12, tzinfo=wita)
    >>> read_date("Kamis, 31 Agustus 2023 | 17:14 WIB", wita, now).instant.isoformat()
    '2023-08-31T17:14:00+07:00'
    >>> read_date("2 jam yang lalu", wita, now).instant.isoformat()
    '2023-09-01T10:00:00+08:00'
    >>> read_date("Jum'at (31/8/2023)", wita, now)
    DateReading(instant=None, day=None, reason="weekday jum'at contradicts 2023-08-31, a kamis")
    """
    text = _clean(raw)
    try:
        if found := _first(text):
            return _read_full(text, found, zone, now)
        if NO_YEAR.search(text):
            return _null("no year")
        return _read_relative(text, zone, now) or _read_rest(text, zone, now)
    except _Unreadable as unreadable:
        return _null(str(unreadable))


def is_update(raw: str) -> bool:
    """Whether the only dates of a string are labelled as an update (``Diperbarui 2 November 2023``)."""
    text = _clean(raw)
    dates = list(_labelled(text))
    return bool(UPDATED.search(text)) if not dates else all(labelled for _, labelled in dates)


def _null(reason: str) -> DateReading:
    return DateReading(None, None, reason)


def _clean(raw: str) -> str:
    text = raw[:LONGEST]
    if "&" in text:
        text = unescape(unescape(text))
    return HIJRI.sub("", SPACE.sub(" ", text).translate(SIGNS).lower()).strip()


def _labelled(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Each full date with whether the words before it call it an update."""
    end = 0
    for found in DATE.finditer(text):
        yield found, bool(UPDATED_BEFORE.search(text[max(end, found.start() - 50) : found.start()]))
        end = found.end()


def _first(text: str) -> re.Match[str] | None:
    found = DATE.search(text)
    if found is None or not UPDATED.search(text):
        return found
    return next((each for each, labelled in _labelled(text) if not labelled), found)


def _read_full(text: str, found: re.Match[str], zone: ZoneInfo, now: datetime) -> DateReading:
    day = _day(found, now)
    before, after = text[max(0, found.start() - 50) : found.start()], text[found.end() :]
    _check_weekday(day, before, after)
    time = TIME.match(f" {found['t7']}") if found["t7"] else _time_after(after) or TIME_BEFORE.search(before)
    return _at(day, time, zone) if time else DateReading(None, day, NO_TIME)


def _day(found: re.Match[str], now: datetime) -> date:
    parts = found.groupdict()
    form = next(number for number in "1234567" if parts[f"y{number}"])
    printed_month, year = parts[f"m{form}"], _year(parts[f"y{form}"], now)
    month = MONTHS.get(printed_month) or int(printed_month)
    first, last = int(parts[f"d{form}"]), parts.get(f"e{form}")
    if parts["n5"]:  # 30 Desember - 2 Januari 2024 begins in 2023
        return _make_day(year - (MONTHS[parts["n5"]] > month), MONTHS[parts["n5"]], first, found[0])
    # "TV 7 - 2 November 2023" is no range: the 7 belongs to the name before
    return _make_day(year, month, int(last) if last and int(last) <= first else first, found[0])


def _year(year: str, now: datetime) -> int:
    """Four digits as they are; two digits are the latest year that is not in the future."""
    if len(year) == 3:
        raise _Unreadable(f"year {year} has three digits")
    if len(year) == 4:
        return int(year)
    century = now.year // 100 * 100
    return century + int(year) - (100 if century + int(year) > now.year + 1 else 0)


def _make_day(year: int, month: int, day: int, printed: str) -> date:
    if not 1 <= month <= 12:
        raise _Unreadable(f"no month {month} in {printed!r} (dates are read day first)")
    if year < 1000:
        raise _Unreadable(f"no year in {printed!r}")
    try:
        return date(year, month, day)
    except ValueError:
        raise _Unreadable(f"no day {day} in month {month} of {year}") from None


def _check_weekday(day: date, before: str, after: str) -> None:
    found = WEEKDAY_BEFORE.search(before) or WEEKDAY_AFTER.match(after)
    if found and WEEKDAYS[found[1]] != day.weekday():
        actual = WEEKDAY_NAMES[day.weekday()].split()[0]
        raise _Unreadable(f"weekday {found[1]} contradicts {day}, a {actual}")


def _time_after(after: str) -> re.Match[str] | None:
    """The time that follows a date: after known words at once, after others only with a zone."""
    time = TIME.match(after)
    if time is None or (time["sep"] == "-" and time["gap"] != "t"):
        return None
    if FILLER.fullmatch(time["gap"]):
        return time
    return time if time["zone"] and not UPDATED.search(time["gap"]) else None


def _at(day: date, time: re.Match[str], zone: ZoneInfo) -> DateReading:
    parts = time.groupdict()
    hour, minute = int(parts["hour"] or parts["hour2"]), int(parts["minute"] or parts["minute2"])
    second = int(parts["second"] or parts.get("second2") or 0)
    hour = _full_hour(hour, parts.get("half"))
    if hour > 23 or minute > 59 or second > 60:
        return DateReading(None, day, f"no such time of day: {time[0].strip(' ,|-')}")
    offset = _offset(time, zone)
    instant = datetime(day.year, day.month, day.day, hour, minute, min(second, 59), tzinfo=offset)
    return DateReading(instant, day, None)


def _full_hour(hour: int, half: str | None) -> int:
    """The hour of 24; "20:59 PM" is printed, too."""
    if half is None or hour > 12:
        return hour if half != "a" else 24
    return hour % 12 + (12 if half == "p" else 0)


def _offset(time: re.Match[str], zone: ZoneInfo) -> tzinfo:
    parts = time.groupdict()
    printed, gap = parts["zone"], parts.get("gap") or ""
    if printed == "z" and (parts["sep"] == "-" or gap == " t"):
        return zone  # 2023-11-02T20-59-53Z, 2015-11-05 T10:08:58Z: made by hand, from local time
    named = re.search(r"wib|wita|wit|wp", gap)  # 2026-05-13WIB18:45:00
    printed = printed or (named[0] if named else None)
    if printed is None:
        return zone
    if printed in ZONES:
        return timezone(timedelta(hours=ZONES[printed]))
    digits = re.sub(r"[^\d]", "", printed)
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    if delta > timedelta(hours=14):
        raise _Unreadable(f"no such offset: {printed}")
    return timezone(-delta if "-" in printed else delta)


def _read_relative(text: str, zone: ZoneInfo, now: datetime) -> DateReading | None:
    local = now.astimezone(zone).replace(microsecond=0)
    if JUST_NOW.search(text):
        return DateReading(local, local.date(), None)
    if ago := AGO.search(text):
        return _read_ago(ago, local, _time_after(text[ago.end() :]), zone)
    if named := NAMED_DAY.search(text):
        day = local.date() - timedelta(days=1 if named[2] else 0)
        time = _time_after(text[named.end() :]) or TIME_BEFORE.search(text[: named.start()])
        return _at(day, time, zone) if time else DateReading(None, day, NO_TIME)
    return None


def _read_ago(ago: re.Match[str], local: datetime, time: re.Match[str] | None, zone: ZoneInfo) -> DateReading:
    """Spans up to days give an instant as far from ``local`` as told, weeks only a day."""
    spans = [(int(COUNTS.get(count, count)), UNITS[unit]) for count, unit in SPAN.findall(ago[1])]
    then = local - timedelta(seconds=sum(count * unit for count, unit in spans))
    if spans[0][1] >= UNITS["hari"] and time:
        return _at(then.date(), time, zone)
    if spans[0][1] > UNITS["hari"]:
        return DateReading(None, then.date(), NO_TIME)
    return DateReading(then, then.date(), None)


def _read_rest(text: str, zone: ZoneInfo, now: datetime) -> DateReading:
    """dateparser's reading where the text holds its very year and day, so that nothing is invented."""
    if NO_DAY.search(text):
        return _null("no day of the month")
    if VAGUE.search(text):
        return _null("a time ago that tells no day")
    numbers = re.findall(r"(?<!\d)\d{1,4}(?!\d)", text)
    if len(text) > 60 or not any(len(number) == 4 for number in numbers):
        return _null("no date in it")
    parsed = _parse(text, zone, now)
    if parsed is None or not {parsed.year, parsed.day} <= {int(number) for number in numbers}:
        return _null("no date in it")
    word = re.search(WEEKDAY, text)
    _check_weekday(parsed.date(), f"{word[0]} " if word else "", "")
    if not re.search(r"\d[:.]\d\d", text):
        return DateReading(None, parsed.date(), NO_TIME)
    return DateReading(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone), parsed.date(), None)


def _parse(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    import dateparser  # 0.2 s to import, rarely needed

    return dateparser.parse(  # type: ignore[no-any-return]
        text,
        languages=["id", "en", "ms"],
        settings={
            "DATE_ORDER": "DMY",
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "RELATIVE_BASE": now.astimezone(zone).replace(tzinfo=None),
        },
    )
