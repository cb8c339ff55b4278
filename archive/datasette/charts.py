"""Charts as plain geometry: numbers in, rectangles and circles out. The templates draw them as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

TONES = ("positif", "netral", "negatif")
WIDTH, HEIGHT = 720.0, 160.0
"""Units of a chart's drawing area; the page scales it."""

INDONESIA = (94.5, -6.5, 47.0, 18.0)
"""Left, top, width, height of the whole map; x is the longitude, y minus the latitude, in degrees."""

NARROWEST = 5.0
"""Degrees of longitude that the map shows at least: about one province of Java with its neighbours."""

LARGEST = 0.035
"""Radius of the largest circle, as a share of the map's width. Larger ones hide neighbours on Java."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle: a tone's share of a day, or ``semua`` for the whole day."""

    tone: str
    x: float
    y: float
    width: float
    height: float


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
    Bar(tone='semua', x=396.0, y=80.0, width=288.0, height=80.0)
    """
    most = busiest(days) or 1
    return columns([[("semua", day.total / most)] for day in days])


def tone_bars(days: Sequence[Day]) -> list[Bar]:
    """Shares of the tones, each day's stack as high as the chart."""
    return columns([tone_shares(day) for day in days])


def tone_shares(day: Day) -> list[tuple[str, float]]:
    """Tone and its share of the articles that have one; empty where none has.

    >>> tone_shares(Day(date(2026, 11, 24), 5, {"positif": 3, "negatif": 1}))
    [('positif', 0.75), ('netral', 0.0), ('negatif', 0.25)]
    """
    toned = sum(day.tones.values())
    return [(tone, day.tones.get(tone, 0) / toned) for tone in TONES] if toned else []


def columns(stacks: Sequence[Sequence[tuple[str, float]]]) -> list[Bar]:
    """Side by side, each a stack of shares (0-1) from the ground up; a fifth of the room between them is air."""
    bars: list[Bar] = []
    room = WIDTH / max(len(stacks), 1)
    for number, stack in enumerate(stacks):
        top = HEIGHT
        for tone, share in stack:
            top -= share * HEIGHT
            if share:
                left, height = number * room + room / 10, share * HEIGHT
                bars.append(Bar(tone, round(left, 2), round(top, 2), round(room * 0.8, 2), round(height, 2)))
    return bars


def view_box(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """The part of the map that shows every spot with a margin; the whole country where there is none.

    >>> view_box([Spot("Garut", "32.05", 1, 0, 0, 107.9, -7.2)])
    (105.4, 6.24, 5.0, 1.91)
    """
    if not spots:
        return INDONESIA
    west, east = min(spot.lon for spot in spots), max(spot.lon for spot in spots)
    north, south = min(-spot.lat for spot in spots), max(-spot.lat for spot in spots)
    shape = INDONESIA[3] / INDONESIA[2]
    width = max(NARROWEST, (east - west) * 1.15, (south - north) * 1.15 / shape)
    height = width * shape
    left, top = (west + east - width) / 2, (north + south - height) / 2
    return round(left, 2), round(top, 2), round(width, 2), round(height, 2)


def circle_radius(articles: int, most: int, width: float) -> float:
    """Radius in degrees: the area grows with the articles, the smallest stays visible."""
    return round(width * LARGEST * max(math.sqrt(articles / max(most, 1)), 0.15), 3)
