"""Quality floors on data that the weights did not see. Each stands a little under the figure of its day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.annotate import annotate
from newscrawl.annotate.features import load_features

SHARED = Path(__file__).parents[3] / "../shared/nlp"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled data is not beside the project")


def f1(right: int, wrong: int, missed: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * right / (2 * right + wrong + missed)


def test_people_of_unseen_sentences() -> None:
    training = pytest.importorskip("newscrawl.annotate.training.people")
    from newscrawl.annotate.entities import load_tagger

    sentences = training.read_sentences(SHARED / "idner-news-2k" / "test.txt")
    assert f1(*training.score(sentences, load_features(), load_tagger())) > 0.91


def test_people_and_places_of_regional_articles() -> None:
    lines = (SHARED / "regional_entities" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    counts: dict[str, list[int]] = {"people": [0, 0, 0], "places": [0, 0, 0]}
    for article in map(json.loads, lines):
        stated = {e.annotator: e.value for e in annotate(article["headline"], [article["text"]])}
        towns = {(p["name"], p["type"]) for p in stated["places"] if p["type"] != "city"}
        _count(counts["places"], {(p["name"], p["type"]) for p in article["places"]}, towns)
        named = {p["name"].casefold() for p in stated["people"]}
        _count(counts["people"], {p["name"].casefold() for p in article["people"]}, named)
    assert f1(*counts["people"]) > 0.93
    assert f1(*counts["places"]) > 0.95


def _count(counts: list[int], gold: set[Any], found: set[Any]) -> None:
    for at, part in enumerate((gold & found, found - gold, gold - found)):
        counts[at] += len(part)


def test_sentiment_across_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    import numpy as np
    from threadpoolctl import threadpool_limits

    from newscrawl.annotate.training import sentiment

    monkeypatch.setattr(sentiment, "STEPS", 30)  # a third of the time; over four shuffles as good as 150
    samples = sentiment.read_articles(SHARED.parent)  # without the written openings: half of the time
    labels = np.array([sample.label for sample in samples])
    tested = np.array([sample.test for sample in samples])
    with threadpool_limits(1):  # threads that wait for a busy core double the time
        features, prior = sentiment.feature_matrix(samples), sentiment.read_prior(SHARED.parent)
        scores = sentiment.cross_scores(samples, features, prior, folds=3)[tested]
    guesses = scores.argmax(axis=1)
    assert (guesses == labels[tested]).mean() > 0.79
    assert (np.abs(guesses - labels[tested]) == 2).mean() < 0.04
