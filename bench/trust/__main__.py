"""Measure what newscrawl promises and print the table: ``python -m bench.trust [--short] [MODULE...]``.

Every module of this package has ``measure(short) -> list[Line]``. Ends with 1 where a line does not hold.
"""

from __future__ import annotations

import argparse
import sys
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
    lines: list[Line] = []
    print("| claim | bound | measured | holds |\n|---|---|---|---|", flush=True)
    for name in options.modules or names:
        started = monotonic()
        for line in import_module(f"bench.trust.{name}").measure(options.short):
            lines.append(line)
            row = (line.claim, line.bound, line.measured, "yes" if line.holds else "NO")
            print("| " + " | ".join(row) + " |", flush=True)
        print(f"{name}: {monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    sys.exit(not all(line.holds for line in lines))


if __name__ == "__main__":
    main()
