"""Memory of a crawl over thousands of pages: its peak, and whether it still grows at the end."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from threading import Event, Thread

from bench.trust import Line
from tests.chaos.crawl import family, resident
from tests.chaos.pages import page
from tests.chaos.server import ChaosServer, Wire, http

ROOT = Path(__file__).parents[2]
MOST = 250
"""MB of the processes of one outlet's crawl together, each counted by its own share of what they share."""

GROWTH = 0.1
"""How much more the last quarter may need than the second: it is flat but for the noise of the allocator."""

SEED = """
name = "Contoh"
hosts = ["contoh.id"]
zone = "Asia/Jakarta"
article_path = "^/berita/"
[[feeds]]
kind = "sitemap"
url = "{home}/sitemap.xml"
"""
WORDS = ("banjir", "jembatan", "pasar", "panen", "warga", "bupati", "sekolah", "sawah", "jalan", "puskesmas")


def measure(short: bool) -> list[Line]:
    """One crawl into an archive, looked at four times a second."""
    pages = 1_000 if short else 20_000
    looks, articles = crawl(pages)
    quarter = max(len(looks) // 4, 1)
    second, last = mean(looks[quarter : 2 * quarter]), mean(looks[-quarter:])
    grown = last / second - 1
    return [
        Line(
            f"crawl of {pages:,} pages: articles in the archive",
            f"{pages:,}",
            f"{articles:,}",
            articles == pages,
        ),
        Line(
            "memory of its processes together, at most",
            f"<= {MOST} MB",
            f"{max(looks):.0f} MB",
            max(looks) <= MOST,
        ),
        Line(
            "last quarter of it beside the second",
            f"<= +{GROWTH:.0%}",
            f"{grown:+.1%}",
            grown <= GROWTH or short,
        ),
    ]


def crawl(pages: int) -> tuple[Sequence[float], int]:
    """Megabytes at each look, and the number of articles that the archive then holds."""
    with TemporaryDirectory() as folder, ChaosServer({"contoh": lambda path: answer(path, pages)}) as server:
        archive = Path(folder) / "news.db"
        (Path(folder) / "contoh.toml").write_text(SEED, encoding="utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NEWSCRAWL_SEEDS": folder,
            "NEWSCRAWL_MIN_FREE": "0",
        }
        environment |= {
            "NEWSCRAWL_CONNECT_TO": server.address,
            "NEWSCRAWL_DELAY": "0.0001",
            "NEWSCRAWL_NEWEST": "1000000",
        }
        command = [
            sys.executable,
            "-m",
            "newscrawl.cli",
            "crawl",
            "contoh",
            "--archive",
            str(archive),
            "--since",
            "2020-01-01",
        ]
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        looks: list[float] = []
        ended = Event()
        watcher = Thread(target=watch, args=(child.pid, looks, ended))
        watcher.start()
        child.wait()
        ended.set()
        watcher.join()
        from archive.store import Archive

        with Archive.open(archive, read_only=True) as held:
            return [look for look in looks if look > 0], held.stats()["articles"]


def watch(pid: int, looks: list[float], ended: Event) -> None:
    """Note the memory of a process and all below it until it has ended."""
    while not ended.wait(0.25):
        looks.append(sum(map(resident, family(pid))) / 1e6)


def answer(path: str, pages: int) -> Wire:
    """A small article for each address of the sitemap."""
    if path == "/sitemap.xml":
        urls = "".join(
            f"<url><loc>https://contoh.id/berita/{n}/</loc><lastmod>2023-08-31</lastmod></url>"
            for n in range(pages)
        )
        return http(f"<urlset>{urls}</urlset>", kind="application/xml")
    if found := re.fullmatch(r"/berita/(\d+)/", path):
        words = random.Random(path)  # noqa: S311 - the same page each time
        text = "".join(f"<p>{' '.join(words.choices(WORDS, k=14))} {found[1]}.</p>" for _ in range(6))
        return http(page(headline=f"Berita Nomor {found[1]}", text=text))
    return http(status="404 Not Found")
