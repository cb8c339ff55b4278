"""What filters look for, as words of the full-text index.

A filter is then one more word of the query, and the index skips to where all of them meet: the cost of a search does
not hang on how rare a filter is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from newscrawl.coverage import province_code
from newscrawl.days import FIRST_YEAR, LAST_YEAR

BETWEEN = "; "
"""Stands between names in ``articles.people`` and ``articles.organisations``."""


def label(kind: str, value: str) -> str:
    """The word for one value of a filter: the kind's letter and the value without marks.

    >>> label("o", "antara-jabar"), label("s", "Hukum & Kriminal"), label("p", "32.11")
    ('oantarajabar', 'shukumkriminal', 'p3211')
    """
    return kind + value.translate(WITHOUT_MARKS).lower()


MARKS = " -&/.,:'()"
"""Left out of values; what else there may be is a word of its own for the index, here as in the archive."""
WITHOUT_MARKS = str.maketrans("", "", MARKS)


def stored_label(kind: str, column: str) -> str:
    """SQL of ``label`` for a column of ``articles``; empty where the column is null."""
    for mark in MARKS:
        column = "replace({}, '{}', '')".format(column, mark.replace("'", "''"))
    return f"coalesce(' {kind}' || {column}, '')"


LABELS = " || ".join(
    stored_label(kind, column)
    for kind, column in (
        *(("k", "kind"), ("o", "outlet"), ("t", "media_type"), ("s", "section"), ("e", "sentiment")),
        *(("m", "substr(published_on, 1, 7)"), ("d", "published_on")),
    )
)
"""SQL of the labels that follow from other columns; they take no room in the table."""


def make_place_labels(places: Sequence[Mapping[str, Any]], region: str | None) -> str:
    """Labels of the places and provinces; ``region`` is the outlet's, for an article that names no place.

    Each place has its ``key`` and ``province``.
    """
    provinces = {code_of(str(each["province"] or "")) for each in places} if places else {region}
    found = [label("p", each["key"]) for each in places]
    return " ".join([*dict.fromkeys(found), *sorted(province_label(each) for each in provinces if each)])


EARLIEST, LATEST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)

code_of = lru_cache(maxsize=1024)(province_code)


def province_label(code: str) -> str:
    """The label of a province.

    >>> province_label("ID-JB")
    'rjb'
    """
    return label("r", code.removeprefix("ID-"))


def days_between(start: date, end: date) -> list[str]:
    """The labels of a span of days: whole months, and the days before and after them.

    >>> days_between(date(2026, 9, 29), date(2026, 11, 2))
    ['d20260929', 'd20260930', 'm202610', 'd20261101', 'd20261102']
    """
    found = []
    start, end = max(start, EARLIEST), min(end, LATEST)
    while start <= end:
        next_month = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        whole = start.day == 1 and next_month - timedelta(days=1) <= end
        found.append(label("m", start.isoformat()[:7]) if whole else label("d", start.isoformat()))
        start = next_month if whole else start + timedelta(days=1)
    return found


def join_names(names: Iterable[str]) -> str:
    """Names as one text for a column."""
    return BETWEEN.join(names)
