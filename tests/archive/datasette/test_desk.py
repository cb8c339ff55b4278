"""What a media desk does on the web: its saved searches, and the morning report."""

import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring as parse

from archive.datasette.asking import Asked, read_report
from archive.queries import save_query, saved_queries
from archive.query import is_void
from archive.request import FILTERS, SearchRequest
from archive.store import Archive
from newscrawl.cli import main
from newscrawl.days import day_of
from newscrawl.record import format_day
from tests.archive.conftest import make_article
from tests.archive.datasette.conftest import Browse, archive_of, sample
from tests.archive.datasette.test_pages import headlines, page, text_of

SAVED = {
    "pagi": SearchRequest("jembatan", place="Garut", unique=True),
    "<b>sore</b> & 'malam'": SearchRequest(outlet="harianmisal"),
    "panjang": SearchRequest("jembatan " * 50),
}
WEEK = "from=2026-11-14&to=2026-11-20"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archive_of(tmp_path_factory.mktemp("desk"), *sample())
    with Archive.open(path) as archive:
        for name, request in SAVED.items():
            save_query(archive, name, request)
    return path


@pytest.fixture(scope="module")
def staff(desk: Path) -> Iterator[Browse]:
    yield (made := Browse(desk))
    made.close()


@pytest.fixture(scope="module")
def outside(desk: Path) -> Iterator[Browse]:
    yield (made := Browse(desk, public=True))
    made.close()


def test_saved_searches_are_listed_and_asked_again(staff: Browse) -> None:
    tree = page(staff("/cari"))
    items = [" ".join(each.text_content().split()) for each in tree.cssselect(".saved li")]
    assert "pagi jembatan place=Garut unique laporan" in items
    links = {each.text: each.get("href") for each in tree.cssselect(".saved li a")}
    assert set(links) == {*SAVED, "laporan"}
    for name, number in (("pagi", 17), ("<b>sore</b> & 'malam'", 7)):
        found = page(staff(links[name]))
        assert found.cssselect("#hasil")[0].text.strip() == f"{number} artikel"


def test_a_saved_search_fills_the_form_and_can_be_narrowed(staff: Browse) -> None:
    tree = page(staff("/cari?saved=pagi&outlet=harianmisal"))
    assert [each.get("value") for each in tree.cssselect("#q, #f-place, #f-outlet")] == [
        "jembatan",
        "harianmisal",
        "Garut",
    ]
    assert tree.cssselect("#hasil")[0].text.strip() == "4 artikel"
    assert len(staff("/cari.json?saved=pagi&outlet=harianmisal").json()) == 4


@pytest.mark.parametrize("address", ["/cari", "/cari.csv", "/cari.atom", "/laporan"])
def test_an_unknown_name_is_told_the_saved_ones(staff: Browse, address: str) -> None:
    answer = staff(f"{address}?saved=malam")
    assert answer.status_code == 404
    assert "no search is saved as &#39;malam&#39;; saved are:" in answer.text
    assert "pagi" in answer.text


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("panjang", 400),
        ("%00", 200),
        ("x%00", 404),
        ("%F0%9F%98%80", 404),
        ("x" * 4000, 404),
        ("x&saved=pagi", 404),
    ],
)
def test_odd_names(staff: Browse, value: str, status: int) -> None:
    assert staff(f"/cari?saved={value}").status_code == status


def test_what_a_desk_saved_is_its_own(outside: Browse) -> None:
    assert not page(outside("/cari")).cssselect(".saved, .keep")
    answer = outside("/cari?saved=pagi")
    assert answer.status_code == 404
    assert "malam" not in answer.text


def test_the_command_line_that_saves(staff: Browse, desk: Path) -> None:
    tree = page(staff("/cari?q=%22pasar+baru%22+-rob&place=Kota+Bandung&from=2026-11-01&unique=1"))
    assert tree.cssselect(".keep pre")[0].text == (
        f"newscrawl search '\"pasar baru\" -rob' --place 'Kota Bandung' --unique --archive {desk} --save NAMA"
    )
    assert not page(staff("/cari?q=x%1B[201~%0Arm")).cssselect(".keep")
    assert not page(staff("/cari?q=--save")).cssselect(".keep")


TEXT = st.text(st.sampled_from("ab \"'$`\\;|&-=!*~#<>(){}\u00e9"), min_size=1, max_size=12).filter(str.strip)


