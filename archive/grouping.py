"""Groups articles that are copies of one another into stories, as they are stored.

A pair is decided by ``newscrawl.fingerprint``, whichever of the two came first; a story is what pairs connect. So
the same articles make the same stories in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlite_utils import Database

from archive.rows import dump_json, first, rows
from newscrawl.fingerprint import Fingerprint, is_copy

WINDOW = timedelta(days=7)
"""Copies appear within a week; an anniversary text that comes back is a story of its own."""

PER_HASH, COMPARED = 200, 12
"""Latest articles looked up by one hash, and those compared, the likeliest first: a formula that thousands of articles
share must not make each further one dearer."""

LARGEST = 50
"""Articles of a story that is taken apart anew when one of them changes; a larger one hardly hangs on one article."""


def place(db: Database, article_id: int, text: str, published_on: str | None) -> None:
    """Note the text's sketch, and join the article with its copies."""
    print_of = Fingerprint(text)
    found = print_of.sketch
    db.execute(SKETCHED, (article_id, dump_json(found)))
    join(db, article_id, print_of, found, published_on)


SKETCHED = "INSERT INTO fingerprints (hash, article) SELECT value, ?1 FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING"


def join(
    db: Database, article_id: int, print_of: Fingerprint, hashes: Sequence[int], published_on: str | None
) -> None:
    """Join the article with every copy that the archive holds."""
    for other in candidates(db, article_id, hashes, published_on):
        story, theirs = story_of(db, article_id), story_of(db, other)
        if story != theirs and is_copy(print_of, Fingerprint(text_of(db, other))):
            merge(db, story, theirs)


def candidates(db: Database, article_id: int, hashes: Sequence[int], published_on: str | None) -> list[int]:
    """Articles of about that day that share a hash, those that share most first."""
    sharing = dict(db.execute(SHARING, (dump_json(hashes), article_id, PER_HASH)))
    if not sharing:
        return []
    day = date.fromisoformat(published_on) if published_on else None
    span = [(day + side).isoformat() if day else None for side in (-WINDOW, WINDOW)]
    near = [number for (number,) in db.execute(NEAR, (dump_json(list(sharing)), *span))]
    return sorted(near, key=lambda number: (-sharing[number], number))[:COMPARED]


def text_of(db: Database, article_id: int) -> str:
    """The text of an article, which is read only where it is compared."""
    (row,) = rows(db, "SELECT text FROM articles WHERE id = ?", article_id)
    return str(row["text"])


SHARING = """
SELECT article, count(*) FROM json_each(?1) AS own CROSS JOIN fingerprints ON hash = own.value
WHERE article <> ?2 AND article > coalesce(
    (SELECT article FROM fingerprints WHERE hash = own.value ORDER BY article DESC LIMIT 1 OFFSET ?3), 0
) GROUP BY article
"""
NEAR = """
SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?1))
    AND (?2 IS NULL OR published_on IS NULL OR published_on BETWEEN ?2 AND ?3)
"""


def story_of(db: Database, article_id: int) -> int:
    """The story's number, which is that of its first archived article; an article without copies is its own."""
    row = first(db, "SELECT story FROM copies WHERE article = ?", article_id)
    return row["story"] if row else article_id


def merge(db: Database, one: int, other: int) -> None:
    """Make two stories one."""
    kept, dropped = sorted((one, other))
    db.execute("UPDATE copies SET story = ? WHERE story = ?", (kept, dropped))
    for number in (kept, dropped):
        db.execute("INSERT INTO copies (article, story) VALUES (?, ?) ON CONFLICT DO NOTHING", (number, kept))


def forget(db: Database, article_id: int) -> None:
    """Take an article out before its text changes or goes; what it alone held together falls apart."""
    row = first(db, "SELECT text FROM articles WHERE id = ?", article_id)
    for key in Fingerprint(row["text"]).sketch if row else ():
        db.execute("DELETE FROM fingerprints WHERE hash = ? AND article = ?", (key, article_id))
    story = first(db, "SELECT story FROM copies WHERE article = ?", article_id)
    if story is None:
        return
    rest = rows(db, MEMBERS, story["story"], article_id)
    db.execute("DELETE FROM copies WHERE article = ?", (article_id,))
    if len(rest) > LARGEST:
        return
    db.execute("DELETE FROM copies WHERE story = ?", (story["story"],))
    for each in rest:
        print_of = Fingerprint(each["text"])
        join(db, each["id"], print_of, print_of.sketch, each["published_on"])


MEMBERS = """
SELECT id, text, published_on FROM articles
WHERE id IN (SELECT article FROM copies WHERE story = ?) AND id <> ? ORDER BY id
"""
