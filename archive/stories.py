"""Stories: articles that are copies of one another, over outlets and networks. ``archive.grouping`` makes them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.connection import explained
from archive.matches import Matches, is_match, latest
from archive.rows import dump_json, rows
from archive.store import Archive

Take = Callable[[Database, Matches, int], list[int]]
"""Gives so many matches: ``latest``, ``newest``."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One article of a story; the lead is the one published first."""

    id: int
    url: str
    outlet_name: str
    headline: str
    published_at: str | None
    lead: bool


def copies(archive: Archive, article_id: int) -> list[Copy]:
    """All articles of the article's story, the lead first; empty where it has no copy."""
    with explained(archive.path):
        found = rows(archive.db, STORY, article_id)
    return [Copy(**row, lead=number == 0) for number, row in enumerate(found)]


FIRST = "published_utc IS NULL, CASE length(published_utc) WHEN 10 THEN published_utc || 'T~' ELSE published_utc END, url"
"""The order of publication. A bare day comes after the times of that day: it does not claim to be the first."""

STORY = f"""
SELECT id, url, outlet_name, headline, published_at FROM articles
WHERE id IN (SELECT article FROM copies WHERE story = (SELECT story FROM copies WHERE article = ?)) ORDER BY {FIRST}
"""  # noqa: S608 - an order of our own


ALL = range(sys.maxsize)
"""The numbers of articles."""


def leads(db: Database, matches: Matches, take: Take, number: int) -> list[int]:
    """The first so many of the matches, in the order in which they are taken, that have no earlier copy among all."""
    size = number + number // 8  # most articles have no copy
    while True:
        ids = take(db, matches, size)
        looked_at = ALL[min(ids, default=0) :] if take is latest else ALL[:0]
        found = leads_among(db, matches, ids, looked_at)
        if len(found) >= number or len(ids) < size:
            return found[:number]
        size *= 2


def leads_among(db: Database, matches: Matches, ids: Sequence[int], looked_at: range) -> list[int]:
    """The ids, which match, without those of which an earlier copy matches as well, whether it is among them or not.

    Of the numbers in ``looked_at`` only the ids match; each other copy must be asked for, which takes 2 ms.
    """
    known = set(ids)
    first: dict[int, int] = {}
    dropped: set[int] = set()
    for row in rows(db, MEMBERS, dump_json(ids)):  # in the order of publication
        number, story = row["article"], row["story"]
        if story in first:
            dropped.add(number)
        elif number in known or (number not in looked_at and is_match(db, matches, number)):
            first[story] = number
    return [number for number in ids if number not in dropped]


MEMBERS = f"""
SELECT article, story FROM copies JOIN articles ON articles.id = article
WHERE story IN (SELECT story FROM copies WHERE article IN (SELECT value FROM json_each(?))) ORDER BY {FIRST}
"""  # noqa: S608 - an order of our own
