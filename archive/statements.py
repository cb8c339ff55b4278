"""What annotators stated on an article: kept by version, and as links for filters and facets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
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
    storable_values,
    store_json,
    unpack,
    update,
)
from newscrawl.types import Annotation

UNKNOWN = "unknown"
"""The version of a statement that does not say."""

NUMBERED = re.compile(r"(.*?)(\d+(?:\.\d+)*)")
"""linear 12, 0.3.1"""


def keep(
    db: Database,
    annotations: Sequence[Annotation],
    article_id: int,
    revision: int,
    made_at: str,
    *,
    again: bool = False,
) -> None:
    """Store annotations beside earlier ones; what is derived from them follows the latest.

    One of an older version than the latest goes before it; ``again`` brings back what was stated before.
    """
    stated = stated_on(db, revision)
    held = {each.annotator: each.version for each in stated}
    known = held.items() if again else {(each.annotator, each.version) for each in stated}
    made = [each for each in annotations if (each.annotator, each.version) not in known]
    older = [each for each in made if not again and is_older(each.version, held.get(each.annotator, UNKNOWN))]
    newer = [each for each in made if each not in older]
    for group in filter(None, (older, newer)):
        add_all(db, [(revision, Packed.of(group, text_of(db, revision)), made_at)])
        if group is older:
            db.execute(TO_THE_FRONT)
    present = first(db, "SELECT record IS NULL AS present FROM revisions WHERE id = ?", revision)
    if present and present["present"] and (made or not annotations):
        derive(db, article_id, latest(db, revision))


TO_THE_FRONT = """
UPDATE annotations SET rowid = (SELECT min(rowid) FROM annotations) - 1
WHERE rowid = (SELECT max(rowid) FROM annotations)
"""
"""The row that was added last."""


def is_older(version: str, other: str) -> bool:
    """Whether a version comes before another; versions that are not numbered alike have no order.

    >>> is_older("9", "12"), is_older("linear 1.9", "linear 1.10"), is_older("unknown", "indobert 3fa2c")
    (True, True, True)
    >>> is_older("9", "indobert 12"), is_older("12", "9"), is_older("9", "unknown")
    (False, False, False)
    """
    if UNKNOWN in (version, other):
        return version == UNKNOWN != other
    one, two = NUMBERED.fullmatch(version), NUMBERED.fullmatch(other)
    return bool(one and two and one[1] == two[1] and numbers(one[2]) < numbers(two[2]))


def numbers(text: str) -> list[int]:
    """The numbers between points."""
    return [int(each[-18:]) for each in text.split(".")]


class Packed(NamedTuple):
    """What was stated on a revision at a time, as it is stored."""

    versions: str
    """JSON: annotator -> version."""
    value: bytes | str
    """JSON, squeezed: annotator -> what it stated."""

    @classmethod
    def of(cls, annotations: Sequence[Annotation], text: str) -> Packed:
        """Names and words of the statements stand in the text, so that they pack well against it."""
        versions = dump_json({each.annotator: each.version for each in annotations})
        return cls(versions, squeeze(store_json({each.annotator: each.value for each in annotations}), text))

    def read(self, text: str) -> list[Annotation]:
        """The annotations; raises KeyError, TypeError and ValueError for what is damaged."""
        values = json.loads(unsqueeze(self.value, text))
        return [
            Annotation(name, version, values[name]) for name, version in json.loads(self.versions).items()
        ]


def add_all(db: Database, made: Iterable[tuple[int, Packed, str]]) -> None:
    """One row for what was stated on each revision at a time."""
    interned: dict[str, int] = {}
    found = []
    for revision, (versions, value), made_at in made:
        if versions not in interned:
            interned[versions] = intern_versions(db, versions)
        found.append((revision, interned[versions], made_at, value))
    db.conn.executemany(
        "INSERT INTO annotations (revision, annotators, made_at, value) VALUES (?, ?, ?, ?)", found
    )


def stated_on(db: Database, revision: int) -> list[Annotation]:
    """All that was stated on a revision, in the order in which it was; raises Damaged."""
    stated = rows(db, STATED, revision)
    text = text_of(db, revision) if stated else ""
    try:
        return [each for row in stated for each in Packed(row["versions"], row["value"]).read(text)]
    except (KeyError, TypeError, ValueError) as error:  # Damaged among them
        raise Damaged(f"the statements on revision {revision} do not unpack") from error


STATED = """
SELECT versions, value FROM annotations JOIN annotators ON annotators.id = annotators
WHERE revision = ? ORDER BY annotations.rowid
"""


def text_of(db: Database, revision: int) -> str:
    """The text of a revision."""
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
    link_all(db, [(article_id, links_of(annotations))])
    row = first(db, "SELECT * FROM articles WHERE id = ?", article_id) or {}
    derived = derived_columns(annotations, region_of(db, row))
    changed = {name: value for name, value in derived.items() if value != row[name]}
    if changed:
        update(db, "articles", article_id, changed)


Links = Mapping[str, Sequence[tuple[tuple[Any, ...], tuple[Any, ...]]]]
"""Table of links -> for each link the row of what is linked, which begins with its key, and what the link tells."""


def links_of(annotations: Sequence[Annotation]) -> Links:
    """The links that follow from what is stated."""
    return {
        table: [
            (tuple(storable_values(link.name_row(part))), tuple(storable_values(link.link_row(part))))
            for part in parts_of(annotations, link.annotators)
        ]
        for table, link in LINKS.items()
    }


def link_all(db: Database, made: Sequence[tuple[int, Links]]) -> None:
    """Link articles, given by their ids, that have no links yet."""
    for table, link in LINKS.items():
        found = [(article_id, *each) for article_id, links in made for each in links[table]]
        if not found:
            continue
        ids = name_all(db, link, [row for _, row, _told in found])
        linked = [(ids[row[0]], article_id, *told) for article_id, row, told in found]
        linked.sort(
            key=itemgetter(0, 1)
        )  # as the table is; of two links to one person the first one's role stays
        db.conn.executemany(link.linked, linked)


def name_all(db: Database, link: Link, found: Sequence[tuple[Any, ...]]) -> dict[str, int]:
    """Key -> id of places, people or organisations, made where they are new; the first row of a key counts."""
    named = {row[0]: row for row in reversed(found)}
    ids = ids_of(db, link, named)
    new = {row[0]: named[row[0]] for row in found if row[0] not in ids}
    if new:
        db.conn.executemany(link.named, new.values())
        ids |= ids_of(db, link, new)
    return ids


def ids_of(db: Database, link: Link, keys: Iterable[str]) -> dict[str, int]:
    """Key -> id of those that are known."""
    sql = f"SELECT key, id FROM {link.table} WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608
    return dict(db.execute(sql, (dump_json(list(keys)),)).fetchall())


def derived_columns(annotations: Sequence[Annotation], region: str | None) -> dict[str, Any]:
    """The columns of ``articles`` that follow from what is stated: tone, names, and labels for filters.

    ``region`` is the outlet's, for an article that names no place.
    """
    stated = next((each.value for each in reversed(annotations) if each.annotator == "sentiment"), None)
    sentiment = stated if isinstance(stated, Mapping) else {}
    places = [
        {"key": place_key(place), "province": place.get("province")}
        for place in parts_of(annotations, ("places", "regions"))
    ]
    derived = {
        "sentiment": plain(sentiment.get("label")),
        "sentiment_confidence": plain(sentiment.get("confidence")),
        "people": join_names(each["name"] for each in parts_of(annotations, ("people",))),
        "organisations": join_names(each["name"] for each in parts_of(annotations, ("organisations",))),
        "place_labels": make_place_labels(places, region),
    }
    return dict(zip(derived, storable_values(derived.values()), strict=True))


def region_of(db: Database, row: Row) -> str | None:
    """The region of an article's outlet."""
    outlet = first(db, "SELECT region FROM outlets WHERE slug = ?", row["outlet"]) or {}
    return outlet.get("region")


