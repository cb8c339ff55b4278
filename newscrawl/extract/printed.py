"""What the page prints, where nothing better spoke: the headline and the date near it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from newscrawl.boxes import is_small
from newscrawl.extract.near import HOME, after, before
from newscrawl.extract.page import Element, Page, squeeze, text_of, xpath
from newscrawl.sites import domain, letters

HEADINGS = ("h1", "h2", "h3")
HOLDING = xpath(
    "//body//*[not(self::a or self::script or self::option)][contains(normalize-space(text()), $claim)]"
)
LABEL = re.compile(r"^[\w ]{3,20}: $")  # "In Picture: ", "FOTO: "
TITLE_TAIL = re.compile(r"\s+(?:[-|–—»]|::)\s+[^-|–—»]{2,40}$")  # " - Kompas.com", " | Republika Online"
TITLE_HEAD = re.compile(r"([^-|–—»:]{2,40}?)\s+(?:[-|–—»]|::)\s+(?=\S)")  # "Kabar Kita Online - "
WORD = re.compile(r"[^\W\d_]{2,}")
LEAST_SHARED = 3  # words of an address that repeats the headline; fewer are shared by chance
MOST_CLAIMS = 24  # looked for in elements of any kind, each in the whole page; honest pages make up to 4
LEAST_HEADLINE = 15  # characters; channel names ("Regional", "Liga Indonesia") stay below, headlines above

DATE = re.compile(
    r"(?<![(\d/])(?:\d{1,2}\s*(?:[-/. ]\s*\d{1,2}|[-/. ]?\s*[A-Za-z]{3,9})\s*[-/., ]+\s*\d{2,4}"
    r"|\d{4}[-/]\d\d[-/]\d\d|[A-Za-z]{3,9}\.?\s*\d{1,2}(?:st|nd|rd|th)?\s*,\s*\d{4})(?![\d)])"
    r"|^\s*[A-Za-z'’]{4,6},?\s*\(\d{1,2}/\d{1,2}/\d{2,4}\)\W*\d{1,2}[:.]\d\d(?:\s*WI(?:B|TA|T))?\s*$",
    re.IGNORECASE,
)  # 2 November 2023, 02/11/2023, 2023-11-02, November 2, 2023; "(2/11/2023)" is a sentence's but in "Kamis (2/11/23) 20.59 WITA"
CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")  # 20:59, 20.59
AGO = re.compile(
    r"^\s*(?:\d+|se)\s*(?:detik|menit|jam|hari|minggu|pekan)\s+(?:yang\s+)?lalu\s*$", re.IGNORECASE
)  # 2 jam yang lalu
LONGEST_DATE = (
    120  # characters: "Kompas.com - 02/11/2023, 21:34 WIB" has 34, the shortest sentence with a date more
)
TEXTS_AFTER, TEXTS_BEFORE = 60, 30  # the date stands 1-12 texts from the headline on the development pages


def find_headline(page: Page, claims: Sequence[str]) -> tuple[Element | None, str | None]:
    """The element that prints one of the claimed headlines, and its text; an h1 where nothing is claimed.

    Claims are what structured data, og:title and the title tag say; pages put their channel's name in an h1,
    so a heading counts when a claim backs it; where none does, the h1 nearest in words, or the heading that
    the address repeats. The site's name is no headline, whatever claims it.
    """
    wanted = [fold(claim) for claim in claims]
    for level in HEADINGS:
        headings = [(element, text, fold(text)) for element, text in _headings(page, level)]
        for backs in (str.__eq__, _holds, _is_cut):
            for claim in wanted:
                for element, text, folded in headings:
                    if backs(claim, folded):
                        return element, text
    labelled = _find_labelled(page, claims)
    if labelled[0] is not None:
        return labelled
    likely = _find_likely(page, wanted)
    return likely if likely[0] is not None else _find_addressed(page)


def _headings(page: Page, *levels: str) -> Iterator[tuple[Element, str]]:
    """The first headings of the given levels, with their text, without the site's name."""
    brand = brand_of(page.url)
    for element in islice(page.root.iter(*levels), 50):
        text = text_of(element) if is_small(element) else ""
        if text and not (is_brand(text, brand) or _is_home_link(element)):
            yield element, text


def _holds(claim: str, heading: str) -> bool:
    """Whether the claim is the heading with more around it: ``… - Kabar Kita``."""
    return len(heading) >= LEAST_HEADLINE and heading in claim


def _is_cut(claim: str, heading: str) -> bool:
    """Whether the claim is the heading's beginning: JSON-LD headlines are often cut at 110 characters."""
    start = claim.rstrip(". …")
    return len(start) >= LEAST_HEADLINE and heading.startswith(start) and (start != claim or len(claim) > 100)


