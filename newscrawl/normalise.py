"""Normalise: from raw strings to typed values, each with a record of how it came about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

from newscrawl.names import Credits, read_credits
from newscrawl.published import choose_modified, choose_published
from newscrawl.sites import Site, absolute, clean, domain, identify, letters, trim_headline
from newscrawl.types import Capture, FieldRecord, Outlet, RawFields, RawValue
from newscrawl.urls import url_date

Kind = Literal["article", "photo", "video"]
Values = Sequence[RawValue]

SITE_LIKE = re.compile(r"\S+\.(?:com|id|net|org|co|info|news|tv)(?:/\S*)?", re.I)  # lifestyle.okezone.com
LOGIN = re.compile(r"[a-z][a-z0-9._-]*")  # dewilestari, which WordPress gives for Dewi Lestari
LANGUAGES = {
    "in": "id",
    "ind": "id",
    "indonesian": "id",
    "bahasa indonesia": "id",
    "english": "en",
    "eng": "en",
}
FUNCTION_WORDS = {
    "id": frozenset(("yang", "dan", "di", "dengan", "untuk", "dari", "ini", "itu", "pada", "tidak", "akan")),
    "en": frozenset(("the", "and", "of", "to", "with", "for", "from", "this", "that", "was", "will")),
}
CLEAR = 3  # times as many function words of one language; news texts of either show 10 times and more
HOMES = frozenset(("beranda", "home", "homepage", "halaman utama", "halaman depan", "depan", "index"))
LEAST_CUT = 20  # characters of a headline that a breadcrumb cuts; the names of sections seen are shorter
LONGEST_TAG, LONGEST_SECTION = 60, 60  # characters; longer ones seen were headlines and menus
ABSENT = FieldRecord(None, None, "not on the page")


@dataclass(frozen=True, slots=True)
class Normalised:
    """All typed fields of an Article that are not body; see ``Article``."""

    kind: Kind
    url: str
    canonical_url: str | None
    headline: str
    published_at: datetime | None
    published_on: date | None
    modified_at: datetime | None
    byline: str | None
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    language: str | None
    lead_image: str | None
    fields: Mapping[str, FieldRecord]


def normalise(raw: RawFields, capture: Capture, outlet: Outlet) -> Normalised:
    """Typed values by trust and cross-check. Pure; raises nothing for any raw string.

    ``fields`` tells raw string and source of each value and, where it is null or was corrected, why.
    """
    values = raw.values
    records: dict[str, FieldRecord] = {}
    site = Site.of(capture, outlet)
    headline, records["headline"] = _headline(values.get("headline", ()), site)
    canonical, records["canonical_url"] = _canonical(values.get("canonical_url", ()), capture, site)
    url = identify(capture.url, canonical, headline, outlet)
    url_day = url_date(capture.url) or url_date(canonical or "")
    published = choose_published(
        values.get("published_at", ()), outlet.zone, capture.fetched_at, url_day, outlet.false_utc
    )
    modified = choose_modified(values.get("modified_at", ()), outlet.zone, capture.fetched_at, published)
    records["published_at"], records["modified_at"] = published.record, modified.record
    credits = _credits(values, site, records)
    byline, records["byline"] = _byline(values.get("byline", ()))
    section, records["section"] = _section(values.get("section", ()), headline, site)
    tags, records["tags"] = _tags(values.get("tags", ()), headline)
    language, records["language"] = _language(values.get("language", ()), raw.paragraphs, outlet)
    image, records["lead_image"] = _image(values.get("lead_image", ()), capture.url)
    kind, records["kind"] = _kind(values.get("kind", ()))
    return Normalised(
        kind=kind,
        url=url,
        canonical_url=canonical,
        headline=headline,
        published_at=published.instant,
        published_on=published.day,
        modified_at=modified.instant,
        byline=byline,
        authors=credits.authors,
        editors=credits.editors,
        section=section,
        tags=tags,
        language=language,
        lead_image=image,
        fields=MappingProxyType(records),
    )


def _of(value: RawValue) -> FieldRecord:
    return FieldRecord(value.raw, value.source)


def _none(values: Values, reason: str) -> FieldRecord:
    """The record of a null: the first candidate and why none of them would do."""
    return FieldRecord(values[0].raw, values[0].source, reason) if values else ABSENT


def _headline(values: Values, site: Site) -> tuple[str, FieldRecord]:
    for value in values:
        if headline := trim_headline(clean(value.raw), site, loosely=value.source == "meta"):
            return headline, _of(value)
    return "", _none(values, "no headline left after cleaning")


def _canonical(values: Values, capture: Capture, site: Site) -> tuple[str | None, FieldRecord]:
    for value in values:
        url = absolute(capture.url, value.raw)
        if url is None:
            return None, _none(values, "not an http(s) URL")
        parts = urlsplit(url)
        if site.domains and domain(parts.hostname or "") not in site.domains:
            return None, _none(values, "the URL of another site")
        if parts.path in ("", "/") and not parts.query and urlsplit(capture.url).path not in ("", "/"):
            return None, _none(values, "the home page")
        return url, _of(value)
    return None, ABSENT


def _groups(values: Values) -> list[tuple[str, list[RawValue]]]:
    """Candidates by source, in order of trust."""
    sources = list(dict.fromkeys(value.source for value in values))
    return [(source, [value for value in values if value.source == source]) for source in sources]


def _credits(values: Mapping[str, Values], site: Site, records: dict[str, FieldRecord]) -> Credits:
    """Authors and editors: a byline that the seed selects, else the first source with a person, not a login."""
    bylines = _groups(values.get("byline", ()))
    printed = next((group for _, group in bylines), [])
    line = read_credits((value.raw for value in printed), outlets=site.names)
    editors, editor_group = _first_named(values.get("editors", ()), "editor", site)
    authors, group = _first_named(values.get("authors", ()), "author", site)
    editors, editor_group = (editors, editor_group) if editors else (line.editors, printed)
    is_selected = bool(printed) and printed[0].source == "selector"
    is_login = all(map(LOGIN.fullmatch, authors))
    # kompas gives its editor as the author in JSON-LD
    if line.authors and (is_selected or is_login or set(authors) <= set(editors)):
        authors, group = line.authors, printed
    if not authors and line.contributors:
        authors, group = line.contributors, printed
    records["authors"] = _named(authors, group, values.get("authors", ()))
    records["editors"] = _named(editors, editor_group, values.get("editors", ()))
    return Credits(authors, editors, line.contributors)


def _first_named(
    values: Values, role: Literal["author", "editor"], site: Site
) -> tuple[tuple[str, ...], list[RawValue]]:
    for _, group in _groups(values):
        found = read_credits((value.raw for value in group), role, site.names)
        named = found.authors or found.contributors if role == "author" else found.editors
        if named:
            return named, group
    return (), []


def _named(names: tuple[str, ...], group: Values, candidates: Values) -> FieldRecord:
    return FieldRecord(_joined(group), group[0].source) if names else _none(candidates, "names no person")


def _joined(group: Values) -> str:
    return " | ".join(dict.fromkeys(value.raw for value in group))


def _byline(values: Values) -> tuple[str | None, FieldRecord]:
    for source, group in _groups(values):
        if line := clean(_joined(group)).strip(" |"):
            return line, FieldRecord(_joined(group), source)
    return None, ABSENT


def _section(values: Values, headline: str, site: Site) -> tuple[str | None, FieldRecord]:
    for value in values:
        section = clean(value.raw).strip("#>/ ")
        if section and len(section) <= LONGEST_SECTION and not _is_no_section(section, headline, site):
            return section, _of(value)
    return None, _none(values, "no name of a section")


def _is_no_section(name: str, headline: str, site: Site) -> bool:
    """Whether a name is that of the home page, the site or the headline, whole or cut."""
    if name.casefold() in HOMES or SITE_LIKE.fullmatch(name) or site.is_name(name, loosely=False):
        return True
    least = LEAST_CUT if letters(headline) != letters(name) else 0
    return len(name) >= least and letters(headline).startswith(letters(name))


def _tags(values: Values, headline: str) -> tuple[tuple[str, ...], FieldRecord]:
    """The tags of the first source that has any; of meta tags one list, not the site's keywords besides."""
    for source, group in _groups(values):
        lists = [value for value in group if "," in value.raw or ";" in value.raw]
        listed = [lists[0]] if source == "meta" and lists else group
        split = (tag for value in listed for tag in re.split(r"[,;]", value.raw))
        tags = {tag.casefold(): tag for text in reversed(list(split)) if (tag := clean(text).lstrip("# "))}
        kept = [tag for tag in reversed(tags.values()) if len(tag) <= LONGEST_TAG]
        kept = [tag for tag in kept if letters(tag) != letters(headline)]
        if kept:
            return tuple(kept), FieldRecord(_joined(listed), source)
    return (), _none(values, "no tag left after cleaning")


