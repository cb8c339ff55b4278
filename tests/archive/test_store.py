"""Articles go in once, in every version, and come out as they went in."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from archive.rows import rows, unpack, unpacked
from archive.store import Archive
from archive.verify import verify
from newscrawl.types import Annotation
from tests.archive.conftest import NOW, URL, Clock, make_article, make_capture, make_place

Store = Callable[..., str]


def count(archive: Archive, *tables: str) -> tuple[int, ...]:
    return tuple(archive.db[table].count for table in tables)


def found(archive: Archive, words: str) -> list[int]:
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid"
    return [row["rowid"] for row in rows(archive.db, sql, words)]


def dump(archive: Archive) -> list[str]:
    """All content, but for what a run adds to the table of runs."""
    return [line for line in archive.db.conn.iterdump() if 'INSERT INTO "runs"' not in line]


def test_an_article_comes_out_as_it_went_in(archive: Archive, store: Store) -> None:
    article = make_article(modified_at=datetime.fromisoformat("2026-11-20T11:00:00+07:00"))
    assert store(article) == "new"
    assert archive.get(URL) == archive.get(1) == archive.get("1") == article
    assert archive.get(URL.replace("https://", "http://www.") + "/") == article
    assert archive.get("https://kabarcontoh.example/lain") is None
    assert archive.get("bukan alamat") is None
    assert archive.get(2) is None


def test_the_row_of_an_article(archive: Archive, store: Store) -> None:
    store()
    (row,) = rows(archive.db, "SELECT * FROM articles")
    assert unpacked(row) == {
        "id": 1,
        "url": URL,
        "canonical_url": URL + "/",
        "outlet": "kabarcontoh",
        "outlet_name": "Kabar Contoh",
        "media_type": "News",
        "kind": "article",
        "headline": "Jembatan Cimanuk Dibuka untuk Umum",
        "published_at": "2026-11-20T10:15:00+07:00",
        "published_on": "2026-11-20",
        "published_utc": "2026-11-20T03:15:00Z",
        "modified_at": None,
        "byline": "Oleh Siti Rahmawati",
        "authors": '["Siti Rahmawati"]',
        "editors": '["Ujang Sutisna"]',
        "dateline": "GARUT",
        "section": "Daerah",
        "tags": '["jembatan","Garut"]',
        "language": "id",
        "lead_image": "https://kabarcontoh.example/jembatan.jpg",
        "sentiment": "positif",
        "sentiment_confidence": 0.91,
        "closing": "(str)",
        "removed": '[{"text":"BACA JUGA: Harga Cabai Turun","rule":"baca-juga","after":1}]',
        "fields": '{"headline":["json-ld","JEMBATAN CIMANUK DIBUKA"]}',
        "pages": f'["{URL}"]',
        "missing_pages": "[]",
        "confidence": 1.0,
        "extractor": "newscrawl 1",
        "content_hash": row["content_hash"],
        "first_seen": "2026-11-24T08:00:00Z",
        "last_seen": "2026-11-24T08:00:00Z",
        "gone_at": None,
        "claimed_modified": None,
        "text": "Jembatan di atas sungai Cimanuk dibuka Jumat pagi.\n\nWarga menyambut dengan gembira.",
        "people": "Siti Rahmawati",
        "organisations": "",
        "place_labels": "p3205 rjb",
        "labels": "p3205 rjb karticle okabarcontoh tNews sDaerah epositif m202611 d20261120",
    }


@pytest.mark.parametrize(
    ("instant", "day", "expected"),
    [
        (
            "2026-11-20T00:30:00+09:00",
            "2026-11-20",
            ("2026-11-20T00:30:00+09:00", "2026-11-20", "2026-11-19T15:30:00Z"),
        ),
        (None, "2026-11-20", ("2026-11-20", "2026-11-20", "2026-11-20")),
        (None, None, (None, None, None)),
    ],
)
def test_dates(
    archive: Archive, store: Store, instant: str | None, day: str | None, expected: tuple[Any, ...]
) -> None:
    at = datetime.fromisoformat(instant) if instant else None
    on = datetime.fromisoformat(day).date() if day else None
    article = make_article(published_at=at, published_on=on)
    store(article)
    (row,) = rows(archive.db, "SELECT published_at, published_on, published_utc FROM articles")
    assert tuple(row.values()) == expected
    assert archive.get(1) == article


def test_the_same_again_changes_nothing(archive: Archive, store: Store) -> None:
    store()
    before = dump(archive)
    assert store() == "unchanged"
    assert dump(archive) == before
    assert list(verify(archive)) == []


def test_a_later_fetch_without_changes_only_moves_last_seen(
    archive: Archive, store: Store, clock: Clock
) -> None:
    store()
    clock.pass_by(days=1)
    assert store(make_article(modified_at=NOW)) == "unchanged"
    assert count(archive, "articles", "revisions", "captures", "annotations") == (1, 1, 2, 1)
    (row,) = rows(archive.db, "SELECT first_seen, last_seen, modified_at FROM articles")
    assert tuple(row.values()) == ("2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z", NOW.isoformat())


def test_an_edit_keeps_the_version_before(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    before = unpacked(rows(archive.db, "SELECT * FROM articles")[0])
    clock.pass_by(hours=5)
    edited = make_article(paragraphs=("Jembatan sungai Cimanuk dibuka Sabtu sore.",))
    assert store(edited) == "updated"
    assert archive.get(URL) == edited
    old, new = rows(archive.db, "SELECT * FROM revisions ORDER BY id")
    assert (old["cause"], old["seen_at"], new["cause"], new["seen_at"]) == (
        *("new", "2026-11-24T08:00:00Z"),
        *("edit", "2026-11-24T13:00:00Z"),
    )
    assert new["record"] is None
    kept = unpack(old["record"])
    assert {name: before[name] for name in kept} == kept
    assert kept["text"] == make_article().text
    assert found(archive, "gembira") == []
    assert found(archive, "sabtu") == [1]
    assert list(verify(archive)) == []


def test_an_edit_that_is_taken_back_is_a_third_version(archive: Archive, store: Store, clock: Clock) -> None:
    for headline in ("Jembatan Dibuka", "Jembatan Ditutup", "Jembatan Dibuka"):
        store(make_article(headline=headline))
        clock.pass_by(hours=1)
    assert count(archive, "articles", "revisions") == (1, 3)


@pytest.mark.parametrize(
    ("body", "extractor", "cause"),
    [
        (b"halaman lain", "newscrawl 1", "edit"),
        (b"halaman lain", "newscrawl 2", "unclear"),
        (b"halaman", "newscrawl 2", "extraction"),
        (b"halaman", "newscrawl 1", "extraction"),
    ],
)
def test_who_changed_it(
    archive: Archive, store: Store, clock: Clock, body: bytes, extractor: str, cause: str
) -> None:
    store(make_article(), make_capture(body=b"halaman"))
    clock.pass_by(hours=1)
    other = make_article(headline="Jembatan Ditutup", extractor=extractor)
    assert store(other, make_capture(body=body, fetched_at=clock.now)) == "updated"
    assert [row["cause"] for row in rows(archive.db, "SELECT cause FROM revisions ORDER BY id")] == [
        "new",
        cause,
    ]


def test_the_same_capture_read_by_newer_code(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    clock.pass_by(days=9)
    archive.mark_unchanged(URL)
    again = make_article(headline="Jembatan Cimanuk Dibuka", extractor="newscrawl 2")
    assert archive.save_article(again, [1], None) == "updated"
    assert archive.save_article(again, [1], None) == "unchanged"
    assert archive.get(URL) == again
    assert [row["cause"] for row in rows(archive.db, "SELECT cause FROM revisions")] == ["new", "extraction"]
    assert rows(archive.db, "SELECT last_seen FROM articles")[0]["last_seen"] == "2026-12-03T08:00:00Z"


def test_the_same_page_under_a_clock_that_is_behind_loses_no_time(
    archive: Archive, store: Store, clock: Clock
) -> None:
    store(make_article())
    clock.pass_by(days=-400)
    assert store(make_article(published_at=None)) == "unchanged"
    assert archive.get(URL) == make_article()


def test_an_older_capture_brought_in_later_does_not_replace_the_present(
    archive: Archive, store: Store
) -> None:
    store()
    elsewhere = (Annotation("places", "gazetteer 1", [make_place(name="Sumedang", code="32.11")]),)
    old = make_article(headline="Jembatan Cimanuk Hampir Selesai", annotations=elsewhere)
    early = make_capture(body=b"dulu", fetched_at=NOW - timedelta(days=30))
    assert store(old, early) == "updated"
    assert store(old, early) == "unchanged"
    assert archive.get(URL) == make_article()
    assert count(archive, "articles", "revisions") == (1, 2)
    (row,) = rows(archive.db, "SELECT first_seen, last_seen FROM articles")
    assert tuple(row.values()) == ("2026-10-25T08:00:00Z", "2026-11-24T08:00:00Z")
    linked = "SELECT name FROM article_places JOIN places ON places.id = place"
    assert rows(archive.db, linked) == [{"name": "Garut"}]
    assert list(verify(archive)) == []


def test_annotations_of_a_later_version_stand_beside(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    clock.pass_by(days=9)
    archive.mark_unchanged(URL)
    later = (
        Annotation("sentiment", "linear 2", {"label": "netral", "confidence": 0.6}),
        Annotation("places", "gazetteer 2", [make_place(code="32.11", name="Sumedang")]),
    )
    assert archive.save_article(replace(make_article(), annotations=later), [1], None) == "unchanged"
    assert [
        row["versions"]
        for row in rows(
            archive.db, "SELECT versions FROM annotations JOIN annotators ON annotators.id = annotators"
        )
    ] == [
        '{"sentiment":"linear 1","places":"gazetteer 1","people":"rules 1"}',
        '{"sentiment":"linear 2","places":"gazetteer 2"}',
    ]
    article = archive.get(URL)
    assert article is not None
    assert {each.annotator: each.version for each in article.annotations} == {
        "sentiment": "linear 2",
        "places": "gazetteer 2",
        "people": "rules 1",
    }
    assert rows(archive.db, "SELECT sentiment, sentiment_confidence FROM articles") == [
        {"sentiment": "netral", "sentiment_confidence": 0.6}
    ]
    linked = "SELECT name, code, mentions, is_primary FROM article_places JOIN places ON places.id = place"
    assert rows(archive.db, linked) == [{"name": "Sumedang", "code": "32.11", "mentions": 3, "is_primary": 1}]


def test_an_earlier_annotator_does_not_take_over_again(archive: Archive, store: Store) -> None:
    store()
    later = Annotation("sentiment", "linear 2", {"label": "netral", "confidence": 0.6})
    archive.save_article(make_article(annotations=(later,)), [1], None)
    assert store() == "unchanged"
    assert rows(archive.db, "SELECT sentiment FROM articles") == [{"sentiment": "netral"}]


def test_an_edit_without_annotations_has_none(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    clock.pass_by(hours=1)
    plain = make_article(headline="Jembatan Ditutup", annotations=())
    assert store(plain) == "updated"
    assert archive.get(URL) == plain
    assert rows(archive.db, "SELECT sentiment FROM articles") == [{"sentiment": None}]
    assert count(archive, "article_places", "article_people", "annotations") == (0, 0, 1)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "Garut",
        ["Garut"],
        [{"name": None}],
        [{}],
        {"name": "x"},
        [make_place(lat=None, mentions=[1, 2])],
    ],
)
@pytest.mark.parametrize("annotator", ["sentiment", "places", "people", "organisations", "topik"])
def test_annotations_of_any_shape(archive: Archive, store: Store, annotator: str, value: Any) -> None:
    article = make_article(annotations=(Annotation(annotator, "1", value),))
    assert store(article) == "new"
    assert archive.get(URL) == article


def test_the_same_place_twice_is_one_link(archive: Archive, store: Store) -> None:
    places = [make_place(mentions=2), make_place(mentions=1, primary=False)]
    people = [{"name": "Herman"}, {"name": "herman", "mentions": [3, 9]}]
    store(make_article(annotations=(Annotation("places", "1", places), Annotation("people", "1", people))))
    assert rows(archive.db, "SELECT mentions, is_primary FROM article_places") == [
        {"mentions": 3, "is_primary": 1}
    ]
    assert rows(archive.db, "SELECT mentions FROM article_people") == [{"mentions": 3}]


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({"url": "https://amp.kabarcontoh.example/x", "canonical_url": URL}, "unchanged"),
        ({"url": "https://kabarcontoh.example/jembatan-baru", "canonical_url": URL}, "unchanged"),
        ({"url": "https://kabarcontoh.example/lain", "canonical_url": "https://kabarcontoh.example/"}, "new"),
        ({"url": "https://kabarcontoh.example/lain", "canonical_url": "https://["}, "new"),
        ({"url": "https://lain.example/jembatan", "canonical_url": URL, "outlet": "lain"}, "new"),
    ],
)
def test_addresses_of_one_article(
    archive: Archive, store: Store, other: dict[str, str], outcome: str
) -> None:
    store()
    assert store(make_article(**other)) == outcome
    assert store(make_article(**other)) == "unchanged"
    assert archive.get(other["url"]) is not None
    assert list(verify(archive)) == []


def test_a_wrong_canonical_url_does_not_swallow_an_article(archive: Archive, store: Store) -> None:
    store()
    url = "https://kabarcontoh.example/berita/harga-cabai-turun"
    other = make_article(
        url=url, headline="Harga Cabai Turun", published_at=NOW, paragraphs=("Harga turun.",)
    )
    assert store(other) == "new"
    assert archive.get(url) == other
    assert archive.get(URL) == make_article()


def test_a_daily_article_under_the_canonical_url_of_its_section_is_one_of_its_own(
    archive: Archive, store: Store
) -> None:
    section = "https://kabarcontoh.example/cuaca"
    for day in (20, 21, 22):
        daily = make_article(
            url=f"{section}/prakiraan-{day}",
            canonical_url=section,
            headline="Prakiraan Cuaca Hari Ini",
            published_at=datetime.fromisoformat(f"2026-11-{day}T05:00:00+07:00"),
            published_on=date(2026, 11, day),
        )
        assert store(daily) == "new"


def test_another_story_of_the_same_minute_is_not_the_same(archive: Archive, store: Store) -> None:
    assert store() == "new"
    other = make_article(url="https://kabarcontoh.example/sapi", headline="Polisi Tangkap Pencuri Sapi")
    assert store(other) == "new"
    longer = make_article(url="https://kabarcontoh.example/lagi", headline="Jembatan Cimanuk Dibuka Lagi")
    assert store(longer) == "updated"


def test_a_redirect_leads_to_the_same_article(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    clock.pass_by(days=1)
    moved = "https://kabarcontoh.example/daerah/jembatan-cimanuk-dibuka"
    page = make_capture(url=moved, requested_url=URL, fetched_at=clock.now)
    assert store(make_article(url=moved, canonical_url=moved), page) == "unchanged"
    assert count(archive, "articles") == (1,)
    assert archive.get(moved) is not None


def test_text_that_sqlite_cannot_hold(archive: Archive, store: Store) -> None:
    bad = "Pasar\x00 \ud83d Baru"
    article = make_article(
        url=URL + "?\x00",
        headline=bad,
        paragraphs=(bad,),
        authors=(bad,),
        annotations=(Annotation("places", "1", [make_place(name=bad)]),),
    )
    page = make_capture(headers=(("X\x00", bad), ("Set-Cookie", "a\r\nb"), ("ETag", bad)))
    assert store(article, page) == "new"
    assert store(article, page) == "unchanged"
    got = archive.get(1)
    assert got is not None
    assert (got.headline, got.authors) == ("Pasar � Baru", ("Pasar � Baru",))
    assert found(archive, "pasar baru") == [1]
    assert list(verify(archive)) == []


def test_a_failed_write_leaves_nothing(archive: Archive, store: Store) -> None:
    store()
    before = dump(archive)
    with pytest.raises(sqlite3.IntegrityError):
        archive.save_article(
            make_article(url=URL + "-2", media_type=None, canonical_url=None, headline="x"), [1], None
        )
    assert dump(archive) == before


def test_gone_and_back(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    clock.pass_by(days=1)
    archive.mark_gone(URL + "/", "kabarcontoh")
    archive.mark_gone(URL, "kabarcontoh")
    (row,) = rows(archive.db, "SELECT gone_at, last_seen FROM articles")
    assert tuple(row.values()) == ("2026-11-25T08:00:00Z", "2026-11-24T08:00:00Z")
    assert archive.get(URL) == make_article()
    assert count(archive, "failures") == (1,)
    clock.pass_by(days=1)
    store()
    assert rows(archive.db, "SELECT gone_at FROM articles") == [{"gone_at": None}]
    assert count(archive, "failures") == (0,)


def test_stats(archive: Archive, store: Store) -> None:
    store()
    numbers = archive.stats()
    size = sum(path.stat().st_size for path in archive.folder.rglob("*.warc.gz"))
    assert numbers == {
        "outlets": 1,
        "articles": 1,
        "revisions": 1,
        "captures": 1,
        "runs": 1,
        "failures": 0,
        "bytes": size,
    }


def test_a_run_and_its_report(archive: Archive, clock: Clock) -> None:
    run = archive.begin_run("kabarcontoh", clock.now)
    clock.pass_by(minutes=3)
    archive.finish_run(run, clock.now, {"seen": 4, "failed/timeout": 1, "oldest": NOW.date()})
    (row,) = rows(archive.db, "SELECT * FROM runs")
    assert json.loads(row.pop("report")) == {"seen": 4, "failed/timeout": 1, "oldest": "2026-11-24"}
    assert row == {
        "id": 1,
        "outlet": "kabarcontoh",
        "started_at": "2026-11-24T08:00:00Z",
        "finished_at": "2026-11-24T08:03:00Z",
        "file": None,
        "bytes": 0,
    }
    assert list(archive.folder.rglob("*.gz")) == []
