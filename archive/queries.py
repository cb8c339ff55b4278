"""Searches kept under a name, to be asked again. Days are not kept: they are given when it is asked."""

from __future__ import annotations

import json
from dataclasses import replace

from archive.connection import explained
from archive.request import FILTERS, SearchRequest
from archive.rows import dump_json, first, iso_utc, rows, storable
from archive.store import Archive

KEPT = ("words", *(name for name in FILTERS if name not in ("start", "end")), "unique", "order")


def save_query(archive: Archive, name: str, request: SearchRequest) -> None:
    """Keep a search; the same name again replaces it."""
    plain = SearchRequest()
    asked = {field: getattr(request, field) for field in KEPT}
    changed = {field: value for field, value in asked.items() if value != getattr(plain, field)}
    with archive.transaction():
        archive.db.execute(SAVE, (storable(name), dump_json(storable(changed)), iso_utc(archive.clock())))


SAVE = """
INSERT INTO queries (name, request, saved_at) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET request = excluded.request, saved_at = excluded.saved_at
"""


def saved_query(archive: Archive, name: str) -> SearchRequest | None:
    """The search of that name."""
    with explained(archive.path):
        row = first(archive.db, "SELECT request FROM queries WHERE name = ?", storable(name))
    return SearchRequest(**json.loads(row["request"])) if row else None


def saved_queries(archive: Archive) -> dict[str, SearchRequest]:
    """All of them, by name."""
    with explained(archive.path):
        found = rows(archive.db, "SELECT name, request FROM queries ORDER BY name")
    return {row["name"]: SearchRequest(**json.loads(row["request"])) for row in found}


def delete_query(archive: Archive, name: str) -> bool:
    """Forget a search; whether there was one."""
    with archive.transaction():
        return archive.db.execute("DELETE FROM queries WHERE name = ?", (storable(name),)).rowcount > 0


def narrowed(saved: SearchRequest, given: SearchRequest) -> SearchRequest:
    """The saved search with what was given beside: words are added, filters take the place of the saved.

    >>> narrowed(SearchRequest("banjir", place="Garut"), SearchRequest("-rob", place="Sumedang")).words
    'banjir -rob'
    """
    plain = SearchRequest()
    changed = {field: getattr(given, field) for field in (*KEPT, "start", "end")}
    words = " ".join(filter(None, (saved.words, given.words)))
    return replace(saved, **{k: v for k, v in changed.items() if v != getattr(plain, k)} | {"words": words})
