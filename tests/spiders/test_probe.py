"""A new outlet: its site is looked at, its seed written, tried and checked, by the command line itself."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from newscrawl.seeds import GENERIC, load_seed
from newscrawl.types import Capture, Feed, Outlet
from spiders.draft import Draft, draft_seed, feeds_to_write, site_name, write_seed
from spiders.fingerprints import FINGERPRINTS, find_network
from spiders.health import read_health
from spiders.probe import alternates, is_at, read_feed
from spiders.report import RunReport

ROOT = Path(__file__).parents[2]
NETWORK = """
[[feeds]]
kind = "rss"
url = "{home}/feed/"
[[feeds]]
kind = "wordpress"
url = "{home}/wp-json/wp/v2/posts"
[rules]
headline = ["h1.entry-title"]
body = ["div.entry-content"]
"""
ARTICLE = "kabarcontoh.id/berita/jembatan-cimanuk-dibuka-lagi/"


def newscrawl(web: Any, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on the web of the test."""
    given = {
        "NEWSCRAWL_SEEDS": str(web.seeds),
        "NEWSCRAWL_CONNECT_TO": f"127.0.0.1:{web.port}",
        "NEWSCRAWL_DELAY": "0.01",
        **env,
    }
    return subprocess.run(
        [sys.executable, "-m", "newscrawl.cli", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **given},
        timeout=60,
        check=False,
    )


def front_page(*links: str, head: str = "") -> str:
    anchors = "".join(f'<a href="{link}">Berita</a>' for link in links)
    head = f"<head><title>Berita Terkini - Kabar Contoh</title>{head}</head>"
    return f"<html lang='en-US'>{head}<body>{anchors}</body></html>"


@pytest.fixture
def outlet(web: Any) -> Any:
    """A site on WordPress that no seed knows, with one article in its feed."""
    (web.seeds / "networks").mkdir()
    (web.seeds / "networks" / "wordpress.toml").write_text(NETWORK, encoding="utf-8")
    mark = '<link rel="stylesheet" href="/wp-content/themes/kabar/style.css">'
    web.answer("kabarcontoh.id/", front_page("/tentang/", f"https://{ARTICLE}", head=mark))
    web.answer(
        "kabarcontoh.id/robots.txt", "Sitemap: https://kabarcontoh.id/sitemap.xml", Content_Type="text/plain"
    )
    web.rss("kabarcontoh.id/feed/", f"https://{ARTICLE}")
    web.article(
        ARTICLE, more="<time class='entry-date' datetime='2024-05-02T09:05:00+08:00'>2 Mei 2024</time>"
    )
    return web


def test_add_writes_a_seed_that_try_and_check_can_use(outlet: Any) -> None:
    added = newscrawl(outlet, "outlets", "add", "kabarcontoh", "https://kabarcontoh.id/", "--region", "bali")

    assert added.returncode == 0, added.stderr
    seed = tomllib.loads((outlet.seeds / "kabarcontoh.toml").read_text(encoding="utf-8"))
    assert isinstance(seed.pop("verified_on"), date)
    assert seed == {
        "name": "Kabar Contoh",
        "network": "wordpress",
        "hosts": ["kabarcontoh.id"],
        "region": "ID-BA",
        "zone": "Asia/Makassar",
        "verified": "page",
    }
    for seen in (
        "feed/: 1 article",
        "v2/posts: the host answers 404",
        "sitemap.xml",
        "Jembatan Cimanuk Dibuka",
    ):
        assert seen in added.stdout
    assert "newscrawl outlets try kabarcontoh" in added.stdout
    assert outlet.urls()[0] == "kabarcontoh.id/robots.txt"
    assert len(outlet.urls()) == len(set(outlet.urls())) <= 12

    tried = newscrawl(outlet, "outlets", "try", "kabarcontoh")
    assert tried.returncode == 0, tried.stderr
    for shown in ("Jembatan Cimanuk Dibuka", "selector", "missing", "confidence", "rss 1/1", "wordpress 0/1"):
        assert shown in tried.stdout
    assert not list(outlet.seeds.glob("*.db"))

    checked = newscrawl(outlet, "outlets", "check", "--all", "--limit", "1")
    [head, row] = checked.stdout.splitlines()
    assert row.split()[:5] == ["kabarcontoh", "allowed", "1", "1/1", "1/1"], head
    assert row.endswith("healthy")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["kabarcontoh", "https://lain.id"], 2, ["'kabarcontoh' is taken"]),
        (["lagi", "www.kabarcontoh.id"], 2, ["belongs to 'kabarcontoh'"]),
        (["Kabar_Contoh", "https://lain.id"], 2, ["'Kabar_Contoh'", "lower-case"]),
        (["lain", "ftp://lain.id"], 2, ["'ftp://lain.id'", "https://kabarcontoh.example/"]),
        (["lain", "https://[::1"], 2, ["'https://[::1'"]),
        (["lain", "https://lain.id/jawa/ıstanbul"], 2, ["is not the address of a site"]),
        (["lain", "https://127.0.0.1/"], 2, ["'https://127.0.0.1/'"]),
        (["lain", "https://lain.id/berita/jembatan-cimanuk-dibuka-lagi/"], 2, ["front page"]),
        (["lain", "https://lain.id", "--region", "Atlantis"], 2, ["'Atlantis'", "ID-JB"]),
        (["lain", "https://lain.id"], 1, ["https://lain.id", "404", "nothing was written"]),
        (["lain", "https://tutup.id"], 1, ["robots.txt does not allow", "nothing was written"]),
        (["lain", "https://kosong.id"], 1, ["no links", "nothing was written"]),
        (["lain", "https://pindah.id"], 2, ["kabarcontoh.id belongs to 'kabarcontoh'"]),
    ],
)
def test_add_tells_what_is_wrong_and_writes_nothing(
    web: Any, words: list[str], code: int, parts: list[str]
) -> None:
    web.seed("kabarcontoh")
    web.answer("kabarcontoh.id/", front_page("/"))
    web.answer("tutup.id/robots.txt", "User-agent: *\nDisallow: /", Content_Type="text/plain")
    web.answer("kosong.id/", "<html><body>Segera hadir</body></html>")
    web.answer("pindah.id/", status=301, Location="https://kabarcontoh.id/")

    result = newscrawl(web, "outlets", "add", *words)

    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for part in parts:
        assert part in result.stderr
    assert [path.name for path in web.seeds.iterdir()] == ["kabarcontoh.toml"]


