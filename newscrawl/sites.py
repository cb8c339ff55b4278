"""What a site calls itself and which addresses are its own: headlines and URLs are cleaned by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from newscrawl.types import Capture, Outlet
from newscrawl.urls import normalise_url

DIRECTIONS = re.compile("[\u061c\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the order of letters around; in Indonesian they only disguise what is written."""

SPACE = re.compile(r"[\s\u00ad\u200b\u200e\u200f\ufeff]+")
PAGE = re.compile(
    r"[\s\-–—|,(]+(?:halaman|hal\.?|page)\s*(?:\d{1,2}(?:\s*(?:/|dari|of)\s*\d{1,2})?|all)\)?\s*$", re.I
)  # " - Halaman all", " Halaman 2", " (Halaman 1/3)"
TAIL = re.compile(r"\s+(?:[-–—|•»]|::)\s+(?!.*\s(?:[-–—|•»]|::)\s)(.+)$")  # the last " - Kompas.com"
HEAD = re.compile(r"^([^:|\s]+(?:\s[^:|\s]+)?)\s*[:|]\s+(?=\S)")  # "KapanLagi.com: "
LONGEST = 1000  # characters of a headline; honest ones stay below 200
SECOND_LEVELS = frozenset(
    ("ac", "biz", "co", "com", "desa", "go", "my", "net", "or", "org", "sch", "web")
)  # of kabar.co.id


def clean(text: str) -> str:
    if "&" in text:
        text = unescape(unescape(text))
    return " ".join(text.split()) if text.isascii() else SPACE.sub(" ", DIRECTIONS.sub("", text)).strip()


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


@dataclass(frozen=True, slots=True)
class Site:
    """What a page's outlet calls itself, and the domains that are its own."""

    names: tuple[str, ...]
    brand: str
    domains: frozenset[str]

    @classmethod
    def of(cls, capture: Capture, outlet: Outlet) -> Site:
        host = urlsplit(capture.url).hostname or ""
        hosts = [*(place.partition("/")[0] for place in outlet.hosts), host]
        domains = frozenset(domain(each) for each in hosts if each)
        brands = {each.partition(".")[0] for each in domains}
        names = tuple(name for name in (outlet.name, host.removeprefix("www."), *domains, *brands) if name)
        return cls(names, domain(host).partition(".")[0], domains)

    def is_name(self, text: str, *, loosely: bool) -> bool:
        """Whether a text is the site's name; ``loosely`` with a channel or a word such as Online beside."""
        folded = letters(text)
        if folded in {letters(name) for name in self.names}:
            return True
        return loosely and len(self.brand) > 2 and len(text.split()) <= 3 and letters(self.brand) in folded


def domain(host: str) -> str:
    """The registered domain of a host.

    >>> domain("nasional.republika.co.id"), domain("jabar.kabar.id")
    ('republika.co.id', 'kabar.id')
    """
    labels = host.lower().split(".")
    return ".".join(labels[-3 if len(labels) > 2 and labels[-2] in SECOND_LEVELS else -2 :])


def trim_headline(headline: str, site: Site, *, loosely: bool) -> str:
    """The headline without the site's name and without page numbers."""
    headline = headline[:LONGEST]
    while True:
        trimmed = PAGE.sub("", headline)
        tail, head = TAIL.search(trimmed), HEAD.match(trimmed)
        if tail and site.is_name(tail[1], loosely=loosely):
            trimmed = trimmed[: tail.start()]
        elif head and site.is_name(head[1], loosely=False):
            trimmed = trimmed[head.end() :]
        if trimmed in ("", headline):
            return headline
        headline = trimmed.strip()


def absolute(base: str, link: str) -> str | None:
    """An http(s) URL without fragment; mends the doubled scheme of ``http:http://``."""
    link = re.sub(r"^(?:https?:)(?=(?:https?:)?//\S+$)(?=https?:)", "", clean(link))
    try:
        url = urldefrag(urljoin(base, link)).url
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def identify(address: str, canonical: str | None, headline: str, outlet: Outlet) -> str:
    """The normalised URL: of the canonical one where it surely means this article, else of the address.

    Templates are seen that name another article as canonical: taking their word would merge the two.
    """
    if canonical and (not address.startswith("http") or _is_same(address, canonical, headline)):
        address = canonical
    try:
        return normalise_url(address, outlet.paging)
    except ValueError:
        return address  # a saved file that names no address


def _is_same(address: str, canonical: str, headline: str) -> bool:
    """Whether two addresses share an id, or half the canonical slug is in the other or the headline."""
    if set(re.findall(r"\d{5,}", canonical)) & set(re.findall(r"\d{5,}", address)):
        return True
    words = _words(urlsplit(canonical).path)
    slug = _words(urlsplit(canonical).path.rstrip("/").rpartition("/")[2]) or words
    return bool(slug) and len(slug & (_words(urlsplit(address).path) | _words(headline))) * 2 >= len(slug)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{3,}", text.casefold()))
