"""What is fuzzed: functions of bytes that may only end as their callers expect."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from newscrawl.dates import read_date
from newscrawl.extract import jsonld
from newscrawl.extract.page import Page
from newscrawl.process import process
from newscrawl.record import as_json
from newscrawl.seeds import GENERIC
from newscrawl.types import Capture, NotAnArticle
from spiders.discover import Context, NotAFeed, read_links, read_posts, read_xml

URL = "https://kabarcontoh.example/berita/jembatan-cimanuk-dibuka"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CONTEXT = Context(URL, NOW, ZoneInfo("Asia/Jakarta"))
HTML = """<!doctype html><html lang="id"><head><title>Jembatan Cimanuk Dibuka</title>
<link rel="canonical" href="https://kabarcontoh.example/berita/jembatan-cimanuk-dibuka">
<meta property="article:published_time" content="2026-11-20T10:15:00+07:00"><meta name="author" content="Siti Rahmawati">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Jembatan Cimanuk Dibuka", "author": [{"name":
"Siti Rahmawati"}], "datePublished": "2026-11-20T10:15:00+07:00"}</script></head><body><article><h1>Jembatan Cimanuk
Dibuka</h1><p>GARUT, KABAR - Warga menyambut pembukaan jembatan yang dibangun selama delapan bulan itu.</p><p>Baca juga:
<a href="/x">Harga Cabai Turun</a></p><p>"Jalan ke pasar kini lebih dekat," kata Kepala Desa Sukamaju Ujang Sutisna, Jumat
(20/11/2026).</p><a href="/berita/jembatan-cimanuk-dibuka/2" rel="next">2</a></article></body></html>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><item><title>Jembatan</title><link>https://kabarcontoh.example/a</link>
<pubDate>Fri, 20 Nov 2026 10:15:00 +0700</pubDate><guid isPermaLink="false">7</guid></item></channel></rss>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://kabarcontoh.example/a</loc>
<lastmod>2026-11-20</lastmod></url></urlset>"""


def extract(data: bytes) -> None:
    """A page gives an article with a text, or says that it is none; both leave the process and become JSON."""
    capture = Capture(URL, URL, 200, (("Content-Type", "text/html"),), data, NOW)
    with suppress(NotAnArticle):
        article = process(capture, GENERIC)
        if not article.headline or not (article.text.strip() or article.kind != "article"):
            raise ValueError(f"an empty article: {article!r}")
        json.loads(as_json(article, URL))
        pickle.dumps(article)


def sitemap(data: bytes) -> None:
    """A feed or sitemap gives entries, or is none."""
    with suppress(NotAFeed):
        read_xml(data, CONTEXT)


def listing(data: bytes) -> None:
    """The WordPress API and index pages likewise."""
    with suppress(NotAFeed):
        read_posts(data, CONTEXT)
    read_links(data.decode("utf-8", "replace"), "a", CONTEXT)


def structured(data: bytes) -> None:
    """A block of JSON-LD gives fields, whatever it holds."""
    text = data.decode("utf-8", "replace").replace("</script", "")
    page = Page(URL, f'<html><head><script type="application/ld+json">{text}</script></head></html>')
    nodes = jsonld.read_nodes(page)
    list(jsonld.read_fields(nodes))
    jsonld.read_article_body(nodes)
    jsonld.read_kind(nodes)


def dates(data: bytes) -> None:
    """A date is read, or there is a reason why not."""
    reading = read_date(data.decode("utf-8", "replace"), CONTEXT.zone, NOW)
    if reading.day is None and reading.reason is None:
        raise ValueError(f"neither a day nor a reason: {reading!r}")
    if reading.instant is not None and reading.instant.utcoffset() is None:
        raise ValueError(f"a naive instant: {reading!r}")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (extract, sitemap, listing, structured, dates)
}
SEEDS: Mapping[str, Sequence[bytes]] = {
    "extract": [HTML.encode()],
    "sitemap": [RSS.encode(), SITEMAP.encode()],
    "listing": [
        b'[{"link": "/a", "date_gmt": "2026-11-20T03:15:00", "title": {"rendered": "A"}}]',
        b'<a href="/a">A</a>',
    ],
    "structured": [HTML.partition('json">')[2].partition("</script>")[0].encode()],
    "dates": [
        b"Jumat, 20 November 2026 | 10:15 WIB",
        b"2026-11-20T10:15:00+07:00",
        b"2 jam yang lalu",
        b"20/11/2026",
    ],
}
"""Where each begins: one honest input."""
