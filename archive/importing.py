"""Others' WARC files become captures of ours, and exported JSON Lines become articles again."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal

from archive import articles
from archive.articles import Saving
from archive.jsonl import Batch, Line, LineError, RawLine, read_batches, read_line
from archive.prepared import prepare
from archive.reading import Reading, Unreadable, read_unread
from archive.reprocess import BATCH, Call, Task, map_ahead, write_unread
from archive.rows import first, rows, storable
from archive.store import Archive
from archive.tombstones import Redacted
from archive.warc import Found, WarcError, read_records
from newscrawl.seeds import load_outlets
from newscrawl.types import Capture

OK = 200
HTML = ("text/html", "application/xhtml+xml")


class ImportFailed(Exception):
    """A file that is neither WARC nor JSON Lines; the message says what it is and the remedy."""


@dataclass(slots=True)
class Taken:
    """What an import brought."""

    captures: int = 0
    held: int = 0
    """Captures that the archive had already."""
    left: Counter[str] = field(default_factory=Counter)
    """Why a record was not kept -> number."""
    articles: Counter[str] = field(default_factory=Counter)
    """``new``, ``updated``, ``unchanged`` -> number."""
    none: Counter[str] = field(default_factory=Counter)
    """Why a page gave no article -> number."""
    errors: list[str] = field(default_factory=list)
    """One sentence for each record or line that could not be read."""


def kind_of(path: Path) -> Literal["warc", "jsonl"]:
    """What a file holds, by its first bytes; raises ImportFailed."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise ImportFailed(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be read ({error.strerror}); check what it is") from error
    opening = unpacked_start(start).lstrip(b"\xef\xbb\xbf \t\r\n")
    if opening.startswith(b"WARC/"):
        return "warc"
    if opening.startswith(b"{") or (not opening and ".jsonl" in path.suffixes):
        return "jsonl"  # an export of no articles is empty
    what = "neither a WARC nor JSON Lines" if start.strip() else "empty"
    raise ImportFailed(
        f"{path}: the file is {what}; import takes .warc, .warc.gz, and what export jsonl writes"
    )


def unpacked_start(start: bytes) -> bytes:
    """The first bytes of a file, unpacked where it is gzip."""
    if not start.startswith(b"\x1f\x8b"):
        return start
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, 4096)
    except zlib.error:
        return start


def take_warc(archive: Archive, path: Path, run: int, taken: Taken) -> Iterator[None]:
    """Keep the HTML pages of a WARC with their own times, one by one; their articles come by ``read_taken``."""
    for statement in TAKEN:
        archive.db.execute(statement)
    try:
        for found in read_records(path):
            take_record(archive, path, found, run, taken)
            yield
    except WarcError as error:
        taken.errors.append(str(error))


TAKEN = (
    "CREATE TEMP TABLE IF NOT EXISTS taken (capture INTEGER PRIMARY KEY, payload TEXT, url TEXT, second TEXT)",
    "CREATE INDEX IF NOT EXISTS temp.taken_payload ON taken (payload)",
    "CREATE INDEX IF NOT EXISTS temp.taken_url ON taken (url, second)",
)


def take_record(archive: Archive, path: Path, found: Found, run: int, taken: Taken) -> None:
    """Keep one page, or count why not."""
    capture = complete(archive, found)
    if capture is None:
        if found.error:
            taken.errors.append(
                f"{path}: the record at byte {found.offset} is damaged ({found.error}); get it again"
            )
        else:
            taken.left["revisit of a page that is not here"] += 1
        return
    if why := why_left(capture):
        taken.left[why] += 1
        return
    try:
        number = archive.keep_capture(capture, run)
    except Redacted:
        taken.left["taken down"] += 1
        return
    except ValueError as error:
        taken.errors.append(f"{path}: the record at byte {found.offset} has no usable address ({error})")
        return
    with archive.transaction():
        archive.db.execute(TAKE, (number, found.payload))
        is_new = first(archive.db, "SELECT 1 FROM captures WHERE id = ? AND run = ?", number, run)
    taken.captures += bool(is_new)
    taken.held += not is_new


def complete(archive: Archive, found: Found) -> Capture | None:
    """The capture with its body; that of a revisit lies in a record that was taken before."""
    if found.capture is None or not found.is_revisit:
        return found.capture
    held = original_of(archive, found)
    if held is None:
        return None
    original = archive.read_capture(held)
    if found.has_headers:
        return replace(found.capture, body=original.body)
    return replace(found.capture, body=original.body, status=original.status, headers=original.headers)


