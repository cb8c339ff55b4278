"""Credit lines: names by role, and what is no name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.names import Credits, read_credits

OUTLETS = ["Kabar Kita", "kabarkita.id"]

LINES: list[tuple[str, list[str], list[str], list[str]]] = [
    ("Dewi Lestari", ["Dewi Lestari"], [], []),
    ("DEWI LESTARI", ["DEWI LESTARI"], [], []),
    ("Penulis: Dewi Lestari | Editor: Rina Wulandari", ["Dewi Lestari"], ["Rina Wulandari"], []),
    ("Penulis : Dewi Lestari Editor : Rina Wulandari", ["Dewi Lestari"], ["Rina Wulandari"], []),
    (
        "Pewarta: Dewi Lestari, Budi Hartono / Editor: Rina W",
        ["Dewi Lestari", "Budi Hartono"],
        ["Rina W"],
        [],
    ),
    ("Reporter: Dewi Lestari | Redaktur: Rina Wulandari", ["Dewi Lestari"], ["Rina Wulandari"], []),
    ("Pewarta: Dewi Lestari Editor: Rina W Copyright © Kabar 2026", ["Dewi Lestari"], ["Rina W"], []),
    ("Rep: Dewi Lestari; Red: Rina Wulandari", ["Dewi Lestari"], ["Rina Wulandari"], []),
    ("Rep: Dewi Lestari/ Red: Rina Wulandari", ["Dewi Lestari"], ["Rina Wulandari"], []),
    ("Red: Rina Wulandari", [], ["Rina Wulandari"], []),
    ("Editor Rina Wulandari", [], ["Rina Wulandari"], []),
    ("Oleh: Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Oleh Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Ditulis oleh Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Diposting oleh Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Tim Redaksi: Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Tim Redaksi Kabarkini", [], [], []),
    ("Posted by Dewi Lestari on March 14, 2024", ["Dewi Lestari"], [], []),
    ("Lihat Profil", [], [], []),
    ("dewi lestari", ["dewi lestari"], [], []),
    ("Nur'aini Ma'ruf", ["Nur'aini Ma'ruf"], [], []),
    ("Siti binti Ahmad", ["Siti binti Ahmad"], [], []),
    ("Ikuti kami di sini", [], [], []),
    ("Ed Hartono", ["Ed Hartono"], [], []),
    ("By Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Reporter dan Editor: Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Dewi Lestari, Budi Hartono dan Siti Aminah", ["Dewi Lestari", "Budi Hartono", "Siti Aminah"], [], []),
    ("Dewi Lestari, dan Budi Hartono", ["Dewi Lestari", "Budi Hartono"], [], []),
    ("Dewi Lestari & Budi Hartono", ["Dewi Lestari", "Budi Hartono"], [], []),
    ("Dewi Lestari / Budi Hartono", ["Dewi Lestari", "Budi Hartono"], [], []),
    ("Dewi Lestari dan Agus S.", ["Dewi Lestari", "Agus S."], [], []),
    ("Wahyudi dan Andani", ["Wahyudi", "Andani"], [], []),
    ("Drs. H. Ahmad Fauzi, M.Si", ["Drs. H. Ahmad Fauzi, M.Si"], [], []),
    ("Ahmad Fauzi, S.H., M.H., Dewi Lestari", ["Ahmad Fauzi, S.H., M.H.", "Dewi Lestari"], [], []),
    ("Dewi Lestari - kabarHealth.id", ["Dewi Lestari"], [], []),
    ("Dewi Lestari - detikJabar", ["Dewi Lestari"], [], []),
    ("Dewi Lestari – Kabar Kita", ["Dewi Lestari"], [], []),
    ("Dewi Lestari Jurnalis", ["Dewi Lestari"], [], []),
    ("Rina Wulandari, Editor", [], ["Rina Wulandari"], []),
    ("Rina Wulandari (Editor)", [], ["Rina Wulandari"], []),
    ("Penulis Dewi Lestari Editor Rina Wulandari", ["Dewi Lestari"], ["Rina Wulandari"], []),
    ("Editor Rina Wulandari Photographer Budi Hartono", [], ["Rina Wulandari"], ["Budi Hartono"]),
    ("By Dewi Lestari on 16 Feb 2016 at 09:09 WIB", ["Dewi Lestari"], [], []),
    ("Dewi Lestari, Jurnalis", ["Dewi Lestari"], [], []),
    ("Dewi Lestari , Jurnalis-Jum'at, 31 Mei 2024 |23:07 WIB", ["Dewi Lestari"], [], []),
    ("Dewi Lestari (dew)", ["Dewi Lestari"], [], []),
    ("Laporan Wartawan Tribun Jabar, Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Laporan Dewi Lestari | Banda Aceh", ["Dewi Lestari"], [], []),
    ("Kontributor Bandung, Dewi Lestari", [], [], ["Dewi Lestari"]),
    ("Kontributor: Dewi Lestari, Budi Hartono", [], [], ["Dewi Lestari", "Budi Hartono"]),
    ("Penulis: Kontributor Lhokseumawe, Dewi Lestari", ["Dewi Lestari"], [], []),
    ("Foto: Budi Hartono | Penulis: Dewi Lestari", ["Dewi Lestari"], [], ["Budi Hartono"]),
    ("Penulis: Dewi Lestari | Sumber: Antara", ["Dewi Lestari"], [], []),
    ("@dewilestari", [], [], []),
    ("Twitter @kabarkita", [], [], []),
    ("https://www.facebook.com/kabarkita", [], [], []),
    ("redaksi@kabarkita.id", [], [], []),
    ("Kabar Kita", [], [], []),
    ("KabarKita", [], [], []),
    ("Kompas Cyber Media", [], [], []),
    ("Liputan6.com", [], [], []),
    ("by Tim Kabar  - Kabar.id News  -  Senin, 22 Juli 2024 - 08:04 WIB", [], [], []),
    *(
        (desk, [], [], [])
        for desk in ("Redaksi", "Admin", "Tim detikcom", "Tim Redaksi", "superadmin", "Antara")
    ),
    *(
        (mark, [], [], [])
        for mark in ("(vyp/kna)", "dew", "-", "", "Penulis:", "Unknown", "12345", "{{author}}")
    ),
]


@pytest.mark.parametrize(("line", "authors", "editors", "contributors"), LINES)
def test_lines(line: str, authors: list[str], editors: list[str], contributors: list[str]) -> None:
    found = read_credits([line], outlets=OUTLETS)
    assert found == Credits(tuple(authors), tuple(editors), tuple(contributors))


def test_each_name_once_in_order() -> None:
    lines = ["Penulis: Dewi Lestari", "Budi Hartono", "dewi lestari", "Editor: Dewi Lestari"]
    assert read_credits(lines) == Credits(("Dewi Lestari", "Budi Hartono"), ("Dewi Lestari",))


def test_role_of_unlabelled_names() -> None:
    assert read_credits(["Dewi Lestari"], "editor") == Credits(editors=("Dewi Lestari",))


@settings(deadline=None)
@given(st.text() | st.text(alphabet="Penulis: dan,|/&-()@.Dewi", max_size=200))
def test_no_line_raises(line: str) -> None:
    assert "" not in read_credits([line]).authors


@pytest.mark.parametrize("part", ["(", "a, ", "Penulis: ", "A.", " - ", "dan ", "@", "\x00"])
def test_a_megabyte_is_cut(part: str) -> None:
    assert len(read_credits([part * (10**6 // len(part))]).authors) < 200
