"""An article made ready to be stored: all that needs no look into the archive, so that another process can do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archive.rows import article_row, packed, storable
from archive.statements import Links, Packed, derived_columns, links_of
from newscrawl.fingerprint import Fingerprint
from newscrawl.types import Annotation, Article
from newscrawl.urls import normalise_url


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything is storable."""

    row: dict[str, Any]
    """The columns of ``articles`` that the article itself fills, as plain text."""
    stored: dict[str, Any]
    """The same as they are stored, with the columns that follow from the statements."""
    statements: Packed | None
    """None where nothing was stated."""
    links: Links
    sketch: Sequence[int]
    canonical: str | None
    """What the page says is its address, normalised; None where it is none."""

    @property
    def annotations(self) -> list[Annotation]:
        """What was stated."""
        return self.statements.read(self.row["text"]) if self.statements else []

    @property
    def is_placed(self) -> bool:
        """Whether it names a place; else it is labelled with the region of its outlet."""
        return bool(self.links["article_places"])


def prepare(article: Article) -> Prepared:
    """Make an article ready."""
    row = article_row(article)
    return Prepared(
        row,
        packed(row) | derived_columns(article.annotations, None),
        Packed.of(article.annotations, row["text"]) if article.annotations else None,
        links_of(article.annotations),
        Fingerprint(row["text"]).sketch,
        identity_of(row["canonical_url"]),
    )


def identity_of(url: str | None) -> str | None:
    """The normalised URL as it is stored; None where a page's claim is no address at all."""
    try:
        return storable(normalise_url(url)) if url else None
    except ValueError:
        return None
