"""A process that crawls the outlets whose slugs come on stdin, and tells on stdout how they get on.

One JSON object a line: ``{"running": [[report, requests], ...]}`` each second, ``{"finished": report}`` at each
end. ``spiders.pool`` starts and watches it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import logging
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, TextIO

from scrapy.crawler import Crawler

from newscrawl.seeds import get_outlet
from spiders.loader import make_spider
from spiders.memory import return_free_memory
from spiders.report import RunReport, lost_report, read_report
from spiders.run import Crawls, crawl_settings, run_until_done

logger = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
TRIM_SECONDS = 5
"""Between two times that free memory is given back; it takes some milliseconds."""


class Worker:
    """The crawls of one process. ``asked`` are the arguments of every spider, ``out`` is what the parent reads."""

    def __init__(self, process: Crawls, asked: Mapping[str, Any], out: TextIO) -> None:
        self.process, self.asked, self.out = process, asked, out
        self.running: dict[str, Crawler] = {}

    async def serve(self) -> None:
        """Crawl what stdin names until it ends."""
        beat = asyncio.create_task(self._beat())
        crawls = [asyncio.create_task(self._crawl(slug)) async for slug in _lines()]
        await asyncio.gather(*crawls)
        beat.cancel()

    async def _crawl(self, slug: str) -> None:
        if self.process.stopping:
            self._tell({"finished": lost_report(slug, "not-reached")})
            return
        crawler = self.running[slug] = self.process.create_crawler(make_spider(get_outlet(slug)))
        crash: BaseException | None = None
        try:
            await self.process.crawl(crawler, **self.asked)
        except Exception as error:  # whatever it broke down on costs this outlet only
            logger.error("The crawl of %s broke down: %r", slug, error)
            crash = error
        self._tell({"finished": read_report(slug, crawler, crash)})
        del self.running[slug]

    async def _beat(self) -> None:
        for second in count(1):
            await asyncio.sleep(1)
            if second % TRIM_SECONDS == 0:
                return_free_memory()
            self._tell(
                {
                    "running": [
                        [read_report(slug, each), _requests(each)] for slug, each in self.running.items()
                    ]
                }
            )

    def _tell(self, message: Mapping[str, Any]) -> None:
        print(json.dumps(message, default=_plain), file=self.out, flush=True)


def _plain(value: object) -> Any:
    return asdict(value) if isinstance(value, RunReport) else str(value)


def _requests(crawler: Crawler) -> int:
    started = crawler.settings.frozen  # Scrapy makes the stats just before
    return int(crawler.stats.get_value("downloader/request_count", 0)) if started else 0


async def _lines() -> AsyncIterator[str]:
    """The lines of stdin as they come."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    async for line in reader:
        yield line.decode().strip()


def claim_stdout() -> TextIO:
    """The pipe to the parent, for us alone: what a library prints goes to stderr."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def limit_memory(limit: int) -> None:
    """No more than so many bytes of own memory: what asks for more gets a MemoryError, which costs its page."""
    with contextlib.suppress(ValueError, OSError):  # macOS has the limit and refuses it
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]  # stays: a parser with a large model may have more
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def die_with_parent(parent: int) -> None:
    """Whoever kills the parent kills its workers; elsewhere than on Linux they end when they next tell."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)  # it was killed just before


def stop_on_signals(process: Crawls) -> None:
    """The first signal stops; more are the same, since a terminal or systemd may send what the parent sends too."""
    from twisted.internet import reactor

    def begin_stop(*_: object) -> None:
        reactor.callFromThread(lambda: asyncio.ensure_future(process.stop()))

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, begin_stop)


def main() -> None:
    """Read the task from the command line: ``parent``, ``archive``, ``memory``, and what every spider is asked."""
    task = json.loads(sys.argv[1])
    die_with_parent(task["parent"])
    limit_memory(task["memory"])
    process = Crawls(crawl_settings(Path(task["archive"]), {}))
    stop_on_signals(process)
    days = {name: date.fromisoformat(day) if (day := task[name]) else None for name in ("since", "until")}
    run_until_done(
        process, Worker(process, {**days, "limit": task["limit"]}, claim_stdout()).serve(), signals=False
    )


if __name__ == "__main__":
    main()
