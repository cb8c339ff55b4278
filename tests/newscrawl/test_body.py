"""Paragraphs from any markup, datelines, closings, and the text of characters nobody sees."""

from __future__ import annotations

from time import process_time

import pytest
from lxml.html import fromstring
from parsel import Selector

from newscrawl.body import read_body, read_text
from newscrawl.types import Removed

FIRST = "Warga Desa Sukamaju memanen padi."
SECOND = "Hasilnya lebih banyak daripada tahun lalu."
QUOTE = '"Kami senang," kata Rina.'


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{FIRST}</p><p>{SECOND}</p>",
        f"<div>{FIRST}</div><div><br></div><div>{SECOND}</div>",
        f"{FIRST}<br><br>{SECOND}",
        f"{FIRST}<br/>{SECOND}<br>&nbsp;<br>",
        f"<p>{FIRST}<br>\n<br>{SECOND}</p>",
        f"<blockquote>{FIRST}</blockquote>{SECOND}",
        f"<h2>{FIRST}</h2><p>{SECOND}</p>",
        f"<ul><li>{FIRST}</li><li>{SECOND}</li></ul>",
        f"<p>\n  {FIRST}\n</p>\n<!-- iklan --><p>{SECOND}</p><style>p {{}}</style>",
        "<p>Warga <b>De</b>sa <i>Suka</i><a href='/x'>maju</a> meman<!-- x -->en <em>padi</em>.</p>" + SECOND,
        f"<p>Warga Desa Sukamaju<br>memanen padi.</p><p>{SECOND}</p>",
        f"<p>{FIRST}<p>{SECOND}",
        f"<p>Warga\u200b\xa0Desa Suka\u00admaju \ufeffmemanen padi.</p><p>{SECOND}</p>",
    ],
)
def test_paragraphs_of_any_markup(markup: str) -> None:
    assert read_body(fromstring(f"<div>{markup}</div>")).paragraphs == (FIRST, SECOND)


def test_rows_of_a_table_are_paragraphs() -> None:
    table = "<table><tr><th>Desa</th><th>Hasil</th></tr><tr><td>Sukamaju</td><td>6 ton</td></tr></table>"
    rows = ("Desa | Hasil", "Sukamaju | 6 ton")
    assert read_body(fromstring(f"<div><p>{FIRST}</p>{table}</div>")).paragraphs == (FIRST, *rows)
    figure = f"<figure>{table}<figcaption>Hasil panen menurut desa.</figcaption></figure>"
    body = read_body(fromstring(f"<div><p>{FIRST}</p>{figure}</div>"))
    assert (body.paragraphs, body.removed) == (
        (FIRST, *rows),
        (Removed("Hasil panen menurut desa.", "caption", 3),),
    )


def test_a_picture_laid_out_in_a_table_has_a_caption() -> None:
    table = f"<table><tr><td><img src='a.jpg'></td></tr><tr><td>{SECOND}</td></tr></table>"
    body = read_body(fromstring(f"<div><p>{FIRST}</p><figure>{table}</figure></div>"))
    assert (body.paragraphs, body.removed) == ((FIRST,), (Removed(SECOND, "caption", 1),))


def test_numbers_of_pictures_are_no_part_of_their_captions() -> None:
    figures = "".join(
        f"<figure><img src='a.jpg'><figcaption><span>{n}/2</span> {text}</figcaption></figure>"
        for n, text in enumerate((FIRST, SECOND), 1)
    )
    assert read_body(fromstring(f"<div>{figures}</div>")).paragraphs == (FIRST, SECOND)
    one = "<div><figure><figcaption>1/3 lahan itu ditanami padi.</figcaption></figure>"
    assert read_body(
        fromstring(f"{one}<figure><figcaption>{FIRST}</figcaption></figure></div>")
    ).paragraphs == (
        "1/3 lahan itu ditanami padi.",
        FIRST,
    )


