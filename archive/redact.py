"""A takedown: an article goes with every version, capture and index entry, and a tombstone says so.

It survives a kill at any moment: the tombstone comes first, and says what is still to be done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import partial
from pathlib import Path
from typing import Any

from archive import grouping
from archive.captures import UNLINKED
from archive.connection import explained
from archive.revisions import find_id
from archive.rewriting import Place, Renew, Rewritten, new_name, rewrite
from archive.rows import Row, dump_json, first, iso_utc, rows, storable
from archive.store import Archive, ArchiveError
from archive.tombstones import epitaph, tombstone
from archive.warc import response_record, revisit_record
from newscrawl.urls import normalise_url


class NothingToRedact(Exception):
    """The archive has nothing of that address; the message names it and the remedy."""


class FileInUse(Exception):
    """A crawl is writing a file that has to be written anew; the message says which."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a takedown removes."""

    url: str
    """The article's URL, or the address itself where the archive has only captures of it."""
    article_id: int | None
    headline: str | None
    addresses: tuple[str, ...]
    """Normalised; none of them is fetched again."""
    revisions: int
    annotations: int
    captures: tuple[int, ...]
    copies: tuple[int, ...]
    """Captures of other addresses whose body lies in one that goes: they get it themselves."""
    copied: tuple[str, ...]
    """The addresses of those: the same page, which may have to be taken down too."""
    files: tuple[str, ...]
    """WARC files that are written anew."""
    missing: tuple[str, ...]
    """WARC files that should be and are not on the disk."""

    def counts(self) -> dict[str, Any]:
        """For the tombstone."""
        counted = {
            "revisions": self.revisions,
            "annotations": self.annotations,
            "captures": list(self.captures),
        }
        return counted | {"article_id": self.article_id}


def make_plan(archive: Archive, key: str) -> Plan:
    """What taking down the article with that address or number removes; raises NothingToRedact."""
    with explained(archive.path):
        key = address_of(archive, key)
        article_id = find_id(archive, key)
        row = first(archive.db, "SELECT url, headline FROM articles WHERE id = ?", article_id) or {}
        addresses = addresses_of(archive, article_id, row.get("url") or identity_of(key))
        found = captures_of(archive, article_id, addresses)
        if article_id is None and not found:
            if known := tombstone(archive.db, key):
                raise NothingToRedact(f"{epitaph(known)}; nothing of it is left")
            raise NothingToRedact(f"{key!r} is not in {archive.path}; `newscrawl search` finds URLs and ids")
        ids = dump_json([each["id"] for each in found])
        copies = rows(archive.db, COPIES, ids)
        counted = rows(archive.db, COUNTS, article_id)[0]
        files = sorted({each["file"] for each in (*found, *copies)})
        return Plan(
            addresses[0],
            article_id,
            row.get("headline"),
            tuple(addresses),
            counted["revisions"],
            counted["annotations"],
            tuple(each["id"] for each in found),
            tuple(each["id"] for each in copies),
            tuple(sorted({each["url"] for each in copies})),
            tuple(name for name in files if (archive.folder / name).is_file()),
            tuple(name for name in files if not (archive.folder / name).is_file()),
        )


COPIES = """
SELECT id, url, file FROM captures
WHERE revisit_of IN (SELECT value FROM json_each(?1)) AND id NOT IN (SELECT value FROM json_each(?1)) ORDER BY id
"""
COUNTS = """
SELECT count(*) AS revisions,
    (SELECT count(*) FROM annotations WHERE revision IN (SELECT id FROM revisions WHERE article = ?1)) AS annotations
FROM revisions WHERE article = ?1
"""


def address_of(archive: Archive, key: str) -> str:
    """The address of an article that is named by its number, also of one that was taken down; all else as it is."""
    row = first(archive.db, BY_NUMBER, int(key[:18])) if key.isdecimal() else None
    return row["url"] if row else key


BY_NUMBER = """
SELECT url FROM articles WHERE id = ?1
UNION ALL SELECT article_url FROM redactions WHERE removed ->> 'article_id' = ?1 LIMIT 1
"""


def identity_of(key: str) -> str:
    """The normalised address; raises NothingToRedact for what is none."""
    try:
        identity: str = normalise_url(key)
    except ValueError as error:
        raise NothingToRedact(f"{key!r} is neither an address nor the number of an article") from error
    return identity


def addresses_of(archive: Archive, article_id: int | None, url: str) -> list[str]:
    """The article's URL and its other addresses."""
    aliases = rows(archive.db, "SELECT url FROM aliases WHERE article = ? ORDER BY url", article_id)
    return list(dict.fromkeys([url, *(row["url"] for row in aliases)]))


