"""Choose an article's date among what its page claims: by trust, cross-checked, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from newscrawl.dates import is_update, read_date
from newscrawl.types import FieldRecord, RawValue

MACHINE = re.compile(r"\s*\d{4}[-/]\d\d[-/]\d\d|\s*\d{8}T|\s*\w{3}, \d\d? \w{3} \d{4}")  # ISO 8601, RFC 2822
# in a meta tag this is mostly a server's header (Expires, Last-Modified), on kapanlagi the same for years
HTTP_DATE = re.compile(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT")
AGO = re.compile(r"\b(?:lalu|ago|barusan|baru saja)\b", re.IGNORECASE)
SLACK = timedelta(days=1)  # clocks and zones of servers differ by less
CLOCK_DRIFT = timedelta(minutes=10)  # between a server and ourselves
FIRST_YEAR = 1990  # the first Indonesian news site opened in 1995; the epoch and zero dates stay below
MOST = 40  # candidates looked at; the richest page seen has 6
NO_ZONE_RANK, AGO_RANK, DAY_RANK = 4, 5, 6


@dataclass(frozen=True, slots=True)
class Claim:
    """One candidate as read; ``instant`` and ``day`` are None where ``reason`` says why."""

    raw: str
    source: str
    instant: datetime | None
    day: date | None
    reason: str | None
    zoned: bool
    """Whether the string itself tells its offset."""

    @property
    def is_utc(self) -> bool:
        """Whether it claims to be in UTC, rightly or not."""
        return self.zoned and self.instant is not None and not self.instant.utcoffset()

    @property
    def is_printed(self) -> bool:
        """Whether a reader of the page sees it."""
        return self.source not in ("json-ld", "meta", "next-data") and not MACHINE.match(self.raw)

    @property
    def rank(self) -> int:
        """0 is JSON-LD with an offset; then what is printed with a zone, meta with one, printed without."""
        if self.instant is None:
            return DAY_RANK
        if AGO.search(self.raw):
            return AGO_RANK
        is_meta = self.source in ("meta", "next-data")
        if self.zoned and not (is_meta and HTTP_DATE.fullmatch(self.raw)):
            return 0 if self.source == "json-ld" else 2 if is_meta else 1
        return NO_ZONE_RANK if is_meta or self.source == "json-ld" else NO_ZONE_RANK - 1


@dataclass(frozen=True, slots=True)
class Dated:
    """The chosen instant (in the offset to show) and day, how they came about, whose ``Z`` was local time."""

    instant: datetime | None
    day: date | None
    record: FieldRecord
    false_utc: frozenset[str] = frozenset()


def choose_published(
    candidates: Iterable[RawValue],
    zone: ZoneInfo,
    fetched_at: datetime,
    url_day: date | None,
    false_utc: Sequence[str] = (),
) -> Dated:
    """When the article was published. ``url_day`` is the day in its URL, ``false_utc`` as in ``Outlet``.

    A claim is refused where its weekday or the URL contradicts it, where it lies after the capture or before
    1990, or where it is labelled as an update; a ``Z`` is local time where the printed clock shows the same.
    The reasons stay in the record.
    """
    claims = [_refuse_update(_read(raw, zone, fetched_at)) for raw in _distinct(candidates)]
    local = frozenset(false_utc) | _false_sources(claims, zone, fetched_at)
    claims = [_correct(claim, local, zone) for claim in claims]
    claims = [_check(_as_printed(claim, claims), zone, fetched_at, url_day) for claim in claims]
    usable = sorted((claim for claim in claims if claim.day), key=lambda claim: claim.rank)
    if not usable:
        return _fall_back(claims, url_day, local)
    chosen = _with_seconds(usable[0], usable)
    refused = [claim for claim in claims if claim.day is None and claim.source != "generic"]
    record = FieldRecord(chosen.raw, chosen.source, _reasons([chosen, *refused], chosen))
    return replace(_show(chosen, _local_zone(chosen, claims) or zone), record=record, false_utc=local)


def choose_modified(
    candidates: Iterable[RawValue], zone: ZoneInfo, fetched_at: datetime, published: Dated
) -> Dated:
    """When the article was last changed, in the zone of its publication where the claim tells none.

    A claim is refused where it lies after the capture or long before the publication.
    """
    read = [_read(raw, zone, fetched_at) for raw in _distinct(candidates)]
    local = published.instant.tzinfo if published.instant else None
    claims = [_in_zone(_correct(claim, published.false_utc, zone), local) for claim in read]
    claims = [_check(claim, zone, fetched_at, None) for claim in claims]
    claims = [_refuse_early(claim, published, zone) for claim in claims]
    usable = sorted((claim for claim in claims if claim.instant), key=lambda claim: claim.rank)
    if not usable:
        return _fall_back(claims, None, frozenset())
    chosen = usable[0]
    return replace(_show(chosen, local or zone), record=FieldRecord(chosen.raw, chosen.source, chosen.reason))


def _distinct(candidates: Iterable[RawValue]) -> list[RawValue]:
    return list(dict.fromkeys(candidates))[:MOST]


def _read(value: RawValue, zone: ZoneInfo, fetched_at: datetime) -> Claim:
    reading = read_date(value.raw, zone, fetched_at)
    zoned = reading.instant is not None and not isinstance(reading.instant.tzinfo, ZoneInfo)
    return Claim(value.raw, value.source, reading.instant, reading.day, reading.reason, zoned)


def _refuse(claim: Claim, reason: str) -> Claim:
    return replace(claim, instant=None, day=None, reason=reason)


def _refuse_update(claim: Claim) -> Claim:
    return _refuse(claim, "labelled as an update") if claim.day and is_update(claim.raw) else claim


def _refuse_early(claim: Claim, published: Dated, zone: ZoneInfo) -> Claim:
    first = published.instant or (published.day and _midnight(published.day, zone))
    is_early = bool(claim.instant and first and claim.instant < first - SLACK)
    return _refuse(claim, f"before the publication of {published.day}") if is_early else claim


def _in_zone(claim: Claim, local: tzinfo | None) -> Claim:
    """A clock without a zone as one of the given zone."""
    if claim.instant is None or claim.zoned or local is None or AGO.search(claim.raw):
        return claim
    return replace(claim, instant=claim.instant.replace(tzinfo=local))


def _local_zone(chosen: Claim, claims: Sequence[Claim]) -> tzinfo | None:
    """The zone in which the page tells the chosen instant a second time, best as printed."""
    told = [claim for claim in claims if claim.zoned and not claim.is_utc and _same_minute(claim, chosen)]
    best = min(told, key=lambda claim: not claim.is_printed, default=None)
    return best.instant.tzinfo if best and best.instant else None


def _false_sources(claims: Sequence[Claim], zone: ZoneInfo, fetched_at: datetime) -> frozenset[str]:
    """Sources that write Z on local time: the printed clock shows the same, or else it were yet to come."""
    printed = {_wall(claim) for claim in claims if claim.is_printed and claim.instant and not claim.is_utc}
    utc = [claim for claim in claims if claim.is_utc]
    right = {
        claim.source
        for claim in utc
        if any(_same_minute(claim, other) for other in claims if other.is_printed)
    }
    false = {claim.source for claim in utc if _wall(claim) in printed or _is_ahead(claim, zone, fetched_at)}
    return frozenset(false - right)


def _is_ahead(claim: Claim, zone: ZoneInfo, fetched_at: datetime) -> bool:
    """Whether a UTC claim lies after the capture, but not when read as local time."""
    if claim.instant is None or claim.instant <= fetched_at + CLOCK_DRIFT:
        return False
    return claim.instant.replace(tzinfo=zone) <= fetched_at + CLOCK_DRIFT


def _wall(claim: Claim) -> datetime | None:
    return claim.instant and claim.instant.replace(second=0, tzinfo=None)


def _same_minute(claim: Claim, other: Claim) -> bool:
    if claim.instant is None or other.instant is None:
        return False
    return abs(claim.instant.replace(second=0) - other.instant.replace(second=0)) < timedelta(minutes=1)


def _correct(claim: Claim, local: frozenset[str], zone: ZoneInfo) -> Claim:
    if not claim.is_utc or claim.source not in local or claim.instant is None:
        return claim
    instant = claim.instant.replace(tzinfo=zone)
    return replace(claim, instant=instant, day=instant.date(), zoned=False, reason="its Z is local time")


def _as_printed(claim: Claim, claims: Sequence[Claim]) -> Claim:
    """The claim in the zone that the page prints beside the same clock: a server in WIB, a page in WITA."""
    if claim.is_printed or not claim.zoned or claim.instant is None:
        return claim
    same = (other for other in claims if other.is_printed and other.zoned and _wall(other) == _wall(claim))
    printed = next(same, None)
    if printed is None or printed.instant is None or _same_minute(printed, claim):
        return claim
    instant = claim.instant.replace(tzinfo=printed.instant.tzinfo)
    return replace(claim, instant=instant, reason=f"its offset contradicts the printed {printed.raw[:60]!r}")


def _check(claim: Claim, zone: ZoneInfo, fetched_at: datetime, url_day: date | None) -> Claim:
    """The claim, refused where it cannot be. Compared before any conversion: year 9999 has no next day."""
    if claim.day is None:
        return claim
    latest = fetched_at + SLACK
    if claim.day.year > latest.year + 1 or (claim.instant or _midnight(claim.day, zone)) > latest:
        return _refuse(claim, f"after the capture of {fetched_at.date()}")
    if claim.day.year < FIRST_YEAR:
        return _refuse(claim, f"before {FIRST_YEAR}")
    day = claim.instant.astimezone(zone).date() if claim.instant else claim.day
    if url_day and abs(day - url_day) > SLACK:
        return _refuse(claim, f"contradicts the day in the URL, {url_day}")
    return claim


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _with_seconds(chosen: Claim, usable: Sequence[Claim]) -> Claim:
    """The claim that tells the seconds of the chosen minute, if there is one."""
    if chosen.instant is None or chosen.instant.second:
        return chosen
    finer = (claim for claim in usable if claim.instant and claim.instant.second and claim.rank < AGO_RANK)
    return next((claim for claim in finer if _same_minute(claim, chosen)), chosen)


def _show(claim: Claim, zone: tzinfo) -> Dated:
    """The instant in its printed offset; UTC, which no reader's clock shows, in the local zone."""
    instant = claim.instant.astimezone(zone) if claim.instant and claim.is_utc else claim.instant
    day = instant.date() if instant else claim.day
    return Dated(instant, day, FieldRecord(claim.raw, claim.source, claim.reason))


def _fall_back(claims: Sequence[Claim], url_day: date | None, local: frozenset[str]) -> Dated:
    if url_day:
        reason = _reasons(claims) or "no time of day"
        return Dated(None, url_day, FieldRecord(url_day.isoformat(), "url", reason), local)
    if not claims:
        return Dated(None, None, FieldRecord(None, None, "not on the page"), local)
    return Dated(None, None, FieldRecord(claims[0].raw, claims[0].source, _reasons(claims)), local)


def _reasons(claims: Sequence[Claim], chosen: Claim | None = None) -> str | None:
    """Why claims were refused or corrected, each with its string, the chosen one's plainly."""
    told = (
        claim.reason if claim is chosen else f"{claim.source} {claim.raw[:60]!r}: {claim.reason}"
        for claim in claims
        if claim.reason
    )
    return "; ".join(list(dict.fromkeys(told))[:3]) or None
