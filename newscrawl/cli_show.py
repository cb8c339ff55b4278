"""The command that shows an article: as it stands, as it was, what changed, and what it rests on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli_options import FAILED, archive_option, opened

if TYPE_CHECKING:
    from archive.revisions import Change, Evidence, Revision
    from archive.store import Archive

CONTEXT = 8
"""Words shown on either side of a change; more of what stayed hides what did not."""


@click.command()
@click.argument("key", metavar="URL|ID")
@click.option(
    "--format", "style", type=click.Choice(("text", "json", "md")), default="text", show_default=True
)
@click.option("--revision", "number", type=click.IntRange(min=1), help="As it was in its N-th version.")
@click.option("--diff", is_flag=True, help="What changed from version to version, and who changed it.")
@click.option("--evidence", is_flag=True, help="The captures it was made from, each read and compared now.")
@archive_option
def show(key: str, style: str, number: int | None, diff: bool, evidence: bool, archive_path: Path) -> None:
    """Show one article of the archive whole."""
    if diff and evidence:
        raise click.UsageError("--diff and --evidence are two views; ask for one of them.")
    with opened(archive_path, create=False, read_only=True) as archive:
        article_id = find(archive, key)
        if evidence:
            show_evidence(archive, article_id, style, number)
        elif diff:
            show_difference(archive, article_id, style, number)
        else:
            show_version(archive, article_id, style, number)


def find(archive: Archive, key: str) -> int:
    """The id of the article; a ClickException says what the archive knows of the address instead."""
    from archive.redact import address_of
    from archive.revisions import find_id
    from archive.tombstones import epitaph, tombstone

    if found := find_id(archive, key):
        return found
    if taken_down := tombstone(archive.db, address_of(archive, key)):
        raise click.ClickException(f"{epitaph(taken_down)}; nothing of it is kept.")
    raise click.ClickException(f"{key!r} is not in {archive.path}; `newscrawl search` finds URLs and ids.")


def versions(archive: Archive, article_id: int, number: int | None) -> Sequence[Revision]:
    """All versions up to the one that is asked for."""
    from archive.revisions import history

    found = history(archive, article_id)
    if number and number > len(found):
        raise click.ClickException(f"there is no version {number} of it; it has {len(found)}.")
    return found[:number]


def show_version(archive: Archive, article_id: int, style: str, number: int | None) -> None:
    """The article as it stands, or as it was; what the archive knows beside it stands before it."""
    from newscrawl.record import as_json, as_markdown, as_text

    shown = versions(archive, article_id, number)[-1]
    for line in status(archive, article_id, shown):
        click.echo(f"Status: {line}" if style == "text" else f"> {line}", err=style == "json")
    if style == "json":
        click.echo(as_json(shown.article, indent=2))
    else:
        click.echo(as_text(shown.article) if style == "text" else as_markdown(shown.article))


def status(archive: Archive, article_id: int, shown: Revision) -> Iterator[str]:
    """What a reader must know of an article that is gone or was edited, in Indonesian as the record's labels."""
    from archive.revisions import seen

    if gone := seen(archive, article_id)["gone_at"]:
        yield f"tidak ada lagi di situs outlet sejak {gone}; teks ini disimpan arsip"
    if not shown.current:
        yield f"versi lama, nomor {shown.number}, dilihat {shown.seen_at}"
    elif shown.number > 1:
        yield f"versi {shown.number}; --diff menunjukkan perubahannya"


def show_difference(archive: Archive, article_id: int, style: str, number: int | None) -> None:
    """Each version beside the one before; with a number only that one."""
    from archive.revisions import difference

    found = versions(archive, article_id, number)
    pairs = list(pairwise(found))
    for old, new in pairs[-1:] if number else pairs:
        changes = difference(old, new)
        if style == "json":
            click.echo(json.dumps(change_record(new, changes), ensure_ascii=False))
        else:
            click.echo("\n".join([heading(new), *map(change_line, changes), ""]))
    if not pairs and number == 1:
        click.echo("newscrawl: the first version has none before it to be compared with.", err=True)
    elif not pairs:
        click.echo("newscrawl: it has one version only; nothing changed since it was first seen.", err=True)


def change_record(new: Revision, changes: Sequence[Change]) -> dict[str, Any]:
    """One version's changes as plain JSON."""
    told = [{"field": c.field, "paragraph": c.place, "before": c.before, "after": c.after} for c in changes]
    return {
        "revision": new.number,
        "seen_at": new.seen_at,
        "cause": new.cause,
        "extractor": new.extractor,
        "changes": told,
    }


def heading(revision: Revision) -> str:
    """``Version 2, seen 2026-11-24T13:00:00Z: edited by the outlet (newscrawl 0.1.0)``."""
    from archive.revisions import CAUSES

    return (
        f"Version {revision.number}, seen {revision.seen_at}: {CAUSES[revision.cause]} ({revision.extractor})"
    )


def change_line(change: Change) -> str:
    """The field and its words: ``[-taken out-]`` and ``{+put in+}``, coloured on a terminal."""
    name = f"paragraph {change.place}" if change.place else change.field
    last = len(change.parts) - 1
    words = [
        click.style(f"[-{part.words.strip()}-]", fg="red") + " "
        if part.sign == "-"
        else click.style(f"{{+{part.words.strip()}+}}", fg="green") + " "
        if part.sign == "+"
        else shorten(part.words, first=place == 0, last=place == last)
        for place, part in enumerate(change.parts)
    ]
    return f"  {name}: {''.join(words).strip()}"


def shorten(words: str, *, first: bool, last: bool) -> str:
    """What stayed, cut to the words near a change.

    >>> shorten("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh ", first=True, last=False)
    '… tiga empat lima enam tujuh delapan sembilan sepuluh '
    """
    found = words.split()
    head = [] if first else found[:CONTEXT]
    tail = [] if last else found[-CONTEXT:]
    if len(head) + len(tail) >= len(found):
        return f"{' '.join(found)} "
    return " ".join([*head, "…", *tail]) + " "


def show_evidence(archive: Archive, article_id: int, style: str, number: int | None) -> None:
    """Every capture, or those of one version, read now; exit 1 where one is not as it was kept."""
    from archive.revisions import evidence

    if number:
        versions(archive, article_id, number)
    found = [each for each in evidence(archive, article_id) if not number or number in each.revisions]
    for each in found:
        click.echo(
            json.dumps(asdict(each), ensure_ascii=False) if style == "json" else evidence_text(each, archive)
        )
    if not found:
        click.echo("newscrawl: it was imported without captures; there is no evidence for it.", err=True)
    if any(each.fault for each in found):
        sys.exit(FAILED)


def evidence_text(each: Evidence, archive: Archive) -> str:
    """One capture for a reader."""
    versions_made = ", ".join(map(str, each.revisions))
    lines = [
        f"Capture {each.capture}" + (f", page {each.page}" if each.page else ""),
        f"url         {each.url}",
        f"fetched_at  {each.fetched_at}, status {each.status}",
        f"record      {archive.folder / each.file}, byte {each.offset}, {each.length} bytes",
        f"digest      {each.digest}",
        f"revisit     the body is that of capture {each.revisit_of}" if each.revisit_of else "",
        f"made        version {versions_made}" if versions_made else "made        no version of its own",
        f"verified    {f'NO: {each.fault}' if each.fault else 'yes, read just now'}",
    ]
    return "\n  ".join(filter(None, lines)) + "\n"
