"""``newscrawl show`` in all its views."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.store import Archive
from newscrawl.cli import main
from tests.archive.conftest import NOW, URL, make_article, make_capture


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """An article in two versions, gone since."""
    path = tmp_path / "news.db"
    old = "Lima orang tewas dalam banjir di Garut pada hari Kamis pagi, kata kepala dinas."
    with Archive.open(path, clock=lambda: NOW + timedelta(days=2)) as archive:
        run = archive.begin_run("kabarcontoh", NOW)
        for hours, text in enumerate((old, old.replace("Lima", "Enam"))):
            page = make_capture(fetched_at=NOW + timedelta(hours=hours), body=text.encode())
            archive.save_article(make_article(paragraphs=(text,)), [archive.keep_capture(page, run)], run)
        archive.mark_gone(URL, "kabarcontoh")
        archive.finish_run(run, NOW, {})
    yield path


def show(path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["show", *words, "--archive", str(path)])


def test_an_article_that_is_gone_keeps_its_text_and_says_so(path: Path) -> None:
    result = show(path, URL)
    assert result.exit_code == 0, result.stderr
    assert "Enam orang tewas" in result.stdout
    assert "sejak 2026-11-26T08:00:00Z; teks ini disimpan arsip" in result.stdout
    told = show(path, "1", "--format", "json")
    assert json.loads(told.stdout)["text"].startswith("Enam orang")
    assert "sejak 2026-11-26" in told.stderr


def test_an_earlier_version(path: Path) -> None:
    result = show(path, URL, "--revision", "1")
    assert "Lima orang tewas" in result.stdout
    assert "versi lama, nomor 1, dilihat 2026-11-24" in result.stdout
    assert show(path, URL, "--revision", "3").exit_code == 1
    assert "it has 2" in show(path, URL, "--revision", "3").stderr


def test_what_changed_word_by_word(path: Path) -> None:
    result = show(path, URL, "--diff")
    assert result.exit_code == 0, result.stderr
    assert "Version 2, seen 2026-11-24T09:00:00Z: edited by the outlet (newscrawl 1)" in result.stdout
    assert "  paragraph 1: [-Lima-] {+Enam+} orang tewas dalam banjir di Garut pada hari …" in result.stdout
    record = json.loads(show(path, URL, "--diff", "--format", "json").stdout)
    assert "the first version has none before it" in show(path, URL, "--revision", "1", "--diff").stderr
    assert record["cause"] == "edit"
    assert record["changes"][0]["after"].startswith("Enam orang")


def test_evidence(path: Path) -> None:
    result = show(path, URL, "--evidence")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("verified    yes, read just now") == 2
    records = [
        json.loads(line) for line in show(path, URL, "--evidence", "--format", "json").stdout.splitlines()
    ]
    assert [each["revisions"] for each in records] == [[1], [2]]
    of_first = show(path, URL, "--evidence", "--revision", "1", "--format", "json")
    assert [json.loads(line)["revisions"] for line in of_first.stdout.splitlines()] == [[1]]
    warc = path.with_suffix(".captures") / records[0]["file"]
    warc.write_bytes(b"")
    broken = show(path, URL, "--evidence")
    assert broken.exit_code == 1
    assert "verified    NO: " in broken.stdout


def test_one_view_at_a_time_and_unknown_articles(path: Path) -> None:
    assert show(path, URL, "--evidence", "--diff").exit_code == 2
    assert show(path, "https://kabarcontoh.example/lain").exit_code == 1
