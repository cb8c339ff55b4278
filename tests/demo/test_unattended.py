"""Crawls that nobody watches: locks, budgets, stops, a full disk, dead workers; by child processes, to their exit code."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.lock import hold
from archive.store import Archive
from archive.verify import verify
from demo.network import SampleNetwork
from demo.sites import Answer
from newscrawl.cli import main
from newscrawl.cli_crawl import exit_code
from spiders.pool import Ending
from spiders.report import lost_report

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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSCRAWL_DELAY", "sedetik"),
        ("NEWSCRAWL_DELAY", "nan"),
        ("NEWSCRAWL_DAILY_REQUESTS", "-1"),
        ("NEWSCRAWL_DAILY_REQUESTS", "1.5"),
        ("NEWSCRAWL_CONNECT_TO", "127.0.0.1"),
    ],
)
def test_a_variable_that_makes_no_sense_is_2(start: Start, name: str, value: str) -> None:
    out, err = finish(start("crawl", "kompas", **{name: value}), 2)
    assert out == ""
    assert name in err
    assert value in err
    assert "Traceback" not in err


def test_a_broken_seed_is_2(start: Start, tmp_path: Path) -> None:
    (tmp_path / "kabar.toml").write_text("name = 'Kabar\n")
    _out, err = finish(start("crawl", "kabar", NEWSCRAWL_SEEDS=str(tmp_path)), 2)
    assert "kabar.toml" in err
    assert "Traceback" not in err


def test_a_log_that_cannot_be_made_is_2_and_one_that_cannot_be_written_ends_nothing(
    start: Start, tmp_path: Path
) -> None:
    out, err = finish(start("crawl", "kompas", "--log", tmp_path / "tiada" / "crawl.log"), 2)
    assert out == ""
    assert "name a file that can be written" in err
    for log in ("--log=/dev/full", f"--log={tmp_path / 'crawl.log'}"):
        finish(start("crawl", "kompas", log), 0)


def test_a_crawl_needs_no_stderr(sample_network: SampleNetwork, archive: Path) -> None:
    command = f"exec {shlex.quote(sys.executable)} -m newscrawl.cli crawl kompas --json <&- 2>&-"
    known = {"NEWSCRAWL_CONNECT_TO": sample_network.address, "NEWSCRAWL_DELAY": "0"}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={**os.environ, **known, "NEWSCRAWL_ARCHIVE": str(archive)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert reports(done.stdout)["kompas"]["finish"] == "finished"
    with Archive.open(archive) as kept:
        assert list(verify(kept)) == []


def test_a_signal_before_the_first_request_is_130(monkeypatch: pytest.MonkeyPatch, archive: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(
        "newscrawl.cli_crawl.refuse_full_disk", lambda *_: signal.raise_signal(signal.SIGTERM)
    )
    result = CliRunner().invoke(main, ["crawl", "kompas", "--archive", str(archive)])
    signal.signal(signal.SIGTERM, before)
    assert result.exit_code == 130


def test_an_unusable_archive_is_3(start: Start, archive: Path) -> None:
    archive.write_text("no database")
    _out, err = finish(start("crawl", "kompas"), 3)
    assert str(archive) in err


def test_a_low_disk_is_3_before_anything_is_fetched(start: Start, sample_network: SampleNetwork) -> None:
    _out, err = finish(start("crawl", "kompas", NEWSCRAWL_MIN_FREE="999999999G"), 3)
    assert "free some space" in err
    assert sample_network.requests == []


@pytest.mark.parametrize("held", ["kompas", "host-kompas.com"], ids=["outlet", "host of a sibling"])
def test_a_held_outlet_is_4_and_the_others_are_crawled(start: Start, archive: Path, held: str) -> None:
    lock = hold(archive, held, datetime.now(UTC))
    out, err = finish(start("crawl", "kompas", "jabarekspres"), 4)
    assert f"another run holds it: process {os.getpid()} on " in out
    assert "finish=locked seen=0 " in err
    assert f"held_by={os.getpid()}@" in err
    assert "17 new" in out
    lock.close()  # the file stays, as after the death of its process
    out, _err = finish(start("crawl", "kompas", "--json"), 0)
    assert reports(out)["kompas"]["held_by"] is None


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
    if number == signal.SIGTERM:
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
    assert f"event=worker-died pid={worker} signal=9 outlets=jabarekspres" in err

    del sample_network.requests[:]
    crawl = start("crawl", "jabarekspres", delay="0.1")
    wait_for(2, sample_network, crawl)
    crawl.kill()
    crawl.communicate()
    finish(start("crawl", "jabarekspres"), 0)
    with Archive.open(archive) as kept:
        assert list(verify(kept)) == []


def write_more(network: SampleNetwork, number: int) -> None:
    """Let jabarekspres publish stories made of its others."""
    known = [story for story in network.stories.values() if story.outlet == "jabarekspres" and not story.gone]
    for story in known[:number]:
        name = f"{story.slug}-{len(network.stories)}"
        network.stories[name] = replace(story, slug=name, headline=f"{story.headline} {len(network.stories)}")


@pytest.fixture
def hook() -> Iterator[tuple[str, list[Any]]]:
    """The address of a webhook, and what was posted to it."""
    posted: list[Any] = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/alarm", posted
    server.shutdown()
    server.server_close()


def test_a_redesign_is_5_and_is_told_once_until_it_is_accepted(
    start: Start,
    sample_network: SampleNetwork,
    archive: Path,
    hook: tuple[str, list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def health(*words: str) -> Result:
        return CliRunner().invoke(main, ["health", *words, "--archive", str(archive)])

    write_more(sample_network, 12)
    finish(start("crawl", "jabarekspres"), 0)
    served = sample_network.answer

    def redesigned(host: str, target: str) -> Answer:
        answer = served(host, target)
        if target == "/robots.txt":
            return replace(answer, body=answer.body + "Disallow: /rahasia/\n")
        return replace(answer, body=answer.body.replace('class="entry-', 'class="baru-'))

    monkeypatch.setattr(sample_network, "answer", redesigned)
    write_more(sample_network, 6)
    out, err = finish(start("crawl", "jabarekspres", "--json"), 5)
    [body] = [
        alarm for alarm in reports(out)["jabarekspres"]["alarms"] if alarm["what"] == "body from generic"
    ]
    assert "6 of 6 pages, usually 0%" in body["detail"]
    assert "body-from-generic" in err

    address, posted = hook
    told = archive.with_name("mail.txt")
    first = health("--webhook", address, "--mail", f"tee {told}")
    assert first.exit_code == 5
    assert "1 of 1 outlets seem broken" in first.stdout
    assert body["pages"][0] in first.stdout
    assert "robots.txt of jabarekspres.com changed" in first.stdout
    kept = CliRunner().invoke(
        main,
        ["golden", body["pages"][0], "--archive", str(archive), "--into", str(archive.parent / "golden")],
    )
    assert kept.exit_code == 0, kept.stderr
    assert "baru-title" in next((archive.parent / "golden").glob("*/*/capture.html")).read_text()
    assert posted[0]["outlets"][0]["outlet"] == "jabarekspres"
    assert "body from generic" in told.read_text()

    finish(start("crawl", "jabarekspres"), 5)  # a quiet run does not make it right
    assert health("--webhook", address).exit_code == 5
    assert len(posted) == 1
    assert health("jabarekspres", "--accept").exit_code == 0
    finish(start("crawl", "jabarekspres"), 0)


def test_alarms_that_cannot_be_sent_are_said(archive: Path) -> None:
    with Archive.open(archive) as made:
        run = made.begin_run("kompas", datetime.now(UTC))
        alarm = {"what": "no date", "detail": "5 of 5 pages", "pages": []}
        since = made.db.execute("SELECT started_at FROM runs").fetchone()[0]
        made.finish_run(run, datetime.now(UTC), {"alarms": [{**alarm, "since": since}]})
    for words in (["--mail", "false"], ["--mail", "no-such-program"], ["--webhook", "http://127.0.0.1:1/"]):
        result = CliRunner().invoke(main, ["health", "--archive", str(archive), *words])
        assert result.exit_code == 5
        assert "the alarms were not sent" in result.stderr
    assert CliRunner().invoke(main, ["health", "--webhook", "http://example.id/"]).exit_code == 2


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ({"stopped": True, "disk_low": True, "alarms": True, "failed": True}, 130),
        ({"disk_low": True, "alarms": True, "failed": True}, 3),
        ({"alarms": True, "failed": True, "locked": True}, 5),
        ({"failed": True, "locked": True}, 1),
        ({"locked": True}, 4),
        ({"out_of_time": True}, 0),
    ],
)
def test_the_gravest_exit_code_wins(ending: dict[str, bool], code: int) -> None:
    told = {name: ending.pop(name, False) for name in ("alarms", "failed", "locked")}
    made = {
        "a": replace(lost_report("a", "finished"), alarms=[{"what": "no date"}] * told["alarms"]),
        "b": lost_report("b", "worker-died" if told["failed"] else "finished"),
        "c": lost_report("c", "locked" if told["locked"] else "not-reached"),
    }
    assert exit_code(Ending(made, **ending)) == code
