"""The commands that take articles out of the archive."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli_options import archive_option, opened
from newscrawl.cli_search import filter_options

if TYPE_CHECKING:
    from archive.request import SearchRequest
    from archive.store import Archive


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("style", metavar="FORMAT", type=click.Choice(("csv", "jsonl", "parquet", "datapackage")))
@click.argument("query", nargs=-1, metavar="[QUERY]")
@filter_options
@click.option("--out", "target", type=click.Path(path_type=Path), help="File to write, or folder or .zip.")
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

    if unknown := next((word for word in query if word.startswith("--")), None):
        raise click.NoSuchOption(unknown)  # -word leaves a word out, so click lets unknown options through
    if target is None and style in ("parquet", "datapackage"):
        raise click.UsageError(f"{style} needs --out; csv and jsonl can go to stdout.")
    request = SearchRequest(" ".join(query), **filters)
    with opened(archive_path, create=False, read_only=True) as archive:
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
    from archive.export import WRITERS, export
    from archive.search import matching

    ids = matching(archive, request)
    if target is None:
        return WRITERS[style](archive, ids, sys.stdout.buffer, text=text)
    if style == "datapackage":
        now = datetime.now(UTC)
        return write_package(archive, request, ids, target, now, text=text, force=force)
    return export(archive, ids, style, target, text=text, force=force)
