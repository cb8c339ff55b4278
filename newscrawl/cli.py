"""The command line, with cli_outlets the one place that knows spiders, newscrawl and archive together.

Heavy imports (Scrapy, Datasette, the models) stand where they are used, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl import __version__
from newscrawl.cli_outlets import outlets
from newscrawl.seeds import GENERIC, SeedError, UnknownOutlet, get_outlet, load_outlets
from newscrawl.types import Capture, Outlet

if TYPE_CHECKING:
    from archive.store import Archive
    from newscrawl.targets import Result

FAILED, ARCHIVE_UNUSABLE, STOPPED = 1, 3, 130
"""Exit codes beside 0 (all fine) and 2 (bad usage): some target or outlet failed; the archive cannot be used;
stopped by a signal."""


TRAINED = {"sentiment": ("sentiment", "weights"), "places": ("gazetteer", "gazetteer")}
"""What ``train`` makes -> (the module of newscrawl.annotate.training, the folder of newscrawl/annotate)."""


class ArchiveUnusable(click.ClickException):
    """The archive cannot be opened or written; the message names it and the remedy."""

    exit_code = ARCHIVE_UNUSABLE


class Day(click.ParamType[date]):
    """A date (``2023-08-31``) or an age (``7d``, ``24h``, ``2w``) counted back from now."""

    name = "DATE|AGE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that the text means; a usage error where it means none."""
        if isinstance(value, date):
            return value
        if age := re.fullmatch(r"(\d{1,4})([hdw])", value):  # 7d
            hours = int(age[1]) * {"h": 1, "d": 24, "w": 168}[age[2]]
            return (datetime.now(UTC) - timedelta(hours=hours)).date()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is neither a date such as 2023-08-31 nor an age such as 7d, 24h or 2w.",
                param,
                ctx,
            )


