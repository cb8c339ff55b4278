"""The morning report: folded, counted, compared with the span before, and safe to send."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.queries import narrowed, saved_queries
from archive.report import about, make_report, period, unknown
from archive.report_page import as_html, as_markdown, html_table, summary, tone_table
from archive.request import SearchRequest
from archive.store import Archive
from newscrawl.cli import main
from newscrawl.types import Annotation, Article
from tests.archive.conftest import make_article, make_place
from tests.archive.test_stories import ANOTHER, FLOOD, edited

SUMEDANG = make_place(name="Sumedang", code="32.11")
EVIL = "Banjir <script>alert(1)</script> [x](javascript:alert) | *Sumedang*"


def article(number: int, day: int, tone: str, text: str, **changes: object) -> Article:
    stated = (
        Annotation("sentiment", "1", {"label": tone, "confidence": 0.9}),
        Annotation("places", "1", [SUMEDANG]),
        Annotation(
            "people",
            "1",
            [{"name": "Asep Nugraha", "role": "Kapolres Sumedang", "mentions": 1, "quoted": number != 3}],
        ),
    )
    at = datetime.fromisoformat(f"2026-11-{day:02d}T08:0{number}:00+07:00")
    made = make_article(
        url=f"https://outlet{number}.example/{number}",
        canonical_url=None,
        paragraphs=(text,),
        annotations=stated,
    )
    return replace(
        made,
        published_at=at,
        published_on=at.date(),
        outlet_name=f"Media {number}",
        outlet=f"media{number}",
        **changes,
    )


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "news.db") as archive:
        for each in (
            article(1, 17, "positif", ANOTHER, headline="Panen Raya"),
            article(2, 17, "negatif", FLOOD, headline=EVIL),
            article(3, 17, "negatif", edited(FLOOD, 0.1), headline="Banjir Lagi"),
            article(4, 16, "netral", "Rapat rutin di kantor desa membahas jalan.", headline="Rapat"),
        ):
            archive.save_article(each, [], None)
        yield archive


def test_what_is_in_it(news: Archive) -> None:
    made = make_report(news, SearchRequest(place="Sumedang"))
    assert (made.span.start, made.span.end, made.before.start) == (
        date(2026, 11, 17),
        date(2026, 11, 17),
        date(2026, 11, 16),
    )
    assert (made.span.articles, made.span.stories, made.before.stories) == (3, 2, 1)
    assert made.span.tones == {"negatif": 1, "netral": 0, "positif": 1}
    assert [(story.headline, len(story.others)) for story in made.stories] == [(EVIL, 1), ("Panen Raya", 0)]
    assert made.stories[0].others == (("Media 3", "https://outlet3.example/3"),)
    assert [(person.name, person.role, person.quoted, person.stories) for person in made.people] == [
        ("Asep Nugraha", "Kapolres Sumedang", 2, 2)
    ]
    assert [(place.label, place.count) for place in made.places] == [("Sumedang", 2)]
    assert sum(outlet.count for outlet in made.outlets) == 3


def test_markdown(news: Archive) -> None:
    text = as_markdown(make_report(news, SearchRequest(place="Sumedang")))
    assert text.startswith("# Laporan media: Sumedang\n\n17 Nov 2026 · 2 berita dalam 3 artikel (+1 berita")
    assert "| negatif | 1 | 50% | +1 |" in text
    assert (
        r"1. **negatif 90%** [Banjir \<script\>alert(1)\</script\> \[x\](javascript:alert) \| \*Sumedang\*](<https://outlet2.example/2>)"
        in text
    )
    assert "(Media 2, 17 Nov 2026 08.02 WIB; juga: Media 3)" in text
    assert "| Asep Nugraha | Kapolres Sumedang | 2 | 2 |" in text


def test_more_articles_than_are_read_are_counted(news: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.report.MOST", 2)
    made = make_report(news, SearchRequest(place="Sumedang"))
    assert (made.span.articles, made.span.read, len(made.stories)) == (3, 2, 1)
    assert made.span.tones == {"negatif": 2, "netral": 0, "positif": 1}
    assert tone_table(made) == (
        ("nada", "artikel", "bagian"),
        [("negatif", "2", "67%"), ("netral", "0", "0%"), ("positif", "1", "33%")],
    )
    assert summary(made) == (
        "3 artikel (tanpa perbandingan: periode ini memuat lebih dari 2 artikel)."
        " Nada dari semuanya; berita dan tabel lain dari 2 yang terbaru."
    )
    good = make_report(news, SearchRequest(sentiment="positif", start=date(2026, 11, 17)))
    assert good.span.tones == {"negatif": 0, "netral": 0, "positif": 1}
    monkeypatch.setattr("archive.report.MOST", 3)
    later = make_report(news, SearchRequest(start=date(2026, 11, 18), end=date(2026, 11, 19)))
    assert "(tanpa perbandingan: periode sebelumnya memuat lebih dari 3 artikel)" in summary(later)


def test_a_change_is_told_where_the_archive_reaches_back(news: Archive) -> None:
    whole, early = (SearchRequest(start=date(2026, 11, day), end=date(2026, 11, 17)) for day in (17, 16))
    assert "+1 berita dibanding periode sebelumnya" in summary(make_report(news, whole))
    made = make_report(news, early)
    assert "(tanpa perbandingan: arsip ini baru mulai 16 Nov 2026)" in summary(made)
    assert "perubahan" not in as_markdown(made) + as_html(made)


def test_thousands_are_parted_by_a_point(news: Archive) -> None:
    made = make_report(news, SearchRequest())
    many = replace(made, span=replace(made.span, articles=11011, read=11011, stories=5000))
    assert summary(many).startswith("5.000 berita dalam 11.011 artikel (+4.999 berita")
    assert '<td class="n">11.011</td>' in html_table(("berita",), [("11.011",)])


def test_people_who_are_only_named_are_not_quoted(news: Archive) -> None:
    stated = Annotation("people", "1", [{"name": "Siti Rahmawati", "role": None, "mentions": 3}])
    silent = replace(article(5, 17, "netral", "Warga menunggu.", headline="Antre"), annotations=(stated,))
    news.save_article(silent, [], None)
    assert [person.name for person in make_report(news, SearchRequest()).people] == ["Asep Nugraha"]


def test_html_is_one_safe_page(news: Archive) -> None:
    page = as_html(make_report(news, SearchRequest(place="Sumedang")))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert set(re.findall(r'(?:src|href)="([^"]*)"', page)) == {
        f"https://outlet{n}.example/{n}" for n in (1, 2, 3)
    }
    assert '<li><strong class="negatif">negatif 90%</strong>' in page


def test_an_address_that_is_none_of_the_web_is_no_link(news: Archive) -> None:
    made = make_report(news, SearchRequest())
    odd = replace(made, stories=(replace(made.stories[0], url='javascript:alert("1")'),))
    assert "javascript:alert(&quot;" not in as_html(odd)
    assert 'javascript:alert("1")' not in as_markdown(odd)


def test_subjects(news: Archive) -> None:
    assert about(news, "sumedang") == SearchRequest(place="sumedang")
    assert about(news, "Jawa Barat") == about(news, "id-jb") == SearchRequest(province="Jawa Barat")
    assert about(news, "32.11") == SearchRequest(place="Kabupaten Sumedang")
    assert make_report(news, about(news, "32.11")).span.stories == 2
    assert about(news, "") == SearchRequest()
    assert about(news, "Sumedang", SearchRequest("banjir")) == SearchRequest("banjir", place="Sumedang")
    assert about(news, "harga beras") == SearchRequest("harga beras")
    assert about(news, " Jawa  Barat ") == about(news, "Jawa Barat")
    assert about(news, "kab.  Sumedang") == SearchRequest(place="kab. Sumedang")


def test_a_subject_holds_beside_the_filters(news: Archive) -> None:
    town, province = SearchRequest(place="Garut"), SearchRequest(province="Jawa Tengah")
    assert about(news, "Kab. Sumedang", town) == SearchRequest('"Sumedang"', place="Garut")
    assert about(news, "Jawa Barat", province) == SearchRequest('"Jawa Barat"', province="Jawa Tengah")
    assert about(news, "Sumedang", province) == SearchRequest(place="Sumedang", province="Jawa Tengah")
    assert about(news, "32.11", SearchRequest(place="32.11")) == SearchRequest(place="32.11")
    assert about(news, "Jawa Barat", SearchRequest("x", province="jabar")) == SearchRequest(
        "x", province="jabar"
    )


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("Sumedank", ["no article is about 'Sumedank'; did you mean Sumedang?"]),
        ("gempa", ["no article is about 'gempa'; give a place, a province or words."]),
        ("ID-PA", ["no article has the province 'Papua'; leave the filter out."]),
        ("banjir", []),
        ("Sumedang", []),
        ("", []),
    ],
)
def test_unknown_subjects(news: Archive, subject: str, told: list[str]) -> None:
    assert unknown(news, subject, about(news, subject)) == told


def test_periods() -> None:
    now = datetime.fromisoformat("2026-11-24T06:00:00+00:00")
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    assert period(None, None, now) == (date(2026, 11, 23), date(2026, 11, 24))
    morning = datetime.fromisoformat("2026-11-24T06:00:00+07:00")
    assert period(None, None, morning) == (date(2026, 11, 23), date(2026, 11, 24))
    assert period(last, None, now) == (last, last)
    assert period(first, last, now) == (first, last)
    with pytest.raises(ValueError, match="would begin on 2026-11-30 and end on 2026-11-01"):
        period(last, first, now)


def test_an_empty_archive_has_an_empty_report(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "empty.db") as archive:
        made = make_report(archive, SearchRequest())
    assert made.span.stories == 0
    assert as_markdown(made)
    assert as_html(made)


def run(archive: Archive, *words: str) -> str:
    result = CliRunner().invoke(main, [*words, "--archive", str(archive.path)])
    assert result.exit_code == 0, result.output
    return result.output


def test_commands(news: Archive, tmp_path: Path) -> None:
    told = run(news, "report", "--for", "Sumedang", "--since", "2026-11-17", "--to", "2026-11-17")
    assert told.startswith("# Laporan media: Sumedang")
    page = tmp_path / "laporan.html"
    assert (
        run(news, "report", "banjir", "--since", "2026-11-16", "--format", "html", "--out", str(page)) == ""
    )
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "nothing found" in run(news, "report", "gempa", "--since", "2026-11-16")
    assert "did you mean Sumedang?" in run(news, "report", "--for", "Sumedank")


def test_saved_searches(news: Archive) -> None:
    assert run(news, "queries") == ""
    run(news, "search", "banjir", "--place", "Sumedang", "--unique", "--save", "pagi", "--from", "2026-11-17")
    assert saved_queries(news) == {"pagi": SearchRequest("banjir", place="Sumedang", unique=True)}
    assert run(news, "queries") == "pagi: banjir place=Sumedang unique\n"
    assert "Media 2" in run(news, "search", "--saved", "pagi")
    assert "place 'Bandung'" in run(news, "search", "--saved", "pagi", "--place", "Bandung")
    assert run(news, "report", "--saved", "pagi", "--since", "2026-11-17").startswith(
        "# Laporan media: banjir · Sumedang"
    )
    for blank in ("", " "):
        refused = CliRunner().invoke(main, ["search", "banjir", "--save", blank, "--archive", str(news.path)])
        assert (refused.exit_code, "give one, such as --save pagi." in refused.output) == (2, True)
    missing = CliRunner().invoke(main, ["search", "--saved", "sore", "--archive", str(news.path)])
    assert (missing.exit_code, "saved are: pagi" in missing.output) == (2, True)
    run(news, "queries", "--delete", "pagi")
    assert saved_queries(news) == {}
    assert narrowed(SearchRequest("a", outlet="x"), SearchRequest(outlet="y")) == SearchRequest(
        "a", outlet="y"
    )