def captures_of(archive: Archive, article_id: int | None, addresses: Sequence[str]) -> list[Row]:
    """Every capture of the article, and those of its addresses that gave none."""
    columns = "SELECT id, url, file FROM captures WHERE"
    found = {row["id"]: row for row in rows(archive.db, f"{columns} article = ?", article_id)}
    for address in addresses:
        found |= {row["id"]: row for row in rows(archive.db, f"{columns} {UNLINKED}", storable(address))}
    return [found[number] for number in sorted(found)]


def carry_out(archive: Archive, key: str, reason: str) -> Plan:
    """Take an article down; the plan that was carried out. The same again, after a kill, does what is left."""
    with explained(archive.path):
        key = address_of(archive, key)
        pending = pending_of(archive, key)
    if pending.get("step") == "scrub":
        return finish(archive, pending["url"])
    plan = make_plan(archive, key)
    if plan.missing and plan.copies:
        raise ArchiveError(
            f"{archive.folder / plan.missing[0]} is missing, and {', '.join(plan.copied)} may have the body in it; put"
            " it back, or redact those first"
        )
    with locked(archive.folder, plan.files):
        names = {file: new_name(file) for file in plan.files}
        remove_files(archive, pending.get("files", ()))
        set_tombstones(archive, plan, reason, list(names.values()))
        rewritten = {old: write_file(archive, plan, old, new) for old, new in names.items()}
        with archive.transaction():
            if make_plan(archive, key) != plan:
                raise ArchiveError(f"{plan.url} was fetched meanwhile; run the redaction again")
            remove_rows(archive, plan)
            for old, file in rewritten.items():
                move_captures(archive, old, file)
            empty = [file.name for file in rewritten.values() if not file.places]
            set_pending(archive, plan.url, "scrub", [*names, *empty])
    finish(archive, plan.url)
    return plan


def pending_of(archive: Archive, key: str) -> dict[str, Any]:
    """What a takedown that was interrupted has still to do: its step and files; empty where there is none."""
    row = tombstone(archive.db, key)
    main = first(archive.db, "SELECT * FROM redactions WHERE url = ?", row["article_url"]) if row else None
    return {**json.loads(main["pending"]), "url": main["url"]} if main and main["pending"] else {}


@contextmanager
def locked(folder: Path, files: Sequence[str]) -> Iterator[None]:
    """Hold files against the crawls that write them; raises FileInUse where one is at it."""
    with ExitStack() as stack, explained(folder):
        for name in files:
            file = stack.enter_context((folder / name).open("rb"))
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise FileInUse(f"a crawl is writing {folder / name}; redact when it is done") from None
        yield


def set_tombstones(archive: Archive, plan: Plan, reason: str, files: Sequence[str]) -> None:
    """From here on nothing of these addresses is fetched or kept."""
    now, removed = iso_utc(archive.clock()), dump_json(plan.counts())
    with archive.transaction():
        for address in plan.addresses:
            values = (storable(address), storable(plan.url), now, storable(reason), removed)
            archive.db.execute(TOMBSTONE, values)
        set_pending(archive, plan.url, "remove", files)


TOMBSTONE = """
INSERT INTO redactions (url, article_url, redacted_at, reason, removed) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET reason = excluded.reason, removed = excluded.removed
"""


def set_pending(archive: Archive, url: str, step: str, files: Sequence[str]) -> None:
    """Note what a kill from here on leaves to be done: files that are to be deleted, and the step."""
    told = dump_json({"step": step, "files": list(files)})
    archive.db.execute("UPDATE redactions SET pending = ? WHERE url = ?", (told, storable(url)))


def write_file(archive: Archive, plan: Plan, old: str, new: str) -> Rewritten:
    """The file without what goes."""
    sql = "SELECT id, offset, length FROM captures WHERE file = ? ORDER BY offset"
    places = [Place(row["id"], row["offset"], row["length"]) for row in rows(archive.db, sql, old)]
    gone: dict[int, Renew | None] = dict.fromkeys(plan.captures)
    gone |= {number: partial(renewed, archive, plan, number) for number in plan.copies}
    (run,) = rows(archive.db, "SELECT bytes FROM runs WHERE file = ?", old)
    with explained(archive.path):
        return rewrite(archive.folder, old, new, run["bytes"], places, gone)


