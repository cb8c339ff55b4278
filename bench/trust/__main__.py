"""Measure what newscrawl promises and print the table: ``python -m bench.trust [--short] [MODULE...]``.

Every module of this package has ``measure(short) -> list[Line]``. Ends with 1 where a line does not hold.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from time import monotonic

import bench.trust
from bench.trust import Line


def main() -> None:
    """Measure, print, tell by the exit code."""
    names = [each.name for each in iter_modules(bench.trust.__path__) if each.name != "__main__"]
    parser = argparse.ArgumentParser(prog="python -m bench.trust", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer rounds of each, for CI")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(names)}; default all")
    options = parser.parse_args()
    if unknown := set(options.modules) - set(names):
        parser.error(f"{min(unknown)!r} is none of {', '.join(names)}")
    chosen = options.modules or names[::-1]  # the longest two stand near the end
    holds = True
    print("| claim | bound | measured | holds |\n|---|---|---|---|", flush=True)
    with ProcessPoolExecutor(2 if options.short else 1) as processes:
        for name, lines, seconds in processes.map(partial(measure, short=options.short), chosen):
            for line in lines:
                row = (line.claim, line.bound, line.measured, "yes" if line.holds else "NO")
                print("| " + " | ".join(row) + " |", flush=True)
                holds &= line.holds
            print(f"{name}: {seconds:.0f} s", file=sys.stderr, flush=True)
    sys.exit(not holds)


def measure(name: str, *, short: bool) -> tuple[str, list[Line], float]:
    """A module's lines, and the seconds that they took."""
    started = monotonic()
    lines = import_module(f"bench.trust.{name}").measure(short)
    return name, lines, monotonic() - started


if __name__ == "__main__":
    main()
