"""An article as a row of the archive and back."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from archive.packing import Damaged, squeeze, unsqueeze
from newscrawl.types import Annotation, Article, FieldRecord, Removed

Row = Mapping[str, Any]

READER_SEES = (
    *("kind", "headline", "published_at", "published_on", "byline", "authors", "editors"),
    *("dateline", "section", "tags", "paragraphs", "closing"),
)
"""What makes another version. Not ``modified_at`` or ``lead_image``: outlets print new ones each time."""


def storable(value: Any) -> Any:
    """The value with every string as SQLite and UTF-8 can hold it: no NUL, no lone surrogate.

    >>> storable({"text": ["Pasar\\x00 Baru", "\\ud83d!"]})
    {'text': ['Pasar Baru', '�!']}
    """
    if isinstance(value, str):
        return value if is_storable(value) else _storable_text(value)
    if value is None or isinstance(value, int | float | bytes):
        return value
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    if isinstance(value, Mapping):
        return {storable(key): storable(each) for key, each in value.items()}
    return value


def is_storable(text: str) -> bool:
    """Whether SQLite and UTF-8 can hold the text as it is."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return "\x00" not in text


def storable_values(values: Iterable[Any]) -> list[Any]:
    """The values of a row, as ``storable`` makes them; all strings together are looked at once."""
    found = list(values)
    together = "".join([value for value in found if type(value) is str])
    return found if is_storable(together) else [storable(value) for value in found]


def _storable_text(value: str) -> str:
    return value.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def first(db: Database, sql: str, *values: Any) -> dict[str, Any] | None:
    """The first row of a query."""
    return next(iter(rows(db, sql, *values)), None)


def rows(db: Database, sql: str, *values: Any) -> list[dict[str, Any]]:
    """All rows of a query; read to the end, since an open one keeps the log from being emptied. Raises Damaged."""
    try:
        cursor = db.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
    except (sqlite3.OperationalError, UnicodeDecodeError) as error:
        if told := undecodable(error):
            raise Damaged(told) from error
        raise


def undecodable(error: Exception) -> str | None:
    """What of a row is neither UTF-8 nor JSON, where that is the error.

    >>> undecodable(sqlite3.OperationalError("malformed JSON"))
    'a value is no JSON'
    >>> undecodable(sqlite3.OperationalError("Could not decode to UTF-8 column 'text' with text '\\xff'"))
    'the column text is not UTF-8'
    """
    if isinstance(error, UnicodeDecodeError):  # SQLite's own message holds the damaged bytes
        return "SQLite reports bytes that are not UTF-8"
    if str(error) == "malformed JSON":
        return "a value is no JSON"
    found = re.match(r"Could not decode to UTF-8 column '(\w+)'", str(error))
    return f"the column {found[1]} is not UTF-8" if found else None


def insert(db: Database, table: str, row: Row) -> int:
    """Insert one row; its rowid. The names come from the code, never from a page."""
    marks = ", ".join("?" * len(row))
    sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
    return db.execute(sql, storable_values(row.values())).lastrowid or 0


def insert_all(db: Database, table: str, found: Sequence[Row]) -> None:
    """Insert rows that have the same columns, at least one; their values are storable."""
    marks = ", ".join("?" * len(found[0]))
    sql = f"INSERT INTO {table} ({', '.join(found[0])}) VALUES ({marks})"  # noqa: S608
    db.conn.executemany(sql, [tuple(row.values()) for row in found])


def next_id(db: Database, table: str) -> int:
    """The id that the next row gets, within a transaction."""
    (number,) = db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()  # noqa: S608
    return int(number)


def update(db: Database, table: str, key: int, row: Row) -> None:
    """Set columns of the row with that id."""
    columns = ", ".join(f"{name} = ?" for name in row)
    sql = f"UPDATE {table} SET {columns} WHERE id = ?"  # noqa: S608
    db.execute(sql, [*storable_values(row.values()), key])


def dump_json(value: Any) -> str:
    """Compact JSON of a storable value."""
    return COMPACT.encode(value)


def store_json(value: Any) -> str:
    """Compact JSON of whatever a page brought: ``dump_json(storable(value))``, looking closer only where it must.

    >>> store_json(["Pasar\\x00 Baru"]), store_json(["Désa"])
    ('["Pasar Baru"]', '["Désa"]')
    """
    text = dump_json(value)
    return text if "\\u0000" not in text and is_storable(text) else dump_json(storable(value))


COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def iso_utc(moment: datetime) -> str:
    """An instant as sortable text.

    >>> iso_utc(datetime.fromisoformat("2023-08-31T03:01:00+07:00"))
    '2023-08-30T20:01:00Z'
    """
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat() + "Z"


def from_iso(text: str | None) -> datetime | None:
    """The instant that an ISO 8601 text names."""
    return datetime.fromisoformat(text) if text else None


def content_hash(article: Article) -> str:
    """Hash over what a reader sees, as it can be read back; annotations and the code's own notes do not count."""
    seen = {name: getattr(article, name) for name in READER_SEES}
    seen |= {"published_on": local_day(article), "paragraphs": split_text(storable(article.text))}
    digest = hashlib.sha256(store_json([_plain(value) for value in seen.values()]).encode()).hexdigest()
    return digest[:HASH_DIGITS]


HASH_DIGITS = 32
"""128 bits. Archives of 0.1.0 hold all 64 digits in their old rows."""


def same_hash(one: str, other: str) -> bool:
    """Whether two content hashes are of the same content."""
    return one[:HASH_DIGITS] == other[:HASH_DIGITS]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso_utc(value)
    return value.isoformat() if isinstance(value, date) else value


