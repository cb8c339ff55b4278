"""A search as an address: query string to request and back."""

from __future__ import annotations

import shlex
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from archive.queries import KEPT, narrowed
from archive.query import is_void, refusal
from archive.request import FILTERS, SearchRequest
from archive.rows import storable
from newscrawl.days import FIRST_YEAR, LAST_YEAR, day_asked, day_of

PAGE, LAST_PAGE = 20, 50
"""Hits on a page; pages beyond the last are not served, since each costs all before it."""

LONGEST = {"q": 300}
LONGEST_NAME = 100
MOST_WORDS = 20
"""Words of a query. On pages that consist of the words, each costs half a second."""

PERIODS = {
    "1d": "kemarin dan hari ini",
    "3d": "3 hari lalu sampai kini",
    "7d": "7 hari lalu sampai kini",
    "30d": "30 hari lalu sampai kini",
}
"""What a report may be asked since -> how it is called; the first is meant where no day is given."""

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
        pairs = self.parameters(**changes)
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def parameters(self, **changes: Any) -> dict[str, Any]:
        """The names and values of that address."""
        page = changes.pop("page", 1)
        request = replace(self.request, **changes)
        named = {name: getattr(request, name) for name in ("words", *FILTERS)}
        pairs = {PARAMETERS.get(name, name): value for name, value in named.items() if value}
        pairs |= {"unique": "1"} if request.unique else {}
        pairs |= {"order": request.order} if request.order != "relevance" else {}
        return pairs | ({"page": page} if page > 1 else {})

    def narrowing(self, saved: SearchRequest) -> Asked:
        """The saved search with what is asked beside; raises Unclear where no address could ask it."""
        whole = Asked(narrowed(saved, self.request)).parameters(page=self.page)
        return read_query({name: str(value) for name, value in whole.items()})

    def command(self, archive: Path) -> str:
        """The command line that keeps this search; empty for one that it would refuse or a terminal could not be given.

        >>> Asked(SearchRequest("pasar baru", place="Garut")).command(Path("news.db"))
        "newscrawl search 'pasar baru' --place Garut --archive news.db --save NAMA"
        """
        given = self.request
        order = ["--order", given.order] if given.order != "relevance" else []
        return self.line("search", KEPT, *order, "--archive", str(archive), "--save", "NAMA")

    def export(self, archive: Path) -> str:
        """The command line that writes every article of this search; empty likewise.

        >>> Asked(SearchRequest("pasar", start=date(2026, 11, 1), unique=True)).export(Path("news.db"))
        'newscrawl export csv pasar --from 2026-11-01 --unique --archive news.db --out hasil.csv'
        """
        return self.line("export csv", FILTERS, "--archive", str(archive), "--out", "hasil.csv")

    def line(self, command: str, names: Iterable[str], *options: str) -> str:
        """A command line with the words of this search, its filters of these names and options."""
        given = self.request
        words = ["newscrawl", *command.split(), *([given.words] if given.words else [])]
        for name, value in given.filters().items():
            if name in names:
                words += [f"--{PARAMETERS.get(name, name).replace('_', '-')}", str(value)]
        words += [*(["--unique"] if given.unique else []), *options]
        if given.words.startswith("--") or is_void(given.words) or not all(map(str.isprintable, words)):
            return ""
        return shlex.join(words)

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
    check_words("q", values["words"])
    request = SearchRequest(
        **{name: value for name, value in values.items() if value and name not in ("start", "end")},
        start=read_day("from", values["start"]),
        end=read_day("to", values["end"]),
        unique=query.get("unique") == "1",
        order="newest" if query.get("order") == "newest" else "relevance",
    )
    return Asked(request, read_page(query.get("page", "1")))


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """A report: its subject and period as chosen, and the filters and days that go with them."""

    subject: str
    since: str
    """The first day as asked for, up to today; empty where the request has days of its own."""
    request: SearchRequest
    """Without a first day it begins with the archive."""
    kept: Mapping[str, Any]
    """Parameters beside subject and days."""

    def address(self) -> str:
        """The same subject and days without further filters."""
        own = {"from": self.request.start, "to": self.request.end}
        return report_address({"for": self.subject} | ({"since": self.since} if self.since else own))

    def longer(self, now: datetime) -> dict[str, str]:
        """Periods that begin earlier -> the address of this report on each."""
        start, same = self.request.start, {"for": self.subject, **self.kept}
        if start is None:
            return {}
        earlier = {name: age for age, name in PERIODS.items() if day_asked(age, now) < start}
        found = {name: report_address({**same, "since": age}) for name, age in earlier.items()}
        return found | {"seluruh arsip": report_address({**same, "to": day_of(now)})}


def report_address(parameters: Mapping[str, Any]) -> str:
    """The address of a report; parameters without a value are left out."""
    return f"/laporan?{urlencode({name: value for name, value in parameters.items() if value})}"


def read_report(query: Mapping[str, str], request: SearchRequest, now: datetime) -> ReportAsked:
    """The report that a query string asks for beside its search; raises Unclear.

    The place of a search is its subject. A period that was chosen takes the place of both days of the search.
    """
    subject, since = read_text(query, "for"), read_text(query, "since")
    check_words("for", subject)
    if not subject and request.place:
        subject, request = request.place, replace(request, place=None)
    if since and request.start:
        request = replace(request, start=None, end=None)
    if not (since or request.start or request.end):
        since = next(iter(PERIODS))
    start = read_since(since, now) if since else request.start
    end = request.end or max(start or date.min, day_of(now))
    if start and start > end:
        raise Unclear(f"Laporan ini akan mulai {start} dan berakhir {end}; tukar atau ganti harinya.")
    kept = Asked(replace(request, start=None, end=None, order="relevance")).parameters()
    own = since if request.end is None else ""
    return ReportAsked(subject, own, replace(request, start=start, end=end), kept)


def check_words(name: str, text: str) -> None:
    """Raise Unclear for signs alone, which would ask for every article, and for operators that there are not."""
    if is_void(text):
        raise Unclear(f"{name}: {text!r} tidak memuat kata; tulis huruf atau angka. No words to search for.")
    if refusal(text):
        raise Unclear(
            f"{name}: {text!r} tidak dapat dicari; pakai OR untuk salah satu, -kata untuk tanpa kata itu, tanpa NOT"
            " dan tanpa keduanya bersama. Use OR and -word apart, not NOT."
        )


def read_since(text: str, now: datetime) -> date:
    """The day that a date or an age means; raises Unclear."""
    try:
        return day_asked(text, now)
    except ValueError:
        raise Unclear(
            f"since: {text!r} bukan tanggal seperti 2026-11-24 (tahun {FIRST_YEAR} sampai {LAST_YEAR})"
            " atau umur seperti 7d, 24h atau 2w."
        ) from None


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
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise Unclear(f"{name}: {text!r} bukan tanggal seperti 2026-11-24.") from None
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unclear(f"{name}: hanya tahun {FIRST_YEAR} sampai {LAST_YEAR}.")
    return day


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


def active_filters(asked: Asked, labels: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Name, label and the address without it, for every filter that is set."""
    for name, label in labels.items():
        yield name, label, asked.address(**dict[str, Any]({name: None}))
