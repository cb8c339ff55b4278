"""The family of an Indonesian word: its stem, and the forms that affixes make of it.

A word belongs to one family: that of the longest known stem from which it can be formed. Stems are listed words; what
no listed stem explains stays as it is. Rules follow standard spelling: the prefixes me- and pe- change with the first
sound of the stem and swallow k, p, s and t.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

SHORTEST = 3
DEEPEST = 4
"""Affixes taken off at most: di-per-tanggungjawab-kan-nya."""

PARTICLES = ("nya", "lah", "kah", "pun", "ku", "mu")
SUFFIXES = ("kan", "an", "i")
PLAIN_PREFIXES = (
    "di",
    "ter",
    "ber",
    "be",
    "ke",
    "se",
    "per",
    "memper",
    "diper",
    "teper",
    "pel",
    "bel",
    "pember",
    "keber",
    "seper",
)
NASAL = {
    "mem": ("", "p"), "pem": ("", "p"), "men": ("", "t"), "pen": ("", "t"), "meny": ("s",), "peny": ("s",),
    "meng": ("", "k"), "peng": ("", "k"), "me": ("",), "pe": ("",), "menge": ("",), "penge": ("",),
}  # fmt: skip
"""Prefix -> sounds that it may have swallowed: memukul is mem- and pukul, membaca mem- and baca."""
AFTER = {
    "mem": "bfpv", "pem": "bfpv", "men": "cdjtzs", "pen": "cdjtzs", "meng": "aeioughkx", "peng": "aeioughkx",
    "me": "lmnrwy", "pe": "lmnrwytkpsdbjcg", "be": "krtpbcdhsgjl",
}  # fmt: skip
"""First letters of what may follow a prefix as it stands."""


def stem(word: str) -> str:
    """The stem of a word in lower case; the word itself where none is known.

    >>> stem("menandatangani"), stem("mengorupsi"), stem("pemukulan"), stem("keberhasilannya")
    ('tandatangan', 'korupsi', 'pukul', 'hasil')
    >>> stem("ekor"), stem("berita"), stem("makan"), stem("suara")
    ('ekor', 'berita', 'makan', 'suara')
    """
    if word in _listed("whole"):
        return word
    found = [base for base in bases(word) if base in known_stems()]
    return max(found, key=len, default=word)


def bases(word: str, depth: int = DEEPEST) -> Iterator[str]:
    """The word and what may be left when affixes are taken off."""
    yield word
    if depth == 0:
        return
    for shorter in dict.fromkeys((*without_ending(word), *without_prefix(word))):
        yield from bases(shorter, depth - 1)


def without_ending(word: str) -> Iterator[str]:
    """The word without one particle or suffix."""
    for ending in (*PARTICLES, *SUFFIXES):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            yield word.removesuffix(ending)


def without_prefix(word: str) -> Iterator[str]:
    """The word without one prefix, with the sound that it may have swallowed."""
    for prefix in PLAIN_PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= SHORTEST and rest[0] in AFTER.get(prefix, rest[0]):
            yield rest
    for prefix, sounds in NASAL.items():
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < SHORTEST - 1:
            continue
        for sound in sounds:
            if sound and rest[0] in "aeiou":
                yield sound + rest
            elif not sound and rest[0] in AFTER.get(prefix, rest[0]) and len(rest) >= SHORTEST:
                yield rest


def forms(root: str) -> list[str]:
    """Words that affixes may make of a stem, whether they are in use or not.

    >>> {"memukul", "dipukuli", "pemukulan", "terpukul"} <= set(forms("pukul"))
    True
    """
    prefixed = [root, *(prefix + root for prefix in PLAIN_PREFIXES), *nasalised(root)]
    suffixed = [word + suffix for word in prefixed for suffix in ("", *SUFFIXES)]
    return list(dict.fromkeys(word + particle for word in suffixed for particle in ("", "nya", "lah")))


def nasalised(root: str) -> Iterator[str]:
    """The stem with me- and pe-."""
    for prefix, sounds in NASAL.items():
        for sound in sounds:
            rest = root.removeprefix(sound)
            swallowed = bool(sound) and root.startswith(sound) and rest[:1] in "aeiou"
            if (swallowed and rest) or (not sound and root[0] in AFTER.get(prefix, root[0])):
                yield prefix + rest
                if prefix.startswith("me"):
                    yield "di" + prefix.replace("me", "pe", 1) + rest


@cache
def known_stems() -> frozenset[str]:
    """Listed stems, and common words that are no form of another."""
    listed = _listed("stems") | _listed("whole") | frozenset("".join(pair) for pair in compounds().values())
    common = (files("newscrawl.annotate.weights") / "common-words.txt").read_text(encoding="utf-8").split()
    words = listed | {word for word in common if len(word) > SHORTEST and word.isalpha()}
    roots = {word for word in words if not any(base in words for base in bases(word) if base != word)}
    return (listed | roots) - _listed("no_stems")


@cache
def compounds() -> dict[str, tuple[str, str]]:
    """``tandatangan`` -> its two words."""
    pairs = [each.split("-") for each in _listed("compounds")]
    return {first + second: (first, second) for first, second in pairs}


@lru_cache(maxsize=256)
def written_apart(root: str) -> dict[str, tuple[str, str]]:
    """Two words that stand for a form of a compound: a verb's prefix goes to the first, a noun's also needs -an.

    >>> {"bertanda tangan", "menanda tangani", "penanda tanganan"} <= written_apart("tandatangan").keys()
    True
    >>> {"bekerja sama", "pekerja sama"} & written_apart("kerjasama").keys()
    {'bekerja sama'}
    """
    first, second = compounds()[root]
    prefixed = [prefix + first for prefix in ("ber", "be", "di", "ter", "per", "ke")] + list(nasalised(first))
    nouns = [word for word in prefixed if word.startswith(("pe", "ke"))]
    verbs = [first, *(word for word in prefixed if word not in nouns)]
    pairs = [(word, second + ending) for ending in ("", "i", "kan", "nya") for word in verbs]
    pairs += [(word, second + "an") for word in nouns]
    return {" ".join(pair): pair for pair in pairs}


def is_compound(words: str) -> bool:
    """Whether two words are a compound, or a form of one that is written apart.

    >>> [is_compound(words) for words in ("uji coba", "mengambil alih", "pengambil alihan", "pekerja sama", "uji")]
    [True, True, True, False, False]
    """
    root = stem(words.replace(" ", ""))
    return root in compounds() and words in written_apart(root)


@lru_cache(maxsize=4096)
def spellings(word: str) -> tuple[str, ...]:
    """Other spellings of a word; what has a space is written as several words.

    >>> spellings("jumat"), spellings("sholat")[:2]
    (('jum at',), ('salat', 'shalat'))
    """
    groups = (group for group in _lists()["spellings"] if word in group)
    return tuple(other for group in groups for other in group if other != word)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(_lists()[name].split())


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((files("newscrawl") / "stems.toml").read_text(encoding="utf-8"))
