"""The command that crawls outlets."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli_options import (
    ARCHIVE_UNUSABLE,
    BREAKAGE,
    FAILED,
    LOCKED,
    STOPPED,
    ArchiveUnusable,
    Day,
    archive_option,
    check_annotators,
    opened,
)
from newscrawl.seeds import get_outlet, load_outlets
from newscrawl.types import Outlet

if TYPE_CHECKING:
    from spiders.pool import Ending
    from spiders.report import RunReport

UNITS = {"s": 1, "m": 60, "h": 3600, "K": 10**3, "M": 10**6, "G": 10**9}


class Amount(click.ParamType[int]):
    """A whole number with a unit: ``50m`` as seconds, ``500M`` as bytes."""

    def __init__(self, name: str, units: str) -> None:
        self.name, self.units = name, units

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The amount in seconds or bytes; a usage error where the text is none."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(rf"(\d{{1,9}})([{self.units}]?)", value)  # 50m
        if found is None:
            self.fail(f"{value!r} is no number with one of the units {', '.join(self.units)}.", param, ctx)
        return int(found[1]) * UNITS.get(found[2], 1)


@click.command()
@click.argument("slugs", nargs=-1, metavar="SLUG...")
@click.option("--all", "every", is_flag=True, help="Crawl every outlet.")
@click.option("--since", type=Day(), help="Only articles published on or after this day.")
@click.option("--until", type=Day(), help="Only articles published on or before this day.")
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most N articles per outlet.")
@click.option("--for", "seconds", type=Amount("TIME", "smh"), help="Stop after this time: 50m.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Worker processes; by default as the machine allows."
)
@click.option(
    "--min-free",
    type=Amount("BYTES", "KMG"),
    default="500M",
    show_default=True,
    envvar="NEWSCRAWL_MIN_FREE",
    help="Stop when less is free on the archive's disk; also read from NEWSCRAWL_MIN_FREE.",
)
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="Append the log to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the run reports as JSON Lines.")
@archive_option
def crawl(
    slugs: Sequence[str],
    every: bool,
    since: date | None,
    until: date | None,
    limit: int | None,
    seconds: int | None,
    jobs: int | None,
    min_free: int,
    log: Path | None,
    as_json: bool,
    archive_path: Path,
) -> None:
    """Crawl outlets into the archive; a second run fetches only what is new or changed."""
    if bool(slugs) == every:
        raise click.UsageError("name the outlets to crawl, or --all; `newscrawl outlets` lists them.")
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}; swap them.")
    chosen = [get_outlet(slug) for slug in dict.fromkeys(slugs or load_outlets())]
    from spiders.pool import Limits, default_jobs

    needed = check_annotators()
    refuse_full_disk(archive_path, min_free)
    with opened(archive_path) as archive:  # one that cannot be used is told before anything is fetched
        begun = archive.last_begun()
    in_turn = sorted(chosen, key=lambda outlet: begun.get(outlet.slug, ""))
    task = {"archive": str(archive_path.absolute()), "since": since, "until": until, "limit": limit}
    limits = Limits(jobs or default_jobs(needed), seconds, min_free)
    ending = crawl_in_workers(
        in_turn, {k: str(v) if isinstance(v, date) else v for k, v in task.items()}, limits, log
    )
    show_reports((ending.reports[outlet.slug] for outlet in chosen), as_json)
    if ending.disk_low:
        click.echo(f"newscrawl: {low_disk(archive_path, min_free)}", err=True)
    sys.exit(exit_code(ending))


def crawl_in_workers(
    outlets: Sequence[Outlet], task: Mapping[str, Any], limits: Any, log: Path | None
) -> Ending:
    """Crawl the outlets in this order, with progress on a terminal and lines of log elsewhere."""
    from spiders.pool import Pool, group_by_host
    from spiders.progress import Progress
    from spiders.report import log_line

    write = line_writer(log)
    fd = open_log(log) if log else None
    with Progress() as progress:
        pool = Pool(
            group_by_host(outlets),
            task,
            limits,
            on_report=lambda report: write(log_line(report, datetime.now(UTC))),
            on_progress=progress.show,
            on_event=lambda sentence: write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {sentence}"),
            log=fd,
        )
        return pool.run()


def open_log(path: Path) -> int:
    """A file descriptor to append to; a usage error where the file cannot be written."""
    try:
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    except OSError as error:
        raise click.BadParameter(
            f"{path}: {error.strerror}; name a file that can be written.", param_hint="--log"
        ) from None


def line_writer(log: Path | None) -> Callable[[str], None]:
    """Where lines of log go: the file, opened anew for each so that it may be rotated; stderr, but a terminal.

    A line that cannot be written is no reason to end the crawl; its outlet's report tells the same on stdout.
    """

    def append(line: str) -> None:
        with contextlib.suppress(OSError):
            if log:
                with log.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
            elif not sys.stderr.isatty():
                click.echo(line, err=True)

    return append


def show_reports(reports: Iterable[RunReport], as_json: bool) -> None:
    """Print the reports on stdout; of outlets that were not reached, for people, only their number."""
    from spiders import report as told

    left = 0
    for report in reports:
        if as_json:
            click.echo(told.as_json(report))
        elif report.finish == "not-reached":
            left += 1
        else:
            click.echo(told.format_report(report))
    if left:
        click.echo(f"{left} outlets were not reached; the next run begins with them")


def exit_code(ending: Ending) -> int:
    """What the operator is to be told first: stopped, disk, breakage, failure, lock."""
    reports = ending.reports.values()
    if ending.stopped:
        return STOPPED
    if ending.disk_low or any(report.finish == "archive" for report in reports):
        return ARCHIVE_UNUSABLE
    if any(report.alarms for report in reports):
        return BREAKAGE
    if any(report.is_failed for report in reports):
        return FAILED
    return LOCKED if any(report.finish == "locked" for report in reports) else 0


def refuse_full_disk(archive: Path, min_free: int) -> None:
    """Raise ArchiveUnusable where the disk is low before anything is fetched."""
    from spiders.pool import free_bytes

    if archive.absolute().parent.is_dir() and free_bytes(archive) < min_free:
        raise ArchiveUnusable(low_disk(archive, min_free))


def low_disk(archive: Path, min_free: int) -> str:
    """The sentence about a disk that is nearly full."""
    return (
        f"{archive}: the disk has less than {min_free / 10**6:,.0f} MB free; free some space, or set --min-free. "
        "What was stored stays, and the next run goes on"
    )
