"""A crawl with the archive's components and a spider of four lines, in a process of its own.

The first line of a page is the headline, the others are paragraphs; ``next: URL`` names a further page.
"""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from archive.crawl import ArchiveExtension
from newscrawl.types import Article, Entry, Outlet
from newscrawl.urls import normalise_url

task: dict[str, Any] = {}
asked: list[str] = []


class TestSpider(Spider):
    """Asks for what the task names and the archive wants."""

    name = "kabarcontoh"
    outlet = Outlet("kabarcontoh", "Kabar Contoh", ("127.0.0.1",), ZoneInfo("Asia/Jakarta"))
    wants: Any = None
    failed: Any = None
    gone: Any = None
    pending: Any = ()

    async def start(self) -> AsyncIterator[Request]:
        if task["full"]:
            extension = self.crawler.get_extension(ArchiveExtension)
            extension.archive.db.execute("PRAGMA max_page_count = 110").fetchall()
        for entry in (Entry(url, "feed") for url in task["urls"]):
            if self.wants(entry):
                yield self.request(entry)
        for entry in self.pending:
            yield self.request(entry)

    def request(self, entry: Entry) -> Request:
        asked.append(entry.url)
        return Request(entry.url, meta={"entry": entry}, errback=self.note, dont_filter=True)

    def note(self, failure: Any) -> None:
        self.failed(failure.request.url, type(failure.value).__name__)

    async def parse(self, response: Response) -> AsyncIterator[Article]:
        if response.status == 404:
            self.gone(response.meta["entry"].url)
        if response.status != 200:
            return
        pages, lines = [response.url], response.text.splitlines()
        if lines[-1].startswith("next: "):
            url = lines.pop().removeprefix("next: ")
            request = Request(url, callback=NO_CALLBACK, meta={"page_of": normalise_url(response.url)})
            further = await self.crawler.engine.download_async(request)
            pages.append(further.url)
            lines += further.text.splitlines()
        if not lines[1:]:
            self.failed(response.url, "not-article/empty")
            return
        yield make(normalise_url(response.url), lines, pages)


def make(url: str, lines: list[str], pages: list[str]) -> Article:
    unknown: Any = dict.fromkeys(
        ("canonical_url", "published_at", "published_on", "modified_at", "byline", "dateline", "section")
    )
    return Article(
        **unknown,
        outlet="kabarcontoh",
        outlet_name="Kabar Contoh",
        media_type="News",
        kind="article",
        url=url,
        headline=lines[0],
        authors=(),
        editors=(),
        tags=(),
        language="id",
        lead_image=None,
        paragraphs=tuple(lines[1:]),
        closing=None,
        removed=(),
        fields={},
        confidence=1.0,
        extractor="child 1",
        pages=tuple(pages),
    )


def stats(crawler: Any) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in crawler.stats.get_stats().items() if key.startswith("newscrawl/"))


if __name__ == "__main__":
    task |= json.load(sys.stdin)
    process = AsyncCrawlerProcess(
        {
            "NEWSCRAWL_ARCHIVE": task["archive"],
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "HTTPERROR_ALLOW_ALL": True,
            "RETRY_ENABLED": False,
            "DOWNLOADER_MIDDLEWARES": {"archive.crawl.KeepCapture": 530, "spiders.capture.MakeCapture": 540},
            "ITEM_PIPELINES": {"archive.crawl.StoreArticle": 500},
            "EXTENSIONS": {"archive.crawl.ArchiveExtension": 500},
        }
    )
    crawler = process.create_crawler(TestSpider)
    process.crawl(crawler)
    process.start()
    finish = crawler.stats.get_value("finish_reason")
    print(json.dumps({"asked": asked, "finish": finish, **dict(stats(crawler))}))
