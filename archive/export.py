"""Corpora that leave the archive: CSV, JSON Lines, Parquet, written at once or not at all."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from archive.beside import LOGS
from archive.columns import Column, Kept, columns, read_kept
from archive.connection import explained
from archive.store import Archive
from newscrawl.record import as_record

BETWEEN = "; "
"""Joins lists in a CSV cell."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet runs as a formula, or skips before one."""

STATED = ("sentiment", "places", "regions", "people", "organisations")
"""Annotators whose values stand in a JSON record under their own names."""

NOT_WITHOUT_TEXT = ("text", "removed", "fields")

TABLE, PACKAGE, README, SUMS = PACKAGED = ("articles.csv", "datapackage.json", "README.md", "SHA256SUMS")
"""The files of a data package."""

GROUP = 1000
"""Rows of a Parquet row group that are in memory at once."""


class ExportError(Exception):
    """The corpus cannot be written; the message names the target and the remedy."""


def write_csv(archive: Archive, ids: Iterable[int], out: BinaryIO, *, text: bool = True) -> int:
    """Write a header and a row per article; the number of articles."""
    chosen = columns(text=text)
    writer = csv.writer(Encoder(out))
    writer.writerow([each.name for each in chosen])
    number = 0
    for kept in read_kept(archive, ids):
        writer.writerow([as_cell(column.read(kept)) for column in chosen])
        number += 1
    return number


class Encoder:
    """Writes text to a binary file; unlike TextIOWrapper it never closes it."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out

    def write(self, text: str) -> int:
        """Write a line."""
        return self.out.write(text.encode())


def as_cell(value: Any) -> str | int | float:
    """A value as a spreadsheet may show it: text that it would run as a formula gets an apostrophe in front.

    >>> as_cell(("Rani", "=HYPERLINK(1)")), as_cell("=1+1"), as_cell(None), as_cell(-0.5)
    ('Rani; =HYPERLINK(1)', "'=1+1", '', -0.5)
    """
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple):
        value = BETWEEN.join(map(str, value))
    elif isinstance(value, date):  # and datetime
        value = value.isoformat()
    cell = str(value or "")
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def write_jsonl(archive: Archive, ids: Iterable[int], out: BinaryIO, *, text: bool = True) -> int:
    """Write an object per line, as ``newscrawl import`` takes it back; the number of articles."""
    number = 0
    for kept in read_kept(archive, ids):
        record = full_record(kept)
        if not text:
            record = {name: value for name, value in record.items() if name not in NOT_WITHOUT_TEXT}
        out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        number += 1
    return number


def full_record(kept: Kept) -> dict[str, Any]:
    """The article as ``scrape`` prints it, and what only the archive knows."""
    record = as_record(kept.article)
    del record["source"]
    day = kept.article.published_on
    return {
        **record,
        "outlet_name": kept.article.outlet_name,
        "published_on": day.isoformat() if day else None,
        **{name: kept.row[name] for name in ("first_seen", "last_seen", "gone_at")},
        "annotators": [
            statement(each.annotator, each.version, each.value, record) for each in kept.article.annotations
        ],
    }


def statement(annotator: str, version: str, value: Any, record: dict[str, Any]) -> dict[str, Any]:
    """Who stated what; without the value where it stands in the record already."""
    named = {"name": annotator, "version": version}
    return named if annotator in STATED and record[annotator] == value else {**named, "value": value}


def write_parquet(archive: Archive, ids: Iterable[int], out: BinaryIO, *, text: bool = True) -> int:
    """Write typed columns; the number of articles. Needs the extra ``newscrawl[parquet]``."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ExportError("Parquet needs pyarrow: pip install 'newscrawl[parquet]'") from None
    chosen = columns(text=text)
    schema = pyarrow.schema([(each.name, arrow_type(pyarrow, each)) for each in chosen])
    number = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in grouped(read_kept(archive, ids)):
            table = {column.name: [column.read(kept) for kept in group] for column in chosen}
            writer.write_table(pyarrow.table(table, schema))
            number += len(group)
    return number


def arrow_type(pyarrow: Any, column: Column) -> Any:
    """Instants are kept in UTC and know it; days are days; lists are lists."""
    return {
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "string": pyarrow.string(),
        "date": pyarrow.date32(),
        "datetime": pyarrow.timestamp("us", tz="UTC"),
        "list": pyarrow.list_(pyarrow.string()),
    }[column.kind]


def grouped(found: Iterable[Kept]) -> Iterator[Sequence[Kept]]:
    """Portions of GROUP."""
    each = iter(found)
    while group := list(islice(each, GROUP)):
        yield group


WRITERS: dict[str, Callable[..., int]] = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}


def export(
    archive: Archive, ids: Iterable[int], style: str, target: Path, *, text: bool = True, force: bool = False
) -> int:
    """Write a corpus to a file that is there whole or not at all; the number of articles."""
    with replacing(target, force=force) as part, part.open("wb") as out:
        number = WRITERS[style](archive, ids, out, text=text)
        out.flush()
        os.fsync(out.fileno())
    return number


@contextmanager
def replacing(target: Path, *, force: bool, folder: bool = False) -> Iterator[Path]:
    """A path beside the target that takes its place at the end; what fails leaves nothing behind.

    Raises ExportError for a target that must not be replaced, ArchiveError where the disk does not do its part.
    """
    check_target(target, force=force, folder=folder)
    part, aside = (target.with_name(f".{target.name}.{os.getpid()}.{what}") for what in ("part", "old"))
    with explained(target):
        try:
            yield part
            if target.is_dir():  # no system call puts a folder in the place of one that holds something
                target.replace(aside)
            part.replace(target)
            remove(aside)
        finally:
            remove(part)
            if aside.exists() and not target.exists():
                aside.replace(target)


def check_target(target: Path, *, force: bool, folder: bool = False) -> None:
    """Raise ExportError unless the target may be written: as a file, or as a folder."""
    if not target.parent.is_dir():
        raise ExportError(f"{target}: the folder {target.parent} does not exist; make it first")
    if target.is_symlink() or (target.exists() and not target.is_file() and not target.is_dir()):
        raise ExportError(f"{target} is a link, a pipe or a device; name a file (`--out -` is stdout)")
    if not folder and target.is_dir():
        raise ExportError(f"{target} is a folder; name a file")
    if target.exists() and not force:
        raise ExportError(f"{target} exists; --force replaces it")
    if folder and target.is_file():
        raise ExportError(f"{target} is a file; name a folder, or a file that ends in .zip")
    if folder and target.is_dir() and any(each.name not in PACKAGED for each in target.iterdir()):
        raise ExportError(f"{target} is a folder with other things in it; choose another target")


def check_apart(archive: Archive, target: Path) -> None:
    """Raise ExportError for a target that is the archive itself, its log, or among its captures."""
    found, own, folder = (Path(os.path.realpath(path)) for path in (target, archive.path, archive.folder))
    is_archive = target.exists() and target.samefile(own)
    if is_archive or str(found) in (f"{own}{ending}" for ending in LOGS) or folder in (found, *found.parents):
        raise ExportError(f"{target} belongs to the archive {archive.path}; choose another target")


def remove(path: Path) -> None:
    """Delete a file, or a folder that a check found to be ours."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
