"""Captures of one article lead to one result, whatever order and form they came in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl import cli
from newscrawl.process import process
from newscrawl.targets import read_captures
from newscrawl.types import Article, Capture
from spiders.parsing import parsers

BASE = "https://kabarcontoh.example/2024/05/02/jembatan-cimanuk-dibuka-untuk-warga/"
PARAGRAPHS = [
    f"<p>Bagian {n}: warga Desa Sukamaju menyeberangi jembatan baru itu pada hari Kamis pagi.</p>"
    for n in range(6)
]


def capture(url: str, paragraphs: list[str], more: str = "") -> Capture:
    page = f"<html><body><article><h1>Jembatan Cimanuk Dibuka untuk Warga</h1>{''.join(paragraphs)}{more}</article></body></html>"
    return Capture(url, url, 200, (), page.encode(), datetime(2024, 5, 3, tzinfo=UTC))


FIRST = capture(BASE, PARAGRAPHS[:3], f'<a href="{BASE}2/">2</a>')
SECOND = capture(f"{BASE}2/", PARAGRAPHS[3:], f'<a href="{BASE}">1</a>')
WHOLE = capture(f"{BASE}?page=all", PARAGRAPHS)


@pytest.mark.parametrize(
    "captures", [[FIRST, SECOND], [SECOND, FIRST], [FIRST, WHOLE], [WHOLE, FIRST, SECOND]]
)
def test_one_article_of_all_its_pages(captures: list[Capture]) -> None:
    [result] = read_captures("crawl.warc.gz", captures, process)
    assert result.article is not None
    assert len(result.article.paragraphs) == 6
    assert result.article.missing_pages == ()


def test_a_page_that_our_code_fails_on_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def call(function: Callable[..., Article], page: Capture, *values: Any, **more: Any) -> Article:
        if "garut" in page.url:
            raise KeyError("PDI")
        return function(page, *values, **more)

    monkeypatch.setattr(parsers, "call", call)
    broken = capture("https://kabarcontoh.example/garut/", PARAGRAPHS)
    nowhere = capture("http://[::1/berita", PARAGRAPHS)
    results = list(read_captures("crawl.warc.gz", [broken, nowhere, WHOLE], cli.parse))
    assert [each.error for each in results] == [
        "https://kabarcontoh.example/garut/: newscrawl itself fails on this page (KeyError: 'PDI'); report it with the page",
        "'http://[::1/berita' is no address",
        None,
    ]
