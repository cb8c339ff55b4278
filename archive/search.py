"""Full-text search with filters: hits in a useful order, how many there are, and their numbers for exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from archive.connection import explained
from archive.facets import FACETS, FacetValue, count_values
from archive.filters import Conditions, conditions
from archive.query import parse
from archive.request import SearchRequest, make_request
from archive.rows import Row, dump_json, rows
from archive.store import Archive

__all__ = ["FACETS", "Count", "FacetValue", "Hit", "SearchRequest", "count", "facets", "matching", "search"]

POOL = 2000
"""Matches that are ranked, the last archived. Ranking takes 20 µs each, and a common word has 100,000s."""

HEADLINE_WEIGHT, TEXT_WEIGHT = 5.0, 1.0
SNIPPET_WORDS = 24
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


def search(
    archive: Archive, request: SearchRequest | str = "", *, limit: int = 20, offset: int = 0, **filters: Any
) -> list[Hit]:
    """The best matches first; without words, or in the order ``newest``, the newest.

    ``filters`` are fields of SearchRequest: ``search(archive, "banjir", place="Sumedang")``. The best are
    those of the last ``POOL`` matches.
    """
    asked = make_request(request, filters)
    with explained(archive.path):
        wanted, matches = find(archive, asked)
        if wanted and asked.order == "relevance":
            return ranked(archive, wanted, matches, limit, offset)
        return newest(archive, wanted, matches, limit, offset)


def count(archive: Archive, request: SearchRequest | str = "", cap: int = 10_000, **filters: Any) -> Count:
    """How many articles match, counted up to ``cap``."""
    with explained(archive.path):
        _, matches = find(archive, make_request(request, filters))
        sql = f"SELECT count(*) AS number FROM (SELECT 1 {matches.sql} LIMIT ?)"  # noqa: S608
        number = rows(archive.db, sql, *matches.values, cap + 1)[0]["number"]
    return Count(min(number, cap), number > cap)


def matching(archive: Archive, request: SearchRequest | str = "", **filters: Any) -> Iterator[int]:
    """The id of every match, in their order, in portions; articles that come meanwhile may be among them."""
    _, matches = find(archive, make_request(request, filters))
    sql = f"SELECT articles.id {matches.sql} AND articles.id > ? ORDER BY articles.id LIMIT ?"
    last = 0
    while True:
        with explained(archive.path):
            ids = [row["id"] for row in rows(archive.db, sql, *matches.values, last, PORTION)]
        yield from ids
        if len(ids) < PORTION:
            return
        last = ids[-1]


def facets(
    archive: Archive, request: SearchRequest | str = "", names: Sequence[str] = FACETS, **filters: Any
) -> dict[str, list[FacetValue]]:
    """Facet -> its commonest values among the last ``POOL`` matches, with the number of articles of each."""
    with explained(archive.path):
        _, matches = find(archive, make_request(request, filters))
        return count_values(archive.db, pool(archive, matches), names)


def find(archive: Archive, request: SearchRequest) -> tuple[str, Conditions]:
    """The FTS5 expression of the words (empty: none wanted), and FROM and WHERE of all matches."""
    query, filters = parse(request.words), conditions(archive.db, request)
    sql, values = f"FROM articles WHERE {filters.sql}", filters.values
    if query.wanted:
        sql = (
            "FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid"
            f" WHERE articles_fts MATCH ? AND {filters.sql}"
        )
        values = (query.wanted, *values)
    if query.unwanted:
        sql += " AND articles.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
        values = (*values, query.unwanted)
    return query.wanted, Conditions(sql, values)


def pool(archive: Archive, matches: Conditions) -> list[int]:
    """The last matches that were archived, latest first."""
    sql = f"SELECT articles.id {matches.sql} ORDER BY articles.id DESC LIMIT ?"
    return [row["id"] for row in rows(archive.db, sql, *matches.values, POOL)]


def ranked(archive: Archive, wanted: str, matches: Conditions, limit: int, offset: int) -> list[Hit]:
    """The best of the pool by bm25, a word in the headline counting for several in the text."""
    ids = pool(archive, matches)
    if not ids:
        return []
    best = rows(
        archive.db,
        "SELECT rowid AS id, bm25(articles_fts, ?, ?) AS score FROM articles_fts"
        " WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))"
        " ORDER BY score, rowid DESC LIMIT ? OFFSET ?",
        *(HEADLINE_WEIGHT, TEXT_WEIGHT, wanted, ids[-1], ids[0], dump_json(ids), limit, offset),
    )
    scores = {row["id"]: -row["score"] for row in best}
    return make_hits(archive, list(scores), scores, snippets(archive, wanted, list(scores)))


def newest(archive: Archive, wanted: str, matches: Conditions, limit: int, offset: int) -> list[Hit]:
    """The latest by publication; articles of unknown date come last."""
    found = rows(
        archive.db,
        f"SELECT articles.id {matches.sql} ORDER BY published_utc DESC, articles.id DESC LIMIT ? OFFSET ?",
        *(*matches.values, limit, offset),
    )
    ids = [row["id"] for row in found]
    return make_hits(archive, ids, {}, snippets(archive, wanted, ids) if wanted else {})


def snippets(archive: Archive, wanted: str, ids: Sequence[int]) -> dict[int, str]:
    """Article id -> its snippet, only for what is shown."""
    sql = (
        "SELECT snippet(articles_fts, 1, '**', '**', '…', ?) AS snippet FROM articles_fts"
        " WHERE articles_fts MATCH ? AND rowid = ?"
    )
    return {number: rows(archive.db, sql, SNIPPET_WORDS, wanted, number)[0]["snippet"] for number in ids}


def make_hits(
    archive: Archive, ids: Sequence[int], scores: Mapping[int, float], found: Mapping[int, str]
) -> list[Hit]:
    """The articles in the order of their ids."""
    wanted = dump_json(ids)
    articles = {row["id"]: row for row in rows(archive.db, SHOWN, wanted)}
    places: dict[int, list[str]] = {}
    for row in rows(archive.db, PLACES, wanted):
        places.setdefault(row["article"], []).append(row["name"])
    return [
        make_hit(articles[number], places.get(number, ()), scores.get(number), found.get(number))
        for number in ids
    ]


def make_hit(row: Row, places: Iterable[str], score: float | None, snippet: str | None) -> Hit:
    """One hit; without a match its snippet is how the text begins."""
    shown = {name: value for name, value in row.items() if name != "opening"}
    text = " ".join((snippet or row["opening"]).split())
    return Hit(**shown, places=tuple(places), score=score, snippet=text)


SHOWN = """
SELECT id, url, headline, outlet, outlet_name, published_at, section, sentiment, sentiment_confidence,
    substr(text, 1, 160) AS opening
FROM articles WHERE id IN (SELECT value FROM json_each(?))
"""
PLACES = """
SELECT article, name FROM article_places JOIN places ON places.id = place
WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, is_primary DESC, mentions DESC, name
"""
