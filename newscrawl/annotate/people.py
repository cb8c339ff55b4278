"""People an article names, each once, with the role that is printed beside the name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from newscrawl.annotate.document import Document, Tokens
from newscrawl.annotate.entities import find_spans, runs
from newscrawl.annotate.roles import find_role
from newscrawl.annotate.words import (
    CONNECTORS,
    DEGREES,
    HONORIFICS,
    NAME_PARTS,
    NOT_NAMES,
    RANKS,
    ROLE_HEADS,
    SPEECH,
)

SPEECH_REACH = (
    8  # words between a name and the verb that gives its words: "kata Kepala Dinas Kesehatan Kota X, Y"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as printed at words ``start`` up to, without, ``end`` of the body."""

    start: int
    end: int
    parts: tuple[str, ...]


@dataclass(slots=True)
class Person:
    """The mentions that were taken for one person; ``parts`` is the fullest form."""

    parts: tuple[str, ...]
    name: str
    mentions: list[Mention] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)


class People:
    """Annotator of people: the tagger's spans, trimmed, joined into persons, with roles."""

    name = "people"
    version = "1"

    def annotate(self, document: Document) -> list[dict[str, Any]]:
        """People by importance: name, role, mentions, quoted, aliases."""
        tokens = document.body
        mentions = sorted(find_mentions(document), key=lambda m: m.start)
        persons = join(tokens, mentions)
        add_short_forms(tokens, persons, mentions)
        taken = {i for m in mentions for i in range(m.start, m.end)}
        headline = {word.lower() for word in document.headline.words}
        described = [(describe(tokens, person, taken), _importance(person, headline)) for person in persons]
        return [value for value, _ in sorted(described, key=lambda item: -item[1])]


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
    """The tagger's people without titles and degrees, and names that stand right after a title."""
    tokens = document.body
    covered: set[int] = set()
    for span in find_spans(document):
        if span.kind == "PER":
            mention = trim(tokens, span.start, span.end)
            if mention:
                covered.update(range(mention.start, mention.end))
                yield mention
    yield from _after_titles(tokens, covered)


def _after_titles(tokens: Tokens, covered: set[int]) -> Iterator[Mention]:
    """``AKP Danu Sukmo``: what follows a rank or a form of address is a name, whatever the tagger said."""
    for start, end in runs(tokens):
        at = start
        while at < end and (_is_title(tokens.words[at]) or tokens.words[at] == "."):
            at += 1
        if start < at < end and not covered & set(range(at, end)) and tokens.words[at][0].isupper():
            mention = trim(tokens, at, end)
            if (
                mention
                and mention.end == end
                and 1 <= len(mention.parts) <= 5
                and tokens.words[at].lower() not in ROLE_HEADS
            ):
                yield mention


def _is_title(word: str) -> bool:
    lower = word.lower()
    return lower in RANKS or (
        lower in HONORIFICS and lower not in NAME_PARTS and (len(lower) > 1 or lower in "hk")
    )


def trim(tokens: Tokens, start: int, end: int) -> Mention | None:
    """The name in a span, without titles before and degrees after it; None where nothing of a name is left."""
    words = tokens.words
    while start < end and _goes_before(words, start, end):
        start += 1
    for index in range(start + 1, end):
        if words[index] in (",", "dan") or words[index].lower().rstrip(".") in DEGREES:
            end = index
            break
    while end > start and (not words[end - 1][0].isalnum() or words[end - 1] in CONNECTORS):
        end -= 1
    parts = tuple(word for word in words[start:end] if word[0].isalnum())
    if not parts or not _is_name(parts):
        return None
    return Mention(start, end, parts)


def _goes_before(words: Sequence[str], index: int, end: int) -> bool:
    word = words[index]
    lower = word.lower()
    if not word[0].isalpha() or lower in RANKS:
        return True
    if index + 1 < end and lower in HONORIFICS and lower not in ("h", "k", "dr", "raden", "teungku"):
        return lower not in NAME_PARTS
    if index + 1 < end and lower in ("h", "k", "dr", "raden", "teungku"):
        return words[index + 1] == "." or lower != "k"
    return index + 1 < end and lower in ROLE_HEADS and lower not in NAME_PARTS


def _is_name(parts: tuple[str, ...]) -> bool:
    """Initials (``RS``, ``AF``) are not people; neither are words of the calendar, institutions and the like."""
    if len(parts) == 1:
        word = parts[0]
        return len(word) > 2 and not (word.isupper() and len(word) < 5) and word.lower() not in NOT_NAMES
    return any(len(part) > 2 for part in parts) and parts[0].lower() not in NOT_NAMES


def join(tokens: Tokens, mentions: Sequence[Mention]) -> list[Person]:
    """Group mentions into persons: a short form goes to the longest earlier or later name that holds its words."""
    persons: list[Person] = []
    for mention in sorted(mentions, key=lambda m: (-len(m.parts), m.start)):
        person = next((p for p in persons if holds(p.parts, mention.parts)), None)
        if person is None:
            person = Person(mention.parts, tokens.slice(mention.start, mention.end))
            persons.append(person)
        _add(person, tokens, mention)
    for person in persons:
        person.mentions.sort(key=lambda m: m.start)
    return sorted(persons, key=lambda p: p.mentions[0].start)


def _add(person: Person, tokens: Tokens, mention: Mention) -> None:
    person.mentions.append(mention)
    printed = tokens.slice(mention.start, mention.end)
    if printed != person.name and printed not in person.aliases:
        person.aliases.append(printed)


def holds(full: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether a name may be the short form of another: the same words in the same order, initials allowed.

    >>> holds(("Aep", "Syaepuloh"), ("Aep",)), holds(("M", "Rizwan", "Haji", "Ali"), ("Rizwan",)), holds(("Budi", "Santoso"), ("Santosa",))
    (True, True, False)
    """
    rest = iter(full)
    return all(any(_same(whole, part) for whole in rest) for part in short)


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
            nickname = _nickname(tokens, mention.end)
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


def _nickname(tokens: Tokens, end: int) -> str | None:
    words = tokens.words
    if end + 2 < len(words) and words[end] == "(" and words[end + 2] == ")":
        word = words[end + 1]
        return word if word[0].isupper() and len(word) > 2 and word.isalpha() else None
    return None


def is_quoted(tokens: Tokens, mention: Mention) -> bool:
    """Whether a verb of saying stands near the name in its sentence."""
    low = max(0, mention.start - SPEECH_REACH)
    high = min(len(tokens.words), mention.end + SPEECH_REACH)
    before = _until_sentence(tokens, range(mention.start - 1, low - 1, -1), backwards=True)
    after = _until_sentence(tokens, range(mention.end, high), backwards=False)
    return any(tokens.words[i].lower() in SPEECH for i in (*before, *after))


def _until_sentence(tokens: Tokens, indexes: Iterable[int], *, backwards: bool) -> Iterator[int]:
    for index in indexes:
        if not backwards and index in tokens.sentences:
            return
        yield index
        if backwards and index in tokens.sentences:
            return
