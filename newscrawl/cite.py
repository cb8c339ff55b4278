"""How to cite an article: APA (7th edition, Indonesian wording) and BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from newscrawl.annotate.words import DEGREES, HONORIFICS, NAMES
from newscrawl.types import Article

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
BIBTEX_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

LISTED, BEFORE_LAST = 20, 19
"""APA names up to 20 authors; of more, the first 19 and the last."""

TITLES = HONORIFICS - NAMES - {"k"}
"""Not Sri and Gus, which are given names as well, nor a K. that is an initial."""

ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",  # BibTeX counts braces even where a backslash stands before them
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{char: "\\" + char for char in "$&#_%"},
}
URL_ESCAPES = {char: f"%{ord(char):02X}" for char in '{}\\^`"<>| '}


def apa(article: Article) -> str:
    """The entry of a reference list, in plain text; without a date ``t.t.`` (tanpa tahun).

    Without authors the headline comes first, as APA wants it.
    """
    authors, day = join_authors(article.authors), f"({format_day(day_of(article))})"
    headline = plain(article.headline)
    title = headline if headline.endswith(("?", "!", ".")) else headline + "."
    opening = [authors, f"{day}.", title] if authors else [title, f"{day}."]
    return " ".join([*opening, f"{plain(article.outlet_name or article.outlet)}.", article.url])


def bibtex(article: Article, accessed: date | None = None) -> str:
    """An ``@misc`` entry for BibTeX and biblatex; ``accessed`` is the day the page was last seen."""
    day = day_of(article)
    fields = {
        "author": " and ".join(map(bibtex_name, article.authors)),
        "title": f"{{{escape(article.headline)}}}",
        "howpublished": escape(article.outlet_name or article.outlet),
        "year": str(day.year) if day else "",
        "month": BIBTEX_MONTHS[day.month - 1] if day else "",
        "day": str(day.day) if day else "",
        "url": "".join(URL_ESCAPES.get(char, char) for char in plain(article.url)),
        "urldate": accessed.isoformat() if accessed else "",
        "langid": "indonesian" if article.language in (None, "id") else "",
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{key_of(article, day)},", *lines, "}"])


def day_of(article: Article) -> date | None:
    """The local day of publication."""
    return article.published_on or (article.published_at.date() if article.published_at else None)


def format_day(day: date | None) -> str:
    """Year first, month by name.

    >>> format_day(date(2023, 8, 31)), format_day(None)
    ('2023, 31 Agustus', 't.t.')
    """
    return f"{day.year}, {day.day} {MONTHS[day.month - 1]}" if day else "t.t."


def join_authors(names: Sequence[str]) -> str:
    """All authors inverted, the last after ``&``.

    >>> join_authors(["Siti Rahmawati", "M. Rizki Pratama, S.Pd.", "Sukarno"])
    'Rahmawati, S., Pratama, M. R., & Sukarno'
    """
    inverted = [turned for name in names if (turned := invert(name))]
    if len(inverted) > LISTED:
        return ", ".join(inverted[:BEFORE_LAST]) + f", ... {inverted[-1]}"
    return ", & ".join(filter(None, (", ".join(inverted[:-1]), *inverted[-1:])))


def invert(name: str) -> str:
    """Last word first, the others as initials; titles and degrees are left out.

    >>> invert("Abdul-Aziz bin Salim"), invert("Redaksi")
    ('Salim, A.-A. bin', 'Redaksi')
    """
    words = words_of(name)
    if len(words) < 2:
        return "".join(words)
    return f"{words[-1]}, {' '.join(map(initial, words[:-1]))}"


def words_of(name: str) -> list[str]:
    """The words of a name without titles before it and degrees behind it.

    >>> words_of("Drs. H. Ahmad Fauzi, M.Si"), words_of("Sri Mulyani S.E."), words_of("Jack Ma")
    (['Ahmad', 'Fauzi'], ['Sri', 'Mulyani'], ['Jack', 'Ma'])
    """
    words = plain(name).partition(",")[0].split()
    while len(words) > 1 and words[0].replace(".", "").lower() in TITLES:
        del words[0]
    while len(words) > 1 and is_degree(words[-1]):
        del words[-1]
    return words


def is_degree(word: str) -> bool:
    """Whether a word is printed as a degree: ``S.Pd`` or ``SH``; ``Ma`` is a name."""
    return word.rstrip(".").lower() in DEGREES and ("." in word or not word.istitle())


def initial(word: str) -> str:
    """``A.`` of Ahmad; particles such as ``bin`` stay whole."""
    if word.islower():
        return word
    return "-".join(part[0].upper() + "." for part in word.split("-") if part)


def bibtex_name(name: str) -> str:
    """A name as BibTeX reads it: one word is a name of its own, ``and`` within it must not part it."""
    words = words_of(name)
    whole = escape(" ".join(words))
    return whole if len(words) > 1 and "and" not in map(str.casefold, words) else f"{{{whole}}}"


def key_of(article: Article, day: date | None) -> str:
    """Outlet, day and the first words of the headline, in ASCII: ``jabarekspres-20230831-digitalisasi-di``."""
    ascii_text = unicodedata.normalize("NFKD", article.headline).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_text)[:3]
    return "-".join([article.outlet, f"{day:%Y%m%d}" if day else "tt", *words])


def escape(text: str) -> str:
    """Text that LaTeX prints as it stands.

    >>> escape("Laba 5% & {rugi}_")
    'Laba 5\\\\% \\\\& {\\\\textbraceleft}rugi{\\\\textbraceright}\\\\_'
    """
    return "".join(ESCAPES.get(char, char) for char in plain(text))


def plain(text: str) -> str:
    """One line without control characters."""
    visible = (char if char.isprintable() or char.isspace() else "" for char in text)
    return " ".join("".join(visible).split())
