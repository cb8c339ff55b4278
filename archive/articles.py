"""Articles as rows: one per article, every version kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from archive import grouping, statements
from archive.captures import UNLINKED
from archive.labels import make_place_labels
from archive.prepared import Prepared, identity_of, prepare
from archive.rows import (
    Row,
    dump_json,
    first,
    insert,
    insert_all,
    iso_utc,
    next_id,
    pack,
    packed,
    row_article,
    rows,
    same_hash,
    storable,
    unpacked,
    update,
)
from archive.tombstones import Redacted, next_after_taken_down, taken_down
from newscrawl.seeds import GENERIC
from newscrawl.types import Article

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


@dataclass(frozen=True, slots=True)
class Saving:
    """An article to be stored."""

    article: Prepared
    captures: Sequence[int]
    """Those it was made from, first page first; without any it was seen ``now``."""
    run: int | None
    now: datetime
    seen: Mapping[str, str | None] = field(default_factory=dict)
    """``first_seen``, ``last_seen`` and ``gone_at`` of the archive that an article comes from."""

    def moment(self, *, known: bool) -> str:
        """When it was seen, where no capture tells."""
        return self.seen.get("last_seen" if known else "first_seen") or iso_utc(self.now)


@dataclass(frozen=True, slots=True)
class Version:
    """One reading of an article: the columns it gives, when it was seen, and the evidence."""

    row: dict[str, Any]
    seen_at: str
    run: int | None
    captures: tuple[int, ...]
    digests: frozenset[str]
    is_timed: bool = True
    """Whether a capture or the archive it comes from tells when it was seen."""

    @property
    def is_told(self) -> bool:
        """Whether another archive tells of it, and when it saw it, without its captures."""
        return self.is_timed and not self.captures


def save(
    db: Database, article: Article, capture_ids: Sequence[int], run: int | None, now: datetime
) -> Outcome:
    """Store the article, or what is new about it. Saving the same twice changes nothing. Raises Redacted."""
    (outcome,) = save_all(db, [Saving(prepare(article), capture_ids, run, now)])
    if isinstance(outcome, Redacted):
        raise outcome
    return outcome


def save_all(db: Database, savings: Sequence[Saving]) -> list[Outcome | Redacted]:
    """Store articles as if one by one; the outcome of each.

    Those that the archive does not have are written together, as far as none shares an address with another.
    """
    captures = captures_of(db, savings)
    addresses = [[saving.article.row["url"], *addresses_of(saving, captures)] for saving in savings]
    every = [url for own in addresses for url in own]
    refused = taken_down(db, every)
    held = {row["url"] for row in rows(db, HELD, dump_json(every))}
    outcomes: list[Outcome | Redacted] = []
    new: list[tuple[Saving, Sequence[str]]] = []
    for saving, own in zip(savings, addresses, strict=True):
        if error := next((refused[url] for url in own if url in refused), None):
            outcomes.append(error)
        elif held.isdisjoint(own):
            new.append((saving, own))
            outcomes.append("new")
        else:
            add_all(db, new, captures)
            new = []
            outcomes.append(save_known(db, saving, own, captures))
        held.update(own)
    add_all(db, new, captures)
    return outcomes


HELD = """
WITH asked AS (SELECT value AS url FROM json_each(?))
SELECT url FROM articles WHERE url IN asked UNION ALL SELECT url FROM aliases WHERE url IN asked
"""
CAPTURES = "SELECT * FROM captures WHERE id IN (SELECT value FROM json_each(?))"


def captures_of(db: Database, savings: Iterable[Saving]) -> dict[int, Row]:
    """Id -> capture, of all these articles."""
    ids = [number for saving in savings for number in saving.captures]
    return {row["id"]: row for row in rows(db, CAPTURES, dump_json(ids))} if ids else {}


def save_known(db: Database, saving: Saving, own: Sequence[str], captures: Mapping[int, Row]) -> Outcome:
    """Store what is new about an article one of whose addresses is known; the first of them is its URL."""
    article = saving.article
    known = find(db, article.row, own)
    if known is None:
        add_all(db, [(saving, own)], captures)
        return "new"
    version = make_version(saving, captures, known=True)
    outcome, revision = renew(db, known, version)
    add_aliases(db, [(url, known["id"]) for url in own])
    link_captures(db, [(known["id"], saving)], captures)
    if claimed := claimed_modified(saving, captures):
        update(db, "articles", known["id"], {"claimed_modified": claimed})
    statements.keep(db, article.annotations, known["id"], revision, saving.moment(known=True))
    if seen := saving.seen.get("first_seen"):
        sql = "UPDATE articles SET first_seen = min(first_seen, ?) WHERE id = ?"
        db.execute(sql, (seen, known["id"]))
    if gone := saving.seen.get("gone_at"):
        sql = "UPDATE articles SET gone_at = ? WHERE id = ? AND last_seen <= ?"
        db.execute(sql, (gone, known["id"], saving.seen["last_seen"]))
    return outcome


def add_all(db: Database, found: Sequence[tuple[Saving, Sequence[str]]], captures: Mapping[int, Row]) -> None:
    """Write articles that the archive does not have, each with its addresses; table by table costs SQLite half of one by one."""
    if not found:
        return
    new = [saving for saving, _ in found]
    versions = [make_version(each, captures, known=False) for each in new]
    regions = keep_outlets(db, [version.row for version in versions])
    start = max(next_id(db, "articles"), next_after_taken_down(db))
    ids = range(start, start + len(new))
    insert_all(db, "articles", [
        {"id": number, **new_row(each, version, regions, captures)}
        for number, each, version in zip(ids, new, versions, strict=True)
    ])  # fmt: skip
    revisions = add_revisions(db, list(zip(ids, versions, strict=True)))
    add_aliases(db, [(url, number) for number, (_, own) in zip(ids, found, strict=True) for url in own[1:]])
    link_captures(db, list(zip(ids, new, strict=True)), captures)
    statements.add_all(db, [
        (revision, packed, each.moment(known=False))
        for revision, each in zip(revisions, new, strict=True) if (packed := each.article.statements)
    ])  # fmt: skip
    statements.link_all(db, [(number, each.article.links) for number, each in zip(ids, new, strict=True)])
    grouping.place_all(db, [
        grouping.Placed(number, version.row["text"], version.row["published_on"], each.article.sketch)
        for number, each, version in zip(ids, new, versions, strict=True)
    ])  # fmt: skip


def new_row(
    saving: Saving, version: Version, regions: Mapping[str, str | None], captures: Mapping[int, Row]
) -> dict[str, Any]:
    """The row of ``articles``."""
    row = {**saving.article.stored, "claimed_modified": claimed_modified(saving, captures)}
    if not saving.article.is_placed:
        row["place_labels"] = make_place_labels((), regions[row["outlet"]])
    seen = {"first_seen": version.seen_at, "last_seen": version.seen_at, "gone_at": None}
    return {**row, **seen, **saving.seen}


def keep_outlets(db: Database, found: Sequence[Row]) -> dict[str, str | None]:
    """Slug -> region. An outlet that no crawl has recorded yet is known by its name.

    Pages of no known outlet share one row.
    """
    names: dict[str, str] = {}
    for row in found:
        names.setdefault(row["outlet"], OTHERS if row["outlet"] == GENERIC.slug else row["outlet_name"])
    db.conn.executemany(
        "INSERT INTO outlets (slug, name) VALUES (?, ?) ON CONFLICT DO NOTHING", names.items()
    )
    sql = "SELECT slug, region FROM outlets WHERE slug IN (SELECT value FROM json_each(?))"
    return {row["slug"]: row["region"] for row in rows(db, sql, dump_json(list(names)))}


def make_version(saving: Saving, captures: Mapping[int, Row], *, known: bool) -> Version:
    """What the archive is told about an article."""
    own = [captures[number] for number in saving.captures if number in captures]
    seen_at = min((each["fetched_at"] for each in own), default=saving.moment(known=known))
    digests = frozenset(each["digest"] for each in own)
    is_timed = bool(own or saving.seen)
    return Version(saving.article.row, seen_at, saving.run, tuple(saving.captures), digests, is_timed)


def find(db: Database, new: Row, addresses: Sequence[str]) -> dict[str, Any] | None:
    """The row of this article: by its URL, the first address, or by another that one page of the outlet already has.

    A canonical URL or a redirect leads to it only where headline or time agree: pages name the front page
    or a neighbour as canonical, and deleted articles redirect to others.
    """
    for number, url in enumerate(addresses):
        row = by_url(db, url)
        if row and (number == 0 or is_same(row, new)):
            return row
    return None


def by_url(db: Database, url: str) -> dict[str, Any] | None:
    """The row whose URL or alias this is; ``url`` is normalised."""
    sql = "SELECT * FROM articles WHERE url = ?1 OR id = (SELECT article FROM aliases WHERE url = ?1)"
    return first(db, sql, storable(url))


def is_same(row: Row, new: Row) -> bool:
    """Whether a row found by another address is the same article of the same outlet."""
    if row["outlet"] != new["outlet"]:
        return False
    instant = new["published_at"] if "T" in (new["published_at"] or "") else None
    surely = instant is not None and instant[17:19] != "00"  # minutes are shared by many
    words, others = (frozenset(each["headline"].casefold().split()) for each in (row, new))
    alike = len(words & others) * 2 >= min(len(words), len(others))
    days = {each["published_on"] for each in (row, new)} - {None}
    return bool(
        (instant and row["published_at"] == instant and (surely or alike))
        or (row["headline"] == new["headline"] and len(days) < 2)  # Prakiraan Cuaca Hari Ini
    )


def addresses_of(saving: Saving, captures: Mapping[int, Row]) -> list[str]:
    """Other addresses, normalised: what the page says, what was asked for, where it was found."""
    found = [saving.article.canonical]
    if first_page := captures.get(saving.captures[0]) if saving.captures else None:
        asked = dict.fromkeys((first_page["requested_url"], first_page["url"]))
        found += [identity_of(url) for url in asked]
    return [url for url in dict.fromkeys(found) if url and url != saving.article.row["url"]]


def renew(db: Database, known: Row, new: Version) -> tuple[Outcome, int]:
    """Bring a known article up to date; the outcome, and the revision that the new version belongs to."""
    note_seen(db, known, new)
    revisions = rows(db, "SELECT * FROM revisions WHERE article = ? ORDER BY seen_at, id", known["id"])
    current = next(each for each in revisions if each["record"] is None)
    digests = evidence(db, current)
    cause = tell_cause(digests, current["extractor"], new)
    is_older = new.seen_at < current["seen_at"]
    if new.is_told:  # of two archives the one that saw the article last has its present version
        is_older = new.seen_at <= known["last_seen"]
    # under a clock that is behind, the same page seems to be of tomorrow and loses its times
    is_same_code = current["extractor"] == new.row["extractor"]
    if is_older and new.digests and digests == new.digests and is_same_code:
        return "unchanged", current["id"]
    if is_older and (not new.digests or digests != new.digests):
        return add_older(db, known["id"], revisions, new, cause)
    if is_version(current, new):
        return "unchanged", current["id"]
    if not new.is_timed and (held := next((each for each in revisions if is_version(each, new)), None)):
        return "unchanged", held["id"]  # a line that does not say when it was seen, imported again
    db.execute(
        "UPDATE revisions SET record = ? WHERE id = ?", (pack(version_of(unpacked(known))), current["id"])
    )
    keep_outlets(db, [new.row])
    grouping.forget(db, known["id"])
    update(db, "articles", known["id"], version_of(packed({**new.row, "url": known["url"]})))
    grouping.place(db, known["id"], new.row["text"], new.row["published_on"])
    return "updated", add_revision(db, known["id"], new, cause)


def add_older(
    db: Database, article_id: int, revisions: Sequence[Row], new: Version, cause: str
) -> tuple[Outcome, int]:
    """What was seen earlier and is brought in later does not replace what was seen since."""
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
    return insert(db, "revisions", revision_row(article_id, new, cause) | {"record": record})


def add_revisions(db: Database, made: Sequence[tuple[int, Version]]) -> range:
    """The first revisions of articles; their ids."""
    start = next_id(db, "revisions")
    insert_all(db, "revisions", [
        {"id": number, **revision_row(article_id, version, "new")}
        for number, (article_id, version) in enumerate(made, start)
    ])  # fmt: skip
    return range(start, start + len(made))


def revision_row(article_id: int, new: Version, cause: str) -> dict[str, Any]:
    """The columns of ``revisions`` that tell of a version."""
    row = {"article": article_id, "seen_at": new.seen_at, "cause": cause, "run": new.run}
    row |= {"captures": dump_json(new.captures)}
    return row | {name: new.row[name] for name in ("content_hash", "extractor")}


def add_aliases(db: Database, found: Iterable[tuple[str, int]]) -> None:
    """Remember other addresses of articles, unless one belongs to another article."""
    sql = """
        INSERT INTO aliases (url, article) SELECT ?1, ?2
        WHERE NOT EXISTS (SELECT 1 FROM articles WHERE url = ?1) ON CONFLICT DO NOTHING
    """
    db.conn.executemany(sql, found)


NOT_TWICE = """
article_url = CASE WHEN article_url = (SELECT url FROM articles WHERE id = ?1) THEN '' ELSE article_url END
"""
"""The address stands in the article already."""

LINKED = f"UPDATE captures SET article = ?1, page = ?2, {NOT_TWICE} WHERE id = ?3"  # noqa: S608 - conditions of our own
REPLACED = f"UPDATE captures SET article = ?2 WHERE {UNLINKED} AND +run = ?3 AND +article IS NULL"  # noqa: S608


def link_captures(db: Database, found: Sequence[tuple[int, Saving]], captures: Mapping[int, Row]) -> None:
    """Lead from captures to articles, also from the page that a page with all of the text replaced."""
    linked = [
        (article_id, page, number)
        for article_id, saving in found for page, number in enumerate(saving.captures, start=1)
    ]  # fmt: skip
    db.conn.executemany(LINKED, linked)
    firsts = [
        (article_id, next(captures[number] for number in saving.captures if number in captures))
        for article_id, saving in found if not captures.keys().isdisjoint(saving.captures)
    ]  # fmt: skip
    replaced = [(row["article_url"], article_id, row["run"]) for article_id, row in firsts]
    if db.conn.executemany(REPLACED, replaced).rowcount > 0:
        sql = f"UPDATE captures SET {NOT_TWICE} WHERE article = ?1"  # noqa: S608
        db.conn.executemany(sql, [(article_id,) for article_id, _ in firsts])


def claimed_modified(saving: Saving, captures: Mapping[int, Row]) -> str | None:
    """What the feed claimed last when the pages were fetched."""
    claims = [captures[number]["claimed_modified"] for number in saving.captures if number in captures]
    return max(filter(None, claims), default=None)


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
