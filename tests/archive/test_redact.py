"""After a takedown the words are nowhere on the disk, and everything else is as it was."""

import os
import re
import shutil
import signal
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive import redact
from archive.redact import FileInUse, NothingToRedact, carry_out, make_plan
from archive.rows import rows
from archive.store import Archive, ArchiveError
from archive.tombstones import Redacted
from archive.verify import verify
from newscrawl.cli import main
from newscrawl.types import Annotation, Article, Capture, Entry
from tests.archive.conftest import NOW, URL, Clock, make_article, make_capture
from tests.archive.test_warc import check, files

SECRET = ("Zubaidahsari", "Kwartonggeng", "Plumbonggede", "Xantikrahayu")
"""Words that nothing else in the archive has: headline, text, earlier text, a name."""


def body(*paragraphs: str) -> bytes:
    return f"<html><h1>{SECRET[0]}</h1>{''.join(f'<p>{each}</p>' for each in paragraphs)}</html>".encode()


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "news.db"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of two runs around one in two versions, which a third capture and a further page also show."""
    path = tmp_path_factory.mktemp("arsip") / "news.db"
    with Archive.open(path, clock=lambda: NOW) as archive:
        for run_number in range(2):
            run = archive.begin_run("kabarcontoh", NOW + timedelta(days=run_number))
            for number in range(5):
                keep(archive, run, other(number), other_page(number, run_number))
            earlier = SECRET[2] if run_number == 0 else SECRET[1]
            page = make_capture(
                body=body(earlier, "Warga menyambut."),
                fetched_at=NOW + timedelta(days=run_number),
                requested_url="https://kabarcontoh.example/?p=77",
            )
            keep(
                archive,
                run,
                secret(earlier),
                page,
                make_capture(url=URL + "?page=2", body=body("Halaman dua.", SECRET[1])),
            )
            keep(archive, run, other(9), other_page(9, run_number))
            archive.finish_run(run, NOW, {})
    return path.parent


def secret(text: str) -> Article:
    people = [{"name": SECRET[3], "role": "Camat", "mentions": 1}]
    return make_article(
        headline=f"Kasus {SECRET[0]}",
        paragraphs=(f"Polisi memeriksa {text}.", "Warga menyambut."),
        annotations=(Annotation("people", "rules 1", people),),
    )


def other(number: int) -> Article:
    return make_article(
        url=f"https://kabarcontoh.example/berita/lain-{number}",
        canonical_url=None,
        headline=f"Berita {number}",
    )


def other_page(number: int, run: int) -> Capture:
    text = f"Berita lain nomor {number} dari kunjungan {run}. " * 20
    return make_capture(url=other(number).url, body=text.encode(), fetched_at=NOW + timedelta(days=run))


def keep(archive: Archive, run: int, article: Article, *pages: Capture) -> None:
    sent = [("User-Agent", "newscrawl")]
    ids = [archive.keep_capture(page, run, article_url=article.url, sent=sent) for page in pages]
    archive.save_article(article, ids, run)


def bytes_of(path: Path, words: Sequence[str]) -> set[str]:
    """The words that are anywhere in the archive's files, packed records included."""
    from warcio.archiveiterator import ArchiveIterator

    found = set()
    for file in [*path.parent.glob(f"{path.name}*"), *path.with_suffix(".captures").rglob("*")]:
        content = file.read_bytes() if file.is_file() else b""
        if file.name.endswith(".warc.gz"):
            with file.open("rb") as packed:
                content += b"".join(record.content_stream().read() for record in ArchiveIterator(packed))
        found |= {word for word in words if word.lower().encode() in content.lower()}
    return found


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["redact", *words, "--archive", str(path)])


def test_the_words_are_nowhere_any_more(path: Path) -> None:
    assert bytes_of(path, SECRET) == set(SECRET)
    result = run(path, URL, "--reason", "putusan pengadilan")
    assert result.exit_code == 0, result.output
    assert bytes_of(path, SECRET) == set()
    with Archive.open(path, clock=lambda: NOW) as archive:
        assert list(verify(archive)) == []
        check(*files(archive))
        assert archive.get(URL) is None
        assert len(rows(archive.db, "SELECT id FROM articles")) == 6
        assert archive.get(other(9).url) == other(9)
        (row,) = rows(archive.db, "SELECT * FROM redactions WHERE url = article_url")
        assert (row["url"], row["reason"], row["pending"]) == (URL, "putusan pengadilan", None)
        assert rows(archive.db, "SELECT name FROM people") == [{"name": "Siti Rahmawati"}]
    assert len(list(path.parent.rglob("*.warc.gz"))) == 2


