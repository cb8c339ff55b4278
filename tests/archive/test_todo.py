"""Which announced pages are worth a request, and when a failed one is tried again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from archive.policy import MAX_TRIES
from archive.rows import rows
from archive.store import Archive
from newscrawl.types import Entry
from tests.archive.conftest import NOW, URL, Clock, make_article, make_capture

Store = Callable[..., str]

BEFORE = NOW - timedelta(hours=1)
PUBLISHED = NOW - timedelta(days=4)


def entry(modified: datetime | None = None, url: str = URL) -> Entry:
    return Entry(url, "https://kabarcontoh.example/feed/", modified=modified)


def test_an_unknown_page_is_wanted(archive: Archive) -> None:
    assert archive.wants(entry())


@pytest.mark.parametrize(
    ("recorded", "claimed", "days", "wanted"),
    [
        (None, None, 0, True),  # just published: edits come now
        (None, None, 2.9, True),
        (None, None, 3.1, False),
        (BEFORE, BEFORE, 0, False),  # published days ago, and the outlet says that nothing changed
        (BEFORE, None, 0, True),
        (BEFORE, NOW, 9, True),  # the outlet says that it changed
        (None, NOW + timedelta(minutes=1), 9, True),
        (None, BEFORE, 9, False),  # it changed before we fetched it
        (BEFORE, PUBLISHED, 9, False),
    ],
)
def test_a_known_article(
    archive: Archive,
    store: Store,
    clock: Clock,
    recorded: datetime | None,
    claimed: datetime | None,
    days: float,
    wanted: bool,
) -> None:
    store(make_article(published_at=PUBLISHED), claimed=recorded)
    clock.pass_by(days=days)
    assert archive.wants(entry(claimed)) is wanted
    assert archive.wants(entry(claimed, URL + "/?utm_source=x")) is wanted


def test_a_young_article_is_asked_for_at_growing_pauses(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    asked = []
    for hour in range(1, 90):
        clock.pass_by(hours=1)
        if archive.wants(entry()):
            archive.mark_unchanged(URL)
            asked.append(hour)
    assert asked == [1, 2, 4, 8, 16, 32, 64]


def test_what_the_feed_says_is_remembered(archive: Archive, store: Store, clock: Clock) -> None:
    store(claimed=BEFORE)
    clock.pass_by(days=9)
    assert archive.wants(entry(NOW))
    archive.mark_unchanged(URL, NOW)
    assert not archive.wants(entry(NOW))
    archive.mark_unchanged(URL)
    assert not archive.wants(entry(NOW))
    (row,) = rows(archive.db, "SELECT last_seen, claimed_modified FROM articles")
    assert tuple(row.values()) == ("2026-12-03T08:00:00Z", "2026-11-24T08:00:00Z")
    archive.mark_unchanged(URL + "-lain")


def test_a_failed_page_waits_its_turn(archive: Archive, clock: Clock) -> None:
    archive.record_failure(URL, "kabarcontoh", "timeout")
    assert not archive.wants(entry())
    assert archive.wants(entry(NOW + timedelta(minutes=1)))
    assert archive.due("kabarcontoh") == []
    clock.pass_by(hours=1)
    assert archive.wants(entry())
    assert archive.due("kabarcontoh") == [Entry(URL, feed="archive")]
    assert archive.due("lain") == []


def test_each_failure_waits_longer_until_quarantine(archive: Archive, clock: Clock) -> None:
    waits = []
    for _ in range(MAX_TRIES):
        archive.record_failure(URL + "/?utm_source=x", "kabarcontoh", "http-500")
        (row,) = rows(archive.db, "SELECT next_try FROM failures")
        due = row["next_try"] and datetime.fromisoformat(row["next_try"])
        waits.append(due and (due - clock.now) / timedelta(hours=1))
        clock.now = due or clock.now
    assert waits == [1, 4, 16, 64, 256, None]
    (row,) = rows(archive.db, "SELECT * FROM failures")
    assert row == {
        "url": URL,
        "address": URL + "/?utm_source=x",
        "outlet": "kabarcontoh",
        "reason": "http-500",
        "tries": 6,
        "first_failed": "2026-11-24T08:00:00Z",
        "last_failed": row["last_failed"],
        "next_try": None,
        "capture": None,
    }
    clock.pass_by(days=999)
    assert archive.due("kabarcontoh") == []
    assert not archive.wants(entry())


def test_a_failure_leads_to_its_capture(archive: Archive) -> None:
    run = archive.begin_run("kabarcontoh", NOW)
    moved = make_capture(url=URL + "-pindah", requested_url=URL)
    kept = archive.keep_capture(moved, run)
    archive.record_failure(URL, "kabarcontoh", "not-article/index")
    archive.record_failure(URL, "kabarcontoh", "timeout")
    assert rows(archive.db, "SELECT reason, capture FROM failures") == [
        {"reason": "timeout", "capture": kept}
    ]


def test_a_page_that_comes_at_last_is_struck_off(archive: Archive, store: Store) -> None:
    archive.record_failure(URL, "kabarcontoh", "timeout")
    archive.record_failure(URL + "-lama", "kabarcontoh", "timeout")
    archive.record_failure(URL + "-lain", "kabarcontoh", "timeout")
    store(make_article(), make_capture(requested_url=URL + "-lama"))
    assert [row["url"] for row in rows(archive.db, "SELECT url FROM failures")] == [URL + "-lain"]


def test_an_unknown_page_that_is_not_there_may_come_later(archive: Archive) -> None:
    archive.mark_gone(URL, "kabarcontoh")
    assert rows(archive.db, "SELECT reason, tries FROM failures") == [{"reason": "not-found", "tries": 1}]


def test_an_article_that_is_gone_is_asked_for_ever_less(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    archive.record_failure(URL, "kabarcontoh", "timeout")
    asked = []
    for day in range(1, 1000):
        clock.pass_by(days=1)
        if archive.due("kabarcontoh") or archive.wants(entry(NOW + timedelta(hours=1))):
            assert archive.mark_gone(URL, "kabarcontoh") is (not asked)
            asked.append(day)
    assert asked == [1, 5, 21, 85, 341]
    assert archive.wants(entry(clock.now))  # the outlet says that it is back
    assert store() == "unchanged"
    assert rows(archive.db, "SELECT gone_at FROM articles") == [{"gone_at": None}]
    assert rows(archive.db, "SELECT * FROM failures") == []


def test_a_clock_that_was_ahead_holds_up_nothing(archive: Archive, store: Store, clock: Clock) -> None:
    other = URL + "-lagi"
    clock.pass_by(days=400)
    store(make_article(headline="Berita Lama"))
    archive.record_failure(other, "kabarcontoh", "timeout")

    clock.pass_by(days=-400)

    assert [each.url for each in archive.due("kabarcontoh")] == [other]
    assert archive.wants(entry(url=other)) and archive.wants(entry())
    assert store(make_article(headline="Berita Baru"), make_capture(body=b"Berita Baru")) == "updated"
    revisions = rows(archive.db, "SELECT content_hash FROM revisions")
    assert len(revisions) == len({row["content_hash"] for row in revisions}) == 2
