"""An element as lines of text: one line per block or ``<br>``, links and bold type marked inside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.boxes import SILENT, Counted, box_rule
from newscrawl.inserts import BOLD, LINK, UNBOLD, UNLINK, plain

# NUL and other controls, soft hyphen, zero-width and direction marks, lone surrogates, our own four marks
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff\ue000-\ue003]"
)
LINE_ENDS = frozenset(
    ".!?:;…\"”'’)]*" + BOLD + UNBOLD + LINK + UNLINK
)  # a line that goes on ends in a letter or comma

BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "caption",
        "section",
        "article",
        "main",
        "figure",
        "figcaption",
        "aside",
        "header",
        "footer",
        "nav",
        "address",
        "pre",
        "hr",
        "details",
        "summary",
        "center",
        "fieldset",
        "form",
    ]
)
CELLS = frozenset(["td", "th"])
LISTS = frozenset(["ul", "ol", "tbody"])  # a line in one of them is of the block around it
CAPTIONS = frozenset(["figure", "figcaption"])


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` with links and bold type marked; ``tag`` of the innermost block around it."""

    text: str
    tag: str = "p"


@dataclass(frozen=True, slots=True)
class Dropped:
    """The text of an element that was left out whole, and the rule that did so."""

    text: str
    rule: str


def clean(text: str) -> str:
    """Text without invisible characters, every run of white space as one space.

    >>> clean("Ka\\u00adbu\\u200bpaten\\xa0 Ciamis\\x00\\n")
    'Kabupaten Ciamis'
    """
    return " ".join(UNSEEN.sub("", text).split())


def read_lines(element: HtmlElement, cut: Collection[HtmlElement] = ()) -> Iterator[Line | Dropped]:
    """Lines and left-out elements of a body in document order; the tree stays as it is."""
    writer, counted = _Writer(), Counted()
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            rule = box_rule(node, counted) if node is not element else None
            if rule or node in cut:
                yield from writer.flush()
                if text := clean(" ".join(_visible(node))):
                    yield Dropped(text, rule or "outlet-rule")
                writer.skipping = node
                walker.skip_subtree()
            else:
                yield from writer.open(node)
        elif event == "end" and node is not writer.skipping:
            yield from writer.close(node)
        if event != "start" and node is not element and node.tail:
            writer.write(node.tail)
    yield from writer.flush()


def _visible(element: HtmlElement) -> Iterator[str]:
    for node in element.iter():
        hidden = not isinstance(node.tag, str) or node.tag in SILENT
        if node.text and not hidden:
            yield node.text
        if node.tail and node is not element:
            yield node.tail


class _Writer:
    """Gathers text until a block ends; marks that are open go on in the next line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.tags = ["p"]
        self.marks: list[tuple[str, str]] = []
        self.skipping: HtmlElement | None = None

    def write(self, text: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", UNSEEN.sub("", text)))

    def open(self, node: HtmlElement) -> Iterator[Line]:
        if node.tag in BLOCKS:
            yield from self.flush()
            self.tags.append(self.tags[-1] if node.tag in LISTS else node.tag)
        elif node.tag == "br":
            self.parts.append("\n")
        elif mark := _mark(node):
            self.marks.append(mark)
            self.parts.append(mark[0])
        if node.text:
            self.write(node.text)

    def close(self, node: HtmlElement) -> Iterator[Line]:
        if node.tag in BLOCKS:
            yield from self.flush()
            self.tags.pop()
        elif node.tag in CELLS:
            self.parts.append("\t")
        elif mark := _mark(node):
            self.marks.remove(mark)
            self.parts.append(mark[1])

    def flush(self) -> Iterator[Line]:
        text = "".join([*self.parts, *(mark[1] for mark in reversed(self.marks))])
        self.parts = [mark[0] for mark in self.marks]
        for line in split_lines(text):
            yield Line(line, self.tags[-1])


def _mark(node: HtmlElement) -> tuple[str, str] | None:
    if node.tag == "a":
        return (LINK, UNLINK) if node.get("href") else None
    return (BOLD, UNBOLD) if node.tag in ("b", "strong") else None


def split_lines(text: str) -> Iterator[str]:
    """The cleaned lines of a text; a sentence that was broken by hand is put together again.

    >>> list(split_lines("Warga Desa Sukamaju\\nmenanam pohon.\\nMereka gembira."))
    ['Warga Desa Sukamaju menanam pohon.', 'Mereka gembira.']
    """
    broken: list[str] = []
    for raw in text.split("\n"):
        line = " | ".join(cell for part in raw.split("\t") if (cell := " ".join(part.split())))
        words = plain(line)
        if not words:
            continue
        if broken and not (words[0].islower() and broken[-1][-1] not in LINE_ENDS):
            yield " ".join(broken)
            broken = []
        broken.append(line)
    if broken:
        yield " ".join(broken)