def test_the_outlets_own_rules_cut_and_the_tree_stays() -> None:
    element = fromstring(f"<div><p>{FIRST}</p><p class='kotak'>Ikuti lomba foto panen.</p>{SECOND}</div>")
    body = read_body(element, [".kotak"])
    assert body.paragraphs == (FIRST, SECOND)
    assert [(each.text, each.rule, each.after) for each in body.removed] == [
        ("Ikuti lomba foto panen.", "outlet-rule", 1)
    ]
    assert element.find("p[@class]") is not None


def test_nul_and_lone_surrogates_go() -> None:
    assert read_text(["Warga\x00 Desa\ud800 Sukamaju memanen padi."]).paragraphs == (FIRST,)


@pytest.mark.parametrize(
    "dateline",
    [
        *(
            "JABAR EKSPRES – ",
            "JABAR EKSPRES -",
            "NGAMPRAH – ",
            "KUTA, KOMPAS.com — ",
            "Serang, Kompas.com - ",
            "Jakarta - ",
        ),
        *(
            "Jakarta (ANTARA News) - ",
            "REPUBLIKA.CO.ID, JAKARTA -- ",
            "Banyuwangi (beritajatim.com) – ",
            "Banda Aceh - ",
        ),
        *(
            "balitribune.co.id | Gianyar - ",
            "KABUPATEN, JP Radar Kediri – ",
            "TIMES MALANG, MALANG – ",
            "Esposin, SOLO—",
        ),
        *(
            "Papua No. 1 News Portal | Jubi Jayapura, Jubi – ",
            "SURABAYAPAGI.COM, Mojokerto - ",
            "Solopos.com, SOLO — ",
        ),
        *(
            "ISTANBUL, 23 Februari 2016 (Antara/PRNewswire) -- ",
            "Liputan6.com, Jakarta - ",
            "Harianjogja.com, SLEMAN-- ",
        ),
        *(
            "PEKANBARU (RIAUPOS.CO)- ",
            "JAKARTA, iNews.id - ",
            "jatimnow.com - ",
            "REPUBLIKA.CO.ID,JAKARTA-- ",
        ),
    ],
)
@pytest.mark.parametrize("opening", [FIRST, QUOTE])
def test_a_dateline_is_kept_apart_without_its_dash(dateline: str, opening: str) -> None:
    body = read_text([dateline + opening, SECOND])
    assert body.paragraphs == (opening, SECOND)
    assert body.dateline == dateline.rstrip(" –—-")


@pytest.mark.parametrize(
    "sentence",
    [
        "Bandung – kota kembang – ramai dikunjungi wisatawan.",
        "Polisi - Jajaran Polres Ciamis menangkap dua orang.",
        "Warga desa itu – Rina dan Budi – menang lomba.",
        "Jakarta-Bandung kini hanya 45 menit.",
        "Presiden Joko Widodo - Wakil Presiden bertemu warga.",
        "Covid-19 - Vaksin sudah datang.",
    ],
)
def test_a_sentence_with_a_dash_keeps_its_opening(sentence: str) -> None:
    assert read_text([sentence, SECOND]).paragraphs == (sentence, SECOND)


@pytest.mark.parametrize(
    "byline",
    [
        "Rina Kusuma • 2 Mei 2024 14:05 WIB • 2 menit baca",
        "Oleh Rina Kusuma Kamis, 2 Mei 2024 - 14:05 WIB Diperbarui: 2 Mei 2024 18:02 WIB",
        "Oleh: Dr. H. Budi Santoso, M.Si.",
        "By Rina Kusuma",
        "Pewarta: Rina Kusuma - Editor: Budi Santoso",
        "Redaktur | : | Budi Santoso",
    ],
)
def test_a_byline_does_not_hide_the_dateline(byline: str) -> None:
    body = read_text([byline, f"NGAMPRAH – {FIRST}"])
    assert (body.paragraphs, body.dateline) == ((FIRST,), "NGAMPRAH")
    assert [(each.text, each.after) for each in body.removed] == [(byline, 0)]


