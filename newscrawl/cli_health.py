"""The command that tells how outlets do, and who is told of alarms."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict
from http.client import HTTPException
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from newscrawl.cli_options import BREAKAGE, FAILED, archive_option, opened
from newscrawl.seeds import get_outlet

if TYPE_CHECKING:
    from archive.health import Health

SECONDS = 30
"""That a webhook or a mail command may take."""


@click.command()
@click.argument("slugs", nargs=-1, metavar="SLUG...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
@click.option("--webhook", metavar="URL", help="POST new alarms as JSON to this address.")
@click.option("--mail", metavar="COMMAND", help="Give new alarms as text to this command, on its stdin.")
@click.option(
    "--accept", is_flag=True, help="Take what the latest run of each SLUG showed as usual from now on."
)
@archive_option
def health(
    slugs: Sequence[str],
    as_json: bool,
    webhook: str | None,
    mail: str | None,
    accept: bool,
    archive_path: Path,
) -> None:
    """Show how outlets did in their latest run, compared with their own past; exit code 5 where one seems broken."""
    chosen = [get_outlet(slug).slug for slug in dict.fromkeys(slugs)]
    if accept and not chosen:
        raise click.UsageError("name the outlets whose latest run is to be accepted.")
    if webhook and not is_safe(webhook):
        raise click.UsageError(f"--webhook {webhook} must be an https address, or one on this machine.")
    with opened(archive_path, create=False, read_only=not accept) as archive:
        if accept and (unknown := [slug for slug in chosen if not archive.accept(slug)]):
            raise click.UsageError(
                f"no crawl of {unknown[0]} into {archive_path} has ended; there is nothing to accept."
            )
        found = archive.health(chosen)
    show(found, as_json)
    if not as_json and any(alarm.pages for each in found for alarm in each.alarms):
        click.echo(f"keep a page as a fixture: newscrawl golden URL --archive {archive_path}")
    alarmed = [each for each in found if each.alarms]
    new = [each for each in alarmed if any(alarm.since == each.started_at for alarm in each.alarms)]
    failed = bool(new) and not tell(new, webhook, mail)
    sys.exit(BREAKAGE if alarmed else FAILED if failed else 0)


def show(found: Sequence[Health], as_json: bool) -> None:
    """A line per outlet, alarmed ones first; on stdout."""
    if as_json:
        for each in found:
            click.echo(json.dumps(asdict(each), ensure_ascii=False))
        return
    width = max([6, *(len(each.outlet) for each in found)])
    click.echo(f"{'outlet':{width}}  {'latest run':16}  {'new':>5}  {'failed':>6}  health")
    for each in sorted(found, key=lambda each: not each.alarms):
        head = (
            f"{each.outlet:{width}}  {each.started_at[:16].replace('T', ' ')}  {each.new:5}  {each.failed:6}"
        )
        told = [*(alarm.what for alarm in each.alarms), *each.notes]
        click.echo(f"{head}  {'; '.join(told) or ('ok' if each.finish == 'finished' else each.finish)}")
        for line in describe(each):
            click.echo(f"    {line}")
    click.echo(f"{sum(bool(each.alarms) for each in found)} of {len(found)} outlets seem broken")


def describe(outlet: Health) -> list[str]:
    """What is to be said about each alarm: since when, what was seen, where."""
    lines = []
    for alarm in outlet.alarms:
        lines.append(f"{alarm.what} (since {alarm.since or 'just now'}): {alarm.detail}")
        lines += [f"  {url}" for url in alarm.pages]
    return lines


def tell(found: Sequence[Health], webhook: str | None, mail: str | None) -> bool:
    """Send what is new; False, and a line on stderr, where it did not arrive."""
    errors = []
    if webhook and (error := post(webhook, {"outlets": [asdict(each) for each in found]})):
        errors.append(f"--webhook {webhook}: {error}")
    text = "\n".join(line for each in found for line in (each.outlet, *describe(each), ""))
    if mail and (error := run(mail, text)):
        errors.append(f"--mail {mail}: {error}")
    for error in errors:
        click.echo(f"newscrawl: {error}; the alarms were not sent", err=True)
    return not errors


def is_safe(url: str) -> bool:
    """Whether an address is https, or http on this machine.

    >>> [is_safe(url) for url in ("https://a.id/x", "http://127.0.0.1:8/", "http://a.id/", "file:///etc/passwd", "https://[::1")]
    [True, True, False, False, False]
    """
    try:
        parts = urlsplit(url)
        if parts.scheme == "https":
            return bool(parts.hostname)
        return parts.scheme == "http" and (
            parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
        )
    except ValueError:
        return False


class Unredirected(urllib.request.HTTPRedirectHandler):
    """A webhook that moves is an error: what was said of the address holds for that address."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


def post(url: str, message: Any) -> str | None:
    """POST the message as JSON; a sentence where it was not taken."""
    body = json.dumps(message, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - is_safe
    try:
        with urllib.request.build_opener(Unredirected).open(request, timeout=SECONDS):
            return None
    except (OSError, ValueError, HTTPException) as error:  # URLError is an OSError
        return str(error)


def run(command: str, text: str) -> str | None:
    """Run the operator's command with the text on its stdin; a sentence where it failed."""
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            shlex.split(command), input=text, text=True, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
        return str(error)
    return f"exit code {done.returncode}: {done.stderr.strip()[:200]}" if done.returncode else None
