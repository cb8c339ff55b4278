"""The commands that keep an archive whole, safe, and within the law."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli_options import FAILED, LOCKED, archive_option, opened

if TYPE_CHECKING:
    from archive.redact import Plan


class Locked(click.ClickException):
    """Another process holds what is needed."""

    exit_code = LOCKED


@contextmanager
def counting(length: int, label: str) -> Iterator[Callable[[], None]]:
    """What is to be called for each step; a bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr, show_pos=True) as bar:
        yield lambda: bar.update(1)


@click.command()
@archive_option
def verify(archive_path: Path) -> None:
    """Check database, index, every capture and the links between them; exit 1 with a line for each fault."""
    from archive.store import ArchiveError
    from archive.verify import verify as check

    faults = 0
    with opened(archive_path, create=False) as archive:
        try:
            counts = archive.stats()
        except ArchiveError:
            counts = {"captures": 0}  # the checks tell what is wrong
        with counting(counts["captures"], "verifying") as tick:
            for sentence in check(archive, tick):
                click.echo(sentence)
                faults += 1
    if faults:
        click.echo(f"newscrawl: {faults:,} faults", err=True)
        sys.exit(FAILED)
    click.echo(f"whole: {counts['articles']:,} articles, {counts['captures']:,} captures, no fault")


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@archive_option
def backup(target: Path, archive_path: Path) -> None:
    """Copy the archive to the folder TARGET; again later copies what is new."""
    from archive.backup import BackupError, back_up

    with opened(archive_path, create=False, read_only=True) as archive:
        try:
            with counting(archive.stats()["runs"], "copying") as tick:
                manifest = back_up(archive, target, datetime.now(UTC), tick)
        except BackupError as error:
            raise click.ClickException(str(error)) from error
    size = manifest.database.bytes + sum(entry.bytes for entry in manifest.captures)
    click.echo(f"{target}: {len(manifest.captures):,} WARC files and the database, {size:,} bytes")


@click.command()
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path))
@archive_option
def restore(source: Path, archive_path: Path) -> None:
    """Make an archive of a backup; every file is checked, nothing is overwritten."""
    from archive.backup import BackupError, read_manifest
    from archive.backup import restore as bring_back
    from archive.connection import ArchiveError
    from newscrawl.cli_options import ArchiveUnusable

    try:
        held = read_manifest(source)
        with counting(1 + len(held.captures if held else ()), "restoring") as tick:
            manifest = bring_back(source, archive_path, tick)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    except ArchiveError as error:
        raise ArchiveUnusable(str(error)) from error
    click.echo(f"{archive_path}: restored as it was at {manifest.made_at}")


@click.command()
@click.argument("key", metavar="URL|ID")
@click.option("--reason", required=True, help="Why; it stands in the tombstone.")
@click.option("--dry-run", is_flag=True, help="Say what would go and remove nothing.")
@archive_option
def redact(key: str, reason: str, dry_run: bool, archive_path: Path) -> None:
    """Take an article down: text, versions, captures, index entries; a tombstone says so."""
    from archive.redact import FileInUse, NothingToRedact, carry_out, make_plan

    if not reason.strip():
        raise click.UsageError("--reason is empty; say why the article is taken down.")
    with opened(archive_path, create=False) as archive:
        try:
            plan = make_plan(archive, key) if dry_run else carry_out(archive, key, reason)
        except NothingToRedact as error:
            raise click.ClickException(str(error)) from error
        except FileInUse as error:
            raise Locked(str(error)) from error
    click.echo("\n".join(plan_lines(plan, done=not dry_run)))


def plan_lines(plan: Plan, *, done: bool) -> list[str]:
    """What a takedown removes, or has removed."""
    verb = "removed" if done else "would be removed"
    lines = [
        f"{plan.url}: {plan.headline or 'no article'}",
        f"  {verb}: {plan.revisions} versions, {plan.annotations} statements, {len(plan.captures)} captures",
        f"  {'written' if done else 'would be written'} anew: {len(plan.files)} WARC files",
        *(f"  {name} is missing; a copy of it elsewhere still holds the page" for name in plan.missing),
        *(f"  never fetched again: {address}" for address in plan.addresses),
        *(f"  the same page is held as {url}; take it down too if it must go" for url in plan.copied),
    ]
    if done:
        lines.append("  backups made before still hold it: run `newscrawl backup` on each of them again")
    return lines
