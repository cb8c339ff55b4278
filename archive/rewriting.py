"""WARC files written anew without some of their records; all others keep their bytes."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator

Renew = Callable[[str], bytes]
"""Makes the bytes of the record that takes another's place, under the same record id."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the record of a capture lies."""

    capture: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file without the records that had to go."""

    name: str
    """Path inside the folder of captures."""
    size: int
    places: tuple[Place, ...]
    """Of the captures that it still holds."""


def new_name(name: str) -> str:
    """Another name for the file that takes a file's place, of the same run.

    >>> old = "2026-11/20261124T080000Z-kompas-3f9c1a.warc.gz"
    >>> new_name(old)[:32] == old[:32], new_name(old) != old
    (True, True)
    """
    stem, _, _ = name.removesuffix(".warc.gz").rpartition("-")
    return f"{stem}-{secrets.token_hex(3)}.warc.gz"


def rewrite(
    folder: Path,
    old: str,
    new: str,
    size: int,
    places: Sequence[Place],
    gone: Mapping[int, Renew | None],
) -> Rewritten:
    """Copy the first ``size`` bytes of a file but for the captures in ``gone``, which go or are renewed.

    ``places`` are those of all captures of the file. What lies behind a record up to the next one is its request,
    which goes with it.
    """
    ordered = sorted(places, key=lambda place: place.offset)
    ends = [*(place.offset for place in ordered[1:]), size]
    kept: list[Place] = []
    with (folder / old).open("rb") as source, (folder / new).open("xb") as target:
        copy(source, target, 0, ordered[0].offset if ordered else size)
        for place, end in zip(ordered, ends, strict=True):
            begin = target.tell()
            if place.capture not in gone:
                copy(source, target, place.offset, end)
                kept.append(Place(place.capture, begin, place.length))
            elif renew := gone[place.capture]:
                record = renew(record_id(source, place))
                target.write(record)
                copy(source, target, place.offset + place.length, end)
                kept.append(Place(place.capture, begin, len(record)))
        target.flush()
        os.fsync(target.fileno())
        return Rewritten(new, target.tell(), tuple(kept))


def copy(source: BinaryIO, target: BinaryIO, begin: int, end: int) -> None:
    """Copy a stretch of bytes."""
    source.seek(begin)
    for portion in portions(end - begin):
        target.write(source.read(portion))


def portions(length: int) -> Iterator[int]:
    """A length in portions of 1 MB."""
    while length > 0:
        yield min(length, 1 << 20)
        length -= 1 << 20


def record_id(source: BinaryIO, place: Place) -> str:
    """The id of the record at a place."""
    source.seek(place.offset)
    record = next(iter(ArchiveIterator(BytesIO(source.read(place.length)))))
    found: str = record.rec_headers.get_header("WARC-Record-ID")
    return found
