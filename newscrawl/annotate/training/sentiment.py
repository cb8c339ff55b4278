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
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from newscrawl.annotate.document import read_document
from newscrawl.annotate.sentiment import BLOCKS, BUCKETS, LABELS, buckets, read_parts

SEED = 20261124
STRENGTH = 4.0  # inverse regularisation; 2 to 8 differ by less than the folds do
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
    features = feature_matrix(samples)
    labels = np.array([sample.label for sample in samples])
    scores = cross_scores(samples, features, labels)
    tested = np.array([sample.test for sample in samples])
    heat = temperature(scores[tested], labels[tested])
    fit = fit_model(features, labels, np.array([sample.weight for sample in samples]))
    (out / "sentiment.bin").write_bytes(pack(fit.weights * heat, fit.offset * heat, "1"))


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


def fit_model(features: Any, labels: Any, weights: Any) -> Fit:
    """Logistic regression on features weighted by rarity; rare features are left out."""
    scale = _scale(features)
    kept = np.flatnonzero(scale)
    model = LogisticRegression(C=STRENGTH, max_iter=400)
    model.fit(features[:, kept] @ sparse.diags(scale[kept]), labels, sample_weight=weights)
    full = np.zeros((len(LABELS), BUCKETS))
    full[:, kept] = model.coef_ * scale[kept]
    return Fit(full, model.intercept_)


def _scale(features: Any) -> Any:
    """Rarity (inverse document frequency) of each bucket times the weight of its part; 0 for rare ones."""
    held = np.diff(features.tocsc().indptr)
    scale = np.log((1 + features.shape[0]) / (1 + held)) + 1
    for block in BLOCKS:
        part = slice(block.start, block.start + block.size)
        scale[part] = np.where(held[part] >= FEWEST[block.unit], scale[part] * PART_WEIGHT[block.part], 0)
    return scale


def cross_scores(
    samples: Sequence[Sample], features: Any, labels: Any, folds: int = 5, seed: int = SEED
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
        fit = fit_model(features[training], labels[training], weights[training])
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
    """The model as ``sentiment.read_model`` reads it: weights rounded to signed bytes."""
    step = np.abs(weights).max(axis=1) / 127
    whole = np.rint(weights / step[:, None]).astype(np.int8).T
    head = {
        "version": version,
        "step": [round(float(s), 8) for s in step],
        "offset": [round(float(o), 6) for o in offset],
    }
    return json.dumps(head).encode() + b"\n" + zlib.compress(np.ascontiguousarray(whole).tobytes(), 9)
