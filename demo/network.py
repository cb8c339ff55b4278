"""A sample network on loopback: jabarekspres.com and kompas.com with pages of our own, by the Host header.

``python -m demo.network --port 8123`` serves until stopped; newscrawl reaches it with
``NEWSCRAWL_CONNECT_TO=127.0.0.1:8123``. In Python::

    with SampleNetwork() as network:
        print(network.address)
"""

from __future__ import annotations

import argparse
import hashlib
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from demo import feeds
from demo.render import render_amp, render_article, render_list, slugify
from demo.stories import Published, Story, edit_story, expected, read_stories

KOMPAS_HOSTS = ("kompas.com", "www.kompas.com", "regional.kompas.com")
POST_PATH = re.compile(r"/berita/(\d{4}/\d\d/\d\d)/([^/]+)(?:/(amp|\d+))?(/?)")  # /berita/2023/07/04/slug/2/
READ_PATH = re.compile(r"/read/(\d{4}/\d\d/\d\d)/(\d{9})/([^/]+)")  # /read/2023/08/31/030112978/slug
TERM_PATH = re.compile(r"/(tag|kategori|author)/([^/]+)/?")  # /tag/sumedang/
NEWEST = 10  # WordPress announces so many in its feed
POSTS_SITEMAP = "https://jabarekspres.com/wp-sitemap-posts-post-1.xml"
TAG_PAGE = "https://jabarekspres.com/tag/sumedang/"
ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: {sitemap}\n"

HTML, XML, JSON, TEXT = (
    f"{kind}; charset=UTF-8" for kind in ("text/html", "application/xml", "application/json", "text/plain")
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network says to one request."""

    body: str = ""
    kind: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None
    """Aware; an answer that has it carries Last-Modified and ETag, and may become a 304."""


NOT_FOUND = Answer("<!DOCTYPE html><title>Halaman tidak ditemukan</title><h1>404</h1>", status=404)


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the network's log."""

    host: str
    path: str
    """With the query."""
    status: int
    headers: Mapping[str, str]
    """As received; names in lower case."""


class SampleNetwork:
    """The two outlets on one loopback address; a context manager.

    ``edit`` and ``remove`` change what is served; ``expected`` says what a crawl should now find.
    """

    def __init__(self, port: int = 0) -> None:
        self.stories: dict[str, Story] = dict(read_stories())
        self.requests: list[Request] = []
        self._revisions: dict[str, int] = {}
        self._server = _Server(self, port)
        # The default poll of half a second would be most of what a test waits for at the end.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sample-network"
        )

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def edit(self, slug: str) -> Story:
        """Let the newsroom add a sentence to an article; its date of change and ETag follow."""
        self._revisions[slug] = self._revisions.get(slug, 0) + 1
        self.stories[slug] = edit_story(self.stories[slug], self._revisions[slug])
        return self.stories[slug]

    def remove(self, slug: str) -> None:
        """Withdraw an article: 404, gone from the API and sitemaps; the cached RSS feed still names it."""
        self.stories[slug] = replace(self.stories[slug], gone=True)

    def expected(self) -> tuple[Published, ...]:
        """What a crawl should find, after all edits."""
        return expected(tuple(self.stories.values()))

    def answer(self, host: str, target: str) -> Answer:
        """The answer for a host (a port is ignored) and a path with query."""
        name, parts = host.partition(":")[0].lower(), urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if name in ("jabarekspres.com", "www.jabarekspres.com"):
            return self._jabarekspres(parts.path, query)
        if name in KOMPAS_HOSTS:
            return self._kompas(name, parts.path, query)
        return NOT_FOUND

    def _listed(self, outlet: str, withdrawn: bool = False) -> list[Story]:
        """An outlet's stories, newest first."""
        stories = [story for story in self.stories.values() if story.outlet == outlet]
        return [story for story in reversed(stories) if withdrawn or not story.gone]

    def _jabarekspres(self, path: str, query: Mapping[str, str]) -> Answer:
        stories = self._listed("jabarekspres")
        changed = max(story.modified for story in stories)
        if path == "/robots.txt":
            return Answer(ROBOTS.format(sitemap="https://jabarekspres.com/wp-sitemap.xml"), TEXT)
        if path in ("/feed", "/feed/"):
            newest = self._listed("jabarekspres", withdrawn=True)[:NEWEST]
            return Answer(feeds.render_rss(newest), "application/rss+xml; charset=UTF-8", modified=changed)
        if path == "/wp-sitemap.xml":
            return Answer(feeds.render_sitemap_index([POSTS_SITEMAP]), XML)
        if path == urlsplit(POSTS_SITEMAP).path:
            return Answer(feeds.render_sitemap(stories, [TAG_PAGE]), XML)
        if path.rstrip("/") == "/wp-json/wp/v2/posts":
            return _posts(stories, query)
        if path == "/":
            return Answer(render_list("jabarekspres", "Berita Terbaru", stories))
        if match := TERM_PATH.fullmatch(path):
            return _term_page(stories, match[2])
        return self._post(path)

    def _post(self, path: str) -> Answer:
        match = POST_PATH.fullmatch(path)
        story = self.stories.get(match[2]) if match else None
        if match is None or story is None or story.gone or f"{story.published:%Y/%m/%d}" != match[1]:
            return NOT_FOUND
        page = match[3] or "1"
        if not match[4]:
            return _redirect(f"https://jabarekspres.com{path}/")
        if page == "amp":
            return Answer(render_amp(story), modified=story.modified)
        if not 1 <= int(page) <= len(story.pages):
            return _redirect(story.url)  # WordPress shows the first page for a number beyond the last
        return Answer(render_article(story, int(page)), modified=story.modified)

    def _kompas(self, host: str, path: str, query: Mapping[str, str]) -> Answer:
        stories = self._listed("kompas")
        if path == "/robots.txt":
            return Answer(ROBOTS.format(sitemap="https://www.kompas.com/sitemap.xml"), TEXT)
        if path == "/sitemap.xml":
            return Answer(feeds.render_sitemap_index(["https://regional.kompas.com/sitemap-news.xml"]), XML)
        if path == "/sitemap-news.xml":
            return Answer(feeds.render_news_sitemap(stories), XML)
        if path == "/":
            return Answer(render_list("kompas", "Indeks Berita Regional", stories))
        match = READ_PATH.fullmatch(path)
        story = next((story for story in stories if match and urlsplit(story.url).path == path), None)
        if story is None or host != "regional.kompas.com":
            return NOT_FOUND
        page = query.get("page", "1")
        numbers = {str(number): number for number in range(1, len(story.pages) + 1)}
        if page != "all" and page not in numbers:
            return NOT_FOUND
        return Answer(render_article(story, numbers.get(page)), modified=story.modified)


