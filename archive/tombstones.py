"""What was taken down stays down: addresses that are neither fetched, nor kept, nor imported again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from archive.connection import ArchiveError
from archive.rows import first, storable
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
    for each in identities:
        if each and (row := first(db, "SELECT * FROM redactions WHERE url = ?", storable(each))):
            raise Redacted(epitaph(row))


def epitaph(row: dict[str, Any]) -> str:
    """One sentence on a takedown."""
    return f"{row['url']} was taken down on {row['redacted_at'][:10]}: {row['reason']}"
