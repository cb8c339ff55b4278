"""Hostile pages: what the server answers for one article, and the word that must stand in the report."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import count

import brotli  # type: ignore[import-untyped]
from backports import zstd

from tests.chaos.server import RESET, Answer, Wire, http, redirect

TEXT = (
    "Warga Desa Sukamaju menyambut pembukaan jembatan yang dibangun selama delapan bulan terakhir.",
    "Kepala desa Ujang Sutisna mengatakan jalan ke pasar kini lebih dekat dan hasil panen lebih cepat dijual.",
    "Jembatan itu menghubungkan dua dusun yang selama ini hanya terhubung oleh perahu penyeberangan.",
)
ARTICLE = "article"
BOMB = 300_000_000
HEAVY: list[Callable[[], object]] = []
"""Answers that take long to make; to be made before a clock runs."""


SLOW = re.compile(
    "million|megabyte|0000|nested|many|bomb|endless|huge|terabyte|billion|calendar|drip|silence|bracket|-open|"
    "combining|emoji|twice|same|svg|cdata|digits|noise|blank|nul-only"
)
"""Names of cases that cost seconds; a quick run has few of them."""

FEW = (
    "brotli-bomb",
    "drip-body",
    "attributes-80000",
    "nested-divs",
    "body-endless",
    "pages-endless",
    "rss-laughs",
)


def is_quick(name: str) -> bool:
    """Whether a quick run has the case."""
    return name in FEW or not SLOW.search(name)


@dataclass(frozen=True)
class Case:
    """One hostile answer. ``outcomes`` are the words that may come of it: ``article``, or reasons."""

    name: str
    answer: Answer
    outcomes: tuple[str, ...]


def page(
    body: str = "",
    *,
    head: str = "",
    headline: str = "Jembatan Cimanuk Dibuka untuk Umum",
    text: str | None = None,
) -> str:
    """An article as WordPress prints one, with something strange in it."""
    paragraphs = "".join(f"<p>{each}</p>" for each in TEXT) if text is None else text
    return (
        f"<!doctype html><html lang='id'><head><title>{headline}</title>{head}</head><body><article>"
        f"<h1 class='entry-title'>{headline}</h1><div class='entry-content'>{paragraphs}{body}</div>"
        "</article></body></html>"
    )


def always(*wire: bytes | float) -> Answer:
    """The same answer whatever the path."""
    return lambda _path: wire


def raw(head: str, *parts: bytes | float) -> Answer:
    """An answer that is spelled out."""
    return always(head.replace("\n", "\r\n").encode("utf-8", "surrogatepass"), *parts)


def html(*args: str, **kwargs: str) -> Answer:
    """An article page, properly answered."""
    return always(*http(page(*args, **kwargs)))


def packed(body: bytes, encoding: str) -> Answer:
    """A body that claims an encoding."""
    return always(*http(body, f"Content-Encoding: {encoding}"))


@cache
def bomb(encoding: str) -> bytes:
    """An article page and then hundreds of megabytes of nothing, packed."""
    pack = {
        "gzip": lambda: zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16),
        "deflate": lambda: zlib.compressobj(1),
    }
    blank = b" " * 10_000_000
    if encoding == "br":
        squeeze = brotli.Compressor(quality=1)
        parts = [
            squeeze.process(page().encode()),
            *(squeeze.process(blank) for _ in range(BOMB // len(blank))),
        ]
        return b"".join([*parts, squeeze.finish()])
    if encoding == "zstd":
        return zstd.compress(page().encode() + b" " * BOMB, 1)
    made = pack[encoding]()
    parts = [made.compress(page().encode()), *(made.compress(blank) for _ in range(BOMB // len(blank)))]
    return b"".join([*parts, made.flush()])


HEAVY += [partial(bomb, encoding) for encoding in ("gzip", "deflate", "br", "zstd")]


def endless(chunk: bytes, pause: float = 0.0) -> Iterator[bytes | float]:
    """The same for ever."""
    while True:
        yield chunk
        if pause:
            yield pause


def drip(head: bytes, pause: float = 0.2) -> Answer:
    """One byte at a time, for ever."""

    def answer(_path: str) -> Wire:
        yield head
        yield from endless(b"a", pause)

    return answer


def flood(head: bytes, chunk: bytes) -> Answer:
    """The head, then the chunk for ever."""

    def answer(_path: str) -> Wire:
        yield head
        yield from endless(chunk)

    return answer


def chain(length: int) -> Answer:
    """A redirect to a further number each time."""

    def answer(path: str) -> Wire:
        number = int(path.rpartition("/")[2]) if path.rpartition("/")[2].isdecimal() else 0
        return redirect(f"/berita/{number + 1}") if number < length else http(page())

    return answer


def paged(
    links: str, later: str = page(text="<p>Halaman lain bercerita tentang hal yang lain lagi.</p>")
) -> Answer:
    """An article whose pager is strange; ``{next}`` is the number behind the path's own."""

    def answer(path: str) -> Wire:
        last = path.strip("/").rpartition("/")[2]
        number = int(last) if last.isdecimal() else 1
        base = path.strip("/").removesuffix(f"/{last}") if last.isdecimal() else path.strip("/")
        pager = links.replace("{next}", str(number + 1)).replace("{base}", f"/{base}")
        return http((page() if number == 1 else later).replace("</article>", f"{pager}</article>"))

    return answer


