"""The filters of a search as words of the full-text index, and which of their names the archive does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from archive.labels import days_between, label, province_label
from archive.query import quote_term
from archive.request import SearchRequest
from archive.rows import Row, first, rows, storable
from archive.snippets import words_of
from newscrawl.coverage import province_code
from newscrawl.seeds import GENERIC

AREA = re.compile(r"^(kab(?:upaten|\.)?|kota)\s+(.+)$", re.IGNORECASE)  # kab. Garut, Kota Bandung

NEVER = '"\ue000"'
"""A word that no article has."""

NOTHING = "nothing found; fewer words or filters find more."


def filter_terms(db: Database, request: SearchRequest) -> list[str]:
    """FTS5 expressions that all must hold, one per filter; those that are not set ask for nothing."""
    asked = request.filters()
    terms = [FILTERS[name](db, value) for name, value in asked.items() if name in FILTERS]
    if request.start or request.end:
        terms.append(in_days(db, request.start, request.end))
    return terms


def exactly(db: Database, request: SearchRequest) -> str:
    """SQL, behind ``MATCH``, that drops what the words of the index cannot tell from what is asked; mostly empty."""
    asked = request.filters()
    return "".join(EXACT[name](db, value) for name, value in asked.items() if name in EXACT)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a row of ``articles`` must fulfil, for a query of one's own."""

    sql: str
    values: tuple[str, ...]


def conditions(db: Database, request: SearchRequest) -> Conditions:
    """All filters of a request, without its words."""
    terms = filter_terms(db, request)
    if not terms:
        return Conditions("1", ())
    found = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?{exactly(db, request)}"  # noqa: S608
    return Conditions(f"articles.id IN ({found})", (" AND ".join(terms),))


def labelled(labels: Iterable[str]) -> str:
    """An expression for articles with one of these labels."""
    quoted = ['"{}"'.format(each.replace('"', '""')) for each in labels]
    return f"labels : ({' OR '.join(quoted)})" if quoted else NEVER


def of_outlet(db: Database, value: str) -> list[str]:
    """The outlet of that slug, or else those whose slug or name it is in any case, or that of a site without a seed."""
    asked = storable(value.strip())
    found = slugs(db, "slug = ?", asked) or slugs(db, "? COLLATE NOCASE IN (slug, name)", asked)
    return found or ([GENERIC.slug] if first(db, SITE, GENERIC.slug, asked) else [])


SITE = "SELECT 1 FROM articles WHERE outlet = ? AND outlet_name = ? COLLATE NOCASE LIMIT 1"
"""Asks for a site without a seed: its articles are of the outlet ``generic`` and bear its name."""


def of_no_other_site(db: Database, value: str) -> str:
    """Not of other outlets whose label reads the same, nor of another site without a seed."""
    asked = storable(value.strip())
    of_site = not slugs(db, "? COLLATE NOCASE IN (slug, name)", asked)
    return by_no_other(of_outlet)(db, value) + (of_no_other("outlet_name")(db, value) if of_site else "")


def of_network(db: Database, value: str) -> list[str]:
    """Slugs of the outlets of that network."""
    return slugs(db, "network = ? COLLATE NOCASE", storable(value.strip()))


def slugs(db: Database, condition: str, *values: str) -> list[str]:
    """Slugs of the outlets that fulfil a condition."""
    return [row["slug"] for row in rows(db, f"SELECT slug FROM outlets WHERE {condition}", *values)]  # noqa: S608


Outlets = Callable[[Database, str], list[str]]


def by(outlets: Outlets) -> Callable[[Database, str], str]:
    """Articles of these outlets."""
    return lambda db, value: labelled(label("o", slug) for slug in outlets(db, value))


