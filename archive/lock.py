"""One run per outlet at a time: a file beside the archive, locked by the process that crawls the outlet."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Mapping
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import Any

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
    path = archive.with_suffix(".locks") / f"{slug}.lock"
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


def _read_holder(file: FileIO) -> Mapping[str, Any]:
    """Who holds the lock; empty in the instant between locking and writing."""
    file.seek(0)
    try:
        holder: Mapping[str, Any] = json.loads(file.read())
    except ValueError:
        return {}
    return holder
