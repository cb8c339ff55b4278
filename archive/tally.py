"""What an archive covers: articles per outlet and day, gaps, fields that are filled, tones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from archive.connection import explained
from archive.filters import conditions
from archive.request import SearchRequest
from archive.rows import rows, storable
from archive.store import Archive
from newscrawl.days import FIRST_YEAR, LAST_YEAR

EXPECTED = 3.0
"""Articles a day from which an empty day is a gap: by chance one comes in e^-3, 5 of 100 such days."""

AROUND = 7
"""Days before and after an empty day that tell what was usual then."""

SAMPLE = 20_000
"""Latest articles whose fields are counted; all of a million take a minute to read."""

DAY = timedelta(days=1)
EASTERN = ZoneInfo("Asia/Jayapura")
"""Where the day begins first: what is dated after that of the clock there is dated in the future."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class OutletTally:
    """One outlet."""

    slug: str
    articles: int
    undated: int
    future: int
    """Articles dated after today; they move no span and make no gap."""
    days: Mapping[date, int]
    """Local day -> articles; days without any are left out."""
    gaps: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The archive, or the part that was asked for."""

    articles: int
    gone: int
    outlets: tuple[OutletTally, ...]
    """The largest first."""
    span: Span | None
    fields: Mapping[str, float]
    """Field -> share of the articles that have it, 0-1."""
    sampled: int
    """Articles that ``fields`` was counted over, the latest."""
    sentiment: Mapping[str, int]
    """Label -> articles; ``-``: none."""


def make_tally(
    archive: Archive, outlet: str | None = None, start: date | None = None, end: date | None = None
) -> Tally:
    """Count the articles of an outlet and a span of days; by default of all. Gaps are told by the days around them."""
    where, values = condition(archive, outlet, start, end)
    always, of_outlet = condition(archive, outlet, None, None)
    with explained(archive.path):
        counted = rows(
            archive.db, f"SELECT outlet, published_on, count(*) AS number {always} GROUP BY 1, 2", *of_outlet
        )
        moods = rows(archive.db, f"SELECT sentiment, count(*) AS number {where} GROUP BY 1", *values)
        gone = rows(archive.db, f"SELECT count(*) AS number {where} AND gone_at IS NOT NULL", *values)
        (filled,) = rows(archive.db, FIELDS.format(where=where), *values, SAMPLE)
    sampled = filled.pop("sampled")
    per_outlet: dict[str, dict[date | None, int]] = {}
    for row in counted:
        day = date.fromisoformat(row["published_on"]) if row["published_on"] else None
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            day = None
        numbers = per_outlet.setdefault(row["outlet"], {})
        numbers[day] = numbers.get(day, 0) + row["number"]
    today = archive.clock().astimezone(EASTERN).date()
    days = [day for each in per_outlet.values() for day in each if day and day <= today]
    known = Span(min(days), max(days)) if days else None
    asked = Span(start or date.min, end or date.max) if start or end else None
    every = (make_outlet(slug, each, known, asked, today) for slug, each in per_outlet.items())
    outlets = [each for each in every if each.articles or each.gaps]
    days = [day for each in outlets for day in (*each.days, *(gap.start for gap in each.gaps))]
    days = [day for day in days if day <= today] or days
    span = Span(start or min(days), end or max(days)) if days else None
    return Tally(
        sum(each.articles for each in outlets),
        gone[0]["number"],
        tuple(sorted(outlets, key=lambda each: (-each.articles, each.slug))),
        span,
        {name: (number or 0) / sampled for name, number in filled.items()} if sampled else {},
        sampled,
        {row["sentiment"] or "-": row["number"] for row in sorted(moods, key=lambda row: -row["number"])},
    )


def condition(
    archive: Archive, outlet: str | None, start: date | None, end: date | None
) -> tuple[str, tuple[Any, ...]]:
    """FROM and WHERE of what was asked for."""
    parts: list[tuple[str, tuple[Any, ...]]] = [("1", ())]
    if outlet:
        with explained(archive.path):
            asked = conditions(archive.db, SearchRequest(outlet=outlet))
        parts.append((asked.sql, asked.values))
    parts += [("published_on >= ?", (start.isoformat(),))] if start else []
    parts += [("published_on <= ?", (end.isoformat(),))] if end else []
    sql = " AND ".join(f"({sql})" for sql, _ in parts)
    return f"FROM articles WHERE {sql}", tuple(storable(value) for _, values in parts for value in values)


FIELDS = """
SELECT count(*) AS sampled, sum(published_at LIKE '%T%') AS "time of day", sum(published_on IS NOT NULL) AS day,
    sum(authors <> '[]') AS authors, sum(editors <> '[]') AS editors, sum(dateline IS NOT NULL) AS dateline,
    sum(section IS NOT NULL) AS section, sum(tags <> '[]') AS tags, sum(lead_image IS NOT NULL) AS "lead image",
    sum(text <> '') AS text, sum(missing_pages = '[]') AS "all pages", sum(sentiment IS NOT NULL) AS sentiment,
    sum(EXISTS (SELECT 1 FROM article_places WHERE article = a.id)) AS places,
    sum(EXISTS (SELECT 1 FROM article_people WHERE article = a.id)) AS people
FROM (SELECT * {where} ORDER BY id DESC LIMIT ?) AS a
"""


def make_outlet(
    slug: str, counted: Mapping[date | None, int], known: Span | None, asked: Span | None, today: date
) -> OutletTally:
    """One outlet's numbers of the days that were asked for; ``known`` is the span of all outlets."""
    days = {day: number for day, number in sorted(counted.items(), key=str) if day}
    past = {day: number for day, number in days.items() if day <= today}
    gaps = tuple(find_gaps(past, known.end)) if known and past else ()
    if asked is None:
        future = sum(days.values()) - sum(past.values())
        return OutletTally(slug, sum(counted.values()), counted.get(None, 0), future, days, gaps)
    within = {day: number for day, number in days.items() if asked.start <= day <= asked.end}
    cut = (Span(max(gap.start, asked.start), min(gap.end, asked.end)) for gap in gaps)
    gaps = tuple(gap for gap in cut if gap.start <= gap.end)
    future = sum(number for day, number in within.items() if day > today)
    return OutletTally(slug, sum(within.values()), 0, future, within, gaps)


def find_gaps(days: Mapping[date, int], until: date) -> Iterator[Span]:
    """Days without articles, from the first that has some, where the outlet usually had EXPECTED then or on the whole.

    >>> full = {date(2026, 11, day): 4 for day in (*range(1, 10), *range(12, 21))}
    >>> [(str(gap.start), gap.days) for gap in find_gaps(full, date(2026, 11, 20))]
    [('2026-11-10', 2)]
    """
    first = min(days)
    overall = sum(days.values()) / Span(first, max(days)).days
    began: date | None = None
    for day in each_day(Span(first, until + DAY)):
        empty = day <= until and day not in days and max(overall, usual(days, day)) >= EXPECTED
        if empty and began is None:
            began = day
        elif not empty and began is not None:
            yield Span(began, day - DAY)
            began = None


def usual(days: Mapping[date, int], day: date) -> float:
    """Articles a day in the two weeks around a day."""
    near = each_day(Span(day - AROUND * DAY, day + AROUND * DAY))
    return sum(days.get(each, 0) for each in near) / (2 * AROUND)


def each_day(span: Span) -> Iterator[date]:
    """Its days in order."""
    return (span.start + number * DAY for number in range(span.days))
