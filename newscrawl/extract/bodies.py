"""The body of one page, and the bodies of several pages joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lxml import html

from newscrawl.body import Body, read_body, read_text, without_counters
from newscrawl.extract.page import Element, Page, cut_attributes, text_of, within, xpath
from newscrawl.extract.printed import fold
from newscrawl.generic import find_body
from newscrawl.types import Outlet, Removed, Rule

STORED_CONFIDENCE = 0.9  # a stored text is whole, but its inserts are harder to tell
STORED_SHARE = 1.5  # times the words found by shape; with inserts a stored text has up to 1.2 times as many
CAPTION_CONFIDENCE = 0.6
CAPTIONS = xpath("//figcaption")


@dataclass(frozen=True, slots=True)
class Found:
    """A body, where it stood and how sure that is (0-1)."""

    body: Body
    source: str
    confidence: float
    elements: tuple[Element, ...] = ()
    """Where it was found by shape."""

    @property
    def words(self) -> int:
        """Words of the body."""
        return sum(len(paragraph.split()) for paragraph in self.body.paragraphs)


@dataclass(frozen=True, slots=True)
class Stored:
    """Body text that a page keeps besides: the HTML of ``__NEXT_DATA__``, ``articleBody`` by line."""

    html: str | None = None
    lines: Sequence[str] = ()


NOTHING = Found(Body((), (), None, None), "none", 0.0)


def holding(rules: Iterable[Rule], day: date | None) -> list[str]:
    """The selectors that hold on a day: an older layout's only before its ``until``, or on an unknown day."""
    return [rule.css for rule in rules if rule.until is None or day is None or day < rule.until]


def find_text(page: Page, outlet: Outlet, day: date | None, headline: str | None, stored: Stored) -> Found:
    """The page's body: by the seed's rules, by its shape, from stored text; ``NOTHING`` if none."""
    cut = holding(outlet.rules.get("inserts", ()), day)
    for css in holding(outlet.rules.get("body", ()), day):
        body = read_all(page.select(css), cut)
        if body.paragraphs:
            return Found(body, "selector", 1.0)
    elements, confidence = find_body(page.root, headline)
    body = read_all(elements, cut)
    found = Found(body, "generic", confidence, tuple(elements)) if body.paragraphs else NOTHING
    if (kept := _read_stored(stored, cut)) and kept.words > STORED_SHARE * found.words:
        return kept
    return found


def _read_stored(stored: Stored, cut: Sequence[str]) -> Found | None:
    if stored.html:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True)
        root = html.document_fromstring(f"<html>{cut_attributes(stored.html)}", parser=parser)
        return Found(read_all(root.findall("body"), cut), "next-data", STORED_CONFIDENCE)
    if stored.lines:
        return Found(read_text(stored.lines), "json-ld", STORED_CONFIDENCE)
    return None


def find_captions(page: Page) -> Found:
    """The captions of a gallery as its paragraphs."""
    inside = within(lambda box: box.tag in ("a", "nav", "aside"))
    body = read_all([each for each in CAPTIONS(page.root) if not inside(each)], ())
    return Found(body, "generic", CAPTION_CONFIDENCE) if body.paragraphs else NOTHING


def find_description(page: Page) -> Found:
    """What a page says of its video in its meta tags."""
    lines = page.meta.get("og:description") or page.meta.get("description") or ()
    return Found(read_text(lines[:1]), "meta", CAPTION_CONFIDENCE) if lines else NOTHING


def read_all(found: Sequence[Element | str], cut: Sequence[str]) -> Body:
    """The bodies of several elements as one; an element inside another is read once, strings as lines."""
    elements = [each for each in found if not isinstance(each, str)]
    inside = within(set(elements).__contains__)
    own = [each for each in elements if not inside(each)]
    if elements and all(each.tag == "figcaption" for each in elements):
        return Body(without_counters(dict.fromkeys(filter(None, map(text_of, own)))), (), None, None)
    lines = [each for each in found if isinstance(each, str)]
    return join([*(read_body(each, cut) for each in own), *([read_text(lines)] if lines else [])])


def join(bodies: Sequence[Body]) -> Body:
    """Bodies in order as one: the first one's dateline, the last one's closing; other closings stay text."""
    paragraphs: list[str] = []
    removed: list[Removed] = []
    for body in bodies:
        removed += [replace(each, after=each.after + len(paragraphs)) for each in body.removed]
        paragraphs += body.paragraphs
        if body.closing and body is not bodies[-1]:
            paragraphs.append(body.closing)
    dateline = next((body.dateline for body in bodies if body.dateline), None)
    closing = bodies[-1].closing if bodies else None
    return Body(tuple(paragraphs), tuple(removed), dateline, closing)


def without_repeats(body: Body, before: Sequence[str], headline: str | None) -> Body:
    """A later page's body without what earlier pages hold: outlets repeat the headline and the opening."""
    known = {fold(text) for text in (*before, headline or "")}
    kept = [at for at, text in enumerate(body.paragraphs) if fold(text) not in known]
    removed = tuple(replace(each, after=sum(at < each.after for at in kept)) for each in body.removed)
    return replace(body, paragraphs=tuple(body.paragraphs[at] for at in kept), removed=removed)
