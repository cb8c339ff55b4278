"""The command that brings others' captures and exported articles in."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli_archive import CORES, progress, workers
from newscrawl.cli_options import FAILED, archive_option, opened, show_errors

if TYPE_CHECKING:
    from archive.importing import Taken
    from archive.store import Archive


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(min=1), default=CORES, show_default="all cores")
@archive_option
def import_(paths: Sequence[Path], jobs: int, archive_path: Path) -> None:
    """Bring in WARC files of any crawler, and articles that export jsonl wrote."""
    from archive.importing import ImportFailed, Taken

    failed = False
    with opened(archive_path) as archive, workers(jobs) as call:
        for path in paths:
            taken = Taken()
            try:
                take(archive, path, taken, call, jobs)
            except ImportFailed as error:
                taken.errors.append(str(error))
            show(path, taken)
            failed |= bool(taken.errors)
    if failed:
        sys.exit(FAILED)


def take(archive: Archive, path: Path, taken: Taken, call: Callable[..., Any], jobs: int) -> None:
    """Bring one file in."""
    from archive.importing import kind_of, save_readings, take_lines, take_warc, taken_tasks
    from archive.reprocess import spread

    if kind_of(path) == "jsonl":
        with position_bar(path) as show_position:
            for position in take_lines(archive, path, taken, call, jobs):
                show_position(position)
        return
    run = archive.begin_run(None, archive.clock())
    for _ in take_warc(archive, path, run, taken):
        pass
    archive.finish_run(run, archive.clock(), {"imported": path.name, "captures": taken.captures})
    tasks = taken_tasks(archive)
    with progress(spread(archive, tasks, call, jobs), len(tasks), f"reading {path.name}") as readings:
        save_readings(archive, readings, taken)


@contextmanager
def position_bar(path: Path) -> Iterator[Callable[[int], None]]:
    """Takes how many bytes of a file have been read, and draws it on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    label = f"reading {path.name}"
    with click.progressbar(length=path.stat().st_size, label=label, file=sys.stderr) as bar:
        yield lambda position: bar.update(position - bar.pos)


def show(path: Path, taken: Taken) -> None:
    """The counts on stdout, each error on stderr."""
    from archive.importing import Taken

    if taken.captures or taken.held or taken.left:
        held = f", {taken.held:,} held already" if taken.held else ""
        click.echo(f"{path}: {taken.captures:,} pages kept{held}{listed('; not kept', taken.left)}")
    if taken.articles or taken.none:
        click.echo(f"{path}: articles: {counted(taken.articles)}{listed('; no article', taken.none)}")
    if taken == Taken():
        click.echo(f"{path}: 0 articles")
    show_errors(taken.errors, f"{path}: ")


def listed(label: str, reasons: Counter[str]) -> str:
    """Counts by reason, where there are any."""
    return f"{label}: {counted(reasons)}" if reasons else ""


def counted(numbers: Counter[str]) -> str:
    """``12 new, 3 unchanged``."""
    return ", ".join(f"{number:,} {name}" for name, number in numbers.most_common()) or "none"
