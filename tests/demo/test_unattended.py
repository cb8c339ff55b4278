"""Crawls that nobody watches: locks, budgets, stops, a full disk, dead workers; by child processes, to their exit code."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.lock import hold
from archive.store import Archive
from archive.verify import verify
from demo.network import SampleNetwork

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def start(sample_network: SampleNetwork, archive: Path) -> Iterator[Start]:
    """Starts ``newscrawl ...`` against the sample network."""
    started: list[subprocess.Popen[str]] = []

    def run(*words: str | Path, delay: str = "0", **env: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "NEWSCRAWL_CONNECT_TO": sample_network.address,
            "NEWSCRAWL_DELAY": delay,
            "NEWSCRAWL_ARCHIVE": str(archive),
            **env,
        }
        command = [sys.executable, "-m", "newscrawl.cli", *map(str, words)]
        started.append(
            subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
        return started[-1]

    yield run
    for process in started:
        process.kill()


def finish(process: "subprocess.Popen[str]", code: int) -> tuple[str, str]:
    """Its output, once it has ended with that exit code."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    return out, err


def reports(out: str) -> dict[str, Any]:
    return {report["outlet"]: report for report in map(json.loads, out.splitlines())}


def wait_for(fetched: int, network: SampleNetwork, crawl: "subprocess.Popen[str]") -> None:
    """Until the crawl has asked for so many articles."""
    while sum("/berita/" in request.path for request in network.requests) < fetched:
        assert crawl.poll() is None
        time.sleep(0.01)


def test_all_fine_is_0_and_a_dead_outlet_1(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "crawl.log"
    out, err = finish(start("crawl", "jabarekspres", "kompas", "--json", "--log", log), 0)
    assert err == ""
    assert {slug: report["finish"] for slug, report in reports(out).items()} == {
        "jabarekspres": "finished",
        "kompas": "finished",
    }
    log.rename(tmp_path / "crawl.log.1")
    out, _err = finish(start("crawl", "balipost", "kompas", "--json", "--log", log), 1)
    assert reports(out)["balipost"]["failed"] == {"no-feed/http-404": 5}
    lines = [line for line in log.read_text().splitlines() if "WARNING" not in line]
    assert len(lines) == 2
    for line in lines:
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ outlet=\S+ finish=finished seen=\d+ ", line)


@pytest.mark.parametrize(
    "words", [["nosuchoutlet"], ["kompas", "--for", "soon"], ["kompas", "--min-free", "-1"], []]
)
def test_bad_usage_is_2(start: Start, words: list[str]) -> None:
    out, err = finish(start("crawl", *words), 2)
    assert out == ""
    assert "Traceback" not in err


def test_an_unusable_archive_is_3(start: Start, archive: Path) -> None:
    archive.write_text("no database")
    _out, err = finish(start("crawl", "kompas"), 3)
    assert str(archive) in err


def test_a_low_disk_is_3_before_anything_is_fetched(start: Start, sample_network: SampleNetwork) -> None:
    _out, err = finish(start("crawl", "kompas", NEWSCRAWL_MIN_FREE="999999999G"), 3)
    assert "free some space" in err
    assert sample_network.requests == []


def test_a_held_outlet_is_4_and_the_others_are_crawled(start: Start, archive: Path) -> None:
    lock = hold(archive, "kompas", datetime.now(UTC))
    out, _err = finish(start("crawl", "kompas", "jabarekspres", "--json"), 4)
    assert reports(out)["kompas"]["finish"] == "locked"
    assert reports(out)["kompas"]["held_by"]["pid"] == os.getpid()
    assert reports(out)["jabarekspres"]["new"] == 17
    text, err = finish(start("crawl", "kompas"), 4)
    assert f"process {os.getpid()} on " in text
    assert f"held_by={os.getpid()}@" in err
    lock.close()  # the file stays, as after the death of its process
    finish(start("crawl", "kompas"), 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_by_signal_is_130_and_the_next_run_goes_on(
    start: Start, sample_network: SampleNetwork, archive: Path, number: signal.Signals
) -> None:
    crawl = start("crawl", "jabarekspres", "--json", delay="0.1")
    wait_for(3, sample_network, crawl)
    crawl.send_signal(number)
    out, _err = finish(crawl, 130)
    stopped = reports(out)["jabarekspres"]
    assert stopped["finish"] == "shutdown"
    out, _err = finish(start("crawl", "jabarekspres", "--json"), 0)
    assert stopped["new"] + reports(out)["jabarekspres"]["new"] == 17


def test_the_time_budget_ends_a_crawl_cleanly_and_the_rest_comes_first_next_time(
    start: Start, archive: Path
) -> None:
    out, _err = finish(start("crawl", "jabarekspres", "kompas", "--json", "--for", "1s", delay="0.2"), 0)
    assert reports(out)["jabarekspres"]["finish"] == "shutdown"
    with Archive.open(archive) as kept:
        assert "jabarekspres" not in kept.last_begun()


def workers_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_killed_worker_is_reported_and_a_killed_parent_takes_its_workers_along(
    start: Start, sample_network: SampleNetwork, archive: Path
) -> None:
    crawl = start("crawl", "jabarekspres", "--json", delay="0.1")
    wait_for(2, sample_network, crawl)
    [worker] = workers_of(crawl.pid)
    os.kill(worker, signal.SIGKILL)
    out, err = finish(crawl, 1)
    assert reports(out)["jabarekspres"]["finish"] == "worker-died"
    assert "signal 9" in err

    del sample_network.requests[:]
    crawl = start("crawl", "jabarekspres", delay="0.1")
    wait_for(2, sample_network, crawl)
    crawl.kill()
    crawl.communicate()
    finish(start("crawl", "jabarekspres"), 0)
    with Archive.open(archive) as kept:
        assert list(verify(kept)) == []
