"""Charts as plain geometry: numbers in, rectangles and circles out. The templates draw them as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.request import TONES
from newscrawl.record import format_day

WIDTH, HEIGHT = 720.0, 160.0
"""Units of a chart's drawing area; the page scales it."""

INDONESIA = (9450, -950, 4700, 2350)
"""Left, top, width, height of the whole map in hundredths of a degree; x is the longitude, y minus the latitude."""

NAMED = 24
NARROWEST = 500
"""Hundredths of a degree of longitude that the map shows at least: about one province of Java with its neighbours."""

LARGEST = 0.025
"""Radius of the largest circle, as a share of the map's width. Larger ones hide neighbours on Java."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle: a tone's share of a day, or ``semua`` for the whole day."""

    tone: str
    x: float
    y: float
    width: float
    height: float
    note: str
    """What it stands for, in words."""


@dataclass(frozen=True, slots=True)
class Day:
    """Articles of one day by tone; those without a tone count in ``total`` only."""

    day: date
    total: int
    tones: dict[str, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map."""

    name: str
    search: str
    """What finds it: code, else name."""
    articles: int
    positive: int
    negative: int
    lon: float
    lat: float

    @property
    def x(self) -> int:
        """Across the map, in hundredths of a degree."""
        return round(self.lon * 100)

    @property
    def y(self) -> int:
        """Down the map."""
        return round(self.lat * -100)

    @property
    def tone(self) -> str:
        """The tone that leads by a tenth of the articles at least; else ``netral``.

        >>> Spot("Garut", "32.05", 20, 9, 7, 107.9, -7.2).tone
        'positif'
        """
        lead = self.positive - self.negative
        if abs(lead) * 10 < self.articles or not lead:
            return "netral"
        return "positif" if lead > 0 else "negatif"


def fill_days(found: Iterable[Day], end: date, days: int) -> list[Day]:
    """One ``Day`` for each of the days up to ``end``, empty ones included."""
    known = {each.day: each for each in found}
    wanted = [end - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [known.get(day) or Day(day, 0, {}) for day in wanted]


def busiest(days: Sequence[Day]) -> int:
    """Articles of the day that has the most."""
    return max((day.total for day in days), default=0)


def day_bars(days: Sequence[Day]) -> list[Bar]:
    """A bar per day, as high as its articles.

    >>> day_bars([Day(date(2026, 11, 24), 4, {}), Day(date(2026, 11, 25), 2, {})])[1]
    Bar(tone='semua', x=396.0, y=80.0, width=288.0, height=80.0, note='25 Nov 2026: 2 artikel')
    """
    most = busiest(days) or 1
    return columns([[("semua", day.total / most, f"{day.total} artikel")] for day in days], days)


def tone_bars(days: Sequence[Day]) -> list[Bar]:
    """Shares of the tones, each day's stack as high as the chart."""
    return columns([tone_shares(day) for day in days], days)


Share = tuple[str, float, str]
"""A tone, its share of the height (0-1), and what a reader is told of it."""


def tone_shares(day: Day) -> list[Share]:
    """The shares of the articles that have a tone; empty where none has.

    >>> tone_shares(Day(date(2026, 11, 24), 5, {"positif": 3, "negatif": 1}))[0]
    ('positif', 0.75, '3 positif')
    """
    toned = sum(day.tones.values())
    counts = [(tone, day.tones.get(tone, 0)) for tone in TONES]
    return [(tone, count / toned, f"{count} {tone}") for tone, count in counts] if toned else []


def columns(stacks: Sequence[Sequence[Share]], days: Sequence[Day]) -> list[Bar]:
    """Side by side, each a stack of shares from the ground up; a fifth of the room between them is air."""
    room = WIDTH / max(len(stacks), 1)
    return [
        bar
        for number, (stack, day) in enumerate(zip(stacks, days, strict=True))
        for bar in column(stack, (number + 0.1) * room, room * 0.8, format_day(day.day))
    ]


def column(stack: Sequence[Share], left: float, width: float, day: str) -> Iterator[Bar]:
    """One stack; shares of nothing are left out."""
    top = HEIGHT
    for tone, share, note in stack:
        top -= share * HEIGHT
        if share:
            x, y, height = (round(size, 2) for size in (left, top, share * HEIGHT))
            yield Bar(tone, x, y, round(width, 2), height, f"{day}: {note}")


def middle(values: Iterable[tuple[float, int]]) -> tuple[float, float]:
    """The span that holds all but the outermost twentieth of the weight at each end.

    >>> middle([(95.3, 1), (107.9, 40), (108.2, 60), (140.7, 1)])
    (107.9, 108.2)
    """
    ordered = sorted(values)
    tail = sum(weight for _, weight in ordered) / 20
    return beyond(ordered, tail), beyond(ordered[::-1], tail)


def beyond(ordered: Sequence[tuple[float, int]], tail: float) -> float:
    """The first value after a weight of ``tail`` has passed."""
    passed = 0.0
    for value, weight in ordered:
        passed += weight
        if passed > tail:
            return value
    return ordered[-1][0]


def view_box(spots: Sequence[Spot]) -> tuple[int, int, int, int]:
    """The part of the map that shows where nine in ten articles are; the whole country where there is none.

    >>> view_box([Spot("Garut", "32.05", 1, 0, 0, 107.9, -7.2)])
    (10540, 595, 500, 250)
    """
    if not spots:
        return INDONESIA
    west, east = middle((spot.x, spot.articles) for spot in spots)
    north, south = middle((spot.y, spot.articles) for spot in spots)
    shape = INDONESIA[3] / INDONESIA[2]
    width = max(NARROWEST, (east - west) * 1.2, (south - north) * 1.2 / shape)
    height = width * shape
    left, top = (west + east - width) / 2, (north + south - height) / 2
    return int(left), int(top), int(width), int(height)


def circle_radius(articles: int, most: int, width: int) -> float:
    """The area grows with the articles; the smallest stays visible."""
    return round(width * LARGEST * max(math.sqrt(articles / max(most, 1)), 0.15), 1)


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map, from its left end."""

    text: str
    x: float
    y: int
    size: int


def labels(spots: Sequence[Spot], width: int) -> list[Label]:
    """Names of the places with the most articles, but for those that would be written over another."""
    size = width // 45
    most = spots[0].articles if spots else 1
    chosen: list[Label] = []
    for spot in spots[:NAMED]:
        label = Label(spot.name, spot.x + circle_radius(spot.articles, most, width) + size / 3, spot.y, size)
        if not any(overlap(label, other) for other in chosen):
            chosen.append(label)
    return chosen


def overlap(one: Label, other: Label) -> bool:
    """Whether two names would touch; a letter is 0.6 of its height wide.

    >>> overlap(Label("Garut", 0, 0, 10), Label("Kota Bandung", 25, 8, 10))
    True
    """
    left, right = sorted((one, other), key=lambda label: label.x)
    return right.x < left.x + 0.6 * left.size * len(left.text) and abs(one.y - other.y) < 1.2 * one.size
