"""The whole of extract: order of trust, older layouts, joined pages, hostile pages."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from newscrawl.extract import extract
from newscrawl.seeds import GENERIC
from newscrawl.types import Capture, NotAnArticle, Outlet, RawFields, Rule

URL = "https://kabarkita.id/berita/panen-padi"
HEADLINE = "Petani Cibeurih Panen Padi Lebih Awal"
SENTENCES = [
    "Petani di Desa Cibeurih memanen padi lebih awal karena hujan turun lebih sering tahun ini.",
    "Kelompok tani setempat menjemur gabah di halaman balai desa sejak pagi buta.",
    "Harga gabah di tingkat petani naik menjadi tujuh ribu rupiah setiap kilogram.",
    "Penyuluh pertanian meminta warga menunda penjualan sampai harga lebih baik lagi.",
    "Saluran irigasi yang rusak akan diperbaiki oleh pemerintah desa bulan depan.",
    "Warga berharap musim tanam berikutnya tidak terganggu oleh serangan hama wereng.",
]


def text(*numbers: int) -> str:
    return "".join(f"<p>{SENTENCES[number] * 2}</p>" for number in numbers)


def paragraphs(*numbers: int) -> tuple[str, ...]:
    return tuple(SENTENCES[number] * 2 for number in numbers)


def page(body: str, head: str = "", url: str = URL) -> Capture:
    html = f"<html><head><title>{HEADLINE} - Kabar Kita</title>{head}</head><body>{body}</body></html>"
    return Capture(
        url, url, 200, (("Content-Type", "text/html"),), html.encode(), datetime(2026, 1, 3, tzinfo=UTC)
    )


def outlet(**rules: tuple[Rule, ...]) -> Outlet:
    return replace(GENERIC, slug="kabarkita", rules=rules)


def raws(fields: RawFields, field: str) -> list[tuple[str, str]]:
    return [(each.raw, each.source) for each in fields.values.get(field, ())]


PRINTED = "Jumat, 2 Januari 2026 08:15 WIB"
ARTICLE = f'<h1>{HEADLINE}</h1><b class="tgl">{PRINTED}</b><div class="isi">{text(0, 1, 2)}</div>'
BODY = (Rule("div.isi"),)


def test_order_of_trust() -> None:
    head = (
        '<meta property="article:published_time" content="2026-01-02T01:15:00+00:00">'
        '<script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Panen", "datePublished": "2026-01-02T01:15:00Z"}</script>'
    )
    fields = extract(
        page(ARTICLE, head), outlet(body=BODY, published_at=(Rule("b.tgl"),), headline=(Rule("h1"),))
    )
    assert raws(fields, "published_at") == [
        ("2026-01-02T01:15:00Z", "json-ld"),
        (PRINTED, "selector"),
        ("2026-01-02T01:15:00+00:00", "meta"),
    ]
    assert raws(fields, "headline")[:2] == [(HEADLINE, "selector"), ("Panen", "json-ld")]
    assert (fields.paragraphs, fields.body_source, fields.confidence) == (
        paragraphs(0, 1, 2),
        "selector",
        1.0,
    )


def test_what_is_printed_stands_beside_a_date_in_utc() -> None:
    block = '<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{}"}}</script>'
    utc, local = "2026-01-02T01:15:00Z", "2026-01-02T08:15:00+07:00"
    assert raws(extract(page(ARTICLE, block.format(utc)), GENERIC), "published_at") == [
        (utc, "json-ld"),
        (PRINTED, "generic"),
    ]
    assert raws(extract(page(ARTICLE, block.format(local)), GENERIC), "published_at") == [(local, "json-ld")]


def test_without_a_seed_the_page_itself_speaks() -> None:
    fields = extract(page(ARTICLE), GENERIC)
    assert raws(fields, "headline")[0] == (HEADLINE, "generic")
    assert raws(fields, "published_at")[0] == (PRINTED, "generic")
    assert (fields.paragraphs, fields.body_source) == (paragraphs(0, 1, 2), "generic")
    assert 0 < fields.confidence <= 1


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ('<meta name="pubdate" content="2019-05-01T08:00:00+07:00">', "lama"),
        ('<meta name="pubdate" content="2024-05-01T08:00:00+07:00">', "baru"),
        ("", "lama"),
    ],
    ids=["before", "after", "unknown"],
)
def test_an_older_layout_holds_until_its_day(head: str, source: str) -> None:
    body = f'{ARTICLE}<i class="lama">lama</i><i class="baru">baru</i>'
    rules = (Rule("i.lama", until=date(2020, 1, 1)), Rule("i.baru"))
    fields = extract(page(body, head), outlet(body=BODY, section=rules))
    assert raws(fields, "section")[0] == (source, "selector")


@pytest.mark.parametrize("name", ["Kabar Kita Online", "Suara Banua"])
def test_the_outlet_at_the_beginning_of_the_title_is_no_headline(name: str) -> None:
    html = f"<title>{name} - {HEADLINE}</title><div><b>{HEADLINE}</b><i>{PRINTED}</i>{text(0, 1)}</div>"
    fields = extract(replace(page(""), body=html.encode()), GENERIC)
    assert raws(fields, "headline") == [(HEADLINE, "generic")]
    assert raws(fields, "published_at")[0] == (PRINTED, "generic")


def test_an_editor_given_as_author_comes_last() -> None:
    head = (
        '<meta name="content_author" content="Rina Marlina"><meta name="content_editor" content="Ujang S">'
        '<script type="application/ld+json">'
        '{"@type": "Article", "headline": "x", "author": "Ujang S"}</script>'
    )
    assert raws(extract(page(ARTICLE, head), GENERIC), "authors") == [
        ("Rina Marlina", "meta"),
        ("Ujang S", "json-ld"),
    ]


def test_a_selected_byline_is_read_by_line() -> None:
    credit = '<p class="kredit">Pewarta: Rina Marlina<br>Editor: <b>Ujang S</b></p>'
    fields = extract(page(ARTICLE + credit), outlet(body=BODY, byline=(Rule("p.kredit"),)))
    assert raws(fields, "byline") == [("Pewarta: Rina Marlina", "selector"), ("Editor: Ujang S", "selector")]


def test_control_characters_in_a_claim_are_left_out() -> None:
    head = r'<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Petani \u0000Panen\u0001 Padi"}</script>'
    raw = extract(page(f"<div><p>{HEADLINE}</p>{text(0, 1)}</div>", head), GENERIC)
    assert {value.raw for value in raw.values["headline"]} <= {"Petani Panen Padi", HEADLINE}


def test_lone_surrogates_are_replaced() -> None:
    block = '{"@type": "NewsArticle", "headline": "Panen \\ud800 padi"}'
    head = f'<script type="application/ld+json">{block}</script>'
    fields = extract(page(ARTICLE, head), GENERIC)
    assert ("Panen \ufffd padi", "json-ld") in raws(fields, "headline")


def test_stored_text_is_the_last_source() -> None:
    lines = "\\n\\n".join(paragraphs(0, 1, 2))
    block = f'{{"@type": "NewsArticle", "headline": "x", "articleBody": "{lines}"}}'
    head = f'<script type="application/ld+json">{block}</script>'
    fields = extract(page(f"<h1>{HEADLINE}</h1><div id='app'></div>", head), GENERIC)
    assert (fields.paragraphs, fields.body_source) == (paragraphs(0, 1, 2), "json-ld")


def links(*numbers: int) -> str:
    return "".join(f'<a href="?page={number}">{number}</a>' for number in numbers)


def test_pages_are_joined_in_order_without_repeats() -> None:
    seed = outlet(body=BODY)
    first = page(f'<h1>{HEADLINE}</h1><div class="isi">{text(0, 1)}</div>{links(1, 2)}')
    second = page(
        f'<h1>{HEADLINE}</h1><div class="isi"><p>{HEADLINE}</p>{text(0, 2, 3)}</div>{links(1, 2, 3)}'
    )
    third = page(f'<h1>{HEADLINE}</h1><div class="isi">{text(2, 3)}</div>{links(2, 3)}')
    assert extract(first, seed).next_pages == (f"{URL}?page=2",)
    joined = extract(first, seed, [replace(second, url=f"{URL}?page=2"), replace(third, url=f"{URL}?page=3")])
    assert joined.paragraphs == paragraphs(0, 1, 2, 3)
    assert joined.next_pages == (f"{URL}?page=2", f"{URL}?page=3")


def test_several_body_elements_are_read_once_each() -> None:
    nested = f'<div class="isi">{text(0)}<div class="isi">{text(1)}</div></div>'
    body = f'<h1>{HEADLINE}</h1>{nested}<div class="isi">{text(2)}</div>'
    assert extract(page(body), outlet(body=BODY)).paragraphs == paragraphs(0, 1, 2)


NUMBERS = "1" * 100_000


@pytest.mark.parametrize(
    "junk",
    [
        '<a href="http://[::1">x</a><link rel="canonical" href="http://[::1">',
        "<b><i>" * 20_000,
        "<" * 200_000,
        "<!--" * 20_000 + "-->",
        '<meta name="author" content="x">' * 20_000,
        '<a href="?page=2">x</a>' * 20_000,
        f'<time datetime="{NUMBERS}">{NUMBERS}</time>',
        "<p>" + "a" * 1_000_000 + "</p>",
        f'<script type="application/ld+json">{"[" * 100_000}</script>',
        "&#0;&#xD800;&#x110000;&bogus;",
    ],
    ids=["address", "nesting", "lt", "comments", "metas", "links", "digits", "word", "json", "entities"],
)
def test_hostile_markup_never_crashes(junk: str) -> None:
    with suppress(NotAnArticle):
        extract(page(f"{junk}{ARTICLE}{junk}"), GENERIC)


def test_a_further_page_that_is_gone_is_left_out() -> None:
    first = page(f'<h1>{HEADLINE}</h1><div class="isi">{text(0, 1)}</div>{links(2)}')
    gone = replace(first, url=f"{URL}?page=2", status=404)
    assert extract(first, outlet(body=BODY), [gone]).paragraphs == paragraphs(0, 1)


@pytest.mark.parametrize(
    ("stored", "numbers"),
    [
        (
            f"<html><head><title>Kanal</title></head><body>{text(0)}</body><body>{text(1)}</body></html>",
            (0, 1),
        ),
        (f"<html><frameset><frame></frameset></html>{text(0, 1)}", (0, 1)),
        (f"<html><head><title>Kanal</title></head>{' ' * 300}</html>", ()),
        (f"<!-- {text(0)} -->", ()),
    ],
)
def test_stored_html_of_no_or_several_bodies(stored: str, numbers: tuple[int, ...]) -> None:
    block = json.dumps({"title": HEADLINE, "content": stored})
    kept = page(f'<h1>{HEADLINE}</h1><script id="__NEXT_DATA__" type="application/json">{block}</script>')
    if numbers:
        assert extract(kept, GENERIC).paragraphs == paragraphs(*numbers)
    else:
        with pytest.raises(NotAnArticle, match="no-body"):
            extract(kept, GENERIC)
