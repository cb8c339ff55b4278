"""The health of outlets: a run is judged when it ends, and its alarms are kept in its report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any

from sqlite_utils import Database

from archive.judge import Alarm, Examples, Report, dated, judge, judge_silence
from archive.packing import Damaged
from archive.rows import Row, dump_json, first, rows, update
from archive.todo import instant_of

HISTORY = 60
"""Runs without alarm that tell what is usual: some days of hourly runs, two months of daily ones."""

RECENT = 20
"""Runs of any kind before the latest, which may be judged together with it."""

BRIEF = 2
"""Runs in which a batch of unusual pages may give an alarm; breakage lasts until the seed is mended."""

ARRIVALS = 300
"""Articles whose instants tell the outlet's usual gaps; a backfill's older ones are of another time."""

OVERDUE = timedelta(hours=26)
"""An outlet that was crawled daily or oftener, and not for so long and three times its usual pause, is overdue."""


@dataclass(frozen=True, slots=True)
class Health:
    """How an outlet did in its latest run."""

    outlet: str
    started_at: str
    finish: str
    new: int
    failed: int
    alarms: tuple[Alarm, ...]
    notes: tuple[str, ...] = ()
    """What changed and need not be wrong: robots.txt."""


def examine(db: Database, run: int, examples: Examples) -> list[dict[str, Any]]:
    """Judge a run that has ended by the outlet's history, and keep the alarms in its report."""
    found = first(db, "SELECT outlet, started_at, report FROM runs WHERE id = ?", run)
    if found is None or not is_comparable(report := json.loads(found["report"])):
        return []
    outlet, now = found["outlet"], {**report, "started_at": found["started_at"]}
    past = history(db, outlet, found["started_at"])
    alarms = judge(now, past, examples)
    if silence := judge_silence(*arrivals(db, outlet, now)):
        alarms.append(silence)
    told = [asdict(dated(alarm, now, past)) for alarm in alarms]
    if told:
        update(db, "runs", run, {"report": dump_json({**report, "alarms": told})})
    else:
        forgive(db, outlet, past)
    return told


def forgive(db: Database, outlet: str, past: Sequence[Report]) -> None:
    """Let alarms that passed by themselves within ``BRIEF`` runs count as usual: it was no redesign."""
    alarmed = [run["started_at"] for run in takewhile(lambda run: run.get("alarms"), past)]
    if len(alarmed) > BRIEF:
        return
    for started_at in alarmed:
        db.execute(FORGIVE, (outlet, started_at))


FORGIVE = """
UPDATE runs SET report = json_remove(json_set(report, '$.passed', report -> 'alarms'), '$.alarms')
WHERE outlet = ? AND started_at = ?
"""


def is_comparable(report: Report) -> bool:
    """Whether a run shows what the outlet is: one over a range or with a limit met other pages than usual."""
    return report.get("finish_reason") in ("finished", "shutdown") and not report.get("partial")


def history(db: Database, outlet: str, before: str) -> list[Report]:
    """Reports of the outlet's earlier runs, newest first: the latest, then more of those that gave no alarm.

    What came before the last accepted run is past.
    """
    accepted = first(db, ACCEPTED, outlet) or {"started_at": ""}
    latest = rows(db, RUNS, outlet, accepted["started_at"], before, RECENT)
    oldest = latest[-1]["started_at"] if latest else before
    told = [*latest, *rows(db, USUAL_RUNS, outlet, accepted["started_at"], oldest, HISTORY)]
    reports = [{**json.loads(row["report"]), "started_at": row["started_at"]} for row in told]
    return [{**report, "alarms": ()} if report.get("accepted") else report for report in reports]


REPORTED = """
SELECT started_at, report FROM runs WHERE outlet = ? AND started_at >= ? AND started_at < ?
    AND report ->> 'finish_reason' IN ('finished', 'shutdown') AND report ->> 'partial' IS NULL
"""
RUNS = REPORTED + "ORDER BY started_at DESC LIMIT ?"
USUAL_RUNS = REPORTED + "AND report ->> 'alarms' IS NULL ORDER BY started_at DESC LIMIT ?"
ACCEPTED = """
SELECT started_at FROM runs WHERE outlet = ? AND report ->> 'accepted' ORDER BY started_at DESC LIMIT 1
"""


