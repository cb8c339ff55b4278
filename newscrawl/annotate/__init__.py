"""What a monitor notes about an article: tone, places, people and institutions.

Annotators are replaceable: any object with ``name``, ``version`` and ``annotate(document)`` that
returns plain JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from newscrawl.annotate.document import Document, read_document
from newscrawl.annotate.organisations import Organisations
from newscrawl.annotate.people import People
from newscrawl.annotate.places import Places, Regions
from newscrawl.annotate.sentiment import Sentiment
from newscrawl.types import Annotation


class Annotator(Protocol):
    """Makes one statement on an article. A new version of its rules or weights bears a new ``version``."""

    @property
    def name(self) -> str:
        """What it states: ``sentiment``, ``places``..."""

    @property
    def version(self) -> str:
        """Changes whenever the same article may get another statement."""

    def annotate(self, document: Document) -> Any:
        """The statement as plain JSON; None where the text gives no ground for one."""


ANNOTATORS: tuple[Annotator, ...] = (Sentiment(), Places(), Regions(), People(), Organisations())


def annotate(
    headline: str | None,
    paragraphs: Sequence[str],
    dateline: str | None = None,
    annotators: Sequence[Annotator] = ANNOTATORS,
) -> tuple[Annotation, ...]:
    """Statements of all annotators on an article, in their order. Models load on first use."""
    document = read_document(headline, paragraphs, dateline)
    return tuple(Annotation(a.name, a.version, a.annotate(document)) for a in annotators)
