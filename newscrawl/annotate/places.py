"""Kabupaten, kota, provinces, foreign cities and countries that an article is about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from newscrawl.annotate.document import Document, Tokens, tokenise
from newscrawl.annotate.entities import Span, find_spans
from newscrawl.annotate.features import is_place
from newscrawl.annotate.words import (
    BLOCKERS,
    DIRECTIONS,
    DISHES,
    KABUPATEN_CUES,
    KOTA_CUES,
    MASTHEADS,
    PLACE_CUES,
    POLICE,
    PROVINCE_CUES,
    ROLE_HEADS,
    RURAL_POLICE,
    SCHOOLS,
    VILLAGES,
)

ABOUT = {"dateline": 4, "headline": 3, "lead": 2, "body": 1}
"""What a mention counts towards the primary place: chosen so that one dateline outweighs three passing mentions."""

LONE_DATELINE = 2  # weight of a dateline whose place does not occur again
PASSING = 1  # weight of a name that is mentioned in passing
JAKARTA_QUARTERS = ("Kuningan", "Manggarai")
"""Parts of Jakarta that bear the name of a kabupaten: ``kawasan Kuningan, Jakarta Selatan``."""

TYPED = KABUPATEN_CUES | KOTA_CUES | PROVINCE_CUES
OPENED = ("dinas", "badan", "kantor", "kementerian", "kepolisian", "kejaksaan", "pengadilan")
COLLEGES = ("universitas", "univ", "institut", "politeknik", "akademi", "poltekkes", "stikes")
NUMBERED = SCHOOLS.union(("mi", "min", "sd", "sdn"))
ELECTED = ("demisioner", "nonaktif", "terpilih")
VILLAGE_LIST = 20  # words of a list of villages, at most
LEAD = 60  # words; a regional story names its place in the first two sentences


class Row(NamedTuple):
    """A row of ``gazetteer/places.tsv``; unknown is an empty string."""

    kind: str
    name: str
    code: str
    province: str
    country: str
    lat: str
    lon: str
    aliases: str
    flag: str
    seat: str


class Name(NamedTuple):
    """A name as printed, split into words, and the index of the rows that bear it."""

    tail: tuple[str, ...]
    rows: tuple[int, ...]
    exact: str | None
    """An abbreviation that only counts as printed: ``AS``, ``DIY``."""


@dataclass(slots=True)
class Sense:
    """What the article says about one name."""

    rows: tuple[int, ...]
    mentions: int = 0
    weight: int = 0
    sure: bool = False
    cues: dict[str, int] = field(default_factory=dict)


REGIONS = ("province", "country")


class Places:
    """Annotator of towns: kabupaten, kota and foreign cities. The table is read once, on first use."""

    name = "places"
    version = "9"

    def annotate(self, document: Document) -> list[dict[str, Any]]:
        """By weight: name, type, code, province, country, lat, lon, mentions, primary."""
        return [place for place in find_places(document) if place["type"] not in REGIONS]


class Regions:
    """Annotator of provinces and countries, of the same shape."""

    name = "regions"
    version = "9"

    def annotate(self, document: Document) -> list[dict[str, Any]]:
        """By weight; one of them is primary only where the article is about no town."""
        return [place for place in find_places(document) if place["type"] in REGIONS]


@lru_cache(maxsize=8)
def find_places(document: Document) -> tuple[dict[str, Any], ...]:
    """Every place of the article by weight; ``primary`` marks the one it is about."""
    senses = find_senses(document)
    found = [
        (place, sense)
        for sense in senses.values()
        if sense.sure
        for place in resolve(sense, document, senses)
    ]
    weighed = merge(found)
    towns = (place for place, weight in weighed if place["type"] not in REGIONS and weight > PASSING)
    provinces = (place for place, _ in weighed if place["type"] == "province")
    primary = next(towns, None) or next(provinces, None)
    return tuple({**place, "primary": place is primary} for place, _ in weighed)


def merge(found: Sequence[tuple[dict[str, Any], Sense]]) -> list[tuple[dict[str, Any], int]]:
    """One entry for each place, whatever names it was printed under, by weight."""
    places: dict[tuple[str, str, str | None], tuple[dict[str, Any], int]] = {}
    for place, sense in found:
        key = (place["name"], place["type"], place["code"])
        known, weight = places.get(key, (place, 0))
        mentions = known["mentions"] + place["mentions"] if known is not place else place["mentions"]
        # the reporter may only sit there: Ambon, of what happened on another island
        own = LONE_DATELINE if sense.mentions == 1 and sense.weight == ABOUT["dateline"] else sense.weight
        places[key] = ({**place, "mentions": mentions}, weight + own)
    return sorted(places.values(), key=lambda item: -item[1])


def find_senses(document: Document) -> dict[tuple[int, ...], Sense]:
    """Every name that occurs as a place, with what speaks for it."""
    senses: dict[tuple[int, ...], Sense] = {}
    people = tagged_people(document)
    parts: list[tuple[Tokens, str, Sequence[Span]]] = [
        (document.body, "body", people),
        (document.headline, "headline", ()),
    ]
    if document.dateline:
        parts.insert(0, (tokenise(document.dateline), "dateline", ()))
    names = {
        word
        for span in people
        if span.end - span.start > 1
        for word in document.body.words[span.start : span.end]
    }
    for tokens, part, spans in parts:
        blocked = {i for span in spans for i in range(span.start, span.end)}
        opening = _dateline_end(tokens) if part == "body" else 0
        for start, end, name in all_names(tokens):
            where = "dateline" if start < opening else "lead" if part == "body" and start < LEAD else part
            # "Oman Rochman", later "kata Oman": the short form of a person
            if end - start > 1 or tokens.words[start] not in names or cue_of(tokens, start, end):
                _record(senses, tokens, start, end, name, where, blocked)
    return senses


@lru_cache(maxsize=8)
def tagged_people(document: Document) -> tuple[Span, ...]:
    """The tagger's people; of two places that touch before one word of a name the second is a first name: ``Pangandaran Oman Rochman``."""
    begins = {end: start for start, end, _ in all_names(document.body)}
    people = []
    for span in find_spans(document):
        if span.kind != "PER":
            continue
        first = begins.get(span.start)
        if span.end - span.start == 1 and first == span.start - 1 and first in begins:
            span = span._replace(start=first)
        people.append(span)
    return tuple(people)


