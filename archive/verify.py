"""Whether an archive is whole: the database, the full-text index, the captures, the links between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive.connection import pragma
from archive.rows import rows
from archive.store import Archive, ArchiveError

ORPHANS = {
    "articles without a present revision": """
        SELECT id FROM articles WHERE 1 <> (
            SELECT count(*) FROM revisions WHERE article = articles.id AND record IS NULL)
    """,
    "articles of which the present revision tells another content": """
        SELECT articles.id FROM articles JOIN revisions ON article = articles.id AND record IS NULL
        WHERE revisions.content_hash <> articles.content_hash
    """,
    "revisions that name captures we do not have": """
        SELECT revisions.id FROM revisions, json_each(captures)
        WHERE value NOT IN (SELECT id FROM captures)
    """,
    "aliases that are another article's URL": "SELECT article FROM aliases JOIN articles USING (url)",
}


def verify(archive: Archive) -> Iterator[str]:
    """One sentence for each thing that is wrong; needs an archive that is open for writing."""
    if (told := pragma(archive.db, "integrity_check")) != "ok":
        yield f"the database is damaged: {told}"
    for row in rows(archive.db, "PRAGMA foreign_key_check"):
        yield f"{row['table']} row {row['rowid']} leads to no row of {row['parent']}"
    yield from check_index(archive)
    for what, sql in ORPHANS.items():
        if found := rows(archive.db, sql):
            yield f"{len(found)} {what}"
    yield from check_captures(archive)


def check_index(archive: Archive) -> Iterator[str]:
    """Compare the full-text index with the articles, word by word."""
    try:
        with archive.transaction():
            archive.db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    except (sqlite3.DatabaseError, ArchiveError):
        yield "the full-text index is out of step with the articles"


def check_captures(archive: Archive) -> Iterator[str]:
    """Read every capture and compare its digest."""
    for number, digest in archive.db.execute("SELECT id, digest FROM captures"):
        try:
            capture = archive.read_capture(number)
        except ArchiveError as error:
            yield str(error)
        else:
            if capture.digest != digest:
                yield f"capture {number} has another digest than when it was kept"
