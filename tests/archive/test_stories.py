"""Copies are grouped whatever is edited, in any order of arrival; formulas with other numbers are not."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from archive.search import SearchRequest, count, facets, matching, search
from archive.store import Archive
from archive.stories import copies
from archive.verify import verify
from newscrawl.fingerprint import Fingerprint, is_copy
from newscrawl.types import Article
from tests.archive.conftest import make_article

FLOOD = """Hujan deras yang turun sejak Senin sore membuat Sungai Cikaret meluap dan merendam ratusan rumah di tiga desa.
Kepala desa setempat, Rohman Sudrajat, mengatakan air mulai masuk ke permukiman sekitar pukul 19.30 setelah tanggul
di hulu jebol sepanjang dua belas meter. Warga yang rumahnya terendam dibawa ke balai desa dan sebuah masjid yang
letaknya lebih tinggi. Petugas mendirikan dapur umum serta membagikan selimut, susu bayi, dan air bersih. Hingga
Selasa (17/11) pagi tercatat 412 jiwa mengungsi, 36 di antaranya anak di bawah lima tahun. Tidak ada korban jiwa,
tetapi seorang petani dilaporkan terluka karena tertimpa pagar yang roboh. Dinas pekerjaan umum mengerahkan dua alat
berat untuk menutup tanggul dengan karung pasir. Bupati meminta semua camat di tepi sungai bersiaga karena hujan
diperkirakan masih turun sampai akhir pekan. Ia juga menjanjikan perbaikan tanggul permanen tahun depan dengan
anggaran 4,6 miliar rupiah yang sudah dibahas bersama dewan."""
ANOTHER = """Banjir di tiga desa sepanjang Sungai Cikaret memaksa 412 orang tidur di pengungsian. Wartawan yang datang ke
lokasi melihat perahu karet hilir mudik membawa orang tua dan pasien dari puskesmas. Nenek Icih, 71 tahun, bercerita
bahwa ia naik ke lemari sambil menggendong cucunya sampai ditolong pemuda kampung. Di balai desa, relawan memasak nasi
bungkus sejak subuh. Menurut pengamat tata kota, pembangunan perumahan di bantaran membuat daerah resapan menyusut
dalam sepuluh tahun terakhir, sehingga air kiriman tidak lagi tertahan. Ia menyarankan pemerintah menghentikan izin
baru, memperlebar alur sungai, dan menanam kembali bambu di tepinya. Sekolah di tiga desa diliburkan sampai Kamis,
sementara listrik dipadamkan demi keselamatan warga yang masih bertahan di lantai dua rumah mereka."""


def edited(text: str, share: float, seed: int = 1) -> str:
    """The text with that share of its words replaced."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return " ".join(
        f"kata{chance.randrange(999)}a" if chance.random() < share else word for word in text.split()
    )


def prayer(day: int, times: str) -> str:
    return (
        f"Jadwal salat untuk wilayah Kota Contoh hari ini, {day} November 2026, dirilis oleh Kementerian Agama. Bagi umat"
        f" Islam yang hendak menunaikan salat lima waktu berikut waktunya: {times}. Jadwal dapat berbeda satu sampai dua"
        " menit menurut letak tempat tinggal. Umat diimbau datang lebih awal ke masjid dan menjaga kebersihan tempat wudu."
    )


def gold(day: int, prices: str) -> str:
    return (
        f"Harga emas batangan hari ini, {day} November 2026, kembali bergerak. Dikutip dari laman resmi, berikut daftar"
        f" harga emas menurut pecahan di butik emas: {prices}. Harga belum termasuk pajak yang berlaku. Pembeli yang"
        " menyertakan nomor pokok wajib pajak dikenai pajak lebih rendah sesuai dengan peraturan menteri keuangan."
    )


