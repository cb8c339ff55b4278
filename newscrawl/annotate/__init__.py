"""What a monitor notes about an article: tone, places, people and institutions.

Annotators are replaceable: the settings list them by dotted name (``NEWSCRAWL_ANNOTATORS``). Any class will do
whose objects have ``name``, ``version`` and ``annotate(document)`` that returns plain JSON; one that needs more
memory than the shipped ones says so in ``memory``, in bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol

from newscrawl.annotate.document import Document, read_document
from newscrawl.annotate.errors import AnnotatorError
from newscrawl.types import Annotation


class Annotator(Protocol):
    """Makes one statement on an article. A new version of its rules or weights bears a new ``version``."""

    @property
    def name(self) -> str:
        """What it states: ``sentiment``, ``places``..."""

    @property
    def version(self) -> str:
        """Changes whenever the same article may get another statement."""

    def annotate(self, document: Document) -> Any:
        """The statement as plain JSON; None where the text gives no ground for one."""


def annotate(
    headline: str | None,
    paragraphs: Sequence[str],
    dateline: str | None = None,
    annotators: Sequence[Annotator] | None = None,
) -> tuple[Annotation, ...]:
    """Statements on an article, by default of the annotators that the settings name. Models load on first use."""
    document = read_document(headline, paragraphs, dateline)
    chosen = load_annotators() if annotators is None else annotators
    return tuple(Annotation(a.name, a.version, a.annotate(document)) for a in chosen)


@lru_cache(maxsize=1)
def load_annotators() -> tuple[Annotator, ...]:
    """Those of the settings, in their order; raises AnnotatorError where one cannot be made, SettingError."""
    from newscrawl import settings  # which reads the environment

    return make_annotators(settings.NEWSCRAWL_ANNOTATORS)


def memory_needed() -> int:
    """Bytes that the annotators of the settings need beyond the shipped ones; raises as ``load_annotators``."""
    return sum(getattr(each, "memory", 0) for each in load_annotators())


def make_annotators(listed: Mapping[str, Mapping[str, Any]]) -> tuple[Annotator, ...]:
    """An annotator for each dotted name of a class, made with the arguments beside it.

    >>> [each.name for each in make_annotators({"newscrawl.annotate.people.People": {}})]
    ['people']
    """
    made = tuple(_make(dotted, arguments) for dotted, arguments in listed.items())
    names = [each.name for each in made]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise AnnotatorError(f"NEWSCRAWL_ANNOTATORS names two annotators of {double!r}; keep one")
    return made


def _make(dotted: str, arguments: Mapping[str, Any]) -> Annotator:
    module, _, name = dotted.rpartition(".")
    try:
        annotator: Annotator = getattr(import_module(module), name)(**arguments)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise AnnotatorError(f"NEWSCRAWL_ANNOTATORS names {dotted}, which cannot be made: {error}") from error
    if missing := {"name", "version", "annotate"}.difference(dir(annotator)):
        raise AnnotatorError(
            f"NEWSCRAWL_ANNOTATORS names {dotted}, which has no {' and no '.join(sorted(missing))}"
        )
    return annotator
