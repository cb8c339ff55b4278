"""Articles as rows: one per article, every version kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from archive import grouping, statements
from archive.captures import UNLINKED
from archive.rows import (
    Row,
    article_row,
    dump_json,
    first,
    insert,
    iso_utc,
    pack,
    packed,
    row_article,
    rows,
    same_hash,
    storable,
    unpacked,
    update,
)
from archive.tombstones import refuse
from newscrawl.seeds import GENERIC
from newscrawl.types import Article
from newscrawl.urls import normalise_url

Outcome = Literal["new", "updated", "unchanged"]

OTHERS = "Situs lain"
"""The name of the outlet ``generic``; its articles bear the names of their hosts."""

CLAIMS = ("modified_at", "canonical_url", "lead_image")
"""Columns that follow the latest fetch without making another version."""

NOT_OF_A_VERSION = frozenset(
    (
        "id",
        "url",
        "first_seen",
        "last_seen",
        "gone_at",
        "claimed_modified",
        "people",
        "organisations",
        "labels",
    )
)
"""Columns of the article as such; the others belong to its present version."""


def save(
    db: Database, article: Article, capture_ids: Sequence[int], run: int | None, now: datetime
) -> Outcome:
    """Store the article, or what is new about it. Saving the same twice changes nothing. Raises Redacted."""
    captures = rows(db, CAPTURES, dump_json(capture_ids))
    first_page = next((each for each in captures if each["id"] == capture_ids[0]), None)
    addresses = addresses_of(article, first_page)
    refuse(db, (article.url, *addresses))
    version = make_version(article, captures, capture_ids, run, now)
    known = find(db, article, addresses)
    if known is None:
        article_id, revision = add(db, version, article)
        outcome: Outcome = "new"
    else:
        article_id = known["id"]
        outcome, revision = renew(db, known, version)
    add_aliases(db, article_id, addresses if known is None else (article.url, *addresses))
    link_captures(db, article_id, captures, capture_ids)
    if outcome == "new":
        statements.keep_first(db, article, article_id, revision, iso_utc(now))
        grouping.place(db, article_id, version.row["text"], version.row["published_on"])
    else:
        statements.keep(db, article, article_id, revision, iso_utc(now))
    return outcome


CAPTURES = "SELECT * FROM captures WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Version:
    """One reading of an article: the columns it gives, when it was seen, and the evidence."""

    row: dict[str, Any]
    seen_at: str
    run: int | None
    captures: tuple[int, ...]
    digests: frozenset[str]


def keep_outlet(db: Database, row: Row) -> None:
    """An outlet that no crawl has recorded yet is known by its name; pages of no known outlet share one row."""
    sql = "INSERT INTO outlets (slug, name) VALUES (?, ?) ON CONFLICT DO NOTHING"
    db.execute(sql, (row["outlet"], OTHERS if row["outlet"] == GENERIC.slug else row["outlet_name"]))


def make_version(
    article: Article, captures: Sequence[Row], capture_ids: Sequence[int], run: int | None, now: datetime
) -> Version:
    """What the archive is told about an article; without captures it was seen now."""
    seen_at = min((each["fetched_at"] for each in captures), default=iso_utc(now))
    digests = frozenset(each["digest"] for each in captures)
    return Version(article_row(article), seen_at, run, tuple(capture_ids), digests)


def add(db: Database, version: Version, article: Article) -> tuple[int, int]:
    """A row for an article that we did not have: its id, and that of its first revision."""
    keep_outlet(db, version.row)
    derived = statements.derived_columns(db, version.row, article.annotations)
    seen = {"first_seen": version.seen_at, "last_seen": version.seen_at}
    made = insert(db, "articles", {**packed(version.row), **derived, **seen})
    return made, add_revision(db, made, version, "new")


def find(db: Database, article: Article, addresses: Sequence[str]) -> dict[str, Any] | None:
    """The row of this article: by its URL, or by another address that one page of the outlet already has.

    A canonical URL or a redirect leads to it only where headline or time agree: pages name the front page
    or a neighbour as canonical, and deleted articles redirect to others.
    """
    for number, url in enumerate((article.url, *addresses)):
        row = by_url(db, url)
        if row and (number == 0 or is_same(row, article)):
            return row
    return None


def by_url(db: Database, url: str) -> dict[str, Any] | None:
    """The row whose URL or alias this is; ``url`` is normalised."""
    sql = "SELECT * FROM articles WHERE url = ?1 OR id = (SELECT article FROM aliases WHERE url = ?1)"
    return first(db, sql, storable(url))


def is_same(row: Row, article: Article) -> bool:
    """Whether a row found by another address is the same article of the same outlet."""
    if row["outlet"] != article.outlet:
        return False
    same_time = article.published_at is not None and row["published_at"] == article.published_at.isoformat()
    return same_time or bool(row["headline"] == storable(article.headline))


def addresses_of(article: Article, first_page: Row | None) -> list[str]:
    """Other addresses, normalised: what the page says, what was asked for, where it was found."""
    found = [article.canonical_url]
    if first_page:
        found += [first_page["requested_url"], first_page["url"]]
    normalised = [identity for url in dict.fromkeys(found) if url and (identity := identity_of(url))]
    return list(dict.fromkeys(each for each in normalised if each != article.url))


def identity_of(url: str) -> str | None:
    """The normalised URL; None where a page's claim is no address at all."""
    try:
        identity: str = normalise_url(url)
    except ValueError:
        return None
    return identity


