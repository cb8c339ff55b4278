"""What annotators stated on an article: kept by version, and as links for filters and facets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlite_utils import Database

from archive.labels import join_names, make_place_labels
from archive.packing import Damaged, squeeze, unsqueeze
from archive.rows import (
    Row,
    dump_json,
    first,
    insert,
    rows,
    storable,
    storable_values,
    store_json,
    unpack,
    update,
)
from newscrawl.types import Annotation, Article


def keep(db: Database, article: Article, article_id: int, revision: int, made_at: str) -> None:
    """Store the article's annotations beside earlier ones; what is derived from them follows the latest."""
    stated = {(each.annotator, each.version) for each in stated_on(db, revision)}
    made = [each for each in article.annotations if (each.annotator, each.version) not in stated]
    add(db, revision, made, made_at, text_of(db, revision))
    present = first(db, "SELECT record IS NULL AS present FROM revisions WHERE id = ?", revision)
    if present and present["present"] and (made or not article.annotations):
        derive(db, article_id, latest(db, revision))


def keep_first(db: Database, article: Article, article_id: int, revision: int, made_at: str) -> None:
    """The same for an article that was just added with the columns that follow from them."""
    add(db, revision, article.annotations, made_at, storable(article.text))
    link_all(db, article_id, article.annotations)


def add(db: Database, revision: int, made: Sequence[Annotation], made_at: str, text: str) -> None:
    """One row for what was stated on a revision at a time."""
    if not made:
        return
    versions = dump_json({each.annotator: each.version for each in made})
    value = squeeze(store_json({each.annotator: each.value for each in made}), text)
    row = {"revision": revision, "annotators": intern_versions(db, versions), "made_at": made_at}
    insert(db, "annotations", row | {"value": value})


def stated_on(db: Database, revision: int) -> list[Annotation]:
    """All that was stated on a revision, in the order in which it was; raises Damaged."""
    stated = rows(db, STATED, revision)
    text = text_of(db, revision) if stated else ""
    try:
        return [each for row in stated for each in read_statements(row, text)]
    except (KeyError, TypeError, ValueError) as error:  # Damaged among them
        raise Damaged(f"the statements on revision {revision} do not unpack") from error


def read_statements(row: Row, text: str) -> Iterator[Annotation]:
    """What one row of ``annotations`` states."""
    values = json.loads(unsqueeze(row["value"], text))
    for name, version in json.loads(row["versions"]).items():
        yield Annotation(name, version, values[name])


STATED = """
SELECT versions, value FROM annotations JOIN annotators ON annotators.id = annotators
WHERE revision = ? ORDER BY annotations.rowid
"""


def text_of(db: Database, revision: int) -> str:
    """The text of a revision: names and words of the statements stand in it, so that they pack well against it."""
    row = first(
        db,
        "SELECT record, text FROM revisions JOIN articles ON articles.id = article WHERE revisions.id = ?",
        revision,
    )
    if row is None:
        return ""
    return str(unpack(row["record"])["text"] if row["record"] else row["text"])


def intern_versions(db: Database, versions: str) -> int:
    """The id of these annotators in these versions, made where it is new."""
    known = first(db, "SELECT id FROM annotators WHERE versions = ?", versions)
    return int(known["id"]) if known else insert(db, "annotators", {"versions": versions})


def derive(db: Database, article_id: int, annotations: Sequence[Annotation]) -> None:
    """Bring links and columns in line with what is stated about the present version."""
    for table in LINKS:
        db.execute(f"DELETE FROM {table} WHERE article = ?", (article_id,))  # noqa: S608 - a name of our own
    link_all(db, article_id, annotations)
    row = first(db, "SELECT * FROM articles WHERE id = ?", article_id) or {}
    derived = derived_columns(db, row, annotations)
    changed = {name: value for name, value in derived.items() if value != row[name]}
    if changed:
        update(db, "articles", article_id, changed)


def link_all(db: Database, article_id: int, annotations: Sequence[Annotation]) -> None:
    """Fill the link tables of an article that has none of these links."""
    for link in LINKS.values():
        parts = parts_of(annotations, link.annotators)
        db.conn.executemany(link.named, [storable_values(link.name_row(part)) for part in parts])
        linked = [storable_values((article_id, *link.link_row(part))) for part in parts]
        db.conn.executemany(link.linked, linked)


