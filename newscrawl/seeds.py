"""Read seeds: one TOML file per outlet, merged over its network's file.

The field-by-field format is in docs/seeds.md.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator

from newscrawl.coverage import PROVINCES
from newscrawl.types import Evidence, Feed, FeedKind, Outlet, Paging, PagingKind, Rule

SEEDS = Path(__file__).parent.parent / "seeds"

HOST = r"[a-z0-9.-]+(/[A-Za-z0-9._/-]+)?"  # jabarekspres.com, detik.com/jabar

GENERIC = Outlet(slug="generic", name="", hosts=(), zone=ZoneInfo("Asia/Jakarta"))
"""The outlet of a page that no seed knows; its zone (WIB) is only used where the page prints none."""

OUTLET_KEYS = {field.name for field in fields(Outlet)} - {"slug"}
REQUIRED_KEYS = {"name", "hosts", "zone"}
RULE_FIELDS = {
    *("headline", "byline", "authors", "editors", "published_at", "modified_at", "dateline"),
    *("section", "tags", "lead_image", "body", "inserts"),
}


class SeedError(ValueError):
    """A seed that cannot be read; the message names the file, the value and the remedy."""


class UnknownOutlet(LookupError):
    """No seed has that slug; the message offers the nearest names."""


def load_outlets(folder: Path | None = None) -> Mapping[str, Outlet]:
    """Slug -> outlet for every seed in ``folder`` (default: ``seeds_folder()``)."""
    return _load_folder(folder or seeds_folder())


def seeds_folder() -> Path:
    """Where the seeds are: the project's folder, or ``NEWSCRAWL_SEEDS``."""
    return Path(os.environ.get("NEWSCRAWL_SEEDS") or SEEDS)


@cache
def _load_folder(folder: Path) -> Mapping[str, Outlet]:
    return MappingProxyType({path.stem: load_seed(path) for path in sorted(folder.glob("*.toml"))})


def get_outlet(slug: str) -> Outlet:
    """The outlet of that slug; raises UnknownOutlet with the nearest names."""
    outlets = load_outlets()
    if slug in outlets:
        return outlets[slug]
    raise UnknownOutlet(f"unknown outlet {slug!r}; {nearest(slug, outlets)}")


def nearest(name: str, known: Iterable[str]) -> str:
    """What somebody may have meant who gave a name that is not known.

    >>> nearest("Kabar Conto", ["kabarcontoh", "Kabar Contoh", "lain"])
    'did you mean Kabar Contoh or kabarcontoh?'
    """
    folded = {each.casefold(): each for each in known}
    near = [folded[each] for each in difflib.get_close_matches(name.casefold(), folded, n=3)]
    return f"did you mean {' or '.join(near)}?" if near else "`newscrawl outlets` lists them all"


def find_outlet(url: str) -> Outlet:
    """The outlet whose host (and path prefix, where it has one) fits the URL best, else GENERIC."""
    parts = urlsplit(url)
    labels = (parts.hostname or "").removesuffix(".").removeprefix("www.").split(".")
    domains = _by_domain(load_outlets())
    for start in range(len(labels)):
        for prefix, outlet in domains.get(".".join(labels[start:]), ()):
            if f"{parts.path}/".startswith(f"{prefix}/"):  # whole segments: /jabar is no prefix of /jabarnews
                return outlet
    return GENERIC


def hosts_of(outlet: Outlet) -> set[str]:
    """The hosts that a crawl of the outlet asks, its feeds' among them, without ``www.``."""
    feeds = (urlsplit(feed.url).hostname or "" for feed in outlet.feeds)
    named = {*(place.partition("/")[0] for place in outlet.hosts), *feeds} - {""}
    return {host.removeprefix("www.") for host in named}


_domain_index: dict[int, dict[str, list[tuple[str, Outlet]]]] = {}


def _by_domain(outlets: Mapping[str, Outlet]) -> dict[str, list[tuple[str, Outlet]]]:
    """Host -> (path prefix, outlet), the longest prefix first."""
    index = _domain_index.get(id(outlets))
    if index is None:
        index = {}
        for outlet in outlets.values():
            for place in outlet.hosts:
                host, slash, path = place.removeprefix("www.").partition("/")
                index.setdefault(host, []).append((slash + path.rstrip("/"), outlet))
        for rows in index.values():
            rows.sort(key=lambda row: -len(row[0]))
        _domain_index[id(outlets)] = index
    return index


def load_seed(path: Path) -> Outlet:
    """The outlet that one seed file describes; raises SeedError."""
    return make_outlet(path, _read(path))


def make_outlet(path: Path, seed: dict[str, Any]) -> Outlet:
    """The outlet that the keys of a seed describe, read as if they stood at ``path``; raises SeedError."""
    network = seed.get("network")
    merged = _merge(_read_network(path, network), seed) if network else seed
    try:
        return _outlet(path.stem, merged)
    except (ValueError, TypeError, KeyError) as error:
        raise SeedError(f"{path}: {error}; see docs/seeds.md") from error


def _read_network(path: Path, network: str) -> dict[str, Any]:
    file = path.parent / "networks" / f"{network}.toml"
    if not file.exists():
        known = ", ".join(sorted(each.stem for each in file.parent.glob("*.toml")))
        raise SeedError(f"{path}: unknown network {network!r}; there are {known}")
    return _read_once(file)


