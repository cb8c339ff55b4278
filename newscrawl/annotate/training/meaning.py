"""Word vectors from unlabelled text: words that stand in like company lie near each other.

Only for training. The classifier is linear in them, so its weights per word ship, and the vectors do not.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from newscrawl.annotate.sentiment import split_words

SIZE = 100  # numbers per word; 200 did not do better in cross-validation
WINDOW = 6  # words to the right that count as company
FEWEST = 4  # times that a word must occur in all texts


def read_texts(shared: Path) -> Iterator[list[str]]:
    """The words of every text in ``shared/nlp`` that is news or a comment; labels are not looked at."""
    folder = shared / "nlp"
    for name in ("regional_sentiment/dev", "regional_unlabelled/articles", "regional_entities/dev"):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield split_words(f"{row['headline']} {row['text']}")
    with (folder / "cnbci_headlines/Dataset/90-10/train_data.csv").open(encoding="utf-8") as file:
        yield from (split_words(" ".join(row)) for row in csv.reader(file))
    for line in (folder / "smsa/train_preprocess.tsv").read_text(encoding="utf-8").splitlines():
        yield split_words(line.partition("\t")[0])
    for name in ("idner-news-2k/train.txt", "nergrit/train_preprocess.txt"):
        for block in (folder / name).read_text(encoding="utf-8").split("\n\n"):
            yield split_words(" ".join(line.split()[0] for line in block.splitlines() if line.strip()))


def learn_vectors(texts: Sequence[Sequence[str]], seed: int) -> tuple[dict[str, int], Any]:
    """(word -> row, rows of length one): the main directions of positive pointwise mutual information."""
    counts = Counter(word for text in texts for word in text)
    rows = {word: row for row, word in enumerate(word for word, n in counts.items() if n >= FEWEST)}
    company = _company([[rows.get(word, -1) for word in text] for text in texts], len(rows))
    left, strength, _ = randomized_svd(_information(company), SIZE, random_state=seed)
    vectors = left * np.sqrt(strength)
    return rows, vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def _company(texts: Sequence[Sequence[int]], size: int) -> Any:
    """How often two words stand near each other, a neighbour counting by its nearness."""
    joined = np.concatenate([np.array([*text, *[-1] * WINDOW]) for text in texts])
    total = sparse.csr_matrix((size, size))
    for step in range(1, WINDOW + 1):
        here, there = joined[:-step], joined[step:]
        kept = (here >= 0) & (there >= 0)
        weights = np.full(kept.sum(), 1 / step)
        total = total + sparse.csr_matrix((weights, (here[kept], there[kept])), shape=(size, size))
    return total + total.T


def _information(company: Any) -> Any:
    pairs = company.tocoo()
    sums = np.asarray(company.sum(axis=1)).ravel()
    share = sums**0.75 / (sums**0.75).sum()  # rare company is not overrated
    information = np.log(pairs.data / (sums[pairs.row] * share[pairs.col]))
    kept = information > 0
    return sparse.csr_matrix((information[kept], (pairs.row[kept], pairs.col[kept])), shape=company.shape)
