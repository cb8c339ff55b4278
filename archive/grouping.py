"""Groups articles that are copies of one another into stories, as they are stored.

A pair is decided by ``newscrawl.fingerprint``, whichever of the two came first; a story is what pairs connect. So
the same articles make the same stories in any order, as long as no more than ``COMPARED`` share hashes: of a formula
that many texts share, the first are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

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


class Placed(NamedTuple):
    """What of an article is compared."""

    id: int
    text: str
    published_on: str | None
    sketch: Sequence[int]
    """As ``Fingerprint.sketch`` makes it of the text."""


def place(db: Database, article_id: int, text: str, published_on: str | None) -> None:
    """Note the text's sketch, and join the article with its copies."""
    place_all(db, [Placed(article_id, text, published_on, Fingerprint(text).sketch)])


def place_all(db: Database, found: Sequence[Placed]) -> None:
    """The same for many: sketches are written in the order of the table, which touches each of its pages once."""
    hashes = sorted((key, each.id) for each in found for key in each.sketch)
    db.conn.executemany(
        "INSERT INTO fingerprints (hash, article) VALUES (?, ?) ON CONFLICT DO NOTHING", hashes
    )
    join_all(db, found)


def join_all(db: Database, found: Sequence[Placed]) -> None:
    """Join articles with every copy that the archive holds."""
    near = [(own, others) for own, others in candidates(db, found) if others]
    if not near:
        return
    stories = stories_of(db, {number for own, others in near for number in (own.id, *others)})
    texts = {own.id: own.text for own in found}

    @lru_cache(2 * COMPARED)
    def print_of(number: int) -> Fingerprint:
        return Fingerprint(texts[number] if number in texts else text_of(db, number))

    for own, others in near:
        for other in others:
            if stories[own.id] != stories[other] and is_copy(print_of(own.id), print_of(other)):
                kept, dropped = sorted((stories[own.id], stories[other]))
                merge(db, kept, dropped)
                stories |= {number: kept for number, story in stories.items() if story == dropped}


def candidates(db: Database, found: Sequence[Placed]) -> Iterator[tuple[Placed, list[int]]]:
    """Articles with those of about their day that share a hash, those that share most first."""
    hashes = dump_json(sorted({key for each in found for key in each.sketch}))
    holders = defaultdict(list)
    for key, number in db.execute(HOLDERS, (hashes, PER_HASH + len(found) - 1)):
        holders[key].append(number)
    several = {key: numbers for key, numbers in holders.items() if len(numbers) > 1}
    sharing = [
        (own, Counter(number for key in own.sketch for number in several.get(key, ()) if number != own.id))
        for own in found if not several.keys().isdisjoint(own.sketch)
    ]  # fmt: skip
    others = sorted({number for _, shared in sharing for number in shared})
    days = dict(db.execute(DAYS, (dump_json(others),))) if others else {}
    for own, shared in sharing:
        near = [number for number in shared if number in days and is_near(own.published_on, days[number])]
        yield own, sorted(near, key=lambda number: (-shared[number], number))[:COMPARED]


HOLDERS = """
SELECT hash, article FROM json_each(?1) AS own CROSS JOIN fingerprints ON hash = own.value
WHERE article > coalesce(
    (SELECT article FROM fingerprints WHERE hash = own.value ORDER BY article DESC LIMIT 1 OFFSET ?2), 0
)
"""
DAYS = "SELECT id, published_on FROM articles WHERE id IN (SELECT value FROM json_each(?))"


def is_near(day: str | None, other: str | None) -> bool:
    """Whether two texts of these days may be copies; one without a day may be of any."""
    return day is None or other is None or abs(date.fromisoformat(day) - date.fromisoformat(other)) <= WINDOW


def text_of(db: Database, article_id: int) -> str:
    """The text of an article, which is read only where it is compared."""
    (row,) = rows(db, "SELECT text FROM articles WHERE id = ?", article_id)
    return str(row["text"])


def stories_of(db: Database, ids: Collection[int]) -> dict[int, int]:
    """Article -> story, whose number is that of its first archived article; an article without copies is its own."""
    sql = "SELECT article, story FROM copies WHERE article IN (SELECT value FROM json_each(?))"
    return {number: number for number in ids} | dict(db.execute(sql, (dump_json(list(ids)),)))


def merge(db: Database, kept: int, dropped: int) -> None:
    """Make two stories one."""
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
    join_all(db, [Placed(**each, sketch=Fingerprint(each["text"]).sketch) for each in rest])


MEMBERS = """
SELECT id, text, published_on FROM articles
WHERE id IN (SELECT article FROM copies WHERE story = ?) AND id <> ? ORDER BY id
"""
