"""Redesigns of the sample outlets are noticed within one run, and ordinary runs give no alarm.

The sample network publishes stories that are made from its own by a seeded generator. Some ordinary runs fill an
archive; each redesign is then crawled once into a copy of it, with a few new stories. A redesign that changes no
value that we store was survived; one that does, and gives no alarm, was missed.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.store import Archive
from bench.trust import Line
from demo.network import SampleNetwork
from demo.sites import NOT_FOUND, TEXT, Answer
from demo.stories import ZONE, Block, Published, Story, expected, read_stories

OUTLETS = ("jabarekspres", "kompas")
ORDINARY, ORDINARY_SHORT = 30, 8
NEW = 6  # stories per outlet in the run that meets the redesign
NOW = datetime.now(UTC).replace(microsecond=0)
DESK = "Redaksi"
"""A credit that names nobody."""
PLACES = (
    "Garut",
    "Subang",
    "Cianjur",
    "Ciamis",
    "Kuningan",
    "Sumedang",
    "Bekasi",
    "Majalengka",
    "Banjar",
    "Cimahi",
)
EVENTS = (
    *(
        "Warga Perbaiki Jalan Desa",
        "Pasar Murah Digelar",
        "Hujan Deras Rendam Sawah",
        "Puskesmas Baru Dibuka",
    ),
    *(
        "Pelajar Juarai Lomba Robotik",
        "Petani Panen Lebih Awal",
        "Polisi Bekuk Pencuri Ternak",
        "Jembatan Ditutup",
    ),
)


class Outlets(SampleNetwork):
    """The sample network with a newsroom that goes on writing, and a designer."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance = random.Random(seed)  # noqa: S311 - stories, not secrets
        self.designs: dict[str, Redesign] = {}
        for outlet in OUTLETS:
            self.write(outlet, 12, age=timedelta(days=2))

    def answer(self, host: str, target: str) -> Answer:
        """What is said to one request, as the outlet's present design has it."""
        outlet = "kompas" if "kompas" in host else "jabarekspres"
        design = self.designs.get(outlet)
        if design is None:
            return super().answer(host, target)
        return design(target, super().answer(host, design.moved(target)))

    def write(self, outlet: str, number: int, age: timedelta = timedelta(hours=2)) -> list[Story]:
        """Publish so many new stories."""
        first = len(self.stories)
        made = [make_story(self.chance, outlet, first + n, age) for n in range(number)]
        self.stories |= {story.slug: story for story in made}
        return made

    def live_a_day(self) -> None:
        """Some stories, none at all at times; an edit, a withdrawal; at times the server hiccups."""
        self.designs = {
            outlet: self.chance.choice(HICCUPS) for outlet in OUTLETS if self.chance.random() < 0.15
        }
        for outlet in OUTLETS:
            self.write(outlet, self.chance.choice((0, 0, 1, 2, 3, 5, 9)))
        written = [story for story in self.stories.values() if story.slug not in read_stories()]
        self.edit(self.chance.choice(written).slug)
        if self.chance.random() < 0.2:
            self.remove(self.chance.choice(written).slug)


def make_story(chance: random.Random, outlet: str, number: int, age: timedelta) -> Story:
    """A story of its own: another headline and place, paragraphs of several others, another length."""
    known = [
        story
        for story in read_stories().values()
        if story.outlet == outlet and not story.bare and not story.gone
    ]
    base = chance.choice(known)
    place = chance.choice(PLACES)
    headline = f"{chance.choice(EVENTS)} di {place}, {chance.choice(EVENTS)} {number}"
    texts = [block for story in known for page in story.pages for block in page if block.form == "text"]
    body = tuple(chance.sample(texts, chance.randint(4, min(14, len(texts)))))
    published = (NOW - age * chance.random() - timedelta(minutes=5)).astimezone(ZONE).replace(microsecond=0)
    quoted = (
        f"Peristiwa nomor {number} di {place} disaksikan warga. “Kami melihatnya – sejak pagi,” kata mereka."
    )
    return replace(
        base,
        slug=re.sub(r"[^a-z0-9]+", "-", headline.lower()),
        headline=headline,
        published=published,
        modified=published,
        number=base.number + number,
        pages=((Block("text", (quoted,)), *body),),
        author=DESK if chance.random() < 0.1 else chance.choice([story.author for story in known]),
    )