def _record(
    senses: dict[tuple[int, ...], Sense],
    tokens: Tokens,
    start: int,
    end: int,
    name: Name,
    where: str,
    blocked: set[int],
) -> None:
    strict = _table().rows[name.rows[0]].flag == "strict"
    cue = cue_of(tokens, start, end)
    if cue == "blocked" or (start in blocked and _inside_person(start, end, blocked, cue)):
        return
    sense = senses.setdefault(name.rows, Sense(name.rows))
    sense.mentions += 1
    sense.weight += ABOUT[where]
    if cue == "doubtful":
        return
    sense.sure |= not strict or where == "dateline" or cue is not None or _beside_place(tokens, start, end)
    if cue:
        sense.cues[cue] = sense.cues.get(cue, 0) + 1


def _inside_person(start: int, end: int, blocked: set[int], cue: str | None) -> bool:
    # A whole span that is just this name is more often a place that the tagger took for a person.
    return cue is None and (start - 1 in blocked or end in blocked)


@lru_cache(maxsize=8)
def all_names(tokens: Tokens) -> tuple[tuple[int, int, Name], ...]:
    """What ``find_names`` finds in a whole text, which several annotators ask for."""
    return tuple(find_names(tokens))


def find_names(tokens: Tokens) -> Iterator[tuple[int, int, Name]]:
    """(first word, word after the last, name) of the longest names, left to right."""
    words, heads, index, count = tokens.words, _table().heads, 0, len(tokens.words)
    while index < count:
        word = words[index]
        names = heads.get(word.lower()) if word[0].isupper() or word[0].isdigit() else None
        hit = next((name for name in names if _matches(words, index, name)), None) if names else None
        if hit is None:
            index += 1
            continue
        end = index + 1 + len(hit.tail)
        yield index, end, hit
        index = end


def place_within(tokens: Tokens, start: int, end: int) -> str | None:
    """The last kabupaten, kota or province named by words ``start`` up to, without, ``end``."""
    words, rows = tokens.words[start:end], _table().rows
    part = Tokens(tokens.text, words, tokens.starts[start:end], tokens.ends[start:end], frozenset({0}))
    found = [rows[name.rows[0]] for _, _, name in find_names(part)]
    return next((row.name for row in reversed(found) if row.kind not in ("country", "city")), None)


def _matches(words: Sequence[str], index: int, name: Name) -> bool:
    if name.exact:
        return words[index] == name.exact and not name.tail
    rest = words[index + 1 : index + 1 + len(name.tail)]
    if len(rest) != len(name.tail):
        return False
    return all(
        w.lower() == t and (w[0].isupper() or not w[0].isalpha() or w == "dan")
        for w, t in zip(rest, name.tail, strict=True)
    )


