"""Stories: articles that are copies of one another, over outlets and networks. ``archive.grouping`` makes them."""

from __future__ import annotations

from dataclasses import dataclass

from archive.connection import explained
from archive.rows import rows
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
