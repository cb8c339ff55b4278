"""Who is let in: `newscrawl serve` is public wherever others can reach it."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newscrawl.cli import main


@pytest.mark.parametrize(
    ("words", "public"),
    [
        ([], False),
        (["--public"], True),
        (["--host", "0.0.0.0"], True),  # noqa: S104 - it is not opened
        (["--host", "0.0.0.0", "--private"], False),  # noqa: S104
    ],
)
def test_strangers(words: list[str], public: bool, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("archive.datasette.serve_archive", lambda *_, public: asked.append(public))
    result = CliRunner().invoke(main, ["serve", *words, "--archive", str(samples)])
    assert (result.exit_code, asked) == (0, [public]), result.output
