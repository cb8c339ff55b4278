"""Several processes write at once, some are killed; what was acknowledged is there, once."""

import os
import subprocess
import sys
from pathlib import Path
from time import sleep
from typing import IO

from archive.rows import rows
from archive.store import Archive
from archive.verify import verify
from tests.archive.conftest import NOW
from tests.archive.test_warc import check, files

WRITER = Path(__file__).with_name("writer.py")
ROOT = Path(__file__).parents[2]


def start(
    path: Path, name: str, number: str, out: int | IO[str] = subprocess.PIPE
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, WRITER, path, name, number],
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def urls(archive: Archive) -> list[str]:
    return [row["url"] for row in rows(archive.db, "SELECT url FROM articles")]


def test_eight_writers_make_and_fill_one_archive(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    writers = [start(path, f"penulis{number}", "12") for number in range(8)]
    told = [writer.communicate(timeout=60) for writer in writers]
    assert [error for _out, error in told] == [""] * 8
    acknowledged = [url for out, _error in told for url in out.split()]
    with Archive.open(path) as archive:
        assert len(acknowledged) == 96
        assert sorted(urls(archive)) == sorted(acknowledged)
        assert archive.stats()["runs"] == 8
        assert list(verify(archive)) == []
        check(*files(archive))


def test_killed_writers_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    for kill in range(4):
        told = tmp_path / f"putaran{kill}"
        with told.open("w") as out:
            writer = start(path, told.name, "all", out)
            while len(told.read_text().split()) < 5 + 7 * kill:
                assert writer.poll() is None
                sleep(0.002)
            writer.kill()
            _out, error = writer.communicate(timeout=60)
            assert error == ""
    acknowledged = [url for told in tmp_path.glob("putaran*") for url in told.read_text().split()]
    with Archive.open(path) as archive:
        held = urls(archive)
        assert set(acknowledged) <= set(held)
        assert len(held) == len(set(held)) <= len(acknowledged) + 4
        assert list(verify(archive)) == []
        check(*files(archive))


def test_opening_an_archive_twice_in_one_process_keeps_its_log(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive.open(path) as first, Archive.open(path):
        run = first.begin_run("kompas", NOW)
        code = f"from pathlib import Path; from archive.store import Archive; Archive.open(Path({str(path)!r})).close()"
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
        assert path.with_name("news.db-wal").exists()  # the other process was not the last one
        first.finish_run(run, NOW, {})
