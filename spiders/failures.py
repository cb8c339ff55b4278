"""Why a request brought no page, in the words of the run report."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from gzip import BadGzipFile
from typing import Any

import brotli  # type: ignore[import-untyped]
from OpenSSL import SSL
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
)
from scrapy.http import Response
from service_identity import VerificationError

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError
else:
    from backports.zstd import ZstdError


class Refused(IgnoreRequest):
    """We decided not to send a request. The reason is reported: silence would look like success."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


REASONS: tuple[tuple[type[Exception], str], ...] = (
    (CannotResolveHostError, "unknown-host"),
    (DownloadConnectionRefusedError, "connection-refused"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too-large"),
    (NotSupported, "not-http"),
    (ResponseDataLossError, "broken-off"),
    (DownloadFailedError, "broken-off"),
    *((kind, "bad-encoding") for kind in (BadGzipFile, EOFError, zlib.error, brotli.error, ZstdError)),
)


DOWNLOAD_ERRORS: tuple[type[Exception], ...] = (IgnoreRequest, OSError, *(kind for kind, _reason in REASONS))
"""What ``engine.download_async`` raises where no answer came."""


async def download(crawler: Crawler, request: Request) -> Response:
    """The answer to a request outside of the scheduler; raises DOWNLOAD_ERRORS, also where the crawl is ending.

    Scrapy's engine fails with an AssertionError then.
    """
    engine = crawler.engine
    if engine.spider is None or engine._slot is None or engine._slot.closing is not None:
        raise Refused("stopped", request.url)
    try:
        return await engine.download_async(request)
    except ValueError as error:  # a host that no address has: https://a%63.id/, https://a.id:99999/
        raise Refused("bad-link", request.url) from error


def make_request(url: str, **how: Any) -> Request:
    """A request; raises Refused for what is no address."""
    try:
        return Request(url, **how)
    except ValueError as error:
        raise Refused("bad-link", url) from error


def read_reason(error: BaseException | None) -> str:
    """The report's word for an error of the downloader.

    >>> read_reason(Refused("robots", "https://a.id/x")), read_reason(DownloadTimeoutError("30 s"))
    ('robots', 'timeout')
    """
    if reason := getattr(error, "reason", None) if isinstance(error, IgnoreRequest) else None:
        return str(reason)
    if isinstance(error, IgnoreRequest):  # Scrapy tells these two apart only in words
        return "too-many-redirects" if "redirections" in str(error) else "too-large"
    if any(isinstance(cause, (SSL.Error, VerificationError)) for cause in _causes(error)):
        return "bad-certificate"
    known = (reason for kind, reason in REASONS if isinstance(error, kind))
    return next(known, type(error).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """What Twisted packs into the failures of a connection."""
    while error:
        yield from (each.value for each in getattr(error, "reasons", None) or ())
        error = error.__cause__ or error.__context__


SENTENCES = {
    "opted-out": "the outlet asked to be left alone; its seed says when and how",
    "bad-certificate": "the certificate of the host is not valid; a seed can allow it, see docs/seeds.md",
    "fruitless": "the lists bring nothing of the outlet any more",
    "robots": "robots.txt does not allow this page",
    "robots-unreachable": "robots.txt cannot be read, and without it nothing is fetched; try again later",
    "crawl-delay-too-long": "robots.txt asks for a longer pause than we can wait",
    "host-busy": "the host is busy and asked us to stay away; try again later",
    "private-address": "the address lies in a private network; NEWSCRAWL_ALLOW_PRIVATE=1 allows that, for tests",
    "redirect-off-site": "the page leads to another site",
    "bad-redirect": "the page leads to what is no address",
    "bad-encoding": "the answer is not packed as it says",
    "too-many-redirects": "the page redirects in circles",
    "too-large": "the answer is too large for a page",
    "not-http": "only addresses that start with https:// or http:// are fetched",
    "unknown-host": "the host is not known; check the spelling and the connection",
    "connection-refused": "the host refuses the connection; try again later",
    "timeout": "the host does not answer in time; try again later",
    "broken-off": "the answer broke off; try again later",
    "parse-timeout": "the page takes too long to read",
    "parse-memory": "the page needs too much memory to read",
    "parse-crash": "the page crashes the parser",
    "stopped": "the crawl was stopped before",
    "bad-link": "the link is no address",
}


def explain(reason: str) -> str:
    """A sentence for one page's reason, with the remedy where there is one.

    >>> explain("http-404")
    'the host answers 404'
    """
    if reason.startswith("http-"):
        return f"the host answers {reason.removeprefix('http-')}"
    return SENTENCES.get(reason, reason)
