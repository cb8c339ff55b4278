"""A report on a span of days: what was written, by whom, in which tone, who was quoted; copies are folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from archive.connection import explained
from archive.facets import FacetValue, count_values
from archive.filters import AREA, alike, known_days, labelled, place_name, unknown_names
from archive.labels import label
from archive.matches import Matches, find, newest, number_of
from archive.queries import narrowed
from archive.request import SearchRequest
from archive.rows import Row, dump_json, rows
from archive.store import Archive
from archive.stories import FIRST
from newscrawl.coverage import PROVINCES, province_code
from newscrawl.days import FIRST_YEAR, day_asked, day_of

MOST = 5000
"""Articles that a report reads, the latest of its span; all are counted."""
EVERYTHING = SearchRequest()
LISTED = 10
"""Outlets, people and so on in a report."""
TONES = ("negatif", "netral", "positif")
"""The order of stories: what a media desk must know comes first."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its lead and where else it was printed."""

    id: int
    url: str
    headline: str
    outlet_name: str
    published_at: str | None
    sentiment: str | None
    sentiment_confidence: float | None
    opening: str
    others: tuple[tuple[str, str], ...]
    """Outlet and URL of each further article."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A person whom a story quotes."""

    name: str
    role: str | None
    """As most articles give it."""
    stories: int
    quoted: int
    """Stories that quote the person."""


@dataclass(frozen=True, slots=True)
class Span:
    """Articles and stories of a span of days."""

    start: date
    end: date
    articles: int
    read: int
    """Articles, the latest, of which the stories are told."""
    stories: int
    tones: dict[str, int]
    """Stories by the tone of their lead; articles by theirs where not all are read."""

    @property
    def whole(self) -> bool:
        """Whether all of its articles are read."""
        return self.read >= self.articles


@dataclass(frozen=True, slots=True)
class Report:
    """What a media desk sends in the morning."""

    request: SearchRequest
    span: Span
    before: Span
    """The span of the same length before."""
    begun: date | None
    """The day from which the archive has the news; None for an empty one."""
    stories: tuple[Story, ...]
    outlets: tuple[FacetValue, ...]
    places: tuple[FacetValue, ...]
    people: tuple[Quoted, ...]
    organisations: tuple[FacetValue, ...]


def make_report(archive: Archive, request: SearchRequest) -> Report:
    """The report on a request: without ``start`` from the first article on, without both days on the last day."""
    with explained(archive.path):
        end = request.end or request.start or last_day(archive.db)
        start = request.start or (earliest(archive.db, end) if request.end else end)
        length = end - start + timedelta(days=1)
        asked = replace(request, start=start, end=end)
        earlier = replace(asked, start=start - length, end=start - timedelta(days=1))
        ids, stories, span = read_span(archive.db, asked)
        *_, before = read_span(archive.db, earlier)
        counted = count_values(archive.db, ids, ("outlet",))
        leads = [story.id for story in stories]
        counted |= count_values(archive.db, leads, ("place", "organisation"))
        return Report(
            asked,
            span,
            before,
            first_day(archive.db),
            tuple(stories),
            people=tuple(quoted_people(archive.db, leads)),
            **{f"{name}s": tuple(values[:LISTED]) for name, values in counted.items()},
        )


def last_day(db: Database) -> date:
    """The last day of which the archive has articles."""
    (day,) = db.execute("SELECT max(published_on) FROM articles").fetchone()
    return date.fromisoformat(day) if day else date(1, 1, 8)


def earliest(db: Database, end: date) -> date:
    """The day of the first article; ``end`` where that is later."""
    begun = first_day(db)
    return min(max(begun, date(FIRST_YEAR, 1, 1)), end) if begun else end


def first_day(db: Database) -> date | None:
    """The day of the first article; backfilled days count."""
    known = known_days(db)
    return known[0] if known else None


def read_span(db: Database, request: SearchRequest) -> tuple[list[int], list[Story], Span]:
    """The latest articles of a request with both days, the stories that they make, and the counts of all."""
    matches = find(db, request)
    ids = newest(db, matches, MOST)
    stories = read_stories(db, ids)
    articles = number_of(db, matches, -1)
    tones = Counter(story.sentiment for story in stories)
    if articles > len(ids):
        tones = Counter({tone: number_of(db, in_tone(matches, tone), -1) for tone in TONES})
    days = request.start or date.min, request.end or date.max
    counted = {tone: tones[tone] for tone in TONES}
    return ids, stories, Span(*days, articles, len(ids), len(stories), counted)


def in_tone(matches: Matches, tone: str) -> Matches:
    """Those of a tone."""
    return replace(matches, filters=(*matches.filters, labelled([label("e", tone)])))