def test_it_is_not_brought_in_again(path: Path) -> None:
    with Archive.open(path, create=False) as archive:
        numbers = [row["id"] for row in rows(archive.db, "SELECT id FROM articles WHERE url = ?", URL)]
    run(path, URL, "--reason", "putusan")
    with Archive.open(path, clock=lambda: NOW + timedelta(days=3)) as archive:
        again = archive.begin_run("kabarcontoh", NOW)
        for address in (URL, URL + "?page=2", "https://kabarcontoh.example/?p=77"):
            assert not archive.wants(Entry(address, "feed", modified=NOW + timedelta(days=9)))
        with pytest.raises(Redacted, match="putusan"):
            archive.keep_capture(make_capture(body=body(SECRET[0])), again)
        with pytest.raises(Redacted):
            archive.save_article(secret("lagi"), (), again)
        archive.finish_run(again, NOW, {})
    assert bytes_of(path, SECRET) == set()
    shown = CliRunner().invoke(main, ["show", URL, "--archive", str(path)])
    assert re.search(r"was taken down on \d{4}-\d\d-\d\d: putusan", shown.stderr)
    (number,) = numbers
    shown = CliRunner().invoke(main, ["show", str(number), "--archive", str(path)])
    assert re.search(r"was taken down on \d{4}-\d\d-\d\d: putusan", shown.stderr)
    unknown = CliRunner().invoke(main, ["show", "999", "--archive", str(path)])
    assert "'999' is not in" in unknown.stderr
    twice = run(path, URL, "--reason", "sekali lagi")
    assert twice.exit_code == 1
    assert "nothing of it is left" in twice.stderr


def test_a_dry_run_tells_and_removes_nothing(path: Path) -> None:
    before = {file: file.read_bytes() for file in path.parent.rglob("*.warc.gz")}
    result = run(path, URL, "--reason", "x", "--dry-run")
    assert "2 versions, 2 statements, 3 captures" in result.stdout
    assert "would be written anew: 2 WARC files" in result.stdout
    assert bytes_of(path, SECRET) == set(SECRET)
    assert {file: file.read_bytes() for file in path.parent.rglob("*.warc.gz")} == before


@pytest.mark.parametrize("key", ["https://kabarcontoh.example/tidak-ada", "999", "bukan alamat"])
def test_what_is_not_there_is_told(path: Path, key: str) -> None:
    result = run(path, key, "--reason", "x")
    assert result.exit_code == 1
    assert repr(key) in result.stderr
    assert run(path, URL, "--reason", " ").exit_code == 2


def test_the_same_body_under_another_address_stays(
    archive: Archive, store: Callable[..., str], clock: Clock
) -> None:
    store(make_article(), make_capture(body=body("Satu.")))
    for number in (1, 2, 3):
        clock.pass_by(hours=1)
        copied = make_article(url=f"{URL}-salinan-{number}", canonical_url=None)
        store(
            copied,
            make_capture(url=copied.url, body=body("Satu."), fetched_at=clock.now),
            sent=[("Accept", "*/*")],
        )
    plan = carry_out(archive, URL, "x")
    assert plan.copied == tuple(f"{URL}-salinan-{number}" for number in (1, 2, 3))
    assert list(verify(archive)) == []
    check(*files(archive))
    assert [row["revisit_of"] for row in rows(archive.db, "SELECT revisit_of FROM captures ORDER BY id")] == [
        None,
        2,
        2,
    ]
    assert archive.read_capture(4).body == body("Satu.")
    assert len(files(archive)) == 3


def test_captures_that_gave_no_article_go_too(archive: Archive) -> None:
    number = archive.begin_run("kabarcontoh", NOW)
    archive.keep_capture(make_capture(body=body(SECRET[1])), number)
    archive.record_failure(URL, "kabarcontoh", "not-article/paywall")
    archive.finish_run(number, NOW, {})
    assert len(carry_out(archive, URL, "x").captures) == 1
    assert archive.db["failures"].count == archive.db["captures"].count == 0
    assert bytes_of(archive.path, SECRET) == set()


def test_a_file_that_a_crawl_writes_is_left_alone(archive: Archive, store: Callable[..., str]) -> None:
    store()
    alive = archive.begin_run("kabarcontoh", NOW)
    archive.keep_capture(
        make_capture(body=body("Lagi."), fetched_at=NOW + timedelta(hours=1)), alive, article_url=URL
    )
    with pytest.raises(FileInUse, match="when it is done"):
        carry_out(archive, URL, "x")
    assert archive.get(URL) is not None


def test_a_reader_that_keeps_the_bytes_is_told(archive: Archive, store: Callable[..., str]) -> None:
    store(secret("apa saja"))
    archive.db.execute("PRAGMA busy_timeout = 50").fetchall()
    with Archive.open(archive.path, read_only=True) as reader:
        reader.db.conn.execute("BEGIN")
        reader.db.conn.execute("SELECT count(*) FROM articles").fetchone()
        with pytest.raises(ArchiveError, match="redact again"):
            carry_out(archive, URL, "x")
        reader.db.conn.rollback()
    carry_out(archive, URL, "x")
    assert bytes_of(archive.path, SECRET) == set()
    with pytest.raises(NothingToRedact):
        make_plan(archive, URL)


