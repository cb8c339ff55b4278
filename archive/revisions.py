"""Versions of an article: their history, what changed between two of them, and the evidence they rest on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from archive.connection import explained
from archive.prepared import identity_of
from archive.rows import READER_SEES, first, row_article, rows, unpack
from archive.statements import latest
from archive.store import Archive, ArchiveError
from newscrawl.types import Article

CAUSES = {
    "new": "first seen",
    "edit": "edited by the outlet",
    "extraction": "read anew by our code; the page is the same",
    "unclear": "page and code both changed",
}

IN_ORDER = "FROM revisions WHERE article = ? ORDER BY record IS NULL, seen_at, id"
"""The present version, which has no record of its own, is the last."""

WORD = re.compile(r"\S+\s*")  # "Bupati " - a word with the space behind it
ALIKE = 0.4
"""Two paragraphs count as one that was edited from this ratio of common words on; below, a word-wise comparison of
unrelated sentences meets only in "di" and "yang" and cannot be read."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an article as it was read."""

    number: int
    """From 1, in the order in which the versions were seen."""
    seen_at: str
    """UTC: when its page was fetched."""
    cause: str
    """A key of ``CAUSES``."""
    extractor: str
    headline: str
    article: Article
    """With the latest statement of each annotator on this version."""
    captures: tuple[int, ...]
    """Ids of the captures it was made from, first page first."""
    current: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Words that both versions have (``=``), only the older one (``-``) or only the newer one (``+``)."""

    sign: Literal["=", "-", "+"]
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one field or paragraph."""

    field: str
    """A field of ``Article``, or ``paragraph``."""
    parts: tuple[Part, ...]
    place: int | None = None
    """Number of the paragraph, from 1: in the newer version, or in the older one where it was taken out."""

    @property
    def before(self) -> str:
        """As the older version has it; empty where it has nothing."""
        return "".join(part.words for part in self.parts if part.sign != "+").strip()

    @property
    def after(self) -> str:
        """As the newer version has it; empty where it has nothing."""
        return "".join(part.words for part in self.parts if part.sign != "-").strip()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one capture of an article lies, and whether it is still as it was kept."""

    capture: int
    page: int | None
    """1 for the first page; None for a page that was replaced by one with the whole text, or gave no article."""
    url: str
    fetched_at: str
    status: int
    file: str
    """Path inside the folder of captures."""
    offset: int
    length: int
    digest: str
    revisit_of: int | None
    """The capture that holds the identical body."""
    etag: str | None
    last_modified: str | None
    revisions: tuple[int, ...]
    """Numbers of the versions made from it."""
    fault: str | None
    """None: the record was read just now and its digest is that of the row."""


def history(archive: Archive, article_id: int) -> list[Revision]:
    """Every version of an article, the oldest first; empty for an unknown id."""
    with explained(archive.path):
        row = first(archive.db, "SELECT * FROM articles WHERE id = ?", article_id)
        if row is None:
            return []
        found = rows(archive.db, f"SELECT * {IN_ORDER}", article_id)
        return [make_revision(archive, number, row, each) for number, each in enumerate(found, start=1)]


def make_revision(archive: Archive, number: int, row: dict[str, Any], kept: dict[str, Any]) -> Revision:
    """The version that a row of ``revisions`` tells of; ``row`` is that of the article."""
    version = {**row, **unpack(kept["record"])} if kept["record"] else row
    article = row_article(version, latest(archive.db, kept["id"]))
    return Revision(
        number,
        kept["seen_at"],
        kept["cause"],
        kept["extractor"],
        article.headline,
        article,
        tuple(json.loads(kept["captures"])),
        kept["record"] is None,
    )


def difference(old: Revision, new: Revision) -> list[Change]:
    """What a reader sees changed, field by field, then paragraph by paragraph."""
    fields = [name for name in READER_SEES if name != "paragraphs"]
    changes = []
    for name in fields:
        before, after = (shown(getattr(each.article, name)) for each in (old, new))
        if before != after:
            changes.append(Change(name, compare_words(before, after)))
    return [*changes, *compare_paragraphs(old.article.paragraphs, new.article.paragraphs)]


def shown(value: Any) -> str:
    """A field's value as text; lists are joined.

    >>> shown(("Siti Rahmawati", "Ujang")), shown(None)
    ('Siti Rahmawati, Ujang', '')
    """
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def compare_words(before: str, after: str) -> tuple[Part, ...]:
    """Both texts as one row of kept, removed and added words.

    >>> [part.sign + part.words for part in compare_words("Lima orang tewas.", "Enam orang tewas.")]
    ['-Lima ', '+Enam ', '=orang tewas.']
    """
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], False)
    parts: list[Part] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part("=", "".join(new[j1:j2])))
            continue
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        parts += [Part("-", gone)] if gone else []
        parts += [Part("+", come)] if come else []
    return tuple(parts)


def compare_paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Paragraphs that came, went or were edited, in the order of reading."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            yield from compare_stretch(
                list(enumerate(old[i1:i2], i1 + 1)), list(enumerate(new[j1:j2], j1 + 1))
            )


Numbered = list[tuple[int, str]]


def compare_stretch(old: Numbered, new: Numbered) -> Iterator[Change]:
    """A stretch in which no paragraph stayed: each new one is compared with the next old one that is like it."""
    for place, after in new:
        like = next((k for k, (_, before) in enumerate(old) if is_like(before, after)), None)
        if like is None:
            yield Change("paragraph", (Part("+", after),), place)
            continue
        for number, before in old[:like]:
            yield Change("paragraph", (Part("-", before),), number)
        yield Change("paragraph", compare_words(old[like][1], after), place)
        old = old[like + 1 :]
    for number, before in old:
        yield Change("paragraph", (Part("-", before),), number)


def is_like(before: str, after: str) -> bool:
    """Whether a paragraph is another one edited."""
    matcher = SequenceMatcher(None, before.split(), after.split(), False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def evidence(archive: Archive, article_id: int) -> list[Evidence]:
    """Every capture of an article in the order in which they were fetched, each read and compared now."""
    with explained(archive.path):
        made = rows(archive.db, f"SELECT captures {IN_ORDER}", article_id)
        used = [json.loads(row["captures"]) for row in made]
        sql = "SELECT * FROM captures WHERE article = ? ORDER BY fetched_at, id"
        found = rows(archive.db, sql, article_id)
    return [make_evidence(archive, row, used) for row in found]


def make_evidence(archive: Archive, row: dict[str, Any], used: Sequence[Sequence[int]]) -> Evidence:
    """The evidence of one capture; ``used`` has the captures of each version."""
    names = ("page", "url", "fetched_at", "status", "file", "offset", "length", "digest")
    return Evidence(
        capture=row["id"],
        **{name: row[name] for name in (*names, "revisit_of", "etag", "last_modified")},
        revisions=tuple(number for number, ids in enumerate(used, start=1) if row["id"] in ids),
        fault=find_fault(archive, row["id"], row["digest"]),
    )


def find_fault(archive: Archive, capture: int, digest: str) -> str | None:
    """Why a capture cannot be relied on; None where it reads as it was kept."""
    try:
        held = archive.read_capture(capture).digest
    except ArchiveError as error:
        return str(error)
    if held != digest:
        return f"capture {capture}: its body has the digest {held}, not {digest}; restore it from a backup"
    return None


def find_id(archive: Archive, key: str) -> int | None:
    """The id of the article with that number or address."""
    with explained(archive.path):
        if key.isdecimal():
            row = first(archive.db, "SELECT id FROM articles WHERE id = ?", int(key[:18]))
        else:
            row = first(archive.db, BY_ADDRESS, identity_of(key))
    return row["id"] if row else None


BY_ADDRESS = """
SELECT id FROM articles WHERE url = ?1 UNION ALL SELECT article FROM aliases WHERE url = ?1 LIMIT 1
"""


def seen(archive: Archive, article_id: int) -> dict[str, str | None]:
    """When the archive first and last saw an article, and since when it is gone."""
    with explained(archive.path):
        sql = "SELECT first_seen, last_seen, gone_at FROM articles WHERE id = ?"
        return first(archive.db, sql, article_id) or {}
