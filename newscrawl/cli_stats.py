"""The command that counts and draws what the archive covers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli_options import Day, archive_option, opened
from newscrawl.cli_search import check_days, check_names

if TYPE_CHECKING:
    from archive.tally import OutletTally, Tally

LAST = 30
"""Days that are drawn."""

WIDTH = 40
GAPS = 5
"""Gaps of one outlet that are listed; the others are counted."""

LEVELS = " ▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉█"


@click.command()
@click.option("--outlet", help="Only this outlet: slug or name.")
@click.option("--from", "start", type=Day(), help="Published on or after this day.")
@click.option("--to", "end", type=Day(), help="Published on or before this day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@archive_option
def stats(
    outlet: str | None, start: date | None, end: date | None, as_json: bool, archive_path: Path
) -> None:
    """Count and draw what the archive covers: outlets, days, gaps, fields, tones."""
    from archive.filters import unknown_names
    from archive.request import SearchRequest
    from archive.tally import make_tally

    check_days(start, end)
    with opened(archive_path, create=False, read_only=True) as archive:
        request = SearchRequest(outlet=outlet)
        check_names(archive, request)
        tally = make_tally(archive, outlet, start, end)
        told = [] if tally.articles else unknown_names(archive.db, request)
    for sentence in told:
        click.echo(f"newscrawl: {sentence}", err=True)
    if as_json:
        click.echo(json.dumps(plain(tally), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines(tally)))


def lines(tally: Tally) -> Iterator[str]:
    """The tally for a terminal."""
    span = f", {tally.span.start} to {tally.span.end}" if tally.span else ""
    gone = f", {tally.gone:,} gone from the web" if tally.gone else ""
    beside = outside(sum(each.undated for each in tally.outlets), sum(each.future for each in tally.outlets))
    yield f"{tally.articles:,} articles of {len(tally.outlets):,} outlets{span}{beside}{gone}"
    if tally.span:
        drawn = min(LAST, tally.span.days)
        last = [tally.span.end - timedelta(days=drawn - 1 - number) for number in range(drawn)]
        yield f"\nArticles per day, {last[0]} to {last[-1]}"
        yield from outlet_lines(tally.outlets, last)
        yield from gap_lines(tally.outlets)
    if tally.fields:
        yield f"\nFields, of the latest {tally.sampled:,} articles"
        yield from (bar_line(name, share, f"{share:.0%}") for name, share in tally.fields.items())
    if tally.articles:
        yield "\nSentiment"
        for label, number in tally.sentiment.items():
            yield bar_line(label, number / tally.articles, f"{number / tally.articles:.0%}  {number:,}")


def outlet_lines(outlets: Sequence[OutletTally], days: Sequence[date]) -> Iterator[str]:
    """A row of bars for each outlet, drawn to its own largest day, and its figures of these days; then its total."""
    width = max((len(each.slug) for each in outlets), default=0)
    for each in outlets:
        numbers = [each.days.get(day, 0) for day in days]
        drawn = f"{columns(numbers)}  {sum(numbers):>9,}, at most {max(numbers):,} a day"
        total = f"{each.articles:,} in all{outside(each.undated, each.future)}"
        yield f"  {each.slug:<{width}}  {drawn}; {total}"


def outside(undated: int, future: int) -> str:
    """Articles of a total that lie in no span of days.

    >>> outside(0, 2)
    ', 2 dated after today'
    """
    told = {"undated": undated, "dated after today": future}
    return "".join(f", {number:,} {what}" for what, number in told.items() if number)


def gap_lines(outlets: Sequence[OutletTally]) -> Iterator[str]:
    """Days without articles of outlets that usually have some."""
    with_gaps = [each for each in outlets if each.gaps]
    if with_gaps:
        yield "\nGaps: days without articles where there usually are some"
    for each in with_gaps:
        listed = [f"{gap.start}" + (f" to {gap.end}" if gap.days > 1 else "") for gap in each.gaps[-GAPS:]]
        more = f"; {len(each.gaps) - GAPS:,} earlier" if len(each.gaps) > GAPS else ""
        yield f"  {each.slug}: {', '.join(listed)}{more}"


def columns(numbers: Sequence[int]) -> str:
    """One character per number; any that is not zero is seen.

    >>> columns([0, 1, 50, 100])
    ' ▁▄█'
    """
    most = max(numbers, default=0) or 1
    return "".join(LEVELS[max(number > 0, number * (len(LEVELS) - 1) // most)] for number in numbers)


def bar_line(name: str, share: float, told: str) -> str:
    """A name, a bar and a figure.

    >>> bar_line("authors", 0.5, "50%")
    '  authors      ████████████████████                      50%'
    """
    eighths = round(share * WIDTH * 8)
    bar = EIGHTHS[-1] * (eighths // 8) + EIGHTHS[eighths % 8].strip()
    return f"  {name:<12} {bar:<{WIDTH}}  {told}"


def plain(tally: Tally) -> dict[str, Any]:
    """The tally as JSON values."""
    span = tally.span
    return {
        "articles": tally.articles,
        "gone": tally.gone,
        "first_day": str(span.start) if span else None,
        "last_day": str(span.end) if span else None,
        "outlets": [plain_outlet(each) for each in tally.outlets],
        "fields": {name: round(share, 4) for name, share in tally.fields.items()},
        "sampled": tally.sampled,
        "sentiment": dict(tally.sentiment),
    }


def plain_outlet(each: OutletTally) -> Mapping[str, Any]:
    """One outlet as JSON values."""
    return {
        "outlet": each.slug,
        "articles": each.articles,
        "undated": each.undated,
        "future": each.future,
        "days": {str(day): number for day, number in each.days.items()},
        "gaps": [{"from": str(gap.start), "to": str(gap.end)} for gap in each.gaps],
    }
