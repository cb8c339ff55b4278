"""How values are written on a page: the filters of the templates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlencode

from markupsafe import Markup, escape

from newscrawl.record import format_day, format_number, format_time

STYLE = re.compile(r' style="[^"]*"')  # style="border-color: #ff0000"
TABLE_BOX = '<div class="table-wrapper"'
WIB = timezone(timedelta(hours=7))


def show_time(published_at: str | date | None) -> str:
    """Local time with WIB, WITA or WIT, or the day.

    >>> show_time("2023-08-31T03:01:00+07:00"), show_time("2023-08-31"), show_time(None)
    ('31 Agu 2023 03.01 WIB', '31 Agu 2023', 'waktu tidak diketahui')
    """
    if not published_at:
        return "waktu tidak diketahui"
    if isinstance(published_at, str):
        bare = "T" not in published_at
        published_at = (date if bare else datetime).fromisoformat(published_at)
    return format_time(published_at) if isinstance(published_at, datetime) else format_day(published_at)


def show_seen(seen_at: str) -> str:
    """An instant of the archive's own clock, in Jakarta's time.

    >>> show_seen("2026-11-24T20:00:31Z")
    '25 Nov 2026 03.00 WIB'
    """
    return format_time(datetime.fromisoformat(seen_at).astimezone(WIB))


def show_percent(share: float | None) -> str:
    """``98%``."""
    return f"{share or 0:.0%}"


def mark(snippet: str) -> Markup:
    """A snippet with its matches marked; all else is text, whatever it holds.

    >>> mark("**banjir** <b>di **Garut**")
    Markup('<mark>banjir</mark> &lt;b&gt;di <mark>Garut</mark>')
    """
    parts = [escape(part) for part in snippet.split("**")]
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )


def web_link(url: str | None) -> str:
    """The address if a browser may open it; empty for ``javascript:`` and the like.

    >>> web_link("https://kabarcontoh.example/a"), web_link("javascript:alert(1)")
    ('https://kabarcontoh.example/a', '')
    """
    return url if url and url.startswith(("https://", "http://")) else ""


def find_by(name: str, value: str, path: str = "/cari") -> str:
    """The address of a search, or of a report, with one filter.

    >>> find_by("person", "Siti & Ujang")
    '/cari?person=Siti+%26+Ujang'
    """
    return f"{path}?{urlencode({name: value})}"


def without_styles(page: str) -> Markup:
    """A page of Datasette without its ``style`` attributes, which the policy refuses; text has its quotes escaped.

    >>> without_styles('<h1 style="color: #666">Tempat</h1>')
    Markup('<h1>Tempat</h1>')
    """
    return Markup(STYLE.sub("", str(page)))  # noqa: S704 - it was markup before


def scrollable(page: str) -> Markup:
    """A page of Datasette whose tables can be scrolled sideways from the keyboard.

    >>> scrollable('<div class="table-wrapper"></div>')
    Markup('<div class="table-wrapper" tabindex="0" role="region" aria-label="Tabel"></div>')
    """
    reached = f'{TABLE_BOX} tabindex="0" role="region" aria-label="Tabel"'
    return Markup(str(page).replace(TABLE_BOX, reached))  # noqa: S704 - it was markup before


FILTERS = {
    "without_styles": without_styles,
    "scrollable": scrollable,
    "show_time": show_time,
    "show_seen": show_seen,
    "show_number": format_number,
    "show_percent": show_percent,
    "mark": mark,
    "web_link": web_link,
    "find_by": find_by,
}
