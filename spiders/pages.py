"""The spider of single pages: ``newscrawl scrape URL``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.seeds import find_outlet
from newscrawl.types import Capture, Entry, Outlet
from spiders.failures import explain, read_reason
from spiders.paging import PAGE_BYTES, fetch_page, read_pages

Found = dict[str, list[Capture] | str]


class PageSpider(Spider):
    """Fetches each URL with its further pages into ``found``: captures, or a sentence why there are none."""

    name = "scrape"

    def __init__(
        self, urls: Sequence[str], found: Found, outlet: Outlet | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.urls, self.found, self.outlet = urls, found, outlet

    async def start(self) -> AsyncIterator[Request]:
        """A request for each URL."""
        for url in self.urls:
            try:
                request = Request(url, self.read_page, errback=self.note_failure, dont_filter=True)
            except ValueError:
                self.found[url] = "is no address; one starts with https://"
                continue
            request.meta.update(entry=Entry(url, feed=""), download_maxsize=PAGE_BYTES)
            yield request

    async def read_page(self, response: Response) -> None:
        """The callback: a page of whatever kind is a capture; whether it is an article is for the caller."""
        url = response.meta["entry"].url
        capture: Capture = response.meta["capture"]
        if response.status != 200:
            self.found[url] = explain(f"http-{response.status}")
            return
        self.found[url] = [capture]
        outlet = self.outlet or find_outlet(capture.url)
        try:
            _article, captures = await read_pages(capture, outlet, self._fetch_page, annotated=False)
        except Exception:  # whoever reads the captures meets it again
            return
        self.found[url] = list(captures)

    async def _fetch_page(self, url: str, page_of: str) -> Capture | None:
        page = await fetch_page(self.crawler, url, page_of)
        if isinstance(page, str):
            self.logger.warning("Page %s did not come: %s", url, explain(page))
            return None
        return page

    def note_failure(self, failure: Failure) -> None:
        """The errback: the reason instead of captures."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self.found[request.meta["entry"].url] = explain(read_reason(failure.value))
