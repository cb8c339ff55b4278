"""Words of a search as FTS5 expressions: plain words, "phrases", OR, -not; parsing never fails, ``refusal`` judges.

>>> parse('banjir "desa sukamaju" OR garut -jakarta')
Query(wanted=('"banjir"', '("desa sukamaju" OR "garut")'), unwanted='"jakarta"')
>>> parse("kerja sama", {"kerja sama": ["kerja sama", "kerjasama"]}.get)
Query(wanted=('(("kerja" AND "sama") OR "kerja sama" OR "kerjasama")',), unwanted='')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.rows import storable

TOKEN = re.compile(r'-?"[^"]*"?|\S+')  # banjir, -jakarta, "desa sukamaju", -"gempa bumi", "left open
WORD = re.compile(r"\w+")
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
DASH = re.compile(r"(?<!\S)[‒–—―−](?=\S)")  # –jakarta, as phones and word processors write the minus

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
    for part in parts_of(query):
        if part in OPERATORS:
            alternative = bool(wanted) and (alternative or part == "OR")
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


def parts_of(query: str) -> list[str]:
    """Words, phrases and operators, typographic quotes and dashes read as the plain ones.

    >>> parts_of("„pasar baru“ —gempa –“kota tua” 2019–2024")
    ['"pasar baru"', '-gempa', '-"kota tua"', '2019–2024']
    """
    return TOKEN.findall(DASH.sub("-", storable(query).translate(QUOTES)))


OPERATORS = ("AND", "OR")
"""AND says what holds for words side by side anyway."""
HOW = (
    "words side by side must all occur, OR between two asks for either, -word leaves one out,"
    " and quotes make an operator a word."
)


def refusal(query: str) -> str | None:
    """Why words cannot be searched for, with the remedy; None where they can.

    >>> refusal("banjir OR -gempa")
    "'OR -gempa' cannot be asked; words side by side must all occur, OR between two asks for either, -word leaves one out, and quotes make an operator a word."
    >>> refusal("banjir AND gempa OR rob")
    """
    if is_void(query):
        return f"{query!r} has no word to look for; give letters or digits, or nothing for all."
    parts = parts_of(query)
    if "NOT" in parts:
        return f"NOT is no operator; {HOW}"
    for left, right in pairwise(parts):
        if "OR" in (left, right) and "-" in (left[0], right[0]):
            return f"{f'{left} {right}'!r} cannot be asked; {HOW}"
    return None


def hint(query: str) -> str | None:
    """What to say of words that look like an operator and are none."""
    if "or" in parts_of(query)[1:-1]:
        return "'or' is looked for as a word; write OR in capitals for either of two."
    return None


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
