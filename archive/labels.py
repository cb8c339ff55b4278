"""What filters look for, as words of the full-text index.

A filter is then one more word of the query, and the index skips to where all of them meet: the cost of a search does
not hang on how rare a filter is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from newscrawl.coverage import province_code

BETWEEN = "; "
"""Stands between names in ``articles.people`` and ``articles.organisations``."""


def label(kind: str, value: str) -> str:
    """The word for one value of a filter: the kind's letter and what of the value is letter or digit.

    >>> label("o", "antara-jabar"), label("s", "Hukum & Kriminal"), label("p", "32.11")
    ('oantarajabar', 'shukumkriminal', 'p3211')
    """
    return kind + "".join(filter(str.isalnum, value.casefold()))


def province_label(code: str) -> str:
    """The label of a province.

    >>> province_label("ID-JB")
    'rjb'
    """
    return label("r", code.removeprefix("ID-"))


def make_labels(row: Mapping[str, Any], places: Sequence[Mapping[str, Any]], region: str | None) -> str:
    """All labels of a row of ``articles``; ``region`` is its outlet's, for an article that names no place.

    Each place has its ``key`` and ``province``.
    """
    provinces = {province_code(str(each["province"] or "")) for each in places} if places else {region}
    day = row["published_on"]
    labels = [
        label("k", row["kind"]),
        label("o", row["outlet"]),
        label("t", row["media_type"]),
        *(label(kind, row[name]) for kind, name in (("s", "section"), ("e", "sentiment")) if row[name]),
        *(label("p", each["key"]) for each in places),
        *sorted(province_label(each) for each in provinces if each),
        *((label("m", day[:7]), label("d", day)) if day else ()),
    ]
    return " ".join(dict.fromkeys(labels))


def days_between(start: date, end: date) -> list[str]:
    """The labels of a span of days: whole months, and the days before and after them.

    >>> days_between(date(2026, 9, 29), date(2026, 11, 2))
    ['d20260929', 'd20260930', 'm202610', 'd20261101', 'd20261102']
    """
    found = []
    while start <= end:
        next_month = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        whole = start.day == 1 and next_month - timedelta(days=1) <= end
        found.append(label("m", start.isoformat()[:7]) if whole else label("d", start.isoformat()))
        start = next_month if whole else start + timedelta(days=1)
    return found


def join_names(names: Iterable[str]) -> str:
    """Names as one text for a column."""
    return BETWEEN.join(names)