def _language(values: Values, paragraphs: Iterable[str], outlet: Outlet) -> tuple[str | None, FieldRecord]:
    """As the text shows, where it does so clearly: templates claim ``en`` on Indonesian pages."""
    words = re.findall(r"[^\W\d_]+", " ".join(list(paragraphs)[:10])[:4000].casefold())
    counts = {language: sum(map(known.__contains__, words)) for language, known in FUNCTION_WORDS.items()}
    language, other = sorted(counts, key=lambda each: -counts[each])
    claims = [(_code(value.raw), value) for value in values]
    if counts[language] >= 5 and counts[language] >= CLEAR * counts[other]:
        claimed = next((value for code, value in claims if code == language), None)
        return language, _of(claimed) if claimed else FieldRecord(None, "generic")
    code, value = next(((code, value) for code, value in claims if code), (outlet.language, None))
    return code, _of(value) if value else FieldRecord(None, None, "the outlet's language")


def _code(claim: str) -> str | None:
    claim = claim.strip().lower().replace("_", "-")
    claim = LANGUAGES.get(claim) or LANGUAGES.get(claim.partition("-")[0]) or claim.partition("-")[0]
    return claim if re.fullmatch(r"[a-z]{2,3}", claim) else None


def _image(values: Values, base: str) -> tuple[str | None, FieldRecord]:
    for value in values:
        if url := absolute(base, value.raw):
            return url, _of(value)
    return None, _none(values, "not an http(s) URL")


def _kind(values: Values) -> tuple[Kind, FieldRecord]:
    for value in values:
        if value.raw in get_args(Kind):
            return cast(Kind, value.raw), _of(value)
    return "article", _none(values, "no kind that we know; an article")