def derived_columns(db: Database, row: Row, annotations: Sequence[Annotation]) -> dict[str, Any]:
    """The columns of ``articles`` that follow from what is stated: tone, names, and labels for filters."""
    stated = next((each.value for each in reversed(annotations) if each.annotator == "sentiment"), None)
    sentiment = stated if isinstance(stated, Mapping) else {}
    tone = {
        "sentiment": plain(sentiment.get("label")),
        "sentiment_confidence": plain(sentiment.get("confidence")),
    }
    places = [
        {"key": place_key(place), "province": place.get("province")}
        for place in parts_of(annotations, ("places", "regions"))
    ]
    outlet = first(db, "SELECT region FROM outlets WHERE slug = ?", row["outlet"]) or {}
    return {
        **tone,
        "people": join_names(each["name"] for each in parts_of(annotations, ("people",))),
        "organisations": join_names(each["name"] for each in parts_of(annotations, ("organisations",))),
        "place_labels": make_place_labels(places, outlet.get("region")),
    }


def latest(db: Database, revision: int) -> list[Annotation]:
    """The last version of each annotator's statement on a revision."""
    return list({each.annotator: each for each in stated_on(db, revision)}.values())


def parts_of(annotations: Iterable[Annotation], annotators: Sequence[str]) -> list[Mapping[str, Any]]:
    """The named parts of what these annotators state, the last statement of each."""
    stated = {each.annotator: each.value for each in annotations}
    return [part for annotator in annotators for part in named(stated.get(annotator))]


def named(value: Any) -> list[Mapping[str, Any]]:
    """The parts of an annotation that have a name, each name and code once."""
    parts = value if isinstance(value, list) else []
    return [part for part in parts if isinstance(part, Mapping) and isinstance(part.get("name"), str)]


class Link(NamedTuple):
    """How a table of links is filled: from which annotators, with which rows."""

    annotators: tuple[str, ...]
    named: str
    """Makes a place, person or organisation known; takes ``name_row``, which begins with its key."""
    name_row: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    linked: str
    """Links it with an article; takes the article's id and ``link_row``, which begins with its key."""
    link_row: Callable[[Mapping[str, Any]], tuple[Any, ...]]


PLACE_COLUMNS = ("name", "type", "code", "province", "country", "lat", "lon")


def place_key(place: Mapping[str, Any]) -> str:
    """What tells a place from others: its Kemendagri code, or name, type and country."""
    parts = [plain(place.get(name)) for name in ("name", "type", "country")]
    return str(plain(place.get("code")) or ":".join(str(part or "") for part in parts).casefold())


def name_key(part: Mapping[str, Any]) -> str:
    """What tells a person or an organisation from others."""
    return str(part["name"]).casefold()


LINKS = {
    "article_places": Link(
        ("places", "regions"),
        "INSERT INTO places (key, name, type, code, province, country, lat, lon) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        lambda place: (place_key(place), *(plain(place.get(name)) for name in PLACE_COLUMNS)),
        "INSERT INTO article_places (article, place, mentions, is_primary)"
        " VALUES (?, (SELECT id FROM places WHERE key = ?), ?, ?)"
        " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
        lambda place: (place_key(place), count(place), bool(place.get("primary"))),
    ),
    "article_people": Link(
        ("people",),
        "INSERT INTO people (key, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
        lambda person: (name_key(person), person["name"]),
        "INSERT INTO article_people (article, person, role, mentions, quoted)"
        " VALUES (?, (SELECT id FROM people WHERE key = ?), ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
        lambda person: (
            name_key(person),
            plain(person.get("role")),
            count(person),
            plain(person.get("quoted")),
        ),
    ),
    "article_organisations": Link(
        ("organisations",),
        "INSERT INTO organisations (key, name, type) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        lambda each: (name_key(each), each["name"], plain(each.get("type"))),
        "INSERT INTO article_organisations (article, organisation, mentions)"
        " VALUES (?, (SELECT id FROM organisations WHERE key = ?), ?)"
        " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
        lambda each: (name_key(each), count(each)),
    ),
}
"""Table of links -> how it is filled."""


def count(part: Mapping[str, Any]) -> int:
    """How often it is mentioned: ``mentions`` is a number or the list of places in the text."""
    mentions = part.get("mentions")
    if isinstance(mentions, Sequence) and not isinstance(mentions, str):
        return len(mentions)
    return mentions if isinstance(mentions, int) else 1


def plain(value: Any) -> Any:
    """A value that a column can hold; JSON for lists and objects."""
    return dump_json(value) if isinstance(value, list | dict) else value
