"""What the commands share: exit codes, days, the archive's option and its errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.days import day_asked

if TYPE_CHECKING:
    from archive.store import Archive


FAILED, ARCHIVE_UNUSABLE, LOCKED, BREAKAGE, STOPPED = 1, 3, 4, 5, 130
"""Exit codes beside 0 (all fine) and 2 (bad usage): some target or outlet failed; the archive cannot be used;
another run holds an outlet; an outlet's pages or feeds seem to have changed; stopped by a signal."""


STDOUT = Path("-")
"""As --out."""


class ArchiveUnusable(click.ClickException):
    """The archive cannot be opened or written; the message names it and the remedy."""

    exit_code = ARCHIVE_UNUSABLE


class Day(click.ParamType[date]):
    """A date (``2023-08-31``) or an age (``7d``, ``24h``, ``2w``) counted back from now."""

    name = "DATE|AGE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that the text means; a usage error where it means none."""
        if isinstance(value, date):
            return value
        try:
            return day_asked(value, datetime.now(UTC))
        except ValueError as error:
            self.fail(str(error), param, ctx)


archive_option = click.option(
    "--archive",
    "archive_path",
    type=click.Path(path_type=Path),
    envvar="NEWSCRAWL_ARCHIVE",
    default="news.db",
    show_default=True,
    help="The archive; also read from NEWSCRAWL_ARCHIVE.",
)


SHOWN = 20
"""Errors of one kind that are printed; the others are counted."""


def show_errors(errors: Sequence[str], place: str = "") -> None:
    """Print the first sentences on stderr, and how many more there are."""
    for sentence in errors[:SHOWN]:
        click.echo(f"newscrawl: {sentence}", err=True)
    if len(errors) > SHOWN:
        click.echo(f"newscrawl: {place}{len(errors) - SHOWN:,} more like these", err=True)


def check_annotators() -> int:
    """Bytes that the annotators of a crawl's worker need beyond the shipped ones.

    Raises AnnotatorError for one that cannot be made or loaded: now, not page by page.
    """
    from newscrawl.annotate import memory_needed

    needed = memory_needed()
    if not needed:
        return 0
    from spiders.parsing import PARSERS, try_annotators

    try_annotators()
    return PARSERS * needed


@contextmanager
def opened(path: Path, *, create: bool = True, read_only: bool = False) -> Iterator[Archive]:
    """The archive at ``path``; whatever is wrong with it, then or later, becomes ArchiveUnusable."""
    from archive.connection import readable
    from archive.store import Archive, ArchiveError

    try:
        with Archive.open(path, create=create, read_only=read_only) as archive, readable(path):
            yield archive
    except ArchiveError as error:
        raise ArchiveUnusable(str(error)) from error
