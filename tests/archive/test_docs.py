"""docs/archive.md names every table and column, in the order of the schema."""

import re
from pathlib import Path

from archive.policy import FIRST_PAUSE, FRESH, GROWTH, MAX_TRIES
from archive.store import Archive

DOCS = (Path(__file__).parents[2] / "docs" / "archive.md").read_text(encoding="utf-8")


def test_tables_and_columns(archive: Archive) -> None:
    described = {
        section.split("\n", 1)[0]: re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
        for section in DOCS.split("\n### ")[1:]
    }
    own = {
        table for table in archive.db.table_names() if not table.startswith(("_", "articles_fts", "sqlite_"))
    }
    assert described == {table: [column.name for column in archive.db[table].columns] for table in described}
    assert set(described) == own


def test_pauses() -> None:
    hours = [int(FIRST_PAUSE.total_seconds() // 3600) * GROWTH**tries for tries in range(MAX_TRIES - 1)]
    assert f"({', '.join(map(str, hours))} hours;" in DOCS
    assert DOCS.count(f"{FRESH.days} days") == 2
