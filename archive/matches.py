"""Which articles match: the full-text index answers for words and filters together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from archive.families import expand, vocabulary
from archive.filters import filter_terms, labelled
from archive.labels import label
from archive.query import parse
from archive.request import SearchRequest
from archive.rows import dump_json

POOL = 1000
"""Matches, the last archived, that are ranked, counted in facets and folded into stories. Ranking takes 20 µs each,
and a common word has 100,000s."""

SORTED = 5000
"""Matches up to which all are sorted by their time; more are taken day by day."""

EVERY = labelled(["karticle", "kphoto", "kvideo"])


@dataclass(frozen=True, slots=True)
class Matches:
    """What is asked of the index."""

    wanted: str
    """FTS5 expression of the words; empty: none."""
    expression: str
    """FTS5 expression of words and filters; empty: every article."""


def find(db: Database, request: SearchRequest) -> Matches:
    """The request as expressions of the index."""
    known = vocabulary(db)
    query = parse(request.words, lambda words: expand(words, known))
    terms = [*([f"({query.wanted})"] if query.wanted else []), *filter_terms(db, request)]
    if query.unwanted:
        return Matches(query.wanted, f"({' AND '.join(terms or [EVERY])}) NOT ({query.unwanted})")
    return Matches(query.wanted, " AND ".join(terms))


def latest(db: Database, matches: Matches, limit: int) -> list[int]:
    """The last matches that were archived, latest first."""
    if not matches.expression:
        return numbers(db, "SELECT id FROM articles ORDER BY id DESC LIMIT ?", limit)
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
    return numbers(db, sql, matches.expression, limit)


def portions(db: Database, matches: Matches, size: int) -> Iterator[list[int]]:
    """All matches in the order of their ids, ``size`` at a time; no reader stays open between."""
    sql = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?"
    values: tuple[str, ...] = ()
    if matches.expression:
        sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?"
        values = (matches.expression,)
    last = 0
    while found := numbers(db, sql, *values, last, size):
        yield found
        last = found[-1]


def number_of(db: Database, matches: Matches, cap: int) -> int:
    """How many match, counted up to ``cap``."""
    if not matches.expression:
        return numbers(db, "SELECT count(*) FROM (SELECT 1 FROM articles LIMIT ?)", cap)[0]
    sql = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"
    return numbers(db, sql, matches.expression, cap)[0]


def is_match(db: Database, matches: Matches, article_id: int) -> bool:
    """Whether an article matches."""
    sql = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? AND rowid = ?"
    return not matches.expression or bool(numbers(db, sql, matches.expression, article_id))


def newest(db: Database, matches: Matches, limit: int) -> list[int]:
    """The matches published last, latest first; those of unknown date come last."""
    if not matches.expression:
        return numbers(db, "SELECT id FROM articles ORDER BY published_utc DESC, id DESC LIMIT ?", limit)
    found = latest(db, matches, SORTED + 1)
    if len(found) > SORTED:
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
    (least, most) = db.execute("SELECT min(published_on), max(published_on) FROM articles").fetchone()
    month = date.fromisoformat(most or least or "0001-01-01").replace(day=1)
    while least and month.isoformat()[:7] >= least[:7]:
        yield month.isoformat()[:7]
        if month == date.min:
            return
        month = (month - timedelta(days=1)).replace(day=1)


def on(db: Database, matches: Matches, wanted: str, limit: int) -> list[int]:
    """Matches with one more label."""
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?"
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
