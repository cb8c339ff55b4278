"""A sample network on loopback: jabarekspres.com and kompas.com with pages of our own, by the Host header.

``python -m demo.network --port 8123`` serves until stopped; newscrawl reaches it with
``NEWSCRAWL_CONNECT_TO=127.0.0.1:8123``. In Python::

    with SampleNetwork() as network:
        print(network.address)
"""

from __future__ import annotations

import argparse
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from demo.sites import Answer, answer
from demo.stories import Published, Story, edit_story, expected, read_stories


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

    def answer(self, host: str, target: str) -> Answer:
        """What is said to one request."""
        return answer(self.stories, host, target)

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
        said = network.answer(host, self.path)
        body = said.body.encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        fresh = said.modified is not None and _holds(self.headers, etag, said.modified)
        status = HTTPStatus.NOT_MODIFIED if fresh else said.status
        received = {name.lower(): value for name, value in self.headers.items()}
        network.requests.append(Request(host, self.path, int(status), received))
        self._send(said, status, etag, b"" if fresh else body)

    def _send(self, said: Answer, status: int, etag: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        if said.modified is not None:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", format_datetime(said.modified.astimezone(UTC), usegmt=True))
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", said.kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the name is http.server's

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; ``SampleNetwork.requests`` is the log."""


def _holds(headers: Message, etag: str, modified: datetime) -> bool:
    """Whether the client's copy is the current one (RFC 9110, 13.2.2: the ETag decides where it is given)."""
    if tags := headers.get("If-None-Match"):
        return tags.strip() == "*" or etag in tags
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
