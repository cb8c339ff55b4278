"""Lines of ``export jsonl`` or ``scrape --format jsonl`` back into articles; whatever else stands there is refused."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from archive.export import STATED
from archive.request import TONES
from archive.rows import iso_utc, storable
from archive.statements import UNKNOWN
from newscrawl.days import FIRST_YEAR, LAST_YEAR
from newscrawl.seeds import load_outlets
from newscrawl.sites import DIRECTIONS
from newscrawl.types import Annotation, Article, FieldRecord, Removed
from newscrawl.urls import normalise_url

MAX_LINE = 20_000_000
"""Bytes; an article with all that is known of it has some 20,000."""

BATCH, BATCH_BYTES = 1000, 10_000_000
"""Lines that are read and written together, and their size: some 10,000 bytes each."""

KINDS = ("article", "photo", "video")
TEXTS = ("byline", "dateline", "section", "language", "lead_image", "closing", "canonical_url")
LISTS = ("authors", "editors", "tags", "pages", "missing_pages")
TOLD = ("type", "code", "province", "country", "role")
"""Texts of a place, a person or an organisation."""

BOUNDS = {"lat": 90, "lon": 180}
"""Degrees of a place, at most."""

DISGUISES = re.compile(rf"{DIRECTIONS.pattern}|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
"""Marks of direction, and what a terminal takes for commands; line breaks and tabs stay."""

ESCAPED = re.compile(r"\\[ubfr]")
"""What stands for them in JSON."""

SEEN = ("first_seen", "last_seen", "gone_at")
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Line:
    """An article, and when the archive that wrote it had seen it."""

    article: Article
    seen: Mapping[str, str | None]
    """The columns ``first_seen``, ``last_seen``, ``gone_at``; empty where the line does not say."""


class LineError(NamedTuple):
    """A line that is no article; as a text it names its number, the value and the remedy."""

    number: int
    message: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.message}"


class RawLine(NamedTuple):
    """A line that nobody has looked at."""

    number: int
    content: bytes


class Batch(NamedTuple):
    """Lines that are read together."""

    lines: Sequence[RawLine | LineError]
    position: int
    """Bytes of the file up to here, as it lies on the disk."""


def read_batches(path: Path) -> Iterator[Batch]:
    """Every line of a file, packed or not; empty ones are left out. Where it breaks off an error takes the last place."""
    lines: list[RawLine | LineError] = []
    number = size = position = 0
    try:
        with path.open("rb") as file:
            unpacked = _unpacked(file)
            while raw := unpacked.readline(MAX_LINE + 1):
                number, size, position = number + 1, size + len(raw), file.tell()
                if len(raw) > MAX_LINE:
                    _skip_line(unpacked)
                    lines.append(
                        LineError(number, f"longer than {MAX_LINE:,} bytes, which no article is; remove it")
                    )
                elif raw.strip():
                    lines.append(RawLine(number, raw))
                if len(lines) == BATCH or size > BATCH_BYTES:
                    yield Batch(lines, position)
                    lines, size = [], 0
    except (EOFError, OSError, zlib.error) as error:
        lines.append(LineError(number + 1, f"the file breaks off or is damaged ({error}); get it again"))
    if lines:
        yield Batch(lines, position)


def _unpacked(file: BinaryIO) -> BinaryIO:
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return cast(BinaryIO, gzip.open(file)) if packed else file


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def read_line(line: RawLine) -> Line | LineError:
    """The article of a line, or what is wrong with it."""
    number = line.number
    try:
        text = line.content.decode("utf-8-sig")
        record = json.loads(text, parse_constant=_refuse_constant, parse_int=_bounded, parse_float=_finite)
        # looking at each string takes a third of the time
        if ESCAPED.search(text) or (not text.strip().isprintable() and DISGUISES.search(text)):
            record = undisguised(storable(record))
        return make_line(record)
    except RecursionError:
        return LineError(number, "nested too deeply, which no article is; remove it")
    except json.JSONDecodeError as error:
        return LineError(number, f"not JSON ({error.msg} at character {error.pos}); mend or remove it")
    except UnicodeDecodeError as error:
        return LineError(number, f"not UTF-8 at byte {error.start}; convert the file to UTF-8")
    except ValueError as error:
        return LineError(number, f"{error}; mend or remove it")


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _bounded(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > LARGEST:
        raise ValueError(f"the number {text[:30]} is too large")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"the number {text[:30]} is too large")
    return number


def make_line(record: Any) -> Line:
    """The article that an object of storable texts describes; raises ValueError naming the key and the value."""
    if not isinstance(record, dict):
        raise ValueError(f"{_brief(record)} is not an object with the keys of an article")
    if "text" not in record:
        raise ValueError("it has no text (exported with --no-text?), so it is no article")
    slug = _text(record, "outlet")
    known = load_outlets().get(slug)
    at, on = _published(record.get("published_at"))
    plain: dict[str, Any] = {name: _text_or_none(record, name) for name in TEXTS}
    plain |= {name: _texts(record, name) for name in LISTS}
    article = Article(
        **plain,
        outlet=slug,
        outlet_name=_text_or_none(record, "outlet_name") or (known.name if known else ""),
        media_type=_text_or_none(record, "media_type") or "News",
        kind=_one_of(record.get("kind", "article"), KINDS, "kind"),
        url=_address(_text(record, "url")),
        headline=_text(record, "headline"),
        published_at=at,
        published_on=_day(record["published_on"]) if record.get("published_on") else on,
        modified_at=_aware(record["modified_at"], "modified_at") if record.get("modified_at") else None,
        paragraphs=_paragraphs(record["text"]),
        removed=tuple(map(_removed, _parts(record, "removed"))),
        fields={name: _field(name, each) for name, each in _mapping(record, "fields").items()},
        confidence=_share(record.get("confidence", 1.0), "confidence"),
        extractor=_text_or_none(record, "extractor") or "unknown",
        annotations=tuple(_annotations(record)),
    )
    return Line(article, _seen(record))


def undisguised(value: Any) -> Any:
    """The value without marks of direction and control characters, which a page's text is cleaned of too.

    >>> undisguised({"headline": "Pasar \\u202eurab", "tags": ["\\u2066pasar\\u2069", "\\x1b[2Jcabai\\n"]})
    {'headline': 'Pasar urab', 'tags': ['pasar', '[2Jcabai\\n']}
    """
    if isinstance(value, str):
        return value if value.isprintable() else DISGUISES.sub("", value)
    if isinstance(value, list):
        return [undisguised(each) for each in value]
    if isinstance(value, dict):
        return {undisguised(key): undisguised(each) for key, each in value.items()}
    return value


def _brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _wrong(name: str, value: Any, wanted: str) -> ValueError:
    return ValueError(f"{name} is {_brief(value)}, not {wanted}")


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(name, value, "a text")
    return value


def _text_or_none(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name, value, "a text or null")
    return value


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = record.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _wrong(name, value, "a list of texts")
    return tuple(value)


def _parts(record: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _wrong(name, value, "a list of objects")
    return value


def _mapping(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = record.get(name) or {}
    if not isinstance(value, dict):
        raise _wrong(name, value, "an object")
    return value


def _one_of(value: Any, allowed: tuple[str, ...], name: str) -> Any:
    if value not in allowed:
        raise _wrong(name, value, f"one of {', '.join(allowed)}")
    return value


def _address(url: str) -> str:
    normalised: str = normalise_url(url)
    return normalised


def _paragraphs(text: Any) -> tuple[str, ...]:
    if not isinstance(text, str):
        raise _wrong("text", text, "a text")
    return tuple(text.split("\n\n")) if text else ()


def _published(value: Any) -> tuple[datetime | None, date | None]:
    """Instant and day; a bare day is no instant."""
    if value is None:
        return None, None
    if isinstance(value, str) and len(value) == len("2023-08-31"):
        return None, _day(value)
    moment = _aware(value, "published_at")
    return moment, _day(moment.date().isoformat())


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong("the day of publication", value, "a date such as 2023-08-31") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _wrong("the day of publication", value, f"within {FIRST_YEAR}-{LAST_YEAR}")
    return day


def _aware(value: Any, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise _wrong(name, value, "a time such as 2023-08-31T03:01:00+07:00") from None
    if moment.tzinfo is None:
        raise _wrong(name, value, "a time with an offset such as +07:00")
    return moment


def _share(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _wrong(name, value, "a number from 0 to 1")
    return float(value)


def _removed(part: Mapping[str, Any]) -> Removed:
    after = part.get("after", 0)
    if not isinstance(after, int):
        raise _wrong("removed", part, "a text, a rule and a number")
    return Removed(_text_or_none(part, "text") or "", _text_or_none(part, "rule") or "", after)


def _field(name: str, part: Any) -> FieldRecord:
    if not isinstance(part, dict):
        raise _wrong(f"fields.{name}", part, "an object with raw, source and reason")
    return FieldRecord(
        _text_or_none(part, "raw"), _text_or_none(part, "source"), _text_or_none(part, "reason")
    )


def _annotations(record: Mapping[str, Any]) -> Iterator[Annotation]:
    """What annotators stated; a line of ``scrape`` does not say which version did."""
    listed = _parts(record, "annotators")
    if "annotators" not in record:
        listed = [{"name": name, "version": UNKNOWN} for name in STATED if name in record]
    for each in listed:
        name, version = _text(each, "name"), _text(each, "version")
        value = each["value"] if "value" in each else record.get(name)
        CHECKS.get(name, _check_parts)(name, value)
        yield Annotation(name, version, value)


def _check_sentiment(name: str, value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        raise _wrong(name, value, "an object with a label")
    if value.get("label") is not None:
        _one_of(value["label"], TONES, f"{name}.label")
        _share(value.get("confidence"), f"{name}.confidence")
    _text_or_none(value, "reason")
    for part in ("headline", "body"):
        tone = value.get(part)
        if tone and not isinstance(tone, dict):
            raise _wrong(f"{name}.{part}", tone, "an object with a label and a score")
        if tone:
            _one_of(tone.get("label"), TONES, f"{name}.{part}.label")
            _share(tone.get("score"), f"{name}.{part}.score")
    for word in _parts(value, "words"):
        if not isinstance(word.get("word"), str) or not isinstance(word.get("weight"), int | float):
            raise _wrong(f"{name}.words", word, "an object with a word and a weight")


def _check_parts(name: str, value: Any) -> None:
    if not isinstance(value, list):
        return
    for part in value:
        if not isinstance(part, dict) or not isinstance(part.get("name"), str) or not part["name"].strip():
            raise _wrong(name, part, "an object with a name")
        for key in TOLD:
            if not isinstance(part.get(key), str | None):
                raise _wrong(f"{key} of {part['name']!r} in {name}", part[key], "a text or null")
        if part.get("quoted") not in (None, False, True):
            raise _wrong(f"quoted of {part['name']!r} in {name}", part["quoted"], "true, false or null")
        mentions = part.get("mentions")
        if isinstance(mentions, int) and not 0 <= mentions <= MAX_LINE:
            raise _wrong(f"mentions of {part['name']!r} in {name}", mentions, f"within 0-{MAX_LINE}")
        for key, most in BOUNDS.items():
            value = part.get(key)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if value is not None and not (is_number and abs(value) <= most):
                raise _wrong(
                    f"{key} of {part['name']!r} in {name}", value, f"a number within ±{most} or null"
                )


def _check_list(name: str, value: Any) -> None:
    if not isinstance(value, list | None):
        raise _wrong(name, value, "a list")
    _check_parts(name, value)


CHECKS: dict[str, Callable[[str, Any], None]] = {"sentiment": _check_sentiment} | dict.fromkeys(
    STATED[1:], _check_list
)


def _seen(record: Mapping[str, Any]) -> dict[str, str | None]:
    given = {name: record.get(name) for name in SEEN}
    if given["first_seen"] is None or given["last_seen"] is None:
        return {}
    return {name: iso_utc(_aware(value, name)) if value else None for name, value in given.items()}
