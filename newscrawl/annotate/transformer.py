"""Tone by a transformer that the user exported: a classifier in a local folder, run by onnxruntime and tokenizers.

The folder holds ``model.onnx``, ``tokenizer.json`` and ``config.json``, whose ``id2label`` names the classes in
order and whose ``temperature`` (default 1) divides the scores. It takes the place of the shipped tone.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from newscrawl.annotate.document import Document
from newscrawl.annotate.errors import AnnotatorError
from newscrawl.annotate.sentiment import FEWEST_WORDS, LABELS, decide, read_parts

FILES = ("model.onnx", "tokenizer.json", "config.json")
NAMES = {
    "positif": "positif", "positive": "positif", "pos": "positif",
    "netral": "netral", "neutral": "netral", "neu": "netral",
    "negatif": "negatif", "negative": "negatif", "neg": "negatif",
}  # fmt: skip
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
LONGEST = 512  # words of the vocabulary in a window, where config.json tells no less
WINDOWS = 4  # read of a long text
COPIES = 3  # of the model: as it is read, as it is kept, and packed for the processor
WORKING = 300_000_000  # bytes for the libraries and for what a text takes
OVERLAP = 8  # one part in eight of a window is read again in the next


class Loaded(NamedTuple):
    """What a folder holds, ready to run."""

    session: Any
    inputs: tuple[str, ...]
    tokenizer: Any
    labels: tuple[str, ...]
    temperature: float


class Transformer:
    """Annotator of tone from the model in ``folder``, which is read on first use."""

    name = "sentiment"

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        if missing := [name for name in FILES if not (self.folder / name).is_file()]:
            raise AnnotatorError(
                f"{folder}: no {' and no '.join(missing)} in it; export a model there as docs/model-transformer.md says"
            )

    @property
    def memory(self) -> int:
        """Bytes that it may need."""
        return WORKING + COPIES * sum(file.stat().st_size for file in self.folder.glob("model.onnx*"))

    @cached_property
    def version(self) -> str:
        """Name of the folder and digest of its files: another export is another version."""
        digest = hashlib.sha256()
        for name in FILES:
            with (self.folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return f"{self.folder.resolve().name} {digest.hexdigest()[:12]}"

    @cached_property
    def loaded(self) -> Loaded:
        """Raises AnnotatorError where the extra is not installed or the files are not such a model."""
        return load(self.folder)

    def annotate(self, document: Document) -> dict[str, Any] | None:
        """Label, confidence and scores of headline and body together; None for too little text."""
        parts = read_parts(document)
        if sum(map(len, parts.values())) < FEWEST_WORDS:
            return None
        text = "\n".join(part for part in (document.headline.text, document.body.text) if part)
        scores = read_scores(self.loaded, text)
        label, confidence, reason = decide(scores, parts)
        return {
            "label": label,
            "confidence": round(confidence, 3),
            "scores": {name: round(scores[name], 3) for name in reversed(LABELS)},
            "model": self.version,
            **({"reason": reason} if reason else {}),
        }


def load(folder: Path) -> Loaded:
    """The model, the tokenizer and the names of the classes in a folder."""
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise AnnotatorError(
            f"a transformer needs {error.name}; run: pip install 'newscrawl[transformer]'"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # crawls share the machine
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # both libraries raise bare Exception for a file that they cannot read
        raise AnnotatorError(f"{folder}: not a model that can be read: {error}") from error
    longest = min(LONGEST, int(config.get("max_position_embeddings", LONGEST)))
    tokenizer.enable_truncation(longest, stride=longest // OVERLAP)
    tokenizer.enable_padding(pad_id=config.get("pad_token_id") or 0)
    inputs = tuple(each.name for each in session.get_inputs())
    if unknown := set(inputs).difference(INPUTS):
        raise AnnotatorError(
            f"{folder}/model.onnx wants {sorted(unknown)}; export it with the inputs {INPUTS}"
        )
    return Loaded(
        session, inputs, tokenizer, read_labels(folder, config), float(config.get("temperature", 1))
    )


def read_labels(folder: Path, config: Mapping[str, Any]) -> tuple[str, ...]:
    """positif, netral and negatif in the order of the classes.

    >>> read_labels(Path("m"), {"id2label": {"0": "positive", "1": "neutral", "2": "negative"}})
    ('positif', 'netral', 'negatif')
    """
    printed = [
        label for _, label in sorted(config.get("id2label", {}).items(), key=lambda pair: int(pair[0]))
    ]
    labels = tuple(NAMES.get(str(label).lower(), "") for label in printed)
    if sorted(labels) != sorted(LABELS):
        raise AnnotatorError(
            f"{folder}/config.json: id2label is {printed}; name the three classes positif, netral and negatif"
        )
    return labels


def read_scores(model: Loaded, text: str) -> dict[str, float]:
    """Share of each label: scores of the windows, an earlier one counting more, as an editor reads."""
    import numpy as np

    whole = model.tokenizer.encode(text)
    windows = [whole, *whole.overflowing][:WINDOWS]
    rows = zip(*((window.ids, window.attention_mask, window.type_ids) for window in windows), strict=True)
    columns = dict(zip(INPUTS, rows, strict=True))
    given = {name: np.array(columns[name], np.int64) for name in model.inputs}
    scores = model.session.run(None, given)[0] / model.temperature
    weights = [1 / (rank + 1) for rank in range(len(windows))]
    return dict(zip(model.labels, shares(np.average(scores, axis=0, weights=weights)), strict=True))


def shares(scores: Sequence[float]) -> list[float]:
    """Softmax.

    >>> shares([1.0, 1.0])
    [0.5, 0.5]
    """
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]
