"""An article as every annotator reads it: cut to a bound, split once into words and sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.annotate.words import ABBREVIATIONS

HEADLINE_LIMIT = 400
BODY_LIMIT = 40_000
"""Characters read: ten times the longest labelled article. What follows adds little and could be endless."""

WORD_LIMIT = 60  # characters; longer runs without a space are cut, so that hostile text stays cheap

WORD = re.compile(
    r"\d+(?:[.,:/]\d+)*(?![^\W\d_])"  # 1.250  20/10/2025
    r"|[^\W_]+(?:[.’'`][^\W_]+|-(?=[^\W\d_])(?![A-Z])[^\W_]+)*"  # S.Sos  Qur'an  anak-anak, not Bandung-Jakarta
    r"|[^\w\s]|_"
)

CLOSING_QUOTES = "\"”’'»)"


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Words of a text with their spans; ``sentences`` holds the index of each sentence's first word."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: frozenset[int]

    def glued(self, index: int) -> bool:
        """Whether no space stands before the word."""
        return index > 0 and self.starts[index] == self.ends[index - 1]

    def slice(self, start: int, end: int) -> str:
        """The text from word ``start`` up to, without, word ``end``, as printed."""
        return " ".join(self.text[self.starts[start] : self.ends[end - 1]].split()) if end > start else ""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Headline, body and dateline of one article."""

    headline: Tokens
    body: Tokens
    dateline: str | None = None


def read_document(headline: str | None, paragraphs: Sequence[str], dateline: str | None = None) -> Document:
    """Cut, clean and split an article.

    >>> read_document("Warga Panen", ["Bupati hadir. Drs. Ujang memuji."]).body.sentences == {0, 3}
    True
    """
    return Document(
        tokenise(_clean((headline or "")[:HEADLINE_LIMIT])),
        tokenise(_clean(_joined(paragraphs))),
        _clean(dateline[:HEADLINE_LIMIT]).strip() or None if dateline else None,
    )


def tokenise(text: str) -> Tokens:
    """Words and sentence starts of a text; a line break ends a sentence.

    >>> tokenise("Bandung-Jakarta, kata Me-Kyung (23)").words
    ('Bandung', '-', 'Jakarta', ',', 'kata', 'Me', '-', 'Kyung', '(', '23', ')')
    """
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in WORD.finditer(text):
        start, end = match.span()
        words.append(match.group() if end - start <= WORD_LIMIT else text[start : start + WORD_LIMIT])
        starts.append(start)
        ends.append(end)
    return Tokens(
        text, tuple(words), tuple(starts), tuple(ends), frozenset(_sentence_starts(text, words, starts, ends))
    )


def _joined(paragraphs: Sequence[str]) -> str:
    kept, size = [], 0
    for paragraph in paragraphs:
        if size >= BODY_LIMIT:
            break
        kept.append(paragraph[: BODY_LIMIT - size])
        size += len(paragraph)
    return "\n".join(kept)


def _clean(text: str) -> str:
    # NUL and lone surrogates arrive from real pages; C libraries refuse both.
    text = text.replace("\x00", " ").replace("\u00ad", "").replace("\u200b", "")
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _sentence_starts(text: str, words: list[str], starts: list[int], ends: list[int]) -> list[int]:
    found = [0] if words else []
    last = len(words) - 1
    for index in range(last):
        word = words[index]
        if word in ".?!" and _ends_sentence(words, index) and not _ends_degree(words, index):
            following = index + 1
            while (
                following < last
                and words[following] in CLOSING_QUOTES
                and starts[following] == ends[following - 1]
            ):
                following += 1
            if starts[following] > ends[following - 1]:
                found.append(following)
        elif "\n" in text[ends[index] : starts[index + 1]]:
            found.append(index + 1)
    return found


def _ends_degree(words: list[str], index: int) -> bool:
    """``M.H. sebagai``: a word with a full stop inside before one in lower case."""
    return "." in words[index - 1][1:] and words[index + 1][0].islower()


def _ends_sentence(words: list[str], index: int) -> bool:
    if words[index] != "." or index == 0:
        return True
    before = words[index - 1]
    return before not in ABBREVIATIONS and not (len(before) == 1 and before.isupper())
