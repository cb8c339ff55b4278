"""Every page says what it must, in every state of the archive."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from lxml.html import HtmlElement
from lxml.html import fromstring as parse

from archive.datasette.defuse import Defuser
from archive.datasette.tables import QUERIES, TABLES
from archive.datasette.taking import as_atom
from archive.redact import carry_out
from archive.rows import iso_utc
from archive.store import Archive
from tests.archive.conftest import NOW, URL, make_article, make_capture, make_place
from tests.archive.datasette.conftest import Browse, annotations, save

OTHER: dict[str, Any] = {
    "url": "https://kabarcontoh.example/berita/pasar",
    "canonical_url": None,
    "headline": "Pasar",
    "paragraphs": ("Lain.",),
}
ATOM = "{http://www.w3.org/2005/Atom}"


def read_feed(document: bytes) -> Any:
    return fromstring(document)  # noqa: S314 - it is our own


def page(answer: Any) -> HtmlElement:
    assert answer.status_code == 200, answer.text[:500]
    return parse(answer.content)


def text_of(tree: HtmlElement) -> str:
    return " ".join(tree.text_content().split())


def headlines(tree: HtmlElement) -> list[str]:
    return [link.text_content() for link in tree.cssselect(".hit h3 a")]


def test_front_page_shows_the_archive_at_a_glance(browse: Browse) -> None:
    tree = page(browse("/"))
    text = text_of(tree)
    assert "26 artikel dari 2 outlet, 8 Nov 2026 sampai 20 Nov 2026" in text
    assert headlines(tree)[0] == "Jembatan Ke-1 Dibuka"
    assert len(tree.cssselect("#per-hari rect")) == 13
    assert len(tree.cssselect("#nada rect")) == 26
    assert {circle.get("class") for circle in tree.cssselect(".map circle")} == {"positif", "negatif"}
    assert [row.text_content() for row in tree.cssselect("[aria-labelledby=tempat-judul] tbody th")] == [
        "Garut",
        "Kota Bandung",
    ]
    assert len(tree.cssselect(".cards li")) == len(QUERIES)


def test_front_page_tells_what_its_places_are_counted_over(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.datasette.overview.ON_MAP", 20)
    tree = page(browse("/"))
    assert "dari 20 yang terakhir terbit" in tree.cssselect("[aria-labelledby=tempat-judul] caption")[0].text
    assert "Dari 20 artikel yang terakhir terbit." in tree.cssselect(".map figcaption")[0].text
    assert "di sampingnya" not in tree.cssselect("#peta-d")[0].text


@pytest.mark.parametrize(
    ("choice", "articles"),
    [
        ("outlet=harianmisal", 7),
        ("place=Garut", 17),
        ("outlet=harianmisal&place=Kota+Bandung", 3),
        ("days=14", 26),
    ],
)
def test_charts_follow_the_choice(browse: Browse, choice: str, articles: int) -> None:
    tree = page(browse(f"/?{choice}"))
    assert tree.cssselect("#per-hari desc")[0].text.startswith(f"{articles} artikel")


def test_days_lead_to_the_articles_that_they_count(browse: Browse) -> None:
    tree = page(browse("/?outlet=harianmisal&place=Garut"))
    (day, number, *_) = tree.cssselect("[aria-label='Angka per hari'] tbody tr")[0]
    found = page(browse(day.cssselect("a")[0].get("href")))
    assert found.cssselect("#hasil")[0].text.strip() == f"{number.text} artikel"


def test_an_unknown_outlet_or_place_of_the_charts_is_told(browse: Browse) -> None:
    tree = page(browse("/?outlet=kabarcntoh&place=Foo"))
    assert [each.text for each in tree.cssselect("#gerak ~ .notice .en")] == [
        "no article has the outlet 'kabarcntoh'; did you mean kabarcontoh or Kabar Contoh?",
        "no article has the place 'Foo'; leave the filter out.",
    ]
    assert not page(browse("/?outlet=harianmisal&place=Garut")).cssselect("#gerak ~ .notice")


def test_search_page_finds_filters_and_counts(browse: Browse) -> None:
    tree = page(browse("/cari?q=jembatan&outlet=harianmisal&order=newest"))
    assert headlines(tree)[:2] == ["Jembatan Ke-0 Dibuka", "Jembatan Ke-4 Dibuka"]
    assert tree.cssselect("#hasil")[0].text.strip() == "7 artikel"
    assert tree.cssselect(".snippet mark")[0].text == "Jembatan"
    shown = [each.cssselect("summary")[0].text for each in tree.cssselect(".facet[open]")]
    assert shown == ["Outlet", "Sentimen", "Kab/kota", "Tokoh"]
    facet = next(each for each in tree.cssselect(".facet") if each.cssselect("summary")[0].text == "Kab/kota")
    assert [link.text for link in facet.cssselect("a")] == ["Garut", "Kota Bandung"]
    narrowed = page(browse(facet.cssselect("a")[1].get("href")))
    assert narrowed.cssselect("#hasil")[0].text.strip() == "3 artikel"
    widened = page(browse(tree.cssselect(".chips a")[0].get("href")))
    assert widened.cssselect("#hasil")[0].text.strip() == "26 artikel"


def test_search_page_pages(browse: Browse) -> None:
    first = page(browse("/cari?q=jembatan"))
    second = page(browse(first.cssselect("a[rel=next]")[0].get("href")))
    assert len(headlines(first)) == 20
    assert len(set(headlines(first) + headlines(second))) == 26
    assert not second.cssselect("a[rel=next]")
    assert second.cssselect("a[rel=prev]")[0].get("href") == "/cari?q=jembatan"


@pytest.mark.parametrize("words", ["%25%25", "OR", "-+-"])
@pytest.mark.parametrize("path", ["/cari", "/cari.csv", "/cari.json", "/cari.atom"])
def test_a_question_of_signs_alone_is_told(browse: Browse, path: str, words: str) -> None:
    answer = browse(f"{path}?q={words}")
    assert answer.status_code == 400
    assert "tidak memuat kata" in answer.text


@pytest.mark.parametrize("words", ["banjir+OR+-gempa", "banjir+NOT+gempa"])
def test_an_operator_that_there_is_not_is_told(browse: Browse, words: str) -> None:
    answer = browse(f"/cari?q={words}")
    assert answer.status_code == 400
    assert "tidak dapat dicari" in answer.text
    assert "Jembatan Ke-" not in answer.text


def test_an_opening_is_cut_at_a_word(browsing: Callable[..., Browse]) -> None:
    browse = browsing(make_article(paragraphs=("Persimpangan " * 30,)))
    (snippet,) = page(browse("/cari")).cssselect(".snippet")
    assert snippet.text == "Persimpangan " * 11 + "Persimpangan…"


@pytest.mark.parametrize("words", ["", "?q=jembatan"])
def test_stars_of_an_outlet_mark_nothing(browsing: Callable[..., Browse], words: str) -> None:
    browse = browsing(make_article(paragraphs=("**Garut** - Jembatan *baru* dibuka.",)))
    (snippet,) = page(browse(f"/cari{words}")).cssselect(".snippet")
    assert snippet.text_content() == "Garut - Jembatan *baru* dibuka."
    assert [each.text for each in snippet.cssselect("mark")] == (["Jembatan"] if words else [])


def test_results_that_are_cut_are_told(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Atom: 50 terbaru" not in browse("/cari?q=jembatan").text
    monkeypatch.setattr("archive.datasette.pages.TAKEN", {True: 4, False: 10})
    monkeypatch.setattr("archive.datasette.pages.FEED", 5)
    monkeypatch.setattr("archive.datasette.pages.LAST_PAGE", 1)
    tree = page(browse("/cari?q=jembatan&from=2026-01-01"))
    taken = text_of(tree.cssselect(".take")[0])
    assert (
        "CSV dan JSON: 10 pertama dari 26. Atom: 5 terbaru. Semuanya: newscrawl export csv jembatan" in taken
    )
    assert "--from 2026-01-01 --archive" in taken
    assert "Di sini berakhir 20 pertama dari 26 artikel" in text_of(tree)


def test_strangers_are_told_what_they_may_take(stranger: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.datasette.pages.TAKEN", {True: 4, False: 10})
    monkeypatch.setattr("archive.datasette.pages.FEED", 5)
    taken = text_of(page(stranger("/cari?q=jembatan")).cssselect(".take")[0])
    assert "CSV dan JSON: 4 pertama dari 26. Atom: 5 terbaru. Files" in taken


def test_a_page_beyond_the_results_is_told(browse: Browse) -> None:
    text = text_of(page(browse("/cari?q=jembatan&page=9")))
    assert "Hasilnya tidak sampai halaman 9: ada 26 artikel" in text
    assert "Tidak ada yang cocok" not in text


def test_month_facet_is_a_span_of_days(browse: Browse) -> None:
    tree = page(browse("/cari?q=jembatan"))
    links = [link.get("href") for link in tree.cssselect(".facet a") if "from=" in link.get("href")]
    assert links == ["/cari?q=jembatan&from=2026-11-01&to=2026-11-30"]


def test_months_stand_in_order_of_time(browsing: Callable[..., Browse]) -> None:
    days = [date(2026, month, 3) for month in (9, 10, 10, 8, 8, 8)]
    browse = browsing(
        *(
            make_article(url=f"{URL}-{number}", canonical_url=None, published_at=None, published_on=day)
            for number, day in enumerate(days)
        )
    )
    months = [
        link.text for link in page(browse("/cari")).cssselect(".facet a") if "from=" in link.get("href")
    ]
    assert months == ["2026-08", "2026-09", "2026-10"]


def test_titles_and_chips_show_labels(browse: Browse) -> None:
    asked = "q=jembatan&outlet=harianmisal&place=32.73&province=ID-JB&from=2026-11-01"
    tree = page(browse(f"/cari?{asked}&page=2"))
    told = ["Outlet: Harian Misal", "Provinsi: Jawa Barat", "Kab/kota: Kota Bandung", "Sejak: 1 Nov 2026"]
    assert [chip.text.strip() for chip in tree.cssselect(".chips li")] == told
    assert tree.findtext(".//title") == " · ".join(["jembatan", *told, "halaman 2", "newscrawl"])
    title = read_feed(browse(f"/cari.atom?{asked}").content).findtext(f"{ATOM}title")
    assert "place: Kota Bandung" in title
    caption = page(browse("/?outlet=harianmisal&place=32.73")).cssselect("#per-hari desc")[0].text
    assert caption.startswith("3 artikel, Harian Misal, Kota Bandung")


def test_nothing_found_says_what_would(browse: Browse) -> None:
    assert "Tidak ada yang cocok" in browse("/cari?q=naga").text
    assert "did you mean Garut" in browse("/cari?place=Garud").text


def test_an_address_in_the_search_box_opens_the_article(browse: Browse) -> None:
    answer = browse("/cari?q=https://www.kabarcontoh.example/berita/3%3Futm_source=x")
    assert (answer.status_code, answer.headers["location"]) == (302, "/artikel/4")
    assert browse("/cari?q=https://lain.example/berita/3").status_code == 200


def test_an_address_that_was_taken_down_is_gone(browsing: Callable[..., Browse]) -> None:
    browse = browsing(make_article())
    with Archive.open(Path(browse.datasette.databases["news"].path)) as archive:
        carry_out(archive, URL, "permintaan keluarga")
    assert browse("/artikel/1").status_code == 404
    answer = browse(f"/cari?q={URL}")
    assert answer.status_code == 410
    assert "keluarga" not in answer.text


def test_record_page_shows_what_a_monitor_shows(browse: Browse) -> None:
    tree = page(browse("/artikel/2"))
    text = text_of(tree)
    for shown in (
        "Jembatan Ke-1 Dibuka",
        "Netral 98%",
        "judul negatif 60%",
        "isi positif 99%",
        "+gembira",
        "−longsor",
        "20 Nov 2026 10.15 WIB",
        "Siti Rahmawati dikutip Camat Garut Kota",
        "Dinas PUPR Garut",
        "Kabar Contoh",
        "News",
        "Sisipan dibuang: baca-juga",
        "BACA JUGA: Harga Cabai Turun",
        "pertama dibaca",
        "Rahmawati, S. (2026, 20 November). Jembatan Ke-1 Dibuka. Kabar Contoh.",
        "@misc{kabarcontoh-20261120-jembatan-ke-1,",
        "json-ld",
    ):
        assert shown in text, shown
    assert [p.text for p in tree.cssselect(".body > p:not([class])")] == [
        "Jembatan di atas sungai Cimanuk dibuka Jumat pagi.",
        "Warga menyambut dengan gembira.",
    ]
    links = {link.text_content(): link.get("href") for link in tree.cssselect("a")}
    assert links["Garut"] == "/cari?place=32.05"
    assert links["Siti Rahmawati"] == "/cari?person=Siti+Rahmawati"
    assert links["Baca di Kabar Contoh"] == "https://kabarcontoh.example/berita/1"
    for name in ("Garut", "Siti Rahmawati", "Dinas PUPR Garut"):
        assert headlines(page(browse(links[name]))), name


def test_record_page_of_a_bare_article(browsing: Callable[..., Browse]) -> None:
    bare = dict.fromkeys(("published_at", "published_on", "byline", "dateline", "section", "closing"))
    browse = browsing(make_article(**bare, authors=(), editors=(), tags=(), annotations=(), fields={}))
    text = text_of(page(browse("/artikel/1")))
    assert "waktu tidak diketahui" in text
    assert "(t.t.)" in text


def test_record_page_shows_what_an_edit_changed(browsing: Callable[..., Browse]) -> None:
    edited = make_article(headline="Jembatan Cimanuk Dibuka untuk Truk")
    changed = page(browsing(make_article(), edited)("/artikel/1"))
    assert "disunting outlet" in text_of(changed)
    assert [node.text.strip() for node in changed.cssselect("del, ins")] == ["Umum", "Truk"]
    assert not page(browsing(public=True)("/artikel/1")).cssselect("del, ins")


def test_record_page_leads_to_copies(browsing: Callable[..., Browse]) -> None:
    words = tuple(
        f"Kalimat nomor {n} tentang jembatan Cimanuk yang dibuka bupati pagi ini." for n in range(30)
    )
    other = make_article(url="https://antaramisal.example/a", outlet="antaramisal", canonical_url=None)
    browse = browsing(*(replace(each, paragraphs=words) for each in (other, make_article())))
    tree = page(browse("/artikel/2"))
    assert [link.get("href") for link in tree.xpath("//section[@aria-labelledby='salinan']//a")] == [
        "/artikel/1"
    ]


def test_evidence_is_checked_on_request(browse: Browse) -> None:
    assert "cocok" not in browse("/artikel/2").text
    assert "cocok" in browse("/artikel/2?periksa=1").text


def test_the_row_page_of_articles_leads_to_the_record(browse: Browse) -> None:
    assert browse("/news/articles/2").headers["location"] == "/artikel/2"
    assert '<a href="/artikel/2">2</a>' in browse("/news/newest").text


def test_a_damaged_article_costs_its_page_only(browsing: Callable[..., Browse]) -> None:
    browse = browsing(make_article())
    path = browse.datasette.databases["news"].path
    with Archive.open(Path(path)) as archive, archive.db.conn as conn:
        conn.execute("UPDATE articles SET fields = x'ff00'")
    answer = browse("/artikel/1")
    assert answer.status_code == 404
    assert "damaged" in answer.text
    assert path not in answer.text
    assert browse("/cari?q=jembatan").status_code == 200


@pytest.mark.parametrize("number", ["999", "0", "9" * 40])
def test_unknown_article_has_a_way_back(browse: Browse, number: str) -> None:
    answer = browse(f"/artikel/{number}")
    assert answer.status_code == 404
    assert 'href="/cari"' in answer.text


def test_exports(browse: Browse) -> None:
    rows = list(csv.DictReader(io.StringIO(browse("/cari.csv?q=jembatan&place=Garut").text)))
    assert len(rows) == 17
    assert rows[0]["places"] == "Garut"
    assert len(browse("/cari.json?sentiment=positif").json()) == 9
    assert browse("/artikel/2.json").json()["text"].startswith("Jembatan di atas sungai")


def test_formulas_are_defused(browsing: Callable[..., Browse]) -> None:
    browse = browsing(make_article(headline='=HYPERLINK("https://jahat.example")'))
    (row,) = csv.DictReader(io.StringIO(browse("/cari.csv").text))
    assert row["headline"] == '\'=HYPERLINK("https://jahat.example")'


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("/news/newest.csv", True),
        ("/news/newest.csv?_dl=1", True),
        ("/news/articles.csv", False),
        ("/news/articles.csv?_stream=on&_dl=1", False),
    ],
)
def test_formulas_in_tables_and_ready_questions_are_defused(
    browsing: Callable[..., Browse], address: str, public: bool
) -> None:
    told = ('=1+"1", lalu\r\nbaris', "@jalan", "- 5 orang", "Biasa")
    articles = [
        make_article(
            url=f"{URL}-{number}", canonical_url=None, headline=each, paragraphs=("Isi, panjang. " * 10_000,)
        )
        for number, each in enumerate(told)
    ]
    rows = csv.DictReader(io.StringIO(browsing(*articles, public=public)(address).text, newline=""))
    found = {int(row["id"]): row["headline"] for row in rows}
    assert [found[each] for each in sorted(found)] == [
        *(f"'{each}" for each in told[:3]),
        "Biasa",
    ]


def test_a_csv_is_defused_wherever_it_is_cut() -> None:
    whole = 'a,b\r\n-1.5,"=é ""x"",\r\n\r\n@y"\r\n,-\r\n"\t"'.encode()
    for cut in range(len(whole)):
        defuser = Defuser()
        taken = defuser.take(whole[:cut], last=False) + defuser.take(whole[cut:], last=True)
        assert taken.decode() == 'a,b\r\n-1.5,"\'=é ""x"",\r\n\r\n@y"\r\n,\'-\r\n\'\t\r\n'


def test_atom_feed_of_a_search(browse: Browse) -> None:
    feed = read_feed(browse("/cari.atom?q=jembatan&outlet=harianmisal").content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 7
    assert entries[0].findtext(f"{ATOM}title") == "Jembatan Ke-0 Dibuka"
    assert entries[0].findtext(f"{ATOM}published") == "2026-11-20T10:15:00+07:00"
    links = {link.get("rel"): link.get("href") for link in entries[0].findall(f"{ATOM}link")}
    assert links == {"alternate": "http://localhost/artikel/1", "via": "https://kabarcontoh.example/berita/0"}


def test_days_and_times_are_those_of_jakarta(tmp_path: Path) -> None:
    night = datetime.fromisoformat("2026-11-24T20:00:31+00:00")  # 03.00 WIB of the 25th
    path = tmp_path / "news.db"
    with Archive.open(path, clock=lambda: night) as archive:
        save(archive, make_article(published_at=None, published_on=None), make_article(**OTHER))
        carry_out(archive, OTHER["url"], "putusan")
        with archive.transaction():
            archive.db.execute("UPDATE articles SET last_seen = ?1, gone_at = ?1", [iso_utc(night)])
            archive.db.execute("UPDATE revisions SET seen_at = ?, cause = 'edit'", [iso_utc(night)])
    browse = Browse(path)
    article = browse("/artikel/1").text
    assert "urldate = {2026-11-25}" in article
    assert 'datetime=""' not in article
    assert "<span>waktu tidak diketahui</span>" in article
    for address in ("/news/edited", "/news/gone"):
        assert "25 Nov 2026 03.00 WIB" in browse(address).text
        assert "2026-11-24T20" not in browse(address).text
    gone = browse(f"/cari?q={OTHER['url']}")
    browse.close()
    assert gone.status_code == 410
    assert "pada 25 Nov 2026 03.00 WIB." in gone.text


def test_atom_tells_when_an_article_was_edited(tmp_path: Path) -> None:
    times = [NOW, NOW + timedelta(hours=30), NOW + timedelta(hours=40)]
    path = tmp_path / "news.db"
    with Archive.open(path, clock=lambda: NOW) as archive:
        save(
            archive,
            make_article(published_at=None),
            make_article(url=f"{URL}/2", canonical_url=None, headline="Pasar", paragraphs=("Lain.",)),
        )
        run = archive.begin_run("kabarcontoh", times[1])
        edited = make_article(published_at=None, headline="Jembatan Ditutup")
        page = make_capture(fetched_at=times[1], body=b"Jembatan Ditutup")
        archive.save_article(edited, [archive.keep_capture(page, run)], run)
        reread = replace(edited, headline="Jembatan Ditutup Lagi", extractor="newscrawl 2")
        archive.save_article(reread, [archive.keep_capture(replace(page, fetched_at=times[2]), run)], run)
        archive.finish_run(run, times[2], {})
        causes = [cause for (cause,) in archive.db.execute("SELECT cause FROM revisions ORDER BY id")]
    assert causes == ["new", "new", "edit", "extraction"]
    browse = Browse(path)
    feed = read_feed(browse("/cari.atom").content)
    browse.close()
    entries = {each.findtext(f"{ATOM}title"): each for each in feed.findall(f"{ATOM}entry")}
    told = entries["Jembatan Ditutup Lagi"]
    assert told.findtext(f"{ATOM}published") == "2026-11-20T00:00:00+07:00"
    assert told.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated") == iso_utc(times[1])
    assert {each.findtext(f"{ATOM}updated") for each in entries.values()} == {*map(iso_utc, times[:2])}


def test_atom_compares_instants() -> None:
    seen = {1: "2026-11-24T01:00:00Z", 2: "2026-11-24T01:00:00.500000Z"}
    assert read_feed(as_atom([], seen, "", "", str)).findtext(f"{ATOM}updated") == seen[2]


def test_atom_feed_of_control_characters_is_xml(browsing: Callable[..., Browse]) -> None:
    browse = browsing(make_article(headline="Jembatan \x0b\x1f\ufffe<&> Dibuka"))
    assert (
        read_feed(browse("/cari.atom").content).find(f"{ATOM}entry/{ATOM}title").text == "Jembatan <&> Dibuka"
    )


@pytest.mark.parametrize(
    "address", ["/", "/cari", "/cari.csv", "/cari.json", "/cari.atom", "/news", "/laporan"]
)
def test_an_empty_archive_is_served(browsing: Callable[..., Browse], address: str) -> None:
    answer = browsing()(address)
    assert answer.status_code == 200, answer.text
    if address == "/":
        assert "Arsip ini masih kosong" in answer.text


@pytest.mark.parametrize("table", TABLES)
def test_every_described_table_opens(browse: Browse, table: str) -> None:
    assert browse(f"/news/{table}").status_code == 200


@pytest.mark.parametrize("query", QUERIES)
def test_every_question_is_answered(browse: Browse, query: str) -> None:
    answer = browse(f"/news/{query}")
    assert answer.status_code == 200
    assert QUERIES[query]["title"] in answer.text
    assert browse(f"/news/{query}.json?_shape=objects").json()["ok"]


def answers(browse: Browse, query: str) -> Any:
    return browse(f"/news/{query}.json?_shape=array").json()


def test_a_person_has_the_role_that_most_articles_give(browsing: Callable[..., Browse]) -> None:
    roles = ("Warga", "Bupati", None, None, "Bupati")
    browse = browsing(
        *(
            make_article(
                url=f"{URL}-{number}",
                canonical_url=None,
                annotations=annotations(
                    people=[{"name": "Nining", "role": role, "mentions": 1, "quoted": True}]
                ),
            )
            for number, role in enumerate(roles)
        )
    )
    (row,) = answers(browse, "most_quoted_people")
    assert row == {"name": "Nining", "role": "Bupati", "quoted_in": 5, "articles": 5}


def test_a_day_in_the_future_hides_no_tone(browsing: Callable[..., Browse]) -> None:
    browse = browsing(
        make_article(annotations=annotations()),
        make_article(url=f"{URL}-2", canonical_url=None, published_at=None, published_on=date(2199, 1, 1)),
    )
    days = [row["published_on"] for row in answers(browse, "sentiment_by_day")]
    assert days == [make_article().published_on.isoformat()]


def test_the_places_most_named_are_kabupaten_and_kota(browsing: Callable[..., Browse]) -> None:
    others = [
        make_place(name="Jawa Barat", type="province", code="32"),
        make_place(name="Jepang", type="country", code=None, province=None, country="JP"),
        make_place(name="Seoul", type="city", code=None, province=None, country="KR"),
    ]
    kota = make_place(name="Bandung", type="kota", code="32.73")
    browse = browsing(make_article(annotations=annotations(places=[*others, make_place(), kota])))
    found = {row["name"] for row in answers(browse, "most_named_places")}
    assert found == {"Garut", "Bandung"}


def test_sites_without_a_seed_have_each_its_tone(browsing: Callable[..., Browse]) -> None:
    sad = annotations(sentiment={"label": "negatif", "confidence": 0.9})
    browse = browsing(
        make_article(
            url=f"{URL}-1",
            canonical_url=None,
            outlet="generic",
            outlet_name="satu.example",
            annotations=annotations(),
        ),
        make_article(
            url=f"{URL}-2", canonical_url=None, outlet="generic", outlet_name="dua.example", annotations=sad
        ),
        make_article(
            url=f"{URL}-3", canonical_url=None, outlet="generic", outlet_name="dua.example", annotations=sad
        ),
        make_article(url=f"{URL}-4", canonical_url=None, outlet_name="Nama Lama", annotations=sad),
        make_article(url=f"{URL}-5", canonical_url=None, outlet_name="Nama Baru", annotations=annotations()),
    )
    found = [(row["articles"], row["positive_percent"]) for row in answers(browse, "outlet_tone")]
    assert sorted(found) == [(1, 100), (2, 0), (2, 50)]


def test_the_facets_tell_what_they_are_counted_over(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Counted over" not in browse("/cari?q=jembatan").text
    monkeypatch.setattr("archive.search.POOL", 25)
    monkeypatch.setattr("archive.datasette.pages.POOL", 25)
    text = text_of(page(browse("/cari?q=jembatan")))
    assert "Dihitung dari 25 artikel yang terakhir diarsipkan. Counted over the last 25 matches." in text


def test_articles_are_searched_by_full_text(browse: Browse) -> None:
    assert 'name="_search"' in browse("/news/articles").text
    assert len(browse("/news/articles.json?_search=ke+3+dibuka&_shape=array").json()) == 1


def test_places_of_one_name_are_told_apart(browsing: Callable[..., Browse]) -> None:
    both = [make_place(name="Bandung", code="32.04"), make_place(name="Bandung", type="kota", code="32.73")]
    told = ["Kab. Bandung", "Kota Bandung"]
    browse = browsing(
        make_article(annotations=annotations(places=both)),
        make_article(url=f"{URL}-2", canonical_url=None, annotations=annotations(places=both[1:])),
    )
    tree = page(browse("/"))
    assert [option.get("value") for option in tree.cssselect("#tempat option")] == told[::-1]
    counted = [page(browse(f"/?place={each}")).cssselect("#per-hari desc")[0].text for each in told]
    assert [each.split(" artikel")[0] for each in counted] == ["1", "2"]
    found = page(browse("/cari"))
    assert set(told) <= {link.text for link in found.cssselect(".facet a")}
    assert browse("/cari.json").json()[1]["places"] == told
    assert ", ".join(told) in text_of(found.cssselect(".hit")[1])
