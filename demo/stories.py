"""The sample network's articles, read from ``pages/<outlet>/<slug>.md``.

A file holds TOML front matter between ``+++`` lines, then blocks parted by blank lines. A block is a
paragraph (``[Sumedang]`` is a link in it), ``===`` where the next page begins, or an insert:
``!list Title | Title``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

PAGES = Path(__file__).parent / "pages"
ZONE = ZoneInfo("Asia/Jakarta")
HOSTS = {"jabarekspres": "jabarekspres.com", "kompas": "regional.kompas.com"}
PAGE_BREAK = "==="
INLINE_LINK = re.compile(r"\[([^]]+)\]")  # [Sumedang]

SHOWN = MappingProxyType(
    {
        "line": ("BACA JUGA: {0}",),
        "tight": ("BACA JUGA:{0}",),
        "glued": ("Baca Juga:{0}{1}",),
        "apart": ("BACA JUGA:", "{0}"),
        "list": ("Baca Juga:", "{0}", "{1}"),
        "orphan": ("Baca Juga",),
        "jnews": ("Baca Juga", "{0}"),
        "inline": ("Baca juga: {0}",),
        "promo": ("{0}",),
        "figure": (),
    }
)
"""Form of an insert -> the lines that a reader sees of it. A figure's caption is no part of the text."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (``text``) or an insert (any form of ``SHOWN``) with its titles."""

    form: str
    texts: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines that a reader sees of an insert."""
        return tuple(line.format(*self.texts) for line in SHOWN[self.form])


@dataclass(frozen=True, slots=True)
class Story:
    """One article as the newsroom wrote it; the templates print it."""

    outlet: str
    slug: str
    headline: str
    published: datetime
    """Aware, Asia/Jakarta."""
    modified: datetime
    author: str
    section: str
    tags: tuple[str, ...]
    pages: tuple[tuple[Block, ...], ...]
    number: int
    """WordPress post id; kompas.com's has nine digits."""
    editor: str | None = None
    dateline: str | None = None
    dash: str = "–"
    tight: bool = False
    """No space behind the dateline's dash."""
    closing: str | None = None
    lead: str | None = None
    """Caption of the lead image."""
    figure: str | None = None
    bare: bool = False
    """An older layout: no JSON-LD, no dates in metadata or attributes, only what a reader sees."""
    gone: bool = False
    """Announced, but answers 404."""

    @property
    def url(self) -> str:
        """Canonical URL."""
        host = HOSTS[self.outlet]
        if self.outlet == "kompas":
            return f"https://{host}/read/{self.published:%Y/%m/%d}/{self.number:09}/{self.slug}"
        return f"https://{host}/berita/{self.published:%Y/%m/%d}/{self.slug}/"

    @property
    def page_urls(self) -> tuple[str, ...]:
        """One URL per page, first page first."""
        pattern = f"{self.url}?page={{}}" if self.outlet == "kompas" else f"{self.url}{{}}/"
        return (self.url, *(pattern.format(number) for number in range(2, len(self.pages) + 1)))

    @property
    def summary(self) -> str:
        """The first paragraph, as feeds and metadata quote it."""
        return plain(self.pages[0][0].texts[0])


@dataclass(frozen=True, slots=True)
class Published:
    """What a crawl should find of an article."""

    url: str
    headline: str
    published_at: datetime
    modified_at: datetime | None
    """None where the page states no second date."""
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    dateline: str | None
    section: str
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]
    removed: tuple[str, ...]
    """The lines of the inserts in order; an extractor may join them and cut captions and page links too."""
    closing: str | None
    pages: tuple[str, ...]


@cache
def read_stories() -> Mapping[str, Story]:
    """Slug -> story of both outlets, oldest first."""
    stories = [read_story(path) for path in PAGES.glob("*/*.md")]
    return MappingProxyType(
        {story.slug: story for story in sorted(stories, key=lambda story: story.published)}
    )


def read_story(path: Path) -> Story:
    """The story of one file; its name is the slug."""
    _, front, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    facts: dict[str, Any] = tomllib.loads(front)
    published = facts.pop("published").replace(tzinfo=ZONE)
    modified = facts.pop("modified").replace(tzinfo=ZONE) if "modified" in facts else published
    return Story(
        outlet=path.parent.name,
        slug=path.stem,
        published=published,
        modified=modified,
        tags=tuple(facts.pop("tags")),
        pages=_read_pages(text),
        number=int(facts.pop("id", f"{published:%y%m%d}")),
        **facts,
    )


def _read_pages(text: str) -> tuple[tuple[Block, ...], ...]:
    pages: list[list[Block]] = [[]]
    for block in re.split(r"\n\s*\n", text.strip()):
        if block == PAGE_BREAK:
            pages.append([])
        else:
            pages[-1].append(_read_block(block))
    return tuple(map(tuple, pages))


def _read_block(block: str) -> Block:
    if not block.startswith("!"):
        return Block("text", (block,))
    form, _, titles = block[1:].partition(" ")
    return Block(form, tuple(title.strip() for title in titles.split("|")))


def edit_story(story: Story, revision: int) -> Story:
    """The story after the newsroom added a sentence; an hour later per revision."""
    added = f"Hingga pembaruan ke-{revision} berita ini, petugas masih mengumpulkan keterangan di lapangan."
    pages = (*story.pages[:-1], (*story.pages[-1], Block("text", (added,))))
    return replace(story, pages=pages, modified=story.modified + timedelta(hours=1))


def expected(stories: Sequence[Story] | None = None) -> tuple[Published, ...]:
    """What a crawl should find; ``stories`` defaults to the pages as first published."""
    chosen = tuple(read_stories().values()) if stories is None else stories
    return tuple(_expected(story) for story in chosen if not story.gone)


def _expected(story: Story) -> Published:
    blocks = [block for page in story.pages for block in page]
    return Published(
        url=story.url,
        headline=story.headline,
        published_at=story.published.replace(second=0) if story.bare else story.published,
        modified_at=None if story.bare else story.modified,
        authors=(story.author,),
        editors=(story.editor,) if story.editor else (),
        dateline=story.dateline,
        section=story.section,
        tags=story.tags,
        paragraphs=tuple(plain(block.texts[0]) for block in blocks if block.form == "text"),
        removed=tuple(line for block in blocks if block.form != "text" for line in block.shown),
        closing=story.closing,
        pages=story.page_urls,
    )


def plain(text: str) -> str:
    """A paragraph without the marks of its links.

    >>> plain("Warga Kabupaten [Sumedang] gembira.")
    'Warga Kabupaten Sumedang gembira.'
    """
    return INLINE_LINK.sub(r"\1", text)
