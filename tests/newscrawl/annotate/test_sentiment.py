"""The tone of plain cases, its parts and its reasons."""

from __future__ import annotations

import pytest

from newscrawl.annotate.document import read_document
from newscrawl.annotate.sentiment import (
    BLOCKS,
    BUCKETS,
    ZERO,
    Model,
    Sentiment,
    amounts,
    gram_buckets,
    split_words,
)

CASES = {
    "prize": (
        "Pemkab Raih Penghargaan Pelayanan Publik Terbaik",
        "Pemerintah kabupaten meraih penghargaan sebagai daerah dengan pelayanan terbaik. Bupati bangga dan berterima kasih kepada warga.",
        "positif",
    ),
    "accident": (
        "Dua Pengendara Motor Tewas Tertabrak Truk",
        "Dua orang tewas dalam kecelakaan di jalan raya. Polisi memeriksa sopir truk yang diduga lalai.",
        "negatif",
    ),
    "schedule": (
        "Jadwal dan Syarat Pendaftaran Sekolah Tahun Ini",
        "Berikut jadwal pendaftaran dan syarat yang perlu disiapkan. Pendaftaran dibuka pada bulan Juni, simak penjelasannya.",
        "netral",
    ),
}


@pytest.mark.parametrize(("headline", "text", "label"), CASES.values(), ids=CASES)
def test_plain_cases(headline: str, text: str, label: str) -> None:
    value = Sentiment().annotate(read_document(headline, [text]))
    assert value is not None and value["label"] == label
    assert value["scores"][label] == value["confidence"] and abs(sum(value["scores"].values()) - 1) < 0.01


def test_length_gives_no_confidence() -> None:
    text = "Warga gembira karena jembatan baru diresmikan bupati. "
    short, long = (
        Sentiment().annotate(read_document("Jembatan Baru Diresmikan", [text * n])) for n in (1, 60)
    )
    assert short is not None and long is not None
    assert abs(short["confidence"] - long["confidence"]) < 0.1


def test_parts_and_words_are_told() -> None:
    value = Sentiment().annotate(
        read_document("Korban Banjir Terima Bantuan", ["Bantuan beras tiba di lokasi banjir."])
    )
    assert value is not None and {"label", "score"} == set(value["headline"]) == set(value["body"])
    assert {"bantuan", "banjir"} <= {each["word"] for each in value["words"]}


def test_a_part_that_is_missing_has_no_tone() -> None:
    value = Sentiment().annotate(read_document(None, ["Warga gembira menyambut panen raya."]))
    assert value is not None and value["headline"] is None


def test_a_short_text_with_few_common_words_is_indonesian() -> None:
    text = (
        "Kemarau panjang membuat warga desa kesulitan air bersih. Umbu berjalan tujuh kilometer setiap pagi. "
        "“Sumur kami kering sejak Agustus,” ujarnya, Senin. Kepala badan menyebut baru dua mobil tangki yang "
        "tersedia. Warga berharap pemerintah daerah segera membangun embung."
    )
    value = Sentiment().annotate(read_document("Warga Jalan Kaki Tujuh Kilometer demi Air Bersih", [text]))
    assert value is not None and "Indonesian" not in value.get("reason", "")


def test_the_annotator_sums_what_training_weighs() -> None:
    weights = [bytes(at * at % prime % 256 for at in range(BUCKETS)) for prime in (251, 509, 1021)]
    steps = [(0.5 + n, 1.0, 2.0) for n in range(len(BLOCKS))]
    model = Model("0", weights, steps, (0.0, 0.0, 0.0))
    words = split_words("Warga tidak panen; warga panen raya di Ob, " + "a" * 40)
    for block, step in zip(BLOCKS, steps, strict=True):
        features = [
            (bucket, value)
            for gram, value in amounts(block, words).items() for bucket in gram_buckets(block, gram)
        ]  # fmt: skip
        if block.unit != "meaning":
            assert sum(value**2 for _, value in features) == pytest.approx(1)
        reading = model.read(block, words)
        for one, own, pulls in zip(step, weights, reading.pulls, strict=True):
            assert sum(pulls) == pytest.approx(one * sum(value * (own[at] - ZERO) for at, value in features))
