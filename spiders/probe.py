"""Meet a site that no seed knows: what it runs on, what it announces, whether an article can be read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request, Spider
from scrapy.http import HtmlResponse

from newscrawl.seeds import SeedError, load_outlets, make_outlet
from newscrawl.types import REASONS, Article, Capture, Feed, NotAnArticle, Outlet
from spiders.discover import (
    Announced,
    Context,
    NotAFeed,
    looks_like_article,
    read_links,
    read_posts,
    read_xml,
)
from spiders.draft import Draft, draft_seed, feeds_to_write
from spiders.failures import explain
from spiders.fingerprints import find_network, network_of_markup
from spiders.hosts import host_of
from spiders.paging import fetch_page
from spiders.parsing import ParseFailed, parse_page, parsers
from spiders.robots import ObeyRobots
from spiders.sources import ALL_LINKS, index_url

GUESSES = (
    Feed("rss", "{home}/feed/"),
    Feed("rss", "{home}/rss"),
    Feed("wordpress", "{home}/wp-json/wp/v2/posts"),
    Feed("sitemap", "{home}/sitemap.xml"),
)
"""Where sites announce articles that neither their network nor their front page names."""

MOST_NAMED = 3  # the site's own stand first; some name one for each section behind it
ARTICLES_TRIED = 3  # the first link of a front page may be a notice or a dead one

Fetch = Callable[[str], Awaitable[Capture | str]]
"""URL -> its capture, or the reason why there is none."""

NamedSitemaps = Callable[[str], Awaitable[Sequence[str]]]
"""URL -> the sitemaps that its host's robots.txt names."""

Answers = Mapping[Feed, Announced | str]
"""Feed -> what it announces, or the reason why it announces nothing."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a site was seen to be."""

    url: str
    """Of its front page, after redirects."""
    language: str | None
    """As the front page claims; often a CMS's default, so no seed says it."""
    sitemaps: tuple[str, ...]
    """Named by robots.txt."""
    answers: Answers
    article: Article | str
    """The first article that was read, or why there is none."""
    seed: Mapping[str, Any]
    """The keys of the seed to write; ``feeds`` holds Feeds."""


