"""What strangers can do to ``newscrawl serve --public``: fuzzed searches, hostile requests, hostile articles."""

from __future__ import annotations

import http.client
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lxml.html import HtmlElement, fromstring

from archive.store import Archive
from bench.trust import Line
from newscrawl.types import Annotation, Article, FieldRecord, Removed

MOST_MEMORY = 200
"""MB of the server, at its peak."""

HOSTILE = (
    """"'><script>alert(1)</script><img src=x onerror=alert(1)>""",
    """<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>""",
    """' onmouseover='alert(1)' style='background:url(javascript:alert(1))""",
    """</title></textarea></style><iframe srcdoc="<script>alert(1)</script>">""",
    """{{ 7*7 }}{% include 'x' %}**<mark>** \u202e\x0b&lt;script&gt;""",
    """<!--<base href=//jahat.example>--><math><mtext></form><form action=javascript:alert(1)>""",
)

SINKS = "script:not([src]), iframe, object, embed, base, img, math, link[href^='//'], meta[http-equiv]"

PARAMETERS = (
    *("q", "outlet", "network", "province", "place", "person", "organisation", "section", "media_type"),
    *(
        "sentiment",
        "from",
        "to",
        "unique",
        "order",
        "page",
        "lang",
        "for",
        "since",
        "saved",
        "_search",
        "_sort",
        "_next",
        "_size",
    ),
)
PATHS = (
    "/cari",
    "/cari",
    "/cari",
    "/cari.json",
    "/cari.csv",
    "/cari.atom",
    "/laporan",
    "/",
    "/news/places",
    "/news/people",
)
FRAGMENTS = (
    *(
        '"',
        "'",
        "(",
        ")",
        "*",
        "^",
        ":",
        "-",
        "+",
        "{",
        "}",
        "\\",
        "%",
        "_",
        ";",
        "--",
        "/*",
        "\x00",
        "\ufffe",
    ),
    *("AND", "OR", "NOT", "NEAR(", "NEAR/5", "headline:", "rowid", "banjir", "jembatan", "tandatangan", "😀"),
    *(
        "\u202e",
        "é",
        "9" * 30,
        "1e999",
        "-1",
        "0x1",
        "null",
        "' OR 1=1",
        "](",
        "\r\nX: y",
        "https://[",
        "../..",
    ),
)

HUGE = "warga " + "kata panjang sekali " * 2
"""Of 90,000 such sentences an article of 4 MB is made; a crawl takes pages of up to 5 MB."""

VOCABULARY = (
    *("warga", "banjir", "jembatan", "pasar", "bupati", "sekolah", "petani", "harga"),
    *("desa", "anggaran", "polisi", "hutan", "sungai", "bantuan", "usaha", "listrik"),
)

HOSTILE_REQUESTS = (
    "/cari.csv?q=warga",
    "/cari.json",
    "/cari.atom?q=warga",
    "/cari?q=" + quote(" OR ".join(VOCABULARY[:10])),
    "/cari.csv?q=" + quote(" OR ".join(VOCABULARY[-10:])),
    "/cari?q=" + quote('"' + "w " * 140),
    "/cari?q=w&page=50&order=newest",
    "/?days=90",
    "/laporan?since=9999w",
    "/laporan?for=warga&since=9999w",
    *(
        "/artikel/1",
        "/artikel/1.json",
        "/artikel/5009",
        "/artikel/309",
        "/artikel/309.json",
        "/cari?q=warga+kata",
    ),
    "/news?sql=select+randomblob(1000000000)",
    "/news.json?sql=with+recursive+c(x)+as+(select+1+union+all+select+x%2B1+from+c)+select+x+from+c",
    "/news/articles.json?_size=max&_shape=array",
    "/news/articles.csv?_stream=on",
    "/news/articles?_facet=text&_facet=url&_facet=headline&_size=max",
    "/news/article_people.json?_size=max&_labels=on",
    "/news/article_people?_facet=person&_facet=role&_facet=article&_facet_size=max&_size=max",
    "/news/article_people.csv?_stream=on&_size=max",
    "/news/people?_search=" + "a*" * 500,
    "/news/people?name__glob=" + quote("*a" * 90),
    "/news/people?name__like=" + quote("%a" * 900),
    "/news/places?_sort=key&_next=" + "9" * 3000,
    "/news/places?_through=" + quote('{"table":"article_places","column":"article","value":"1"}'),
    "/news/most_quoted_people.json?_size=max",
    "/news.db",
    "/-/threads",
)


