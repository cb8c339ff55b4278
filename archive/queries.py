"""Searches kept under a name, to be asked again. Days are not kept: they are given when it is asked."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from typing import Any

from archive.connection import DamagedRow, explained
from archive.request import FILTERS, SearchRequest, make_request
from archive.rows import dump_json, iso_utc, rows, storable
from archive.store import Archive


class UnknownQuery(LookupError):
    """No search is kept under that name; the message names those that are."""


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


def saved_query(archive: Archive, name: str) -> SearchRequest:
    """The search of that name; raises UnknownQuery."""
    found = kept_queries(archive)
    if (kept := storable(name)) not in found:
        known = ", ".join(found) or "none yet; `newscrawl search --save NAME` keeps one"
        raise UnknownQuery(f"no search is saved as {name!r}; saved are: {known}.")
    return read_query(archive, kept, found[kept])


def saved_queries(archive: Archive) -> dict[str, SearchRequest]:
    """All of them, by name; raises DamagedRow."""
    return {name: read_query(archive, name, kept) for name, kept in kept_queries(archive).items()}


def kept_queries(archive: Archive) -> dict[str, Any]:
    """All of them as they are stored, by name."""
    with explained(archive.path):
        found = rows(archive.db, "SELECT name, request FROM queries ORDER BY name")
    return {row["name"]: row["request"] for row in found}


def read_query(archive: Archive, name: str, kept: Any) -> SearchRequest:
    """A search as it was kept; raises DamagedRow."""
    try:
        given = json.loads(kept)
        words = " ".join([given.pop("words", "")])  # they are judged when they are asked
        return make_request(SearchRequest(words), given)
    except (AttributeError, TypeError, ValueError) as error:
        raise DamagedRow(
            f"{archive.path}: the saved search {name!r} is damaged;"
            f" `newscrawl queries --delete {shlex.quote(name)}` forgets it, then save it again."
        ) from error


def delete_query(archive: Archive, name: str) -> bool:
    """Forget a search; whether there was one."""
    with archive.transaction():
        return archive.db.execute("DELETE FROM queries WHERE name = ?", (storable(name),)).rowcount > 0


def in_a_line(request: SearchRequest) -> str:
    """What a search asks, for a list of them.

    >>> in_a_line(SearchRequest("banjir", place="Garut", unique=True))
    'banjir place=Garut unique'
    """
    asked = [f"{field}={value}" for field, value in request.filters().items()]
    asked += ["unique"] if request.unique else []
    return " ".join(filter(None, (request.words, *asked)))


def narrowed(saved: SearchRequest, given: SearchRequest) -> SearchRequest:
    """The saved search with what was given beside: words are added, filters take the place of the saved.

    >>> narrowed(SearchRequest("banjir", place="Garut"), SearchRequest("-rob", place="Sumedang")).words
    'banjir -rob'
    """
    plain = SearchRequest()
    changed = {field: getattr(given, field) for field in (*KEPT, "start", "end")}
    words = " ".join(filter(None, (saved.words, given.words)))
    return replace(saved, **{k: v for k, v in changed.items() if v != getattr(plain, k)} | {"words": words})
