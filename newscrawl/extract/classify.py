"""What kind of page this is: an article, a gallery, a video, or none of them and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from newscrawl.boxes import is_small
from newscrawl.extract.jsonld import ARTICLES, GALLERIES, LISTS, VIDEOS, Node, types
from newscrawl.extract.page import Element, Page, squeeze, text_of, xpath
from newscrawl.types import Capture, NotAnArticle

NOT_FOUND = re.compile(
    r"^\W*(?:(?:error|galat)\W*)?404\W*(?:$|error|not found|halaman|page|file)"
    r"|(?:halaman|artikel|berita|konten|laman)\b.{0,40}\b(?:tidak|tak|belum) (?:dapat |bisa )?"
    r"(?:ditemukan|temukan|tersedia)\b"
    r"|\bpage (?:not found|cannot be found)|^\W*(?:nothing|not) found\b|\bhas been removed\b",
    re.IGNORECASE,
)  # "Halaman tidak ditemukan - Kabar Kita", "404 | Not Found"
NOTICE = re.compile(
    r"^\W*(?:(?:maaf|mohon maaf|oops|ups|sorry)\W+)?(?:\w+\W+)?(?:halaman|laman|page)\b.{0,40}\b"
    r"(?:(?:tidak|tak) (?:dapat |bisa )?(?:ditemukan|tersedia)|(?:not|cannot be) found)",
    re.IGNORECASE,
)  # "Maaf, halaman yang Anda cari tidak ditemukan"
CHALLENGE = re.compile(
    r"^\W*(?:just a moment|attention required|checking your browser|one moment, please|access denied|"
    r"(?:are you|verify(?:ing)? (?:that )?you are) (?:a )?(?:human|robot)|ddos-guard|security check|captcha|"
    r"(?:human|robot) verification|verifikasi (?:keamanan|bahwa anda)|apakah anda (?:manusia|robot))",
    re.IGNORECASE,
)  # <title>Just a moment...</title>
CHALLENGE_MARK = re.compile(
    r"cf-chl-|_cf_chl_opt|cf-turnstile|g-recaptcha|h-captcha|px-captcha|_Incapsula_|ddos-guard"
)
PAYWALL = re.compile(
    r"\b(?:melanjutkan|lanjut|untuk|lanjutkan) (?:membaca|baca)\b.{0,60}\b(?:berlangganan|langganan|login)\b"
    r"|\b(?:berlangganan|langganan|login)\b.{0,30}\buntuk (?:melanjutkan|membaca)\b"
    r"|\b(?:artikel|konten|berita) (?:ini )?(?:khusus|hanya)\b.{0,20}\b(?:pelanggan|member|premium)\b"
    r"|\bsubscribe to (?:read|continue)\b"
)  # "Silakan berlangganan untuk membaca berita ini"
# the rare words of PAYWALL: where none stands in the source, the slow search is spared
PAY_WORDS = (b"anggan", b"member", b"Member", b"remium", b"ubscribe to", b"ogin untuk")
LIST_PATH = re.compile(
    r"^/(?:[\w.-]+/)?(?:indeks?|index-news|tags?|topik|topics?|category|kategori|label|author|penulis|search|cari|terkini|"
    r"terpopuler|populer|latest|trending)(?:/|$)|/page/\d+/?$",
    re.IGNORECASE,
)  # /indeks, /tag/pilkada, /jabar/kategori/ekonomi, /politik/page/2
HOME_PATH = re.compile(r"^/?(?:index\.\w+|home|beranda|id|en|amp)?/?$", re.IGNORECASE)
LIST_TITLE = re.compile(
    r"^\W*(?:indeks|kumpulan|daftar|arsip|topik|tag|berita (?:terkini|terbaru|hari ini)|hasil pencarian)\b"
    r"(?=.*\b(?:berita|artikel|terkini|terbaru|foto|arsip|tag|topik|pencarian|:))",
    re.IGNORECASE,
)  # "Indeks Berita Terbaru dan Terpopuler"; not "Indeks harga saham naik"

PHOTO_PARTS = frozenset(
    ("foto", "photo", "photos", "gallery", "galeri", "galeri-foto", "inpicture", "in-picture")
)
VIDEO_PARTS = frozenset(("video", "videos", "20detik"))

DATED = frozenset(("article:published_time", "datepublished", "content_publisheddate", "dtk:publishdate"))
TEASERS = xpath("count(.//*[self::h2 or self::h3 or self::h4][.//a or parent::a])")
MOST_TEASERS = (
    5  # linked headings inside a body: 0-2 in articles of the development pages, 10 and more in lists
)
TEASER_WORDS = 60  # a teaser has one or two sentences
LINKS = xpath("count(//a[@href])")
LIST_LINKS = 30  # a page without a body but with so many links is a list
SHORT = 120  # words; a teaser before a paywall is shorter, an article rarely
HEADS = ("h1", "h2", "title")
MOST_HEADS = 50
UNSEEN_TAGS = frozenset(("script", "style", "noscript", "title"))


def refuse_early(page: Page, capture: Capture) -> None:
    """Raise NotAnArticle for what status and title already tell: bot challenges and missing pages."""
    if CHALLENGE.match(page.title):
        raise NotAnArticle("challenge", page.title)
    if capture.status in (404, 410):
        raise NotAnArticle("not-found", f"status {capture.status}")
    if NOT_FOUND.search(page.title):
        raise NotAnArticle("not-found", page.title)


def refuse_list(page: Page, nodes: Sequence[Node]) -> None:
    """Raise NotAnArticle("index") for a page that its address, type or title shows to be a list."""
    parts = urlsplit(page.url if page.url.startswith("http") else page.canonical or page.url)
    kinds = frozenset().union(*map(types, nodes))
    if (
        parts.netloc
        and HOME_PATH.match(parts.path)
        and not re.search(r"(?:^|&)(?:p|id|page_id)=", parts.query)
    ):
        raise NotAnArticle("index", "the address of a home page")
    if says_article(page, nodes):
        return
    if kinds & LISTS or LIST_PATH.search(parts.path) or LIST_TITLE.match(page.title):
        raise NotAnArticle("index", page.title)


def says_article(page: Page, nodes: Sequence[Node]) -> bool:
    """Whether the page describes itself as one dated story; og:type says ``article`` on lists as well."""
    kinds = frozenset().union(*map(types, nodes))
    return bool(kinds & (ARTICLES | GALLERIES | VIDEOS)) or not page.meta.keys().isdisjoint(DATED)


def refuse_teasers(page: Page, elements: Sequence[Element], words: int) -> None:
    """Raise NotAnArticle("index") where what looked like a body is a list of linked headlines or a teaser."""
    if not elements:
        return
    inside = sum(TEASERS(element) for element in elements)
    if inside >= MOST_TEASERS or (words < TEASER_WORDS and TEASERS(page.root) >= 2 * MOST_TEASERS):
        raise NotAnArticle("index", "the text is a list of linked headlines")


def refuse_bodiless(page: Page, nodes: Sequence[Node]) -> None:
    """Raise NotAnArticle with the reason why a page has no body."""
    text = visible(page)
    heads = [text_of(head) for head in islice(page.root.iter(*HEADS), MOST_HEADS) if is_small(head)]
    if CHALLENGE_MARK.search(page.text):
        raise NotAnArticle("challenge", page.title)
    if any(map(NOT_FOUND.search, [*heads, text[:2000]])):
        raise NotAnArticle("not-found", page.title)
    if not text and not page.title:
        raise NotAnArticle("empty", "no text in the page")
    if _asks_to_pay(page, nodes):
        raise NotAnArticle("paywall", page.title)
    if LINKS(page.root) >= LIST_LINKS or TEASERS(page.root) >= 2 * MOST_TEASERS:
        raise NotAnArticle("index", page.title)
    raise NotAnArticle("no-body", page.title)


def refuse_short(page: Page, nodes: Sequence[Node], paragraphs: Sequence[str]) -> None:
    """Raise NotAnArticle where a short text is a notice: a missing page, or a teaser before a paywall."""
    if sum(len(paragraph.split()) for paragraph in paragraphs) >= SHORT:
        return
    if any(NOTICE.match(paragraph) for paragraph in paragraphs):
        raise NotAnArticle("not-found", page.title)
    if _asks_to_pay(page, nodes):
        raise NotAnArticle("paywall", page.title)


def _asks_to_pay(page: Page, nodes: Sequence[Node]) -> bool:
    if any(str(node.get("isAccessibleForFree", "")).casefold() == "false" for node in nodes):
        return True
    return any(word in page.source for word in PAY_WORDS) and bool(PAYWALL.search(visible(page).casefold()))


def visible(page: Page) -> str:
    """The text of the whole page, squeezed."""
    parts: list[str | None] = []
    for node in page.root.iter():
        if isinstance(node.tag, str) and node.tag not in UNSEEN_TAGS:
            parts.append(node.text)
        parts.append(node.tail)
    return squeeze(" ".join(filter(None, parts)))


def kind_of(page: Page, typed: str | None) -> str:
    """``article``, ``photo`` or ``video``, by the address first: liputan6 types its galleries NewsArticle.

    The slug does not count: an article may be called ``foto-…``.
    """
    parts = urlsplit(page.canonical or page.url)
    named = {*parts.netloc.lower().split("."), *parts.path.lower().split("/")[:-1]}
    if named & PHOTO_PARTS:
        return "photo"
    if named & VIDEO_PARTS or page.meta.get("og:type", ("",))[0].startswith("video"):
        return "video"
    return typed or "article"
