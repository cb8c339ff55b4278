"""What was taken down stays down: addresses that are neither fetched, nor kept, nor imported again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive.connection import ArchiveError
from archive.rows import dump_json, first, rows, storable
from newscrawl.days import day_of
from newscrawl.urls import normalise_url


class Redacted(ArchiveError):
    """The address was taken down; the message says when and why."""


def tombstone(db: Database, url: str) -> dict[str, Any] | None:
    """The row of ``redactions`` for an address, whatever variant of it is given."""
    try:
        identity = normalise_url(url)
    except ValueError:
        return None
    return first(db, "SELECT * FROM redactions WHERE url = ?", storable(identity))


def refuse(db: Database, identities: Iterable[str | None]) -> None:
    """Raise Redacted where one of these normalised addresses was taken down."""
    for error in taken_down(db, [storable(each) for each in identities if each]).values():
        raise error


def taken_down(db: Database, urls: Sequence[str]) -> dict[str, Redacted]:
    """Of normalised addresses, as they are stored, those that were taken down: address -> what says so."""
    found = rows(db, TAKEN_DOWN, dump_json(urls))
    return {row["url"]: Redacted(epitaph(row)) for row in found}


TAKEN_DOWN = "SELECT * FROM redactions WHERE url IN (SELECT value FROM json_each(?))"


def next_after_taken_down(db: Database) -> int:
    """The first id that no article had which was taken down: its address is cited, and must not lead to another."""
    sql = "SELECT coalesce(max(removed ->> 'article_id'), 0) + 1 FROM redactions"
    (number,) = db.execute(sql).fetchone()
    return int(number)


def epitaph(row: dict[str, Any]) -> str:
    """One sentence on a takedown.

    >>> epitaph({"url": "https://a.example/b", "redacted_at": "2026-11-24T20:00:31Z", "reason": "putusan"})
    'https://a.example/b was taken down on 2026-11-25: putusan'
    """
    day = day_of(datetime.fromisoformat(row["redacted_at"]))
    return f"{row['url']} was taken down on {day}: {row['reason']}"
