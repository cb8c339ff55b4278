"""A capture, parsed once: its text, its tree and its meta tags, shared by every reader of fields."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Any, TypeAlias, cast
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from parsel.csstranslator import HTMLTranslator
from parsel.selector import create_root_node
from w3lib.encoding import html_to_unicode

from newscrawl.types import Capture, NotAnArticle

Element: TypeAlias = html.HtmlElement

FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00")
XML_ROOT = re.compile(rb"^(?:<\?[^>]*>|<!--.*?-->|\s)*+<(?:rss|feed|urlset|sitemapindex|rdf)\b", re.S | re.I)
TAG = re.compile(r"<[a-zA-Z!/]")
# 80,000 attributes in one tag keep libxml2 busy for 40 s (it compares each with all before it), 500 for
# 0.2 ms; the longest honest tag of the development pages has 31
MOST_ATTRIBUTES = 500
LONG_RUN = re.compile(r"<[a-zA-Z][^<]{4096,}+")
WINDOW = 2048
LONG_TAG = re.compile(
    r"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*'|["']){4096,}+"""
)  # <a title="a > b" x1 x2 x3 ...
ATTRIBUTE = re.compile(r"""\s[^\s"'=<>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']*))?""")  # title="a > b"
NAMED = ("a", "link", "meta", "script", "title")
NAME = re.compile(r"[.#]([\w-]+)")  # div.read__content, #article
QUOTED = re.compile(r"\[[^\]]*\]")  # meta[name="dc.date"]
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")  # XPath takes none of them as a value
# lxml's iterwalk takes quadratic time for many comments or instructions in a row
PARSER = cast(type[etree.HTMLParser], partial(etree.HTMLParser, remove_comments=True, remove_pis=True))
UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")


@dataclass(frozen=True)
class Page:
    """A parsed page. ``text`` is its source as decoded; ``root`` the lxml tree that parsel built from it."""

    url: str
    text: str
    body: bytes | None = None
    """The same in UTF-8, where it came so: encoding the text again would cost a seventh of the parse."""

    @cached_property
    def root(self) -> Element:
        """The root element as parsel makes it, of plain lxml elements; readers must not change it.

        The elements of lxml.html look up their class in Python each time: 0.5 ms a page more, for no use.
        """
        return cast(Element, create_root_node("", PARSER, body=self.source.removeprefix(BOM_UTF8)))

    @cached_property
    def source(self) -> bytes:
        """The text in UTF-8."""
        return self.body or self.text.encode()

    @cached_property
    def named(self) -> Mapping[str, list[Element]]:
        """The elements of each tag in ``NAMED`` in document order, gathered in one walk over the tree."""
        found: dict[str, list[Element]] = {tag: [] for tag in NAMED}
        for element in self.root.iter(*NAMED):
            found[element.tag].append(element)
        return found

    @cached_property
    def meta(self) -> Mapping[str, tuple[str, ...]]:
        """Lower-case name, property or itemprop of each meta tag -> its non-empty contents in order."""
        found: dict[str, list[str]] = {}
        for element in self.named["meta"]:
            content = squeeze(element.get("content") or "")
            for name in {element.get("name"), element.get("property"), element.get("itemprop")}:
                if name and content:
                    found.setdefault(name.strip().lower(), []).append(content)
        return {name: tuple(contents) for name, contents in found.items()}

    @cached_property
    def title(self) -> str:
        """The text of the first title tag."""
        return next((text_of(element) for element in self.named["title"]), "")

    @cached_property
    def canonical(self) -> str | None:
        """The absolute address that the page gives as its own (rel=canonical, og:url), if it gives one."""
        named = (link.get("href") or "" for link in self.named["link"] if link.get("rel") == "canonical")
        links = [*named, *self.meta.get("og:url", ())]
        return next((url for link in links if (url := absolute(self.url, link))), None)

    def select(self, css: str) -> list[Any]:
        """Elements or strings that a CSS selector (parsel dialect) finds, in document order.

        A class or id that the source never names cannot match: that is seen 20 times sooner than by XPath.
        """
        find, names = compiled(css)
        return list(find(self.root)) if all(name in self.source for name in names) else []


def read_page(capture: Capture) -> Page:
    """The page of a capture; raises NotAnArticle for a body that is no HTML, or none at all."""
    if not capture.body or capture.body.isspace():
        raise NotAnArticle("empty", "the body has no bytes")
    if _is_foreign(capture):
        raise NotAnArticle("not-html", capture.header("content-type") or "unknown content type")
    text, is_utf8 = decode(capture)
    if not TAG.search(text):
        raise NotAnArticle("not-html", "no tag in the body")
    whole = cut_attributes(text)
    return Page(capture.url, whole, capture.body if is_utf8 and whole is text else None)


