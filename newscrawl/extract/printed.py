"""What the page prints, where nothing better spoke: headline, the date and byline near it, tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, takewhile
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.boxes import is_small
from newscrawl.extract.page import Element, Page, squeeze, text_of, within, xpath
from newscrawl.names import read_credits
from newscrawl.sites import domain, letters

Found = Iterator[tuple[str, str]]

HEADINGS = ("h1", "h2", "h3")
HOLDING = xpath(
    "//body//*[not(self::a or self::script or self::option)][contains(normalize-space(text()), $claim)]"
)
LABEL = re.compile(r"^[\w ]{3,20}: $")  # "In Picture: ", "FOTO: "
TITLE_TAIL = re.compile(r"\s+(?:[-|–—»]|::)\s+[^-|–—»]{2,40}$")  # " - Kompas.com", " | Republika Online"
TITLE_HEAD = re.compile(r"([^-|–—»:]{2,40}?)\s+(?:[-|–—»]|::)\s+(?=\S)")  # "Kabar Kita Online - "
WORD = re.compile(r"[^\W\d_]{2,}")
LEAST_SHARED = 3  # words of an address that repeats the headline; fewer are shared by chance
HOME = re.compile(r"\s*(?:https?://[^/?#]+)?/?(?:index\.(?:php|html?))?\s*")
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
TEXTS_SIGNED = 12  # behind the headline
MOST_CLIMBED = 60  # boxes around the headline
UNREAD = frozenset(("script", "style", "noscript", "figcaption", "option"))
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
TAGS = xpath(
    "following::a[@rel='tag' or contains(@href, '/tag')]"
    "[not(contains(../@class, 'category'))]"
    "[@rel='tag' or contains(../@class, 'tag') or contains(../../@class, 'tag')"
    " or contains(../../../@class, 'tag')]"
)
OTHERS = ("trend", "popul", "related", "terkait")  # in the class of a box that is about other stories
LABELS = frozenset(("kanal", "rubrik", "kategori"))  # class or id of what names the section
CATEGORIES = ("taxonomy-category", "cat-links")  # in the class around links to the article's categories
CRUMB = xpath("(//*[contains(@class, 'crumb')])[1]//a")


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


def fold(text: str) -> str:
    """Text for comparison: case, quotes and white space evened out."""
    return squeeze(re.sub(r"[“”„\"‘’'`´]", "'", text)).casefold()


def find_dates(headline: Element | None) -> list[str]:
    """Strings with a date near the headline: those with a clock first, what follows before what precedes."""
    if headline is None:
        return []
    near = [*islice(_after(headline), TEXTS_AFTER), *islice(_before(headline), TEXTS_BEFORE)]
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


def _after(element: Element) -> Iterator[tuple[str, Element]]:
    """(text, the element it stands in) in document order from an element's end to the page's."""
    node: Element | None = element
    while node is not None and node.getparent() is not None:
        if node.tail and node.tail.strip():
            yield node.tail, node.getparent()
        for sibling in node.itersiblings():
            yield from _within(sibling)
        node = node.getparent()


def _before(element: Element) -> Iterator[tuple[str, Element]]:
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


def find_bylines(page: Page, headline: Element | None) -> Found:
    """(``byline``, credit line) pairs: lines that name a role; where they name no author, also what signs the
    article near its headline: author boxes, else links to an author's page, else what opens with "Oleh".
    """
    opened = [role for role in ROLES if _opens_a_text(role, page.text)]
    texts = (text for role in opened for text in islice(CREDITED(page.root, role=role), 50))
    is_other = _in_another_article(headline)
    own = (text for text in texts if not is_other(text.getparent()))
    lines = list(dict.fromkeys(line for text in own if (line := _credit(text))))
    if headline is not None and not read_credits(lines).authors:
        signed = _signed(headline)
        tried = chain([signed], (find(headline) for find in (_linked, _opening)))
        lines = [*next((found for found in tried if read_credits(found).authors), signed), *lines]
    yield from (("byline", line) for line in dict.fromkeys(lines))


def _in_another_article(headline: Element | None) -> Callable[[Element], bool]:
    """A test whether an element stands in an article element beside the headline's."""
    articles = frozenset(() if headline is None else headline.iterancestors("article"))
    in_article, in_own = within(lambda box: box.tag == "article"), within(articles.__contains__)
    return lambda element: bool(articles) and in_article(element) and not in_own(element)


