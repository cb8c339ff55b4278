"""The pool with workers of our own that die, hang or do well."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from newscrawl.seeds import load_outlets
from spiders import pool
from spiders.pool import Ending, Limits, Pool, group_by_host
from spiders.report import RunReport

FAKE = """
import dataclasses, json, sys, time
from spiders.report import lost_report
def tell(**message): print(json.dumps(message), flush=True)
for line in sys.stdin:
    slug = line.strip()
    report = dataclasses.asdict(lost_report(slug, "finished"))
    if slug.startswith("dies"): sys.exit(3)
    if slug.startswith("hangs"): time.sleep(60)
    if slug.startswith("half"): sys.stdout.write('{"finis'); sys.exit(1)
    while slug.startswith("stalls"): tell(running=[[report, 7]]); time.sleep(0.02)
    tell(running=[[report, 1]])
    tell(finished=report)
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr(pool, "COMMAND", (sys.executable, "-c", FAKE))
    monkeypatch.setattr(pool, "SILENT", 1.0)

    def crawl(*groups: Sequence[str], events: list[str] | None = None, **limits: Any) -> Ending:
        told: list[RunReport] = []
        crawls = Pool(
            groups,
            {"archive": str(tmp_path / "news.db")},
            Limits(**{"jobs": 2, **limits}),
            on_report=told.append,
            on_progress=lambda _reports: None,
            on_event=(events if events is not None else []).append,
        )
        ending = crawls.run()
        assert len(told) == len(ending.reports)
        return ending

    return crawl


def finishes(ending: Ending) -> dict[str, str]:
    return {slug: report.finish for slug, report in ending.reports.items()}


def test_all_are_crawled_by_some_worker(run: Any) -> None:
    ending = run(*([f"a{number}"] for number in range(30)), ["b1", "b2", "b3"], jobs=3)
    assert set(finishes(ending).values()) == {"finished"}
    assert len(ending.reports) == 33


@pytest.mark.parametrize(
    ("slug", "finish"), [("dies", "worker-died"), ("half", "worker-died"), ("hangs", "worker-hung")]
)
def test_a_worker_takes_only_its_own_outlets_with_it(run: Any, slug: str, finish: str) -> None:
    events: list[str] = []
    ending = run(["a"], [slug], ["b"], ["c"], ["d"], jobs=4, events=events)
    assert finishes(ending)[slug] == finish
    assert list(finishes(ending).values()).count("finished") >= 3
    assert ending.reports[slug].is_failed
    assert finish in events[0]
    assert slug in events[0]


def test_what_a_dead_worker_had_not_begun_goes_to_the_next(run: Any) -> None:
    ending = run(["dies", *(f"a{number}" for number in range(20))], jobs=1)
    lost = [slug for slug, finish in finishes(ending).items() if finish == "worker-died"]
    assert lost == ["dies"]
    assert len(ending.reports) == 21


def test_an_outlet_that_sends_nothing_for_too_long_counts_as_hung(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "STALLED", 0.1)
    assert finishes(run(["stalls"], ["a"], jobs=2)) == {"a": "finished", "stalls": "worker-hung"}


def test_the_time_budget_ends_it_and_says_what_was_not_reached(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "AT_ONCE", 1)
    ending = run(["hangs"], ["a"], ["b"], jobs=1, seconds=0.5)
    assert ending.out_of_time
    assert finishes(ending) == {"hangs": "shutdown", "a": "not-reached", "b": "not-reached"}


def test_a_low_disk_ends_it(run: Any) -> None:
    ending = run(["hangs"], ["a"], jobs=1, min_free=10**18)
    assert ending.disk_low
    assert finishes(ending)["a"] == "not-reached"


def test_outlets_of_one_host_share_a_worker() -> None:
    groups = group_by_host(load_outlets().values())
    assert sum(map(len, groups)) == len(load_outlets())
    assert [len(group) for group in groups if "detik-jabar" in group] == [10]
    assert [len(group) for group in groups if "rri-ambon" in group] == [10]


def test_annotators_that_need_all_memory_leave_one_worker() -> None:
    assert pool.default_jobs(10**15) == 1 <= pool.default_jobs()
