"""What stands near the headline: the texts behind and before it, the box around it, its article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from newscrawl.extract.page import Element, within

HOME = re.compile(r"\s*(?:https?://[^/?#]+)?/?(?:index\.(?:php|html?))?\s*")
UNREAD = frozenset(("script", "style", "noscript", "figcaption", "option"))
MOST_CLIMBED = 60  # boxes around the headline
TEXTS_SIGNED = 12  # behind the headline


def after(element: Element) -> Iterator[tuple[str, Element]]:
    """(text, the element it stands in) in document order from an element's end to the page's."""
    node: Element | None = element
    while node is not None and node.getparent() is not None:
        if node.tail and node.tail.strip():
            yield node.tail, node.getparent()
        for sibling in node.itersiblings():
            yield from _within(sibling)
        node = node.getparent()


def before(element: Element) -> Iterator[tuple[str, Element]]:
    """The same backwards, from the beginning of an element to the beginning of the page."""
    node: Element | None = element
    while node is not None and node.getparent() is not None:
        for sibling in node.itersiblings(preceding=True):
            yield from reversed(list(_within(sibling)))
        node = node.getparent()


def _within(element: Element) -> Iterator[tuple[str, Element]]:
    """The texts inside an element and right after it; a time element tells its machine form first."""
    if not isinstance(element.tag, str):  # a comment or processing instruction
        walk = iter([("end", element)])
    else:
        walk = etree.iterwalk(element, events=("start", "end", "comment"))
    for event, node in walk:
        if event == "start" and node.tag == "time" and node.get("datetime"):
            yield node.get("datetime"), node
        text, box = (node.text, node) if event == "start" else (node.tail, node.getparent())
        if text and text.strip() and box.tag not in UNREAD:
            yield text, box


def box_of(headline: Element) -> Element:
    """The box that holds the headline and the beginning of the text: the nearest with 600 characters."""
    box = headline
    for _ in range(MOST_CLIMBED):
        if box.getparent() is None or len(box.xpath("string()")) >= 600:
            break
        box = box.getparent()
    return box


def within_beside(headline: Element, is_box: Callable[[Element], bool]) -> Callable[[Element], bool]:
    """A test whether an element stands in such a box that does not hold the headline as well."""
    around = frozenset(headline.iterancestors())
    return within(lambda box: box not in around and is_box(box))


def in_another_article(headline: Element | None) -> Callable[[Element], bool]:
    """A test whether an element stands in an article element beside the headline's."""
    articles = frozenset(() if headline is None else headline.iterancestors("article"))
    in_article, in_own = within(lambda box: box.tag == "article"), within(articles.__contains__)
    return lambda element: bool(articles) and in_article(element) and not in_own(element)
