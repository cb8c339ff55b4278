"""Citations of invented articles."""

from datetime import date, datetime
from typing import Any

import pytest

from newscrawl.cite import apa, bibtex
from newscrawl.types import Article


def make_article(**changes: Any) -> Article:
    values: dict[str, Any] = dict.fromkeys(
        ("canonical_url", "modified_at", "byline", "dateline", "section", "lead_image", "closing")
    )
    values |= dict.fromkeys(("editors", "tags", "paragraphs", "removed"), ())
    values |= {
        "outlet": "kabarcontoh",
        "outlet_name": "Kabar Contoh",
        "media_type": "News",
        "kind": "article",
        "url": "https://kabarcontoh.example/berita/jembatan",
        "headline": "Jembatan Cimanuk Dibuka",
        "published_at": datetime.fromisoformat("2026-11-20T00:15:00+09:00"),
        "published_on": date(2026, 11, 20),
        "authors": ("Siti Rahmawati",),
        "language": "id",
        "fields": {},
        "confidence": 1.0,
        "extractor": "newscrawl 1",
    }
    return Article(**{**values, **changes})


URL = "https://kabarcontoh.example/berita/jembatan"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, f"Rahmawati, S. (2026, 20 November). Jembatan Cimanuk Dibuka. Kabar Contoh. {URL}"),
        (
            {"authors": ("Ujang", "Asep bin Karta")},
            f"Ujang, & Karta, A. bin (2026, 20 November). Jembatan Cimanuk Dibuka. Kabar Contoh. {URL}",
        ),
        ({"authors": ()}, f"Jembatan Cimanuk Dibuka. (2026, 20 November). Kabar Contoh. {URL}"),
        (
            {"published_at": None, "published_on": None, "headline": "Ke Mana\nAir Pergi?"},
            f"Rahmawati, S. (t.t.). Ke Mana Air Pergi? Kabar Contoh. {URL}",
        ),
        (
            {"published_on": None},  # the day is the outlet's, not UTC's
            f"Rahmawati, S. (2026, 20 November). Jembatan Cimanuk Dibuka. Kabar Contoh. {URL}",
        ),
    ],
)
def test_apa(changes: dict[str, Any], expected: str) -> None:
    assert apa(make_article(**changes)) == expected


def test_apa_shortens_a_long_list_of_authors() -> None:
    entry = apa(make_article(authors=tuple(f"Tini Nama{n}" for n in range(25))))
    assert "Nama18, T., ... Nama24, T. (2026" in entry
    assert "Nama19" not in entry


@pytest.mark.parametrize(
    ("name", "listed", "author"),
    [
        ("Drs. H. Ahmad Fauzi, M.Si", "Fauzi, A.", "Ahmad Fauzi"),
        ("M Rizki S.Pd", "Rizki, M.", "M Rizki"),
        ("Dr. Ir. Budi Santoso SE M.M.", "Santoso, B.", "Budi Santoso"),
        ("Hj. Sukarni, S.H.", "Sukarni", "{Sukarni}"),
        ("Sri Rahayu", "Rahayu, S.", "Sri Rahayu"),
        ("Jack Ma", "Ma, J.", "Jack Ma"),
        ("Muh. Ali", "Ali, M.", "Muh. Ali"),
        ("Prof.", "Prof.", "{Prof.}"),
    ],
)
def test_titles_and_degrees_are_no_names(name: str, listed: str, author: str) -> None:
    article = make_article(authors=(name,))
    assert apa(article).startswith(f"{listed} (2026")
    assert f"author = {{{author}}}," in bibtex(article)


def test_bibtex() -> None:
    assert bibtex(make_article(authors=("Siti Rahmawati", "Redaksi")), date(2026, 11, 24)) == (
        "@misc{kabarcontoh-20261120-jembatan-cimanuk-dibuka,\n"
        "  author = {Siti Rahmawati and {Redaksi}},\n"
        "  title = {{Jembatan Cimanuk Dibuka}},\n"
        "  howpublished = {Kabar Contoh},\n"
        "  year = {2026},\n"
        "  month = nov,\n"
        "  day = {20},\n"
        f"  url = {{{URL}}},\n"
        "  urldate = {2026-11-24},\n"
        "  langid = {indonesian},\n"
        "}"
    )


@pytest.mark.parametrize(
    "headline", ["Laba {naik} 5% & #1", "} @misc{jahat,", "\\input{/etc/passwd}", "a\nb\x00c", "{{{", "日本"]
)
def test_bibtex_of_any_headline_is_one_balanced_entry(headline: str) -> None:
    entry = bibtex(make_article(headline=headline, authors=(headline,), url=URL + "/" + headline))
    depth = 0
    for char in entry[:-1]:
        depth += (char == "{") - (char == "}")
        assert depth > 0 or "{" not in entry[: entry.index(char) + 1]
    assert depth == 1
    assert "\\input" not in entry
    assert "\x00" not in entry
