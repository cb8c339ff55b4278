"""Kill -9, full disks and writers beside each other: what was acknowledged is there, once."""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from archive.store import Archive, ArchiveError
from archive.verify import verify
from bench.trust import Line
from tests.archive.conftest import NOW, make_article, make_capture
from tests.chaos.pages import page
from tests.chaos.server import ChaosServer, Wire, http

ROOT = Path(__file__).parents[2]
WORDS = ("banjir", "jembatan", "pasar", "panen", "warga", "bupati", "sekolah", "sawah", "jalan", "puskesmas")
LARGE_DISK = 200_000_000


def measure(short: bool) -> list[Line]:
    """The writer is killed, then whole crawls; disks fill up; writers meet."""
    chance = random.Random(11)  # noqa: S311 - moments of death
    return [
        *kill_writers(100 if short else 1000, chance),
        *kill_crawls(*((6, 250) if short else (100, 4000)), chance),
        fill_disks(4 if short else 20),
        overlap(8, 15 if short else 60),
    ]


def write(path: Path, name: str, number: int | None, told: int) -> None:
    """Save articles and write the URL of each to ``told`` once the archive has acknowledged it."""
    with Archive.open(path) as archive:
        run = archive.begin_run(name, NOW)
        for each in count() if number is None else range(number):
            url = f"https://kabarcontoh.example/{name}/{each}"
            words = random.Random(url)  # noqa: S311 - the same article each time
            text = [" ".join(words.choices(WORDS, k=12)) + f" {name} {each}." for _ in range(6)]
            capture = make_capture(url=url, body="".join(f"<p>{line}</p>" for line in text).encode())
            article = make_article(
                url=url, canonical_url=None, headline=f"Berita {name} {each}", paragraphs=tuple(text)
            )
            archive.save_article(article, [archive.keep_capture(capture, run)], run)
            os.write(told, f"{url}\n".encode())
        archive.finish_run(run, NOW, {})


def fork(work: Callable[[], None]) -> int:
    """A child that does the work and leaves with 1 where it fails; its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        status = 0
    except ArchiveError:
        status = 3
    finally:
        os._exit(status)


def kill_writers(rounds: int, chance: random.Random) -> list[Line]:
    """A writer after the other, each killed after some milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        path, told = (
            Path(folder) / "news.db",
            os.open(Path(folder) / "told", os.O_CREAT | os.O_RDWR | os.O_APPEND),
        )
        write(path, "pertama", 2, told)  # what is imported now need not be imported by each child
        for number in range(rounds):
            pid = fork(lambda name=f"penulis{number}": write(path, name, None, told))  # type: ignore[misc]
            time.sleep(chance.uniform(0.002, 0.15))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        acknowledged = (Path(folder) / "told").read_text(encoding="ascii").split()
        return reconcile(f"{rounds} kill -9 of the archive's writer", path, acknowledged)


def reconcile(what: str, path: Path, acknowledged: Sequence[str]) -> list[Line]:
    """Compare what was acknowledged with what the archive holds, and check it whole."""
    with Archive.open(path) as archive:
        held = [row[0] for row in archive.db.execute("SELECT url FROM articles")]
        faults = list(verify(archive))
    lost, twice = set(acknowledged) - set(held), len(held) - len(set(held))
    measured = f"{len(lost)} of {len(acknowledged):,} lost, {twice} twice"
    return [
        Line(f"{what}: acknowledged articles lost, duplicates", "0, 0", measured, not lost and not twice),
        Line(
            f"{what}: integrity, full-text index, captures",
            "0 faults",
            "; ".join([str(len(faults)), *faults[:2]]),
            not faults,
        ),
    ]


def kill_crawls(rounds: int, articles: int, chance: random.Random) -> list[Line]:
    """A crawl is killed again and again; a last one may end. Every page is served once, and a few twice."""
    served: list[str] = []

    def answer(path: str) -> Wire:
        if path == "/sitemap.xml":
            urls = "".join(
                f"<url><loc>https://contoh.id/berita/{n}/</loc><lastmod>2023-08-31</lastmod></url>"
                for n in range(articles)
            )
            return http(f"<urlset>{urls}</urlset>", kind="application/xml")
        if found := re.fullmatch(r"/berita/(\d+)/", path):
            served.append(f"https://contoh.id{path.rstrip('/')}")
            words = random.Random(path)  # noqa: S311 - the same page each time
            text = "".join(f"<p>{' '.join(words.choices(WORDS, k=12))} {found[1]}.</p>" for _ in range(5))
            return http(page(headline=f"Berita Nomor {found[1]}", text=text, head=DATED))
        return http(status="404 Not Found")

    with tempfile.TemporaryDirectory() as folder, ChaosServer({"contoh": answer}) as server:
        path, seed = Path(folder) / "news.db", Path(folder) / "contoh.toml"
        seed.write_text(SEED, encoding="utf-8")
        held: set[str] = set()
        lost = 0
        for number in range(rounds + 1):
            crawl = start_crawl(path, server.address)
            if number < rounds:
                wait_for(crawl, served, len(served) + chance.randrange(50))
                time.sleep(chance.uniform(0, 0.1))
                crawl.kill()
            crawl.wait()
            now = urls_of(path)
            lost += len(held - now)
            held = now
        twice = len(served) - len(set(served))
        lines = reconcile(f"{rounds} kill -9 of a crawl", path, sorted(set(served)))
        return [
            *lines,
            Line("articles that a later round no longer had", "0", str(lost), lost == 0),
            Line(
                "pages fetched again after a kill",
                "<= 8 for each kill",
                f"{twice} of {len(served):,}",
                twice <= 8 * rounds,
            ),
            Line(
                "the crawl after the last kill brings all",
                f"{articles:,}",
                f"{len(held):,}",
                len(held) == articles,
            ),
        ]


