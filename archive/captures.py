"""Captures as rows: where a fetch lies in which file, and what it brought."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.rows import first, insert, iso_utc, storable
from archive.runfile import RunFile
from archive.tombstones import refuse
from archive.warc import Headers, read_record, request_record, response_record, revisit_record
from newscrawl.types import Capture
from newscrawl.urls import normalise_url

UNLINKED = "article_url <> '' AND substr(article_url, -20) = substr(?1, -20) AND +article_url = ?1"
OF_ARTICLE = f"(article = (SELECT articles.id FROM articles WHERE articles.url = ?1) OR {UNLINKED})"  # noqa: S608
HAS_DIGEST = "substr(digest, 8, 12) = substr(?1, 8, 12) AND +digest = ?1"
"""Conditions as the indexes have them; they hold no more than tells nearly all captures apart. The plus keeps SQLite
from putting the value in place of the column everywhere, which would leave the index unused."""


class Missing(KeyError):
    """An id that no row has, or none any more."""


def keep(
    db: Database,
    file: RunFile,
    capture: Capture,
    run: int,
    *,
    article_url: str | None,
    claimed: datetime | None,
    sent: Headers,
) -> int:
    """Write the records, then the row; the id. The same fetch kept twice is kept once.

    Raises Redacted; ValueError for what has no http address, as its record could not be read again.
    """
    own = normalise_url(capture.url)
    identity = article_url or own
    refuse(db, (identity,))
    if (held := same_fetch(db, capture, identity)) is not None:
        return held
    original = None
    if capture.body:
        sql = f"SELECT id, url, fetched_at FROM captures WHERE {HAS_DIGEST} AND revisit_of IS NULL LIMIT 1"  # noqa: S608
        original = first(db, sql, capture.digest)
    records = make_records(capture, original, sent)
    offset = file.append(*records)
    row = {
        "run": run,
        "url": capture.url,
        "requested_url": capture.requested_url if capture.requested_url != capture.url else None,
        "article_url": identity,
        "fetched_at": iso_utc(capture.fetched_at),
        "status": capture.status,
        "digest": capture.digest,
        "file": file.name,
        "offset": offset,
        "length": len(records[0]),
        "revisit_of": original["id"] if original else None,
        "etag": capture.header("ETag"),
        "last_modified": capture.header("Last-Modified"),
        "claimed_modified": iso_utc(claimed) if claimed else None,
    }
    made = insert(db, "captures", row)
    db.execute("UPDATE runs SET bytes = ? WHERE id = ?", (file.size, run))
    return made


def same_fetch(db: Database, capture: Capture, identity: str) -> int | None:
    """The id of this very fetch, where it is held."""
    sql = f"SELECT id FROM captures WHERE {OF_ARTICLE} AND url = ?2 AND fetched_at = ?3 AND digest = ?4"  # noqa: S608
    row = first(db, sql, identity, storable(capture.url), iso_utc(capture.fetched_at), capture.digest)
    return int(row["id"]) if row else None


def make_records(capture: Capture, original: dict[str, Any] | None, sent: Headers) -> list[bytes]:
    """The response, or a revisit of the original's body, and the request where it is known."""
    response_id, request_id = (f"<urn:uuid:{uuid.uuid4()}>" for _ in range(2))
    if original:
        seen = datetime.fromisoformat(original["fetched_at"])
        records = [revisit_record(capture, response_id, original["url"], seen)]
    else:
        records = [response_record(capture, response_id)]
    if sent:
        records.append(request_record(capture, response_id, sent, request_id))
    return records


def load(db: Database, folder: Path, capture_id: int) -> Capture:
    """The capture as it was kept; raises WarcError, and Missing for an unknown id."""
    row = first(db, "SELECT * FROM captures WHERE id = ?", capture_id)
    if row is None:
        raise Missing(capture_id)
    capture = read_record(folder / row["file"], row["offset"], row["requested_url"])
    if row["revisit_of"] is None:
        return capture
    return replace(capture, body=load(db, folder, row["revisit_of"]).body)


def validators(db: Database, url: str) -> tuple[str | None, str | None] | None:
    """ETag and Last-Modified of the last capture of a page whose article is complete.

    A page that was kept and not read must come again in full, so its validators are not used.
    """
    sql = f"""
        SELECT etag, last_modified FROM captures JOIN articles ON articles.id = captures.article
        WHERE {OF_ARTICLE} AND captures.url = ?2 AND missing_pages = '[]' ORDER BY captures.id DESC LIMIT 1
    """  # noqa: S608
    row = first(db, sql, normalise_url(url), storable(url))
    return (row["etag"], row["last_modified"]) if row and (row["etag"] or row["last_modified"]) else None


def of_pages(db: Database, run: int, pages: Sequence[str]) -> list[int]:
    """Ids of the run's latest captures of these URLs, in their order."""
    sql = "SELECT max(id) AS id FROM captures WHERE run = ? AND url = ?"
    found = (first(db, sql, run, storable(url)) for url in pages)
    return [row["id"] for row in found if row and row["id"]]


def latest(db: Database, url: str) -> int | None:
    """The last capture that asking for a URL brought."""
    sql = f"""
        SELECT max(id) AS id FROM captures
        WHERE id IN (SELECT id FROM captures WHERE requested_url = ?2)
           OR id IN (SELECT id FROM captures WHERE {OF_ARTICLE})
    """  # noqa: S608
    row = first(db, sql, normalise_url(url), storable(url))
    return row["id"] if row else None
