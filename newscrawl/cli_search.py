"""The commands that search the archive and report on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli_options import STDOUT, Day, archive_option, opened
from newscrawl.coverage import province_code
from newscrawl.seeds import GENERIC, load_outlets, nearest

if TYPE_CHECKING:
    from archive.request import SearchRequest
    from archive.search import Answer
    from archive.store import Archive

MOST_ROWS = 1_000_000_000  # of an answer, or left out before it

OPTIONS = (
    click.option("--outlet", help="Only this outlet: slug or name."),
    click.option("--network", help="Only outlets of this network."),
    click.option("--province", help="About this province: name or ISO code (ID-JB)."),
    click.option("--place", help="About this kabupaten or kota: its name or Kemendagri code."),
    click.option("--person", help="Naming this person: the name or whole words of it."),
    click.option("--organisation", help="Naming this organisation: likewise."),
    click.option("--section", help="Only this section of the outlets."),
    click.option("--media-type", help="Only this media type."),
    click.option("--sentiment", type=click.Choice(("positif", "netral", "negatif"))),
    click.option("--from", "start", type=Day(), help="Published on or after this day."),
    click.option("--to", "end", type=Day(), help="Published on or before this day."),
    click.option("--unique", is_flag=True, help="One article per story: the earliest."),
)
BEFORE_WORDS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""-word leaves a word out, so click lets unknown options through; ``read_words`` stops those with two dashes."""


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that takes the filters of a search."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def check_days(start: date | None, end: date | None) -> None:
    """A usage error for a span that ends before it begins."""
    if start and end and start > end:
        raise click.UsageError(f"--from {start} is after --to {end}; swap them.")


def check_names(archive: Archive, request: SearchRequest) -> None:
    """A usage error for an outlet or network that neither the archive nor a seed knows, and for what is no province."""
    from archive.filters import explain, known_names, unknown_names
    from archive.request import SearchRequest

    if request.province is not None and province_code(request.province) is None:
        raise click.UsageError(explain(archive.db, "province", request.province))
    asked = SearchRequest(outlet=request.outlet, network=request.network)
    if not unknown_names(archive.db, asked):
        return
    seeds = load_outlets().values()
    named = {
        "outlet": {GENERIC.slug, *(each.slug for each in seeds), *(each.name for each in seeds)},
        "network": {each.network for each in seeds if each.network},
    }
    for filter_, value in asked.filters().items():
        known = named[filter_].union(known_names(archive.db, filter_))
        if value.strip().casefold() not in {name.casefold() for name in known}:
            raise click.UsageError(f"unknown {filter_} {value!r}; {nearest(value, sorted(known))}")


def read_words(query: Sequence[str]) -> str:
    """The words of a query; an option that there is not is a usage error."""
    if unknown := next((word for word in query if word.startswith("--")), None):
        raise click.NoSuchOption(unknown)
    words = " ".join(query)
    check_words(words)
    return words


def check_words(words: str) -> None:
    """A usage error for words that cannot be asked, such as signs alone; a hint for those that may be meant otherwise."""
    from archive.query import hint, refusal

    if told := refusal(words):
        raise click.UsageError(told)
    warn(filter(None, [hint(words)]))


