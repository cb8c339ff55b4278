"""What ``scrape`` is pointed at: saved files and captures, turned into articles or a reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from newscrawl.seeds import find_outlet
from newscrawl.types import REASONS, Article, Capture, NotAnArticle, Outlet
from newscrawl.urls import normalise_url

WARC_SUFFIXES = (".warc", ".warc.gz")
Process = Callable[..., Article]
"""``newscrawl.process.process``, or what calls it within limits and raises TargetError beyond them."""

MAX_BYTES = 20_000_000  # no article page comes near; a film named .html does

OWN_ADDRESS = re.compile(
    rb"""<(?:link|meta)\b[^<>]*?\b(?:rel=["']?canonical|property=["']?og:url)\b[^<>]*>""", re.IGNORECASE
)  # <link rel="canonical" href="https://...">
ADDRESS = re.compile(rb"""\b(?:href|content)=["']?(https?://[^"'\s>]+)""", re.IGNORECASE)


class TargetError(ValueError):
    """A target that cannot be read; the message says why and the remedy."""


@dataclass(frozen=True, slots=True)
class Result:
    """One article of a target with the captures it was made from, or the reason why there is none."""

    source: str
    article: Article | None = None
    captures: tuple[Capture, ...] = ()
    error: str | None = None


def is_url(target: str) -> bool:
    """Whether the target is an address rather than a file.

    >>> is_url("https://jabarekspres.com/berita/"), is_url("page.html")
    (True, False)
    """
    return "://" in target


def is_address(url: str) -> bool:
    """Whether the archive can keep a page under it.

    >>> is_address("https://jabarekspres.com/berita/"), is_address("file:///tmp/page.html"), is_address("http://[::1")
    (True, False, False)
    """
    try:
        return bool(normalise_url(url))
    except ValueError:
        return False


def is_warc(target: str) -> bool:
    """Whether the target's name is that of a WARC file."""
    return target.lower().endswith(WARC_SUFFIXES)


def read_saved(path: Path, url: str | None = None) -> Capture:
    """A saved HTML file as a capture, dated by the file's own time; raises TargetError.

    ``url`` defaults to the address that the page names as its own.
    """
    body = _read_bytes(path)
    address = url or _own_address(body) or path.resolve().as_uri()
    headers = (("Content-Type", "text/html"),)
    return Capture(address, address, 200, headers, body, fetched_at=_saved_at(path))


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TargetError(f"larger than {MAX_BYTES:,} bytes, which no article page is")
        return path.read_bytes()
    except FileNotFoundError:
        raise TargetError("no such file; an address starts with https://") from None
    except OSError as error:
        raise TargetError(f"cannot be read ({error.strerror})") from error


def _saved_at(path: Path) -> datetime:
    """When the file was last written; where an unpacker left 1970 or 1980, when it came to this disk."""
    times = path.stat()
    saved = datetime.fromtimestamp(times.st_mtime, UTC)
    return saved if saved.year > 1990 else datetime.fromtimestamp(times.st_ctime, UTC)


def _own_address(body: bytes) -> str | None:
    for tag in OWN_ADDRESS.findall(body):
        if address := ADDRESS.search(tag):
            return unescape(address[1].decode("utf-8", "replace"))
    return None


def read_captures(
    source: str, captures: Sequence[Capture], process: Process, outlet: Outlet | None = None
) -> Iterator[Result]:
    """One result for each article or other page among the captures; further pages join theirs.

    Of several captures of one article (page 1, ``?page=all``) the one that tells most counts.
    """
    by_url = {capture.url: capture for capture in captures}
    results: dict[str, Result] = {}
    for capture in captures:
        if capture.url.startswith("file:") or is_address(capture.url):
            result = _read_article(source, capture, outlet, by_url, process)
        else:
            result = Result(source, captures=(capture,), error=f"{capture.url!r} is no address")
        key = result.article.url if result.article else capture.url
        if key not in results or _length(result) > _length(results[key]):
            results[key] = result
    yield from results.values()


def _length(result: Result) -> int:
    return len(result.article.text) if result.article else 0


def _read_article(
    source: str, capture: Capture, outlet: Outlet | None, by_url: Mapping[str, Capture], process: Process
) -> Result:
    place = f"{capture.url}: " if len(by_url) > 1 else ""
    try:
        outlet = outlet or find_outlet(capture.url)
        article = process(capture, outlet)
        pages = tuple(by_url[url] for url in article.missing_pages if url in by_url)
        if pages:
            article = process(capture, outlet, pages=pages)
    except NotAnArticle as error:
        return Result(source, captures=(capture,), error=f"{place}not an article: {REASONS[error.reason]}")
    except TargetError as error:
        return Result(source, captures=(capture,), error=f"{place}{error}")
    return Result(source, article, (capture, *pages))
