"""What the page of one article shows: the record, its text, its versions and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.articles import by_url, identity_of
from archive.rows import first, rows
from archive.store import Archive
from newscrawl.cite import apa, bibtex
from newscrawl.types import Article, Removed

EXCERPT = 400
"""Characters of a text that strangers see: about two paragraphs."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """All that the template needs."""

    id: int
    article: Article
    blocks: tuple[str | Removed, ...]
    """Paragraphs and, between them, what was cut."""
    shortened: bool
    tone: Mapping[str, Any]
    """The sentiment annotation; empty where there is none."""
    first_seen: str
    last_seen: str
    gone_at: str | None
    revisions: Sequence[Mapping[str, Any]]
    captures: Sequence[Mapping[str, Any]]
    apa: str
    bibtex: str


def read_article(archive: Archive, number: int, *, public: bool) -> ArticlePage | None:
    """The page of an article; None where there is none of that number."""
    row = first(archive.db, "SELECT first_seen, last_seen, gone_at FROM articles WHERE id = ?", number)
    article = archive.get(number)
    if row is None or article is None:
        return None
    blocks = tuple(excerpt(article.paragraphs) if public else with_removed(article))
    tone = article.annotation("sentiment")
    return ArticlePage(
        id=number,
        article=article,
        blocks=blocks,
        shortened=public and "".join(map(str, blocks)) != "".join(article.paragraphs),
        tone=tone if isinstance(tone, Mapping) and tone.get("label") else {},
        revisions=rows(archive.db, REVISIONS, number),
        captures=rows(archive.db, CAPTURES, number),
        apa=apa(article),
        bibtex=bibtex(article, date.fromisoformat(row["last_seen"][:10])),
        **row,
    )


def with_removed(article: Article) -> Iterator[str | Removed]:
    """Paragraphs with the texts that were cut where they stood."""
    for number, paragraph in enumerate(article.paragraphs):
        yield from (each for each in article.removed if each.after == number)
        yield paragraph
    yield from (each for each in article.removed if each.after >= len(article.paragraphs))


def excerpt(paragraphs: Sequence[str]) -> Iterator[str]:
    """The opening, cut at a word.

    >>> list(excerpt(["Warga gembira.", "kata " * 100]))[1][-9:]
    'kata kata'
    """
    left = EXCERPT
    for paragraph in paragraphs:
        if len(paragraph) > left:
            yield paragraph[:left].rpartition(" ")[0].strip()
            return
        yield paragraph
        left -= len(paragraph)


def number_of(archive: Archive, address: str) -> int | None:
    """The id of the article at an address, however it is spelled; None where the archive has none."""
    identity = identity_of(address)
    row = by_url(archive.db, identity) if identity else None
    return row["id"] if row else None


REVISIONS = "SELECT id, seen_at, cause, extractor FROM revisions WHERE article = ? ORDER BY seen_at, id"
CAPTURES = """
SELECT id, url, fetched_at, status, digest, file, offset, length, page FROM captures
WHERE article = ? ORDER BY fetched_at, id LIMIT 200
"""
