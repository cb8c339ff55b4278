"""robots.txt in eleven modes, the pause between two requests, and Retry-After, seen from the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.trust import Line
from tests.chaos.pages import page
from tests.chaos.server import Answer, ChaosServer, Wire, http, redirect, rss

ROOT = Path(__file__).parents[2]
DELAY, CRAWL_DELAY, RETRY_AFTER = 0.1, 0.3, 1.5
SLACK = 0.9
FORBIDDEN = "User-agent: *\nDisallow: /"
CLOSED: Mapping[str, tuple[bytes | float, ...]] = {
    "disallow": tuple(http(FORBIDDEN, kind="text/plain")),
    "redirect": tuple(redirect("/aturan.txt")),
    "500": tuple(http(status="500 Galat")),
    "503": tuple(http("", "Retry-After: 0", status="503 Sibuk")),
    "429": tuple(http("", "Retry-After: 9999", status="429 Banyak")),
    "timeout": (60.0,),
    "oversize": tuple(http("#\n" * 4_000_000 + FORBIDDEN, kind="text/plain")),
}
OPEN: Mapping[str, tuple[bytes | float, ...]] = {
    "404": tuple(http(status="404 Tiada")),
    "403": tuple(http(status="403 Tutup")),
    "html": tuple(http(page())),
    "crawl-delay": tuple(http(f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}", kind="text/plain")),
}
BUSY = "sibuk"
SEED = """
name = "{slug}"
hosts = ["{slug}.aturan.id"]
zone = "Asia/Jakarta"
[[feeds]]
kind = "rss"
url = "{{home}}/feed/"
"""


@dataclass
class Site:
    """One outlet: its robots.txt, and pages of which every fifth is busy when it is first asked for."""

    slug: str
    robots: Sequence[bytes | float]
    pages: int
    is_busy: bool = False

    def __post_init__(self) -> None:
        self.turned_away: set[str] = set()

    def serve(self, path: str) -> Wire:
        """The answer to a path."""
        if path == "/robots.txt":
            return self.robots
        if path == "/aturan.txt":
            return http(FORBIDDEN, kind="text/plain")
        if path == "/feed/":
            links = (f"https://{self.slug}.aturan.id/kabar-{n}" for n in range(self.pages))
            return http(rss(*links), kind="application/rss+xml")
        if not path.startswith("/kabar-"):
            return http(status="404 Not Found")
        if self.is_busy and path.endswith(("3", "7")) and path not in self.turned_away:
            self.turned_away.add(path)
            return http("", f"Retry-After: {RETRY_AFTER:.0f}", status="429 Banyak")
        return http(page(headline=f"Kabar dari {path}"))


def measure(short: bool) -> list[Line]:
    """One crawl of an outlet per mode."""
    pages = 12 if short else 50
    sites = [Site(slug, robots, pages) for slug, robots in {**CLOSED, **OPEN}.items()]
    sites.append(Site(BUSY, OPEN["404"], pages, is_busy=True))
    answers: dict[str, Answer] = {site.slug: site.serve for site in sites}
    with TemporaryDirectory() as folder, ChaosServer(answers) as server:
        for site in sites:
            (Path(folder) / f"{site.slug}.toml").write_text(SEED.format(slug=site.slug), encoding="utf-8")
        subprocess.run(
            [sys.executable, __file__, server.address, *(site.slug for site in sites)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "NEWSCRAWL_SEEDS": folder},
            check=True,
            capture_output=True,
        )
        asked = server.asked
    return list(read_lines(asked, pages))


def read_lines(asked: Sequence[tuple[float, str, str]], pages: int) -> Iterator[Line]:
    """What the server has seen, as lines of the table."""
    by_slug = {
        slug: [(when, path) for when, host, path in asked if host == f"{slug}.aturan.id"]
        for slug in (*CLOSED, *OPEN, BUSY)
    }
    against = sum(
        path not in ("/robots.txt", "/aturan.txt") for slug in CLOSED for _when, path in by_slug[slug]
    )
    number = len(CLOSED) + len(OPEN)
    yield Line(
        f"robots.txt in {number} modes x {pages} requests: fetched against it",
        "0",
        str(against),
        against == 0,
    )
    came = [sum(path.startswith("/kabar-") for _when, path in by_slug[slug]) for slug in OPEN]
    allowed = ", ".join(f"{slug} {n}" for slug, n in zip(OPEN, came, strict=True))
    yield Line("fetched where it allows", f"{pages} each", allowed, came == [pages] * len(OPEN))
    for slugs, delay in ((("404", "403", "html"), DELAY), (("crawl-delay",), CRAWL_DELAY)):
        least = min(late - early for slug in slugs for early, late in pairwise(times(by_slug[slug])))
        bound = SLACK * delay
        yield Line(
            f"least pause on a host, asked for {delay} s",
            f">= {bound:.2f} s",
            f"{least:.3f} s",
            least >= bound,
        )
    yield retry_line(by_slug[BUSY])


def times(asked: Sequence[tuple[float, str]]) -> list[float]:
    """When pages and feeds were asked for; the pause is known only once robots.txt is there."""
    return [when for when, path in asked if path != "/robots.txt"]


def retry_line(asked: Sequence[tuple[float, str]]) -> Line:
    """The pause after each answer 429, before anything else is asked of that host."""
    first = {
        path: when
        for when, path in reversed(asked)
        if path.startswith("/kabar-") and path.endswith(("3", "7"))
    }
    pauses = [
        min((when - busy for when, _path in asked if when > busy), default=0.0) for busy in first.values()
    ]
    seconds = float(f"{RETRY_AFTER:.0f}")
    claim = f"Retry-After: {seconds:.0f} s, {len(pauses)} times: least pause"
    return Line(claim, f">= {SLACK * seconds:.2f} s", f"{min(pauses):.2f} s", min(pauses) >= SLACK * seconds)


def main(address: str, *slugs: str) -> None:
    """The child: crawl without an archive."""
    from spiders.run import run_crawls

    settings = {
        "NEWSCRAWL_CONNECT_TO": address,
        "DOWNLOAD_DELAY": DELAY,
        "AUTOTHROTTLE_START_DELAY": DELAY,
        "DOWNLOAD_TIMEOUT": 5,
        "RETRY_TIMES": 1,
        "CONCURRENT_REQUESTS": 8,
    }
    print(json.dumps([report.failed for report in run_crawls(slugs, settings=settings)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
