"""``newscrawl stats``: what is covered, and where it is not."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.store import Archive
from archive.tally import Span, find_gaps
from newscrawl.cli import main
from tests.archive.conftest import NOW, URL, make_article


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles a day of one outlet but for two days, three of another, one of which without a date."""
    path = tmp_path_factory.mktemp("arsip") / "news.db"
    with Archive.open(path, clock=lambda: NOW) as archive:
        for day in (*range(1, 8), *range(10, 16)):
            for number in range(4):
                at = datetime.fromisoformat(f"2026-11-{day:02}T10:0{number}:00+07:00")
                url = f"{URL}-{day}-{number}"
                article = make_article(
                    url=url, canonical_url=None, published_at=at, published_on=at.date(), annotations=()
                )
                archive.save_article(article, (), None)
        for number in range(3):
            article = make_article(
                url=f"https://lain.example/{number}",
                canonical_url=None,
                outlet="lain",
                published_at=None,
                published_on=date(2026, 11, 3) + timedelta(days=number) if number else None,
                authors=(),
            )
            archive.save_article(article, (), None)
        archive.mark_gone(f"{URL}-1-0", "kabarcontoh")
    return path


def stats(path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["stats", *words, "--archive", str(path)])


def test_it_draws(path: Path) -> None:
    result = stats(path)
    assert result.exit_code == 0, result.output
    assert (
        "55 articles of 2 outlets, 2026-11-01 to 2026-11-15, 1 undated, 1 gone from the web" in result.stdout
    )
    assert "███████  ██████         52, at most 4 a day; 52 in all" in result.stdout
    assert "2, at most 1 a day; 3 in all, 1 undated" in result.stdout
    assert "kabarcontoh: 2026-11-08 to 2026-11-09" in result.stdout
    assert "time of day" in result.stdout


def test_figures_of_one_span_and_a_date_in_the_future(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    days = [date(2026, 9, 1)] * 9 + [date(2026, 11, day) for day in range(1, 16)] * 3
    days += [date.today() + timedelta(days=400)]  # noqa: DTZ011 - far from any zone's midnight
    with Archive.open(path) as archive:
        for number, day in enumerate(days):
            article = make_article(
                url=f"{URL}-{number}",
                canonical_url=None,
                published_at=None,
                published_on=day,
                annotations=(),
            )
            archive.save_article(article, (), None)
    shown = stats(path).stdout
    assert "55 articles of 1 outlets, 2026-09-01 to 2026-11-15, 1 dated after today" in shown
    assert "Articles per day, 2026-10-17 to 2026-11-15" in shown
    assert "       45, at most 3 a day; 55 in all, 1 dated after today" in shown
    assert "Gaps" not in shown
    told = json.loads(stats(path, "--json").stdout)
    assert (told["last_day"], told["outlets"][0]["future"]) == ("2026-11-15", 1)
    late = json.loads(stats(path, "--json", "--from", str(days[-1])).stdout)
    assert (late["articles"], late["last_day"]) == (1, str(days[-1]))


def test_the_same_as_json(path: Path) -> None:
    told = json.loads(stats(path, "--json").stdout)
    large, small = told["outlets"]
    assert (large["articles"], large["days"]["2026-11-07"], "2026-11-08" in large["days"]) == (52, 4, False)
    assert (large["gaps"], small["gaps"]) == ([{"from": "2026-11-08", "to": "2026-11-09"}], [])
    assert told["fields"]["authors"] == round(52 / 55, 4)
    assert told["sentiment"] == {"-": 52, "positif": 3}


@pytest.mark.parametrize(("first", "last", "number"), [(5, 12, 24), (8, 12, 12), (8, 9, 0)])
def test_a_gap_is_told_by_the_days_around_it(path: Path, first: int, last: int, number: int) -> None:
    days = ("--from", f"2026-11-{first:02}", "--to", f"2026-11-{last:02}")
    told = json.loads(stats(path, "--json", "--outlet", "kabarcontoh", *days).stdout)
    (outlet,) = told["outlets"]
    assert outlet["gaps"] == [{"from": "2026-11-08", "to": "2026-11-09"}]
    assert (told["articles"], told["first_day"]) == (number, f"2026-11-{first:02}")
    assert f"Articles per day, 2026-11-{first:02} to" in stats(path, *days).stdout


def test_filters(path: Path, tmp_path: Path) -> None:
    told = json.loads(stats(path, "--json", "--outlet", "lain", "--from", "2026-11-05").stdout)
    assert (told["articles"], told["first_day"]) == (1, "2026-11-05")
    none = stats(path, "--outlet", "tidakada")
    assert none.exit_code == 2
    assert "unknown outlet 'tidakada'" in none.stderr
    silent = stats(path, "--outlet", "jabarekspres")
    assert silent.exit_code == 0
    assert "no article has the outlet 'jabarekspres'" in silent.stderr
    assert stats(tmp_path / "tidak-ada.db").exit_code == 3


@pytest.mark.parametrize(
    ("numbers", "until", "expected"),
    [
        ([5, 5, 0, 5, 5], 4, [(2, 2)]),
        ([1, 1, 0, 1, 1], 4, []),
        ([5, 5, 5, 5, 5], 9, [(5, 9)]),
        ([9] * 9 + [0] * 30 + [9] * 20, 58, [(9, 38)]),
        ([1], 0, []),
    ],
)
def test_gaps(numbers: list[int], until: int, expected: list[tuple[int, int]]) -> None:
    start = date(2026, 1, 1)
    days = {start + timedelta(days=n): number for n, number in enumerate(numbers) if number}
    found = list(find_gaps(days, start + timedelta(days=until)))
    assert found == [Span(start + timedelta(days=a), start + timedelta(days=b)) for a, b in expected]
