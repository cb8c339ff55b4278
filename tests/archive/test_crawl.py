"""The archive's Scrapy components in a real crawl on loopback."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive.rows import rows
from archive.store import Archive
from archive.verify import verify

CHILD = Path(__file__).with_name("child.py")
ROOT = Path(__file__).parents[2]


class Site:
    """Pages by path, with an ETag each; a number is a status. Notes what was asked and what was answered."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.pages: dict[str, str | int] = {}
        self.answered: list[tuple[str, int]] = []
        self.ahead = 0.0
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def date_time_string(self, timestamp: float | None = None) -> str:
                return super().date_time_string((timestamp or time.time()) + site.ahead)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        page = self.pages.get(request.path, 404)
        text = page if isinstance(page, str) else ""
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:8]}"'
        status = page if isinstance(page, int) else 304 if request.headers["If-None-Match"] == tag else 200
        self.answered.append((request.path, status))
        if status == 301:
            request.send_response(301)
            request.send_header("Location", "/moved")
        else:
            request.send_response(status)
            request.send_header("ETag", tag)
        body = text.encode() if status == 200 else b""
        request.send_header("Content-Type", "text/plain; charset=utf-8")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def crawl(self, *paths: str, full: bool = False) -> dict[str, Any]:
        """Crawl in a child process; what the site answered and what the crawl counted."""
        self.answered = []
        task = {"archive": str(self.archive), "urls": [self.url(path) for path in paths], "full": full}
        done = subprocess.run(
            [sys.executable, CHILD],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert done.stdout, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return {key.removeprefix("newscrawl/"): value for key, value in told.items()} | {"log": done.stderr}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "news.db")
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_crawl_again_edit_and_delete(site: Site) -> None:
    site.pages = {
        "/satu": "Pasar Baru\nRamai sekali.",
        "/dua": "Jembatan\nDibuka.\nnext: " + site.url("/dua-lanjut"),
        "/dua-lanjut": "Warga senang.",
        "/pindah": 301,
        "/moved": "Sekolah\nBaru.",
    }
    paths = ("/satu", "/dua", "/pindah")
    first = site.crawl(*paths)
    assert first["new"] == 3
    assert first["finish"] == "finished"
    assert sorted(site.answered) == [
        *(("/dua", 200), ("/dua-lanjut", 200), ("/moved", 200), ("/pindah", 301), ("/satu", 200)),
    ]

    again = site.crawl(*paths)
    assert {"new", "updated"}.isdisjoint(again)
    assert sorted(site.answered) == [("/dua", 304), ("/moved", 304), ("/pindah", 301), ("/satu", 304)]

    site.pages |= {"/satu": "Pasar Baru\nSepi sekali.", "/dua": 404}
    third = site.crawl(*paths)
    assert third["updated"] == 1
    with Archive.open(site.archive) as archive:
        told = rows(
            archive.db, "SELECT headline, text, gone_at IS NOT NULL AS gone FROM articles ORDER BY headline"
        )
        assert told == [
            {"headline": "Jembatan", "text": "Dibuka.\n\nWarga senang.", "gone": 1},
            {"headline": "Pasar Baru", "text": "Sepi sekali.", "gone": 0},
            {"headline": "Sekolah", "text": "Baru.", "gone": 0},
        ]
        linked = "SELECT status, article IS NOT NULL AS linked, page FROM captures ORDER BY id"
        assert len(rows(archive.db, linked)) == 6
        runs = rows(
            archive.db, "SELECT outlet, finished_at IS NOT NULL AS ended, report FROM runs ORDER BY id"
        )
        assert [(row["outlet"], row["ended"]) for row in runs] == [("kabarcontoh", 1)] * 3
        assert json.loads(runs[0]["report"])["new"] == 3
        assert list(verify(archive)) == []


