"""JSON-LD: the article node that belongs to this page, from blocks that are often broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from newscrawl.extract.page import Page, squeeze

Node = dict[str, Any]
Found = Iterator[tuple[str, str]]

ARTICLES = frozenset(
    f"{kind}NewsArticle"
    for kind in ("", "Analysis", "AskPublic", "Background", "Opinion", "Reportage", "Review")
) | {"Article", "BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"}
VIDEOS = frozenset(("VideoObject", "Clip", "Movie"))
GALLERIES = frozenset(("ImageGallery", "MediaGallery", "PhotoGallery"))
LISTS = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage"))
# a page that merely describes itself still dates itself (detik, tribun)
PAGES = frozenset(("WebPage", "ItemPage"))
RANKS = (ARTICLES, GALLERIES, VIDEOS, PAGES)

WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|(?:(?://|/\*)|(?<!\s))\s*\]\]>(?:\s*\*/)?|;)\s*$"
)
LINE_COMMENT = re.compile(r"^[^\S\n]*//[^\n]*$", re.M)
COMMENT = re.compile(rf"{LINE_COMMENT.pattern}|/\*.*?\*/", re.M | re.S)
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
STRANGE = 2
PAIR = re.compile(r'"(@type|headline|datePublished|dateModified)"\s*:\s*"((?:[^"\\\n]|\\.)*)"')
# where an article says what it is about or part of: other articles live there, this one does not
OTHERS = frozenset(
    (
        "hasPart",
        "isPartOf",
        "relatedLink",
        "mentions",
        "about",
        "itemListElement",
        "publisher",
        "comment",
        "citation",
    )
).union(("video", "image", "author", "creator", "thumbnail", "logo"))
DEEPEST = 12  # the deepest article node of any page seen stands at 4


def read_nodes(page: Page) -> list[Node]:
    """Every JSON-LD object that describes this page, articles first, those that name its address first."""
    nodes = [node for block in _blocks(page) for node in walk(parse(block))]
    own = {slug for url in (page.url, page.canonical) if url and (slug := _slug(url))}
    placed = [
        (rank, far, node)
        for node in nodes
        if (rank := _rank(node)) is not None and (far := _distance(node, own, page.title)) < STRANGE
    ]
    return [node for _, _, node in sorted(placed, key=lambda place: place[:2])]


def _blocks(page: Page) -> list[str]:
    return [script.text or "" for script in page.named["script"] if "ld+json" in (script.get("type") or "")]


def read_breadcrumb(page: Page) -> list[str]:
    """The names of the first breadcrumb's steps, the deepest first; the first step is the home page."""
    blocks = (block for block in _blocks(page) if "BreadcrumbList" in block)
    nodes = (node for block in blocks for node in walk(parse(block)) if "BreadcrumbList" in types(node))
    steps = next((steps for node in nodes if isinstance(steps := node.get("itemListElement"), list)), [])
    names = (strings(step, "name", "item") for step in steps[1:])
    return [name[0] for name in names if name][::-1]


def parse(block: str) -> Any:
    """The value of a block. Mends raw newlines, trailing commas, comments, CDATA and HTML-escaped quotes.

    >>> parse('<!-- {"headline": "Panen\\nraya", } -->')
    {'headline': 'Panen\\nraya'}
    >>> parse('{&quot;headline&quot;: &quot;Panen raya&quot;}')
    {'headline': 'Panen raya'}
    """
    for mend in (str, _unwrap, _strip, _unescape):
        block = mend(block)
        try:
            return json.loads(block, strict=False)
        except ValueError:
            continue
        except RecursionError:
            return None
    return _salvage(block)


def _salvage(block: str) -> Node:
    """The few fields that matter, from a block that is beyond mending; the first of each counts."""
    node: Node = {}
    for key, value in PAIR.findall(block):
        if key != "@type" or value in ARTICLES:
            node.setdefault(key, value.replace('\\"', '"').replace("\\/", "/"))
    return node


def _unwrap(block: str) -> str:
    return WRAPPING.sub("", WRAPPING.sub("", block))


def _strip(block: str) -> str:
    head, end, tail = block.rpartition("*/")  # no comment ends in the tail: there is none to look for
    return TRAILING_COMMA.sub("", COMMENT.sub("", head + end) + LINE_COMMENT.sub("", tail))


def _unescape(block: str) -> str:
    return unescape(block) if '"' not in block else block