@dataclass(frozen=True, slots=True)
class Redesign:
    """A general change of what an outlet answers: of its articles, its feeds, or both."""

    name: str
    article: Callable[[str], str | Answer] | None = None
    other: Callable[[str, Answer], Answer] | None = None
    """For what is no article: path and answer -> answer."""
    moved: Callable[[str], str] = str
    """The path under which the outlet keeps what is now at another."""

    def __call__(self, target: str, said: Answer) -> Answer:
        """The answer in the new design."""
        if said.status == 200 and re.search(r"/berita/\d|/read/|/artikel-", target):
            changed = self.article(said.body) if self.article else said.body
            if isinstance(changed, Answer):
                return changed
            return replace(said, body=changed, modified=NOW)  # a new design is a new page
        return self.other(target, said) if self.other else said


def sub(pattern: str, new: str | Callable[[re.Match[str]], str], count: int = 0) -> Callable[[str], str]:
    """A change of the markup by a regex."""
    return lambda html: re.sub(pattern, new, html, count=count, flags=re.S | re.I)


def chain(*changes: Callable[[str], str]) -> Callable[[str], str]:
    """One change after another."""

    def change(html: str) -> str:
        for each in changes:
            html = each(html)
        return html

    return change


JSON_LD = sub(r"<script type=\"application/ld\+json\".*?</script>", "")
META = sub(r"<meta (?:property|name)=[^>]*>", "")
PARAGRAPHS = r"<p>(?!.*?Tim Redaksi).*?</p>"
CLASSES = sub(r' (class|id)="([^"]*)"', lambda m: f' {m[1]}="x{sum(map(ord, m[2])):x}"')
TIMES = chain(sub(r"<time.*?</time>", ""), sub(r'<div class="read__time">.*?</div>', ""))
AUTHORS = chain(
    sub(r'<meta name="(content_author|author|content_editor)"[^>]*>', ""),
    sub(r'<span class="author vcard">.*?</span>', ""),
    sub(r'<div class="credit">.*?</div></div></div>', ""),
    sub(r'<span class="photo__author[^>]*>.*?</span>', ""),
    sub(r'"author": ?\{[^}]*\},?', ""),
    sub(r', \{"@id": "[^"]*person[^}]*\}', ""),
)
DATES = chain(
    TIMES,
    sub(r"<meta [^>]*(?:published_time|modified_time|PublishedDate)[^>]*>", ""),
    sub(r'"date(?:Published|Modified)": ?"[^"]*",?', ""),
)
CONSENT = (
    "<p>Kami dan mitra kami menyimpan dan mengakses cookie pada perangkat Anda untuk menampilkan iklan yang sesuai "
    "dengan minat Anda serta mengukur kinerja konten di situs ini setiap hari.</p><p>Dengan menekan tombol Setuju "
    "Anda mengizinkan pemrosesan data pribadi; pilihan dapat diubah kapan saja di halaman pengaturan privasi.</p>"
)


def body_of(new: Callable[[list[str]], str]) -> Callable[[str], str]:
    """Another content of the element that holds the body, made from its paragraphs."""

    def change(html: str) -> str:
        start = re.search(
            r'<div class="(?:entry-content[^"]*|read__content)">(?:<div class="clearfix">)?', html
        )
        if start is None:
            return html
        end = min(
            i
            for i in (
                html.find(mark, start.end())
                for mark in ('<footer class="entry-footer', '<span class="liftdown')
            )
            if i > 0
        )
        paragraphs = re.findall(r"<p>.*?</p>", html[start.end() : end], re.S)
        close = "</div>" if "entry-content" in start[0] else ""
        return html[: start.end()] + new(paragraphs) + close + html[end:]

    return change


def only(status: int, *paths: str) -> Callable[[str, Answer], Answer]:
    """That status for the feeds whose path has one of these words."""
    return lambda target, said: Answer(status=status) if any(path in target for path in paths) else said


def saying(body: str, kind: str, *paths: str) -> Callable[[str, Answer], Answer]:
    """That body for these paths."""
    return lambda target, said: Answer(body, kind) if any(path in target for path in paths) else said


FEEDS = ("/feed", "/wp-json", "sitemap")
FRONT = "<!DOCTYPE html><html><head><title>Beranda</title></head><body><h1>Beranda</h1></body></html>"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body><p>Checking your browser before accessing.</p></body></html>"
RENAMED = {"/berita/": "/artikel-", "/read/": "/artikel-baca/"}


def rename_links(_target: str, said: Answer) -> Answer:
    """Feeds and lists with the articles' new addresses."""
    body = said.body.replace("jabarekspres.com/berita/", "jabarekspres.com/artikel-").replace(
        "/read/", "/artikel-baca/"
    )
    return replace(said, body=body.replace("com\\/berita\\/", "com\\/artikel-"))


def old_address(target: str) -> str:
    """Where the network keeps what is announced under its new address; the old addresses are gone."""
    if "/berita/" in target or "/read/" in target:
        return "/tidak-ada"
    return target.replace("/artikel-baca/", "/read/").replace("/artikel-", "/berita/")


