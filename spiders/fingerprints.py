"""Which network a site belongs to, told by its host among the seeds' hosts, else by its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.types import Outlet

FINGERPRINTS = {
    "wordpress": (
        r'<meta name="generator" content="WordPress|/wp-(?:content|includes|json)/'
        r'|class="[^"]*\b(?:td-post-content|jeg_post_title|tdb-title-text)'
    ),
    "promedia": r'\bpromediateknologi\.|class="read__info__date',
    "radar-jawapos": r'\bcdn\.jawapos\.com|id="__NEXT_DATA__"[^<]*jawapos',
    "tribun": r'\btstatic\.net|class="[^"]*\bside-article txt-article',
    "kompas": r'\basset\.kompas\.com|class="read__time',
    "detik": r'\bcdn\.detik\.net\.id|class="detail__(?:title|date|body-text)',
    "kly": r'production-images-kly\.|class="read-page--',
    "suara": r"\b(?:assets|media)\.suara\.com",
    "viva": r"\bthumb\.viva\.(?:co\.)?id|main-content-(?:title|date|detail)",
    "jpnn": r"\bjpnncom_|\bcloud\.jpnn\.com",
    "mnc": r"\bimg\.okezone\.com|\bsindonews\.net",
    "idntimes": r"\b(?:cdn|image)\.idntimes\.com",
}
"""Network -> what its CMS leaves in every page: asset hosts, meta names, class names."""

SHARED_SUFFIX = re.compile(r"(?:ac|biz|co|desa|go|my|net|or|sch|web)\.id|[a-z]+")
"""What unrelated sites have in common: co.id, com."""


def find_network(host: str, markup: str, outlets: Iterable[Outlet]) -> str | None:
    """The network of the outlets on neighbouring hosts, else of the markup; None where neither tells."""
    return network_of_neighbours(host, outlets) or network_of_markup(markup)


def network_of_neighbours(host: str, outlets: Iterable[Outlet]) -> str | None:
    """The one network whose outlets live under the same domain: tribunnews.com for ambon.tribunnews.com."""
    places = [(place.partition("/")[0], outlet.network) for outlet in outlets for place in outlet.hosts]
    for domain in (host, host.partition(".")[2]):
        if SHARED_SUFFIX.fullmatch(domain):
            return None
        networks = {network for place, network in places if f".{place}".endswith(f".{domain}")}
        if networks:
            return networks.pop() if len(networks) == 1 else None
    return None


def network_of_markup(markup: str) -> str | None:
    """The network whose marks stand most often in a page; another's picture or link is outnumbered.

    >>> network_of_markup('<link href="https://a.id/wp-content/x.css"><img src="https://asset-2.tstatic.net/x.jpg">'
    ...     '<link href="https://a.id/wp-includes/y.css">')
    'wordpress'
    >>> network_of_markup("<p>Berita</p>")
    """
    counts = {network: len(re.findall(mark, markup)) for network, mark in FINGERPRINTS.items()}
    network = max(counts, key=lambda name: counts[name])
    return network if counts[network] else None
