"""The hooks by which Datasette takes our pages, permissions and limits; it acts only where ``datasette_for`` says so."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from traceback import walk_tb
from typing import Any, TypeVar

import datasette as datasette_package
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from archive.datasette import pages, showing
from archive.datasette.defuse import defused
from archive.datasette.guard import guard
from archive.datasette.tables import OPEN_TABLES

NAME = "newscrawl"
SERVER_ERROR = 500

UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")

F = TypeVar("F", bound=Callable[..., Any])
hookimpl: Callable[[F], F] = datasette_package.hookimpl

LONGEST_VALUE = 50_000_000
"""Bytes of a value or row in SQLite: more than any article has. One ``randomblob`` took 5 GB without it."""

LONGEST_PATTERN = 200
"""Bytes of a LIKE or GLOB pattern; long ones take exponential time."""


def is_ours(datasette: Any) -> bool:
    """Plugins are registered for the whole process; another Datasette in it is left alone."""
    return datasette.plugin_config(NAME) is not None


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    if not is_ours(datasette):
        return []
    return [
        (r"/$", pages.front_page),
        (r"/cari$", pages.search_page),
        (r"/cari\.(?P<style>atom|csv|json)$", pages.taken_away),
        (r"/laporan$", pages.report_page),
        (r"/artikel/(?P<id>[0-9]+)(?P<style>(?:\.json)?)$", pages.article_page),
        (r"/[^/]+/articles/(?P<id>[0-9]+)$", pages.row_page),
        (r"/robots\.txt$", pages.robots),
    ]


@hookimpl
def permission_allowed(datasette: Any, action: str, resource: Any) -> bool | None:
    """Strangers read no text but by our pages, and run no SQL of their own."""
    if not is_ours(datasette) or not pages.is_public(datasette):
        return None
    if action in ("execute-sql", "view-database-download"):
        return False
    return None if action != "view-table" or resource[1] in OPEN_TABLES else False


@hookimpl
def render_cell(row: sqlite3.Row, value: Any, column: str, datasette: Any) -> Markup | None:
    """The number of an article leads to its page, and times seen are WIB, also in the answers to ready questions."""
    if not is_ours(datasette) or "headline" not in row.keys():  # noqa: SIM118 - its values otherwise
        return None
    if column in ("seen_at", "gone_at") and UTC_TIME.fullmatch(str(value)):
        return Markup("{}").format(showing.show_seen(value))
    if column != "id":
        return None
    address = datasette.urls.path(f"/artikel/{value}")
    return Markup('<a href="{}">{}</a>').format(address, value)


@hookimpl
def prepare_connection(conn: sqlite3.Connection, datasette: Any) -> None:
    if is_ours(datasette):
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    if is_ours(datasette):
        env.filters.update(showing.FILTERS)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Response | None:
    """Datasette answers 500 to parameters that it did not expect; the question is at fault, not the server."""
    if not is_ours(datasette) or not request.query_string:
        return None
    if isinstance(exception, DatasetteError) and exception.status >= SERVER_ERROR:
        exception.status = 400
    if isinstance(exception, DatasetteError | Base400) or OWN_CODE & files_of(exception):
        return None
    return Response.text("Parameter ini tidak dapat dibaca. These parameters make no sense.", status=400)


OWN_CODE = {str(path) for path in Path(__file__).parents[1].rglob("*.py")}


def files_of(exception: BaseException) -> set[str]:
    """The files of code that it passed through."""
    return {frame.f_code.co_filename for frame, _line in walk_tb(exception.__traceback__)}


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    if not is_ours(datasette):
        return lambda app: app
    return lambda app: guard(defused(app), public=pages.is_public(datasette))
