"""The words of the house as frozen values. No network, no SQLite, no clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

FeedKind = Literal["rss", "sitemap", "wordpress", "index"]
PagingKind = Literal["path", "query", "offset"]
Evidence = Literal["page", "scraper", "feed", "none"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One place where an outlet announces its articles.

    ``url`` of an ``index`` may hold ``{date:%Y-%m-%d}`` (any strftime pattern) and ``{page}``;
    ``links`` is then the CSS selector of the article links. Other kinds need no selector.
    """

    kind: FeedKind
    url: str
    links: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One CSS selector (parsel dialect: ``::text`` and ``::attr()``) for one field.

    ``until`` marks an older layout: the rule holds only for captures fetched or articles dated
    before that day.
    """

    css: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """How an outlet splits a long article: ``/2/``, ``?page=2`` or ``/15`` (an offset on the path).

    ``single`` is the query that shows all pages at once (``page=all``, ``single=1``), if there is one.
    """

    kind: PagingKind
    param: str = "page"
    step: int = 1
    single: str | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A news site we crawl, read from its seed merged over its network's seed."""

    slug: str
    name: str
    hosts: tuple[str, ...]
    zone: ZoneInfo
    network: str | None = None
    region: str | None = None
    """ISO 3166-2 of the province it reports on; None for a national outlet."""
    kabkota: str | None = None
    """Kemendagri code of its kabupaten or kota (``32.11``), where the outlet is local."""
    media_type: str = "News"
    language: str = "id"
    home: str | None = None
    feeds: tuple[Feed, ...] = ()
    article_path: str | None = None
    """Regex searched in the URL path; a page whose path does not match is not announced as an article."""
    paging: Paging | None = None
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    """Field name -> rules in order of trust. Fields: see ``RawFields``; ``inserts`` lists what to cut."""
    false_utc: tuple[str, ...] = ()
    """Sources (``json-ld``, ``meta``) whose ``Z`` is local time on this outlet (detik)."""
    opted_out: str | None = None
    """When and how the outlet asked to be left alone; nothing of it is fetched."""
    daily_requests: int | None = None
    """The most requests a day, over all runs."""
    bad_certificate: str | None = None
    """Why its certificate is not verified; it stands in every report."""
    verified: Evidence = "none"
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One URL that a feed announces. Its claims are hints, never facts."""

    url: str
    feed: str
    title: str | None = None
    published: datetime | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """What one fetch brought, unedited but for transfer and content encodings."""

    url: str
    """Where the body was found, after redirects."""
    requested_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    fetched_at: datetime
    """Aware; the only clock that the stages know."""

    @property
    def digest(self) -> str:
        """``sha256:`` and the hex digest of the body."""
        return "sha256:" + hashlib.sha256(self.body).hexdigest()

    def header(self, name: str) -> str | None:
        """The first value of a header, by case-insensitive name."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), None)


@dataclass(frozen=True, slots=True)
class RawValue:
    """A string as printed and where it stood (``json-ld``, ``selector``, ``meta``, ``url``, ``generic``)."""

    raw: str
    source: str


@dataclass(frozen=True, slots=True)
class RawFields:
    """What extract found: every candidate per field in order of trust, and the body's paragraphs."""

    values: Mapping[str, tuple[RawValue, ...]]
    """Keys: headline, published_at, modified_at, byline, authors, editors, section, tags, language,
    canonical_url, lead_image, kind."""
    paragraphs: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    body_source: str | None = None
    confidence: float = 1.0
    """0-1; 1 where structured data or a seed's selector spoke, lower where the generic extractor guessed."""
    next_pages: tuple[str, ...] = ()
    """Absolute URLs of the article's further pages that this page links to, in order."""
    dateline: str | None = None
    """The place or outlet words that opened the body, without the dash."""
    closing: str | None = None
    """Desk initials or mark that ended the body."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A text that was cut from the body, kept so that a reader can check."""

    text: str
    rule: str
    """Short name of the rule that cut it: ``baca-juga``, ``advertisement``, ``video``, ``promotion``..."""
    after: int
    """Number of kept paragraphs before it."""


@dataclass(frozen=True, slots=True)
class FieldRecord:
    """How a field came about: the raw string, its source and, where the value is null, why."""

    raw: str | None
    source: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A machine's statement on an article; ``value`` is plain JSON."""

    annotator: str
    version: str
    value: Any


@dataclass(frozen=True, slots=True)
class Article:
    """A page as a clean, typed record. Unknown is None or empty, never a guess."""

    outlet: str
    """Slug; ``generic`` for a page of no known outlet."""
    outlet_name: str
    media_type: str
    kind: Literal["article", "photo", "video"]
    url: str
    """Normalised URL: the article's identity."""
    canonical_url: str | None
    headline: str
    published_at: datetime | None
    """Instant with the offset as printed, else the outlet's."""
    published_on: date | None
    """Local calendar day; known alone where the page prints no time of day."""
    modified_at: datetime | None
    byline: str | None
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    dateline: str | None
    section: str | None
    tags: tuple[str, ...]
    language: str | None
    lead_image: str | None
    paragraphs: tuple[str, ...]
    closing: str | None
    """Desk initials or mark that ended the text: ``(pan/ign)``, ``(*)``."""
    removed: tuple[Removed, ...]
    fields: Mapping[str, FieldRecord]
    confidence: float
    extractor: str
    """Name + version of the code that made this record."""
    pages: tuple[str, ...] = ()
    """URLs of the captures joined, first page first."""
    missing_pages: tuple[str, ...] = ()
    """Pages that the article links to and that no capture was given for."""
    annotations: tuple[Annotation, ...] = ()

    @property
    def text(self) -> str:
        """Paragraphs joined by a blank line."""
        return "\n\n".join(self.paragraphs)

    def annotation(self, name: str) -> Any:
        """The value that the annotator of that name stated, or None."""
        return next((a.value for a in self.annotations if a.annotator == name), None)


class NotAnArticle(Exception):
    """The page is something else. Raised, not returned as None: silence would store it as an empty article.

    ``reason`` is one of ``REASONS``.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail

    def __reduce__(self) -> tuple[type[NotAnArticle], tuple[str, str]]:
        """How it comes out of a worker process as it went in."""
        return NotAnArticle, (self.reason, self.detail)


REASONS = {
    "not-html": "the body is not an HTML page",
    "empty": "the page has no text",
    "not-found": "the page says that the article does not exist",
    "index": "the page lists articles",
    "paywall": "the text is behind a paywall",
    "challenge": "the page asks a robot to prove it is human",
    "no-headline": "no headline was found",
    "no-body": "no body was found",
    "too-long": "the text is longer than any article",
}
