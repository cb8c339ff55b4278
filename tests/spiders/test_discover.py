"""Feeds of every kind, whole and broken, read into entries."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newscrawl.types import Outlet
from spiders.discover import (
    MAX_BYTES,
    Context,
    NotAFeed,
    is_announced,
    make_entry,
    read_links,
    read_posts,
    read_xml,
)

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2023, 8, 31, 12, tzinfo=UTC)
CONTEXT = Context("https://contoh.id/feed/", NOW, WIB)
THREE_AM = datetime(2023, 8, 31, 3, tzinfo=UTC)


def rss(items: str, head: str = "<?xml version='1.0' encoding='UTF-8'?>") -> bytes:
    return f"{head}<rss version='2.0'><channel><title>Contoh</title>{items}</channel></rss>".encode()


ITEM = "<item><title>Satu</title><link>https://contoh.id/satu</link></item>"

URLS: dict[str, tuple[bytes, list[str]]] = {
    "plain": (rss(ITEM), ["https://contoh.id/satu"]),
    "relative link": (rss("<item><link>/dua?a=1</link></item>"), ["https://contoh.id/dua?a=1"]),
    "CDATA and space": (
        rss("<item><link>\n<![CDATA[ https://contoh.id/satu ]]></link></item>"),
        ["https://contoh.id/satu"],
    ),
    "permalink as guid": (rss("<item><guid>https://contoh.id/satu</guid></item>"), ["https://contoh.id/satu"]),
    "guid that is no link": (rss(f"<item><guid isPermaLink='false'>/x</guid></item>{ITEM}"), ["https://contoh.id/satu"]),
    "one bad link": (rss(f"<item><link>http://[::1</link></item>{ITEM}"), ["https://contoh.id/satu"]),
    "no http": (rss(f"<item><link>javascript:alert(1)</link></item>{ITEM}"), ["https://contoh.id/satu"]),
    "unknown entity": (rss(f"<item><title>Satu &nbsp; dua &raquo;</title><link>/a</link></item>{ITEM}"),
                       ["https://contoh.id/a", "https://contoh.id/satu"]),
    "bare ampersand": (rss(f"<item><title>A & B</title><link>/a?b=1&c=2</link></item>{ITEM}"),
                       ["https://contoh.id/a?b=1&c=2", "https://contoh.id/satu"]),
    "broken off": (rss(ITEM)[:-30] + b"<item><link>https://contoh.id/du", ["https://contoh.id/satu"]),
    "undeclared prefix": (rss(f"<item><m:title>x</m:title><dc:date>1</dc:date><link>/a</link></item>{ITEM}"),
                          ["https://contoh.id/a", "https://contoh.id/satu"]),
    "PHP warning before": (rss(ITEM, "<br />\n<b>Warning</b>: x in <b>y.php</b>\n<?xml version='1.0'?>"),
                           ["https://contoh.id/satu"]),
    "controls": (rss(ITEM).replace(b"Satu", b"Sa\x00\x0btu"), ["https://contoh.id/satu"]),
    "CDATA with ampersand": (rss("<item><link><![CDATA[/a?b=1&copy=2]]></link></item>"), ["https://contoh.id/a?b=1&copy=2"]),
    "byte order mark": (b"\xef\xbb\xbf\n" + rss(ITEM), ["https://contoh.id/satu"]),
    "external entity": (rss("<item><title>&x;</title><link>/a</link></item>",
                            "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
                        ["https://contoh.id/a"]),
    "fragment": (rss("<item><link>/a#komentar</link></item>"), ["https://contoh.id/a"]),
    "feedburner": (rss("<item><link>https://feeds.lain.id/1</link>"
                       "<f:origLink xmlns:f='f'>https://contoh.id/asli</f:origLink></item>"), ["https://contoh.id/asli"]),
    "atom": (b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link rel='replies' href='/r'/>"
             b"<link href='/satu'/></entry></feed>", ["https://contoh.id/satu"]),
    "rdf": (b"<rdf:RDF xmlns:rdf='r' xmlns='p'><item><link>/satu</link></item></rdf:RDF>", ["https://contoh.id/satu"]),
    "empty": (rss(""), []),
    "sitemap": (b"<urlset xmlns='s' xmlns:i='i' xmlns:x='x'><url><x:link rel='alternate' href='/en'/>"
                b"<i:image><i:loc>/a.jpg</i:loc></i:image><loc> https://contoh.id/satu </loc></url></urlset>",
                ["https://contoh.id/satu"]),
    "packed sitemap": (gzip.compress(b"<urlset><url><loc>/satu</loc></url></urlset>"), ["https://contoh.id/satu"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "urls"), URLS.values(), ids=URLS)
def test_read_xml_finds_the_links(body: bytes, urls: list[str]) -> None:
    assert [entry.url for entry in read_xml(body, CONTEXT).entries] == urls


NO_FEEDS = {
    "html": b"<!doctype html><html><body>Beranda</body></html>",
    "nothing": b"",
    "newline": b"\n",
    "json": b'{"a": 1}',
    "not gzip": b"\x1f\x8b\x08 gzip?",
    "bomb": gzip.compress(b"<urlset>" + b" " * (MAX_BYTES + 1)),
}


@pytest.mark.parametrize("body", NO_FEEDS.values(), ids=NO_FEEDS)
def test_what_is_no_feed_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        read_xml(body, CONTEXT)


CLAIMS: dict[str, tuple[bytes, datetime | None, datetime | None]] = {
    "rss": (
        rss("<item><link>/a</link><pubDate>Thu, 31 Aug 2023 10:00:00 +0700</pubDate></item>"),
        THREE_AM,
        None,
    ),
    "no date": (rss("<item><link>/a</link><pubDate>entah kapan</pubDate></item>"), None, None),
    "atom": (
        b"<feed><entry><link href='/a'/><published>2023-08-31T03:00:00Z</published>"
        b"<updated>2023-08-31T04:00:00Z</updated></entry></feed>",
        THREE_AM,
        THREE_AM + timedelta(hours=1),
    ),
    "lastmod": (
        b"<urlset><url><loc>/a</loc><lastmod>2023-08-31T10:00:00+07:00</lastmod></url></urlset>",
        None,
        THREE_AM,
    ),
    "news sitemap": (
        b"<urlset xmlns:n='n'><url><loc>/a</loc><n:news><n:publication_date>2023-08-31</n:publication_date>"
        b"<n:title>Satu</n:title></n:news></url></urlset>",
        datetime(2023, 8, 31, tzinfo=WIB),
        None,
    ),
}


@pytest.mark.parametrize(("body", "published", "modified"), CLAIMS.values(), ids=CLAIMS)
def test_read_xml_keeps_claims(body: bytes, published: datetime | None, modified: datetime | None) -> None:
    [entry] = read_xml(body, CONTEXT).entries

    assert (entry.published, entry.modified) == (published, modified)


def test_a_sitemap_index_names_sitemaps() -> None:
    sitemap = b"<sitemap><loc>/peta-1.xml</loc><lastmod>2023-08-31T03:00:00Z</lastmod></sitemap>"
    body = b"<sitemapindex>" + sitemap + b"</sitemapindex>"

    announced = read_xml(body, CONTEXT)

    assert announced.entries == ()
    assert [(s.url, s.modified) for s in announced.sitemaps] == [("https://contoh.id/peta-1.xml", THREE_AM)]


def test_read_posts_knows_that_gmt_is_utc() -> None:
    posts = [
        {
            "link": "https://contoh.id/satu/",
            "date_gmt": "2023-08-31T03:00:00",
            "title": {"rendered": "A &#8211; <i>B</i>"},
        },
        {"link": "http://[::1", "date_gmt": "2023-08-31T03:00:00"},
        {"date_gmt": None},
        "no post",
        {
            "link": "/dua/",
            "date_gmt": "0000-00-00T00:00:00",
            "modified_gmt": "2023-08-31T03:00:00",
            "title": None,
        },
    ]

    first, second = read_posts(json.dumps(posts).encode(), CONTEXT).entries

    assert (first.url, first.title, first.published) == ("https://contoh.id/satu/", "A – B", THREE_AM)
    assert (second.url, second.published, second.modified) == ("https://contoh.id/dua/", None, THREE_AM)


@pytest.mark.parametrize("body", [b"<html>", b'{"code": "rest_forbidden"}', b"[" * 100_000, b""])
def test_read_posts_wants_a_list(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        read_posts(body, CONTEXT)


LINKS = """<base href="https://contoh.id/indeks/"><div class="list">
<article><a href="satu"><img></a><h2><a href="satu"> Jembatan
 Dibuka </a></h2></article>
