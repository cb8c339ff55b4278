import json
from datetime import date, datetime
from typing import Any

import pytest

from newscrawl.record import as_json, as_markdown, as_record, as_text, format_cities, format_time
from newscrawl.types import Annotation, Article, FieldRecord, Removed

SPEC_KEYS = {
    *(
        "source",
        "url",
        "canonical_url",
        "outlet",
        "media_type",
        "headline",
        "published_at",
        "modified_at",
        "byline",
    ),
    *(
        "authors",
        "editors",
        "dateline",
        "section",
        "tags",
        "language",
        "text",
        "sentiment",
        "places",
        "people",
    ),
    "fields",
}


def make_article(**changes: Any) -> Article:
    values: dict[str, Any] = {
        "outlet": "jabarekspres",
        "outlet_name": "JabarEkspres",
        "media_type": "News",
        "kind": "article",
        "url": "https://jabarekspres.com/berita/2024/05/02/jembatan-baru/",
        "canonical_url": None,
        "headline": "Jembatan Baru di Garut Dibuka",
        "published_at": datetime.fromisoformat("2024-05-02T09:05:00+07:00"),
        "published_on": date(2024, 5, 2),
        "modified_at": None,
        "byline": "Rani Puspita",
        "authors": ("Rani Puspita",),
        "editors": (),
        "dateline": "JABAR EKSPRES",
        "section": None,
        "tags": (),
        "language": "id",
        "lead_image": None,
        "paragraphs": ("Jembatan itu dibuka pagi tadi.", "Warga menyambutnya."),
        "closing": "(ran/dik)",
        "removed": (Removed("BACA JUGA: Jalan Rusak Diperbaiki", "baca-juga", 1),),
        "fields": {"published_at": FieldRecord("2024-05-02T09:05:00+07:00", "json-ld")},
        "confidence": 1.0,
        "extractor": "newscrawl test",
        "annotations": (
            Annotation(
                "sentiment", "1", {"label": "positif", "confidence": 0.984, "scores": {}, "model": "m"}
            ),
            Annotation(
                "places",
                "1",
                [
                    {"name": "Garut", "type": "kabupaten", "code": "32.05", "country": "Indonesia"},
                    {"name": "Seoul", "type": "city", "code": None, "country": "Korea Selatan"},
                ],
            ),
            Annotation("regions", "1", [{"name": "Jawa Barat", "type": "province", "code": "32"}]),
            Annotation("people", "1", [{"name": "Hendra Wijaya", "role": "Bupati Garut"}]),
        ),
    }
    return Article(**{**values, **changes})


def test_record_has_the_documented_keys_and_is_json() -> None:
    record = as_record(make_article(), "page.html")
    assert set(record) >= SPEC_KEYS
    assert json.loads(as_json(make_article(), "page.html")) == record
    assert record["source"] == "page.html"
    assert record["published_at"] == "2024-05-02T09:05:00+07:00"
    assert record["text"] == "Jembatan itu dibuka pagi tadi.\n\nWarga menyambutnya."


def test_a_line_of_jsonl_is_one_line() -> None:
    assert "\n" not in as_json(make_article())


@pytest.mark.parametrize(
    ("changes", "published_at"),
    [({"published_at": None}, "2024-05-02"), ({"published_at": None, "published_on": None}, None)],
)
def test_a_day_stays_a_day_and_unknown_stays_null(changes: dict[str, Any], published_at: str | None) -> None:
    assert as_record(make_article(**changes))["published_at"] == published_at


def test_text_reads_like_a_monitor() -> None:
    lines = as_text(make_article()).splitlines()
    assert lines[:5] == [
        "Sentimen: Positif (98%)",
        "Waktu: 2 Mei 2024 09.05 WIB",
        "Kab/Kota: Garut (kabupaten, 32.05); Seoul (Korea Selatan)",
        "Provinsi/Negara: Jawa Barat",
        "Tokoh Terkait: Hendra Wijaya (Bupati Garut)",
    ]
    assert "Jenis Media: News" in lines
    assert lines[-3:] == ["Jembatan itu dibuka pagi tadi.", "", "Warga menyambutnya."]
    assert not any("BACA JUGA" in line for line in lines)


def test_text_says_why_the_time_is_unknown() -> None:
    fields = {"published_at": FieldRecord("Rabu (2/4)", "selector", "no year")}
    text = as_text(make_article(published_at=None, published_on=None, annotations=(), fields=fields))
    assert "Waktu: - (no year)" in text
    assert "Sentimen: -" in text


def test_markdown_has_the_headline_as_title() -> None:
    assert as_markdown(make_article()).startswith("# Jembatan Baru di Garut Dibuka\n")


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2023-08-31T03:01:00+08:00", "31 Agu 2023 03.01 WITA"),
        ("2023-12-03T07:05:00+09:00", "3 Des 2023 07.05 WIT"),
        ("2023-12-03T22:05:00+00:00", "4 Des 2023 05.05 WIB"),
        ("2023-12-03T07:05:00+05:30", "3 Des 2023 07.05 UTC+0530"),
    ],
)
def test_times_carry_their_zone(iso: str, shown: str) -> None:
    assert format_time(datetime.fromisoformat(iso)) == shown


def test_a_place_of_unclear_type_is_still_listed() -> None:
    assert format_cities([{"name": "Bandung", "type": "unclear", "code": None}]) == "Bandung (unclear)"
