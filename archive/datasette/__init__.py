"""The archive on the web: Datasette with a front page, a search page and a page for every article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from archive.datasette import plugin
from archive.datasette.tables import QUERIES, TABLES

HERE = Path(__file__).parent

SETTINGS: dict[str, Any] = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "suggest_facets": False,  # a table page of 1 M rows takes 21 ms instead of 1,000
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 1000,
    "allow_download": False,
}
PUBLIC = {"default_allow_sql": False, "allow_csv_stream": False, "max_returned_rows": 200}
"""What strangers may not: SQL of their own, and whole tables in one answer."""

CONNECTIONS = 200
"""Requests at one time; further ones are told to come back (503)."""


def datasette_for(path: Path, *, public: bool) -> Datasette:
    """A Datasette on the archive; a public one shows strangers snippets and no SQL."""
    if not pm.is_registered(plugin):
        pm.register(plugin, "newscrawl")
    metadata = {
        "title": "newscrawl",
        "description": "Arsip berita daerah Indonesia / an archive of Indonesian regional news",
        "databases": {path.stem: {"title": path.stem, "tables": TABLES, "queries": QUERIES}},
        "plugins": {plugin.NAME: {"public": public}},
    }
    return Datasette(
        [str(path)],
        metadata=metadata,
        settings={**SETTINGS, **(PUBLIC if public else {})},
        template_dir=str(HERE / "templates"),
        static_mounts=[("statis", str(HERE / "static"))],
    )


def serve_archive(path: Path, host: str, port: int, *, public: bool) -> None:
    """Serve until stopped."""
    uvicorn.run(
        datasette_for(path, public=public).app(),
        host=host,
        port=port,
        log_level="warning",
        lifespan="on",
        limit_concurrency=CONNECTIONS,
        server_header=False,
    )