def test_try_and_check_fail_where_nothing_comes(web: Any) -> None:
    web.seed("contoh")
    web.seed("tutup")
    web.answer("tutup.id/robots.txt", "User-agent: *\nDisallow: /", Content_Type="text/plain")

    tried = newscrawl(web, "outlets", "try", "contoh")
    assert tried.returncode == 1
    assert "no article of 'contoh' came" in tried.stderr

    checked = newscrawl(web, "outlets", "check", "contoh", "tutup")
    rows = checked.stdout.splitlines()[1:]
    assert [row.split()[:3] for row in rows] == [["contoh", "allowed", "0"], ["tutup", "robots", "0"]]
    assert "no feed answers" in rows[0]
    assert checked.returncode == 1
    assert "2 of 2 unhealthy: contoh, tutup" in checked.stderr


@pytest.mark.parametrize(
    ("host", "markup", "network"),
    [
        ("ambon.tribunnews.com", "", "tribun"),
        ("tribunnews.com", "", "tribun"),
        ("news.jabarekspres.com", "", "wordpress"),
        ("kabarcontoh.co.id", "", None),
        ("kabarcontoh.com", "<p>Berita</p>", None),
        ("kabarcontoh.com", '<meta name="generator" content="WordPress 6.5">', "wordpress"),
        ("kabarcontoh.com", '<div class="entry td-post-content tagdiv-type">', "wordpress"),
        ("kabarcontoh.com", '<script src="https://static.promediateknologi.id/x.js"></script>', "promedia"),
        ("kabarcontoh.com", '<meta name="jpnncom_news_pubdate" content="x">', "jpnn"),
        (
            "kabarcontoh.com",
            '<img src="https://asset-2.tstatic.net/a.jpg">/wp-content/a /wp-content/b',
            "wordpress",
        ),
    ],
)
def test_network_by_neighbours_else_by_markup(host: str, markup: str, network: str | None) -> None:
    outlets = [
        load_seed(ROOT / "seeds" / f"{slug}.toml") for slug in ("tribun-timur", "jabarekspres", "liputan6")
    ]
    assert find_network(host, markup, outlets) == network


def test_every_fingerprint_is_of_a_network_that_has_a_seed() -> None:
    assert set(FINGERPRINTS) <= {path.stem for path in (ROOT / "seeds" / "networks").glob("*.toml")}


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content=" Kabar\n Contoh ">', "Kabar Contoh"),
        ("<title>Kabar Contoh | Berita Bali Terkini</title>", "Kabar Contoh"),
        ("<title>Berita Bali Terkini – Kabar Contoh</title>", "Kabar Contoh"),
        ('<meta property="og:site_name" content="Kabar Contoh - Situs Berita Bali">', "Kabar Contoh"),
        ("", "kabarcontoh.id"),
        ('<meta property="og:site_name" content="Kabar &quot;Contoh&quot;\x7f">', 'Kabar "Contoh"'),
    ],
)
def test_site_name(head: str, name: str) -> None:
    page = HtmlResponse("https://www.kabarcontoh.id/", body=f"<html><head>{head}</head></html>".encode())
    assert site_name(page) == name


