"""Articles stored together leave the same archive as one by one."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.articles import Saving, save_all
from archive.prepared import prepare
from archive.store import Archive
from archive.tombstones import Redacted
from archive.verify import verify
from newscrawl.types import Annotation, Article
from tests.archive.conftest import NOW, URL, Clock, make_article, make_capture, make_place

TEXTS = [[f"kata{number * step % 389}" for number in range(60)] for step in (1, 2, 3, 5)]

TABLES = (
    *("articles", "revisions", "aliases", "places", "people", "organisations", "outlets"),
    *("article_places", "article_people", "article_organisations", "annotations", "annotators"),
    *("fingerprints", "copies"),
)
CAPTURES = (
    "SELECT id, url, requested_url, article_url, article, page, fetched_at, claimed_modified FROM captures"
)
"""Where a record lies in its file hangs on chance."""


def some_article(dice: random.Random) -> Article:
    """One of few addresses, headlines, texts and days, so that articles meet, change, clash and copy one another."""
    at = datetime.fromisoformat("2026-11-20T10:15:00+07:00") + timedelta(days=dice.choice((0, 0, 1, 40)))
    name = dice.choice(("Siti Rahmawati", "SITI RAHMAWATI", "Ujang Sutisna", "A\x00sep"))
    person = {"name": name, "role": dice.choice(("Camat", None)), "mentions": dice.choice((2, [1, 5]))}
    stated = (
        Annotation("places", "gazetteer 1", dice.choice(([make_place()], []))),
        Annotation("people", "rules 1", [person, *dice.choice(([], [{**person, "role": "Lurah"}]))]),
        Annotation("organisations", "rules 1", [{"name": "Polres Garut", "type": "police"}]),
    )
    outlet = dice.choice(("kabarcontoh", "kabarcontoh", "lain", "generic"))
    text = TEXTS[dice.randrange(4)]
    return make_article(
        outlet=outlet,
        outlet_name=outlet.title(),
        url=f"{URL}-{dice.choice('abcdefghij')}",
        canonical_url=dice.choice((None, "https://[", f"{URL}-{dice.choice('abcdefghij')}", f"{URL}/?utm_source=x")),
        headline=dice.choice(("Jembatan Dibuka", "Jembatan Ditutup", "Harga \ud83d Turun")),
        published_at=dice.choice((at, at, None)),
        published_on=at.date(),
        paragraphs=(" ".join(text), *dice.choice(((), ("Tambahan.",)))),
        annotations=dice.choice((stated, stated, stated[:1], ())),
    )  # fmt: skip


def stored(path: Path, seed: int, size: int) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """The rows of all tables, and the outcomes, after the same articles in batches of that size."""
    dice, clock = random.Random(seed), Clock()  # noqa: S311 - no secret
    outcomes: list[str] = []
    with Archive.open(path, clock=clock) as archive:
        run = archive.begin_run(None, NOW)
        archive.db.execute(
            "INSERT INTO redactions VALUES (?, ?, '2026-11-01T00:00:00Z', 'diminta', '{}', NULL)",
            [URL + "-j"] * 2,
        )
        archive.db.conn.commit()
        savings = [some_saving(archive, dice, run, number) for number in range(30)]
        for first in range(0, len(savings), size):
            with archive.transaction():
                outcomes += map(str, save_all(archive.db, savings[first : first + size]))
        assert list(verify(archive)) == []
        tables = {name: list(archive.db[name].rows) for name in TABLES}
        return tables | {"captures": list(archive.db.query(CAPTURES))}, outcomes


def some_saving(archive: Archive, dice: random.Random, run: int, number: int) -> Saving:
    """An article with captures, or one that another archive had seen."""
    article, now = some_article(dice), NOW + timedelta(minutes=number)
    if dice.random() < 0.3:
        times = [f"2026-11-2{dice.choice('012')}T08:00:00Z" for _ in range(2)]
        gone = dice.choice((None, None, "2026-11-23T08:00:00Z"))
        seen = {"first_seen": min(times), "last_seen": max(times), "gone_at": gone}
        return Saving(prepare(article), (), None, now, dice.choice((seen, {})))
    pages = [
        make_capture(
            url=f"{article.url}?page={page}",
            requested_url=dice.choice((article.url, f"{URL}-{dice.choice('abc')}")),
            fetched_at=now,
            body=f"{number} {page}".encode(),
        )
        for page in range(dice.choice((1, 1, 2)))
    ]
    claimed = dice.choice((None, now))
    try:
        kept = [archive.keep_capture(page, run, article_url=article.url, claimed=claimed) for page in pages]
    except Redacted:
        kept = []
    return Saving(prepare(article), kept, run, now)


@pytest.mark.parametrize("seed", range(6))
def test_together_as_one_by_one(tmp_path: Path, seed: int) -> None:
    one_by_one, outcomes = stored(tmp_path / "satu.db", seed, 1)
    assert {"new", "updated"} < set(outcomes)
    for size in (4, 30):
        together, others = stored(tmp_path / f"{size}.db", seed, size)
        assert others == outcomes
        for name, rows in one_by_one.items():
            assert together[name] == rows, name