HICCUPS = (
    Redesign("pages fail for a while", lambda _html: Answer(status=500)),
    Redesign("feeds fail for a while", other=only(502, *FEEDS)),
)

REDESIGNS: tuple[Redesign, ...] = (
    Redesign("class names are hashed", CLASSES),
    Redesign("JSON-LD is dropped", JSON_LD),
    Redesign("metadata are dropped", META),
    Redesign("JSON-LD and metadata are dropped", chain(JSON_LD, META)),
    Redesign("classes hashed, JSON-LD and metadata dropped", chain(CLASSES, JSON_LD, META)),
    Redesign("dates are gone", DATES),
    Redesign("dates say how long ago", chain(DATES, sub(r"</h1>", "</h1><em>kemarin dulu</em>", 1))),
    Redesign(
        "dates are the time of the answer",
        sub(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+\d:]*",
            lambda _m: datetime.now(UTC).isoformat(timespec="seconds"),
        ),
    ),
    Redesign(
        "dates are all the same", sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+\d:]*", "2026-01-01T00:00:00+00:00")
    ),
    Redesign("bylines are removed", AUTHORS),
    Redesign(
        "paragraphs are plain divs in another element",
        chain(
            sub(r'class="(entry-content[^"]*|read__content)"', 'class="prose"'),
            sub(r"<p>(.*?)</p>", r"<div>\1</div>"),
        ),
    ),
    Redesign(
        "the body is one block with line breaks",
        body_of(lambda texts: "<br><br>".join(t[3:-4] for t in texts)),
    ),
    Redesign(
        "the body comes by script",
        body_of(lambda _t: "<div id='app'>Memuat...</div><script src='/app.js'></script>"),
    ),
    Redesign("a consent wall", body_of(lambda _t: CONSENT)),
    Redesign(
        "a paywall with a teaser",
        body_of(lambda texts: texts[0] + "<div class='pw'>Berlangganan untuk membaca</div>"),
    ),
    Redesign("a teaser without a word", body_of(lambda texts: "".join(texts[:1]))),
    Redesign(
        "pages by an unknown parameter",
        body_of(lambda texts: "".join(texts[: max(1, len(texts) // 4)]) + "<a href='?hal=2'>Lanjut baca</a>"),
    ),
    Redesign(
        "the headline is the site's name",
        chain(
            JSON_LD,
            sub(r"<h1(.*?)>.*?</h1>", r"<h1\1>Portal Berita Terkini</h1>"),
            sub(r"<title>.*?</title>", "<title>Portal Berita Terkini</title>"),
            sub(
                r'<meta property="og:title"[^>]*>',
                '<meta property="og:title" content="Portal Berita Terkini">',
            ),
        ),
    ),
    Redesign("the headline is no h1", chain(sub(r"<h1[^>]*>(.*?)</h1>", r"<div class='judul'>\1</div>"))),
    Redesign("letters are broken", lambda html: html.encode().decode("cp1252", "replace")),
    Redesign(
        "related stories stand in the body",
        body_of(
            lambda texts: (
                "".join(texts)
                + "".join(
                    f"<p>Simak pula kabar lain dari redaksi nomor {n}: {t[3:-4]}</p>"
                    for n in range(9)
                    for t in texts
                )
            )
        ),
    ),
    Redesign("every page says not found", lambda _h: NOT_FOUND.body),
    Redesign("every page is a robot check", lambda _h: CHALLENGE),
    Redesign("every page is refused", lambda _h: Answer(status=403)),
    Redesign("every page is the front page", lambda _h: FRONT),
    Redesign("robots.txt closes the site", other=saying("User-agent: *\nDisallow: /\n", TEXT, "/robots.txt")),
    Redesign("feeds are gone", other=only(404, *FEEDS)),
    Redesign("feeds are web pages", other=saying(FRONT, "text/html", *FEEDS)),
    Redesign(
        "feeds are empty",
        other=lambda target, said: replace(
            said, body=re.sub(r"(?s)<(url|item)>.*</\1>", "", said.body) if "wp-json" not in target else "[]"
        ),
    ),
    Redesign("addresses have another pattern", other=rename_links, moved=old_address),
    Redesign(
        "tags, sections and pictures are gone",
        chain(
            JSON_LD,
            META,
            sub(r"<img[^>]*>", ""),
            sub(r'rel="tag"', ""),
            sub(r'class="(breadcrumb|tag)[^"]*"', ""),
        ),
    ),
)


def measure(short: bool) -> list[Line]:
    """Two lines: redesigns noticed, ordinary runs without alarm."""
    runs = ORDINARY_SHORT if short else ORDINARY
    chosen = REDESIGNS[::5] if short else REDESIGNS
    with tempfile.TemporaryDirectory() as folder, Outlets(seed=1) as network:
        archive = Path(folder) / "news.db"
        alarms = [alarm for _ in range(runs) for alarm in ordinary_run(network, archive)]
        told = [each for redesign in chosen for each in meet(redesign, network, archive)]
    return [
        redesigns_line(told),
        Line(
            "ordinary runs of two outlets",
            "0 alarms",
            f"{len(alarms)} alarms in {runs} runs" + "".join(f"; {a}" for a in alarms[:5]),
            not alarms,
        ),
    ]


def ordinary_run(network: Outlets, archive: Path) -> list[str]:
    """The alarms of a day like any other."""
    network.live_a_day()
    return [alarm["what"] for report in crawl(network, archive).values() for alarm in report["alarms"]]


@dataclass(frozen=True, slots=True)
class Met:
    """How a redesign of one outlet went."""

    name: str
    outlet: str
    alarms: Sequence[str]
    survived: bool


def meet(redesign: Redesign, network: Outlets, archive: Path) -> Iterator[Met]:
    """Crawl once, into a copy, after both outlets got the new design and published new stories."""
    kept, network.designs = dict(network.stories), {}
    copy = archive.with_name("copy.db")
    shutil.copy(archive, copy)
    shutil.copytree(archive.with_suffix(".captures"), copy.with_suffix(".captures"), dirs_exist_ok=True)
    made = {outlet: network.write(outlet, NEW) for outlet in OUTLETS}
    network.designs = dict.fromkeys(OUTLETS, redesign)
    reports = crawl(network, copy)
    for outlet in OUTLETS:
        alarms = [alarm["what"] for alarm in reports[outlet]["alarms"]]
        yield Met(redesign.name, outlet, alarms, all(map(Stored(copy).is_right, expected(made[outlet]))))
    network.designs, network.stories = {}, kept


@dataclass(frozen=True, slots=True)
class Stored:
    """What the archive holds."""

    path: Path

    def is_right(self, wanted: Published) -> bool:
        """Whether every field of the story is stored as it was published."""
        with Archive.open(self.path) as archive:
            kept = archive.get(wanted.url)
        return kept is not None and all(
            (
                kept.headline == wanted.headline,
                kept.published_at == wanted.published_at,
                kept.authors == tuple(name for name in wanted.authors if name != DESK),
                (kept.editors, kept.tags) == (wanted.editors, wanted.tags),
                kept.paragraphs == wanted.paragraphs,
                kept.lead_image is not None,
            )
        )


def crawl(network: Outlets, archive: Path) -> dict[str, Any]:
    """The reports of a crawl by the command line."""
    environment = {
        **os.environ,
        "NEWSCRAWL_CONNECT_TO": network.address,
        "NEWSCRAWL_DELAY": "0",
        "NEWSCRAWL_MIN_FREE": "0",
        "NEWSCRAWL_ARCHIVE": str(archive),
    }
    words = [
        sys.executable,
        "-m",
        "newscrawl.cli",
        "crawl",
        *OUTLETS,
        "--json",
        "--log",
        str(archive.with_suffix(".log")),
    ]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    reports = {report["outlet"]: report for report in map(json.loads, done.stdout.splitlines())}
    if set(reports) != set(OUTLETS):
        raise RuntimeError(f"the crawl ended with {done.returncode}: {done.stderr}")
    suspected = any(report["alarms"] for report in reports.values())
    if suspected is not (done.returncode == 5):
        raise RuntimeError(f"exit code {done.returncode} does not fit {reports}")
    return reports


def redesigns_line(told: Sequence[Met]) -> Line:
    """How many redesigns were noticed, survived, missed."""
    noticed = [met for met in told if met.alarms]
    survived = [met for met in told if met.survived and not met.alarms]
    missed = [f"{met.name} ({met.outlet})" for met in told if not met.alarms and not met.survived]
    measured = f"{len(noticed)} noticed, {len(survived)} survived with every value right, {len(missed)} missed of {len(told)}"
    bound = "missed in one run: at most 1 of 20"
    return Line(
        "redesigns", bound, measured + "".join(f"; {name}" for name in missed), 20 * len(missed) <= len(told)
    )


def main() -> None:
    """Print how each redesign went."""
    with tempfile.TemporaryDirectory() as folder, Outlets(seed=1) as network:
        archive = Path(folder) / "news.db"
        for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else ORDINARY):
            print("ordinary", number, ordinary_run(network, archive), flush=True)
        for redesign in REDESIGNS:
            for met in meet(redesign, network, archive):
                said = ", ".join(met.alarms) or ("survived" if met.survived else "MISSED")
                print(
                    f"{met.name} | {met.outlet} | {said}{' (values right)' if met.alarms and met.survived else ''}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