def read_stories(db: Database, ids: Sequence[int]) -> list[Story]:
    """The stories that articles make: negative ones first, the most printed first."""
    grouped: dict[int, list[Row]] = {}
    for row in rows(db, ARTICLES, dump_json(ids)):  # in the order of publication
        grouped.setdefault(row["story"], []).append(row)
    stories = [make_story(*members) for members in grouped.values()]
    stories.sort(key=lambda story: story.published_at or "", reverse=True)
    stories.sort(key=lambda story: (tone_rank(story.sentiment), -len(story.others)))
    return stories


ARTICLES = f"""
SELECT id, url, headline, outlet_name, published_at, sentiment, sentiment_confidence, substr(text, 1, 240) AS opening,
    coalesce(story, id) AS story
FROM articles LEFT JOIN copies ON article = id WHERE id IN (SELECT value FROM json_each(?)) ORDER BY {FIRST}
"""  # noqa: S608 - an order of our own


def tone_rank(sentiment: str | None) -> int:
    """Negative, positive, then the rest.

    >>> sorted(["netral", "positif", "negatif"], key=tone_rank)
    ['negatif', 'positif', 'netral']
    """
    return {"negatif": 0, "positif": 1}.get(sentiment or "", 2)


def make_story(lead: Row, *others: Row) -> Story:
    """The story of a lead and its copies."""
    shown = {name: value for name, value in lead.items() if name not in ("story", "opening")}
    printed = tuple((each["outlet_name"], each["url"]) for each in others)
    return Story(**shown, opening=" ".join(lead["opening"].split()), others=printed)


def quoted_people(db: Database, ids: Sequence[int]) -> list[Quoted]:
    """People who are quoted, by the number of stories that quote them, then by those that name them."""
    return [Quoted(**row) for row in rows(db, PEOPLE, dump_json(ids), LISTED)]


PEOPLE = """
SELECT name, (
    SELECT role FROM article_people AS told WHERE told.person = links.person AND role IS NOT NULL
        AND told.article IN (SELECT value FROM json_each(?1)) GROUP BY role ORDER BY count(*) DESC, role LIMIT 1
) AS role, count(*) AS stories, sum(coalesce(quoted, 0)) AS quoted
FROM article_people AS links JOIN people ON people.id = links.person
WHERE links.article IN (SELECT value FROM json_each(?1))
GROUP BY links.person HAVING sum(quoted) > 0 ORDER BY quoted DESC, stories DESC, name LIMIT ?2
"""


def about(archive: Archive, subject: str, request: SearchRequest = EVERYTHING) -> SearchRequest:
    """The request, on a subject: a province by its whole name, a place of the archive, or else words.

    A request has one place and one province; beside another of its kind the subject is a phrase of the text.
    """
    asked = read_subject(archive, subject)
    if (
        asked.province
        and request.province
        and province_code(request.province) != province_code(asked.province)
    ):
        asked = SearchRequest(f'"{asked.province}"')
    elif asked.place and request.place:
        with explained(archive.path):
            given = place_name(archive.db, request.place)
        if given.casefold() != asked.place.casefold():
            area = AREA.match(asked.place)
            asked = SearchRequest(f'"{area[2] if area else asked.place}"')
    return narrowed(asked, request)


def read_subject(archive: Archive, subject: str) -> SearchRequest:
    """What a subject alone asks; an empty one everything."""
    subject = " ".join(subject.split())
    code = province_code(subject)
    if code and subject.casefold() in (code.casefold(), PROVINCES[code].casefold()):
        return SearchRequest(province=PROVINCES[code])
    with explained(archive.path):
        request = SearchRequest(place=place_name(archive.db, subject) or None)
        return SearchRequest(subject) if unknown_names(archive.db, request) else request


def unknown(archive: Archive, subject: str, request: SearchRequest) -> list[str]:
    """A sentence with a remedy for a subject, and for each filter, that fits no article of any day."""
    asked = read_subject(archive, subject)
    with explained(archive.path):
        told = unknown_names(archive.db, request)
        if asked.words and not number_of(archive.db, find(archive.db, asked), 1):
            remedy = alike(archive.db, "place", subject) or "give a place, a province or words."
            told.append(f"no article is about {subject!r}; {remedy}")
    return told


def period(start: date | None, end: date | None, now: datetime) -> tuple[date, date]:
    """The days of a report, from yesterday to today where none are given; raises ValueError."""
    start = start or day_asked("1d", now)
    end = end or max(start, day_of(now))
    if start > end:
        raise ValueError(f"the report would begin on {start} and end on {end}; give an earlier --since.")
    return start, end
