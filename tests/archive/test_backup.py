"""A backup is whole whoever writes meanwhile, grows by what is new, and comes back only undamaged."""

import json
import os
import shutil
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive import backup
from archive.backup import MANIFEST, BackupError, back_up, read_manifest, restore
from archive.redact import carry_out
from archive.store import Archive, ArchiveError
from archive.verify import verify
from newscrawl.cli import main
from tests.archive.conftest import NOW, URL, make_article, make_capture
from tests.archive.test_warc import check, files

Store = Callable[..., str]


def dump(path: Path) -> list[str]:
    with Archive.open(path, read_only=True) as archive:
        return list(archive.db.conn.iterdump())


def test_there_and_back(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    target, path = tmp_path / "cadangan", tmp_path / "kembali" / "berita.db"
    manifest = back_up(archive, target, NOW)
    assert restore(target, path) == manifest
    assert dump(path) == dump(archive.path)
    with Archive.open(path) as restored:
        assert list(verify(restored)) == []
        assert restored.read_capture(1) == archive.read_capture(1)
        check(*files(restored))
    with pytest.raises(BackupError, match="not overwritten"):
        restore(target, path)


def test_while_a_crawl_writes(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    run = archive.begin_run("kabarcontoh", NOW)
    target = tmp_path / "cadangan"
    lengths = []
    for number in range(3):
        page = make_capture(url=f"{URL}-{number}", body=bytes(str(number), "ascii") * 900)
        article = make_article(url=page.url, canonical_url=None)
        archive.save_article(article, [archive.keep_capture(page, run)], run)
        manifest = back_up(archive, target, NOW + timedelta(minutes=number))
        lengths.append(sum(entry.bytes for entry in manifest.captures))
        archive._files[run]._file.write(b"half a record")  # not yet committed
        archive._files[run].cut(archive._files[run].size)
    assert lengths == sorted(set(lengths))
    assert len(list(target.glob("news-*.db"))) == 1
    restore(target, tmp_path / "kembali.db")
    with Archive.open(tmp_path / "kembali.db") as restored:
        assert restored.stats()["articles"] == 4
        assert list(verify(restored)) == []
        check(*files(restored))


def test_what_is_there_is_not_copied_again(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    target = tmp_path / "cadangan"
    (entry,) = back_up(archive, target, NOW).captures
    before = (target / entry.path).stat().st_mtime_ns
    store(make_article(url=URL + "-2", canonical_url=None), make_capture(url=URL + "-2", body=b"<p>Dua</p>"))
    manifest = back_up(archive, target, NOW + timedelta(days=1))
    assert len(manifest.captures) == 2
    assert (target / entry.path).stat().st_mtime_ns == before


def test_a_copy_that_was_damaged_is_copied_anew(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    target = tmp_path / "cadangan"
    (entry,) = back_up(archive, target, NOW).captures
    whole = (target / entry.path).read_bytes()
    (target / entry.path).write_bytes(bytes(len(whole)))
    assert back_up(archive, target, NOW + timedelta(days=1)).captures == (entry,)
    assert (target / entry.path).read_bytes() == whole


def test_a_takedown_reaches_the_backup(archive: Archive, store: Store, tmp_path: Path) -> None:
    store(make_article(headline="Kasus Zubaidahsari"), make_capture(body=b"<p>Zubaidahsari</p>"))
    target = tmp_path / "cadangan"
    back_up(archive, target, NOW)
    carry_out(archive, URL, "putusan")
    back_up(archive, target, NOW + timedelta(days=1))
    assert not any(b"Zubaidahsari" in path.read_bytes() for path in target.rglob("*") if path.is_file())
    assert read_manifest(target).captures == ()


@pytest.mark.parametrize("step", ["copy_database", "copy_captures", "entry_of", "replace_file", "clear"])
def test_a_backup_that_is_killed_is_the_one_before(
    archive: Archive, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store()
    target = tmp_path / "cadangan"
    back_up(archive, target, NOW)
    store(
        make_article(headline="Judul baru"),
        make_capture(body=b"<p>Baru</p>", fetched_at=NOW + timedelta(hours=1)),
    )
    if (child := os.fork()) == 0:
        die_at(archive.path, target, step)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    restore(target, tmp_path / "kembali.db")
    with Archive.open(tmp_path / "kembali.db") as restored:
        assert list(verify(restored)) == []
    back_up(archive, target, NOW + timedelta(hours=3))
    restore(target, tmp_path / "lagi.db")
    assert dump(tmp_path / "lagi.db") == dump(archive.path)


def die_at(path: Path, target: Path, step: str) -> None:
    """Back up and be killed after a step; in a process of its own."""
    function = getattr(backup, step)

    def killed(*args: Any) -> None:
        function(*args)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(backup, step, killed)
    try:
        back_up(Archive.open(path, read_only=True), target, NOW + timedelta(hours=2))
    finally:
        os._exit(1)  # nothing of pytest runs in the child


def test_damage_is_noticed(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    target, path = tmp_path / "cadangan", tmp_path / "kembali.db"
    manifest = back_up(archive, target, NOW)
    file = target / manifest.captures[0].path
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"x")
    with pytest.raises(BackupError, match="damaged"):
        restore(target, path)
    file.unlink()
    with pytest.raises(BackupError, match="missing"):
        restore(target, path)
    assert [each.name for each in tmp_path.iterdir() if "kembali" in each.name] == []
    (target / MANIFEST).write_text("{}")
    with pytest.raises(BackupError, match="cannot be read"):
        restore(target, path)
    with pytest.raises(BackupError, match="no backup"):
        restore(tmp_path, path)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        *(
            ("database", {"path": path})
            for path in ("../asing/penting.txt", "news.db", None, "a\0b", "x" * 9)
        ),
        *(("captures", {"path": path}) for path in ("captures/../../asing/penting.txt", "/etc/x", None, 1)),
        *(("captures", {"path": path}) for path in ("captures/a\0b", "captures")),
        *(("captures", each) for each in ({"bytes": "abc"}, {"bytes": -1}, {"bytes": 1.5}, {"sha256": None})),
    ],
)
def test_a_manifest_that_names_other_files_is_damaged(
    archive: Archive, store: Store, tmp_path: Path, file: str, told: dict[str, Any]
) -> None:
    store()
    target, foreign = tmp_path / "cadangan", tmp_path / "asing" / "penting.txt"
    back_up(archive, target, NOW)
    foreign.parent.mkdir()
    foreign.write_text("penting")
    manifest = json.loads((target / MANIFEST).read_text())
    (manifest["database"] if file == "database" else manifest["captures"][0]).update(told)
    (target / MANIFEST).write_text(json.dumps(manifest))
    for use in (lambda: restore(target, tmp_path / "k.db"), lambda: back_up(archive, target, NOW)):
        with pytest.raises(BackupError, match="cannot be read"):
            use()
    assert foreign.read_text() == "penting"
    assert not (tmp_path / "k.db").exists()


@pytest.mark.parametrize("ran", [True, False])
def test_another_archive_leaves_a_backup_alone(
    archive: Archive, store: Store, tmp_path: Path, ran: bool
) -> None:
    if ran:
        store()
    else:  # as an import of JSON Lines
        archive.save_article(make_article(), (), None)
    target = tmp_path / "cadangan"
    manifest = back_up(archive, target, NOW)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    with Archive.open(tmp_path / "lain.db") as other:  # as a crawl makes one where the disk is not mounted
        for day in (0, 1):
            other.finish_run(other.begin_run("kabarlain", NOW + timedelta(days=1)), NOW, {})
            with pytest.raises(BackupError, match=r"another archive.*newscrawl restore"):
                back_up(other, target, NOW + timedelta(days=2 + day))
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before
    restore(target, tmp_path / "kembali.db")
    with Archive.open(tmp_path / "kembali.db") as restored:
        carry_out(restored, URL, "putusan")
        later = back_up(restored, target, NOW + timedelta(days=3))
    assert later.database != manifest.database and later.captures == ()
    (target / later.database.path).write_bytes(b"rusak" * 900)
    with pytest.raises(BackupError, match="choose another folder"):
        back_up(archive, target, NOW + timedelta(days=4))


def test_a_backup_that_lost_its_manifest_is_left_alone(
    archive: Archive, store: Store, tmp_path: Path
) -> None:
    store()
    target = tmp_path / "cadangan"
    back_up(archive, target, NOW)
    (target / MANIFEST).unlink()
    before = sorted(target.rglob("*"))
    with Archive.open(tmp_path / "lain.db") as other, pytest.raises(BackupError, match=r"no manifest\.json"):
        back_up(other, target, NOW + timedelta(days=1))
    assert sorted(target.rglob("*")) == before


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_log_of_another_database_is_not_restored_into(
    archive: Archive, store: Store, tmp_path: Path, ending: str
) -> None:
    store()
    back_up(archive, tmp_path / "cadangan", NOW)
    stale = tmp_path / f"kembali.db{ending}"
    stale.write_bytes(b"x")
    with pytest.raises(BackupError, match=f"kembali.db{ending} exists.*move it away"):
        restore(tmp_path / "cadangan", tmp_path / "kembali.db")
    assert stale.read_bytes() == b"x"
    assert not (tmp_path / "kembali.db").exists()


def test_an_empty_backup_is_anyones(archive: Archive, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "cadangan", NOW)
    with Archive.open(tmp_path / "lain.db") as other:
        back_up(other, tmp_path / "cadangan", NOW + timedelta(days=1))


def test_a_missing_file_is_named(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    (file,) = archive.folder.rglob("*.warc.gz")
    file.unlink()
    with pytest.raises(BackupError, match=f"{file.name} is missing; put it back"):
        back_up(archive, tmp_path / "cadangan", NOW)


def test_targets_that_are_something_else(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    (tmp_path / "berkas").write_text("x")
    (tmp_path / "penting").mkdir()
    (tmp_path / "penting" / "surat.txt").write_text("x")
    (tmp_path / "bersama").mkdir()
    (tmp_path / "bersama" / "news-jabar.db").write_text("x")
    for target, told in (
        *(("berkas", "is a file"), ("penting", "other things")),
        *(("bersama", "other things"), ("news.captures/x", "inside")),
    ):
        with pytest.raises(BackupError, match=told):
            back_up(archive, tmp_path / target, NOW)


def test_a_full_disk(archive: Archive, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "copy_bytes", full)
    with pytest.raises(ArchiveError, match="free space"):
        back_up(archive, tmp_path / "cadangan", NOW)


def test_the_commands(archive: Archive, store: Store, tmp_path: Path) -> None:
    def run(*words: str) -> Any:
        return CliRunner().invoke(main, words)

    store()
    path, target, other = str(archive.path), str(tmp_path / "cadangan"), str(tmp_path / "kembali.db")
    assert run("backup", target, "--archive", path).exit_code == 0
    assert "restored as it was" in run("restore", target, "--archive", other).stdout
    assert run("restore", target, "--archive", other).exit_code == 1
    assert run("verify", "--archive", other).stdout == "whole: 1 articles, 1 captures, no fault\n"
    manifest = json.loads((tmp_path / "cadangan" / MANIFEST).read_text())
    captures = tmp_path / "kembali.captures"
    warc = captures / manifest["captures"][0]["path"].removeprefix("captures/")
    shutil.copy(warc, captures / "sisa.warc.gz")
    warc.write_bytes(warc.read_bytes() + b"xyz")
    result = run("verify", "--archive", other)
    assert result.exit_code == 1
    assert "no run wrote this file" in result.stdout
    assert "3 bytes at its end belong to no capture" in result.stdout
    warc.unlink()
    assert "missing" in run("verify", "--archive", other).stdout
