"""What an archive of a million articles costs: bytes, time per article, time per search.

    python bench/scale.py build /tmp/scale/news.db [--articles 1000000]
    python bench/scale.py search /tmp/scale/news.db
    python bench/scale.py pages /tmp/scale/news.db
    python bench/scale.py insert /tmp/scale [--articles 20000]

``build`` prints bytes and seconds per article as it goes; ``search`` times varied searches, each with its facets and its
count, in a warm process; ``pages`` times the front page of ``newscrawl serve``, every link of it, and pages of articles;
``insert`` compares our writing with plain sqlite3 that writes the same rows, indexes, triggers
and transactions. One process, one core; an import has workers on all cores.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http import HTTPStatus
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from parsel import Selector

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a file, not as a module

from archive.articles import Saving, save_all
from archive.datasette import datasette_for
from archive.export import write_jsonl
from archive.importing import Taken, prepare_lines, take_lines
from archive.prepared import Prepared, prepare
from archive.rows import insert, insert_all, iso_utc, next_id, packed, rows, unpacked
from archive.search import Answer, SearchRequest, count
from archive.store import Archive
from bench.synthetic import DAYS, START, Generator
from newscrawl.cli_archive import CORES, workers
from newscrawl.fingerprint import Fingerprint
from newscrawl.types import Article

BATCH = 1000
"""Articles in a transaction, here and for plain sqlite3."""


def build(path: Path, number: int, written: int) -> None:
    """Fill a new archive: ``written`` articles by our own code, the others as clones of them by plain SQL.

    The vocabulary is complete after the first ten thousands, so clones on other days and addresses cost the archive
    what further articles would; writing them all takes six times as long. At last some more are written by our own code.
    """
    generator = Generator()
    path.parent.mkdir(parents=True, exist_ok=True)
    with Archive.open(path) as archive:
        archive.db.execute("PRAGMA synchronous = OFF")  # the machine may lose this archive
        archive.db.execute("PRAGMA cache_size = -400000")
        for outlet in generator.outlets:
            archive.keep_outlet(outlet)
        run = archive.begin_run(None, archive.clock())
        write(archive, generator, run, written, written)
        for first_id in range(written + 1, number, BATCH):
            clone(archive, first_id, (first_id - 1) % written + 1, number)
            if first_id % 50_000 == 1:
                print(
                    f"{first_id - 1:>9,} articles  {size_of(path) / first_id / 1024:.2f} KB/article",
                    flush=True,
                )
        archive.db.execute("ANALYZE")
        write(archive, generator, run, 10 * BATCH, number)
        archive.finish_run(run, archive.clock(), {"finish": "finished"})
    print(f"{size_of(path) / (number + 10 * BATCH) / 1024:.2f} KB/article at the end")


def write(archive: Archive, generator: Generator, run: int, number: int, of: int) -> None:
    """Write articles with our own code; prints what each costs the processor."""
    stream = generator.articles(number)
    while batch := list(islice(stream, BATCH)):
        started = time.process_time()
        save(archive, batch, run)
        spent = (time.process_time() - started) / len(batch)
        (held,) = archive.db.execute("SELECT max(id) FROM articles").fetchone()
        if held % (5 * BATCH) == 0 or of > number:
            print(
                f"{held:>9,} articles  {spent * 1e3:.2f} ms/article  {size_of(archive.path) / held / 1024:.2f} KB/article",
                flush=True,
            )


def clone(archive: Archive, first_id: int, source: int, number: int) -> None:
    """Articles like those from ``source`` on, with what belongs to them, in one transaction."""
    shift = first_id - source
    day = START + timedelta(days=int(first_id / number * (DAYS - 1)))
    with archive.transaction():
        for row in rows(
            archive.db, "SELECT * FROM articles WHERE id BETWEEN ? AND ?", source, source + BATCH - 1
        ):
            made = unpacked(row)
            del made["labels"]
            url = made["url"].replace("/read/", f"/read/{shift}/")
            made |= {
                "id": row["id"] + shift,
                "url": url,
                "canonical_url": url,
                "published_on": day.isoformat(),
            }
            made |= {name: day.isoformat() + row[name][10:] for name in ("published_at", "published_utc")}
            insert(archive.db, "articles", packed(made))
            for key in Fingerprint(row["text"]).sketch:
                archive.db.execute(
                    "INSERT INTO fingerprints VALUES (?, ?)", ((key + shift * 7919) % 2**31, made["id"])
                )
        for sql in CLONED:
            archive.db.execute(sql, {"shift": shift, "first": source, "last": source + BATCH - 1})


CLONED = (
    """INSERT INTO revisions SELECT id + :shift, article + :shift, seen_at, cause, run, '[' || (id + :shift) || ']',
        content_hash, extractor, record FROM revisions WHERE id BETWEEN :first AND :last""",
    """INSERT INTO annotations SELECT revision + :shift, annotators, made_at, value FROM annotations
        WHERE revision BETWEEN :first AND :last""",
    """INSERT INTO captures SELECT id + :shift, run, replace(url, '/read/', '/read/' || :shift || '/'), requested_url,
        article_url, article + :shift, page, fetched_at, status, digest, file, offset, length, revisit_of, etag,
        last_modified, claimed_modified FROM captures WHERE id BETWEEN :first AND :last""",
    """INSERT INTO article_people SELECT person, article + :shift, role, mentions, quoted FROM article_people
        WHERE article BETWEEN :first AND :last""",
    """INSERT INTO article_places SELECT place, article + :shift, mentions, is_primary FROM article_places
        WHERE article BETWEEN :first AND :last""",
    """INSERT INTO article_organisations SELECT organisation, article + :shift, mentions FROM article_organisations
        WHERE article BETWEEN :first AND :last""",
    """INSERT INTO copies SELECT article + :shift, story + :shift FROM copies WHERE article BETWEEN :first AND :last""",
)


def size_of(path: Path) -> int:
    """Bytes of the database without its log."""
    return path.stat().st_size


class Ready(NamedTuple):
    """What an article's page gives, made before it is written."""

    article: Prepared
    capture: Mapping[str, object]
    """Its row as a crawl keeps it; the file itself is not written."""


