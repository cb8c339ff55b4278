"""The command that opens the archive in Datasette."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

import click

from newscrawl.cli_options import archive_option, opened

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--public", is_flag=True, help="For strangers: excerpts, no SQL; the default for other hosts.")
@click.option("--private", is_flag=True, help="For staff: everything; the default for this machine.")
@archive_option
def serve(host: str, port: int, public: bool, private: bool, archive_path: Path) -> None:
    """Browse the archive in Datasette, read-only."""
    if public and private:
        raise click.UsageError("--public is for strangers and --private for staff; choose one of them.")
    with opened(archive_path, create=False, read_only=True):
        pass
    with listen(host, port) as listener, suppress(KeyboardInterrupt):
        from archive.datasette import serve_archive

        serve_archive(archive_path, listener, public=public or not (private or host in LOOPBACK))


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound, so that uvicorn need not explain why it cannot; a usage error where it cannot be."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, *_, address = min(found, key=lambda each: each[0] != socket.AF_INET)
        return socket.create_server(address, family=family)
    except socket.gaierror as error:
        raise click.BadParameter(
            f"{host!r} is no address of this machine ({error.strerror}); 127.0.0.1 is.", param_hint="--host"
        ) from error
    except UnicodeError as error:
        raise click.BadParameter(f"{host!r} is no address; 127.0.0.1 is.", param_hint="--host") from error
    except OSError as error:
        raise click.UsageError(
            f"cannot listen on {host}:{port} ({os.strerror(error.errno or 0)}); choose another --port or --host."
        ) from error
