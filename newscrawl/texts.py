"""Annotate texts that come without a page: plain text, or JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from newscrawl.annotate import annotate
from newscrawl.record import format_sentiment, format_tones, format_words

HEADLINE_LENGTH = 150  # the longest headline of the 541 labelled articles has 118 characters


def annotate_lines(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """(line number, record with its annotations, or why there is none) for each text.

    A first line that opens with ``{`` means JSON Lines: objects with ``text`` (a string or a list of
    paragraphs) and, if there is one, ``headline``; other keys are passed on. All else is one plain text.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    first = next(numbered, None)
    if first is None:
        yield 1, "the input is empty; give text or JSON Lines"
    elif first[1].lstrip().startswith("{"):
        for number, line in chain([first], numbered):
            yield number, _annotate_json(line)
    else:
        yield 1, _annotate_plain([first[1], *(line for _, line in numbered)])


def explained(record: Mapping[str, Any]) -> str:
    """The tone of an annotated text and why, for a reader."""
    sentiment = record["sentiment"]
    title = record.get("headline") or "(no headline)"
    return f"{title}\n  {format_sentiment(sentiment)}: {format_tones(sentiment)}\n  {format_words(sentiment)}"


def without_words(record: Mapping[str, Any]) -> dict[str, Any]:
    """An annotated text without the words that weighed in its tone."""
    sentiment = record["sentiment"]
    lean = sentiment and {key: value for key, value in sentiment.items() if key != "words"}
    return {**record, "sentiment": lean}


def _annotate_json(line: str) -> dict[str, Any] | str:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"not JSON ({error}); every line holds one object"
    text = record.get("text") if isinstance(record, dict) else None
    paragraphs = [p for p in re.split(r"\n+", text) if p.strip()] if isinstance(text, str) else text
    if not isinstance(paragraphs, list) or not all(isinstance(p, str) for p in paragraphs):
        return 'no "text" with a string or a list of strings'
    headline = record.get("headline")
    return {**record, **_statements(headline if isinstance(headline, str) else None, paragraphs)}


def _annotate_plain(lines: list[str]) -> dict[str, Any]:
    """The first line is the headline where it reads as one: short, without a full stop."""
    paragraphs = [line.strip() for line in lines]
    titled = len(paragraphs) > 1 and len(paragraphs[0]) <= HEADLINE_LENGTH and paragraphs[0][-1] not in '.!"”'
    headline = paragraphs.pop(0) if titled else None
    return {"headline": headline, "text": "\n\n".join(paragraphs), **_statements(headline, paragraphs)}


def _statements(headline: str | None, paragraphs: list[str]) -> dict[str, Any]:
    return {statement.annotator: statement.value for statement in annotate(headline, paragraphs)}