def cue_of(tokens: Tokens, start: int, end: int) -> str | None:
    """What the neighbours say: ``kabupaten``, ``kota``, ``province``, ``place``, ``doubtful``, ``blocked`` or nothing."""
    words = tokens.words
    left = [
        words[i].lower() for i in range(max(0, start - 4), start) if not _sentence_between(tokens, i, start)
    ]
    right = words[end] if end < len(words) and end not in tokens.sentences else ""
    before = left[-1] if left else ""
    if before == "." and len(left) > 1:  # Kab. Bandung
        before = left[-2]
    if before == "/" and left[-2:-1] and left[-2].isdigit():  # Kodim 0809/Pati
        return "place"
    if left[-2:-1] == ["kelas"]:  # Lapas Kelas IIB Kudus
        return "place"
    if right.lower() in MASTHEADS and right[:1].isupper():
        return "blocked"  # Jabar Ekspres, Bali Post
    metro = words[start] == "Metro" and right[:1].isupper()  # Polda Metro Jaya, Polres Metro Bekasi, Metro TV
    dish = before in DISHES and left[-2:-1] != ["gedung"]  # Gedung Sate Bandung
    quarter = (
        words[start] in JAKARTA_QUARTERS and "Jakarta" in words[end : end + 2] and not _typed_cue(before)
    )
    if (
        right in DIRECTIONS
        or before in BLOCKERS
        or start in listed_villages(tokens)
        or (before in NUMBERED and right.isdigit())  # SDN Bandung 2
        or _follows(words, start, left, COLLEGES)
        or dish
        or metro
        or quarter
        or left[-2:] == ["university", "of"]
    ):
        return "blocked"
    train = left[:-1] if before.isdigit() or before == ")" else left
    if train[-1:] == ["ka"] or train[-2:] == ["kereta", "api"]:
        return (
            "doubtful"  # trains bear the names of towns: KA Mataram, KA 75 Mataram, Kereta Api (KA) Mataram
        )
    if before.isdigit() and left[-2:-1] and left[-2] in SCHOOLS:
        return "place"  # SMAN 2 Kudus
    if left[-2:-1] and left[-2] in VILLAGES and before.isalpha() and before not in KABUPATEN_CUES | KOTA_CUES:
        return "doubtful"  # Desa Suka Bandung, but also Desa Cemagi Badung
    if right == "Kota" and before != "kota":
        return "kota" if set(left) & POLICE else "blocked"
    if left[:-1] and (before in ELECTED or (before == ")" and left[-3:-2] == ["("])):
        before = left[-2]  # Bupati terpilih Batang; Pemerintah Kabupaten (Pemkab) Pati
    office = before in PLACE_CUES or _follows(words, start, left, OPENED)
    return _typed_cue(before) or ("place" if office else None)


def _follows(words: Sequence[str], start: int, left: Sequence[str], heads: Collection[str]) -> bool:
    """``Dinas Kesehatan Bone``, ``Universitas Negeri Semarang``: whether a name ends what such a body is called."""
    for back, word in enumerate(reversed(left), start=1):
        if not words[start - back][0].isupper() or is_place(words[start - back]):
            return False
        if word in heads:
            return True
    return False


@lru_cache(maxsize=8)
def listed_villages(tokens: Tokens) -> frozenset[int]:
    """Words of a list of villages or sub-districts: ``Kecamatan Bekasi Utara dan Medan Satria``."""
    words, found = tokens.words, set()
    for index, word in enumerate(words):
        headed = index > 0 and words[index - 1].lower() in ROLE_HEADS and words[index - 1].lower() != "warga"
        if word.lower() not in VILLAGES or headed:
            continue
        items: list[int] = []
        joined, at = False, index + 1
        while at < len(words) and at not in tokens.sentences and len(items) < VILLAGE_LIST:
            if words[at] in ("dan", "serta"):
                joined = True
            elif words[at] != "," and (not words[at][0].isupper() or words[at].lower() in TYPED):
                break
            items.append(at)
            at += 1
        if joined:
            found.update(items)
    return frozenset(found)


def _typed_cue(before: str) -> str | None:
    if before in KABUPATEN_CUES:
        return "kabupaten"
    if before in KOTA_CUES:
        return "kota"
    if before in PROVINCE_CUES:
        return "province"
    if before in ("polresta", "kapolresta", "mapolresta"):
        return "polresta"
    if before in ("polres", "kapolres", "mapolres", "wakapolres", "satreskrim", "satlantas", "satresnarkoba"):
        return "polres"
    return None


def _sentence_between(tokens: Tokens, index: int, start: int) -> bool:
    return any(i in tokens.sentences for i in range(index + 1, start + 1))


def _beside_place(tokens: Tokens, start: int, end: int) -> bool:
    """``Batu, Jawa Timur``; ``Malang, Batu dan Blitar``: another place stands next to it."""
    words, heads = tokens.words, _table().heads
    after = end + 1 if end < len(words) and words[end] in (",", "(", "-") else end
    before = start - 2 if start > 1 and words[start - 1] in (",", "dan", "-") else -1
    near = [words[i] for i in (after, before) if 0 <= i < len(words) and i not in (end, start - 1)]
    rows = _table().rows
    return any(
        w[0].isupper() and any(rows[n.rows[0]].flag != "strict" for n in heads.get(w.lower(), ()))
        for w in near
    )


