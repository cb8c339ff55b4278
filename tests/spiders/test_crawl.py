"""Crawls of whole outlets on loopback, by the real spiders in a child process."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

WORDPRESS = """
article_path = '^/berita/'
[[feeds]]
kind = "rss"
url = "{home}/feed/"
[[feeds]]
kind = "wordpress"
url = "{home}/wp-json/wp/v2/posts"
[[feeds]]
kind = "sitemap"
url = "{home}/sitemap.xml"
[paging]
kind = "path"
[rules]
headline = ["h1.entry-title"]
body = ["div.entry-content"]
"""
RSS = """
[[feeds]]
kind = "rss"
url = "{home}/feed/"
[rules]
headline = ["h1.entry-title"]
body = ["div.entry-content"]
"""


def posts_url(page: int, bounds: str = "") -> str:
    query = f"per_page=100&page={page}&orderby=date&order=desc&_fields=link%2Cdate_gmt%2Cmodified_gmt%2Ctitle"
    return f"contoh.id/wp-json/wp/v2/posts?{query}{bounds}"


def post(slug: str, day: str) -> dict[str, Any]:
    return {
        "link": f"https://contoh.id/berita/{slug}/",
        "date_gmt": f"{day}T03:00:00",
        "title": {"rendered": slug},
    }


def test_articles_and_everything_else_have_their_line(web: Any) -> None:
    web.seed("contoh", WORDPRESS)
    links = ("satu", "dua", "hilang", "pindah", "galat", "putar")
    web.rss(
        "contoh.id/feed/",
        *(f"https://contoh.id/berita/{name}/" for name in links),
        "http://[::1",
        "/tentang/",
    )
    for name in ("satu", "dua"):
        web.article(f"contoh.id/berita/{name}/")
    web.answer("contoh.id/berita/pindah/", status=302, Location="http://127.0.0.1/berita/")
    web.answer("contoh.id/berita/galat/", status=500)
    web.answer("contoh.id/berita/putar/", status=301, Location="/berita/putar/")

    crawl = web.crawl("contoh")
    report = crawl["reports"]["contoh"]

    names = sorted(url.rstrip("/").rpartition("/")[2] for _outlet, url, *_ in crawl["articles"])
    assert names == ["dua", "satu"]
    assert report["seen"] == 6
    assert report["fetched"] == 2
    assert report["not_article"] == {"not-found": 1}
    assert report["failed"] == {"http-500": 1, "redirect-off-site": 1, "too-many-redirects": 1}
    assert report["feeds"] == {"rss/ok": 1, "wordpress/failed": 1, "sitemap/failed": 1, "index/failed": 1}
    assert not any("127.0.0.1" in url or "tentang" in url for url in web.urls())


def test_pages_are_joined_in_order_and_a_missing_one_is_reported(web: Any) -> None:
    web.seed("contoh", WORDPRESS)
    web.rss(
        "contoh.id/feed/",
        "https://contoh.id/berita/kisah-panjang-sekali/2/",
        "https://contoh.id/berita/kisah-panjang-sekali/",
    )
    links = "".join(
        f"<a class='post-page-numbers' href='https://contoh.id/berita/kisah-panjang-sekali/{n}/'>{n}</a>"
        for n in (2, 3)
    )
    pager = f"<div class='page-links'>{links}</div>"
    first, second = (
        "Halaman pertama bercerita tentang awal mula.",
        "Halaman kedua bercerita tentang akhirnya.",
    )
    web.article("contoh.id/berita/kisah-panjang-sekali/", first, more=pager)
    web.article("contoh.id/berita/kisah-panjang-sekali/2/", second, more=pager)

    crawl = web.crawl("contoh")

    [[_outlet, _url, paragraphs, missing]] = crawl["articles"]
    assert paragraphs == [first, second]
    assert missing == ["https://contoh.id/berita/kisah-panjang-sekali/3/"]
    assert crawl["reports"]["contoh"]["missing_pages"] == {"http-404": 1}


def test_a_range_brings_exactly_that_range(web: Any) -> None:
    web.seed("contoh", WORDPRESS)
    bounds = "&after=2023-07-31T00%3A00%3A00&before=2023-09-02T00%3A00%3A00"
    days = {"juli": "2023-07-30", "awal": "2023-08-01", "akhir": "2023-08-31", "september": "2023-09-03"}
    web.answer(
        posts_url(1, bounds), json.dumps([post(slug, day) for slug, day in days.items()]), X_WP_TotalPages="1"
    )
    for slug in days:
        web.article(f"contoh.id/berita/{slug}/")

    report = web.crawl("contoh", since="2023-08-01", until="2023-08-31")["reports"]["contoh"]

    assert (report["seen"], report["fetched"], report["complete"]) == (2, 2, True)
    assert report["covered"] == ["2023-08-01", "2023-08-31"]
    assert report["feeds"] == {"rss/failed": 1, "wordpress/ok": 1}


@pytest.mark.parametrize(
    ("task", "fetched", "complete"),
    [
        ({}, 3, False),
        ({"limit": 2}, 2, False),
        ({"since": "2023-08-01"}, 3, False),
        ({"settings": {}}, 5, False),
    ],
)
def test_a_crawl_has_bounds(web: Any, task: dict[str, Any], fetched: int, complete: bool) -> None:
    web.seed("contoh", RSS)
    web.rss("contoh.id/feed/", *(f"https://contoh.id/kabar-{n}" for n in range(5)))
    web.answer("contoh.id/", "Beranda")
    for n in range(5):
        web.article(f"contoh.id/kabar-{n}")

    report = web.crawl("contoh", **{"settings": {"NEWSCRAWL_NEWEST": 3}, **task})["reports"]["contoh"]

    assert (report["fetched"], report["complete"], report["feeds"]["rss/ok"]) == (fetched, complete, 1)


def test_a_list_that_breaks_off_is_followed_by_the_next_source(web: Any) -> None:
    web.seed("contoh", WORDPRESS)
    web.answer(posts_url(1), json.dumps([post("satu", "2023-08-01")]), X_WP_TotalPages="3")
    web.answer(posts_url(2), "<html>Galat", status=200)
    web.answer(
        "contoh.id/sitemap.xml", "<urlset><url><loc>https://contoh.id/berita/dua/</loc></url></urlset>"
    )
    for slug in ("satu", "dua"):
        web.article(f"contoh.id/berita/{slug}/")

    report = web.crawl("contoh", limit=5)["reports"]["contoh"]

    assert report["fetched"] == 2
    assert report["feeds"] == {"rss/failed": 1, "wordpress/failed": 1, "sitemap/ok": 1}


def test_an_outlet_without_feeds_is_found_by_robots_and_front_page(web: Any) -> None:
    web.seed("lengkap")
    web.seed("polos")
    web.answer(
        "lengkap.id/robots.txt", "Sitemap: https://lengkap.id/peta.xml\nSitemap: https://lain.id/peta.xml"
    )
    web.answer(
        "lengkap.id/peta.xml",
        "<urlset><url><loc>https://lengkap.id/pasar-baru-dibuka-hari-ini</loc></url></urlset>",
    )
    web.article("lengkap.id/pasar-baru-dibuka-hari-ini")
    web.answer(
        "polos.id/",
        "<a href='/jawa-barat'>Jawa Barat</a> <a href='/panen-raya-di-subang'>Panen Raya di Subang</a>",
    )
    web.article("polos.id/panen-raya-di-subang")

    reports = web.crawl("lengkap", "polos")["reports"]

    assert (
        reports["lengkap"]["feeds"] == {"sitemap/ok": 1, "sitemap/failed": 1}
        and reports["lengkap"]["fetched"] == 1
    )
    assert reports["polos"]["feeds"] == {"index/ok": 1} and reports["polos"]["fetched"] == 1
    assert not web.urls("lain.id")


ROBOTS: dict[str, tuple[dict[str, Any], str]] = {
    "larang": ({"body": "User-agent: *\nDisallow: /"}, "robots"),
    "sebut": ({"body": "User-agent: newscrawl\nDisallow: /\n\nUser-agent: *\nAllow: /"}, "robots"),
    "versi": ({"body": "User-agent: NewsCrawl/1.0\nDisallow: /\n\nUser-agent: *\nAllow: /"}, "robots"),
    "alih": ({"status": 301, "Location": "/aturan.txt"}, "robots"),
    "galat": ({"status": 500}, "robots-unreachable"),
    "tutup": ({"status": 503, "Retry_After": "0"}, "robots-unreachable"),
    "sibuk": ({"status": 429, "Retry_After": "9999"}, "robots-unreachable"),
    "lambat": ({"seconds": 3}, "robots-unreachable"),
    "besar": ({"body": "#\n" * 3_000_000 + "User-agent: *\nDisallow: /"}, "robots-unreachable"),
    "tanda": ({"body": "\ufeffUser-agent: *\r\nDisallow: /"}, "robots"),
    "tunggu": ({"body": "User-agent: *\nCrawl-delay: 86400"}, "crawl-delay-too-long"),
}
OPEN = {
    "tiada": {"status": 404},
    "rahasia": {"status": 403},
    "html": {"body": "<!doctype html><html><body><h1>Beranda</h1></body></html>"},
}


def test_robots_txt_is_obeyed_whatever_it_answers(web: Any) -> None:
    for slug, answer in {**{slug: answer for slug, (answer, _) in ROBOTS.items()}, **OPEN}.items():
        web.seed(slug, RSS)
        web.answer(f"{slug}.id/robots.txt", **answer)
        web.answer(f"{slug}.id/aturan.txt", "User-agent: *\nDisallow: /")
        web.rss(f"{slug}.id/feed/", *(f"https://{slug}.id/kabar-{n}" for n in range(3)))
        for n in range(3):
            web.article(f"{slug}.id/kabar-{n}")

    settings = {"DOWNLOAD_TIMEOUT": 1, "RETRY_TIMES": 0, "DOWNLOAD_MAXSIZE": 5_000_000}
    crawl = web.crawl(*ROBOTS, *OPEN, settings=settings)

    for slug, (_answer, reason) in ROBOTS.items():
        assert {url.partition("/")[2] for url in web.urls(slug)} <= {"robots.txt", "aturan.txt"}
        assert crawl["reports"][slug]["failed"] == {f"no-feed/{reason}": 2}
    for slug in OPEN:
        assert crawl["reports"][slug]["fetched"] == 3
        assert web.urls(slug).count(f"{slug}.id/robots.txt") == 1


@pytest.mark.parametrize(
    ("robots", "gap"), [("User-agent: *\nCrawl-delay: 0.5", 0.5), ("User-agent: *\nAllow: /", 0.25)]
)
def test_requests_keep_their_distance(web: Any, robots: str, gap: float) -> None:
    web.seed("contoh", RSS)
    web.answer("contoh.id/robots.txt", robots)
    web.rss("contoh.id/feed/", *(f"https://contoh.id/kabar-{n}" for n in range(4)))
    for n in range(4):
        web.article(f"contoh.id/kabar-{n}")

    web.crawl("contoh", settings={"DOWNLOAD_DELAY": 0.25, "AUTOTHROTTLE_ENABLED": True})

    times = [when for when, url in web.asked if not url.endswith("robots.txt")]
    assert len(times) == 6
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.9 * gap


def test_outlets_on_one_host_share_its_patience(web: Any) -> None:
    for section in ("utara", "selatan"):
        web.seed(section, RSS.replace("{home}", f"https://contoh.id/{section}"), f"contoh.id/{section}")
        web.rss(f"contoh.id/{section}/feed/", *(f"https://contoh.id/{section}/kabar-{n}" for n in range(3)))
        for n in range(3):
            web.article(f"contoh.id/{section}/kabar-{n}")

    reports = web.crawl("utara", "selatan", settings={"DOWNLOAD_DELAY": 0.2})["reports"]

    assert [report["fetched"] for report in reports.values()] == [3, 3]
    times = [when for when, url in web.asked if not url.endswith("robots.txt")]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.18


def test_a_source_without_a_host_costs_only_itself(web: Any) -> None:
    broken = '[[feeds]]\nkind = "sitemap"\nurl = "{home}/sitemap.xml"'
    web.seed("dialihkan", f"{broken}{RSS}")
    web.seed("disebut", f"{broken}{RSS}")
    web.answer("dialihkan.id/sitemap.xml", status=302, Location="https://dialihkan.id:99999/peta.xml")
    web.answer(
        "disebut.id/robots.txt",
        "User-agent: *\nAllow: /\nSitemap: https://disebut.id:99999/peta.xml",
    )
    for slug in ("dialihkan", "disebut"):
        web.rss(f"{slug}.id/feed/", f"https://{slug}.id/kabar-1")
        web.article(f"{slug}.id/kabar-1")

    reports = web.crawl("dialihkan", "disebut")["reports"].values()

    assert [(report["finish"], report["fetched"]) for report in reports] == [("finished", 1)] * 2


def test_retry_after_is_honoured(web: Any) -> None:
    web.seed("contoh", RSS)
    web.seed("penuh", RSS)
    for slug in ("contoh", "penuh"):
        web.rss(f"{slug}.id/feed/", *(f"https://{slug}.id/kabar-{n}" for n in range(3)))
        for n in range(3):
            web.article(f"{slug}.id/kabar-{n}")
    page = web.pages["contoh.id/kabar-1"]
    busy = type(page)(status=429, headers={"Retry-After": "2"})
    web.pages["contoh.id/kabar-1"] = lambda nth: busy if nth == 1 else page
    web.answer("penuh.id/kabar-0", status=503, Retry_After="7200")

    crawl = web.crawl("contoh", "penuh")

    assert crawl["reports"]["contoh"]["fetched"] == 3
    asked = {url: when for when, url in reversed(web.asked)}
    [first, second] = [when for when, url in web.asked if url == "contoh.id/kabar-1"]
    assert not any(first < when < first + 1.9 for url, when in asked.items() if url.startswith("contoh"))
    assert second - first >= 1.9
    assert crawl["reports"]["penuh"]["failed"] == {"host-busy": 2, "http-503": 1}


def test_a_host_that_is_always_busy_is_left_alone_and_a_page_that_is_costs_itself(web: Any) -> None:
    for slug in ("sibuk", "satu"):
        web.seed(slug, RSS)
        web.rss(f"{slug}.id/feed/", *(f"https://{slug}.id/kabar-{n}" for n in range(9)))
        for n in range(9):
            web.article(f"{slug}.id/kabar-{n}")
    for n in range(9):
        web.answer(f"sibuk.id/kabar-{n}", status=429, Retry_After="0")
    web.answer("satu.id/kabar-4", status=429, Retry_After="0")

    crawl = web.crawl("sibuk", "satu")

    assert sum("/kabar-" in url for url in web.urls("sibuk")) == 4
    assert sum(url.endswith("/kabar-4") for url in web.urls("satu")) <= 4
    assert crawl["reports"]["satu"]["fetched"] == 8
    assert crawl["reports"]["satu"]["failed"] == {"http-429": 1}


def test_a_stop_ends_a_long_pause(web: Any) -> None:
    web.seed("contoh", RSS)
    web.seed("lain", RSS)
    web.rss("contoh.id/feed/", *(f"https://contoh.id/kabar-{n}" for n in range(50)))
    for n in range(50):
        web.article(f"contoh.id/kabar-{n}")
    web.answer("contoh.id/kabar-3", status=503, Retry_After="500")

    reports = web.crawl("contoh", "lain", stop_at="contoh.id/kabar-3")["reports"]

    assert reports["contoh"]["finish"] == "shutdown"
    assert reports["contoh"]["fetched"] <= 5


def test_scrape_follows_pages_and_says_why_not(web: Any) -> None:
    web.seed("contoh", WORDPRESS)
    web.article(
        "contoh.id/berita/kisah-panjang-sekali/",
        more="<a class='post-page-numbers' href='https://contoh.id/berita/kisah-panjang-sekali/2/'>2</a>",
    )
    web.article("contoh.id/berita/kisah-panjang-sekali/2/", "Halaman kedua bercerita tentang akhirnya.")
    web.answer("tutup.id/robots.txt", "User-agent: *\nDisallow: /")

    first = "https://contoh.id/berita/kisah-panjang-sekali/"
    found = web.scrape(
        first, "https://tutup.id/x", "https://contoh.id/tiada", "contoh.id", "ftp://contoh.id/x"
    )

    assert found[first] == [first, f"{first}2/"]
    assert found["https://tutup.id/x"] == "robots.txt does not allow this page"
    assert found["https://contoh.id/tiada"] == "the host answers 404"
    assert "https://" in found["contoh.id"]
    assert "https://" in found["ftp://contoh.id/x"]


PRIVATE = (
    *(
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "①②⑦.⓪.⓪.①",
        "127.0.0.1.",
        "user@127.0.0.1",
    ),
    *("localhost", "0", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]"),  # noqa: S104 - not to be reached
    *(
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ),
)


def test_no_private_address_is_fetched(web: Any) -> None:
    urls = [f"http://{address}:{web.port}/" for address in PRIVATE]

    found = web.scrape(*urls, settings={"NEWSCRAWL_CONNECT_TO": "", "RETRY_TIMES": 0, "DNS_TIMEOUT": 2})

    assert {url for url, came in found.items() if not isinstance(came, str)} == set()
    assert web.asked == []


def test_the_operator_can_allow_private_addresses(web: Any) -> None:
    url = f"http://127.0.0.1:{web.port}/kabar"
    web.article(f"127.0.0.1:{web.port}/kabar")
    assert web.scrape(url, settings={"NEWSCRAWL_CONNECT_TO": "", "NEWSCRAWL_ALLOW_PRIVATE": True})[url] == [
        url
    ]


def test_no_redirect_leads_into_a_private_network(web: Any) -> None:
    web.answer("umum.id/", status=302, Location=f"http://127.0.0.1:{web.port}/rahasia")

    found = web.scrape("https://umum.id/", settings={"NEWSCRAWL_CONNECT_TO": f"umum.id=127.0.0.1:{web.port}"})

    assert "private network" in found["https://umum.id/"]
    assert web.urls() == ["umum.id/robots.txt", "umum.id/"]


def test_a_stop_does_not_wait_for_a_host_that_does_not_answer(web: Any) -> None:
    web.seed("contoh", WORDPRESS)
    pages = [f"contoh.id/berita/kabar-{number}/" for number in range(5)]
    web.rss("contoh.id/feed/", *(f"https://{page}" for page in pages))
    for page in pages:
        web.answer(page, "<h1>Kabar</h1>", seconds=25)
    report = web.crawl("contoh", stop_at=pages[0])["reports"]["contoh"]
    assert (report["finish"], report["fetched"], report["failed"]) == ("shutdown", 0, {})
    assert set(web.urls("contoh.id/berita")) == {pages[0]}
