"""The seed of a new outlet, from what its site was seen to be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import HtmlResponse

from newscrawl.coverage import province_zone
from newscrawl.seeds import load_outlets
from newscrawl.types import Feed, Outlet
from spiders.hosts import host_of

TAGLINE = re.compile(r"\s+[-–—]\s+|\s*[|:]\s+")  # Kabar Contoh - Berita Terkini Jawa Barat
MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Draft:
    """What the contributor says of the new outlet."""

    path: Path
    """Where its seed will stand."""
    url: str
    """Its front page."""
    region: str | None = None
    name: str | None = None


def place_of(url: str) -> str:
    """The host, with its path where the site is a part of another, as ``hosts`` of a seed has it.

    >>> place_of("https://www.contoh.id/"), place_of("https://rri.co.id/ambon/")
    ('contoh.id', 'rri.co.id/ambon')
    """
    return host_of(url).removeprefix("www.") + urlsplit(url).path.rstrip("/")


def claimed_by(place: str) -> Outlet | None:
    """The outlet whose seed has just this place; a part of a larger site may have a seed of its own."""
    every = load_outlets().values()
    return next(
        (outlet for outlet in every if place in (host.removeprefix("www.") for host in outlet.hosts)), None
    )


def site_name(front: HtmlResponse) -> str:
    """What the site calls itself: of its og:site_name, else its title, the part that is most like its host.

    >>> page = b"<title>Berita Jawa Barat Terbaru - Jabar Ekspres</title>"
    >>> site_name(HtmlResponse("https://jabarekspres.com/", body=page))
    'Jabar Ekspres'
    """
    named = "normalize-space(//meta[@property='og:site_name' or @name='application-name']/@content)"
    text = front.xpath(named).get() or front.xpath("normalize-space(//title)").get() or ""
    host = host_of(front.url).removeprefix("www.")
    label = host.partition(".")[0]
    name = max(TAGLINE.split(text), key=lambda part: _likeness(part, label)) or host
    return "".join(filter(str.isprintable, name))[:MAX_NAME].strip()


def _likeness(name: str, label: str) -> float:
    return SequenceMatcher(None, name.casefold().replace(" ", ""), label).ratio()


def draft_seed(draft: Draft, front: HtmlResponse, network: str | None) -> dict[str, Any]:
    """The seed's keys, as few as will do."""
    section = urlsplit(draft.url).path or "/"  # as asked: x.id may send us to x.id/beranda
    place = place_of(urljoin(front.url, section))
    home = front.url.rstrip("/")
    seed = {
        "name": draft.name or site_name(front),
        "network": network,
        "hosts": [place],
        "region": draft.region,
        "zone": province_zone(draft.region),
        "home": None if home == f"https://{place}" else home,
    }
    return {key: value for key, value in seed.items() if value is not None}


def feeds_to_write(outlet: Outlet, answered: Sequence[Feed], sitemaps: Sequence[str]) -> list[Feed]:
    """The feeds that answered, where none of the network's did; robots.txt's sitemaps need no seed."""
    if any(feed in outlet.feeds for feed in answered):
        return []
    return [feed for feed in answered if feed.url not in sitemaps]


def write_seed(seed: Mapping[str, Any]) -> str:
    """The seed as TOML.

    >>> print(write_seed({"name": "Kabar Contoh", "hosts": ["contoh.id"], "feeds": []}), end="")
    name = "Kabar Contoh"
    hosts = ["contoh.id"]
    """
    lines = [f"{key} = {_toml(value)}" for key, value in seed.items() if key != "feeds"]
    for feed in seed.get("feeds", ()):
        lines += ["", "[[feeds]]", f"kind = {_toml(feed.kind)}", f"url = {_toml(feed.url)}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """Dates stand bare; TOML's strings and lists of strings are JSON's."""
    return str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
