"""What is asked of the archive: words and filters, the same for the command line, Datasette, exports and reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from archive.query import refusal

Order = Literal["relevance", "newest"]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Words and filters; what is None asks for nothing."""

    words: str = ""
    """Plain words, ``"a phrase"``, ``one OR other``, ``-not``."""
    outlet: str | None = None
    """Slug or name."""
    network: str | None = None
    province: str | None = None
    """ISO 3166-2 code (``ID-JB``) or name: articles on a place in it; those of its outlets that name no place."""
    place: str | None = None
    """Kabupaten, kota or foreign city: ``Sumedang``, ``Kota Bandung``, or a Kemendagri code (``32.11``)."""
    person: str | None = None
    """Name or some words of it, in their order."""
    organisation: str | None = None
    """Name or some words of it, in their order."""
    section: str | None = None
    media_type: str | None = None
    sentiment: str | None = None
    """``positif``, ``netral`` or ``negatif``."""
    start: date | None = None
    """First local day of publication."""
    end: date | None = None
    """Last local day of publication."""
    unique: bool = False
    """One article per story: the earliest."""
    order: Order = "relevance"
    """Without words the newest come first in any case."""

    def filters(self) -> dict[str, Any]:
        """The filters that are set, by name."""
        given = asdict(self)
        return {name: given[name] for name in FILTERS if given[name] is not None}


FILTERS = (
    *("outlet", "network", "province", "place", "person", "organisation"),
    *("section", "media_type", "sentiment", "start", "end"),
)


def make_request(request: SearchRequest | str, filters: dict[str, Any]) -> SearchRequest:
    """The request that words and keyword filters amount to; raises ValueError for what of these cannot be asked.

    >>> make_request("banjir", {"place": "Sumedang"}).filters()
    {'place': 'Sumedang'}
    """
    made = request if isinstance(request, SearchRequest) else None
    given = filters if made else {"words": request} | filters
    if told := next(filter(None, (fault(name, value) for name, value in given.items())), None):
        raise ValueError(told)
    asked = replace(made or SearchRequest(), **given)
    if given and asked.start and asked.end and asked.start > asked.end:
        raise ValueError(f"start {asked.start} is after end {asked.end}; swap them.")
    return asked


TONES = ("positif", "netral", "negatif")
CHOICES = {"order": ("relevance", "newest"), "sentiment": (*TONES, None)}


def fault(name: str, value: Any) -> str | None:
    """What is wrong with a value for a field, with the remedy; None where nothing is.

    >>> fault("start", "2023-01-01"), fault("place", None)
    ("start '2023-01-01' is no day; give a datetime.date such as date(2023, 8, 31).", None)
    """
    if name in ("start", "end"):
        is_day = value is None or type(value) is date  # an instant is a date, too, and compares with none
        return (
            None if is_day else f"{name} {value!r} is no day; give a datetime.date such as date(2023, 8, 31)."
        )
    if name in CHOICES:
        known = ", ".join(filter(None, CHOICES[name]))
        return None if value in CHOICES[name] else f"there is no {name} {value!r}; give one of {known}."
    if name == "unique":
        return None if isinstance(value, bool) else f"unique {value!r} is neither True nor False; give one."
    if name == "words":
        return refusal(value) if isinstance(value, str) else f"words {value!r} are no text; give a str."
    if name not in FILTERS:
        return f"a search has no filter {name!r}; there are {', '.join((*FILTERS, 'unique', 'order'))}."
    return None if value is None or isinstance(value, str) else f"{name} {value!r} is no text; give a str."
