"""What is told as broken, and what is an ordinary day."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive.judge import Alarm, Report, judge, judge_silence
from archive.sample import Sample
from tests.archive.conftest import make_article

START = datetime(2026, 3, 2, 6, tzinfo=UTC)


def run(hour: float = 0, pages: int = 5, *, failed: dict[str, int] | None = None, **more: Any) -> Report:
    """A run of an outlet whose pages have all that they usually have."""
    size = more.pop("size", 11)
    sample = {
        "pages": pages,
        "traits": {"no editors": pages, **more.pop("traits", {})},
        "sources": more.pop("sources", {"body/selector": pages, "published_at/json-ld": pages}),
        "lengths": {str(size): pages},
        "failed": failed or {},
    }
    return {
        "started_at": (START + timedelta(hours=hour)).isoformat(),
        "finish_reason": "finished",
        "seen": 40,
        "feed/rss/ok": 1,
        "sample": sample,
        **more,
    }


def usual(number: int = 20, pages: int = 5) -> list[Report]:
    return [run(-hour, pages, size=11 + hour % 2) for hour in range(1, number + 1)]


def told(now: Report, past: list[Report]) -> list[str]:
    return [alarm.what for alarm in judge(now, past, {})]


@pytest.mark.parametrize(
    ("changed", "alarm"),
    [
        ({"traits": {"no date": 5}}, "no date"),
        ({"traits": {"no authors": 5}}, "no authors"),
        ({"traits": {"same body": 4}}, "same body"),
        ({"sources": {"body/generic": 5, "published_at/json-ld": 5}}, "body from generic"),
        ({"sources": {"body/selector": 5, "published_at/url": 5}}, "published_at from url"),
        ({"size": 8}, "short body"),
        ({"size": 14}, "long body"),
        ({"pages": 0, "sources": {}, "failed": {"not-article/no-body": 5}}, "pages without an article"),
        ({"pages": 0, "sources": {}, "failed": {"http-403": 3, "robots": 2}}, "pages without an article"),
        ({"feed/rss/ok": 0, "feed/rss/failed": 1, "feed_failed/rss/http-404": 1}, "feed rss"),
        ({"feed/rss/ok": 0, "feed/rss/failed": 1, "feed_failed/rss/robots": 1}, "feed rss"),
        ({"feed/rss/ok": 0, "feed/rss/failed": 1, "feed_failed/rss/empty": 1}, "feed rss"),
        ({"seen": 0}, "nothing announced"),
    ],
)
def test_a_redesign_is_told_by_one_run(changed: dict[str, Any], alarm: str) -> None:
    assert alarm in told(run(**changed), usual())


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"pages": 0, "sources": {}},  # a quiet night
        {"pages": 1, "traits": {"no authors": 1}, "sources": {"body/generic": 1}},
        {"pages": 3, "size": 8},
        {"traits": {"no authors": 2}},
        {"pages": 4, "failed": {"http-404": 1}},
        {"pages": 0, "sources": {}, "failed": {"http-503": 5}},  # down for an hour
        {"feed/rss/ok": 0, "feed/rss/failed": 1, "feed_failed/rss/timeout": 1, "seen": 9},
        {"seen": 5},
        {"sources": {"body/selector": 5, "published_at/selector": 0, "published_at/json-ld": 5}},
    ],
)
def test_an_ordinary_run_tells_nothing(changed: dict[str, Any]) -> None:
    assert told(run(**changed), usual()) == []


def test_without_history_nothing_is_usual() -> None:
    broken = run(traits={"no date": 5}, sources={"body/generic": 5})
    assert told(broken, []) == []
    assert told(broken, usual(3)) == []


def test_what_happens_now_and_then_is_usual() -> None:
    past = [run(-hour, traits={"no authors": 5 * (hour == 7)}) for hour in range(1, 21)]
    assert told(run(traits={"no authors": 5}), past) == []


def test_a_small_outlet_is_judged_by_several_runs() -> None:
    past = usual(60, pages=1)
    for number in range(1, 4):
        assert told(run(pages=1, traits={"no date": 1}, sources={"body/generic": 1}), past) == [], number
        past = [run(pages=1, traits={"no date": 1}, sources={"body/generic": 1}), *past]
    assert told(run(pages=1, traits={"no date": 1}, sources={"body/generic": 1}), past) == [
        "no date",
        "body from generic",
    ]


def test_an_alarm_stands_until_the_pages_are_right_again_and_teaches_nothing() -> None:
    past = [run(traits={"no date": 5}, alarms=[{"what": "no date"}])] * 40 + usual(60)
    assert told(run(traits={"no date": 5}), past) == ["no date"]
    assert told(run(pages=0, sources={}), past) == ["no date"]
    assert told(run(), past) == []


def test_a_failure_that_may_pass_is_told_when_it_lasts() -> None:
    down = {"pages": 0, "sources": {}, "failed": {"http-503": 5}}
    dead = {"feed/rss/ok": 0, "feed/rss/failed": 1, "feed_failed/rss/timeout": 1}
    for broken, alarm in ((down, "pages do not come"), (dead, "feed rss")):
        assert told(run(**broken), [run(-1, **broken), run(-2, **broken), *usual()]) == []
        assert alarm in told(run(**broken), [run(-3, **broken), run(-7, **broken), *usual()])


@pytest.mark.parametrize(
    ("silent", "gap", "alarmed"), [(47, 1, False), (49, 1, True), (160, 60, False), (184, 60, True)]
)
def test_silence_is_measured_by_the_outlets_own_gaps(silent: int, gap: int, alarmed: bool) -> None:
    published = [START - timedelta(hours=number + (gap if number > 10 else 0)) for number in range(30)]
    found = judge_silence(START + timedelta(hours=silent), START, published)
    assert isinstance(found, Alarm) is alarmed


def test_a_run_keeps_no_texts() -> None:
    sample = Sample()
    for number in (*range(300), 7):
        text = f"Warga desa {number} menanam pohon. " * 100
        sample.add(make_article(headline=f"Desa {number}", paragraphs=(text,), published_at=None), START)
    assert (sample.traits["same body"], sample.traits["same headline"]) == (1, 1)
    assert len(pickle.dumps(vars(sample))) < 300 * 50
