"""Words of a search as FTS5 expressions: plain words, "phrases", OR, -not. No query is an error.

>>> parse('banjir "desa sukamaju" OR garut -jakarta')
Query(wanted='"banjir" AND ("desa sukamaju" OR "garut")', unwanted='"jakarta"')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.rows import storable

TOKEN = re.compile(r'-?"[^"]*"?|\S+')  # banjir, -jakarta, "desa sukamaju", -"gempa bumi", "left open


@dataclass(frozen=True, slots=True)
class Query:
    """FTS5 expressions of what must and what must not occur; empty: nothing asked."""

    wanted: str
    unwanted: str


def parse(query: str) -> Query:
    """The query as FTS5 expressions in which every term is quoted, so that none is syntax."""
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    alternative = False
    for part in TOKEN.findall(storable(query)):
        if part == "OR":
            alternative = bool(wanted)
            continue
        term = quote_term(part)
        if term and part.startswith("-"):
            unwanted.append(term)
        elif term and alternative:
            wanted[-1].append(term)
        elif term:
            wanted.append([term])
        alternative = False
    return Query(" AND ".join(map(any_of, wanted)), " OR ".join(unwanted))


def any_of(terms: Sequence[str]) -> str:
    """Terms of which one is enough."""
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def quote_term(part: str) -> str | None:
    """An FTS5 phrase; None for a part without a letter or digit, which would match nothing."""
    words = part.replace('"', " ").strip(" -")
    return f'"{words}"' if any(char.isalnum() for char in words) else None
