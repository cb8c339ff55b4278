"""What an outlet announces: feeds, sitemaps, the WordPress API and index pages, read into entries.

Pure functions of bytes. One bad link, date or element never loses the others.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from html import unescape
from io import BytesIO
from itertools import islice
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree
from parsel import Selector
from w3lib.html import get_base_url, remove_tags

from newscrawl.dates import read_date
from newscrawl.seeds import find_outlet
from newscrawl.types import Entry, Outlet, Paging
from newscrawl.urls import normalise_url

MAX_BYTES = 60_000_000  # the sitemap protocol allows 50 MB unpacked
MOST_ENTRIES = 50_000  # likewise
XML_START = re.compile(rb"<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.IGNORECASE)
STRAY_AMPERSAND = re.compile(
    rb"&(?!(?:#\d+|#x[0-9a-f]+|amp|lt|gt|quot|apos);)", re.IGNORECASE
)  # ?a=1&b=2, &nbsp;
CONTROLS = bytes({*range(32)} - set(b"\t\n\r"))  # libxml2 stops at them
ARTICLE_SLUG = re.compile(r"(?:\w+-){3}\w+[^/]*/?$|\d{5}[^/]*(?:/[^/]+)?/?$")
ANNOUNCEMENTS = frozenset(("item", "entry", "url", "sitemap"))


class NotAFeed(ValueError):
    """The answer is something else than the feed that the seed names; the message says what."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What one feed page announces: articles, and further sitemaps with their lastmod as ``modified``."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a claim needs: where the feed was found, when, and the outlet's time zone."""

    feed: str
    now: datetime
    zone: ZoneInfo


def read_xml(body: bytes, context: Context) -> Announced:
    """RSS, Atom, RDF, sitemap, news sitemap or sitemap index, packed or broken; raises NotAFeed."""
    entries: list[Entry] = []
    sitemaps: list[Entry] = []
    for kind, element in islice(_announcements(unpack(body)), MOST_ENTRIES):
        if entry := _read_element(element, context):
            (sitemaps if kind == "sitemap" else entries).append(entry)
    return Announced(tuple(entries), tuple(sitemaps))


def unpack(body: bytes) -> bytes:
    """The body of a ``.xml.gz``; other bodies as they are. Raises NotAFeed on a bomb or a broken file."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = inflate.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise NotAFeed(f"the file is not gzip ({error})") from error
    if inflate.unconsumed_tail:
        raise NotAFeed(f"the file unpacks to more than {MAX_BYTES:,} bytes")
    return unpacked


def _announcements(body: bytes) -> Iterator[tuple[str, etree._Element]]:
    start = XML_START.search(body[:2000])  # behind a byte order mark, blank lines or a PHP warning
    if start is None:
        raise NotAFeed("the answer is neither a feed nor a sitemap")
    body = body[: body.rfind(b">") + 1]  # the last link of an answer that broke off is half a link
    clean = STRAY_AMPERSAND.sub(b"&amp;", body[start.start() :].translate(None, CONTROLS))
    elements = etree.iterparse(
        BytesIO(clean), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _event, element in elements:
            if (kind := _name(element)) in ANNOUNCEMENTS:
                yield kind, element
                element.clear()  # keeps a sitemap of 50,000 URLs flat
    except etree.XMLSyntaxError as error:
        raise NotAFeed(f"the answer is not XML ({error})") from error


def _name(element: etree._Element) -> str:
    """Local name in lower case, also where a prefix was never declared (``dc:date``)."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _read_element(element: etree._Element, context: Context) -> Entry | None:
    texts = _texts(element)
    href = texts.get("origlink") or texts.get("loc") or texts.get("link") or texts.get("guid")
    return make_entry(
        (href or "").replace("&amp;", "&"),  # in CDATA, or escaped twice
        context,
        title=unescape(texts["title"]) if "title" in texts else None,
        published=_claim(texts, ("pubdate", "publication_date", "published", "issued", "date"), context),
        modified=_claim(texts, ("lastmod", "updated", "modified"), context),
    )


def _texts(element: etree._Element) -> dict[str, str]:
    """Local name -> text; the first of a name counts, and children before what is nested (image:loc)."""
    texts: dict[str, str] = {}
    for child in (*element, *element.iterdescendants()):
        name = _name(child)
        text = "".join(child.itertext()) if isinstance(child.tag, str) else ""
        if name == "link" and not text.strip() and child.get("rel", "alternate") == "alternate":
            text = child.get("href", "")
        if name == "guid" and child.get("isPermaLink") == "false":
            continue
        if text.strip():
            texts.setdefault(name, text.strip())
    return texts


