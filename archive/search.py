"""Full-text search with filters: hits in a useful order, how many there are, and their numbers for exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from archive.connection import explained
from archive.facets import FACETS, PLACE_SHOWN, FacetValue, count_values
from archive.matches import POOL, find, latest, newest, number_of, portions, telling
from archive.request import SearchRequest, make_request
from archive.rows import Row, dump_json, rows
from archive.snippets import make_snippet
from archive.store import Archive
from archive.stories import ALL, Take, leads, leads_among

__all__ = [
    "FACETS",
    "Answer",
    "Count",
    "FacetValue",
    "Hit",
    "SearchRequest",
    "count",
    "facets",
    "matching",
    "search",
]

HEADLINE_WEIGHT, TEXT_WEIGHT = 5.0, 1.0
OPENING = 160
"""Letters of a text that are shown where no word was asked for."""
PORTION = 5000
"""Ids that ``matching`` reads at a time, so that no reader stays open while they are worked on."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, as a list shows it."""

    id: int
    url: str
    headline: str
    outlet: str
    outlet_name: str
    published_at: str | None
    """ISO 8601 with offset, or the bare day."""
    section: str | None
    sentiment: str | None
    sentiment_confidence: float | None
    places: tuple[str, ...]
    snippet: str
    """Words of the text around the matches, which stand in ``**``."""
    score: float | None
    """Higher is better; None where nothing was ranked."""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    def as_text(self) -> str:
        """Three lines for a terminal."""
        mood = f"{self.sentiment} {self.sentiment_confidence or 0:.0%}" if self.sentiment else ""
        facts = [self.published_at or "-", self.outlet_name or self.outlet, mood, ", ".join(self.places)]
        shown = (f"{self.id}  {self.headline}", " · ".join(filter(None, facts)), self.snippet, self.url)
        return "\n   ".join(shown) + "\n"


@dataclass(frozen=True, slots=True)
class Count:
    """How many articles match; ``capped``: at least so many, the rest was not counted."""

    number: int
    capped: bool


class Answer:
    """What the archive knows of one request: hits, their count and facets, for which the index is read once."""

    def __init__(self, archive: Archive, request: SearchRequest) -> None:
        self.archive = archive
        self.request = request
        with explained(archive.path):
            self.matches = find(archive.db, request)

    @cached_property
    def pool(self) -> list[int]:
        """The last ``POOL`` matches, or the first articles of so many stories."""
        return self.take(latest, POOL)

    def take(self, take: Take, number: int) -> list[int]:
        """So many matches, or the first articles of so many stories."""
        if self.request.unique:
            return leads(self.archive.db, self.matches, take, number)
        return take(self.archive.db, self.matches, number)

    def hits(self, limit: int = 20, offset: int = 0) -> list[Hit]:
        """The best of the pool first; without words, or in the order ``newest``, the newest of all."""
        with explained(self.archive.path):
            if self.matches.wanted and self.request.order == "relevance":
                return self.ranked(limit, offset)
            ids = self.take(newest, limit + offset)
            return make_hits(self.archive, ids[offset:], {}, self.matches.wanted)

    def ranked(self, limit: int, offset: int) -> list[Hit]:
        """The best of the pool by bm25, a word in the headline counting for several in the text."""
        best = rows(
            self.archive.db,
            RANKED,
            telling(self.archive.db, self.matches),
            min(self.pool, default=0),
            max(self.pool, default=0),
            dump_json(self.pool),
            limit,
            offset,
        )
        scores = {row["id"]: -row["score"] for row in best}
        return make_hits(self.archive, list(scores), scores, self.matches.wanted)

    def count(self, cap: int = 10_000) -> Count:
        """How many articles match, or how many stories, counted up to ``cap``."""
        with explained(self.archive.path):
            if len(self.pool) < min(POOL, cap):
                return Count(len(self.pool), capped=False)
            if self.request.unique:
                ids = latest(self.archive.db, self.matches, cap + 1)
                number = len(leads_among(self.archive.db, self.matches, ids, ALL))
                return Count(min(number, cap), len(ids) > cap)
            number = number_of(self.archive.db, self.matches, cap + 1)
        return Count(min(number, cap), number > cap)

    def facets(self, names: Sequence[str] = FACETS) -> dict[str, list[FacetValue]]:
        """Facet -> its commonest values in the pool, with the number of articles of each."""
        with explained(self.archive.path):
            return count_values(self.archive.db, self.pool, names)


