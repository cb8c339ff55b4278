"""The role printed beside a name: before it, or after a comma."""

from __future__ import annotations

from newscrawl.annotate.document import Tokens
from newscrawl.annotate.words import (
    COMMON,
    ENGLISH_OFFICES,
    EVERYBODY,
    HONORIFICS,
    OFFICE_QUALIFIERS,
    OFFICES,
    RANKS,
    RELATIONS,
    ROLE_HEADS,
    ROLE_JOINING,
    ROLE_WORDS,
    SPEECH,
)

DETERMINERS = ("seorang", "salah", "satu", "sang")
AS = ("selaku", "sebagai")
OF_GENERAL = ("sekretaris", "direktur", "inspektur", "konsul", "gubernur")
"""Words before ``Jenderal`` where that is no rank."""
DISTRICTS = (("Desa",), ("Kelurahan",), ("Kecamatan",), ("Kabupaten",), ("Kota",), ("Provinsi",))
HEADS = ROLE_HEADS | OFFICES | {f"wa{head}" for head in ROLE_HEADS if head.startswith("ka")}  # wakasatgas
ADDRESSES = ("bapak", "ibu")
OF_OFFICES = OFFICE_QUALIFIERS | {"&"}
RELATED_TO = RELATIONS.union(("pendukung", "pimpinan", "relawan", "staf", "utusan"))
LISTING = ("dan", "serta", "bersama", "hingga", "maupun", "dengan", "beserta")
LINKING = ("adalah", "ialah", "yaitu", "yakni", *LISTING)
VERBAL = ("me", "ber", "di", "ter")  # what most verbs begin with
PLAIN = 3  # words of a role behind a comma that no list knows, at most
REACH = 30  # words; the longest role of 30 labelled articles has 15, the longest seen 24


def find_role(tokens: Tokens, start: int, end: int, taken: set[int]) -> str | None:
    """Role of the name at words ``start`` up to, without, ``end``; ``taken`` are the words of names.

    >>> from newscrawl.annotate.document import tokenise
    >>> find_role(tokenise("kata Kepala Dinas Kesehatan Kota Harapan, Sari Utami, kemarin"), 7, 9, {7, 8})
    'Kepala Dinas Kesehatan Kota Harapan'
    >>> find_role(tokenise("Sari Utami, Kapolres Harapan, menyebut hal itu."), 0, 2, {0, 1})
    'Kapolres Harapan'
    """
    return _before(tokens, start, end, taken) or _after(tokens, end, taken)


def _before(tokens: Tokens, start: int, end: int, taken: set[int]) -> str | None:
    words = tokens.words
    stop = start
    while stop > 0 and stop not in tokens.sentences and _is_title(words, stop - 1):
        stop -= 1
    addressed = stop > 2 and words[stop - 1].lower() in HONORIFICS and words[stop - 2] == ","
    if addressed and _in_role(words, stop - 3, True):
        stop -= 2  # Kepala Dinas Kesehatan, dokter Anggit
    elif stop > 0 and words[stop - 1] in (",", "bernama") and stop not in tokens.sentences:
        stop -= 1
    # Pedagang ayam dan sayur, Ita, ...
    plain = PLAIN if words[stop] == "," and words[end : end + 1] in ((",",), ("(",)) else 0
    if stop > 1 and words[stop] != "," and words[stop - 2].lower() in HEADS - RELATIONS:
        plain = int(words[stop - 1].islower() and words[stop - 1] not in LINKING)  # pegiat sejarah Kuncarsono
    head = None
    index = stop - 1
    while index >= max(0, stop - REACH) and stop not in tokens.sentences:
        if index in taken and _related(words, index, taken):
            index -= 1
            continue
        if index in taken:
            break
        if not _in_role(words, index, index == stop - 1):
            if not plain or not _is_noun(words[index]):
                break
            plain -= 1
        if words[index].lower() in HEADS:
            head = index
        if index in tokens.sentences:
            break
        index -= 1
    if head is None and words[stop] == "bernama" and stop not in tokens.sentences:
        return _someone(tokens, stop)
    if head is None or (words[stop] != "," and words[stop - 1].lower() in RELATIONS):
        return None  # "kuasa hukum Sari" says who somebody else is
    if words[stop] == "," and words[head - 2 : head] == (")", ",") and _after(tokens, end, taken):
        return None  # Nuraini (45), guru, Riska (16), pelajar
    if head == stop - 1 and words[head].lower() in ADDRESSES:
        return None
    opened = words[head:stop].index(")") if ")" in words[head:stop] else 0
    if opened and "(" not in words[head : head + opened]:  # (Plt) Kepala Dinas
        head += opened + 1
    if words[head].lower() in ENGLISH_OFFICES:
        while head > 0 and head not in tokens.sentences and words[head - 1].lower() in OF_OFFICES:
            head -= 1
    of_other = words[head].lower() in ADDRESSES or (words[head] in RELATED_TO and words[stop] != ",")
    if of_other and words[head + 1].lower() in HEADS and words[head + 1][0].isupper():
        head += 1  # Bapak Presiden Prabowo; relawan Presiden Prabowo; not ajudan Gubernur Riau, Marjani
    return _printed(tokens, head, stop)