<article><a href="http://[::1">x</a><a href="mailto:a@contoh.id">y</a><a>z</a>
<a href="  /dua ">Dua</a></article></div>
<a href="/menu">Menu</a>"""


@pytest.mark.parametrize("css", [".list a", ".list article", ".list a::attr(href)"])
def test_read_links_survives_bad_ones(css: str) -> None:
    entries = read_links(LINKS, css, CONTEXT).entries

    assert [entry.url for entry in entries][-2:] == ["https://contoh.id/indeks/satu", "https://contoh.id/dua"]


def test_read_links_survives_an_attribute_without_a_name() -> None:
    [entry] = read_links('<a href=/satu" "tgl": "20">A</a>', "a", CONTEXT).entries
    assert entry.url.startswith("https://contoh.id/satu")


def test_only_pages_of_the_outlet_are_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    outlet = Outlet(
        slug="contoh", name="Contoh", hosts=("contoh.id",), zone=WIB, article_path=r"^/berita/\d+"
    )
    monkeypatch.setattr(
        "spiders.discover.find_outlet",
        lambda url: outlet if "contoh.id" in url else Outlet("generic", "", (), WIB),
    )
    urls = [
        "/berita/123-banjir",
        "https://www.contoh.id/berita/1-a",
        "/tentang",
        "https://lain.id/berita/1-a",
    ]
    entries = [entry for url in urls if (entry := make_entry(url, CONTEXT))]

    assert [is_announced(entry, outlet) for entry in entries] == [True, True, False, False]
