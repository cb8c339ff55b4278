"""Read the whole archive again with the present code: first what would change, then the change."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

from archive import articles, grouping, statements, todo
from archive.articles import Saving, add_revision, captures_of, make_version, version_of
from archive.captures import Missing
from archive.connection import ArchiveError, explained
from archive.packing import Damaged
from archive.prepared import prepare
from archive.reading import Change, Reading, Unreadable, read_again, read_unread, state_again
from archive.rows import Row, dump_json, first, iso_utc, pack, packed, rows, unpacked, update
from archive.store import Archive
from archive.tombstones import Redacted
from newscrawl.annotate.errors import AnnotatorError
from newscrawl.environment import SettingError
from newscrawl.process import fault_of
from newscrawl.types import Article

Call = Callable[..., Any]
"""Calls a function with arguments in a worker process and returns what it returns; raises Unreadable."""

Task = tuple[Callable[[Path, Any], Reading], Any]
"""A function of ``archive.reading`` and what it is about."""

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 8
"""Tasks per worker that wait for it: a page of 8 s delays no other worker."""

EXAMPLES = 3
PORTION = 1000
NOT_OF_A_PAGE = (ArchiveError, AnnotatorError, SettingError, sqlite3.Error, OSError)
"""What fails for every page alike."""

BATCH = 50
"""Articles written in one transaction: fewer waits for the disk, and a kill loses a second's work."""


@dataclass(slots=True)
class Summary:
    """What the present code reads differently."""

    unchanged: int = 0
    changed: int = 0
    new: int = 0
    """Articles of pages that gave none before."""
    kept: Counter[str] = field(default_factory=Counter)
    """Reason -> articles that cannot be read again and stay as they are."""
    none: Counter[str] = field(default_factory=Counter)
    """Reason -> pages that still give no article."""
    fields: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """A sentence for each page that our own code fails on."""
    examples: dict[str, list[tuple[str, Change]]] = field(default_factory=dict)
    """Field -> the first few changes with their URL."""

    def add(self, reading: Reading) -> None:
        """Count one reading."""
        known = reading.article_id is not None
        if reading.failure:
            (self.kept if known else self.none)[reading.failure] += 1
        elif not reading.versions:
            self.unchanged += 1
        elif known:
            self.changed += 1
        else:
            self.new += 1
        if reading.fault:
            self.faults.append(reading.fault)
        for change in reading.changes:
            self.fields[change.field] += 1
            shown = self.examples.setdefault(change.field, [])
            if len(shown) < EXAMPLES:
                shown.append((reading.about, change))


def tasks(archive: Archive, outlet: str | None, since: str, *, annotations: bool = False) -> Iterator[Task]:
    """Every article whose present version was seen since then; and every page that gave none."""
    for number in article_ids(archive, outlet, since):
        yield (state_again if annotations else read_again), number
    if not annotations:
        for key in unread(archive, outlet, since):
            yield read_unread, key


def count_tasks(archive: Archive, outlet: str | None, since: str, *, annotations: bool = False) -> int:
    """How many tasks there are."""
    with explained(archive.path):
        number: int = rows(archive.db, COUNT, outlet, since)[0]["number"]
    return number if annotations else number + len(unread(archive, outlet, since))


COUNT = """
SELECT count(*) AS number FROM articles JOIN revisions ON revisions.article = articles.id AND record IS NULL
WHERE (?1 IS NULL OR outlet = ?1) AND seen_at >= ?2
"""


def article_ids(archive: Archive, outlet: str | None, since: str) -> Iterator[int]:
    """In the order of ids, in portions, so that no reader stays open."""
    last = 0
    while True:
        with explained(archive.path):
            found = rows(archive.db, ARTICLES, last, outlet, since, PORTION)
        yield from (row["id"] for row in found)
        if len(found) < PORTION:
            return
        last = found[-1]["id"]


ARTICLES = """
SELECT articles.id FROM articles JOIN revisions ON revisions.article = articles.id AND record IS NULL
WHERE articles.id > ?1 AND (?2 IS NULL OR outlet = ?2) AND seen_at >= ?3 ORDER BY articles.id LIMIT ?4
"""


def unread(archive: Archive, outlet: str | None, since: str) -> list[tuple[str, int]]:
    """Address and run of the pages that were kept and gave no article."""
    with explained(archive.path):
        return [(row["article_url"], row["run"]) for row in rows(archive.db, UNREAD, outlet, since)]


UNREAD = """
SELECT article_url, run FROM captures JOIN runs ON runs.id = run
WHERE article IS NULL AND status = 200 AND (?1 IS NULL OR outlet = ?1) AND fetched_at >= ?2
GROUP BY article_url, run ORDER BY min(captures.id)
"""


def spread(archive: Archive, wanted: Iterable[Task], call: Call, jobs: int) -> Iterator[Reading]:
    """The readings in the order of the tasks, made by ``jobs`` workers at once."""
    return map_ahead(lambda task: read_by(call, archive.path, *task), wanted, jobs, AHEAD)


