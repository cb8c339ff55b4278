"""Spans of people, institutions and places: a CRF over runs of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

from newscrawl.annotate.document import Document, Tokens
from newscrawl.annotate.words import CONNECTORS, DEGREES, HONORIFICS, NAME_PARTS, RANKS, ROLE_HEADS, SPEECH

WEIGHTS = "entities.crfsuite"
LEXICON = "common-words.txt"
RUN_LIMIT = 40  # words; the longest run of 1,464 training sentences has 31


class Span(NamedTuple):
    """Words ``start`` up to, without, ``end``; ``kind`` is PER, ORG or LOC."""

    start: int
    end: int
    kind: str
    confidence: float = 1.0
    """Of its least certain word."""


@lru_cache(maxsize=8)
def find_spans(document: Document) -> tuple[Span, ...]:
    """People, institutions and places of the body, in order. The headline is not read: in title case every word looks like a name."""
    tokens, tagger = document.body, _tagger()
    found: list[Span] = []
    for start, end in runs(tokens):
        labels = tagger.tag(run_features(tokens, start, end))
        for span in decode(labels, start):
            sure = min(tagger.marginal(labels[i - start], i - start) for i in range(span.start, span.end))
            found.append(span._replace(confidence=sure))
    return tuple(found)


def runs(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words of one sentence, with what joins them: ``M . Faris``, ``Me - Kyung``, ``bin``, ``dan``.

    >>> from newscrawl.annotate.document import tokenise
    >>> list(runs(tokenise("Lalu M. Faris bin Umar pergi ke Solo")))
    [(0, 6), (8, 9)]
    """
    words, sentences = tokens.words, tokens.sentences
    count, index = len(words), 0
    while index < count:
        if not words[index][0].isupper():
            index += 1
            continue
        end = index + 1
        while end < count and end not in sentences and end - index < RUN_LIMIT:
            if words[end][0].isupper():
                end += 1
            elif (
                (joined := _joint(tokens, end))
                and end + joined < count
                and end + joined not in sentences
                and words[end + joined][0].isupper()
            ):
                end += joined + 1
            else:
                break
        yield index, end
        index = end


def _joint(tokens: Tokens, index: int) -> int:
    """How many words at ``index`` may join the capitalised words around them."""
    word = tokens.words[index]
    if word in CONNECTORS or word.isdigit() or word == "&":
        hyphen = index + 1 < len(tokens.words) and tokens.words[index + 1] == "-" and tokens.glued(index + 1)
        return 2 if hyphen else 1  # Mohammed al-Ghu
    if word in "-–/" and tokens.glued(index):
        return 1
    if word == "." and tokens.glued(index) and len(tokens.words[index - 1]) <= 4:
        return 1
    return 1 if word in "'’‘" else 0


def decode(labels: list[str], offset: int = 0) -> Iterator[Span]:
    """Spans of a sequence of IOB labels.

    >>> list(decode(["O", "B-PER", "I-PER", "B-PER"]))
    [Span(start=1, end=3, kind='PER', confidence=1.0), Span(start=3, end=4, kind='PER', confidence=1.0)]
    """
    start = kind = None
    for index, label in enumerate([*labels, "O"]):
        if start is not None and (label[0] != "I" or label[2:] != kind):
            yield Span(offset + start, offset + index, str(kind))
            start = None
        if label[0] == "B" or (label[0] == "I" and start is None):
            start, kind = index, label[2:]


def run_features(tokens: Tokens, start: int, end: int) -> list[list[str]]:
    """Features of each word of a run: itself, its neighbours, its place in the run and the sentence."""
    words, last = tokens.words, len(tokens.words)
    known = [word_features(words[i]) if 0 <= i < last else EDGE for i in range(start - 2, end + 2)]
    length = f"n={min(end - start, 5)}"
    features = []
    for index in range(start, end):
        at = index - start
        before2, before, own, after, after2 = known[at : at + 5]
        row = [*own[0], "-1:" + before[1], "+1:" + after[1], "-2:" + before2[1], "+2:" + after2[1], length]
        row += [
            "-1c:" + before[2],
            "+1c:" + after[2],
            "-1c0c:" + before[2] + own[2],
            "0c+1c:" + own[2] + after[2],
        ]
        row += ["-2c-1c:" + before2[2] + before[2], "+1c+2c:" + after[2] + after2[2]]
        if index in tokens.sentences:
            row += ["first", "first:" + own[2]]
        if at == 0:
            row.append("head")
        if index == end - 1:
            row.append("tail")
        features.append(row)
    return features


EDGE: tuple[tuple[str, ...], str, str] = ((), "", "#")


@lru_cache(maxsize=20_000)
def word_features(word: str) -> tuple[tuple[str, ...], str, str]:
    """(features of the word itself, its lower case, its class)."""
    lower = word.lower()
    shape = word_shape(word)
    kind = word_class(word, lower, shape)
    own = (
        "b",
        "w:" + lower,
        "c:" + kind,
        "s:" + shape,
        "p2:" + lower[:2],
        "p3:" + lower[:3],
        "z2:" + lower[-2:],
        "z3:" + lower[-3:],
        "z4:" + lower[-4:],
    )
    return own, lower, kind


def word_shape(word: str) -> str:
    """``Xx`` and the like, repeated letters once.

    >>> word_shape("Faris"), word_shape("DPRD"), word_shape("S.Sos"), word_shape("2025")
    ('Xx', 'X', 'X.Xx', '9')
    """
    shape = "".join(
        "X" if c.isupper() else "x" if c.isalpha() else "9" if c.isdigit() else c for c in word[:16]
    )
    shape = re.sub(r"(.)\1+", r"\1", shape)
    return shape + str(min(len(word), 4)) if shape == "X" and len(word) < 4 else shape


def word_class(word: str, lower: str, shape: str) -> str:
    """One word for what the lists know about it."""
    if not word[0].isalpha():
        return "9" if word[0].isdigit() else word[0]
    if lower in SPEECH:
        return "speech"
    if lower in RANKS:
        return "rank"
    if lower in HONORIFICS:
        return "honour"
    if lower in ROLE_HEADS:
        return "role"
    if lower in DEGREES:
        return "degree"
    if lower in NAME_PARTS and word[0].isupper():
        return "name"
    if word[0].isupper() and lower in _places():
        return "place"
    common = _common().get(lower, 0)
    return ("x" if word[0].islower() else shape[:3]) + str(common)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Single words that name a kabupaten, kota, province or country, and nothing else."""
    text = files(__package__).joinpath("gazetteer", "places.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    names = {
        name
        for row in rows
        if row[8] != "strict" and row[0] != "city"
        for name in (row[1], *row[7].split("|"))
    }
    return frozenset(name.lower() for name in names if name and " " not in name) - NAME_PARTS


@lru_cache(maxsize=1)
def _common() -> dict[str, int]:
    """Lower-case word -> 1 (rare in lower case), 2 or 3 (common)."""
    text = files(__package__).joinpath("weights", LEXICON).read_text(encoding="utf-8")
    return {word: grade for grade, line in enumerate(text.splitlines(), 1) for word in line.split()}


@lru_cache(maxsize=1)
def _tagger() -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    with as_file(files(__package__).joinpath("weights", WEIGHTS)) as path:
        tagger.open(str(path))
    return tagger
