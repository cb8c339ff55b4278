"""The reference record: a monitor's article in WordPress markup must give a better record than the monitor's."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from newscrawl.process import process
from newscrawl.record import as_record, as_text
from newscrawl.seeds import get_outlet
from newscrawl.types import Article, Capture

SEED = Path(__file__).parents[2] / "../shared/seed/article.txt"
HEADLINE = "Digitalisasi di Sumedang Jadi Daya Tarik Pemerintahan Korea Selatan"
URL = "https://jabarekspres.com/berita/2023/08/31/digitalisasi-di-sumedang/"
PAGE = """<!doctype html><html lang="id"><head><title>{headline} - JabarEkspres.com</title>
<link rel="canonical" href="{url}"><meta property="og:site_name" content="JabarEkspres.com"></head>
<body><article><h1 class="entry-title">{headline}</h1>
<time class="entry-date published" datetime="2023-08-31T03:01:00+07:00">31 Agu 2023 : 03.01</time>
<div class="entry-content">{body}</div></article><h3 id="reply-title">Tinggalkan Balasan</h3></body></html>"""


@pytest.fixture(scope="module")
def article() -> Article:
    if not SEED.exists():
        pytest.skip("../shared/seed is not here")
    text = SEED.read_text(encoding="utf-8")
    lines = text[text.index("JABAR EKSPRES –") : text.rindex("Sentimen: positif")].split("\n\n")
    body = "".join(f"<p>{as_markup(line.strip())}</p>" for line in lines if line.strip())
    page = PAGE.format(headline=HEADLINE, url=URL, body=body).encode()
    return process(
        Capture(URL, URL, 200, (), page, datetime(2023, 9, 1, tzinfo=UTC)), get_outlet("jabarekspres")
    )


def as_markup(line: str) -> str:
    label, colon, title = line.partition("BACA JUGA: ")
    return f'<strong>{colon}<a href="/berita/lain/">{escape(title)}</a></strong>' if colon else escape(label)


def test_it_shows_what_the_monitor_shows(article: Article) -> None:
    record = as_record(article)
    assert record["headline"] == HEADLINE
    assert record["published_at"] == "2023-08-31T03:01:00+07:00"
    assert record["sentiment"]["label"] == "positif"
    assert {(p["name"], p["type"], p["code"]) for p in record["places"]} == {
        ("Sumedang", "kabupaten", "32.11"),
        ("Seoul", "city", None),
    }
    assert [region["name"] for region in record["regions"]] == ["Korea Selatan"]
    assert "Jenis Media: News" in as_text(article)


def test_the_body_is_clean_and_whole(article: Article) -> None:
    assert article.dateline == "JABAR EKSPRES"
    assert article.paragraphs[0].startswith("Sejumlah orang yang merupakan rombongan")
    assert article.paragraphs[-1].endswith("yang memiliki digitalisasi dan wisata.")
    assert len(article.paragraphs) == 10
    assert "BACA JUGA" not in article.text
    assert [removed.text.startswith("BACA JUGA: ") for removed in article.removed] == [True, True]


def test_people_are_named_with_their_roles(article: Article) -> None:
    assert {person["name"]: person["role"] for person in article.annotation("people")} == {
        "Herman Suryatman": "Sekretaris Daerah Kabupaten Sumedang",
        "Kim Me-Kyung": "Walikota Distrik Eunpyeong",
        "Dony Ahmad Munir": "Bupati Sumedang",
    }
