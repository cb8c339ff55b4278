"""The command that crawls outlets."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from newscrawl.cli_options import FAILED, STOPPED, Day, archive_option, opened
from newscrawl.seeds import get_outlet, load_outlets


@click.command()
@click.argument("slugs", nargs=-1, metavar="SLUG...")
@click.option("--all", "every", is_flag=True, help="Crawl every outlet.")
@click.option("--since", type=Day(), help="Only articles published on or after this day.")
@click.option("--until", type=Day(), help="Only articles published on or before this day.")
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most N articles per outlet.")
@click.option("--json", "as_json", is_flag=True, help="Print the run reports as JSON Lines.")
@archive_option
def crawl(
    slugs: Sequence[str],
    every: bool,
    since: date | None,
    until: date | None,
    limit: int | None,
    as_json: bool,
    archive_path: Path,
) -> None:
    """Crawl outlets into the archive; a second run fetches only what is new or changed."""
    if bool(slugs) == every:
        raise click.UsageError("name the outlets to crawl, or --all; `newscrawl outlets` lists them.")
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}; swap them.")
    chosen = [get_outlet(slug).slug for slug in dict.fromkeys(slugs or load_outlets())]
    with opened(archive_path):
        pass  # an archive that cannot be used is told before anything is fetched
    from spiders.progress import Progress
    from spiders.report import format_report
    from spiders.run import run_crawls

    with Progress() as progress:
        reports = run_crawls(
            chosen, since=since, until=until, limit=limit, archive=archive_path, on_progress=progress.show
        )
    for report in reports:
        click.echo(json.dumps(asdict(report), default=str) if as_json else format_report(report))
    if any(report.finish == "shutdown" for report in reports):
        sys.exit(STOPPED)
    if any(report.failed for report in reports):
        sys.exit(FAILED)
