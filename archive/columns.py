"""The columns of a corpus that leaves the archive: their types, what they mean, how they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from archive.connection import explained
from archive.rows import Row, dump_json, first, from_iso, row_article, rows
from archive.statements import latest
from archive.store import Archive
from newscrawl.types import Article

PORTION = 200
"""Articles read at a time: some 2 MB, however large the corpus."""

Kind = Literal["integer", "number", "string", "date", "datetime", "list"]


@dataclass(frozen=True, slots=True)
class Kept:
    """An article with what the archive knows beside it."""

    article: Article
    row: Row
    """Its row of ``articles``."""
    outlet: Row
    """Its row of ``outlets``."""
    revisions: int
    digests: tuple[str, ...]
    """Of the captures of the present version, first page first."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; ``read`` gives None where the value is unknown."""

    name: str
    kind: Kind
    what: str
    read: Callable[[Kept], Any]


def read_kept(archive: Archive, ids: Iterable[int]) -> Iterator[Kept]:
    """The articles of these ids in their order, in portions; those deleted meanwhile are left out."""
    wanted = iter(ids)
    while portion := list(islice(wanted, PORTION)):
        with explained(archive.path):
            found = {row["id"]: row for row in rows(archive.db, ARTICLES, dump_json(portion))}
            made = [make_kept(archive, found[number]) for number in portion if number in found]
        yield from made


ARTICLES = "SELECT * FROM articles WHERE id IN (SELECT value FROM json_each(?))"


def make_kept(archive: Archive, row: Row) -> Kept:
    """What the archive holds of the article of a row."""
    db, number = archive.db, row["id"]
    current = first(db, "SELECT id, captures FROM revisions WHERE article = ? AND record IS NULL", number)
    statements = latest(db, current["id"]) if current else []
    digests = rows(db, DIGESTS, current["captures"] if current else "[]")
    counted = rows(db, "SELECT count(*) AS number FROM revisions WHERE article = ?", number)
    return Kept(
        row_article(row, statements),
        row,
        first(db, "SELECT * FROM outlets WHERE slug = ?", row["outlet"]) or {},
        counted[0]["number"],
        tuple(each["digest"] for each in digests),
    )


DIGESTS = """
SELECT digest FROM json_each(?) AS wanted JOIN captures ON captures.id = wanted.value ORDER BY wanted.key
"""


def of_article(name: str) -> Callable[[Kept], Any]:
    """A field of the article."""
    return lambda kept: getattr(kept.article, name)


def of_row(name: str) -> Callable[[Kept], Any]:
    """A column of ``articles``."""
    return lambda kept: kept.row[name]


def of_outlet(name: str) -> Callable[[Kept], Any]:
    """A column of ``outlets``."""
    return lambda kept: kept.outlet.get(name)


def moment(name: str) -> Callable[[Kept], datetime | None]:
    """An instant that the archive keeps as text."""
    return lambda kept: from_iso(kept.row[name])


def stated(annotator: str, key: str) -> Callable[[Kept], Any]:
    """One value of an annotation that is an object."""

    def read(kept: Kept) -> Any:
        value = kept.article.annotation(annotator)
        return value.get(key) if isinstance(value, Mapping) else None

    return read


def listed(annotator: str, key: str = "name") -> Callable[[Kept], list[str]]:
    """One value of each part of an annotation that is a list."""

    def read(kept: Kept) -> list[str]:
        value = kept.article.annotation(annotator)
        parts = value if isinstance(value, list) else []
        return [str(part[key]) for part in parts if isinstance(part, Mapping) and part.get(key)]

    return read


COLUMNS = (
    Column("id", "integer", "number in the archive", of_row("id")),
    Column("url", "string", "normalised address: the article's identity", of_article("url")),
    Column("canonical_url", "string", "address that the page names itself", of_article("canonical_url")),
    Column("outlet", "string", "slug of the outlet; generic: no known outlet", of_article("outlet")),
    Column("outlet_name", "string", "the outlet as printed", of_article("outlet_name")),
    Column("network", "string", "publisher family of the outlet", of_outlet("network")),
    Column("region", "string", "ISO 3166-2 code of the outlet's province", of_outlet("region")),
    Column("media_type", "string", "kind of outlet", of_article("media_type")),
    Column("kind", "string", "article, photo or video", of_article("kind")),
    Column("headline", "string", "headline", of_article("headline")),
    Column(
        "published_at",
        "datetime",
        "instant; empty where the page prints only a day",
        of_article("published_at"),
    ),
    Column("published_on", "date", "local day of publication", of_article("published_on")),
    Column("modified_at", "datetime", "last change as the page claims it", of_article("modified_at")),
    Column("byline", "string", "credit line as printed", of_article("byline")),
    Column("authors", "list", "names of the authors", of_article("authors")),
    Column("editors", "list", "names of the editors", of_article("editors")),
    Column("dateline", "string", "place or outlet words that open the body", of_article("dateline")),
    Column("section", "string", "section of the outlet", of_article("section")),
    Column("tags", "list", "tags of the outlet", of_article("tags")),
    Column("language", "string", "language that the page declares", of_article("language")),
    Column("lead_image", "string", "address of the lead image", of_article("lead_image")),
    Column("sentiment", "string", "positif, netral or negatif; by a model", stated("sentiment", "label")),
    Column("sentiment_confidence", "number", "0-1; by a model", stated("sentiment", "confidence")),
    Column("places", "list", "kabupaten, kota and foreign cities named; by a model", listed("places")),
    Column("place_codes", "list", "Kemendagri codes of the kabupaten and kota", listed("places", "code")),
    Column("regions", "list", "provinces and countries named; by a model", listed("regions")),
    Column("people", "list", "people named; by a model", listed("people")),
    Column("organisations", "list", "institutions named; by a model", listed("organisations")),
    Column("text", "string", "the body: paragraphs joined by a blank line", of_article("text")),
    Column("first_seen", "datetime", "when its page was first fetched", moment("first_seen")),
    Column("last_seen", "datetime", "when the outlet last showed it", moment("last_seen")),
    Column("gone_at", "datetime", "since when the outlet answers that it is gone", moment("gone_at")),
    Column("revisions", "integer", "number of versions in the archive", lambda kept: kept.revisions),
    Column("captures", "list", "SHA-256 of the pages it was read from", lambda kept: kept.digests),
    Column("confidence", "number", "0-1; below 1 where the body was guessed", of_article("confidence")),
    Column("extractor", "string", "code that read the page", of_article("extractor")),
)


def columns(*, text: bool) -> tuple[Column, ...]:
    """All columns, or those that copyright lets pass: without the text."""
    return COLUMNS if text else tuple(each for each in COLUMNS if each.name != "text")
