"""Trains the tone of news on articles that were labelled by reading."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize, minimize_scalar
from sklearn.model_selection import StratifiedKFold

from newscrawl.annotate.document import read_document
from newscrawl.annotate.sentiment import BLOCKS, BUCKETS, LABELS, Sentiment, amounts, gram_buckets, read_parts
from newscrawl.annotate.training.meaning import learn_vectors, read_texts
from newscrawl.annotate.training.polarity import polarity
from newscrawl.annotate.words import COMMON

SEED = 20261124
STRENGTH = 8.0  # inverse regularisation; 2 to 8 differ by less than the folds do
MEANING_STRENGTH = 0.03  # of 0.01 and 0.03
PLAIN_SHARE, MEANING_SHARE = 0.8, 0.5  # of ten between 0.3 and 0.9 for the second; calibration follows
MEANINGS = tuple(block for block in BLOCKS if block.unit == "meaning")
TONE_SCALE = (
    0.5  # of 0.3, 0.5 and 0.6; the spread of the shares of good and bad words beside the other features
)
FEWEST = {"words": 2, "letters": 3}  # articles that must hold a feature
PART_WEIGHT = {"headline": 1.0, "body": 1.3}  # of 0.7, 1 and 1.3
TOSS_UP = 0.3  # weight of an article whose label its reader called a toss-up; of 0.3, 0.6 and 1
WRITTEN = 0.6  # weight of an opening that was written for training; of 0.6 and 1
STEPS = 150  # of the optimiser at most
SAME_STORY = 0.5
"""Headlines that share half of their words tell the same story: such articles never train the fold that tests the other."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with the weight of each label; ``test`` marks those that the figures are taken from."""

    headline: str
    text: str
    weights: tuple[float, ...]
    test: bool

    @property
    def label(self) -> int:
        """The one that weighs most."""
        return self.weights.index(max(self.weights))


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of words beside the labels, by bucket of a meaning block: vectors, and whether good or bad."""

    vectors: Any
    tone: Any


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model: one row of weights per class, already multiplied by what training scaled the features with."""

    weights: Any
    offset: Any


def train(shared: Path, out: Path) -> None:
    """Write ``sentiment.bin`` to the folder ``out``; ``shared`` holds ``nlp/regional_sentiment`` and ``nlp/regional_unlabelled``.

    The same data and library versions give the same bytes.
    """
    samples = read_samples(shared)
    features, prior = feature_matrix(samples), read_prior(shared)
    scores = cross_scores(samples, features, prior)
    tested = np.array([sample.test for sample in samples])
    heat = temperature(scores[tested], np.array([sample.label for sample in samples])[tested])
    fit = fit_model(features, prior, targets(samples))
    (out / "sentiment.bin").write_bytes(pack(fit.weights * heat, fit.offset * heat, Sentiment.version))


def read_samples(shared: Path) -> list[Sample]:
    """The labelled articles and the written openings."""
    return [*read_articles(shared), *read_written()]


def read_articles(shared: Path) -> list[Sample]:
    """The labelled articles, then those labelled for this project."""
    dev = _lines(shared / "nlp" / "regional_sentiment" / "dev.jsonl")
    texts = {row["id"]: row for row in _lines(shared / "nlp" / "regional_unlabelled" / "articles.jsonl")}
    known = {row["url"] for row in dev}
    own = [(texts[i], weights) for i, weights in own_labels() if i in texts and texts[i]["url"] not in known]
    return [
        *(_sample(row, _weighed(row["label"], row["certainty"]), test=True) for row in dev),
        *(_sample(row, weights, test=False) for row, weights in own),
    ]


def read_written() -> list[Sample]:
    """Openings that a language model wrote by the readers' guide, three tones for a topic."""
    return [
        Sample(headline, text, tuple(WRITTEN * (label == each) for each in LABELS), False)
        for headline, text, label, _ in _rows("written.tsv")
    ]


def _rows(name: str) -> list[list[str]]:
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def targets(samples: Sequence[Sample]) -> Any:
    """Samples x labels: what each label of a sample weighs."""
    return np.array([sample.weights for sample in samples])


def own_labels() -> list[tuple[str, tuple[float, ...]]]:
    """(id, the share of its readings that gave each label). A reader's certainty is not counted: that made folds worse."""
    return [
        (key, shares([words.split()[0] for words in told])) for key, *told in _rows("labels-regional.tsv")
    ]


