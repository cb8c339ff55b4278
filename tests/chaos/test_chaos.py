"""Hostile pages and feeds, all in one crawl: each costs its line in the report, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.crawl import Told, crawl, wrong_cases, wrong_outlets
from tests.chaos.feeds import Outlet, outlets
from tests.chaos.pages import Case, cases, is_quick

PAGES = [case for case in cases() if is_quick(case.name)]
FEEDS = [outlet for outlet in outlets() if is_quick(outlet.name)]


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    yield crawl(PAGES, FEEDS, timeout=2, parse_seconds=2)


def test_the_crawl_goes_on(told: Told) -> None:
    assert told.exit_code == 0
    assert "Traceback" not in told.log
    assert told.bodiless == 0
    assert told.most_at_once == 1
    assert max(told.peaks.values()) < 300_000_000


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_every_page_has_its_line(told: Told, case: Case) -> None:
    assert wrong_cases([case], told) == []


@pytest.mark.parametrize("outlet", FEEDS, ids=lambda outlet: outlet.name)
def test_no_feed_costs_the_others(told: Told, outlet: Outlet) -> None:
    assert list(wrong_outlets([outlet], told)) == []