def _is_foreign(capture: Capture) -> bool:
    kind = (capture.header("content-type") or "").casefold()
    if kind and not any(word in kind for word in ("html", "xml", "text/plain", "octet-stream")):
        return True
    return capture.body.startswith(FOREIGN) or bool(XML_ROOT.match(capture.body[:2000]))


def decode(capture: Capture) -> tuple[str, bool]:
    """The body as text, and whether it is UTF-8 throughout.

    What reads as UTF-8 is UTF-8, whatever is declared: kapanlagi says iso-8859-1.
    """
    text = capture.body.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    if broken and broken > len(text) - len(text.encode("ascii", "ignore")) - broken:
        text = html_to_unicode(capture.header("content-type"), capture.body, auto_detect_fun=_fallback)[1]
    return text.replace("\x00", "") if "\x00" in text else text, not broken


def _fallback(_: bytes) -> str:
    return "windows-1252"  # what browsers take latin-1 for


def cut_attributes(text: str) -> str:
    """The same text, with the attributes of any tag beyond ``MOST_ATTRIBUTES`` taken out."""
    # a long run leaves some half as long window without "<": that is seen 20 times sooner
    windows = (text[at : at + WINDOW] for at in range(0, len(text) - WINDOW, WINDOW))
    if all("<" in window for window in windows):
        return text
    return LONG_TAG.sub(_cut_tag, text) if any(map(_is_crowded, LONG_RUN.findall(text))) else text


def _is_crowded(run: str) -> bool:
    """Whether a stretch without ``<`` may hold too many attributes; the words of a script are none."""
    if run.startswith(("<script", "<style")) and not LONG_TAG.match(run):
        return False
    return len(run.split()) + run.count("/") > MOST_ATTRIBUTES


def _cut_tag(tag: re.Match[str]) -> str:
    last = next(islice(ATTRIBUTE.finditer(tag[0]), MOST_ATTRIBUTES, None), None)
    return tag[0][: last.start()] if last else tag[0]


def xpath(path: str, smart: bool = False) -> Callable[..., Any]:
    """A compiled XPath: called with an element, it gives the list (or number) that the expression finds.

    ``smart`` strings know the element they come from, at a cost.
    """
    return cast(Callable[..., Any], etree.XPath(path, smart_strings=smart))


@lru_cache(maxsize=4096)
def compiled(css: str) -> tuple[Callable[..., Any], tuple[bytes, ...]]:
    """The compiled XPath of a CSS selector (parsel dialect), and class and id names that a match needs.

    >>> compiled("div.read__content > p#first")[1]
    (b'read__content', b'first')
    """
    needed = (
        ()
        if "," in css or ":not" in css
        else tuple(name.encode() for name in NAME.findall(QUOTED.sub("", css)))
    )
    return xpath(HTMLTranslator().css_to_xpath(css)), needed


def squeeze(text: str) -> str:
    """Text without invisible characters, every run of white space as one space.

    >>> squeeze(" Kamis,\\u00a0 2 November\\n2023 ")
    'Kamis, 2 November 2023'
    """
    line = " ".join((text if text.isascii() else UNSEEN.sub("", text)).split())
    return line if line.isprintable() else CONTROLS.sub("", line)


def text_of(found: Element | str) -> str:
    """The squeezed text of an element (scripts and styles left out) or of a string a selector gave.

    Parts of a heading or paragraph belong together (``<h1><i>Car free day</i>: ...``), those of a box do not.
    """
    return " ".join(lines_of(found))


def lines_of(found: Element | str) -> list[str]:
    """The same by line, where ``<br>`` breaks it: ``Pewarta: Dewi Lestari<br>Editor: Budi Hartono``."""
    if isinstance(found, str):
        return [text] if (text := squeeze(found)) else []
    joint = "" if found.tag in TEXT_TAGS else " "
    texts = joint.join(part if isinstance(part, str) else BREAK for part in TEXTS(found))
    return [line for part in texts.split(BREAK) if (line := squeeze(part))]


def within(is_box: Callable[[Element], bool]) -> Callable[[Element], bool]:
    """A test whether an element stands inside such a box; each box is asked once, however deep the tree."""
    known: dict[Element, bool] = {}

    def test(element: Element) -> bool:
        passed = []
        answer = False
        for box in element.iterancestors():
            if box in known:
                answer = known[box]
                break
            passed.append(box)
            if answer := is_box(box):
                break
        known.update(dict.fromkeys(passed, answer))
        return answer

    return test


def absolute(base: str, link: str) -> str | None:
    """The absolute http address of a link, or None where it is broken or of another kind.

    >>> absolute("https://a.id/b/", "/c"), absolute("https://a.id/", "http://[::1")
    ('https://a.id/c', None)
    """
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


BREAK = "\u2028"  # the line separator, which no page seen prints
TEXT_TAGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "p", "a", "title", "strong", "em", "b", "i"])
TEXTS = xpath(".//text()[not(parent::script or parent::style or parent::noscript)] | .//br")
