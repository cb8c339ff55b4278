"""Stories: articles that are copies of one another, over outlets and networks. ``archive.grouping`` makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.connection import explained
from archive.matches import Matches, is_match
from archive.rows import dump_json, rows
from archive.store import Archive


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


def one_per_story(db: Database, ids: Sequence[int]) -> list[int]:
    """The ids without those of which an earlier copy is among them, in the same order."""
    copied = rows(db, COPIED, dump_json(ids))
    leads: dict[int, int] = {}
    for row in copied:  # in the order of publication
        leads.setdefault(row["story"], row["article"])
    dropped = {row["article"] for row in copied} - set(leads.values())
    return [number for number in ids if number not in dropped]


COPIED = f"""
SELECT copies.article, story FROM copies JOIN articles ON articles.id = copies.article
WHERE copies.article IN (SELECT value FROM json_each(?)) ORDER BY {FIRST}
"""  # noqa: S608 - an order of our own


def leads_among(db: Database, matches: Matches, ids: Sequence[int]) -> list[int]:
    """The ids without those of which an earlier copy matches as well, whether it is among them or not."""
    stories = rows(
        db,
        "SELECT article, story FROM copies WHERE article IN (SELECT value FROM json_each(?))",
        dump_json(ids),
    )
    leads = {row["story"]: lead_of(db, matches, row["story"]) for row in stories}
    dropped = {row["article"] for row in stories if leads[row["story"]] != row["article"]}
    return [number for number in ids if number not in dropped]


def lead_of(db: Database, matches: Matches, story: int) -> int | None:
    """The article of a story that was published first of those that match."""
    members = rows(db, MEMBERS, story)
    return next((row["id"] for row in members if is_match(db, matches, row["id"])), None)


MEMBERS = f"SELECT id FROM articles JOIN copies ON article = id WHERE story = ? ORDER BY {FIRST}"  # noqa: S608
