"""What the present code makes of captures that the archive holds. Reads only; its functions run in any process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.articles import CLAIMS
from archive.captures import UNLINKED, Missing
from archive.revisions import shown
from archive.rows import READER_SEES, Row, article_row, content_hash, first, row_article, rows
from archive.statements import latest
from archive.store import Archive, ArchiveError
from newscrawl.annotate import annotate
from newscrawl.process import process
from newscrawl.record import format_cities, format_people, format_sentiment
from newscrawl.seeds import GENERIC, find_outlet, load_outlets
from newscrawl.types import Article, Capture, NotAnArticle, Outlet

OK = 200

NOTES = (
    "outlet",
    "outlet_name",
    "media_type",
    "language",
    "removed",
    "fields",
    "confidence",
    "missing_pages",
)
"""What a reader does not see: mended in place, without another version."""


class Unreadable(Exception):
    """A page is beyond the limits of time or memory; the message says which, as a run report does."""


@dataclass(frozen=True, slots=True)
class Version:
    """An article as the present code reads it, and the captures it was read from, first page first."""

    captures: tuple[int, ...]
    article: Article


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is read differently now."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome for one article or one group of captures; without versions there is nothing to write."""

    about: str
    """URL."""
    article_id: int | None = None
    basis: int | None = None
    """The revision that it was compared with: what was written since stands."""
    versions: tuple[Version, ...] = ()
    """What is to be written, in the order of time."""
    changes: tuple[Change, ...] = ()
    failure: str | None = None
    """Why there is no article: a reason as in the run report, or a sentence."""
    fault: str | None = None
    """What our own code failed on, in a sentence that names the page."""


@lru_cache(maxsize=1)
def reader(path: Path) -> Archive:
    """The archive, opened once per process."""
    return Archive.open(path, create=False, read_only=True)


def read_again(path: Path, article_id: int) -> Reading:
    """Extract an article again from the captures of its present version, and compare."""
    archive = reader(path)
    row, revision = present(archive.db, article_id)
    about = Reading(row["url"], article_id, revision["id"])
    ids = json.loads(revision["captures"])
    stated = latest(archive.db, revision["id"])  # what cannot be read is told now, not while writing
    if not ids:
        return replace(about, failure="no-capture")
    try:
        article = replace(read_pages(archive, ids, row["outlet"]), url=row["url"])
    except (NotAnArticle, ArchiveError) as error:
        return replace(about, failure=reason(error))
    old, new = row_article(row, stated), as_kept(article)
    changes = compare(old, new, claims=is_latest(archive.db, article_id, ids))
    if not changes:
        return about
    if content_hash(new) == content_hash(old):
        return replace(about, versions=(Version(tuple(ids), article),), changes=changes)
    versions = [Version(tuple(ids), annotated(article)), *read_later(archive, row, ids, article)]
    return replace(about, versions=tuple(versions), changes=changes)


def present(db: Database, article_id: int) -> tuple[Row, Row]:
    """The rows of an article and of its present revision; raises Missing where it is not there any more."""
    row = first(db, "SELECT * FROM articles WHERE id = ?", article_id)
    revision = first(db, "SELECT * FROM revisions WHERE article = ? AND record IS NULL", article_id)
    if row is None or revision is None:
        raise Missing(article_id)
    return row, revision


def read_pages(archive: Archive, ids: Sequence[int], slug: str | None) -> Article:
    """The article of these captures, without annotations."""
    page, *further = (archive.read_capture(number) for number in ids)
    return process(page, outlet_of(slug, page), pages=further, annotated=False)


def outlet_of(slug: str | None, page: Capture) -> Outlet:
    """The outlet as its seed says now; a page that no seed knew may have found one."""
    known = load_outlets().get(slug or "")
    return known or find_outlet(page.url) or GENERIC


def reason(error: NotAnArticle | ArchiveError) -> str:
    """As a run report counts it."""
    return f"not-article/{error.reason}" if isinstance(error, NotAnArticle) else str(error)


def as_kept(article: Article) -> Article:
    """The article as it would come out of the archive."""
    return row_article(article_row(article))


def compare(old: Article, new: Article, *, claims: bool) -> tuple[Change, ...]:
    """The fields that differ. What a page claims follows the latest fetch, so it counts only where that was read."""
    names = [*READER_SEES, *NOTES]
    names += [name for name in CLAIMS if claims and getattr(new, name) is not None]
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return tuple(
        Change(name, shown(before), shown(after)) for name, before, after in pairs if before != after
    )


def is_latest(db: Database, article_id: int, ids: Sequence[int]) -> bool:
    """Whether no later capture of the article's first page was seen."""
    row = first(db, "SELECT max(id) AS id FROM captures WHERE article = ? AND page = 1", article_id)
    return row is None or row["id"] in ids


