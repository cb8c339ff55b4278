"""How matches spread over outlets, places, people and the like, with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.request import SearchRequest
from archive.rows import Row, dump_json, first, rows
from newscrawl.coverage import PROVINCES, province_code, province_name
from newscrawl.record import format_day

MOST = 20
"""Values per facet."""

ARTICLES = """
SELECT outlet, outlet_name, network, section, articles.media_type, sentiment, place_labels,
    substr(published_on, 1, 7) AS month
FROM articles LEFT JOIN outlets ON slug = outlet WHERE articles.id IN (SELECT value FROM json_each(?))
"""
OF_ARTICLES = {
    "outlet": "outlet_name",
    "network": "network",
    "section": "section",
    "media_type": "media_type",
    "sentiment": "sentiment",
    "month": "month",
}
"""Facets that are columns of ``ARTICLES``, with the column of their label."""

PLACE_SHOWN = """
    CASE WHEN type = 'kota' THEN 'Kota ' || name WHEN type = 'unclear' THEN name || ' (kab/kota)'
    WHEN type = 'kabupaten' AND EXISTS (
        SELECT 1 FROM places AS other WHERE other.name = places.name COLLATE NOCASE AND other.id <> places.id
    ) THEN 'Kab. ' || name ELSE name END
"""
"""SQL of how a row of ``places`` is shown: told apart from others of its name."""

OF_LINKS = {
    "place": f"""
        SELECT coalesce(code, CASE WHEN EXISTS (
                SELECT 1 FROM places AS other WHERE other.name = places.name COLLATE NOCASE AND other.id <> places.id
            ) THEN key ELSE name END) AS value,
            {PLACE_SHOWN} AS label, count(*) AS count FROM article_places JOIN places ON places.id = place
        WHERE article IN (SELECT value FROM json_each(?)) AND coalesce(type, '') NOT IN ('province', 'country')
        GROUP BY place ORDER BY count DESC, label LIMIT ?
    """,  # noqa: S608 - our own
    "person": """
        SELECT name AS value, name AS label, count(*) AS count FROM article_people JOIN people ON people.id = person
        WHERE article IN (SELECT value FROM json_each(?)) GROUP BY person ORDER BY count DESC, label LIMIT ?
    """,
    "organisation": """
        SELECT name AS value, name AS label, count(*) AS count
        FROM article_organisations JOIN organisations ON organisations.id = organisation
        WHERE article IN (SELECT value FROM json_each(?)) GROUP BY organisation ORDER BY count DESC, label LIMIT ?
    """,
}
LABELS = {
    "outlet": "SELECT name AS label FROM outlets WHERE slug = ? COLLATE NOCASE",
    "place": f"SELECT {PLACE_SHOWN} AS label FROM places WHERE ? IN (code, key)",  # noqa: S608 - our own
}
"""What values of a filter are called."""

FACETS = ("province", *OF_LINKS, *OF_ARTICLES)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: what the filter of that name takes, how it is shown, and how many articles have it."""

    value: str
    label: str
    count: int


def count_values(
    db: Database, ids: Sequence[int], names: Sequence[str] = FACETS
) -> dict[str, list[FacetValue]]:
    """Facet -> its commonest values among articles."""
    wanted = dump_json(ids)
    found = rows(db, ARTICLES, wanted) if {"province", *OF_ARTICLES} & set(names) else []
    return {name: count_facet(db, name, wanted, found) for name in names}


def count_facet(db: Database, name: str, wanted: str, found: Sequence[Row]) -> list[FacetValue]:
    """The commonest values of one facet."""
    if name in OF_LINKS:
        return [FacetValue(**row) for row in rows(db, OF_LINKS[name], wanted, MOST)]
    if name == "province":
        return commonest((code, province_name(code)) for row in found for code in provinces_of(row))
    return commonest((row[name], row[OF_ARTICLES[name]]) for row in found if row[name] is not None)


def filter_labels(db: Database, request: SearchRequest) -> dict[str, str]:
    """The filters that are set, each value as its facet shows it; one that no facet has stays as it is."""
    return {name: value_label(db, name, value) for name, value in request.filters().items()}


def value_label(db: Database, name: str, value: Any) -> str:
    """``Kota Bandung`` for the place 32.73, the name for an outlet's slug or a province's code."""
    if isinstance(value, date):
        return format_day(value)
    if name == "province" and (code := province_code(value)):
        return province_name(code)
    row = first(db, LABELS[name], value) if name in LABELS else None
    return str(row["label"] if row else value)


def provinces_of(row: Row) -> list[str]:
    """The provinces that a row is labelled with, as the filter takes them.

    >>> provinces_of({"place_labels": "p3211 rjb"})
    ['ID-JB']
    """
    labels = (row["place_labels"] or "").split()
    codes = (f"ID-{label[1:].upper()}" for label in labels if label.startswith("r"))
    return [code for code in codes if code in PROVINCES]


def commonest(values: Iterable[tuple[str, str]]) -> list[FacetValue]:
    """The commonest pairs of value and label."""
    counted = sorted(Counter(values).items(), key=lambda each: (-each[1], each[0][1]))
    return [FacetValue(value, label, number) for (value, label), number in counted[:MOST]]
