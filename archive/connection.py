"""Open an archive's database, and turn what SQLite says into one sentence with the remedy."""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlite_utils import Database

from archive.migrations import APPLICATION_ID, FILLED, migrations
from archive.packing import Damaged
from archive.rows import undecodable
from archive.upgrade import fill

BUSY_SECONDS = 30
PAGE_BYTES = 2048
"""Rows of 2-4 KB leave a third of SQLite's usual 4,096 bytes empty, and an eighth of these."""
READER_CACHE_KIB = 24_000
"""Over a million articles searches take three quarters of their time with SQLite's usual 2,000; more gains nothing."""


class ArchiveError(Exception):
    """The archive cannot be used. Raised, never absorbed: a write that did not happen must not look done.

    The message names the path and the remedy.
    """


class DamagedRow(ArchiveError):
    """One row cannot be read; the others can."""


def connect(path: Path, *, create: bool, read_only: bool) -> Database:
    """The database at ``path`` with the present schema; raises ArchiveError."""
    check_file(path, create=create and not read_only, read_only=read_only)
    with explained(path):
        db = Database(_open(path, read_only), execute_plugins=False)
        try:
            check_ours(db, path, create=create and not read_only)
            if read_only:
                check_complete(db, path)
            else:
                migrate(db, path)
        except BaseException:
            db.close()
            raise
    return db


def check_file(path: Path, *, create: bool, read_only: bool) -> None:
    """Raise ArchiveError for what can be told without SQLite, so that it never makes a stray file.

    The file is not opened: closing it would drop the locks of this process's other connections (POSIX), and
    another process would take itself for the last one and delete the log that they write to.
    """
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder; name a file in it, such as {path / 'news.db'}")
    if not path.parent.is_dir():
        raise ArchiveError(f"{path}: the folder {path.parent} does not exist; make it first")
    if not path.exists():
        if not create:
            raise ArchiveError(f"{path}: there is no archive yet; `newscrawl crawl` makes one")
        return
    if not os.access(path, os.R_OK):
        raise ArchiveError(f"{path} cannot be read; check its permissions")
    if not read_only and not os.access(path, os.W_OK):
        raise ArchiveError(f"{path} is read-only; allow writing or choose another archive")
    if not create and path.stat().st_size == 0:
        raise ArchiveError(f"{path} is no archive but an empty file; choose another file")


def _open(path: Path, read_only: bool) -> sqlite3.Connection:
    uri = path.resolve().as_uri()
    if read_only:
        conn = _open_reader(path, uri)
        conn.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
        return conn
    conn = _connect(f"{uri}?mode=rwc")
    conn.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # of a new archive
    conn.execute("PRAGMA synchronous = FULL")  # an acknowledged article survives a power cut
    conn.execute("PRAGMA foreign_keys = ON")
    return conn


def _open_reader(path: Path, uri: str) -> sqlite3.Connection:
    try:
        conn = _connect(f"{uri}?mode=ro")
        conn.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        refused = primary_code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
        if not refused or Path(f"{path}-wal").exists():
            raise
        # on a read-only medium SQLite cannot make its -shm file, and nobody can be writing
        return _connect(f"{uri}?immutable=1")
    return conn


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)


def check_ours(db: Database, path: Path, *, create: bool) -> None:
    """Raise ArchiveError for another program's database, for an empty one that is not to become ours, and a newer's."""
    marker = pragma(db, "application_id")
    if marker != APPLICATION_ID and (marker or not create or pragma(db, "schema_version")):
        raise ArchiveError(
            f"{path} is an SQLite database, but not an archive of newscrawl; choose another file"
        )
    empty = Database(memory=True, execute_plugins=False)
    known = {migration.name for migration in migrations.pending(empty)}  # all of ours
    if newer := [each.name for each in migrations.applied(db) if each.name not in known]:
        raise ArchiveError(f"{path} was made by a newer newscrawl ({newer[-1]}); upgrade newscrawl to use it")


