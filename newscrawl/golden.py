"""Golden pages: a saved capture beside the article that it must give."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.process import process
from newscrawl.record import as_record
from newscrawl.seeds import find_outlet
from newscrawl.types import Article, Capture, NotAnArticle

ARTICLE = "article.json"
UNSTABLE = ("source", "extractor", "sentiment", "people", "places", "regions", "organisations")
"""Keys that change with every release or model; annotations have tests and floors of their own."""


class GoldenError(ValueError):
    """A golden page that cannot be read; the message names the file and the remedy."""


def read_captures(folder: Path) -> list[Capture]:
    """The captures of a golden page: ``capture.html``, then ``capture-2.html`` and so on.

    ``capture.json`` holds ``fetched_at`` (ISO 8601 with offset), ``url`` or, for several pages, ``urls``.
    """
    about = _read_json(folder / "capture.json")
    urls = about.get("urls") or [about["url"]]
    fetched_at = datetime.fromisoformat(about["fetched_at"])
    names = ["capture.html", *(f"capture-{number}.html" for number in range(2, len(urls) + 1))]
    headers = (("Content-Type", about.get("content_type", "text/html; charset=utf-8")),)
    return [
        Capture(url, url, 200, headers, _read_bytes(folder / name), fetched_at)
        for url, name in zip(urls, names, strict=True)
    ]


def read_article(folder: Path) -> Article:
    """The article that the golden page gives now; raises GoldenError."""
    first, *further = read_captures(folder)
    try:
        return process(first, find_outlet(first.url), pages=further, annotated=False)
    except NotAnArticle as error:
        raise GoldenError(f"{folder}: not an article: {error}") from error


def as_golden(article: Article) -> dict[str, Any]:
    """What a golden test compares: the record without what changes by release."""
    return {key: value for key, value in as_record(article).items() if key not in UNSTABLE}


def write_golden(folder: Path) -> Path:
    """Write the article of the golden page as it is now; the path written."""
    target = folder / ARTICLE
    text = json.dumps(as_golden(read_article(folder)), ensure_ascii=False, indent=2)
    target.write_text(text + "\n", encoding="utf-8")
    return target


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise GoldenError(
            f"{path}: {error.strerror}; CONTRIBUTING.md shows what a golden page holds"
        ) from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads(_read_bytes(path))
        return about
    except json.JSONDecodeError as error:
        raise GoldenError(f"{path}: not JSON ({error})") from error
