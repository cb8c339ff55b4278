"""The pages: each reads its parameters, asks the archive in Datasette's threads and fills a template."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import BadRequest, NotFound, Response
from sqlite_utils import Database

from archive import report_page as paper
from archive.connection import DamagedRow
from archive.datasette import charts, overview, taking
from archive.datasette.article import read_article
from archive.datasette.asking import (
    LAST_PAGE,
    PAGE,
    PERIODS,
    Asked,
    Unclear,
    active_filters,
    read_query,
    read_report,
)
from archive.datasette.showing import show_seen
from archive.datasette.tables import QUERIES
from archive.facets import filter_labels
from archive.filters import unknown_names
from archive.matches import POOL
from archive.queries import UnknownQuery, in_a_line, saved_queries, saved_query
from archive.report import about, make_report, unknown
from archive.request import SearchRequest
from archive.revisions import find_id
from archive.rows import storable
from archive.search import Answer, Hit, search
from archive.store import Archive, utc_now
from archive.tombstones import tombstone
from newscrawl.record import as_record

T = TypeVar("T")

TIME_LIMIT_MS = 5000
"""A page's queries together; ten times what the slowest takes on a million articles."""

TAKEN = {True: 200, False: 1000}
"""Articles in one CSV, JSON or feed; for strangers or not. ``newscrawl export`` has no limit."""

FEED = 50
"""Articles in a feed, the newest; for whoever reads."""

STORIES = 100
"""Stories that the page of a report lists; ``newscrawl report`` lists all."""

HIGHEST_ID = 18
"""Digits; SQLite's integers have 19."""


class Gone(BadRequest):  # type: ignore[misc]  # Datasette has no types
    """The article was taken down on request."""

    status = 410


async def ask(datasette: Any, question: Callable[[Archive], T]) -> T:
    """The archive's answer, within the time limit."""
    _, database = archive_of(datasette)

    def in_thread(conn: sqlite3.Connection) -> T:
        db = Database(conn, recursive_triggers=False, execute_plugins=False)
        with sqlite_timelimit(conn, TIME_LIMIT_MS):
            return question(Archive(Path(database.path), db, utc_now))

    try:
        answer: T = await database.execute_fn(in_thread)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise BadRequest("Pencarian ini terlalu berat; persempit. Too heavy a search; narrow it.") from error
    return answer


def archive_of(datasette: Any) -> tuple[str, Any]:
    """Name and database of the archive; Datasette's own begin with an underscore."""
    return next((name, db) for name, db in datasette.databases.items() if db.path)


def is_public(datasette: Any) -> bool:
    """Whether strangers read."""
    return bool((datasette.plugin_config("newscrawl") or {}).get("public"))


async def render(
    datasette: Any, request: Any, template: str, *, status: int = 200, **context: Any
) -> Response:
    """A page of ours."""
    name, _ = archive_of(datasette)
    shown = {"database": name, "public": is_public(datasette), **context}
    return Response.html(await datasette.render_template(template, shown, request=request), status)


def asked_of(request: Any) -> Asked:
    """The search in the query string; a page that says what is wrong with it."""
    try:
        return read_query({key: request.args[key] for key in request.args})
    except Unclear as error:
        raise BadRequest(str(error)) from error


async def asked_for(datasette: Any, request: Any) -> Asked:
    """The search in the query string; it narrows the saved one that it names."""
    asked, name = asked_of(request), storable(request.args.get("saved", ""))
    if not name:
        return asked
    if is_public(datasette):
        raise NotFound(
            "Pencarian tersimpan hanya untuk pemilik arsip. Saved searches are for the archive's owner."
        )
    try:
        return asked.narrowing(await ask(datasette, lambda archive: saved_query(archive, name)))
    except UnknownQuery as error:
        raise NotFound(str(error)) from error
    except Unclear as error:
        raise BadRequest(str(error)) from error


async def front_page(datasette: Any, request: Any) -> Response:
    """Search box, latest articles, charts, map, outlets, ready questions."""
    asked = asked_of(request)
    span = next((days for days in overview.SPANS if request.args.get("days") == str(days)), 30)
    choice = SearchRequest(outlet=asked.request.outlet, place=asked.request.place)

    def question(archive: Archive) -> dict[str, Any]:
        seen = overview.overview(archive)
        end = seen.last_day or archive.clock().date()
        return {
            "overview": seen,
            "days": overview.days(archive, choice, end, span),
            "told": unknown_names(archive.db, choice),
            "labels": filter_labels(archive.db, choice),
        }

    found = await ask(datasette, question)
    return await render(
        datasette,
        request,
        "front.html",
        **found,
        choice=choice,
        asked=Asked(choice),
        span=span,
        spans=overview.SPANS,
        charts=charts,
        queries=QUERIES,
    )


