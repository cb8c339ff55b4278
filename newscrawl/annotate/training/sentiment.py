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
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from newscrawl.annotate.document import read_document
from newscrawl.annotate.sentiment import BLOCKS, BUCKETS, LABELS, Sentiment, buckets, read_parts
from newscrawl.annotate.training.meaning import learn_vectors, read_texts
from newscrawl.annotate.words import COMMON

SEED = 20261124
STRENGTH = 4.0  # inverse regularisation; 2 to 8 differ by less than the folds do
MEANING_STRENGTH = 0.03  # of 0.01 and 0.03
PLAIN_SHARE, MEANING_SHARE = 0.8, 0.8  # of 0, 0.5 and 0.8 for the second; calibration follows
MEANINGS = tuple(block for block in BLOCKS if block.unit == "meaning")
FEWEST = {"words": 2, "letters": 3}  # articles that must hold a feature
PART_WEIGHT = {"headline": 1.0, "body": 1.3}  # of 0.7, 1 and 1.3
TOSS_UP = 0.6  # weight of a label that its reader called a toss-up
SAME_STORY = 0.5
"""Headlines that share half of their words tell the same story: such articles never train the fold that tests the other."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An article with its label; ``test`` marks those that the figures are taken from."""

    headline: str
    text: str
    label: int
    weight: float
    test: bool


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
    features, vectors = feature_matrix(samples), vectors_by_bucket(shared)
    labels = np.array([sample.label for sample in samples])
    scores = cross_scores(samples, features, vectors, labels)
    tested = np.array([sample.test for sample in samples])
    heat = temperature(scores[tested], labels[tested])
    fit = fit_model(features, vectors, labels, np.array([sample.weight for sample in samples]))
    (out / "sentiment.bin").write_bytes(pack(fit.weights * heat, fit.offset * heat, Sentiment.version))


def read_samples(shared: Path) -> list[Sample]:
    """The labelled articles, then those labelled for this project."""
    dev = _lines(shared / "nlp" / "regional_sentiment" / "dev.jsonl")
    texts = {row["id"]: row for row in _lines(shared / "nlp" / "regional_unlabelled" / "articles.jsonl")}
    known = {row["url"] for row in dev}
    own = [
        (texts[i], label, sure)
        for i, label, sure in own_labels()
        if i in texts and texts[i]["url"] not in known
    ]
    return [
        *(_sample(row, row["label"], row["certainty"] > 1, test=True) for row in dev),
        *(_sample(row, label, sure, test=False) for row, label, sure in own),
    ]


def own_labels() -> list[tuple[str, str, bool]]:
    """(id, label, whether the reader was sure)."""
    text = files(__package__).joinpath("labels-regional.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith(("#", "id\t"))]
    return [(row[0], row[1], row[2] != "1") for row in rows]


def _sample(row: dict[str, Any], label: str, sure: bool, *, test: bool) -> Sample:
    return Sample(row["headline"], row["text"], LABELS.index(label), 1.0 if sure else TOSS_UP, test)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def feature_matrix(samples: Sequence[Sample]) -> Any:
    """Samples x buckets, as the annotator computes them."""
    rows, columns, values = [], [], []
    for row, sample in enumerate(samples):
        parts = read_parts(read_document(sample.headline, [sample.text]))
        for block in BLOCKS:
            for bucket, value in buckets(block, parts[block.part]).items():
                rows.append(row)
                columns.append(bucket)
                values.append(value)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(samples), BUCKETS))


def vectors_by_bucket(shared: Path) -> Any:
    """Buckets of one meaning block x numbers: the vectors of the words that fall into each."""
    rows, vectors = learn_vectors(list(read_texts(shared)), SEED)
    block = MEANINGS[0]
    places = np.array(
        [buckets(block, [word]).popitem()[0] - block.start if word not in COMMON else -1 for word in rows]
    )
    kept = np.flatnonzero(places >= 0)
    spread = sparse.csr_matrix((np.ones(len(kept)), (places[kept], kept)), shape=(block.size, len(rows)))
    return sparse.csr_matrix(spread @ vectors)


def fit_model(features: Any, vectors: Any, labels: Any, weights: Any) -> Fit:
    """Two logistic regressions whose scores add up: on features weighted by rarity, and on mean vectors."""
    plain = fit_plain(features, labels, weights)
    meaning = fit_meaning(features, vectors, labels, weights)
    return Fit(
        PLAIN_SHARE * plain.weights + MEANING_SHARE * meaning.weights,
        PLAIN_SHARE * plain.offset + MEANING_SHARE * meaning.offset,
    )


def fit_plain(features: Any, labels: Any, weights: Any) -> Fit:
    """On words, pairs and parts of words; rare ones are left out."""
    scale = _scale(features)
    kept = np.flatnonzero(scale)
    model = LogisticRegression(C=STRENGTH, max_iter=400)
    model.fit(features[:, kept] @ sparse.diags(scale[kept]), labels, sample_weight=weights)
    full = np.zeros((len(LABELS), BUCKETS))
    full[:, kept] = model.coef_ * scale[kept]
    return Fit(full, model.intercept_)


def fit_meaning(features: Any, vectors: Any, labels: Any, weights: Any) -> Fit:
    """On the mean vector of headline and of opening, then taken apart into weights per word."""
    parts = [features[:, block.start : block.start + block.size] @ vectors for block in MEANINGS]
    dense = sparse.hstack(parts).toarray()
    spread = dense.std(axis=0)
    model = LogisticRegression(C=MEANING_STRENGTH, max_iter=400)
    model.fit(dense / spread, labels, sample_weight=weights)
    full = np.zeros((len(LABELS), BUCKETS))
    for block, own in zip(MEANINGS, np.split(model.coef_ / spread, len(MEANINGS), axis=1), strict=True):
        full[:, block.start : block.start + block.size] = (vectors @ own.T).T
    return Fit(full, model.intercept_)


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
    samples: Sequence[Sample], features: Any, vectors: Any, labels: Any, folds: int = 5, seed: int = SEED
) -> Any:
    """Scores of the articles marked ``test``, each by a model that saw neither it nor the same story."""
    tested = np.flatnonzero([sample.test for sample in samples])
    others = np.flatnonzero([not sample.test for sample in samples])
    weights = np.array([sample.weight for sample in samples])
    scores = np.zeros((len(samples), len(LABELS)))
    split = StratifiedKFold(folds, shuffle=True, random_state=seed).split(tested, labels[tested])
    for train_part, test_part in split:
        test = tested[test_part]
        training = np.array([*tested[train_part], *_other_stories(samples, others.tolist(), test.tolist())])
        fit = fit_model(features[training], vectors, labels[training], weights[training])
        scores[test] = features[test] @ fit.weights.T + fit.offset
    return scores


def _other_stories(samples: Sequence[Sample], candidates: Sequence[int], test: Sequence[int]) -> list[int]:
    words = {i: frozenset(samples[i].headline.lower().split()) for i in (*candidates, *test)}
    return [i for i in candidates if not any(_alike(words[i], words[t]) for t in test)]


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
    return json.dumps(head).encode() + b"\n" + zlib.compress(np.ascontiguousarray(whole.T).tobytes(), 9)
