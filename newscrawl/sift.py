"""Sift the lines of a body: what is story stays, everything else is kept apart with the rule that took it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.boxes import HEADINGS
from newscrawl.inserts import (
    BRACKETED,
    BRACKETED_LINK,
    INSIDE,
    LABELLED_LINK,
    LINK,
    LINKS,
    OPENING,
    UNLINK,
    WEIGHT,
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

WORDS = r"(?:(?-i:[A-Z@*])[\w.'’@-]*|(?-i:[a-z\d])[\w-]*\.(?:com|id|co|net|org)\b[\w.]*)"
NAMES = rf"{WORDS}(?:[\s,/&|()]+(?:{WORDS}|dan|\d+))*[)]?"
ROLE = (
    r"(?:(?:video|foto|photo) (?:editor|by|oleh)|sumber (?:berita|foto|video)|editor|penulis|pewarta|reporter|redaktur|red|jurnalis|kontributor|wartawan|fotografer|penerjemah"
    r"|uploader|sumber"
    r"|foto|teks|naskah|laporan)"
)
PULL = (
    r"(?:channel|saluran (?:whatsapp|wa|telegram|youtube|kami|resmi|(?-i:[A-Z]))|grup|group|telegram|whatsapp"
    r"|google ?news|t\.me/|notifikasi|newsletter|breaking news"
    r"|berita(?! (?:acara|bohong|hoaks|palsu|duka|itu))|konten|artikel)"
)
# up to the comma of another clause: "Ikuti Instagram, TikTok, dan saluran WhatsApp kami" has one
CLAUSE = r"(?:[^,]|,(?=\s*(?:(?-i:[A-Z])\w*|dan|serta|like|share|comment|cepat|akurat|terkini|terbaru)\b))*"
# what a promotion speaks of besides; "Gabung grup WhatsApp warga, Rina mendapat kabar." has none of it
OWN = (
    r"(?:channel|saluran \w+|google ?news|https?:|t\.me/|\.com|\.id\b|notifikasi|newsletter|breaking news"
    r"|perkembangan"
    r"|\b(?:kami|anda|kamu|ponselmu)\b|(?:berita|konten|artikel) (?:pilihan|terbaru|terkini|lain|menarik)"
    r")"
)
PRINTED = (
    r"\b(?:isi|konten|artikel|berita|tulisan|situs|redaksi|crawling|copas)\b"  # what a page forbids to copy
)
BUTTON = (
    r"(?:share|bagikan|tweet|share news|facebook|twitter|whatsapp|telegram|line|e-?mail|x|linkedin"
    r"|pinterest|print|cetak)"
)
TURN = r"(?:(?:selanjut|berikut)nya|next|lihat semua|show all)"
COUNT = r"\d[\d.,]*+(?: ?(?:k|rb|ribu|jt|juta))?"
DAY = r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)"
# rule -> patterns of whole lines, each as the line reads
LINE_RULES = {
    "advertisement": (
        r"advertisements?|(?:iklan|ads?)(?: (?:oleh|by) google)?|sponsored|konten bersponsor",
        r"(?:advertisement\s*)?(?:scroll|gulir) (?:to|ke|untuk) .{3,50}",
        r"iklan\W+geser .*|konten di bawah ini disajikan oleh advertiser.*",
    ),
    "video": (
        r"\[?gambas:.*|loading\W*|(?:video (?:pilihan|terkait)|jangan lewatkan video)(?!.*[.]\W*+$).*",
        r"(?:yuk,? )?(?:simak|tonton|lihat|saksikan)(?: juga)?(?: di)?"
        r" (?:live|video|foto|detik|streaming|halaman)(?!.*[.]\W*+$).{0,200}",
    ),
    "page-links": (
        rf"(?:halaman|laman|pages?)\s*(?::\s*)?(?:\d[\d\W]*+)?(?:dari \d+)?{TURN}?|1(?:\s+\d{{1,2}})+(?:\W+{TURN})?",
        rf"(?:lanjut(?:kan)?|baca|buka|klik|lihat)(?: (?:mem)?baca)?(?: ke)? (?:halaman|laman) (?:ke-?)?(?:\d{{1,3}}|{TURN})",
        r"(?:halaman )?(?:selanjutnya|berikutnya|sebelumnya)(?: halaman)?|next(?: page)?",
        r"(?:lihat|tampilkan|show) (?:all|semua)",
    ),
    "credit": (
        rf"{ROLE}(?:\s*(?:&|dan|/)\s*{ROLE})?[\s|]*:[\s|]*{NAMES}(?:[\s|,/–-]+{ROLE}[\s|]*:[\s|]*{NAMES})*",
        rf"(?:(?:di)?tulis )?oleh\s*:\s*{NAMES}",
        r"(?:artikel|berita) ini (?:telah|sudah|pernah) (?:tayang|terbit|dimuat)\b"
        r"(?:.*(?:\bjudul\b|\.(?:com|id|co|net)\b|\bedisi\b).*| (?:di|pada|oleh) (?-i:[a-z]*[A-Z]).*)?",
    ),
    "reporter-line": (
        rf"laporan (?:wartawan|reporter|kontributor|jurnalis) (?=.*[,:]){NAMES}(?:\s*:\s*{NAMES})?",
    ),
    "printed-date": (
        rf"(?:{DAY}\W+)?\d{{1,2}}[ /-]\w{{1,10}}[ /-]\d{{4}}\W{{0,6}}"
        r"(?:\d\d[.:]\d\d(?:[.:]\d\d)?(?: ?wi(?:b|ta|t))?)?",
    ),
    "copyright": (
        r"(?:copyright|hak cipta)(?:\W*(?:©|\(c\)|\d{4}|by\b|dilindungi|(?:(?:milik|pada) )?(?-i:[A-Z])).*)?",
        r"(?:©|\(c\) ?\d{4}|all rights reserved).*",
        rf"dilarang (?:keras )?(?:mengambil|mengutip|menyalin|menayangkan|memperbanyak|melakukan)\b(?=.*{PRINTED}).*",
    ),
    "share": (
        rf"{BUTTON}\b(?:\W*{BUTTON}\b)*|bagikan (?:artikel|berita) ini|share this\b.{{0,20}}|copy link|salin (?:link"
        rf"|tautan)",
        r"url berhasil dicopy|(?:link|tautan) (?:telah|berhasil) (?:di)?salin|kembali ke artikel"
        r"|komentar(?: anda)?|like this(?:\W+like)?(?:\W+loading)?|like loading|selengkapnya"
        r"|lihat foto|print(?: friendly)?,? pdf(?:,| &| and) e?-?mail",
        rf"(?:(?:post |page )?views?|hits?|(?:(?:telah|sudah|artikel ini) )*(?:dibaca|dilihat))\W*{COUNT}"
        r"(?:\W*(?:kali|views?|x|pembaca|orang))?",
        rf"{COUNT}\W*(?:(?:kali|x) (?:dibaca|dilihat)|views?|pembaca)",
    ),
    "tags": (r"(?:tags?|topik|tagar|kata kunci|label|keywords?)\s*:.{0,300}|#\w+(?:\W*#\w+)*",),
    "promotion": (
        r"(?:ikuti|follow|gabung|bergabung|join|dapatkan|simak|klik|cek|baca|nyalakan|jangan lupa|temukan"
        r"|pantau|silakan"
        rf"|update|mari|yuk|telusuri|download|unduh|subscribe|langganan)\b,?(?={CLAUSE}{PULL})(?=.*{OWN}).*",
        r"ikuti kami(?:\b.*\b(?:di|hanya|lewat|melalui|pada)\b.*)?"
        r"|telusuri berita.*|bagaimana tanggapan anda .*"
        r"|cek berita dan artikel.*",
        rf"(?:ikuti|follow|gabung|join) .{{0,15}}{PULL}.{{0,15}}",
        r"(?:download|unduh|instal{1,2}|pasang) aplikasi [^.,]{0,40}(?:play ?store|app ?store|android|ios)",
        r"(?:ber)?langganan newsletter\b.{0,60}|hubungi redaksi(?: kami)?\s*:.{0,100}",
        r"punya (?:info|informasi|berita|cerita|foto)\b.{0,60}\? (?:kirim|hubungi|laporkan)\b.*(?:\bkami\b|redaksi|whatsapp|\bwa\b|@).*",
        r"join .{2,40} network|update berita .{2,40} network",
    ),
}
RULES = list(LINE_RULES)
LINES = re.compile(
    "\\W*(?:"
    + "|".join(f"(?P<r{at}>{'|'.join(LINE_RULES[rule])})" for at, rule in enumerate(RULES))
    + ")\\W*",
    re.IGNORECASE | re.DOTALL,
)
# ", kata Rina": a sentence of the story, whatever else it says; not the headline "..., Kata Rina"
SPEECH = re.compile(
    r"[,?!][\"”’']?\s+(?:kata|ujar|ucap|tutur|jelas|tegas|ungkap|sebut|imbau|pesan|ajak|teriak|seru|pinta"
    r"|papar|terang|lanjut|tulis|bunyi|demikian)(?:nya)?\b"
)
SPOKEN = frozenset(["promotion", "copyright", "credit", "video"])
TAIL = re.compile(
    r"\W*(?:tinggalkan (?:balasan|komentar)|beri(?:kan)? (?:balasan|komentar).*|tulis komentar.*"
    r"|leave a (?:reply|comment).*|batalkan balasan|komentar pembaca)\W*",
    re.I,
)
SHORTCODE = re.compile(
    r"\[/?[a-z](?=\w*[_-]\w)\w*+(?:-\w++)*+[^\[\]]{0,200}\]|\[/?\w+ \w+=[\"”“'′″][^\[\]]{0,200}\]|\[/(?:caption"
    r"|gallery|embed|video|audio|b|i|url)\]",
    re.I,
)
GAMBAS = re.compile(r"\[Gambas:[^\]]{0,80}\]", re.I)
# kompas glues it to the last sentence
GLUED = re.compile(
    r"(?:Dapatkan update berita pilihan|Artikel ini (?:telah|sudah) tayang di"
    r"|Simak .{0,60}WhatsApp Channel|Baca berita .{0,40}Google News).*",
    re.DOTALL,
)
LINKED_TITLES = re.compile(rf"[^\w\"“”‘’'{LINK}]*(?:{LINKS.pattern}[^\w\"“”({LINK}]*)+")
STRAY_STOP = re.compile(r"(?<=[.!?…])\s+\.(?=\s|$)")  # of "(Baca juga: Judul)."
SENTENCE_ENDS = frozenset(["", *".!?…\"”'’)]", UNLINK])
TITLE_GAP = re.compile(r"[^\w\"“”‘’'(]{0,20}")
FEWEST_WORDS = 4  # of a sentence behind an insert
LONGEST_KICKER = 5  # words
LONGEST_LINE = 400  # letters; longer lines are never taken whole by their words
MOST_CUTS = 500  # of one body, which no story has; what follows then stays as it is


def sift(lines: Iterable[Line | Dropped]) -> tuple[list[str], list[Removed]]:
    """(marked lines of the story, what was removed), in order."""
    kept: list[str] = []
    removed: list[Removed] = []
    listing = tail = titled = False
    for line in lines:
        if isinstance(line, Dropped):
            if line.rule == "headline" and not titled and all(_is_kicker(plain(each)) for each in kept):
                removed[:] = [Removed(each.text, each.rule, 0) for each in removed]
                removed += [Removed(plain(each), "navigation", 0) for each in kept]
                kept.clear()
            titled = titled or line.rule == "headline"
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
        text, cuts = cut_inside(line.text) if len(removed) < MOST_CUTS else (line.text, [])
        removed += [Removed(cut, name, len(kept)) for cut, name in cuts]
        if WORD.search(text):
            kept.append(text)
    return kept, removed


def _is_kicker(words: str) -> bool:
    """Whether a line over the headline may be a section or a label."""
    return len(words.split()) <= LONGEST_KICKER and words[-1:].isalnum()


def _line_rule(line: Line, words: str, listing: bool) -> str | None:
    heading = line.tag in HEADINGS
    if len(words) > LONGEST_LINE:
        return "baca-juga" if is_insert(line.text, heading) else None
    if TAIL.fullmatch(words):
        return "comments"
    if (rule := _rule_of(words)) and not (rule in SPOKEN and _is_story(line.text, words)):
        return rule
    if is_insert(line.text, heading):
        found = find_label(WEIGHTS.sub("", line.text))
        return "label" if found and not plain(found[1]) else "baca-juga"
    if _is_link(line.text, words):
        return "listed" if listing else "link-line"
    if listing and not heading and is_title(words) and len(words.split()) > 3:
        return "listed"
    return None


def _rule_of(words: str) -> str | None:
    match = LINES.fullmatch(words)
    return RULES[int(str(match.lastgroup)[1:])] if match else None


def _is_story(text: str, words: str) -> bool:
    """Whether a line quotes someone, or goes on with a sentence behind an insert."""
    if SPEECH.search(words):
        return True
    label = OPENING.match(WEIGHTS.sub("", text))
    rest = plain(cut_inside(text)[0]) if label and label["strong"] and LINK in text else ""
    return len(rest.split()) >= FEWEST_WORDS and rest != words


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
    text = LABELLED_LINK.sub(lambda match: take(match, "baca-juga") if _is_apart(match) else match[0], text)
    text = STRAY_STOP.sub("", text) if cuts else text
    return _cut_labels(text, cuts), cuts


def _is_apart(match: re.Match[str]) -> bool:
    """Whether a link that opens with a label is no part of a sentence."""
    if match["strong"] and match["sign"]:
        return True
    before = match.string[max(0, match.start() - 10) : match.start()].rstrip(WEIGHT + " ")
    goes_on = match.string[match.end() : match.end() + 1].islower()
    return bool(match["strong"] or match["sign"]) and before[-1:] in SENTENCE_ENDS and not goes_on


def _cut_labels(text: str, cuts: list[tuple[str, str]]) -> str:
    parts: list[str] = []
    kept = 0
    match = OPENING.match(text)
    if not match or not match["strong"]:
        match = INSIDE.search(text)
    while match and len(cuts) < MOST_CUTS:
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
    """Where the insert that opens with a label ends; None where the label is the story's own."""
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
