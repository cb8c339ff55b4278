"""Whether an archive is whole: the database, the full-text index, the captures, the links between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from archive.connection import pragma, primary_code
from archive.packing import Damaged
from archive.revisions import find_fault
from archive.rows import HASH_DIGITS, content_hash, row_article, rows, same_hash, unpack
from archive.statements import stated_on
from archive.store import Archive, ArchiveError
from archive.warc import WarcError, read_warc

PORTION = 1000

ORPHANS = {
    "articles without a present revision": """
        SELECT id FROM articles WHERE 1 <> (
            SELECT count(*) FROM revisions WHERE article = articles.id AND record IS NULL)
    """,
    "articles of which the present revision tells another content": f"""
        SELECT articles.id FROM articles JOIN revisions ON article = articles.id AND record IS NULL
        WHERE substr(revisions.content_hash, 1, {HASH_DIGITS}) <> substr(articles.content_hash, 1, {HASH_DIGITS})
    """,  # noqa: S608 - a number of our own
    "revisions that name captures we do not have": """
        SELECT revisions.id FROM revisions, json_each(captures)
        WHERE value NOT IN (SELECT id FROM captures)
    """,
    "aliases that are another article's URL": "SELECT article FROM aliases JOIN articles USING (url)",
    "articles that were taken down": "SELECT id FROM articles WHERE url IN (SELECT url FROM redactions)",
}


def verify(archive: Archive, tick: Callable[[], None] = lambda: None) -> Iterator[str]:
    """One sentence for each thing that is wrong; needs an archive that is open for writing.

    ``tick`` is called for each capture.
    """
    checks = (check_database, check_links, check_index, check_rows, check_files)
    for check in (*checks, partial(check_captures, tick=tick)):
        try:
            yield from check(archive)
        except (sqlite3.DatabaseError, Damaged) as error:
            if not isinstance(error, Damaged) and primary_code(error) != sqlite3.SQLITE_CORRUPT:
                raise
            yield f"the database is damaged: {error}; restore a backup"


def check_database(archive: Archive) -> Iterator[str]:
    """Ask SQLite about its file."""
    if (told := pragma(archive.db, "integrity_check")) != "ok":
        yield f"the database is damaged: {told}; restore a backup"
    for row in rows(archive.db, "PRAGMA foreign_key_check"):
        yield f"{row['table']} row {row['rowid']} leads to no row of {row['parent']}"


def check_links(archive: Archive) -> Iterator[str]:
    """Look for rows that contradict each other."""
    for what, sql in ORPHANS.items():
        if found := rows(archive.db, sql):
            yield f"{len(found)} {what}, the first has the id {next(iter(found[0].values()))}"
    for row in rows(archive.db, "SELECT url FROM redactions WHERE pending IS NOT NULL"):
        yield f"the takedown of {row['url']} was interrupted; run `newscrawl redact` with it again"


def check_index(archive: Archive) -> Iterator[str]:
    """Compare the full-text index with the articles, word by word."""
    try:
        with archive.transaction():
            archive.db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    except (sqlite3.DatabaseError, ArchiveError):
        yield "the full-text index is out of step with the articles"


def check_rows(archive: Archive) -> Iterator[str]:
    """Unpack every article with its versions and statements."""
    last = 0
    while found := rows(
        archive.db, "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", last, PORTION
    ):
        for row in found:
            yield from (
                f"article {row['id']}: {fault}; restore a backup" for fault in row_faults(archive, row["id"])
            )
        last = found[-1]["id"]


def row_faults(archive: Archive, article_id: int) -> Iterator[str]:
    """What of one article cannot be read: as it stands, each version before, what was stated on them."""
    revisions = rows(archive.db, "SELECT id FROM revisions WHERE article = ? ORDER BY id", article_id)
    for revision in revisions:
        for read in (read_version, stated_on):
            try:
                read(archive.db, revision["id"])
            except Damaged as error:
                yield str(error)
                break  # statements are packed against the version's text


def read_version(db: Database, revision: int) -> None:
    """Read one version and compare its content with its hash; raises Damaged."""
    (row,) = rows(
        db, "SELECT * FROM articles WHERE id = (SELECT article FROM revisions WHERE id = ?)", revision
    )
    (kept,) = rows(db, "SELECT record, content_hash FROM revisions WHERE id = ?", revision)
    article = row_article({**row, **unpack(kept["record"])} if kept["record"] else row)
    if not same_hash(content_hash(article), kept["content_hash"]):
        raise Damaged(f"the content of {row['url']} is not what was stored (revision {revision})")


def check_files(archive: Archive) -> Iterator[str]:
    """Compare the folder of captures with the runs."""
    there = {
        path.relative_to(archive.folder).as_posix(): path
        for path in archive.folder.rglob("*")
        if path.is_file()
    }
    known = rows(archive.db, "SELECT file, bytes, finished_at FROM runs WHERE file IS NOT NULL")
    for row in known:
        path = there.pop(row["file"], None)
        if path is None:
            yield f"{archive.folder / row['file']}: the file is missing; restore it from a backup"
        elif path.stat().st_size < row["bytes"]:
            yield f"{path}: it is shorter than its records; restore it from a backup"
        elif row["finished_at"] and path.stat().st_size > row["bytes"]:
            yield f"{path}: {path.stat().st_size - row['bytes']} bytes at its end belong to no capture"
    for path in filter(_holds_something, there.values()):
        yield f"{path}: no run wrote this file; `newscrawl import` takes its pages in, then delete it"


def _holds_something(path: Path) -> bool:
    """Whether a stray file is more than the beginning that a run left which was killed before its first page."""
    try:
        return not path.name.endswith(".warc.gz") or next(read_warc(path), None) is not None
    except WarcError:
        return False


def check_captures(archive: Archive, *, tick: Callable[[], None]) -> Iterator[str]:
    """Read every capture, run by run, and compare its digest."""
    for run in rows(archive.db, "SELECT id FROM runs WHERE bytes > 0 ORDER BY id"):
        sql = "SELECT id, digest FROM captures WHERE run = ? ORDER BY offset"
        for row in rows(archive.db, sql, run["id"]):
            tick()
            if fault := find_fault(archive, row["id"], row["digest"]):
                yield fault