COPIES = {
    "the same": FLOOD,
    "a twentieth edited": edited(FLOOD, 0.05),
    "a tenth edited": edited(FLOOD, 0.10, 2),
    "three twentieths edited": edited(FLOOD, 0.15, 3),
    "cut at the half": FLOOD[: len(FLOOD) // 2],
    "another opening": "Bencana kembali terjadi pada awal musim hujan tahun ini. " + FLOOD,
    "another closing": FLOOD + " Baca berita lain di saluran kami. Penyunting: Tim Redaksi Daerah.",
    "capitals and marks": FLOOD.upper().replace(",", " "),
}
OTHERS = {
    "another report on the event": (FLOOD, ANOTHER),
    "prayer times of the next day": (
        prayer(17, "Imsak 04.02, Subuh 04.12, Zuhur 11.38, Asar 14.59, Magrib 17.51, Isya 19.03"),
        prayer(18, "Imsak 04.02, Subuh 04.12, Zuhur 11.38, Asar 14.59, Magrib 17.51, Isya 19.04"),
    ),
    "prices of the next day": (
        gold(17, "0,5 gram Rp 1.210.500, 1 gram Rp 2.321.000, 2 gram Rp 4.582.000, 5 gram Rp 11.380.000"),
        gold(18, "0,5 gram Rp 1.215.500, 1 gram Rp 2.331.000, 2 gram Rp 4.602.000, 5 gram Rp 11.430.000"),
    ),
    "prices of another make": (
        gold(17, "0,5 gram Rp 1.210.500, 1 gram Rp 2.321.000, 2 gram Rp 4.582.000, 5 gram Rp 11.380.000"),
        gold(17, "0,5 gram Rp 1.301.500, 1 gram Rp 2.498.000, 2 gram Rp 4.911.000, 5 gram Rp 12.090.000"),
    ),
    "too short to tell": ("Foto: suasana pasar pagi.", "Foto: suasana pasar pagi."),
}


@pytest.mark.parametrize("how", COPIES)
def test_copies(how: str) -> None:
    here, there = Fingerprint(FLOOD), Fingerprint(COPIES[how])
    assert is_copy(here, there)
    assert is_copy(there, here)
    assert set(here.sketch) & set(there.sketch)


@pytest.mark.parametrize("how", OTHERS)
def test_what_is_no_copy(how: str) -> None:
    assert not is_copy(*map(Fingerprint, OTHERS[how]))


def report(number: int, text: str, hours: float = 0, **changes: object) -> Article:
    at = datetime.fromisoformat("2026-11-17T08:00:00+07:00") + timedelta(hours=hours)
    address = f"https://outlet{number}.example/banjir"
    made = make_article(url=address, canonical_url=None, headline=f"Judul {number}", paragraphs=(text,))
    return replace(made, published_at=at, published_on=at.date(), outlet=f"outlet{number}", **changes)


def story(archive: Archive, number: int) -> list[str]:
    return [copy.url.split("/")[2] for copy in copies(archive, number)]


def test_a_story_has_its_first_publication_as_lead_in_any_order(tmp_path: Path) -> None:
    versions = [
        report(1, FLOOD, 2),
        report(2, edited(FLOOD, 0.1), 0),
        report(3, FLOOD[: len(FLOOD) // 2], 5),
        report(4, ANOTHER),
    ]
    for number, order in enumerate(permutations(versions)):
        with Archive.open(tmp_path / f"{number}.db") as archive:
            for article in order:
                archive.save_article(article, [], None)
            grouped = copies(archive, order.index(versions[0]) + 1)
            assert [copy.url.split("/")[2] for copy in grouped] == [
                "outlet2.example",
                "outlet1.example",
                "outlet3.example",
            ]
            assert [copy.lead for copy in grouped] == [True, False, False]
            assert copies(archive, order.index(versions[3]) + 1) == []


def test_an_edit_leaves_or_joins_a_story(archive: Archive, store: Callable[..., str], clock: object) -> None:
    store(report(1, FLOOD))
    store(report(2, FLOOD, 1))
    assert story(archive, 2) == ["outlet1.example", "outlet2.example"]
    store(report(2, ANOTHER, 1))
    assert story(archive, 1) == story(archive, 2) == []
    store(report(1, ANOTHER))
    assert story(archive, 1) == ["outlet1.example", "outlet2.example"]
    assert list(verify(archive)) == []


def test_what_connected_two_copies_is_gone(archive: Archive, store: Callable[..., str]) -> None:
    half = len(FLOOD) // 2
    store(report(1, FLOOD[:half]))
    store(report(2, FLOOD[half:], 1))
    assert story(archive, 1) == []
    store(report(3, FLOOD, 2))
    assert len(story(archive, 1)) == 3
    store(report(3, ANOTHER, 2))
    assert story(archive, 1) == story(archive, 2) == []


def test_a_text_that_comes_back_next_year_is_another_story(
    archive: Archive, store: Callable[..., str]
) -> None:
    store(report(1, FLOOD))
    store(report(2, FLOOD, 24 * 300))
    assert story(archive, 1) == []


def test_one_article_per_story(archive: Archive, store: Callable[..., str]) -> None:
    store(report(1, FLOOD, 2))
    store(report(2, edited(FLOOD, 0.1), 0))
    store(report(3, ANOTHER, 1))
    asked = SearchRequest("desa", unique=True)
    assert sorted(hit.id for hit in search(archive, asked)) == [2, 3]
    assert [hit.id for hit in search(archive, unique=True)] == [3, 2]
    assert [hit.id for hit in search(archive, unique=True, outlet="outlet1")] == [
        1
    ]  # the earliest of those that match
    assert count(archive, asked).number == 2
    assert list(matching(archive, asked)) == [2, 3]
    assert [value.count for value in facets(archive, asked, ("outlet",))["outlet"]] == [1, 1]


def test_pages_of_stories_go_on_to_the_last(
    archive: Archive, store: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.search.POOL", 2)
    texts = ["Warga desa. " + " ".join(f"kata{story}x{word}" for word in range(60)) for story in range(4)]
    for number, text in enumerate(texts * 2, start=1):  # 5 to 8 are later copies of 1 to 4
        store(report(number, text, number))
    for order, words in (("newest", ""), ("newest", "desa"), ("relevance", "")):
        asked = SearchRequest(words, unique=True, order=order)  # type: ignore[arg-type]
        pages = [[hit.id for hit in search(archive, asked, limit=1, offset=each)] for each in range(5)]
        assert pages == [[4], [3], [2], [1], []]
    asked = SearchRequest("desa", unique=True)
    assert [hit.id for hit in search(archive, asked)] == [
        4,
        3,
    ]  # of the last two stories, their first articles
    assert [each.value for each in facets(archive, asked, ("outlet",))["outlet"]] == ["outlet3", "outlet4"]
    assert list(matching(archive, asked)) == [1, 2, 3, 4]
    monkeypatch.setattr("archive.search.PORTION", 3)
    assert list(matching(archive, asked)) == [1, 2, 3, 4]
    assert count(archive, asked).number == 4


def test_a_sketch_whose_article_is_gone_does_no_harm(archive: Archive, store: Callable[..., str]) -> None:
    store(make_article(paragraphs=(FLOOD,)))
    archive.db.execute("DELETE FROM articles")
    archive.db.execute("UPDATE fingerprints SET article = 7")
    archive.db.conn.commit()
    assert store(make_article(paragraphs=(FLOOD,))) == "new"