def _find_labelled(page: Page, claims: Sequence[str]) -> tuple[Element | None, str | None]:
    """A headline in an element of no heading kind, perhaps with a label: ``In Picture: Warga Panen Raya``."""
    brand = brand_of(page.url)
    long = (claim for claim in claims if len(claim) >= LEAST_HEADLINE and not is_brand(claim, brand))
    for claim in islice(long, MOST_CLAIMS):
        for element in HOLDING(page.root, claim=claim):
            text = text_of(element) if is_small(element) else ""
            if text == claim or (text.endswith(claim) and LABEL.match(text[: -len(claim)])):
                return element, text
    return None, None


def _find_likely(page: Page, wanted: Sequence[str]) -> tuple[Element | None, str | None]:
    """The h1 that shares most words with a claim, half of its own or more; any long h1 if none is made."""
    claimed = [set(claim.split()) for claim in wanted if len(claim) >= LEAST_HEADLINE]
    best: tuple[float, Element | None, str | None] = (0.0, None, None)
    for element, text in _headings(page, "h1"):
        words = set(fold(text).split())
        share = max((len(words & claim) / max(1, len(words)) for claim in claimed), default=0.5)
        if len(text) >= LEAST_HEADLINE and share > best[0]:
            best = (share, element, text)
    return best[1:] if best[0] >= 0.5 else (None, None)


def _find_addressed(page: Page) -> tuple[Element | None, str | None]:
    """The heading without a link that holds nearly all words of the page's address, and few others."""
    name = page.url.rstrip("/").rpartition("/")[2].partition(".")[0]
    slug = set(WORD.findall(name.casefold()))
    for element, text in _headings(page, *HEADINGS) if len(slug) >= LEAST_SHARED else ():
        words = set(WORD.findall(text.casefold()))
        shared = len(words & slug)
        if shared >= 0.8 * len(slug) and shared >= 0.5 * len(words) and not _is_linked(element):
            return element, text
    return None, None


def _is_linked(element: Element) -> bool:
    return element.find(".//a[@href]") is not None or next(element.iterancestors("a"), None) is not None


def _is_home_link(element: Element) -> bool:
    """Whether a heading is but a link to the home page: the site's logo."""
    links = [*islice(element.iter("a"), 2), *islice(element.iterancestors("a"), 1)]
    return len(links) == 1 and bool(HOME.fullmatch(links[0].get("href") or "#"))


def brand_of(url: str) -> str:
    """What a site's domain calls it: ``kabarkita`` of https://www.kabarkita.co.id/."""
    return domain(urlsplit(url).hostname or "").partition(".")[0]


def is_brand(text: str, brand: str) -> bool:
    """Whether a text is the site's name, perhaps with a word such as Online beside it."""
    return len(brand) > 3 and len(text.split()) <= 3 and brand in letters(text)


def trim_title(title: str, brand: str) -> str:
    """A title tag without the outlet's name at its end or beginning.

    >>> trim_title("Warga Sumedang Panen Raya - Kompas.com", "kompas")
    'Warga Sumedang Panen Raya'
    >>> trim_title("Kabar Kita Online | Warga Sumedang Panen Raya", "kabarkita")
    'Warga Sumedang Panen Raya'
    """
    head = TITLE_HEAD.match(title)
    if head and is_brand(head[1], brand):
        return title[head.end() :]
    trimmed = TITLE_TAIL.sub("", title)
    return trimmed if len(trimmed) >= LEAST_HEADLINE else title


def longer_rest(title: str) -> str:
    """What follows a shorter first part, which may be the outlet's name; empty where nothing does.

    >>> longer_rest("Suara Banua - Warga Tabalong Panen Raya"), longer_rest("Warga Panen Raya - Suara Banua")
    ('Warga Tabalong Panen Raya', '')
    """
    head = TITLE_HEAD.match(title)
    rest = title[head.end() :] if head else ""
    return rest if head and len(rest.split()) > len(head[1].split()) else ""


def fold(text: str) -> str:
    """Text for comparison: case, quotes and white space evened out."""
    return squeeze(re.sub(r"[“”„\"‘’'`´]", "'", text)).casefold()


def find_dates(headline: Element | None) -> list[str]:
    """Strings with a date near the headline: those with a clock first, what follows before what precedes."""
    if headline is None:
        return []
    near = [*islice(after(headline), TEXTS_AFTER), *islice(before(headline), TEXTS_BEFORE)]
    dated = [line for text, parent in near if (line := _dated(text, parent))]
    clocked = [line for line in dated if CLOCK.search(line)]
    ago = [squeeze(text) for text, _ in near[:TEXTS_BEFORE] if AGO.match(text)]
    return [*clocked[:3], *dated[:2], *ago[:1]]


def _dated(text: str, parent: Element) -> str | None:
    """The line around a date: its box's whole text where the clock stands in a node of its own."""
    if len(text) > LONGEST_DATE or not DATE.search(text):
        return None
    if not CLOCK.search(text):
        for box in (parent, parent.getparent()):
            if box is None or not is_small(box):
                break
            if len(line := text_of(box)) <= LONGEST_DATE and CLOCK.search(line):
                return line
    return squeeze(text)