def test_the_command_line_saves_what_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Archive.open(path).close()
    named = {name: st.none() | TEXT for name in FILTERS if name not in ("start", "end", "sentiment")}
    named |= {"outlet": st.sampled_from((None, "kompas")), "network": st.sampled_from((None, "promedia"))}
    named |= {"province": st.sampled_from((None, "ID-JB"))}

    @settings(max_examples=40, deadline=None)
    @given(
        st.builds(
            SearchRequest,
            words=st.just("") | TEXT,
            sentiment=st.sampled_from((None, "positif")),
            unique=st.booleans(),
            order=st.sampled_from(("relevance", "newest")),
            **named,
        )
    )
    def save(request: SearchRequest) -> None:
        words = shlex.split(Asked(request).command(path))
        if not words:
            assert request.words.startswith("--") or is_void(request.words)
            return
        assert CliRunner().invoke(main, words[1:]).exit_code == 0
        with Archive.open(path, read_only=True) as archive:
            assert saved_queries(archive) == {"NAMA": request}

    save()


def test_report(staff: Browse) -> None:
    tree = page(staff(f"/laporan?for=Garut&{WEEK}"))
    text = text_of(tree)
    assert "Laporan media: Garut" in text
    assert "14 Nov 2026 – 20 Nov 2026 · 9 berita dalam 9 artikel" in text
    assert len(headlines(tree)) == 9
    rows = [
        [each.text_content() for each in row]
        for row in tree.cssselect("aside table")[0].cssselect("tbody tr")
    ]
    assert [row[0] for row in rows] == ["negatif", "netral", "positif"]
    people = tree.cssselect("aside table")[1].cssselect("tbody tr")[0]
    assert [each.text_content() for each in people] == ["Siti Rahmawati", "Camat Garut Kota", "9", "9"]
    assert tree.cssselect(".hit h3 a")[0].get("href").startswith("/artikel/")
    assert tree.cssselect("#for")[0].get("value") == "Garut"
    assert {(each.get("name"), each.get("value")) for each in tree.cssselect("input[type=hidden]")} == {
        ("from", "2026-11-14"),
        ("to", "2026-11-20"),
    }
    labelled = {each.get("for") for each in tree.cssselect("label")}
    assert labelled == {
        each.get("id") for each in tree.cssselect("form input:not([type=hidden]), form select")
    }


def test_a_report_tells_what_the_command_tells(staff: Browse, desk: Path) -> None:
    words = [
        "report",
        "--for",
        "Garut",
        "--since",
        "2026-11-14",
        "--to",
        "2026-11-20",
        "--archive",
        str(desk),
    ]
    told = CliRunner().invoke(main, words).output
    text = text_of(page(staff("/laporan?for=Garut&since=2026-11-14&to=2026-11-20")))
    title, facts = told.splitlines()[0], told.splitlines()[2]
    assert title.removeprefix("# ") in text
    assert facts in text


def test_a_report_on_a_search_keeps_its_filters(staff: Browse) -> None:
    found = page(staff(f"/cari?q=jembatan&place=32.05&outlet=harianmisal&{WEEK}"))
    (link,) = [each.get("href") for each in found.cssselect(".take a") if "/laporan" in each.get("href")]
    tree = page(staff(link))
    assert "Laporan media: jembatan · Kabupaten Garut · harianmisal" in text_of(tree)
    assert tree.cssselect("input[name=q]")[0].get("value") == "jembatan"
    assert [
        each.get("href") for each in tree.cssselect("main .caption a") if "laporan" in each.get("href")
    ] == [f"/laporan?for=32.05&{WEEK}"]
    saved = page(staff("/laporan?saved=pagi&since=2026-11-08"))
    assert "Laporan media: jembatan · Garut" in text_of(saved)


@pytest.mark.parametrize("address", ["/", "/cari", "/laporan"])
def test_reports_are_found(outside: Browse, address: str) -> None:
    assert "/laporan" in [each.get("href") for each in page(outside(address)).cssselect("main a, nav a")]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("for=Garud", "no article is about 'Garud'; did you mean Garut?"),
        ("place=Garud", "no article is about 'Garud'; did you mean Garut?"),
        ("outlet=harianmisel", "no article has the outlet 'harianmisel'; did you mean"),
        ("since=kemarin", "since: 'kemarin' bukan tanggal seperti 2026-11-24 (tahun 1900 sampai 2200)"),
        ("since=1800-01-01", "since: '1800-01-01' bukan tanggal seperti 2026-11-24 (tahun 1900 sampai 2200)"),
        (
            "since=2026-12-01&to=2026-11-01",
            "Laporan ini akan mulai 2026-12-01 dan berakhir 2026-11-01; tukar",
        ),
        ("from=2026-12-01&to=2026-11-01", "Laporan ini akan mulai 2026-12-01 dan berakhir 2026-11-01; tukar"),
    ],
)
def test_what_cannot_be_reported_on(outside: Browse, asked: str, told: str) -> None:
    answer = outside(f"/laporan?{asked}")
    assert answer.status_code == 400
    assert told in text_of(parse(answer.content))


