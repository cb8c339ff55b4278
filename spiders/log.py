"""One line of log per event, and never a body."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from newscrawl.types import Article


class OneLine(LogFormatter):
    """Scrapy's messages with the article's URL where Scrapy prints the whole item."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:  # noqa: ARG002
        """An article came out of a page."""
        return {"level": logging.DEBUG, "msg": "Article %(url)s", "args": {"url": _name(item)}}

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,  # noqa: ARG002
        spider: Spider,  # noqa: ARG002
    ) -> LogFormatterResult:
        """A pipeline refused an article."""
        args = {"url": _name(item), "exception": exception}
        return {"level": logging.WARNING, "msg": "Dropped %(url)s: %(exception)s", "args": args}

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,  # noqa: ARG002
        spider: Spider,  # noqa: ARG002
    ) -> LogFormatterResult:
        """A pipeline failed on an article."""
        args = {"url": _name(item), "exception": exception}
        return {"level": logging.ERROR, "msg": "Not stored %(url)s: %(exception)r", "args": args}


def _name(item: Any) -> str:
    return item.url if isinstance(item, Article) else type(item).__name__
