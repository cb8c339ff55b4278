"""What is asked of the archive: words and filters, the same for the command line, Datasette, exports and reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

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
    """The request that words and keyword filters amount to.

    >>> make_request("banjir", {"place": "Sumedang"}).filters()
    {'place': 'Sumedang'}
    """
    asked = SearchRequest(request) if isinstance(request, str) else request
    return replace(asked, **filters)
