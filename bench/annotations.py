"""Quality and cost of the annotators on labelled articles.

    python bench/annotations.py [--shared ../shared]

Sentiment by five folds (no article, and none of the same story, trains the fold that tests it), people and places on the
labelled regional articles, people also on the test part of IDNER-News-2K, and milliseconds per article on one core.
Needs the ``train`` extra and the shared folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from newscrawl.annotate import annotate
from newscrawl.annotate.document import read_document
from newscrawl.annotate.entities import load_tagger
from newscrawl.annotate.features import load_features
from newscrawl.annotate.organisations import find_institutions
from newscrawl.annotate.people import find_people
from newscrawl.annotate.training import people, sentiment

SHARED = Path(__file__).parents[1] / "../shared"
FOLDS = 5


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder that holds nlp/")
    shared = parser.parse_args().shared
    if not (shared / "nlp").is_dir():
        sys.exit(f"{shared}/nlp: no such folder; give the one that holds nlp/ with --shared")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    lines = (shared / "nlp/regional_entities/dev.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    print_entities(articles)
    print_tagger(shared / "nlp/idner-news-2k/test.txt")
    print_institutions(shared / "nlp/idner-news-2k/test.txt")
    print_cost(articles)
    print_sentiment(shared)


def print_sentiment(shared: Path) -> None:
    """Accuracy, macro-F1, calibration and opposite labels, over the labelled articles."""
    samples = sentiment.read_samples(shared)
    features, prior = sentiment.feature_matrix(samples), sentiment.read_prior(shared)
    labels = np.array([sample.label for sample in samples])
    tested = np.array([sample.test for sample in samples])
    for seed in (sentiment.SEED, 1, 2, 3):
        scores = sentiment.cross_scores(samples, features, prior, FOLDS, seed)[tested]
        scores = scores * sentiment.temperature(scores, labels[tested])
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        guesses, right = shares.argmax(axis=1), labels[tested]
        opposite = np.abs(guesses - right) == 2
        print(
            f"sentiment, shuffle {seed}: accuracy {(guesses == right).mean():.3f}"
            f"  macro-F1 {f1_score(right, guesses, average='macro'):.3f}"
            f"  ECE {calibration_error(shares.max(axis=1), guesses == right):.3f}  opposite {opposite.mean():.1%}"
        )


def calibration_error(confidence: Any, hit: Any, bins: int = 10) -> float:
    """Expected calibration error over equal bins."""
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(hit[at == b].mean() - confidence[at == b].mean()) * (at == b).mean() for b in set(at)]
    return float(sum(gaps))


def print_entities(articles: list[dict[str, Any]]) -> None:
    """People by fullest name, roles as printed, kabupaten and kota by name and with type."""
    persons = places = typed = (0, 0, 0)
    roles: list[bool] = []
    for article in articles:
        stated = state(article)
        gold = {person["name"].casefold(): person["role"] for person in article["people"]}
        found = {person["name"].casefold(): person["role"] for person in stated["people"]}
        persons = plus(persons, set(gold), set(found))
        roles += [
            (found[name] or "").casefold() == role.casefold()
            for name, role in gold.items()
            if role and name in found
        ]
        towns = {(place["name"], place["type"]) for place in article["places"]}
        seen = {(place["name"], place["type"]) for place in stated["places"] if place["type"] != "city"}
        typed = plus(typed, towns, seen)
        places = plus(places, {name for name, _ in towns}, {name for name, _ in seen})
    print(
        f"people F1 {f1(persons):.3f}  roles right {np.mean(roles):.1%} of {len(roles)} found that print one"
    )
    print(f"kabupaten and kota: F1 {f1(places):.3f}  with type {f1(typed):.3f}")


def print_tagger(path: Path) -> None:
    """PERSON spans, as stated and of the tagger alone: a bracket is no part of a name, and ``A-B`` are two."""
    sentences = people.read_sentences(path)
    alone = people.score(sentences, load_features(), load_tagger())
    counts = (0, 0, 0)
    for sentence in sentences:
        document = read_document(None, [sentence.text])
        tokens = document.body
        mentions = (mention for person, _ in find_people(document) for mention in person.mentions)
        found = {(tokens.starts[mention.start], tokens.ends[mention.end - 1]) for mention in mentions}
        counts = plus(counts, {(a, b) for a, b, kind in sentence.spans if kind == "PER"}, found)
    print(
        f"PERSON on IDNER-News-2K test: F1 {f1(counts):.3f} {counts}, the tagger alone {f1(alone):.3f} {alone}"
    )


def print_institutions(path: Path) -> None:
    """Institutions by exact span; the gold also holds newspapers and firms, and ends a name before its board or place."""
    counts = (0, 0, 0)
    for sentence in people.read_sentences(path):
        document = read_document(None, [sentence.text])
        tokens = document.body
        found = {(tokens.starts[a], tokens.ends[b - 1]) for a, b in find_institutions(document)}
        counts = plus(counts, {(a, b) for a, b, kind in sentence.spans if kind == "ORG"}, found)
    print(f"institutions on IDNER-News-2K test: F1 {f1(counts):.3f}")


def print_cost(articles: list[dict[str, Any]], rounds: int = 10) -> None:
    """CPU milliseconds of all annotators for an article of about 500 words, after a round to warm up."""
    long = [article for article in articles if 400 <= len(article["text"].split()) <= 600]
    for article in long:
        state(article)
    start = time.process_time()
    for _ in range(rounds):
        for article in long:
            state(article)
    each = (time.process_time() - start) * 1000 / rounds / len(long)
    words = np.mean([len(article["text"].split()) for article in long])
    print(f"all annotators: {each:.1f} ms per article of {words:.0f} words ({len(long)} articles)")


def state(article: dict[str, Any]) -> dict[str, Any]:
    """What the annotators state about an article."""
    return {each.annotator: each.value for each in annotate(article["headline"], article["text"].split("\n"))}


def plus(counts: tuple[int, int, int], gold: set[Any], found: set[Any]) -> tuple[int, int, int]:
    """(hits, wrong, missed) with those of one more article."""
    hits, wrong, missed = counts
    return hits + len(gold & found), wrong + len(found - gold), missed + len(gold - found)


def f1(counts: tuple[int, int, int]) -> float:
    """The harmonic mean of precision and recall."""
    hits, wrong, missed = counts
    return 2 * hits / (2 * hits + wrong + missed)


if __name__ == "__main__":
    main()