def save(archive: Archive, batch: Sequence[Article], run: int) -> None:
    """Store articles, each with a capture, in one transaction."""
    write_ready(archive, [make_ready(article) for article in batch], run)


def write_ready(archive: Archive, batch: Sequence[Ready], run: int) -> None:
    """The same from what was made before."""
    with archive.transaction():
        start = next_id(archive.db, "captures")
        captures = [{"id": number, "run": run, **each.capture} for number, each in enumerate(batch, start)]
        insert_all(archive.db, "captures", captures)
        now = archive.clock()
        save_all(
            archive.db, [Saving(each.article, [number], run, now) for number, each in enumerate(batch, start)]
        )


def make_ready(article: Article) -> Ready:
    """An article and its capture. Two outlets in five send validators."""
    at = (article.published_at or datetime.now(UTC)) + timedelta(hours=1)
    sent = len(article.outlet) % 5 < 2
    digest = f"sha256:{hash(article.url) & (1 << 64) - 1:016x}{hash(article.text) & (1 << 64) - 1:016x}" * 2
    return Ready(prepare(article), {
        "url": article.url.replace("https://", "https://www."), "article_url": article.url,
        "fetched_at": iso_utc(at), "status": 200, "digest": digest[:71], "file": f"{at:%Y-%m}/{at:%Y%m%dT%H0000Z}-{article.outlet}-3f9c1a.warc.gz",
        "offset": len(article.text) * 977, "length": 14_000, "etag": f'"{len(article.text):x}-5f3"' if sent else None, "last_modified": f"{at:%a, %d %b %Y %H:%M:%S} GMT" if sent else None,
    })  # fmt: skip


REQUESTS = (
    SearchRequest("banjir"),
    SearchRequest("korupsi"),
    SearchRequest("menandatangani"),
    SearchRequest("warga"),
    SearchRequest("kabupaten bupati"),
    SearchRequest("kata warga masyarakat"),
    SearchRequest('"rumah sakit"'),
    SearchRequest("longsor OR gempa -kebakaran"),
    SearchRequest("pukul"),
    SearchRequest("investasi pedagang", order="newest"),
    SearchRequest("warga", order="newest"),
    SearchRequest("banjir", place="Sumedang"),
    SearchRequest("warga", place="Kota Bandung", sentiment="negatif"),
    SearchRequest("masyarakat", person="Dedi Mulyadi"),
    SearchRequest("warga", person="munir"),
    SearchRequest("polisi", province="Jawa Barat", start=date(2026, 1, 1)),
    SearchRequest("beras", network="jaringan5", section="Ekonomi"),
    SearchRequest("kepala", organisation="Polres", order="newest"),
    SearchRequest("tahun", start=date(2024, 8, 1), end=date(2024, 8, 2)),
    SearchRequest("banjir", unique=True),
    SearchRequest("warga", unique=True, place="Garut"),
    SearchRequest(place="Sumedang"),
    SearchRequest(sentiment="negatif", province="ID-PA", media_type="Regional"),
    SearchRequest(unique=True),
    SearchRequest(start=date(2025, 3, 1), end=date(2025, 3, 7), section="Wisata"),
    SearchRequest("tidakadakata"),
    SearchRequest("-warga", section="Olahraga"),
)


