"""No host is asked more often than it can bear: spacing, Retry-After, and giving up in good time."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.failures import Refused
from spiders.hosts import host_of

logger = logging.getLogger(__name__)

BUSY = (429, 503)
TRIES = 3
FIRST_WAIT = 10.0
"""Seconds to wait where a busy host does not say how long; doubled at each further try."""

_free_at: dict[str, float] = {}
"""Host -> when it may be asked again. One per process, as several outlets may live on one host."""


_busy: defaultdict[str, int] = defaultdict(int)
"""Host -> how often in a row it has answered that it is busy."""

_turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


@asynccontextmanager
async def turn(crawler: Crawler, host: str, delay: float) -> AsyncIterator[None]:
    """The host's attention: one request at a time, and after its answer a pause of ``delay`` seconds.

    Raises Refused where the crawl stops meanwhile. The pause is not counted from our sending: on a slow line the next
    request could reach the host right behind.
    """
    async with _turns[host]:
        await _wait(crawler, host)
        try:
            yield
        finally:
            hold(host, delay)


async def _wait(crawler: Crawler, host: str) -> None:
    while crawler.engine.running and (wait := _free_at.get(host, 0.0) - monotonic()) > 0:
        if wait == math.inf:
            raise Refused("host-busy", host)
        await asyncio.sleep(min(wait, 0.5))  # short naps, so that a stop is not held up by a long Retry-After
    if not crawler.engine.running:  # a stop sends nothing more, also of what waits in Scrapy's queues
        raise Refused("stopped")


def hold(host: str, seconds: float) -> None:
    """Nobody asks the host in the next ``seconds``; for ever, where they are infinite."""
    _free_at[host] = max(_free_at.get(host, 0.0), monotonic() + seconds)


def heed(response: Response) -> None:
    """Hold the host as soon as it answers that it is busy, before the next request can slip out."""
    if response.status in BUSY:
        asked = read_retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        hold(host_of(response.url), FIRST_WAIT if asked is None else asked)


class BackOff:
    """Downloader middleware: a host that answers 429 or 503 rests as long as it asks, then is tried again."""

    def __init__(self, crawler: Crawler) -> None:
        self.max_wait = crawler.settings.getfloat("NEWSCRAWL_MAX_WAIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse at once what would go to a host that we gave up in this run."""
        if _free_at.get(host_of(request.url)) == math.inf:
            raise Refused("host-busy", request.url)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response, or the same request once more for after the pause."""
        host = host_of(request.url)
        if response.status not in BUSY:
            _busy.pop(host, None)
            return response
        _busy[host] += 1
        page_tries = request.meta.get("busy", 0) + 1
        asked = read_retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        wait = FIRST_WAIT * 2 ** (_busy[host] - 1) if asked is None else asked
        if wait > self.max_wait or _busy[host] > TRIES:
            logger.warning("%s answers %d, no more requests in this run", host, response.status)
            hold(host, math.inf)
            return response
        logger.info("%s answers %d, waiting %.0f s", host, response.status, wait)
        hold(host, wait)
        if page_tries > TRIES:  # the host answers others between
            return response
        return request.replace(dont_filter=True, meta={**request.meta, "busy": page_tries})


def read_retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in seconds or as an HTTP date; None where it says nothing.

    >>> read_retry_after(b"120", datetime.now(UTC))
    120.0
    >>> read_retry_after(b"Thu, 31 Aug 2023 10:00:30 GMT", datetime(2023, 8, 31, 10, tzinfo=UTC))
    30.0
    >>> read_retry_after(b"later", datetime.now(UTC))
    >>> read_retry_after(b"31 Aug 2023 10:" + b"9" * 30, datetime.now(UTC))
    >>> read_retry_after(b"Thu, 31 Aug 2023 10:00:30 +99999999999999", datetime.now(UTC))
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
        then = then if then.tzinfo else then.replace(tzinfo=UTC)
        return max(0.0, (then - now).total_seconds())
    except (ValueError, OverflowError):
        return None