def check_complete(db: Database, path: Path) -> None:
    """Raise ArchiveError where reading needs a schema that only a writer can bring."""
    if migrations.pending(db):
        raise ArchiveError(f"{path} has an older schema; `newscrawl crawl` brings it up to date")


def migrate(db: Database, path: Path) -> None:
    """Bring the schema up to date; safe when several processes do it at once, or are killed at it."""
    if not pragma(db, "application_id") or migrations.pending(db):
        with immediate(db):
            waits = FILLED in {migration.name for migration in migrations.pending(db)}
            migrations.apply(db, stop_before=FILLED if waits else None)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        fill(db)
        with immediate(db):
            migrations.apply(db)
    use_wal(db, path)


@contextmanager
def immediate(db: Database) -> Iterator[None]:
    """A transaction that takes the lock at once."""
    db.execute("BEGIN IMMEDIATE")
    with db.conn:
        yield


def use_wal(db: Database, path: Path) -> None:
    """Switch to WAL: readers and the writer never wait for each other. No busy timeout covers the switch.

    Raises ArchiveError where the disk refuses it.
    """
    deadline = monotonic() + BUSY_SECONDS
    while pragma(db, "journal_mode") != "wal":
        try:
            (mode,) = db.conn.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise ArchiveError(
                    f"{path}: its disk cannot share memory between processes; choose a local disk"
                )
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.01)


def empty_log(db: Database) -> None:
    """Write the log into the database, unless somebody is reading; beside long readers it grew to 240 MB."""
    db.execute("PRAGMA busy_timeout = 0").fetchall()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}").fetchall()


@contextmanager
def transaction(db: Database, path: Path) -> Iterator[None]:
    """One writer at a time. A plain BEGIN takes the lock too late and fails at once beside another writer."""
    with explained(path):
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.conn.execute("COMMIT")
        except BaseException:
            db.conn.rollback()
            raise


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """SQLite's errors and damaged rows as ArchiveError; errors in our own SQL stay what they are."""
    try:
        yield
    except Damaged as error:
        raise DamagedRow(f"{path}: {error}; {REMEDY}") from error
    except (json.JSONDecodeError, zlib.error) as error:
        raise DamagedRow(f"{path}: a value cannot be read ({error}); {REMEDY}") from error
    except sqlite3.DatabaseError as error:
        if told := undecodable(error):
            raise DamagedRow(f"{path}: {told}; {REMEDY}") from error
        if sentence := EXPLANATIONS.get(primary_code(error)):
            raise ArchiveError(f"{path}: {sentence}") from error
        raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """The same, and the disk's errors; for what is done with the archive alone."""
    try:
        with readable(path):
            yield
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{path}: {EXPLANATIONS[sqlite3.SQLITE_CORRUPT]}") from error
    except OSError as error:
        raise ArchiveError(
            f"{error.filename or path}: {error.strerror}; free space or check permissions"
        ) from error


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; -1 where Python raised the error."""
    return getattr(error, "sqlite_errorcode", -1) & 0xFF


def pragma(db: Database, name: str) -> Any:
    """The value of a pragma."""
    return db.conn.execute(f"PRAGMA {name}").fetchone()[0]


REMEDY = "`newscrawl verify` names what is damaged, `newscrawl restore` brings back a backup"

EXPLANATIONS = {
    sqlite3.SQLITE_BUSY: f"another process has been writing for {BUSY_SECONDS} s; try again when it is done",
    sqlite3.SQLITE_LOCKED: "another process holds the database; try again when it is done",
    sqlite3.SQLITE_READONLY: "the archive is read-only; allow writing or choose another archive",
    sqlite3.SQLITE_PERM: "access is denied; check the permissions",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened; check the permissions of its folder",
    sqlite3.SQLITE_FULL: "the disk is full; nothing was lost, free some space and run it again",
    sqlite3.SQLITE_IOERR: "the disk reports an error; check the disk before you go on",
    sqlite3.SQLITE_NOTADB: "this is not an SQLite database; choose another file",
    sqlite3.SQLITE_CORRUPT: f"the database is damaged; {REMEDY}",
}