def _signed(headline: Element) -> list[str]:
    """The texts of author boxes near the headline."""
    return _lines(_near(headline, SIGNED))


def _linked(headline: Element) -> list[str]:
    """The texts of links to an author's page near the headline, as far as they stand together."""
    links = [link for link in _near(headline, AUTHOR_LINKS) if text_of(link)]
    return _lines([link for link in links if link.getparent() is links[0].getparent()])


def _near(headline: Element, find: Callable[[Element], list[Element]]) -> list[Element]:
    inside, is_other = within(_is_foreign), _in_another_article(headline)
    found = (
        element
        for element in find(_box_of(headline))
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
    for text, box in islice(_after(headline), TEXTS_SIGNED):
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


def _box_of(headline: Element) -> Element:
    """The box that holds the headline and the beginning of the text: the nearest with 600 characters."""
    box = headline
    for _ in range(MOST_CLIMBED):
        if box.getparent() is None or len(box.xpath("string()")) >= 600:
            break
        box = box.getparent()
    return box


def find_tags(headline: Element | None) -> list[str]:
    """The texts of tag links behind the headline, without those of menus, trending topics and other stories."""
    if headline is None:
        return []
    inside, is_other = within(_is_menu), _in_another_article(headline)
    links = islice((link for link in TAGS(headline) if not (inside(link) or is_other(link))), 20)
    texts = (text_of(link).lstrip("# ") for link in links)
    return [text for text in dict.fromkeys(texts) if 2 < len(text) < 60]


def _is_menu(box: Element) -> bool:
    name = box.get("class") or ""
    return box.tag == "nav" or any(word in name for word in OTHERS)


def find_section(page: Page, headline: Element | None) -> list[str]:
    """What names the article's section: a link or label next to the headline, the deepest crumbs."""
    near = [] if headline is None else _find_categories(headline)
    links = CRUMB(page.root) if b"crumb" in page.source else []
    is_home = len(links) > 1 and HOME.fullmatch(links[0].get("href") or "#")
    crumbs = links[1:] if is_home else links
    texts = (text_of(element) for element in [*near, *reversed(crumbs[-2:])])
    return [text for text in texts if 0 < len(text) < 40]


def _find_categories(headline: Element) -> list[Element]:
    """The first label right before the headline, the first link right behind it, that of its article's footer."""
    inside, in_footer = within(_is_menu), within(lambda box: box.tag == "footer")
    near = takewhile(lambda each: each is not headline, _box_of(headline).iter(etree.Element))
    before = [each for each in near if _is_label(each) and not inside(each)]
    before = [each for each in before if each.getparent() is before[-1].getparent()]
    behind = (each for _, each in islice(_after(headline), TEXTS_SIGNED) if _is_category(each))
    links = (link for article in islice(headline.iterancestors("article"), 1) for link in article.iter("a"))
    footed = (link for link in links if _is_category(link) and in_footer(link) and not inside(link))
    found = [*before[:1], *islice(behind, 1), *islice(footed, 1)]
    return [each for each in found if is_small(each) and len(each.findall(".//a")) < 2]


def _is_label(element: Element) -> bool:
    return element.get("class") in LABELS or element.get("id") in LABELS or _is_category(element)


def _is_category(link: Element) -> bool:
    """Whether WordPress marks a link as that of the article's category."""
    if link.tag != "a":
        return False
    around = link.getparent().get("class") or ""
    return "category" in (link.get("rel") or "").split() or any(name in around for name in CATEGORIES)