def arrivals(db: Database, outlet: str, now: Report) -> tuple[datetime, datetime, list[datetime]]:
    """When the run began, when an article was last new, and when the latest ones were published."""
    began = datetime.fromisoformat(now["started_at"])
    told = rows(db, PUBLISHED, outlet, ARRIVALS)
    published = [
        instant for row in told if (instant := instant_of(row["published_utc"])) and instant <= began
    ]
    brought = [
        datetime.fromisoformat(row["started_at"]) for row in rows(db, BROUGHT, outlet, now["started_at"])
    ]
    return began, max((*published, *brought), default=began), published


PUBLISHED = """
SELECT published_utc FROM articles WHERE outlet = ? AND published_on IS NOT NULL ORDER BY published_on DESC LIMIT ?
"""
BROUGHT = """
SELECT started_at FROM runs WHERE outlet = ? AND started_at <= ? AND report ->> 'new' > 0
ORDER BY started_at DESC LIMIT 1
"""


def read_health(db: Database, outlets: Sequence[str], now: datetime) -> Iterator[Health]:
    """The health of each outlet that was crawled, by its latest run; of all, where none is named."""
    for slug in outlets or [row["outlet"] for row in rows(db, CRAWLED)]:
        latest = rows(db, LATEST, slug)
        if not latest:
            continue
        reports = [read_report(row, slug) for row in latest]
        report = reports[0]
        alarms = [Alarm(**{**alarm, "pages": tuple(alarm["pages"])}) for alarm in report.get("alarms", ())]
        if report.get("accepted"):
            alarms = []
        if overdue := judge_pause(now, [datetime.fromisoformat(row["started_at"]) for row in latest]):
            alarms.append(overdue)
        yield Health(
            slug,
            latest[0]["started_at"],
            report.get("finish_reason", "killed"),
            report.get("new", 0),
            sum(number for key, number in report.items() if key.startswith("failed/")),
            tuple(alarms),
            tuple(changed_robots(reports)),
        )


def read_report(row: Row, outlet: str) -> Report:
    """The report of a run; raises Damaged."""
    try:
        report = json.loads(row["report"])
    except (TypeError, ValueError):
        report = None
    if not isinstance(report, dict):
        raise Damaged(f"the report of run {row['id']}, of the outlet {outlet}, cannot be read")
    return report


def changed_robots(reports: Sequence[Report]) -> Iterator[str]:
    """The hosts whose robots.txt is another than when it was read before; ``reports`` newest first."""
    now, *past = [report.get("robots", {}) for report in reports]
    for host, digest in now.items():
        before = next((robots[host] for robots in past if host in robots), digest)
        if before != digest:
            yield f"robots.txt of {host} changed"


CRAWLED = "SELECT DISTINCT outlet FROM runs WHERE outlet IS NOT NULL ORDER BY outlet"
LATEST = """
SELECT id, started_at, report FROM runs WHERE outlet = ? AND finished_at IS NOT NULL
    AND CASE WHEN json_valid(report) THEN report ->> 'finish' END IS NOT 'killed' ORDER BY id DESC LIMIT 10
"""


def judge_pause(now: datetime, begun: Sequence[datetime]) -> Alarm | None:
    """Whether an outlet that is crawled regularly was not crawled to an end for long; ``begun`` newest first."""
    if len(begun) < 4:
        return None
    usual = sorted(later - earlier for later, earlier in pairwise(begun))[len(begun) // 2]
    if usual > OVERDUE or now - begun[0] <= max(OVERDUE, 3 * usual):
        return None
    return Alarm("not crawled", f"no run has ended since {begun[0]:%Y-%m-%d %H:%M} UTC")


def accept(db: Database, outlet: str) -> bool:
    """Take what the outlet's latest run showed as usual from now on; False where none has ended."""
    latest = first(db, LATEST, outlet)
    if latest is None:
        return False
    report = {**read_report(latest, outlet), "accepted": True}
    update(db, "runs", latest["id"], {"report": dump_json(report)})
    return True
