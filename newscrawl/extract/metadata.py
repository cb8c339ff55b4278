"""What a page says of itself in meta tags, microdata, ``__NEXT_DATA__`` and its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from newscrawl.boxes import is_small
from newscrawl.extract.jsonld import strings
from newscrawl.extract.page import Element, Page, squeeze, text_of, within, xpath

Found = Iterator[tuple[str, str]]

# in order of trust: names of Open Graph, of kompas and Promedia (content_*), detik (dtk:*), JPNN and others
META_NAMES = {
    "headline": "og:title twitter:title headline dc.title title",
    "published_at": "article:published_time content_publisheddate dtk:publishdate publishdate pubdate "
    "datepublished jpnncom_news_pubdate date dc.date.issued parsely-pub-date publish-date publish_date",
    "modified_at": "article:modified_time og:updated_time datemodified lastmod dc.date.modified",
    "authors": "content_author dtk:author jpnncom_news_author article:author author dc.creator",
    "editors": "content_editor dtk:editor editor",
    "section": "article:section content_category articlesection section parsely-section kanal",
    "tags": "content_tags dtk:keywords article:tag news_keywords keywords parsely-tags",
    "lead_image": "og:image og:image:url twitter:image twitter:image:src thumbnailurl image",
    "language": "og:locale content-language language",
}
META_FIELDS = {field: tuple(names.split()) for field, names in META_NAMES.items()}


def read_meta(page: Page) -> Found:
    """(field, raw string) of every known meta tag, the most trusted name first."""
    meta = page.meta
    for field, names in META_FIELDS.items():
        for name in names:
            yield from ((field, content) for content in meta.get(name, ()))


ITEMPROP = xpath("//*[@itemprop]")
ITEMPROP_FIELDS = {
    "headline": "headline",
    "datepublished": "published_at",
    "datemodified": "modified_at",
    "author": "authors",
    "editor": "editors",
    "articlesection": "section",
    "keywords": "tags",
    "inlanguage": "language",
}


HATOM = xpath("//abbr[@class='published']/@title")


def read_microdata(page: Page) -> Found:
    """(field, raw string) of itemprop elements; a date gives its machine form first, then what it prints.

    A lone ``abbr`` of the microformat hAtom (Blogger) dates the page as well.
    """
    published = set(HATOM(page.root)) if b"abbr" in page.source else set()
    if len(published) == 1:
        yield "published_at", published.pop()
    is_related = within(_is_related)
    for element in ITEMPROP(page.root) if b"itemprop" in page.source else ():
        fields = [ITEMPROP_FIELDS.get(name) for name in element.get("itemprop").lower().split()]
        if element.tag == "meta" or not any(fields) or is_related(element):
            continue
        texts = [
            element.get("datetime"),
            element.get("content"),
            text_of(element) if is_small(element) else "",
        ]
        yield from ((field, squeeze(text)) for field in fields if field for text in texts if text)


def _is_related(box: Element) -> bool:
    return "relatedLink" in (box.get("itemprop") or "")


NEXT_KEYS = {
    "headline": ("title", "headline", "judul"),
    "published_at": (
        "published_at",
        "publishedAt",
        "datePublished",
        "publish_date",
        "publishDate",
        "published_date",
        "date",
    ),
    "modified_at": ("updated_at", "updatedAt", "dateModified", "modified_at"),
    "authors": ("authors", "author", "writer", "writers", "reporter", "penulis"),
    "editors": ("editors", "editor"),
    "section": ("category", "section", "kanal", "rubrik"),
    "tags": ("tags", "tag", "keywords"),
    "lead_image": ("image", "cover", "thumbnail", "featured_image"),
}
NEXT_BODIES = ("content", "body", "articleBody", "content_html", "text", "isi")
LEAST_BODY = 200  # characters; the teaser of a related story stays below, a stored body above
DEEPEST = 15


def read_next(page: Page) -> tuple[list[tuple[str, str]], str | None]:
    """(field, raw string) pairs and the body's HTML of the article in ``__NEXT_DATA__``, known by its shape.

    The object with a title, a date and the longest body is the article, wherever a site keeps it.
    """
    block = next((each.text for each in page.named["script"] if each.get("id") == "__NEXT_DATA__"), None)
    try:
        stored = json.loads(block, strict=False) if block else None
    except (ValueError, RecursionError):
        return [], None
    articles = [
        (body, node) for node in _objects(stored) if (body := _next_body(node)) and _next(node, "headline")
    ]
    if not articles:
        return [], None
    body, node = max(articles, key=lambda pair: len(pair[0]))
    return [(field, text) for field in NEXT_KEYS for text in _next(node, field)], body


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [(value, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            yield value
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if depth < DEEPEST:
            waiting.extend((part, depth + 1) for part in parts)


def _next_body(node: dict[str, Any]) -> str | None:
    bodies = [
        text for key in NEXT_BODIES if isinstance(text := node.get(key), str) and len(text) >= LEAST_BODY
    ]
    return max(bodies, key=len, default=None)


def _next(node: dict[str, Any], field: str) -> list[str]:
    keys = (strings(node.get(key), "name", "title", "rendered", "url", "src") for key in NEXT_KEYS[field])
    return next((texts for texts in keys if texts), [])
