"""robots.txt, obeyed: one fetch per host while its requests wait, and no answer means no crawl.

Scrapy's own middleware lets requests through that wait for robots.txt, reads an unreachable robots.txt as
permission and ignores Crawl-delay.
"""

from __future__ import annotations

import asyncio
import logging
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.settings import BOT_NAME
from spiders.failures import DOWNLOAD_ERRORS, Refused, download, make_request, read_reason
from spiders.hosts import host_of, origin_of

logger = logging.getLogger(__name__)


MOST_BYTES = 1_000_000
"""A longer robots.txt counts as unreachable; RFC 9309 asks crawlers to read half a megabyte."""

NO_HOST = (
    *("stopped", "budget-spent", "opted-out", "private-address", "not-http"),
    *("unknown-host", "connection-refused", "bad-certificate"),
)
"""Reasons that say more than that robots.txt was not to be had."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A host that may not be crawled at all, and why."""

    reason: str


class ObeyRobots:
    """Downloader middleware: refuses what robots.txt disallows."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent: str = crawler.settings["USER_AGENT"]
        self.max_wait = crawler.settings.getfloat("NEWSCRAWL_MAX_WAIT")
        self._rules: dict[str, asyncio.Task[Protego | Closed]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the host's rules; raises Refused where they do not allow the URL."""
        if request.meta.get("robots"):
            return
        rules = await self.rules(request.url)
        if isinstance(rules, Closed):
            raise Refused(rules.reason, request.url)
        if not rules.can_fetch(request.url, self.agent):
            raise Refused("robots", request.url)
        self._slow_down(request, rules)

    async def rules(self, url: str) -> Protego | Closed:
        """The rules of the URL's origin, fetched once per run."""
        origin = origin_of(url)
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._fetch(f"{origin}/robots.txt"))
        return await asyncio.shield(
            self._rules[origin]
        )  # one waiter's end must not end the fetch for the others

    async def _fetch(self, url: str) -> Protego | Closed:
        meta = {"robots": True, "download_maxsize": MOST_BYTES}
        try:
            request = make_request(url, callback=NO_CALLBACK, meta=meta, priority=1000)
            response = await download(self.crawler, request)
        except DOWNLOAD_ERRORS as error:
            reason = read_reason(error)
            logger.warning("No crawl without robots.txt: %s (%s)", url, reason)
            return Closed(reason if reason in NO_HOST else "robots-unreachable")
        return read_rules(response, self.agent, self.max_wait)

    def _slow_down(self, request: Request, rules: Protego) -> None:
        """Give the host's slot its Crawl-delay, which AutoThrottle then leaves alone."""
        delay = asked_delay(rules, self.agent)
        if delay is None or delay <= self.crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        request.meta["autothrottle_dont_adjust_delay"] = True
        downloader, host = self.crawler.engine.downloader, host_of(request.url)
        downloader.per_slot_settings[host] = {"delay": delay}  # a slot is made anew after a pause
        if host in downloader.slots:
            downloader.slots[host].delay = delay


def read_rules(response: Response, agent: str, max_wait: float) -> Protego | Closed:
    """What a robots.txt answer means: 4xx but 429 allows all, any other failure allows nothing (RFC 9309)."""
    if 400 <= response.status < 500 and response.status != 429:
        return Protego.parse("")
    if response.status != 200:
        return Closed("robots-unreachable")
    text = read_text(response.body)
    if text is None:
        return Closed("robots-unreachable")
    rules = Protego.parse(VERSIONED.sub(r"\1", text))
    delay = asked_delay(rules, agent)
    return Closed("crawl-delay-too-long") if delay is not None and delay > max_wait else rules


def read_text(body: bytes) -> str | None:
    """A robots.txt as text, whatever mark its editor put before it; None for what is no text.

    >>> read_text(b"\\xef\\xbb\\xbfDisallow: /"), read_text("Disallow: /".encode("utf-16-le")), read_text(b"\\x1f\\x8b\\x08")
    ('Disallow: /', 'Disallow: /', None)
    """
    if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    if body.startswith(GZIP):
        return None
    plain = body.replace(b"\0", b"")  # UTF-16 without a mark is ASCII and NUL by turns
    return plain.decode("utf-8-sig", "replace")


GZIP = b"\x1f\x8b"

VERSIONED = re.compile(rf"^([ \t]*user-agent[ \t]*:[ \t]*{BOT_NAME})/.*$", re.IGNORECASE | re.MULTILINE)
"""A group for one version of us is meant for us: RFC 9309 compares the name before the slash."""


def asked_delay(rules: Protego, agent: str) -> float | None:
    """Seconds between two requests by Crawl-delay or Request-rate, the longer one; None where neither is said.

    >>> asked_delay(Protego.parse("User-agent: *\\nCrawl-delay: 2\\nRequest-rate: 1/5"), "newscrawl")
    5.0
    """
    rate = rules.request_rate(agent)
    asked = (rules.crawl_delay(agent), rate.seconds / rate.requests if rate and rate.requests else None)
    return max((delay for delay in asked if delay is not None), default=None)
