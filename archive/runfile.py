"""The WARC file of one run: appended, synced, locked while it grows, cut back after a kill."""

from __future__ import annotations

import fcntl
import os
import secrets
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Self

from archive.warc import info_record
from newscrawl import __version__


class RunFile:
    """A file that one process appends to. The lock tells other processes that its run is alive."""

    def __init__(self, path: Path, file: FileIO) -> None:
        self.path = path
        self._file = file
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.size = file.seek(0, os.SEEK_END)

    @classmethod
    def create(cls, folder: Path, label: str, now: datetime) -> Self:
        """A new file ``YYYY-MM/YYYYMMDDTHHMMSSZ-LABEL-xxxxxx.warc.gz`` that holds its warcinfo record."""
        utc = now.astimezone(UTC)
        path = folder / f"{utc:%Y-%m}" / f"{utc:%Y%m%dT%H%M%SZ}-{label}-{secrets.token_hex(3)}.warc.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        made = cls(path, path.open("xb", buffering=0))
        made.append(info_record(path.name, f"newscrawl {__version__}", now))
        return made

    @property
    def name(self) -> str:
        """The path inside the folder of captures, as rows store it."""
        return f"{self.path.parent.name}/{self.path.name}"

    def append(self, *records: bytes) -> int:
        """Write records, sync, and tell where they begin. A failed write leaves no trace."""
        offset = self.size
        try:
            left = memoryview(b"".join(records))
            while left:  # unbuffered, so that nothing of a failed write comes later
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            self.cut(self.size)
            error.filename = str(self.path)
            raise
        self.size += sum(map(len, records))
        return offset

    def cut(self, size: int) -> None:
        """Give up what was written behind ``size``."""
        os.ftruncate(self._file.fileno(), size)
        self._file.seek(size)
        self.size = size

    def close(self) -> None:
        """Let go of the file and its lock."""
        self._file.close()

    def remove(self) -> None:
        """Close and delete the file of a run that brought nothing."""
        self.path.unlink(missing_ok=True)
        self.close()


def cut_back(path: Path, size: int) -> bool:
    """Cut the file of a killed run back to its last committed record; False where the run is alive.

    A file without a single capture goes altogether.
    """
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return True
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if size == 0:
            path.unlink()
        else:
            file.truncate(size)
    return True
