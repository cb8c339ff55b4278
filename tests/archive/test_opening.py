"""What is not an archive, or cannot be used as one, is told in one sentence and left as it was."""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import connection
from archive.connection import explained
from archive.migrations import APPLICATION_ID
from archive.rows import rows
from archive.store import Archive, ArchiveError
from archive.verify import verify
from newscrawl.cli import main
from tests.archive.conftest import NOW, make_article, make_capture


def make_other_database(path: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE resep (nama TEXT)")
    conn.close()


def make_newer_archive(path: Path) -> None:
    with Archive.open(path) as archive:
        applied = {"migration_set": "newscrawl", "name": "later", "applied_at": ""}
        archive.db["_sqlite_migrations"].insert(applied)


def make_older_archive(path: Path) -> None:
    with Archive.open(path) as archive:
        archive.db.execute("DELETE FROM _sqlite_migrations")


def make_folder(path: Path) -> None:
    path.mkdir()


def make_text(path: Path) -> None:
    path.write_text("Catatan harian\n" * 99)


def make_damaged(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)


def make_nothing(path: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("make", "read_only", "words"),
    [
        (make_other_database, False, "not an archive of newscrawl"),
        (make_other_database, True, "not an archive of newscrawl"),
        (make_newer_archive, False, "upgrade newscrawl"),
        (make_newer_archive, True, "upgrade newscrawl"),
        (make_older_archive, True, "older schema"),
        (make_folder, False, "is a folder"),
        (make_text, False, "not an SQLite database"),
        (make_text, True, "not an SQLite database"),
        (make_damaged, False, "not an SQLite database"),
        (make_nothing, True, "there is no archive yet"),
        (Path.touch, True, "an empty file"),
    ],
)
def test_files_that_are_no_archive(tmp_path: Path, make: object, read_only: bool, words: str) -> None:
    path = tmp_path / "news.db"
    assert callable(make)
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(ArchiveError, match=words) as told:
        Archive.open(path, read_only=read_only)
    assert str(path) in str(told.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="does not exist"):
        Archive.open(tmp_path / "tidak" / "ada" / "news.db")


def test_no_archive_where_none_is_to_be_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive yet"):
        Archive.open(tmp_path / "news.db", create=False)
    assert list(tmp_path.iterdir()) == []


def make_empty_database(path: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("VACUUM")
    conn.close()


@pytest.mark.parametrize("make", [Path.touch, make_empty_database, make_text, make_other_database])
def test_what_is_no_archive_is_not_made_one_by_looking(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "news.db"
    make(path)
    before = path.read_bytes()
    for command in (["verify"], ["reprocess", "--jobs", "1"], ["redact", "1", "--reason", "x"]):
        result = CliRunner().invoke(main, [*command, "--archive", str(path)])
        assert result.exit_code == 3
        assert str(path) in result.stderr
        assert path.read_bytes() == before


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "news.db").touch()
    with Archive.open(tmp_path / "news.db") as archive:
        assert archive.stats()["articles"] == 0
        pragmas = {
            name: rows(archive.db, f"PRAGMA {name}")[0][name] for name in ("journal_mode", "synchronous")
        }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2}
        assert rows(archive.db, "PRAGMA application_id") == [{"application_id": APPLICATION_ID}]


def test_a_file_without_write_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive.open(tmp_path / "news.db").close()
    monkeypatch.setattr("os.access", lambda _path, mode: mode != 2)
    with pytest.raises(ArchiveError, match="read-only"):
        Archive.open(tmp_path / "news.db")


def test_writing_to_an_archive_that_is_open_for_reading(tmp_path: Path) -> None:
    Archive.open(tmp_path / "news.db").close()
    with Archive.open(tmp_path / "news.db", read_only=True) as archive:
        with pytest.raises(ArchiveError, match="read-only"):
            archive.save_article(make_article(), [], None)
        assert archive.get(1) is None


def test_reading_while_another_connection_writes(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive.open(path) as writer, writer.transaction(), Archive.open(path, read_only=True) as reader:
        assert reader.stats()["articles"] == 0


def test_reading_from_a_read_only_medium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "news.db"
    with Archive.open(path) as archive:
        archive.save_article(make_article(), [], None)
    asked = []

    def connect(uri: str) -> sqlite3.Connection:
        asked.append(uri.rpartition("?")[2])
        missing = (
            f"file:{tmp_path}/tidak/ada.db?mode=ro"  # SQLite's answer where it cannot make its -shm file
        )
        return sqlite3.connect(uri if "immutable" in uri else missing, uri=True)

    monkeypatch.setattr("archive.connection._connect", connect)
    with Archive.open(path, read_only=True) as archive:
        assert archive.get(1) == make_article()
    assert asked == ["mode=ro", "immutable=1"]


def test_a_locked_archive(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "news.db") as one, Archive.open(tmp_path / "news.db") as two:
        two.db.execute("PRAGMA busy_timeout = 20").fetchall()
        with one.transaction(), pytest.raises(ArchiveError, match="another process has been writing"):
            two.begin_run(None, NOW)
        assert list(two.folder.rglob("*.gz")) == []


@pytest.mark.parametrize("pages", [85, 90, 95, 100, 105, 120])
def test_a_full_disk_loses_nothing(tmp_path: Path, pages: int) -> None:
    path = tmp_path / "news.db"
    made = [
        make_article(url=f"https://a.example/{n}", canonical_url=None, paragraphs=("Teks. " * 900,))
        for n in range(40)
    ]
    saved = []
    archive = Archive.open(path)
    archive.db.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(ArchiveError, match="the disk is full"):
        for article in made:
            archive.save_scraped(article, [make_capture(url=article.url)])
            saved.append(article.url)
    archive.db.execute("PRAGMA max_page_count = 1000000").fetchall()
    archive.close()
    with Archive.open(path) as archive:
        assert [row["url"] for row in rows(archive.db, "SELECT url FROM articles ORDER BY id")] == saved
        for article in made:
            archive.save_scraped(article, [make_capture(url=article.url)])
        assert archive.stats()["articles"] == 40
        assert list(verify(archive)) == []


def test_errors_in_our_own_sql_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), explained(tmp_path):
        sqlite3.connect(":memory:").execute("SELECT * FROM tiada")


def test_archives_of_like_names_share_no_captures(tmp_path: Path) -> None:
    one, two, plain = (tmp_path / name for name in ("news.v1", "news.v2", "news.db"))
    for path in (one, two, plain):
        with Archive.open(path) as archive:
            archive.save_scraped(make_article(), [make_capture()])
    assert sorted(each.name for each in tmp_path.glob("*.captures")) == [
        "news.captures",
        "news.v1.captures",
        "news.v2.captures",
    ]
    for path in (one, two, plain):
        with Archive.open(path) as archive:
            assert list(verify(archive)) == []


def test_an_older_archive_keeps_its_folder_of_captures(tmp_path: Path) -> None:
    path, shared = tmp_path / "news.v1", tmp_path / "news.captures"
    with Archive.open(path) as archive:
        archive.save_scraped(make_article(), [make_capture()])
        archive.folder.rename(shared)  # as 0.1.0 named it
    with Archive.open(path) as archive:
        assert archive.folder == shared
        assert archive.read_capture(1) == make_capture()
    with Archive.open(tmp_path / "news.v2") as newer:
        assert newer.folder == tmp_path / "news.v2.captures"


@pytest.mark.skipif(sys.platform == "win32", reason="has no such disk")
def test_a_disk_that_refuses_wal_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(uri: str) -> sqlite3.Connection:
        return sqlite3.connect(f"{uri}&vfs=unix-dotfile", uri=True)  # as on some network disks

    path = tmp_path / "news.db"
    monkeypatch.setattr(connection, "_connect", connect)
    with pytest.raises(ArchiveError, match=r"news\.db: its disk cannot share memory .* choose a local disk"):
        Archive.open(path)
