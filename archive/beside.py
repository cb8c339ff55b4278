"""What stands beside an archive under its name: captures, locks, a log."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from archive.rows import first

DATABASES = (".db", ".sqlite", ".sqlite3")
"""Endings that say only what the file is."""

LOGS = ("-wal", "-shm", "-journal")
"""Endings of what SQLite keeps beside a database, and reads into whichever one has its name."""


def beside(archive: Path, ending: str) -> Path:
    """The name beside an archive; what is no ending of a database tells archives apart.

    >>> [beside(Path(name), ".captures").name for name in ("news.db", "news", "news.v1")]
    ['news.captures', 'news.captures', 'news.v1.captures']
    """
    if archive.suffix.lower() in DATABASES:
        return archive.with_suffix(ending)
    return archive.with_name(archive.name + ending)


def captures_of(archive: Path, db: Database) -> Path:
    """The folder of captures; archives of 0.1.0 may have it where ``news.v1`` and ``news.v2`` shared one."""
    folder, shared = beside(archive, ".captures"), archive.with_suffix(".captures")
    if folder.exists() or not shared.exists():
        return folder
    return shared if first(db, "SELECT 1 FROM runs WHERE file IS NOT NULL") else folder
