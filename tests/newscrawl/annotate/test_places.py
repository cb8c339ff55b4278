"""Kabupaten and kota by context; words, people and streets that look like places are none."""

from __future__ import annotations

import pytest

from newscrawl.annotate.document import read_document
from newscrawl.annotate.places import Places, Regions

CASES = {
    "kabupaten by bupati": ("Bupati Bandung membuka pasar itu.", [("Bandung", "kabupaten", "32.04")]),
    "kota by wali kota": ("Wali Kota Bandung membuka pasar itu.", [("Bandung", "kota", "32.73")]),
    "kota by police command": ("Kapolres Bogor Kota memimpin apel.", [("Bogor", "kota", "32.71")]),
    "both": (
        "Pemkab Malang dan Pemkot Malang menandatangani perjanjian.",
        [("Malang", "kabupaten", "35.07"), ("Malang", "kota", "35.73")],
    ),
    "no cue": ("Hujan turun di Bandung sejak pagi.", [("Bandung", "unclear", None)]),
    "abbreviation in brackets": (
        "Pemerintah Kabupaten (Pemkab) Pati menyiapkan anggaran. Pemerintah Kota (Pemkot) Kediri menata kota.",
        [("Pati", "kabupaten", "33.18"), ("Kediri", "kota", "35.71")],
    ),
    "office that ends in a word": (
        "Dinas Kesehatan Bone hadir bersama Kodim 0809/Pati, Lapas Kelas IIB Kudus dan Bupati terpilih Batang.",
        [
            ("Bone", "kabupaten", "73.08"),
            ("Pati", "kabupaten", "33.18"),
            ("Kudus", "kabupaten", "33.19"),
            ("Batang", "kabupaten", "33.25"),
        ],
    ),
    "university, school, bank, club": (
        "Dosen Universitas Negeri Semarang, SDN Bandung 2, Bank Jatim dan Persebaya Surabaya ada di daftar.",
        [],
    ),
    "list of sub-districts": (
        "Giliran meliputi Kecamatan Bekasi Utara dan Medan Satria. Camat Depok hadir.",
        [],
    ),
    "short form of a kabupaten": ("Polres Lamtim berjaga.", [("Lampung Timur", "kabupaten", "18.07")]),
    "abbreviation": ("Warga Jaksel antre sejak pagi.", [("Jakarta Selatan", "kota", "31.74")]),
    "old name": ("Kereta dari Solo tiba pukul enam.", [("Surakarta", "kota", "33.72")]),
    "lower case never": ("Mereka pati rasa, malang benar, seperti batu.", []),
    "word as a name": ("Batu besar menimpa rumah. Serang balik, kata pelatih.", []),
    "word with a preposition": ("Kebakaran terjadi di Pati, Jawa Tengah.", [("Pati", "kabupaten", "33.18")]),
    "street": ("Toko di Jalan Surabaya itu tutup.", []),
    "sub-district": ("Warga Kecamatan Bogor Selatan mengeluh.", []),
    "dish": ("Ia menjual sate Padang di depan rumah.", []),
    "foreign city": ("Rombongan terbang ke Seoul, Korea Selatan.", [("Seoul", "city", None)]),
    "longest name": ("Banjir di Padang Lawas Utara surut.", [("Padang Lawas Utara", "kabupaten", "12.20")]),
    "train": ("Mobil itu tertabrak KA Mataram di dekat pasar.", []),
    "train with a number": ("Mobil itu tertabrak KA 75 Mataram di dekat pasar.", []),
    "train with its abbreviation": ("Mobil itu tertabrak Kereta Api (KA) Mataram di dekat pasar.", []),
    "school": ("Siswa SMAN 2 Kudus belajar di rumah.", [("Kudus", "kabupaten", "33.19")]),
    "coal": ("Undang-undang tentang Pertambangan Mineral dan Batu Bara diubah.", []),
    "toll road": ("Uji coba digelar di ruas Tol Surabaya sejak pagi.", []),
    "building": ("Rapat digelar di Gedung Sate Bandung, Selasa.", [("Bandung", "unclear", None)]),
    "part of the capital": (
        "Ia ditemui di kawasan Kuningan, Jakarta Selatan, kemarin.",
        [("Jakarta Selatan", "kota", "31.74")],
    ),
    "branch": ("Dapur itu milik Yayasan Kasih Cabang Kampar.", [("Kampar", "kabupaten", "14.01")]),
    "foreign university": ("Survei itu dibuat The University of Chicago, pekan lalu.", []),
    "police of the capital": ("Polda Metro Jaya memeriksa saksi.", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_places(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = Places().annotate(read_document(None, [text]))
    assert sorted((p["name"], p["type"], p["code"]) for p in found) == sorted(expected)


def test_dateline_is_primary() -> None:
    document = read_document("Warga Panen", ["Panen juga dilakukan warga Kudus."], "BLORA")
    found = {place["name"]: place["primary"] for place in Places().annotate(document)}
    assert found == {"Blora": True, "Kudus": False}


def test_dateline_where_only_the_reporter_sits() -> None:
    text = ["Puluhan siswa di Kudus mual.", "Mereka dirawat di tiga puskesmas, kata Bupati Kudus."]
    found = {
        place["name"]: place["primary"]
        for place in Places().annotate(read_document("Siswa Mual", text, "BLORA"))
    }
    assert found == {"Kudus": True, "Blora": False}


def test_a_town_in_passing_is_not_what_a_story_is_about() -> None:
    text = [
        "Menteri menyiapkan program itu. " * 20,
        "Hal itu disampaikan di kantornya, Jakarta Pusat, Senin.",
    ]
    (place,) = Places().annotate(read_document("Menteri Siapkan Program", text))
    assert (place["name"], place["primary"]) == ("Jakarta Pusat", False)


def test_province_and_town_of_one_name() -> None:
    document = read_document(None, ["Harga telur di Provinsi Bengkulu naik.", "Pasar di Kota Bengkulu sepi."])
    assert [(p["name"], p["type"]) for p in Places().annotate(document)] == [("Bengkulu", "kota")]
    assert [(p["name"], p["type"]) for p in Regions().annotate(document)] == [("Bengkulu", "province")]


def test_provinces_and_countries() -> None:
    document = read_document(None, ["Gubernur Jateng menerima tamu dari Arab Saudi dan AS di Jakarta."])
    named = {place["name"] for place in Regions().annotate(document)}
    assert named == {"Jawa Tengah", "Arab Saudi", "Amerika Serikat", "DKI Jakarta"}
