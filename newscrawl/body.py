"""The body of an article: paragraphs in order, and apart from them what does not belong to the story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from newscrawl.edges import take_closing, take_dateline
from newscrawl.inserts import plain
from newscrawl.lines import CAPTIONS, UNSEEN, Dropped, Line, read_lines, split_lines
from newscrawl.sift import sift
from newscrawl.types import Removed

COUNTER = re.compile(r"\W*\d{1,3}\s*(?:/|dari|of)\s*\d{1,3}\b\W*(?=\w)")  # "1/5 ", "(1 dari 5) "


@dataclass(frozen=True, slots=True)
class Body:
    """``dateline`` has no dash; ``closing`` is the mark as printed."""

    paragraphs: tuple[str, ...]
    removed: tuple[Removed, ...]
    dateline: str | None
    closing: str | None


def read_body(element: HtmlElement, cut: Sequence[str] = ()) -> Body:
    """The body inside an element, which stays as it is; ``cut`` are CSS selectors of more to leave out.

    A body of captions alone (a photo gallery) has them as its paragraphs.

    >>> from lxml.html import fromstring
    >>> read_body(fromstring("<div><p>CIAMIS – Warga panen raya. (wan/ti)</p></div>"))
    Body(paragraphs=('Warga panen raya.',), removed=(), dateline='CIAMIS', closing='(wan/ti)')
    """
    outside = {node for css in cut for node in cast(list[HtmlElement], _compiled(css)(element))}
    if element.tag in CAPTIONS:
        lines = [plain(each.text) for each in read_lines(element, outside) if isinstance(each, Line)]
        return Body(without_counters(lines), (), None, None)
    body = _finish(read_lines(element, outside))
    captions = [each.text for each in body.removed if each.rule == "caption"]
    if captions and not body.paragraphs:
        rest = tuple(each for each in body.removed if each.rule != "caption")
        return Body(without_counters(dict.fromkeys(captions)), rest, body.dateline, body.closing)
    return body


def without_counters(captions: Iterable[str]) -> tuple[str, ...]:
    """The captions of a gallery; where each opens with its number among all, without it.

    >>> without_counters(["1/2 Warga memanen padi.", "2 dari 2: Sawah di Sukamaju."])
    ('Warga memanen padi.', 'Sawah di Sukamaju.')
    """
    texts = list(captions)
    counters = [COUNTER.match(text) for text in texts]
    return tuple(
        text[each.end() if each and all(counters) else 0 :]
        for text, each in zip(texts, counters, strict=True)
    )


def read_text(paragraphs: Iterable[str]) -> Body:
    """The body in lines of text without markup: JSON-LD ``articleBody``, a saved text.

    >>> read_text(["Warga panen raya.", "BACA JUGA: Harga Padi Naik", "Hasilnya melimpah."]).paragraphs
    ('Warga panen raya.', 'Hasilnya melimpah.')
    """
    texts = (UNSEEN.sub("", paragraph).replace("\t", " ") for paragraph in paragraphs)
    return _finish(Line(line) for text in texts for line in split_lines(text))


def _finish(lines: Iterable[Line | Dropped]) -> Body:
    kept, removed = sift(lines)
    kept, dateline = take_dateline(kept, removed)
    kept, closing = take_closing(kept)
    return Body(tuple(map(plain, kept)), tuple(removed), dateline, closing)


@lru_cache(maxsize=1024)
def _compiled(css: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(css))
