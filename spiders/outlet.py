"""The spider of one outlet: announced entries, fetched pages, articles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Self

from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from newscrawl.seeds import find_outlet
from newscrawl.types import Article, Capture, Entry, Feed, NotAnArticle, Outlet
from newscrawl.urls import normalise_url
from spiders.discover import is_announced, page_address
from spiders.failures import DOWNLOAD_ERRORS, download, make_request, read_reason
from spiders.hosts import host_of
from spiders.paging import PAGE_BYTES, fetch_page, read_pages
from spiders.parsing import ParseFailed
from spiders.robots import ObeyRobots
from spiders.sources import Source, SourceFailed, is_list, read_feeds
from spiders.span import Span

WINDOW = 8
"""Articles on their way at once; the others wait in ``start``, where they cost no memory."""

MOST_FRUITLESS = 100
"""Answers of feeds in a row that bring nothing of the outlet: a list that never ends, empty days, one page for ever."""

PUT_OFF = ("stopped", "budget-spent")

GONE = (404, 410)
CONDITIONS = {b"If-None-Match", b"If-Modified-Since"}
"""Headers without which a 304 answers nothing that we asked."""


class OutletSpider(Spider):
    """Crawls one outlet. ``scrapy crawl SLUG -a since=2023-08-01 -a until=2023-08-31 -a limit=100``.

    The archive's extension sets the four hooks; without an archive every entry is wanted and nothing is kept.
    A ``trial`` looks at the outlet rather than its news: every feed is asked and nothing is annotated.
    """

    outlet: Outlet
    wants: Callable[[Entry], bool]
    failed: Callable[[str, str], None]
    gone: Callable[[str], None]
    pending: Iterable[Entry] = ()
    """Entries of earlier runs that are due for another try."""

    def __init__(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        limit: int | str | None = None,
        trial: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.span = Span(_day(since), _day(until), self.outlet.zone)
        self.limit = int(limit) if limit else None
        self.trial = trial
        self.wants = lambda _entry: True
        self.failed = lambda _url, _reason: None
        self.gone = lambda _url: None
        self._seen: set[str] = set()
        self._asked = self._announced_count = self._undated = 0
        self._newest = self._fruitless = 0
        self._answers: set[int] = set()
        self._read_list = False
        self._window = asyncio.Semaphore(WINDOW)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to build it; what goes wrong outside our own code is counted too."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._newest = crawler.settings.getint("NEWSCRAWL_NEWEST")
        crawler.signals.connect(spider.count_crash, signals.spider_error)
        crawler.signals.connect(spider.count_unstored, signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Requests for the wanted articles: those due from earlier runs, then what the feeds announce."""
        if self.outlet.opted_out:
            deferred_from_coro(self.crawler.engine.close_spider_async(reason="opted-out"))
            return
        if self.outlet.bad_certificate:
            self.crawler.stats.set_value("newscrawl/unverified", self.outlet.bad_certificate)
        if self.limit or self.span.asked:
            self.crawler.stats.set_value("newscrawl/partial", True)
        for entry in self.pending:
            if self._is_new(entry) and not self._has_enough():
                yield await self._request(entry)
        async for entry in self._announced():
            if self.wants(entry):
                yield await self._request(entry)
            else:
                self._count("skipped")

    async def _announced(self) -> AsyncIterator[Entry]:
        """Entries of the outlet and the range, each once; the newest only where no range was asked."""
        now = datetime.now(UTC)
        fetch, named = self._fetch_feed, self._named_sitemaps
        source = Source(self.outlet, self.span, fetch, named, self._has_enough, now, self.trial)
        async for entries in read_feeds(source, self._report_feed):
            self._note_yield(entries)
            for entry in filter(self._is_candidate, entries):
                if self._has_enough():
                    break
                self._announced_count += 1
                self._count("seen")
                self._note_day(self.span.claimed_day(entry))
                yield entry
        complete = self._read_list and not self._has_enough() and self._undated <= self._newest
        self.crawler.stats.set_value("newscrawl/complete", complete)

    def _note_yield(self, entries: Sequence[Entry]) -> None:
        """An answer is fruitful that names pages of the outlet and is not just what came before."""
        answer = hash(tuple(entry.url for entry in entries))
        if answer not in self._answers and any(is_announced(entry, self.outlet) for entry in entries):
            self._fruitless = 0
        self._answers.add(answer)

    def _is_candidate(self, entry: Entry) -> bool:
        """Whether an entry may be an article of the range that we did not meet yet.

        A list without dates could have us fetch an outlet's whole past for one day: only its start counts.
        """
        if not (is_announced(entry, self.outlet) and self.span.may_hold(entry) and self._is_new(entry)):
            return False
        undated = self.span.asked and not entry.modified and self.span.claimed_day(entry) is None
        self._undated += undated
        return not undated or self._undated <= self._newest

    def _has_enough(self) -> bool:
        """Whether the limit is reached, or nothing more comes; without a range, whether the newest are seen."""
        if self.limit is not None and self._asked >= self.limit:
            return True
        if self._fruitless > MOST_FRUITLESS:
            return True
        return not self.span.asked and self._announced_count >= self._newest

    def _is_new(self, entry: Entry) -> bool:
        """Whether no variant of the entry's URL came before."""
        key = normalise_url(entry.url, self.outlet.paging)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    async def _request(self, entry: Entry) -> Request:
        await self._window.acquire()
        self._asked += 1
        meta = {"entry": entry, "download_maxsize": PAGE_BYTES}
        # Entries are told apart by normalised URL above; Scrapy's filter would drop a redirect to a seen one.
        url = page_address(entry.url, self.outlet.paging)
        return Request(url, self.read_article, errback=self.count_failure, meta=meta, dont_filter=True)

    async def read_article(self, response: Response) -> AsyncIterator[Article]:
        """The callback: the article of a page, or its line in the report."""
        try:
            if response.status == 200:
                self._count("fetched")
                async for article in self._articles(response.meta["capture"]):
                    yield article
            else:
                self._count_status(response)
        finally:
            self._window.release()

    async def _articles(self, capture: Capture) -> AsyncIterator[Article]:
        try:
            article, _captures = await read_pages(
                capture, self.outlet, self._fetch_page, annotated=not self.trial
            )
        except NotAnArticle as error:
            self._count(f"not_article/{error.reason}")
            self.failed(capture.requested_url, f"not-article/{error.reason}")
            return
        except ParseFailed as error:
            self._count_failed(capture.requested_url, error.reason)
            return
        if not self.span.holds(article):
            self._count("out_of_range")
            return
        if article.missing_pages:
            self.logger.warning("%s lacks %s", article.url, ", ".join(article.missing_pages))
        self._note_day(article.published_on)
        yield article

    async def _fetch_page(self, url: str, page_of: str) -> Capture | None:
        """A further page of an article; None and a line in the report where it does not come."""
        page = await fetch_page(self.crawler, url, page_of)
        if isinstance(page, str):
            self._count(f"missing_page/{page}")
            return None
        return page

    async def _named_sitemaps(self) -> Sequence[str]:
        """The sitemaps that robots.txt names."""
        robots = self.crawler.get_downloader_middleware(ObeyRobots)
        rules = await robots.rules(self.outlet.home) if robots and self.outlet.home else None
        return list(rules.sitemaps) if isinstance(rules, Protego) else []

    async def _fetch_feed(self, url: str) -> Response:
        try:
            own = self._is_own_host(url)
        except ValueError as error:  # http://[::1
            raise SourceFailed("bad-link", url) from error
        if not own:
            raise SourceFailed("off-site", url)  # a sitemap may name any address
        self._fruitless += 1
        if self._fruitless > MOST_FRUITLESS:
            raise SourceFailed("fruitless", url)
        try:
            response = await download(self.crawler, make_request(url, callback=NO_CALLBACK))
        except DOWNLOAD_ERRORS as error:
            raise SourceFailed(read_reason(error), url) from error
        if response.status != 200:
            raise SourceFailed(f"http-{response.status}", url)
        return response

    def follows(self, request: Request) -> bool:
        """Whether a redirected request stays with the outlet; a feed may also move among its hosts."""
        own = find_outlet(request.url).slug == self.outlet.slug
        return own or ("entry" not in request.meta and self._is_own_host(request.url))

    def _is_own_host(self, url: str) -> bool:
        """Whether the outlet or one of its feeds lives on the URL's host or above it."""
        places = (*self.outlet.hosts, *(host_of(feed.url) for feed in self.outlet.feeds))
        return any(f".{host_of(url)}".endswith("." + place.partition("/")[0]) for place in places)

    def count_failure(self, failure: Failure) -> None:
        """The errback of an article request."""
        self._window.release()
        request: Request = failure.request  # type: ignore[attr-defined]
        self._count_failed(request.meta["entry"].url, read_reason(failure.value))

    def _count_status(self, response: Response) -> None:
        url = response.meta["entry"].url
        if response.status == 304 and response.request and CONDITIONS & response.request.headers.keys():
            self._count("unchanged")
        elif response.status in GONE:
            self._count("not_article/not-found")
            self.gone(url)
        else:
            self._count_failed(url, f"http-{response.status}")

    def _count_failed(self, url: str, reason: str) -> None:
        if reason in PUT_OFF:
            return  # nothing is wrong with the page; the next run asks again
        self._count(f"failed/{reason}")
        self.logger.warning("Failed %s: %s", url, reason)
        self.failed(url, reason)

    def count_crash(self, failure: Failure, response: Response | None) -> None:
        """An exception in our own code; Scrapy has logged its traceback and goes on."""
        reason = type(failure.value).__name__
        if response and "entry" in response.meta:
            self._count_failed(response.meta["entry"].url, reason)
        else:
            self._count(f"failed/{reason}")

    def count_unstored(self, item: Article, failure: Failure) -> None:
        """A pipeline that failed: the article was read and is not in the archive."""
        self._count_failed(item.url, f"not-stored/{type(failure.value).__name__}")

    def _report_feed(self, feed: Feed, error: Exception | None) -> None:
        if isinstance(error, SourceFailed) and error.reason in PUT_OFF:
            return
        self._count(f"feed/{feed.kind}/{'failed' if error else 'ok'}")
        self._read_list |= error is None and is_list(feed)
        if error:
            reason = error.reason if isinstance(error, (SourceFailed, ParseFailed)) else "not-a-feed"
            self._count(f"no_feed/{reason}")
            self._count(f"feed_failed/{feed.kind}/{reason}")
            self.logger.warning("Feed %s failed: %s", feed.url, error)

    def _note_day(self, day: date | None) -> None:
        if day is None or not self.span.holds_day(day):
            return
        stats = self.crawler.stats
        stats.set_value("newscrawl/oldest", min(day, stats.get_value("newscrawl/oldest", day)))
        stats.set_value("newscrawl/newest", max(day, stats.get_value("newscrawl/newest", day)))

    def _count(self, key: str) -> None:
        self.crawler.stats.inc_value(f"newscrawl/{key}")


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
