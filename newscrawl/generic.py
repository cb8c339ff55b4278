"""Find the body on a page of an outlet that no seed knows."""

from __future__ import annotations

from lxml.html import HtmlElement


def find_body(root: HtmlElement, headline: str | None) -> tuple[list[HtmlElement], float]:
    best = max(
        (e for e in root.iter("div", "article", "td", "section", "p", "span")),
        key=lambda e: sum(
            len(t.strip()) for t in e.xpath("./text()|./p//text()[not(ancestor::a)]|./strong/text()")
        ),
        default=None,
    )
    return ([best], 0.5) if best is not None else ([], 0.0)
