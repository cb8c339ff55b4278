"""Read credit lines: who wrote, who edited, who contributed; roles, desks, outlets and URLs are no names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import zip_longest
from typing import Literal

Role = Literal["author", "editor", "contributor", "other"]

ROLES: dict[str, Role] = {
    **dict.fromkeys(
        ("penulis", "reporter", "pewarta", "wartawan", "jurnalis", "oleh", "rep", "laporan"), "author"
    ),
    **dict.fromkeys(
        ("by", "author", "writer", "written by", "ditulis oleh", "dilaporkan oleh", "teks"), "author"
    ),
    **dict.fromkeys(("posted by", "diposting oleh", "tim redaksi"), "author"),
    **dict.fromkeys(
        ("editor", "redaktur", "red", "penyunting", "ed", "edited by", "disunting oleh"), "editor"
    ),
    **dict.fromkeys(
        ("kontributor", "koresponden", "contributor", "penerjemah", "pewarta foto"), "contributor"
    ),
    **dict.fromkeys(
        ("foto", "fotografer", "jurnalis foto", "photographer", "videografer", "grafis"), "contributor"
    ),
    **dict.fromkeys(("sumber", "source", "uploader", "pengunggah", "publisher", "penanggung jawab"), "other"),
    **dict.fromkeys(("admin", "diterbitkan", "diperbarui", "tayang", "copyright"), "other"),
}
_ROLE = "|".join(sorted((role.replace(" ", r"\s+") for role in ROLES), key=len, reverse=True))
LABEL = re.compile(
    rf"(?<!\w)({_ROLE})(?:\s*(?:&|/|,|dan)\s*(?:{_ROLE}))?(?:\s+(?:wartawan|bahasa|tulis|berita|kontributor))?\s*[:：]",
    re.I,
)  # "Penulis: ", "Reporter dan Editor : ", "Laporan wartawan: "
OPENING = re.compile(
    rf"(?!(?:ed|red|rep|tim redaksi)\b)({_ROLE})(?:\s+(?:{_ROLE}))*(?!\w)[\s.]*", re.I
)  # "Laporan Wartawan ", "Oleh "; not the first name Ed, not "Tim Redaksi"
CORRESPONDENT = re.compile(
    r"(?:kontributor|koresponden|wartawan|reporter|jurnalis)\b[^,|]*,\s*(?=\S)", re.I
)  # "Kontributor Bandung, " before Agie Permadi: a place or an outlet stands between

_INNER = "Penulis|Editor|Reporter|Jurnalis|Pewarta|Redaktur|Penyunting|Fotografer|Photographer"
INNER_ROLE = re.compile(_INNER)
INNER = re.compile(
    rf"(?<![\s,(-])[\s,(-]+(?=(?:{_INNER})\b)"
)  # "Dewi Lestari Jurnalis", "Editor Rina W Photographer Budi H"

NO_NAME = re.compile(r"\S*(?:://|www\.)\S*|\S*@\S+")  # https://www.facebook.com/kabar, a@kabar.id, @akun
DATED = re.compile(
    r"(?<!\W)(?:\W*\b(?:senin|selasa|rabu|kamis|jum\W?at|sabtu|minggu|ahad|on|pada)\b)?[\W_]*(?:\b[a-z]{3,9}\.?\s+(?=\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}))?(?<!\w)\d.*$",
    re.I | re.S,
)  # "-Jum'at, 31 Mei 2024 |23:07 WIB", " on May 31, 2024"
COPYRIGHT = re.compile(
    r"(?<!\W)\W*\b(?:copyright|hak cipta)\b.*$|\s*[©®].*$", re.I | re.S
)  # " Copyright © ANTARA 2026"
FIELDS = re.compile(r"\s*[|;•·\n]\s*")
DASH = re.compile(r"\s+[-–—]+\s+|\s*[–—]+\s*")  # what follows a dash is a desk or place: "Dewi - kabarHealth"
NAMES = re.compile(r"\s*(?:,|/|&)\s*(?:(?:dan|and)\s+)?|\s+(?:dan|and|serta)\s+", re.I)
DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,4}\.\s?)+[A-Za-z]{0,6}\.?"
    r"|SH|MH|SE|MM|MBA|ST|MT|SIP|SPd|MPd|SSos|MSi|MA|MSc|SIK|MIK|SKM|SKom|MKom|MKn|Lc|Ak|CA|Ph\.?D"
)  # M.Si, S.Pd., S.H, Ph.D: belongs to the name before the comma

DESK = re.compile(
    r"(?:(?:tim|team|redaksi|redaktur|editor|admin\w*|super\s?admin|newsroom|news\s?desk|biro|humas|desk|staff?"
    r"|operator|web\s?master|penulis|guest|unknown|anonim\w*|anonymous|none|null|author|kontributor|advertorial"
    r"|liputan|lihat|profile?|wartawan|rilis|siaran\s+pers|root|user|foto|dok|istimewa|berbagai\s+sumber)\b.*"
    r"|twitter|facebook|instagram|whatsapp|telegram|tiktok|youtube|share|bagikan|komentar|follow|ikuti|print|cetak"
    r"|adv|ist|antara(?:\s*(?:news|foto))?|reuters|afp|ap|xinhua|bernama|the\s+jakarta\s+post)",
    re.I,
)
PRESS = re.compile(
    r"(?:tribun|detik|kompas|antaranews|jawa\s?pos|okezone|sindonews|inews|liputan6|republika|cnn|cnbc|jpnn|radar\s)\w*.*"
    r"|.*\b(?:media|news|online|network|group|grup|press|tv|digital|channel|redaksi|ekspres|pos|post)"
    r"|\S+\.(?:com|id|net|org|co|tv|info|news)\b.*",
    re.I,
)  # detikHealth, Kompas Cyber Media, Liputan6.com
PARTICLES = frozenset(
    ("al", "bin", "binti", "da", "de", "del", "den", "der", "di", "el", "ibn", "la", "van", "von")
)
INITIALS = re.compile(r"[a-z]{1,4}\*?")  # desk initials: vyp


@dataclass(frozen=True, slots=True)
class Credits:
    """Names as printed, in order, each once."""

    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()


def read_credits(lines: Iterable[str], role: Role = "author", outlets: Iterable[str] = ()) -> Credits:
    """The names in credit lines; ``role`` is that of names without a label, ``outlets`` are no names.

    >>> read_credits(["Penulis: Dewi Lestari dan Budi H | Editor: Rina Wulandari"])
    Credits(authors=('Dewi Lestari', 'Budi H'), editors=('Rina Wulandari',), contributors=())
    >>> read_credits(["Drs. H. Ahmad Fauzi, M.Si - KabarKita", "Redaksi"], outlets=["Kabar Kita"])
    Credits(authors=('Drs. H. Ahmad Fauzi, M.Si',), editors=(), contributors=())
    """
    own = {_letters(outlet) for outlet in outlets} - {""}
    found: dict[Role, dict[str, str]] = {"author": {}, "editor": {}, "contributor": {}, "other": {}}
    for line in lines:
        for part_role, part in _by_role(_clean(line), role):
            for name in _names(part):
                if _is_name(name) and _letters(name) not in own:
                    found[part_role].setdefault(name.casefold(), name)
    authors, editors, contributors = (
        tuple(found[each].values()) for each in ("author", "editor", "contributor")
    )
    return Credits(authors, editors, contributors)


LONGEST = 400  # characters; the longest credit line of the development pages has 45


def _clean(line: str) -> str:
    line = NO_NAME.sub(" ", unescape(line[:LONGEST]))
    line = DATED.sub("", COPYRIGHT.sub("", line))
    return re.sub(r"[^\S\n]+", " ", line).strip()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _by_role(line: str, role: Role) -> Iterator[tuple[Role, str]]:
    """(role, text) of each part: a label with a colon counts until the next, then words that open a field."""
    end, current = 0, None
    for label in LABEL.finditer(line):
        yield from _fields(line[end : label.start()], current, role)
        end, current = label.end(), _role(label[1])
    yield from _fields(line[end:], current, role)


def _role(label: str) -> Role:
    return ROLES[" ".join(label.lower().split())]


def _fields(text: str, labelled: Role | None, role: Role) -> Iterator[tuple[Role, str]]:
    fields = [field for field in FIELDS.split(text.strip(" |;/,-")) if field]
    if fields and fields[0].lower().startswith("laporan "):
        fields = fields[:1]  # "Laporan Indra Wijaya | Banda Aceh": a place follows
    parts = [part for field in fields for part in INNER.split(field)]
    for number, (part, following) in enumerate(zip_longest(parts, parts[1:], fillvalue="")):
        opening = OPENING.match(part)
        if opening and (labelled is None or number > 0):
            labelled = _role(opening[1])
        closing = INNER_ROLE.fullmatch(following.strip(" ()"))
        correspondent = CORRESPONDENT.search(part) or opening
        named = labelled or (_role(closing[0]) if closing else role)
        yield named, part[correspondent.end() :] if correspondent else part


def _names(text: str) -> Iterator[str]:
    """The names of one field; a degree stays with its name, initials in brackets go."""
    text = re.sub(r"(?<=\S)\s*\([^()]*\)", "", text).strip("() ")
    text = next((part for part in DASH.split(text) if _is_name(part.split(",")[0].strip())), text)
    name = ""
    for part in NAMES.split(text):
        if name and DEGREE.fullmatch(part):
            name += f", {part}"
            continue
        yield name
        name = part.strip(" \"'“”*:,;-")
    yield name


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= 60 or len(name.split()) > 7 or not re.search(r"[^\W\d_]", name):
        return False
    if re.search(r"[<>{}\d\\=]", name) or name.lower() in ROLES or INITIALS.fullmatch(name):
        return False
    words = name.split()
    small = [word for word in words if word[0].islower() and word not in PARTICLES]
    if small and len(small) < len(words):  # "Ikuti kami", "Baca artikel lain"; "dewi lestari" is as printed
        return False
    return not (DESK.fullmatch(name) or PRESS.fullmatch(name))
