"""One process per host; the outlets that it crawls there share the lock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.lock import Held, hold, hold_host

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)


def test_outlets_of_one_process_share_a_host(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with hold_host(archive, "contoh.id", NOW):
        with hold_host(archive, "contoh.id", NOW), pytest.raises(Held):
            hold(archive, "host-contoh.id", NOW)  # as another process would
        with pytest.raises(Held):
            hold(archive, "host-contoh.id", NOW)
    hold(archive, "host-contoh.id", NOW).close()
