"""Meta tags, microdata and __NEXT_DATA__."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.extract.metadata import read_meta, read_microdata, read_next
from newscrawl.extract.page import Page, read_page
from newscrawl.types import Capture

URL = "https://kabarkita.id/berita/panen-padi"
BODY = "<p>Petani di Cibeurih memanen padi lebih awal tahun ini.</p>" * 5


def page(html: str) -> Page:
    return read_page(Capture(URL, URL, 200, (), html.encode(), datetime(2026, 1, 2, tzinfo=UTC)))


def test_meta_in_order_of_trust() -> None:
    html = (
        '<meta name="author" content="Kabar Kita"><meta name="content_author" content="Rina Marlina">'
        '<meta property="article:tag" content="padi"><meta property="article:tag" content="tani">'
        '<meta name="pubdate" content="2026-01-02 08:00"><meta name="viewport" content="x">'
    )
    assert list(read_meta(page(html))) == [
        ("published_at", "2026-01-02 08:00"),
        ("authors", "Rina Marlina"),
        ("authors", "Kabar Kita"),
        ("tags", "padi"),
        ("tags", "tani"),
    ]


def test_microdata_leaves_related_stories_out() -> None:
    html = (
        '<h1 itemprop="name headline">Panen padi</h1>'
        '<time itemprop="datePublished" datetime="2026-01-02T08:00:00+07:00">Jumat, 2 Januari 2026</time>'
        '<span itemprop="author"><span itemprop="name">Rina Marlina</span></span>'
        '<div itemprop="relatedLink"><span itemprop="headline">Jalan rusak</span></div>'
    )
    assert list(read_microdata(page(html))) == [
        ("headline", "Panen padi"),
        ("published_at", "2026-01-02T08:00:00+07:00"),
        ("published_at", "Jumat, 2 Januari 2026"),
        ("authors", "Rina Marlina"),
    ]


@pytest.mark.parametrize(
    ("html", "dates"),
    [
        ("{0}", ["2026-01-02T08:00:00+07:00"]),
        ("{0}{0}", ["2026-01-02T08:00:00+07:00"]),
        ("{0}{1}", []),
        ("<abbr title='Kartu Tanda Penduduk'>KTP</abbr>", []),
    ],
)
def test_a_lone_date_of_hatom(html: str, dates: list[str]) -> None:
    days = [f"<abbr class='published' title='2026-01-0{day}T08:00:00+07:00'>08.00</abbr>" for day in (2, 3)]
    assert [raw for _, raw in read_microdata(page(html.format(*days)))] == dates


def next_page(stored: Any) -> Page:
    return page(f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(stored)}</script>')


@pytest.mark.parametrize("path", [("props", "pageProps", "article"), ("props", "x", "y", "z"), ("post",)])
def test_next_article_is_known_by_its_shape(path: tuple[str, ...]) -> None:
    stored: Any = {
        "title": "Panen padi",
        "content": BODY,
        "published_at": "2026-01-02T08:00:00+07:00",
        "authors": [{"name": "Rina Marlina"}, {"name": "Ujang S"}],
        "category": {"name": "Tani"},
    }
    for key in reversed(path):
        stored = {
            key: stored,
            "related": [{"title": "Jalan rusak", "content": "<p>Singkat.</p>", "date": "x"}],
        }
    assert read_next(next_page(stored)) == (
        [
            ("headline", "Panen padi"),
            ("published_at", "2026-01-02T08:00:00+07:00"),
            ("authors", "Rina Marlina"),
            ("authors", "Ujang S"),
            ("section", "Tani"),
        ],
        BODY,
    )


@pytest.mark.parametrize("stored", [None, 5, [], {"title": "Panen"}, {"content": BODY}, {"a": [[[]]]}])
def test_next_without_article(stored: Any) -> None:
    assert read_next(next_page(stored)) == ([], None)


@pytest.mark.parametrize("block", ["{", "[" * 100_000, ""])
def test_next_broken(block: str) -> None:
    assert read_next(page(f'<p><script id="__NEXT_DATA__">{block}</script>')) == ([], None)
