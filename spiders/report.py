"""What one run did, in numbers. Exit codes come from here: Scrapy's own is 0 whatever happened.

Scrapy is imported for its type only: the parent of the workers does without it.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    """How it ended: ``finished``; ``shutdown`` by a signal or the time budget; ``locked``; ``archive`` (it cannot
    be written); ``clock-behind``; ``not-reached``, ``not-started``; ``worker-died``, ``worker-hung``."""
    seconds: float
    peak_memory: int
    """Bytes; of the whole process, so of all outlets that were crawled together."""
    started_at: str | None = None
    """UTC; None where it did not start."""
    alarms: Sequence[Mapping[str, Any]] = field(default=())
    """Signs of breakage by the outlet's own history: ``what`` and ``detail``, as `newscrawl health` says them."""
    held_by: Mapping[str, Any] | None = None
    """``pid``, ``host`` and ``since`` of the run that keeps this outlet locked."""
    unverified: str | None = None
    """Why the outlet's certificate was not verified."""

    @property
    def is_failed(self) -> bool:
        """Whether the outlet as a whole failed. Single pages may fail on any day and are tried again."""
        if self.finish in ENDED_BADLY or any(_is_own_fault(reason) for reason in self.failed):
            return True
        return bool(self.failed) and not (self.fetched or self.unchanged)


ENDED_BADLY = ("archive", "clock-behind", "not-started", "worker-died", "worker-hung")


def _is_own_fault(reason: str) -> bool:
    """Whether a reason is none of the outlet's: no source answered, not stored, or an exception's name.

    >>> [_is_own_fault(reason) for reason in ("http-500", "no-feed/timeout", "KeyError", "not-stored/OSError")]
    [False, True, True, True]
    """
    return reason.startswith(("no-feed/", "not-stored/")) or reason[:1].isupper()


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
        started_at=_iso(stats.get("start_time")),
        alarms=stats.get(f"{PREFIX}alarms", ()),
        held_by=stats.get(f"{PREFIX}held_by"),
        unverified=stats.get(f"{PREFIX}unverified"),
    )


def _iso(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else None


def lost_report(slug: str, finish: str) -> RunReport:
    """The report of an outlet whose crawl cannot report itself, and why."""
    values: dict[str, Any] = {
        **dict.fromkeys(COUNTS, 0),
        **{name: {} for name in ("not_article", "missing_pages", "feeds")},
        "failed": {finish: 1} if finish in ENDED_BADLY else {},
    }
    values |= {"covered": None, "complete": False, "finish": finish, "seconds": 0.0, "peak_memory": 0}
    return RunReport(slug, **values)


def as_json(report: RunReport) -> str:
    """The report as one line of JSON; days as text."""
    return json.dumps(asdict(report), default=str, ensure_ascii=False)


def from_json(values: Mapping[str, Any]) -> RunReport:
    """The report that ``as_json`` was given."""
    days = values["covered"]
    covered = (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None
    return RunReport(**{**values, "covered": covered})


def log_line(report: RunReport, now: datetime) -> str:
    """The report as one plain line: an instant, then ``key=value`` pairs without spaces in them."""
    counts = {name: getattr(report, name) for name in ("seen", "fetched", "new", "updated", "unchanged")}
    pairs: dict[str, Any] = {"outlet": report.outlet, "finish": report.finish, **counts}
    pairs |= {name: sum(getattr(report, name).values()) for name in ("not_article", "failed")}
    pairs |= {"seconds": f"{report.seconds:.1f}", "alarms": len(report.alarms)}
    pairs |= {f"failed[{reason}]": number for reason, number in report.failed.items()}
    if report.alarms:
        pairs["alarm"] = ",".join(
            alarm["what"].replace(", ", "+").replace(" ", "-") for alarm in report.alarms
        )
    if report.held_by:
        pairs["held_by"] = "{pid}@{host},{since}".format_map(
            {"pid": "", "host": "", "since": "", **report.held_by}
        )
    return " ".join([_iso(now) or "", *(f"{key}={value}" for key, value in pairs.items())])


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
    if report.held_by:
        lines.append(
            "  another run holds it: process {pid} on {host}, since {since}".format_map(
                {"pid": "?", "host": "?", "since": "?", **report.held_by}
            )
        )
    if report.unverified:
        lines.append(f"  certificates are not verified: {report.unverified}")
    lines += [f"  breakage suspected: {alarm['what']}: {alarm['detail']}" for alarm in report.alarms]
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
