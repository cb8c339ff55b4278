"""Crawl the outlets named on the command line with small limits; print the reports, and the longest standstill.

child.py ARCHIVE ADDRESS TIMEOUT SLUG...
"""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import asdict
from pathlib import Path
from time import monotonic


def main(archive: str, address: str, timeout: str, *slugs: str) -> None:
    from spiders.report import RunReport
    from spiders.run import run_crawls

    settings = {
        "NEWSCRAWL_CONNECT_TO": address,
        "DOWNLOAD_DELAY": 0.001,
        "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS": 8,
        "DOWNLOAD_TIMEOUT": float(timeout),
        "RETRY_TIMES": 0,
        "NEWSCRAWL_MAX_WAIT": 5,
    }
    looks: list[float] = []

    def look(_reports: object) -> None:
        looks.append(monotonic())

    reports: list[RunReport] = run_crawls(slugs, archive=Path(archive), on_progress=look, settings=settings)
    longest = max((late - early for early, late in itertools.pairwise(looks)), default=0.0)
    print(json.dumps({"reports": [asdict(report) for report in reports], "standstill": longest}, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
