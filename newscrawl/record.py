"""Show an article: as a monitor's record, as Markdown, as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from newscrawl.days import WIB
from newscrawl.types import Article

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}
UNKNOWN = "-"


def as_record(article: Article, source: str | None = None) -> dict[str, Any]:
    """The article as plain JSON values; unknown is None or an empty list.

    ``source`` is the target as the user named it (default: the URL). ``published_at`` is ISO 8601 with the
    outlet's offset, or the bare day where the page prints no time of day.
    """
    return {
        "source": source or article.url,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "outlet": article.outlet,
        "media_type": article.media_type,
        "kind": article.kind,
        "headline": article.headline,
        "published_at": _iso(article.published_at or article.published_on),
        "modified_at": _iso(article.modified_at),
        "byline": article.byline,
        "authors": list(article.authors),
        "editors": list(article.editors),
        "dateline": article.dateline,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "lead_image": article.lead_image,
        "text": article.text,
        "closing": article.closing,
        "sentiment": article.annotation("sentiment"),
        "places": article.annotation("places") or [],
        "regions": article.annotation("regions") or [],
        "people": article.annotation("people") or [],
        "organisations": article.annotation("organisations") or [],
        "removed": [asdict(removed) for removed in article.removed],
        "fields": {name: asdict(record) for name, record in article.fields.items()},
        "pages": list(article.pages),
        "missing_pages": list(article.missing_pages),
        "confidence": article.confidence,
        "extractor": article.extractor,
    }


def as_json(article: Article, source: str | None = None, *, indent: int | None = None) -> str:
    """One JSON document; with ``indent`` None one line."""
    return json.dumps(as_record(article, source), ensure_ascii=False, indent=indent)


def as_text(article: Article) -> str:
    """The record as a media monitor shows it, labels in Indonesian."""
    heading = [f"{label}: {value}" for label, value in _lines(article)]
    return "\n".join(
        [*heading, "", article.headline, "=" * min(len(article.headline), 100), "", article.text]
    )


def as_markdown(article: Article) -> str:
    """The same record in Markdown: headline, a list of what is known, the body."""
    rows = [f"- **{label}**: {value}" for label, value in _lines(article)]
    return "\n".join([f"# {article.headline}", "", *rows, "", article.text])


def _lines(article: Article) -> list[tuple[str, str]]:
    rows = [
        ("Sentimen", format_sentiment(article.annotation("sentiment"))),
        ("Nada", format_tones(article.annotation("sentiment"))),
        ("Kata Penentu", format_words(article.annotation("sentiment"))),
        ("Waktu", _published(article)),
        ("Kab/Kota", format_cities(article.annotation("places") or [])),
        ("Provinsi/Negara", _names(article.annotation("regions") or [])),
        ("Tokoh Terkait", format_people(article.annotation("people") or [])),
        ("Institusi", _names(article.annotation("organisations") or [])),
        ("Outlet", article.outlet_name or article.outlet),
        ("Jenis Media", article.media_type),
        ("Penulis", ", ".join(article.authors)),
        ("Editor", ", ".join(article.editors)),
        ("Rubrik", article.section or ""),
        ("Tag", ", ".join(article.tags)),
        ("Dateline", article.dateline or ""),
        ("URL", article.url),
    ]
    always = {"Sentimen", "Waktu", "Kab/Kota", "Tokoh Terkait"}
    return [(label, value or UNKNOWN) for label, value in rows if value or label in always]


def format_sentiment(sentiment: Mapping[str, Any] | None) -> str:
    """``Positif (98%)``.

    >>> format_sentiment({"label": "positif", "confidence": 0.984})
    'Positif (98%)'
    """
    if not sentiment or not sentiment.get("label"):
        return UNKNOWN
    return f"{sentiment['label'].capitalize()} ({sentiment['confidence']:.0%})"


def format_tones(sentiment: Mapping[str, Any] | None) -> str:
    """What headline and opening say by themselves, and why a label was withheld.

    >>> format_tones({"headline": {"label": "positif", "score": 0.91}, "body": {"label": "netral", "score": 0.5}})
    'judul positif (91%), isi netral (50%)'
    """
    sentiment = sentiment or {}
    parts = ((shown, sentiment.get(part)) for shown, part in (("judul", "headline"), ("isi", "body")))
    tones = [f"{shown} {tone['label']} ({tone['score']:.0%})" for shown, tone in parts if tone]
    return ", ".join(tones) + (f"; {sentiment['reason']}" if "reason" in sentiment else "")


def format_words(sentiment: Mapping[str, Any] | None) -> str:
    """The words that weighed most: ``+`` spoke for the label, ``-`` against it.

    >>> format_words({"words": [{"word": "banjir", "weight": -0.214}, {"word": "bantuan", "weight": 0.2}]})
    '-banjir (0.21), +bantuan (0.20)'
    """
    words = (sentiment or {}).get("words", ())
    return ", ".join(
        f"{'-+'[each['weight'] >= 0]}{each['word']} ({abs(each['weight']):.2f})" for each in words
    )


def format_time(instant: datetime) -> str:
    """Local time with the zone's Indonesian name; a time in UTC as western Indonesia (WIB) has it.

    >>> format_time(datetime.fromisoformat("2023-08-31T03:01:00+07:00"))
    '31 Agu 2023 03.01 WIB'
    """
    if instant.utcoffset() == timedelta():
        instant = instant.astimezone(WIB)
    offset = instant.utcoffset() or timedelta()
    hours = offset / timedelta(hours=1)
    zone = ZONES.get(int(hours)) if hours.is_integer() else None
    return f"{format_day(instant)} {instant:%H.%M} {zone or instant.strftime('UTC%z')}"


def format_day(day: date) -> str:
    """``31 Agu 2023``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_number(number: int) -> str:
    """Thousands parted by a point, as Indonesian has it.

    >>> format_number(11011)
    '11.011'
    """
    return f"{number:,d}".replace(",", ".")


def _published(article: Article) -> str:
    if article.published_at:
        return format_time(article.published_at)
    if article.published_on:
        return format_day(article.published_on)
    record = article.fields.get("published_at")
    return f"{UNKNOWN} ({record.reason})" if record and record.reason else UNKNOWN


def format_cities(places: Sequence[Mapping[str, Any]]) -> str:
    """Kabupaten, kota and foreign cities, as the line ``Kab/Kota`` of a monitor lists them."""
    return "; ".join(map(_city, places))


def _city(place: Mapping[str, Any]) -> str:
    known = [place.get("country")] if place.get("type") == "city" else [place.get("type"), place.get("code")]
    detail = ", ".join(value for value in known if value)
    return f"{place['name']} ({detail})" if detail else str(place["name"])


def format_people(people: Sequence[Mapping[str, Any]]) -> str:
    """``Name (role); Name``."""
    return "; ".join(f"{p['name']} ({p['role']})" if p.get("role") else str(p["name"]) for p in people)


def _names(annotated: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(str(value["name"]) for value in annotated)


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
