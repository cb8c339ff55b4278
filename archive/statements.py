"""What annotators stated on an article: kept by version, and as links for filters and facets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from archive.rows import dump_json, first, insert, storable, update
from newscrawl.types import Annotation, Article


def keep(db: Database, article: Article, article_id: int, revision: int, made_at: str) -> None:
    """Store the article's annotations beside earlier ones; what is derived from them follows the latest."""
    made = 0
    for each in article.annotations:
        made += db.execute(
            "INSERT INTO annotations (revision, annotator, version, value, article, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (revision, each.annotator, each.version, dump_json(storable(each.value)), article_id, made_at),
        ).rowcount
    present = first(db, "SELECT record IS NULL AS present FROM revisions WHERE id = ?", revision)
    if present and present["present"] and (made or not article.annotations):
        derive(db, article_id, latest(db, revision))


def derive(db: Database, article_id: int, annotations: Sequence[Annotation]) -> None:
    """Bring links and columns in line with what is stated about the present version."""
    stated = {each.annotator: each.value for each in annotations}
    for link, annotators in LINKS.items():
        link(db, article_id, [part for annotator in annotators for part in named(stated.get(annotator))])
    sentiment = stated.get("sentiment")
    sentiment = sentiment if isinstance(sentiment, Mapping) else {}
    columns = {"sentiment": sentiment.get("label"), "sentiment_confidence": sentiment.get("confidence")}
    update(db, "articles", article_id, {name: plain(value) for name, value in columns.items()})


def latest(db: Database, revision: int) -> list[Annotation]:
    """The last version of each annotator's statement on a revision, in the order in which they were made."""
    sql = "SELECT annotator, version, value FROM annotations WHERE revision = ? ORDER BY rowid"
    rows = {row["annotator"]: row for row in db.query(sql, [revision])}
    return [Annotation(row["annotator"], row["version"], json.loads(row["value"])) for row in rows.values()]


def named(value: Any) -> list[Mapping[str, Any]]:
    """The parts of an annotation that have a name, each name and code once."""
    parts = value if isinstance(value, list) else []
    return [part for part in parts if isinstance(part, Mapping) and isinstance(part.get("name"), str)]


def link_places(db: Database, article: int, places: Iterable[Mapping[str, Any]]) -> None:
    """Replace the article's places."""
    db.execute("DELETE FROM article_places WHERE article = ?", (article,))
    for place in places:
        columns = ("name", "type", "code", "province", "country", "lat", "lon")
        row = {name: plain(place.get(name)) for name in columns}
        parts = (row["name"], row["type"], row["country"])
        key = str(row["code"] or ":".join(str(part or "") for part in parts).casefold())
        db.execute(
            "INSERT INTO article_places (place, article, mentions, is_primary) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
            (intern(db, "places", key, row), article, count(place), bool(place.get("primary"))),
        )


def link_people(db: Database, article: int, people: Iterable[Mapping[str, Any]]) -> None:
    """Replace the article's people."""
    db.execute("DELETE FROM article_people WHERE article = ?", (article,))
    for person in people:
        key = person["name"].casefold()
        db.execute(
            "INSERT INTO article_people (person, article, role, mentions, quoted) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
            (
                intern(db, "people", key, {"name": person["name"]}),
                article,
                plain(person.get("role")),
                count(person),
                plain(person.get("quoted")),
            ),
        )


def link_organisations(db: Database, article: int, organisations: Iterable[Mapping[str, Any]]) -> None:
    """Replace the article's organisations."""
    db.execute("DELETE FROM article_organisations WHERE article = ?", (article,))
    for each in organisations:
        row = {"name": each["name"], "type": plain(each.get("type"))}
        db.execute(
            "INSERT INTO article_organisations (organisation, article, mentions) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
            (intern(db, "organisations", row["name"].casefold(), row), article, count(each)),
        )


LINKS = {
    link_places: ("places", "regions"),
    link_people: ("people",),
    link_organisations: ("organisations",),
}
"""What fills the link tables, and from which annotators."""


def intern(db: Database, table: str, key: str, row: Mapping[str, Any]) -> int:
    """The id of the place, person or organisation with that key, made where it is new."""
    known = first(db, f"SELECT id FROM {table} WHERE key = ?", key)  # noqa: S608 - a name of our own
    return int(known["id"]) if known else insert(db, table, {"key": key, **row})


def count(part: Mapping[str, Any]) -> int:
    """How often it is mentioned: ``mentions`` is a number or the list of places in the text."""
    mentions = part.get("mentions")
    if isinstance(mentions, Sequence) and not isinstance(mentions, str):
        return len(mentions)
    return mentions if isinstance(mentions, int) else 1


def plain(value: Any) -> Any:
    """A value that a column can hold; JSON for lists and objects."""
    return dump_json(value) if isinstance(value, list | dict) else value
