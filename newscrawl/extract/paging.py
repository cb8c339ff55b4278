"""Further pages of a long article: which of a page's links lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from newscrawl.extract.page import Element, Page, absolute, within
from newscrawl.types import Outlet

PARAMS = ("page", "halaman", "hal", "p", "pg", "paged")
SINGLE = frozenset((("page", "all"), ("single", "1"), ("showpage", "all")))
NUMBERED = re.compile(rf"\b(?:{'|'.join(PARAMS)})=\d|/\d{{1,3}}/?(?:#|$)")  # ?page=2, /slug/2/, /slug/2#isi
PAGE_QUERY = re.compile(rf"(?:^|&)(?:{'|'.join(PARAMS)})=(\d{{1,3}})(?=&|$)")
PAGE_PATH = re.compile(r"/(?:page/|halaman/)?(\d{1,3})/?$")  # /slug/2/, /slug/page/2, /slug/15
# the longest numbering seen in one article: offsets by 15 up to 90 (Disway)
HIGHEST = 200
LONGEST_NUMBER = len("halaman/200/")  # of a relative address that does not name the article
COMMENT = re.compile(r"\b(?:comments?|komentar|respond|respons)\b", re.IGNORECASE)
WHOLE_PAGE = (
    "html",
    "body",
    "main",
    "article",
)  # their classes tell of the page: comments-open, has-comments
# a literal beginning lets the search leap over the source
COUNTS = [
    re.compile(
        rf"{word}(?:<[^>]*>|[\s:.-])*\d{{1,2}}(?:<[^>]*>|\s)*(?:/|dari|of)(?:<[^>]*>|\s)*(\d{{1,2}})\b"
    )
    for word in ("alaman", "age")
]  # Halaman 1/4, Halaman <b>1</b> dari <b>4</b>, Page 1 of 4

Base = tuple[str, str, tuple[tuple[str, str], ...]]


def next_pages(page: Page, outlet: Outlet) -> dict[int, str]:
    """Number -> absolute address of this article's later pages, in order.

    Only addresses that differ from this page's in the page number alone. Where the page prints their count
    (``Halaman 1/4``), those between are written after the pattern of a linked one.
    """
    query = parse_qsl(urlsplit(page.url).query)
    if SINGLE & set(query):
        return {}
    bases = {_split(url)[0] for url in (page.url, page.canonical) if url} | {_whole(page.url)}
    current = _current(page)
    found: dict[int, str] = {}
    for url in _linked(page):
        base, number = _split(url)
        if base in bases and current < number <= HIGHEST:
            found.setdefault(number, url)
    return dict(sorted(_complete(page, outlet, found).items()))


def _current(page: Page) -> int:
    """This page's own number: 1 unless its address ends in one and its canonical address does not."""
    base, number = _split(page.url)
    is_later = page.canonical is not None and _whole(page.canonical) == base
    return number if is_later or urlsplit(page.url).query else 1


def _linked(page: Page) -> Iterator[str]:
    """The absolute addresses of links that may lead to a further page, without those among the comments."""
    # the last part of the article's own path: a cheap test that spares most links the slow ones
    slug, other = (_split(url)[0][1].rpartition("/")[2] for url in (page.url, page.canonical or page.url))
    in_comments = within(_is_comments)
    for link in (*page.named["link"], *page.named["a"]):
        href = link.get("href") or ""
        if not (href[:1] == "?" or len(href) <= LONGEST_NUMBER or slug in href or other in href):
            continue
        if link.tag == "link" and link.get("rel") != "next":
            continue
        if NUMBERED.search(href) and not COMMENT.search(href) and not in_comments(link):
            yield from filter(None, [absolute(page.url, href.partition("#")[0])])


def _is_comments(box: Element) -> bool:
    return box.tag not in WHOLE_PAGE and bool(COMMENT.search(f"{box.get('class')} {box.get('id')}"))


def _whole(url: str) -> Base:
    """Host, path and query of an address as one comparable value."""
    parts = urlsplit(url)
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), tuple(parse_qsl(parts.query))


def _split(url: str) -> tuple[Base, int]:
    """The address without its page number, and that number (1 where it has none).

    >>> _split("https://www.a.id/read/7/panen?page=3")
    (('a.id', '/read/7/panen', ()), 3)
    >>> _split("https://a.id/2024/05/panen/2/")
    (('a.id', '/2024/05/panen', ()), 2)
    """
    host, path, query = _whole(url)
    for name, value in query:
        if name in PARAMS and value.isdecimal() and len(value) <= 3:
            return (host, path, tuple(pair for pair in query if pair[0] != name)), int(value)
    if numbered := PAGE_PATH.search(path):
        return (host, path[: numbered.start()], query), int(numbered[1])
    return (host, path, query), 1


def _complete(page: Page, outlet: Outlet, found: dict[int, str]) -> dict[int, str]:
    """The found pages and those between that the printed count proves."""
    if not found or (outlet.paging is not None and outlet.paging.kind == "offset"):
        return found
    printed = (count[1] for pattern in COUNTS if (count := pattern.search(page.text)))
    total = int(
        next(filter(str.isdecimal, [*page.meta.get("content_total_pages", ())[:1], *printed]), "0")[:3]
    )
    pattern = next(iter(found.values()))
    missing = {other: _renumber(pattern, other) for other in range(2, min(total, HIGHEST) + 1)}
    return missing | found if total >= max(found) else found


def _renumber(url: str, other: int) -> str:
    """The same address with another page number, where ``_split`` finds it.

    >>> _renumber("https://a.id/read.php?page=2&id=123", 3)
    'https://a.id/read.php?page=3&id=123'
    """
    parts = urlsplit(url)
    for name, number in (("query", PAGE_QUERY), ("path", PAGE_PATH)):
        text = getattr(parts, name)
        if at := number.search(text):
            return parts._replace(**{name: f"{text[: at.start(1)]}{other}{text[at.end(1) :]}"}).geturl()
    return url
