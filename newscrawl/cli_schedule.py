"""The command that prints what cron or systemd needs to crawl by itself."""

from __future__ import annotations

import getpass
import os
import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import click

from newscrawl.cli_options import archive_option
from newscrawl.seeds import get_outlet

EVERY = {"15m": 15, "30m": 30, "1h": 60, "2h": 120, "3h": 180, "6h": 360, "12h": 720, "24h": 1440}
"""Pauses in minutes; each divides an hour or a day, as cron asks."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to run, where, and when."""

    words: tuple[str, ...]
    archive: Path
    contact: str | None
    every: int
    """Minutes."""

    @property
    def budget(self) -> int:
        """Minutes for one run: five sixths of the pause, so that runs do not meet."""
        return self.every * 5 // 6

    @property
    def minute(self) -> int:
        """Of the first run in the hour or day; another for each archive, so that not all the world asks at :00."""
        return crc32(str(self.archive).encode()) % min(self.every, 60)

    @property
    def environment(self) -> dict[str, str]:
        """Variables of the run."""
        contact = {"NEWSCRAWL_CONTACT": self.contact} if self.contact else {}
        return {"NEWSCRAWL_ARCHIVE": str(self.archive), **contact}


@click.command()
@click.argument("slugs", nargs=-1, metavar="SLUG...")
@click.option("--all", "every_outlet", is_flag=True, help="Crawl every outlet.")
@click.option(
    "--every",
    type=click.Choice(list(EVERY)),
    default="1h",
    show_default=True,
    help="The pause between two runs.",
)
@click.option("--systemd", "style", flag_value="systemd", help="Print a systemd service and timer.")
@click.option(
    "--crontab", "style", flag_value="crontab", default=True, help="Print lines for crontab (the default)."
)
@archive_option
def schedule(slugs: Sequence[str], every_outlet: bool, every: str, style: str, archive_path: Path) -> None:
    """Print a crontab, or a systemd service and timer, that crawls outlets regularly."""
    if bool(slugs) == every_outlet:
        raise click.UsageError("name the outlets to crawl, or --all; `newscrawl outlets` lists them.")
    chosen = [get_outlet(slug).slug for slug in dict.fromkeys(slugs)]
    program = Path(
        sys.argv[0] if Path(sys.argv[0]).name == "newscrawl" else Path(sys.executable).with_name("newscrawl")
    )
    plan = Plan(
        words=(str(program.absolute()), "crawl", *(chosen or ["--all"])),
        archive=archive_path.absolute(),
        contact=os.environ.get("NEWSCRAWL_CONTACT"),
        every=EVERY[every],
    )
    if any(ord(letter) < 32 for text in (*plan.words, *plan.environment.values()) for letter in text):
        raise click.UsageError(
            "a line break in a path or in NEWSCRAWL_CONTACT cannot be scheduled; choose another."
        )
    click.echo(as_systemd(plan) if style == "systemd" else as_crontab(plan), nl=False)


def as_crontab(plan: Plan) -> str:
    """Lines for ``crontab -e``. Cron mails what a job prints: the log goes to a file, only errors are printed."""
    from archive.beside import beside

    log = beside(plan.archive, ".log")
    words = [*plan.words, "--for", f"{plan.budget}m", "--log", str(log)]
    health = [plan.words[0], "health", "--mail", "mail -s newscrawl you@example.id"]
    variables = "".join(f"{name}={cron_value(value)}\n" for name, value in plan.environment.items())
    return (
        "# newscrawl: add these lines by `crontab -e`. Cron mails errors to MAILTO.\n"
        "#MAILTO=you@example.id\n"
        f"{variables}{cron_time(plan)} {cron_command(words)} > /dev/null\n"
        "# To be told of each alarm once, add to the end of that line:\n"
        f"#; {cron_command(health)} > /dev/null\n"
    )


def cron_value(text: str) -> str:
    """A variable's value in quotes, which cron cannot escape; a usage error where it holds both kinds.

    >>> print(cron_value("https://arsip.id"), cron_value('arsip "Utara"'))
    "https://arsip.id" 'arsip "Utara"'
    """
    if '"' in text and "'" in text:
        raise click.UsageError(f"{text}: cron takes no value with both kinds of quotes; choose another.")
    return f"'{text}'" if '"' in text else f'"{text}"'


def cron_time(plan: Plan) -> str:
    """The five fields of a crontab line."""
    if plan.every <= 60:
        return f"{','.join(str(minute) for minute in range(plan.minute, 60, plan.every))} * * * *"
    hours = plan.every // 60
    return f"{plan.minute} {'*/' + str(hours) if hours < 24 else 3} * * *"


def cron_command(words: Sequence[str]) -> str:
    """Words for the shell of cron, to which a bare percent sign is a line break."""
    return shlex.join(words).replace("%", r"\%")


def as_systemd(plan: Plan) -> str:
    """A service and a timer; the service may write to the archive's folder and nowhere else."""
    environment = "".join(f"Environment={unit_word(f'{k}={v}')}\n" for k, v in plan.environment.items())
    words = [*plan.words, "--for", f"{plan.budget}m"]
    return f"""\
# /etc/systemd/system/newscrawl.service
[Unit]
Description=Crawl news outlets into {unit_text(str(plan.archive))}
Wants=network-online.target
After=network-online.target
# OnFailure=: name a unit that tells you; it starts at exit codes 1, 3 and 5

[Service]
Type=oneshot
User={getpass.getuser()}
{environment}ExecStart={" ".join(unit_word(word).replace("$", "$$") for word in words)}
# another run holds an outlet, or `systemctl stop`: nothing to worry about
SuccessExitStatus=4 130
# the first signal goes to the parent alone, which lets its workers end what they have begun
KillMode=mixed
TimeoutStopSec=30
TimeoutStartSec={plan.budget + 5}min
Nice=10
UMask=0027
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={unit_word(str(plan.archive.parent))}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictSUIDSGID=yes
LockPersonality=yes

# /etc/systemd/system/newscrawl.timer; then: systemctl daemon-reload; systemctl enable --now newscrawl.timer
[Unit]
Description=Crawl news outlets regularly

[Timer]
OnCalendar={calendar(plan)}
RandomizedDelaySec=2min
Persistent=true

[Install]
WantedBy=timers.target
"""


def calendar(plan: Plan) -> str:
    """The times in systemd's words."""
    if plan.every < 60:
        return f"*-*-* *:{plan.minute}/{plan.every}:00"
    hours = plan.every // 60
    return f"*-*-* {'*' if hours == 1 else f'0/{hours}' if hours < 24 else '03'}:{plan.minute:02}:00"


def unit_text(text: str) -> str:
    """Text without meaning to systemd."""
    return text.replace("%", "%%")


def unit_word(text: str) -> str:
    """One word of a unit file.

    >>> print(unit_word("/srv/a b/100%.db"))
    "/srv/a b/100%%.db"
    """
    if re.fullmatch(r"[\w@+=:,./-]+", text):
        return text
    return '"' + unit_text(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
