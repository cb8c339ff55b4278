"""Run each target in a process of its own, from the seeds below and what earlier runs found in fuzz/corpus.

    python -m fuzz [TARGET...] [--seconds 60]

Ends with 1 where a target raised what its caller does not expect; the input then lies in fuzz/crashes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from fuzz.targets import SEEDS, TARGETS

HERE = Path(__file__).parent
SLOWEST = 8
"""Seconds for one input, as for a page of a crawl."""

LARGEST = 20_000
"""Bytes: small inputs reach as deep, and more of them are tried."""


def main() -> None:
    """Run the targets one after the other."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; default all")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"{min(unknown)!r} is none of {', '.join(TARGETS)}")
    failed = [name for name in options.targets or TARGETS if not fuzz(name, options.seconds)]
    print(f"failed: {', '.join(failed)}" if failed else "no target failed")
    sys.exit(bool(failed))


def fuzz(name: str, seconds: int) -> bool:
    """Whether the target took everything for so long."""
    corpus, crashes = HERE / "corpus" / name, HERE / "crashes" / name
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-max_len={LARGEST}", "-rss_limit_mb=600"]
    command = [sys.executable, "-m", "fuzz.child", name, *limits, f"-artifact_prefix={crashes}/", str(corpus)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)  # noqa: S603
    lines = done.stderr.splitlines()
    print(
        f"{name}: {next((line for line in reversed(lines) if line.startswith('Done')), 'stopped')}",
        flush=True,
    )
    if done.returncode:
        print("\n".join(lines[-30:]), file=sys.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
