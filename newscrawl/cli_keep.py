"""The commands that keep an archive whole, safe, and within the law."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli_options import LOCKED, archive_option, opened

if TYPE_CHECKING:
    from archive.redact import Plan


class Locked(click.ClickException):
    """Another process holds what is needed."""

    exit_code = LOCKED


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
        *(f"  never fetched again: {address}" for address in plan.addresses),
        *(f"  the same page is held as {url}; take it down too if it must go" for url in plan.copied),
    ]
    if done:
        lines.append("  backups made before still hold it: run `newscrawl backup` on each of them again")
    return lines
