"""People an article names, each once, with the role that is printed beside the name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from newscrawl.annotate.document import Document, Tokens
from newscrawl.annotate.entities import Span, find_spans, runs
from newscrawl.annotate.features import is_place, load_features, place_words
from newscrawl.annotate.organisations import load_kinds, name_at, places_at
from newscrawl.annotate.places import all_names, tagged_people
from newscrawl.annotate.roles import HEADS, LISTING, find_role, skip_degrees
from newscrawl.annotate.words import (
    ARABIC_ARTICLES,
    BALINESE,
    CALLED,
    CONNECTORS,
    CREDITED,
    DEGREES,
    DIRECTIONS,
    EVERYBODY,
    FAMILIAR,
    FIRMS,
    FOREIGN_NAMES,
    HEADED,
    HONORIFICS,
    KABUPATEN_CUES,
    KNOWN_INITIALS,
    KOTA_CUES,
    NAME_PARTS,
    NAMED_AFTER,
    NAMED_LIKE_PLACES,
    NAMES,
    NO_INITIALS,
    NOT_NAMES,
    OF_BODIES,
    OF_SUPREME,
    OF_VILLAGES,
    PAIRED,
    PILGRIMS,
    PLACE_CUES,
    PROVINCE_CUES,
    RANKS,
    RELATIONS,
    ROLE_HEADS,
    ROLE_WORDS,
    SAID_BY,
    SCHOOLS,
    SHORTENED_NAMES,
    SPEECH,
    SPOKEN,
    VILLAGES,
)

NOT_CUT = NAMES | NAMED_LIKE_PLACES
SOMEBODY = ROLE_HEADS | EVERYBODY
OF_NAMES, OF_ROLES = NAMES | CONNECTORS, ROLE_HEADS | ROLE_WORDS
BEFORE_PLACES = PLACE_CUES | KABUPATEN_CUES | KOTA_CUES | PROVINCE_CUES

LEAST_SURE = 0.62
"""Confidence of a mention: of the tagger's 25 false ones in 30 articles 15 were below it, and 29 of 230 true ones."""

SURE = 0.9
"""Confidence of a mention above which words that no text prints in lower case are left in it: ``Abdur Rasyid``."""

MENTIONS = (
    400  # read of one article, eight times those of the fullest of 30; the work grows with their square
)
BLEND = 5  # letters of a word that may be made of a name's beginnings, at least
SHORTENED = 4  # letters of a name that lost its end, at least
MISPRINT = 2  # letters that a name of several words lost, at most
FOREIGN = 3  # words before a name that the tagger took for a part of it, and of a foreign name behind a role, at most

NOUN = re.compile(r"(?:Ke|Pe)[a-z]{5,}an")
"""What is made of a word and is none of a person: Kewilayahan, Kehutanan, Perhubungan."""

CALLED_BY = 3  # words of what somebody is called, at most

CALLED_WITHIN = 120  # words between a name and what its bearer is called, at most

KIN = frozenset(f"{word}nya" for word in RELATIONS)
"""``istrinya, Kartinah``"""

VILLAGE = re.compile(
    r"(Banjar|Bojong|Bukit|Ci|Jati|Kali|Karang|Kebon|Kedung|Leuwi|Lubuk|Marg[ao]|Mekar|Muara|Parung|Pasir|Purwo"
    r"|Ranca|Rawa|Sido|Sindang|Suka|Sumber|Tambak|Tanjung|Tegal|Tlogo|Watu|Wono)[a-z]{3,}"
    r"|[A-Z][a-z]{2,}(agung|asri|baru|harjo|jaya|kerta|luhur|makmur|mukti|mulya|rejo|sari|sono|wangi)"
)
"""What villages and sub-districts tend to be called: Karangmulya, Cibatu, Tlogorejo."""

SPECIALIST = re.compile(r"Sp\.?[A-Z][A-Za-z.]*")
"""A physician's degree: SpOG, Sp.BTKV."""

DASHES = frozenset("-–—")
SIGNED = 6  # words of a text's end that may say who wrote it
CREDITS = 12  # words of the names of those who wrote an article, at most
OWNED = ("rumah", "toko", "warung")
"""What people own, in lower case: ``rumah Agus Wiyono``; others need a role: ``nakhoda kapal Agus Wiyono``."""

ACTIVE = ("me", "ber")  # what a verb begins with whose speaker stands before it
ALSO_NAMES = ("Imam", "Putra", "Putri")
OF_PAIR = 4  # words of the first name of a pair, at most
OF_ABROAD = ("foreign", "Xx-0")
"""Kinds of words of names from abroad: Lee, Jae-myung."""

WORDS = ("Xx2", "Xx3")
"""Kinds of capitalised words that texts print in lower case, too."""