@dataclass(frozen=True, slots=True)
class Site:
    """The server of one archive."""

    process: subprocess.Popen[bytes]
    port: int

    def get(self, address: str) -> tuple[int, bytes]:
        """Status and body; 0 where the connection broke."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def peak(self) -> float:
        """The most memory it ever held, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        kilobytes = next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]
        return int(kilobytes) / 1024


def measure(short: bool) -> list[Line]:
    """The three promises of docs/publishing.md to an operator."""
    articles = 300 if short else 5000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        fill(path, articles)
        with serving(path) as site:
            pages = hostile_pages(site)
            searches = fuzz(site, 200 if short else 1000)
            heaviest = attack(site, 4 if short else 20)
    return [pages, searches, heaviest]


def fuzz(site: Site, number: int) -> Line:
    """Searches made of what breaks parsers, the same each time."""
    rng = random.Random(20261124)  # noqa: S311 - reproducible, not secret
    statuses = [site.get(random_search(rng))[0] for _ in range(number)]
    wrong = sum(status == 0 or status >= 500 for status in statuses)
    return Line(f"{number} fuzzed searches", "0 answers 5xx", f"{wrong}", wrong == 0)


def random_search(rng: random.Random) -> str:
    """A path with a few parameters of odd text."""
    pairs = []
    for _ in range(rng.randint(1, 4)):
        text = "".join(rng.choices(FRAGMENTS, k=rng.randint(0, 8)))
        raw = text.encode("utf-8", "surrogatepass") + rng.choice((b"", b"", b"\xff\xfe", b"\xed\xa0\x80"))
        pairs.append(f"{rng.choice(PARAMETERS)}={quote(raw)}")
    return f"{rng.choice(PATHS)}?{'&'.join(pairs)}"


def attack(site: Site, rounds: int) -> Line:
    """Every hostile request by itself, then all at once, some rounds."""
    alone = [site.get(address)[0] for address in HOSTILE_REQUESTS]
    with ThreadPoolExecutor(20) as pool:
        together = [status for status, _ in pool.map(site.get, HOSTILE_REQUESTS * rounds)]
    wrong = sum(status == 0 or status >= 500 for status in (*alone, *together))
    peak = site.peak()
    claim = f"{len(alone) + len(together)} hostile requests, 20 at a time"
    bound = f"server <= {MOST_MEMORY} MB, 0 answers 5xx"
    return Line(claim, bound, f"{peak:.0f} MB, {wrong}", peak <= MOST_MEMORY and not wrong)


def hostile_pages(site: Site) -> Line:
    """Every page on which a hostile article's words stand."""
    addresses = ["/", "/cari", "/cari?order=newest", "/news", "/news/places", "/news/people", "/news/outlets"]
    addresses += [f"/artikel/{number}" for number in range(1, len(HOSTILE) + 1)]
    for text in HOSTILE:
        addresses += [f"/{name}={quote(text)}" for name in ("cari?q", "cari?person", "cari?place", "?outlet")]
    answers = [site.get(address) for address in addresses]
    found = sum(count_sinks(fromstring(body)) for _, body in answers if body)
    claim = f"{len(addresses)} pages of hostile articles"
    return Line(claim, "0 script sinks", f"{found}", found == 0 and all(status for status, _ in answers))


def count_sinks(page: HtmlElement) -> int:
    """Elements that run, load or redirect, and attributes that do."""
    attributes = [
        name
        for node in page.iter()
        for name, value in node.attrib.items()
        if name.startswith("on") or name == "srcdoc" or "javascript:" in "".join(value.split()).lower()[:20]
    ]
    return len(page.cssselect(SINKS)) + len(attributes)


