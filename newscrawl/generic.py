"""Find the body on a page of an outlet that no seed knows.

Every run of text between two block boundaries is either prose (words in sentences, hardly any links) or noise
(menus, teasers, labels). The body is the block whose subtree holds the most prose after its noise is
taken off; boxes that ``read_body`` leaves out anyway count as neither.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.boxes import Counted, box_rule, is_small
from newscrawl.lines import BLOCKS, CELLS, clean

SPLITTING = BLOCKS | CELLS | {"body", "br", "hr"}
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
BODY_NAME = re.compile(
    r"\b(?:article|entry|post|detail|read|news|story|single|content|konten|berita|isi)[-_]*"
    r"(?:body|content|konten|text|isi|detail|page|news|berita)"
    r"|\btxt-?article|\bisi\b|\bkonten\b|\bartikel\b|\bpost-?text\b"
)  # entry-content, read__content, detail__body-text, post-content, txt-article
FUNCTION_WORD = re.compile(
    r"\b(?:yang|dan|di|ke|dari|dengan|untuk|pada|dalam|ini|itu|tidak|akan|oleh|juga|telah|sudah|karena"
    r"|saat|para|bahwa|kata|"
    r"adalah|tersebut|the|of|and|to|in|is)\b"
)
STOP = re.compile(r"[.!?][\"”'’)]?(?:\s|$)|,\s")

# a sentence, or a part of one: "Penerima bantuan yakni:", "Rina, warga Ciamis;"
PART = re.compile(r"[.!?…][\"”'’)]?$|\S\s\S+\s\S+[:;]$")
INSERT = re.compile(
    r"\W*(?:(?:baca|simak|lihat|tonton|ikuti|follow)\b|(?:artikel|berita) ini (?:telah|sudah)\b)", re.I
)  # "Baca juga: ...", "Ikuti kami di ...": inside a body
ITEMS = frozenset(["li", "dt", "dd"])

FEWEST_WORDS = 8  # a run of prose; shorter runs are labels, bylines, menu entries
FEWEST_RUNS = 2  # of prose before a heading that may open another story
MOST_LINKED = 0.5  # share of a run's letters inside links; prose of the development pages has 0-0.35
FEWEST_LETTERS = 140  # of prose in a body; the shortest body of the development pages has 441
TEASER_LETTERS = (
    400  # of prose for each linked heading; a list of teasers has 100-250, a story with inserts 600 and more
)
NAMED_SHARE = 0.6  # of the best block's prose that a block named as a body must hold to be taken instead
INNER_SHARE = 0.96  # of a block's prose that one block inside must hold to be taken instead
CAPTIONS_CONFIDENCE = 0.5
OPENING_SHARE = 0.85  # the same for a block that opens the story: what follows it may be a note on the writer
FULL_LETTERS = 900  # of prose, from which length gives no doubt: the 2nd shortest article has 914


@dataclass(slots=True)
class _Block:
    """Letters of prose and of noise in a subtree, its prose runs and linked headings; ``own`` letters."""

    node: HtmlElement
    parent: _Block | None
    prose: int = 0
    noise: int = 0
    runs: int = 0
    heads: int = 0
    own: int = 0
    headed: bool = False
    """Whether a linked heading stands before the first prose run."""
    first: int = 0
    """Number of its first prose run on the page, from 1."""

    @property
    def net(self) -> int:
        return self.prose - self.noise


def find_body(root: HtmlElement, headline: str | None) -> tuple[list[HtmlElement], float]:
    """(elements of the body in order, confidence 0-1); ``([], 0.0)`` where the page has none.

    A list of links or teasers gives a confidence under 0.5.
    """
    blocks = list(_measure(root, _find_headline(root, headline)))
    best = max(blocks, key=lambda block: block.net, default=None)
    if best is None or best.prose < FEWEST_LETTERS:
        captions = [
            node
            for node in root.iter("figcaption")
            if next(node.iterancestors("figcaption"), None) is None
            and len(clean("".join(node.itertext()))) >= FEWEST_LETTERS
        ]
        return captions, CAPTIONS_CONFIDENCE if captions else 0.0
    chosen = _narrow(best, blocks)
    return [chosen.node], _confidence(chosen, blocks)


def _find_headline(root: HtmlElement, headline: str | None) -> HtmlElement | None:
    """The heading that prints the headline; without one, the page's only h1."""
    wanted = re.sub(r"\W+", "", headline or "").casefold()
    firsts = list(root.iter("h1"))
    if not wanted:
        return firsts[0] if len(firsts) == 1 else None
    for node in [*firsts, *root.iter("h2")]:
        if is_small(node) and _letters(node) == wanted:
            return node
    return None


