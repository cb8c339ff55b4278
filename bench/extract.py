"""Quality and speed of extract + normalise on the shared development pages, beside trafilatura.

    python bench/extract.py [--shared ../shared] [--rounds 5] [--dirty]

Prints score.py's table for our extractor with seeds, without any seed (generic) and for trafilatura, then
pages per CPU second of each, in turn over the same pages on one core. Needs the ``bench`` extra.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import trafilatura

from newscrawl.process import process
from newscrawl.seeds import GENERIC, find_outlet
from newscrawl.types import Article, Capture, NotAnArticle, Outlet

Prediction = dict[str, Any]
SHARED = Path(__file__).parents[1] / "../shared"


@dataclass(frozen=True, slots=True)
class Sample:
    """One development page with its gold record."""

    file: str
    capture: Capture
    gold: Prediction


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=SHARED, help="folder that holds pages/ (default: ../shared)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="timed passes over all pages (default: 5)")
    parser.add_argument("--dirty", action="store_true", help="list what should not stand in the bodies")
    options = parser.parse_args()
    pages = options.shared / "pages"
    if not pages.is_dir():
        sys.exit(f"{pages}: no such folder; give the one that holds pages/ with --shared")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    samples = read_samples(pages)
    tools = {"seeds": with_seeds, "generic": generic, "trafilatura": peer}
    score = load_score(pages / "score.py")
    for name, tool in tools.items():
        print(f"\n===== {name}")
        rows = [score.score_page(each.gold, tool(each)) for each in samples]
        score.report(rows, options.dirty)
    print_speed(samples, tools, options.rounds)


def read_samples(pages: Path) -> list[Sample]:
    """The gold pages as captures fetched now: nothing may depend on the day of the fetch."""
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((pages / "gold").glob("*.json"))]
    return [
        Sample(gold["file"], _capture(gold["url"], pages / "html" / gold["file"]), gold) for gold in golds
    ]


def _capture(url: str, path: Path) -> Capture:
    return Capture(url, url, 200, (("Content-Type", "text/html"),), path.read_bytes(), datetime.now(UTC))


def load_score(path: Path) -> ModuleType:
    """The scorer that comes with the pages."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path}: cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_seeds(sample: Sample) -> Prediction:
    return ours(sample, find_outlet(sample.capture.url))


def generic(sample: Sample) -> Prediction:
    return ours(sample, GENERIC)


def ours(sample: Sample, outlet: Outlet) -> Prediction:
    try:
        return as_prediction(process(sample.capture, outlet, annotated=False))
    except NotAnArticle as error:
        print(f"{sample.file}: {error}", file=sys.stderr)
        return {}


def as_prediction(article: Article) -> Prediction:
    """What score.py reads, as ``newscrawl scrape`` prints it."""
    published = article.published_at or article.published_on
    return {
        "title": article.headline,
        "published_at": published.isoformat() if published else None,
        "authors": list(article.authors),
        "text": article.text,
    }


def peer(sample: Sample) -> Prediction:
    document = trafilatura.bare_extraction(
        sample.capture.body.decode("utf-8", "replace"), url=sample.capture.url, with_metadata=True
    )
    if document is None:
        return {}
    authors = [name for name in (document.author or "").split("; ") if name]
    return {"title": document.title, "published_at": document.date, "authors": authors, "text": document.text}


def print_speed(samples: list[Sample], tools: dict[str, Callable[[Sample], Prediction]], rounds: int) -> None:
    """Pages per CPU second; the tools take turns, so a busy machine slows all alike."""
    gc.freeze()  # what was imported is not searched for garbage again, whoever imported it
    spent: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(rounds):
        for name, tool in tools.items():
            start = time.process_time()
            for sample in samples:
                tool(sample)
            spent[name].append(time.process_time() - start)
    slowest = statistics.median(spent["trafilatura"])
    print(f"\n===== speed: {len(samples)} pages, median of {rounds} rounds, one core")
    for name, times in spent.items():
        taken = statistics.median(times)
        each, rate = 1000 * taken / len(samples), len(samples) / taken
        print(f"{name:<12} {rate:6.1f} pages/s {each:7.2f} ms/page {slowest / taken:5.1f} x trafilatura")


if __name__ == "__main__":
    main()