class Commands(click.Group):
    """Turns the errors of the domain into one sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except UnknownOutlet as error:
            raise click.UsageError(error.args[0]) from error
        except SeedError as error:
            raise click.ClickException(str(error)) from error


archive_option = click.option(
    "--archive",
    "archive_path",
    type=click.Path(path_type=Path),
    envvar="NEWSCRAWL_ARCHIVE",
    default="news.db",
    show_default=True,
    help="The archive; also read from NEWSCRAWL_ARCHIVE.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="newscrawl")
def main() -> None:
    """Crawl and archive Indonesian regional news."""


@contextmanager
def opened(path: Path, *, create: bool = True, read_only: bool = False) -> Iterator[Archive]:
    """The archive at ``path``; whatever is wrong with it becomes ArchiveUnusable."""
    from archive.store import Archive, ArchiveError

    try:
        with Archive.open(path, create=create, read_only=read_only) as archive:
            yield archive
    except ArchiveError as error:
        raise ArchiveUnusable(str(error)) from error


@main.command()
@click.argument("slugs", nargs=-1, metavar="SLUG...")
@click.option("--all", "every", is_flag=True, help="Crawl every outlet.")
@click.option("--since", type=Day(), help="Only articles published on or after this day.")
@click.option("--until", type=Day(), help="Only articles published on or before this day.")
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most N articles per outlet.")
@click.option("--json", "as_json", is_flag=True, help="Print the run reports as JSON Lines.")
@archive_option
def crawl(
    slugs: Sequence[str],
    every: bool,
    since: date | None,
    until: date | None,
    limit: int | None,
    as_json: bool,
    archive_path: Path,
) -> None:
    """Crawl outlets into the archive; a second run fetches only what is new or changed."""
    if bool(slugs) == every:
        raise click.UsageError("name the outlets to crawl, or --all; `newscrawl outlets` lists them.")
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}; swap them.")
    chosen = [get_outlet(slug).slug for slug in dict.fromkeys(slugs or load_outlets())]
    with opened(archive_path):
        pass  # an archive that cannot be used is told before anything is fetched
    from spiders.progress import Progress
    from spiders.report import format_report
    from spiders.run import run_crawls

    with Progress() as progress:
        reports = run_crawls(
            chosen, since=since, until=until, limit=limit, archive=archive_path, on_progress=progress.show
        )
    for report in reports:
        click.echo(json.dumps(asdict(report), default=str) if as_json else format_report(report))
    if any(report.finish == "shutdown" for report in reports):
        sys.exit(STOPPED)
    if any(report.failed for report in reports):
        sys.exit(FAILED)


@main.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--url", help="The address that one saved HTML file came from.")
@click.option("--outlet", "slug", help="Read the pages with this outlet's seed; generic: with none.")
@click.option(
    "--format", "style", type=click.Choice(("text", "json", "jsonl", "md")), default="text", show_default=True
)
@click.option("--save", is_flag=True, help="Keep the captures and the articles in the archive.")
@archive_option
def scrape(
    targets: Sequence[str], url: str | None, slug: str | None, style: str, save: bool, archive_path: Path
) -> None:
    """Read the article of each TARGET: a URL, a saved HTML file or a WARC."""
    if url and len(targets) > 1:
        raise click.UsageError("--url is the address of one saved file; give one TARGET with it.")
    outlet = GENERIC if slug == GENERIC.slug else get_outlet(slug) if slug else None
    failed = False
    with opened(archive_path) if save else nullcontext() as archive:
        for result in read_targets(targets, url, outlet):
            failed |= result.error is not None
            show_result(result, style)
            if archive and result.article:
                archive.save_scraped(result.article, result.captures)
    if failed:
        sys.exit(FAILED)


def read_targets(targets: Sequence[str], url: str | None, outlet: Outlet | None) -> Iterator[Result]:
    """The results of every target, in the order given."""
    from newscrawl.targets import Result, TargetError, is_url, is_warc, read_captures, read_saved

    addresses = [target for target in targets if is_url(target)]
    fetched = fetch(addresses, outlet) if addresses else {}
    for target in targets:
        try:
            if is_url(target):
                captures: Sequence[Capture] | str = fetched[target]
            elif is_warc(target):
                captures = read_warc_file(Path(target))
            else:
                captures = [read_saved(Path(target), url)]
        except TargetError as error:
            captures = str(error)
        if isinstance(captures, str):
            yield Result(target, error=captures)
        else:
            yield from read_captures(target, captures, outlet)


def fetch(addresses: Sequence[str], outlet: Outlet | None) -> Mapping[str, Sequence[Capture] | str]:
    """Address -> its captures (first page first), or why there are none. Scrapy is only started for these."""
    from spiders.run import fetch_pages

    return fetch_pages(addresses, outlet=outlet)


def read_warc_file(path: Path) -> Sequence[Capture]:
    """The HTML captures of a WARC; raises TargetError where there is none. A damaged tail costs a warning."""
    from archive.warc import WarcError, read_warc
    from newscrawl.targets import TargetError

    captures: list[Capture] = []
    try:
        for capture in read_warc(path):
            if "html" in (capture.header("Content-Type") or "html"):
                captures.append(capture)  # noqa: PERF401 # what was read before an error is kept
    except WarcError as error:
        if not captures:
            raise TargetError(str(error).removeprefix(f"{path}: ")) from error
        click.echo(f"newscrawl: {error}; the {len(captures)} pages before it are read", err=True)
    if not captures:
        raise TargetError("no HTML page in it")
    return captures


def show_result(result: Result, style: str) -> None:
    """Print one article on stdout, or on stderr why there is none."""
    from newscrawl.record import as_json, as_markdown, as_text

    if result.article is None:
        click.echo(f"newscrawl: {result.source}: {result.error}", err=True)
    elif style in ("json", "jsonl"):
        click.echo(as_json(result.article, result.source, indent=2 if style == "json" else None))
    else:
        click.echo((as_text if style == "text" else as_markdown)(result.article) + "\n")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, metavar="[QUERY]")
@click.option("--outlet", help="Only this outlet (slug).")
@click.option("--from", "start", type=Day(), help="Published on or after this day.")
@click.option("--to", "end", type=Day(), help="Published on or before this day.")
@click.option("--sentiment", type=click.Choice(("positif", "netral", "negatif")))
@click.option("--place", help="About this kabupaten or kota: its name or Kemendagri code.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
@archive_option
def search(query: Sequence[str], limit: int, as_json: bool, archive_path: Path, **filters: Any) -> None:
    """Search the archive: plain words, "a phrase", OR, -not. Without a QUERY the newest articles."""
    from archive.search import search as find

    if unknown := next((word for word in query if word.startswith("--")), None):
        raise click.NoSuchOption(unknown)  # -word leaves a word out, so click lets unknown options through
    with opened(archive_path, create=False, read_only=True) as archive:
        hits = list(find(archive, " ".join(query), limit=limit, **filters))
    for hit in hits:
        click.echo(json.dumps(hit.as_dict(), ensure_ascii=False) if as_json else hit.as_text())
    if not hits:
        click.echo("newscrawl: nothing found; fewer words or filters find more.", err=True)


@main.command()
@click.argument("article", metavar="URL|ID")
@click.option(
    "--format", "style", type=click.Choice(("text", "json", "md")), default="text", show_default=True
)
@archive_option
def show(article: str, style: str, archive_path: Path) -> None:
    """Show one article of the archive whole."""
    from newscrawl.record import as_json, as_markdown, as_text

    with opened(archive_path, create=False, read_only=True) as archive:
        found = archive.get(article)
    if found is None:
        raise click.ClickException(
            f"{article!r} is not in {archive_path}; `newscrawl search` finds URLs and ids."
        )
    click.echo(
        as_json(found, indent=2) if style == "json" else {"text": as_text, "md": as_markdown}[style](found)
    )


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@archive_option
def serve(host: str, port: int, archive_path: Path) -> None:
    """Browse the archive in Datasette, read-only."""
    with opened(archive_path, create=False, read_only=True):
        pass
    from archive.browse import serve_archive

    try:
        serve_archive(archive_path, host, port)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another --port."
        ) from error


@main.command()
@click.argument(
    "source", type=click.File("r", encoding="utf-8", errors="replace"), default="-", metavar="[FILE|-]"
)
def annotate(source: Any) -> None:
    """Annotate text or JSON Lines (headline, text); prints JSON Lines with sentiment, places, people."""
    from newscrawl.texts import annotate_lines

    failed = False
    for number, record in annotate_lines(source):
        if isinstance(record, str):
            failed = True
            click.echo(f"newscrawl: line {number}: {record}", err=True)
        else:
            click.echo(json.dumps(record, ensure_ascii=False))
    if failed:
        sys.exit(FAILED)


main.add_command(outlets)


@main.command()
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


@main.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--url", help="The address that one saved HTML file came from.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("tests/golden"),
    show_default=True,
    help="The folder of all golden pages.",
)
def golden(targets: Sequence[str], url: str | None, into: Path) -> None:
    """Keep the page of a URL or saved file as a golden page, or write again what a golden page's FOLDER gives."""
    from newscrawl.golden import GoldenError, save_captures, write_golden

    for target in targets:
        try:
            folder = Path(target)
            if not folder.is_dir():
                folder = save_captures(read_page(target, url), into)
            click.echo(f"{write_golden(folder)} written; read it before you commit it")
        except GoldenError as error:
            raise click.ClickException(str(error)) from error


def read_page(target: str, url: str | None) -> Sequence[Capture]:
    """The captures of one article at a URL or in a saved file; a ClickException says why there are none."""
    from newscrawl.targets import TargetError, is_url, read_saved

    try:
        captures = fetch([target], None)[target] if is_url(target) else [read_saved(Path(target), url)]
    except TargetError as error:
        raise click.ClickException(f"{target}: {error}") from error
    if isinstance(captures, str):
        raise click.ClickException(f"{target}: {captures}")
    return captures


if __name__ == "__main__":
    main()
