"""Pages that are no articles, each with its own reason, and articles that look like one of them."""

from datetime import UTC, datetime

import pytest

from newscrawl.extract import extract
from newscrawl.seeds import GENERIC
from newscrawl.types import Capture, NotAnArticle

SENTENCE = "Petani di Desa Cibeurih memanen padi lebih awal karena hujan turun lebih sering tahun ini. "
TEXT = "".join(f"<p>{SENTENCE * 2}Kelompok tani ke-{n} menjemur gabah di balai desa.</p>" for n in range(5))
HEADLINE = "Petani Cibeurih Panen Padi Lebih Awal"
TEASERS = "".join(
    f'<article><h2><a href="/berita/{n}">Kabar desa nomor {n} hari ini</a></h2><p>{SENTENCE}</p></article>'
    for n in range(15)
)
PAY = "<div>Silakan berlangganan untuk membaca berita ini sampai selesai.</div>"


def page(body: str, title: str = HEADLINE, head: str = "") -> str:
    return f"<html><head><title>{title} - Kabar Kita</title>{head}</head><body>{body}</body></html>"


def article(headline: str = HEADLINE, text: str = TEXT, head: str = "") -> str:
    return page(
        f"<h1>{headline}</h1><p>Jumat, 2 Januari 2026 | 08:15 WIB</p><div>{text}</div>", headline, head
    )


def classify(html: str, path: str = "/berita/panen-padi-cibeurih", status: int = 200) -> str:
    url = f"https://kabarkita.id{path}"
    capture = Capture(
        url, url, status, (("content-type", "text/html"),), html.encode(), datetime(2026, 1, 3, tzinfo=UTC)
    )
    try:
        return extract(capture, GENERIC).values["kind"][0].raw
    except NotAnArticle as error:
        return error.reason


@pytest.mark.parametrize(
    ("reason", "html", "path", "status"),
    [
        (
            "not-found",
            page("<h1>404</h1><p>Kembali ke beranda</p>", "404 Halaman tidak ditemukan"),
            "/x",
            200,
        ),
        (
            "not-found",
            page("<h1>Maaf</h1><p>Halaman yang Anda cari tidak ditemukan.</p>", "Kabar"),
            "/x",
            200,
        ),
        ("not-found", article(), "/berita/panen", 404),
        ("not-found", article(), "/berita/panen", 410),
        (
            "challenge",
            "<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>",
            "/x",
            403,
        ),
        ("challenge", "<title>Attention Required! | Cloudflare</title><h1>Sorry</h1>", "/x", 200),
        ("challenge", page('<form><div class="g-recaptcha"></div></form>', "kabarkita.id"), "/x", 200),
        ("paywall", article(text=f"<p>{SENTENCE}</p>{PAY}"), "/berita/panen", 200),
        ("index", page(f"<h1>Tani</h1>{TEASERS}", "Tani"), "/tani/", 200),
        ("index", page(f"<h1>Kabar Kita</h1>{TEASERS}", "Kabar Kita"), "/", 200),
        ("index", page(f"<h1>Tag: padi</h1>{TEASERS}", "padi"), "/tag/padi", 200),
        ("index", page(f"<h1>Indeks Berita</h1>{TEASERS}", "Indeks Berita"), "/x", 200),
        ("index", page(f"<h1>Tani</h1>{TEASERS}", "Tani"), "/tani/page/2/", 200),
        ("no-headline", f"<p>{SENTENCE}</p>" * 8, "/berita/panen", 200),
        ("no-body", page(f"<h1>{HEADLINE}</h1>" + "<div>" * 50_000 + TEXT), "/berita/panen", 200),
        ("no-body", page('<div id="root"></div><script src="/app.js"></script>'), "/berita/panen", 200),
        ("empty", "<html><head></head><body><script>x()</script></body></html>", "/berita/panen", 200),
    ],
)
def test_not_an_article(reason: str, html: str, path: str, status: int) -> None:
    assert classify(html, path, status) == reason


@pytest.mark.parametrize(
    ("kind", "html", "path"),
    [
        ("article", article(), "/berita/panen-padi"),
        ("article", article(), "/2026/01/02/tag-panen-padi/"),
        ("article", article(), "/?p=1234"),
        ("article", article(), "/berita/foto-panen-padi"),
        ("article", article("Indeks harga gabah naik di Sumedang"), "/berita/indeks-harga-gabah"),
        ("article", article("404 rumah rusak diterjang angin"), "/berita/404-rumah"),
        ("article", article("Warga keluhkan halaman sekolah tergenang"), "/berita/halaman"),
        ("article", article(text=TEXT + PAY), "/berita/panen"),
        ("article", article(text=TEXT + '<form class="g-recaptcha">Komentar</form>'), "/berita/panen"),
        ("photo", article(), "/foto/panen-padi"),
        ("video", article(), "/video/panen-padi"),
        (
            "photo",
            page(f"<h1>{HEADLINE}</h1>" + f"<figure><img><figcaption>{SENTENCE}</figcaption></figure>" * 3),
            "/galeri/panen-padi",
        ),
        (
            "video",
            page(
                f"<h1>{HEADLINE}</h1><iframe></iframe>",
                head=f'<meta name="description" content="{SENTENCE}">',
            ),
            "/video/panen-padi",
        ),
    ],
)
def test_article(kind: str, html: str, path: str) -> None:
    assert classify(html, path) == kind
