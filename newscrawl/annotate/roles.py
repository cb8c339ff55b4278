"""The role printed beside a name: before it, or after a comma."""

from __future__ import annotations

from newscrawl.annotate.document import Tokens
from newscrawl.annotate.words import (
    COMMON,
    DEGREES,
    ENGLISH_OFFICES,
    EVERYBODY,
    HONORIFICS,
    NUMBERS,
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
COPULAS = ("adalah", "ialah")
LINKING = (*COPULAS, "yaitu", "yakni", *LISTING)
VERBAL = ("me", "ber", "di", "ter")  # what most verbs begin with
PLAIN = 3  # words of a role behind a comma that no list knows, at most
LINKS = (*COPULAS, "antaranya", "masing-masing", "yaitu", "yakni", ":")
HELD = ("dijabat", "diemban", "diduduki", "diisi", "ditempati")
BETWEEN = frozenset(
    (
        *HELD,
        "di",
        "itu",
        "kini",
        "masih",
        "oleh",
        "saat",
        "sebelumnya",
        "sementara",
        "semula",
        "tersebut",
        "yang",
        ",",
    )
)
"""Words between a role and who has it, beside those that link them."""

ADVERBS = ("kini", "lalu", "pernah", "resmi", "saat", "sebelumnya", "sekarang", "telah", "yang")
APPOINTED = frozenset(
    (
        "bekerja",
        "diangkat",
        "dilantik",
        "ditetapkan",
        "ditunjuk",
        "dikukuhkan",
        "menjabat",
        "merupakan",
        "terpilih",
    )
)
"""Verbs behind a name before ``sebagai`` or ``menjadi`` and a role."""

OPENING = frozenset(("adapun", "sedangkan", "sementara", *DETERMINERS))
"""Words that the subject of a copula may follow."""

JOINING = (",", "alias", "dan", "serta")

ACTING = ("Pj", "Pjs", "Plh", "Plt")
CORPS = ("E", "K", "KH", "P", "S", "T")
SPOUSES = ("isterinya", "istrinya", "suaminya")
LIST = 60  # words of a list of people, at most
REACH = 30  # words; the longest role of 30 labelled articles has 15, the longest seen 24


def find_role(tokens: Tokens, start: int, end: int, taken: set[int]) -> str | None:
    """Role of the name at words ``start`` up to, without, ``end``; ``taken`` are the words of names.

    >>> from newscrawl.annotate.document import tokenise
    >>> find_role(tokenise("kata Kepala Dinas Kesehatan Kota Harapan, Sari Utami, kemarin"), 7, 9, {7, 8})
    'Kepala Dinas Kesehatan Kota Harapan'
    >>> find_role(tokenise("Sari Utami, Kapolres Harapan, menyebut hal itu."), 0, 2, {0, 1})
    'Kapolres Harapan'
    """
    before = _before(tokens, start, end, taken)
    own = before and not _of_other(tokens, before[0], taken) and _printed(tokens, *before)
    return own or _after(tokens, end, taken) or _of_list(tokens, start, taken)


def _of_other(tokens: Tokens, head: int, taken: set[int]) -> bool:
    """Whether the role before a name is of the name before it: ``Sari sebagai Kepala Bappeda, Budi sebagai ...``."""
    if head < 2 or tokens.words[head - 1] not in AS:
        return False
    return _skip_degrees_back(tokens, head - 2) in taken


def _before(tokens: Tokens, start: int, end: int, taken: set[int]) -> tuple[int, int] | None:
    """First word, and word after the last, of a role before a name."""
    words = tokens.words
    stop = start
    while stop > 0 and stop not in tokens.sentences and _is_title(words, stop - 1):
        stop -= 1
    addressed = stop > 2 and words[stop - 1].lower() in HONORIFICS and words[stop - 2] == ","
    if addressed and _in_role(words, stop - 3, True):
        stop -= 2  # Kepala Dinas Kesehatan, dokter Anggit
    elif stop > 0 and words[stop - 1] in (",", "bernama") and stop not in tokens.sentences:
        stop -= 1 + (words[stop - 2 : stop - 1] == ("diketahui",))
    # Pedagang ayam dan sayur, Ita, ...
    behind = skip_degrees(tokens, end)
    closed = words[behind : behind + 1] in ((",",), ("(",), (".",))
    plain = PLAIN if words[stop] == "," and closed else 0
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
        if words[index].lower() in HEADS or (index == stop - 1 and _is_kin(words[index], words[stop])):
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
    return head, stop


def _is_kin(word: str, following: str) -> bool:
    """``ibunya, Sari``, ``istrinya Sari``; not ``ibunya Sari``, who is Sari's mother. ``putra ketiganya`` ends in a number."""
    lower = word.lower()
    kin = lower.endswith("nya") and (lower[:-3] in HEADS or lower[:-3] in NUMBERS)
    return kin and (following == "," or lower in SPOUSES)


def _someone(tokens: Tokens, end: int) -> tuple[int, int] | None:
    """The occupation in ``seorang pemasok bernama Maksi``; None for what everybody is."""
    words, at = tokens.words, end - 1
    while at > end - PLAIN and at not in tokens.sentences and words[at - 1].lower() not in DETERMINERS:
        at -= 1
    said = words[at:end]
    known = at > 0 and words[at - 1].lower() in DETERMINERS and not set(said) & EVERYBODY
    return (at, end) if known and all(map(_is_noun, said)) else None


def _related(words: tuple[str, ...], index: int, taken: set[int]) -> bool:
    """Whether the name at ``index`` belongs to a role: ``kuasa hukum Sari``, ``juru bicara Dony-Fajar``."""
    while index > 0 and (index in taken or words[index] in "-–"):
        index -= 1
    return words[index].lower() in RELATIONS or words[index] == "bicara"


def _is_title(words: tuple[str, ...], index: int) -> bool:
    word = words[index].lower()
    if word == ".":
        return index > 0 and (words[index - 1].lower() in HONORIFICS or words[index - 1].lower() in RANKS)
    if word in "()":  # Kolonel (Purn)
        at = index - 1 if word == ")" else index + 1
        inside = words[at : at + 1]
        return bool(inside) and (inside[0].lower() in RANKS or inside[0] in CORPS)  # Letkol Laut (P)
    general = word == "jenderal" and index > 0 and words[index - 1].lower() in OF_GENERAL
    return (word in RANKS and not general) or (word in HONORIFICS and word not in HEADS)


def _after(tokens: Tokens, end: int, taken: set[int]) -> str | None:
    words, last = tokens.words, len(tokens.words)
    index = end
    if words[index : index + 1] == ("(",) and (role := _in_brackets(tokens, index + 1)):
        return role
    index = skip_degrees(tokens, index)
    if index + 2 < last and words[index] == "(" and words[index + 2] == ")":  # Sari (36), warga ...
        index += 3
    if index >= last or index in tokens.sentences:
        return None
    if words[index] == "," or words[index].lower() in AS:
        index += 2 if words[index] == "," and index + 1 < last and words[index + 1] in AS else 1
    elif (behind := _behind_verb(words, index)) > index:
        index = behind
    else:
        return None
    return _role_from(tokens, index, taken)


def _behind_verb(words: tuple[str, ...], index: int) -> int:
    """Where a predicate begins: ``yang juga ...``, ``kini menjabat sebagai ...``, ``dilantik menjadi ...``, ``adalah ...``."""
    also = words[index : index + 2] == ("yang", "juga")
    at = index + 2 * also
    while words[at : at + 1] and words[at] in ADVERBS:
        at += 1
    verb = words[at] if at < len(words) else ""
    if verb in APPOINTED and words[at + 1 : at + 2] and words[at + 1] in ("menjadi", *AS):
        return at + 2
    if verb in ("menjabat", "merupakan", *COPULAS):
        return at + 1
    return at if also else index


def _in_brackets(tokens: Tokens, start: int) -> str | None:
    """``Samsul Bahri (Camat Turi)``"""
    words = tokens.words
    reach = words[start : start + REACH]
    end = start + reach.index(")") if ")" in reach else start
    if end == start or words[start].lower() not in HEADS:
        return None
    fits = all(_in_role(words, at, at == end - 1, start) for at in range(start, end))
    return _printed(tokens, start, end) if fits else None


def skip_degrees(tokens: Tokens, index: int) -> int:
    """Where degrees end: ``Yusran Lapanto, S.Ag., M.H. sebagai ...``, ``Cut Nurlela SE, anggota ...``."""
    words = tokens.words
    while index < len(words) and index not in tokens.sentences:
        at = index + (words[index] == ",")
        if words[at : at + 1] == () or words[at].lower() not in DEGREES:
            break
        index = at + 1
        index += words[index : index + 1] == (".",) and index not in tokens.sentences
    return index


def _skip_degrees_back(tokens: Tokens, index: int) -> int:
    """The word before degrees, or an age in brackets, that end at ``index``."""
    words = tokens.words
    if words[index] == ")" and words[max(0, index - 2)] == "(":
        index -= 3
    while index > 0 and (words[index] in ".," or words[index].lower() in DEGREES):
        index -= 1
    return index


def _of_list(tokens: Tokens, start: int, taken: set[int]) -> str | None:
    """The role of several: ``Korban tewas masing-masing A (44) dan B``, ``Dua mahasiswa, A dan B``, ``Camat Turi kini dijabat A``."""
    words = tokens.words
    first, index = _before_list(tokens, start, taken)
    if index < 0 or index + 1 in tokens.sentences:
        return None
    link = words[index - (words[index] == "oleh")].lower()
    if link in LINKS or link in HELD:
        first = index + 1
        while first and (
            words[first - 1].lower() in LINKS or words[first - 1] in BETWEEN or first - 1 in taken
        ):
            first -= 1  # Kapolsek Turi yang semula dijabat A kini dijabat B
    elif first == start:
        return None
    found = _before(tokens, first, first, taken)
    if found is None:
        return None
    before = words[found[0] - 1].lower() if found[0] and found[0] not in tokens.sentences else ""
    several = before in NUMBERS or before.isdigit()  # dua mahasiswa, 5 nelayan
    opens = several or not before or before in OPENING  # not: yang menembak korban adalah Sari
    fits = opens if link in COPULAS else link in LINKS or link in HELD or several
    return _printed(tokens, *found) if fits else None


def _before_list(tokens: Tokens, start: int, taken: set[int]) -> tuple[int, int]:
    """Where the first name of the list begins that the name at ``start`` is in, and the word before the list."""
    words, first, index = tokens.words, start, start - 1
    while index > 0 and index + 1 not in tokens.sentences and start - index < LIST:
        if words[index] == ")":  # A (44), B
            opened = next((at for at in range(index - 1, index - 4, -1) if words[at] == "("), 0)
            if not opened:
                break
            index = opened - 1
        elif index in taken:
            first = index
            index -= 1
        elif _is_title(words, index) or words[index] in JOINING or words[index].lower() in DEGREES:
            index -= 1
        else:
            break
    return first, index


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
            if plain == PLAIN or not _is_noun(words[stop]) or words[stop - 1][0].isupper():
                break
            plain += 1
        if words[stop] == "," and (
            words[stop + 1 : stop + 2] in DISTRICTS or not _goes_on(words, stop, index)
        ):
            break
        stop += 1
    ends = (",", ".") if plain else (",", ".", "(")
    closed = stop < last and (words[stop] in ends or (words[stop].lower() in SPEECH and not plain))
    # Menteri Ekonomi Kreatif dikutip Antara; not Kapolres dan Dandim
    goes_on = stop < last and words[stop].islower() and words[stop] not in LISTING
    closed |= stop < last and words[stop] in (".", "(") and words[stop - 1][0].isupper()
    closed |= stop < last and words[stop] == "yang" and stop - index > 1
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
    if last and _is_kin(word, words[index + 1]):
        return True
    if word == "." and words[index - 1] in ACTING:
        return True
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
