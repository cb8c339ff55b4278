"""What the tagger sees of a word: its letters, its neighbours, and what lists say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from newscrawl.annotate.document import Tokens
from newscrawl.annotate.words import (
    DEGREES,
    FOREIGN_NAMES,
    HONORIFICS,
    NAME_PARTS,
    NAMES,
    RANKS,
    ROLE_HEADS,
    SPEECH,
)

COMMON_WORDS, WORD_CLASSES = "common-words.txt", "word-classes.txt"
CACHED = 20_000  # words; 1,235 articles hold 18,483


class Seen(NamedTuple):
    """Features of a word by itself, its lower case, one word for what the lists know about it, and its class."""

    own: tuple[str, ...]
    lower: str
    kind: str
    company: str
    """``k:`` and the number of the class of words that stand in like company; empty for rare words."""


EDGE = Seen((), "", "#", "")  # beyond either end of the text


class Features:
    """Features of words, given how common each is in lower case and its class."""

    def __init__(self, common: Mapping[str, int], classes: Mapping[str, int]) -> None:
        self.common, self.classes = common, classes
        self.see = lru_cache(maxsize=CACHED)(self._see)

    def of_run(self, tokens: Tokens, start: int, end: int) -> list[list[str]]:
        """Features of each word of a run: itself, its neighbours, its place in the run and the sentence."""
        words, last, see = tokens.words, len(tokens.words), self.see
        seen = [see(words[i]) if 0 <= i < last else EDGE for i in range(start - 2, end + 2)]
        around = _around(*seen[:2], *seen[-2:], length=min(end - start, 5))
        rows = []
        for at, own in enumerate(seen[2:-2]):
            row = [*own.own, *_neighbours(*seen[at : at + 5]), *around]
            row += [
                side + near.company
                for side, near in (("-", seen[at + 1]), ("+", seen[at + 3]))
                if near.company
            ]
            if start + at in tokens.sentences:
                row += ["first", "first:" + own.kind]
            if at == 0:
                row.append("head")
            if start + at == end - 1:
                row.append("tail")
            rows.append(row)
        return rows

    def _see(self, word: str) -> Seen:
        lower, shape = word.lower(), word_shape(word)
        kind = self.kind_of(word, lower, shape)
        edges = [f"p{n}:{lower[:n]}" for n in (2, 3)] + [f"z{n}:{lower[-n:]}" for n in (2, 3, 4)]
        company = f"k:{self.classes[lower]}" if lower in self.classes else ""
        own = ("b", "w:" + lower, "c:" + kind, "s:" + shape, *edges)
        return Seen((*own, company) if company else own, lower, kind, company)

    def kind_of(self, word: str, lower: str, shape: str) -> str:
        """The first list that holds the word, else its shape and how common it is in lower case."""
        if not word[0].isalpha():
            return "9" if word[0].isdigit() else word[0]
        for kind, listed in LISTS:
            if lower in listed:
                return kind
        if word[0].isupper():
            if lower in NAMES:
                return "name"
            if lower in place_words():
                return "place"
            if lower in FOREIGN_NAMES:
                return "foreign"
            if lower in _cities():
                return "place"
        return ("x" if word[0].islower() else shape[:3]) + str(self.common.get(lower, 0))


LISTS = (
    ("speech", SPEECH),
    ("rank", RANKS),
    ("honour", HONORIFICS),
    ("role", ROLE_HEADS),
    ("degree", DEGREES),
)


def _neighbours(before2: Seen, before: Seen, own: Seen, after: Seen, after2: Seen) -> tuple[str, ...]:
    return (
        "-1:" + before.lower,
        "+1:" + after.lower,
        "-2:" + before2.lower,
        "+2:" + after2.lower,
        "-1c:" + before.kind,
        "+1c:" + after.kind,
        "-1c0c:" + before.kind + own.kind,
        "0c+1c:" + own.kind + after.kind,
        "-2c-1c:" + before2.kind + before.kind,
        "+1c+2c:" + after.kind + after2.kind,
    )


def _around(before2: Seen, before: Seen, after: Seen, after2: Seen, *, length: int) -> tuple[str, ...]:
    """What stands before and after the run, told to each of its words: ``kata`` reaches the last name, too."""
    return (
        f"n={length}",
        f"n={length}" + before.kind,
        "<:" + before.lower,
        ">:" + after.lower,
        "<c>c:" + before.kind + ">" + after.kind,
        ">2c:" + after.kind + after2.kind,
        "<2c:" + before2.kind + before.kind,
    )


def word_shape(word: str) -> str:
    """``Xx`` and the like, repeated letters once; short capitals keep their number.

    >>> word_shape("Faris"), word_shape("DPRD"), word_shape("AF"), word_shape("S.Sos"), word_shape("2025")
    ('Xx', 'X', 'X2', 'X.Xx', '9')
    """
    shape = "".join(
        "X" if c.isupper() else "x" if c.isalpha() else "9" if c.isdigit() else c for c in word[:16]
    )
    shape = re.sub(r"(.)\1+", r"\1", shape)
    return f"{shape}{len(word)}" if shape == "X" and len(word) < 4 else shape


def is_place(word: str) -> bool:
    """Whether a single word names a kabupaten, kota, province or country, be it a common word as well."""
    return word.lower() in _single_words()


@lru_cache(maxsize=1)
def place_words() -> frozenset[str]:
    """Single words that name a kabupaten, kota, province or country, and nothing else."""
    return frozenset(word for word, strict in _single_words().items() if not strict) - NAME_PARTS


@lru_cache(maxsize=1)
def _single_words() -> dict[str, bool]:
    """Lower-case word -> whether it is more than a name of a place."""
    return {name: row[8] == "strict" for row in _rows() if row[0] != "city" for name in _names_of(row)}


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    return frozenset(name for row in _rows() if row[0] == "city" for name in _names_of(row))


def _rows() -> list[list[str]]:
    text = files(__package__).joinpath("gazetteer", "places.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


def _names_of(row: list[str]) -> list[str]:
    """Single words among a place's name and aliases, in lower case."""
    return [name.lower() for name in (row[1], *row[7].split("|")) if name and " " not in name]


def read_lines(text: str) -> dict[str, int]:
    """Word -> number of its line: of common words the later the line, the more common in lower case."""
    return {word: grade for grade, line in enumerate(text.splitlines(), 1) for word in line.split()}


@lru_cache(maxsize=1)
def load_features() -> Features:
    """With the counts and classes that ship with the package."""
    folder = files(__package__).joinpath("weights")
    texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in (COMMON_WORDS, WORD_CLASSES))
    return Features(*map(read_lines, texts))