def test_what_failed_is_tried_when_it_is_due(site: Site) -> None:
    site.pages = {"/kosong": "Hanya judul", "/galat": 500}
    site.crawl("/kosong", "/galat")
    with Archive.open(site.archive) as archive:
        (failure,) = rows(archive.db, "SELECT address, reason, tries, capture FROM failures")
        assert archive.read_capture(failure.pop("capture")).body == b"Hanya judul"
        assert failure == {"address": site.url("/kosong"), "reason": "not-article/empty", "tries": 1}
        archive.db.execute("UPDATE failures SET next_try = '2020-01-01T00:00:00Z'")
    site.pages["/kosong"] = "Kini ada isinya\nLengkap."
    assert site.crawl()["new"] == 1
    with Archive.open(site.archive) as archive:
        assert rows(archive.db, "SELECT * FROM failures") == []


def test_a_page_that_was_kept_and_never_stored_comes_whole_again(site: Site) -> None:
    site.pages = {"/satu": "Pasar Baru\nRamai sekali."}
    site.crawl("/satu")
    with Archive.open(site.archive) as archive:
        archive.db.execute("DELETE FROM articles")
    assert site.crawl("/satu")["new"] == 1
    assert site.answered == [("/satu", 200)]


@pytest.mark.parametrize(
    ("damage", "noted"),
    [
        ("UPDATE articles SET text = CAST(x'ff41' AS TEXT)", 0),  # which nobody asks for
        ("UPDATE articles SET last_seen = CAST(x'ff41' AS TEXT)", 1),
    ],
)
def test_a_damaged_row_costs_no_other_page(site: Site, damage: str, noted: int) -> None:
    site.pages = {"/satu": "Pasar Baru\nRamai sekali.", "/dua": "Jembatan\nDibuka."}
    site.crawl("/satu")
    with Archive.open(site.archive) as archive:
        archive.db.execute("DROP TRIGGER articles_au")
        archive.db.execute(damage)
    told = site.crawl("/satu", "/dua")
    assert (told["new"], told["finish"]) == (1, "finished")
    assert told.get("failed/not-stored/DamagedRow", 0) == noted
    with Archive.open(site.archive) as archive:
        assert archive.get(site.url("/dua")) is not None


def test_an_archive_that_cannot_be_opened_stops_the_crawl(site: Site) -> None:
    site.archive.write_text("bukan arsip" * 99)
    told = site.crawl("/satu")
    assert "not an SQLite database" in told["log"]
    assert site.answered == []


@pytest.mark.parametrize(
    ("last_run", "server_ahead", "finish"),
    [
        ("2090-01-01T00:00:00Z", 60 * 366 * 86400.0, "clock-behind"),
        ("2090-01-01T00:00:00Z", 0.0, "finished"),
        ("2020-01-01T00:00:00Z", 60 * 366 * 86400.0, "finished"),
    ],
    ids=["both", "last run only", "server only"],
)
def test_a_clock_is_behind_where_both_the_last_run_and_the_server_say_so(
    site: Site, last_run: str, server_ahead: float, finish: str
) -> None:
    site.pages = {"/satu": "Pasar Baru\nRamai sekali."}
    site.crawl("/satu")
    with Archive.open(site.archive) as archive:
        archive.db.execute("UPDATE runs SET started_at = ?", (last_run,))
    site.ahead = server_ahead
    told = site.crawl("/satu", "/robots.txt")
    assert told["finish"] == finish
    assert ("set the clock" in told["log"]) == (finish == "clock-behind")


def test_captures_that_cannot_be_written_stop_the_crawl(site: Site) -> None:
    site.archive.with_suffix(".captures").write_text("bukan folder")
    told = site.crawl("/satu")
    assert (told["finish"], told["failed/archive"]) == ("archive", 1)
    assert site.answered == []


def test_a_disk_that_gets_full_ends_the_crawl_and_the_next_one_goes_on(site: Site) -> None:
    site.pages = {f"/{number}": f"Judul {number}\n" + "Teks panjang. " * 900 for number in range(40)}
    told = site.crawl(*site.pages, full=True)
    assert (told["finish"], told["failed/archive"]) == ("archive", 1)
    assert "the disk is full" in told["log"]
    assert 0 < told["new"] < 40
    assert site.crawl(*site.pages)["new"] == 40 - told["new"]
    with Archive.open(site.archive) as archive:
        assert archive.stats()["articles"] == 40
        assert list(verify(archive)) == []