def renew(db: Database, known: Row, new: Version) -> tuple[Outcome, int]:
    """Bring a known article up to date; the outcome, and the revision that the new version belongs to."""
    note_seen(db, known, new)
    revisions = rows(db, "SELECT * FROM revisions WHERE article = ? ORDER BY seen_at, id", known["id"])
    current = next(each for each in revisions if each["record"] is None)
    digests = evidence(db, current)
    cause = tell_cause(digests, current["extractor"], new)
    # under a clock that is behind, the same page seems to be of tomorrow and loses its times
    is_older, is_same_code = new.seen_at < current["seen_at"], current["extractor"] == new.row["extractor"]
    if is_older and digests == new.digests and is_same_code:
        return "unchanged", current["id"]
    if is_older and (not new.digests or digests != new.digests):
        return add_older(db, known["id"], revisions, new, cause)
    if is_version(current, new):
        return "unchanged", current["id"]
    db.execute(
        "UPDATE revisions SET record = ? WHERE id = ?", (pack(version_of(unpacked(known))), current["id"])
    )
    keep_outlet(db, new.row)
    grouping.forget(db, known["id"])
    update(db, "articles", known["id"], version_of(packed({**new.row, "url": known["url"]})))
    grouping.place(db, known["id"], new.row["text"], new.row["published_on"])
    return "updated", add_revision(db, known["id"], new, cause)


def add_older(
    db: Database, article_id: int, revisions: Sequence[Row], new: Version, cause: str
) -> tuple[Outcome, int]:
    """A capture that is brought in later does not replace what was seen since."""
    if held := next((each for each in revisions if is_version(each, new)), None):
        return "unchanged", held["id"]
    return "updated", add_revision(db, article_id, new, cause, record=pack(version_of(new.row)))


def is_version(revision: Row, new: Version) -> bool:
    """Whether a reader would see the same."""
    return same_hash(revision["content_hash"], new.row["content_hash"])


def note_seen(db: Database, known: Row, new: Version) -> None:
    """Widen the span in which the article was seen; take over the latest claims that make no version."""
    changed = {"first_seen": min(new.seen_at, known["first_seen"])}
    if new.seen_at >= known["last_seen"]:
        changed |= {"last_seen": new.seen_at}
    if known["gone_at"] and new.seen_at >= known["gone_at"]:
        changed |= {"gone_at": None}
    if same_hash(new.row["content_hash"], known["content_hash"]) and new.seen_at >= known["last_seen"]:
        claims = packed({**new.row, "url": known["url"]})
        changed |= {name: claims[name] for name in CLAIMS if claims[name] is not None}
    update(db, "articles", known["id"], changed)


