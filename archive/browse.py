"""The archive in Datasette: read-only, with tables that say what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

LOOPBACK = ("127.0.0.1", "::1", "localhost")

SETTINGS: dict[str, Any] = {
    "default_page_size": 50,
    "suggest_facets": False,  # a table page of 1 M rows takes 21 ms instead of 1,000
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 1000,
}

QUERIES = {
    "newest": {
        "title": "Artikel terbaru / Newest articles",
        "sql": "SELECT id, published_at, outlet_name, sentiment, headline, url FROM articles"
        " ORDER BY published_utc DESC LIMIT 100",
    },
    "sentiment_by_day": {
        "title": "Sentimen per hari / Sentiment by day",
        "sql": "SELECT published_on, sentiment, count(*) AS articles FROM articles"
        " WHERE published_on IS NOT NULL GROUP BY published_on, sentiment ORDER BY published_on DESC",
    },
    "places": {
        "title": "Kab/kota yang diberitakan / Places in the news",
        "sql": "SELECT name, type, code, province, country, count(*) AS articles FROM article_places"
        " JOIN places ON places.id = place GROUP BY places.id ORDER BY articles DESC LIMIT 200",
    },
    "people": {
        "title": "Tokoh yang diberitakan / People in the news",
        "sql": "SELECT name, max(role) AS role, count(*) AS articles, sum(quoted) AS quoted FROM article_people"
        " JOIN people ON people.id = person GROUP BY people.id ORDER BY articles DESC LIMIT 200",
    },
}

TABLES: dict[str, dict[str, Any]] = {
    "articles": {
        "title": "Artikel / Articles",
        "description": "One row per article at its normalised URL, as it stands now.",
        "fts_table": "articles_fts",
        "fts_pk": "id",
        "label_column": "headline",
        "sort_desc": "published_utc",
        "facets": ["outlet", "sentiment", "published_on"],
    },
    "revisions": {"description": "Every version of an article with the time it was seen."},
    "captures": {"description": "What each fetch brought: the record's file and offset in the WARC folder."},
    "annotations": {"description": "What each annotator, by name and version, stated about each revision."},
    "runs": {"description": "Crawls with their reports.", "sort_desc": "started_at"},
    "failures": {"description": "Pages that failed, why, and when they are due again."},
    "places": {"label_column": "name"},
    "people": {"label_column": "name"},
    "organisations": {"label_column": "name"},
}


def datasette_for(path: Path, *, allow_sql: bool) -> Datasette:
    """A Datasette on the archive; ``allow_sql`` lets visitors write SQL of their own."""
    about = {"title": path.stem, "tables": TABLES, "queries": QUERIES}
    metadata = {
        "title": "newscrawl",
        "description": "Arsip berita daerah Indonesia / an archive of Indonesian regional news",
        "databases": {path.stem: about},
    }
    return Datasette([str(path)], metadata=metadata, settings={**SETTINGS, "default_allow_sql": allow_sql})


def serve_archive(path: Path, host: str, port: int) -> None:
    """Serve until stopped. Own SQL is for this machine only: one query can take all its memory."""
    datasette = datasette_for(path, allow_sql=host in LOOPBACK)
    uvicorn.run(datasette.app(), host=host, port=port, log_level="warning", lifespan="on")