STEPS = ("remove_files", "set_tombstones", "write_file", "remove_rows", "move_captures", "finish", "rewrite")


def die_at(path: Path, step: str, when: str, key: str = URL) -> None:
    """Redact and be killed before or after a step; in a process of its own."""
    function = getattr(redact, step)

    def killed(*args: Any, **how: Any) -> None:
        if when == "after":
            function(*args, **how)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(redact, step, killed)
    try:
        carry_out(Archive.open(path), key, "x")
    finally:
        os._exit(1)  # nothing of pytest runs in the child


def number_of(path: Path, url: str) -> str:
    with Archive.open(path) as archive:
        return str(rows(archive.db, "SELECT id FROM articles WHERE url = ?", url)[0]["id"])


@pytest.mark.parametrize("by_number", [False, True])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_is_made_good(path: Path, step: str, when: str, by_number: bool) -> None:
    assert hasattr(redact, step)
    key = number_of(path, URL) if by_number else URL
    if (child := os.fork()) == 0:
        die_at(path, step, when, key)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with Archive.open(path) as archive:
        check(*files(archive))
        if (step, when) != ("finish", "after"):
            carry_out(archive, key, "x")
        assert list(verify(archive)) == []
        check(*files(archive))
    assert bytes_of(path, SECRET) == set()
    assert len(list(path.parent.rglob("*.warc.gz"))) == 2


def test_the_number_of_an_article_that_went_is_not_given_again(path: Path) -> None:
    with Archive.open(path, clock=lambda: NOW) as archive:
        newest = rows(archive.db, "SELECT id, url FROM articles ORDER BY id DESC LIMIT 1")[0]
    assert run(path, newest["url"], "--reason", "putusan").exit_code == 0
    with Archive.open(path, clock=lambda: NOW) as archive:
        later = "https://kabarcontoh.example/berita/sesudah-itu"
        archive.save_article(make_article(url=later, canonical_url=later), (), None)
        assert archive.get(str(newest["id"])) is None
        assert rows(archive.db, "SELECT max(id) AS id FROM articles") == [{"id": newest["id"] + 1}]


def test_a_number_of_what_was_taken_down_takes_down_nothing_else(path: Path) -> None:
    number = number_of(path, URL)
    assert run(path, number, "--reason", "putusan").exit_code == 0
    with Archive.open(path, clock=lambda: NOW) as archive:
        later = "https://kabarcontoh.example/berita/sesudah-itu"
        archive.save_article(make_article(url=later, canonical_url=later), (), None)
    twice = run(path, number, "--reason", "putusan")
    assert twice.exit_code == 1
    assert f"{URL} was taken down" in twice.stderr
    assert "nothing of it is left" in twice.stderr
    with Archive.open(path) as archive:
        assert archive.get(later) is not None


@pytest.mark.parametrize("lost", [1, 2])
def test_a_missing_file_holds_up_no_takedown(path: Path, lost: int) -> None:
    with Archive.open(path) as archive:
        gone = files(archive)[:lost]
    for file in gone:
        file.unlink()
    result = run(path, URL, "--reason", "putusan pengadilan")
    assert result.exit_code == 0, result.output
    assert f"{gone[0].name} is missing" in result.stdout
    assert bytes_of(path, SECRET) == set()
    with Archive.open(path) as archive:
        assert archive.get(URL) is None
        assert archive.get(other(9).url) == other(9)
        assert {"missing" in fault for fault in verify(archive)} == {True}


def test_a_missing_file_without_other_pages_is_missed_no_more(
    archive: Archive, store: Callable[..., str]
) -> None:
    store()
    files(archive)[0].unlink()
    carry_out(archive, URL, "x")
    assert list(verify(archive)) == []


def test_a_missing_file_that_others_have_their_body_in(archive: Archive, store: Callable[..., str]) -> None:
    store(make_article(), make_capture(body=body("Satu.")))
    copied = make_article(url=f"{URL}-salinan", canonical_url=None)
    later = NOW + timedelta(hours=1)
    store(copied, make_capture(url=copied.url, body=body("Satu."), fetched_at=later))
    files(archive)[0].unlink()
    with pytest.raises(ArchiveError, match=f"is missing, and {copied.url}"):
        carry_out(archive, URL, "x")
    assert archive.get(URL) is not None
    carry_out(archive, copied.url, "x")
    carry_out(archive, URL, "x")
    assert archive.db["captures"].count == 0
    assert list(verify(archive)) == []
