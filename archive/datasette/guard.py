"""What every answer and every question must satisfy, whichever page it is: an ASGI wrapper around Datasette."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_QUERY = 4096
"""Bytes of a query string. A search with every filter takes 300."""

MAX_PATH = 1024
REFUSED = frozenset(("_through", "_timelimit", "_fts_table", "_fts_pk"))
"""Parameters of Datasette that reach other tables than the page's, or other limits, and fail on strange values."""

HEADERS = {
    b"content-security-policy": (
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        b" form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
NO_ROBOTS = {b"x-robots-tag": b"noindex, nofollow"}

OWN_PATH = re.compile(rb"/(?![/\\])[^\\]*")  # /news/articles; not //example.com, /\example.com, https:
SERVICE = re.compile(r"/-/(?!static/)")  # /-/databases tells the archive's path, /-/threads its threads


def guard(app: App, *, public: bool) -> App:
    """Refuse what no page of ours asks for; add the headers; keep redirects on this site."""
    added = {**HEADERS, **(NO_ROBOTS if public else {})}

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, **checked(message, added)}
            await send(message)

        if refused := refusal(scope, public=public):
            return await refuse(answer, *refused)
        return await app(scope, receive, answer)

    return guarded


def refusal(scope: Scope, *, public: bool) -> tuple[int, str] | None:
    """Status and sentence for a request that is not served."""
    path = scope["path"]
    if scope["method"] not in ("GET", "HEAD"):
        return 405, "Arsip ini hanya dapat dibaca. This archive is read-only."
    if len(scope["query_string"]) > MAX_QUERY:
        return 414, "Pertanyaan terlalu panjang. The query is too long."
    if len(path) > MAX_PATH:
        return 414, "Alamat terlalu panjang. The address is too long."
    if REFUSED & {
        name for name, _ in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    }:
        return 400, "Parameter ini tidak dilayani. This parameter is not served."
    if "\0" in path or not scope.get("raw_path", b"").isascii():
        return 400, "Alamat tidak sah. Not an address."
    if public and SERVICE.match(path):
        return 404, "Tidak ada. Nothing here."
    return None


def checked(message: Message, added: dict[bytes, bytes]) -> Message:
    """Status and headers of an answer; a redirect that leads off the site becomes 404."""
    headers = [(name, value) for name, value in message["headers"] if name.lower() not in added]
    location = next((value for name, value in headers if name.lower() == b"location"), None)
    if location is None or OWN_PATH.fullmatch(location):
        return {"headers": [*headers, *added.items()]}
    headers = [(name, value) for name, value in headers if name.lower() != b"location"]
    return {"status": 404, "headers": [*headers, *added.items()]}


async def refuse(send: Send, status: int, sentence: str) -> None:
    """A plain answer of one sentence."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})
