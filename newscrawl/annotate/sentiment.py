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
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from importlib.resources import files
from itertools import chain, pairwise, repeat
from operator import mul
from typing import Any, NamedTuple

from newscrawl.annotate.document import Document
from newscrawl.annotate.words import COMMON, NEGATIONS

LABELS = ("negatif", "netral", "positif")
WEIGHTS = "sentiment.bin"
OPENING = 1500  # characters of the body; of 300, 700 and 1,500 the last gave the best cross-validation
DOUBT = 0.4
"""Below this confidence the label is netral: of seven such labels in four cross-validations four were wrong."""

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
PARTS = tuple(sum(max(length + 3 - n, 0) for n in LETTERS) for length in range(CLEAN_LIMIT + 1))
"""How many parts a word of that length has, its edges marked."""

CACHED = 30_000  # words; 1,776 articles hold 21,000


class Model:
    """Weights by class and bucket as bytes, what one step is worth by block and class, and the offsets.

    The bytes are the weights plus ``ZERO``: they are read twice as fast as signed numbers.
    """

    def __init__(
        self,
        version: str,
        weights: Sequence[bytes],
        steps: Sequence[Sequence[float]],
        offset: Sequence[float],
    ) -> None:
        self.version, self.weights, self.steps, self.offset = version, weights, steps, offset
        self.weigh = {
            block: lru_cache(CACHED)(partial(self._weigh, block)) for block in BLOCKS if block.unit != "words"
        }

    def _weigh(self, block: Block, gram: str) -> tuple[int, ...]:
        """What all parts of a word weigh for each class."""
        places = gram_buckets(block, gram)
        return tuple(sum([one[place] for place in places]) - ZERO * len(places) for one in self.weights)

    def read(self, block: Block, words: Sequence[str]) -> Reading:
        """One block of one article."""
        found = amounts(block, words)
        rows: Iterable[Sequence[int]]
        if block.unit == "words":  # pairs of words seldom come again
            start, size, crc32 = block.start, block.size, zlib.crc32
            places = [start + crc32(gram.encode()) % size for gram in found]
            rows = [[one[place] - ZERO for place in places] for one in self.weights]
        else:
            rows = zip(*map(self.weigh[block], found), strict=True) if found else [()] * len(LABELS)
        step = self.steps[BLOCKS.index(block)]
        return Reading(block.part, found, [
            [one * weight * amount for weight, amount in zip(row, found.values(), strict=True)]
            for one, row in zip(step, rows, strict=True)
        ])  # fmt: skip


class Reading(NamedTuple):
    """What the grams of one block add to the score of each class."""

    part: str
    grams: Collection[str]
    pulls: Sequence[Sequence[float]]
    """By class, then by gram."""


class Sentiment:
    """Annotator of tone. The weights are read once, on first use."""

    name = "sentiment"
    version = "9"

    def annotate(self, document: Document) -> dict[str, Any] | None:
        """Label, confidence, scores, the tone of each part and the words that weighed most; None for too little text."""
        parts = read_parts(document)
        if sum(map(len, parts.values())) < FEWEST_WORDS:
            return None
        model = load_model()
        readings = [model.read(block, parts[block.part]) for block in BLOCKS]
        pulls = {part: _pull(readings, part) for part, words in parts.items() if words}
        scores = _shares(model, pulls.values())
        label, confidence, reason = decide(scores, parts)
        return {
            "label": label,
            "confidence": round(confidence, 3),
            "scores": _rounded(scores),
            "model": f"newscrawl-sentiment {model.version}",
            **({"reason": reason} if reason else {}),
            **{part: _tone(model, pulls.get(part)) for part in parts},
            "words": weighty_words(readings, chain(*parts.values()), label),
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


def amounts(block: Block, words: Sequence[str]) -> dict[str, float]:
    """Gram -> value in one part, scaled so that all buckets together have the length one; of meanings, the mean's share."""
    if block.unit == "meaning":
        telling = [word for word in words if word not in COMMON]
        return {word: n / len(telling) for word, n in Counter(telling).items()}
    counts = Counter(words if block.unit == "letters" else phrases(words))
    values = list(map(_damped, counts.values()))
    sizes = [PARTS[len(word)] for word in counts] if block.unit == "letters" else repeat(1)
    length = math.sqrt(sum(map(mul, sizes, map(mul, values, values)))) or 1.0
    return dict(zip(counts, [value / length for value in values], strict=True))


@lru_cache(maxsize=512)
def _damped(count: int) -> float:
    return 1 + math.log(count)


def phrases(words: Sequence[str]) -> list[str]:
    """Words, pairs and words under a negation.

    >>> phrases(["warga", "tidak", "panen"])
    ['warga', 'tidak', 'panen', 'warga tidak', 'tidak panen', '!panen']
    """
    grams = [*words, *map(" ".join, pairwise(words))]
    for index, word in enumerate(words):
        if word in NEGATIONS:
            grams += ["!" + marked for marked in words[index + 1 : index + 3]]
    return grams


def gram_buckets(block: Block, gram: str) -> list[int]:
    """Where a gram's weights stand; of letters, those of each part of a word, its edges marked."""
    edged = f"<{gram}>"
    parts = (
        [edged[i : i + n] for n in LETTERS for i in range(len(edged) - n + 1)]
        if block.unit == "letters" else [gram]
    )  # fmt: skip
    return [block.start + zlib.crc32(part.encode()) % block.size for part in parts]


def _pull(readings: Iterable[Reading], part: str) -> list[float]:
    """What one part adds to the score of each class."""
    own = [[sum(pulls) for pulls in reading.pulls] for reading in readings if reading.part == part]
    return [sum(pulls) for pulls in zip(*own, strict=True)]


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
    readings: Iterable[Reading], words: Iterable[str], label: str, limit: int = 8
) -> list[dict[str, Any]]:
    """Words that spoke most for or against the label beside the mean of the others: as wholes, by parts and meaning."""
    index = LABELS.index(label)
    margins = {word: 0.0 for word in words if word not in COMMON}
    for reading in readings:
        own, one, other = (reading.pulls[index - shift] for shift in range(len(LABELS)))
        for gram, a, b, c in zip(reading.grams, own, one, other, strict=True):
            if gram in margins:
                margins[gram] += a - (b + c) / 2
    strongest = sorted(margins, key=lambda word: (-abs(margins[word]), word))[:limit]
    return [{"word": word, "weight": round(margins[word], 3)} for word in strongest]


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
