"""How a crawl gets on, told on stderr while it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import monotonic

import click

from spiders.report import RunReport

PLAIN_INTERVAL = 60.0  # seconds between two progress lines in a log


class Progress:
    """Says how a crawl gets on: one line that changes on a terminal, a plain line a minute elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._next = 0.0 if self._live else PLAIN_INTERVAL

    def __enter__(self) -> Progress:
        self._started = monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            click.echo("\r\033[K", nl=False, err=True)

    def show(self, reports: Sequence[RunReport]) -> None:
        """Take note of the reports as they stand."""
        elapsed = monotonic() - self._started
        if elapsed < self._next:
            return
        counts = [
            f"{sum(getattr(r, name) for r in reports)} {name}"
            for name in ("seen", "fetched", "new", "updated")
        ]
        line = f"{elapsed:.0f} s: {', '.join(counts)}"
        if self._live:
            click.echo(f"\r\033[K{line}", nl=False, err=True)
        else:
            click.echo(f"newscrawl: {line}", err=True)
            self._next = elapsed + PLAIN_INTERVAL
