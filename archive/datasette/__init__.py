"""The archive on the web: Datasette with a front page, a search page and a page for every article."""

from __future__ import annotations

from pathlib import Path
from socket import socket
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from archive.connection import READER_CACHE_KIB
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
    "cache_size_kb": READER_CACHE_KIB // 3,  # each of its three threads has its own
}
PUBLIC = {"default_allow_sql": False, "allow_csv_stream": False, "max_returned_rows": 200}
"""What strangers may not: SQL of their own, and whole tables in one answer."""

CONNECTIONS = 200
"""Requests at one time; further ones are told to come back (503)."""


COUNTED = 100_000_000
"""Bytes of a database whose rows are counted for its page; from a cold disk a million articles took 8 s."""


class ArchiveDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """A database whose page does not count what it cannot count at once."""

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Rows by table; None for many."""
        if self.size > COUNTED:
            return dict.fromkeys(await self.table_names())
        counts: dict[str, int | None] = await super().table_counts(limit)
        return counts


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
    datasette = Datasette(
        [],
        metadata=metadata,
        settings={**SETTINGS, **(PUBLIC if public else {})},
        template_dir=str(HERE / "templates"),
        static_mounts=[("statis", str(HERE / "static"))],
    )
    datasette.remove_database("_memory")  # it stands in where no file is named
    datasette.add_database(ArchiveDatabase(datasette, str(path), is_mutable=True))
    return datasette


def serve_archive(path: Path, listener: socket, *, public: bool) -> None:
    """Serve until stopped."""
    config = uvicorn.Config(
        datasette_for(path, public=public).app(),
        log_level="warning",
        lifespan="on",
        limit_concurrency=CONNECTIONS,
        server_header=False,
    )
    uvicorn.Server(config).run([listener])
