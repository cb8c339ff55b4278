"""What pages print near the headline."""

from datetime import UTC, datetime

import pytest

from newscrawl.extract.credits import find_bylines
from newscrawl.extract.page import Page, read_page
from newscrawl.extract.printed import find_dates, find_headline
from newscrawl.extract.sections import find_section, find_tags
from newscrawl.types import Capture

URL = "https://kabarkita.id/berita/petani-cibeurih-panen-padi"
HEADLINE = "Petani Cibeurih Panen Padi Lebih Awal"
BODY = f"<div>{'<p>Petani di Cibeurih memanen padi lebih awal tahun ini karena hujan.</p>' * 12}</div>"


def page(body: str) -> Page:
    html = f"<html><head></head><body>{body}</body></html>".encode()
    return read_page(Capture(URL, URL, 200, (), html, datetime(2026, 1, 2, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("body", "claims", "text"),
    [
        (f"<h1>Regional</h1><h2>{HEADLINE}</h2>", [f"{HEADLINE} - Kabar Kita"], HEADLINE),
        (
            f"<h1>{HEADLINE} - Tani Kabar</h1><h1>{HEADLINE}</h1>",
            [HEADLINE, f"{HEADLINE} - Tani Kabar"],
            HEADLINE,
        ),
        (f"<h1>{HEADLINE} Tahun Ini</h1>", [f"{HEADLINE}..."], f"{HEADLINE} Tahun Ini"),
        (f"<h1>“{HEADLINE}”</h1>", [f'"{HEADLINE}"'], f"“{HEADLINE}”"),
        (f"<h1>Foto</h1><div>Galeri Foto: {HEADLINE}</div>", [HEADLINE], f"Galeri Foto: {HEADLINE}"),
        (f"<h1>Regional</h1><h1>{HEADLINE}</h1>", [], HEADLINE),
        (f"<h1>{HEADLINE}</h1>", ["Kabar Kita"], HEADLINE),
        (
            f"<h1>{HEADLINE}, Kata Kades</h1>",
            ["Petani Panen Padi Lebih Awal di Cibeurih"],
            f"{HEADLINE}, Kata Kades",
        ),
        ("<h1>Kabar Terkini Hari Ini</h1>", [HEADLINE], None),
        (f"<h1>Regional</h1><a>{HEADLINE}</a>", [HEADLINE], None),
        ("<h1>Regional</h1>", [], None),
        (f"<h1>Kabarkita Online Nusantara</h1><h3>{HEADLINE}</h3>", ["Kabarkita Online Nusantara"], HEADLINE),
        (
            f"<h1><a href='/'>Suara Desa Cibeurih</a></h1><h2>{HEADLINE}</h2>",
            ["Suara Desa Cibeurih"],
            HEADLINE,
        ),
        (f"<h2><a href='/x'>{HEADLINE}</a></h2>", ["Portal Warga Desa Cibeurih"], None),
        ("<h2>Petani Kopi di Cibeurih Mulai Panen</h2>", ["Portal Warga Desa Cibeurih"], None),
    ],
)
def test_headline(body: str, claims: list[str], text: str | None) -> None:
    assert find_headline(page(body), claims)[1] == text


@pytest.mark.parametrize(
    ("before", "after", "dates"),
    [
        ("", "<p>Jumat, 2 Januari 2026 | 08:15 WIB</p>", ["Jumat, 2 Januari 2026 | 08:15 WIB"]),
        ("<b>Jumat, 2 Januari 2026 - 08:15 wib</b>", "", ["Jumat, 2 Januari 2026 - 08:15 wib"]),
        ("<i>Jumat, 2 Januari 2026</i>", "<b>02/01/2026, 08:15 WIB</b>", ["02/01/2026, 08:15 WIB"]),
        ("", "<div><span>2 Januari 2026</span> <span>08:15 WIB</span></div>", ["2 Januari 2026 08:15 WIB"]),
        ("", '<time datetime="2026-01-02T08:15:00+07:00">tadi</time>', ["2026-01-02T08:15:00+07:00"]),
        ("", "<b>2 jam yang lalu</b>", ["2 jam yang lalu"]),
        ("", "<b>1 minggu yang lalu</b>", ["1 minggu yang lalu"]),
        ("", "<p>Ditulis Rina, January 2, 2026</p>", ["Ditulis Rina, January 2, 2026"]),
        ("", "<p>Jan 2nd, 2026 8:15 am</p>", ["Jan 2nd, 2026 8:15 am"]),
        ("", "<p>Jumat,2Januari 2026 08:15 WIB</p>", ["Jumat,2Januari 2026 08:15 WIB"]),
        ("", "<p>Jumat (2/1/26) 08.15 WITA</p>", ["Jumat (2/1/26) 08.15 WITA"]),
        ("", "<p>Panen (2/1/26) 08.15 di Cibeurih</p>", []),
        ("", "<p>Panen berlangsung pada Jumat (2/1/2026) pukul 08.15.</p>", []),
        ("", "<script>var x = '2 Januari 2026 08:15'</script><!-- 2 Januari 2026 08:15 -->", []),
    ],
)
def test_dates(before: str, after: str, dates: list[str]) -> None:
    headline, _ = find_headline(page(f"{before}<h1>{HEADLINE}</h1><div>{after}</div>{BODY}"), [HEADLINE])
    assert find_dates(headline)[: max(1, len(dates))] == dates


@pytest.mark.parametrize(
    ("credit", "lines"),
    [
        ("<p>Penulis: Rina Marlina</p><p>Editor: Ujang S</p>", ["Penulis: Rina Marlina", "Editor: Ujang S"]),
        ("<table><tr><td>Penulis</td><td>: Rina Marlina</td></tr></table>", ["Penulis : Rina Marlina"]),
        ("<p>Laporan: <b>Rina Marlina</b></p>", ["Laporan: Rina Marlina"]),
        ("<p>Pewarta: Monalisa</p>", ["Pewarta: Monalisa"]),
        ("<div><p>Rina Marlina</p><p>Jurnalis</p></div>", ["Rina Marlina, Jurnalis"]),
        ('<p class="byline">Rina Marlina</p>', ["Rina Marlina"]),
        ('<p class="author">Oleh <a rel="author">Rina Marlina</a></p>', ["Oleh Rina Marlina"]),
        (
            '<p class="author"><a>Rina Marlina</a></p><p>Editor: Ujang S</p>',
            ["Rina Marlina", "Editor: Ujang S"],
        ),
        ('<a href="/author/rina"><img></a> <a href="/author/rina">Rina Marlina</a>', ["Rina Marlina"]),
        ('<a href="/penulis/1">Rina M,</a><a href="/penulis/2">Ujang S</a>', ["Rina M,", "Ujang S"]),
        ('<i><a href="/author/1">Rina M</a></i><i><a href="/author/2">Ujang S</a></i>', ["Rina M"]),
        ("<p>By <b>Rina Marlina</b></p>", ["By Rina Marlina"]),
        ("<p>Oleh Rina Marlina | 2 Januari 2026</p>", ["Oleh Rina Marlina | 2 Januari 2026"]),
        ("<p>Laporan Wartawan Kabar Kita, Rina M</p>", ["Laporan Wartawan Kabar Kita, Rina M"]),
        ("<p>Tim Redaksi: Rina Marlina</p>", ["Tim Redaksi: Rina Marlina"]),
        ("<p>Oleh karena itu warga memanen.</p>", []),
        (f"{BODY}<p>Oleh Rina Marlina</p>", []),
        ('<p class="comment-author">Warga Net</p>', []),
        ("<p>Editor video itu memotong gambar.</p>", []),
    ],
)
def test_bylines(credit: str, lines: list[str]) -> None:
    read = page(f"<h1>{HEADLINE}</h1>{credit}{BODY}")
    headline, _ = find_headline(read, [HEADLINE])
    assert [line for _, line in find_bylines(read, headline)] == lines


def test_another_article_has_its_own_writer() -> None:
    other = "<article><h2>Jalan Desa Rusak</h2><p>Penulis: Ujang S</p></article>"
    read = page(f"<article><h1>{HEADLINE}</h1><p>Penulis: Rina Marlina</p>{BODY}</article>{other}")
    headline, _ = find_headline(read, [HEADLINE])
    assert [line for _, line in find_bylines(read, headline)] == ["Penulis: Rina Marlina"]


def test_tags_stand_behind_the_headline() -> None:
    trending = '<div class="trending tags"><a href="/tag/pemilu">Pemilu</a></div>'
    body = '<p><a rel="tag">padi</a></p><div class="article-tags"><a href="/tag/tani">#tani</a></div>'
    body += '<p class="taxonomy-category"><a rel="tag">Daerah</a></p>'
    body += '<div class="related"><a rel="tag" href="/tag/bola">bola</a></div>'
    read = page(
        f'<div class="tag"><a href="/tag/cuaca">Cuaca</a></div><h1>{HEADLINE}</h1>{BODY}{body}{trending}'
    )
    headline, _ = find_headline(read, [HEADLINE])
    assert find_tags(headline) == ["padi", "tani"]
    assert find_tags(None) == []


CATEGORY = '<a href="/{0}" rel="category tag">{0}</a>'
CARD = f'<div class="card">{CATEGORY.format("Bola")}<h3><a href="/2">Tim Desa Menang Lagi</a></h3></div>'


@pytest.mark.parametrize(
    ("before", "after", "sections"),
    [
        (CATEGORY.format("Tani"), BODY, ["Tani"]),
        (CATEGORY.format("Desa") + CATEGORY.format("Tani"), BODY, ["Desa"]),
        (f'<ul class="terkait"><li>{CATEGORY.format("Bola")}</li></ul>', BODY, []),
        ('<div class="kanal">Tani</div>', BODY, ["Tani"]),
        ('<div class="kanal"><a>Tani</a> <a>Desa</a></div>', BODY, []),
        ("", f'<p class="taxonomy-category"><a rel="tag" href="/tani">Tani</a></p>{BODY}', ["Tani"]),
        ("", f"{BODY}<footer>{CATEGORY.format('Tani')}</footer>", ["Tani"]),
        ("", f"{BODY}{CARD}", []),
        ('<p class="breadcrumb"><a href="/">Kabar</a> <a href="/tani">Tani</a></p>', BODY, ["Tani"]),
        ('<p class="crumbs"><a>Beranda</a> <a href="/d">Desa</a> <a>Tani</a></p>', BODY, ["Tani", "Desa"]),
    ],
)
def test_section(before: str, after: str, sections: list[str]) -> None:
    read = page(f"<article>{before}<h1>{HEADLINE}</h1>{after}</article>")
    assert find_section(read, find_headline(read, [HEADLINE])[0]) == sections


def test_the_category_of_a_story_before_is_not_near() -> None:
    read = page(f"<div>{CARD}</div><main><h1>{HEADLINE}</h1>{BODY}</main>")
    assert find_section(read, find_headline(read, [HEADLINE])[0]) == []


def test_a_box_around_the_headline_is_about_no_other_story() -> None:
    credit = '<p class="author">Rina Marlina</p>'
    tags = '<p class="tags"><a rel="tag">padi</a></p>'
    read = page(
        f'<main class="with-related">{CATEGORY.format("Tani")}<h1>{HEADLINE}</h1>{credit}{BODY}{tags}</main>'
    )
    headline, _ = find_headline(read, [HEADLINE])
    assert find_section(read, headline) == ["Tani"]
    assert find_tags(headline) == ["padi"]
    assert list(find_bylines(read, headline)) == [("byline", "Rina Marlina")]