def measure_search(path: Path, rounds: int = 5) -> None:
    """Time every request with its facets and its count, warm."""
    with Archive.open(path, read_only=True) as archive:
        times, started = [], (time.perf_counter(), time.process_time())
        for request in REQUESTS:
            found = list(timed(archive, request, rounds + 1))[1:]
            times += [sum(each) for each in found]
            parts = [statistics.median(each[part] for each in found) for part in range(3)]
            number = count(archive, request)
            told = f"{number.number:,}{'+' if number.capped else ''}"
            asked = {name: str(value) for name, value in request.filters().items()} | (
                {"unique": "1"} if request.unique else {}
            )
            print(
                f"{sum(parts):7.1f} ms = search {parts[0]:6.1f} + facets {parts[1]:6.1f} + count {parts[2]:5.1f}  "
                f"{told:>8}  {request.words!r} {asked} {request.order}"
            )
    spent = time.perf_counter() - started[0], time.process_time() - started[1]
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms over {len(REQUESTS)} searches x {rounds};"
        f" the processor was ours for {spent[1] / spent[0]:.0%} of the time"
    )


def timed(archive: Archive, request: SearchRequest, rounds: int) -> Iterator[tuple[float, float, float]]:
    """Milliseconds of the search, of its facets and of its count."""
    for _ in range(rounds):
        marks = [time.perf_counter()]
        answer = Answer(archive, request)
        for ask in (answer.hits, answer.facets, answer.count):
            ask()
            marks.append(time.perf_counter())
        yield tuple((after - before) * 1e3 for before, after in pairwise(marks))  # type: ignore[misc]


def measure_pages(path: Path, articles: int = 50) -> None:
    """Time the front page, each of its links on this site, and articles' pages: each asked for the first time, then again."""
    datasette = datasette_for(path, public=False)
    answers = asyncio.run(ask_pages(datasette, articles))
    links = {address: taken for address, taken in answers.items() if not address.startswith("/artikel/")}
    records = [taken for address, taken in answers.items() if address.startswith("/artikel/")]
    for address, (first, again) in sorted(links.items(), key=lambda item: -item[1][0])[:8]:
        print(f"{first:7.0f} ms, again {again:5.0f} ms  {address}")
    print(
        f"front page and its {len(links) - 1} other links: the slowest {max(first for first, _ in links.values()):.0f} ms"
    )
    print(
        f"{len(records)} articles' pages, first time: median {statistics.median(first for first, _ in records):.0f} ms,"
        f" slowest {max(first for first, _ in records):.0f} ms"
    )


async def ask_pages(datasette: Any, articles: int) -> dict[str, tuple[float, float]]:
    """Address -> milliseconds of its first and second answer. Raises ValueError for an answer that is not good."""
    front = (await datasette.client.get("/")).text
    found = [
        link.partition("#")[0]
        for link in Selector(front).xpath("//a/@href").getall()
        if link.startswith("/") and not link.startswith("//")
    ]
    records = [f"/artikel/{number}" for number in range(7, articles * 17_000, 17_000)]
    taken = {}
    for address in dict.fromkeys(["/", *found, *records]):
        times = []
        for _ in range(2):
            started = time.perf_counter()
            answer = await datasette.client.get(address, follow_redirects=True)
            times.append((time.perf_counter() - started) * 1e3)
            if answer.status_code != HTTPStatus.OK:
                raise ValueError(f"{address}: {answer.status_code}")
        taken[address] = (times[0], times[1])
    return taken


