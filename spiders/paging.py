"""An article on several pages: fetch the others, join them in order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from newscrawl.types import Article, Capture, NotAnArticle, Outlet
from spiders.failures import DOWNLOAD_ERRORS, download, read_reason
from spiders.hosts import host_of
from spiders.parsing import parse_page

MAX_PAGES = 30  # a photo gallery may have a page per picture; an article has five at most

PAGE_BYTES = 5_000_000
"""Also after decompression. The largest page of the development set has 0.6 MB; feeds may be larger."""

FetchPage = Callable[[str, str], Awaitable[Capture | None]]
"""URL, normalised URL of the article -> the page's capture, or None where it did not come."""


async def read_pages(
    capture: Capture, outlet: Outlet, fetch: FetchPage, *, annotated: bool = True
) -> tuple[Article, tuple[Capture, ...]]:
    """The whole article and the captures it was made from, first page first; raises NotAnArticle, ParseFailed.

    What did not come stands in the article's ``missing_pages``. An outlet's address for all pages at once
    saves requests; where it brings no more than the first page, the pages are fetched one by one.
    """
    article = await parse_page(capture, outlet, annotated=annotated)
    if not article.missing_pages:
        return article, (capture,)
    single = single_url(capture.url, outlet)
    page = await fetch(single, article.url) if single else None
    if page and (whole := await _whole(page, outlet, article, annotated)):
        return whole, (page,)
    return await _read_one_by_one(capture, article, outlet, fetch, annotated)


async def _read_one_by_one(
    capture: Capture, article: Article, outlet: Outlet, fetch: FetchPage, annotated: bool
) -> tuple[Article, tuple[Capture, ...]]:
    pages: list[Capture] = []
    tried: set[str] = set()
    while waiting := _to_fetch(article.missing_pages, tried, capture.url):
        for url in waiting:
            tried.add(url)
            if page := await fetch(url, article.url):
                pages.append(page)
        article = await parse_page(
            capture, outlet, pages=pages, annotated=annotated
        )  # page 2 may link to page 3
    return article, (capture, *pages)


def _to_fetch(missing: Sequence[str], tried: set[str], first: str) -> list[str]:
    """Pages not tried yet; a "next page" on another host is somebody's link, not a page of the article."""
    own = [url for url in missing if url not in tried and host_of(url) == host_of(first)]
    return own[: MAX_PAGES - len(tried)]


async def _whole(page: Capture, outlet: Outlet, first: Article, annotated: bool) -> Article | None:
    try:
        whole = await parse_page(page, outlet, annotated=annotated)
    except NotAnArticle:
        return None
    return whole if not whole.missing_pages and len(whole.text) > len(first.text) else None


def single_url(url: str, outlet: Outlet) -> str | None:
    """The address that shows all pages at once, where the outlet has one.

    >>> from dataclasses import replace
    >>> from newscrawl.seeds import GENERIC
    >>> from newscrawl.types import Paging
    >>> kompas = replace(GENERIC, paging=Paging("query", single="page=all"))
    >>> single_url("https://regional.kompas.com/read/2023/08/31/100000078/x", kompas)
    'https://regional.kompas.com/read/2023/08/31/100000078/x?page=all'
    """
    if outlet.paging is None or outlet.paging.single is None:
        return None
    return f"{url}{'&' if '?' in url else '?'}{outlet.paging.single}"


async def fetch_page(crawler: Crawler, url: str, page_of: str) -> Capture | str:
    """The capture of a further page, or the reason why there is none."""
    try:
        request = Request(
            url, callback=NO_CALLBACK, meta={"page_of": page_of, "download_maxsize": PAGE_BYTES}
        )
        response = await download(crawler, request)
    except DOWNLOAD_ERRORS as error:
        return read_reason(error)
    except ValueError:  # from Request: a link such as http://[::1
        return "bad-link"
    if response.status != 200:
        return f"http-{response.status}"
    capture: Capture = response.meta["capture"]
    return capture