def search(
    archive: Archive, request: SearchRequest | str = "", *, limit: int = 20, offset: int = 0, **filters: Any
) -> list[Hit]:
    """The best matches first; without words, or in the order ``newest``, the newest.

    ``filters`` are fields of SearchRequest: ``search(archive, "banjir", place="Sumedang")``. The best are
    those of the last ``POOL`` matches, or stories. Raises ValueError for what cannot be asked.
    """
    if min(limit, offset) < 0:
        raise ValueError(f"limit {limit} and offset {offset} cannot be negative; give 0 or more.")
    return Answer(archive, make_request(request, filters)).hits(limit, offset)


def count(archive: Archive, request: SearchRequest | str = "", cap: int = 10_000, **filters: Any) -> Count:
    """How many articles match, or how many stories, counted up to ``cap``."""
    return Answer(archive, make_request(request, filters)).count(cap)


def facets(
    archive: Archive, request: SearchRequest | str = "", names: Sequence[str] = FACETS, **filters: Any
) -> dict[str, list[FacetValue]]:
    """Facet -> its commonest values among the last ``POOL`` matches, or stories, with the number of articles of each."""
    return Answer(archive, make_request(request, filters)).facets(names)


def matching(archive: Archive, request: SearchRequest | str = "", **filters: Any) -> Iterator[int]:
    """The id of every match, in their order, in portions; articles that come meanwhile may be among them."""
    asked = make_request(request, filters)
    matches = find(archive.db, asked)
    for ids in portions(archive.db, matches, PORTION):
        looked_at = ALL[ids[0] : ids[-1] + 1]
        yield from (leads_among(archive.db, matches, ids, looked_at) if asked.unique else ids)


RANKED = f"""
SELECT rowid AS id, bm25(articles_fts, {HEADLINE_WEIGHT}, {TEXT_WEIGHT}, 0, 0, 0) AS score FROM articles_fts
WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))
ORDER BY score, rowid DESC LIMIT ? OFFSET ?
"""  # noqa: S608 - weights of our own


def make_hits(archive: Archive, ids: Sequence[int], scores: Mapping[int, float], wanted: str) -> list[Hit]:
    """The articles in the order of their ids, with snippets for the expression of the words."""
    asked = dump_json(ids)
    articles = {row["id"]: row for row in rows(archive.db, SHOWN, asked)}
    places: dict[int, list[str]] = {}
    for row in rows(archive.db, PLACES, asked):
        places.setdefault(row["article"], []).append(row["name"])
    return [make_hit(articles[each], places.get(each, ()), scores.get(each), wanted) for each in ids]


def make_hit(row: Row, places: Iterable[str], score: float | None, wanted: str) -> Hit:
    """One hit; without a match in its text the snippet is how the text begins."""
    shown = {name: value for name, value in row.items() if name != "text"}
    text = row["text"].replace("**", "")  # stars of the outlet's own are no match
    found = make_snippet(text, wanted) or opening(text)
    return Hit(**shown, places=tuple(places), score=score, snippet=" ".join(found.split()))


def opening(text: str) -> str:
    """How a text begins, cut at a word.

    >>> opening("Jembatan " * 30)[-12:]
    'an Jembatan…'
    """
    words = " ".join(text[: 2 * OPENING].split())
    if len(words) <= OPENING and len(text) <= 2 * OPENING:
        return words
    return (words[: OPENING + 1].rpartition(" ")[0] or words[:OPENING]) + "…"


SHOWN = """
SELECT id, url, headline, outlet, outlet_name, published_at, section, sentiment, sentiment_confidence,
    substr(text, 1, 20000) AS text
FROM articles WHERE id IN (SELECT value FROM json_each(?))
"""
"""Snippets are looked for in the first 20,000 letters, six times an ordinary article: a text may have 5 million."""

PLACES = f"""
SELECT article, {PLACE_SHOWN} AS name FROM article_places JOIN places ON places.id = place
WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, is_primary DESC, mentions DESC, places.name
"""  # noqa: S608 - our own
