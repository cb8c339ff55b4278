"""Builders of articles and captures, and an archive in a new folder."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.store import Archive
from newscrawl.types import Annotation, Article, Capture, FieldRecord, Removed

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
URL = "https://kabarcontoh.example/berita/jembatan-cimanuk-dibuka"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


def make_article(**changes: Any) -> Article:
    values: dict[str, Any] = {
        "outlet": "kabarcontoh",
        "outlet_name": "Kabar Contoh",
        "media_type": "News",
        "kind": "article",
        "url": URL,
        "canonical_url": URL + "/",
        "headline": "Jembatan Cimanuk Dibuka untuk Umum",
        "published_at": datetime.fromisoformat("2026-11-20T10:15:00+07:00"),
        "published_on": date(2026, 11, 20),
        "modified_at": None,
        "byline": "Oleh Siti Rahmawati",
        "authors": ("Siti Rahmawati",),
        "editors": ("Ujang Sutisna",),
        "dateline": "GARUT",
        "section": "Daerah",
        "tags": ("jembatan", "Garut"),
        "language": "id",
        "lead_image": "https://kabarcontoh.example/jembatan.jpg",
        "paragraphs": (
            "Jembatan di atas sungai Cimanuk dibuka Jumat pagi.",
            "Warga menyambut dengan gembira.",
        ),
        "closing": "(str)",
        "removed": (Removed("BACA JUGA: Harga Cabai Turun", "baca-juga", 1),),
        "fields": {"headline": FieldRecord("JEMBATAN CIMANUK DIBUKA", "json-ld")},
        "confidence": 1.0,
        "extractor": "newscrawl 1",
        "pages": (URL,),
        "annotations": (
            Annotation("sentiment", "linear 1", {"label": "positif", "confidence": 0.91, "scores": {}}),
            Annotation("places", "gazetteer 1", [make_place()]),
            Annotation(
                "people",
                "rules 1",
                [{"name": "Siti Rahmawati", "role": "Camat", "mentions": 2, "quoted": True}],
            ),
        ),
    }
    return Article(**{**values, **changes})


def make_place(**changes: Any) -> dict[str, Any]:
    place = {"name": "Garut", "type": "kabupaten", "code": "32.05", "province": "Jawa Barat", "country": "ID"}
    return {**place, "lat": -7.2, "lon": 107.9, "mentions": 3, "primary": True, **changes}


def make_capture(**changes: Any) -> Capture:
    url = changes.get("url", URL)
    values: dict[str, Any] = {
        "url": url,
        "requested_url": url,
        "status": 200,
        "headers": (
            ("Content-Type", "text/html"),
            ("ETag", '"1"'),
            ("Last-Modified", "Fri, 20 Nov 2026 03:15:00 GMT"),
        ),
        "body": b"<html><p>Jembatan dibuka.</p></html>",
        "fetched_at": NOW,
    }
    return Capture(**{**values, **changes})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    with Archive.open(tmp_path / "news.db", clock=clock) as opened:
        yield opened


@pytest.fixture
def store(archive: Archive, clock: Clock) -> Callable[..., str]:
    """Keep a capture and save the article made from it, as a crawl does; the outcome."""

    def crawl(article: Article | None = None, *pages: Capture, **how: Any) -> str:
        article = article or make_article()
        run = archive.begin_run(article.outlet, clock.now)
        pages = pages or (make_capture(url=article.url, fetched_at=clock.now, body=article.text.encode()),)
        kept = [archive.keep_capture(page, run, **how) for page in pages]
        outcome = archive.save_article(article, kept, run)
        archive.finish_run(run, clock.now, {"fetched": len(kept)})
        return outcome

    return crawl
