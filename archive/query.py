"""Words of a search as FTS5 expressions: plain words, "phrases", OR, -not. No query is an error.

>>> parse('banjir "desa sukamaju" OR garut -jakarta')
Query(wanted=('"banjir"', '("desa sukamaju" OR "garut")'), unwanted='"jakarta"')
>>> parse("kerja sama", {"kerja sama": ["kerja sama", "kerjasama"]}.get)
Query(wanted=('(("kerja" AND "sama") OR "kerja sama" OR "kerjasama")',), unwanted='')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.rows import storable

TOKEN = re.compile(r'-?"[^"]*"?|\S+')  # banjir, -jakarta, "desa sukamaju", -"gempa bumi", "left open
WORD = re.compile(r"\w+")

Expand = Callable[[str], Sequence[str] | None]
"""What stands for a word, or for two words in a row, beside itself; nothing: only itself."""


@dataclass(frozen=True, slots=True)
class Query:
    """FTS5 expressions: each of ``wanted`` must occur, ``unwanted`` must not."""

    wanted: tuple[str, ...]
    unwanted: str


@dataclass(slots=True)
class Group:
    """Terms of which one must occur."""

    terms: list[str]
    word: str | None = None
    """The plain word that it was made from, where it was one."""


def alone(_: str) -> None:
    """A word stands for itself."""


def parse(query: str, expand: Expand = alone) -> Query:
    """The query as FTS5 expressions in which every term is quoted, so that none is syntax."""
    wanted: list[Group] = []
    unwanted: list[str] = []
    alternative = False
    for part in TOKEN.findall(storable(query)):
        if part == "OR":
            alternative = bool(wanted)
            continue
        group = read_part(part, expand)
        if group.terms and part.startswith("-"):
            unwanted += group.terms
        elif group.terms and alternative:
            wanted[-1] = Group(wanted[-1].terms + group.terms)
        elif group.terms:
            wanted.append(group)
        alternative = False
    terms = dict.fromkeys(any_of(group.terms) for group in joined(wanted, expand))
    return Query(tuple(terms), " OR ".join(dict.fromkeys(unwanted)))


def is_void(query: str) -> bool:
    """Whether it is made of signs alone, and would ask for every article.

    >>> is_void("% OR"), is_void("-banjir"), is_void("")
    (True, False, False)
    """
    return bool(query.strip()) and parse(query) == parse("")


def read_part(part: str, expand: Expand) -> Group:
    """The terms of one part; a quoted part stays as it is."""
    words = " ".join(WORD.findall(part)).lower() if '"' not in part else ""
    if not words:
        term = quote_term(part)
        return Group([term] if term else [])
    terms = [f'"{phrase}"' for phrase in expand(words) or [words]]
    return Group(terms, word=None if " " in words else words)


def joined(groups: Sequence[Group], expand: Expand) -> list[Group]:
    """The groups, where two words in a row that are also written as one word are a group of their own."""
    made: list[Group] = []
    for group in groups:
        before = made[-1].word if made else None
        pair = expand(f"{before} {group.word}") if before and group.word else None
        if pair and len(pair) > 1:
            both = f'("{before}" AND "{group.word}")'
            made[-1] = Group([both, *(f'"{phrase}"' for phrase in pair)])
        else:
            made.append(group)
    return made


def any_of(terms: Sequence[str]) -> str:
    """Terms of which one is enough."""
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def quote_term(part: str) -> str | None:
    """An FTS5 phrase; None for a part without a letter or digit, which would match nothing."""
    words = part.replace('"', " ").strip(" -")
    return f'"{words}"' if any(char.isalnum() for char in words) else None
