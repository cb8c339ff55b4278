"""What the page of one article shows: the record, its text, its versions and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from archive.revisions import Change, Revision, difference, evidence, history
from archive.rows import first, rows
from archive.store import Archive
from archive.stories import Copy, copies
from newscrawl.cite import apa, bibtex
from newscrawl.days import day_of
from newscrawl.types import Article, Removed

EXCERPT = 400
"""Characters of a text that strangers see: about two paragraphs."""


COPIES = 50
DIFFERENCES = 20
"""Latest versions that are compared with the one before; 5 ms each."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version and what changed in it; empty for strangers, for the first and for very old ones."""

    revision: Revision
    changes: Sequence[Change]


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
    versions: Sequence[Version]
    copies: Sequence[Copy]
    """Other articles of the same story, the first published first."""
    captures: Sequence[Mapping[str, Any]]
    faults: Mapping[int, str | None] | None
    """Capture -> what is wrong with its record, None if nothing; None where nobody asked to look."""
    apa: str
    bibtex: str


def read_article(archive: Archive, number: int, *, public: bool, checked: bool = False) -> ArticlePage | None:
    """The page of an article; None where there is none of that number.

    ``checked`` reads every capture from its file and compares the digest.
    """
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
        versions=list(versions(history(archive, number), compared=not public)),
        captures=rows(archive.db, CAPTURES, number),
        copies=[each for each in copies(archive, number) if each.id != number][:COPIES],
        faults={each.capture: each.fault for each in evidence(archive, number)} if checked else None,
        apa=apa(article),
        bibtex=bibtex(article, day_of(datetime.fromisoformat(row["last_seen"]))),
        **row,
    )


def versions(found: Sequence[Revision], *, compared: bool) -> Iterator[Version]:
    """The versions, latest first, each with what changed in it."""
    for old, new in reversed(list(pairwise(found))):
        close = compared and new.number > len(found) - DIFFERENCES
        yield Version(new, difference(old, new) if close else ())
    yield from (Version(first_one, ()) for first_one in found[:1])


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


CAPTURES = """
SELECT id, url, fetched_at, status, digest, file, offset, length, page FROM captures
WHERE article = ? ORDER BY fetched_at, id LIMIT 200
"""
