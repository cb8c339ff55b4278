"""Crawl the sample network again and again, with faults in between; print what the processes need as time goes by.

    python -m bench.soak [--hours 1]

Each round crawls both outlets into the same archive. Between rounds an article is edited; some crawls are killed, some
meet a network that is gone. Ends with 1 where a round fails, the archive is not whole, or something is left behind.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.store import Archive
from archive.verify import verify
from demo.network import SampleNetwork
from tests.chaos.crawl import family, resident

ROOT = Path(__file__).parents[1]
OUTLETS = ("jabarekspres", "kompas")
NOWHERE = "127.0.0.1:9"
ROUNDS_SHOWN = 10


def main() -> None:
    """Soak until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=1.0)
    deadline = time.monotonic() + parser.parse_args().hours * 3600
    chance = random.Random(5)  # noqa: S311 - moments of death
    tally: Counter[str] = Counter()
    print(
        "| round | minute | MB at most | open files at most | processes at most | articles | revisions | left behind |"
    )
    print("|---|---|---|---|---|---|---|---|")
    started = time.monotonic()
    with TemporaryDirectory() as folder, SampleNetwork() as network:
        path = Path(folder) / "news.db"
        while time.monotonic() < deadline:
            fault = chance.choice(("none", "none", "kill", "no network"))
            peaks, code, left = crawl(
                path, NOWHERE if fault == "no network" else network.address, fault, chance
            )
            tally[fault if fault == "kill" else f"{fault}: exit {code}"] += 1
            tally["left behind"] += left
            if sum(tally.values()) % ROUNDS_SHOWN == 1 or left:
                show(sum(tally.values()), (time.monotonic() - started) / 60, peaks, path, left)
            network.edit(chance.choice(sorted(network.stories)))
        with Archive.open(path) as archive:
            faults = list(verify(archive))
    print(f"\n{dict(tally)}; faults of the archive: {faults or 'none'}")
    sys.exit(
        bool(faults or tally["left behind"] or any(tally[f"none: exit {code}"] for code in range(1, 256)))
    )


def crawl(
    path: Path, address: str, fault: str, chance: random.Random
) -> tuple[tuple[int, int, int], int, int]:
    """One round: peaks of memory (MB), open files and processes; the exit code; processes left behind."""
    environment = {
        **os.environ,
        "NEWSCRAWL_CONNECT_TO": address,
        "NEWSCRAWL_DELAY": "0.01",
        "PYTHONPATH": str(ROOT),
    }
    command = [
        sys.executable,
        "-m",
        "newscrawl.cli",
        "crawl",
        *OUTLETS,
        "--archive",
        str(path),
        "--min-free",
        "0",
    ]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    dies_at = time.monotonic() + chance.uniform(0.5, 4.0)
    most, seen = (0, 0, 0), {child.pid}
    while child.poll() is None:
        pids = family(child.pid)
        seen |= set(pids)
        now = (sum(map(resident, pids)) // 10**6, sum(map(open_files, pids)), len(pids))
        most = (max(most[0], now[0]), max(most[1], now[1]), max(most[2], now[2]))
        if fault == "kill" and time.monotonic() > dies_at:
            child.kill()
        time.sleep(0.1)
    time.sleep(0.5)
    return most, child.returncode, sum(resident(pid) > 0 for pid in seen)


def open_files(pid: int) -> int:
    """Open files of a process; 0 where it has ended."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - names of links, not paths
    except OSError:
        return 0


def show(number: int, minute: float, peaks: tuple[int, int, int], path: Path, left: int) -> None:
    """One line of the table."""
    with Archive.open(path) as archive:
        held = archive.stats()
    row = (number, f"{minute:.1f}", *peaks, held["articles"], held["revisions"], left)
    print("| " + " | ".join(map(str, row)) + " |", flush=True)


if __name__ == "__main__":
    main()
