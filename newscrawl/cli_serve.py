"""The command that opens the archive in Datasette."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli_options import archive_option, opened

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option(
    "--public/--private",
    "public",
    default=None,
    help="For strangers: excerpts, no SQL; or for staff: everything. By default public, but for this machine.",
)
@archive_option
def serve(host: str, port: int, public: bool | None, archive_path: Path) -> None:
    """Browse the archive in Datasette, read-only."""
    with opened(archive_path, create=False, read_only=True):
        pass
    from archive.datasette import serve_archive

    try:
        serve_archive(archive_path, host, port, public=host not in LOOPBACK if public is None else public)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another --port."
        ) from error
