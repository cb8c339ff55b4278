"""A tiny classifier, made here, takes the place of the shipped tone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newscrawl.annotate import make_annotators
from newscrawl.annotate.document import read_document
from newscrawl.annotate.errors import AnnotatorError
from newscrawl.annotate.people import People

DOTTED = "newscrawl.annotate.transformer.Transformer"
VOCABULARY = {"[UNK]": 0, "[PAD]": 1, "panen": 2, "banjir": 3, "warga": 4}
SCORES = [[0.0, 0.5, 0.0], [0.0, 0.0, 0.0], [9.0, 0.0, 0.0], [0.0, 0.0, 9.0], [0.0, 0.5, 0.0]]
"""Per word of the vocabulary, for positive, neutral and negative; a text's scores are the largest of its words."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    onnx = pytest.importorskip("onnx", reason="onnx builds the tiny model: pip install 'newscrawl[dev]'")
    tokenizers = pytest.importorskip(
        "tokenizers", reason="needs the extra: pip install 'newscrawl[transformer]'"
    )
    pytest.importorskip("onnxruntime", reason="needs the extra: pip install 'newscrawl[transformer]'")
    onnx.save(make_model(onnx.helper, onnx.TensorProto), tmp_path / "model.onnx")
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel(VOCABULARY, "[UNK]"))
    words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    words.normalizer = tokenizers.normalizers.Lowercase()
    words.save(str(tmp_path / "tokenizer.json"))
    labels = {"0": "positive", "1": "neutral", "2": "negative"}
    config = {"id2label": labels, "pad_token_id": 1, "max_position_embeddings": 16, "temperature": 3}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return tmp_path


def make_model(helper: Any, types: Any) -> Any:
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("ReduceMax", ["rows", "axis"], ["logits"], keepdims=0),
    ]
    size = [len(SCORES), 3]
    table = helper.make_tensor("table", types.FLOAT, size, [score for row in SCORES for score in row])
    axis = helper.make_tensor("axis", types.INT64, [1], [1])
    ids = helper.make_tensor_value_info("input_ids", types.INT64, ["batch", "length"])
    logits = helper.make_tensor_value_info("logits", types.FLOAT, ["batch", 3])
    graph = helper.make_graph(nodes, "tiny", [ids], [logits], [table, axis])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


@pytest.mark.parametrize(
    ("headline", "body", "label"),
    [
        ("Panen Raya", "warga panen padi", "positif"),
        (None, "warga kena banjir", "negatif"),
        ("Warga Desa", "warga dan warga", "netral"),
        ("Panen Raya", "warga yang " * 40 + "banjir", "positif"),  # the opening counts more
    ],
)
def test_takes_the_place_of_the_shipped_tone(
    folder: Path, headline: str | None, body: str, label: str
) -> None:
    (annotator,) = make_annotators({DOTTED: {"folder": str(folder)}})
    value = annotator.annotate(read_document(headline, [body]))
    assert annotator.name == "sentiment"
    assert value["label"] == label
    assert value["model"] == annotator.version
    assert sum(value["scores"].values()) == pytest.approx(1, abs=0.01)


def test_temperature_and_another_export_show(folder: Path) -> None:
    document, told = read_document(None, ["warga desa panen"]), []
    for heat in (3, 9):
        config = json.loads((folder / "config.json").read_text()) | {"temperature": heat}
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        (annotator,) = make_annotators({DOTTED: {"folder": str(folder)}})
        told.append((annotator.version, annotator.annotate(document)["confidence"]))
    assert told[0][0] != told[1][0]
    assert told[0][1] > told[1][1]


def test_too_little_text_has_no_tone(folder: Path) -> None:
    (annotator,) = make_annotators({DOTTED: {"folder": str(folder)}})
    assert annotator.annotate(read_document(None, [""])) is None


def labels_that_say_nothing(folder: Path) -> None:
    (folder / "config.json").write_text('{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}', encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "tokenizer.json").unlink(), ["no tokenizer.json", "model-transformer.md"]),
        (lambda folder: (folder / "tokenizer.json").write_text("{}"), ["not a model that can be read"]),
        (lambda folder: (folder / "model.onnx").write_bytes(b"x"), ["not a model that can be read"]),
        (labels_that_say_nothing, ["LABEL_0", "positif, netral and negatif"]),
    ],
)
def test_what_is_wrong_is_one_sentence(
    folder: Path, spoil: Callable[[Path], object], words: list[str]
) -> None:
    spoil(folder)
    with pytest.raises(AnnotatorError) as raised:
        make_annotators({DOTTED: {"folder": str(folder)}})[0].annotate(
            read_document(None, ["warga panen padi"])
        )
    assert str(folder) in str(raised.value)
    assert all(word in str(raised.value) for word in words)


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ({"newscrawl.annotate.people.Persons": {}}, "Persons"),
        ({"nowhere.Tone": {}}, "nowhere"),
        ({"Tone": {}}, "Tone"),
        ({"newscrawl.annotate.people.People": {"size": 3}}, "takes no arguments"),
        ({"pathlib.Path": {}}, "no annotate"),
        (
            {"newscrawl.annotate.people.People": {}, "newscrawl.annotate.people.Rival": {}},
            "two annotators of 'people'",
        ),
    ],
)
def test_a_list_that_cannot_be_used(
    listed: dict[str, dict[str, Any]], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawl.annotate.people.Rival", People, raising=False)
    with pytest.raises(AnnotatorError, match=words):
        make_annotators(listed)
