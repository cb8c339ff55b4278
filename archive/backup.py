"""Copies of a whole archive, consistent while a crawl writes, and back.

A backup is a folder: a copy of the database under a name of its own, the WARC files, and a manifest that names both with
their lengths and checksums. The manifest comes last, so that a backup that was interrupted is still the one before.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from archive.beside import LOGS, beside
from archive.connection import explained
from archive.export import remove
from archive.rows import first, iso_utc
from archive.store import Archive
from newscrawl import __version__

MANIFEST = "manifest.json"
CAPTURES = "captures"
DATABASES = f"news-{'[0-9]' * 8}T{'[0-9]' * 12}.db"
"""The copies of the database; a ``news-jabar.db`` is somebody's archive."""


class BackupError(Exception):
    """A backup that cannot be made or used; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup; of one that grows later only the first ``bytes`` count."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    newscrawl: str
    database: Entry
    captures: tuple[Entry, ...]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a backup; None where there is none yet. Raises BackupError for something else."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        captures = tuple(read_entry(each, f"{CAPTURES}/*") for each in told["captures"])
        database = read_entry(told["database"], DATABASES)
        return Manifest(str(told["made_at"]), str(told["newscrawl"]), database, captures)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read ({error}); choose another folder") from error


def read_entry(told: Any, pattern: str) -> Entry:
    """One file as a manifest has it; raises ValueError for a path that a backup does not write, and for wrong types."""
    entry = Entry(**told)
    path = entry.path
    if not isinstance(path, str) or not fnmatchcase(path, pattern) or ".." in path.split("/") or "\0" in path:
        raise ValueError(f"the path {path!r} is none of a backup")
    if type(entry.bytes) is not int or entry.bytes < 0 or not isinstance(entry.sha256, str):
        raise ValueError(f"length and checksum of {path} are {entry.bytes!r} and {entry.sha256!r}")
    return entry


def back_up(
    archive: Archive, target: Path, now: datetime, tick: Callable[[], None] = lambda: None
) -> Manifest:
    """Copy what is new since the last backup to the folder; the manifest. ``tick`` is called for each WARC file."""
    before = check_target(archive, target)
    known = {entry.path: entry for entry in before.captures} if before else {}
    with explained(target):
        (target / CAPTURES).mkdir(parents=True, exist_ok=True)
        try:
            manifest = copy_all(archive, target, now, known, tick)
        except FileNotFoundError:  # a takedown replaced a file after the database was copied
            manifest = copy_again(archive, target, now, known, tick)
        replace_file(target / MANIFEST, json.dumps(asdict(manifest), indent=1).encode() + b"\n")
        clear(target, manifest)
    return manifest


def copy_again(
    archive: Archive, target: Path, now: datetime, known: Mapping[str, Entry], tick: Callable[[], None]
) -> Manifest:
    """Copy once more; a file that is still missing is lost. Raises BackupError."""
    try:
        return copy_all(archive, target, now, known, tick)
    except FileNotFoundError as error:
        raise BackupError(
            f"{error.filename} is missing; put it back and back up again (`newscrawl verify` names all that is"
            " missing)"
        ) from error


def copy_all(
    archive: Archive, target: Path, now: datetime, known: Mapping[str, Entry], tick: Callable[[], None]
) -> Manifest:
    """Copy database and captures; what they are now."""
    name = f"news-{now:%Y%m%dT%H%M%S%f}.db"
    copy_database(archive, target / name)
    captures = []
    for file, length in files_of(target / name):
        captures.append(copy_captures(archive, file, length, target, known))
        tick()
    return Manifest(iso_utc(now), __version__, entry_of(target, name), tuple(captures))


def check_target(archive: Archive, target: Path) -> Manifest | None:
    """The backup that is there already; raises BackupError where something else is."""
    if target.exists() and not target.is_dir():
        raise BackupError(f"{target} is a file; name a folder for the backup")
    if archive.folder.resolve() in (target.resolve(), *target.resolve().parents):
        raise BackupError(f"{target} lies inside the archive; choose another folder")
    before = read_manifest(target)
    if before is None and target.is_dir() and any(target.iterdir()):
        raise BackupError(
            f"{target} holds other things and no {MANIFEST}; choose an empty folder, or delete a backup that broke off"
        )
    if before is not None:
        check_same(archive, target, target / before.database.path)
    return before


def check_same(archive: Archive, target: Path, database: Path) -> None:
    """Raise BackupError unless the archive goes on from the one that a copy of its database shows."""
    try:
        copy = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        try:
            same = goes_on(archive, copy)
        finally:
            copy.close()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{database} cannot be read ({error}); choose another folder") from error
    if not same:
        raise BackupError(
            f"{target} is the backup of another archive: {archive.path} has nothing of it; choose another folder,"
            f" or `newscrawl restore {target}` where this archive was lost"
        )


def goes_on(archive: Archive, copy: sqlite3.Connection) -> bool:
    """Whether the archive has the copy's first run, which stays for good; without runs, any article, or its tombstone."""
    if run := copy.execute("SELECT id, started_at FROM runs ORDER BY id LIMIT 1").fetchone():
        return first(archive.db, "SELECT 1 FROM runs WHERE id = ? AND started_at = ?", *run) is not None
    held = "SELECT 1 FROM articles WHERE url = ?1 UNION SELECT 1 FROM redactions WHERE url = ?1"
    urls = [url for (url,) in copy.execute("SELECT url FROM articles")]
    return not urls or any(first(archive.db, held, url) for url in urls)