def original_of(archive: Archive, found: Found) -> int | None:
    """The capture that a revisit names: by address and time, else by the digest of its body."""
    if found.refers_to:
        uri, moment = found.refers_to
        seen = rows(archive.db, BY_TIME, storable(uri), moment[:19])
        if len(seen) == 1:
            return int(seen[0]["capture"])
    by_digest = first(archive.db, BY_PAYLOAD, found.payload)
    return by_digest["capture"] if by_digest else None


TAKE = """
INSERT INTO temp.taken SELECT id, ?2, url, substr(fetched_at, 1, 19) FROM captures WHERE id = ?1
ON CONFLICT DO NOTHING
"""

BY_PAYLOAD = "SELECT capture FROM temp.taken WHERE payload = ?"
BY_TIME = "SELECT capture FROM temp.taken WHERE url = ? AND second = ?"


def why_left(capture: Capture) -> str | None:
    """Why a response is no page that is kept; None for one that is."""
    if capture.status != OK:
        return f"status {capture.status}"
    kind = (capture.header("Content-Type") or "").partition(";")[0].strip().lower()
    if kind in HTML or (not kind and capture.body.lstrip()[:1] == b"<"):
        return None
    return f"not HTML ({ascii(kind)[1:-1] or 'no type'})"  # the file's own words


def taken_tasks(archive: Archive) -> list[Task]:
    """What is to be read of the captures that were taken, those of an import that was killed among them."""
    return [(read_unread, (row["article_url"], row["run"])) for row in rows(archive.db, UNREAD)]


UNREAD = """
SELECT article_url, run FROM captures WHERE id IN (SELECT capture FROM temp.taken) AND article IS NULL
GROUP BY article_url, run ORDER BY min(id)
"""


def save_readings(archive: Archive, readings: Iterable[Reading], taken: Taken) -> None:
    """Store the articles that pages gave, in batches."""
    waiting = iter(readings)
    while batch := list(islice(waiting, BATCH)):
        name_outlets(archive, {each.article.outlet for reading in batch for each in reading.versions})
        with archive.transaction():
            for reading in batch:
                if reading.failure:
                    taken.none[reading.failure] += 1
                if reading.fault:
                    taken.errors.append(reading.fault)
                for version in reading.versions:
                    taken.articles[
                        write_unread(archive, version.article, version.captures) or "taken down"
                    ] += 1


def name_outlets(archive: Archive, slugs: Iterable[str]) -> None:
    """Record what seeds say of outlets that the archive does not know yet."""
    seeds = load_outlets()
    for slug in slugs:
        if slug in seeds and not first(
            archive.db, "SELECT 1 FROM outlets WHERE slug = ? AND zone IS NOT NULL", slug
        ):
            archive.keep_outlet(seeds[slug])


def take_lines(archive: Archive, path: Path, taken: Taken, call: Call, jobs: int) -> Iterator[int]:
    """Store the articles of a JSON Lines file, in batches; of each how many bytes of the file it came up to.

    Workers make the articles ready, this process writes them.
    """
    is_small = path.stat().st_size < SMALL

    def ready(batch: Batch) -> tuple[list[Saving | LineError], int]:
        made = None
        with suppress(Unreadable):  # a line within our limits and beyond a worker's
            made = None if is_small else call(prepare_lines, batch.lines, archive.clock())
        return made or prepare_lines(batch.lines, archive.clock()), batch.position

    for made, position in map_ahead(ready, read_batches(path), min(jobs, MOST), AHEAD):
        taken.errors += [f"{path}: {each}" for each in made if isinstance(each, LineError)]
        savings = [each for each in made if isinstance(each, Saving)]
        name_outlets(archive, {each.article.row["outlet"] for each in savings})
        with archive.transaction():
            outcomes = articles.save_all(archive.db, savings)
        taken.articles.update("taken down" if isinstance(each, Redacted) else each for each in outcomes)
        yield position


SMALL = 1_000_000
"""Bytes, some 100 articles, that are read before workers would have started."""

MOST, AHEAD = 4, 2
"""Workers, more of which one process cannot keep up with; batches per worker that wait for it or for the disk."""


def prepare_lines(lines: Sequence[RawLine | LineError], now: datetime) -> list[Saving | LineError]:
    """Articles ready to be stored, and what is wrong with other lines; ``now`` counts for a line that has no times."""
    read = [read_line(each) if isinstance(each, RawLine) else each for each in lines]
    return [
        Saving(prepare(each.article), (), None, now, each.seen) if isinstance(each, Line) else each
        for each in read
    ]
