"""The commands that take articles out of the archive, and read what it keeps again."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli_options import FAILED, STDOUT, Day, archive_option, check_annotators, opened, show_errors
from newscrawl.cli_search import BEFORE_WORDS, check_days, check_names, filter_options, read_words

if TYPE_CHECKING:
    from archive.reprocess import Summary
    from archive.request import SearchRequest
    from archive.store import Archive

CORES = len(os.sched_getaffinity(0))
SHORT = 70
"""Letters of a value shown as an example."""


@click.command(context_settings=BEFORE_WORDS)
@click.argument("style", metavar="FORMAT", type=click.Choice(("csv", "jsonl", "parquet", "datapackage")))
@click.argument("query", nargs=-1, metavar="[QUERY]")
@filter_options
@click.option(
    "--out", "target", type=click.Path(path_type=Path), help="File to write, or folder or .zip; - is stdout."
)
@click.option("--no-text", is_flag=True, help="Leave the text out, for a corpus that copyright lets pass.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@archive_option
def export(
    style: str,
    query: Sequence[str],
    target: Path | None,
    no_text: bool,
    force: bool,
    archive_path: Path,
    **filters: Any,
) -> None:
    """Write articles as csv, jsonl, parquet or datapackage: those that a search with the same words would find."""
    from archive.export import ExportError
    from archive.filters import unknown_names
    from archive.request import SearchRequest

    request = SearchRequest(read_words(query), **filters)
    check_days(request.start, request.end)
    target = None if target == STDOUT else target
    if target is None and style in ("parquet", "datapackage"):
        raise click.UsageError(f"{style} needs --out with a file; csv and jsonl can go to stdout.")
    with opened(archive_path, create=False, read_only=True) as archive:
        check_names(archive, request)
        try:
            number = write(archive, request, style, target, text=not no_text, force=force)
        except ExportError as error:
            raise click.ClickException(str(error)) from error
        told = [] if number else unknown_names(archive.db, request)
    for sentence in told:
        click.echo(f"newscrawl: {sentence}", err=True)
    click.echo(f"newscrawl: {number} articles exported", err=True)


def write(
    archive: Archive, request: SearchRequest, style: str, target: Path | None, *, text: bool, force: bool
) -> int:
    """Write what matches; the number of articles."""
    from archive.datapackage import write_package
    from archive.export import WRITERS, check_apart, export
    from archive.search import matching

    ids = matching(archive, request)
    if target is None:
        number = WRITERS[style](archive, ids, sys.stdout.buffer, text=text)
        sys.stdout.flush()
        return number
    check_apart(archive, target)
    if style == "datapackage":
        now = datetime.now(UTC)
        return write_package(archive, request, ids, target, now, text=text, force=force)
    return export(archive, ids, style, target, text=text, force=force)


@click.command()
@click.option("--outlet", help="Only articles of this outlet: its slug.")
@click.option("--since", type=Day(), help="Only what was fetched on or after this day.")
@click.option(
    "--annotations", is_flag=True, help="Run the annotators over the texts; do not read pages again."
)
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking; it only asks on a terminal.")
@click.option("--jobs", type=click.IntRange(min=1), default=CORES, show_default="all cores")
@archive_option
def reprocess(
    outlet: str | None,
    since: date | None,
    annotations: bool,
    dry_run: bool,
    yes: bool,
    jobs: int,
    archive_path: Path,
) -> None:
    """Read everything again from the stored captures with the present code and seeds."""
    from archive.reprocess import count_tasks, look, spread, tasks, write

    check_annotators()
    with opened(archive_path, create=False) as archive, workers(jobs) as call, TemporaryFile() as spool:
        check_outlet(archive, outlet)
        asked = (archive, outlet, since.isoformat() if since else "")
        wanted, length = tasks(*asked, annotations=annotations), count_tasks(*asked, annotations=annotations)
        with progress(spread(archive, wanted, call, jobs), length, "reading") as readings:
            summary = look(readings, spool)
        click.echo("\n".join(summary_lines(summary)))
        show_errors(summary.faults)
        changes = summary.changed + summary.new
        if not dry_run and changes and (yes or not sys.stdin.isatty() or click.confirm("Write this?")):
            written = sum(write(archive, spool))
            click.echo(
                f"{written:,} written" + ("; the others changed meanwhile" if written < changes else "")
            )
    if summary.faults or summary.kept.total() > summary.kept["no-capture"]:
        sys.exit(FAILED)


def check_outlet(archive: Archive, slug: str | None) -> None:
    """A usage error for an outlet of which the archive has nothing."""
    known = [row["slug"] for row in archive.db.query("SELECT slug FROM outlets ORDER BY slug")]
    if slug is not None and slug not in known:
        raise click.UsageError(f"no article of {slug!r} is kept; there are {', '.join(known) or 'none'}.")


@contextmanager
def workers(jobs: int) -> Iterator[Callable[..., Any]]:
    """Calls functions in processes with the limits of time and memory that a crawl has."""
    from archive.reading import Unreadable
    from spiders.parsing import ParseFailed, Parsers

    parsers = Parsers(jobs)

    def call(function: Callable[..., Any], *values: Any) -> Any:
        try:
            return parsers.call(function, *values)
        except ParseFailed as error:
            raise Unreadable(error.reason) from error

    try:
        yield call
    finally:
        parsers.close()


@contextmanager
def progress(each: Iterator[Any], length: int, label: str) -> Iterator[Iterator[Any]]:
    """What is iterated over, with a bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield each
        return
    with click.progressbar(each, length=length, label=label, file=sys.stderr, show_pos=True) as bar:
        yield iter(bar)


def summary_lines(summary: Summary) -> Iterator[str]:
    """What reads differently: counts per field with a few examples."""
    yield (
        f"{summary.unchanged:,} unchanged, {summary.changed:,} read differently, {summary.new:,} new,"
        f" {summary.kept.total():,} kept as they are, {summary.none.total():,} pages give no article"
    )
    for name, number in summary.fields.most_common():
        yield f"  {name}: {number:,}"
        for url, change in summary.examples[name]:
            yield f"    {url}: {cut(change.before)!r} -> {cut(change.after)!r}"
    yield from reason_lines("kept as they are", summary.kept)
    yield from reason_lines("no article", summary.none)


def reason_lines(label: str, reasons: Counter[str]) -> Iterator[str]:
    """Counts by reason."""
    for reason, number in reasons.most_common():
        yield f"  {label}, {reason}: {number:,}"


def cut(text: str) -> str:
    """As much of a value as fits a line."""
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
