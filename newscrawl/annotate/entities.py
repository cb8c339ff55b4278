"""Spans of people, institutions and places: a CRF over runs of capitalised words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

from newscrawl.annotate.document import Document, Tokens
from newscrawl.annotate.features import load_features
from newscrawl.annotate.words import BALINESE, CONNECTORS, NO_INITIALS, ROLE_HEADS

WEIGHTS = "entities.crfsuite"
RUN_LIMIT = 40  # words; the longest run of 1,464 training sentences has 31


NOBLE, ARTICLES = frozenset(("de", "van", "von")), frozenset(("de", "den", "der", "la", "los"))


class Span(NamedTuple):
    """Words ``start`` up to, without, ``end``; ``kind`` is PER, ORG or LOC."""

    start: int
    end: int
    kind: str
    confidence: float = 1.0
    """Of its least certain word; only told of people."""


@lru_cache(maxsize=8)
def find_spans(document: Document) -> tuple[Span, ...]:
    """People, institutions and places of the body, in order.

    The headline is not read: in title case every word looks like a name.
    """
    tokens, tagger, features = document.body, load_tagger(), load_features()
    found: list[Span] = []
    for start, end in runs(tokens):
        labels = tagger.tag(features.of_run(tokens, start, end))
        for span in spans_of(tokens, labels, start):
            if span.kind == "PER":
                sure = min(
                    tagger.marginal(labels[i - start], i - start)
                    for i in range(span.start, span.end)
                    if labels[i - start] != "O"
                )
                span = span._replace(confidence=sure)
            found.append(span)
    return tuple(found)


def spans_of(tokens: Tokens, labels: list[str], start: int) -> Iterator[Span]:
    """Spans of a labelled run; a person's first part that the tagger left out is put back: ``BM Diah``, ``I Made``."""
    for span in decode(labels, start):
        first = span.start - 1
        left_out = first >= start and labels[first - start] == "O"
        if first > 0 and tokens.words[first - 1].lower() in ROLE_HEADS:
            left_out = False  # Menteri LH Hanif
        if span.kind == "PER" and left_out and opens_name(*tokens.words[first : first + 2]):
            span = span._replace(start=first)
        yield span


def opens_name(word: str, following: str) -> bool:
    """Whether two capitals, or what goes before a Balinese or Butonese name, belong to the name behind.

    >>> opens_name("BM", "Diah"), opens_name("Ni", "Luh"), opens_name("RI", "Prabowo"), opens_name("SE", "Sari")
    (True, True, False, False)
    """
    if following in BALINESE:
        return word in ("I", "Ni")
    initials = len(word) == 2 and word.isalpha() and word.isupper()
    return (initials and word.lower() not in NO_INITIALS) or (word in ("Wa", "La") and following == "Ode")


@lru_cache(maxsize=8)
def runs(tokens: Tokens) -> tuple[tuple[int, int], ...]:
    """Runs of capitalised words of one sentence, with what joins them: ``M . Faris``, ``Me - Kyung``, ``bin``.

    >>> from newscrawl.annotate.document import tokenise
    >>> runs(tokenise("Lalu M. Faris bin Umar pergi ke Solo"))
    ((0, 6), (8, 9))
    """
    return tuple(_runs(tokens))


def _runs(tokens: Tokens) -> Iterator[tuple[int, int]]:
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
    word, following = tokens.words[index], "".join(tokens.words[index + 1 : index + 2])
    if word in NOBLE and following in ARTICLES:
        return 2  # Ursula von der Leyen
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


@lru_cache(maxsize=1)
def load_tagger() -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    with as_file(files(__package__).joinpath("weights", WEIGHTS)) as path:
        tagger.open(str(path))
    return tagger
