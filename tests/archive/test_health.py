"""Alarms in the archive: kept with the run, forgiven when they pass, accepted by the operator."""

import json
from datetime import timedelta
from typing import Any

import pytest

from archive.store import Archive
from tests.archive.conftest import Clock


def runs(archive: Archive, clock: Clock, *missing: bool, pages: int = 8) -> list[list[str]]:
    """A run an hour, whose pages lack their dates or not; the alarms of each."""
    told = []
    for lacks in missing:
        clock.pass_by(hours=1)
        run = archive.begin_run("kabarcontoh", clock.now)
        sample: dict[str, Any] = {"pages": pages, "lengths": {"10": pages}}
        sample["traits"] = {"no date": pages} if lacks else {}
        archive.finish_run(
            run, clock.now + timedelta(minutes=9), {"finish_reason": "finished", "sample": sample}
        )
        told.append([alarm["what"] for alarm in archive.examine(run, {})])
    return told


def reports(archive: Archive) -> list[dict[str, Any]]:
    return [json.loads(row[0]) for row in archive.db.execute("SELECT report FROM runs ORDER BY id")]


def test_breakage_stays_an_alarm_for_as_long_as_it_lasts(archive: Archive, clock: Clock) -> None:
    runs(archive, clock, *[False] * 10)
    assert runs(archive, clock, *[True] * 90) == [["no date"]] * 90
    [health] = archive.health()
    assert (health.outlet, health.alarms[0].detail) == ("kabarcontoh", "8 of 8 pages, usually 0%")
    assert {alarm["since"] for report in reports(archive)[10:] for alarm in report["alarms"]} == {
        "2026-11-24T19:00:00Z"
    }
    assert runs(archive, clock, False, True) == [[], ["no date"]]


def test_what_passes_by_itself_is_told_once_and_then_usual(archive: Archive, clock: Clock) -> None:
    runs(archive, clock, *[False] * 10)
    assert runs(archive, clock, True, True, False, True) == [["no date"], ["no date"], [], []]
    assert [sorted(report.keys() & {"alarms", "passed"}) for report in reports(archive)[10:]] == [
        *(["passed"], ["passed"], [], []),
    ]


def test_what_is_accepted_is_usual_from_then_on(archive: Archive, clock: Clock) -> None:
    runs(archive, clock, *[False] * 10, *[True] * 3)
    assert archive.health()[0].alarms
    assert archive.accept("kabarcontoh")
    assert not archive.health()[0].alarms
    assert not archive.accept("takdikenal")
    assert runs(archive, clock, *[True] * 9) == [[]] * 9
    assert archive.health(["kabarcontoh", "takdikenal"])[0].finish == "finished"


def test_a_run_that_was_killed_is_not_what_is_accepted(archive: Archive, clock: Clock) -> None:
    runs(archive, clock, *[False] * 10, True)
    killed = archive.begin_run("kabarcontoh", clock.now + timedelta(minutes=30))
    archive._files.pop(killed).close()
    with Archive.open(archive.path, clock=clock) as later:  # ends it
        assert later.health()[0].alarms
        assert later.accept("kabarcontoh")
        assert not later.health()[0].alarms


def test_a_run_over_a_range_is_neither_judged_nor_learnt_from(archive: Archive, clock: Clock) -> None:
    runs(archive, clock, *[False] * 10)
    run = archive.begin_run("kabarcontoh", clock.now)
    sample = {"pages": 900, "traits": {"no date": 900}}
    archive.finish_run(run, clock.now, {"finish_reason": "finished", "partial": True, "sample": sample})
    assert archive.examine(run, {}) == []
    assert runs(archive, clock, True) == [["no date"]]


@pytest.mark.parametrize(("hours", "overdue"), [(20, False), (27, True)])
def test_an_outlet_that_is_crawled_no_more_is_overdue(
    archive: Archive, clock: Clock, hours: int, overdue: bool
) -> None:
    runs(archive, clock, *[False] * 5)
    clock.pass_by(hours=hours)
    assert [alarm.what for alarm in archive.health()[0].alarms] == ["not crawled"] * overdue
