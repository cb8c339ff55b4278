"""The docs say what the command line does."""

import re
import shlex
from pathlib import Path

import click
import pytest

from newscrawl.cli import main

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> dict[str, click.Command]:
    """``outlets show`` -> command, for every command and sub-command."""
    found = dict(main.commands)
    for name, group in main.commands.items():
        if isinstance(group, click.Group):
            found |= {f"{name} {sub}": command for sub, command in group.commands.items()}
    return found


def shown_commands() -> list[tuple[str, str]]:
    """Every ``newscrawl ...`` line or inline code of the docs."""
    pattern = re.compile(r"(?:^|`|/bin/|\$ )newscrawl (\w[^`\n|]*)", re.MULTILINE)
    return [
        (doc.name, words.partition("  #")[0].strip())
        for doc in DOCS
        for words in pattern.findall(doc.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("doc", "words"), shown_commands())
def test_shown_commands_and_options_exist(doc: str, words: str) -> None:
    name, *rest = shlex.split(words, comments=True)
    command = commands().get(" ".join([name, *rest[:1]])) or commands().get(name)
    assert command is not None, f"{doc}: `newscrawl {words}`: no command {name!r}"
    known = {
        opt
        for param in command.params
        if isinstance(param, click.Option)
        for opt in param.opts + param.secondary_opts
    }
    used = {word.partition("=")[0] for word in rest if word.startswith("--")}
    assert used <= known | {"--help"}, f"{doc}: `newscrawl {words}`"


def test_every_command_and_option_is_documented() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    missing = [
        f"{name} {opt}"
        for name, command in commands().items()
        for param in command.params
        if isinstance(param, click.Option)
        for opt in param.opts + param.secondary_opts
        if f"`{opt}" not in _section(text, name)
    ]
    assert missing == []


def _section(text: str, command: str) -> str:
    """The part of docs/cli.md under ``## newscrawl COMMAND``."""
    found = re.search(rf"^## newscrawl {command}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/cli.md has no section '## newscrawl {command}'"
    return found[1]
