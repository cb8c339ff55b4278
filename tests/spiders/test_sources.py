"""Which feeds are read, in which order, and how far."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from scrapy.http import HtmlResponse, Response

from newscrawl.types import Entry, Feed, Outlet
from spiders.discover import Announced
from spiders.sources import Source, SourceFailed, newest_first, posts_query, read_feeds, sitemaps_to_read
from spiders.span import Span

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2023, 8, 31, 5, tzinfo=UTC)
AUGUST = Span(date(2023, 8, 1), date(2023, 8, 31), WIB)
EVER = Span(None, None, WIB)
HOME = "https://contoh.id"
POSTS = Feed("wordpress", f"{HOME}/posts")


def read(pages: Mapping[str, str], *feeds: Feed, span: Span = EVER) -> tuple[list[str], list[str], list[str]]:
    """URLs announced, URLs asked for, feeds reported."""
    asked: list[str] = []
    reported: list[str] = []

    async def fetch(url: str) -> Response:
        asked.append(url.removeprefix(HOME))
        if asked[-1] not in pages:
            raise SourceFailed("http-404", url)
        return HtmlResponse(url, body=pages[asked[-1]].encode())

    async def no_sitemaps() -> list[str]:
        return []

    async def collect() -> list[str]:
        outlet = Outlet("contoh", "Contoh", ("contoh.id",), WIB, feeds=feeds)
        source = Source(outlet, span, fetch, no_sitemaps, lambda: False, NOW)
        note = lambda feed, error: reported.append(f"{feed.kind}/{'failed' if error else 'ok'}")  # noqa: E731
        return [entry.url.removeprefix(HOME) async for page in read_feeds(source, note) for entry in page]

    return asyncio.run(collect()), asked, reported


def links(*paths: str) -> str:
    return "".join(f"<a href='{path}'>x</a>" for path in paths)


def test_a_dated_index_is_read_day_by_day_and_page_by_page() -> None:
    index = Feed("index", HOME + "/indeks?date={date:%m/%d/%Y}&page={page}", "a")
    pages = {
        "/indeks?date=08/31/2023&page=1": links("/a", "/b"),
        "/indeks?date=08/31/2023&page=2": links("/b", "/c"),
        "/indeks?date=08/31/2023&page=3": links("/b", "/c"),
        "/indeks?date=08/30/2023&page=1": links("/d"),
    }

    found, asked, reported = read(pages, index, span=Span(date(2023, 8, 30), None, WIB))

    assert found == ["/a", "/b", "/c", "/d"]
    assert asked == [*pages, "/indeks?date=08/30/2023&page=2"]
    assert reported == ["index/ok"]


def test_a_dated_index_without_range_ends_after_empty_days() -> None:
    index = Feed("index", HOME + "/indeks?d={date:%Y-%m-%d}", "a")
    days = {f"/indeks?d=2023-{month:02}-{day:02}": "" for month in (6, 7, 8) for day in range(1, 32)}

    found, asked, _reported = read({**days, "/indeks?d=2023-08-31": links("/a")}, index)

    assert found == ["/a"]
    assert asked[-1] == "/indeks?d=2023-07-31"


def test_a_paged_list_ends_where_it_repeats_or_leaves_the_range() -> None:
    index = Feed("index", HOME + "/berita?page={page}", "a")
    pages = {f"/berita?page={n}": links(f"/2023/08/{20 - n:02}/x{n}") for n in range(1, 9)}

    found, asked, _reported = read(pages, index, span=Span(date(2023, 8, 17), None, WIB))

    assert found == [f"/2023/08/{day}/x{20 - day}" for day in (19, 18, 17, 16, 15)]
    assert len(asked) == 5


def test_wordpress_is_read_page_by_page_without_a_page_count() -> None:
    query = "per_page=100&page={}&orderby=date&order=desc&_fields=link%2Cdate_gmt%2Cmodified_gmt%2Ctitle"
    full = json.dumps([{"link": f"/a{n}"} for n in range(100)])
    pages = {"/posts?" + query.format(1): full, "/posts?" + query.format(2): json.dumps([{"link": "/b"}])}

    found, asked, reported = read(pages, POSTS)

    assert len(found) == 101
    assert asked == list(pages)
    assert reported == ["wordpress/ok"]


def test_the_next_kind_is_read_only_where_the_better_one_failed() -> None:
    feeds = (
        Feed("rss", f"{HOME}/feed"),
        POSTS,
        Feed("sitemap", f"{HOME}/map"),
        Feed("index", f"{HOME}/indeks", "a"),
    )
    pages = {"/feed": "<rss/>", "/map": "<urlset><url><loc>/a</loc></url></urlset>", "/indeks": links("/b")}

    found, _asked, reported = read(pages, *feeds)

    assert found == ["/a"]
    assert reported == ["rss/failed", "wordpress/failed", "sitemap/ok"]  # the RSS announces nothing


def test_a_sitemap_that_names_itself_ends() -> None:
    circle = "<sitemapindex><sitemap><loc>/map</loc></sitemap></sitemapindex>"

    _found, asked, _reported = read({"/map": circle}, Feed("sitemap", f"{HOME}/map"))

    assert asked == ["/map"]


SITEMAPS = [
    ("/post-sitemap1.xml", "2020-01-01", False),
    ("/post-sitemap2.xml", "2023-09-20", True),
    ("/sitemap-2023-08.xml", None, True),
    ("/sitemap-202307.xml", None, True),  # one day of slack: 31 July
    ("/sitemap-2023-06.xml", "2023-09-01", False),
    ("/sitemap/2023/10/post.xml", None, False),
    ("/category-sitemap.xml", "2023-08-30", False),
    ("/post_tag-sitemap4.xml", "2023-08-30", False),
    ("/page-sitemap.xml", None, False),
    ("/wp-sitemap-posts-post-1.xml", None, True),
    ("/wp-sitemap-posts-page-1.xml", None, False),
    ("/wp-sitemap-taxonomies-category-1.xml", None, False),
    ("/wp-sitemap-users-1.xml", None, False),
]


@pytest.mark.parametrize(("path", "lastmod", "wanted"), SITEMAPS)
def test_sitemaps_outside_of_the_range_are_not_read(path: str, lastmod: str | None, wanted: bool) -> None:
    modified = datetime.fromisoformat(lastmod).replace(tzinfo=WIB) if lastmod else None
    sitemap = Entry(HOME + path, HOME, modified=modified)

    assert sitemaps_to_read(Announced(sitemaps=(sitemap,)), AUGUST) == ([sitemap] if wanted else [])


def test_wordpress_sitemaps_run_backwards() -> None:
    urls = [f"{HOME}/wp-sitemap-posts-post-{n}.xml" for n in (1, 2, 3)]

    read = sitemaps_to_read(Announced(sitemaps=tuple(Entry(url, HOME) for url in urls)), EVER)

    assert [sitemap.url for sitemap in read] == urls[::-1]


def test_newest_first_keeps_what_claims_nothing_in_place() -> None:
    entries = [
        Entry("/tanpa-1", ""),
        Entry("/2023/08/30/b", ""),
        Entry("/a", "", published=NOW),
        Entry("/tanpa-2", ""),
    ]

    assert [entry.url for entry in newest_first(entries, EVER)] == [
        "/a",
        "/2023/08/30/b",
        "/tanpa-1",
        "/tanpa-2",
    ]


@pytest.mark.parametrize(
    ("entry", "may"),
    [
        (Entry("/a", "", published=datetime(2023, 7, 30, 12, tzinfo=WIB)), False),
        (Entry("/a", "", published=datetime(2023, 7, 31, 12, tzinfo=WIB)), True),
        (Entry("/a", "", modified=datetime(2023, 12, 1, tzinfo=WIB)), True),
        (Entry("/a", "", modified=datetime(2023, 7, 1, tzinfo=WIB)), False),
        (Entry("https://contoh.id/2023/09/05/a", ""), False),
        (Entry("https://contoh.id/2023/08/05/a", "", modified=datetime(2023, 12, 1, tzinfo=WIB)), True),
        (Entry("/a", ""), True),
    ],
)
def test_claims_rule_entries_out(entry: Entry, may: bool) -> None:
    assert AUGUST.may_hold(entry) is may


def test_posts_are_asked_for_a_day_wider() -> None:
    query = posts_query(AUGUST, 3)

    assert (query["after"], query["before"]) == ("2023-07-31T00:00:00", "2023-09-02T00:00:00")
    assert query["page"] == 3
