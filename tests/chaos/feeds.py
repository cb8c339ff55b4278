"""Hostile feeds, sitemaps, APIs, index pages and robots.txt: each an outlet of its own.

Beside the hostile feed every outlet has a good one, so the crawl must bring one article whatever happens.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tests.chaos.pages import HEAVY, always, bomb, drip, flood, page
from tests.chaos.server import Answer, Wire, http, redirect, rss

XML = "application/xml"
LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
SLUG = "kabar-baik-dari-desa-kami"


@dataclass(frozen=True)
class Outlet:
    """One outlet with a hostile feed. ``path`` is where it lies, ``kind`` what the seed calls it."""

    name: str
    kind: str
    path: str
    answer: Answer
    robots: Answer | None = None

    @property
    def host(self) -> str:
        return f"{self.name}.umpan.id"

    @property
    def seed(self) -> str:
        """The seed file."""
        feeds = [("rss", "/baik.xml"), *([(self.kind, self.path)] if self.kind else [])]
        tables = "".join(
            f'[[feeds]]\nkind = "{kind}"\nurl = "{{home}}{path}"\n'
            + ('links = "a"\n' if kind == "index" else "")
            for kind, path in feeds
        )
        return f'name = "{self.name}"\nhosts = ["{self.host}"]\nzone = "Asia/Jakarta"\narticle_path = "^/berita/"\n{tables}'

    def serve(self, path: str) -> Wire:
        """The answer to a path."""
        if path == "/robots.txt":
            return self.robots(path) if self.robots else http(status="404 Not Found")
        if path == "/baik.xml":
            return http(rss(f"https://{self.host}/berita/{SLUG}/"), kind=XML)
        if path == f"/berita/{SLUG}/":
            return http(page(headline=f"Kabar Baik dari {self.name}"))
        return self.answer(path) if self.kind else http(status="404 Not Found")


def xml(body: str | bytes, *headers: str) -> Answer:
    return always(*http(body, *headers, kind=XML))


def items(parts: Iterable[str]) -> Answer:
    return xml("<?xml version='1.0'?><rss version='2.0'><channel>" + "".join(parts) + "</channel></rss>")


def item(link: str, more: str = "") -> str:
    return f"<item><title>Kabar</title><link>{link}</link>{more}</item>"


def locs(urls: Iterable[str], kind: str = "url") -> str:
    return f"<{kind}set>" + "".join(f"<{kind}><loc>{url}</loc></{kind}>" for url in urls) + f"</{kind}set>"


def sitemaps(urls: Iterable[str]) -> str:
    return (
        "<sitemapindex>" + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls) + "</sitemapindex>"
    )


def numbered_sitemaps(path: str) -> Wire:
    """An index that leads to another index for ever."""
    number = int(path.rpartition("-")[2].partition(".")[0]) if "-" in path else 0
    return http(sitemaps(f"/peta-{number + step}.xml" for step in (1, 2)), kind=XML)


def empty_sitemaps(path: str) -> Wire:
    """An index of 50,000 sitemaps, each of them empty."""
    if path == "/peta.xml":
        return http(sitemaps(f"/peta-{n}.xml" for n in range(50_000)), kind=XML)
    return http("<urlset></urlset>", kind=XML)


@cache
def many_locs() -> bytes:
    """A packed sitemap of a million addresses."""
    return gzip.compress(locs(f"/lain/{n}" for n in range(1_000_000)).encode(), 1)


@cache
def sitemap_bomb() -> bytes:
    """A packed sitemap that unpacks to 270 MB."""
    return gzip.compress(b"<urlset>" + b"<url><loc>/lain/1</loc></url>" * 9_000_000, 1)


HEAVY += [many_locs, sitemap_bomb]


def posts(body: object, *headers: str) -> Answer:
    return always(*http(json.dumps(body), *headers, kind="application/json"))


def post(link: object, date: object = "2023-08-31T03:01:00") -> dict[str, object]:
    return {"link": link, "date_gmt": date, "modified_gmt": date, "title": {"rendered": "Kabar"}}


def endless_posts(path: str) -> Wire:
    """The same hundred posts on every page, of a billion pages."""
    return http(
        json.dumps([post(f"/lain/{n}") for n in range(100)]),
        "X-WP-TotalPages: 1000000000",
        kind="application/json",
    )


def fresh_links(path: str) -> Wire:
    """A list that shows other links on every page, for ever."""
    return http("".join(f"<a href='/lain/{abs(hash(path))}-{n}'>Kabar</a>" for n in range(5)))


def robots(text: str | bytes, *headers: str) -> Answer:
    return always(*http(text, *headers, kind="text/plain"))


RSS: dict[str, Answer] = {
    "laughs": xml(
        f"<!DOCTYPE rss [{LAUGHS}]><rss><channel><item><title>&a11;</title><link>/berita/a-b-c-d</link></item></channel></rss>"
    ),
    "quadratic": xml(
        f"<!DOCTYPE rss [<!ENTITY a '{'a' * 100_000}'>]><rss><channel>{'<item><title>' + '&a;' * 20_000 + '</title></item>'}</channel></rss>"
    ),
    "external": xml(
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;</title><link>/lain/&x;</link></item></channel></rss>"
    ),
    "remote-dtd": xml("<!DOCTYPE rss SYSTEM 'http://127.0.0.1/x.dtd'><rss><channel/></rss>"),
    "deep": xml("<rss><channel><item>" + "<a>" * 300_000),
    "items-many": items(item(f"/lain/{n}") for n in range(120_000)),
    "item-wide": items([item("/lain/1", "<category>a</category>" * 100_000)]),
    "item-nested": items([item("/lain/1", "<a>" * 5000 + "x" + "</a>" * 5000)]),
    "title-megabytes": items([item("/lain/1", f"<description>{'kata ' * 1_500_000}</description>")]),
    "not-closed": xml("<rss><channel>" + "<item><link>/lain/1" * 5000),
    "html": always(*http(page())),
    "blank": xml("\n\n"),
    "empty": xml(""),
    "json": xml("{}"),
    "nul": xml(rss("/lain/1").replace("Kabar", "Ka\0bar")),
    "utf16": xml(rss("/lain/1").replace("1.0'", "1.0' encoding='utf-16'").encode("utf-16")),
    "charset-lie": xml(rss("/lain/1").replace("1.0'", "1.0' encoding='utf-32'")),
    "attributes": xml(
        "<rss><channel><item "
        + " ".join(f"a{n}='b'" for n in range(80_000))
        + "><link>/lain/1</link></item></channel></rss>"
    ),
    "namespaces": xml(
        "<rss " + " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(60_000)) + "><channel/></rss>"
    ),
    "dates": items(
        item(f"/lain/{n}", f"<pubDate>{when}</pubDate>")
        for n, when in enumerate(("Fri, 99 Foo 99999 25:61:61 +9999", "", "0", "9" * 50_000, "kapan-kapan"))
    ),
    "links-strange": items(
        item(link)
        for link in (
            "http://[::1",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,a",
            "http://127.0.0.1/berita/a",
            "//",
            "http://",
            "ftp://a/b",
            "\\\\a\\b",
            "https://a b c/d",
            "http://\ud800.id".encode("utf-8", "replace").decode(),
            f"/lain/{'a' * 500_000}",
            "https://:80/",
            "http://a:99999/",
        )
    ),
    "gzip-bomb": lambda _p: http(bomb("gzip"), kind=XML),
    "endless": flood(b"HTTP/1.1 200 OK\r\n\r\n<rss><channel>", b"<item><link>/lain/1</link></item>" * 1000),
    "drip": drip(b"HTTP/1.1 200 OK\r\n\r\n<rss>"),
    "loop": lambda path: redirect(path),
    "to-private": always(*redirect("http://169.254.169.254/latest/")),
    "to-file": always(*redirect("file:///etc/passwd")),
    "ampersands": xml("<rss><channel>" + "&" * 3_000_000),
    "tags-open": xml("<rss><channel>" + "<item" * 1_000_000),
    "comment-open": xml("<rss><!--" + "-" * 5_000_000),
    "half": always(
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n<rss><channel><item><link>/lain/1</link></item>"
    ),
}
SITEMAP: dict[str, Answer] = {
    "index-self": xml(sitemaps(["/peta.xml"] * 100)),
    "index-deep": numbered_sitemaps,
    "index-50000": empty_sitemaps,
    "index-elsewhere": xml(sitemaps(["https://tempat-lain.id/peta.xml", "http://127.0.0.1/peta.xml"])),
    "index-404": lambda path: (
        http(sitemaps(f"/peta-{n}.xml" for n in range(3000)), kind=XML)
        if path == "/peta.xml"
        else http(status="404 Not Found")
    ),
    "locs-million": lambda _p: http(many_locs(), kind=XML),
    "gz-bomb": lambda _p: http(sitemap_bomb(), kind=XML),
    "gz-cut": lambda _p: http(
        gzip.compress(locs(f"/lain/{n}" for n in range(5000)).encode())[:-500], kind=XML
    ),
    "gz-lie": xml(b"\x1f\x8b bukan gzip"),
    "gz-twice": xml(gzip.compress(gzip.compress(b"<urlset/>"))),
    "laughs": xml(f"<!DOCTYPE urlset [{LAUGHS}]><urlset><url><loc>/lain/&a11;</loc></url></urlset>"),
    "lastmods": xml(
        "<urlset>"
        + "".join(
            f"<url><loc>/lain/{n}</loc><lastmod>{when}</lastmod></url>"
            for n, when in enumerate(
                ("99999-01-01", "0000-00-00", "-1", "nanti", "2023-08-31T10:00:00+99:99")
            )
        )
        + "</urlset>"
    ),
    "text": always(*http("https://a.id/1\nhttps://a.id/2\n", kind="text/plain")),
    "soft-404": always(*http("<html><h1>Halaman tidak ditemukan</h1></html>")),
}
WORDPRESS: dict[str, Answer] = {
    "object": posts({}),
    "null": posts(None),
    "error": posts({"code": "rest_no_route", "data": {"status": 404}}),
    "html": always(*http(page())),
    "types": posts(
        [
            1,
            None,
            "a",
            [],
            {},
            {"link": 7, "title": 3},
            {"link": ["a"], "date_gmt": {}},
            {"title": {"rendered": None}},
        ]
    ),
    "links": posts(
        [post(link) for link in ("http://[::1", "file:///a", "", None, {}, "https://tempat-lain.id/a")]
    ),
    "dates": posts(
        [post("/lain/1", when) for when in ("0000-00-00T00:00:00", 7, None, "99999-01-01T00:00:00", "nanti")]
    ),
    "deep": always(*http("[" * 500_000, kind="application/json")),
    "numbers": always(*http('[{"link": 1e999, "date_gmt": ' + "9" * 5000 + "}]", kind="application/json")),
    "megabytes": lambda path: (
        posts([post(f"/lain/{n}") | {"isi": "kata " * 500} for n in range(3000)])(path)
        if "page=1&" in path
        else http(status="400 Bad Request")
    ),
    "surrogates": always(
        *http(r'[{"link": "/lain/\ud800", "title": {"rendered": "\udfff\u0000"}}]', kind="application/json")
    ),
    "pages-billion": endless_posts,
    "pages-words": posts([post("/lain/1")], "X-WP-TotalPages: banyak"),
    "utf16": always(*http(json.dumps([post("/lain/1")]).encode("utf-16"), kind="application/json")),
}
INDEX: dict[str, tuple[str, Answer]] = {
    "endless": ("/indeks?page={page}", fresh_links),
    "same": ("/indeks?page={page}", always(*http("<a href='/lain/1'>Kabar</a>"))),
    "calendar": ("/indeks/{date:%Y-%m-%d}", fresh_links),
    "calendar-empty": ("/indeks/{date:%Y-%m-%d}", always(*http("<html></html>"))),
    "links-100000": (
        "/indeks",
        always(*http("".join(f"<a href='/lain/{n}'>Kabar {n}</a>" for n in range(100_000)))),
    ),
    "links-nested": ("/indeks", always(*http("<a href='/lain/1'>" * 100_000))),
    "links-strange": (
        "/indeks",
        always(
            *http(
                "".join(
                    f"<a href='{link}'>a</a>"
                    for link in (
                        "http://[::1",
                        "javascript:a()",
                        "file:///a",
                        "//",
                        "#",
                        "?",
                        "http://127.0.0.1/berita/a",
                        "\x00",
                        "mailto:a@b",
                    )
                )
            )
        ),
    ),
    "base": ("/indeks", always(*http("<base href='http://[::1'><a href='/lain/1'>a</a>"))),
    "attributes": (
        "/indeks",
        always(*http(f"<a {' '.join(f'a{n}=b' for n in range(80_000))} href='/lain/1'>a</a>")),
    ),
    "binary": ("/indeks", always(*http(bytes(range(256)) * 4000))),
    "empty": ("/indeks", always(*http(""))),
}
ROBOTS: dict[str, Answer] = {
    "megabytes": robots("# komentar\n" * 800_000),
    "oversize": flood(b"HTTP/1.1 200 OK\r\n\r\n", b"Allow: /\n" * 5000),
    "rules-100000": robots("User-agent: *\n" + "".join(f"Disallow: /arsip/{n}\n" for n in range(100_000))),
    "wildcards": robots("User-agent: *\n" + f"Disallow: /{'*a' * 400}b$\n" * 20),
    "sitemaps": robots(
        "".join(f"Sitemap: https://robots-sitemaps.umpan.id/peta-{n}.xml\n" for n in range(3000))
    ),
    "sitemaps-strange": robots(
        "Sitemap: http://[::1\nSitemap: file:///etc/passwd\nSitemap: \nSitemap: http://127.0.0.1/a.xml\n"
    ),
    "delay-infinite": robots("User-agent: *\nCrawl-delay: inf\n"),
    "delay-nan": robots("User-agent: *\nCrawl-delay: nan\n"),
    "delay-negative": robots("User-agent: *\nCrawl-delay: -5\n"),
    "delay-words": robots("User-agent: *\nCrawl-delay: pelan-pelan saja\n"),
    "delay-digits": robots(f"User-agent: *\nCrawl-delay: {'9' * 400}\n"),
    "binary": robots(bytes(range(256)) * 100),
    "newlines": robots("\n" * 900_000),
    "nul": robots("User-agent: *\0\nDisallow\0: /\n"),
    "utf16": robots("User-agent: *\nDisallow: /lain\n".encode("utf-16")),
    "line-megabyte": robots("User-agent: *\nDisallow: /" + "a" * 2_000_000),
    "drip": drip(b"HTTP/1.1 200 OK\r\n\r\nUser"),
    "loop": lambda path: redirect(path),
    "to-private": always(*redirect("http://169.254.169.254/robots.txt")),
    "to-elsewhere": always(*redirect("https://tempat-lain.id/robots.txt")),
    "half": always(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nUser-agent: *\n"),
}
CLOSED = frozenset(
    f"robots-{name}"
    for name in (
        "megabytes",
        "oversize",
        "line-megabyte",
        "rules-100000",
        "drip",
        "loop",
        "nul",
        "to-private",
        "to-elsewhere",
        "half",
    )
)
"""Outlets whose robots.txt does not come, or asks for too much: nothing may be fetched."""


def outlets() -> list[Outlet]:
    """Every outlet with a hostile feed."""
    return [
        *(Outlet(f"rss-{name}", "rss", "/umpan.xml", answer) for name, answer in RSS.items()),
        *(Outlet(f"peta-{name}", "sitemap", "/peta.xml", answer) for name, answer in SITEMAP.items()),
        *(
            Outlet(f"wp-{name}", "wordpress", "/wp-json/wp/v2/posts", answer)
            for name, answer in WORDPRESS.items()
        ),
        *(Outlet(f"indeks-{name}", "index", path, answer) for name, (path, answer) in INDEX.items()),
        *(Outlet(f"robots-{name}", "", "", always(), robots=answer) for name, answer in ROBOTS.items()),
    ]
