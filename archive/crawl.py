"""The archive's part in a crawl, as Scrapy components. They know a spider only by its hooks.

``scrapy shell`` and spiders without hooks run without an archive.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol, Self, cast
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from archive.connection import DamagedRow, explained
from archive.lock import Held, hold, hold_host
from archive.sample import Sample
from archive.store import Archive, ArchiveError
from archive.tombstones import Redacted
from newscrawl.seeds import hosts_of
from newscrawl.types import Article, Capture, Entry, Outlet

logger = logging.getLogger(__name__)

OK, NOT_MODIFIED = 200, 304
CONDITIONS = ("If-None-Match", "If-Modified-Since")

CLOCKS_DIFFER = timedelta(days=1)
"""More than zones and carelessness explain."""


class Hooked(Protocol):
    """What a spider offers to the archive."""

    outlet: Outlet
    wants: Callable[[Entry], bool]
    failed: Callable[[str, str], None]
    gone: Callable[[str], None]
    pending: Iterable[Entry]


class ArchiveExtension:
    """Opens the archive, sets the spider's hooks, begins and ends the run.

    An archive that cannot be opened raises here, before the first request; one that fails on the way (a full
    disk) closes the spider, since pages that cannot be kept are not to be fetched.
    """

    def __init__(self, crawler: Crawler, spider: Hooked) -> None:
        self.crawler, self.spider = crawler, spider
        self.slug = spider.outlet.slug
        self.archive = Archive.open(Path(crawler.settings["NEWSCRAWL_ARCHIVE"]))
        self.run = 0
        self.sample = Sample()
        self.robots: dict[str, str] = {}
        self.last_begun: datetime | None = None
        self._locks = ExitStack()
        self._closing: Deferred[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        spider = getattr(crawler, "spider", None)
        if not hasattr(spider, "wants") or not crawler.settings.get("NEWSCRAWL_ARCHIVE"):
            raise NotConfigured
        made = cls(crawler, cast(Hooked, spider))
        crawler.signals.connect(made.open_run, signals.spider_opened)
        crawler.signals.connect(made.close_run, signals.spider_closed)
        crawler.signals.connect(made.note_robots, signals.response_received)
        crawler.signals.connect(made.compare_clocks, signals.response_received)
        return made

    def open_run(self) -> None:
        """Begin the run, unless another process crawls the outlet; hand the archive's knowledge to the spider."""
        try:
            with explained(self.archive.path):
                self._take_locks(datetime.now(UTC))
            self.archive.keep_outlet(self.spider.outlet)
            self.last_begun = self.archive.latest_begun()
            self.run = self.archive.begin_run(self.slug, datetime.now(UTC))
            self.spider.pending = self.archive.due(self.slug)
        except Held as held:
            self.crawler.stats.set_value("newscrawl/held_by", dict(held.holder))
            raise CloseSpider("locked") from held
        except ArchiveError as error:
            logger.error("The crawl of %s cannot begin: %s", self.slug, error)
            self.crawler.stats.inc_value("newscrawl/failed/archive")
            raise CloseSpider("archive") from error
        self.spider.wants = self.wants
        self.spider.failed = self.record_failure
        self.spider.gone = self.mark_gone

    def _take_locks(self, now: datetime) -> None:
        """The outlet's lock and those of its hosts; raises Held."""
        path = self.archive.path
        self._locks.enter_context(hold(path, self.slug, now))
        for host in sorted(hosts_of(self.spider.outlet)):
            self._locks.enter_context(hold_host(path, host, now))

    def close_run(self) -> None:
        """End the run with the crawl's counts as its report, and judge it by the outlet's history."""
        report: dict[str, Any] = {
            key.removeprefix("newscrawl/"): value
            for key, value in self.crawler.stats.get_stats().items()
            if key.startswith("newscrawl/") or key in ("finish_reason", "elapsed_time_seconds")
        }
        if numbers := self.sample.numbers():
            report["sample"] = numbers
        if self.robots:
            report["robots"] = self.robots
        try:
            if self.run:
                self.archive.finish_run(self.run, datetime.now(UTC), report)
                alarms = self.archive.examine(self.run, self.sample.examples)
                self.crawler.stats.set_value("newscrawl/alarms", alarms)
        finally:
            self.archive.close()
            self._locks.close()

    def note_robots(self, response: Response, request: Request) -> None:
        """Remember what a host's robots.txt was, so that the next run can tell whether it changed."""
        if request.meta.get("robots") and response.status == OK:
            digest = hashlib.sha256(response.body).hexdigest()[:16]
            self.robots[urlsplit(request.url).hostname or ""] = digest

    def compare_clocks(self, response: Response) -> None:
        """Stop where both our last run and the outlet's server say that this machine's clock is behind.

        Under such a clock the news is of tomorrow: it would lose its times, and no recheck would be due. Either
        witness alone may be the one that is wrong.
        """
        now = datetime.now(UTC)
        if self.last_begun is None or self.last_begun - now < CLOCKS_DIFFER:
            return
        told = read_date(response)
        if told and told - now > CLOCKS_DIFFER:
            self.stop(
                "clock-behind",
                f"the clock of this machine says {now:%Y-%m-%d %H:%M} UTC, the outlet's {told:%Y-%m-%d %H:%M}, and the "
                f"last run began {self.last_begun:%Y-%m-%d %H:%M}; set the clock",
            )

    def wants(self, entry: Entry) -> bool:
        """The spider's hook for an announced page: whether it is worth a request."""
        try:
            return self.archive.wants(entry)
        except DamagedRow as error:
            logger.error("%s is passed over: %s", entry.url, error)
            self.crawler.stats.inc_value("newscrawl/failed/not-stored/DamagedRow")
        except ArchiveError as error:
            self.stop("archive", error)
        return False

    def record_failure(self, url: str, reason: str) -> None:
        """The spider's hook for a page that brought no article."""
        if self._closing is not None:
            return  # what we cannot write is not the page's failure
        try:
            if self.archive.record_failure(url, self.slug, reason) == 1:
                self.sample.add_failed(url, reason)
        except ArchiveError as error:
            self.stop("archive", error)

    def mark_gone(self, url: str) -> None:
        """The spider's hook for 404 and 410."""
        try:
            if self.archive.mark_gone(url, self.slug):
                self.sample.add_failed(url, "not-found")
        except ArchiveError as error:
            self.stop("archive", error)

    def stop(self, reason: str, why: object) -> None:
        """End the crawl: what it fetches cannot be kept."""
        if self._closing is None:
            logger.error("The crawl of %s stops: %s", self.slug, why)
            self.crawler.stats.inc_value(f"newscrawl/failed/{reason}")
            self._closing = deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))


