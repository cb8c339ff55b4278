"""Inserts: what a CMS puts between the paragraphs of a story, known by its words and its links.

Lines carry marks: ``LINK``...``UNLINK`` around the text of a link, ``BOLD``...``UNBOLD`` around bold type.
A text without markup has none; the same rules then go by the words alone.
"""

from __future__ import annotations

import re
from itertools import takewhile

LINK, UNLINK, BOLD, UNBOLD = "\ue000", "\ue001", "\ue002", "\ue003"
MARKS = re.compile(f"[{LINK}{UNLINK}{BOLD}{UNBOLD}]")
WEIGHT = BOLD + UNBOLD
WEIGHTS = re.compile(f"[{WEIGHT}]")
LINKS = re.compile(f"{LINK}[^{LINK}{UNLINK}]*{UNLINK}")

FURTHER = (
    r"(?:\s+(?:lain(?:nya)?|terkait|menarik|selengkapnya|pilihan|rekomendasi|(?:ter)?populer|terbaru"
    r"|(?:selanjut|berikut|sebelum)nya))"
)
LABEL = (
    r"(?P<strong>"
    rf"(?:baca|simak|lihat|tonton|saksikan|dengarkan|cek|kunjungi)\s?(?:juga|pula)(?:\s+(?:artikel|berita|video"
    rf"|foto){FURTHER}*(?=\W*$|\s*:))?"
    rf"|(?:baca|simak|lihat|kumpulan)\s+(?:artikel|berita|konten){FURTHER}+|baca{FURTHER}"
    rf"|(?:artikel|berita|topik|konten|foto|video|foto\s+video){FURTHER}+"
    r"|pilihan\s+(?:editor|redaksi)|rekomendasi\s+(?:untuk\s+)?(?:anda|kamu|editor|redaksi)"
    r"|(?:mungkin\s+)?(?:anda|kamu)\s+(?:mungkin|juga)\s+suka|jangan\s+lewatkan"
    r"|also\s+read|read\s+(?:also|more|too)|related\s+(?:articles?|news|posts?|stories|story)|see\s+also"
    r"|must\s+read)"
    r"|(?P<weak>baca|simak|lihat|tonton|saksikan|terkait|promosi|related|video|foto|infografis)"
)
OPENING = re.compile(
    rf"[^\w\"“”‘’'{LINK}]*(?:{LABEL})\b", re.I
)  # "▶ Baca juga", "(BACA JUGA", "- Lihat Juga"
GAP = re.compile(rf"[^\w\"“”‘’'(\[#{LINK}]*")  # ": ", " – ", " 👉 "
# a label behind a sentence, or glued to its last letter: "ujarnya. Baca juga:", "tahun iniBACA JUGA:"
INSIDE = re.compile(
    rf"(?:(?<=[.!?…\"”'’)\]{UNLINK}])\s*(?:[^\w\s\"“‘.!?)\]{LINK}{UNLINK}]{{1,40}}\s*)?"
    rf"|(?<=[a-z0-9]))(?-i:(?=[A-Z]))(?:{LABEL})\b",
    re.I,
)
BRACKETED = re.compile(
    rf"(?<!\s)\s*[(\[]\s*(?:{LABEL})\b\s*:\s*[^()\[\]]{{1,300}}[)\]]", re.I
)  # "(Baca juga: Judul)"
BRACKETED_LINK = re.compile(
    rf"(?<!\s)\s*[(\[]\s*(?:{LABEL})\b[^()\[\]\w]{{0,40}}{LINK}[^{UNLINK}]{{0,300}}{UNLINK}[^()\w]{{0,40}}[)\]]",
    re.I,
)
# a link that holds the label too: "<a>Baca juga: Judul</a>", behind a sentence "<a>Baca Juga Judul</a>"
LABELLED_LINK = re.compile(
    rf"(?:[(\[]\s*)?{LINK}[^\w{LINK}{UNLINK}]{{0,20}}(?-i:(?=[A-Z]))(?:{LABEL})\b"
    rf"(?P<sign>[{WEIGHT}]*\s*:)?[^{LINK}{UNLINK}]{{0,300}}{UNLINK}[^\w\"“”‘’(*{LINK}]*",
    re.I,
)

SMALL_WORDS = frozenset(
    [
        "di",
        "ke",
        "dari",
        "dan",
        "yang",
        "untuk",
        "pada",
        "dengan",
        "dalam",
        "atau",
        "oleh",
        "karena",
        "saat",
        "agar",
        "juga",
        "ini",
        "itu",
        "tak",
        "tidak",
        "akan",
        "bisa",
        "jadi",
        "usai",
        "hingga",
        "sampai",
        "soal",
        "demi",
        "bagi",
        "via",
        "vs",
        "of",
        "the",
        "to",
        "in",
        "and",
        "for",
        "a",
        "an",
        "on",
        "at",
        "by",
        "with",
        "per",
        "para",
        "sang",
        "si",
        "kok",
        "lho",
        "nih",
    ]
)
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
CAPITALS = (
    0.7  # share of capitalised words; headlines of the development pages have 0.78-1, sentences 0.05-0.45
)
LONGEST_SENTENCE = 160  # letters of a headline that ends in a full stop
LONGEST_TITLE = 300  # letters; two glued titles, the longest seen has 170


