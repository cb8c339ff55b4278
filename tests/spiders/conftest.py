"""A web of our own on loopback: any host name, answers by host and path, every request noted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

TEXT = (
    "Warga Desa Sukamaju menyambut pembukaan jembatan yang dibangun selama delapan bulan. "
    "Kepala desa Ujang Sutisna mengatakan jalan ke pasar kini lebih dekat dan hasil panen lebih cepat dijual."
)
ROOT = Path(__file__).parents[2]
CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class Answer:
    """What the web answers; ``seconds`` later."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0


@dataclass
class Web:
    """Answers by URL without scheme (``contoh.id/feed/``); a callable gets how often it was asked."""

    port: int
    seeds: Path
    pages: dict[str, Answer | Callable[[int], Answer]] = field(default_factory=dict)
    asked: list[tuple[float, str]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def answer(
        self, url: str, body: str | bytes = "", status: int = 200, seconds: float = 0, **headers: str
    ) -> None:
        """Answer a URL so; ``Retry_After="1"`` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[url] = Answer(body, status, named, seconds)

    def article(
        self, url: str, *paragraphs: str, headline: str = "Jembatan Cimanuk Dibuka", more: str = ""
    ) -> None:
        """An article page as WordPress prints one."""
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or (TEXT,))
        self.answer(
            url,
            f"<!doctype html><html lang='id'><head><title>{headline}</title></head><body><article>"
            f"<h1 class='entry-title'>{headline}</h1><div class='entry-content'>{text}{more}</div>"
            "</article></body></html>",
        )

    def rss(self, url: str, *links: str) -> None:
        """An RSS feed that announces the links."""
        items = "".join(f"<item><title>Berita</title><link>{link}</link></item>" for link in links)
        xml = f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>"
        self.answer(url, xml, Content_Type="application/rss+xml")

    def seed(self, slug: str, text: str = "", host: str = "") -> None:
        """Write a seed for ``<slug>.id`` or another host."""
        lines = f'name = "{slug}"\nhosts = ["{host or slug + ".id"}"]\nzone = "Asia/Jakarta"\n{text}'
        (self.seeds / f"{slug}.toml").write_text(lines, encoding="utf-8")

    def urls(self, host: str = "") -> list[str]:
        """What was asked for, in order."""
        return [url for _when, url in self.asked if url.startswith(host)]

    def crawl(self, *slugs: str, **task: Any) -> dict[str, Any]:
        """Crawl in a child process: reports by slug, and the articles. ``stop_at`` a URL, it gets SIGTERM."""
        return self._run({"slugs": slugs, **task})

    def scrape(self, *urls: str, **task: Any) -> dict[str, Any]:
        """Fetch single pages in a child process: URL -> URLs of the captures, or why there are none."""
        return self._run({"urls": urls, **task})

    def _run(self, task: dict[str, Any]) -> dict[str, Any]:
        settings = {
            "NEWSCRAWL_CONNECT_TO": f"127.0.0.1:{self.port}",
            "DOWNLOAD_DELAY": 0.01,
            "AUTOTHROTTLE_START_DELAY": 0.01,
            "AUTOTHROTTLE_ENABLED": False,
            **task.pop("settings", {}),
        }
        stop_at: str | None = task.pop("stop_at", None)
        child = subprocess.Popen(
            [sys.executable, CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "NEWSCRAWL_SEEDS": str(self.seeds), "PYTHONPATH": str(ROOT)},
        )
        with child:
            assert child.stdin
            child.stdin.write(json.dumps({**task, "settings": settings}))
            child.stdin.close()
            child.stdin = None
            if stop_at:
                self._wait_for(stop_at)
                child.terminate()
            out, log = child.communicate(timeout=60)
        assert child.returncode == 0, log
        answer: dict[str, Any] = json.loads(out.splitlines()[-1])
        return answer

    def _wait_for(self, url: str) -> None:
        while url not in self.urls():
            sleep(0.05)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """An empty web; robots.txt and everything else is 404 until a test says otherwise."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    made = Web(server.server_port, tmp_path)

    class Serve(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = f"{self.headers['Host']}{self.path}"
            made.asked.append((monotonic(), url))
            made.headers.append(dict(self.headers))
            page = made.pages.get(url, Answer(status=404))
            answer = page(made.urls().count(url)) if callable(page) else page
            sleep(answer.seconds)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            with suppress(ConnectionError):  # a client may have heard enough
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server.RequestHandlerClass = Serve
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