@click.command(context_settings=BEFORE_WORDS)
@click.argument("query", nargs=-1, metavar="[QUERY]")
@filter_options
@click.option("--order", type=click.Choice(("relevance", "newest")), default="relevance", show_default=True)
@click.option("--save", metavar="NAME", help="Keep this search under a name.")
@click.option("--saved", metavar="NAME", help="Start from the search kept under that name.")
@click.option(
    "--facets", "facet_names", is_flag=True, help="Also count outlets, places, people and the like."
)
@click.option("--limit", type=click.IntRange(1, MOST_ROWS), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(0, MOST_ROWS), default=0, help="Leave out the first N.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
@archive_option
def search(
    query: Sequence[str],
    save: str | None,
    saved: str | None,
    facet_names: bool,
    limit: int,
    offset: int,
    as_json: bool,
    archive_path: Path,
    **filters: Any,
) -> None:
    """Search the archive: plain words, "a phrase", OR, -not. Without a QUERY the newest articles."""
    from archive.queries import save_query
    from archive.search import Answer, SearchRequest

    if save is not None and not save.strip():
        raise click.UsageError("a search is kept under a name; give one, such as --save pagi.")
    request = SearchRequest(read_words(query), **filters)
    check_days(request.start, request.end)
    with opened(archive_path, create=False, read_only=save is None) as archive:
        request = start_from(archive, saved, request)
        check_names(archive, request)
        if save is not None:
            save_query(archive, save, request)
        answer = Answer(archive, request)
        hits = answer.hits(limit, offset)
        counted = answer.facets() if facet_names else {}
        told = missing(answer, offset) if len(hits) < limit else []
    for hit in hits:
        click.echo(json.dumps(hit.as_dict(), ensure_ascii=False) if as_json else hit.as_text())
    for name, values in counted.items():
        shown = ", ".join(f"{each.label} {each.count}" for each in values)
        click.echo(f"{name}: {shown or '-'}", err=as_json)
    warn(told)


def missing(answer: Answer, offset: int) -> list[str]:
    """Why there are fewer hits than were asked for, where that needs to be said, and the remedy."""
    from archive.filters import NOTHING, unknown_names
    from archive.matches import POOL

    request, kind = answer.request, "stories" if answer.request.unique else "matches"
    if answer.matches.wanted and request.order == "relevance" and answer.count(POOL).capped:
        return [
            f"by relevance only the {POOL:,} {kind} archived last are shown;"
            " --order newest goes on, and `newscrawl export` writes all."
        ]
    if offset and (number := answer.count(MOST_ROWS).number):
        past = f"--offset {offset} is past the end; there are {number:,} {kind}, so give a smaller one."
        return [past] if number <= offset else []
    return [] if answer.pool else unknown_names(answer.archive.db, request) or [NOTHING]


def start_from(archive: Archive, name: str | None, request: SearchRequest) -> SearchRequest:
    """The request, narrowed from the saved one of that name; a usage error where there is none or both cannot be asked."""
    from archive.queries import UnknownQuery, narrowed, saved_query
    from archive.query import refusal

    if name is None:
        return request
    try:
        made = narrowed(saved_query(archive, name), request)
    except UnknownQuery as error:
        raise click.UsageError(str(error)) from error
    if told := refusal(made.words):
        raise click.UsageError(told)
    return made


def warn(sentences: Iterable[str]) -> None:
    """Print sentences on stderr."""
    for sentence in sentences:
        click.echo(f"newscrawl: {sentence}", err=True)


@click.command()
@click.option("--delete", metavar="NAME", help="Forget the search of that name.")
@archive_option
def queries(delete: str | None, archive_path: Path) -> None:
    """List the saved searches, which `search --save` keeps and `search --saved` asks again."""
    from archive.queries import delete_query, in_a_line, saved_queries

    with opened(archive_path, create=False, read_only=delete is None) as archive:
        if delete is not None and not delete_query(archive, delete):
            raise click.UsageError(f"no search is saved as {delete!r}; `newscrawl queries` lists them.")
        saved = saved_queries(archive)
    for name, request in saved.items():
        click.echo(f"{name}: {in_a_line(request)}")


@click.command(context_settings=BEFORE_WORDS)
@click.argument("query", nargs=-1, metavar="[QUERY]")
@click.option("--for", "subject", default="", help="A kabupaten, kota or province, or else words.")
@click.option(
    "--since", type=Day(), help="The first day: 2026-11-20, or an age such as 1d; by default yesterday."
)
@filter_options
@click.option("--saved", metavar="NAME", help="Start from the search kept under that name.")
@click.option("--format", "style", type=click.Choice(("md", "html")), default="md", show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="File to write instead of stdout.",
)
@click.option("--force", is_flag=True, help="Replace the file that is there.")
@archive_option
def report(
    query: Sequence[str],
    subject: str,
    since: date | None,
    saved: str | None,
    style: str,
    out: Path | None,
    force: bool,
    archive_path: Path,
    **filters: Any,
) -> None:
    """Report on the news: what was written, by whom, in which tone, who was quoted; copies are folded."""
    from archive.filters import NOTHING
    from archive.report import about, make_report, period, unknown
    from archive.report_page import as_html, as_markdown
    from archive.search import SearchRequest

    given = filters.pop("start"), filters.pop("end")
    try:
        start, end = period(since or given[0], given[1], datetime.now(UTC))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    check_words(subject)
    request = SearchRequest(read_words(query), start=start, end=end, **filters)
    with opened(archive_path, create=False, read_only=True) as archive:
        request = start_from(archive, saved, request)
        check_names(archive, request)
        made = make_report(archive, about(archive, subject, request))
        warn([] if made.stories else unknown(archive, subject, made.request) or [NOTHING])
        text = (as_html if style == "html" else as_markdown)(made)
        if out not in (None, STDOUT):
            write_file(archive, out, text, force=force)
            return
    click.echo(text, nl=False)


def write_file(archive: Archive, out: Path, text: str, *, force: bool) -> None:
    """Write a text to a file that is there whole or not at all, and is none of the archive's."""
    from archive.export import ExportError, check_apart, replacing

    try:
        check_apart(archive, out)
        with replacing(out, force=force) as part:
            part.write_text(text, encoding="utf-8")
    except ExportError as error:
        raise click.ClickException(str(error)) from error
