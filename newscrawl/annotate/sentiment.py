"""Tone of the news: positif, netral or negatif, by an additive model over words and parts of words.

The score of a class is a sum of weights, so a label can be explained by the words that weighed most. Headline
and opening keep weights of their own. Words also weigh by their meaning: weights that training spread over words
which stand in like company in unlabelled texts, so that a word no labelled article held still counts. Each part
is scaled to its length: a long text gains no confidence by being long.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from operator import itemgetter, mul
from typing import Any, NamedTuple

from newscrawl.annotate.document import Document
from newscrawl.annotate.words import COMMON, NEGATIONS

LABELS = ("negatif", "netral", "positif")
WEIGHTS = "sentiment.bin"
OPENING = 1500  # characters of the body; of 300, 700 and 1,500 the last gave the best cross-validation
DOUBT = 0.4
"""Below this confidence the label is netral: in four cross-validations all twelve such labels were wrong."""

FEWEST_WORDS = 3  # fewer carry no tone that a reader could check
INDONESIAN = 0.02
"""Least share of the most common Indonesian words: 1,776 articles have 0.024 or more, English has next to none."""

TOO_SHORT = 40  # words too few to tell a language by; one of the most common suffices for 90

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
CLEAN_LIMIT = 30  # characters of a word; the longest in 1,776 articles has 30


class Block(NamedTuple):
    """A part of the article with weights of its own, in the buckets from ``start``."""

    part: str
    unit: str
    start: int
    size: int


BLOCKS = (
    Block("headline", "words", 0, 1 << 17),
    Block("headline", "letters", 1 << 17, 1 << 17),
    Block("body", "words", 1 << 18, 1 << 18),
    Block("body", "letters", 1 << 19, 1 << 17),
    Block("headline", "meaning", 5 << 17, 1 << 18),
    Block("body", "meaning", 7 << 17, 1 << 18),
)
BUCKETS = 9 << 17
ZERO = 128  # the byte of the weight 0
LETTERS = (3, 4, 5)  # length of the parts of words


class Model(NamedTuple):
    """Weights by class and bucket as bytes, what one step is worth by block and class, and the offsets."""

    version: str
    weights: tuple[bytes, ...]
    """Each class's weights plus ``ZERO``: bytes are read twice as fast as signed numbers."""
    steps: tuple[tuple[float, ...], ...]
    offset: tuple[float, ...]


class Sentiment:
    """Annotator of tone. The weights are read once, on first use."""

    name = "sentiment"
    version = "7"

    def annotate(self, document: Document) -> dict[str, Any] | None:
        """Label, confidence, scores, the tone of each part and the words that weighed most; None for too little text."""
        parts = read_parts(document)
        if sum(map(len, parts.values())) < FEWEST_WORDS:
            return None
        model = load_model()
        values = [buckets(block, parts[block.part]) for block in BLOCKS]
        pulls = {part: _pull(model, part, values) for part, words in parts.items() if words}
        scores = _shares(model, pulls.values())
        label, confidence, reason = decide(scores, parts)
        return {
            "label": label,
            "confidence": round(confidence, 3),
            "scores": _rounded(scores),
            "model": f"newscrawl-sentiment {model.version}",
            **({"reason": reason} if reason else {}),
            **{part: _tone(model, pulls.get(part)) for part in parts},
            "words": weighty_words(model, parts, values, label),
        }


def decide(scores: Mapping[str, float], parts: Mapping[str, Sequence[str]]) -> tuple[str, float, str | None]:
    """(label, confidence, why it is netral where the model did not say so)."""
    words = [word for part in parts.values() for word in part]
    if sum(word in COMMON for word in words) < INDONESIAN * (len(words) - TOO_SHORT):
        return "netral", 1 / len(LABELS), "the text does not read as Indonesian"
    label = max(scores, key=lambda name: scores[name])
    if label != "netral" and scores[label] < DOUBT:
        return "netral", scores["netral"], f"no label reaches {DOUBT}"
    return label, scores[label], None


def read_parts(document: Document) -> dict[str, list[str]]:
    """Lower-case words of headline and opening; every number reads ``0``."""
    return {
        "headline": split_words(document.headline.text),
        "body": split_words(document.body.text[:OPENING]),
    }


def split_words(text: str) -> list[str]:
    """
    >>> split_words("Warga Panen 2.500 Ton")
    ['warga', 'panen', '0', '0', 'ton']
    """
    return ["0" if word[0].isdigit() else word[:CLEAN_LIMIT] for word in WORD.findall(text.lower())]


def buckets(block: Block, words: Sequence[str]) -> dict[int, float]:
    """Bucket -> value of one part, scaled to length one; of meanings, to a mean over the words that carry any."""
    if block.unit == "meaning":
        telling = [word for word in words if word not in COMMON]
        return {_bucket(word, block): n / len(telling) for word, n in Counter(telling).items()}
    grams = (
        word_buckets(words, block)
        if block.unit == "words"
        else [b for w in words for b in letter_buckets(w, block)]
    )
    counts = Counter(grams)
    length = math.sqrt(sum(n * _damped(count) ** 2 for count, n in Counter(counts.values()).items())) or 1.0
    steps = [0.0, *(_damped(count) / length for count in range(1, max(counts.values(), default=0) + 1))]
    return dict(zip(counts, map(steps.__getitem__, counts.values()), strict=True))


