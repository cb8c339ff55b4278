"""The role printed beside a name: before it, or after a comma."""

from __future__ import annotations

from newscrawl.annotate.document import Tokens
from newscrawl.annotate.words import (
    HONORIFICS,
    RANKS,
    RELATIONS,
    ROLE_HEADS,
    ROLE_JOINING,
    ROLE_WORDS,
    SPEECH,
)

REACH = 30  # words; the longest role of 30 labelled articles has 15, the longest seen 24


def find_role(tokens: Tokens, start: int, end: int, taken: set[int]) -> str | None:
    """Role of the name at words ``start`` up to, without, ``end``; ``taken`` are the words of names.

    >>> from newscrawl.annotate.document import tokenise
    >>> find_role(tokenise("kata Kepala Dinas Kesehatan Kota Harapan, Sari Utami, kemarin"), 7, 9, {7, 8})
    'Kepala Dinas Kesehatan Kota Harapan'
    >>> find_role(tokenise("Sari Utami, Kapolres Harapan, menyebut hal itu."), 0, 2, {0, 1})
    'Kapolres Harapan'
    """
    return _before(tokens, start, taken) or _after(tokens, end, taken)


def _before(tokens: Tokens, start: int, taken: set[int]) -> str | None:
    words = tokens.words
    stop = start
    while stop > 0 and stop not in tokens.sentences and _is_title(words, stop - 1):
        stop -= 1
    if stop > 0 and words[stop - 1] == "," and stop not in tokens.sentences:
        stop -= 1
    head = None
    index = stop - 1
    while index >= max(0, stop - REACH) and stop not in tokens.sentences:
        if index in taken and _related(words, index, taken):
            index -= 1
            continue
        if index in taken or not _in_role(words, index, index == stop - 1):
            break
        if words[index].lower() in ROLE_HEADS:
            head = index
        if index in tokens.sentences:
            break
        index -= 1
    if head is None or (words[stop] != "," and words[stop - 1].lower() in RELATIONS):
        return None  # "kuasa hukum Sari" says who somebody else is
    return _printed(tokens, head, stop)


def _related(words: tuple[str, ...], index: int, taken: set[int]) -> bool:
    """Whether the name at ``index`` belongs to a role: ``kuasa hukum Sari``."""
    while index in taken and index > 0:
        index -= 1
    return words[index].lower() in RELATIONS


def _is_title(words: tuple[str, ...], index: int) -> bool:
    word = words[index].lower()
    if word == ".":
        return index > 0 and (words[index - 1].lower() in HONORIFICS or words[index - 1].lower() in RANKS)
    return word in RANKS or (word in HONORIFICS and word not in ROLE_HEADS)


def _after(tokens: Tokens, end: int, taken: set[int]) -> str | None:
    words, last = tokens.words, len(tokens.words)
    index = end
    if index + 2 < last and words[index] == "(" and words[index + 2] == ")":  # Sari (36), warga ...
        index += 3
    if index >= last or index in tokens.sentences:
        return None
    if words[index] == "," or words[index].lower() in ("selaku", "sebagai"):
        index += 1
    elif (
        words[index] == "yang" and index + 1 < last and words[index + 1] in ("juga", "merupakan", "menjabat")
    ):
        index += 2
        if index < last and words[index] in ("sebagai", "merupakan"):
            index += 1
    else:
        return None
    return _role_from(tokens, index, taken)


def _role_from(tokens: Tokens, index: int, taken: set[int]) -> str | None:
    words, last = tokens.words, len(tokens.words)
    if index >= last or words[index].lower() not in ROLE_HEADS or words[index].lower() in SPEECH:
        return None
    stop = index
    while (
        stop < min(last, index + REACH)
        and stop not in taken
        and (stop == index or stop not in tokens.sentences)
    ):
        if not _in_role(words, stop, False) or words[stop] == ",":
            break
        stop += 1
    closed = stop < last and (words[stop] in (",", ".", "(") or words[stop].lower() in SPEECH)
    return _printed(tokens, index, stop) if closed or stop == last else None


def _in_role(words: tuple[str, ...], index: int, last: bool) -> bool:
    word = words[index]
    lower = word.lower()
    if lower in SPEECH:
        return False
    if word[0].isupper() or word[0].isdigit() or lower in ROLE_HEADS or lower in ROLE_WORDS:
        return True
    if word == ")":
        return True
    return not last and (lower in ROLE_JOINING or word in "-–/()&" or (word == "," and _lists(words, index)))


def _lists(words: tuple[str, ...], index: int) -> bool:
    # "Kepala Departemen Kajian, Aksi, Strategis, dan Pendidikan": the comma belongs to a list that ends in "dan".
    return "dan" in words[index + 1 : index + 5] and words[index + 1 : index + 2] != ("dan",)


def _printed(tokens: Tokens, start: int, end: int) -> str | None:
    while end > start and (
        tokens.words[end - 1] in ",-–/(&." or tokens.words[end - 1].lower() in ROLE_JOINING
    ):
        end -= 1
    return tokens.slice(start, end) or None