@pytest.mark.parametrize(
    ("asked", "landed", "hosts", "home"),
    [
        ("https://kabar.id", "https://kabar.id/", ["kabar.id"], None),
        ("https://kabar.id", "https://www.kabar.id/", ["kabar.id"], "https://www.kabar.id"),
        ("https://kabar.id", "https://kabar.id/beranda", ["kabar.id"], "https://kabar.id/beranda"),
        ("https://rri.co.id/ambon/", "https://rri.co.id/ambon", ["rri.co.id/ambon"], None),
        ("https://kabar.id", "http://kabar.co.id/", ["kabar.co.id"], "http://kabar.co.id"),
    ],
)
def test_place_and_front_page(
    asked: str, landed: str, hosts: list[str], home: str | None, tmp_path: Path
) -> None:
    page = HtmlResponse(landed, body=b'<title>Kabar "Kita"\\ Hari Ini</title>')
    path = tmp_path / "kabar.toml"
    seed = draft_seed(Draft(path, asked, "ID-MA"), page, None)
    assert (seed["hosts"], seed.get("home"), seed["zone"]) == (hosts, home, "Asia/Jayapura")
    path.write_text(write_seed({**seed, "feeds": [Feed("rss", f"{landed}rss")]}), encoding="utf-8")
    read = load_seed(path)
    assert (read.name, list(read.hosts), read.feeds) == (seed["name"], hosts, (Feed("rss", f"{landed}rss"),))


def test_feeds_stand_in_the_seed_only_where_the_network_is_silent() -> None:
    own, other, named = (
        Feed("rss", "https://a.id/feed/"),
        Feed("rss", "https://a.id/x"),
        Feed("sitemap", "https://a.id/s"),
    )
    member = Outlet(slug="a", name="A", hosts=("a.id",), zone=GENERIC.zone, feeds=(own,))
    assert feeds_to_write(member, [own, other], []) == []
    assert feeds_to_write(member, [other, named], [named.url]) == [other]


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("rss", b"<rss><channel></channel></rss>", "announces nothing"),
        ("rss", b"<html><body>404</body></html>", "neither a feed"),
        ("wordpress", b'{"code": "rest_disabled"}', "no list of posts"),
        ("sitemap", b"", "neither a feed"),
    ],
)
def test_a_feed_that_announces_nothing_says_why(kind: Any, body: bytes, said: str) -> None:
    url = "https://a.id/x"
    capture = Capture(url, url, 200, (), body, datetime(2024, 5, 2, tzinfo=UTC))
    answer = read_feed(Feed(kind, url), capture, GENERIC)
    assert isinstance(answer, str)
    assert said in answer


def test_alternates_are_the_sites_own_and_none_of_comments() -> None:
    links = ("/feed/", "/comments/feed/", "https://kabar.id/rss.xml", "/feed/")
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)
    page = HtmlResponse("https://kabar.id/", body=head.encode())
    assert alternates(page) == ["https://kabar.id/feed/", "https://kabar.id/rss.xml"]


@pytest.mark.parametrize(
    ("url", "place", "inside"),
    [
        ("https://kabar.id/a", "kabar.id", True),
        ("https://m.kabar.id/a", "kabar.id", True),
        ("https://lawankabar.id/a", "kabar.id", False),
        ("https://rri.co.id/ambon/1", "rri.co.id/ambon", True),
        ("https://rri.co.id/ambonia/1", "rri.co.id/ambon", False),
    ],
)
def test_is_at(url: str, place: str, inside: bool) -> None:
    assert is_at(url, place) is inside


def run_report(**counts: Any) -> RunReport:
    zeros: dict[str, Any] = dict.fromkeys(
        ("seen", "fetched", "new", "updated", "unchanged", "skipped", "out_of_range"), 0
    )
    reasons: dict[str, Any] = {name: {} for name in ("not_article", "failed", "missing_pages", "feeds")}
    ending = {"covered": None, "complete": True, "finish": "finished", "seconds": 1.0, "peak_memory": 1}
    return RunReport(outlet="contoh", **{**zeros, **reasons, **ending, **counts})


@pytest.mark.parametrize(
    ("counts", "robots", "fault"),
    [
        (
            {"feeds": {"rss/failed": 1}, "failed": {"no-feed/robots": 1}},
            "robots",
            "robots.txt does not allow",
        ),
        ({"feeds": {"rss/failed": 1}, "failed": {"no-feed/unknown-host": 1}}, "unknown-host", "not known"),
        ({"feeds": {"rss/ok": 1}, "not_article": {"paywall": 3}}, "allowed", "behind a paywall"),
        ({"feeds": {"rss/ok": 1}}, "allowed", "no article came"),
    ],
)
def test_health_names_the_fault(counts: dict[str, Any], robots: str, fault: str) -> None:
    health = read_health(run_report(**counts), [])
    assert health.robots == robots
    assert fault in "; ".join(health.faults)
