"""Which texts are copies of one another: the same sentences, edited, cut or with another beginning.

Two texts are compared by their shingles, runs of three words. A copy with a tenth of its words changed still shares
most of them; another report on the same event shares quotations at most. Formulaic texts (prayer times, prices,
weather) share their sentences and differ in numbers and days, so these must agree too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby, islice
from zlib import crc32

OTHER_MARK = re.compile(r"[^\x00-\x7f\w]")  # “ ” – …
MARKS = bytes(code if code > 127 or chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256))
"""ASCII marks become blanks."""
NUMBER = re.compile(r"\d[\d.,:/]*\d|\d")  # 24, 04.15, 1.234.000, 24/11/2026
DAY = re.compile(
    r"\b(\d{1,2})(?:[/-](\d{1,2})(?:[/-]\d{2,4})?\b|\s+(jan|feb|mar|apr|mei|jun|jul|agu|ags|sep|okt|nov|des)[a-z]*)",
    re.IGNORECASE,
)  # 24/11, 24/11/2026, 24 November
MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")

KEPT = 6
"""Hashes of a sketch: two texts that share 0.4 of all their shingles have one in common in 95 % of cases."""
SHORTEST = 30
"""Shingles below which a text is too short to tell a copy from a formula (captions, tickers)."""
SHARED = 0.5
"""Of the shorter text's shingles. Copies with 15 % of the words replaced share 0.61 = 0.85 ** 3; reports of one
newsroom on one statement share up to 0.48."""
CHUNK, IN_CHUNK, ALIKE = 10, 2, 0.85
"""Share of the shorter text's chunks of ten shingles of which two or more stand in the other. Edits are scattered:
97 % of copies cut at the half with 15 % of the words replaced pass. Two reports that share whole passages, such as
quotations and what happened before, leave other passages without any."""
OTHER_NUMBERS = 0.3
"""Of the shorter text's numbers, or one. Price lists of two makes on one day share the weights, not the prices."""


class Fingerprint:
    """What of a text is compared. What only alike texts are asked for is made when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        words = split_words(text)
        self.runs = tuple(map(crc32, map(b" ".join, zip(words, words[1:], words[2:], strict=False))))
        """Hashes (32 bits) of all runs of three words, in their order; letters' case and punctuation do not count."""

    @cached_property
    def shingles(self) -> frozenset[int]:
        """The hashes as a set."""
        return frozenset(self.runs)

    @cached_property
    def days(self) -> frozenset[tuple[int, int]]:
        """Days of the year that the text names."""
        return frozenset(days(self.text))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers as printed."""
        return frozenset(NUMBER.findall(self.text))

    @property
    def sketch(self) -> list[int]:
        """The smallest hashes (31 bits): copies are found by having one in common. Empty for a text that is too short.

        >>> Fingerprint("terlalu pendek untuk dibandingkan").sketch
        []
        """
        if len(self.runs) < SHORTEST:
            return []
        return [key >> 1 for key, _ in islice(groupby(sorted(self.runs)), KEPT)]


def split_words(text: str) -> list[bytes]:
    """The words in lower case, runs of letters, digits and ``_``.

    >>> split_words("“Désa” itu – ujar_nya, 24/11")
    [b'd\\xc3\\xa9sa', b'itu', b'ujar_nya', b'24', b'11']
    """
    plain = text if text.isascii() else OTHER_MARK.sub(" ", text)
    return plain.casefold().encode().translate(MARKS).split()


def is_copy(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether one text is a copy of the other; the order does not matter."""
    least = min(len(one.shingles), len(other.shingles))
    if least < SHORTEST or len(one.shingles & other.shingles) < SHARED * least:
        return False
    shorter, longer = sorted((one, other), key=lambda each: (len(each.runs), each.runs))
    if covered(shorter.runs, longer.shingles) < ALIKE:
        return False
    if one.days and other.days and not one.days & other.days:
        return False
    smaller = min(len(one.numbers), len(other.numbers))
    return smaller - len(one.numbers & other.numbers) <= max(1, OTHER_NUMBERS * smaller)


def covered(runs: Sequence[int], shingles: frozenset[int]) -> float:
    """Share of the chunks of a text that stand, nearly whole, in another."""
    chunks = [runs[start : start + CHUNK] for start in range(0, len(runs) - CHUNK + 1, CHUNK)]
    return sum(sum(each in shingles for each in chunk) >= IN_CHUNK for chunk in chunks) / len(chunks)


def days(text: str) -> set[tuple[int, int]]:
    """Days of the year that a text names: (day, month).

    >>> sorted(days("Selasa (24/11/2026) dan 3 Desember"))
    [(3, 12), (24, 11)]
    """
    found = set()
    for day, month, name in DAY.findall(text):
        number = int(month) if month else MONTHS.index("agu" if name.lower() == "ags" else name.lower()) + 1
        if 1 <= int(day) <= 31 and 1 <= number <= 12:
            found.add((int(day), number))
    return found
