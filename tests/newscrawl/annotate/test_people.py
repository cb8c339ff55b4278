"""Names without titles, roles as printed, short forms joined, initials left out."""

from __future__ import annotations

import pytest

from newscrawl.annotate.document import read_document
from newscrawl.annotate.people import People

CASES = {
    "role before": (
        "Bupati Garut Rudi Hartanto mengatakan jalan itu selesai bulan depan.",
        [("Rudi Hartanto", "Bupati Garut")],
    ),
    "title cut, degree cut": (
        "Sekretaris Daerah Kabupaten Blora Drs. H. Agus Pranoto, M.Si. menutup acara itu, kata panitia.",
        [("Agus Pranoto", "Sekretaris Daerah Kabupaten Blora")],
    ),
    "rank between role and name": (
        "Kasat Reskrim Polres Ngawi AKP Bambang Wiryawan membenarkan laporan itu.",
        [("Bambang Wiryawan", "Kasat Reskrim Polres Ngawi")],
    ),
    "role behind": (
        "Sementara itu Siti Marlina, Kepala Puskesmas Karangtengah, meminta warga tenang.",
        [("Siti Marlina", "Kepala Puskesmas Karangtengah")],
    ),
    "short form": (
        "Ketua DPRD Kudus Hendra Wijaksono mendukung rencana itu. “Kami siap,” kata Hendra, Senin.",
        [("Hendra Wijaksono", "Ketua DPRD Kudus")],
    ),
    "single name between commas": (
        "Kepala Dinas Kesehatan Kota Magelang, Sulistiani, menyampaikan hasil uji, Selasa.",
        [("Sulistiani", "Kepala Dinas Kesehatan Kota Magelang")],
    ),
    "suspects by initials": ("Polisi menangkap RS (23) dan AF di rumah mereka, Rabu malam.", []),
    "street and university": (
        "Pohon tumbang di Jalan Ahmad Yani dekat Universitas Ibnu Khaldun, kemarin.",
        [],
    ),
    "Balinese name": (
        "Kapolres Badung AKBP I Made Suryawan mengatakan kasus itu selesai.",
        [("I Made Suryawan", "Kapolres Badung")],
    ),
    "title with a dot behind a comma": (
        "Direktur Utama Nusa Terbang, Capt. Arga Wibisana menambahkan, penerbangan normal.",
        [("Arga Wibisana", "Direktur Utama Nusa Terbang")],
    ),
    "form of address that is a name as well": (
        "Ketua Yayasan Harapan KH Makmun Fadlan hadir. Warga menyambut Gus Makmun dengan gembira.",
        [("Makmun Fadlan", "Ketua Yayasan Harapan")],
    ),
    "age in brackets": (
        "Umbu Landu Praing (54), warga Desa Kambata, berjalan jauh. Hujan turun.",
        [("Umbu Landu Praing", "warga Desa Kambata")],
    ),
    "Balinese name that opens a sentence": (
        "Ni Luh Putu Sukmadewi, pemandu wisata, menyambut tamu.",
        [("Ni Luh Putu Sukmadewi", "pemandu wisata")],
    ),
    "role in lower case, verb before": (
        "“Harga naik,” kata ketua kelompok, Sodikin.",
        [("Sodikin", "ketua kelompok")],
    ),
    "rank of a new office": (
        "Turut hadir Kasatgas Pangan Polri Irjen Nurdin Sasmita dan Kabag Logistik Kompol Warno Hidayat.",
        [("Nurdin Sasmita", "Kasatgas Pangan Polri"), ("Warno Hidayat", "Kabag Logistik")],
    ),
    "name that opens with Al": (
        "Gubernur Jambi Al Fatah menyoroti kasus itu. Al Fatah menegaskan hal tersebut. Fatah lalu pergi.",
        [("Al Fatah", "Gubernur Jambi")],
    ),
    "place with a direction before the name": (
        "Hal itu disampaikan Kepala SPPG Karanglo Wetan Ahmad Muslih Abidin kepada wartawan.",
        [("Ahmad Muslih Abidin", "Kepala SPPG Karanglo Wetan")],
    ),
    "name right behind a place": (
        "Angka itu, menurut Wakil Ketua DPRD Bandung Barat Dadang Supriyatna, belum final. Dadang meminta data.",
        [("Dadang Supriyatna", "Wakil Ketua DPRD Bandung Barat")],
    ),
    "wife of": (
        "Istri Hendra Wijaksono, Lina Kartika, menyambut tamu.",
        [("Lina Kartika", "Istri Hendra Wijaksono")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_people(text: str, expected: list[tuple[str, str]]) -> None:
    people = People().annotate(read_document(None, [text]))
    found = [(person["name"], person["role"]) for person in people if person["role"] or not expected]
    assert found == expected


SHORT_FORMS = {
    "nickname with a form of address": (
        "Menteri Sosial Syaiful Yusron atau Gus Ipung mengatakan hal itu. Bantuan segera cair, kata Gus Ipung.",
        {"Syaiful Yusron": 3},
    ),
    "made of two beginnings": (
        "Menteri Pangan Zulkarnaen Hasibuan tiba di Jombang. Harga stabil, kata Zulhas kepada wartawan.",
        {"Zulkarnaen Hasibuan": 2},
    ),
    "a first name that no list knows": (
        "Mobil itu melintas, kata Abdur Rasman (43), warga setempat. Tidak ada korban, ucap Rasman.",
        {"Abdur Rasman": 2},
    ),
}


@pytest.mark.parametrize(("text", "expected"), SHORT_FORMS.values(), ids=SHORT_FORMS)
def test_short_forms(text: str, expected: dict[str, int]) -> None:
    people = People().annotate(read_document(None, [text]))
    assert {person["name"]: person["mentions"] for person in people} == expected


def test_counts_mentions_and_quotes() -> None:
    text = [
        "Wali Kota Bima Arman Syahputra (Arman) membuka pameran itu. Arman berkeliling sampai sore.",
        "“Pameran ini untuk warga,” kata Arman.",
    ]
    (person,) = People().annotate(read_document("Pameran Dibuka", text))
    assert person["mentions"] == 4 and person["quoted"] and person["aliases"] == ["Arman"]
