"""Which articles match: the full-text index answers for words and filters together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlite_utils import Database

from archive.families import Vocabulary, expanded
from archive.filters import exactly, filter_terms, known_days, labelled
from archive.labels import label
from archive.query import parse
from archive.request import SearchRequest
from archive.rows import dump_json

POOL = 1000
"""Matches, or stories, the last archived, that are ranked and counted in facets. Ranking takes 20 µs each,
and a common word has 100,000s."""

SORTED = 2000
"""Matches up to which all are sorted by their time; more, where fewer are wanted, are taken day by day."""

SAMPLE, COMMON = 10_000, 0.05
"""A term is common that more than a twentieth of the last 10,000 articles fulfil."""

EVERY = labelled(["karticle", "kphoto", "kvideo"])


@dataclass(frozen=True, slots=True)
class Matches:
    """What is asked of the index."""

    words: tuple[str, ...]
    """FTS5 expressions that all must hold in headline and text, one for each word or phrase."""
    filters: tuple[str, ...]
    """The same, one for each filter."""
    unwanted: str = ""
    exact: str = ""
    """SQL of what the index cannot tell apart."""

    @property
    def wanted(self) -> str:
        """The words as one expression; empty: none."""
        return " AND ".join(self.words)

    @property
    def source(self) -> str:
        """SQL from FROM on, for ``expression`` as its first value."""
        return f"FROM articles_fts WHERE articles_fts MATCH ?{self.exact}"

    @property
    def expression(self) -> str:
        """All as one expression; empty: every article."""
        words = (in_article(self.wanted),) if self.words else ()
        terms = " AND ".join((*words, *self.filters))
        return f"({terms or EVERY}) NOT {in_article(self.unwanted)}" if self.unwanted else terms


def in_article(expression: str) -> str:
    """Words where a reader sees them; names and labels are asked for by filters.

    >>> in_article('"banjir" OR "rob"')
    '{headline text} : ("banjir" OR "rob")'
    """
    return f"{{headline text}} : ({expression})"


def find(db: Database, request: SearchRequest) -> Matches:
    """The request as expressions of the index."""
    query = parse(request.words, partial(expanded, Vocabulary.of(db)))
    return Matches(query.wanted, tuple(filter_terms(db, request)), query.unwanted, exactly(db, request))


def telling(db: Database, matches: Matches) -> str:
    """The terms that matches are ranked by: those that tell them apart, or the word that does so best.

    bm25 reads the whole list of every word of its query, 30 ms for a word in half of a million articles.
    """
    terms = (*matches.words, *matches.filters)
    if len(terms) == 1:
        return matches.wanted
    shares = {term: share_of(db, term) for term in terms}
    told = [term for term in terms if shares[term] <= COMMON]
    if not set(told) & set(matches.words):
        told.append(min(matches.words, key=shares.__getitem__))
    return " AND ".join(told)


def share_of(db: Database, term: str) -> float:
    """Share of the last archived articles that fulfil a term."""
    (last,) = db.execute("SELECT max(id) FROM articles").fetchone()
    sql = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ? AND rowid > ?"
    return float(numbers(db, sql, term, (last or 0) - SAMPLE)[0] / SAMPLE)


def latest(db: Database, matches: Matches, limit: int) -> list[int]:
    """The last matches that were archived, latest first."""
    if not matches.expression:
        return numbers(db, "SELECT id FROM articles ORDER BY id DESC LIMIT ?", limit)
    sql = f"SELECT rowid {matches.source} ORDER BY rowid DESC LIMIT ?"
    return numbers(db, sql, matches.expression, limit)


def portions(db: Database, matches: Matches, size: int) -> Iterator[list[int]]:
    """All matches in the order of their ids, ``size`` at a time; no reader stays open between."""
    sql = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?"
    values: tuple[str, ...] = ()
    if matches.expression:
        sql = f"SELECT rowid {matches.source} AND rowid > ? ORDER BY rowid LIMIT ?"
        values = (matches.expression,)
    last = 0
    while found := numbers(db, sql, *values, last, size):
        yield found
        last = found[-1]


def number_of(db: Database, matches: Matches, cap: int) -> int:
    """How many match, counted up to ``cap``."""
    if not matches.expression:
        return numbers(db, "SELECT count(*) FROM (SELECT 1 FROM articles LIMIT ?)", cap)[0]
    sql = f"SELECT count(*) FROM (SELECT 1 {matches.source} LIMIT ?)"  # noqa: S608 - SQL of our own
    return numbers(db, sql, matches.expression, cap)[0]


def is_match(db: Database, matches: Matches, article_id: int) -> bool:
    """Whether an article matches."""
    sql = f"SELECT 1 {matches.source} AND rowid = ?"
    return not matches.expression or bool(numbers(db, sql, matches.expression, article_id))


def newest(db: Database, matches: Matches, limit: int) -> list[int]:
    """The matches published last, latest first; those of unknown date come last."""
    if not matches.expression:
        return numbers(db, "SELECT id FROM articles ORDER BY published_utc DESC, id DESC LIMIT ?", limit)
    most = max(SORTED, limit)
    found = latest(db, matches, most + 1)
    if len(found) > most:
        found = latest_days(db, matches, limit)
    return by_time(db, found)[:limit]


def latest_days(db: Database, matches: Matches, limit: int) -> list[int]:
    """At least so many matches, by whole days back from the last one; the rest only has older ones.

    One day more than needed is taken, since a local day begins hours before or after that of another zone.
    """
    found: list[int] = []
    for month in months_back(db):
        if not on(db, matches, label("m", month), 1):
            continue
        for day in range(31, 0, -1):
            enough = len(found) >= limit
            found += on(db, matches, label("d", f"{month}-{day:02d}"), -1)
            if enough:
                return found
    return latest(db, matches, -1)


def months_back(db: Database) -> Iterator[str]:
    """``2026-11``, ``2026-10`` and so on, from the last article's month to that of the first."""
    span = known_days(db)
    if span is None:
        return
    month = span[1].replace(day=1)
    while month > date.min and month >= span[0].replace(day=1):
        yield month.isoformat()[:7]
        month = (month - timedelta(days=1)).replace(day=1)


def on(db: Database, matches: Matches, wanted: str, limit: int) -> list[int]:
    """Matches with one more label."""
    sql = f"SELECT rowid {matches.source} LIMIT ?"
    return numbers(db, sql, f"({matches.expression}) AND {labelled([wanted])}", limit)


def by_time(db: Database, ids: Sequence[int]) -> list[int]:
    """Articles in the order of publication, latest first."""
    sql = """
        SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))
        ORDER BY published_utc DESC, id DESC
    """
    return numbers(db, sql, dump_json(ids))


def numbers(db: Database, sql: str, *values: object) -> list[int]:
    """The first column of a query."""
    return [number for (number,) in db.execute(sql, values).fetchall()]
