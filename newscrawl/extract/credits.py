"""Credits as printed: lines that name a role, and what signs the article near its headline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from lxml import etree

from newscrawl.boxes import is_small
from newscrawl.extract.near import TEXTS_SIGNED, after, box_of, in_another_article, within_beside
from newscrawl.extract.page import Element, Page, squeeze, text_of, within, xpath
from newscrawl.names import read_credits

Found = Iterator[tuple[str, str]]

ROLE = r"(?:Penulis|Editor|Reporter|Pewarta|Oleh|Laporan|Wartawan|Red|Redaktur|Tim Redaksi|Kontributor|Jurnalis)\b"
# "Penulis: Dewi Lestari", "Editor"
CREDIT = re.compile(rf"^\W*{ROLE}(?:\s+(?:&|dan)\s+\w+)?\s*(?:[:|/,]|$)", re.I)
ONLY_ROLES = re.compile(rf"^\W*(?:{ROLE}\W*(?:dan\b\W*)?)+$", re.I)  # "Penulis :", "Reporter dan Editor"
# "Oleh ", "Ditulis oleh ", "Laporan Wartawan "
BY = re.compile(
    r"\W*(?:by|oleh|(?:ditulis|diposting)\s+oleh|(?:written|posted)\s+by"
    r"|laporan\s+(?:wartawan|reporter|jurnalis|kontributor))(?:\s+|$)",
    re.I,
)
BY_NAME = re.compile(rf"{BY.pattern}(?-i:[A-Z])", re.I)
LONGEST_CREDIT = 120
ROLES = (
    "Penulis",
    "Editor",
    "Reporter",
    "Pewarta",
    "Oleh",
    "Laporan",
    "Wartawan",
    "Red",
    "Kontributor",
    "Jurnalis",
    "Tim Redaksi",
)
CREDITED = xpath(
    "//body//text()[contains(., $role)][string-length() < 120]"
    "[not(parent::script or parent::style or parent::option)]",
    smart=True,
)
SIGNED = xpath(
    ".//*[@rel='author' or contains(@class, 'author') or contains(@class, 'byline')"
    " or contains(@class, 'penulis') or contains(@class, 'reporter') or contains(@class, 'writer')]"
)
AUTHOR_LINKS = xpath(
    ".//a[contains(@href, '/author/') or contains(@href, '/penulis/') or contains(@href, '/reporter/')]"
)


def find_bylines(page: Page, headline: Element | None) -> Found:
    """(``byline``, credit line) pairs: lines that name a role; where they name no author, also what signs the
    article near its headline: author boxes, else links to an author's page, else what opens with "Oleh".
    """
    opened = [role for role in ROLES if _opens_a_text(role, page.text)]
    texts = (text for role in opened for text in islice(CREDITED(page.root, role=role), 50))
    is_other = in_another_article(headline)
    own = (text for text in texts if not is_other(text.getparent()))
    lines = list(dict.fromkeys(line for text in own if (line := _credit(text))))
    if headline is not None and not read_credits(lines).authors:
        signed = _signed(headline)
        tried = chain([signed], (find(headline) for find in (_linked, _opening)))
        lines = [*next((found for found in tried if read_credits(found).authors), signed), *lines]
    yield from (("byline", line) for line in dict.fromkeys(lines))


def _signed(headline: Element) -> list[str]:
    """The texts of author boxes near the headline."""
    return _lines(_near(headline, SIGNED))


def _linked(headline: Element) -> list[str]:
    """The texts of links to an author's page near the headline, as far as they stand together."""
    links = [link for link in _near(headline, AUTHOR_LINKS) if text_of(link)]
    return _lines([link for link in links if link.getparent() is links[0].getparent()])


def _near(headline: Element, find: Callable[[Element], list[Element]]) -> list[Element]:
    inside, is_other = within_beside(headline, _is_foreign), in_another_article(headline)
    found = (
        element
        for element in find(box_of(headline))
        if not (_is_foreign(element) or inside(element) or is_other(element))
    )
    small = [element for element in islice(found, 5) if is_small(element)]
    is_part = within(frozenset(small).__contains__)
    return [element for element in small if not is_part(element)]


def _lines(boxes: Sequence[Element]) -> list[str]:
    lines = dict.fromkeys(map(_line_of, boxes))
    return [line for line in lines if 3 <= len(line) <= LONGEST_CREDIT]


def _opening(headline: Element) -> list[str]:
    """The first line behind the headline and before any prose that says by whom: ``Oleh Dewi Lestari | …``."""
    for text, box in islice(after(headline), TEXTS_SIGNED):
        if len(text) > LONGEST_CREDIT:
            break
        if not BY.match(text):
            continue
        line = text_of(box) if BY.fullmatch(text) and is_small(box) else squeeze(text)
        if len(line) <= LONGEST_CREDIT and BY_NAME.match(line):
            return [line]
    return []


def _is_foreign(box: Element) -> bool:
    """Whether a box names others than the writer of the page: comments, related stories, lists."""
    name = box.get("class") or ""
    return box.tag in ("aside", "li") or "comment" in name or "related" in name


def _line_of(box: Element) -> str:
    """The text of a box with its blocks set apart: ``Dewi Lestari, Jurnalis``."""
    blocks = [
        text for child in box if child.tag in ("div", "p", "span", "li", "h6") and (text := text_of(child))
    ]
    whole = text_of(box)
    return ", ".join(blocks) if " ".join(blocks) == whole else whole


def _opens_a_text(role: str, source: str) -> bool:
    """Whether the role opens some text of the page's source; that spares most of the slow searches."""
    at = source.find(role)
    while at > 0:
        if source[max(0, at - 40) : at].rstrip(" \t\r\n-–|([").endswith((">", ";")):
            return True
        at = source.find(role, at + 1)
    return False


def _credit(text: etree._ElementUnicodeResult) -> str | None:
    """The credit line that a role word opens; where the role stands alone, the line of the box around it."""
    if not CREDIT.match(text):
        return None
    box, line = text.getparent(), squeeze(text)
    for _ in range(3):
        if not ONLY_ROLES.match(line) or box is None:
            break
        if not is_small(box):
            return None
        line, box = _line_of(box), box.getparent()
    return line if len(line) <= LONGEST_CREDIT and not ONLY_ROLES.match(line) else None
