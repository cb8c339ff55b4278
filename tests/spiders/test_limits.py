"""What an outlet may ask of us in its seed: to be left alone, a daily budget, an exception for its certificate."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parents[2]
RSS = '[[feeds]]\nkind = "rss"\nurl = "{home}/feed/"\n'


def newscrawl(web: Any, *words: str, **environment: str) -> dict[str, Any]:
    """The report of ``newscrawl crawl`` with an archive."""
    command = [
        sys.executable,
        "-m",
        "newscrawl.cli",
        "crawl",
        *words,
        "--json",
        "--archive",
        web.seeds / "news.db",
    ]
    known = {"NEWSCRAWL_SEEDS": str(web.seeds), "NEWSCRAWL_CONNECT_TO": f"127.0.0.1:{web.port}"}
    known |= {"NEWSCRAWL_DELAY": "0.01", "NEWSCRAWL_MIN_FREE": "0", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        env={**os.environ, **known, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**report, "exit": done.returncode}


def test_an_outlet_that_opted_out_is_left_alone(web: Any) -> None:
    web.seed("contoh", 'opted_out = "asked by mail on 2026-11-24"\n' + RSS)
    web.rss("contoh.id/feed/", "https://contoh.id/kabar-satu")

    report = newscrawl(web, "contoh")

    assert (report["exit"], report["finish"], report["failed"]) == (0, "opted-out", {})
    assert (
        "asked to be left alone" in web.scrape("https://contoh.id/kabar-satu")["https://contoh.id/kabar-satu"]
    )
    assert web.asked == []


def test_a_daily_budget_holds_over_all_runs(web: Any) -> None:
    web.seed("contoh", "daily_requests = 5\n" + RSS)
    web.rss("contoh.id/feed/", *(f"https://contoh.id/kabar-{n}" for n in range(9)))
    for n in range(9):
        web.article(f"contoh.id/kabar-{n}")

    first, second = (newscrawl(web, "contoh") for _ in range(2))

    assert (first["exit"], first["finish"], first["failed"]) == (0, "budget-spent", {})
    assert (second["exit"], second["finish"], second["new"]) == (0, "budget-spent", 0)
    assert len(web.asked) == 5


@pytest.fixture
def https(tmp_path: Path) -> Iterator[str]:
    """A server on loopback whose certificate nobody vouches for."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a")]),
    )
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem += key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "own.pem").write_bytes(pem)

    class Serve(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/kabar" else 404)
            self.end_headers()
            self.wfile.write(b"<h1>Kabar</h1>")

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Serve)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}/kabar"
    server.shutdown()
    server.server_close()


def test_a_certificate_is_verified_unless_the_seed_says_why_not(web: Any, https: str) -> None:
    settings = {"NEWSCRAWL_CONNECT_TO": "", "NEWSCRAWL_ALLOW_PRIVATE": True, "RETRY_TIMES": 0}
    assert "certificate" in web.scrape(https, settings=settings)[https]

    web.seed("contoh", 'bad_certificate = "expired on 2026-10-01"\n', host="localhost")

    assert web.scrape(https, settings=settings)[https] == [https]
