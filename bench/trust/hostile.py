"""Hostile pages, feeds and robots.txt, crawled at once from the chaos server of the tests."""

from __future__ import annotations

from bench.trust import Line
from tests.chaos.crawl import crawl, wrong_cases, wrong_outlets
from tests.chaos.feeds import outlets
from tests.chaos.pages import cases, is_quick

MOST_MEMORY = 300
LONGEST = 10


def measure(short: bool) -> list[Line]:
    """One crawl of all cases."""
    pages = [case for case in cases() if not short or is_quick(case.name)]
    feeds = [outlet for outlet in outlets() if not short or is_quick(outlet.name)]
    told = crawl(pages, feeds, timeout=2 if short else 6, parse_seconds=2 if short else 4)
    wrong = [*wrong_cases(pages, told), *wrong_outlets(feeds, told)]
    memory = max(told.peaks.values()) / 1e6
    lines = told.log.count("Traceback")
    raised = told.log.partition("Traceback")[2].partition("\n\n")[0][-300:].replace("\n", " ")
    number = len(pages) + len(feeds)
    return [
        Line(
            f"{number} hostile pages, feeds and robots.txt: each has its line with its reason",
            "0 others",
            "; ".join([str(len(wrong)), *wrong[:3]]),
            not wrong and number >= 100,
        ),
        Line(
            "the crawl of them ends by itself",
            "exit 0, 0 tracebacks",
            f"exit {told.exit_code}, {lines} tracebacks {raised}".strip(),
            told.exit_code == 0 and not lines,
        ),
        Line(
            "standstill of the crawl",
            f"<= {LONGEST} s",
            f"{told.standstill:.1f} s",
            told.standstill <= LONGEST,
        ),
        Line("memory of any process", f"<= {MOST_MEMORY} MB", f"{memory:.0f} MB", memory <= MOST_MEMORY),
        Line("articles stored without a text", "0", str(told.bodiless), told.bodiless == 0),
        Line("connections to a host at once", "1", str(told.most_at_once), told.most_at_once == 1),
    ]
