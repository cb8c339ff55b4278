"""Crawl the chaos server in a child process and tell what came of each case."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from tests.chaos.feeds import CLOSED, Outlet
from tests.chaos.pages import HEAVY, Case
from tests.chaos.server import Answer, ChaosServer, Wire, http, rss

ROOT = Path(__file__).parents[2]
CHILD = Path(__file__).with_name("child.py")
PAGES_SEED = """
name = "Kacau"
hosts = ["kacau.id"]
zone = "Asia/Jakarta"
article_path = "^/berita/"
[[feeds]]
kind = "rss"
url = "{home}/feed/"
[paging]
kind = "path"
[rules]
headline = ["h1.entry-title"]
body = ["div.entry-content"]
"""


@dataclass
class Told:
    """What a hostile crawl left behind."""

    outcomes: dict[str, str]
    """Case -> ``article``, a reason, or ``nothing``."""
    reports: dict[str, dict[str, Any]]
    log: str
    standstill: float
    peaks: dict[int, int] = field(default_factory=dict)
    """Process -> most bytes of resident memory."""
    bodiless: int = 0
    """Articles that were stored without a text."""
    exit_code: int = 0
    most_at_once: int = 0


def crawl(
    cases: Sequence[Case], outlets: Sequence[Outlet], timeout: float = 1.0, parse_seconds: float = 1.5
) -> Told:
    """Crawl all cases at once; one process, as an operator would."""
    answers: dict[str, Answer] = {case.name: case.answer for case in cases}
    answers |= {outlet.name: outlet.serve for outlet in outlets}
    served = {
        name: _with_robots(answer)
        for name, answer in answers.items()
        if name not in {o.name for o in outlets}
    }
    links = [address_of(case) for case in cases]
    served["kacau"] = lambda path: (
        http(rss(*links), kind="application/xml") if path == "/feed/" else http(status="404 Not Found")
    )
    for make in HEAVY:
        make()
    with TemporaryDirectory() as folder, ChaosServer({**answers, **served}) as server:
        seeds, archive = Path(folder) / "seeds", Path(folder) / "news.db"
        seeds.mkdir()
        (seeds / "kacau.toml").write_text(PAGES_SEED, encoding="utf-8")
        for outlet in outlets:
            (seeds / f"{outlet.name}.toml").write_text(outlet.seed, encoding="utf-8")
        slugs = [*(["kacau"] if cases else []), *(outlet.name for outlet in outlets)]
        environment = {
            **os.environ,
            "NEWSCRAWL_SEEDS": str(seeds),
            "PYTHONPATH": str(ROOT),
            "NEWSCRAWL_PARSE_SECONDS": str(parse_seconds),
        }
        command = [sys.executable, str(CHILD), str(archive), server.address, str(timeout), *slugs]
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with Watch(child.pid) as watch:
            out, log = communicate(child, 240)
        answer = json.loads(out.splitlines()[-1]) if out.strip() else {"reports": [], "standstill": 0.0}
        if child.returncode or "broke down" in log:
            raise RuntimeError(log)
        with closing(sqlite3.connect(archive)) as db:
            outcomes = {case.name: outcome_of(db, address_of(case)) for case in cases}
            reports = {
                row[0]: json.loads(row[1] or "{}") for row in db.execute("SELECT outlet, report FROM runs")
            }
            [[bodiless]] = db.execute(
                "SELECT count(*) FROM articles WHERE trim(text) = '' AND kind = 'article'"
            )
        most = max(server.most_at_once.values(), default=0)
        return Told(
            outcomes, reports, log, answer["standstill"], watch.peaks, bodiless, child.returncode, most
        )


def communicate(child: subprocess.Popen[str], seconds: float) -> tuple[str, str]:
    """What the child printed; one that takes too long is stopped, and tells."""
    try:
        return child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.terminate()
        return child.communicate()


def address_of(case: Case) -> str:
    """The page of a case."""
    return f"https://{case.name}.kacau.id/berita/kasus-yang-aneh-sekali/"


def _with_robots(answer: Answer) -> Answer:
    def serve(path: str) -> Wire:
        return http(status="404 Not Found") if path == "/robots.txt" else answer(path)

    return serve


def outcome_of(db: sqlite3.Connection, url: str) -> str:
    """``article`` or the reason in the to-do list, by the address that was announced."""
    host = url.split("/")[2]
    for sql, word in (
        ("SELECT 1 FROM articles WHERE url LIKE ?", "article"),
        ("SELECT reason FROM failures WHERE url LIKE ?", ""),
    ):
        if row := db.execute(sql, (f"https://{host}/%",)).fetchone():
            return word or str(row[0])
    return "nothing"


def wrong_cases(cases: Sequence[Case], told: Told) -> list[str]:
    """The cases that ended otherwise than one of their outcomes says."""
    return [
        f"{case.name}: {told.outcomes[case.name]} (expected {' or '.join(case.outcomes)})"
        for case in cases
        if not told.outcomes[case.name].startswith(case.outcomes)
    ]


def wrong_outlets(outlets: Sequence[Outlet], told: Told) -> Iterator[str]:
    """The outlets of which the good article did not come, or which came against their robots.txt."""
    for outlet in outlets:
        report = told.reports.get(outlet.name, {})
        if bool(report.get("new")) == (outlet.name in CLOSED):
            yield f"{outlet.name}: {report}"


class Watch:
    """Notes the peak memory of a process and all below it, while it runs."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peaks: dict[int, int] = {}
        self._end = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(0.02):
            for pid in family(self.pid):
                self.peaks[pid] = max(self.peaks.get(pid, 0), peak_of(pid))


def family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        children = [
            each
            for task in Path(f"/proc/{pid}/task").iterdir()
            for each in (task / "children").read_text(encoding="ascii").split()
        ]
    except OSError:
        return []
    return [pid, *(below for child in children for below in family(int(child)))]


def peak_of(pid: int) -> int:
    """Bytes of resident memory that a process has had at most; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def resident(pid: int) -> int:
    """Bytes of memory that a process has now, shared pages by its share of them; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
