"""The edges of a body: the dateline that opens it and the mark that closes it."""

from __future__ import annotations

import re

from newscrawl.inserts import BOLD, UNBOLD, plain
from newscrawl.types import Removed

# "CIAMIS – Warga", "Jakarta -- Warga", "EKSPRES -Pemkab", "(RIAUPOS.CO)- Warga", "SOLO—Warga"; not "e-KTP"
DASH = re.compile(r"(?:\s*[–—]{1,2}|\s*--+|\s-|(?<=[\w).,])-(?=\s))\s*(?=[\"“‘'(\[]?[A-Z0-9]|$)")
OUTLET = re.compile(
    r"\w\.(?:com|id|net|news|co|tv|org|info)\b|\b(?:antara|jp|news|ekspres|radar|times|post?|tribun\w*"
    r"|jubi|kabar\w*|harian\w*"
    r"|koran\w*|esposin|nusabali|portal|media|suara\w*|kompas|detik\w*|rri|lkbn|jawapos|fajar)\b",
    re.I,
)
# "Jakarta,", "(Antara/PRNewswire)", "|", "23", "No.", "iNews.id", "REPUBLIKA.CO.ID,JAKARTA"
PREFIX_WORD = re.compile(r"[(\"]?[A-Z0-9|][\w.,'’/:&-]*[),:]*|[|.,]+|\w[\w-]*(?:\.\w+)+,?")
KBRN = re.compile(r"(KBRN,? [A-Z][\w ]{2,25}):\s*")  # "KBRN, Ambon: Warga", the radio's own form
REPORTER = re.compile(
    r"(?:Laporan|Reporter|Kontributor)\s+(?:(?:Wartawan|Reporter|Kontributor|Jurnalis"
    r"|Langsung)\b[^.]{2,80}|[A-Z][\w.' ]{2,40}\s*\|\s*[A-Z][\w.' ]{2,40})",
    re.I,
)
# what stands around the names in a byline: roles, a date with its clock, the time that reading takes
BY = re.compile(r"\W*(?:(?:di)?(?:tulis|posting|laporkan)\s+)?(?:oleh|by|reporter|pewarta)\b", re.I)
DATED = re.compile(r"\b\d{1,2}[\s/.-]+\w{1,10}[\s/.,-]+\d{4}\b.{0,12}\b\d\d[.:]\d\d\b")
AROUND = re.compile(
    r"\b(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad|wib|wita|wit|pukul|pada|oleh|by|on|dan|di|tanggal"
    r"|(?:di)?(?:perbarui|update|updated|posting|publikasikan|terbitkan|tulis|ubah|baca)|last|terakhir|kali|menit"
    r"|min|read|views?|terbit|tayang|penulis|editor|reporter|pewarta|wartawan)\b|\d[\d.,:/-]*",
    re.I,
)
MOST_BYLINES = 3
LONGEST_BYLINE = 150  # letters
MOST_NAMES = 10  # words
LONGEST_PREFIX = 90  # letters; the longest dateline seen has 47
MOST_WORDS = 10
LONGEST_CAPTION = 250  # letters; the longest caption of the development pages has 204
PHOTO = re.compile(
    r"\)\W*$|^[\w.]+\.(?:com|id)\s*[-–—]", re.I
)  # "SOLOPOS.COM - Ilustrasi panen. (Antara/Rina)"
ROLES = frozenset(
    [
        "polisi",
        "presiden",
        "wakil",
        "warga",
        "bupati",
        "gubernur",
        "menteri",
        "kapolres",
        "kapolda",
        "pemerintah",
        "wali",
        "walikota",
        "ketua",
        "anggota",
        "tim",
        "korban",
        "pelaku",
        "pemkab",
        "pemkot",
        "pemprov",
        "dprd",
        "kepala",
        "sekretaris",
    ]
)
SENTENCE_END = r"(?<=[.!?…\"”'’*)\]])"
SIGN = r"[A-Za-z*][\w.*'-]{0,14}"
INITIALS = r"[a-z]{2,8}(?:\s*[/&]\s*[a-z][\w.]{1,9})+"  # pan/ign, dil/jpnn.com
MARK = re.compile(
    rf"(?:{SENTENCE_END}\s*[–—-]?\s*[(\[]\s*(?:[A-Z]?[a-z]{{1,4}}|{SIGN}(?:\s*[/,&|+]\s*{SIGN})+"
    rf"|[A-Z]-?\d{{1,2}}|\*{{1,3}}"
    rf"|[A-Z][\w.'’]*(?:[\s/,]+[A-Z\d][\w.'’]*){{0,4}})\s*[)\]]\.?"
    rf"|\s+[(\[]\s*(?:{INITIALS}|\*{{1,3}})\s*[)\]]\.?|{SENTENCE_END}\s*\d{{1,2}}\s?[a-z]\w{{1,3}}"
    rf"|{SENTENCE_END}\s*@\w{{2,15}}|\*+)\s*$"
)
LONGEST_MARK = 60  # letters; the longest mark seen has 28
MOST_MARKS = 30  # the most seen at the end of one text are 2
LONE = re.compile(r"\s*[(\[]\s*(?:\*{1,3}|[A-Za-z][\w.'’/,&| -]{0,39})\s*[)\]]\s*|\s*[-*–—_=~#•]+\s*")
NAME = re.compile(r"[A-Z][\w.'’]*(?:[ /][A-Z][\w.'’]*){0,4}")