def version_of(row: Row) -> dict[str, Any]:
    """The columns of a row that make its version."""
    return {name: value for name, value in row.items() if name not in NOT_OF_A_VERSION}


def evidence(db: Database, revision: Row) -> frozenset[str]:
    """Digests of the bodies that a revision was made from."""
    sql = "SELECT digest FROM captures WHERE id IN (SELECT value FROM json_each(?))"
    return frozenset(row["digest"] for row in rows(db, sql, revision["captures"]))


def tell_cause(digests: frozenset[str], extractor: str, new: Version) -> str:
    """Who changed the article: the outlet (``edit``), our code (``extraction``), perhaps both (``unclear``).

    >>> new = Version({"extractor": "newscrawl 2"}, "2026-11-24T08:00:00Z", None, (2,), frozenset({"b"}))
    >>> tell_cause(frozenset({"a"}), "newscrawl 2", new), tell_cause(frozenset({"a"}), "newscrawl 1", new)
    ('edit', 'unclear')
    >>> tell_cause(frozenset({"b"}), "newscrawl 1", new)
    'extraction'
    """
    if digests and digests <= new.digests:  # the same pages, or a further page that was missing
        return "extraction"
    return "edit" if extractor == new.row["extractor"] else "unclear"


def add_revision(db: Database, article_id: int, new: Version, cause: str, record: bytes | None = None) -> int:
    """A row of ``revisions``; without ``record`` it is the present version, which ``articles`` holds."""
    row = {"article": article_id, "seen_at": new.seen_at, "cause": cause, "run": new.run}
    row |= {"captures": dump_json(new.captures), "record": record}
    return insert(db, "revisions", row | {name: new.row[name] for name in ("content_hash", "extractor")})


def add_aliases(db: Database, article_id: int, addresses: Sequence[str]) -> None:
    """Remember other addresses, unless one belongs to another article."""
    sql = """
        INSERT INTO aliases (url, article) SELECT ?1, ?2
        WHERE NOT EXISTS (SELECT 1 FROM articles WHERE url = ?1) ON CONFLICT DO NOTHING
    """
    for url in addresses:
        db.execute(sql, (storable(url), article_id))


NOT_TWICE = """
article_url = CASE WHEN article_url = (SELECT url FROM articles WHERE id = ?1) THEN '' ELSE article_url END
"""
"""The address stands in the article already."""

LINKED = f"UPDATE captures SET article = ?1, page = ?2, {NOT_TWICE} WHERE id = ?3"  # noqa: S608 - conditions of our own


def link_captures(db: Database, article_id: int, captures: Sequence[Row], capture_ids: Sequence[int]) -> None:
    """Lead from captures to the article, also from the page that a page with all of the text replaced.

    What the feed claimed when it was fetched goes to the article.
    """
    for page, capture_id in enumerate(capture_ids, start=1):
        db.execute(LINKED, (article_id, page, capture_id))
    claims = [each["claimed_modified"] for each in captures if each["claimed_modified"]]
    if claims:
        update(db, "articles", article_id, {"claimed_modified": max(claims)})
    for each in captures[:1]:
        sql = f"UPDATE captures SET article = ?2 WHERE {UNLINKED} AND +run = ?3 AND +article IS NULL"  # noqa: S608
        if db.execute(sql, (each["article_url"], article_id, each["run"])).rowcount:
            db.execute(f"UPDATE captures SET {NOT_TWICE} WHERE article = ?1", (article_id,))  # noqa: S608


def get(db: Database, key: str) -> Article | None:
    """The article with that number or address."""
    if key.isdecimal():
        row = first(db, "SELECT * FROM articles WHERE id = ?", int(key[:18]))
    else:
        identity = identity_of(key)
        row = by_url(db, identity) if identity else None
    if row is None:
        return None
    current = first(db, "SELECT id FROM revisions WHERE article = ? AND record IS NULL", row["id"])
    return row_article(row, statements.latest(db, current["id"]) if current else ())