SPEECH_REACH = (
    8  # words between a name and the verb that gives its words: "kata Kepala Dinas Kesehatan Kota X, Y"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as printed at words ``start`` up to, without, ``end`` of the body."""

    start: int
    end: int
    parts: tuple[str, ...]
    confidence: float = 1.0


@dataclass(slots=True)
class Person:
    """The mentions that were taken for one person; ``parts`` is the fullest form."""

    parts: tuple[str, ...]
    name: str
    mentions: list[Mention] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    nickname: tuple[str, ...] | None = None


class People:
    """Annotator of people: the tagger's spans, trimmed, joined into persons, with roles."""

    name = "people"
    version = "9"

    def annotate(self, document: Document) -> list[dict[str, Any]]:
        """People by importance: name, role, mentions, quoted, aliases."""
        return [value for _, value in find_people(document)]


def find_people(document: Document) -> list[tuple[Person, dict[str, Any]]]:
    """The people of the body by importance, each with what is stated of it."""
    tokens = document.body
    institutions = _short_names(document)
    found = (mention for mention in find_mentions(document) if mention.parts not in institutions)
    mentions = sorted(found, key=lambda m: m.start)[:MENTIONS]
    mentions = trim_joined(tokens, with_first_names(tokens, mentions))
    mentions = without_employers(tokens, with_called(tokens, mentions))
    persons = join(tokens, mentions)
    add_short_forms(tokens, persons, mentions)
    taken = {i for m in mentions for i in range(m.start, m.end)}
    headline = {word.lower() for word in document.headline.words}
    persons = sorted(persons, key=lambda person: -_importance(person, headline))
    described = [(person, describe(tokens, person, taken)) for person in persons]
    return [(person, value) for person, value in described if is_likely(tokens, person, value)]


def is_likely(tokens: Tokens, person: Person, value: Mapping[str, Any]) -> bool:
    """Whether a mention is certain enough, or the name, the role beside it or how it is introduced is a familiar one."""
    sure = max(mention.confidence for mention in person.mentions)
    familiar = any(part.lower() in NAME_PARTS for part in person.parts)
    see = load_features().see
    if len(person.parts) > 1 and not familiar and all(see(part).kind in WORDS for part in person.parts):
        return False  # Makan Bergizi Gratis: words that the papers print in lower case, too
    role = (value["role"] or "").split()
    called = any(
        _is_told(tokens.words, mention.start)
        or _behind_title(tokens, mention.start)
        or _has_age(tokens, mention.end)
        for mention in person.mentions
    )
    beside = bool(role) and len(role) + len(person.parts) > 2
    return sure >= LEAST_SURE or familiar or called or beside


def _is_told(words: Sequence[str], start: int) -> bool:
    """``warga bernama Ko Liem``, ``istrinya, Kartinah``: words that only a name follows."""
    before = [word.lower() for word in words[max(0, start - 2) : start]]
    if len(before) < 2:
        return False
    return (before[1] == "bernama" and before[0] in SOMEBODY) or (before[1] == "," and before[0] in KIN)


def _importance(person: Person, headline: set[str]) -> float:
    in_headline = any(part.lower() in headline for part in person.parts)
    return len(person.mentions) + 2 * in_headline - person.mentions[0].start / 10_000


def describe(tokens: Tokens, person: Person, taken: set[int]) -> dict[str, Any]:
    """A person as JSON."""
    roles = (find_role(tokens, m.start, m.end, taken) for m in person.mentions)
    return {
        "name": person.name,
        "role": next(filter(None, roles), None),
        "mentions": len(person.mentions),
        "quoted": any(is_quoted(tokens, m) for m in person.mentions),
        "aliases": person.aliases,
    }


def find_mentions(document: Document) -> Iterator[Mention]:
    """The tagger's people without titles and degrees, and names that their place in the sentence gives away."""
    tokens, votes = document.body, _votes(document)
    covered: set[int] = set()
    things = _things(document)
    for one in _pairs(document):
        covered.update(range(one.start, one.end))
        yield one
    for span in (part for whole in whole_names(document) for part in _parted(tokens, whole)):
        if not covered.isdisjoint(range(span.start, span.end)) or _is_behind_article(tokens, span.start):
            continue
        start = _from_title(tokens, span.start)
        if start == span.start:
            start = _first_own(tokens, start, span.end, votes)
        mention = _with_first_name(tokens, trim(tokens, start, span.end, span.confidence))
        others = (_is_employer, _is_credit, _named_after, _is_where, _is_place)
        if mention is None or any(is_other(tokens, mention) for is_other in others):
            continue
        called = is_quoted(tokens, mention) or _behind_title(tokens, mention.start)
        if mention.parts not in things or called:
            covered.update(range(mention.start, mention.end))
            yield mention
    for mention in _behind_places(document):
        if not covered & set(range(mention.start, mention.end)):
            covered.update(range(mention.start, mention.end))
            yield mention
    yield from _by_place(document, covered)


def _pairs(document: Document) -> Iterator[Mention]:
    """Both of two candidates or office holders: ``pasangan Dony-Fajar``, ``Jokowi-JK``, ``Prabowo-Gibran``."""
    tokens, words = document.body, document.body.words
    names = whole_names(document)
    starts = {span.start for span in names}
    inside = {i for span in names for i in range(span.start, span.end)}
    for dash in range(1, len(words) - 1):
        if words[dash] not in DASHES or not (tokens.glued(dash) and tokens.glued(dash + 1)):
            continue
        pair = (dash - 1, dash + 1)
        if _is_pair(tokens, dash, tagged=not inside.isdisjoint(pair)):
            for at in pair:
                yield Mention(at, at + 1, (words[at],))
        elif dash - 1 not in inside and dash + 2 in inside and dash + 1 in starts:
            first = dash
            while (
                first
                and first not in tokens.sentences
                and dash - first < OF_PAIR
                and _may_begin(words[first - 1])
            ):
                first -= 1
            if dash - first > 1:  # nomor urut 1 Sukirman Efendi-Lidya Oktaviani
                yield Mention(first, dash, words[first:dash])


def _is_pair(tokens: Tokens, dash: int, *, tagged: bool) -> bool:
    """Whether two people are named beside a hyphen, of whom the tagger saw one: not ``Ward-Prowse``, ``Bandara Soekarno-Hatta``."""
    words = tokens.words
    pair = words[dash - 1 : dash + 2 : 2]
    before = words[dash - 2] if dash > 1 and dash - 1 not in tokens.sentences else ""
    following = words[dash + 2] if dash + 2 < len(words) and dash + 2 not in tokens.sentences else ""
    longer = following[:1].isupper() or DASHES & {before, following} or pair[0].lower() in CONNECTORS
    if longer or len(set(pair)) == 1 or not all(_may_begin(word) or _is_short(word) for word in pair):
        return False
    listed = [word.lower() in NAMES and not is_place(word) for word in pair]
    if before.lower() in PAIRED:
        return tagged or any(listed)
    known = all(own or _is_short(word) for own, word in zip(listed, pair, strict=True))
    return (tagged or known) and any(listed) and not before[:1].isupper()


def _is_short(word: str) -> bool:
    """Whether a word beside a name may be the initials of another: ``JK``, ``SBY``."""
    initials = len(word) == 2 and word.isalpha() and word.isupper() and word.lower() not in NO_INITIALS
    return initials or word in KNOWN_INITIALS


@lru_cache(maxsize=8)
def whole_names(document: Document) -> tuple[Span, ...]:
    """The tagger's people; what it cut in two is joined, and a first name that it left out is put back."""
    spans, tokens = find_spans(document), document.body
    taken = {i for span in spans for i in range(span.start, span.end)}
    alone = {span.start for span in spans if span.end - span.start == 1}
    placed = places_at(tokens)
    names: list[Span] = []
    for span in tagged_people(document):
        if names and names[-1].end == span.start and span.start not in tokens.sentences:
            sure = max(span.confidence, names[-1].confidence)
            names[-1] = Span(names[-1].start, span.end, "PER", sure)
            continue
        first = span.start - 1
        if first > 0 and tokens.words[first] == "." and _is_initial(tokens.words[first - 1]):
            span = span._replace(start=first - 1)  # Kepala Dinsos M. Ibra
            first -= 2
        swallowed = (
            first in taken and first not in placed and (first - 1 in placed or first in alone)
        )  # Kota Bogor Sri | Nowo Retno
        left_out = first >= 0 and (first not in taken or swallowed) and span.start not in tokens.sentences
        left_out = left_out and tokens.words[first].lower() not in NAMED_AFTER
        if first in alone:
            left_out = left_out and _knows(tokens.words[first])  # not Kepala Bappeda
        if left_out and first not in tokens.sentences and _may_begin(tokens.words[first]):
            span = span._replace(start=first)
        names.append(span)
    return tuple(names)


def _parted(tokens: Tokens, span: Span) -> Iterator[Span]:
    """Two names that the tagger took for one: ``kata Dadan Dadan Hindayana menilai``, ``Budi Santoso-Rudi Hartono``."""
    words = tokens.words
    for at in range(span.start + 1, span.end - 1):
        glued = words[at] in DASHES and tokens.glued(at) and tokens.glued(at + 1)
        pair = glued and span.start + 1 < at < span.end - 2 and words[at - 1].lower() not in CONNECTORS
        if pair or words[at] == "dan":
            yield span._replace(end=at)
            yield span._replace(start=at + 1)
            return
    if span.end - span.start > 1 and len(set(tokens.words[span.start : span.start + 2])) == 1:
        yield span._replace(end=span.start + 1)
        span = span._replace(start=span.start + 1)
    yield span


def _with_first_name(tokens: Tokens, mention: Mention | None) -> Mention | None:
    """``Imam Subekti (19)``, ``Putri Maharani mengatakan``: a first name that is a role elsewhere, before one more word."""
    if mention is None or len(mention.parts) > 1 or mention.start == 0:
        return mention
    first = mention.start - 1
    opens = first in tokens.sentences or tokens.words[first - 1] in (",", "dan", "yakni", "yaitu")
    if tokens.words[first] in ALSO_NAMES and (opens or _has_age(tokens, mention.end)):
        return Mention(first, mention.end, (tokens.words[first], *mention.parts), mention.confidence)
    return mention


def _is_behind_article(tokens: Tokens, start: int) -> bool:
    """``Yayasan As-Salman``, ``Dapur Al-Hadi``: the rest of what a thing is called."""
    words = tokens.words
    cut = (
        start > 2
        and words[start - 1] in DASHES
        and tokens.glued(start)
        and words[start - 2] in ARABIC_ARTICLES
    )
    return cut and words[start - 3][0].isupper() and not _is_title(words[start - 3])


def _from_title(tokens: Tokens, start: int) -> int:
    """Where a name begins that the tagger cut behind a title: ``Ms. Kim Me-Kyung``, ``AKBP Sah Udur``."""
    words = tokens.words
    for at in range(start, max(start - 4, 1), -1):
        if words[at - 1] == "." and len(words[at - 2]) > 1 and _is_title(words[at - 2]):
            return at
        if not (words[at - 1][0].isupper() or words[at - 1] == "-"):
            break
    between = words[start - 1 : start]
    if start > 1 and start not in tokens.sentences and between[0].istitle() and between[0].isalpha():
        title = words[start - 2]
        if _is_title(title) and title.lower() not in OF_BODIES and not _is_title(between[0]):
            return start - 1
    return start


def _is_initial(word: str) -> bool:
    """Whether a name may open with it, shortened: ``M.``, ``Moh.``."""
    return (len(word) == 1 and word.isupper()) or word in SHORTENED_NAMES


def _may_begin(word: str) -> bool:
    """Whether a word is capitalised and no list, nor any text in lower case, knows it as anything but a name."""
    known = load_features().see(word).kind in ("name", "Xx0") or word.lower() in NAMES
    return known and word[0].isupper()


def _votes(document: Document) -> Counter[str]:
    """Word -> how much more often the tagger found it within a name than elsewhere."""
    words = document.body.words
    inside = {i for span in whole_names(document) for i in range(span.start, span.end)}
    votes: Counter[str] = Counter()
    for index, word in enumerate(words):
        if word[0].isupper():
            votes[word] += 1 if index in inside else -1
    return votes


def _first_own(tokens: Tokens, start: int, end: int, votes: Counter[str]) -> int:
    """Skip leading words that the article mostly prints outside names: ``Makassar Andi``, ``Paspor Hendra``."""
    words = tokens.words
    spoken = start + 1 == end and start > 0 and words[start - 1].lower() in SPEECH
    spoken = spoken and words[start] not in load_kinds().names
    while start < end and not spoken and votes[words[start]] < 0 and words[start].lower() not in OF_NAMES:
        start += 1
    while start and start + 1 < end and words[start] in DIRECTIONS and words[start - 1][0].isupper():
        start += 1  # DPRD Kapuas Hulu Hairudin
    if start and start + 2 < end and words[start + 1] in DIRECTIONS and words[start - 1][0].isupper():
        start += 2  # Kepala SPPG Dawuhan Wetan Ahmad
    if 1 < start < end - 1 and words[start].isupper() and words[start - 1] in DASHES and tokens.glued(start):
        start += 1  # Menteri PAN-RB Rini
    while _ends_office(tokens, start, end, votes):
        start += 1  # Direktur Jenderal Pajak Bimo Wijayanto
    while start and start + 1 < end and words[start - 1][0].isupper() and NOUN.fullmatch(words[start]):
        start += 1  # Menteri Koordinator Bidang Pembangunan Kewilayahan Agus
    if start + 1 < end and (words[start] in load_kinds().names or _is_unit(words, start)):
        start += 1  # CIO Danantara Pandu, Kepala Dinkes Suryadi
    if start and start + 1 < end and _is_behind_village_office(words, start) and not _knows(words[start]):
        # Kades Sembungan Nasrudin Latif, Kepala Desa Tlogorejo Imron
        start += _knows(words[start + 1]) or VILLAGE.fullmatch(words[start]) is not None
    while start and start + 1 < end and _goes_on_with_role(words, start):
        start += 1  # Direktur Utama KAI Ignasius
    if start and start + 1 < end and words[start - 1].lower() in BEFORE_PLACES and is_place(words[start]):
        start += 1  # Ketua DPRD Kudus Hendra
    longer = start and start + 2 < end and words[start].lower() not in NOT_CUT
    if longer and is_place(words[start]) and _is_office(tokens, start):
        start += 1  # Kadis Kesehatan Toba Freddi Seventry
    while start > 0 and start not in tokens.sentences and _begins_name(tokens, start):
        start -= 1
    return start


def _is_unit(words: Sequence[str], at: int) -> bool:
    """``Kepala Dinkes``: what an office is of, in one word."""
    unit = words[at].lower() in load_kinds().heads and words[at].lower() not in NAMES
    return unit and at > 0 and words[at - 1].lower() in ROLE_HEADS


def _is_behind_village_office(words: Sequence[str], start: int) -> bool:
    """``Kades``, ``Kepala Puskesmas``, ``Kepala SMPN 1``"""
    at = start - 1 - (start > 1 and words[start - 1].isdigit())
    before = words[at].lower()
    headed = at > 0 and words[at - 1].lower() in ROLE_HEADS
    return before in OF_VILLAGES or (headed and before in VILLAGES | HEADED | SCHOOLS)


def _knows(word: str) -> bool:
    return word.lower() in NAMES or word.lower() in FOREIGN_NAMES


def _ends_office(tokens: Tokens, start: int, end: int, votes: Counter[str]) -> bool:
    """Whether a name of three words opens with one that texts print in lower case, too, and that ends an office."""
    if not 0 < start < end - 2:
        return False
    word, following = tokens.words[start : start + 2]
    common = load_features().see(word).kind in WORDS and word.lower() not in OF_NAMES
    return common and votes[word] < votes[following] and _is_office(tokens, start)


def _is_office(tokens: Tokens, end: int) -> bool:
    """Whether the capitalised words before ``end`` are an office, which a place belongs to."""
    words, at = tokens.words, end - 1
    while at > 0 and at not in tokens.sentences and words[at - 1][0].isupper():
        at -= 1
    return any(word.lower() in ROLE_HEADS for word in words[at:end])


def _goes_on_with_role(words: Sequence[str], at: int) -> bool:
    """Whether a word belongs to the role before it: ``Direktur Utama``, ``Direktur Utama KAI``."""
    before, word = words[at - 1].lower(), words[at]
    if word.lower() in ROLE_WORDS:
        return before in ROLE_HEADS
    if word == "Agung" and before in OF_SUPREME:
        return True
    abbreviation = word.isupper() and word.isalpha() and len(word) > 2 and word not in KNOWN_INITIALS
    return abbreviation and before in OF_ROLES


def _begins_name(tokens: Tokens, start: int) -> bool:
    # I Made, Ni Luh, Anak Agung: the tagger tends to leave the first word out.
    pair = tokens.words[start - 1 : start + 1]
    return (
        (pair[0] in ("I", "Ni", "Sang") and pair[1] in BALINESE)
        or pair in (("Anak", "Agung"), ("Agung", "Ngurah"))
        or pair[0] in ("Al", "Ode")
        or (pair[0] in ("La", "Wa") and pair[1] == "Ode")
        or (pair[0] == "Lalu" and start - 1 not in tokens.sentences)  # of Lombok; else it means "then"
    )


def _named_after(tokens: Tokens, mention: Mention) -> bool:
    """``Jalan Ahmad Yani``, ``UIN Maulana Malik Ibrahim``: a street or institution that bears the name."""
    words, start = tokens.words, mention.start
    if start > 1 and words[start - 1] in DASHES and tokens.glued(start):
        start -= 2  # Bandara Soekarno-Hatta
    if start in tokens.sentences:
        return False
    while start and (words[start - 1] in (".", "Jenderal") or words[start - 1].lower() in HONORIFICS):
        start -= 1  # RSUD dr. Soeroto
        speaks = "".join(words[mention.end : mention.end + 1]).lower() in SPEECH
        if words[start].lower() in SPOKEN or speaks:
            return False  # Bhayangkari Kota Ny. Cindi, Kepala Puskesmas dr. Anggit menjelaskan
    before = [words[i].lower() for i in range(max(0, start - 3), start)]
    if before[-1:] == [")"]:  # Universitas Islam Negeri (UIN) ...
        before = before[:-1]
    if _is_headed(tokens, mention.start, mention.end):
        return False
    if len(mention.parts) == 1 and mention.confidence < SURE and before[-2:-1] and before[-2] in VILLAGES:
        return words[start - 1][0].isupper()  # Desa Sumber Agung
    return before[-2:] == ["kapal", "motor"] or (bool(before) and before[-1] in NAMED_AFTER)


def _is_headed(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a name behind a town or village is of who heads it: ``Wali Kota Hendra``, not ``Kepala Desa Sumber Agung, Hendra``."""
    words = tokens.words
    head, body = ("", "", *map(str.lower, words[max(0, start - 2) : start]))[-2:]
    if (head, body) == ("wali", "kota") or (body == "kota" and is_place(head)):
        return True  # Wali Kota Hendra, Camat Garut Kota Hendra
    following = words[end : end + 2]
    listed = len(following) > 1 and following[0] == "," and following[1][0].isupper()
    known = words[start].lower() in NAMES and not is_place(words[start])
    owned = start > 0 and words[start - 1].islower() and (body in OWNED or head in ROLE_HEADS)
    return known and (owned or (head in ROLE_HEADS and body in HEADED and not listed))


def _is_where(tokens: Tokens, mention: Mention) -> bool:
    """``analis pasar di Philip Nova``, ``menuju Tanjung Redeb``: nobody is at a person."""
    before = tokens.words[mention.start - 1] if mention.start else ""
    return before == "di" or (before in ("ke", "menuju") and not _is_listed(mention))


def _is_place(tokens: Tokens, mention: Mention) -> bool:
    """``Kepala Dinas Sosial Bone Bolango, Marni Uno``: a place of several words, where no title says otherwise."""
    names = ((start, end) for start, end, _ in all_names(tokens) if end - start > 1)
    return (mention.start, mention.end) in names and not _behind_title(tokens, mention.start)


def _things(document: Document) -> set[tuple[str, ...]]:
    """Names that a street or an institution bears: the pupils of Pesantren Nurul Ali are "santri Nurul Ali" later."""
    words = document.body.words
    return {
        words[i : span.end]
        for span in find_spans(document)
        for i in range(max(1, span.start), span.end)
        if words[i - 1].lower() in NAMED_AFTER and not _is_headed(document.body, i, span.end)
    }


def _short_names(document: Document) -> set[tuple[str, ...]]:
    """What institutions are called in brackets: ``Kementerian Komunikasi dan Digital (Komdigi)``."""
    words = document.body.words
    ends = (s.end for s in find_spans(document) if s.kind == "ORG" and s.end - s.start > 1)
    bracketed = (words[end : end + 3] for end in ends)
    return {found[1:2] for found in bracketed if found[::2] == ("(", ")") and found[1].lower() not in NAMES}


def _is_credit(tokens: Tokens, mention: Mention) -> bool:
    """Who wrote an article: ``Editor: Rusman Hadi``, ``Ahmad Viqi, Sui Suadnyana - detikBali`` that opens a body."""
    before = tokens.words[max(0, mention.start - 2) : mention.start]
    if before[-1:] in ((":",), ("|",)) and before[0].lower() in CREDITED:
        return True  # Editor: Rusman Hadi
    if before[-1:] == ("(",) and ")" in tokens.words[max(mention.end, len(tokens.words) - SIGNED) :]:
        return True  # ... separuh jalan. (Noor Efendi/mar)
    words = tokens.words[: CREDITS + 1]
    dash = next((i for i, word in enumerate(words[:-1]) if word in DASHES), 0)
    brand = words[dash + 1] if dash else ""
    return mention.end <= dash and brand[0].islower() and not brand.islower()


def _behind_title(tokens: Tokens, start: int) -> bool:
    """``Ny. Cindi Rico``: where a name surely begins."""
    at = start - 1 - (start > 1 and tokens.words[start - 1] == ".")
    return at >= 0 and start not in tokens.sentences and _is_title(tokens.words[at])


def _behind_places(document: Document) -> Iterator[Mention]:
    """Names that the tagger took for the end of what is before them: ``Wakil Ketua DPRD Bandung Barat Dadan Supardan``."""
    tokens, spans = document.body, find_spans(document)
    placed = places_at(tokens)
    people = {span.start for span in spans if span.kind == "PER"}
    known = {tokens.words[i] for span in spans if span.kind == "PER" for i in range(span.start, span.end)}
    alone = (s for s in spans if s.kind == "PER" and s.end - s.start == 1)
    speakers = {
        tokens.words[s.start] for s in alone if is_quoted(tokens, Mention(s.start, s.end, (), s.confidence))
    }
    for span in spans:
        inside = [i for i in range(span.start, span.end) if i in placed]
        if span.kind == "PER":
            continue
        listed = name_at(tokens, span.start, span.end)
        start = inside[-1] + 1 if inside else min(span.start + listed, span.end) if listed else span.end
        ends_in_speaker = start == span.end > span.start + 1 and tokens.words[start - 1] in speakers
        if ends_in_speaker and not tokens.words[start - 2][0].isdigit():
            start -= 1  # Kementerian Keuangan Rosmauli
        start += (
            bool(inside) and span.end - start > 1 and tokens.words[start] == "Kota"
        )  # Camat Garut Kota Agus
        if start == span.end:
            continue
        tail = tokens.words[start : span.end]
        is_known, closed = known & set(tail), tokens.words[span.end : span.end + 1] in ((",",), (".",))
        own = [_may_begin(word) or word.lower() in FOREIGN_NAMES or word == "Lalu" for word in tail]
        within = len(tail) > 2 and own[-1]  # Ariston Tua Sidauruk
        names = all(own) or within or (len(tail) > 1 and (is_known or closed))  # Kasrul Selang
        if len(tail) == 1 and closed and span.end + 1 in people:
            continue  # Kepala Balai Taman Nasional Kerinci Seblat, Haidir
        plausible = names and own[0] and not set(tail) & DIRECTIONS
        if plausible and (is_known or find_role(tokens, start, span.end, set()) is not None):
            mention = trim(tokens, start, span.end)
            if mention:
                yield mention


def _is_employer(tokens: Tokens, mention: Mention) -> bool:
    """``Direktur Utama Nusa Terbang, Capt. Arga``: behind a role, and its bearer follows with a title."""
    words, start, end = tokens.words, mention.start, mention.end
    after_role = start > 0 and words[start - 1].lower() in OF_ROLES
    return (
        after_role and words[end : end + 1] == (",",) and end + 1 < len(words) and _is_title(words[end + 1])
    )


def _by_place(document: Document, covered: set[int]) -> Iterator[Mention]:
    """Names the tagger missed: after a rank or a form of address, after a role and a comma, after a verb of saying."""
    tokens, words = document.body, document.body.words
    other = {i for span in find_spans(document) if span.kind != "PER" for i in range(span.start, span.end)}
    for start, end in runs(tokens):
        if (named := _behind_role(words, start, end)) and (covered | other).isdisjoint(range(named, end)):
            mention = trim(tokens, named, end)
            if mention and _plain(mention) and not _named_after(tokens, mention):
                yield mention
            continue
        at = _after_titles(words, start, end)
        titled = at > start or _has_age(tokens, end) or _is_told(words, at)
        if not (titled or (at and (words[at - 1] == "," or words[at - 1].lower() in SPEECH))):
            continue
        inside = range(at, end)
        if at >= end or not covered.isdisjoint(inside):
            continue
        named = titled or all(word.lower() in NAMES for word in words[at:end])
        mention = trim(tokens, at, end) if named or other.isdisjoint(inside) else None
        if mention is None or mention.end - at > 5 or not _plain(mention) or _named_after(tokens, mention):
            continue
        if titled or _introduced(tokens, mention):
            yield mention


def _behind_role(words: Sequence[str], start: int, end: int) -> int:
    """Where a name begins that ends a run behind a role, two words or more: ``Menteri Sosial Saifullah Yusuf``; else 0."""
    if end - start < 3 or words[start].lower() not in ROLE_HEADS:
        return 0
    at = end
    while at > start and (_may_begin(words[at - 1]) or load_features().see(words[at - 1]).kind in OF_ABROAD):
        at -= 1
    listed = any(word.lower() in NAMES for word in words[at:end])
    foreign = end - at <= FOREIGN and words[at : at + 1] and words[at].lower() in FOREIGN_NAMES
    return at if (listed or foreign) and end - at > 1 and at > start else 0


def _after_titles(words: Sequence[str], start: int, end: int) -> int:
    """Where a name begins behind titles that open a run of capitals, or behind the last ``Ms.`` within it."""
    within = (i + 2 for i in range(end - 2, start, -1) if words[i + 1] == "." and _is_title(words[i]))
    at = next(within, start)
    while at < end and (_is_title(words[at]) or words[at] == "."):
        at += 1
    return at


def _has_age(tokens: Tokens, end: int) -> bool:
    """``Umbu Landu Praing (54)``: in news only people bear a number of two digits in brackets."""
    words = tokens.words[end : end + 3]
    return (
        len(words) == 3 and words[0] == "(" and words[2] == ")" and words[1].isdigit() and len(words[1]) == 2
    )


def _plain(mention: Mention) -> bool:
    """Whether no word of it is a role, a place or an abbreviation."""
    return not any(
        part.lower() in ROLE_HEADS
        or part.lower() in place_words()
        or (part.isupper() and len(part) > 1 and "." not in part)
        for part in mention.parts
    ) and (len(mention.parts) > 1 or load_features().see(mention.parts[0]).kind not in WORDS)  # Ibu Hamil


def _introduced(tokens: Tokens, mention: Mention) -> bool:
    """``..., Istikomah, mengatakan`` after a role; ``kata Istikomah.``"""
    words, start, end = tokens.words, mention.start, mention.end
    end = skip_degrees(tokens, end)
    follows = words[end].lower() if end < len(words) else "."
    following = words[end + 1 : end + 2]
    listed = follows == "," and following != () and following[0][0].isupper()
    listed = listed and following[0].lower() not in DEGREES
    closed = not listed and (
        follows in (",", ".", "(", '"', "”")
        or follows in SPEECH
        or follows in ("saat", "kepada", "usai", "dalam")
    )
    if not closed or start < 2 or start in tokens.sentences:
        return False
    if words[start - 1].lower() in SPEECH:
        return True
    said = any(word.lower() in SPEECH for word in words[max(0, start - SPEECH_REACH) : start])
    return (
        words[start - 1] == ","
        and find_role(tokens, start, end, set()) is not None
        and (said or follows != ".")
    )


def _is_title(word: str) -> bool:
    lower = word.lower()
    return lower in RANKS or (
        lower in HONORIFICS and lower not in NAME_PARTS and (len(lower) > 1 or lower in "hk")
    )


def trim(tokens: Tokens, start: int, end: int, confidence: float = 1.0) -> Mention | None:
    """The name in a span, without titles before and degrees after it; None where nothing of a name is left."""
    words = tokens.words
    within = (i + 2 for i in range(end - 2, start, -1) if words[i + 1] == "." and len(words[i]) > 1)
    start = next((i for i in within if _is_title(words[i - 2])), start)  # Distrik Yongsan Ms. Park
    while start < end and _goes_before(words, start, end):
        start += 1
    if words[start:end][:1] == ("Lalu",) and start in tokens.sentences:
        start += 1  # then, not the title of Lombok
    for index in range(start + 1, end):
        word = words[index]
        if word in (",", "dan") or word.lower().rstrip(".") in DEGREES or SPECIALIST.fullmatch(word):
            end = index
            break
    while end > start and (not words[end - 1][0].isalnum() or words[end - 1] in CONNECTORS):
        end -= 1
    if end - start > 1 and words[end - 1] == "Indonesia":
        end -= 1  # Menurut Prabowo Indonesia harus siap
    end = _with_hyphen(tokens, end)
    parts = tuple(word for word in words[start:end] if word[0].isalnum())
    if not parts or not _is_name(parts):
        return None
    return Mention(start, end, parts, confidence)


def _with_hyphen(tokens: Tokens, end: int) -> int:
    """The end of a name that goes on in a double one, which the tagger tends to leave out: ``Kim Me-Kyung``."""
    double = tokens.words[end : end + 3]
    if double and end not in tokens.sentences and load_features().see(double[0]).kind == "Xx-0":
        return end + 1  # Lee Jae-myung
    if len(double) < 3 or double[1] != "-" or end in tokens.sentences:
        return end
    joined = tokens.ends[end] == tokens.starts[end + 1] and tokens.ends[end + 1] == tokens.starts[end + 2]
    return end + 3 if joined and double[0].istitle() and double[2].istitle() else end


def _goes_before(words: Sequence[str], index: int, end: int) -> bool:
    word = words[index]
    lower = word.lower()
    if not word[0].isalpha() or lower in RANKS or word == "dan":
        return True
    if index + 1 < end and lower in PILGRIMS:
        return True
    if index + 1 < end and lower in HONORIFICS and lower not in ("h", "k", "dr", "raden", "teungku"):
        return lower not in NAME_PARTS
    if index + 1 < end and lower in ("h", "k", "dr", "raden", "teungku"):
        return words[index + 1] == "." or lower != "k"
    titled = index > 0 and lower in NAMES and _is_title(words[index - 1 - (words[index - 1] == ".")])
    return index + 1 < end and lower in ROLE_HEADS and lower not in NAME_PARTS and not titled


def _is_name(parts: tuple[str, ...]) -> bool:
    """Initials (``RS``, ``AF``) are not people; neither are words of the calendar, institutions and the like."""
    if len(parts) == 1:
        word = parts[0]
        barred = word.lower() in NOT_NAMES or (word.lower() in ROLE_HEADS and word.lower() not in NAME_PARTS)
        barred |= word in load_kinds().names or word.lower() in load_kinds().heads
        return (
            len(word) > 2
            and (word in KNOWN_INITIALS or not (word.isupper() and len(word) < 5))
            and not barred
        )
    first = parts[0].lower()
    barred = (first in NOT_NAMES and parts[0] != "Lalu") or (first in NAMED_AFTER and first not in NAMES)
    return any(len(part) > 2 for part in parts) and not barred


def join(tokens: Tokens, mentions: Sequence[Mention]) -> list[Person]:
    """Group mentions into persons: a short form goes to the longest earlier or later name that holds its words."""
    persons: list[Person] = []
    nicknames = {m.start: before for m, before in _also_called(tokens, mentions)}
    called = {_bare(m.parts) for m in mentions if m.start in nicknames}
    owners: dict[int, Person] = {}

    def order(m: Mention) -> tuple[bool, bool, int, int, int]:
        late = any(holds(nickname, _bare(m.parts)) for nickname in called)
        return late, m.start not in nicknames, -len(m.parts), -sum(map(len, m.parts)), m.start

    for mention in sorted(mentions, key=order):
        person = _owner(persons, mention)
        if person is None and mention.start in nicknames and (person := owners.get(nicknames[mention.start])):
            person.nickname = _bare(mention.parts)
        if person is None:
            person = Person(mention.parts, tokens.slice(mention.start, mention.end))
            persons.append(person)
        owners[mention.start] = person
        _add(person, tokens, mention)
    for person in persons:
        person.mentions.sort(key=lambda m: m.start)
    return sorted(persons, key=lambda p: p.mentions[0].start)


def _owner(persons: Sequence[Person], mention: Mention) -> Person | None:
    """Whose name it is: of those who bear it before those of whose name it may be made."""
    parts = _bare(mention.parts)
    for person in persons:
        if holds(person.parts, parts) or (person.nickname and holds(person.nickname, parts)):
            return person
    short = mention.parts
    forms = (is_blend, is_beginning, is_initials)
    return next((p for p in persons if any(may_be(p.parts, short) for may_be in forms)), None)


def _bare(parts: tuple[str, ...]) -> tuple[str, ...]:
    """A name without the form of address that may be a name as well: ``Gus Maksum``."""
    return parts[1:] if len(parts) > 1 and parts[0].lower() in HONORIFICS else parts


def with_first_names(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """Join names that touch, and put back a first name that went to the institution before it: ``PT Gas Gamal Santoso``.

    That it is a first name shows where the article calls the person by it alone.
    """
    words, alone = tokens.words, {m.parts[0] for m in mentions if len(m.parts) == 1}
    taken = {i for m in mentions for i in range(m.start, m.end)}
    whole: list[Mention] = []
    for mention in mentions:
        at = start = mention.start
        touching = whole and whole[-1].end == start and start not in tokens.sentences
        if touching and words[whole[-1].start] != words[start]:
            before = whole.pop()
            sure = max(before.confidence, mention.confidence)
            whole.append(Mention(before.start, mention.end, before.parts + mention.parts, sure))
            continue
        while start - at < FOREIGN and at > 0 and at not in tokens.sentences:
            at -= 1
            if at in taken or not (_may_begin(words[at]) or words[at].lower() in NAMES):
                break
            if words[at] in alone and words[at] not in mention.parts:
                parts = tuple(words[at:start]) + mention.parts
                mention = Mention(at, mention.end, parts, mention.confidence)
                break
        whole.append(mention)
    return whole


def without_employers(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """Leave out what ends an office beside a name, where no list knows a word of it as a name."""
    employers = set()
    for one, other in pairwise(mentions):
        if _is_before_bearer(tokens, one, other):
            employers.add(one.start)
        if _is_behind_bearer(tokens, one, other):
            employers.add(other.start)
    return [
        mention for mention in mentions
        if mention.start not in employers or (_is_listed(mention) and not _is_firm(tokens, mention.start))
    ]  # fmt: skip


def _is_before_bearer(tokens: Tokens, employer: Mention, bearer: Mention) -> bool:
    """``Kepala Wilayah Astra Daihatsu Sumbagsel, David Gunawan mengatakan``, not a list of names."""
    words, start = tokens.words, employer.start
    after_role = start > 0 and words[start - 1].lower() in OF_ROLES and len(employer.parts) > 1
    return (
        (after_role or _is_firm(tokens, start))
        and words[employer.end : bearer.start] == (",",)
        and _is_listed(bearer)
        and _goes_on_below(words[bearer.end + (words[bearer.end : bearer.end + 1] == (",",)) :][:1])
    )


def _is_firm(tokens: Tokens, end: int) -> bool:
    """Whether the capitalised words before ``end`` open with what a firm is called: ``Direktur CV Borneo Agar Lestari``."""
    words, at = tokens.words, end
    while at > 0 and at not in tokens.sentences and words[at - 1][0].isupper():
        at -= 1
    return any(word in FIRMS for word in words[at:end])


def _is_behind_bearer(tokens: Tokens, bearer: Mention, employer: Mention) -> bool:
    """``David Gunawan, Kepala Wilayah Astra Daihatsu Sumbagsel, hadir``, where no role stands before the name."""
    words = tokens.words
    comma, office = words[bearer.end : bearer.end + 1], words[bearer.end + 1 : employer.start]
    if comma != (",",) or not office or office[0].lower() not in HEADS or _is_title(office[-1]):
        return False
    bare = bearer.start in tokens.sentences or words[bearer.start - 1].islower()
    within = all(word[0].isupper() or word == "&" or word.lower() in OF_ROLES for word in office)
    closed = words[employer.end : employer.end + 1] == (",",)
    return bare and within and closed and _goes_on_below(words[employer.end + 1 : employer.end + 2])


def _goes_on_below(following: tuple[str, ...]) -> bool:
    """Whether a word in lower case follows that does not join names."""
    return following != () and following[0].islower() and following[0] not in LISTING


def _is_listed(mention: Mention) -> bool:
    return any(part.lower() in NAMES for part in mention.parts)


def with_called(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """Put in what the article calls somebody where the tagger missed it behind the name: ``Saifullah Yusuf (Gus Ipul)``."""
    words, taken = tokens.words, {i for m in mentions for i in range(m.start, m.end)}
    used = {_bare(m.parts) for m in mentions}
    found = []
    for mention in mentions:
        start = mention.end + 1
        if words[mention.end : start] not in (("(",), ("atau",), ("alias",)):
            continue
        ends = (start + length for length in range(CALLED_BY, 0, -1))
        end = next((at for at in ends if _bare(words[start:at]) in used), 0)
        closed = words[mention.end] != "(" or words[end : end + 1] == (")",)
        if end and closed and taken.isdisjoint(range(start, end)):
            found.append(Mention(start, end, words[start:end]))
    return sorted([*mentions, *found], key=lambda m: m.start)


def trim_joined(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """Drop leading words that are no part of a name where the rest is the short form of another: ``Paspor Hendra``."""
    names = {m.parts for m in mentions}
    trimmed = []
    for mention in mentions:
        opens = mention.start > 0 and tokens.words[mention.start - 1].islower()
        ends = _foreign_ends(
            mention, opens=opens and mention.start not in tokens.sentences and len(mention.parts) > 2
        )
        cut = next((at for at in ends if _is_short_form(mention.parts, at, names)), 0)
        begun = cut and (_behind_title(tokens, mention.start) or _begins_name(tokens, mention.start + 1))
        begun = begun or (tokens.words[mention.end : mention.end + 3 : 2] == ("(", ")"))  # Yance Felle (9)
        if cut and not begun and mention.end - mention.start == len(mention.parts):
            mention = Mention(mention.start + cut, mention.end, mention.parts[cut:], mention.confidence)
        trimmed.append(mention)
    return trimmed


def _foreign_ends(mention: Mention, *, opens: bool) -> Iterator[int]:
    """How many words that a name opens with may be no part of it: none that a list or the tagger knows as a name.

    ``opens`` tells that a lower-case word stands before it, so that its first word belongs to nothing else.
    """
    for at, part in enumerate(mention.parts[: min(FOREIGN, len(mention.parts) - 1)], start=1):
        lower = part.lower()
        own = (mention.confidence >= SURE or opens) and load_features().see(part).kind == "Xx0"
        if own or lower in NAMES or lower in FOREIGN_NAMES or len(part) <= 2:
            return
        yield at


def _is_short_form(parts: tuple[str, ...], at: int, names: Iterable[tuple[str, ...]]) -> bool:
    """Whether the name without its first words is the short form of another that does not hold the first of them."""
    short = parts[at:]
    return any(
        parts[0] not in name and name != parts and holds(name, short) and not holds(name, parts)
        for name in names
    )


def _add(person: Person, tokens: Tokens, mention: Mention) -> None:
    person.mentions.append(mention)
    printed = tokens.slice(mention.start, mention.end)
    if printed != person.name and printed not in person.aliases:
        person.aliases.append(printed)


def _also_called(tokens: Tokens, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, int]]:
    """(nickname, start of the name before it): ``Zulkifli Hasan (Zulhas)``, ``... atau akrab disapa Zulhas``."""
    ordered = sorted(mentions, key=lambda m: m.start)
    for name, other in pairwise(ordered):
        between = [
            word.lower() for word in tokens.words[name.end : other.start] if word.lower() not in HONORIFICS
        ]
        bracket = between == ["("] and tokens.words[other.end : other.end + 1] == (")",)
        given = len(between) < 6 and not set(between) - CALLED and bool(set(between) & NAMING)
        given = given and (between != ["atau"] or _is_other_name(tokens, name, other))
        if bracket or given or _is_called(between):
            yield other, name.start


def _is_other_name(tokens: Tokens, name: Mention, other: Mention) -> bool:
    """Whether ``atau`` between two names means one person: ``Saifullah Yusuf atau Gus Ipul``, not ``Anies atau Prabowo``."""
    familiar = {word.lower() for word in tokens.words[name.end : other.start + 1]} & FAMILIAR
    return bool(familiar or set(name.parts) & set(other.parts)) or is_blend(name.parts, other.parts)


NAMING = frozenset(("alias", "atau", "disapa", "dipanggil"))


def _is_called(between: Sequence[str]) -> bool:
    """``..., kata Diah. Bupati yang akrab disapa Tika``: said of whoever was named last."""
    if between[-1:] not in (["disapa"], ["dipanggil"]) or len(between) > CALLED_WITHIN:
        return False
    at = len(between)
    while at and between[at - 1] in CALLED:
        at -= 1
    return "yang" in between[at:] and "seorang" not in between[max(0, at - 4) : at]


def holds(full: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether a name may be the short form of another: the same words in the same order, initials allowed.

    >>> holds(("Aep", "Syaepuloh"), ("Aep",)), holds(("M", "Rizwan", "Haji", "Ali"), ("Rizwan",)), holds(("Budi", "Santoso"), ("Santosa",))
    (True, True, False)
    """
    rest = iter(full)
    return all(any(_same(whole, part) for whole in rest) for part in short)


def is_blend(full: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether a word is made of the beginnings of the first and another part of a name.

    >>> is_blend(("Zulkifli", "Hasan"), ("Zulhas",)), is_blend(("Joko", "Widodo"), ("Jokowi",))
    (True, True)
    >>> is_blend(("Hasan", "Basri"), ("Hasanah",))
    False
    """
    if len(full) < 2 or len(short) != 1 or len(short[0]) < BLEND:
        return False
    word, first = short[0].casefold(), full[0].casefold()
    return any(
        first.startswith(word[:at]) and other.casefold().startswith(word[at:])
        for at in range(2, len(word) - 1)
        for other in full[1:]
    )


def is_beginning(full: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether a word is a name that lost its end.

    >>> is_beginning(("Khairul", "Hidayati"), ("Hida",)), is_beginning(("Nurhayati",), ("Nur",))
    (True, False)
    >>> is_beginning(("Dadan", "Hindayana"), ("Dadan", "Hindaya")), is_beginning(("Budi", "Santoso"), ("Budi", "Santika"))
    (True, False)
    """
    if len(short) > 1:
        pairs = list(zip(full, short, strict=False))
        misprints = [(whole, part) for whole, part in pairs if whole != part]
        near = all(_begins(whole, part) and len(whole) - len(part) <= MISPRINT for whole, part in misprints)
        return len(full) == len(short) and near
    return any(_begins(part, short[0]) and part != short[0] for part in full)


def is_initials(full: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """
    >>> is_initials(("Jusuf", "Kalla"), ("JK",)), is_initials(("Susilo", "Bambang", "Yudhoyono"), ("SBY",)), is_initials(("Budi",), ("B",))
    (True, True, False)
    """
    return len(full) > 1 and short == ("".join(part[0] for part in full),)


def _begins(whole: str, part: str) -> bool:
    return len(part) >= SHORTENED and whole.startswith(part)


def _same(whole: str, part: str) -> bool:
    return whole.casefold() == part.casefold() or (len(part) == 1 and whole[0] == part)


def add_short_forms(tokens: Tokens, persons: Sequence[Person], mentions: list[Mention]) -> None:
    """Count mentions of known names that the tagger missed, and nicknames in brackets: ``Zulkifli Hasan (Zulhas)``."""
    taken = {i for m in mentions for i in range(m.start, m.end)}
    known = {
        part: person for person in persons for part in person.parts if len(part) > 3 and part[0].isupper()
    }
    for person in persons:
        for mention in list(person.mentions):
            nickname = _nickname(tokens, mention)
            if nickname and nickname not in person.aliases and len(mention.parts) > 1:
                person.aliases.append(nickname)
                known.setdefault(nickname, person)
    for start, end in runs(tokens):
        if end - start == 1 and start not in taken and (owner := known.get(tokens.words[start])):
            mention = Mention(start, end, (tokens.words[start],))
            taken.add(start)
            mentions.append(mention)
            _add(owner, tokens, mention)
    for person in persons:
        person.mentions.sort(key=lambda m: m.start)


def _nickname(tokens: Tokens, mention: Mention) -> str | None:
    """What stands in brackets behind a name: ``Zulkifli Hasan (Zulhas)``; two letters only where they are its initials."""
    words, end = tokens.words, mention.end
    if words[end : end + 3 : 2] != ("(", ")"):
        return None
    word = words[end + 1]
    named = word.lower() not in ROLE_HEADS and (len(word) > 2 or is_initials(mention.parts, (word,)))
    return word if word[0].isupper() and named and word.isalpha() else None


def is_quoted(tokens: Tokens, mention: Mention) -> bool:
    """Whether a verb of saying is the name's: ``kata Sari``, ``Sari mengatakan``; not ``mengatakan Sari ditangkap``."""
    low = max(0, mention.start - SPEECH_REACH)
    high = min(len(tokens.words), mention.end + SPEECH_REACH)
    before = _until_sentence(tokens, range(mention.start - 1, low - 1, -1), backwards=True)
    after = _until_sentence(tokens, range(mention.end, high), backwards=False)
    words = tokens.words
    return any(_is_said(words[i], before=True) for i in before) or any(
        _is_said(words[i], before=False) for i in after
    )


def _is_said(word: str, *, before: bool) -> bool:
    """Whether a verb of saying has its speaker behind it (``kata``) or before it (``mengatakan``)."""
    lower = word.lower()
    return (before and lower in SAID_BY) or (lower in SPEECH and lower.startswith(ACTIVE) is not before)


def _until_sentence(tokens: Tokens, indexes: Iterable[int], *, backwards: bool) -> Iterator[int]:
    for index in indexes:
        if not backwards and index in tokens.sentences:
            return
        yield index
        if backwards and index in tokens.sentences:
            return
