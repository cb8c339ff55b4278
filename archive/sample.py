"""What the pages of one run were like, in numbers: the part of the run report that later runs are compared with.

Only new and changed articles count, and a failing page only the first time: a page that is asked for again each
hour would otherwise outvote the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from newscrawl.types import Article

FIELDS = ("authors", "editors", "section", "tags", "lead_image")
SOURCED = ("headline", "published_at", "authors", "body")
MOJIBAKE = ("\ufffd", "â€", "Ã¢", "Ã©")
"""Characters that a page of Indonesian news shows when it was decoded wrongly."""
JUST_NOW = timedelta(seconds=90)
EXAMPLES = 3


class Sample:
    """Counts over the pages of a run. ``numbers`` is what is stored; ``examples`` has a few URLs per trait."""

    def __init__(self) -> None:
        self.pages = 0
        self.traits: Counter[str] = Counter()
        self.sources: Counter[str] = Counter()
        self.lengths: Counter[int] = Counter()
        self.failed: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}
        self._met: dict[int, int] = {}
        """Hash of what articles share -> the first that had it; the texts themselves would fill the memory."""

    def add(self, article: Article, now: datetime) -> None:
        """Count an article that is new or changed."""
        self.pages += 1
        self.lengths[size_class(article.text)] += 1
        for trait in (*traits_of(article, now), *self._repeated(article)):
            self.traits[trait] += 1
            self._keep_example(trait, article.url)
        for field in SOURCED:
            if (record := article.fields.get(field)) and record.source:
                self.sources[f"{field}/{record.source}"] += 1
                self._keep_example(f"{field}/{record.source}", article.url)

    def add_failed(self, url: str, reason: str) -> None:
        """Count a page that brought no article for the first time."""
        self.failed[reason] += 1
        self._keep_example(reason, url)

    def _repeated(self, article: Article) -> Iterator[str]:
        """What the article shares with one before it in the run."""
        shared = {
            "same body": article.text,
            "same headline": article.headline,
            "same date": article.published_at.isoformat() if article.published_at else "",
        }
        for trait, value in shared.items():
            if value and self._met.setdefault(hash((trait, value)), self.pages) != self.pages:
                yield trait

    def _keep_example(self, trait: str, url: str) -> None:
        kept = self.examples.setdefault(trait, [])
        if len(kept) < EXAMPLES:
            kept.append(url)

    def numbers(self) -> dict[str, Any]:
        """The counts as plain JSON, zeros left out; empty where the run met no page."""
        names = ("traits", "sources", "lengths", "failed")
        counts = {name: {**getattr(self, name)} for name in names if getattr(self, name)}
        return {"pages": self.pages, **counts} if counts else {}


def traits_of(article: Article, now: datetime) -> Iterator[str]:
    """What is remarkable about one article where many have it."""
    if article.published_on is None and article.published_at is None:
        yield "no date"
    for field in FIELDS:
        if not getattr(article, field):
            yield f"no {field}"
    if len(article.paragraphs) == 1:
        yield "one paragraph"
    if article.missing_pages:
        yield "missing pages"
    if article.published_at and abs(now - article.published_at) < JUST_NOW:
        yield "dated now"
    if any(mark in article.headline or mark in article.text for mark in MOJIBAKE):
        yield "broken characters"


def size_class(text: str) -> int:
    """The power of two that the length of a text reaches: what differs by one is about twice as long.

    >>> [size_class("x" * length) for length in (0, 1000, 1100, 4000)]
    [0, 9, 10, 11]
    """
    return max(len(text).bit_length() - 1, 0)