def test_a_quiet_day_is_no_mistake(outside: Browse) -> None:
    answer = outside("/laporan?for=Garut&since=2026-10-01&to=2026-10-02")
    assert answer.status_code == 200
    assert "Tidak ada yang cocok dalam periode ini" in answer.text


def chosen(tree: Any, **changed: str) -> str:
    """The address to which the form of a report leads."""
    (form,) = tree.cssselect("form.choice")
    return f"{form.get('action')}?{urlencode({**dict(form.fields), **changed})}"


def test_the_span_of_a_search_is_that_of_its_report(staff: Browse) -> None:
    tree = page(staff("/laporan?to=2026-11-12"))
    assert "8 Nov 2026 – 12 Nov 2026 · 10 berita dalam 10 artikel" in text_of(tree)
    assert text_of(page(staff(chosen(tree)))) == text_of(tree)


@pytest.mark.parametrize(
    "asked", [WEEK, "to=2026-11-12", "from=2026-11-14", "since=2026-11-14&to=2026-11-20"]
)
def test_a_chosen_period_takes_the_place_of_the_days(staff: Browse, asked: str) -> None:
    tree = page(staff(f"/laporan?q=jembatan&{asked}"))
    answer = staff(chosen(tree, since="7d"))
    assert answer.status_code == 200
    again = page(answer)
    today = day_of(datetime.now(UTC))
    assert text_of(again.cssselect(".lead")[0]).startswith(format_day(today - timedelta(days=7)))
    assert format_day(today) in text_of(again.cssselect(".lead")[0])
    assert [each.text_content() for each in again.cssselect("option[selected]")] == [
        "7 hari lalu sampai kini"
    ]
    assert dict(again.cssselect("form.choice")[0].fields) == {"for": "", "since": "7d", "q": "jembatan"}
    assert "2026-11" not in text_of(again)


def test_an_empty_report_offers_a_longer_period(staff: Browse) -> None:
    tree = page(staff("/laporan?q=jembatan&from=2026-10-01&to=2026-10-02"))
    assert [each.text_content() for each in tree.cssselect(".notice a")] == ["seluruh arsip"]
    whole = page(staff(tree.cssselect(".notice a")[0].get("href")))
    assert "26 berita dalam 26 artikel" in text_of(whole)
    today = datetime.fromisoformat("2030-01-01T10:00:00+07:00")
    assert list(read_report({}, SearchRequest("jembatan"), today).longer(today)) == [
        "3 hari lalu sampai kini",
        "7 hari lalu sampai kini",
        "30 hari lalu sampai kini",
        "seluruh arsip",
    ]


@pytest.mark.parametrize("asked", ["for=%25%25", "q=%25%25", "for=Garut&q=-"])
def test_signs_alone_are_nothing_to_report_on(outside: Browse, asked: str) -> None:
    answer = outside(f"/laporan?{asked}")
    assert answer.status_code == 400
    assert "tidak memuat kata; tulis huruf atau angka." in text_of(parse(answer.content))


def test_a_long_report_is_cut(browsing: Callable[..., Browse], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.datasette.pages.STORIES", 3)
    tree = page(browsing(*sample())(f"/laporan?{WEEK}"))
    assert len(headlines(tree)) == 3
    assert "… dan 11 berita lagi" in text_of(tree)


def test_copies_are_told_with_their_story(browsing: Callable[..., Browse]) -> None:
    words = tuple(
        f"Kalimat nomor {n} tentang jembatan Cimanuk yang dibuka bupati pagi ini." for n in range(30)
    )
    same: dict[str, Any] = {"canonical_url": None, "paragraphs": words}
    first = make_article(**same)
    other = make_article(
        url="https://antaramisal.example/a", outlet="antaramisal", outlet_name="Antara Misal", **same
    )
    day = first.published_on
    tree = page(browsing(first, other)(f"/laporan?from={day}&to={day}"))
    assert len(headlines(tree)) == 1
    assert "Juga Also: " in text_of(tree)
