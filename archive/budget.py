"""How much of an outlet's patience is spent today: requests are counted over all runs."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.utils.defer import deferred_from_coro

from archive.crawl import ArchiveExtension, find_extension
from archive.store import Archive, ArchiveError

logger = logging.getLogger(__name__)


class BudgetSpent(IgnoreRequest):
    """The day's requests are used up; the page is asked for on another day."""

    reason = "budget-spent"


class DailyBudget:
    """Downloader middleware: counts each request, and ends the crawl when the outlet's share is spent."""

    def __init__(self, extension: ArchiveExtension, budget: int) -> None:
        self.extension, self.budget = extension, budget
        self.outlet = extension.spider.outlet
        self._closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it; without a budget nothing is counted."""
        extension = find_extension(crawler)
        outlet = extension.spider.outlet
        budget = outlet.daily_requests or crawler.settings.getint("NEWSCRAWL_DAILY_REQUESTS")
        if not budget:
            raise NotConfigured
        return cls(extension, budget)

    def process_request(self, request: Request) -> None:
        """Count the request; raises BudgetSpent for one too many."""
        today = datetime.now(UTC).astimezone(self.outlet.zone).date()
        try:
            if spend(self.extension.archive, self.outlet.slug, today, self.budget):
                return
        except ArchiveError as error:
            self.extension.stop("archive", error)
            raise
        if not self._closing:
            self._closing = True
            logger.warning("%s: %d requests were made today, no more", self.outlet.slug, self.budget)
            engine = self.extension.crawler.engine
            deferred_from_coro(engine.close_spider_async(reason="budget-spent"))
        raise BudgetSpent(request.url)


def spend(archive: Archive, outlet: str, day: date, budget: int) -> bool:
    """Take one request from the day's budget; False where none is left."""
    sql = """
        INSERT INTO requests (outlet, day, number) VALUES (?1, ?2, 1)
        ON CONFLICT DO UPDATE SET number = number + 1 WHERE number < ?3 RETURNING number
    """
    with archive.transaction():
        return archive.db.execute(sql, (outlet, day.isoformat(), budget)).fetchone() is not None