def _measure(root: HtmlElement, head: HtmlElement | None) -> Iterator[_Block]:
    """Every block of the page with its sums, inner blocks first."""
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    block = _Block(root, None)
    run: list[str] = []
    linked = depth = number = 0
    counting, skipped = head is None, None
    around = set() if head is None else {*head.iterancestors(), head}
    article = None if head is None else next(head.iterancestors("article"), None)
    left = False
    counted = Counted()

    def close_run() -> None:
        nonlocal linked, number
        text = "".join(run)
        run.clear()
        if counting and text:
            number += _count(block, text, linked, number + 1)
        linked = 0

    for event, node in walker:
        if event == "start":
            if node is head:
                close_run()
                counting, skipped = True, node
                walker.skip_subtree()
                continue
            told = counting and number >= FEWEST_RUNS
            if told and head is not None and node.tag == head.tag and _opens_another(node, head, left):
                close_run()
                counting = False
            if node not in around and node.tag not in ("html", "body") and box_rule(node, counted):
                skipped = node
                walker.skip_subtree()
                continue
            if node.tag in SPLITTING:
                close_run()
                if node.tag not in ("br", "hr"):
                    block = _Block(node, block)
            elif node.tag == "a":
                depth += 1
                if block.node.tag in HEADINGS:
                    block.heads = 1
            text = node.text
        else:
            text = node.tail
            left = left or (event == "end" and node is article and number >= FEWEST_RUNS)
            if event == "end" and node is not skipped:
                if node is block.node:
                    close_run()
                    yield block
                    block = _add(block)
                elif node.tag == "a":
                    depth -= 1
        if text and not text.isspace():
            run.append(text)
            linked += len(text) if depth else 0


def _opens_another(node: HtmlElement, head: HtmlElement, left: bool) -> bool:
    """Whether a heading of the headline's rank opens another story: behind its article, or an h1 with a link."""
    if not is_small(node) or _letters(node) == _letters(head):
        return False
    links = node.iter("a") if node.tag == "h1" else ()
    return left or any(not link.get("href", "#").startswith("#") for link in links)


def _letters(node: HtmlElement) -> str:
    return re.sub(r"\W+", "", "".join(node.itertext())).casefold()


def _count(block: _Block, text: str, linked: int, number: int) -> bool:
    """Add a run to its block; whether it is prose."""
    text = " ".join(text.split())
    letters = len(text)
    prose = (
        linked <= MOST_LINKED * letters
        and text.count(" ") >= FEWEST_WORDS - 1
        and bool(STOP.search(text) or FUNCTION_WORD.search(text))
    )
    if prose:
        block.prose += letters
        block.runs += 1
        block.first = block.first or number
    elif linked > MOST_LINKED * letters or not (block.node.tag in ITEMS or PART.search(text)):
        block.noise += 0 if INSERT.match(text) else letters
    block.own += letters
    return prose


def _add(block: _Block) -> _Block:
    """The parent, with the sums of a finished block added; teasers are noise, their headings done with."""
    parent = block.parent or block
    if parent is block:
        return block
    if block.node.tag not in HEADINGS and _holds_teasers(block):
        block.noise, block.prose, block.runs, block.heads = block.noise + block.prose, 0, 0, 0
        block.first, block.headed = 0, False
    parent.headed |= not parent.runs and (block.headed or (block.heads > 0 and not block.runs))
    parent.prose += block.prose
    parent.noise += block.noise
    parent.runs += block.runs
    parent.first = parent.first or block.first
    parent.heads += block.heads
    return parent


def _holds_teasers(block: _Block) -> bool:
    """Whether a block is of headlines alone, or of short texts each below a headline."""
    if not block.runs:
        return block.heads > 1
    listed = block.headed or block.runs <= block.heads + 1
    return listed and block.prose < TEASER_LETTERS * block.heads


def _narrow(best: _Block, blocks: list[_Block]) -> _Block:
    """The innermost block that still holds the body: one named so, or one with nearly all of the prose."""
    inside = {best.node}
    chosen = best
    for block in reversed(blocks):
        if block.parent is None or block.parent.node not in inside:
            continue
        inside.add(block.node)
        named = _is_named(block.node) and block.prose >= NAMED_SHARE * best.prose
        opens = block.first == best.first and not _is_named(chosen.node) and not _goes_on(block.node)
        inner = block.prose >= (OPENING_SHARE if opens else INNER_SHARE) * best.prose
        if named or inner:
            chosen = block
    while chosen.node.tag == "p" and chosen.parent and chosen.parent.own:
        chosen = chosen.parent
    return chosen


def _goes_on(node: HtmlElement) -> bool:
    """Whether the next element is of the same make: ``multi-page-0``, ``multi-page-1``."""
    following = node.getnext()
    return following is not None and _make(following) == _make(node)


def _make(node: HtmlElement) -> str:
    return re.sub(r"\d+", "", f"{node.tag} {node.get('class')} {node.get('id')}")


def _is_named(node: HtmlElement) -> bool:
    if node.get("itemprop") == "articleBody":
        return True
    names = f"{node.get('class') or ''} {node.get('id') or ''}".lower()
    return bool(BODY_NAME.search(names))


def _confidence(block: _Block, blocks: list[_Block]) -> float:
    page = max(each.prose for each in blocks)
    length = min(1.0, block.prose / FULL_LETTERS)
    purity = block.prose / (block.prose + block.noise)
    share = block.prose / page
    single = 0.7 if block.runs < 2 else 1.0  # the lead story's teaser on a front page is one run
    return round(math.sqrt(length * share) * purity * single, 2)
