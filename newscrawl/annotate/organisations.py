"""Institutions that an article names, each with its kind and, where its name says so, its place."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from newscrawl.annotate.document import Document, Tokens, tokenise
from newscrawl.annotate.entities import find_spans, runs
from newscrawl.annotate.features import load_features
from newscrawl.annotate.places import all_names, place_within
from newscrawl.annotate.words import ARABIC_ARTICLES, RANKS, ROLE_HEADS

BREAKS = frozenset(("di", "-", "/", "'", "nomor", "rp"))
PERSONAL = ("name", "foreign", "Xx0")  # kinds of words that a person's name begins with
PLACES = frozenset(("kabupaten", "kota", "provinsi", "kab", "prov"))
LONGEST = 12  # words of a name; what is longer is a sentence in capitals


PARENTS = {"party", "company", "university", "hospital", "school"}
"""Kinds whose name may hold another: Partai Golkar, PT Telkom Tbk, DPC PDI-P, Universitas Muhammadiyah Malang."""


class Kinds(NamedTuple):
    """Kind by first word (lower case), by whole name, and by the words of a name, however they are spaced."""

    heads: dict[str, str]
    names: dict[str, str]
    listed: dict[tuple[str, ...], str]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    """First word of a name -> the words of each such name, the longest first."""
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
    version = "5"

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
            known = name_at(tokens, index, end)
            of_rank = index > 0 and tokens.words[index - 1].lower() in RANKS  # Brigjen TNI Agus
            if index in people or of_rank or not (known or tokens.words[index].lower() in kinds.heads):
                index += 1
                continue
            stop = _end_of(tokens, index, end, people)
            if tokens.words[index - 1 : index] == ("(",) and tokens.words[stop : stop + 1] == (")",):
                index = stop  # the abbreviation behind a full name
                continue
            if stop > index + 1 or known:
                yield index, stop
            index = stop


def name_at(tokens: Tokens, index: int, end: int) -> int:
    """Number of words of the listed name that begins at a word; 0 where none does."""
    words = tokens.words
    for phrase in load_kinds().phrases.get(words[index], ()):
        if (index + len(phrase) <= end or "," in phrase) and words[index : index + len(phrase)] == phrase:
            return len(phrase)
    return 0


def _end_of(tokens: Tokens, start: int, end: int, people: set[int]) -> int:
    """Where an institution's name ends: before a person, a role, ``di`` or a second institution."""
    words, kinds = tokens.words, load_kinds()
    listed, kind = name_at(tokens, start, end), kinds.heads.get(words[start].lower())
    stop = start + max(listed, 1)
    while stop < min(end, start + LONGEST) and stop not in people:
        lower, inner = words[stop].lower(), name_at(tokens, stop, end)
        if inner and (kind in PARENTS or words[start] == "DPD"):
            stop += inner
            continue
        if _is_joined(words, stop, kind) or (words[start] == "DPD" and lower == "partai"):
            stop += 1
            continue
        named = stop in places_at(tokens)
        if (
            lower in BREAKS
            or lower in kinds.ends
            or inner
            or (listed and not (named or _goes_on(words[stop])))
        ):
            break
        if stop - 1 in places_at(tokens) and not named and load_features().see(words[stop]).kind in PERSONAL:
            break  # Dinas Pariwisata Kota Batu Onny Ardianto
        if lower == "dan" and _begins_another(words[stop + 1 : stop + 2], kinds):
            break
        stop += 1
    while stop > start + 1 and not words[stop - 1][0].isupper() and not words[stop - 1][0].isdigit():
        stop -= 1
    return stop


def _is_joined(words: tuple[str, ...], at: int, kind: str | None) -> bool:
    """The sign in ``Kodim 0611/Garut``, ``Pesantren Al-Musaddadiyah``."""
    number = words[at] == "/" and kind == "military" and words[at - 1].isdigit()
    return number or (words[at] == "-" and words[at - 1] in ARABIC_ARTICLES)


def _goes_on(word: str) -> bool:
    """Whether a name that is complete by itself may go on with the word: ``Golkar Jabar``, ``Telkom Tbk``."""
    return word in ("RI", "Tbk", "Indonesia", "Pusat") or word.lower() in PLACES


@lru_cache(maxsize=8)
def places_at(tokens: Tokens) -> frozenset[int]:
    """The words of names of places."""
    return frozenset(i for start, end, _ in all_names(tokens) for i in range(start, end))


def _begins_another(following: tuple[str, ...], kinds: Kinds) -> bool:
    return any(word.lower() in kinds.heads or word in kinds.phrases for word in following)


def _record(found: dict[str, Organisation], tokens: Tokens, start: int, end: int) -> None:
    """Count an institution; ``Dinas Kesehatan (Dinkes)`` makes one of both names."""
    kinds, name = load_kinds(), tokens.slice(start, end)
    words = tokens.words[start:end]
    begun = words[: name_at(tokens, start, end)]
    kind = kinds.listed.get(words) or kinds.heads.get(words[0].lower()) or kinds.listed[begun]
    if words[0] == "DPD" and (words[1:2] == ("Partai",) or kinds.listed.get(words[1:2]) == "party"):
        kind = "party"  # its board of a province
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
        {word.replace("_", " "): kind for kind, words in lists[part].items() for word in words.split()}
        for part in ("heads", "names")
    )
    listed = {tokenise(name).words: kind for name, kind in names.items()}
    phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in sorted(listed, key=len, reverse=True):
        phrases[words[0]].append(words)
    ends = (ROLE_HEADS | RANKS) - frozenset(lists["within"].split())
    return Kinds(heads, names, listed, {first: tuple(each) for first, each in phrases.items()}, ends)