def wait_for(crawl: subprocess.Popen[bytes], served: Sequence[str], number: int) -> None:
    """Return when so many pages were served, or the crawl has ended."""
    while len(served) < number and crawl.poll() is None:
        time.sleep(0.005)


DATED = "<meta property='article:published_time' content='2023-08-31T10:00:00+07:00'>"

SEED = """
name = "Contoh"
hosts = ["contoh.id"]
zone = "Asia/Jakarta"
article_path = "^/berita/"
[[feeds]]
kind = "sitemap"
url = "{home}/sitemap.xml"
"""


def start_crawl(path: Path, address: str) -> subprocess.Popen[bytes]:
    """``newscrawl crawl contoh`` against the server; a process group of its own dies with it."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NEWSCRAWL_SEEDS": str(path.parent),
        "NEWSCRAWL_CONNECT_TO": address,
        "NEWSCRAWL_DELAY": "0.001",
        "NEWSCRAWL_NEWEST": "1000000",
        "NEWSCRAWL_MIN_FREE": "0",
    }
    command = [
        sys.executable,
        "-m",
        "newscrawl.cli",
        "crawl",
        "contoh",
        "--archive",
        str(path),
        "--since",
        "2020-01-01",
    ]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def urls_of(path: Path) -> set[str]:
    """The articles of the archive; none where it was killed before it was made."""
    try:
        with Archive.open(path, create=False, read_only=True) as archive:
            return {row[0] for row in archive.db.execute("SELECT url FROM articles")}
    except ArchiveError:
        return set()


def fill_disks(sizes: int) -> Line:
    """The writer meets a full disk at some size, stops, and goes on when there is room."""
    wrong: list[str] = []
    kinds = set()
    for number in range(sizes):
        size = 400_000 + number * 150_000
        with small_disk(size) as (folder, kind, grow):
            kinds.add(kind)
            path, told = folder / "news.db", Path(tempfile.mkstemp()[1])
            log = os.open(told, os.O_RDWR | os.O_APPEND)
            first = status_of(fork(lambda: within(size, kind, lambda: write(path, "penuh", None, log))))  # noqa: B023
            grow()
            second = status_of(fork(lambda: write(path, "lagi", 20, log)))  # noqa: B023
            acknowledged = told.read_text(encoding="ascii").split()
            told.unlink()
            lines = reconcile("", path, acknowledged)
            if (first, second) != (3, 0) or not all(line.holds for line in lines):
                wrong.append(
                    f"{size:,} bytes: exit {first} then {second}, {', '.join(line.measured for line in lines)}"
                )
    claim = f"disk full at {sizes} sizes ({' and '.join(sorted(kinds))}): nothing lost, goes on when there is room"
    return Line(claim, "0 sizes otherwise", "; ".join([str(len(wrong)), *wrong[:2]]), not wrong)


def within(size: int, kind: str, work: Callable[[], None]) -> None:
    """Do the work where no file may grow above the size, if the disk itself is not small."""
    if kind == "file size limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    work()


def status_of(pid: int) -> int:
    """How a child ended: its exit code, or the signal that killed it as a negative number."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@contextmanager
def small_disk(size: int) -> Iterator[tuple[Path, str, Callable[[], None]]]:
    """A folder on a disk of that size, and how to enlarge it; where nothing can be mounted, a plain folder."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
        )
        if mounted.returncode:
            yield Path(folder), "file size limit", lambda: None
            return
        try:
            yield (
                Path(folder),
                "tmpfs",
                lambda: (
                    subprocess.run(["mount", "-o", f"remount,size={LARGE_DISK}", folder], check=True) and None
                ),
            )
        finally:
            subprocess.run(["umount", folder], check=True)


def overlap(writers: int, articles: int) -> Line:
    """Writers that save the same articles into one archive at the same time."""
    with tempfile.TemporaryDirectory() as folder:
        path, told = Path(folder) / "news.db", Path(folder) / "told"
        log = os.open(told, os.O_CREAT | os.O_RDWR | os.O_APPEND)
        started = [
            fork(lambda number=number: write(path, f"penulis{number // 2}", articles, log))
            for number in range(writers)
        ]  # type: ignore[misc]
        failed = sum(status_of(pid) != 0 for pid in started)
        lines = reconcile("", path, told.read_text(encoding="ascii").split())
        measured = f"{failed} errors, {', '.join(line.measured for line in lines)}"
        claim = f"{writers} writers at once, two for each article: errors, lost or twice, faults"
        return Line(claim, "0, 0, 0", measured, failed == 0 and all(line.holds for line in lines))