def plain(text: str) -> str:
    """A line without its marks.

    >>> plain(f"{BOLD}Baca juga: {LINK}Harga Cabai Naik{UNLINK}{UNBOLD}")
    'Baca juga: Harga Cabai Naik'
    """
    return " ".join(MARKS.sub("", text).split())


def is_title(text: str) -> bool:
    """Whether a text reads as a headline: capitalised words, no full stop.

    >>> is_title("Pemkab Ciamis Perbaiki Jalan di Panawangan"), is_title("Warga memperbaiki jalan.")
    (True, False)
    """
    if len(text) > LONGEST_TITLE or text.rstrip("\"”'’) ").endswith((".", ",", ";", ":")):
        return False
    words = [word for word in WORD.findall(text) if word not in SMALL_WORDS]
    return len(words) >= 2 and sum(not word[0].islower() for word in words) >= CAPITALS * len(words)


def find_label(text: str) -> tuple[str, str, bool] | None:
    """(label, what follows it, whether a sign stands between) of a line that opens with a label.

    >>> find_label("BACA JUGA: Harga Cabai Naik")
    ('BACA JUGA', 'Harga Cabai Naik', True)
    """
    return _label_at(OPENING.match(text), text)


def _label_at(match: re.Match[str] | None, text: str) -> tuple[str, str, bool] | None:
    if not match:
        return None
    gap = GAP.match(text, match.end())
    sign = bool(gap and gap[0].strip(" \t)]"))
    return match["strong"] or match["weak"], text[gap.end() if gap else match.end() :], sign


def is_insert(text: str, heading: bool = False) -> bool:
    """Whether a whole line is a label with its titles.

    >>> is_insert("Baca Juga:Harga Cabai NaikWarga Panen"), is_insert("Baca juga dilakukan di kelas.")
    (True, False)
    """
    found = find_label(WEIGHTS.sub("", text))
    if not found:
        return False
    label, rest, sign = found
    strong = " " in label.strip() or label.lower() not in WEAK
    if not plain(rest):
        return strong or sign
    if plain(rest).startswith(("http", "www.")):  # "Video: https://...": an address spelt out is text
        return False
    if LINK in rest:
        if not WORD.search(LINKS.sub("", rest)):
            return True
        behind = rest.rpartition(UNLINK)[2].strip()
        if rest.startswith(LINK) and behind[:1].isupper() and behind.endswith((".", "”", '"')):
            return False
    rest = plain(rest)
    if sign:
        end = title_end(rest)
        sentence = (
            strong and not end and len(rest) <= LONGEST_SENTENCE and not re.search(r"[.?!][\"”]?\s", rest)
        )
        return sentence or end == len(rest)
    return (
        not heading and is_title(rest) and (strong or (label.lower() == "promosi" and len(rest.split()) > 4))
    )


WEAK = frozenset(
    [
        "baca",
        "simak",
        "lihat",
        "tonton",
        "saksikan",
        "terkait",
        "promosi",
        "related",
        "video",
        "foto",
        "infografis",
    ]
)
# a sentence of the story begins: "... Pasar Baru Menurut dia, ...", "... Pasar Baru “Saya senang,” ..."
SENTENCE = re.compile(
    r"(?<=[\w\"”'’)?!.])\s*(?=(?:Menurut|Ia|Dia|Namun|Selain|Sementara|Dalam|Hal|Adapun|Sebelumnya|Saat"
    r"|Untuk|Kemudian|Dengan"
    r"|Karena|Mereka|Kami|Kita|Sehingga|Tak|Tidak|Meski|Akibat|Pihaknya|Diketahui|Dijelaskan|Lebih|Atas"
    r"|Setelah|Para|Itu|Ini"
    r"|Bahkan|Pada|Seperti|Bila|Jika|Kata|Di|Dari|Sedangkan|Lanjut|Berdasarkan|Terkait|Oleh|Sejak|Ketika"
    r"|Hingga|Lalu|Saya),?"
    r"\s+(?:\w+,?\s+)?[a-z]|(?:Warga|Polisi|Petugas|Pemerintah|Bupati|Gubernur|Korban|Pelaku|Tim|Acara"
    r"|Kegiatan|Peristiwa)\s+[a-z]"
    r"|[\"“][A-Z][a-z]+,?\s[a-z])"
)


def title_end(rest: str) -> int:
    """Where the titles behind a label end and the story goes on; 0 where the words alone cannot tell."""
    final = rest.rstrip("\"”'’) ").endswith((".", ","))
    if is_title(rest) or (
        not final and len(rest) <= LONGEST_TITLE and not re.search(r"[a-z0-9)\"”]\.\s+[\"“]?[A-Z]", rest)
    ):
        return len(rest)
    for begin in takewhile(_may_end_title, SENTENCE.finditer(rest)):
        if is_title(rest[: begin.start()]):
            return begin.start()
    for stop in takewhile(_may_end_title, re.finditer(r"[.?!]\s+(?=[\"“A-Z])", rest)):
        if is_title(rest[: stop.start()]):
            return stop.end()
    if len(rest) > LONGEST_TITLE:
        return 0
    words = [word for word in WORD.findall(rest) if word not in SMALL_WORDS]
    return 0 if any(word[0].islower() for word in words) else len(rest)


def _may_end_title(match: re.Match[str]) -> bool:
    return match.start() <= LONGEST_TITLE
