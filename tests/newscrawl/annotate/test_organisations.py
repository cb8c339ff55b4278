"""Institutions with their kind and place."""

from __future__ import annotations

import pytest

from newscrawl.annotate.document import read_document
from newscrawl.annotate.organisations import Organisations

CASES = {
    "agency with place": (
        "Dinas Kesehatan Kabupaten Garut mengirim bantuan.",
        [("Dinas Kesehatan Kabupaten Garut", "agency", "Garut")],
    ),
    "place behind a bracket": (
        "Dinas Lingkungan Hidup (DLH) Kota Solo memeriksa air.",
        [("Dinas Lingkungan Hidup", "agency", "Surakarta")],
    ),
    "full names with their abbreviations": (
        "Pemerintah Kabupaten (Pemkab) Malang dan Komisi Pemilihan Umum (KPU) Kabupaten Garut rapat. Pemkab hadir.",
        [("Pemerintah Kabupaten", "government", "Malang"), ("Komisi Pemilihan Umum", "election", "Garut")],
    ),
    "words of roles within": (
        "Dinas Tenaga Kerja Kabupaten Garut dan Dinas Perlindungan Anak Kudus hadir.",
        [
            ("Dinas Tenaga Kerja Kabupaten Garut", "agency", "Garut"),
            ("Dinas Perlindungan Anak Kudus", "agency", "Kudus"),
        ],
    ),
    "a listed name with commas": (
        "Badan Meteorologi, Klimatologi, dan Geofisika (BMKG) memantau.",
        [("Badan Meteorologi, Klimatologi, dan Geofisika", "agency", None)],
    ),
    "board of a party": (
        "DPD PKS Garut dan DPD Partai Demokrat Jawa Barat rapat.",
        [("DPD PKS Garut", "party", "Garut"), ("DPD Partai Demokrat Jawa Barat", "party", "Jawa Barat")],
    ),
    "university of an organisation": (
        "Universitas Muhammadiyah Malang menang.",
        [("Universitas Muhammadiyah Malang", "university", "Malang")],
    ),
    "rank": ("Mayjen TNI Agus Wiyana hadir.", []),
    "school with an article": (
        "Pondok Pesantren Al-Musaddad ramai.",
        [("Pondok Pesantren Al-Musaddad", "religious", None)],
    ),
    "police and council": (
        "Polres Blora dan DPRD Blora bertemu.",
        [("Polres Blora", "police", "Blora"), ("DPRD Blora", "council", "Blora")],
    ),
    "party": ("Kader Golkar berkumpul.", [("Golkar", "party", None)]),
    "university": (
        "Peneliti Universitas Gadjah Mada menulis buku.",
        [("Universitas Gadjah Mada", "university", None)],
    ),
    "person behind": ("Polres Ngawi AKP Bambang Wiryawan hadir.", [("Polres Ngawi", "police", "Ngawi")]),
    "party within its board": (
        "Ketua DPC PDI-P Kudus dan pengurus Partai Golkar hadir.",
        [("DPC PDI-P Kudus", "party", "Kudus"), ("Partai Golkar", "party", None)],
    ),
    "a listed name with other spaces": ("Kader PDI- P Kudus hadir.", [("PDI- P Kudus", "party", "Kudus")]),
    "listed name of several words": (
        "Komisi Pemberantasan Korupsi memeriksa direksi Garuda Indonesia Tbk di Jakarta.",
        [("Komisi Pemberantasan Korupsi", "justice", None), ("Garuda Indonesia Tbk", "company", None)],
    ),
    "a name that is complete": ("Polri Lestari hadir.", [("Polri", "police", None)]),
    "place of two words, person behind": (
        "Kepala BPBD Sumba Timur Mikael Jakalaki dan Kepala Dinas Pariwisata Kota Batu Onny Ardianto hadir.",
        [("BPBD Sumba Timur", "agency", "Sumba Timur"), ("Dinas Pariwisata Kota Batu", "agency", "Batu")],
    ),
    "lower case": ("Ia pergi ke dinas itu.", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_institutions(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = Organisations().annotate(read_document(None, [text]))
    assert [(each["name"], each["type"], each["place"]) for each in found] == expected


def test_full_name_and_abbreviation_are_one() -> None:
    text = "Badan Gizi Nasional (BGN) membuka dapur. BGN menambah petugas."
    (found,) = Organisations().annotate(read_document(None, [text]))
    assert found["mentions"] == 2 and found["abbreviations"] == ["BGN"]
