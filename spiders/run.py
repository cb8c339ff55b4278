"""Run crawls from Python: outlets into an archive, or single pages.

Once per process: Twisted's reactor cannot start again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from newscrawl.seeds import get_outlet
from newscrawl.types import Article, Outlet
from spiders.draft import Draft
from spiders.loader import make_spider
from spiders.pages import Found, PageSpider
from spiders.probe import ProbeSpider, Site
from spiders.report import RunReport, read_report

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""Outlets crawled together: each asks its hosts about once a second, and a page costs some 20 ms of CPU."""

Progress = Callable[[Sequence[RunReport]], None]
Crashes = dict[Crawler, BaseException]


STOP_SECONDS = 3.0
"""How long a stopped crawl waits for answers that are on their way; then their connections are cut."""


class Crawls(AsyncCrawlerProcess):
    """Scrapy's process, which also remembers that it was told to stop, so that no further crawl begins."""

    stopping = False

    async def stop(self) -> None:
        """SIGINT or SIGTERM: running crawls end what they have begun, and report."""
        from twisted.internet import reactor

        if self.stopping:
            await super().stop()
            return
        self.stopping = True
        cast(Any, reactor).callLater(STOP_SECONDS, cut_connections)  # Twisted types it as a module
        await super().stop()
        while self.crawlers:  # to one that is just opening, Scrapy's stop means nothing
            for engine in [crawler.engine for crawler in self.crawlers if crawler._engine]:
                if engine.running:
                    await engine.stop_async()
            await asyncio.sleep(0.1)


def cut_connections() -> None:
    """End the requests that no answer has come for; the next run asks again.

    Over and over, for Twisted sends a request once more where a kept connection ends.
    """
    from twisted.internet import reactor

    running: Any = reactor
    for connection in {*running.getReaders(), *running.getWriters()}:
        if abort := getattr(connection, "abortConnection", None):
            abort()
    running.callLater(1, cut_connections)


def run_crawls(
    slugs: Sequence[str],
    *,
    since: date | None = None,
    until: date | None = None,
    limit: int | None = None,
    archive: Path | None = None,
    on_progress: Progress | None = None,
    on_article: Callable[[Article], None] | None = None,
    trial: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> list[RunReport]:
    """Crawl outlets into the archive (None: keep nothing); a report for each, in the order given.

    ``on_progress`` gets the reports as they stand, once a second, ``on_article`` each article. A ``trial``
    asks every feed of the seeds and annotates nothing. A stop by signal is no failure: ``finish`` of the
    reports says ``shutdown``.
    """
    process = Crawls(crawl_settings(archive, settings or {}))
    crawlers = {slug: process.create_crawler(make_spider(get_outlet(slug))) for slug in dict.fromkeys(slugs)}
    crashes: Crashes = {}

    def hear(item: Article) -> None:
        if on_article:
            on_article(item)

    for crawler in crawlers.values():
        crawler.signals.connect(hear, signals.item_scraped)

    def report() -> list[RunReport]:
        return [read_report(slug, crawler, crashes.get(crawler)) for slug, crawler in crawlers.items()]

    asked = {"since": since, "until": until, "limit": limit, "trial": trial}
    work = _crawl_all(process, list(crawlers.values()), asked, crashes)
    run_until_done(process, _watched(work, lambda: on_progress(report())) if on_progress else work)
    return report()


def fetch_pages(
    urls: Sequence[str], *, outlet: Outlet | None = None, settings: Mapping[str, Any] | None = None
) -> Found:
    """URL -> its captures, first page first, or a sentence why there are none. Nothing is stored.

    ``outlet`` tells how the pages are split, where the URL's own outlet is not meant.
    """
    process = Crawls(crawl_settings(None, settings or {}))
    found: Found = dict.fromkeys(urls, "the crawl was stopped before")
    crashes: Crashes = {}
    asked = {"urls": list(found), "found": found, "outlet": outlet}
    run_until_done(process, _crawl_all(process, [process.create_crawler(PageSpider)], asked, crashes))
    return found


def probe_site(draft: Draft, *, settings: Mapping[str, Any] | None = None) -> Site | str:
    """What the site of the draft is seen to be, or a sentence why it cannot be seen. Nothing is stored."""
    process = Crawls(crawl_settings(None, settings or {}))
    crawler = process.create_crawler(ProbeSpider)
    seen: list[Site | str] = []
    crashes: Crashes = {}
    run_until_done(process, _crawl_all(process, [crawler], {"draft": draft, "seen": seen}, crashes))
    if crashes:
        raise crashes[crawler]
    return seen[0] if seen else "the crawl was stopped before"


def crawl_settings(archive: Path | None, changes: Mapping[str, Any]) -> Settings:
    """The project's settings for a crawl into that archive, or for one that keeps nothing."""
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    settings.set("NEWSCRAWL_ARCHIVE", str(archive) if archive else None, priority="cmdline")
    settings.set("LOG_LEVEL", "WARNING", priority="cmdline")  # the report says the rest
    if archive is None:
        for name in ("DOWNLOADER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS"):
            settings.set(name, _without_archive(settings.getdict(name)), priority="cmdline")
    for name, value in changes.items():
        settings.set(name, value, priority="cmdline")
    return settings


def _without_archive(components: Mapping[str, Any]) -> dict[str, Any]:
    return {name: order for name, order in components.items() if not name.startswith("archive.")}


def run_until_done(process: Crawls, work: Coroutine[Any, Any, None], *, signals: bool = True) -> None:
    """Run the reactor until the work is done; with ``signals``, also until one stops it."""
    from twisted.internet import reactor

    def stop(_task: asyncio.Task[None]) -> None:
        with contextlib.suppress(RuntimeError):  # a signal has stopped it already
            reactor.stop()  # type: ignore[misc] # Twisted types its reactor as a module

    task = asyncio.get_event_loop().create_task(work)
    task.add_done_callback(stop)
    process.start(stop_after_crawl=False, install_signal_handlers=signals)
    if task.done() and not task.cancelled():
        task.result()


async def _crawl_all(
    process: Crawls, crawlers: Sequence[Crawler], asked: Mapping[str, Any], crashes: Crashes
) -> None:
    """Crawl all, some at once; one that breaks down is noted and stops no other."""
    room = asyncio.Semaphore(AT_ONCE)

    async def crawl(crawler: Crawler) -> None:
        async with room:
            if not process.stopping:
                await process.crawl(crawler, **asked)

    results = await asyncio.gather(*map(crawl, crawlers), return_exceptions=True)
    for crawler, result in zip(crawlers, results, strict=True):
        if isinstance(result, BaseException):
            logger.error("Crawl of %s broke down: %r", crawler.spidercls.name, result)
            crashes[crawler] = result


async def _watched(work: Coroutine[Any, Any, None], look: Callable[[], None]) -> None:
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait([task], timeout=1)
        look()
    await task