def walk(value: Any, depth: int = 0) -> Iterator[Node]:
    """The objects of a block: arrays, ``@graph`` and ``mainEntity`` opened, other stories left closed."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            yield from walk(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key, part in value.items():
            if isinstance(part, (dict, list)) and key not in OTHERS:
                yield from walk(part, depth + 1)


def types(node: Node) -> frozenset[str]:
    """The node's types without the vocabulary's address."""
    named = node.get("@type")
    return frozenset(str(name).rpartition("/")[2] for name in (named if isinstance(named, list) else [named]))


def _rank(node: Node) -> int | None:
    named = types(node)
    described = (
        node.get("headline") or node.get("name") or node.get("datePublished") or node.get("uploadDate")
    )
    return next((rank for rank, kinds in enumerate(RANKS) if named & kinds and described), None)


def _distance(node: Node, own: set[str], title: str) -> int:
    """0 the node names this page's address, 1 it names none, 2 (``STRANGE``) another story's."""
    named = [node.get("mainEntityOfPage"), node.get("url"), node.get("@id")]
    slugs = {slug for value in named for url in strings(value, "@id", "url") if (slug := _slug(url))}
    if not slugs or not own:
        return 1
    if slugs & own:
        return 0
    headline = strings(node.get("headline"))
    return 1 if headline and headline[0] in title else STRANGE


def _slug(url: str) -> str:
    """The last part of the path that is not a page number: it stays where host, AMP or paging differ."""
    try:
        parts = urlsplit(url).path.split("/")
    except ValueError:
        return ""
    return next((part.lower() for part in reversed(parts) if len(part) > 3), "")


def strings(value: Any, *keys: str, depth: int = 0) -> list[str]:
    """The strings that a value holds: itself, those of a list, or those under ``keys`` of an object.

    >>> strings([{"name": "Dewi Lestari"}, "Budi Hartono"], "name")
    ['Dewi Lestari', 'Budi Hartono']
    """
    if isinstance(value, str):
        return [text] if (text := squeeze(unescape(value))) else []
    if depth > DEEPEST:
        return []
    if isinstance(value, list):
        return [text for part in value for text in strings(part, *keys, depth=depth + 1)]
    if isinstance(value, dict):
        return next((found for key in keys if (found := strings(value.get(key), *keys, depth=depth + 1))), [])
    return []


def read_fields(nodes: list[Node]) -> Found:
    """(field, raw string) of each node in turn."""
    for node in nodes:
        for field, (keys, inner) in FIELDS.items():
            found = next((texts for key in keys if (texts := strings(node.get(key), *inner))), [])
            yield from ((field, text) for text in found)
        yield from (("authors", name) for name in _people(node.get("author") or node.get("creator")))
        yield from (("editors", name) for name in _people(node.get("editor")))
        yield from _keywords(node)


def _people(value: Any) -> list[str]:
    """Names, without those of organisations: a desk or the outlet itself is no writer."""
    listed = value if isinstance(value, list) else [value]
    return strings(
        [one for one in listed if not isinstance(one, dict) or "Organization" not in types(one)], "name"
    )


def _keywords(node: Node) -> Found:
    """Tags; liputan6 puts its section and editor among them (``Tekno:Telko``, ``Editor:Iskandar``)."""
    for text in strings(node.get("keywords"), "name"):
        label, colon, name = text.partition(":")
        if label == "Editor":
            yield "editors", name
        elif not colon:
            yield "tags", text


def read_kind(nodes: list[Node]) -> str | None:
    """``article``, ``photo`` or ``video`` by the type of the best node; None where there is none."""
    named = next((types(node) for node in nodes if types(node) & (ARTICLES | GALLERIES | VIDEOS)), None)
    if named is None:
        return None
    return "article" if named & ARTICLES else "photo" if named & GALLERIES else "video"


def read_article_body(nodes: list[Node]) -> list[str]:
    """The lines of the first ``articleBody``, markup taken out."""
    body = next(
        (text for node in nodes if isinstance(text := node.get("articleBody"), str) and text.strip()), ""
    )
    body = re.sub(r"<(?:/p|br\s*/?|/div|/h\d)>", "\n", unescape(body))
    return [line for part in re.sub(r"<[^<>]*>", "", body).splitlines() if (line := squeeze(part))]


FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "headline": (("headline", "name"), ()),
    "published_at": (("datePublished", "uploadDate"), ("@value",)),
    "modified_at": (("dateModified",), ("@value",)),
    "section": (("articleSection",), ("name",)),
    "lead_image": (("image", "thumbnailUrl"), ("url", "contentUrl")),
    "language": (("inLanguage",), ("alternateName", "name")),
}
