"""One run per outlet, and one process per host, at a time: files beside the archive, locked by who crawls."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import Any

from archive.beside import beside
from archive.rows import iso_utc


class Held(Exception):
    """Another process crawls the outlet. ``holder`` has its ``pid``, ``host`` and ``since``, where it said so."""

    def __init__(self, holder: Mapping[str, Any]) -> None:
        super().__init__(f"process {holder.get('pid')} on {holder.get('host')} since {holder.get('since')}")
        self.holder = holder


def hold(archive: Path, slug: str, now: datetime) -> FileIO:
    """The outlet's lock, ours until the file is closed or the process ends; raises Held, OSError.

    The file stays: the kernel's lock on it is what counts, so that what a dead process wrote never blocks, and
    no newcomer can lock a file that its owner is just deleting.
    """
    path = beside(archive, ".locks") / f"{slug}.lock"
    path.parent.mkdir(exist_ok=True)
    file = FileIO(path, "a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with file:
            raise Held(_read_holder(file)) from None
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": iso_utc(now.replace(microsecond=0))}
    file.truncate(0)
    file.write(json.dumps(holder).encode())
    return file


_hosts: dict[tuple[Path, str], tuple[FileIO, int]] = {}
"""The hosts that this process holds, and for how many of its outlets."""


@contextmanager
def hold_host(archive: Path, host: str, now: datetime) -> Iterator[None]:
    """The host's lock, shared by the outlets that this process crawls on it; raises Held, OSError.

    The pause between requests is kept per process, so another one must not ask the same host meanwhile.
    """
    key = (archive, host)
    file, users = _hosts.get(key) or (hold(archive, f"host-{host}", now), 0)
    _hosts[key] = (file, users + 1)
    try:
        yield
    finally:
        file, users = _hosts.pop(key)
        if users > 1:
            _hosts[key] = (file, users - 1)
        else:
            file.close()


def _read_holder(file: FileIO) -> Mapping[str, Any]:
    """Who holds the lock; empty in the instant between locking and writing."""
    file.seek(0)
    try:
        holder: Mapping[str, Any] = json.loads(file.read())
    except ValueError:
        return {}
    return holder
