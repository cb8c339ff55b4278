"""The one function behind a live crawl, a one-off URL, a saved file, a re-extraction and a golden test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from urllib.parse import urlsplit

from newscrawl import __version__
from newscrawl.annotate import annotate
from newscrawl.extract import extract
from newscrawl.normalise import normalise
from newscrawl.types import Article, Capture, FieldRecord, NotAnArticle, Outlet

MOST_TEXT = 500_000
"""Characters; the longest article of the development pages has 3,200. Longer ones would slow whoever reads them."""

LONGEST_FAULT = 200
"""Characters that are told of an error."""

EXTRACTOR = f"newscrawl {__version__}"


def process(
    capture: Capture, outlet: Outlet, *, pages: Sequence[Capture] = (), annotated: bool = True
) -> Article:
    """Extract, normalise, clean and annotate one page; ``pages`` are its further pages in order.

    Pure: the same capture, outlet and code give the same article. Raises NotAnArticle.
    """
    raw = extract(capture, outlet, pages)
    if sum(map(len, raw.paragraphs)) > MOST_TEXT:
        raise NotAnArticle("too-long", capture.url)
    typed = normalise(raw, capture, outlet)
    values = {each.name: getattr(typed, each.name) for each in fields(typed)}
    values["fields"] = {**typed.fields, "body": FieldRecord(None, raw.body_source)}
    given = {page.url for page in pages} | {page.requested_url for page in pages}
    statements = annotate(typed.headline, raw.paragraphs, raw.dateline) if annotated else ()
    return Article(
        **values,
        outlet=outlet.slug,
        outlet_name=outlet.name or urlsplit(typed.url).hostname or "",
        media_type=outlet.media_type,
        paragraphs=raw.paragraphs,
        dateline=raw.dateline,
        closing=raw.closing,
        removed=raw.removed,
        confidence=raw.confidence,
        extractor=EXTRACTOR,
        pages=(capture.url, *(page.url for page in pages)),
        missing_pages=tuple(url for url in raw.next_pages if url not in given),
        annotations=statements,
    )


def fault_of(error: Exception) -> str:
    """What is told of a page on which our own code fails.

    >>> fault_of(KeyError("a"))
    "newscrawl itself fails on this page (KeyError: 'a'); report it with the page"
    """
    what = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_FAULT]
    return f"newscrawl itself fails on this page ({what}); report it with the page"