def measure_insert(folder: Path, number: int, rounds: int = 5) -> None:
    """Articles per second of the archive, and of plain sqlite3 for the same rows of the same schema, in turn.

    Plain sqlite3 is given its rows. So are we in two ways of four: hashes, sketches, JSON and packed columns are made
    before. The first way makes them, as a crawl does; the last reads JSON Lines, checks them and makes them.
    """
    generator = Generator()
    made = list(generator.articles(number))
    source = write_source(folder, generator, made)
    ready = [make_ready(article) for article in made]
    ways = (
        ("one article, made as it is written", 1, partial(write_each, generator, made)),
        ("one article, made ready before", 1, partial(write_batches, generator, ready, 1)),
        ("many, made ready before", BATCH, partial(write_batches, generator, ready, BATCH)),
        ("import of JSON Lines", BATCH, partial(import_lines, source)),
    )
    for what, batch, write in ways:
        shares = []
        for _ in range(rounds):
            for old in folder.glob("ours.*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            spent = write(folder / "ours.db")
            least = write_plainly(folder / "ours.db", folder / "plain.db", number, batch)
            shares.append(least / spent)
            print(
                f"{what}: {number / spent:,.0f} articles/s, plain sqlite3 {number / least:,.0f}: {shares[-1]:.0%}",
                flush=True,
            )
        print(
            f"{what}: median {statistics.median(shares):.0%} of plain sqlite3, in transactions of {batch:,}"
        )


def write_source(folder: Path, generator: Generator, made: Sequence[Article]) -> Path:
    """The articles as JSON Lines."""
    path = folder / "source.jsonl"
    with opened(generator, folder / "source.db") as (archive, run), path.open("wb") as file:
        for first in range(0, len(made), BATCH):
            save(archive, made[first : first + BATCH], run)
        write_jsonl(archive, range(1, len(made) + 1), file)
    return path


def keep_outlets(archive: Archive, generator: Generator) -> None:
    """Record the outlets."""
    for outlet in generator.outlets:
        archive.keep_outlet(outlet)


def write_each(generator: Generator, made: Sequence[Article], path: Path) -> float:
    """Seconds for articles that are made ready and written one by one."""
    with opened(generator, path) as (archive, run):
        started = time.perf_counter()
        for article in made:
            save(archive, [article], run)
        return time.perf_counter() - started


def write_batches(generator: Generator, ready: Sequence[Ready], batch: int, path: Path) -> float:
    """Seconds for articles that are ready, so many in a transaction."""
    with opened(generator, path) as (archive, run):
        started = time.perf_counter()
        for first in range(0, len(ready), batch):
            write_ready(archive, ready[first : first + batch], run)
        return time.perf_counter() - started


@contextmanager
def opened(generator: Generator, path: Path) -> Iterator[tuple[Archive, int]]:
    """A new archive that knows the outlets, and a run of it."""
    with Archive.open(path) as archive:
        keep_outlets(archive, generator)
        run = archive.begin_run(None, archive.clock())
        yield archive, run
        archive.finish_run(run, archive.clock(), {})


def import_lines(source: Path, path: Path) -> float:
    """Seconds of an import, once its workers run."""
    with Archive.open(path) as archive, workers(CORES) as call, ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda _: call(prepare_lines, [], archive.clock()), range(CORES)))
        started = time.perf_counter()
        for _ in take_lines(archive, source, Taken(), call, CORES):
            pass
        return time.perf_counter() - started


def write_plainly(source: Path, target: Path, number: int, batch: int) -> float:
    """Seconds that sqlite3 spends on every row of the source, in as many transactions."""
    target.unlink(missing_ok=True)
    Archive.open(target).close()
    with sqlite3.connect(source) as conn:
        held = {name: (insert_of(conn, name), read_table(conn, name)) for name in tables_of(conn)}
    conn = sqlite3.connect(target, isolation_level=None)
    conn.execute("PRAGMA synchronous = FULL")
    started = time.perf_counter()
    for first in range(0, number, batch):
        conn.execute("BEGIN IMMEDIATE")
        for sql, found in held.values():
            part = found[len(found) * first // number : len(found) * (first + batch) // number]
            conn.executemany(sql, part)
        conn.execute("COMMIT")
    spent = time.perf_counter() - started
    conn.close()
    return spent


def tables_of(conn: sqlite3.Connection) -> list[str]:
    """Our own tables; the full-text index follows by its triggers."""
    names = (name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
    return [name for name in names if not name.startswith(("articles_fts", "sqlite", "_sqlite"))]


def columns_of(conn: sqlite3.Connection, table: str) -> list[str]:
    """The columns that are stored."""
    return [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]


def read_table(conn: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    """Every row as stored, in the order of the articles: sorted by a random key they would be written page by page."""
    names = columns_of(conn, table)
    order = next((name for name in ("article", "revision", "id") if name in names), names[0])
    return conn.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}").fetchall()  # noqa: S608


def insert_of(conn: sqlite3.Connection, table: str) -> str:
    """The statement that writes a row."""
    names = columns_of(conn, table)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608


def main() -> None:
    """The command line of this bench."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("build", "search", "pages", "insert"))
    parser.add_argument("path", type=Path, help="the archive; for insert: an empty folder")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--written", type=int, default=100_000, help="build: articles before clones follow")
    asked = parser.parse_args()
    if asked.what == "build":
        build(asked.path, asked.articles, min(asked.articles, asked.written))
    elif asked.what == "search":
        measure_search(asked.path)
    elif asked.what == "pages":
        measure_pages(asked.path)
    else:
        measure_insert(asked.path, asked.articles)


if __name__ == "__main__":
    main()