def _posts(stories: list[Story], query: Mapping[str, str]) -> Answer:
    try:
        body, headers = feeds.render_posts(stories, query)
    except feeds.BadQuery as error:
        return Answer(feeds.render_error(error), JSON, status=400)
    return Answer(body, JSON, headers=headers)


def _term_page(stories: list[Story], term: str) -> Answer:
    """The list of a tag, section or author; 404 where it names none."""
    chosen = [story for story in stories if term in map(slugify, (*story.tags, story.section, story.author))]
    heading = term.replace("-", " ").title()
    return Answer(render_list("jabarekspres", heading, chosen)) if chosen else NOT_FOUND


def _redirect(url: str) -> Answer:
    return Answer(status=301, headers={"Location": url})


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for the last answers

    def __init__(self, network: SampleNetwork, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Exchange)
        self.network = network


class _Exchange(BaseHTTPRequestHandler):
    """One connection with one request: HTTP/1.0, so that no idle connection outlives the network."""

    server: _Server
    server_version = "nginx"
    sys_version = ""
    timeout = 5

    def do_GET(self) -> None:  # the name is http.server's
        network = self.server.network
        host = self.headers.get("Host", "")
        answer = network.answer(host, self.path)
        body = answer.body.encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        fresh = answer.modified is not None and _holds(self.headers, etag, answer.modified)
        status = HTTPStatus.NOT_MODIFIED if fresh else answer.status
        received = {name.lower(): value for name, value in self.headers.items()}
        network.requests.append(Request(host, self.path, int(status), received))
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.modified is not None:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", format_datetime(answer.modified.astimezone(UTC), usegmt=True))
        if not fresh:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not fresh and self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the name is http.server's

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; ``SampleNetwork.requests`` is the log."""


def _holds(headers: Message, etag: str, modified: datetime) -> bool:
    """Whether the client's copy is the current one (RFC 9110, 13.2.2: the ETag decides where it is given)."""
    if tags := headers.get("If-None-Match"):
        return "*" in tags or etag in tags
    try:
        since = parsedate_to_datetime(headers.get("If-Modified-Since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and modified <= since


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m demo.network", description="Serve the sample network.")
    parser.add_argument("--port", type=int, default=8123, help="loopback port; 0 takes a free one")
    port = parser.parse_args().port
    try:
        network = SampleNetwork(port)
    except (OSError, OverflowError) as error:
        parser.error(f"port {port} cannot be used ({error}); --port 0 takes a free one")
    with network:
        print(
            f"Set NEWSCRAWL_CONNECT_TO={network.address} to crawl the sample network; Ctrl+C stops it.",
            flush=True,
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
