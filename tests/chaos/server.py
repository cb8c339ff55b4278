"""A server that breaks HTTP on purpose: it writes to the wire, byte by byte, what a case says.

The first label of the Host header names the case: ``gzip-bomb.kacau.id``.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import quote

Wire = Iterable[bytes | float]
"""What goes to the wire in order: bytes, and pauses in seconds."""

Answer = Callable[[str], Wire]
"""Path with query -> the answer."""

RESET = b""
"""In a wire: abort the connection instead of closing it."""


class ChaosServer:
    """Answers by host and notes every request; a context manager."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[tuple[float, str, str]] = []
        """When, host, path with query."""
        self.most_at_once: dict[str, int] = {}
        """Host -> connections that were open at the same time, at most."""
        self._open: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chaos", daemon=True)

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``."""
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        start = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = ""
        with suppress(
            OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError
        ):
            host, path = read_head(await reader.readuntil(b"\r\n\r\n"))
            self.asked.append((monotonic(), host, path))
            self._open[host] = self._open.get(host, 0) + 1
            self.most_at_once[host] = max(self.most_at_once.get(host, 0), self._open[host])
            for part in self._answer(host, path):
                if isinstance(part, float):
                    if await has_gone(reader, part):
                        break
                elif part == RESET:
                    writer.transport.abort()
                else:
                    writer.write(part)
                    await writer.drain()
        if host:
            self._open[host] -= 1
        writer.close()

    def _answer(self, host: str, path: str) -> Wire:
        answer = self.answers.get(host.partition(".")[0])
        return answer(path) if answer else http(status="404 Not Found")

    def paths(self, host: str) -> list[str]:
        """What was asked of a host, in order."""
        return [path for _when, asked, path in self.asked if asked == host]


async def has_gone(reader: asyncio.StreamReader, seconds: float) -> bool:
    """Whether the client closes the connection within so many seconds."""
    try:
        return not await asyncio.wait_for(reader.read(1), seconds)
    except TimeoutError:
        return False


def read_head(head: bytes) -> tuple[str, str]:
    """Host without port, and path, of a request."""
    lines = head.decode("latin-1").split("\r\n")
    named = (line.partition(":")[2].strip() for line in lines if line.lower().startswith("host:"))
    return next(named, "").partition(":")[0], lines[0].split(" ")[1]


def http(
    body: str | bytes = "", *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8"
) -> list[bytes]:
    """A proper answer, in one piece; ``kind`` may be empty."""
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    named = [f"Content-Type: {kind}"] if kind else []
    lines = [f"HTTP/1.1 {status}", *named, f"Content-Length: {len(content)}", "Connection: close", *headers]
    return ["\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass"), content]


def redirect(location: str, *headers: str, status: str = "302 Found") -> list[bytes]:
    """A redirect; spaces and what is not ASCII go as they are."""
    return http("", f"Location: {location}", *headers, status=status)


def rss(*links: str, more: str = "") -> str:
    """A feed that announces the links."""
    items = "".join(
        f"<item><title>Kabar</title><link>{quote(link, safe=':/?&=%#@[]')}</link></item>" for link in links
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{items}{more}</channel></rss>"