def renewed(archive: Archive, plan: Plan, number: int, record_id: str) -> bytes:
    """The record of a revisit whose body goes: the first of those gets the body, the others refer to it."""
    capture, first_of = archive.read_capture(number), heir(archive, plan, number)
    if number == first_of:
        return response_record(capture, record_id)
    other = archive.read_capture(first_of)
    return revisit_record(capture, record_id, other.url, other.fetched_at)


def heir(archive: Archive, plan: Plan, number: int) -> int:
    """Of the captures that share a body with one that goes, the one that will hold it."""
    sql = """
        SELECT min(id) AS id FROM captures WHERE id IN (SELECT value FROM json_each(?))
        AND revisit_of = (SELECT revisit_of FROM captures WHERE id = ?)
    """
    return int(rows(archive.db, sql, dump_json(plan.copies), number)[0]["id"])


def remove_rows(archive: Archive, plan: Plan) -> None:
    """Take the article and all that hangs on it out of the tables."""
    db, gone = archive.db, dump_json(plan.captures)
    heirs = [(heir(archive, plan, number), number) for number in plan.copies]
    for first_of, number in heirs:
        value = None if first_of == number else first_of
        db.execute("UPDATE captures SET revisit_of = ? WHERE id = ?", (value, number))
    for address in plan.addresses:
        db.execute("DELETE FROM failures WHERE url = ?", (storable(address),))
    db.execute(
        "UPDATE failures SET capture = NULL WHERE capture IN (SELECT value FROM json_each(?))", (gone,)
    )
    if plan.article_id is not None:
        grouping.forget(db, plan.article_id)
        db.execute("DELETE FROM articles WHERE id = ?", (plan.article_id,))
    db.execute(
        "DELETE FROM captures WHERE id IN (SELECT value FROM json_each(?)) AND revisit_of IS NOT NULL",
        (gone,),
    )
    db.execute("DELETE FROM captures WHERE id IN (SELECT value FROM json_each(?))", (gone,))
    for name in plan.missing:
        db.execute(EMPTIED, (name,))
    for sql in ORPHANS:
        db.execute(sql)


EMPTIED = """
UPDATE runs SET file = NULL, bytes = 0
WHERE file = ?1 AND finished_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM captures WHERE file = ?1)
"""
"""A missing file of which no capture is left is missed no more."""

ORPHANS = (
    "DELETE FROM people WHERE id NOT IN (SELECT person FROM article_people)",
    "DELETE FROM places WHERE id NOT IN (SELECT place FROM article_places)",
    "DELETE FROM organisations WHERE id NOT IN (SELECT organisation FROM article_organisations)",
)
"""Names that no article has any more."""


def move_captures(archive: Archive, old: str, file: Rewritten) -> None:
    """Lead from captures and run to the file that took the place of another; one without captures goes too."""
    db = archive.db
    for place in file.places:
        values = (file.name, place.offset, place.length, place.capture)
        db.execute("UPDATE captures SET file = ?, offset = ?, length = ? WHERE id = ?", values)
    name, size = (file.name, file.size) if file.places else (None, 0)
    db.execute("UPDATE runs SET file = ?, bytes = ? WHERE file = ?", (name, size, old))


def remove_files(archive: Archive, names: Sequence[str]) -> None:
    """Delete files of the folder of captures; those that are gone are gone."""
    with explained(archive.path):
        for name in names:
            (archive.folder / name).unlink(missing_ok=True)


def finish(archive: Archive, url: str) -> Plan:
    """Take the bytes off the disk: old files, index entries that were only marked, free pages, the log.

    The plan as far as the tombstone tells it.
    """
    (row,) = rows(archive.db, "SELECT * FROM redactions WHERE url = ?", storable(url))
    remove_files(archive, json.loads(row["pending"])["files"])
    with explained(archive.path):
        # FTS5 keeps the words of a deleted row until its segments are merged, SQLite those of a page until VACUUM.
        with archive.transaction():
            archive.db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
        archive.db.conn.execute("VACUUM")
        (busy, _, _) = archive.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise ArchiveError(
            f"{archive.path}: the article is out of all tables, but another program reads the archive and keeps its"
            " bytes on the disk; stop it and redact again"
        )
    with archive.transaction():
        archive.db.execute("UPDATE redactions SET pending = NULL WHERE url = ?", (storable(url),))
    addresses = rows(archive.db, "SELECT url FROM redactions WHERE article_url = ?", storable(url))
    removed = json.loads(row["removed"])
    return replace(EMPTY, url=url, addresses=tuple(each["url"] for each in addresses), **removed)


EMPTY = Plan("", None, None, (), 0, 0, (), (), (), (), ())
