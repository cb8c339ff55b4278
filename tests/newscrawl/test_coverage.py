"""docs/coverage.md is what the seeds say."""

from pathlib import Path

from newscrawl.coverage import PROVINCES, coverage_table
from newscrawl.seeds import load_outlets

COVERAGE = Path(__file__).parents[2] / "docs/coverage.md"


def test_the_committed_table_is_made_from_the_seeds() -> None:
    committed = COVERAGE.read_text(encoding="utf-8")
    made = coverage_table(load_outlets().values())
    assert committed == f"{made}\n", "run: newscrawl outlets map > docs/coverage.md"


def test_all_38_provinces_are_covered() -> None:
    assert len(PROVINCES) == 38
    assert "; 38 of 38 provinces." in coverage_table(load_outlets().values())


def test_an_empty_archipelago() -> None:
    assert "0 outlets; 0 of 38 provinces." in coverage_table([])
