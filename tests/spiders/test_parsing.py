"""Parsers that hang, swell or crash cost their page; they outlive nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.process import process
from newscrawl.seeds import GENERIC
from newscrawl.types import Capture, NotAnArticle
from spiders.parsing import MEMORY, ParseFailed, Parsers
from tests.archive.conftest import NOW

ROOT = Path(__file__).parents[2]


@pytest.fixture
def parsers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Parsers]:
    monkeypatch.setenv("NEWSCRAWL_PARSE_SECONDS", "0.5")
    made = Parsers(1)
    yield made
    made.close()


def page(body: str) -> Capture:
    return Capture("https://a.id/berita/satu", "https://a.id/berita/satu", 200, (), body.encode(), NOW)


def test_a_parser_gives_what_the_function_gives(parsers: Parsers) -> None:
    body = "<h1>Jembatan Dibuka</h1><article><p>" + "Warga menyambut jembatan itu dengan gembira. " * 9
    assert parsers.call(process, page(body), GENERIC) == process(page(body), GENERIC)
    with pytest.raises(NotAnArticle, match="empty: the body has no bytes") as told:
        parsers.call(process, page(""), GENERIC)
    assert told.value.reason == "empty"


@pytest.mark.parametrize(
    ("function", "argument", "reason"),
    [(time.sleep, 60, "parse-timeout"), (bytearray, MEMORY, "parse-memory"), (os._exit, 1, "parse-crash")],
)
def test_a_failed_parse_costs_one_page(
    parsers: Parsers, function: object, argument: int, reason: str
) -> None:
    with pytest.raises(ParseFailed, match=f"^{reason}$"):
        parsers.call(function, argument)  # type: ignore[arg-type]
    assert parsers.call(int, "7") == 7


def test_signals_for_the_crawl_leave_a_parser_alone(parsers: Parsers) -> None:
    own = parsers.call(os.getpid)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(own, number)
    assert parsers.call(os.getpid) == own


def test_a_killed_parent_leaves_no_parser_behind() -> None:
    code = (
        "import os, time; from spiders.parsing import parsers as p; print(p.call(os.getpid), flush=True); {}"
    )
    for then in ("time.sleep(60)", "p.call(time.sleep, 60)", "p.call(time.sleep, 0.2)"):
        parent = subprocess.Popen(
            [sys.executable, "-c", code.format(then)],
            cwd=ROOT,
            env={**os.environ, "NEWSCRAWL_PARSE_SECONDS": "0.5"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert parent.stdout
        assert parent.stderr
        child = Path("/proc", parent.stdout.readline().strip(), "stat")
        parent.kill()
        parent.wait()
        parent.stdout.close()
        while child.exists() and child.read_text().split()[2] != "Z":  # a zombie waits for the system only
            time.sleep(0.02)
        assert parent.stderr.read() == ""
        parent.stderr.close()


def test_scrape_says_why_a_saved_page_cannot_be_read(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_text("<h1>Jembatan Dibuka</h1><p>" + "Warga menyambut jembatan itu. " * 9)
    done = subprocess.run(
        [sys.executable, "-m", "newscrawl.cli", "scrape", str(saved)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NEWSCRAWL_PARSE_SECONDS": "0.01"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, f"newscrawl: {saved}: the page takes too long to read\n")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder that looks like a model of 700 MB."""
    for name in ("tokenizer.json", "config.json"):
        (tmp_path / name).write_text("{}")
    with (tmp_path / "model.onnx").open("wb") as file:
        file.truncate(700_000_000)
    return tmp_path


def run_with(model: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NEWSCRAWL_TRANSFORMER": str(model)}
    return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)


def test_a_parser_may_have_what_a_model_needs_beyond_its_worker_s_limit(model: Path) -> None:
    code = (
        "import resource as r; from spiders.parsing import parsers as p; from spiders.worker import limit_memory;"
        "limit_memory(10**9); print(p.call(r.getrlimit, r.RLIMIT_DATA)[0])"
    )
    done = run_with(model, "-c", code)
    assert int(done.stdout) > MEMORY + 2 * 700_000_000, done.stderr


@pytest.mark.parametrize("command", [["crawl", "kompas"], ["reprocess"]])
def test_a_model_that_cannot_be_loaded_is_told_before_anything_is_done(
    model: Path, command: list[str]
) -> None:
    (model / "model.onnx").write_bytes(b"x")
    done = run_with(model, "-m", "newscrawl.cli", *command, "--archive", str(model / "news.db"))
    assert done.returncode == 2
    assert "not a model that can be read" in done.stderr or "a transformer needs" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (model / "news.db").exists()
