"""Full-text search: plain words, "phrases", OR, -not, and filters. No query is an error.

>>> parse('banjir "desa sukamaju" OR garut -jakarta')
Query(wanted='"banjir" AND ("desa sukamaju" OR "garut")', unwanted='"jakarta"')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from archive.connection import explained
from archive.rows import Row, dump_json, rows, storable
from archive.store import Archive

POOL = 2000
"""Matches that are ranked, the last archived. Ranking takes 20 µs each, and a common word has 100,000s."""

HEADLINE_WEIGHT, TEXT_WEIGHT = 5.0, 1.0
SNIPPET_WORDS = 24

TOKEN = re.compile(r'-?"[^"]*"?|\S+')  # banjir, -jakarta, "desa sukamaju", -"gempa bumi", "left open
AREA = re.compile(r"^(kab(?:upaten|\.)?|kota)\s+(.+)$", re.IGNORECASE)  # kab. Garut, Kota Bandung


@dataclass(frozen=True, slots=True)
class Query:
    """FTS5 expressions of what must and what must not occur; empty: nothing asked."""

    wanted: str
    unwanted: str


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


def search(
    archive: Archive,
    query: str = "",
    *,
    outlet: str | None = None,
    start: date | None = None,
    end: date | None = None,
    sentiment: str | None = None,
    place: str | None = None,
    limit: int = 20,
) -> list[Hit]:
    """The best matches first; without a wanted word the newest first.

    ``start`` and ``end`` are local days, both included; ``place`` is a name or a Kemendagri code.
    """
    parsed = parse(query)
    filters = Filters()
    filters.add("outlet = ?", outlet)
    filters.add("published_on >= ?", start and start.isoformat())
    filters.add("published_on <= ?", end and end.isoformat())
    filters.add("sentiment = ?", sentiment)
    if place is not None:
        filters.add_place(place)
    if parsed.unwanted:
        filters.add(
            "articles.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", parsed.unwanted
        )
    with explained(archive.path):
        if parsed.wanted:
            return ranked(archive, parsed.wanted, filters, limit)
        return newest(archive, filters, limit)


class Filters:
    """Conditions on ``articles`` with their values."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.values: list[Any] = []

    def add(self, condition: str, value: Any) -> None:
        """Ask for the condition, unless there is no value for it."""
        if value is not None:
            self.conditions.append(condition)
            self.values.append(storable(value))

    def add_place(self, place: str) -> None:
        """Ask for a place by name, by type and name (``Kota Bandung``) or by code (``32.11``)."""
        area = AREA.match(place.strip())
        condition = "code = ? OR name = ? COLLATE NOCASE"
        values = [place.strip()] * 2
        if area:
            kind = "kota" if area[1].lower() == "kota" else "kabupaten"
            condition += " OR (name = ? COLLATE NOCASE AND type = ?)"
            values += [area[2], kind]
        self.conditions.append(
            "articles.id IN (SELECT article FROM article_places JOIN places ON places.id = place"  # noqa: S608
            f" WHERE {condition})"
        )
        self.values += map(storable, values)

    def sql(self) -> str:
        """The conditions for a WHERE clause."""
        return " AND ".join(["1", *self.conditions])


def ranked(archive: Archive, wanted: str, filters: Filters, limit: int) -> list[Hit]:
    """The best of the pool by bm25, a word in the headline counting for several in the text."""
    pool = rows(
        archive.db,
        "SELECT articles.id FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid"  # noqa: S608
        f" WHERE articles_fts MATCH ? AND {filters.sql()} ORDER BY articles_fts.rowid DESC LIMIT ?",
        *(wanted, *filters.values, POOL),
    )
    if not pool:
        return []
    ids = [row["id"] for row in pool]
    best = rows(
        archive.db,
        "SELECT rowid AS id, bm25(articles_fts, ?, ?) AS score FROM articles_fts"
        " WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))"
        " ORDER BY score, rowid DESC LIMIT ?",
        *(HEADLINE_WEIGHT, TEXT_WEIGHT, wanted, ids[-1], ids[0], dump_json(ids), limit),
    )
    scores = {row["id"]: -row["score"] for row in best}
    return make_hits(archive, list(scores), scores, snippets(archive, wanted, list(scores)))


def newest(archive: Archive, filters: Filters, limit: int) -> list[Hit]:
    """The latest by publication; articles of unknown date come last."""
    found = rows(
        archive.db,
        f"SELECT id FROM articles WHERE {filters.sql()} ORDER BY published_utc DESC, id DESC LIMIT ?",  # noqa: S608
        *(*filters.values, limit),
    )
    return make_hits(archive, [row["id"] for row in found], {}, {})


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


def parse(query: str) -> Query:
    """The query as FTS5 expressions in which every term is quoted, so that none is syntax."""
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    alternative = False
    for part in TOKEN.findall(storable(query)):
        if part == "OR":
            alternative = bool(wanted)
            continue
        term = quote_term(part)
        if term and part.startswith("-"):
            unwanted.append(term)
        elif term and alternative:
            wanted[-1].append(term)
        elif term:
            wanted.append([term])
        alternative = False
    return Query(" AND ".join(map(any_of, wanted)), " OR ".join(unwanted))


def any_of(terms: Sequence[str]) -> str:
    """Terms of which one is enough."""
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def quote_term(part: str) -> str | None:
    """An FTS5 phrase; None for a part without a letter or digit, which would match nothing."""
    words = part.replace('"', " ").strip(" -")
    return f'"{words}"' if any(char.isalnum() for char in words) else None