def _dateline_end(tokens: Tokens) -> int:
    """Words of ``SOLO, -`` or ``Serang, Kompas.com -`` at the start of a body whose dateline was not cut."""
    for index, word in enumerate(tokens.words[:8]):
        if word in "-–—" and not tokens.glued(index) and index:
            return index
    return 0


def resolve(sense: Sense, document: Document, senses: dict[tuple[int, ...], Sense]) -> list[dict[str, Any]]:
    """The place or, where a kabupaten and a kota of that name both occur, the places that a name means."""
    rows = [_table().rows[i] for i in sense.rows]
    regencies = [row for row in rows if row.kind in ("kabupaten", "kota")]
    province = next((row for row in rows if row.kind == "province"), None)
    cues = sense.cues
    if province and not (cues.keys() & {"kabupaten", "kota", "polres", "polresta"}):
        return [_entry(province, sense)]
    also = [_entry(province, sense, cues["province"])] if province and "province" in cues else []
    if len(regencies) < 2:
        return [_entry(regencies[0] if regencies else rows[0], sense), *also]
    return [*_choose(regencies, sense, document, senses), *also]


def _choose(
    rows: list[Row], sense: Sense, document: Document, senses: dict[tuple[int, ...], Sense]
) -> list[dict[str, Any]]:
    by_kind = {row.kind: row for row in rows}
    votes: dict[str, float] = {kind: sense.cues.get(kind, 0) for kind in by_kind}
    if all(votes.values()):
        return [
            _entry(row, sense, int(votes[row.kind])) for row in sorted(rows, key=lambda row: -votes[row.kind])
        ]
    votes = votes if any(votes.values()) else _weak_votes(by_kind, sense, document, senses)
    best = max(votes, key=lambda kind: votes[kind])
    if votes[best] > sum(votes.values()) - votes[best]:
        return [_entry(by_kind[best], sense)]
    return [
        {**_entry(rows[0], sense), "type": "unclear", "code": None, "province": _shared(rows, "province")}
    ]


def _weak_votes(
    by_kind: dict[str, Row], sense: Sense, document: Document, senses: dict[tuple[int, ...], Sense]
) -> dict[str, float]:
    """Police commands, the seat of the kabupaten, its province, and villages against wards."""
    votes: dict[str, float] = dict.fromkeys(by_kind, 0.0)
    words = document.body.words
    named = {_table().rows[i].name for s in senses.values() for i in s.rows}
    for kind, row in by_kind.items():
        if len({r.province for r in by_kind.values()}) > 1 and row.province in named:
            votes[kind] += 3
        if row.seat and row.seat.split()[0] in words and kind == "kabupaten":
            votes[kind] += 2
    if "kabupaten" in votes:
        votes["kabupaten"] += sense.cues.get("polres", 0)
        rural = by_kind["kabupaten"].name in RURAL_POLICE
        votes["kabupaten" if rural or "kota" not in votes else "kota"] += sense.cues.get("polresta", 0)
    lower = {word.lower() for word in words} if sense.weight > PASSING else set()
    for kind, part in (("kabupaten", "desa"), ("kota", "kelurahan")):
        if kind in votes:
            votes[kind] += 0.5 * (part in lower)
    return votes


def _shared(rows: list[Row], column: str) -> str | None:
    values = {getattr(row, column) for row in rows}
    return values.pop() if len(values) == 1 else None


def _entry(row: Row, sense: Sense, mentions: int | None = None) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": row.kind,
        "code": row.code or None,
        "province": row.province or None,
        "country": row.country,
        "lat": float(row.lat) if row.lat else None,
        "lon": float(row.lon) if row.lon else None,
        "mentions": mentions or sense.mentions,
    }


class Table(NamedTuple):
    """Rows, and lower-case first word -> names that begin with it, longest first."""

    rows: tuple[Row, ...]
    heads: dict[str, tuple[Name, ...]]


@lru_cache(maxsize=1)
def _table() -> Table:
    text = files(__package__).joinpath("gazetteer", "places.tsv").read_text(encoding="utf-8")
    rows = tuple(Row(*line.split("\t")) for line in text.splitlines()[1:])
    bearers: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        for name in filter(None, [row.name, *row.aliases.split("|")]):
            bearers.setdefault(name, []).append(index)
    heads: dict[str, list[Name]] = {}
    for name, indexes in bearers.items():
        words = [word.lower() for word in tokenise(name).words]
        exact = name if name.isupper() and len(name) <= 4 else None
        heads.setdefault(words[0], []).append(Name(tuple(words[1:]), tuple(indexes), exact))
    return Table(
        rows, {head: tuple(sorted(names, key=lambda n: -len(n.tail))) for head, names in heads.items()}
    )
