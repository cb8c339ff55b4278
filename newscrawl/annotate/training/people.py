"""Trains the tagger of people, institutions and places on labelled sentences and regional articles."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pycrfsuite
from sklearn.cluster import KMeans

from newscrawl.annotate.document import Tokens, tokenise
from newscrawl.annotate.entities import WEIGHTS, decode, runs, spans_of
from newscrawl.annotate.features import COMMON_WORDS, WORD_CLASSES, Features, read_lines
from newscrawl.annotate.training.meaning import learn_vectors, read_texts

KINDS = {
    "PERSON": "PER", "PER": "PER", "ORGANIZATION": "ORG", "ORGANISATION": "ORG", "ORG": "ORG",
    "LOCATION": "LOC", "PLACE": "LOC", "LOC": "LOC",
}  # fmt: skip
GRADES = (2, 6, 40)  # times that a word occurs in lower case: rare, known, common
SETTINGS = {"c1": 0.1, "c2": 1.0, "max_iterations": 150, "feature.possible_transitions": True}
"""Of seven pairs of c1 and c2 the best on IDNER-News-2K dev and on one half of the articles, trained on the other."""


SEED = 20261128
CLASSES = 60  # of words; in the four folds 60, 300, 60 and 300, 100 and 500 differ by less than the folds do
OWN_WEIGHT = 8  # times that IDNER counts; of 1, 2, 4 and 8 the best in four folds of its train and dev


class Labelled(NamedTuple):
    """A text and its names as spans of characters with their kind."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def train(shared: Path, out: Path) -> None:
    """Write ``entities.crfsuite``, ``common-words.txt`` and ``word-classes.txt`` to ``out``.

    The same data and library versions give the same bytes.

    No sentence of the test part of IDNER-News-2K is used. Of the regional articles only people are labelled:
    institutions and places in them are those that a first tagger finds.
    """
    sentences = read_training(shared / "nlp")
    articles = read_articles(shared / "nlp" / "regional_unlabelled" / "articles.jsonl")
    common = common_words(shared / "nlp" / "regional_unlabelled" / "articles.jsonl", sentences)
    classes = word_classes(shared)
    (out / COMMON_WORDS).write_text(common, encoding="utf-8")
    (out / WORD_CLASSES).write_text(classes, encoding="utf-8")
    features, path = Features(read_lines(common), read_lines(classes)), out / WEIGHTS
    rows = [row for sentence in sentences for row in label_runs(sentence, features)]
    fit(rows, path)
    fit([*rows, *complete(articles, features, path)], path)


def fit(rows: Iterable[tuple[list[list[str]], list[str]]], path: Path) -> None:
    """Train on (features, labels) of runs and write the weights."""
    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    trainer.set_params(SETTINGS)
    for features, labels in rows:
        trainer.append(features, labels)
    trainer.train(str(path))


def read_training(folder: Path) -> list[Labelled]:
    """All labelled sentences but those of the test part; IDNER's own count more, as the closest to our task."""
    idner = folder / "idner-news-2k"
    own = [*read_sentences(idner / "train.txt"), *read_sentences(idner / "dev.txt")]
    tested = {_key(sentence) for sentence in read_sentences(idner / "test.txt")}
    known = tested | {_key(sentence) for sentence in own}
    others = [
        *(folder / "nerui_nerugm" / "nerui" / f"{part}.01.tsv" for part in ("train", "dev", "test")),
        *(folder / "nerui_nerugm" / "nerugm" / f"{part}.01.tsv" for part in ("train", "dev", "test")),
        *(folder / "nergrit" / f"{part}_preprocess.txt" for part in ("train", "valid")),
    ]
    more = [sentence for path in others for sentence in read_sentences(path)]
    own = [sentence for sentence in own if _key(sentence) not in tested]
    return [*own * OWN_WEIGHT, *(sentence for sentence in more if _key(sentence) not in known)]


def _key(sentence: Labelled) -> str:
    return re.sub(r"\W+", "", sentence.text).lower()


def read_sentences(path: Path) -> list[Labelled]:
    """Sentences of a file with a word, then perhaps more columns, then an IOB label on each line."""
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    rows = [[line.split() for line in block.splitlines()] for block in blocks]
    return [lay_out([(row[0], row[-1]) for row in block if len(row) > 1]) for block in rows]


def lay_out(words: Sequence[tuple[str, str]]) -> Labelled:
    """Words and labels as running text with spans; ``(Jokowi)`` is the name without its brackets, ``A-B`` two names.

    >>> lay_out([("kata", "O"), ("(Sari)", "B-PER"), (".", "O")])
    Labelled(text='kata (Sari).', spans=((6, 10, 'PER'),))
    """
    text, opened, joined = "", True, False
    spans: list[tuple[int, int, str]] = []
    for word, label in words:
        text += word if opened or re.fullmatch(r"[.,;:!?)%”’]+", word) else f" {word}"
        opened = word in "(“"
        kind = KINDS.get(label[2:])
        if kind and label[0] == "I" and spans and spans[-1][2] == kind and joined:
            spans[-1] = (spans[-1][0], len(text), kind)
        elif kind:
            spans.append((len(text) - len(word), len(text), kind))
        joined = bool(kind)
    return Labelled(text, tuple(part for span in spans for part in _bare(text, *span)))


