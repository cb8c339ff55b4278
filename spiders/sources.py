"""Which of an outlet's feeds are read, in which order, and what is done when one of them fails.

RSS is always read, for it is freshest. Beside it the most complete kind that answers: the WordPress API, else
sitemaps, else index pages, else the sitemaps that robots.txt names, else the links of the front page.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from urllib.parse import urlencode

from scrapy.http import Response, TextResponse

from newscrawl.types import Entry, Feed, FeedKind, Outlet
from newscrawl.urls import normalise_url
from spiders.discover import (
    Announced,
    Context,
    NotAFeed,
    looks_like_article,
    read_links,
    read_posts,
    read_xml,
)
from spiders.parsing import ParseFailed, parsers
from spiders.span import Span

COMPLETE: tuple[FeedKind, ...] = ("wordpress", "sitemap", "index")
PER_PAGE = 100  # the most that the WordPress API gives
MAX_PAGES = 500  # of one list; a list that never ends is a trap
MAX_EMPTY_DAYS = 30  # in a row, of a dated index read back without an end
MAX_DEPTH = 3  # of sitemaps in sitemaps
ALL_LINKS = "a"
DATE = re.compile(r"\{date:([^}]+)\}")  # {date:%m/%d/%Y}
NO_ARTICLES = re.compile(
    r"[-_/](?:taxonomies|categor(?:y|ies)|post_tag|tags?|authors?|users?)(?=[-_.\d])|page-sitemap|posts-page"
)  # /category-sitemap.xml, /wp-sitemap-taxonomies-post_tag-1.xml, /wp-sitemap-posts-page-1.xml

Fetch = Callable[[str], Awaitable[Response]]
"""URL -> the answer with status 200; raises SourceFailed."""

Report = Callable[[Feed, Exception | None], None]
"""Hears of each feed when it was read: None, or why it failed."""

Pages = AsyncIterator[list[Entry]]


class SourceFailed(Exception):
    """A feed that did not answer. Raised so that the next is tried and the report names this one."""

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(f"{reason}: {url}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Source:
    """What reading a feed needs."""

    outlet: Outlet
    span: Span
    fetch: Fetch
    named_sitemaps: Callable[[], Awaitable[Sequence[str]]]
    """The sitemaps that the outlet's robots.txt names."""
    enough: Callable[[], bool]
    """Whether what was read is all that is wanted; asked after every page of entries."""
    now: datetime
    trial: bool = False
    """Ask every feed that the seed names, also where one of them would do."""

    def context(self, response: Response) -> Context:
        """How to read the claims of an answer."""
        return Context(response.url, self.now, self.outlet.zone)


async def read_feeds(source: Source, report: Report) -> Pages:
    """Pages of entries by the policy above."""
    async for feeds in _groups(source):
        answered: list[Feed] = []
        for feed in feeds:
            if source.enough() and not source.trial:
                return
            async for entries in _read_feed(feed, source, report, answered):
                yield entries
        if source.enough() or any(feed.kind in COMPLETE for feed in answered):
            return


async def _groups(source: Source) -> AsyncIterator[list[Feed]]:
    """Feeds to read together, each group asked for only where those before it did not do."""
    kinds: tuple[FeedKind, ...] = ("rss", *COMPLETE)
    for group in [kinds] if source.trial else [(kind,) for kind in kinds]:
        yield [feed for kind in group for feed in source.outlet.feeds if feed.kind == kind]
    tried = {feed.url for feed in source.outlet.feeds}
    yield [Feed("sitemap", url) for url in await source.named_sitemaps() if url not in tried]
    if source.outlet.home:
        yield [Feed("index", source.outlet.home, links=ALL_LINKS)]


async def _read_feed(feed: Feed, source: Source, report: Report, answered: list[Feed]) -> Pages:
    announced = 0
    try:
        async for entries in READERS[feed.kind](feed, source):
            announced += len(entries)
            yield entries
            if source.enough():
                break
        if not announced and not source.span.asked:  # a range may be empty, an outlet's feed is broken then
            raise SourceFailed("empty", feed.url)
    except (SourceFailed, NotAFeed, ParseFailed) as error:
        report(feed, error)
    else:
        answered.append(feed)
        report(feed, None)


async def _read_rss(feed: Feed, source: Source) -> Pages:
    response = await source.fetch(feed.url)
    yield list((await parsers.run(read_xml, response.body, source.context(response))).entries)


async def _read_wordpress(feed: Feed, source: Source) -> Pages:
    for page in range(1, MAX_PAGES + 1):
        joint = "&" if "?" in feed.url else "?"  # /?rest_route=/wp/v2/posts
        try:
            response = await source.fetch(f"{feed.url}{joint}{urlencode(posts_query(source.span, page))}")
        except SourceFailed as error:
            if page > 1 and error.reason == "http-400":
                return  # WordPress's answer behind the last page, where a proxy has cut the page count
            raise
        announced = await parsers.run(read_posts, response.body, source.context(response))
        yield list(announced.entries)
        total = (response.headers.get("X-WP-TotalPages") or b"").decode("latin-1")
        if page >= int(total) if total.isdecimal() else len(announced.entries) < PER_PAGE:
            return


