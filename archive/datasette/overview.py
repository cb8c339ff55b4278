"""What the front page shows. Every query is bounded by days or by articles, whatever the archive holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from archive.datasette.charts import Day, Spot, fill_days
from archive.facets import PLACE_SHOWN
from archive.filters import conditions
from archive.request import TONES, SearchRequest
from archive.rows import rows
from archive.search import Hit, search
from archive.store import Archive
from newscrawl.coverage import PROVINCES

SPANS = (14, 30, 90)
"""Days that the charts can show."""

ON_MAP = 5000
"""Articles that the map is drawn from, the latest; 60 ms."""

LATEST = 6
NATIONAL = "Nasional"


@dataclass(frozen=True, slots=True)
class OutletCount:
    """An outlet and how many of its articles are held."""

    slug: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The archive at a glance."""

    articles: int
    outlets: int
    first_day: date | None
    last_day: date | None
    provinces: dict[str, list[OutletCount]]
    spots: list[Spot]
    mapped: int
    """Articles that the spots are counted over, those published last."""
    latest: list[Hit]


def overview(archive: Archive) -> Overview:
    """All of the front page but the charts of a choice."""
    counted = rows(archive.db, OUTLETS)
    span = rows(archive.db, SPAN)[0]
    articles = sum(row["articles"] for row in counted)
    return Overview(
        articles=articles,
        outlets=sum(row["articles"] > 0 for row in counted),
        first_day=read_day(span["first"]),
        last_day=read_day(span["last"]),
        provinces=by_province(counted),
        spots=spots(archive),
        mapped=min(articles, ON_MAP),
        latest=search(archive, limit=LATEST),
    )


def by_province(counted: Iterable[dict[str, Any]]) -> dict[str, list[OutletCount]]:
    """Province -> its outlets, those with the most articles first; provinces west to east, the nation last."""
    found: dict[str, list[OutletCount]] = {name: [] for name in (*PROVINCES.values(), NATIONAL)}
    for row in counted:
        if row["articles"]:
            province = PROVINCES.get(row["region"] or "", NATIONAL)
            found[province].append(OutletCount(row["slug"], row["name"], row["articles"]))
    return {name: outlets for name, outlets in found.items() if outlets}


def spots(archive: Archive) -> list[Spot]:
    """Kabupaten and kota in the latest articles, those with the most articles first."""
    found = rows(archive.db, SPOTS, ON_MAP)
    return [Spot(**row) for row in found]


def days(archive: Archive, request: SearchRequest, end: date, span: int) -> list[Day]:
    """Articles by tone for each of ``span`` days up to ``end``; of the request only the filters count."""
    start = end - timedelta(days=span - 1)
    if request.filters():
        request = replace(request, start=start, end=end)  # the index then skips all other days
    asked = conditions(archive.db, request)
    sql = f"{BY_TONE} AND {asked.sql} GROUP BY 1, 2"
    window = (start.isoformat(), end.isoformat())
    found: dict[str, dict[str | None, int]] = {}
    for row in rows(archive.db, sql, *window, *asked.values):
        found.setdefault(row["published_on"], {})[row["sentiment"]] = row["articles"]
    return fill_days(map(make_day, found.keys(), found.values()), end, span)


def make_day(day: str, tones: dict[str | None, int]) -> Day:
    """A day from its counts by sentiment."""
    return Day(
        date.fromisoformat(day),
        sum(tones.values()),
        {tone: tones[tone] for tone in TONES if tone in tones},
    )


def read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


OUTLETS = """
SELECT slug, name, region, (SELECT count(*) FROM articles WHERE outlet = slug) AS articles
FROM outlets ORDER BY articles DESC, name
"""

# a date in the future is a page's mistake; the charts end with today at the latest
SPAN = """
SELECT (SELECT min(published_on) FROM articles) AS first,
    (SELECT max(published_on) FROM articles WHERE published_on <= date('now', '+1 day')) AS last
"""

SPOTS = f"""
SELECT {PLACE_SHOWN} AS name, code AS search, lat, lon, count(*) AS articles,
    sum(sentiment = 'positif') AS positive, sum(sentiment = 'negatif') AS negative
FROM (SELECT id, sentiment FROM articles ORDER BY published_utc DESC LIMIT ?) AS latest
JOIN article_places ON article = latest.id JOIN places ON places.id = place
WHERE type IN ('kabupaten', 'kota') AND lat IS NOT NULL AND lon IS NOT NULL AND code IS NOT NULL
GROUP BY places.id ORDER BY articles DESC, places.name
"""  # noqa: S608 - our own

BY_TONE = """
SELECT published_on, sentiment, count(*) AS articles FROM articles
WHERE published_on >= ? AND published_on <= ?"""
