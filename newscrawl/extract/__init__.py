"""Extract: from a capture to raw strings, each with its source, and the body's paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newscrawl.extract import jsonld, metadata
from newscrawl.extract.bodies import (
    Found,
    Stored,
    find_captions,
    find_description,
    find_text,
    join,
    without_repeats,
)
from newscrawl.extract.classify import (
    kind_of,
    refuse_bodiless,
    refuse_early,
    refuse_list,
    refuse_short,
    refuse_teasers,
    says_article,
)
from newscrawl.extract.fields import Values, add, find_day, first, read_values
from newscrawl.extract.page import Page, read_page
from newscrawl.extract.paging import next_pages
from newscrawl.types import Capture, NotAnArticle, Outlet, RawFields

__all__ = ["extract"]

SIGNATURE = re.compile(r"[A-Z][A-Z.']+(?: [A-Z][A-Z.']*){1,3}")  # DINI TEJA; not (vyp/kna)


def extract(capture: Capture, outlet: Outlet, pages: Sequence[Capture] = ()) -> RawFields:
    """Every candidate of every field and the body of an article; ``pages`` are its further pages in order.

    Candidates stand in order of trust: JSON-LD, the seed's selectors, microdata, ``__NEXT_DATA__``, meta,
    what the page prints. The headline alone comes first as printed, where a selector or a claim backs it.
    Values of one source that stand together are one list (authors, tags).
    Raises NotAnArticle with one of ``newscrawl.types.REASONS``.
    """
    page = read_page(capture)
    refuse_early(page, capture)
    nodes = jsonld.read_nodes(page)
    refuse_list(page, nodes)
    stored_fields, stored_html = metadata.read_next(page)
    values = read_values(page, outlet, nodes, stored_fields)
    typed = jsonld.read_kind(nodes)
    kind = kind_of(page, typed)
    add(values, "json-ld" if kind == typed else "url", [("kind", kind)])
    later = [each for each in map(_read_later, pages) if each]
    found = _find_pages(
        [page, *later], outlet, values, Stored(stored_html, jsonld.read_article_body(nodes)), kind
    )
    if not found.body.paragraphs:
        refuse_bodiless(page, nodes)
    if not says_article(page, nodes):
        refuse_teasers(page, found.elements, found.words)
    if not values["headline"]:
        raise NotAnArticle("no-headline", page.url)
    refuse_short(page, nodes, found.body.paragraphs)
    _sign(values, found.body.closing)
    return RawFields(
        values={field: tuple(candidates) for field, candidates in values.items()},
        paragraphs=found.body.paragraphs,
        removed=found.body.removed,
        body_source=found.source,
        confidence=found.confidence,
        next_pages=_next_pages([page, *later], outlet),
        dateline=first(values, "dateline") or found.body.dateline,
        closing=found.body.closing,
    )


def _read_later(capture: Capture) -> Page | None:
    """A further page, or None where it is no page: the article is then one without it."""
    try:
        page = read_page(capture)
        refuse_early(page, capture)
    except NotAnArticle:
        return None
    return page


def _sign(values: Values, closing: str | None) -> None:
    """A name in capitals that ends the text is the author, if nothing else names one (tempo)."""
    if closing and SIGNATURE.fullmatch(closing):
        add(values, "generic", [("authors", closing)])


def _find_pages(pages: Sequence[Page], outlet: Outlet, values: Values, stored: Stored, kind: str) -> Found:
    """The body of the first page, joined with what later pages add to it."""
    headline = first(values, "headline")
    day = find_day(pages[0], values)
    found = find_text(pages[0], outlet, day, headline, stored)
    if kind == "photo" and found.source != "selector":
        found = max(found, find_captions(pages[0]), key=lambda each: each.words)
    if kind != "article" and not found.body.paragraphs:
        found = find_description(pages[0])
    bodies = [found.body]
    for page in pages[1:]:
        before = join(bodies).paragraphs
        bodies.append(
            without_repeats(find_text(page, outlet, day, headline, Stored()).body, before, headline)
        )
    return replace(found, body=join(bodies))


def _next_pages(pages: Sequence[Page], outlet: Outlet) -> tuple[str, ...]:
    numbered: dict[int, str] = {}
    for page in pages:
        numbered = next_pages(page, outlet) | numbered
    return tuple(url for _, url in sorted(numbered.items()))