def latest(db: Database, revision: int) -> list[Annotation]:
    """The present version of each annotator's statement on a revision."""
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
    table: str
    named: str
    """Makes a place, person or organisation known; takes ``name_row``, which begins with its key."""
    name_row: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    linked: str
    """Links it with an article; takes its id, the article's and ``link_row``."""
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
        "places",
        "INSERT INTO places (key, name, type, code, province, country, lat, lon) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        lambda place: (place_key(place), *(plain(place.get(name)) for name in PLACE_COLUMNS)),
        "INSERT INTO article_places (place, article, mentions, is_primary) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
        lambda place: (count(place), bool(place.get("primary"))),
    ),
    "article_people": Link(
        ("people",),
        "people",
        "INSERT INTO people (key, name) VALUES (?, ?)",
        lambda person: (name_key(person), person["name"]),
        "INSERT INTO article_people (person, article, role, mentions, quoted) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
        lambda person: (plain(person.get("role")), count(person), plain(person.get("quoted"))),
    ),
    "article_organisations": Link(
        ("organisations",),
        "organisations",
        "INSERT INTO organisations (key, name, type) VALUES (?, ?, ?)",
        lambda each: (name_key(each), each["name"], plain(each.get("type"))),
        "INSERT INTO article_organisations (organisation, article, mentions) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
        lambda each: (count(each),),
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
