"""The command that searches the archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from newscrawl.cli_options import Day, archive_option, opened

OPTIONS = (
    click.option("--outlet", help="Only this outlet: slug or name."),
    click.option("--network", help="Only outlets of this network."),
    click.option("--province", help="About this province: name or ISO code (ID-JB)."),
    click.option("--place", help="About this kabupaten or kota: its name or Kemendagri code."),
    click.option("--person", help="Naming this person: the name or part of it."),
    click.option("--organisation", help="Naming this organisation: the name or part of it."),
    click.option("--section", help="Only this section of the outlets."),
    click.option("--media-type", help="Only this media type."),
    click.option("--sentiment", type=click.Choice(("positif", "netral", "negatif"))),
    click.option("--from", "start", type=Day(), help="Published on or after this day."),
    click.option("--unique", is_flag=True, help="One article per story: the earliest."),
    click.option("--to", "end", type=Day(), help="Published on or before this day."),
)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that takes the filters of a search."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, metavar="[QUERY]")
@filter_options
@click.option("--order", type=click.Choice(("relevance", "newest")), default="relevance", show_default=True)
@click.option(
    "--facets", "facet_names", is_flag=True, help="Also count outlets, places, people and the like."
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Leave out the first N.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
@archive_option
def search(
    query: Sequence[str],
    facet_names: bool,
    limit: int,
    offset: int,
    as_json: bool,
    archive_path: Path,
    **filters: Any,
) -> None:
    """Search the archive: plain words, "a phrase", OR, -not. Without a QUERY the newest articles."""
    from archive.filters import unknown_names
    from archive.search import SearchRequest, facets
    from archive.search import search as find

    if unknown := next((word for word in query if word.startswith("--")), None):
        raise click.NoSuchOption(unknown)  # -word leaves a word out, so click lets unknown options through
    request = SearchRequest(" ".join(query), **filters)
    with opened(archive_path, create=False, read_only=True) as archive:
        hits = find(archive, request, limit=limit, offset=offset)
        counted = facets(archive, request) if facet_names else {}
        told = [] if hits else unknown_names(archive.db, request)
    for hit in hits:
        click.echo(json.dumps(hit.as_dict(), ensure_ascii=False) if as_json else hit.as_text())
    for name, values in counted.items():
        shown = ", ".join(f"{each.label} {each.count}" for each in values)
        click.echo(f"{name}: {shown or '-'}", err=as_json)
    for sentence in told:
        click.echo(f"newscrawl: {sentence}", err=True)
    if not hits and not told:
        click.echo("newscrawl: nothing found; fewer words or filters find more.", err=True)
