"""Every insert form, as text and as markup, and the sentences that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from newscrawl.body import read_body, read_text

BEFORE = "Warga Desa Sukamaju memanen padi bersama pada Senin pagi."
AFTER = "Hasil panen tahun ini lebih banyak daripada tahun lalu."

INSERTS = [
    "BACA JUGA: Pemkab Bangun Jembatan Baru",
    "BACA JUGA:Pemkab Bangun Jembatan Baru",
    "Baca Juga:Pemkab Bangun Jembatan BaruHarga Cabai Turun di Pasar Induk",
    "Baca juga:  Bupati minta warga jaga kebersihan sungai",
    "Baca: Jawaban Soal Kelas 5 Tema 2",
    "Baca Juga Polisi Tangkap Pencuri Sapi di Garut",
    "Baca juga\xa0: Harga Padi Naik",
    "Baca Juga :\u200b Harga Padi Naik",
    "👉 Baca Juga: Harga Padi Naik",
    "▶ BACA JUGA – Harga Padi Naik",
    "Baca juga → Harga Padi Naik",
    "BACA  JUGA >>> Harga Padi Naik",
    "- Baca juga: Harga Padi Naik",
    "(Baca juga: Harga Padi Naik)",
    "[Baca Juga: Harga Padi Naik]",
    "*Baca juga: Harga Padi Naik*",
    "Baca juga: Kapan Panen Raya? Ini Jadwalnya",
    "Baca juga : 5 Cara Menanam Padi Agar Panen Melimpah.",
    "Baca Pula: Harga Naik",
    "Simak juga: Cara Menanam Padi",
    "Lihat juga: Foto Panen Raya",
    "Pilihan Editor: Mengapa Harga Beras Naik",
    "Promosi Cara Cerdas Atur Keuangan Keluarga Muda Saat Ini",
    "Artikel terkait: Panen Raya",
    "Also read: Farmers Welcome Harvest",
    "Read also: Farmers Welcome Harvest",
    'Simak Video "Panen Raya"',
    'Tonton juga video "Panen" di sini:',
    "[Gambas:Video 20detik]",
    "ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT",
    "Iklan - Geser ke atas untuk melanjutkan.",
    "Penulis: Rina Kusuma | Editor: Budi Santoso",
    "COPYRIGHT © ANTARA 2025",
    "Halaman : 1 2",
    "Halaman selanjutnya",
    "Ikuti Whatsapp Channel Kabar Kita",
    "Cek Berita dan Artikel yang lain di Google News",
    "Bagikan Artikel Ini",
    "Tags: panen, padi",
    "Artikel ini telah tayang di KabarKita.id dengan judul Panen Raya",
    "Kamis, 05 November 2015 | 11:13 WIB",
    "Ikuti Instagram, TikTok, dan saluran WhatsApp kami",
    "Yuk, gabung di grup Telegram Kabar Kita untuk berita terbaru!",
    "Ikuti kami di Facebook dan X",
    "Artikel ini telah tayang di kabarKita",
    "Simak juga Video 'Rina Panen Padi, Sebut Hasilnya Melimpah':",
    "Hak Cipta © 2025 Kabar Kita",
    "Copyright Kabar Kita. All rights reserved",
    "Dilarang mengutip isi berita ini tanpa izin redaksi.",
    "Kunjungi juga: Pasar Tani di Alun-Alun Ciamis",
    "Berita Selanjutnya: Harga Padi Naik",
    "Halaman: 1 2 3 Selanjutnya",
    "1 2 3 Next",
    "Lanjut ke halaman 2",
    "Penulis : Rina Kusuma / Editor : Budi Santoso",
    "Reporter: Rina - Editor: Budi",
    "Sumber berita: kabarkita.id",
    "Video Editor: Budi Santoso",
    "Laporan Wartawan KabarKita.id, Rina Kusuma",
    "Post Views: 2,317",
    "Sudah dibaca 1,2 rb kali",
    "540 views",
    "Like this: Like Loading...",
    "Iklan oleh Google",
    "Unduh aplikasi Kabar Kita di App Store",
    "Berlangganan newsletter Kabar Kita",
    "Punya cerita menarik? Kirim ke WhatsApp 0812-0000-0000",
]
STORY = [
    "Ia mengajak warga baca juga buku sejarah.",
    "Baca juga dilakukan bersama di ruang kelas setiap pagi.",
    "Simak penjelasan lengkap kepala dinas berikut ini.",
    "Baca buku adalah kegemaran warga sejak kecil.",
    "Simak juga penampilan para penari dari Bali malam ini.",
    "Baca Juga Tulis Harus Diajarkan Sejak Dini, kata Menteri Pendidikan.",
    "Promosi wisata daerah digencarkan dinas pariwisata.",
    "Promosi Wisata Daerah",
    "Foto: warga memanen padi bersama bupati di sawah desa.",
    "Reporter: Bagaimana perasaan Anda?",
    "Ikuti aturan lalu lintas, kata Kapolres.",
    "Gabung grup WhatsApp warga, Rina mendapat kabar banjir lebih cepat.",
    "Terkait hal itu, polisi masih menyelidiki.",
    "Artikel terkait kesehatan banyak dicari warga.",
    "Ia baca juga: koran, buku, dan majalah.",
    "Pantau saluran irigasi di sekitar sawah Anda.",
    "Pantau saluran irigasi di sekitar sawah Anda, pesan Rina kepada warga.",
    "“Ikuti kami,” seru petugas kepada warga yang terjebak banjir.",
    "Ikuti perkembangan teknologi agar tidak tertinggal.",
    "Dapatkan benih di kantor desa, pengumumannya ada di saluran WhatsApp Dinas Pertanian.",
    "Klik tautan palsu itu, data Anda akan dicuri, ujar polisi.",
    "Silakan datang ke balai kami, berita acaranya sudah siap.",
    "Artikel ini telah dimuat dalam jurnal pertanian pada 2019.",
    "Hak cipta atas lagu daerah itu didaftarkan pemerintah kota sejak 2020.",
    "Copyright lagu itu dipegang keluarga penciptanya.",
    "Dilarang mengambil ikan di embung itu, bunyi papan di tepinya.",
    "Punya informasi soal pencurinya? Hubungi polisi di nomor 110.",
    "Laporan Wartawan Kabar Kita Dibantah Bupati",
    "Kunjungi juga pasar tani di alun-alun setiap Sabtu.",
    "Halaman 12 laporan itu memuat nama penerima bantuan.",
    "Laporan wartawan itu dibacakan di depan warga.",
    "Download aplikasi palsu itu membuat warga terjerat utang.",
    "Video itu dilihat 1.200 kali dalam sehari.",
]


@pytest.mark.parametrize("insert", INSERTS)
def test_a_line_that_is_an_insert_goes_and_is_kept_apart(insert: str) -> None:
    body = read_text([BEFORE, insert, AFTER])
    assert body.paragraphs == (BEFORE, AFTER)
    assert [each.after for each in body.removed] == [1]


@pytest.mark.parametrize("sentence", STORY)
def test_a_sentence_that_holds_a_label_stays(sentence: str) -> None:
    assert read_text([BEFORE, sentence, AFTER]).paragraphs == (BEFORE, sentence, AFTER)


@pytest.mark.parametrize(
    ("line", "kept", "gone"),
    [
        (" Baca juga: Harga Padi Naik di Pasar Induk", "", "Baca juga: Harga Padi Naik di Pasar Induk"),
        (
            " Baca juga: Harga Padi Naik Menurut Rina, itu wajar.",
            " Menurut Rina, itu wajar.",
            "Baca juga: Harga Padi Naik",
        ),
        (" (Baca juga: Harga Padi Naik) Rina senang.", " Rina senang.", "(Baca juga: Harga Padi Naik)"),
        ("Baca Juga:Harga Padi NaikWarga Panen Raya", "", "Baca Juga:Harga Padi NaikWarga Panen Raya"),
        # the words cannot tell where this title ends: the sentence is kept whole
        (
            " Baca juga: Pasar Baru Ramai Dony Ahmad Munir berharap.",
            " Pasar Baru Ramai Dony Ahmad Munir berharap.",
            "Baca juga:",
        ),
    ],
)
def test_an_insert_inside_a_line_is_cut_out(line: str, kept: str, gone: str) -> None:
    body = read_text([BEFORE + line, AFTER])
    assert body.paragraphs == (BEFORE + kept, AFTER)
    assert [each.text for each in body.removed] == [gone]


def test_a_lone_label_takes_the_headlines_after_it() -> None:
    titles = ["Harga Padi Naik di Pasar Induk Cikurubuk", "Bupati Ciamis Lantik Kepala Desa Baru"]
    assert read_text([BEFORE, "Baca Juga", *titles, AFTER]).paragraphs == (BEFORE, AFTER)
    assert read_text([BEFORE, "Baca Juga:", AFTER]).paragraphs == (BEFORE, AFTER)


def test_everything_behind_the_comment_form_goes() -> None:
    body = read_text(
        [BEFORE, AFTER, "Tinggalkan Balasan", "Alamat email Anda tidak akan dipublikasikan.", "Komentar *"]
    )
    assert body.paragraphs == (BEFORE, AFTER)
    assert {each.rule for each in body.removed} == {"comments"}


TITLE = '<a href="/baca">Harga Cabai Naik di Pasar Induk</a>'
MARKUP = [
    f"<p><strong>Baca juga: {TITLE}</strong></p>",
    f"<p><strong>Baca Juga: </strong>{TITLE}</p>",
    f"<p>Baca Juga:{TITLE}{TITLE}</p>",
    f"<p>Baca Juga:</p><ul><li>{TITLE}</li><li>{TITLE}</li></ul>",
    f'<p>Baca Juga</p><div class="baca-juga"><ul class="baca-juga__list"><li>{TITLE}</li></ul></div>',
    f'<table class="linksisip"><tbody><tr><td><div class="lihatjg"><strong>Baca juga: </strong>{TITLE}</div></td></tr></tbody></table>',
    f'<div class="jnews_inline_related_post_wrapper"><h3>Baca Juga</h3>{TITLE}<p>Cuplikan berita itu, hanya sebaris.</p></div>',
    f'<div class="inject-baca-juga2"><p>Baca juga</p>{TITLE}</div>',
    f'<div class="artikel-terkait"><h4>Terkait</h4>{TITLE}</div>',
    f"<p>{TITLE}</p>",
    f'<p class="baca-juga-new">Baca Juga: {TITLE}</p>',
    f'<div class="code-block"><span>Baca Juga:</span> {TITLE}</div>',
    '<blockquote class="twitter-tweet"><p>Panen raya!</p></blockquote>',
    '<div class="sharedaddy"><span>Bagikan ini:</span><a href="#">Facebook</a></div>',
    '<figure><img src="a.jpg"><figcaption>Warga memanen padi. (Foto: Rina)</figcaption></figure>',
    '<div class="ads-slot">Iklan</div><script>var a = "teks";</script>',
]


@pytest.mark.parametrize("insert", MARKUP)
def test_an_insert_in_markup_goes(insert: str) -> None:
    body = read_body(fromstring(f"<div><p>{BEFORE}</p>{insert}<p>{AFTER}</p></div>"))
    assert body.paragraphs == (BEFORE, AFTER)
    assert body.removed


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        (f" <strong>Baca juga: {TITLE}</strong> Rina senang.", " Rina senang."),
        (f" Baca juga {TITLE} Rina senang.", " Rina senang."),
        (f" (Baca: {TITLE})", ""),
        (' <a href="/x"><b>Baca juga: Harga Cabai Naik</b></a>', ""),
        (' <b><a href="/x">BACA JUGA Harga Cabai Naik</a></b> Rina senang.', " Rina senang."),
        (' (<a href="/x">Baca juga: Harga Cabai Naik</a>).', ""),
        (f" Baca juga: {TITLE}, {TITLE} Rina senang.", " Rina senang."),
        (" <i>(baca: Harga Cabai Naik)</i>.", ""),
        (' Ia menulis <a href="/x">Baca Juga Alam</a> pada 2019.', " Ia menulis Baca Juga Alam pada 2019."),
        (' <a href="/x">Foto: dua warga</a> beredar luas.', " Foto: dua warga beredar luas."),
        (' <a href="/x">Baca Juga Ciamis</a> adalah nama taman.', " Baca Juga Ciamis adalah nama taman."),
        (' Ia mengisi <a href="/x">Video: Sawah</a> di kanalnya.', " Ia mengisi Video: Sawah di kanalnya."),
        (' Ia menyukai <a href="/x">buku sejarah</a> itu.', " Ia menyukai buku sejarah itu."),
        (' Ia baca juga <a href="/x">buku sejarah</a>.', " Ia baca juga buku sejarah."),
    ],
)
def test_an_insert_inside_a_paragraph_leaves_the_sentences_around_it(inside: str, kept: str) -> None:
    body = read_body(fromstring(f"<div><p>{BEFORE}{inside}</p><p>{AFTER}</p></div>"))
    assert body.paragraphs == (BEFORE + kept, AFTER)


def test_a_link_that_holds_the_label_may_open_a_paragraph() -> None:
    body = read_body(
        fromstring(f'<div><p>{BEFORE}</p><p><a href="/x">Baca juga: Harga Cabai Naik</a> {AFTER}</p></div>')
    )
    assert body.paragraphs == (BEFORE, AFTER)


def test_a_sentence_behind_an_insert_is_no_promotion_whatever_its_words() -> None:
    sentence = "Rina berkata saluran air di sawah Anda sekalian sudah diperbaiki."
    body = read_body(fromstring(f"<div><p>{BEFORE}</p><p><b>Baca juga: {TITLE}</b> {sentence}</p></div>"))
    assert body.paragraphs == (BEFORE, sentence)


@pytest.mark.parametrize(
    ("lead", "kept"), [(f"<p>{AFTER}</p>", (AFTER, BEFORE)), ("<p>Rina Kusuma</p>", (BEFORE,))]
)
def test_a_header_may_hold_the_first_sentence(lead: str, kept: tuple[str, ...]) -> None:
    header = f"<header><h1>Panen Raya di Desa Sukamaju</h1>{lead}</header>"
    assert read_body(fromstring(f"<article>{header}<p>{BEFORE}</p></article>")).paragraphs == kept


def test_an_open_box_does_not_swallow_the_story() -> None:
    story = "".join(f"<p>{BEFORE} {AFTER}</p>" for _ in range(5))
    body = read_body(
        fromstring(
            f'<div><p>{AFTER}</p><div class="baca-juga"><div>Baca Juga:</div>{TITLE}{story}</div></div>'
        )
    )
    assert len(body.paragraphs) == 6


WORDS = st.sampled_from(
    [
        "warga",
        "desa",
        "baca",
        "juga",
        "simak",
        "lihat",
        "editor",
        "panen",
        "raya",
        "bupati",
        "itu",
        "di",
        "dan",
        "foto",
        "video",
        "promosi",
        "terkait",
    ]
)
SENTENCES = st.lists(WORDS, min_size=8, max_size=30).map(
    lambda words: " ".join(words).capitalize() + " hari ini."
)


@given(st.lists(SENTENCES, min_size=1, max_size=6))
def test_no_prose_is_ever_lost(paragraphs: list[str]) -> None:
    assert read_text(paragraphs).paragraphs == tuple(paragraphs)


@given(st.lists(st.text(), max_size=5))
def test_any_text_is_read(paragraphs: list[str]) -> None:
    assert all(each == each.strip() and each for each in read_text(paragraphs).paragraphs)
