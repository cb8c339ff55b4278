"""A search as a file to take away: Atom, CSV, JSON. Headlines, addresses and snippets; never whole texts."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import StringIO
from xml.etree.ElementTree import Element, SubElement, tostring

from archive.export import as_cell
from archive.rows import dump_json, rows
from archive.search import Hit
from archive.store import Archive

ATOM = "http://www.w3.org/2005/Atom"
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

COLUMNS = (
    *("id", "published_at", "outlet", "outlet_name", "section", "sentiment", "sentiment_confidence"),
    *("places", "headline", "snippet", "url"),
)


def as_csv(hits: Sequence[Hit]) -> str:
    """A row per article, with a head; cells that a spreadsheet would run begin with an apostrophe."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for hit in hits:
        found = hit.as_dict()
        writer.writerow([as_cell(found[name]) for name in COLUMNS])
    return out.getvalue()


def as_json(hits: Sequence[Hit]) -> str:
    """A list of objects."""
    return json.dumps([hit.as_dict() for hit in hits], ensure_ascii=False)


def last_seen(archive: Archive, hits: Sequence[Hit]) -> dict[int, str]:
    """Article -> when its last version was seen; what newer code made of the same page is no edit."""
    versions = rows(archive.db, VERSIONS, dump_json([hit.id for hit in hits]))
    return {row["article"]: row["seen_at"] for row in versions}


VERSIONS = """
SELECT article, seen_at FROM revisions
WHERE article IN (SELECT value FROM json_each(?)) AND cause <> 'extraction' ORDER BY seen_at, id
"""


def as_atom(
    hits: Sequence[Hit], seen: Mapping[int, str], title: str, address: str, page_of: Callable[[int], str]
) -> bytes:
    """A feed of the articles; ``address`` is the feed's own, ``page_of`` gives the address of an article here.

    An entry was updated when the last version of its article was ``seen``.
    """
    feed = Element("feed", xmlns=ATOM)
    add(feed, "title", title)
    add(feed, "id", address)
    add(feed, "updated", max(seen.values(), key=datetime.fromisoformat, default="1970-01-01T00:00:00Z"))
    SubElement(feed, "link", rel="self", href=xml(address))
    for hit in hits:
        entry = SubElement(feed, "entry")
        add(entry, "title", hit.headline)
        add(entry, "id", page_of(hit.id))
        add(entry, "updated", seen[hit.id])
        if hit.published_at:
            add(entry, "published", rfc3339(hit.published_at))
        SubElement(entry, "link", rel="alternate", href=page_of(hit.id))
        SubElement(entry, "link", rel="via", href=xml(hit.url))
        add(SubElement(entry, "author"), "name", hit.outlet_name or hit.outlet)
        add(entry, "summary", hit.snippet.replace("**", ""))
        for term in filter(None, (hit.sentiment, *hit.places)):
            SubElement(entry, "category", term=xml(term))
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def add(parent: Element, name: str, text: str) -> None:
    """An element with a text."""
    SubElement(parent, name).text = xml(text)


def xml(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return NOT_XML.sub("", text)


def rfc3339(published_at: str) -> str:
    """The time, or the bare day's beginning in WIB, which lies within the day of every Indonesian zone.

    >>> rfc3339("2026-11-24")
    '2026-11-24T00:00:00+07:00'
    """
    return published_at if "T" in published_at else f"{published_at}T00:00:00+07:00"
