"""The main job on real pages: crawl, scrape, search, show and browse the shared development pages.

    python bench/real_pages.py [--shared ../shared]

Serves the pages on loopback under their own hosts and paths, crawls them with the real spiders into a fresh archive,
scrapes each address with ``--save`` into another, then looks for each article by a phrase of its gold text, shows it and
opens it in Datasette. Prints one line a page and the counts; ends with 1 if anything is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from archive.datasette import datasette_for
from newscrawl.seeds import find_outlet

SHARED = Path(__file__).parents[1] / "../shared"
Gold = Mapping[str, Any]


def main() -> None:
    """Run the whole and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder that holds pages/")
    pages = parser.parse_args().shared / "pages"
    if not pages.is_dir():
        sys.exit(f"{pages}: no such folder; give the one that holds pages/ with --shared")
    gold = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((pages / "gold").glob("*.json"))]
    missing = 0
    with tempfile.TemporaryDirectory() as folder, serving(pages / "html", gold) as address:
        outlets = sorted({find_outlet(each["url"]).slug for each in gold})
        for name, words in {
            "crawled": ["crawl", *outlets],
            "scraped": ["scrape", "--save", *urls(gold)],
        }.items():
            archive = Path(folder) / f"{name}.db"
            report = newscrawl(archive, address, *words)
            print(f"\n===== {name}: newscrawl {words[0]} ... -> exit {report.returncode}")
            print(report.stdout if name == "crawled" else report.stderr, end="")
            missing += sum(not look_up(archive, address, each) for each in gold)
    print(f"\n{2 * len(gold) - missing} of {2 * len(gold)} found, shown whole and browsed")
    sys.exit(bool(missing))


def look_up(archive: Path, address: str, gold: Gold) -> bool:
    """Whether the article is found by a phrase of its body, shown whole and opened in Datasette."""
    phrase = " ".join(middle(gold).split()[2:8])
    found = newscrawl(archive, address, "search", f'"{phrase}"', "--json")
    hits = [json.loads(line) for line in found.stdout.splitlines()]
    hit = next((hit for hit in hits if title(hit["headline"]) == title(gold["title"])), None)
    shown = newscrawl(archive, address, "show", str(hit["id"]), "--format", "json") if hit else None
    whole = bool(shown) and middle(gold)[-60:] in json.loads(shown.stdout)["text"]
    browsed = bool(hit) and asyncio.run(browse(archive, hit["id"], phrase))
    print(f"{'ok' if whole and browsed else 'MISSING':8}{gold['url'][:100]}")
    return whole and browsed


async def browse(archive: Path, article: int, phrase: str) -> bool:
    """Whether Datasette lists the article under a search for the phrase, and opens its page."""
    datasette = datasette_for(archive, public=False)
    await datasette.invoke_startup()
    table = f"/{archive.stem}/articles"
    listed = await datasette.client.get(f"{table}.json", params={"_search": phrase, "_shape": "objects"})
    row = await datasette.client.get(f"/artikel/{article}")
    return row.status_code == 200 and article in [row["id"] for row in listed.json()["rows"]]


def middle(gold: Gold) -> str:
    """The longest paragraph: no insert splits it."""
    return max(gold["paragraphs"], key=len)


def title(text: str) -> str:
    """Letters and digits only: pages print other quotes than the gold records."""
    return "".join(filter(str.isalnum, text)).casefold()


def urls(gold: list[Gold]) -> Iterator[str]:
    """The pages' own addresses."""
    return (each["url"] for each in gold)


def newscrawl(archive: Path, address: str, *words: str) -> subprocess.CompletedProcess[str]:
    """One run of the command line against the loopback server."""
    environment = {**os.environ, "NEWSCRAWL_CONNECT_TO": address, "NEWSCRAWL_DELAY": "0"}
    command = [sys.executable, "-m", "newscrawl.cli", words[0], "--archive", str(archive), *words[1:]]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def serving(folder: Path, gold: list[Gold]) -> Iterator[str]:
    """A loopback server of the pages; every host's robots.txt names a sitemap of them all."""
    bodies = {address_of(each["url"]): (folder / each["file"]).read_bytes() for each in gold}
    sitemap = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls(gold))

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # named by the standard library
            host = self.headers["Host"]
            if self.path == "/robots.txt":
                self.reply(200, "text/plain", f"Sitemap: https://{host}/sitemap.xml\n".encode())
            elif self.path == "/sitemap.xml":
                self.reply(200, "application/xml", f"<urlset>{sitemap}</urlset>".encode())
            elif body := bodies.get(address_of(f"https://{host}{self.path}")):
                self.reply(200, "text/html", body)
            else:
                self.reply(404, "text/html", b"")

        def reply(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def address_of(url: str) -> tuple[str, str]:
    """Host and path with query, as the server is asked for them."""
    parts = urlsplit(url)
    return parts.netloc, f"{parts.path}?{parts.query}" if parts.query else parts.path


if __name__ == "__main__":
    main()