def annotated(article: Article) -> Article:
    """The article with what the annotators state now."""
    return replace(article, annotations=annotate(article.headline, article.paragraphs, article.dateline))


def read_later(archive: Archive, row: Row, ids: Sequence[int], before: Article) -> Iterator[Version]:
    """Later captures in which only the present code sees an edit."""
    for later in later_pages(archive.db, row["id"], ids):
        try:
            article = replace(read_pages(archive, later, row["outlet"]), url=row["url"])
        except (NotAnArticle, ArchiveError):
            continue  # the version before stands
        if content_hash(article) != content_hash(before):
            yield Version(tuple(later), annotated(article))
            before = article


def later_pages(db: Database, article_id: int, ids: Sequence[int]) -> Iterator[list[int]]:
    """The captures of each later visit, first page first."""
    visits = rows(
        db, "SELECT id, run FROM captures WHERE article = ? AND page = 1 ORDER BY fetched_at, id", article_id
    )
    for visit in visits:
        if visit["id"] > max(ids):
            further = rows(db, FURTHER, article_id, visit["run"], visit["id"])
            yield [visit["id"], *(each["id"] for each in further)]


FURTHER = """
SELECT max(id) AS id FROM captures WHERE article = ? AND run = ? AND id > ? AND page > 1 GROUP BY page ORDER BY page
"""


def read_unread(path: Path, key: tuple[str, int]) -> Reading:
    """The article of captures that gave none before: those of one article's URL in one run.

    Of page 1, page 2 and ``?page=all`` the address that tells most is the article, at each time it was fetched.
    """
    archive, (article_url, run) = reader(path), key
    slug = (first(archive.db, "SELECT outlet FROM runs WHERE id = ?", run) or {}).get("outlet")
    group = {row["id"]: row["url"] for row in rows(archive.db, UNREAD, article_url, run)}
    by_url = {url: number for number, url in group.items()}
    tried = {url: try_joined(archive, number, by_url, slug) for url, number in by_url.items()}
    read = {url: version for url, version in tried.items() if isinstance(version, Version)}
    if not read:
        return Reading(article_url, failure=next(map(str, tried.values()), "no-capture"))
    best = max(read, key=lambda url: len(read[url].article.text))
    visits = [number for number, url in group.items() if url == best and number != by_url[best]]
    earlier = [try_joined(archive, number, by_url, slug) for number in visits]
    found = [*(each for each in earlier if isinstance(each, Version)), read[best]]
    return Reading(
        article_url, versions=tuple(replace(each, article=annotated(each.article)) for each in found)
    )


UNREAD = f"""
SELECT id, url FROM captures WHERE {UNLINKED} AND run = ?2 AND article IS NULL AND status = 200
ORDER BY fetched_at, id
"""  # noqa: S608 - a condition of our own


def try_joined(archive: Archive, number: int, by_url: dict[str, int], slug: str | None) -> Version | str:
    """The article of a capture, joined with those of its further pages that are at hand; or why there is none."""
    try:
        page = archive.read_capture(number)
        outlet = outlet_of(slug, page)
        article = process(page, outlet, annotated=False)
        further = [by_url[url] for url in article.missing_pages if url in by_url]
        if further:
            pages = [archive.read_capture(each) for each in further]
            article = process(page, outlet, pages=pages, annotated=False)
    except (NotAnArticle, ArchiveError) as error:
        return reason(error)
    return Version((number, *further), article)


def state_again(path: Path, article_id: int) -> Reading:
    """Run the annotators over the text that is kept; the present statement stands where it is of their version."""
    archive = reader(path)
    row, revision = present(archive.db, article_id)
    article = annotated(row_article(row))
    held = {each.annotator: each for each in latest(archive.db, revision["id"])}
    about = Reading(row["url"], article_id, revision["id"])
    if all(
        each.annotator in held and held[each.annotator].version == each.version
        for each in article.annotations
    ):
        return about
    changes = []
    for each in article.annotations:
        old = held.get(each.annotator)
        before, after = say(each.annotator, old.value if old else None), say(each.annotator, each.value)
        if old is None or (old.value != each.value and old.version != each.version):
            changes.append(Change(each.annotator, before, after))
    return replace(about, versions=(Version((), article),), changes=tuple(changes))


def say(annotator: str, value: Any) -> str:
    """A statement in a few words."""
    if value is None:
        return "-"
    return SHORT.get(annotator, str)(value) or "-"


def names(value: Any) -> str:
    """The names in a list of parts."""
    return "; ".join(str(part.get("name")) for part in value)


SHORT: dict[str, Callable[[Any], str]] = {
    "sentiment": format_sentiment,
    "places": format_cities,
    "people": format_people,
    "regions": names,
    "organisations": names,
}
