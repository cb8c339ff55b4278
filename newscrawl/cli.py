"""The command line: with its parts (``cli_*.py``) the one place that knows spiders, newscrawl and archive together.

Heavy imports (Scrapy, Datasette, the models) stand where they are used, so that ``--help`` is quick.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from newscrawl import __version__
from newscrawl.annotate.errors import AnnotatorError
from newscrawl.cli_annotate import annotate, train
from newscrawl.cli_archive import export, reprocess
from newscrawl.cli_crawl import crawl
from newscrawl.cli_health import health
from newscrawl.cli_import import import_
from newscrawl.cli_keep import backup, redact, restore, verify
from newscrawl.cli_options import FAILED, STOPPED, archive_option, opened
from newscrawl.cli_outlets import outlets
from newscrawl.cli_schedule import schedule
from newscrawl.cli_search import queries, report, search
from newscrawl.cli_serve import serve
from newscrawl.cli_show import show
from newscrawl.cli_stats import stats
from newscrawl.environment import SettingError
from newscrawl.seeds import GENERIC, SeedError, UnknownOutlet, get_outlet
from newscrawl.types import Article, Capture, NotAnArticle, Outlet
from newscrawl.urls import normalise_url

if TYPE_CHECKING:
    from archive.store import Archive
    from newscrawl.targets import Result


class Commands(click.Group):
    """Turns the errors of the domain, and those of stdout, into one sentence and an exit code."""

    def main(self, *args: Any, **how: Any) -> Any:
        """Run the program. What stdout still holds is written now: at Python's exit nobody could explain an error."""
        try:
            try:
                fill_standard_streams()
                return super().main(*args, **how)
            finally:
                sys.stdout.flush()
        except OSError as error:
            give_up(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(STOPPED)
        except (UnknownOutlet, SettingError) as error:
            raise click.UsageError(error.args[0]) from error
        except (SeedError, AnnotatorError) as error:
            raise click.UsageError(str(error)) from error


def fill_standard_streams() -> None:
    """Open what the caller has closed, lest an archive's file become our stderr."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number that is free
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8")


def give_up(error: OSError) -> NoReturn:
    """End after an error of stdout; a reader that has seen enough (``| head``) needs no sentence."""
    with suppress(OSError, ValueError):  # ValueError: it is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what it still holds goes nowhere
    if not isinstance(error, BrokenPipeError):
        with suppress(OSError):
            target = error.filename or "the output"
            told = f"{target} cannot be written ({error.strerror}); free space or write it elsewhere"
            click.echo(f"newscrawl: {told}.", err=True)
    sys.exit(FAILED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="newscrawl")
def main() -> None:
    """Crawl and archive Indonesian regional news."""


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
    if url:
        try:
            normalise_url(url)
        except ValueError as error:
            raise click.BadParameter(f"{error}.", param_hint="--url") from None
    outlet = GENERIC if slug == GENERIC.slug else get_outlet(slug) if slug else None
    failed = False
    with opened(archive_path) if save else nullcontext() as archive:
        for result in read_targets(targets, url, outlet):
            failed |= result.error is not None
            show_result(result, style)
            if archive and result.article:
                failed |= not keep(archive, result.article, result)
    if failed:
        sys.exit(FAILED)


def keep(archive: Archive, article: Article, result: Result) -> bool:
    """Keep an article with its captures; False, with a sentence on stderr, where they have no address."""
    try:
        for capture in result.captures:
            normalise_url(capture.url)
    except ValueError as error:
        click.echo(f"newscrawl: {result.source}: not kept, {error}; give its address with --url", err=True)
        return False
    archive.save_scraped(article, result.captures)
    return True


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
            yield from read_captures(target, captures, parse, outlet)


def fetch(addresses: Sequence[str], outlet: Outlet | None) -> Mapping[str, Sequence[Capture] | str]:
    """Address -> its captures (first page first), or why there are none. Scrapy is only started for these."""
    from spiders.run import fetch_pages

    return fetch_pages(addresses, outlet=outlet)


def parse(capture: Capture, outlet: Outlet, *, pages: Sequence[Capture] = ()) -> Article:
    """The article of a page, read within the limits of time and memory; raises NotAnArticle.

    Raises TargetError beyond the limits, and where our own code fails on the page.
    """
    from newscrawl.process import fault_of, process
    from newscrawl.targets import TargetError
    from spiders.parsing import ParseFailed, parsers

    try:
        return parsers.call(process, capture, outlet, pages=pages)
    except ParseFailed as error:
        from spiders.failures import explain  # brings Scrapy

        raise TargetError(explain(error.reason)) from error
    except (NotAnArticle, AnnotatorError, SettingError):
        raise
    except Exception as error:
        raise TargetError(fault_of(error)) from error


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
@click.option(
    "--archive",
    "archive_path",
    type=click.Path(path_type=Path),
    help="Take the page of a URL from this archive.",
)
def golden(targets: Sequence[str], url: str | None, into: Path, archive_path: Path | None) -> None:
    """Keep the page of a URL or saved file as a golden page, or write again what a golden page's FOLDER gives."""
    from newscrawl.golden import GoldenError, save_captures, write_golden

    for target in targets:
        try:
            folder = Path(target)
            if not folder.is_dir():
                folder = save_captures(read_page(target, url, archive_path), into)
            click.echo(f"{write_golden(folder)} written; read it before you commit it")
        except GoldenError as error:
            raise click.ClickException(str(error)) from error


def read_page(target: str, url: str | None, archive_path: Path | None) -> Sequence[Capture]:
    """The captures of one article at a URL, in an archive or a saved file; a ClickException says why there are none."""
    from newscrawl.targets import TargetError, is_url, read_saved

    try:
        if archive_path:
            return [read_kept(target, archive_path)]
        captures = fetch([target], None)[target] if is_url(target) else [read_saved(Path(target), url)]
    except TargetError as error:
        raise click.ClickException(f"{target}: {error}") from error
    if isinstance(captures, str):
        raise click.ClickException(f"{target}: {captures}")
    return captures


def read_kept(url: str, archive_path: Path) -> Capture:
    """What the archive last fetched from a URL: also of a page that gave no article."""
    from newscrawl.targets import is_address

    if not is_address(url):
        raise click.ClickException(
            f"{url!r} is no address; with --archive name one that starts with https://"
        )
    with opened(archive_path, create=False, read_only=True) as archive:
        capture = archive.latest_capture(url)
    if capture is None:
        raise click.ClickException(f"{archive_path} has no page of {url}; without --archive it is fetched")
    return capture


for command in (
    crawl,
    schedule,
    health,
    search,
    queries,
    report,
    show,
    export,
    stats,
    import_,
    reprocess,
    verify,
    backup,
    restore,
    redact,
    serve,
    annotate,
    outlets,
    train,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