def _bare(text: str, start: int, end: int, kind: str) -> Iterator[tuple[int, int, str]]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "."):
        end -= 1
    pair = re.fullmatch(r"([A-Z]\w+)\s?[-–]\s?([A-Z]\w+)", text[start:end]) if kind == "PER" else None
    if pair and pair[1] not in ("Al", "El"):
        yield start, start + len(pair[1]), kind
        yield end - len(pair[2]), end, kind
    elif start < end:
        yield start, end, kind


def read_articles(path: Path) -> list[Labelled]:
    """The regional articles whose people were read for this project."""
    texts = {row["id"]: row["text"] for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    lines = files(__package__).joinpath("spans-people.tsv").read_text(encoding="utf-8").splitlines()
    marked = [line.split("\t") for line in lines if not line.startswith(("#", "id\t"))]
    return [Labelled(texts[i], tuple(_span(part) for part in spans.split())) for i, spans in marked]


def _span(text: str) -> tuple[int, int, str]:
    start, end = text.split(":")
    return int(start), int(end), "PER"


def labels_of(tokens: Tokens, spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """An IOB label for each word."""
    labels = ["O"] * len(tokens.words)
    for start, end, kind in spans:
        inside = [i for i in range(len(labels)) if start <= tokens.starts[i] and tokens.ends[i] <= end]
        for index in inside:
            labels[index] = ("B-" if index == inside[0] else "I-") + kind
    return labels


def label_runs(sentence: Labelled, features: Features) -> Iterator[tuple[list[list[str]], list[str]]]:
    """(features, labels) of each run of capitalised words."""
    tokens = tokenise(sentence.text)
    labels = labels_of(tokens, sentence.spans)
    for start, end in runs(tokens):
        yield features.of_run(tokens, start, end), labels[start:end]


def complete(
    articles: Iterable[Labelled], features: Features, weights: Path
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Runs of articles whose people are labelled; the tagger's institutions and places fill what they leave."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(weights))
    for article in articles:
        tokens = tokenise(article.text)
        labels = labels_of(tokens, article.spans)
        for start, end in runs(tokens):
            rows = features.of_run(tokens, start, end)
            if end < len(tokens.words) - 1:  # a text is cut in mid-sentence
                yield rows, filled(labels[start:end], tagger.tag(rows))


def filled(people: Sequence[str], guesses: list[str]) -> list[str]:
    """
    >>> filled(["O", "B-PER", "O"], ["B-ORG", "I-ORG", "I-ORG"])
    ['B-ORG', 'B-PER', 'B-ORG']
    """
    labels = list(people)
    for span in decode(guesses):
        for index in range(span.start, span.end):
            if span.kind != "PER" and labels[index] == "O":
                goes_on = index > span.start and labels[index - 1].endswith(span.kind)
                labels[index] = ("I-" if goes_on else "B-") + span.kind
    return labels


def common_words(articles: Path, sentences: Iterable[Labelled]) -> str:
    """Words that occur in lower case, a line for each grade."""
    texts = [json.loads(line)["text"] for line in articles.read_text(encoding="utf-8").splitlines()]
    counts: Counter[str] = Counter()
    for text in [*texts, *sorted({sentence.text for sentence in sentences})]:
        counts.update(word for word in tokenise(text).words if word.isalpha() and word.islower())
    bounds = zip(GRADES, (*GRADES[1:], max(counts.values()) + 1), strict=True)
    lines = (sorted(w for w, n in counts.items() if least <= n < most) for least, most in bounds)
    return "".join(" ".join(line) + "\n" for line in lines)


def word_classes(shared: Path) -> str:
    """Words that stand in like company in unlabelled texts, a line for each class."""
    places, vectors = learn_vectors(list(read_texts(shared)), SEED)
    of_word = KMeans(CLASSES, random_state=SEED, n_init=1).fit(vectors).labels_
    lines = (
        sorted(word for word, at in places.items() if of_word[at] == number) for number in range(CLASSES)
    )
    return "".join(" ".join(line) + "\n" for line in lines)


def score(
    sentences: Iterable[Labelled], features: Features, tagger: Any, kind: str = "PER"
) -> tuple[int, int, int]:
    """(right, wrong, missed) spans of a kind."""
    right = wrong = missed = 0
    for sentence in sentences:
        tokens = tokenise(sentence.text)
        gold = {(start, end) for start, end, k in sentence.spans if k == kind}
        found = {
            (tokens.starts[span.start], tokens.ends[span.end - 1])
            for start, end in runs(tokens)
            for span in spans_of(tokens, tagger.tag(features.of_run(tokens, start, end)), start)
            if span.kind == kind
        }
        right, wrong, missed = (
            right + len(gold & found),
            wrong + len(found - gold),
            missed + len(gold - found),
        )
    return right, wrong, missed
