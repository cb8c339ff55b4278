"""The commands that annotate texts and train what annotates them."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from newscrawl.cli_options import FAILED

TRAINED = {
    "sentiment": ("sentiment", "weights"),
    "people": ("people", "weights"),
    "places": ("gazetteer", "gazetteer"),
}
"""What ``train`` makes -> (the module of newscrawl.annotate.training, the folder of newscrawl/annotate)."""


@click.command()
@click.argument(
    "source", type=click.File("r", encoding="utf-8-sig", errors="replace"), default="-", metavar="[FILE|-]"
)
@click.option("--explain", is_flag=True, help="Add the words that weighed, and tell the tone on stderr.")
def annotate(source: Any, explain: bool) -> None:
    """Annotate text or JSON Lines (headline, text); prints JSON Lines with sentiment, places, people."""
    from newscrawl.texts import annotate_lines, explained, without_words

    failed = False
    for number, record in annotate_lines(source):
        if isinstance(record, str):
            failed = True
            click.echo(f"newscrawl: line {number}: {record}", err=True)
            continue
        if explain:
            click.echo(explained(record), err=True)
        told = json.dumps(record if explain else without_words(record), ensure_ascii=False)
        click.echo(told.encode("utf-8", "replace"))  # half an emoji, as cut texts have
    if failed:
        sys.exit(FAILED)


@click.command()
@click.argument("model", type=click.Choice(tuple(TRAINED)))
@click.option(
    "--shared",
    type=click.Path(path_type=Path),
    default=Path("../shared"),
    show_default=True,
    help="The folder that holds nlp/ with the labelled data.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The folder to write to; by default the package's own weights.",
)
def train(model: str, shared: Path, out: Path | None) -> None:
    """Train the weights of MODEL from labelled data; the same data give the same bytes."""
    name, folder = TRAINED[model]
    try:
        training = import_module(f"newscrawl.annotate.training.{name}")
    except ImportError as error:
        raise click.ClickException(
            f"training needs {error.name}; run: pip install 'newscrawl[train]'"
        ) from error

    target = out or Path(__file__).parent / "annotate" / folder
    try:
        training.train(shared, target)
    except OSError as error:
        raise click.ClickException(
            f"{error.filename}: {error.strerror}; name the data with --shared."
        ) from error
    click.echo(f"{model}: written to {target}")
