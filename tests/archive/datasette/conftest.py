"""A small archive, and a reader who asks Datasette without a server."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.datasette import datasette_for
from archive.store import Archive
from newscrawl.types import Annotation, Article, Removed
from tests.archive.conftest import NOW, URL, make_article, make_capture, make_place

SENTIMENT = {
    "label": "positif",
    "confidence": 0.984,
    "headline": {"label": "negatif", "score": 0.6},
    "body": {"label": "positif", "score": 0.99},
    "words": [{"word": "gembira", "weight": 0.3}, {"word": "longsor", "weight": -0.1}],
}
PEOPLE = [{"name": "Siti Rahmawati", "role": "Camat Garut Kota", "mentions": 2, "quoted": True}]


def annotations(**changes: Any) -> tuple[Annotation, ...]:
    stated = {
        "sentiment": SENTIMENT,
        "places": [make_place()],
        "people": PEOPLE,
        "organisations": [{"name": "Dinas PUPR Garut", "type": "dinas", "mentions": 1}],
    }
    return tuple(Annotation(name, f"{name} 1", value) for name, value in {**stated, **changes}.items())


def save(archive: Archive, *articles: Article) -> None:
    run = archive.begin_run("kabarcontoh", NOW)
    for article in articles:
        address = article.url if article.url.startswith("https:") else URL
        page = make_capture(url=address, body=article.headline.encode())
        kept = archive.keep_capture(page, run, article_url=article.url)
        archive.save_article(article, [kept], run)
    archive.finish_run(run, NOW, {})


def sample() -> list[Article]:
    """Twenty-six articles of two outlets on thirteen days."""
    tones = ("positif", "netral", "negatif")
    made = []
    for number in range(26):
        moment = datetime.fromisoformat("2026-11-20T10:15:00+07:00") - timedelta(days=number // 2)
        place = (
            make_place() if number % 3 else make_place(name="Bandung", type="kota", code="32.73", lat=-6.9)
        )
        made.append(
            make_article(
                url=f"https://kabarcontoh.example/berita/{number}",
                canonical_url=None,
                outlet="kabarcontoh" if number % 4 else "harianmisal",
                outlet_name="Kabar Contoh" if number % 4 else "Harian Misal",
                headline=f"Jembatan Ke-{number} Dibuka",
                published_at=moment,
                published_on=moment.date(),
                annotations=annotations(sentiment={**SENTIMENT, "label": tones[number % 3]}, places=[place]),
                removed=(Removed("BACA JUGA: Harga Cabai Turun", "baca-juga", 1),),
            )
        )
    return made


def archive_of(folder: Path, *articles: Article) -> Path:
    path = folder / "news.db"
    with Archive.open(path, clock=lambda: NOW) as archive:
        save(archive, *articles)
    return path


class Browse:
    """Asks one Datasette; the archive may change between questions."""

    def __init__(self, path: Path, *, public: bool = False) -> None:
        self.loop = asyncio.new_event_loop()
        self.datasette = datasette_for(path, public=public)
        self.loop.run_until_complete(self.datasette.invoke_startup())

    def __call__(self, address: str, method: str = "GET") -> Any:
        return self.loop.run_until_complete(self.datasette.client.request(method, address))

    def close(self) -> None:
        self.datasette.executor.shutdown()
        self.loop.close()


@pytest.fixture
def browsing(tmp_path: Path) -> Iterator[Callable[..., Browse]]:
    """Makes an archive of articles and a reader of it."""
    opened: list[Browse] = []

    def make(*articles: Article, public: bool = False) -> Browse:
        opened.append(Browse(archive_of(tmp_path, *articles), public=public))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of(tmp_path_factory.mktemp("samples"), *sample())


@pytest.fixture(scope="session")
def browse(samples: Path) -> Iterator[Browse]:
    """A reader at this machine."""
    yield (made := Browse(samples))
    made.close()


@pytest.fixture(scope="session")
def stranger(samples: Path) -> Iterator[Browse]:
    """A reader from outside."""
    yield (made := Browse(samples, public=True))
    made.close()
