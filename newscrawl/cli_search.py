"""The command that searches the archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from newscrawl.cli_options import Day, archive_option, opened


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, metavar="[QUERY]")
@click.option("--outlet", help="Only this outlet (slug).")
@click.option("--from", "start", type=Day(), help="Published on or after this day.")
@click.option("--to", "end", type=Day(), help="Published on or before this day.")
@click.option("--sentiment", type=click.Choice(("positif", "netral", "negatif")))
@click.option("--place", help="About this kabupaten or kota: its name or Kemendagri code.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
@archive_option
def search(query: Sequence[str], limit: int, as_json: bool, archive_path: Path, **filters: Any) -> None:
    """Search the archive: plain words, "a phrase", OR, -not. Without a QUERY the newest articles."""
    from archive.search import search as find

    if unknown := next((word for word in query if word.startswith("--")), None):
        raise click.NoSuchOption(unknown)  # -word leaves a word out, so click lets unknown options through
    with opened(archive_path, create=False, read_only=True) as archive:
        hits = list(find(archive, " ".join(query), limit=limit, **filters))
    for hit in hits:
        click.echo(json.dumps(hit.as_dict(), ensure_ascii=False) if as_json else hit.as_text())
    if not hits:
        click.echo("newscrawl: nothing found; fewer words or filters find more.", err=True)
