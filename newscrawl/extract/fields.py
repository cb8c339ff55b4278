"""Every candidate of every field, from all the places where a page states it, in order of trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from newscrawl.extract import credits, jsonld, metadata, printed, sections
from newscrawl.extract.bodies import holding
from newscrawl.extract.page import Element, Page, lines_of, squeeze, text_of
from newscrawl.types import Outlet, RawValue
from newscrawl.urls import url_date

Values = dict[str, list[RawValue]]

LISTS = frozenset(("byline", "authors", "editors", "section", "tags"))
PRINTED = ("headline", "published_at", "byline", "authors", "tags", "section")
DAY = re.compile(r"^\s*(\d{4})-(\d\d)-(\d\d)")  # 2023-11-02T20:59:53+07:00
MOST_CANDIDATES = 60  # of one field; the longest tag list seen has 25, hostile pages have thousands
OFFSET = re.compile(r"T[^T]*[+-]\d\d:?\d\d$")  # 2023-11-02T20:59:53+07:00; not Z, which is often false
UTC = re.compile(r"(?:Z|[+-]00:?00)$")  # what the page prints may tell the local zone, or that it is false


def read_values(
    page: Page, outlet: Outlet, nodes: list[jsonld.Node], stored: list[tuple[str, str]]
) -> Values:
    """Field -> candidates in order of trust."""
    values: Values = {}
    claims: Values = {}
    add(values, "json-ld", jsonld.read_fields(nodes))
    dated = OFFSET.search(first(values, "published_at") or "")
    if not (dated and values.get("authors")):  # a second set of structured data says the same
        add(claims, "microdata", metadata.read_microdata(page))
    add(claims, "next-data", stored)
    add(claims, "meta", metadata.read_meta(page))
    add(values, "selector", _read_rules(page, outlet, values, find_day(page, values, claims)))
    for field, candidates in claims.items():
        values.setdefault(field, []).extend(candidates)
    if page.canonical:
        add(values, "meta", [("canonical_url", page.canonical)])
    values.setdefault("headline", []).sort(key=lambda each: each.source != "selector")
    _read_printed(page, values)
    _demote_editors(values)
    return values


def add(values: Values, source: str, found: Iterable[tuple[str, str]]) -> None:
    """Append (field, raw string) pairs to the candidates; lone surrogates, as JSON may hold, are replaced."""
    for field, raw in found:
        whole = raw if raw.isascii() else raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        value, candidates = RawValue(squeeze(whole), source), values.setdefault(field, [])
        if value.raw and len(candidates) < MOST_CANDIDATES and value not in candidates:
            candidates.append(value)


def first(values: Values, field: str) -> str | None:
    """The most trusted raw string of a field."""
    return values[field][0].raw if values.get(field) else None


def find_day(page: Page, *read: Values) -> date | None:
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
    dated = OFFSET.search(first(values, "published_at") or "")
    for field, rules in outlet.rules.items():
        if field in ("body", "inserts") or (dated and field == "published_at"):
            continue
        read = lines_of if field == "byline" else _whole
        tried = ([line for each in page.select(css) for line in read(each)] for css in holding(rules, day))
        texts = next((found for found in tried if found), [])
        yield from ((field, text) for text in (texts if field in LISTS else texts[:1]))


def _whole(found: Element | str) -> list[str]:
    return [text] if (text := text_of(found)) else []


def _read_printed(page: Page, values: Values) -> None:
    """Add what the page prints: the headline that a claim backs comes first, the rest after all else."""
    spoke = {field: {each.source for each in values.get(field, ())} for field in PRINTED}
    seeded = "selector" in spoke["headline"] and spoke["published_at"] - {"meta"} and spoke["byline"]
    element = None if seeded else _print_headline(page, values)
    is_utc = "selector" not in spoke["published_at"] and UTC.search(first(values, "published_at") or "")
    if is_utc or not spoke["published_at"] - {"meta"}:
        add(values, "generic", (("published_at", raw) for raw in printed.find_dates(element)))
    if not spoke["byline"] and "selector" not in spoke["authors"]:
        add(values, "generic", credits.find_bylines(page, element))
    if not spoke["tags"]:
        add(values, "generic", (("tags", raw) for raw in sections.find_tags(element)))
    if not spoke["section"]:
        add(values, "json-ld", (("section", raw) for raw in jsonld.read_breadcrumb(page)))
        add(values, "generic", (("section", raw) for raw in sections.find_section(page, element)))
    if language := page.root.get("lang"):
        add(values, "generic", [("language", language)])


def _print_headline(page: Page, values: Values) -> Element | None:
    """Put the printed headline first, else the title without the outlet's name; give the printed element."""
    headlines = values.get("headline", [])
    claims = [each.raw for each in headlines] + ([page.title] if page.title else [])
    trimmed = [printed.trim_title(claim, printed.brand_of(page.url)) for claim in claims]
    rests = filter(None, map(printed.longer_rest, claims))
    element, text = printed.find_headline(page, list(dict.fromkeys([*claims, *trimmed, *rests])))
    if (text or trimmed) and not (headlines and headlines[0].source == "selector"):
        values["headline"] = [RawValue(text or trimmed[0], "generic"), *headlines]
    return element


def _demote_editors(values: Values) -> None:
    """Put authors that the page names as editors last: kompas gives its editor as the author in JSON-LD."""
    editors = {printed.fold(each.raw) for each in values.get("editors", ())}
    if editors and "authors" in values:
        values["authors"].sort(key=lambda each: printed.fold(each.raw) in editors)