def numbered(own: str) -> str:
    return f"<div class='page-links'><a class='post-page-numbers' href='{own}'>2</a></div>"


def nameless(text: str) -> Answer:
    """A page in which no selector of a seed finds anything."""
    return always(*http(text.replace(" class='entry-title'", "").replace("entry-content", "isi")))


def jsonld(text: str) -> Answer:
    return html(head=f'<script type="application/ld+json">{text}</script>')


def next_data(body: str) -> Answer:
    node = {"title": "Jembatan Cimanuk Dibuka untuk Umum", "content": body}
    data = json.dumps(node).replace("<", "\\u003c")
    return nameless(page(head=f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'))


def dated(value: str) -> Answer:
    node = {"@type": "NewsArticle", "headline": "Jembatan Cimanuk Dibuka untuk Umum", "datePublished": value}
    node |= {"dateModified": value}
    return html(
        head=f'<script type="application/ld+json">{json.dumps(node)}</script><meta property='
        f'"article:published_time" content="{value}"><time datetime="{value}">{value}</time>'
    )


OK = "HTTP/1.1 200 OK\nContent-Type: text/html\nConnection: close\n"
WHOLE = page().encode()
WHOLE_TEXT = "".join(f"<p>{each}</p>" for each in TEXT)

TRANSPORT: dict[str, tuple[Answer, str]] = {
    "gzip-bomb": (lambda _p: http(bomb("gzip"), "Content-Encoding: gzip"), "too-large"),
    "deflate-bomb": (lambda _p: http(bomb("deflate"), "Content-Encoding: deflate"), "too-large"),
    "brotli-bomb": (lambda _p: http(bomb("br"), "Content-Encoding: br"), "too-large"),
    "zstd-bomb": (lambda _p: http(bomb("zstd"), "Content-Encoding: zstd"), "too-large"),
    "gzip-twice": (lambda _p: http(gzip.compress(bomb("gzip")), "Content-Encoding: gzip, gzip"), "too-large"),
    "gzip-40-times": (packed(WHOLE, ", ".join(["gzip"] * 40)), "bad-encoding"),
    "gzip-lie": (packed(WHOLE, "gzip"), "bad-encoding"),
    "brotli-lie": (packed(WHOLE, "br"), "bad-encoding"),
    "zstd-lie": (packed(WHOLE, "zstd"), "bad-encoding"),
    "encoding-unknown": (packed(WHOLE, "rot13"), "article"),
    "encoding-identity": (packed(WHOLE, "identity, , ,"), "article"),
    "gzip-unsaid": (always(*http(gzip.compress(WHOLE))), "not-article/not-html article"),
    "gzip-cut": (packed(gzip.compress(WHOLE)[:-300], "gzip"), "bad-encoding"),
    "body-endless": (
        flood(OK.replace("\n", "\r\n").encode() + b"\r\n", b"<p>tanpa akhir</p>" * 5000),
        "too-large",
    ),
    "chunks-endless": (
        flood(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"fff0\r\n" + b"a" * 0xFFF0 + b"\r\n"
        ),
        "too-large",
    ),
    "drip-body": (drip(OK.replace("\n", "\r\n").encode() + b"\r\n"), "timeout"),
    "drip-headers": (drip(b"HTTP/1.1 200 OK\r\nX-A: "), "timeout"),
    "drip-chunks": (drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5"), "timeout broken-off"),
    "silence": (always(60.0), "timeout"),
    "half-head": (raw("HTTP/1.1 200 OK\nContent-Ty"), "broken-off"),
    "half-answer": (raw(OK + f"Content-Length: {len(WHOLE) * 2}\n\n", WHOLE), "broken-off"),
    "half-silence": (raw(OK + f"Content-Length: {len(WHOLE) * 2}\n\n", WHOLE, 60.0), "timeout"),
    "length-short": (raw(OK + "Content-Length: 900\n\n", WHOLE), "broken-off article"),
    "length-negative": (raw(OK + "Content-Length: -1\n\n", WHOLE), "broken-off article"),
    "length-words": (raw(OK + "Content-Length: banyak\n\n", WHOLE), "broken-off article"),
    "length-twice": (raw(OK + "Content-Length: 10\nContent-Length: 900\n\n", WHOLE), "broken-off article"),
    "length-terabyte": (raw(OK + "Content-Length: 1099511627776\n\n", WHOLE, 5.0), "too-large"),
    "length-digits": (raw(OK + f"Content-Length: {'9' * 5000}\n\n", WHOLE), "too-large broken-off"),
    "chunk-size-word": (raw(OK + "Transfer-Encoding: chunked\n\nzz\n", WHOLE), "broken-off"),
    "chunk-size-huge": (
        raw(OK + "Transfer-Encoding: chunked\n\nffffffffffffffff\n", WHOLE),
        "broken-off too-large",
    ),
    "chunk-cut": (raw(OK + "Transfer-Encoding: chunked\n\nfff\n", WHOLE[:900]), "broken-off"),
    "chunk-no-end": (raw(OK + f"Transfer-Encoding: chunked\n\n{len(WHOLE):x}\n", WHOLE), "broken-off"),
    "headers-many": (raw(OK + "X-A: b\n" * 200_000 + "\n", WHOLE), "article broken-off"),
    "headers-endless": (
        flood(OK.replace("\n", "\r\n").encode(), b"X-A: b\r\n" * 500),
        "broken-off timeout too-large",
    ),
    "header-megabyte": (raw(OK + f"X-A: {'b' * 1_000_000}\n\n", WHOLE), "article broken-off"),
    "header-name-strange": (raw(OK + "Ключ: b\nX A: c\n: d\n\n", WHOLE), "article broken-off"),
    "header-folded": (raw(OK + "X-A: b\n  c\n\td\n\n", WHOLE), "article"),
    "header-nul": (raw(OK + "X-A: b\0c\n\n", WHOLE), "article broken-off"),
    "header-bare-cr": (always(b"HTTP/1.1 200 OK\rX-A: b\r\r" + WHOLE), "broken-off"),
    "header-no-colon": (raw(OK + "tanpa titik dua\n\n", WHOLE), "article broken-off"),
    "no-http": (always(b"SSH-2.0-OpenSSH_9.6\r\n"), "broken-off"),
    "http-0-9": (always(WHOLE), "broken-off"),
    "http-9": (raw("HTTP/9.9 200 OK\n\n", WHOLE), "broken-off article"),
    "status-word": (raw("HTTP/1.1 duaratus OK\n\n", WHOLE), "broken-off"),
    "status-000": (raw("HTTP/1.1 000 Nol\n\n", WHOLE), "broken-off http-0"),
    "status-999": (raw("HTTP/1.1 999 Tolak\n\n", WHOLE), "http-999"),
    "status-line-long": (raw(f"HTTP/1.1 200 {'O' * 1_000_000}\n\n", WHOLE), "broken-off article"),
    "status-1xx-endless": (flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "timeout broken-off"),
    "status-101": (
        raw("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\n", WHOLE, 5.0),
        "broken-off timeout http-101",
    ),
    "status-204": (raw("HTTP/1.1 204 No Content\n\n", WHOLE), "http-204"),
    "status-206": (
        always(*http(page(), "Content-Range: bytes 0-99/9999", status="206 Partial Content")),
        "http-206",
    ),
    "status-304": (always(*http(status="304 Not Modified")), "http-304"),
    "close-at-once": (always(), "broken-off"),
    "reset": (always(b"HTTP/1.1 200 OK\r\n", RESET), "broken-off"),
    "reset-in-body": (raw(OK + "Content-Length: 99999\n\n", WHOLE, 0.1, RESET), "broken-off"),
    "cookies-many": (
        always(*http(page(), *(f"Set-Cookie: k{n}={'v' * 4000}; Path=/" for n in range(200)))),
        "article broken-off",
    ),
    "etag-megabyte": (always(*http(page(), f'ETag: "{"e" * 1_000_000}"')), "article broken-off"),
    "etag-strange": (always(*http(page(), 'ETag: W/"\ud800\x01é', "Last-Modified: kemarin sore")), "article"),
    "last-modified-future": (
        always(*http(page(), "Last-Modified: Fri, 31 Dec 99999 23:59:59 GMT")),
        "article",
    ),
    "date-strange": (always(*http(page(), "Date: nanti", "Age: -1", "Expires: 0")), "article"),
}
REDIRECTS: dict[str, tuple[Answer, str]] = {
    "loop": (lambda path: redirect(path), "too-many-redirects"),
    "loop-cookie": (lambda path: redirect(path, "Set-Cookie: lihat=1; Path=/"), "too-many-redirects"),
    "loop-query": (lambda path: redirect(f"{path}?x" if len(path) < 1500 else path), "too-many-redirects"),
    "chain": (chain(100), "too-many-redirects"),
    "to-file": (always(*redirect("file:///etc/passwd")), "bad-redirect http-302"),
    "to-data": (always(*redirect("data:text/html,<h1>Berita</h1>")), "bad-redirect http-302"),
    "to-ftp": (always(*redirect("ftp://kacau.id/berita")), "bad-redirect http-302"),
    "to-javascript": (always(*redirect("javascript:alert(1)")), "bad-redirect http-302"),
    "to-gopher": (always(*redirect("gopher://127.0.0.1:6379/_INFO")), "bad-redirect http-302"),
    "to-loopback": (always(*redirect("http://127.0.0.1/berita")), "redirect-off-site"),
    "to-metadata": (always(*redirect("http://169.254.169.254/latest/meta-data/")), "redirect-off-site"),
    "to-elsewhere": (always(*redirect("https://tempat-lain.id/berita")), "redirect-off-site"),
    "to-user": (always(*redirect("https://kacau.id@tempat-lain.id/berita")), "redirect-off-site"),
    "to-bracket": (always(*redirect("http://[::1")), "bad-redirect http-302"),
    "to-nothing": (always(*redirect("")), "too-many-redirects http-302"),
    "to-no-location": (always(*http(status="302 Found")), "http-302"),
    "to-megabyte": (always(*redirect("/" + "a" * 1_000_000)), "http-302 broken-off bad-redirect too-large"),
    "to-strange-bytes": (always(*redirect("/berita/\udcff\x01\x7f")), "too-many-redirects"),
    "to-port": (always(*redirect("http://to-port.kacau.id:99999/berita")), "bad-redirect http-302"),
    "multiple-choices": (always(*http(page(), status="300 Multiple Choices")), "http-300"),
    "refresh-header": (always(*http(page(), "Refresh: 0; url=/berita/lain")), "article"),
    "meta-refresh-loop": (html(head="<meta http-equiv=refresh content='0; url=?lagi=1'>"), "article"),
}
BUSY: dict[str, tuple[Answer, str]] = {
    f"retry-after-{name}": (always(*http("", f"Retry-After: {value}", status=status)), reason)
    for name, value, status, reason in (
        ("scientific", "1e12", "429 Too Many Requests", "http-429"),
        ("digits", "9" * 400, "429 Too Many Requests", "http-429"),
        ("negative", "-5", "503 Busy", "http-503"),
        ("past", "Thu, 01 Jan 1970 00:00:00 GMT", "503 Busy", "http-503"),
        ("far", "Fri, 31 Dec 9999 23:59:59 GMT", "503 Busy", "http-503"),
        ("beyond", "Fri, 31 Dec 99999 23:59:59 +9999", "503 Busy", "http-503"),
        ("words", "sebentar lagi, sabar", "429 Too Many Requests", "http-429"),
    )
} | {
    f"http-{status.split()[0]}": (always(*http(page(), status=status)), reason)
    for status, reason in (
        ("401 Unauthorized", "http-401"),
        ("403 Forbidden", "http-403"),
        ("404 Not Found", "not-found"),
        ("410 Gone", "not-found"),
        ("451 Legal", "http-451"),
        ("500 Galat", "http-500"),
    )
}
MARKUP: dict[str, tuple[Answer, str]] = {
    "text-megabytes": (html("<p>kata</p>" * 600_000), "too-large"),
    "attributes-80000": (
        html(f"<p {' '.join(f'a{n}=b' for n in range(80_000))}>Penutup.</p>"),
        "article parse-timeout",
    ),
    "attributes-same": (html(f"<p {'a=b ' * 400_000}>Penutup.</p>"), "article parse-timeout"),
    "attribute-megabytes": (html(f"<img alt='{'panjang ' * 600_000}'>"), "article"),
    "nested-divs": (html("<div>" * 900_000), "article not-article parse"),
    "nested-divs-closed": (
        html("<div>" * 300_000 + "dalam" + "</div>" * 300_000),
        "article not-article parse",
    ),
    "nested-inline": (html("<b><i><a>" * 300_000), "article not-article parse"),
    "nested-tables": (html("<table><tr><td>" * 100_000), "article not-article parse"),
    "nested-lists": (html("<ul><li>" * 200_000), "article not-article parse"),
    "nested-before": (
        always(*http(page(text="<div>" * 900_000 + "".join(f"<p>{t}</p>" for t in TEXT)))),
        "article not-article parse",
    ),
    "misnested": (html("<b><p>" * 50_000 + "</b></p>" * 50_000), "article not-article parse"),
    "paragraphs-million": (html("<p>a" * 1_000_000), "article not-article parse"),
    "links-100000": (
        html("<p>" + "".join(f"<a href='/t/{n}'>t{n}</a> " for n in range(100_000)) + "</p>"),
        "article not-article parse",
    ),
    "angle-brackets": (html("<" * 4_500_000), "article not-article parse"),
    "comment-open": (html("<!--" + "a" * 4_500_000), "article"),
    "comments-many": (html("<!-- a --" * 500_000), "article"),
    "script-open": (html("<script>" + "if (a < b) " * 300_000), "article"),
    "cdata": (html("<![CDATA[" * 100_000), "article"),
    "entities-million": (html("<p>" + "&amp;" * 900_000 + "</p>"), "article not-article"),
    "entities-unknown": (html("<p>" + "&takada;" * 300_000 + "</p>"), "article not-article"),
    "entities-bomb": (
        always(
            *http(
                "<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '"
                + "&a;" * 1000
                + "'><!ENTITY c '"
                + "&b;" * 1000
                + "'>]>"
                + page("<p>&c;&c;&c;</p>")
            )
        ),
        "article",
    ),
    "entities-external": (
        always(*http("<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + page("<p>&x;</p>"))),
        "article",
    ),
    "svg": (html("<svg>" + "<g><use href='#a'/>" * 100_000), "article not-article parse"),
    "frameset": (
        always(*http("<html><frameset><frame src='http://127.0.0.1/'></frameset></html>")),
        "not-article",
    ),
    "base-javascript": (html(head="<base href='javascript:alert(1)'>"), "article"),
    "base-file": (html("<a href='x'>x</a>", head="<base href='file:///etc/'>"), "article"),
    "canonical-elsewhere": (html(head="<link rel=canonical href='https://tempat-lain.id/'>"), "article"),
    "canonical-bracket": (
        html("<a href='http://[::1'>a</a>", head="<link rel=canonical href='http://[::1'>"),
        "article",
    ),
    "canonical-data": (
        html(head="<link rel=canonical href='data:text/html,a'><meta property=og:url content='\x00'>"),
        "article",
    ),
    "title-megabytes": (html(headline="Jembatan " * 200_000), "article not-article parse"),
    "headline-only-spaces": (html(headline=" \u200b\u00a0 "), "not-article"),
    "word-megabyte": (html(f"<p>{'a' * 1_000_000}</p>"), "article not-article"),
    "spaces-megabytes": (html("<p>kata" + " " * 4_000_000 + "kata</p>"), "article"),
    "newlines-megabytes": (html("<p>kata" + "\n \t" * 1_500_000 + "kata</p>"), "article"),
    "breaks-100000": (html("<p>" + "a<br>" * 100_000 + "</p>"), "article not-article parse"),
    "dashes-megabyte": (
        html("<p>" + "-" * 1_000_000 + "</p><p>" + "(" * 300_000 + "</p>"),
        "article not-article",
    ),
    "capitals-megabyte": (html("<p>" + "BUPATI GARUT " * 60_000 + "</p>"), "article not-article parse"),
    "names-megabyte": (
        html("<p>" + "Dewi Lestari, Budi Hartono dan " * 30_000 + "</p>"),
        "article not-article parse",
    ),
    "digits-megabyte": (
        html("<p>" + "31/08/2023 03:01 " * 50_000 + "</p><time>" + "9" * 500_000 + "</time>"),
        "article not-article parse",
    ),
    "byline-megabyte": (html(head="<meta name=author content='" + "Siti, " * 200_000 + "'>"), "article"),
    "tags-100000": (html(head="<meta name=keywords content='" + "kunci," * 150_000 + "'>"), "article"),
    "meta-100000": (html(head="<meta name='a' content='b'>" * 100_000), "article"),
    "inserts-100000": (
        html("<p><strong>Baca juga: Harga Cabai Turun</strong></p>" * 60_000),
        "article not-article parse",
    ),
    "comments-100000": (html("<!-- a -->" * 100_000), "article"),
    "closing-lines-60000": (html("<p>A. B. C.</p>" * 60_000), "article not-article parse"),
}
STRUCTURED: dict[str, tuple[Answer, str]] = {
    "jsonld-deep": (jsonld("[" * 200_000), "article"),
    "jsonld-deep-objects": (jsonld('{"a":' * 100_000 + "1" + "}" * 100_000), "article"),
    "jsonld-deep-articles": (
        jsonld('{"@type":"NewsArticle","headline":"A","mainEntity":' * 900 + "1" + "}" * 900),
        "article",
    ),
    "jsonld-huge": (
        jsonld(json.dumps([{"@type": "NewsArticle", "headline": f"K{n}"} for n in range(90_000)])),
        "article parse",
    ),
    "jsonld-string": (
        jsonld(
            json.dumps({"@type": "NewsArticle", "headline": "J" * 2_000_000, "articleBody": "a" * 2_000_000})
        ),
        "article not-article parse",
    ),
    "jsonld-types": (
        jsonld(
            '{"@type":["NewsArticle",{}],"headline":{"a":[1]},"author":[[[{"name":{}}]]],"image":7,"datePublished":true,"keywords":{"name":[null]}}'
        ),
        "article",
    ),
    "jsonld-numbers": (
        jsonld('{"@type":"NewsArticle","headline":1e999,"datePublished":' + "9" * 4000 + "}"),
        "article",
    ),
    "jsonld-surrogates": (
        jsonld(r'{"@type":"NewsArticle","headline":"Jembatan \ud800 Dibuka","articleBody":"\udfff"}'),
        "article",
    ),
    "jsonld-nul": (jsonld(r'{"@type":"NewsArticle","headline":"Jembatan \u0000 Dibuka"}'), "article"),
    "jsonld-commas": (jsonld('{"@type":"NewsArticle",' + ", " * 500_000 + "}"), "article parse"),
    "jsonld-comments": (jsonld("/*" * 300_000), "article parse"),
    "jsonld-quotes": (jsonld('{"headline" : "' + '\\"' * 300_000), "article parse"),
    "next-data": (
        html('<script id="__NEXT_DATA__" type="application/json">' + '{"props":' * 50_000 + "</script>"),
        "article",
    ),
    "microdata": (
        html("<div itemscope itemtype='https://schema.org/NewsArticle'>" * 20_000),
        "article not-article parse",
    ),
    "date-year-0": (dated("0000-00-00T00:00:00Z"), "article"),
    "date-year-99999": (dated("99999-12-31T23:59:59+07:00"), "article"),
    "date-year-9999": (dated("9999-12-31T23:59:59-12:00"), "article"),
    "date-year-1": (dated("0001-01-01T00:00:00+14:00"), "article"),
    "date-31-february": (dated("2023-02-31T25:61:61+07:00"), "article"),
    "date-zone-99": (dated("2023-08-31T10:00:00+99:99"), "article"),
    "date-zone-words": (dated("Kamis, 31 Agustus 2023 10:00 Waktu Setempat"), "article"),
    "date-epoch": (dated("1e400"), "article"),
    "date-digits": (dated("1" * 100_000), "article"),
    "date-other-digits": (dated("٣١/٠٨/٢٠٢٣ १०:०० 𝟙𝟚"), "article"),
    "date-ago-huge": (dated(f"{'9' * 30} tahun yang lalu"), "article"),
}
DEEP = "<div>" * 1900
REPEATED: dict[str, tuple[Answer, str]] = {
    "closing-marks": (html(f"<p>Penutup. {'(*) ' * 40_000}</p>"), "article"),
    "closing-stars": (html(f"<p>Penutup. {'* ' * 80_000}</p>"), "article"),
    "closing-names": (html(f"<p>Penutup. {'(KPK) ' * 30_000}</p>"), "article"),
    "parentheses": (html(f"<p>{'(Baca juga: A)' * 30_000}</p>"), "article"),
    "parentheses-links": (html(f"<p>Lalu (Baca juga {'<a href=/>.</a>' * 20_000}</p>"), "article"),
    "shortcode-unclosed": (html(f"<p>[a{'_a' * 40}</p>"), "article"),
    "labels-glued": (html(f"<p>{'tahun iniBACA JUGA:' * 20_000}</p>"), "article"),
    "labels-and-sentences": (html(f"<p>{'aBaca juga: Di a. A b Di a ' * 10_000}</p>"), "article"),
    "ellipses": (html(f"<p>Lalu {'…' * 60_000} selesai.</p>"), "article"),
    "full-stops": (html(f"<p>{'.' * 390}kata</p>" * 100), "article"),
    "page-number": (html(f"<p>Halaman {'1' * 60}x</p>"), "article"),
    "dates-in-lines": (html(text="12/12/12<br>" * 15_000 + WHOLE_TEXT), "article"),
    "roles-in-lines": (html(text="Penulis<br>" * 15_000 + WHOLE_TEXT), "article"),
    "heads-in-heads": (nameless(page(text="<h2>a" * 60_000)), "not-article"),
    "captions-in-captions": (
        nameless(page(text="<figcaption>Warga desa " * 20_000)),
        "article not-article",
    ),
    "authors-in-authors": (html("<div class=author>a" * 15_000), "article"),
    "lists-in-lists": (html("<ul>" * 1900 + "<p>a</p>" * 10_000), "article"),
    "boxes-in-boxes": (html(DEEP + "<hr>" * 15_000), "article"),
    "labels-in-shares": (html("<div class=share>" * 1900 + "<i></i>" * 5_000), "article"),
    "links-in-boxes": (html(DEEP + "<a href=/2/>2</a>" * 6_000), "article"),
    "instructions": (html("<?a?>" * 100_000), "article"),
    "claims": (
        nameless(
            page(
                "".join(f"<i>Judul berita yang panjang {n} ini</i>" for n in range(7_000)),
                head="".join(
                    f"<meta property=og:title content='Judul berita yang panjang {n}'>" for n in range(4_000)
                ),
            ).replace("h1>", "b>")
        ),
        "article not-article",
    ),
    "jsonld-offsets": (dated("PT " * 100_000), "article"),
    "jsonld-spaces": (jsonld("{" + " " * 300_000 + "x"), "article"),
    "jsonld-comments-unended": (jsonld("{" + "/* " * 100_000), "article"),
    "next-data-attributes": (
        next_data(f"<p {' '.join(f'a{n}=b' for n in range(50_000))}>Penutup.</p>"),
        "article",
    ),
}
ENCODING: dict[str, tuple[Answer, str]] = {
    "empty": (always(*http("")), "not-article/empty"),
    "empty-chunked": (raw(OK + "Transfer-Encoding: chunked\n\n0\n\n"), "not-article/empty"),
    "blank": (always(*http(" \r\n\t" * 100_000)), "not-article/empty"),
    "nul-only": (always(*http(b"\0" * 1_000_000)), "not-article"),
    "nul-within": (always(*http(page().replace("jembatan", "jem\0batan"))), "article"),
    "surrogates": (
        always(*http(page("<p>Nama \ud83d \udc00 &#xD800; &#55357; &#x110000; &#0;</p>"))),
        "article",
    ),
    "rtl": (html("<p>\u202eisi terbalik\u202c \u2066\u2067\u200f\u200b</p>"), "article"),
    "controls": (html("<p>" + "".join(map(chr, range(1, 32))) + "\x7f\x85\ufffe\uffff</p>"), "article"),
    "combining": (html("<p>a" + "\u0301" * 300_000 + "</p>"), "article"),
    "emoji": (html("<p>" + "👨‍👩‍👧‍👦" * 50_000 + "</p>"), "article"),
    "charset-utf16-lie": (always(*http(page(), kind="text/html; charset=utf-16")), "article not-article"),
    "charset-unknown": (always(*http(page(), kind="text/html; charset=x-bukan-apa-apa")), "article"),
    "charset-long": (always(*http(page(), kind=f"text/html; charset={'a' * 9000}")), "article"),
    "charset-codec": (always(*http(page(), kind="text/html; charset=rot13")), "article"),
    "charset-zip": (
        always(*http(page(head="<meta charset='zip'>"), kind="text/html; charset=base64")),
        "article",
    ),
    "charset-idna": (always(*http(page(), kind="text/html; charset=punycode")), "article not-article"),
    "charset-utf7": (
        always(*http(page().encode("utf-7"), kind="text/html; charset=utf-7")),
        "article not-article",
    ),
    "charset-windows": (
        always(*http(page(text=f"<p>{TEXT[0]} “kata” — é</p><p>{TEXT[1]}</p>").encode("cp1252"))),
        "article",
    ),
    "bom-utf16": (always(*http(page().encode("utf-16"))), "article"),
    "bom-lie": (always(*http(b"\xff\xfe" + WHOLE)), "not-article article"),
    "bom-utf32": (always(*http(page().encode("utf-32"))), "article not-article"),
    "bom-twice": (always(*http(b"\xef\xbb\xbf\xef\xbb\xbf" + WHOLE)), "article"),
    "binary-pdf": (always(*http(b"%PDF-1.7\n" + bytes(range(256)) * 4000)), "not-article/not-html"),
    "binary-png": (always(*http(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4000)), "not-article/not-html"),
    "binary-noise": (always(*http(bytes((n * 7919) % 256 for n in range(1_000_000)))), "not-article"),
    "binary-mp4": (
        always(*http(b"\0\0\0\x18ftypmp42" + bytes(500_000), kind="video/mp4")),
        "not-article/not-html",
    ),
    "type-json": (always(*http('{"judul": "Jembatan"}', kind="application/json")), "not-article"),
    "type-none": (always(*http(page(), kind="")), "article"),
    "type-strange": (always(*http(page(), kind="; = ,,, \x01")), "article not-article"),
    "type-feed": (
        always(*http("<?xml version='1.0'?><rss><channel/></rss>", kind="application/rss+xml")),
        "not-article",
    ),
}
KINDS: dict[str, tuple[Answer, str]] = {
    "soft-404": (
        always(
            *http(
                "<html><head><title>404 Halaman tidak ditemukan</title></head><body><h1>Halaman tidak ditemukan</h1><p>Maaf, halaman yang Anda cari tidak ditemukan.</p></body></html>"
            )
        ),
        "not-article",
    ),
    "challenge": (
        always(
            *http(
                "<html><head><title>Just a moment...</title></head><body><script src='/cdn-cgi/challenge-platform/x.js'></script><noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
            )
        ),
        "not-article",
    ),
    "index-page": (
        always(
            *http(
                "<html><head><title>Kabar</title></head><body><h1>Kabar</h1>"
                + "".join(f"<h2><a href='/b/{n}'>Berita nomor {n} hari ini</a></h2>" for n in range(40))
                + "</body></html>"
            )
        ),
        "not-article",
    ),
    "parked": (
        always(
            *http(
                "<html><head><title>kacau.id</title></head><body><h1>kacau.id</h1><a href='https://jual.id'>Beli domain ini</a></body></html>"
            )
        ),
        "not-article",
    ),
    "no-headline": (
        always(*http("<html><body><div class='entry-content'><p>" + TEXT[0] + "</p></div></body></html>")),
        "not-article",
    ),
    "no-body": (html(text=""), "not-article"),
    "text-only": (always(*http("\n".join(TEXT), kind="text/plain")), "not-article"),
    "pages-endless": (paged(numbered("{base}/{next}/")), "article"),
    "pages-all-first": (paged(numbered("{base}/{next}/"), page()), "article"),
    "pages-10000": (
        paged(
            "<div class='page-links'>"
            + "".join(f"<a class='post-page-numbers' href='{{base}}/{n}/'>{n}</a>" for n in range(2, 10_000))
            + "</div>"
        ),
        "article parse-memory",
    ),
    "pages-private": (paged(numbered("http://127.0.0.1/rahasia/2/")), "article"),
    "pages-bracket": (paged(numbered("http://[::1/2/")), "article"),
    "pages-file": (paged(numbered("file:///etc/passwd/2/")), "article"),
    "pages-next-link": (paged("<link rel='next' href='{base}/{next}/'>"), "article"),
}
GOOD: dict[str, tuple[Answer, str]] = {
    f"baik-{n}": (html(f"<p>Kabar baik nomor {n} datang dari desa.</p>"), ARTICLE) for n in range(10)
}


def cases() -> list[Case]:
    """Every page, the good ones in between."""
    hostile = TRANSPORT | REDIRECTS | BUSY | MARKUP | STRUCTURED | REPEATED | ENCODING | KINDS
    good = iter(GOOD.items())
    step = len(hostile) // len(GOOD) + 1
    made = []
    for number, (name, (answer, outcomes)) in zip(count(), hostile.items(), strict=False):
        if number % step == 0:
            name_of_good, (kind, words) = next(good)
            made.append(Case(name_of_good, kind, tuple(words.split())))
        made.append(Case(name, answer, tuple(outcomes.split())))
    return made