def shares(labels: Sequence[str]) -> tuple[float, ...]:
    """
    >>> shares(["negatif", "negatif", "netral", "negatif"])
    (0.75, 0.25, 0.0)
    """
    return tuple(labels.count(each) / len(labels) for each in LABELS)


def _weighed(label: str, certainty: float) -> tuple[float, ...]:
    """The one label of an article, by how certain its readers were in the mean."""
    weight = TOSS_UP if certainty <= 1 else 1.0
    return tuple(weight * (label == each) for each in LABELS)


def _sample(row: dict[str, Any], weights: tuple[float, ...], *, test: bool) -> Sample:
    return Sample(row["headline"], row["text"], weights, test)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def feature_matrix(samples: Sequence[Sample]) -> Any:
    """Samples x buckets, as the annotator computes them."""
    rows, columns, values = [], [], []
    for row, sample in enumerate(samples):
        parts = read_parts(read_document(sample.headline, [sample.text]))
        for block in BLOCKS:
            for gram, value in amounts(block, parts[block.part]).items():
                for bucket in gram_buckets(block, gram):
                    rows.append(row)
                    columns.append(bucket)
                    values.append(value)
    return sparse.csr_matrix(  # adds up what falls into one bucket
        (values, (rows, columns)), shape=(len(samples), BUCKETS)
    )


def read_prior(shared: Path) -> Prior:
    """Vectors and polarity of the words that fall into each bucket of a meaning block."""
    texts = list(read_texts(shared))
    rows, vectors = learn_vectors(texts, SEED)
    signs = {word: polarity(word) for word in sorted({word for text in texts for word in text})}
    tone = np.array([[sign > 0, sign < 0] for sign in signs.values()], float)
    return Prior(_spread(list(rows)) @ vectors, _spread(list(signs)) @ tone)


def _spread(words: Sequence[str]) -> Any:
    """Buckets of a meaning block x words: 1 where the word falls into the bucket and is none of the most common."""
    block = MEANINGS[0]
    places = [(_place(word), at) for at, word in enumerate(words) if word not in COMMON]
    rows, columns = zip(*places, strict=True)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(block.size, len(words)))


def _place(word: str) -> int:
    (bucket,) = gram_buckets(MEANINGS[0], word)
    return bucket - MEANINGS[0].start


def fit_model(features: Any, prior: Prior, wanted: Any) -> Fit:
    """Two logistic regressions whose scores add up: on features weighted by rarity, and on mean vectors."""
    plain = fit_plain(features, prior.tone, wanted)
    meaning = fit_meaning(features, prior.vectors, wanted)
    return Fit(
        PLAIN_SHARE * plain.weights + MEANING_SHARE * meaning.weights,
        PLAIN_SHARE * plain.offset + MEANING_SHARE * meaning.offset,
    )


def fit_plain(features: Any, tone: Any, wanted: Any) -> Fit:
    """On words, pairs and parts of words, and on the shares of good and bad words; rare ones are left out."""
    scale = _scale(features)
    kept = np.flatnonzero(scale)
    shares, spread = _means(features, tone)
    shares = shares / spread * TONE_SCALE
    columns = sparse.hstack([features[:, kept] @ sparse.diags(scale[kept]), sparse.csr_matrix(shares)])
    fit = fit_labels(columns.tocsr(), wanted, STRENGTH)
    full = _taken_apart(fit.weights[:, len(kept) :] / spread * TONE_SCALE, tone)
    full[:, kept] += fit.weights[:, : len(kept)] * scale[kept]
    return Fit(full, fit.offset)


def fit_meaning(features: Any, vectors: Any, wanted: Any) -> Fit:
    """On the mean vector of headline and of opening."""
    means, spread = _means(features, vectors)
    fit = fit_labels(means / spread, wanted, MEANING_STRENGTH)
    return Fit(_taken_apart(fit.weights / spread, vectors), fit.offset)


