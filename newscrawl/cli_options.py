"""What the commands share: exit codes, days, the archive's option and its errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from archive.store import Archive


FAILED, ARCHIVE_UNUSABLE, LOCKED, BREAKAGE, STOPPED = 1, 3, 4, 5, 130
"""Exit codes beside 0 (all fine) and 2 (bad usage): some target or outlet failed; the archive cannot be used;
another run holds an outlet; an outlet's pages or feeds seem to have changed; stopped by a signal."""


STDOUT = Path("-")
"""As --out."""

FIRST_YEAR, LAST_YEAR = 1900, 2200  # of a day that is asked for


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
        if age := re.fullmatch(r"(\d{1,4})([hdw])", value):  # 7d
            hours = int(age[1]) * {"h": 1, "d": 24, "w": 168}[age[2]]
            return (datetime.now(UTC) - timedelta(hours=hours)).date()
        try:
            day = date.fromisoformat(value)
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
            self.fail(f"{value!r} lies outside of {FIRST_YEAR}-{LAST_YEAR}.", param, ctx)
        except ValueError:
            self.fail(
                f"{value!r} is neither a date such as 2023-08-31 nor an age such as 7d, 24h or 2w.",
                param,
                ctx,
            )


archive_option = click.option(
    "--archive",
    "archive_path",
    type=click.Path(path_type=Path),
    envvar="NEWSCRAWL_ARCHIVE",
    default="news.db",
    show_default=True,
    help="The archive; also read from NEWSCRAWL_ARCHIVE.",
)


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