def _read(path: Path) -> dict[str, Any]:
    try:
        seed = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SeedError(f"{path}: no such seed") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: {error}") from error
    if unknown := seed.keys() - OUTLET_KEYS:
        raise SeedError(f"{path}: unknown key {min(unknown)!r}; see docs/seeds.md")
    return seed


_read_once = cache(_read)  # a network serves all its members


def _merge(network: dict[str, Any], member: dict[str, Any]) -> dict[str, Any]:
    """Member over network; the member's rules for a field stand before the network's."""
    rules = dict(network.get("rules", {}))
    for name, own in member.get("rules", {}).items():
        rules[name] = [*own, *rules.get(name, [])]
    return {**network, **member, "rules": rules}


def _outlet(slug: str, seed: dict[str, Any]) -> Outlet:
    if missing := REQUIRED_KEYS - seed.keys():
        raise ValueError(f"the seed needs {min(missing)!r}")
    hosts = _hosts(seed["hosts"])
    home = seed.get("home") or f"https://{hosts[0]}"
    return Outlet(
        slug=slug,
        name=seed["name"],
        hosts=hosts,
        zone=_zone(seed["zone"]),
        network=seed.get("network"),
        region=_region(seed.get("region")),
        kabkota=_kabkota(seed.get("kabkota")),
        media_type=seed.get("media_type", "News"),
        language=seed.get("language", "id"),
        home=home,
        feeds=tuple(_feed(feed, home) for feed in seed.get("feeds", [])),
        article_path=_article_path(seed.get("article_path")),
        paging=_paging(seed["paging"]) if "paging" in seed else None,
        rules=MappingProxyType({name: tuple(map(_rule, rules)) for name, rules in _rule_tables(seed)}),
        false_utc=tuple(seed.get("false_utc", ())),
        opted_out=_sentence(seed, "opted_out"),
        daily_requests=_daily_requests(seed.get("daily_requests")),
        bad_certificate=_sentence(seed, "bad_certificate"),
        verified=_one_of(seed.get("verified", "none"), get_args(Evidence)),
        verified_on=_day(seed.get("verified_on")),
    )


def _hosts(hosts: Any) -> tuple[str, ...]:
    if not isinstance(hosts, list) or not hosts:
        raise ValueError(f'hosts {hosts!r} is not a list such as ["balipost.com"]')
    if bad := next((host for host in hosts if not re.fullmatch(HOST, host)), None):
        raise ValueError(f"host {bad!r} is not lower-case and without https://, such as rri.co.id/ambon")
    return tuple(hosts)


def _region(code: str | None) -> str | None:
    if code is None or code in PROVINCES:
        return code
    raise ValueError(f"region {code!r} is not the ISO 3166-2 code of a province, such as ID-JB")


def _kabkota(code: str | None) -> str | None:
    if code is None or re.fullmatch(r"\d\d\.\d\d", code):
        return code
    raise ValueError(f"kabkota {code!r} is not a Kemendagri code such as '32.11'")


def _sentence(seed: dict[str, Any], key: str) -> str | None:
    reason = seed.get(key)
    if reason is None or (isinstance(reason, str) and reason.strip()):
        return reason
    raise ValueError(f"{key} {reason!r} is no reason in words, such as 'asked by mail on 2026-11-24'")


def _daily_requests(number: Any) -> int | None:
    if number is None or (type(number) is int and number > 0):
        return number
    raise ValueError(f"daily_requests {number!r} is not a number above 0, such as 2000")


def _article_path(pattern: str | None) -> str | None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise ValueError(f"article_path {pattern!r} is not a regular expression: {error}") from error
    return pattern


def _rule_tables(seed: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    rules = seed.get("rules", {})
    if unknown := rules.keys() - RULE_FIELDS:
        raise ValueError(f"unknown rule field {min(unknown)!r}")
    return list(rules.items())


def _rule(rule: str | dict[str, Any]) -> Rule:
    rule = {"css": rule} if isinstance(rule, str) else rule
    if "css" not in rule:
        raise ValueError(f"rule {rule} needs 'css'")
    _check_selector(rule["css"])
    return Rule(css=rule["css"], until=_day(rule.get("until")))


@cache  # members share their network's selectors
def _check_selector(css: str) -> None:
    try:
        HTMLTranslator().css_to_xpath(css)
    except SelectorError as error:
        raise ValueError(f"selector {css!r}: {error}") from error


def _feed(feed: dict[str, Any], home: str) -> Feed:
    if missing := {"kind", "url"} - feed.keys():
        raise ValueError(f"a feed needs {min(missing)!r}")
    kind = _one_of(feed["kind"], get_args(FeedKind))
    if kind == "index" and not feed.get("links"):
        raise ValueError(f"feed {feed['url']!r} of kind index needs links, a CSS selector")
    return Feed(kind=kind, url=feed["url"].replace("{home}", home), links=feed.get("links"))


def _paging(paging: dict[str, Any]) -> Paging:
    return Paging(**{**paging, "kind": _one_of(paging.get("kind"), get_args(PagingKind))})


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"zone {name!r} is not an IANA time zone such as Asia/Makassar") from error


def _one_of(value: str | None, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
    return value


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    raise ValueError(f"{value!r} is not a TOML date such as 2026-11-24")
