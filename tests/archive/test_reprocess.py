"""Everything is read again from captures; what nobody changed stays as it is, to the byte."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from click.testing import CliRunner

from archive import reading, statements
from archive.captures import Missing
from archive.connection import ArchiveError
from archive.reading import Reading, Unreadable, read_again
from archive.reprocess import Summary, count_tasks, look, spread, tasks, write
from archive.revisions import difference, history
from archive.rows import rows
from archive.store import Archive
from archive.verify import verify
from newscrawl.annotate.errors import AnnotatorError
from newscrawl.cli import main
from newscrawl.cli_archive import workers
from newscrawl.process import process
from newscrawl.seeds import GENERIC
from newscrawl.types import Annotation, Article, Capture, Removed
from tests.archive.conftest import NOW, Clock, make_capture

ROOT = Path(__file__).parents[2]


def page(
    number: int = 1, text: str = "membuka jembatan baru di atas Sungai Cimanuk", **changes: Any
) -> Capture:
    url = f"https://warta.example/berita/jembatan-cimanuk-{number}"
    body = f"""<!doctype html><html lang="id"><head><title>Jembatan Cimanuk {number} Dibuka</title>
    <link rel="canonical" href="{url}"><script type="application/ld+json">{{"@type": "NewsArticle",
    "headline": "Jembatan Cimanuk {number} Dibuka", "datePublished": "2026-11-20T09:05:00+07:00"}}</script></head>
    <body><article><h1>Jembatan Cimanuk {number} Dibuka</h1>
    <p>GARUT - Bupati Garut Hendra Wijaya {text} pada hari Kamis pagi.</p>
    <p>Menurut Hendra, jembatan itu memendekkan perjalanan warga ke pasar menjadi sepuluh menit.</p>
    <p>Warga menyambut pembukaan jembatan dengan syukur dan berharap jalan desa segera diperbaiki.</p>
    </article></body></html>"""
    return make_capture(
        **{"url": url, "body": body.encode(), "headers": (("Content-Type", "text/html"),), **changes}
    )


def same(article: Article) -> Article:
    return article


@pytest.fixture
def crawl(archive: Archive) -> Callable[..., Article]:
    """Keep pages and save their article as an older code read it: ``by`` changes what the present one reads."""

    def keep(*pages: Capture, by: Callable[[Article], Article] = same) -> Article:
        run = archive.begin_run("generic", NOW)
        ids = [archive.keep_capture(each, run) for each in pages]
        article = by(process(pages[0], GENERIC, pages=pages[1:]))
        archive.save_article(article, ids, run)
        archive.finish_run(run, NOW, {})
        return article

    return keep


open_reader = reading.reader.__wrapped__


@pytest.fixture(autouse=True)
def one_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made: list[Archive] = []
    monkeypatch.setattr(
        reading, "reader", lambda path: made[0] if made else made.append(open_reader(path)) or made[0]
    )
    yield
    for each in made:
        each.close()


def run(archive: Archive, *, dry: bool = False, annotations: bool = False, **asked: Any) -> Summary:
    wanted = (archive, asked.get("outlet"), asked.get("since", ""))
    spool = BytesIO()
    readings = [read(archive.path, key) for read, key in tasks(*wanted, annotations=annotations)]
    assert len(readings) == count_tasks(*wanted, annotations=annotations)
    summary = look(readings, spool)
    if not dry:
        list(write(archive, spool))
    assert list(verify(archive)) == []
    return summary


def dump(archive: Archive) -> list[str]:
    return list(archive.db.conn.iterdump())


def cut_short(article: Article) -> Article:
    return replace(article, paragraphs=article.paragraphs[:1], extractor="newscrawl 0")


def test_what_reads_the_same_stays_to_the_byte(
    archive: Archive, crawl: Callable[..., Article], clock: Clock
) -> None:
    for number in range(3):
        crawl(page(number))
    crawl(page(0, fetched_at=NOW + timedelta(hours=1), body=page(0).body + b"<!-- iklan -->"))
    clock.pass_by(days=9)
    before = dump(archive)
    summary = run(archive)
    assert (summary.unchanged, summary.changed, summary.new) == (3, 0, 0)
    assert dump(archive) == before


def test_a_better_reading_is_a_version_and_no_edit(archive: Archive, crawl: Callable[..., Article]) -> None:
    crawl(page(), by=cut_short)
    summary = run(archive, dry=True)
    assert (summary.changed, dict(summary.fields)) == (1, {"paragraphs": 1})
    assert len(history(archive, 1)) == 1
    run(archive)
    old, new = history(archive, 1)
    assert (new.cause, new.seen_at, new.captures) == ("extraction", old.seen_at, old.captures)
    assert len(difference(old, new)) == 2
    assert new.article == process(page(), GENERIC)
    assert archive.get(1) == new.article
    before = dump(archive)
    assert run(archive).unchanged == 1
    assert dump(archive) == before


def test_notes_are_mended_in_place(archive: Archive, crawl: Callable[..., Article]) -> None:
    crawl(page(), by=lambda article: replace(article, removed=(Removed("Iklan", "x", 1),), modified_at=NOW))
    summary = run(archive)
    assert dict(summary.fields) == {"removed": 1}
    (only,) = history(archive, 1)
    assert only.article.removed == process(page(), GENERIC).removed
    assert only.article.modified_at == NOW  # the present code sees no claim; the earlier one stands


def test_an_edit_that_only_the_present_code_sees(archive: Archive, crawl: Callable[..., Article]) -> None:
    crawl(page(), by=cut_short)
    edited = page(fetched_at=NOW + timedelta(hours=2), body=page().body.replace(b"sepuluh", b"dua belas"))
    crawl(edited, by=cut_short)
    assert len(history(archive, 1)) == 1
    run(archive)
    versions = history(archive, 1)
    assert [each.cause for each in versions] == ["new", "extraction", "edit"]
    assert "dua belas" in versions[-1].article.text


def test_a_page_that_gave_no_article_is_taken_up(archive: Archive) -> None:
    number = archive.begin_run("generic", NOW)
    archive.keep_capture(page(7), number)
    archive.keep_capture(make_capture(url="https://warta.example/indeks", body=b"<p>Indeks</p>"), number)
    archive.record_failure(page(7).url, "generic", "not-article/no-body")
    archive.finish_run(number, NOW, {})
    summary = run(archive)
    assert (summary.new, summary.none.total()) == (1, 1)
    found = archive.get(page(7).url)
    assert found == process(page(7), GENERIC)
    assert archive.db["failures"].count == 0
    assert history(archive, 1)[0].captures == (1,)
    assert run(archive).unchanged == 1


def test_what_the_present_code_cannot_read_stays(archive: Archive, crawl: Callable[..., Article]) -> None:
    crawl(page(1))
    bare = make_capture(url=page(2).url, body=b"<p>Indeks</p>")
    number = archive.begin_run("generic", NOW)
    archive.save_article(replace(process(page(2), GENERIC)), [archive.keep_capture(bare, number)], number)
    archive.save_article(process(page(3), GENERIC), (), number)
    before = dump(archive)

    summary = run(archive)
    assert dict(summary.kept) == {"not-article/no-body": 1, "no-capture": 1}
    assert summary.unchanged == 1
    assert dump(archive) == before


def test_workers_keep_the_order_and_lose_no_task(archive: Archive) -> None:
    def work(function: Callable[..., Any], path: Path, key: int) -> Reading:
        if key == 3:
            raise Unreadable("parse-timeout")
        if key == 4:
            raise Missing(key)
        if key == 5:
            raise KeyError("PDI")
        return Reading(str(key), key)

    readings = list(spread(archive, ((read_again, number) for number in range(50)), work, 2))
    assert [each.about for each in readings] == [str(number) for number in range(50)]
    told = [each.failure for each in readings[2:7]]
    assert told == [None, "parse-timeout", "removed meanwhile", "failed/KeyError", None]
    assert [each.fault for each in readings if each.fault] == [
        "article 5: newscrawl itself fails on this page (KeyError: 'PDI'); report it with the page"
    ]


@pytest.mark.parametrize("error", [ArchiveError("damaged"), AnnotatorError("no model"), OSError(5, "disk")])
def test_what_fails_for_every_page_ends_the_whole(archive: Archive, error: Exception) -> None:
    def work(*_: Any) -> Reading:
        raise error

    with pytest.raises(type(error)):
        list(spread(archive, [(read_again, 1)], work, 1))


def test_a_page_that_our_code_fails_on_is_named(
    archive: Archive, crawl: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(25):
        crawl(page(number), by=cut_short)

    @contextmanager
    def failing(jobs: int) -> Iterator[Callable[..., Any]]:
        with workers(jobs) as real:

            def call(function: Callable[..., Any], path: Path, key: int) -> Any:
                if key > 1:
                    raise ValueError("x\ny")
                return real(function, path, key)

            yield call

    monkeypatch.setattr("newscrawl.cli_archive.workers", failing)
    result = CliRunner().invoke(main, ["reprocess", "--archive", str(archive.path), "--yes", "--jobs", "1"])
    assert result.exit_code == 1
    assert "1 read differently" in result.stdout and "failed/ValueError: 24" in result.stdout
    first, *_, last = result.stderr.splitlines()
    assert first.startswith("newscrawl: article 2: newscrawl itself fails on this page (ValueError: x y)")
    assert last == "newscrawl: 4 more like these"
    assert len(history(archive, 1)) == 2


def test_what_was_written_meanwhile_stands(archive: Archive, crawl: Callable[..., Article]) -> None:
    crawl(page(), by=cut_short)
    spool = BytesIO()
    look((read(archive.path, key) for read, key in tasks(archive, None, "")), spool)
    crawl(page(text="menutup jembatan", fetched_at=NOW + timedelta(days=1)))
    before = dump(archive)
    assert list(write(archive, spool)) == [0]
    assert dump(archive) == before


def test_filters(archive: Archive, crawl: Callable[..., Article]) -> None:
    crawl(page(1))
    crawl(page(2, fetched_at=NOW + timedelta(days=3)))
    assert count_tasks(archive, None, "") == 2
    assert count_tasks(archive, "generic", "2026-11-26") == 1
    assert count_tasks(archive, "kompas", "") == 0


def test_annotations_anew(archive: Archive, crawl: Callable[..., Article]) -> None:
    def said_before(article: Article) -> Article:
        tone = Annotation("sentiment", "old 0", {"label": "negatif", "confidence": 0.5, "scores": {}})
        return replace(article, annotations=(tone, *article.annotations[1:]))

    present = process(page(), GENERIC)
    crawl(page(), by=said_before)
    summary = run(archive, annotations=True)
    assert (summary.changed, list(summary.fields)) == (1, ["sentiment"])
    assert summary.examples["sentiment"][0][1].before == "Negatif (50%)"
    assert len(history(archive, 1)) == 1
    stated = statements.stated_on(archive.db, 1)
    assert next(each.version for each in stated if each.annotator == "sentiment") == "old 0"
    assert archive.get(1) == replace(present, annotations=archive.get(1).annotations)
    assert archive.get(1).annotation("sentiment") == present.annotation("sentiment")
    (row,) = rows(archive.db, "SELECT sentiment FROM articles")
    assert row["sentiment"] == present.annotation("sentiment")["label"]
    before = dump(archive)
    assert run(archive, annotations=True).unchanged == 1
    assert dump(archive) == before


def test_a_kill_at_any_moment_costs_nothing(archive: Archive, crawl: Callable[..., Article]) -> None:
    for number in range(30):
        crawl(page(number), by=cut_short)
    command = [sys.executable, "-m", "newscrawl.cli", "reprocess", "--archive", archive.path, "--jobs", "1"]
    for pause in (0.9, 1.3, 1.7):
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process_:
            sleep(pause)
            process_.send_signal(signal.SIGKILL)
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert archive.db["articles"].count == 30
    assert {len(history(archive, number + 1)) for number in range(30)} == {2}
    assert list(verify(archive)) == []
