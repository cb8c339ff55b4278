"""Good and bad words of news, for training only: a prior for words that the labelled articles do not hold."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

SUFFIXES = ("", "nya", "kan", "lah", "an", "i")
PREFIXES = {
    "di": "", "ber": "", "ter": "", "ke": "", "se": "", "per": "", "diper": "", "memper": "", "me": "", "pe": "",
    "mem": "p", "pem": "p", "men": "t", "pen": "t", "meny": "s", "peny": "s", "meng": "k", "peng": "k",
}  # fmt: skip
"""Prefix -> the sound of the stem that it swallows: meng + kritik gives mengritik."""

SHORTEST = 3  # letters of a stem


def polarity(word: str) -> int:
    """1 for a good word, -1 for a bad one, else 0.

    >>> polarity("penghargaan"), polarity("mengkritik"), polarity("menolak"), polarity("meja")
    (1, -1, -1, 0)
    """
    good, bad = _lists()
    return next((1 if stem in good else -1 for stem in stems(word) if stem in good or stem in bad), 0)


def stems(word: str) -> Iterator[str]:
    """The word and what may be left of it without affixes, likeliest first."""
    for suffix in SUFFIXES:
        if word.endswith(suffix):
            base = word.removesuffix(suffix)
            yield base
            for prefix, sound in PREFIXES.items():
                if base.startswith(prefix) and len(base) - len(prefix) >= SHORTEST:
                    yield base.removeprefix(prefix)
                    yield sound + base.removeprefix(prefix)


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    lists = tomllib.loads(files(__package__).joinpath("polarity.toml").read_text(encoding="utf-8"))
    return frozenset(lists["good"].split()), frozenset(lists["bad"].split())