def posts_query(span: Span, page: int) -> dict[str, str | int]:
    """The query of one page of posts, newest first.

    The bounds are a day wider than asked: they are compared with the site's own clock, which may be set to
    UTC, and the posts' own UTC dates are checked afterwards.
    """
    query: dict[str, str | int] = {"per_page": PER_PAGE, "page": page, "orderby": "date", "order": "desc"}
    query["_fields"] = "link,date_gmt,modified_gmt,title"
    if span.since:
        query["after"] = datetime.combine(span.since - timedelta(days=1), time()).isoformat()
    if span.until:
        query["before"] = datetime.combine(span.until + timedelta(days=2), time()).isoformat()
    return query


async def _read_sitemap(feed: Feed, source: Source) -> Pages:
    async for entries in _read_sitemaps(feed.url, source, {feed.url}, 0):
        yield entries


async def _read_sitemaps(url: str, source: Source, known: set[str], depth: int) -> Pages:
    response = await source.fetch(url)
    announced = await parsers.run(read_xml, response.body, source.context(response))
    if announced.entries:
        yield newest_first(_reversed(announced.entries), source.span)
    below = sitemaps_to_read(announced, source.span) if depth < MAX_DEPTH else []
    for sitemap in below:
        if sitemap.url in known:
            continue
        known.add(sitemap.url)
        async for entries in _read_sitemaps(sitemap.url, source, known, depth + 1):
            yield entries


def sitemaps_to_read(announced: Announced, span: Span) -> list[Entry]:
    """The sub-sitemaps that can hold articles of the range, newest first."""
    chosen = [s for s in announced.sitemaps if not NO_ARTICLES.search(s.url) and span.may_hold_sitemap(s)]
    return newest_first(_reversed(chosen), span)


def _reversed(entries: Sequence[Entry]) -> Sequence[Entry]:
    """WordPress's own sitemaps run from the oldest to the newest, often without a date."""
    return (
        entries[::-1]
        if any("/wp-sitemap-" in e.url or "/wp-sitemap-" in e.feed for e in entries)
        else entries
    )


def newest_first(entries: Iterable[Entry], span: Span) -> list[Entry]:
    """By what the entries claim; what claims nothing stays in place at the end."""

    def age(entry: Entry) -> tuple[bool, float]:
        day = span.claimed_day(entry)
        when = (
            entry.published or entry.modified or (datetime.combine(day, time(), span.zone) if day else None)
        )
        return when is None, -when.timestamp() if when else 0.0

    return sorted(entries, key=age)


async def _read_index(feed: Feed, source: Source) -> Pages:
    if not DATE.search(feed.url):
        async for entries in _read_list(feed, source, None):
            yield entries
        return
    empty = 0
    for day in source.span.days_back(source.now.astimezone(source.outlet.zone).date()):
        empty += 1
        async for entries in _read_list(feed, source, day):
            empty = 0
            yield entries
        if empty > MAX_EMPTY_DAYS and source.span.since is None:
            return


async def _read_list(feed: Feed, source: Source, day: date | None) -> Pages:
    """The pages of a list until one brings nothing new, fails behind the first, or lies before the range."""
    known: set[str] = set()
    claim = datetime.combine(day, time(), source.outlet.zone) if day else None
    for page in count(1):
        try:
            response = await source.fetch(index_url(feed.url, day, page))
        except SourceFailed:
            if page == 1:
                raise
            return  # many lists answer 404 behind their last page
        html = response.text if isinstance(response, TextResponse) else ""
        announced = await parsers.run(
            read_links, html, feed.links or ALL_LINKS, source.context(response), claim
        )
        entries = announced.entries
        if feed.url == source.outlet.home and not source.outlet.article_path:
            entries = tuple(entry for entry in entries if looks_like_article(entry.url))
        new = [entry for entry in entries if normalise_url(entry.url) not in known]
        known.update(normalise_url(entry.url) for entry in new)
        if new:
            yield new
        if not new or "{page}" not in feed.url or page == MAX_PAGES or _is_past(new, source.span):
            return


def index_url(pattern: str, day: date | None, page: int) -> str:
    """The address of one page of an index.

    >>> index_url("https://news.detik.com/indeks?date={date:%m/%d/%Y}&page={page}", date(2023, 8, 31), 2)
    'https://news.detik.com/indeks?date=08/31/2023&page=2'
    """
    dated = DATE.sub(lambda match: day.strftime(match[1]) if day else "", pattern)
    return dated.replace("{page}", str(page))


def is_list(feed: Feed) -> bool:
    """Whether a feed goes back into the past, rather than showing the newest articles only."""
    return feed.kind in ("wordpress", "sitemap") or "{page}" in feed.url or DATE.search(feed.url) is not None


def _is_past(entries: Iterable[Entry], span: Span) -> bool:
    """Whether a page of a list that runs from new to old has left the range behind."""
    days = [day for entry in entries if (day := span.claimed_day(entry))]
    return bool(days) and span.since is not None and max(days) < span.since - timedelta(days=1)


READERS: dict[FeedKind, Callable[[Feed, Source], Pages]] = {
    "rss": _read_rss,
    "wordpress": _read_wordpress,
    "sitemap": _read_sitemap,
    "index": _read_index,
}