class ProbeSpider(Spider):
    """Looks at one site; ``seen`` gets the Site, or a sentence why it cannot be seen."""

    name = "probe"

    def __init__(self, draft: Draft, seen: list[Site | str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.draft, self.seen = draft, seen

    async def start(self) -> AsyncIterator[Request]:
        """No requests for the scheduler: what is asked next depends on the answer before."""
        try:
            self.seen.append(await probe(self.draft, self._fetch, self._named_sitemaps))
        except SeedError as error:  # of the network's file
            self.seen.append(str(error))
        return
        yield

    async def _fetch(self, url: str) -> Capture | str:
        return await fetch_page(self.crawler, url, page_of=url)

    async def _named_sitemaps(self, url: str) -> Sequence[str]:
        robots = self.crawler.get_downloader_middleware(ObeyRobots)
        rules = await robots.rules(url) if robots else None
        return list(rules.sitemaps) if isinstance(rules, Protego) else []


async def probe(draft: Draft, fetch: Fetch, named_sitemaps: NamedSitemaps) -> Site | str:
    """Front page, robots.txt, an article, feeds, a dozen requests or so; or why nothing is seen."""
    home = await fetch(draft.url)
    if isinstance(home, str):
        return explain(home)
    front = as_page(home)
    if not front.xpath("//a[@href]"):
        return f"{home.url} is no front page: it has no links"
    sitemaps = tuple(await named_sitemaps(home.url))
    network = find_network(host_of(home.url), front.text, load_outlets().values())
    outlet = make_outlet(draft.path, draft_seed(draft, front, network))
    links = read_links(front.text, ALL_LINKS, Context(home.url, home.fetched_at, outlet.zone))
    page, article = await _read_one(own_articles(links, outlet), outlet, fetch)
    if network is None and page:
        network = network_of_markup(as_page(page).text)
        outlet = make_outlet(draft.path, draft_seed(draft, front, network))
    answers = await _ask_feeds(outlet, front, home.fetched_at, fetch)
    if isinstance(article, str) and (announced := announced_articles(answers, outlet)):
        page, article = await _read_one(announced, outlet, fetch)
    seed = draft_seed(draft, front, network or network_of_answers(answers))
    answered = [feed for feed, answer in answers.items() if isinstance(answer, Announced)]
    seed["feeds"] = feeds_to_write(make_outlet(draft.path, seed), answered, sitemaps)
    seed["verified"] = "page" if isinstance(article, Article) else "feed" if answered else "none"
    seed["verified_on"] = home.fetched_at.date()
    language = front.xpath("string(/html/@lang)").get() or None
    return Site(home.url, language, sitemaps, answers, article, seed)


async def _read_one(
    links: Iterable[str], outlet: Outlet, fetch: Fetch
) -> tuple[Capture | None, Article | str]:
    """The first page that is an article; else the last that came and why it is none."""
    page, why = None, "no link to an article was found"
    for url in islice(links, ARTICLES_TRIED):
        came = await fetch(url)
        if isinstance(came, str):
            why = f"{url}: {explain(came)}"
            continue
        page = came
        try:
            return page, await parse_page(page, outlet, annotated=False)
        except NotAnArticle as error:
            why = f"{url}: {REASONS[error.reason]}"
        except ParseFailed as error:
            why = f"{url}: {explain(error.reason)}"
    return page, why


async def _ask_feeds(outlet: Outlet, front: HtmlResponse, now: datetime, fetch: Fetch) -> Answers:
    """The network's feeds and those that the front page names; guesses where all of them are silent."""
    named = [Feed("rss", url) for url in alternates(front)[:MOST_NAMED]]
    home = str(outlet.home).rstrip("/")
    guesses = [replace(feed, url=feed.url.replace("{home}", home)) for feed in GUESSES]
    answers: dict[Feed, Announced | str] = {}
    for feeds in ([*outlet.feeds, *named], guesses):
        asked = {feed.url for feed in answers}
        for feed in (feed for feed in feeds if feed.url not in asked):
            yesterday = now.date() - timedelta(days=1)  # the list of today may still be empty
            capture = await fetch(index_url(feed.url, yesterday, 1))
            answers[feed] = (
                explain(capture) if isinstance(capture, str) else await _read(feed, capture, outlet)
            )
        if any(isinstance(answer, Announced) for answer in answers.values()):
            break
    return answers


async def _read(feed: Feed, capture: Capture, outlet: Outlet) -> Announced | str:
    try:
        return await parsers.run(read_feed, feed, capture, outlet)
    except ParseFailed as error:
        return explain(error.reason)


def read_feed(feed: Feed, capture: Capture, outlet: Outlet) -> Announced | str:
    """What one answer announces, or why it announces nothing."""
    context = Context(capture.url, capture.fetched_at, outlet.zone)
    try:
        if feed.kind == "index":
            announced = read_links(as_page(capture).text, feed.links or ALL_LINKS, context)
        elif feed.kind == "wordpress":
            announced = read_posts(capture.body, context)
        else:
            announced = read_xml(capture.body, context)
    except NotAFeed as error:
        return str(error)
    return announced if announced.entries or announced.sitemaps else "it announces nothing"


def network_of_answers(answers: Answers) -> str | None:
    """WordPress, where its API answers."""
    kinds = {feed.kind for feed, answer in answers.items() if isinstance(answer, Announced)}
    return "wordpress" if "wordpress" in kinds else None


def as_page(capture: Capture) -> HtmlResponse:
    """The capture as Scrapy's page, which knows its encoding."""
    headers = {"Content-Type": capture.header("Content-Type") or "text/html"}
    return HtmlResponse(capture.url, headers=headers, body=capture.body)


def alternates(front: HtmlResponse) -> list[str]:
    """The feeds that a front page names, without those of its comments."""
    links = front.xpath("//link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom')]/@href")
    urls = dict.fromkeys(urljoin(front.url, href.strip()) for href in links.getall())
    return [url for url in urls if not re.search(r"/(?:comments?|komentar)/", url)]


def announced_articles(answers: Answers, outlet: Outlet) -> list[str]:
    """The articles that the feeds announce."""
    lists = (answer for answer in answers.values() if isinstance(answer, Announced))
    return [url for announced in lists for url in own_articles(announced, outlet)]


def own_articles(announced: Announced, outlet: Outlet) -> list[str]:
    """The outlet's own links that look like articles, each once."""
    urls = dict.fromkeys(entry.url for entry in announced.entries if is_at(entry.url, outlet.hosts[0]))
    return [url for url in urls if _fits(url, outlet.article_path)]


def _fits(url: str, pattern: str | None) -> bool:
    if pattern is None:
        return looks_like_article(url)
    return re.search(pattern, urlsplit(url).path) is not None


def is_at(url: str, place: str) -> bool:
    """Whether a URL lies at that host, or below it, and under that path.

    >>> is_at("https://m.contoh.id/berita/1", "contoh.id")
    True
    >>> is_at("https://rri.co.id/ambonia/1", "rri.co.id/ambon")
    False
    """
    host, slash, path = place.partition("/")
    below = f"{urlsplit(url).path}/".startswith(f"{slash}{path}/" if path else "/")
    return f".{host_of(url)}".endswith(f".{host}") and below
