"""How matches spread over outlets, places, people and the like, with counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.rows import dump_json, rows

MOST = 20
"""Values per facet."""

PLACE = "CASE type WHEN 'kota' THEN 'Kota ' ELSE '' END || places.name"

SOURCES = {
    "outlet": ("outlet", "outlet_name", "articles", "id"),
    "network": ("network", "network", "articles JOIN outlets ON slug = outlet", "articles.id"),
    "province": ("province", "province", "article_places JOIN places ON places.id = place", "article"),
    "place": ("coalesce(code, name)", PLACE, "article_places JOIN places ON places.id = place", "article"),
    "person": ("name", "name", "article_people JOIN people ON people.id = person", "article"),
    "organisation": (
        *("name", "name", "article_organisations JOIN organisations ON organisations.id = organisation"),
        "article",
    ),
    "section": ("section", "section", "articles", "id"),
    "media_type": ("media_type", "media_type", "articles", "id"),
    "sentiment": ("sentiment", "sentiment", "articles", "id"),
    "month": ("substr(published_on, 1, 7)", "substr(published_on, 1, 7)", "articles", "id"),
}
"""Facet -> SQL of its value, of its label, its tables, and the article's id in them."""

FACETS = tuple(SOURCES)


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
    return {
        name: [FacetValue(**row) for row in rows(db, facet_sql(*SOURCES[name]), wanted, MOST)]
        for name in names
    }


def facet_sql(value: str, label: str, tables: str, article: str) -> str:
    """The query of one facet."""
    return (
        f"SELECT {value} AS value, {label} AS label, count(DISTINCT {article}) AS count FROM {tables}"  # noqa: S608
        f" WHERE {article} IN (SELECT value FROM json_each(?)) AND {value} IS NOT NULL"
        " GROUP BY 1 ORDER BY count DESC, label LIMIT ?"
    )
