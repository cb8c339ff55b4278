"""A search as an address: query string to request and back."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from archive.request import FILTERS, SearchRequest
from archive.rows import storable

PAGE, LAST_PAGE = 20, 50
"""Hits on a page; pages beyond the last are not served, since each costs all before it."""

LONGEST = {"q": 300}
LONGEST_NAME = 100
MOST_WORDS = 20
"""Words of a query. On pages that consist of the words, each costs half a second."""

PARAMETERS = {"words": "q", "start": "from", "end": "to"}
"""Field of SearchRequest -> its parameter, where the two differ."""


class Unclear(ValueError):
    """A parameter that cannot be meant; the message is for the reader."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search and which page of it."""

    request: SearchRequest
    page: int = 1

    @property
    def offset(self) -> int:
        """Hits before this page."""
        return (self.page - 1) * PAGE

    def address(self, path: str = "/cari", **changes: Any) -> str:
        """The address of this search with changed fields; the page is kept only where it is named."""
        page = changes.pop("page", 1)
        request = replace(self.request, **changes)
        named = {name: getattr(request, name) for name in ("words", *FILTERS)}
        pairs = {PARAMETERS.get(name, name): value for name, value in named.items() if value}
        pairs |= {"unique": "1"} if request.unique else {}
        pairs |= {"order": request.order} if request.order != "relevance" else {}
        pairs |= {"page": page} if page > 1 else {}
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def month(self, month: str) -> str:
        """The address of this search within one month, such as ``2026-11``."""
        first = date.fromisoformat(f"{month}-01")
        last = date(first.year, first.month, monthrange(first.year, first.month)[1])
        return self.address(start=first, end=last)


def read_query(query: Mapping[str, str]) -> Asked:
    """The search that a query string asks for; raises Unclear.

    >>> read_query({"q": "banjir", "from": "2026-11-01", "page": "2"}).address(page=3)
    '/cari?q=banjir&from=2026-11-01&page=3'
    """
    names = ("words", *FILTERS)
    values = {name: read_text(query, PARAMETERS.get(name, name)) for name in names}
    request = SearchRequest(
        **{name: value for name, value in values.items() if value and name not in ("start", "end")},
        start=read_day("from", values["start"]),
        end=read_day("to", values["end"]),
        unique=query.get("unique") == "1",
        order="newest" if query.get("order") == "newest" else "relevance",
    )
    return Asked(request, read_page(query.get("page", "1")))


def read_text(query: Mapping[str, str], name: str) -> str:
    """A parameter as clean text of bounded length."""
    text = str(storable(query.get(name, ""))).strip()
    if len(text) > LONGEST.get(name, LONGEST_NAME):
        raise Unclear(f"{name}: terlalu panjang, paling banyak {LONGEST.get(name, LONGEST_NAME)} huruf.")
    if len(text.split()) > MOST_WORDS:
        raise Unclear(f"{name}: terlalu banyak kata, paling banyak {MOST_WORDS}.")
    return text


def read_day(name: str, text: str) -> date | None:
    """A day such as 2026-11-24."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unclear(f"{name}: {text!r} bukan tanggal seperti 2026-11-24.") from None


def read_page(text: str) -> int:
    """A page number."""
    if not (
        text.isascii()
        and text.isdecimal()
        and len(text) <= len(str(LAST_PAGE))
        and 0 < int(text) <= LAST_PAGE
    ):
        raise Unclear(f"page: {text[:20]!r} bukan nomor halaman dari 1 sampai {LAST_PAGE}.")
    return int(text)


def active_filters(asked: Asked) -> Iterable[tuple[str, str, str]]:
    """Name, value and the address without it, for every filter that is set."""
    for name, value in asked.request.filters().items():
        yield name, str(value), asked.address(**dict[str, Any]({name: None}))
