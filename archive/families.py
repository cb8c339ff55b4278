"""What a word of a search stands for: the forms of its family that the archive holds, and its other spellings.

The index keeps words as they are printed, so that a "phrase" is exact and snippets show what was meant; the search asks
for the family instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from sqlite_utils import Database

from newscrawl.stems import compounds, forms, is_compound, known_stems, spellings, stem, written_apart

LETTERS = re.compile(r"[a-z]{3,}")
PAIR = re.compile(r"([a-z]{4,}) ([a-z]{4,})")  # tanda tangan
SHORT = 3  # letters of the shortest stems: bom, uji
MOST = 24
"""Forms of one word. The largest families in use have about twenty."""

GROWTH = 1000
"""Articles after which the archive is asked anew which forms it holds: a look-up takes 0.15 ms in a million, a family 300 of them."""

Known = Callable[[str], bool]
"""Whether the archive has a word."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an archive's index, as it is now."""

    path: str
    growth: int
    db: Database = field(compare=False, repr=False)

    @classmethod
    def of(cls, db: Database) -> Self:
        """The words of the index; needs no right to write."""
        db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.held_words USING fts5vocab(main, articles_fts, instance)"
        )
        (path,) = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
        (last,) = db.execute("SELECT max(id) FROM articles").fetchone()
        return cls(path, (last or 0) if (last or 0) < GROWTH else -(last // GROWTH), db)

    def holds(self, word: str) -> bool:
        """Whether some article has the word."""
        return (
            self.db.execute("SELECT 1 FROM temp.held_words WHERE term = ? LIMIT 1", (word,)).fetchone()
            is not None
        )


@lru_cache(maxsize=4096)
def expanded(vocabulary: Vocabulary, words: str) -> list[str]:
    """What the words stand for in an archive; kept for the process until the archive has grown."""
    return expand(words, vocabulary.holds)


def expand(words: str, known: Known) -> list[str]:
    """The phrases that a word of a query, or two words written apart, stand for; first what was asked.

    >>> expand("Penandatanganan", {"menandatangani", "bertanda", "tangan"}.__contains__)
    ['penandatanganan', 'menandatangani', 'bertanda tangan']
    >>> expand("mengambil alih", {"pengambilalihan", "diambil", "alih"}.__contains__)
    ['mengambil alih', 'mengambilalih', 'pengambilalihan', 'diambil alih']
    >>> expand("kerja sama", {"kerjasama"}.__contains__), expand("pasar baru", lambda word: False)
    (['kerja sama', 'kerjasama'], ['pasar baru'])
    >>> expand("jumat", lambda word: False), expand("Persib", lambda word: False)
    (['jumat', 'jum at'], ['persib'])
    >>> expand("perizinan", {"perijinan", "izin", "mengijinkan"}.__contains__)
    ['perizinan', 'ijin', 'izin', 'perijinan', 'mengijinkan']
    """
    plain = words.casefold()
    found = [plain, *spellings(plain), *(spellings(stem(plain)) if LETTERS.fullmatch(plain) else ())]
    joined = plain.replace(" ", "")
    if is_compound(plain) or (PAIR.fullmatch(plain) and known(joined)):
        found.append(joined)
    for spelt in (joined, *found):
        short = len(spelt) == SHORT and spelt not in known_stems()  # nothing is known of it but itself
        if LETTERS.fullmatch(spelt) and not short and (spelt == plain or spelt in found):
            found += family(spelt, known)
    return list(dict.fromkeys(found))[:MOST]


def family(word: str, known: Known) -> list[str]:
    """Forms of the word's family that the archive has; a compound also written apart."""
    root = stem(word)
    held = [form for form in forms(root) if known(form) and stem(form) == root]
    if root in compounds():
        held += [words for words, pair in written_apart(root).items() if all(map(known, pair))]
    return held
