"""What becomes of the results where stdout takes no more of them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.store import Archive
from newscrawl.cli import main
from tests.archive.conftest import URL, make_article

FULL = Path("/dev/full")
COMMANDS = (
    ["search", "jembatan"],
    ["search", "jembatan", "--json"],
    ["show", "1"],
    ["export", "csv"],
    ["export", "jsonl", "--out", "-"],
    ["stats"],
    ["report", "--from", "2026-11-01", "--out", "-"],
    ["outlets"],
    ["search", "--help"],
    ["verify"],
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("arsip") / "news.db"
    with Archive.open(path) as archive:
        for number in range(300):
            archive.save_article(make_article(url=f"{URL}-{number}", canonical_url=None), [], None)
    yield path


def start(path: Path, words: list[str], **streams: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-X", "dev", "-W", "ignore", "-m", "newscrawl.cli", *words]
    environment = {"NEWSCRAWL_ARCHIVE": str(path), "PATH": ""}
    return subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, **streams)  # type: ignore[call-overload, no-any-return]


@pytest.mark.skipif(not FULL.exists(), reason="Linux has /dev/full")
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_full_disk(path: Path, words: list[str]) -> None:
    with FULL.open("wb") as full, start(path, words, stdout=full) as process:
        _, told = process.communicate()
    assert process.returncode == 1
    assert told.decode().splitlines() == [
        "newscrawl: the output cannot be written (No space left on device); free space or write it elsewhere."
    ]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_closed_pipe_is_no_news(path: Path, words: list[str]) -> None:
    with start(path, words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        told = process.stderr.read() if process.stderr else b""
    assert b"Traceback" not in told
    assert b"Exception" not in told
    assert b"cannot" not in told


@pytest.mark.parametrize(
    ("words", "shown", "told"),
    [
        (["jembatan", "--limit", "100"], 30, ["only the 30 matches", "--order newest", "newscrawl export"]),
        (["jembatan", "--offset", "30"], 0, ["only the 30 matches", "--order newest", "newscrawl export"]),
        (["jembatan", "--limit", "30"], 30, []),
        (["jembatan", "--order", "newest", "--limit", "400"], 300, []),
        (["jembatan", "--order", "newest", "--offset", "300"], 0, ["--offset 300", "there are 300 matches"]),
        (["--unique", "--offset", "310"], 0, ["--offset 310", "there are 300 stories"]),
        (["--offset", "299"], 1, []),
        (["gempa", "--offset", "5"], 0, ["nothing found"]),
    ],
)
def test_where_a_search_ends(
    path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], shown: int, told: list[str]
) -> None:
    for room in ("search", "matches"):
        monkeypatch.setattr(f"archive.{room}.POOL", 30)
    result = CliRunner().invoke(main, ["search", *words, "--json", "--archive", str(path)])
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, shown)
    assert len(result.stderr.splitlines()) == bool(told)
    assert all(part in result.stderr for part in told)


def test_out_may_be_stdout(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for style in ("csv", "jsonl"):
        plain, named = (
            CliRunner().invoke(main, ["export", style, *words, "--archive", str(path)])
            for words in ([], ["--out", "-"])
        )
        assert named.exit_code == 0
        assert named.stdout_bytes == plain.stdout_bytes != b""
    for style in ("parquet", "datapackage"):
        refused = CliRunner().invoke(main, ["export", style, "--out", "-", "--archive", str(path)])
        assert refused.exit_code == 2
        assert f"{style} needs --out with a file" in refused.stderr
    assert list(tmp_path.iterdir()) == []