@contextmanager
def serving(path: Path) -> Iterator[Site]:
    """The command itself, in a process of its own on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--public", "--port", str(port), "--archive", str(path)]
    process = subprocess.Popen([sys.executable, "-m", "newscrawl.cli", *words], stderr=subprocess.DEVNULL)
    site = Site(process, port)
    try:
        while not site.get("/robots.txt")[0]:
            time.sleep(0.1)
            if process.poll() is not None:
                raise RuntimeError(f"newscrawl {' '.join(words)} ended with {process.returncode}")
        yield site
    finally:
        process.terminate()
        process.wait()


def fill(path: Path, number: int) -> None:
    """Hostile articles first, then long ones that name many people, then huge ones."""
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    huge = [
        make_article(f"https://kabarcontoh.example/huge/{n}", HUGE, [HUGE * 90_000], [{}, [], [], []])
        for n in range(5)
    ]
    with Archive.open(path) as archive:
        for each in (*map(hostile_article, range(len(HOSTILE))), *long_articles(number, now), *huge):
            archive.save_article(each, [], None)


def hostile_article(number: int) -> Article:
    """All that a page can put into an article is an attack."""
    text = HOSTILE[number]
    names = [{"name": text, "role": text, "type": text, "quoted": True, "mentions": 1}]
    place = {"name": text, "type": "kota", "code": text, "lat": -7.0, "lon": 107.0, "province": text}
    tone = {"label": text, "confidence": 0.5, "words": [{"word": text, "weight": 1.0}], "reason": text}
    return make_article(
        *(f"javascript:alert({number})", text, (f"jembatan {text}", text)),
        (tone, [place], names, names),
        outlet_name=text,
        section=text,
        byline=text,
        authors=(text,),
        dateline=text,
        closing=text,
        tags=(text,),
        language=text,
        lead_image="javascript:alert(1)",
        removed=(Removed(text, text, 1),),
        fields={text: FieldRecord(text, text)},
    )


def long_articles(number: int, now: datetime) -> Iterator[Article]:
    """10 KB each, a fourth of it words that are searched, and 30 people each."""
    rng = random.Random(20261124)  # noqa: S311 - reproducible, not secret
    words = [*VOCABULARY * 60, *(f"kata{n}" for n in range(3000))]
    for each in range(number):
        people = [{"name": f"Warga Contoh {(each * 7 + n) % 2000}", "mentions": 1} for n in range(30)]
        tone = {"label": ("positif", "netral", "negatif")[each % 3], "confidence": 0.7}
        place = {
            "name": f"Kota {each % 90}",
            "type": "kota",
            "code": f"32.{each % 90:02}",
            "lat": -7.0,
            "lon": 107.0,
        }
        yield make_article(
            *(
                f"https://kabarcontoh.example/{each}",
                f"Jembatan ke-{each} dibuka warga",
                [" ".join(rng.choices(words, k=800)) for _ in range(2)],
            ),
            (tone, [place], people, []),
            published_at=now - timedelta(hours=each),
        )


def make_article(
    url: str, headline: str, paragraphs: Sequence[str], stated: Sequence[Any], **changes: Any
) -> Article:
    """An article with those annotations."""
    names = ("sentiment", "places", "people", "organisations")
    empty = dict.fromkeys(
        ("canonical_url", "modified_at", "byline", "dateline", "section", "lead_image", "closing")
    )
    values: dict[str, Any] = {
        **empty,
        **dict.fromkeys(("authors", "editors", "tags", "removed"), ()),
        **{"outlet": "kabarcontoh", "outlet_name": "Kabar Contoh", "media_type": "News", "kind": "article"},
        **{"url": url, "headline": headline, "paragraphs": tuple(paragraphs), "language": "id", "fields": {}},
        **{
            "published_at": None,
            "published_on": date(2026, 11, 24),
            "confidence": 1.0,
            "extractor": "bench 1",
        },
        "annotations": tuple(map(Annotation, names, ("bench 1",) * 4, stated)),
    }
    return Article(**{**values, **changes})
