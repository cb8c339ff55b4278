"""One target under atheris: ``python -m fuzz.child TARGET [libFuzzer's options] CORPUS``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["newscrawl", "spiders.discover"]):
    import newscrawl.process
    import spiders.discover

from fuzz.targets import TARGETS


def main() -> None:
    """Hand the target to the fuzzer, which never returns."""
    target = TARGETS[sys.argv.pop(1)]
    newscrawl.process, spiders.discover  # noqa: B018 - instrumented
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
