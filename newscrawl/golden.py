"""Golden pages: a saved capture beside the article that it must give."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newscrawl.process import process
from newscrawl.record import as_record
from newscrawl.seeds import find_outlet
from newscrawl.types import Article, Capture, NotAnArticle

ARTICLE = "article.json"
LONGEST_NAME = 60  # letters of a folder's name
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


def save_captures(captures: Sequence[Capture], root: Path) -> Path:
    """Write the captures of one article, first page first, as a new golden page under ``root``; its folder."""
    first = captures[0]
    name = re.sub(
        r"[^a-z0-9]+", "-", urlsplit(first.url).path.rpartition("/")[0 if first.url.endswith("/") else 2]
    )
    folder = root / find_outlet(first.url).slug / (name.strip("-")[-LONGEST_NAME:].strip("-") or "page")
    if folder.exists():
        raise GoldenError(f"{folder} exists; remove it, or run: newscrawl golden {folder}")
    folder.mkdir(parents=True)
    for number, capture in enumerate(captures, 1):
        (folder / ("capture.html" if number == 1 else f"capture-{number}.html")).write_bytes(capture.body)
    about = {"urls": [capture.url for capture in captures], "fetched_at": first.fetched_at.isoformat()}
    if kind := first.header("Content-Type"):
        about["content_type"] = kind
    (folder / "capture.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return folder


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