@lru_cache(maxsize=512)
def _damped(count: int) -> float:
    return 1 + math.log(count)


def word_buckets(words: Sequence[str], block: Block) -> list[int]:
    """Buckets of words, pairs and words under a negation."""
    grams = [*words, *(f"{one} {other}" for one, other in pairwise(words))]
    for index, word in enumerate(words):
        if word in NEGATIONS:
            grams += ["!" + marked for marked in words[index + 1 : index + 3]]
    start, size, crc32 = block.start, block.size, zlib.crc32
    return [start + crc32(gram.encode()) % size for gram in grams]


@lru_cache(maxsize=30_000)
def letter_buckets(word: str, block: Block) -> tuple[int, ...]:
    """Buckets of the parts of a word, its edges marked."""
    edged = f"<{word}>"
    return tuple(_bucket(edged[i : i + n], block) for n in LETTERS for i in range(len(edged) - n + 1))


def _bucket(gram: str, block: Block) -> int:
    return block.start + zlib.crc32(gram.encode()) % block.size


def _pull(model: Model, part: str, values: Sequence[Mapping[int, float]]) -> list[float]:
    """What one part adds to the score of each class; ``values`` by block."""
    total = [0.0, 0.0, 0.0]
    for block, step, own in zip(BLOCKS, model.steps, values, strict=True):
        if block.part == part and own:
            read, amounts = itemgetter(*own, block.start), (*own.values(), 0.0)
            zero = ZERO * sum(amounts)
            for index, one in enumerate(step):
                total[index] += one * (sum(map(mul, read(model.weights[index]), amounts)) - zero)
    return total


def _shares(model: Model, pulls: Iterable[Sequence[float]]) -> dict[str, float]:
    totals = list(model.offset)
    for pull in pulls:
        totals = [total + p for total, p in zip(totals, pull, strict=True)]
    top = max(totals)
    powers = [math.exp(total - top) for total in totals]
    return {label: power / sum(powers) for label, power in zip(LABELS, powers, strict=True)}


def _tone(model: Model, pull: Sequence[float] | None) -> dict[str, Any] | None:
    if pull is None:
        return None
    scores = _shares(model, [pull])
    label = max(scores, key=lambda name: scores[name])
    return {"label": label, "score": round(scores[label], 3)}


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {label: round(scores[label], 3) for label in reversed(LABELS)}


def weighty_words(
    model: Model,
    parts: Mapping[str, Sequence[str]],
    values: Sequence[Mapping[int, float]],
    label: str,
    limit: int = 8,
) -> list[dict[str, Any]]:
    """Words that spoke most for or against the label, by what the score would lose without them.

    The parts of words are weighed for those words only that stand out as wholes: they are nine in ten features.
    """
    index = LABELS.index(label)
    pulls: dict[str, float] = dict.fromkeys(
        (w for words in parts.values() for w in words if w not in COMMON), 0.0
    )
    for block, step, own in zip(BLOCKS, model.steps, values, strict=True):
        if block.unit != "letters":
            telling = set(parts[block.part]) - COMMON
            grams = [_bucket(word, block) for word in telling]
            for word, margin in zip(telling, _margins(model, step, own, grams, index), strict=True):
                pulls[word] += margin
    candidates = strongest(pulls, 4 * limit)
    for block, step, own in zip(BLOCKS, model.steps, values, strict=True):
        if block.unit == "letters":
            for word in set(parts[block.part]).intersection(candidates):
                pulls[word] += sum(_margins(model, step, own, letter_buckets(word, block), index))
    return [
        {"word": word, "weight": round(pulls[word], 3)}
        for word in strongest({w: pulls[w] for w in candidates}, limit)
    ]


def strongest(pulls: Mapping[str, float], limit: int) -> list[str]:
    """The words with the largest weight of either sign."""
    return sorted(pulls, key=lambda word: (-abs(pulls[word]), word))[:limit]


def _margins(
    model: Model, step: Sequence[float], values: Mapping[int, float], grams: Sequence[int], index: int
) -> list[float]:
    """What each bucket adds to one class beyond the mean of the others."""
    a, b, c = (one if k == index else -one / 2 for k, one in enumerate(step))
    first, second, third = model.weights
    zero = ZERO * (a + b + c)
    return [values[gram] * (first[gram] * a + second[gram] * b + third[gram] * c - zero) for gram in grams]


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The weights that ship with the package."""
    return read_model(files(__package__).joinpath("weights", WEIGHTS).read_bytes())


def read_model(data: bytes) -> Model:
    """A line of JSON, then the deflated weights."""
    head, _, body = data.partition(b"\n")
    known = json.loads(head)
    weights = zlib.decompress(body).translate(bytes((code + ZERO) % 256 for code in range(256)))
    return Model(
        known["version"],
        tuple(weights[start : start + BUCKETS] for start in range(0, len(weights), BUCKETS)),
        tuple(map(tuple, known["steps"])),
        tuple(known["offset"]),
    )
