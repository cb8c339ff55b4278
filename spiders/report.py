"""What one run did, in numbers. Exit codes come from here: Scrapy's own is 0 whatever happened."""

from __future__ import annotations

import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scrapy.crawler import Crawler

PREFIX = "newscrawl/"


@dataclass(frozen=True, slots=True)
class RunReport:
    """One crawl of one outlet. Counts are of articles, but for ``feeds`` and ``missing_pages``."""

    outlet: str
    seen: int
    """Announced in the range, each once."""
    fetched: int
    new: int
    updated: int
    unchanged: int
    skipped: int
    """Announced and held already."""
    out_of_range: int
    """Fetched, and by their own date outside of the range that was asked for."""
    not_article: Mapping[str, int]
    failed: Mapping[str, int]
    missing_pages: Mapping[str, int]
    feeds: Mapping[str, int]
    """``wordpress/ok``, ``rss/failed``... -> number of feeds."""
    covered: tuple[date, date] | None
    """First and last day that announcements or articles bear."""
    complete: bool
    """Whether a list that goes back into the past was read to the end of the range, or to its own end."""
    finish: str
    """Scrapy's word for how it ended: ``finished``, ``shutdown``; ``not-started``."""
    seconds: float
    peak_memory: int
    """Bytes; of the whole process, so of all outlets that were crawled together."""


def read_report(slug: str, crawler: Crawler, crash: BaseException | None = None) -> RunReport:
    """The report of a crawl, also while it runs; ``crash`` is what kept it from starting."""
    started = crawler.settings.frozen  # Scrapy makes the stats just before
    stats: Mapping[str, Any] = crawler.stats.get_stats() if started else {}
    oldest, newest = stats.get(f"{PREFIX}oldest"), stats.get(f"{PREFIX}newest")
    return RunReport(
        outlet=slug,
        **{name: stats.get(PREFIX + name, 0) for name in COUNTS},
        not_article=_by_reason(stats, "not_article/"),
        failed=_failures(stats, crash),
        missing_pages=_by_reason(stats, "missing_page/"),
        feeds=_by_reason(stats, "feed/"),
        covered=(oldest, newest) if oldest and newest else None,
        complete=stats.get(f"{PREFIX}complete", False),
        finish=stats.get("finish_reason", "running" if crawler.crawling else "not-started"),
        seconds=stats.get("elapsed_time_seconds", 0.0),
        peak_memory=peak_memory(),
    )


COUNTS = ("seen", "fetched", "new", "updated", "unchanged", "skipped", "out_of_range")


def _by_reason(stats: Mapping[str, Any], kind: str) -> Mapping[str, int]:
    start = PREFIX + kind
    return {key.removeprefix(start): n for key, n in sorted(stats.items()) if key.startswith(start)}


def _failures(stats: Mapping[str, Any], crash: BaseException | None) -> Mapping[str, int]:
    """Failed articles by reason; why no feed answered, where none did; what the crawl broke down on."""
    failed = dict(_by_reason(stats, "failed/"))
    feeds = _by_reason(stats, "feed/")
    if feeds and not any(key.endswith("/ok") for key in feeds):
        failed |= {f"no-feed/{reason}": n for reason, n in _by_reason(stats, "no_feed/").items()}
    if crash:
        failed[type(crash).__name__] = 1
    return failed


def peak_memory() -> int:
    """Bytes of resident memory that this process has had at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def format_report(report: RunReport) -> str:
    """The run report of one outlet in a few lines."""
    counts = ("seen", "fetched", "new", "updated", "unchanged", "skipped", "out_of_range")
    shown = [f"{getattr(report, name)} {name.replace('_', ' ')}" for name in counts]
    lines = [f"{report.outlet}: {', '.join(shown)}  ({report.seconds:.1f} s, {report.finish})"]
    for label in ("not_article", "failed", "missing_pages"):
        reasons = getattr(report, label)
        if reasons:
            lines.append(
                f"  {label.replace('_', ' ')}: " + ", ".join(f"{n} {why}" for why, n in reasons.items())
            )
    if report.covered:
        first, last = report.covered
        whole = "" if report.complete else "; the lists end before the range does"
        lines.append(f"  covered: {first} to {last}{whole}")
    return "\n".join(lines)


def format_feeds(feeds: Mapping[str, int]) -> str:
    """How many feeds of each kind answered.

    >>> format_feeds({"rss/ok": 1, "sitemap/failed": 1, "sitemap/ok": 1, "wordpress/failed": 1})
    'rss 1/1, sitemap 1/2, wordpress 0/1'
    """
    kinds = dict.fromkeys(name.partition("/")[0] for name in feeds)
    counts = ((kind, feeds.get(f"{kind}/ok", 0), feeds.get(f"{kind}/failed", 0)) for kind in kinds)
    return ", ".join(f"{kind} {ok}/{ok + failed}" for kind, ok, failed in counts) or "none"
