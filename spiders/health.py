"""Whether an outlet can be crawled now, read from a trial of a few articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newscrawl.types import REASONS, Article
from spiders.failures import explain
from spiders.report import RunReport, format_feeds

CLOSED = ("robots", "robots-unreachable", "crawl-delay-too-long", "unknown-host", "connection-refused")
NEEDED = ("headline", "published_at", "body")
"""Fields that an outlet's articles must have; many print no author."""

LEAST = 0.5
"""Share of the articles that must have a needed field: a gallery or a liveblog among five may lack one, a
layout that has changed loses it everywhere."""


@dataclass(frozen=True, slots=True)
class Health:
    """How an outlet answered; healthy without ``faults``."""

    outlet: str
    robots: str
    """``allowed``, or the reason why nothing may be fetched."""
    feeds: str
    """``rss 1/1, sitemap 1/2``: how many of each kind answered."""
    articles: int
    found: Mapping[str, int]
    """Field -> number of articles that have it."""
    faults: tuple[str, ...]


def read_health(report: RunReport, articles: Sequence[Article]) -> Health:
    """The health that a trial's report and articles show."""
    reasons = {reason.rpartition("/")[2] for reason in report.failed if not articles}
    closed = next((reason for reason in CLOSED if reason in reasons), None)
    found = {name: sum(map(bool, values)) for name, values in _values(articles).items()}
    return Health(
        outlet=report.outlet,
        robots=closed or "allowed",
        feeds=format_feeds(report.feeds),
        articles=len(articles),
        found=found,
        faults=tuple(_faults(report, len(articles), found)),
    )


def _values(articles: Sequence[Article]) -> dict[str, list[object]]:
    return {
        "headline": [article.headline for article in articles],
        "published_at": [article.published_at or article.published_on for article in articles],
        "authors": [article.authors for article in articles],
        "body": [article.paragraphs for article in articles],
    }


def _faults(report: RunReport, articles: int, found: Mapping[str, int]) -> Iterator[str]:
    if not any(name.endswith("/ok") for name in report.feeds):
        yield "no feed answers"
    reasons = {**report.not_article, **report.failed}
    if not articles:
        yield "no article came" + "".join(f"; {explain(reason)}" for reason in _spoken(reasons))
    elif sum(report.failed.values()) > articles:
        yield "most pages fail" + "".join(f"; {explain(reason)}" for reason in _spoken(report.failed))
    for name in NEEDED if articles else ():
        if found[name] < LEAST * articles:
            yield f"{name} is missing from {articles - found[name]} of {articles}"


def _spoken(reasons: Mapping[str, int]) -> list[str]:
    """The reasons as ``explain`` knows them: ``no-feed/robots`` is robots."""
    return list(dict.fromkeys(REASONS.get(reason, reason.rpartition("/")[2]) for reason in reasons))
