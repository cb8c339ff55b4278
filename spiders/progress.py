"""How a crawl gets on, told on a terminal while it runs; a log has a line per outlet instead."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import monotonic

import click

from spiders.report import RunReport


class Progress:
    """Says how a crawl gets on: one line that changes."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        self._started = monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            click.echo("\r\033[K", nl=False, err=True)

    def show(self, reports: Sequence[RunReport]) -> None:
        """Take note of the reports as they stand."""
        if not self._live:
            return
        counts = [
            f"{sum(getattr(r, name) for r in reports)} {name}"
            for name in ("seen", "fetched", "new", "updated")
        ]
        line = f"{monotonic() - self._started:.0f} s: {', '.join(counts)}"
        click.echo(f"\r\033[K{line}", nl=False, err=True)