def fit_labels(columns: Any, wanted: Any, strength: float) -> Fit:
    """Multinomial logistic regression of weighted labels."""
    size, classes, each = columns.shape[1], len(LABELS), wanted.sum(axis=1, keepdims=True)
    turned = columns.T.tocsr() if sparse.issparse(columns) else columns.T

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat[: size * classes].reshape(size, classes)
        scores = columns @ weights + flat[size * classes :]
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        wrong = np.exp(scores) * each - wanted
        slope = np.concatenate([(turned @ wrong + weights / strength).ravel(), wrong.sum(axis=0)])
        return float((weights**2).sum() / strength / 2 - (wanted * scores).sum()), slope

    start = np.zeros(size * classes + classes)
    flat = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return Fit(flat[: size * classes].reshape(size, classes).T, flat[size * classes :])


def _means(features: Any, columns: Any) -> tuple[Any, Any]:
    """(samples x parts and columns: the mean over the words of each part, their spread)."""
    parts = [features[:, block.start : block.start + block.size] @ columns for block in MEANINGS]
    means = np.hstack(parts)
    return means, means.std(axis=0)


def _taken_apart(weights: Any, columns: Any) -> Any:
    """Weights on means as weights per word: what is linear in a mean is a mean of its words' weights."""
    full = np.zeros((len(LABELS), BUCKETS))
    for block, own in zip(MEANINGS, np.split(weights, len(MEANINGS), axis=1), strict=True):
        full[:, block.start : block.start + block.size] = (columns @ own.T).T
    return full


def _scale(features: Any) -> Any:
    """Rarity (inverse document frequency) of each bucket times the weight of its part; 0 for rare ones."""
    held = np.diff(features.tocsc().indptr)
    scale = np.log((1 + features.shape[0]) / (1 + held)) + 1
    for block in BLOCKS:
        part = slice(block.start, block.start + block.size)
        if block.unit == "meaning":
            scale[part] = 0
            continue
        scale[part] = np.where(held[part] >= FEWEST[block.unit], scale[part] * PART_WEIGHT[block.part], 0)
    return scale


def cross_scores(
    samples: Sequence[Sample], features: Any, prior: Prior, folds: int = 5, seed: int = SEED
) -> Any:
    """Scores of the articles marked ``test``, each by a model that saw neither it nor the same story."""
    labels, wanted = np.array([sample.label for sample in samples]), targets(samples)
    tested = np.flatnonzero([sample.test for sample in samples])
    others = np.flatnonzero([not sample.test for sample in samples])
    scores = np.zeros((len(samples), len(LABELS)))
    split = StratifiedKFold(folds, shuffle=True, random_state=seed).split(tested, labels[tested])
    for train_part, test_part in split:
        test = tested[test_part]
        training = np.array([*tested[train_part], *_other_stories(samples, others.tolist(), test.tolist())])
        fit = fit_model(features[training], prior, wanted[training])
        scores[test] = features[test] @ fit.weights.T + fit.offset
    return scores


def _other_stories(samples: Sequence[Sample], candidates: Sequence[int], test: Sequence[int]) -> list[int]:
    words = {headline: frozenset(headline.lower().split()) for headline in {s.headline for s in samples}}
    told = [words[samples[i].headline] for i in test]
    same = {headline for headline, own in words.items() if any(_alike(own, each) for each in told)}
    return [i for i in candidates if samples[i].headline not in same]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_STORY * len(one | other)


def temperature(scores: Any, labels: Any) -> float:
    """The factor on scores that makes held-out confidence true (least log loss)."""
    return float(
        minimize_scalar(lambda heat: log_loss(scores * heat, labels), bounds=(0.1, 10), method="bounded").x
    )


def log_loss(scores: Any, labels: Any) -> float:
    """Mean negative log probability of the right labels."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    totals = np.log(np.exp(shifted).sum(axis=1))
    return float((totals - shifted[np.arange(len(labels)), labels]).mean())


def pack(weights: Any, offset: Any, version: str) -> bytes:
    """The model as ``sentiment.read_model`` reads it: weights rounded to signed bytes, block by block."""
    whole = np.zeros(weights.shape, np.int8)
    steps = []
    for block in BLOCKS:
        part = slice(block.start, block.start + block.size)
        step = np.abs(weights[:, part]).max(axis=1) / 127
        whole[:, part] = np.rint(weights[:, part] / step[:, None])
        steps.append([round(float(s), 8) for s in step])
    head = {"version": version, "steps": steps, "offset": [round(float(o), 6) for o in offset]}
    return json.dumps(head).encode() + b"\n" + zlib.compress(whole.tobytes(), 9)