def take_dateline(lines: list[str], removed: list[Removed]) -> tuple[list[str], str | None]:
    """(lines without the dateline that opens them, its words without the dash).

    A byline, a reporter line or a picture's caption before it is added to ``removed``.
    """
    for line in map(plain, lines[:MOST_BYLINES]):
        if not is_byline(line):
            break
        removed[:] = [Removed(line, "byline", 0), *map(_earlier, removed)]
        lines = lines[1:]
    if lines and (match := REPORTER.fullmatch(plain(lines[0]))):
        removed[:] = [Removed(match[0], "reporter-line", 0), *map(_earlier, removed)]
        lines = lines[1:]
    if (
        len(lines) > 1
        and len(plain(lines[0])) < LONGEST_CAPTION
        and _is_opening(lines[1])
        and PHOTO.search(plain(lines[0]))
    ):
        removed[:] = [Removed(plain(lines[0]), "caption", 0), *map(_earlier, removed)]
        lines = lines[1:]
    if not lines:
        return lines, None
    text = plain(lines[0])
    if match := KBRN.match(text):
        return [text[match.end() :], *lines[1:]], match[1]
    for dash in DASH.finditer(text, 0, LONGEST_PREFIX):
        words, rest = text[: dash.start()], text[dash.end() :]
        if is_dateline(words, rest):
            return ([rest, *lines[1:]] if rest else lines[1:]), words.strip(" ,|.")
    return lines, None


def is_byline(text: str) -> bool:
    """Whether a line tells only who wrote and when.

    >>> is_byline("Rina Kusuma • 2 Mei 2024 14:05 WIB • 2 menit baca"), is_byline("Oleh Warga Desa itu panen.")
    (True, False)
    """
    if len(text) > LONGEST_BYLINE or not (BY.match(text) or DATED.search(text)):
        return False
    words = re.findall(r"[^\W_][\w.'’-]*", AROUND.sub(" ", text))
    return len(words) <= MOST_NAMES and all(word[0].isupper() for word in words)


def _is_opening(line: str) -> bool:
    """Whether a line opens with an outlet's dateline."""
    text = plain(line)
    dash = DASH.search(text, 0, LONGEST_PREFIX)
    return (
        dash is not None
        and bool(OUTLET.search(text[: dash.start()]))
        and is_dateline(text[: dash.start()], text[dash.end() :])
    )


def _earlier(removed: Removed) -> Removed:
    return Removed(removed.text, removed.rule, max(0, removed.after - 1))


def is_dateline(words: str, rest: str) -> bool:
    """Whether the words before a dash name a place or an outlet, and not the story's first words.

    >>> is_dateline("KUTA, KOMPAS.com", "Penyerang itu"), is_dateline("Warga desa itu", "Mereka")
    (True, False)
    """
    parts = re.sub(r"\([^()]*\)\.?", " ", words).replace(",", " ").split()
    outlet = bool(OUTLET.search(words))
    if not (parts or outlet) or len(parts) > MOST_WORDS or not all(map(PREFIX_WORD.fullmatch, parts)):
        return False
    if outlet or (words.isupper() and len(parts) <= 5):
        return True
    placelike = (
        all(part.replace(".", "").replace("'", "").isalpha() for part in parts)
        and parts[0].lower() not in ROLES
    )
    return placelike and len(parts) <= 3 and not re.match(r"[^.]{0,80}\s[-–—]\s", rest)


def take_closing(lines: list[str]) -> tuple[list[str], str | None]:
    """(lines without the mark that ends them, the mark as printed)."""
    marks: list[str] = []
    while lines and len(marks) < MOST_MARKS:
        last = lines[-1]
        text = plain(last)
        lone = LONE.fullmatch(text) or (len(lines) > 1 and _is_signature(last, text))
        if lone:
            marks.insert(0, text)
            lines = lines[:-1]
        elif match := MARK.search(text, max(0, len(text) - LONGEST_MARK)):
            marks.insert(0, match[0].strip())
            lines = [*lines[:-1], text[: match.start()].rstrip()]
        else:
            break
    return lines, " ".join(marks) or None


def _is_signature(marked: str, text: str) -> bool:
    """A name in bold or in capitals on the last line: the writer's."""
    if len(text) > 40 or not NAME.fullmatch(text):
        return False
    bold = marked.startswith(BOLD) and marked.endswith(UNBOLD)
    return bold or (text.isupper() and 1 < len(text.split()) < 5)