def _someone(tokens: Tokens, end: int) -> str | None:
    """The occupation in ``seorang pemasok bernama Maksi``; None for what everybody is."""
    words, at = tokens.words, end - 1
    while at > end - PLAIN and at not in tokens.sentences and words[at - 1].lower() not in DETERMINERS:
        at -= 1
    said = words[at:end]
    known = at > 0 and words[at - 1].lower() in DETERMINERS and not set(said) & EVERYBODY
    return tokens.slice(at, end) if known and all(map(_is_noun, said)) else None


def _related(words: tuple[str, ...], index: int, taken: set[int]) -> bool:
    """Whether the name at ``index`` belongs to a role: ``kuasa hukum Sari``."""
    while index in taken and index > 0:
        index -= 1
    return words[index].lower() in RELATIONS


def _is_title(words: tuple[str, ...], index: int) -> bool:
    word = words[index].lower()
    if word == ".":
        return index > 0 and (words[index - 1].lower() in HONORIFICS or words[index - 1].lower() in RANKS)
    if word in "()":  # Kolonel (Purn)
        inside = words[index - 1 if word == ")" else index + 1 :][:1]
        return bool(inside) and inside[0].lower() in RANKS
    general = word == "jenderal" and index > 0 and words[index - 1].lower() in OF_GENERAL
    return (word in RANKS and not general) or (word in HONORIFICS and word not in HEADS)


def _after(tokens: Tokens, end: int, taken: set[int]) -> str | None:
    words, last = tokens.words, len(tokens.words)
    index = end
    if index + 2 < last and words[index] == "(" and words[index + 2] == ")":  # Sari (36), warga ...
        index += 3
    if index >= last or index in tokens.sentences:
        return None
    if words[index] == "," or words[index].lower() in AS:
        index += 2 if words[index] == "," and index + 1 < last and words[index + 1] in AS else 1
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
    while index < last and words[index] in DETERMINERS:
        index += 1
    if index >= last or words[index].lower() not in HEADS or words[index].lower() in SPEECH:
        return None
    stop, plain = index, 0
    while stop < min(last, index + REACH) and (stop == index or stop not in tokens.sentences):
        if stop in taken and not _related(words, stop, taken):
            break
        if stop not in taken and not _in_role(words, stop, False, index):
            if plain == PLAIN or not _is_noun(words[stop]):
                break
            plain += 1
        if words[stop] == "," and (
            words[stop + 1 : stop + 2] in DISTRICTS or not _goes_on(words, stop, index)
        ):
            break
        stop += 1
    ends = (",",) if plain else (",", ".", "(")
    closed = stop < last and (words[stop] in ends or (words[stop].lower() in SPEECH and not plain))
    # Menteri Ekonomi Kreatif dikutip Antara; not Kapolres dan Dandim
    goes_on = stop < last and words[stop].islower() and words[stop] not in LISTING
    closed |= stop < last and words[stop] in (".", "(") and words[stop - 1][0].isupper()
    closed |= goes_on and stop - index > 1 and words[stop - 1][0].isupper() and not plain
    return _printed(tokens, index, stop) if closed or (stop == last and not plain) else None


def _is_noun(word: str) -> bool:
    """Whether a word that no list knows may belong to an occupation: ``peternak ayam petelur``, not ``menangis``."""
    return word.isalpha() and not word.startswith(VERBAL) and word not in COMMON and word not in SPEECH


def _in_role(words: tuple[str, ...], index: int, last: bool, start: int = 0) -> bool:
    """Whether a word may belong to a role, which begins at ``start`` at the earliest."""
    word = words[index]
    lower = word.lower()
    if lower in SPEECH:
        return False
    if word[0].isupper() or word[0].isdigit() or lower in HEADS or lower in ROLE_WORDS:
        return True
    if word == ")":
        return True
    ordinal = lower == "ke" and words[index + 1 : index + 2] == ("-",)  # Presiden ke-7 RI
    joins = (
        ordinal
        or lower in ROLE_JOINING
        or word in "-–/()&+'’"
        or (word == "," and _goes_on(words, index, start))
    )
    return not last and joins


def _goes_on(words: tuple[str, ...], index: int, start: int) -> bool:
    """Whether a role goes on behind a comma: ``Kajian, Aksi, dan Pendidikan``; ``SPPG Labuan, Kecamatan Tambora``."""
    following = words[index + 1 : index + 5]
    if following[:1] == ("dan",):
        return "," in words[max(start, index - 3) : index]
    return "dan" in following or following[:1] in DISTRICTS


def _printed(tokens: Tokens, start: int, end: int) -> str | None:
    while end > start and (
        tokens.words[end - 1] in ",-–/(&." or tokens.words[end - 1].lower() in ROLE_JOINING
    ):
        end -= 1
    return tokens.slice(start, end) or None
