"""Affixed forms meet their family, and only theirs."""

from itertools import combinations
from pathlib import Path

import pytest

from newscrawl.stems import forms, known_stems, stem

FAMILIES = (Path(__file__).parent / "families.txt").read_text(encoding="utf-8").split("# held out\n")


@pytest.mark.parametrize("lines", FAMILIES, ids=("development", "held out"))
def test_families(lines: str) -> None:
    families = [line.split() for line in lines.splitlines() if not line.startswith("#")]
    words = [(stem(word), number) for number, family in enumerate(families) for word in family]
    pairs = [(one[0] == other[0], one[1] == other[1]) for one, other in combinations(words, 2)]
    assert not [pair for pair in pairs if pair == (True, False)]  # no word in a family that is not its own
    met = sum(found for found, same in pairs if same)
    assert met >= 0.95 * sum(same for _, same in pairs)


def test_every_word_of_a_family_can_be_formed_from_its_stem() -> None:
    words = [
        word
        for lines in FAMILIES
        for line in lines.splitlines()
        if not line.startswith("#")
        for word in line.split()
    ]
    formed = [word for word in words if stem(word) == word or word in forms(stem(word))]
    assert len(formed) >= 0.95 * len(words)


def test_stems_stand_for_themselves() -> None:
    strays = {word: stem(word) for word in known_stems() if stem(word) != word}
    assert len(strays) < 0.01 * len(known_stems()), strays
