"""Institutions that an article names, each with its kind and, where its name says so, its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from newscrawl.annotate.document import Document, Tokens
from newscrawl.annotate.entities import find_spans, runs
from newscrawl.annotate.places import place_within
from newscrawl.annotate.words import RANKS, ROLE_HEADS

LONGEST = 12  # words of a name; what is longer is a sentence in capitals


class Kinds(NamedTuple):
    """Kind by first word (lower case), and by whole name (as printed)."""

    heads: dict[str, str]
    names: dict[str, str]
    ends: frozenset[str]
    """Words, in lower case, that no name holds: roles and ranks."""


@dataclass(slots=True)
class Organisation:
    """An institution as it was first printed."""

    name: str
    kind: str
    place: str | None
    mentions: int = 0
    abbreviations: list[str] = field(default_factory=list)


class Organisations:
    """Annotator of institutions: those whose kind the lists know."""

    name = "organisations"
    version = "1"

    def annotate(self, document: Document) -> list[dict[str, Any]]:
        """Institutions by number of mentions: name, type, place, mentions, abbreviations."""
        found: dict[str, Organisation] = {}
        for start, end in find_institutions(document):
            _record(found, document.body, start, end)
        once = {id(organisation): organisation for organisation in found.values()}
        return [describe(each) for each in sorted(once.values(), key=lambda each: -each.mentions)]


def describe(organisation: Organisation) -> dict[str, Any]:
    """An institution as JSON."""
    return {
        "name": organisation.name,
        "type": organisation.kind,
        "place": organisation.place,
        "mentions": organisation.mentions,
        "abbreviations": organisation.abbreviations,
    }


def find_institutions(document: Document) -> Iterator[tuple[int, int]]:
    """(first word, word after the last) of each institution of the body."""
    tokens, kinds = document.body, load_kinds()
    people = {i for span in find_spans(document) if span.kind == "PER" for i in range(span.start, span.end)}
    for start, end in runs(tokens):
        index = start
        while index < end:
            word = tokens.words[index]
            if index in people or not (word.lower() in kinds.heads or word in kinds.names):
                index += 1
                continue
            stop = _end_of(tokens, index, end, people)
            if tokens.words[index - 1 : index] == ("(",) and tokens.words[stop : stop + 1] == (")",):
                index = stop  # the abbreviation behind a full name
                continue
            if stop > index + 1 or word in kinds.names:
                yield index, stop
            index = stop


def _end_of(tokens: Tokens, start: int, end: int, people: set[int]) -> int:
    """Where an institution's name ends: before a person, a role, ``di`` or a second institution."""
    words, kinds = tokens.words, load_kinds()
    stop = start + 1
    while stop < min(end, start + LONGEST) and stop not in people:
        lower = words[stop].lower()
        if lower in ("di", "-", "/", "'", "nomor") or lower in kinds.ends:
            break
        if words[stop] in kinds.names or (
            lower == "dan" and _begins_another(words[stop + 1 : stop + 2], kinds)
        ):
            break
        stop += 1
    while stop > start + 1 and not words[stop - 1][0].isupper() and not words[stop - 1][0].isdigit():
        stop -= 1
    return stop


def _begins_another(following: tuple[str, ...], kinds: Kinds) -> bool:
    return any(word.lower() in kinds.heads or word in kinds.names for word in following)


def _record(found: dict[str, Organisation], tokens: Tokens, start: int, end: int) -> None:
    """Count an institution; ``Dinas Kesehatan (Dinkes)`` makes one of both names."""
    kinds, name = load_kinds(), tokens.slice(start, end)
    kind = (
        kinds.names.get(name)
        or kinds.heads.get(tokens.words[start].lower())
        or kinds.names[tokens.words[start]]
    )
    known = found.setdefault(name, Organisation(name, kind, place_within(tokens, start, end)))
    known.mentions += 1
    short = tokens.words[end : end + 3]
    if (
        len(short) == 3
        and short[0] == "("
        and short[2] == ")"
        and short[1][0].isupper()
        and short[1].isalpha()
    ):
        if short[1] not in known.abbreviations:
            known.abbreviations.append(short[1])
        known.place = known.place or _place_behind(tokens, end + 3)
        found.setdefault(short[1], known)


def _place_behind(tokens: Tokens, start: int) -> str | None:
    """The place behind a bracket: ``Dinas Lingkungan Hidup (DLH) Kota Solo``."""
    end = start
    while end < min(len(tokens.words), start + 4) and tokens.words[end][0].isupper():
        end += 1
    return place_within(tokens, start, end)


@lru_cache(maxsize=1)
def load_kinds() -> Kinds:
    """The lists of ``institutions.toml``."""
    lists = tomllib.loads(files(__package__).joinpath("institutions.toml").read_text(encoding="utf-8"))
    heads, names = (
        {word.replace("-", " "): kind for kind, words in lists[part].items() for word in words.split()}
        for part in ("heads", "names")
    )
    return Kinds(heads, names, (ROLE_HEADS | RANKS) - frozenset(lists["within"].split()))
