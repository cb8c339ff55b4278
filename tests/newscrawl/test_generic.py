"""The body on pages in the markup of many systems, none of which the finder knows by name."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement, document_fromstring

from newscrawl import boxes
from newscrawl.body import read_body
from newscrawl.generic import find_body

HEADLINE = "Panen Raya di Desa Sukamaju Berlimpah"
STORY = (
    "Warga Desa Sukamaju memanen padi bersama pada Senin pagi, setelah menunggu hampir empat bulan.",
    '"Kami bersyukur karena hasilnya lebih banyak daripada tahun lalu," kata Rina Kusuma, ketua kelompok tani.',
    "Menurut dia, irigasi yang diperbaiki pemerintah daerah membuat sawah tidak lagi kekeringan pada musim kemarau.",
    "Kepala Dinas Pertanian Budi Santoso berjanji akan menambah bantuan benih untuk tiga desa lain di kecamatan itu.",
    "Petani berharap harga gabah tetap tinggi sampai akhir bulan, sehingga mereka dapat melunasi pinjaman bank.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)
LINK = '<a href="/lain">Harga Cabai Naik di Pasar Induk Kota Bandung</a>'
MENU = "".join(
    f'<li><a href="/{name}">{name}</a></li>' for name in ("Beranda", "Daerah", "Ekonomi", "Olahraga")
)
TEASERS = "".join(
    f'<div class="post"><h3>{LINK}</h3><p>Cuplikan berita nomor {n} yang cukup panjang, agar mirip dengan isi berita.</p></div>'
    for n in range(6)
)
HEAD = f"<h1>{HEADLINE}</h1>"

PAGES = {
    "tagdiv": f'<div class="td-main-content"><header>{HEAD}<span>Oleh Rina</span></header><div class="td-post-content">'
    f'<div class="td-a-rec">Iklan</div>{PARAGRAPHS}<p>Baca Juga: {LINK}</p></div></div>',
    "jnews": f'<div class="jeg_inner_content">{HEAD}<div class="content-inner">{PARAGRAPHS}'
    f'<div class="jnews_inline_related_post"><h3>Baca Juga</h3>{LINK}</div></div></div>',
    "bloggingpro": f'<article>{HEAD}<div class="gmr-metacontent">Rina - 2 Mei 2024</div><div class="entry-content entry-content-single">'
    f'{PARAGRAPHS}<div class="gmr-related-post"><h3>Berita Terkait</h3><ul><li>{LINK}</li></ul></div></div></article>',
    "promedia": f'<section>{HEAD}<article class="read__content clearfix">{PARAGRAPHS}<p><strong>Baca Juga: {LINK}</strong></p>'
    '<div class="paging">Halaman: <a href="?page=2">2</a></div></article></section>',
    "disway": f'{HEAD}<div class="post text-black-1">{PARAGRAPHS}<p><strong>BACA JUGA:{LINK}</strong></p></div>',
    "brs in a cell": f"<table><tr><td>{HEAD}<font>{'<br><br>'.join(STORY)}</font></td><td>{TEASERS}</td></tr></table>",
    "divs alone": f'{HEAD}<div id="x1">{"".join(f"<div>{text}</div>" for text in STORY)}</div>',
    "pages in one": f'{HEAD}<div class="wrap"><div id="multi-page-0">{"".join(f"<p>{t}</p>" for t in STORY[:2])}</div>'
    f'<div id="multi-page-1">{"".join(f"<p>{t}</p>" for t in STORY[2:])}</div></div>',
    "amp": f'<main>{HEAD}<amp-ad>iklan</amp-ad><div class="amp-wp-article-content">{PARAGRAPHS}</div></main>',
    "microdata": f'{HEAD}<div itemprop="articleBody">{PARAGRAPHS}<figure><img src="a.jpg"><figcaption>Sawah di Desa Sukamaju, dengan padi menguning.</figcaption></figure></div>',
    "in a form": f'<form id="aspnetForm">{HEAD}<div class="isi">{PARAGRAPHS}</div></form>',
    "no heading": f'<div class="judul">{HEADLINE}</div><div class="teks">{PARAGRAPHS}</div>',
    "comments": f'{HEAD}<div class="konten">{PARAGRAPHS}</div><div id="comments">{"<p>Saya setuju, mudah-mudahan petani makmur semua, amin.</p>" * 9}</div>',
    "bio": f'{HEAD}<div class="teks">{PARAGRAPHS}</div><div class="profil"><p>Rina Kusuma adalah wartawan di Bandung, meliput pertanian.</p></div>',
    "lists": f"{HEAD}<div><p>{STORY[0]}</p><ol>{''.join(f'<li>{t}</li>' for t in STORY[1:])}</ol></div>",
}
NAMES = "".join(f"<li>Andi Saputra {n}, Kepala Dinas {n}</li>" for n in range(1, 15))


def page(content: str) -> HtmlElement:
    return document_fromstring(
        f"<html><head><title>x</title></head><body><ul class='menu'>{MENU}</ul><div id='main'>{content}</div>"
        f"<div class='latest'><h2>Terbaru</h2>{TEASERS}</div><div>Kantor kami di Jalan Merdeka 1, Bandung, dan di Jakarta.</div></body></html>"
    )


@pytest.mark.parametrize("headline", [HEADLINE, None])
@pytest.mark.parametrize("name", PAGES)
def test_the_story_is_found_whole_and_alone(name: str, headline: str | None) -> None:
    elements, confidence = find_body(page(PAGES[name]), headline)
    paragraphs = [text for element in elements for text in read_body(element).paragraphs]
    assert tuple(text for text in paragraphs if text != HEADLINE) == STORY
    assert confidence > 0.5


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (f"<p>{STORY[0]} {STORY[1]}</p><p>Pejabat yang dilantik:</p><ol>{NAMES}</ol><p>{STORY[2]}</p>", 17),
        (
            f"<p>{STORY[0]}</p><p>Tiga penerima hadiah panen raya yakni:</p><p>1. Rina (34), warga Desa Sukamaju;"
            f"<br>2. Budi (29), warga Desa Sukasari;<br>3. Sari (41), warga Ciamis.</p><p>{STORY[1]}</p>"
            f"<p>Artikel ini telah tayang di {LINK}</p>",
            6,
        ),
    ],
)
def test_a_list_of_short_lines_does_not_cut_a_short_story(lines: str, count: int) -> None:
    elements, _ = find_body(page(f"{HEAD}<div class='teks'>{lines}</div>"), HEADLINE)
    assert [len(read_body(element).paragraphs) for element in elements] == [count]


WIDGET = "".join(
    f"<article><a href='/lain'><img src='a.jpg'></a><h3>{LINK}</h3><p>BANDUNG – Harga cabai di pasar naik lagi pekan ini.</p></article>"
    for _ in range(3)
)


@pytest.mark.parametrize(
    "inside",
    [
        f"<h4>{LINK}</h4>",
        f"<h3>{LINK}</h3>" * 2,
        "<div>" + f"<h3>{LINK}</h3>" * 4 + "</div>",
        f"<div><h4>Berita Terkait</h4>{WIDGET}</div>",
    ],
)
def test_linked_headings_do_not_cost_a_short_story(inside: str) -> None:
    elements, _ = find_body(
        page(
            f"{HEAD}<div class='teks'><p>{STORY[0]}</p><p>{STORY[1]}</p>{inside}<p>{STORY[3]}</p><p>{STORY[4]}</p></div>"
        ),
        HEADLINE,
    )
    paragraphs = [text for element in elements for text in read_body(element).paragraphs]
    assert paragraphs == [STORY[0], STORY[1], STORY[3], STORY[4]]


@pytest.mark.parametrize("title", [f"<h1>{LINK}</h1>", "<h1>Harga Cabai Naik</h1>"])
def test_a_second_story_below_is_left_out(title: str) -> None:
    other = f"<article>{title}<div class='teks'>{'<p>Harga cabai naik lagi di pasar induk pekan ini, kata pedagang.</p>' * 20}</div></article>"
    elements, _ = find_body(
        page(f"<article>{HEAD}<div class='teks'>{PARAGRAPHS}</div></article>{other}"), HEADLINE
    )
    paragraphs = [text for element in elements for text in read_body(element).paragraphs]
    assert tuple(paragraphs) == STORY


def test_the_headline_repeated_with_a_link_ends_nothing() -> None:
    again = f"<h1><a href='/panen'>{HEADLINE}</a></h1>"
    elements, _ = find_body(
        page(f"<article>{HEAD}</article>{again}<div class='teks'>{PARAGRAPHS}</div>"), HEADLINE
    )
    assert [read_body(element).paragraphs for element in elements] == [STORY]


def test_an_article_around_the_headline_alone_ends_nothing() -> None:
    body = f"<div class='teks'><p>{STORY[0]}</p><h1>Irigasi</h1>{''.join(f'<p>{text}</p>' for text in STORY[1:])}</div>"
    elements, _ = find_body(page(f"<article>{HEAD}</article>{body}"), HEADLINE)
    assert [read_body(element).paragraphs for element in elements] == [STORY]


def test_updates_with_links_to_themselves_are_the_story() -> None:
    update = f"<article><h3><a href='#1'>Panen dimulai</a></h3><p>{STORY[0]}</p></article>"
    assert STORY[0] in read_body(page(f"<div>{update}</div>")).paragraphs


@pytest.mark.parametrize(
    "content",
    [
        TEASERS,
        f"<div><h3>{LINK}</h3><p>{STORY[0]}</p><p>{STORY[1]}</p><p>{STORY[2][:90]}.</p></div>" * 4,
        f"<ul>{f'<li>{LINK}</li>' * 40}</ul>",
        "<p>Halaman tidak ditemukan.</p>",
        "",
    ],
)
def test_a_page_without_a_story_gives_nothing_or_little_confidence(content: str) -> None:
    assert find_body(page(content), None)[1] < 0.5


def test_a_gallery_gives_its_captions() -> None:
    captions = [f"{text} (Foto: Rina)" for text in (STORY[0] * 2, STORY[1] * 2)]
    figures = "".join(
        f"<figure><img src='a.jpg'><figcaption>{text}</figcaption></figure>" for text in captions
    )
    elements, confidence = find_body(document_fromstring(f"<body>{HEAD}{figures}</body>"), HEADLINE)
    assert [text for element in elements for text in read_body(element).paragraphs] == captions
    assert confidence == 0.5


def test_a_page_of_nested_boxes_is_survived() -> None:
    depth = 20_000
    assert find_body(document_fromstring("<div>" * depth + PARAGRAPHS + "</div>" * depth), None)


@pytest.mark.parametrize(
    "inside", ["<i></i>" * 5_100, "<i></i>" * 4_900 + LINK * 20, "<i></i>" * 4_900 + PARAGRAPHS]
)
def test_boxes_in_boxes_are_counted_once(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0

    def count(node: HtmlElement) -> int:
        nonlocal seen
        seen += 1
        return own(node)

    own = boxes._own
    monkeypatch.setattr(boxes, "_own", count)
    page = document_fromstring("<body>" + "<div class=share>" * 1500 + inside)
    find_body(page, None)
    read_body(page)
    assert seen < 2 * 100 * 6_400


def test_a_box_of_boxes_is_judged_by_its_letters_outside_links() -> None:
    page = document_fromstring(
        f"<body>{PARAGRAPHS}<div class=share>{'<i></i>' * 60}<p>{STORY[0]}</p>{LINK * 50}"
    )
    assert read_body(page).paragraphs == STORY
    longer = document_fromstring(f"<body><div class=share><div class=share>{'<i></i>' * 60}{PARAGRAPHS}")
    assert read_body(longer).paragraphs == STORY
