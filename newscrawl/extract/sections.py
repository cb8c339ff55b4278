"""Section and tags as printed: labels and links next to the headline, breadcrumbs, tag links behind it."""

from __future__ import annotations

from itertools import islice, takewhile

from lxml import etree

from newscrawl.boxes import is_small
from newscrawl.extract.near import HOME, TEXTS_SIGNED, after, box_of, in_another_article, within_beside
from newscrawl.extract.page import Element, Page, text_of, within, xpath

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


def find_tags(headline: Element | None) -> list[str]:
    """The texts of tag links behind the headline, without those of menus, trending topics and other stories."""
    if headline is None:
        return []
    inside, is_other = within_beside(headline, _is_menu), in_another_article(headline)
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
    inside, in_footer = within_beside(headline, _is_menu), within(lambda box: box.tag == "footer")
    near = takewhile(lambda each: each is not headline, box_of(headline).iter(etree.Element))
    before = [each for each in near if _is_label(each) and not inside(each)]
    before = [each for each in before if each.getparent() is before[-1].getparent()]
    behind = (each for _, each in islice(after(headline), TEXTS_SIGNED) if _is_category(each))
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
