"""Crawl a real WordPress by each of its three ways of discovery."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.wordpress

ROOT = Path(__file__).parents[2]
HOST = "harian.example"
WIB = timezone(timedelta(hours=7))
TOWNS = ("Garut", "Subang", "Cirebon", "Ciamis", "Kuningan", "Majalengka")
NEXT_PAGE = "<!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage -->"  # as WordPress's editor writes it
WAYS = {
    "rss": f"https://{HOST}/feed/",
    "sitemap": f"https://{HOST}/wp-sitemap.xml",
    "wordpress": f"https://{HOST}/wp-json/wp/v2/posts",
}


@dataclass(frozen=True, slots=True)
class Post:
    """A public post as WordPress answered that it stands."""

    url: str
    headline: str
    published: datetime
    paragraphs: tuple[str, ...]
    author: str


def paragraph(town: str, number: int) -> str:
    return (
        f"Panen padi tahap {number} di {town} berjalan lancar, kata ketua kelompok tani setempat kepada wartawan. "
        f"Para petani berharap harga gabah di {town} tetap baik sampai musim hujan tiba."
    )


def insert(town: str) -> str:
    return (
        f'<p>BACA JUGA: <a href="https://{HOST}/berita/lain/">Jalan Desa di {town} Mulai Diperbaiki</a></p>'
    )


def write_posts(site: Any) -> list[Post]:
    """24 public posts over three months, two of them paged; one edited, one scheduled, one private."""
    author = site.create(
        "users",
        username="rani",
        name="Rani Puspita",
        email="rani@harian.example",
        password="x" * 20,
        roles=["author"],
    )
    section = site.create("categories", name="Jawa Barat")
    tag = site.create("tags", name="panen")
    common = {"author": author["id"], "categories": [section["id"]], "tags": [tag["id"]]}
    posts = []
    for number in range(24):
        town = TOWNS[number % len(TOWNS)]
        published = datetime(2024, 3 + number // 8, 2 + 3 * (number % 8), 23, 15 + number, tzinfo=WIB)
        paragraphs = tuple(paragraph(town, 10 * number + n) for n in range(1, 4))
        blocks = [f"<p>{text}</p>" for text in paragraphs]
        blocks.insert(1, insert(town))
        if number in (5, 12):
            blocks.insert(3, NEXT_PAGE)
        headline = f"Panen Padi di {town} Berjalan Lancar, Bagian {number + 1}"
        made = site.create(
            "posts", title=headline, content="\n".join(blocks), status="publish",
            date=published.strftime("%Y-%m-%dT%H:%M:%S"), **common,
        )  # fmt: skip
        posts.append(Post(made["link"], headline, published, paragraphs, "Rani Puspita"))
    text = f"<p>{paragraph('Garut', 999)}</p>"
    later = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%S")
    site.create(
        "posts", title="Terjadwal untuk Bulan Depan", content=text, status="future", date=later, **common
    )
    site.create("posts", title="Catatan Rahasia Redaksi", content=text, status="private", **common)
    site.create("posts", title="Naskah yang Belum Jadi", content=text, status="draft", **common)
    return posts


@pytest.fixture(scope="session")
def posts(wordpress: Any) -> list[Post]:
    return write_posts(wordpress)


@pytest.fixture
def crawl(wordpress: Any, tmp_path: Path) -> Any:
    """Crawls the site by one way of discovery only; gives the report and the archive's articles."""

    def run(way: str, *options: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        seeds = tmp_path / "seeds"
        (seeds / "networks").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "seeds" / "networks" / "wordpress.toml", seeds / "networks")
        (seeds / "harian.toml").write_text(
            f'name = "Harian Contoh"\nnetwork = "wordpress"\nhosts = ["{HOST}"]\nzone = "Asia/Jakarta"\n'
            f'[[feeds]]\nkind = "{way}"\nurl = "{WAYS[way]}"\n',
            encoding="utf-8",
        )
        environment = {
            **os.environ,
            "NEWSCRAWL_SEEDS": str(seeds),
            "NEWSCRAWL_CONNECT_TO": wordpress.address,
            "NEWSCRAWL_DELAY": "0",
        }
        archive = tmp_path / "news.db"
        words = [
            sys.executable,
            "-m",
            "newscrawl.cli",
            "crawl",
            "harian",
            "--json",
            "--archive",
            str(archive),
        ]
        done = subprocess.run(
            [*words, *options], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout), articles(archive)

    return run


def articles(archive: Path) -> list[dict[str, Any]]:
    with sqlite3.connect(archive) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute("SELECT url, headline, published_at, text FROM articles ORDER BY published_at")
        found = [dict(row) for row in rows]
    db.close()
    return found


@pytest.mark.parametrize("way", WAYS)
def test_every_public_post_arrives_once(way: str, posts: list[Post], crawl: Any) -> None:
    report, kept = crawl(way)
    assert [(row["headline"], datetime.fromisoformat(row["published_at"])) for row in kept] == [
        (post.headline, post.published) for post in posts
    ]
    assert [row["text"] for row in kept] == ["\n\n".join(post.paragraphs) for post in posts]
    assert report["new"] == len(posts)
    assert report["failed"] == {}

    again, kept_again = crawl(way)
    assert (again["new"], again["updated"]) == (0, 0)
    assert kept_again == kept


def test_an_edited_post_is_updated(wordpress: Any, posts: list[Post], crawl: Any) -> None:
    crawl("wordpress")
    extra = wordpress.create(
        "posts", title="Harga Gabah Naik di Subang", content=f"<p>{paragraph('Subang', 500)}</p>",
        status="publish", date="2024-06-20T08:00:00",
    )  # fmt: skip
    report, _ = crawl("wordpress")
    assert (report["new"], report["updated"]) == (1, 0)
    wordpress.send(f"posts/{extra['id']}", {"content": f"<p>{paragraph('Subang', 501)}</p>"})
    report, kept = crawl("wordpress")
    assert (report["new"], report["updated"]) == (0, 1)
    assert "tahap 501" in kept[-1]["text"]
    wordpress.send(f"posts/{extra['id']}", {"status": "draft"})


def test_a_backfill_of_one_month_brings_exactly_that_month(posts: list[Post], crawl: Any) -> None:
    _, kept = crawl("wordpress", "--since", "2024-04-01", "--until", "2024-04-30")
    assert [row["headline"] for row in kept] == [post.headline for post in posts if post.published.month == 4]