@pytest.mark.parametrize(
    "opening", ["Oleh warga desa, padi itu dipanen Senin 2 Mei 2024 pukul 14:05.", "Oleh karena itu"]
)
def test_a_sentence_that_opens_like_a_byline_stays(opening: str) -> None:
    assert read_text([opening, FIRST]).paragraphs == (opening, FIRST)


def test_what_stands_over_the_headline_is_no_part_of_the_body() -> None:
    headline = "<h1>Panen Raya di Desa Sukamaju</h1>"
    body = read_body(fromstring(f"<div><span>Ekonomi</span>{headline}<p>{FIRST}</p></div>"))
    assert (body.paragraphs, [each.text for each in body.removed][:1]) == ((FIRST,), ["Ekonomi"])
    assert read_body(fromstring(f"<div><p>{FIRST}</p>{headline}<p>{SECOND}</p></div>")).paragraphs == (
        FIRST,
        SECOND,
    )


def test_a_dateline_may_stand_alone_and_a_reporter_line_before_it() -> None:
    body = read_text(["Laporan Wartawan Kabar Jabar, Rina Kusuma", "KABARJABAR.ID, BANDUNG -", FIRST])
    assert (body.paragraphs, body.dateline) == ((FIRST,), "KABARJABAR.ID, BANDUNG")
    assert [(each.rule, each.after) for each in body.removed] == [("reporter-line", 0)]


@pytest.mark.parametrize(
    "mark",
    [
        "(vyp/kna)",
        "(Wit)",
        "[fiq/suf]",
        "(E-2)",
        "7 nvi",
        "***",
        "(*)",
        "(Antara)",
        "(boy/jpnn)",
        "(dil/jpnn.com)",
        "*",
    ],
)
@pytest.mark.parametrize("joint", ["", " "])
def test_the_closing_mark_is_kept_apart(mark: str, joint: str) -> None:
    body = read_text([FIRST, SECOND + joint + mark])
    assert (body.paragraphs, body.closing) == ((FIRST, SECOND), mark)


@pytest.mark.parametrize(
    "ending",
    [
        "Bantuan datang dari Badan Penanggulangan Bencana Daerah (BPBD).",
        "Bantuan datang dari Badan Penanggulangan Bencana Daerah (BPBD)",
        "Ia menangis. (sambil menunduk)",
        "Jumlahnya naik (5 persen).",
        "Ia lahir pada 7 Mei.",
    ],
)
def test_brackets_of_the_story_stay(ending: str) -> None:
    body = read_text([FIRST, ending])
    assert (body.paragraphs, body.closing) == ((FIRST, ending), None)
    assert read_text([f"{SECOND} (Antara)", FIRST]).closing is None


def test_a_name_in_bold_closes_the_text() -> None:
    body = read_body(fromstring(f"<div>{FIRST}<br><br>{SECOND}<br><br><strong>RINA KUSUMA</strong></div>"))
    assert (body.paragraphs, body.closing) == ((FIRST, SECOND), "RINA KUSUMA")


@pytest.mark.parametrize(
    "text", ["kata " * 40_000, "(" * 200_000, "Baca juga: Kata " * 12_000, " \n" * 100_000, "[a " * 60_000]
)
def test_hostile_text_is_read(text: str) -> None:
    assert read_text([text]).closing is None


def test_many_headlines_take_time_in_proportion() -> None:
    start = process_time()
    read_body(fromstring("<div>" + "<p>x</p><h1>y</h1>" * 20_000 + "</div>"))
    assert process_time() - start < 5


def test_hostile_markup_is_read() -> None:
    root = Selector(text="<div><b>" * 100 + FIRST, type="html").root
    assert read_body(root).paragraphs == (FIRST,)