def copy_database(archive: Archive, target: Path) -> None:
    """The database as it is at one moment, whoever writes meanwhile."""
    copy = sqlite3.connect(target)
    try:
        archive.db.conn.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    finally:
        copy.close()
    sync(target)


def files_of(database: Path) -> Iterator[tuple[str, int]]:
    """The WARC files that a copy of the database knows, and how much of each."""
    copy = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield from copy.execute(
            "SELECT file, bytes FROM runs WHERE file IS NOT NULL AND bytes > 0 ORDER BY file"
        ).fetchall()
    finally:
        copy.close()


def copy_captures(
    archive: Archive, file: str, length: int, target: Path, known: Mapping[str, Entry]
) -> Entry:
    """Bring the copy of a WARC file up to a length: what is there already is not copied again."""
    path = f"{CAPTURES}/{file}"
    held = known.get(path)
    copied = target / path
    begin = held.bytes if held and held.bytes <= length and is_whole(copied, held) else 0
    if held and begin == length:
        return held
    copied.parent.mkdir(parents=True, exist_ok=True)
    with (archive.folder / file).open("rb") as source, copied.open("r+b" if begin else "wb") as out:
        source.seek(begin)
        out.seek(begin)
        out.truncate()
        copy_bytes(source, out, length - begin)
        os.fsync(out.fileno())
    if copied.stat().st_size != length:
        raise BackupError(
            f"{archive.folder / file} is shorter than its records; `newscrawl verify` tells more"
        )
    return entry_of(target, path)


def is_whole(copied: Path, entry: Entry) -> bool:
    """Whether a copy still begins with what the manifest says of it."""
    if not copied.is_file():
        return False
    digest, left = hashlib.sha256(), entry.bytes
    with copied.open("rb") as file:
        while left and (portion := file.read(min(left, 1 << 20))):
            digest.update(portion)
            left -= len(portion)
    return digest.hexdigest() == entry.sha256


def copy_bytes(source: Any, out: Any, length: int) -> None:
    """Copy so many bytes, 1 MB at a time."""
    while length > 0 and (portion := source.read(min(length, 1 << 20))):
        out.write(portion)
        length -= len(portion)


def entry_of(folder: Path, path: str) -> Entry:
    """A whole file as the manifest has it."""
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(path, (folder / path).stat().st_size, digest)


def clear(target: Path, manifest: Manifest) -> None:
    """Delete what the manifest does not name: older databases, files that a takedown replaced."""
    named = {target / each.path for each in (manifest.database, *manifest.captures)}
    for path in [*target.glob(f"{DATABASES}*"), *(target / CAPTURES).rglob("*")]:
        if path.is_file() and path not in named:
            path.unlink()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that is there whole or as it was."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    sync(part)
    part.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def restore(backup: Path, archive: Path, tick: Callable[[], None] = lambda: None) -> Manifest:
    """Make an archive of a backup, every file checked; raises BackupError where one is there or a file is damaged."""
    manifest = read_manifest(backup)
    if manifest is None:
        raise BackupError(
            f"{backup} is no backup: it has no {MANIFEST}; name the folder that `newscrawl backup` wrote"
        )
    folder = beside(archive, ".captures")
    for path in (archive, folder, *(Path(f"{archive}{ending}") for ending in LOGS)):
        if path.exists():
            raise BackupError(f"{path} exists and is not overwritten; move it away or choose another archive")
    part = archive.with_name(f".{archive.name}.{os.getpid()}.part")
    with explained(archive):
        try:
            part.mkdir(parents=True)
            for entry in (manifest.database, *manifest.captures):
                copy_checked(backup, entry, part)
                tick()
            (part / CAPTURES).mkdir(exist_ok=True)
            (part / CAPTURES).replace(folder)
            (part / manifest.database.path).replace(archive)  # last: without it there is no archive
            sync(archive.parent)
        finally:
            remove(part)
    with Archive.open(archive):
        return manifest


def copy_checked(backup: Path, entry: Entry, part: Path) -> None:
    """Copy one file of a backup and compare its checksum."""
    target = part / entry.path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (backup / entry.path).open("rb") as source, target.open("wb") as out:
            copy_bytes(source, out, entry.bytes)
            out.flush()
            os.fsync(out.fileno())
    except FileNotFoundError:
        raise BackupError(f"{backup / entry.path} is missing; use another backup") from None
    if entry_of(part, entry.path) != entry:
        raise BackupError(f"{backup / entry.path} is damaged: its checksum is another; use another backup")
