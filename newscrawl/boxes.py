"""Boxes: elements inside a body that are no part of the story, known by their tag, class or id."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "svg",
        "math",
        "object",
        "video",
        "audio",
        "canvas",
        "map",
        "select",
        "textarea",
        "input",
        "dialog",
        "amp-ad",
        "amp-iframe",
        "amp-embed",
        "amp-sidebar",
        "amp-analytics",
        "amp-youtube",
        "amp-video",
        "amp-sticky-ad",
    ]
)
TAGS = {
    **dict.fromkeys(SILENT, "script"),
    **dict.fromkeys(["figure", "figcaption", "amp-img"], "caption"),
    **dict.fromkeys(["nav", "aside", "footer", "header", "button"], "navigation"),
    **dict.fromkeys(["amp-instagram", "amp-twitter", "amp-facebook"], "embed"),
    "amp-social-share": "share",
    "h1": "headline",
    "ins": "advertisement",
}
INLINE = frozenset(["a", "b", "strong", "i", "em", "u", "font", "small", "sup", "sub", "br"])
CLASS = re.compile(
    r"(?P<embed>twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|\bwp-block-embed)"
    r"|(?P<related>baca[-_]?(?:juga|artikel|lainnya)|\blinksisip|\blihatjg|inline[-_]related"
    r"|related[-_]?(?:post|news|article|content|stor|box)|\b(?:artikel|berita)[-_]*(?:terkait|lain)|\bterkait\b"
    r"|\brecommend|other[-_]article|\bread[-_]?(?:also|more|terkait)|kcm-read-terkait|\bkompasidrec|\bartikelbox|\byarpp|\bcrp_"
    r"|\bjp-relatedposts|\brekomendasi)"
    r"|(?P<caption>\bwp-caption|caption\b|\bphoto-?credit|\bpic_artikel)"
    r"|(?P<advertisement>(?:^|[\s_-])(?:ads?|adv|iklan)(?:[\s_-]|$|\d)|adsbygoogle|\badvert|\bads-|parallax|paradetail"
    r"|flying-carpet|\btaboola|\bmgid|\bbanner)"
    r"|(?P<share>\bshar(?:e|ing|edaddy)\b|\bshare[-_]|[-_]share\b|\bsocial|addtoany|\bbagikan)"
    r"|(?P<comments>\bcomments?\b|\brespond\b|\bkomentar\b|\bdisqus)"
    r"|(?P<tags>\btags?\b|\btag-?(?:list|cloud)|[-_]tags?\b|\btagcloud)"
    r"|(?P<page_links>\bpag(?:ing|ination)\b|page-links?\b|[-_]pag(?:ing|ination)\b|long-nav)"
    r"|(?P<promotion>newsletter|\bsubscri|\bgnews|google-?news|\bwhatsapp|\btelegram)"
)
# a class rule of these takes the whole box, however long
CERTAIN = frozenset(["caption", "embed", "comments"])
HEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])
LEAD = re.compile(r"(?:\S+ ){7,}\S*[^\W\d_][.!?][\"”'’)]?")  # 8 words and a full stop
PICTURES = ("img", "amp-img")
FRAMES = frozenset(["div", "table", "center", "li"])
LONGEST_CAPTION = 250  # letters; the longest caption of the development pages has 204
MOST_PROSE = 300  # letters outside links; a longer box was left open (jpnn's baca-juga) and holds the story
ENOUGH_PICTURES = 8
MOST_NODES = 5000
FIRST_PARTS = 16  # elements of a teaser up to its heading: a picture in links and frames
FEW_NODES = 40  # decide nearly every box; of a larger one all that is inside is counted once

Counted = dict[HtmlElement, int]
"""Letters outside links of the large elements of a tree; one for each walk over it."""

MOST_PARTS = 100  # elements in a box that prints one line; those of the development pages have up to 13
MOST_LETTERS = 5000  # in its source, with the white space that indents it; there up to 232


def box_rule(element: HtmlElement, counted: Counted | None = None) -> str | None:
    """The rule that leaves an element out of the body, or None.

    A walk over a tree gives all its calls one ``counted``, so that boxes in boxes are counted once.

    >>> from lxml.html import fromstring
    >>> box_rule(fromstring('<div class="jnews_inline_related_post"><a href="/x">Judul</a></div>'))
    'related'
    """
    if (element.tag == "figure" and _is_table(element)) or (element.tag == "header" and _holds_lead(element)):
        return None
    counted = {} if counted is None else counted
    if rule := TAGS.get(element.tag):
        return rule
    if element.tag in INLINE:
        return None
    if element.tag == "article" and _is_teaser(element, counted):
        return "related"
    if element.tag in FRAMES and _is_picture(element, counted):
        return "caption"
    names = " ".join(filter(None, (element.get("class"), element.get("id")))).lower()
    match = CLASS.search(names) if names else None
    hidden = "display:none" in (element.get("style") or "").replace(" ", "").lower()
    rule = match.lastgroup if match else "hidden" if hidden else None
    if (
        rule is None
        or (element.tag == "span" and rule == "tags")
        or (rule not in CERTAIN and _longer(element, MOST_PROSE, counted))
    ):
        return None
    return rule.replace("_", "-")


def _is_table(figure: HtmlElement) -> bool:
    """Whether a figure frames a table, as block editors write it, and not a picture laid out in one."""
    tags = [node.tag for node in islice(figure.iter("table", "figure", *PICTURES), 1, 3)]
    return tags[:1] == ["table"] and not set(tags) & set(PICTURES)


def _holds_lead(header: HtmlElement) -> bool:
    """Whether a header holds the headline and, in a paragraph, the first sentence of the story."""
    if not is_small(header) or next(header.iter("h1"), None) is None:
        return False
    return any(LEAD.fullmatch(" ".join("".join(node.itertext()).split())) for node in header.iter("p"))


def _is_teaser(article: HtmlElement, counted: Counted) -> bool:
    """Whether an article opens with a heading that links to another page, and says little else."""
    if not is_small(article) or _longer(article, MOST_PROSE, counted):
        return False
    heading = next((node for node in islice(article.iter(), FIRST_PARTS) if node.tag in HEADINGS), None)
    link = None if heading is None else next(heading.iter("a"), None)
    return link is not None and not (link.get("href") or "#").startswith("#")


def _is_picture(element: HtmlElement, counted: Counted) -> bool:
    """A picture and a few words in a box of their own; words right behind the picture may be the story."""
    pictures = 0
    for number, node in enumerate(element.iter(*PICTURES, "p", *FRAMES)):
        if node.tag in FRAMES:
            if number > MOST_PARTS:
                return False
            continue
        if node.tag == "p" or (node.tail or "").strip():
            return False
        pictures += 1
        if pictures == ENOUGH_PICTURES:
            break
    return pictures > 0 and not _longer(element, LONGEST_CAPTION, counted)


def _longer(element: HtmlElement, limit: int, counted: Counted) -> bool:
    """Whether the letters outside links exceed a limit; so does a box of very many elements."""
    letters = 0
    for number, node in enumerate(element.iter()):
        if number == FEW_NODES:
            if element not in counted:
                _count(element, counted)
            return counted[element] > limit
        letters += _own(node)
        if node.tail and node is not element:
            letters += len(node.tail.strip())
        if letters > limit:
            return True
    return False


def _own(node: HtmlElement) -> int:
    """Letters in front of an element's first child, where they are shown and no link's."""
    shown = node.text and node.tag not in SILENT and isinstance(node.tag, str) and node.tag != "a"
    return len(node.text.strip()) if shown else 0


def _count(element: HtmlElement, counted: Counted) -> None:
    """Count the letters of an element, and of each large one inside it, in one walk."""
    letters = nodes = 0
    before: list[tuple[int, int]] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event != "end":
            before.append((letters, nodes))
            letters, nodes = letters + _own(node), nodes + 1
        if event != "start":
            first, number = before.pop()
            if (inside := nodes - number - 1) >= FEW_NODES or node is element:
                counted[node] = letters - first if inside <= MOST_NODES else MOST_LETTERS
            letters += len((node.tail or "").strip())


def is_small(box: HtmlElement) -> bool:
    """Whether a box may print one line; of a large one no more is read than that takes."""
    letters = 0
    for number, node in enumerate(box.iter()):
        if isinstance(node.tag, str) and node.tag not in ("script", "style", "noscript"):
            letters += len(node.text or "")
        letters += len(node.tail or "") if node is not box else 0
        if number > MOST_PARTS or letters > MOST_LETTERS:
            return False
    return True
