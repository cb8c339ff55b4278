"""Extract: from a capture to raw strings, each with its source, and the body's paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from newscrawl.extract import jsonld, metadata, printed
from newscrawl.extract.bodies import (
    Found,
    Stored,
    find_captions,
    find_description,
    find_text,
    holding,
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
from newscrawl.extract.page import Element, Page, read_page, squeeze, text_of
from newscrawl.extract.paging import next_pages
from newscrawl.types import Capture, NotAnArticle, Outlet, RawFields, RawValue
from newscrawl.urls import url_date

__all__ = ["extract"]

Values = dict[str, list[RawValue]]

LISTS = frozenset(("byline", "authors", "editors", "section", "tags"))
DAY = re.compile(r"^\s*(\d{4})-(\d\d)-(\d\d)")  # 2023-11-02T20:59:53+07:00
OFFSET = re.compile(r"T.*(?:[+-]\d\d:?\d\d)$")  # 2023-11-02T20:59:53+07:00; not Z, which is often false
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
    values = _read_values(page, outlet, nodes, stored_fields)
    typed = jsonld.read_kind(nodes)
    kind = kind_of(page, typed)
    _add(values, "json-ld" if kind == typed else "url", [("kind", kind)])
    later = [read_page(each) for each in pages]
    found = _find_pages(
        [page, *later], outlet, values, Stored(stored_html, jsonld.read_article_body(nodes)), kind
    )
    if not found.body.paragraphs:
        refuse_bodiless(page, nodes)
    if not says_article(page, nodes):
        refuse_teasers(page, found.elements, found.words)
    if "headline" not in values:
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
        dateline=_first(values, "dateline") or found.body.dateline,
        closing=found.body.closing,
    )


def _read_values(
    page: Page, outlet: Outlet, nodes: list[jsonld.Node], stored: list[tuple[str, str]]
) -> Values:
    """Field -> candidates in order of trust."""
    values: Values = {}
    claims: Values = {}
    _add(values, "json-ld", jsonld.read_fields(nodes))
    _add(claims, "microdata", metadata.read_microdata(page))
    _add(claims, "next-data", stored)
    _add(claims, "meta", metadata.read_meta(page))
    _add(values, "selector", _read_rules(page, outlet, values, _day(page, values, claims)))
    for field, candidates in claims.items():
        values.setdefault(field, []).extend(candidates)
    if page.canonical:
        _add(values, "meta", [("canonical_url", page.canonical)])
    _read_printed(page, values)
    _demote_editors(values)
    return values


def _add(values: Values, source: str, found: Iterable[tuple[str, str]]) -> None:
    for field, raw in found:
        if text := squeeze(
            raw if raw.isascii() else raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        ):
            values.setdefault(field, []).append(RawValue(text, source))


def _first(values: Values, field: str) -> str | None:
    return values[field][0].raw if values.get(field) else None


def _day(page: Page, *read: Values) -> date | None:
    """The article's day, as far as structured data or the address tell it before any selector is tried."""
    for candidate in (each for values in read for each in values.get("published_at", ())):
        if iso := DAY.match(candidate.raw):
            try:
                return date(*map(int, iso.groups()))
            except ValueError:
                continue
    return url_date(page.canonical or page.url)


def _read_rules(page: Page, outlet: Outlet, values: Values, day: date | None) -> Iterator[tuple[str, str]]:
    """(field, raw string) by the first rule of each field that finds something.

    A JSON-LD date with an offset needs no second witness.
    """
    given = {"body", "inserts"} | (
        {"published_at"} if OFFSET.search(_first(values, "published_at") or "") else set()
    )
    for field, rules in outlet.rules.items():
        if field in given:
            continue
        tried = (
            [text for each in page.select(css) if (text := text_of(each))] for css in holding(rules, day)
        )
        texts = next((found for found in tried if found), [])
        yield from ((field, text) for text in (texts if field in LISTS else texts[:1]))


def _read_printed(page: Page, values: Values) -> None:
    """Add what the page prints: the headline that a claim backs comes first, the rest after all else."""
    spoke = {field: {each.source for each in values.get(field, ())} for field in FIELDS_PRINTED}
    element = _print_headline(page, values)
    if not spoke["published_at"] - {"meta"}:
        _add(values, "generic", (("published_at", raw) for raw in printed.find_dates(element)))
    if not spoke["byline"] and "selector" not in spoke["authors"]:
        _add(values, "generic", printed.find_bylines(page, element))
    if not spoke["tags"]:
        _add(values, "generic", (("tags", raw) for raw in printed.find_tags(page)))
    if not spoke["section"]:
        _add(values, "generic", (("section", raw) for raw in printed.find_section(page)))
    if language := page.root.get("lang"):
        _add(values, "generic", [("language", language)])


def _print_headline(page: Page, values: Values) -> Element | None:
    """Put the printed headline first, else the title without the outlet's name; give the printed element."""
    headlines = values.get("headline", [])
    headlines.sort(key=lambda each: each.source != "selector")
    claims = [each.raw for each in headlines] + ([page.title] if page.title else [])
    trimmed = [printed.trim_title(claim) for claim in claims]
    element, text = printed.find_headline(page, list(dict.fromkeys([*claims, *trimmed])))
    if claims and not (headlines and headlines[0].source == "selector"):
        values["headline"] = [RawValue(text or trimmed[0], "generic"), *headlines]
    return element


FIELDS_PRINTED = ("headline", "published_at", "byline", "authors", "tags", "section")


def _demote_editors(values: Values) -> None:
    """Put authors that the page names as editors last: kompas gives its editor as the author in JSON-LD."""
    editors = {printed.fold(each.raw) for each in values.get("editors", ())}
    if editors and "authors" in values:
        values["authors"].sort(key=lambda each: printed.fold(each.raw) in editors)


def _sign(values: Values, closing: str | None) -> None:
    """Where a text ends in a name in capitals and no author is named, that is the author (tempo)."""
    if closing and SIGNATURE.fullmatch(closing) and not values.get("authors") and not values.get("byline"):
        _add(values, "generic", [("authors", closing)])


def _find_pages(pages: Sequence[Page], outlet: Outlet, values: Values, stored: Stored, kind: str) -> Found:
    """The body of the first page, joined with what later pages add to it."""
    headline = _first(values, "headline")
    day = _day(pages[0], values)
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
