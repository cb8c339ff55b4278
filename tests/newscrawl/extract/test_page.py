"""Reading bytes: charsets, broken pages, hostile pages."""

from datetime import UTC, datetime

import pytest

from newscrawl.extract.page import MOST_ATTRIBUTES, cut_attributes, read_page, text_of
from newscrawl.types import Capture, NotAnArticle

HTML = "<html><head><title>Panen padi di Cibeurih — Kabar Kita</title></head><body><p>Padi</p></body></html>"


def capture(body: bytes, content_type: str = "text/html") -> Capture:
    url = "https://kabarkita.id/berita/panen-padi"
    return Capture(url, url, 200, (("Content-Type", content_type),), body, datetime(2026, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (HTML.encode(), "text/html"),
        (HTML.encode(), "text/html; charset=iso-8859-1"),
        (HTML.replace("<head>", '<head><meta charset="iso-8859-1">').encode(), "text/html"),
        (HTML.encode("utf-8-sig"), "text/html"),
        (HTML.encode("utf-16"), "text/html"),
        (HTML.encode("windows-1252"), "text/html"),
        (HTML.encode("windows-1252"), "text/html; charset=windows-1252"),
        (HTML.replace("<head>", '<head><meta charset="windows-1252">').encode("windows-1252"), "text/html"),
        (HTML.encode() + b"<p>caf\xc3", "text/html"),
        (HTML.replace("padi", "pa\0di").encode(), "text/html"),
    ],
    ids=["utf-8", "wrong-header", "wrong-meta", "bom", "utf-16", "fallback", "header", "meta", "cut", "nul"],
)
def test_charset(body: bytes, content_type: str) -> None:
    assert read_page(capture(body, content_type)).title == "Panen padi di Cibeurih — Kabar Kita"


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "empty"),
        (b" \r\n\t", "text/html", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "text/html", "not-html"),
        (b"%PDF-1.7 <p>", "text/html", "not-html"),
        (bytes(range(256)), "", "not-html"),
        (b'{"title": "Panen"}', "application/json", "not-html"),
        (b"Panen padi di Cibeurih", "text/plain", "not-html"),
        (b"\n<?xml version='1.0'?>\n<!-- x --><rss><channel/></rss>", "text/html", "not-html"),
        (b"<?xml version='1.0'?><urlset></urlset>", "text/xml", "not-html"),
    ],
)
def test_not_a_page(body: bytes, content_type: str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as raised:
        read_page(capture(body, content_type))
    assert raised.value.reason == reason


def test_xhtml_is_a_page() -> None:
    body = b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html><title>Panen</title></html>'
    assert read_page(capture(body, "application/xhtml+xml")).title == "Panen"


MANY = " ".join(f"a{n}='1'" for n in range(80_000))


@pytest.mark.parametrize("opening", ["<div ", '<p t="a > b" ', '<p t="<b>" ', '<p t=b" ', "<p t=' "])
def test_attribute_bomb(opening: str) -> None:
    page = read_page(capture(f"<title>Panen</title>{opening}{MANY}>Padi dipanen.</div>".encode()))
    assert page.title == "Panen"
    assert all(len(element.attrib) <= MOST_ATTRIBUTES + 1 for element in page.root.iter())


def test_long_honest_markup_stays() -> None:
    image = f'<img src="data:image/png;base64,{"A" * 9000}" alt="Padi">'
    script = f"<script>{'if (a > b) c = 1; ' * 900}</script>"
    assert cut_attributes(image + script) == image + script


def test_meta_is_read_once_by_every_name() -> None:
    head = '<meta property="og:title" content=" Panen  padi ">'
    head += '<meta name="PubDate" itemprop="datePublished" content="x">'
    meta = read_page(capture(head.encode())).meta
    assert meta == {"og:title": ("Panen padi",), "pubdate": ("x",), "datepublished": ("x",)}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h1>Pa<b>nen</b> padi<br>Cibeurih</h1>", "Panen padi Cibeurih"),
        ("<div><span>Penulis:</span><b>Rina Marlina</b><script>x()</script></div>", "Penulis: Rina Marlina"),
    ],
)
def test_text_of(markup: str, text: str) -> None:
    page = read_page(capture(f"<body>{markup}</body>".encode()))
    assert text_of(page.root.find("body")[0]) == text
