"""The command that shows what the archive keeps."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli_options import archive_option, opened


@click.command()
@click.argument("article", metavar="URL|ID")
@click.option(
    "--format", "style", type=click.Choice(("text", "json", "md")), default="text", show_default=True
)
@archive_option
def show(article: str, style: str, archive_path: Path) -> None:
    """Show one article of the archive whole."""
    from newscrawl.record import as_json, as_markdown, as_text

    with opened(archive_path, create=False, read_only=True) as archive:
        found = archive.get(article)
    if found is None:
        raise click.ClickException(
            f"{article!r} is not in {archive_path}; `newscrawl search` finds URLs and ids."
        )
    click.echo(
        as_json(found, indent=2) if style == "json" else {"text": as_text, "md": as_markdown}[style](found)
    )
