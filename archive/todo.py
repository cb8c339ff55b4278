"""The to-do list: which pages failed, when they are tried again, and whether an announced page is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive import policy
from archive.captures import latest
from archive.rows import dump_json, first, from_iso, iso_utc, rows, storable, update
from archive.tombstones import tombstone
from newscrawl.types import Entry
from newscrawl.urls import normalise_url

MAX_DUE = 1000
"""Pages that one run takes up; the others wait for the next."""


def wants(db: Database, entry: Entry, now: datetime) -> bool:
    """Whether an announced page is worth a request."""
    url = normalise_url(entry.url)
    if tombstone(db, url):
        return False
    failed = first(db, "SELECT last_failed, next_try FROM failures WHERE url = ?", storable(url))
    if failed:
        last, due = datetime.fromisoformat(failed["last_failed"]), from_iso(failed["next_try"])
        return policy.wants_failed(entry.modified, last, due, now)
    known = held(db, url)
    if known is None:
        return True
    return policy.wants_known(
        claimed=entry.modified,
        recorded=from_iso(known["claimed_modified"]),
        first_seen=datetime.fromisoformat(known["first_seen"]),
        last_seen=datetime.fromisoformat(known["last_seen"]),
        published=instant_of(known["published_utc"]),
        now=now,
    )


def held(db: Database, url: str) -> dict[str, Any] | None:
    """What the list needs to know of the article with that URL or alias; its text may be damaged."""
    return first(db, HELD, storable(url))


HELD = """
SELECT id, first_seen, last_seen, gone_at, claimed_modified, published_utc FROM articles
WHERE url = ?1 OR id = (SELECT article FROM aliases WHERE url = ?1)
"""


def instant_of(published_utc: str | None) -> datetime | None:
    """The instant of the column; a bare day counts from its midnight in UTC."""
    if published_utc is None or "T" in published_utc:
        return from_iso(published_utc)
    return datetime.fromisoformat(published_utc + "T00:00:00Z")


def add(db: Database, url: str, outlet: str, reason: str, now: datetime) -> int:
    """Note that a page failed; each further time doubles down on patience, until it is quarantined. The tries."""
    key = storable(normalise_url(url))
    known = first(db, "SELECT tries, first_failed, capture FROM failures WHERE url = ?", key) or {}
    tries = known.get("tries", 0) + 1
    due_at = policy.next_try(reason, tries, now)
    row = {
        "url": key,
        "address": url,
        "outlet": outlet,
        "reason": reason,
        "tries": tries,
        "first_failed": known.get("first_failed", iso_utc(now)),
        "last_failed": iso_utc(now),
        "next_try": iso_utc(due_at) if due_at else None,
        "capture": latest(db, url) or known.get("capture"),
    }
    db.table("failures").upsert(storable(row), pk="url")
    return int(tries)


def due(db: Database, outlet: str, now: datetime) -> list[Entry]:
    """The outlet's pages whose pause is over, the longest waiting first.

    A page that failed in what is now the future is due: the clock was wrong then, and its pause may last for years.
    """
    sql = """
        SELECT address FROM failures WHERE outlet = ?1 AND (next_try <= ?2 OR (next_try > ?2 AND last_failed > ?2))
        ORDER BY next_try LIMIT ?3
    """
    return [Entry(row["address"], feed="archive") for row in rows(db, sql, outlet, iso_utc(now), MAX_DUE)]


def done(db: Database, article_url: str, capture_ids: Sequence[int]) -> None:
    """Strike an article off the list, under every address by which it was asked for."""
    sql = """
        SELECT url FROM captures WHERE id IN (SELECT value FROM json_each(?1))
        UNION SELECT requested_url FROM captures
        WHERE requested_url IS NOT NULL AND id IN (SELECT value FROM json_each(?1))
    """
    asked = {normalise_url(row["url"]) for row in rows(db, sql, dump_json(capture_ids))}
    for url in {*asked, article_url}:
        db.execute("DELETE FROM failures WHERE url = ?", (storable(url),))


def mark_unchanged(db: Database, url: str, claimed: datetime | None, now: datetime) -> None:
    """The outlet answered 304: the article was seen as we hold it."""
    if known := held(db, normalise_url(url)):
        claim = iso_utc(claimed) if claimed else known["claimed_modified"]
        seen = {"last_seen": iso_utc(now), "gone_at": None, "claimed_modified": claim}
        update(db, "articles", known["id"], seen)
        db.execute("DELETE FROM failures WHERE url = ?", (storable(normalise_url(url)),))


def mark_gone(db: Database, url: str, outlet: str, now: datetime) -> bool:
    """The outlet answered 404 or 410: a known article keeps its text; any page may come later, and is asked for ever less.

    Whether this is the first time.
    """
    tries = add(db, url, outlet, "not-found", now)
    known = held(db, normalise_url(url))
    if known is None:
        return tries == 1
    if known["gone_at"] is None:
        update(db, "articles", known["id"], {"gone_at": iso_utc(now)})
    return known["gone_at"] is None