def article_row(article: Article) -> dict[str, Any]:
    """The columns of ``articles`` that the article itself fills, as plain text; ``packed`` makes them small."""
    row = {
        **{name: getattr(article, name) for name in PLAIN_COLUMNS},
        **{name: store_json(getattr(article, name)) for name in LIST_COLUMNS},
        **date_columns(article),
        "modified_at": article.modified_at.isoformat() if article.modified_at else None,
        "removed": store_json(
            [{name: getattr(each, name) for name in REMOVED_FIELDS} for each in article.removed]
        ),
        "fields": store_json(
            {name: shorten(name, record, article) for name, record in article.fields.items()}
        ),
        "content_hash": content_hash(article),
    }
    return dict(zip(row, storable_values(row.values()), strict=True))


PLAIN_COLUMNS = (
    *("url", "canonical_url", "outlet", "outlet_name", "media_type", "kind", "headline", "byline"),
    *("dateline", "section", "language", "lead_image", "closing", "confidence", "extractor", "text"),
)
REMOVED_FIELDS = tuple(field.name for field in fields(Removed))
LIST_COLUMNS = ("authors", "editors", "tags", "pages", "missing_pages")
PACKED_COLUMNS = ("removed", "fields", "pages", "lead_image")

SAME = 0
"""Stands in ``fields`` for a raw string that is the column's value."""


def packed(row: Row) -> dict[str, Any]:
    """The row as it is stored: what repeats is deflated against columns that change only together with it."""
    context = context_of(row)
    small = {name: squeeze(row[name], context) for name in PACKED_COLUMNS if row[name] is not None}
    return {
        **row,
        **small,
        "canonical_url": "" if row["canonical_url"] == row["url"] else row["canonical_url"],
    }


def unpacked(row: Row) -> dict[str, Any]:
    """The row with all columns as plain text, from whatever release; raises Damaged."""
    context = context_of(row)
    plain = {name: plain_column(row, name, context) for name in PACKED_COLUMNS if row[name] is not None}
    return {
        **row,
        **plain,
        "canonical_url": row["canonical_url"] if row["canonical_url"] != "" else row["url"],
    }


def plain_column(row: Row, name: str, context: str) -> str:
    """One packed column as plain text; raises Damaged naming it."""
    try:
        return unsqueeze(row[name], context)
    except Damaged as error:
        raise Damaged(f"the column {name} of {row['url']} does not unpack") from error


def context_of(row: Row) -> str:
    """What packed columns repeat."""
    return "".join(str(row[name]) for name in ("url", "headline", "authors", "editors", "tags"))


def shorten(name: str, record: FieldRecord, article: Article) -> list[Any]:
    """``[source, raw, reason]`` without the nulls at its end."""
    raw = SAME if record.raw is not None and record.raw == getattr(article, name, None) else record.raw
    parts = [record.source, raw, record.reason]
    while parts and parts[-1] is None:
        parts.pop()
    return parts


def field_record(name: str, parts: Any, row: Row) -> FieldRecord:
    """The record that ``shorten`` was given; archives of 0.1.0 hold it as an object."""
    if isinstance(parts, dict):
        return FieldRecord(**parts)
    source, raw, reason = (*parts, None, None, None)[:3]
    return FieldRecord(row[name] if raw == SAME else raw, source, reason)


def date_columns(article: Article) -> dict[str, str | None]:
    """``published_utc`` sorts: an instant in UTC, or the bare day, which comes before its times."""
    instant, day = article.published_at, local_day(article)
    return {
        "published_at": instant.isoformat() if instant else day.isoformat() if day else None,
        "published_on": day.isoformat() if day else None,
        "published_utc": iso_utc(instant) if instant else day.isoformat() if day else None,
    }


def local_day(article: Article) -> date | None:
    """The day of publication, of the instant where no day is told."""
    return article.published_on or (article.published_at.date() if article.published_at else None)


def split_text(text: str) -> tuple[str, ...]:
    """The paragraphs of a body as it is stored."""
    return tuple(text.split("\n\n")) if text else ()


def row_article(row: Row, annotations: Sequence[Annotation] = ()) -> Article:
    """The article of a row of ``articles``; raises Damaged."""
    try:
        return read_article(unpacked(row), annotations)
    except Damaged:
        raise
    except (TypeError, ValueError) as error:  # of JSON and dates
        raise Damaged(f"the row of {row['url']} cannot be read ({error})") from error


def read_article(row: Row, annotations: Sequence[Annotation]) -> Article:
    """The article of a row in plain text."""
    published = row["published_at"]
    values: dict[str, Any] = {name: row[name] for name in PLAIN_COLUMNS if name != "text"}
    values |= {name: tuple(json.loads(row[name])) for name in LIST_COLUMNS}
    return Article(
        **values,
        published_at=from_iso(published) if published and "T" in published else None,
        published_on=date.fromisoformat(row["published_on"]) if row["published_on"] else None,
        modified_at=from_iso(row["modified_at"]),
        paragraphs=split_text(row["text"]),
        removed=tuple(Removed(**removed) for removed in json.loads(row["removed"])),
        fields={name: field_record(name, parts, row) for name, parts in json.loads(row["fields"]).items()},
        annotations=tuple(annotations),
    )


def pack(row: Row) -> bytes:
    """A replaced version of a row, small enough to keep for ever: zlib over JSON."""
    return zlib.compress(dump_json(dict(row)).encode(), 9)


def unpack(packed: bytes) -> dict[str, Any]:
    """The row that ``pack`` was given; raises Damaged."""
    try:
        row: dict[str, Any] = json.loads(zlib.decompress(packed))
    except (TypeError, ValueError, zlib.error) as error:
        raise Damaged("a version's record does not unpack") from error
    return row