def _claim(texts: dict[str, str], names: Iterable[str], context: Context) -> datetime | None:
    return next(
        (found for name in names if name in texts and (found := read_claim(texts[name], context))), None
    )


def read_claim(raw: str, context: Context) -> datetime | None:
    """The instant that a feed claims; midnight in the outlet's zone where it names only a day."""
    reading = read_date(raw, context.zone, context.now)
    if reading.instant or reading.day is None:
        return reading.instant
    return datetime.combine(reading.day, time(), context.zone)


def make_entry(
    href: str,
    context: Context,
    *,
    title: str | None = None,
    published: datetime | None = None,
    modified: datetime | None = None,
) -> Entry | None:
    """An entry for an absolute or relative link; None where the link leads to no page."""
    try:
        url = urljoin(context.feed, href.strip())
        normalise_url(url)
    except ValueError:
        return None
    if not href.strip() or not url.startswith(("http://", "https://")):
        return None
    return Entry(url.partition("#")[0], context.feed, title, published, modified)


def read_posts(body: bytes, context: Context) -> Announced:
    """One page of ``/wp-json/wp/v2/posts``; raises NotAFeed."""
    try:
        posts = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"the answer is not JSON ({error})") from error
    if not isinstance(posts, list):
        raise NotAFeed(f"the answer is no list of posts: {str(posts)[:80]}")
    found = (_read_post(post, context) for post in posts if isinstance(post, dict))
    return Announced(tuple(entry for entry in found if entry))


def _read_post(post: dict[str, object], context: Context) -> Entry | None:
    title = post.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else title
    return make_entry(
        str(post.get("link") or ""),
        context,
        title=unescape(remove_tags(rendered)) if isinstance(rendered, str) else None,
        published=_gmt(post.get("date_gmt")),
        modified=_gmt(post.get("modified_gmt")),
    )


def _gmt(value: object) -> datetime | None:
    """WordPress prints UTC without saying so: ``2023-08-31T03:01:00``; a draft has zeros."""
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        return None


def read_links(html: str, css: str, context: Context, day: datetime | None = None) -> Announced:
    """The links that a selector finds on an index page; ``day`` is what a dated index claims for all."""
    try:
        base = get_base_url(html[:8192], context.feed)
    except ValueError:  # <base href="http://[::1">
        base = context.feed
    page = Context(base, context.now, context.zone)
    found = (make_entry(href, page, title=title, published=day) for href, title in _links(html, css))
    entries = (Entry(e.url, context.feed, e.title, e.published) for e in found if e)
    return Announced(tuple(islice(entries, MOST_ENTRIES)))


def _links(html: str, css: str) -> Iterator[tuple[str, str | None]]:
    for node in Selector(html, type="html").css(css):  # it would see that an answer is JSON
        if isinstance(node.root, str):  # a::attr(href)
            yield node.root, None
            continue
        for link in node.xpath("descendant-or-self::a[@href]"):
            title = " ".join(link.xpath("normalize-space(.)").getall())
            yield link.root.get("href", ""), title or None  # attrib fails on some names that pages invent


def is_announced(entry: Entry, outlet: Outlet) -> bool:
    """Whether the entry is an article page of this outlet, as far as its URL tells."""
    path = urlsplit(normalise_url(entry.url)).path
    fits = outlet.article_path is None or re.search(outlet.article_path, path) is not None
    return fits and find_outlet(entry.url).slug == outlet.slug


def page_address(url: str, paging: Paging | None = None) -> str:
    """The address to ask for: the article's first page, at the host and with the slash as announced.

    >>> page_address("http://www.contoh.id/berita/panen-raya-di-subang/2/?utm_source=rss")
    'http://www.contoh.id/berita/panen-raya-di-subang/'
    """
    announced, normalised = urlsplit(url), urlsplit(normalise_url(url, paging))
    if (announced.hostname or "").removeprefix("www.") == normalised.hostname:
        normalised = normalised._replace(scheme=announced.scheme, netloc=announced.netloc)
    if announced.path.endswith("/") and not normalised.path.endswith("/"):
        normalised = normalised._replace(path=normalised.path + "/")
    return normalised.geturl()


def looks_like_article(url: str) -> bool:
    """Whether a front page's link leads to an article: its path ends in a slug of four words or has an id.

    >>> looks_like_article("https://a.id/berita/banjir-rendam-tiga-desa/")
    True
    >>> looks_like_article("https://a.id/read/723456/banjir"), looks_like_article("https://a.id/jawa-barat")
    (True, False)
    """
    return ARTICLE_SLUG.search(urlsplit(url).path) is not None