async def search_page(datasette: Any, request: Any) -> Response:
    """Hits with facets; a pasted address of an article leads to its page."""
    asked, public = await asked_for(datasette, request), is_public(datasette)
    words = asked.request.words
    if words.startswith(("http://", "https://")):
        number, stone = await ask(
            datasette, lambda archive: (find_id(archive, words), tombstone(archive.db, words))
        )
        if number is not None:
            return Response.redirect(datasette.urls.path(f"/artikel/{number}"))
        if stone:
            raise Gone(f"Ditarik dari arsip ini pada {show_seen(stone['redacted_at'])}. Taken down.")

    def question(archive: Archive) -> dict[str, Any]:
        answer = Answer(archive, asked.request)
        hits = answer.hits(PAGE + 1, asked.offset)
        return {
            "told": [] if hits else unknown_names(archive.db, asked.request),
            "hits": hits[:PAGE],
            "active": list(active_filters(asked, filter_labels(archive.db, asked.request))),
            "more": len(hits) > PAGE and asked.page < LAST_PAGE,
            "count": answer.count(),
            "facets": answer.facets(),
            "saved": {} if public else saved_queries(archive),
            "command": "" if public else asked.command(archive.path),
            "export": "" if public else asked.export(archive.path),
        }

    found = await ask(datasette, question)
    return await render(
        datasette,
        request,
        "search.html",
        **found,
        asked=asked,
        pool=POOL,
        shown=PAGE * LAST_PAGE,
        taken=TAKEN[public],
        feed=FEED,
        in_a_line=in_a_line,
    )


async def report_page(datasette: Any, request: Any) -> Response:
    """What ``newscrawl report`` tells; a subject or name that no article has is named above the form."""
    asked, now = await asked_for(datasette, request), utc_now()
    try:
        wanted = read_report(request.args, asked.request, now)
    except Unclear as error:
        raise BadRequest(str(error)) from error

    def question(archive: Archive) -> dict[str, Any]:
        made = make_report(archive, about(archive, wanted.subject, wanted.request))
        return {
            "report": made,
            "unknown": [] if made.stories else unknown(archive, wanted.subject, made.request),
        }

    found = await ask(datasette, question)
    return await render(
        datasette,
        request,
        "report.html",
        status=400 if found["unknown"] else 200,
        **found,
        wanted=wanted,
        periods=PERIODS,
        longer=wanted.longer(now),
        paper=paper,
        most=STORIES,
    )


async def taken_away(datasette: Any, request: Any) -> Response:
    """The hits of a search as a file."""
    asked, style = await asked_for(datasette, request), request.url_vars["style"]
    limit = TAKEN[is_public(datasette)]
    if style == "atom":
        newest = SearchRequest(**{**fields_of(asked.request), "order": "newest"})

        def question(archive: Archive) -> tuple[Sequence[Hit], Mapping[int, str], Mapping[str, str]]:
            hits = search(archive, newest, limit=FEED)
            return hits, taking.last_seen(archive, hits), filter_labels(archive.db, newest)

        return atom_response(datasette, request, asked, *await ask(datasette, question))
    hits = await ask(datasette, lambda archive: search(archive, asked.request, limit=limit))
    make, kind = {"csv": (taking.as_csv, "text/csv"), "json": (taking.as_json, "application/json")}[style]
    headers = {"content-disposition": f'attachment; filename="newscrawl.{style}"'}
    return Response(make(hits), content_type=f"{kind}; charset=utf-8", headers=headers)


def fields_of(request: SearchRequest) -> Mapping[str, Any]:
    """The fields of a request."""
    return {name: getattr(request, name) for name in SearchRequest.__dataclass_fields__}


def atom_response(
    datasette: Any,
    request: Any,
    asked: Asked,
    hits: Sequence[Hit],
    seen: Mapping[int, str],
    labels: Mapping[str, str],
) -> Response:
    """The feed of a search."""
    chosen = [asked.request.words, *(f"{name}: {label}" for name, label in labels.items())]
    title = " · ".join(["newscrawl", *filter(None, chosen)])
    address = datasette.absolute_url(request, datasette.urls.path(asked.address("/cari.atom")))

    def page_of(number: int) -> str:
        return str(datasette.absolute_url(request, datasette.urls.path(f"/artikel/{number}")))

    body = taking.as_atom(hits, seen, title, address, page_of)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


async def article_page(datasette: Any, request: Any) -> Response:
    """One article as a monitor shows it."""
    number, public = request.url_vars["id"], is_public(datasette)
    checked = not public and request.args.get("periksa") == "1"
    try:
        page = await ask(
            datasette,
            lambda archive: read_article(archive, int(number[:HIGHEST_ID]), public=public, checked=checked),
        )
    except DamagedRow as error:  # whose message names paths of ours
        raise NotFound(f"Artikel {number} rusak di arsip ini. What is kept of it here is damaged.") from error
    if page is None:
        raise NotFound(f"Artikel {number[:HIGHEST_ID]} tidak ada di arsip ini. No such article here.")
    if request.url_vars["style"] == ".json":
        record = as_record(page.article)
        if public:
            record = {**record, "text": "\n\n".join(map(str, page.blocks)), "removed": [], "fields": {}}
        return Response.json(record)
    return await render(datasette, request, "article.html", page=page)


async def row_page(datasette: Any, request: Any) -> Response:
    """Datasette's page of a row of ``articles`` gives way to ours."""
    return Response.redirect(datasette.urls.path(f"/artikel/{request.url_vars['id']}"))


async def robots(datasette: Any) -> Response:
    """No robot reads a public archive: the articles are their publishers'."""
    rules = "Disallow: /" if is_public(datasette) else "Disallow:"
    return Response.text(f"User-agent: *\n{rules}\n")