def map_ahead(function: Callable[[T], R], values: Iterable[T], jobs: int, ahead: int) -> Iterator[R]:
    """What a function makes of values, in their order: in ``jobs`` threads, with ``ahead`` values waiting for each."""
    with ThreadPoolExecutor(jobs) as pool:
        waiting: deque[Future[R]] = deque()
        for value in values:
            waiting.append(pool.submit(function, value))
            if len(waiting) >= ahead * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def read_by(call: Call, path: Path, function: Callable[[Path, Any], Reading], key: Any) -> Reading:
    """What a worker makes of a task; where our own code fails, that costs the page it fails on."""
    about, number = (str(key), key) if isinstance(key, int) else (key[0], None)
    try:
        reading: Reading = call(function, path, key)
    except Unreadable as error:
        return Reading(about, number, failure=str(error))
    except Missing:
        return Reading(about, number, failure="removed meanwhile")
    except Damaged as error:
        return Reading(about, number, failure=f"{error}; restore it from a backup")
    except NOT_OF_A_PAGE:
        raise
    except Exception as error:
        name = about if number is None else f"article {number}"
        return Reading(
            about, number, failure=f"failed/{type(error).__name__}", fault=f"{name}: {fault_of(error)}"
        )
    return reading


def look(readings: Iterable[Reading], spool: IO[bytes]) -> Summary:
    """Count the readings, and put those that are to be written on the spool."""
    summary = Summary()
    for reading in readings:
        summary.add(reading)
        if reading.versions:
            pickle.dump(reading, spool)
    return summary


def write(archive: Archive, spool: IO[bytes]) -> Iterator[int]:
    """Write what is on the spool, in batches; of each how many were written: the others have changed meanwhile."""
    spool.seek(0)
    waiting = load(spool)
    while batch := list(islice(waiting, BATCH)):
        with archive.transaction():
            yield sum(write_reading(archive, reading) for reading in batch)


def load(spool: IO[bytes]) -> Iterator[Reading]:
    """The readings of a spool."""
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 - our own, a moment ago
        except EOFError:
            return


def write_reading(archive: Archive, reading: Reading) -> bool:
    """Write one reading within a transaction; False where the archive has moved on since it was made."""
    if reading.article_id is None:
        return all(write_unread(archive, each.article, each.captures) for each in reading.versions)
    row = first(archive.db, "SELECT * FROM articles WHERE id = ?", reading.article_id)
    revision = first(archive.db, "SELECT * FROM revisions WHERE id = ? AND record IS NULL", reading.basis)
    if row is None or revision is None:
        return False
    present, *later = reading.versions
    if present.captures:
        write_version(archive, row, revision, present.article)
    else:
        made, now = present.article.annotations, iso_utc(archive.clock())
        statements.keep(archive.db, made, row["id"], revision["id"], now, again=True)
    written = [write_unread(archive, each.article, each.captures) for each in later]
    return all(written)


def write_version(archive: Archive, row: Row, revision: Row, article: Article) -> None:
    """Another reading of the same page: a version where a reader sees the difference, else mended notes."""
    db, ids = archive.db, json.loads(revision["captures"])
    saving = Saving(prepare(article), ids, revision["run"], archive.clock())
    version = make_version(saving, captures_of(db, [saving]), known=True)
    plain, new = unpacked(row), {**version.row, "url": row["url"]}
    new |= {name: plain[name] for name in articles.CLAIMS if new[name] is None}
    changed = version_of(packed(new))
    articles.keep_outlets(db, [version.row])
    if articles.is_version(revision, version):
        update(db, "articles", row["id"], changed)
        update(db, "revisions", revision["id"], {"extractor": article.extractor})
        statements.derive(db, row["id"], statements.latest(db, revision["id"]))
        return
    db.execute("UPDATE revisions SET record = ? WHERE id = ?", (pack(version_of(plain)), revision["id"]))
    grouping.forget(db, row["id"])
    update(db, "articles", row["id"], changed)
    made = add_revision(db, row["id"], version, "extraction")
    grouping.place(db, row["id"], version.row["text"], version.row["published_on"])
    statements.keep(db, article.annotations, row["id"], made, iso_utc(archive.clock()))


def write_unread(archive: Archive, article: Article, ids: tuple[int, ...]) -> articles.Outcome | None:
    """An article of pages that gave none before; None where the captures are there no more or it was taken down."""
    sql = "SELECT run FROM captures WHERE id IN (SELECT value FROM json_each(?))"
    held = rows(archive.db, sql, dump_json(ids))
    if len(held) < len(ids):
        return None
    try:
        outcome = articles.save(archive.db, article, ids, held[0]["run"], archive.clock())
    except Redacted:
        return None
    todo.done(archive.db, article.url, ids)
    return outcome
