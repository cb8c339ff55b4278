"""What holds for all annotators together: order, hostile text, replaceability."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

import pytest

from newscrawl.annotate import annotate
from newscrawl.annotate.document import Document

HOSTILE = {
    "one word": "a" * 1_000_000,
    "no spaces": "Bupati" * 170_000,
    "spaces": " " * 1_000_000,
    "nul": "Bupati\x00 " * 120_000,
    "lone surrogate": "kata\ud800 " * 100_000,
    "emoji": "😀🚓 " * 250_000,
    "mixed scripts": "Пати 巴图 بندونغ " * 60_000,
    "dots": "A.B.C. " * 140_000,
    "capitals": "Kepala Dinas " * 80_000,
    "quotes": "\"'“” " * 200_000,
}


def test_states_in_order() -> None:
    stated = annotate("Warga Desa Panen Raya", ["Warga desa itu gembira karena panen padi naik tahun ini."])
    assert [each.annotator for each in stated] == [
        "sentiment",
        "places",
        "regions",
        "people",
        "organisations",
    ]
    assert all(each.version for each in stated)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_survives_hostile_text(text: str) -> None:
    stated = {each.annotator: each.value for each in annotate(text, [text, text])}
    assert len(stated["people"]) < 50


@pytest.mark.parametrize(("headline", "paragraphs"), [(None, []), ("", [""]), ("😀", ["!!!", "\x00"])])
def test_states_nothing_on_nothing(headline: str | None, paragraphs: list[str]) -> None:
    stated = {each.annotator: each.value for each in annotate(headline, paragraphs)}
    assert stated["sentiment"] is None
    assert not stated["places"] and not stated["people"]


def test_doubts_english() -> None:
    english = (
        "The council said on Monday that the new bridge would open next year after months of delay. " * 5
    )
    value = annotate("New bridge to open next year", [english])[0].value
    assert value["label"] == "netral" and value["confidence"] < 0.5 and "Indonesian" in value["reason"]


def test_runs_other_annotators() -> None:
    class Length:
        name = "length"
        version = "7"

        def annotate(self, document: Document) -> Any:
            return len(document.body.words)

    (stated,) = annotate(None, ["Satu dua."], annotators=(Length(),))
    assert (stated.annotator, stated.version, stated.value) == ("length", "7", 3)


def test_towns_and_regions_stand_apart() -> None:
    stated = {
        each.annotator: [place["name"] for place in each.value]
        for each in annotate(
            "Delegasi Jepang ke Garut",
            ["Delegasi dari Osaka, Jepang, mengunjungi Kabupaten Garut, Jawa Barat, pekan ini."],
        )
        if each.annotator in ("places", "regions")
    }
    assert stated == {"places": ["Garut", "Osaka"], "regions": ["Jepang", "Jawa Barat"]}


def test_newspapers_and_people_named_like_places_are_none() -> None:
    text = [
        "Kepala Dinas Perhubungan Pangandaran Oman Rochman menjelaskan jadwal baru kepada Jabar Ekspres.",
        "Menurut Oman, jadwal itu berlaku mulai November.",
    ]
    stated = {
        each.annotator: each.value for each in annotate("Jadwal Penerbangan Baru", text, "JABAR EKSPRES")
    }
    assert stated["regions"] == []
    assert [place["name"] for place in stated["places"]] == ["Pangandaran"]


def test_a_double_given_name_behind_a_title_within_capitals() -> None:
    text = [
        "Wali Kota Distrik Yongsan Ms. Park Hee-Young mengakui Garut sebagai teman yang sepadan.",
        "Dijelaskan Park, kunjungan itu yang pertama.",
    ]
    people = next(e.value for e in annotate("Kunjungan dari Korea", text) if e.annotator == "people")
    assert [(p["name"], p["role"]) for p in people] == [("Park Hee-Young", "Wali Kota Distrik Yongsan")]


def test_provinces_lie_among_their_towns() -> None:
    text = files("newscrawl.annotate").joinpath("gazetteer", "places.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    for province in (row for row in rows if row["kind"] == "province" and row["lat"]):
        towns = [
            row
            for row in rows
            if row["kind"] in ("kabupaten", "kota") and row["province"] == province["name"]
        ]
        latitudes = [float(town["lat"]) for town in towns if town["lat"]]
        assert min(latitudes) - 1 <= float(province["lat"]) <= max(latitudes) + 1, province["name"]
