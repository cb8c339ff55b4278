"""Reads 10,000 captures again, on one worker and on all cores: ``python bench/reprocess.py [NUMBER]``.

The pages are those of the sample network, each under many addresses. Exit 1 where the bound is missed or where
reading again changes anything.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter
from urllib.parse import urlsplit

from archive.reprocess import Summary, look, spread, tasks, write
from archive.store import Archive
from demo.network import SampleNetwork
from newscrawl.cli_archive import CORES, workers
from newscrawl.types import Capture

BOUND = 1.6
"""Times the speed of one worker, on two cores."""

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)


def captures() -> Iterator[Capture]:
    """The articles of the sample network over and over, each time under other addresses."""
    network = SampleNetwork()
    for number, story in product(range(10**6), network.stories.values()):
        if not story.gone and not story.bare:
            parts = urlsplit(story.url)
            body = network.answer(parts.netloc, parts.path).body.replace(story.slug, f"{story.slug}-{number}")
            url = story.url.replace(story.slug, f"{story.slug}-{number}")
            yield Capture(url, url, 200, HEADERS, body.encode(), NOW)


def run(archive: Archive, jobs: int) -> tuple[Summary, float]:
    """One reprocessing, and the seconds it took to read all."""
    with workers(jobs) as call, TemporaryFile() as spool:
        list(spread(archive, islice(tasks(archive, None, ""), 20 * jobs), call, jobs))  # models are loaded
        began = perf_counter()
        summary = look(spread(archive, tasks(archive, None, ""), call, jobs), spool)
        took = perf_counter() - began
        sum(write(archive, spool))
    return summary, took


def content(archive: Archive) -> str:
    """Digest of everything in the database."""
    digest = sha256()
    for line in archive.db.conn.iterdump():
        digest.update(line.encode())
    return digest.hexdigest()


def main(number: int) -> int:
    """Print the figures; the exit code."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder) / "news.db") as archive:
        made = archive.begin_run("generic", NOW)
        for capture in islice(captures(), number):
            archive.keep_capture(capture, made)
        archive.finish_run(made, NOW, {})
        first, took = run(archive, CORES)
        print(f"{first.new:,} articles made from {number:,} captures in {took:.1f} s")
        before = content(archive)
        one, one_took = run(archive, 1)
        all_, all_took = run(archive, CORES)
        same = content(archive) == before and one.unchanged == all_.unchanged == first.new
        speedup = one_took / all_took
        print(f"one worker: {one_took:.1f} s, {number / one_took:,.0f} captures/s")
        print(
            f"{CORES} workers: {all_took:.1f} s, {number / all_took:,.0f} captures/s, {speedup:.2f} times one"
        )
        print(f"rows after both: {'identical' if same else 'CHANGED'}")
    return 0 if same and (speedup >= BOUND or CORES < 2) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 10_000))
