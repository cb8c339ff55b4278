"""A damaged archive is told in a sentence with the remedy, and one damaged row costs no other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.rows import rows
from archive.store import Archive, ArchiveError
from archive.verify import verify
from newscrawl.cli import main
from tests.archive.conftest import URL, Clock, make_article
from tests.archive.test_reprocess import page

DAMAGE = {
    "column fields": "UPDATE articles SET fields = x'ff00ff' WHERE id = 1",
    "column pages": "UPDATE articles SET pages = substr(pages, 1, length(pages) - 2) WHERE id = 1",
    "row": "UPDATE articles SET authors = '[' WHERE id = 1",
    "column headline": "UPDATE articles SET headline = CAST(x'ff41' AS TEXT) WHERE id = 1",
    "statements": "UPDATE annotations SET value = x'00' WHERE revision IN (1, 3)",
    "record": "UPDATE revisions SET record = x'00' WHERE article = 1 AND record IS NOT NULL",
}


@pytest.fixture
def path(archive: Archive, store: Callable[..., str], clock: Clock) -> Path:
    """An archive of two articles, the first in two versions."""
    store(make_article(pages=(URL, f"{URL}?page=2", f"{URL}?page=3")))
    store(make_article(url=f"{URL}-2", canonical_url=None))
    clock.pass_by(hours=2)
    store(make_article(headline="Jembatan Ditutup", pages=(URL, f"{URL}?page=2", f"{URL}?page=3")))
    return archive.path


def hurt(path: Path, sql: str) -> None:
    with Archive.open(path) as archive, archive.db.conn as conn:
        conn.execute("DROP TRIGGER articles_au")
        assert conn.execute(sql).rowcount > 0


def run(path: Path, *words: str) -> Result:
    result = CliRunner().invoke(main, [*words, "--archive", str(path)])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


@pytest.mark.parametrize("value", ["'{'", "'[]'", "x'00ff'", "'null'"])
def test_a_damaged_report_is_told(path: Path, value: str) -> None:
    with Archive.open(path) as archive, archive.db.conn as conn:
        assert conn.execute(f"UPDATE runs SET report = {value}").rowcount > 0  # noqa: S608
    result = run(path, "health")
    assert result.exit_code == 3
    assert "of the outlet kabarcontoh, cannot be read; `newscrawl verify`" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    with Archive.open(path) as archive, pytest.raises(ArchiveError, match="kabarcontoh, cannot be read"):
        archive.accept("kabarcontoh")


@pytest.mark.parametrize(
    "value", ["'{'", "'[]'", "x'00ff'", "5", """'{"town": "Garut"}'""", """'{"words": 5}'"""]
)
def test_a_damaged_saved_search_costs_no_other(path: Path, value: str) -> None:
    for name in ("pagi", "sore"):
        run(path, "search", "jembatan", "--save", name)
    with Archive.open(path) as archive, archive.db.conn as conn:
        conn.execute(f"UPDATE queries SET request = {value} WHERE name = 'pagi'")  # noqa: S608
    for words in (["queries"], ["search", "--saved", "pagi"], ["report", "--saved", "pagi"]):
        result = run(path, *words)
        assert result.exit_code == 3
        assert "the saved search 'pagi' is damaged; `newscrawl queries --delete pagi`" in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert "Jembatan" in run(path, "search", "--saved", "sore").stdout
    assert run(path, "queries", "--delete", "pagi").stdout == "sore: jembatan\n"


def test_a_saved_search_that_cannot_be_asked_with_what_is_added(path: Path) -> None:
    run(path, "search", "jembatan OR", "--save", "pagi")
    assert "'OR -gempa' cannot be asked" in run(path, "search", "--saved", "pagi", "-gempa").stderr


@pytest.mark.parametrize("what", DAMAGE)
def test_verify_names_the_article(path: Path, what: str) -> None:
    hurt(path, DAMAGE[what])
    result = run(path, "verify")
    assert result.exit_code == 1
    assert "article 1: " in result.stdout
    assert "article 2: " not in result.stdout
    assert what in result.stdout


@pytest.mark.parametrize("what", DAMAGE)
def test_who_meets_it_is_told(path: Path, what: str) -> None:
    hurt(path, DAMAGE[what])
    for words in (["show", "1", "--diff"], ["show", "1", "--revision", "1"], ["export", "jsonl"]):
        if what == "record" and words == ["export", "jsonl"]:
            continue  # which takes the present version only
        result = run(path, *words)
        assert result.exit_code == 3
        assert "newscrawl verify" in result.stderr
        assert "newscrawl restore" in result.stderr
    assert run(path, "show", "2").exit_code == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE articles SET text = replace(text, 'Jumat', 'Kamis') WHERE id = 1",
        "UPDATE articles SET published_at = replace(published_at, 'T10', 'T11') WHERE id = 1",
        "UPDATE revisions SET content_hash = replace(content_hash, '0', '1') WHERE id = 1",
    ],
)
def test_verify_notices_other_content_than_was_stored(path: Path, sql: str) -> None:
    hurt(path, sql)
    result = run(path, "verify")
    assert result.exit_code == 1
    assert f"article 1: the content of {URL} is not what was stored" in result.stdout
    assert "article 2: " not in result.stdout


@pytest.mark.parametrize(
    "changes",
    [
        {"paragraphs": ("Jumat\n\npagi", "", "Sabtu")},
        {"paragraphs": ("\x00",)},
        {"published_on": None},
        {"published_at": None},
        {"headline": "Pasar \ud83d", "byline": "a\x00b", "tags": ()},
    ],
)
def test_odd_content_is_no_damage(
    archive: Archive, store: Callable[..., str], changes: dict[str, Any]
) -> None:
    store(make_article(**changes))
    assert list(verify(archive)) == []


def test_an_edit_of_a_damaged_article_stops_no_crawl(path: Path, store: Callable[..., str]) -> None:
    hurt(path, DAMAGE["column fields"])
    with pytest.raises(ArchiveError, match="the column fields of https://"):
        store(make_article(headline="Jembatan Dibuka Lagi"))
    assert store(make_article(url=f"{URL}-3", canonical_url=None)) == "new"


def test_reprocess_passes_over_it(tmp_path: Path) -> None:
    path, saved = tmp_path / "news.db", [page(number) for number in range(3)]
    source = tmp_path / "halaman.html"
    for each in saved:
        source.write_bytes(each.body)
        assert run(path, "scrape", str(source), "--url", each.url, "--save").exit_code == 0
    hurt(path, "UPDATE articles SET confidence = 0.5")
    with Archive.open(path) as archive, archive.db.conn as conn:
        conn.execute(DAMAGE["column fields"])
    result = run(path, "reprocess", "--yes", "--jobs", "1")
    assert result.exit_code == 1
    assert f"the column fields of {saved[0].url} does not unpack" in result.stdout
    assert "2 written" in result.stdout
    with Archive.open(path) as archive:
        left = rows(archive.db, "SELECT id FROM articles WHERE confidence = 0.5")
    assert left == [{"id": 1}]


def test_a_damaged_page_of_the_database(path: Path) -> None:
    with Archive.open(path) as archive:
        archive.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (root,) = rows(archive.db, "SELECT rootpage FROM sqlite_master WHERE name = 'articles'")
        size = archive.db.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root["rootpage"] - 1) * size)
        file.write(b"\xff" * size)
    for words in (["search", "jembatan"], ["show", "1"], ["export", "csv"], ["stats"]):
        result = run(path, *words)
        assert result.exit_code == 3
        assert "the database is damaged" in result.stderr
    told = run(path, "verify")
    assert told.exit_code == 1
    assert "the database is damaged" in told.stdout


def test_a_whole_archive_has_no_fault(path: Path) -> None:
    with Archive.open(path) as archive:
        assert list(verify(archive)) == []


def test_a_hash_of_an_old_release_is_no_damage(archive: Archive, store: Callable[..., str]) -> None:
    store()
    with archive.transaction():
        archive.db.execute("UPDATE revisions SET content_hash = content_hash || content_hash")
    assert list(verify(archive)) == []