def by_no_other(outlets: Outlets) -> Callable[[Database, str], str]:
    """Not of outlets whose label reads the same: ``suara-kalbar``, ``suarakalbar``."""

    def term(db: Database, value: str) -> str:
        wanted = outlets(db, value)
        asked = [words_of(label("o", slug)) for slug in wanted]
        others = [words_of(label("o", slug)) for slug in slugs(db, "1") if slug not in wanted]
        if not any(holds(other, words) for other in others for words in asked):
            return ""
        quoted = ", ".join(db.quote(slug) for slug in wanted)
        return f" AND (SELECT outlet FROM articles WHERE id = articles_fts.rowid) IN ({quoted})"  # noqa: S608

    return term


def holds(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether the words of a phrase stand in a row.

    >>> holds(["rahmat", "firdaus"], ["firdaus"]), holds(["rahmat", "firdaus"], ["firdaus", "rahmat"])
    (True, False)
    """
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))


def in_province(_: Database, value: str) -> str:
    """On a place in the province; or, naming no place, from an outlet that reports on it."""
    code = province_code(value)
    return labelled([province_label(code)]) if code else NEVER


def at_place(db: Database, value: str) -> str:
    """On the places of that name, type and name (``Kota Bandung``), Kemendagri code or key."""
    condition, values = "?1 IN (code, key) OR name = ?1 COLLATE NOCASE", [value.strip()]
    if area := AREA.match(value.strip()):
        kind = "kota" if area[1].lower() == "kota" else "kabupaten"
        condition += " OR (name = ?2 COLLATE NOCASE AND type = ?3)"
        values += [area[2], kind]
    found = rows(db, f"SELECT key, type, name FROM places WHERE {condition}", *map(storable, values))  # noqa: S608
    return labelled(map(place_label, found))


def place_label(row: Row) -> str:
    """The label of a row of ``places``; a province stands for all that lies in it."""
    code = province_code(row["name"]) if row["type"] == "province" else None
    return province_label(code) if code else label("p", row["key"])


def naming(column: str) -> Callable[[Database, str], str]:
    """Articles of which that column has these words one after the other."""

    def term(_: Database, value: str) -> str:
        quoted = quote_term(storable(value))
        return f"{column} : {quoted}" if quoted else NEVER

    return term


def in_one_name(table: str, links: str, key: str) -> Callable[[Database, str], str]:
    """Not with the words in two names, the end of one and the beginning of the next."""

    def term(db: Database, value: str) -> str:
        phrase = tuple(words_of(value))
        if len(phrase) < 2:
            return ""
        (path,) = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
        (last,) = db.execute(f"SELECT max(id) FROM {table}").fetchone()  # noqa: S608
        found = names_with(Names(path, table, last or 0, db), phrase)
        return (
            f" AND EXISTS (SELECT 1 FROM {links} WHERE article = articles_fts.rowid"  # noqa: S608
            f" AND +{key} IN ({', '.join(map(str, found))}))"
        )

    return term


@dataclass(frozen=True, slots=True)
class Names:
    """The people or organisations of an archive, as many as it has now."""

    path: str
    table: str
    last: int
    db: Database = field(compare=False, repr=False)


@lru_cache(maxsize=256)
def names_with(names: Names, phrase: tuple[str, ...]) -> list[int]:
    """Ids of the names in which these words stand in a row; a look at every name, thus kept for the process."""
    sql = f"SELECT id, name FROM {names.table} WHERE name LIKE ? OR name GLOB '*[^ -~]*'"  # noqa: S608
    likely = rows(names.db, sql, f"%{max(phrase, key=len)}%")
    return [row["id"] for row in likely if holds(words_of(row["name"]), list(phrase))]


def having(kind: str) -> Callable[[Database, str], str]:
    """Articles with that label."""
    return lambda _, value: labelled([label(kind, storable(value))])


def of_no_other(column: str) -> Callable[[Database, str], str]:
    """Not with a longer value, or one of other marks: ``Hukum | Kriminal`` has the words of ``Hukum``."""

    def term(db: Database, value: str) -> str:
        asked = db.quote(storable(value.strip()))
        return f" AND (SELECT {column} FROM articles WHERE id = articles_fts.rowid) = {asked} COLLATE NOCASE"  # noqa: S608

    return term


def in_days(db: Database, start: date | None, end: date | None) -> str:
    """Articles published in a span of local days, both included."""
    span = known_days(db)
    if span is None:
        return NEVER
    return labelled(days_between(max(start or date.min, span[0]), min(end or date.max, span[1])))


def known_days(db: Database) -> tuple[date, date] | None:
    """The first and the last local day of publication in the archive."""
    row = first(db, KNOWN_DAYS) or {}
    return (date.fromisoformat(row["least"]), date.fromisoformat(row["most"])) if row["least"] else None


KNOWN_DAYS = """
SELECT (SELECT min(published_on) FROM articles) AS least, (SELECT max(published_on) FROM articles) AS most
"""
"""Asked apart, each is a look at one end of the index; asked together, a walk over all of it."""


FILTERS: dict[str, Callable[[Database, Any], str]] = {
    "outlet": by(of_outlet),
    "network": by(of_network),
    "province": in_province,
    "place": at_place,
    "person": naming("people"),
    "organisation": naming("organisations"),
    "section": having("s"),
    "media_type": having("t"),
    "sentiment": having("e"),
}

EXACT: dict[str, Callable[[Database, str], str]] = {
    "outlet": of_no_other_site,
    "network": by_no_other(of_network),
    "person": in_one_name("people", "article_people", "person"),
    "organisation": in_one_name("organisations", "article_organisations", "organisation"),
    "section": of_no_other("section"),
    "media_type": of_no_other("media_type"),
}

KNOWN_NAMES = {
    "outlet": "SELECT slug FROM outlets UNION SELECT name FROM outlets"
    " UNION SELECT outlet_name FROM articles WHERE outlet = 'generic'",
    "network": "SELECT DISTINCT network FROM outlets WHERE network IS NOT NULL",
    "place": "SELECT DISTINCT name FROM places",
    "person": "SELECT name FROM people",
    "organisation": "SELECT name FROM organisations",
    "section": "SELECT DISTINCT section FROM articles WHERE section IS NOT NULL",
    "media_type": "SELECT DISTINCT media_type FROM articles",
}


def unknown_names(db: Database, request: SearchRequest) -> list[str]:
    """One sentence with a remedy for each filter whose value fits no article of the archive."""
    asked = replace(request, start=None, end=None).filters()
    return [explain(db, name, value) for name, value in asked.items() if not fits(db, name, value)]


def fits(db: Database, name: str, value: Any) -> bool:
    """Whether a filter with that value finds an article."""
    exact = exactly(db, SearchRequest(**{name: value}))
    sql = f"SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?{exact} LIMIT 1"  # noqa: S608
    return bool(rows(db, sql, FILTERS[name](db, value)))


def explain(db: Database, name: str, value: Any) -> str:
    """Why a filter fits nothing, and what would."""
    if name == "province" and province_code(value) is None:
        return f"{value!r} is not a province of Indonesia; give its name or a code such as ID-JB."
    remedy = alike(db, name, value) or "leave the filter out."
    return f"no article has the {name.replace('_', ' ')} {str(value)!r}; {remedy}"


def alike(db: Database, name: str, value: Any) -> str:
    """``did you mean Garut?``; empty where the archive knows no such name for a filter."""
    folded = {each.casefold(): each for each in known_names(db, name)}
    close = get_close_matches(str(value).casefold(), folded, n=3)
    return f"did you mean {' or '.join(folded[each] for each in close)}?" if close else ""


def known_names(db: Database, name: str) -> list[str]:
    """Values of a filter that the archive knows; none where they are not listed."""
    found = rows(db, KNOWN_NAMES[name]) if name in KNOWN_NAMES else []
    return [value for row in found for value in row.values() if value]


def place_name(db: Database, text: str) -> str:
    """``Kabupaten Garut`` for the code of one; all else stays as it is."""
    row = first(db, "SELECT type, name FROM places WHERE code = ? AND type IN ('kabupaten', 'kota')", text)
    return f"{row['type'].capitalize()} {row['name']}" if row else text
