"""The filters of a search as conditions on ``articles``, and which of their names the archive does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlite_utils import Database

from archive.request import SearchRequest
from archive.rows import dump_json, rows, storable
from newscrawl.coverage import PROVINCES, province_code

AREA = re.compile(r"^(kab(?:upaten|\.)?|kota)\s+(.+)$", re.IGNORECASE)  # kab. Garut, Kota Bandung

Condition = tuple[str, tuple[Any, ...]]
"""SQL on a row of ``articles``, and the values of its marks."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a row of ``articles`` must fulfil."""

    sql: str
    values: tuple[Any, ...]


def conditions(db: Database, request: SearchRequest) -> Conditions:
    """All filters of a request; those that are not set ask for nothing."""
    asked = [CONDITIONS[name](db, value) for name, value in request.filters().items()]
    sql = " AND ".join(["1", *(f"({sql})" for sql, _ in asked)])
    return Conditions(sql, tuple(storable(value) for _, values in asked for value in values))


def of_outlets(db: Database, condition: str, value: str) -> Condition:
    """Articles of the outlets that fulfil a condition on ``outlets``."""
    slugs = [row["slug"] for row in rows(db, f"SELECT slug FROM outlets WHERE {condition}", storable(value))]  # noqa: S608
    return "outlet IN (SELECT value FROM json_each(?))", (dump_json(slugs),)


def of_outlet(db: Database, value: str) -> Condition:
    return of_outlets(db, "slug = ?1 OR name = ?1 COLLATE NOCASE", value.strip())


def of_network(db: Database, value: str) -> Condition:
    return of_outlets(db, "network = ?1 COLLATE NOCASE", value.strip())


def in_province(db: Database, value: str) -> Condition:
    """On a place in the province; or, naming no place, from an outlet that reports on it."""
    code = province_code(value)
    if code is None:
        return "0", ()
    places = dump_json(
        [row["id"] for row in rows(db, "SELECT id FROM places WHERE province = ?", PROVINCES[code])]
    )
    outlets, slugs = of_outlets(db, "region = ?", code)
    names_none = "NOT EXISTS (SELECT 1 FROM article_places WHERE article = articles.id)"
    return f"{NAMES_PLACES} OR ({outlets} AND {names_none})", (places, *slugs)


NAMES_PLACES = """
    EXISTS (SELECT 1 FROM article_places
        WHERE article = articles.id AND place IN (SELECT value FROM json_each(?)))
"""


def at_place(db: Database, value: str) -> Condition:
    sql = (
        "articles.id IN (SELECT article FROM article_places WHERE place IN (SELECT value FROM json_each(?)))"
    )
    return sql, (dump_json(place_ids(db, value)),)


def place_ids(db: Database, value: str) -> list[int]:
    """The places of that name, type and name (``Kota Bandung``) or Kemendagri code."""
    condition, values = "code = ?1 OR name = ?1 COLLATE NOCASE", [value.strip()]
    if area := AREA.match(value.strip()):
        kind = "kota" if area[1].lower() == "kota" else "kabupaten"
        condition += " OR (name = ?2 COLLATE NOCASE AND type = ?3)"
        values += [area[2], kind]
    sql = f"SELECT id FROM places WHERE {condition}"  # noqa: S608 - a condition of our own
    return [row["id"] for row in rows(db, sql, *map(storable, values))]


def named(table: str, link: str, column: str) -> Callable[[Database, str], Condition]:
    """Articles that name a person or an organisation of which the name holds those words."""

    def condition(_: Database, value: str) -> Condition:
        sql = (
            f"articles.id IN (SELECT article FROM {link} JOIN {table} ON {table}.id = {column}"  # noqa: S608
            " WHERE instr(' ' || key || ' ', ?))"
        )
        return sql, (f" {' '.join(value.casefold().split())} ",)

    return condition


def equal(sql: str) -> Callable[[Database, Any], Condition]:
    """A condition with one value."""
    return lambda _, value: (sql, (str(value),))


CONDITIONS: dict[str, Callable[[Database, Any], Condition]] = {
    "outlet": of_outlet,
    "network": of_network,
    "province": in_province,
    "place": at_place,
    "person": named("people", "article_people", "person"),
    "organisation": named("organisations", "article_organisations", "organisation"),
    "section": equal("section = ? COLLATE NOCASE"),
    "media_type": equal("media_type = ? COLLATE NOCASE"),
    "sentiment": equal("sentiment = ?"),
    "start": equal("published_on >= ?"),
    "end": equal("published_on <= ?"),
}

KNOWN_NAMES = {
    "outlet": "SELECT slug FROM outlets UNION SELECT name FROM outlets",
    "network": "SELECT DISTINCT network FROM outlets WHERE network IS NOT NULL",
    "place": "SELECT DISTINCT name FROM places",
    "person": "SELECT name FROM people",
    "organisation": "SELECT name FROM organisations",
    "section": "SELECT DISTINCT section FROM articles WHERE section IS NOT NULL",
    "media_type": "SELECT DISTINCT media_type FROM articles",
}


def unknown_names(db: Database, request: SearchRequest) -> list[str]:
    """One sentence with a remedy for each filter whose value fits no article of the archive."""
    told = []
    for name, value in request.filters().items():
        sql, values = CONDITIONS[name](db, value)
        fits = f"SELECT 1 FROM articles WHERE {sql} LIMIT 1"  # noqa: S608 - a condition of our own
        if not rows(db, fits, *map(storable, values)):
            told.append(explain(db, name, value))
    return told


def explain(db: Database, name: str, value: Any) -> str:
    """Why a filter fits nothing, and what would."""
    if name == "province" and province_code(value) is None:
        return f"{value!r} is not a province of Indonesia; give its name or a code such as ID-JB."
    known = [next(iter(row.values())) for row in rows(db, KNOWN_NAMES[name])] if name in KNOWN_NAMES else []
    folded = {each.casefold(): each for each in known}
    close = get_close_matches(str(value).casefold(), folded, n=3)
    like = (
        f"; did you mean {' or '.join(folded[each] for each in close)}?"
        if close
        else "; leave the filter out."
    )
    return f"no article has the {name.replace('_', ' ')} {str(value)!r}{like}"
