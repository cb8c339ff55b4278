"""Sift the lines of a body: what is story stays, everything else is kept apart with the rule that took it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.inserts import (
    BRACKETED,
    BRACKETED_LINK,
    INSIDE,
    OPENING,
    LINK,
    LINKS,
    WEIGHTS,
    WORD,
    find_label,
    is_insert,
    is_title,
    plain,
    title_end,
)
from newscrawl.lines import Dropped, Line
from newscrawl.types import Removed

HEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])
WORDS = r"(?-i:[A-Z@*][\w.'’@-]*)"
NAMES = rf"{WORDS}(?:[\s,/&|()]+(?:{WORDS}|dan|\d+))*[)]?"
ROLE = (
    r"(?:editor|penulis|pewarta|reporter|redaktur|red|jurnalis|kontributor|wartawan|fotografer|penerjemah|uploader|sumber"
    r"|foto|teks|naskah|laporan)"
)
# whole lines; each shows the text it matches
LINES = re.compile(
    r"\W*(?:"
    r"(?P<advertisement>(?:advertisements?|iklan|ads?|sponsored|konten bersponsor|(?:advertisement\s*)?(?:scroll|gulir) (?:to|ke|untuk) .{3,50}"
    r"|iklan\W+geser .*|konten di bawah ini disajikan oleh advertiser.*))"
    r"|(?P<video>\[?gambas:.*|(?!.*[.]\W*$)(?:yuk,? )?(?:simak|tonton|lihat|saksikan)(?: juga)?(?: di)? (?:live|video|foto|detik|streaming|halaman).{0,200}?[^.]|loading\W*|video (?:pilihan|terkait).*|jangan lewatkan video.*)"
    r"|(?P<page_links>halaman\s*:?\s*(?:\d+\W*)*(?:dari \d+)?|(?:halaman )?(?:selanjutnya|berikutnya|sebelumnya)(?: halaman)?"
    r"|(?:lihat|tampilkan|show) (?:all|semua)|next(?: page)?|pages?\s*:?\s*(?:\d+\W*)+|laman\s*:?\s*(?:\d+\W*)+|1(?:\W+\d+)+)"
    rf"|(?P<credit>{ROLE}(?:\s*(?:&|dan|/)\s*{ROLE})?[\s|]*:\s*{NAMES}(?:[\s|,]+{ROLE}[\s|]*:\s*{NAMES})*"
    r"|(?:artikel|berita) ini (?:telah|sudah|pernah) (?:tayang|terbit|dimuat).*)"
    r"|(?P<printed_date>(?:(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)\W+)?\d{1,2}[ /-]\w{1,10}[ /-]\d{4}\W{0,6}"
    r"(?:\d\d[.:]\d\d(?:[.:]\d\d)?(?: ?wi(?:b|ta|t))?)?)"
    r"|(?P<copyright>(?:copyright|hak cipta|©|\(c\) ?\d{4}|all rights reserved|dilarang (?:keras )?(?:mengambil|mengutip|menyalin|melakukan crawling)).*)"
    r"|(?P<share>(?:(?:share|bagikan|tweet|share news|facebook|twitter|whatsapp|telegram|line|email|e-mail|x|linkedin|pinterest|print|cetak)\b\W*)+"
    r"|bagikan (?:artikel|berita) ini|share this\b.{0,20}|copy link|salin (?:link|tautan)|url berhasil dicopy|(?:link|tautan) (?:telah|berhasil) (?:di)?salin|kembali ke artikel|komentar|lihat foto)"
    r"|(?P<tags>(?:tags?|topik|tagar|kata kunci|label|keywords?)\s*:.{0,300}|(?:#\w+\W*)+)"
    r"|(?P<promotion>(?:ikuti|follow|gabung|bergabung|join|dapatkan|simak|klik|cek|baca|nyalakan|jangan lupa|temukan|pantau|silakan"
    r"|update|mari|yuk|telusuri|download|unduh|subscribe|langganan)\b"
    r"(?=.*(?:channel|saluran|grup|group|telegram|whatsapp|google ?news|t\.me/|notifikasi|breaking news|newsletter|berita|konten|artikel))"
    r"(?=.*(?:channel|saluran \w+|google ?news|https?:|t\.me/|\.com|\.id\b|notifikasi|newsletter|\b(?:kami|anda|kamu|\w+mu)\b|breaking news"
    r"|(?:berita|konten|artikel) (?:pilihan|terbaru|terkini|lain|menarik)|perkembangan|.{0,30}$)).*"
    r"|telusuri berita.*|ikuti (?:kami|perkembangan).*|bagaimana tanggapan anda .*|cek berita dan artikel.*|join .{2,40} network|update berita .{2,40} network)"
    r")\W*",
    re.IGNORECASE | re.DOTALL,
)
TAIL = re.compile(
    r"\W*(?:tinggalkan (?:balasan|komentar)|beri(?:kan)? (?:balasan|komentar).*|tulis komentar.*|leave a (?:reply|comment).*|batalkan balasan|komentar pembaca)\W*",
    re.I,
)
SHORTCODE = re.compile(
    r"\[/?[a-z]\w*(?:[_-]\w+)+[^\[\]]{0,200}\]|\[/?\w+ \w+=[\"”“'′″][^\[\]]{0,200}\]|\[/(?:caption|gallery|embed|video|audio|b|i|url)\]",
    re.I,
)
GAMBAS = re.compile(r"\[Gambas:[^\]]{0,80}\]", re.I)
# kompas glues it to the last sentence
GLUED = re.compile(
    r"(?:Dapatkan update berita pilihan|Artikel ini (?:telah|sudah) tayang di|Simak .{0,60}WhatsApp Channel|Baca berita .{0,40}Google News).*",
    re.DOTALL,
)
LINKED_TITLES = re.compile(rf"[^\w\"“”‘’']*(?:{LINKS.pattern}[^\w\"“”(]*)+")
TITLE_GAP = re.compile(r"[^\w\"“”‘’'(]{0,20}")
LONGEST_LINE = 400  # letters; longer lines are never taken whole by their words


def sift(lines: Iterable[Line | Dropped]) -> tuple[list[str], list[Removed]]:
    """(marked lines of the story, what was removed), in order."""
    kept: list[str] = []
    removed: list[Removed] = []
    listing = tail = False
    for line in lines:
        if isinstance(line, Dropped):
            removed.append(Removed(line.text, line.rule, len(kept)))
            continue
        words = plain(line.text)
        if not WORD.search(words):
            kept += [line.text] if "*" in words else []
            continue
        rule = "comments" if tail else _line_rule(line, words, listing)
        listing = rule in ("label", "listed")
        tail = tail or (rule == "comments" and bool(kept))
        if rule:
            removed.append(Removed(words, "baca-juga" if listing else rule, len(kept)))
            continue
        text, cuts = cut_inside(line.text)
        removed += [Removed(cut, name, len(kept)) for cut, name in cuts]
        if WORD.search(text):
            kept.append(text)
    return kept, removed


def _line_rule(line: Line, words: str, listing: bool) -> str | None:
    heading = line.tag in HEADINGS
    if len(words) > LONGEST_LINE:
        return "baca-juga" if is_insert(line.text, heading) else None
    if TAIL.fullmatch(words):
        return "comments"
    if match := LINES.fullmatch(words):
        return str(match.lastgroup).replace("_", "-")
    if is_insert(line.text, heading):
        found = find_label(WEIGHTS.sub("", line.text))
        return "label" if found and not plain(found[1]) else "baca-juga"
    if _is_link(line.text, words):
        return "listed" if listing else "link-line"
    if listing and not heading and is_title(words) and len(words.split()) > 3:
        return "listed"
    return None


def _is_link(text: str, words: str) -> bool:
    """A line of links alone; an address spelt out is text."""
    if LINK not in text or WORD.search(plain(LINKS.sub("", text))):
        return False
    return not re.match(r"(?:https?:|www\.|\S+@)", words)


def cut_inside(text: str) -> tuple[str, list[tuple[str, str]]]:
    """(line without the inserts in it, what was cut and by which rule)."""
    cuts: list[tuple[str, str]] = []

    def take(match: re.Match[str], rule: str) -> str:
        cuts.append((plain(match[0]), rule))
        return " "

    text = SHORTCODE.sub(lambda match: take(match, "shortcode"), text) if "[" in text else text
    text = GAMBAS.sub(lambda match: take(match, "video"), text) if "[" in text else text
    text = GLUED.sub(lambda match: take(match, "promotion"), text)
    if "[" in text or "(" in text:
        text = BRACKETED.sub(lambda match: take(match, "baca-juga"), text)
        text = BRACKETED_LINK.sub(lambda match: take(match, "baca-juga"), text)
    return _cut_labels(text, cuts), cuts


def _cut_labels(text: str, cuts: list[tuple[str, str]]) -> str:
    parts: list[str] = []
    kept = 0
    match = OPENING.match(text)
    if not match or not match["strong"]:
        match = INSIDE.search(text)
    while match:
        at, this = match.end(), match
        match = INSIDE.search(text, at)
        end = _insert_end(text, this)
        if end is None:
            continue
        bare = not WORD.search(text, at, end)
        cuts.append((plain(text[this.start() : end]), "baca-juga-label" if bare else "baca-juga"))
        parts += text[kept : this.start()], " "
        kept = end
        match = INSIDE.search(text, end)
    return "".join([*parts, text[kept:]])


def _insert_end(text: str, match: re.Match[str]) -> int | None:
    """Where the insert that opens with a label inside a line ends; None where the label is the story's own."""
    if linked := LINKED_TITLES.match(text, match.end(), match.end() + LONGEST_LINE):
        return linked.end()
    gap = TITLE_GAP.match(text, match.end())
    begin = gap.end() if gap else match.end()
    rest = text[begin : begin + LONGEST_LINE]
    if ":" in text[match.end() : begin]:
        return begin + (title_end(rest) if LINK not in rest else 0)
    if match["strong"] and is_title(rest) and begin + len(rest) == len(text):
        return len(text)
    return None
