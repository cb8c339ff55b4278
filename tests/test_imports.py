"""Imports run spiders -> newscrawl <- archive; only the command line knows all three."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = {"newscrawl", "spiders", "archive"}
MAY_IMPORT = {"newscrawl": set(), "spiders": {"newscrawl"}, "archive": {"newscrawl"}}
COMPOSITION_ROOT = {f"newscrawl/{path.name}" for path in (ROOT / "newscrawl").glob("cli*.py")}
STAGES_NEVER_IMPORT = {"scrapy", "twisted", "sqlite3", "sqlite_utils", "socket", "urllib.request", "time"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def modules(room: str) -> Iterator[Path]:
    return (
        path for path in (ROOT / room).rglob("*.py") if str(path.relative_to(ROOT)) not in COMPOSITION_ROOT
    )


def test_rooms_import_only_along_the_arrows() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room, allowed in MAY_IMPORT.items()
        for path in modules(room)
        for name in imported(path)
        if name.partition(".")[0] in ROOMS - allowed - {room}
    ]
    assert wrong == []


def test_stages_know_no_network_no_database_and_no_clock() -> None:
    settings = ROOT / "newscrawl" / "settings.py"
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("newscrawl")
        if path != settings
        for name in imported(path)
        if name in STAGES_NEVER_IMPORT or name.partition(".")[0] in STAGES_NEVER_IMPORT
    ]
    assert wrong == []