class KeepCapture:
    """Downloader middleware: asks with the validators we hold, and keeps what comes before it is parsed."""

    def __init__(self, extension: ArchiveExtension) -> None:
        self.extension, self.archive = extension, extension.archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        return cls(find_extension(crawler))

    def process_request(self, request: Request) -> None:
        """Make the request conditional; a redirected one must not carry the validators of another page.

        Further pages come whole: their article is read anew where its first page has changed.
        """
        for name in CONDITIONS:
            request.headers.pop(name, None)
        if "entry" in request.meta:
            for name, value in zip(CONDITIONS, self.archive.validators(request.url) or (), strict=False):
                if value:
                    request.headers[name] = value

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the capture, or note that the article is unchanged; sets ``meta["capture_id"]``."""
        capture: Capture | None = request.meta.get("capture")
        if capture is None:
            return response
        entry: Entry | None = request.meta.get("entry")
        try:
            if capture.status == NOT_MODIFIED:
                self.archive.mark_unchanged(capture.url, entry.modified if entry else None)
            else:
                request.meta["capture_id"] = self.keep(capture, request, entry)
        except Redacted as error:
            raise IgnoreRequest(str(error)) from error
        except ArchiveError as error:
            self.extension.stop("archive", error)
            raise
        return response

    def keep(self, capture: Capture, request: Request, entry: Entry | None) -> int:
        """Store the capture with what was asked."""
        return self.archive.keep_capture(
            capture,
            self.extension.run,
            article_url=request.meta.get("page_of"),
            claimed=entry.modified if entry else None,
            sent=[
                (name.decode("latin-1"), value[0].decode("latin-1"))
                for name, value in request.headers.items()
            ],
        )


class StoreArticle:
    """Item pipeline: saves articles, and counts which were new, updated or unchanged."""

    def __init__(self, extension: ArchiveExtension) -> None:
        self.extension, self.archive = extension, extension.archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        return cls(find_extension(crawler))

    def process_item(self, item: Article) -> Article:
        """Save the article with the captures that this run made of its pages."""
        run = self.extension.run
        try:
            outcome = self.archive.save_article(item, self.archive.captures_of_pages(run, item.pages), run)
        except Redacted as error:
            raise DropItem(str(error)) from error
        except DamagedRow:
            raise  # costs this article only, which is counted as not stored
        except ArchiveError as error:
            self.extension.stop("archive", error)
            raise
        self.extension.crawler.stats.inc_value(f"newscrawl/{outcome}")
        if outcome != "unchanged":
            self.extension.sample.add(item, datetime.now(UTC))
        return item


def read_date(response: Response) -> datetime | None:
    """What the server's clock said, where it said so."""
    try:
        told = parsedate_to_datetime((response.headers.get("Date") or b"").decode("latin-1"))
    except (ValueError, OverflowError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def find_extension(crawler: Crawler) -> ArchiveExtension:
    """The extension that opened the archive; where there is none, the other components stay out too."""
    extension = crawler.get_extension(ArchiveExtension)
    if extension is None:
        raise NotConfigured
    return extension
