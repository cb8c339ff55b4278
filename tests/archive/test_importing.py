"""Others' WARC files and exported articles come in once, whole, and hostile ones are told apart."""

import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.export import write_jsonl
from archive.importing import BY_PAYLOAD, BY_TIME, TAKEN, Taken, take_lines
from archive.jsonl import MAX_LINE, Line, LineError, RawLine, read_batches, read_line
from archive.reading import Unreadable
from archive.revisions import evidence, history
from archive.search import matching
from archive.statements import stated_on
from archive.store import Archive
from archive.verify import verify
from demo.network import SampleNetwork
from newscrawl.cli import main
from newscrawl.cli_archive import workers
from tests.archive.conftest import NOW, URL, Clock, make_article
from tests.archive.test_backup import dump
from tests.archive.test_reprocess import page
from tests.archive.test_warc import check, files

DATE = "2024-05-02T02:05:00Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def take(path: Path, *sources: Path) -> Result:
    words = ["import", *map(str, sources), "--archive", str(path), "--jobs", "1"]
    return CliRunner().invoke(main, words)


def warc(target: Path, *records: tuple[str, dict[str, Any]], packed: bool = True) -> Path:
    """A WARC as other programs write it; each record is its type and what differs from a page's response."""
    with target.open("wb") as out:
        writer = WARCWriter(out, gzip=packed)
        writer.write_record(
            writer.create_warcinfo_record(target.name, {"software": "Wget/1.21.3 (linux-gnu)"})
        )
        for kind, how in records:
            writer.write_record(record(writer, kind, **how))
    return target


def record(writer: WARCWriter, kind: str, *, url: str = "", body: bytes = b"", **how: Any) -> Any:
    headers = how.get("headers", [("Content-Type", "text/html; charset=utf-8")])
    http = StatusAndHeaders(how.get("status", "200 OK"), headers, protocol="HTTP/1.1")
    more = {"WARC-Date": how.get("date", DATE)}
    if kind == "request":
        http = StatusAndHeaders("GET / HTTP/1.1", [("Host", "warta.example")], is_http_request=True)
    if kind == "revisit":
        return writer.create_revisit_record(url, how["digest"], url, how["refers"], http, more)
    return writer.create_warc_record(
        url, kind, io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=more
    )


def digest_of(source: Path) -> str:
    from warcio.archiveiterator import ArchiveIterator

    with source.open("rb") as file:
        for each in ArchiveIterator(file):
            if each.rec_type == "response":
                return str(each.rec_headers.get_header("WARC-Payload-Digest"))
    raise AssertionError


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_of_another_crawler(path: Path, tmp_path: Path, packed: bool) -> None:
    one, two = page(1), page(2)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(two.body)), gzip.compress(two.body))
    wire = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
    source = warc(
        tmp_path / "asing.warc",
        ("request", {"url": one.url}),
        ("response", {"url": one.url, "body": one.body}),
        ("response", {"url": two.url, "body": chunked, "headers": wire}),
        (
            "response",
            {
                "url": "https://warta.example/foto.jpg",
                "body": b"\xff",
                "headers": [("Content-Type", "image/jpeg")],
            },
        ),
        (
            "response",
            {"url": "https://warta.example/lama", "status": "301 Moved", "headers": [("Location", one.url)]},
        ),
        ("response", {"url": "https://warta.example/", "body": b"<html><p>Indeks</p></html>"}),
        packed=packed,
    )
    result = take(path, source)
    assert result.exit_code == 0, result.output
    assert "3 pages kept; not kept: 1 not HTML (image/jpeg), 1 status 301" in result.stdout
    assert "articles: 2 new; no article: 1 not-article/" in result.stdout
    with Archive.open(path) as archive:
        assert archive.get(two.url).headline == "Jembatan Cimanuk 2 Dibuka"
        (held,) = evidence(archive, 1)
        assert (held.fetched_at, held.url, held.fault) == (DATE, one.url, None)
        assert history(archive, 1)[0].seen_at == DATE
        assert list(verify(archive)) == []
        check(*files(archive))
        before = list(archive.db.conn.iterdump())
    again = take(path, source)
    assert "0 pages kept, 3 held already" in again.stdout
    with Archive.open(path) as archive:
        after = list(archive.db.conn.iterdump())
        assert [line for line in after if 'INTO "runs"' not in line] == [
            line for line in before if 'INTO "runs"' not in line
        ]


def test_revisits_get_their_body(path: Path, tmp_path: Path) -> None:
    one = page(1)
    edited = page(1, "menutup jembatan")
    first = warc(tmp_path / "satu.warc.gz", ("response", {"url": one.url, "body": one.body}))
    digest = digest_of(first)
    revisit = {"url": one.url, "digest": digest, "refers": DATE, "date": "2024-05-04T00:00:00Z"}
    lost = {"url": one.url, "digest": "sha1:AAAA", "refers": "2020-01-01T00:00:00Z"}
    source = warc(
        tmp_path / "asing.warc.gz",
        ("response", {"url": one.url, "body": one.body}),
        ("response", {"url": one.url, "body": edited.body, "date": "2024-05-03T00:00:00Z"}),
        ("revisit", revisit),
        ("revisit", lost),
    )
    result = take(path, source)
    assert "3 pages kept; not kept: 1 revisit of a page that is not here" in result.stdout
    with Archive.open(path) as archive:
        assert [each.cause for each in history(archive, 1)] == ["new", "edit", "edit"]
        assert "membuka" in archive.get(1).text
        assert [each.fault for each in evidence(archive, 1)] == [None] * 3
        assert list(verify(archive)) == []


def test_the_original_of_a_revisit_is_looked_up(archive: Archive) -> None:
    for statement in TAKEN:
        archive.db.execute(statement)
    for sql, values in ((BY_TIME, ("", "")), (BY_PAYLOAD, ("",))):
        (plan,) = archive.db.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        assert "SCAN" not in plan[-1]


def test_further_pages_join_their_article(path: Path, tmp_path: Path, sample_network: SampleNetwork) -> None:
    story = next(each for each in sample_network.stories.values() if len(each.pages) > 1 and not each.bare)
    host, _, _path = story.url.removeprefix("https://").partition("/")
    bodies = [
        sample_network.answer(host, "/" + url.removeprefix(f"https://{host}/")).body.encode()
        for url in story.page_urls
    ]
    records = [
        ("response", {"url": url, "body": body}) for url, body in zip(story.page_urls, bodies, strict=True)
    ]
    result = take(path, warc(tmp_path / "asing.warc.gz", *reversed(records)))
    assert "articles: 1 new" in result.stdout
    with Archive.open(path) as archive:
        article = archive.get(story.url)
        assert article.outlet == story.outlet
        assert (len(article.pages), article.missing_pages) == (len(story.pages), ())
        assert archive.db["outlets"].get(story.outlet)["network"]


def test_a_page_that_our_code_fails_on_costs_only_itself(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def failing(jobs: int) -> Iterator[Callable[..., Any]]:
        with workers(jobs) as real:

            def call(function: Callable[..., Any], *values: Any) -> Any:
                if values[1][0] == page(1).url:
                    raise KeyError("PDI")
                return real(function, *values)

            yield call

    monkeypatch.setattr("newscrawl.cli_import.workers", failing)
    records = [("response", {"url": page(n).url, "body": page(n).body}) for n in range(3)]
    result = take(path, warc(tmp_path / "asing.warc.gz", *records))
    assert result.exit_code == 1
    assert "3 pages kept" in result.stdout
    assert "articles: 2 new; no article: 1 failed/KeyError" in result.stdout
    assert f"newscrawl: {page(1).url}: newscrawl itself fails on this page" in result.stderr


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+12:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:00:00Z"]
)
def test_a_time_at_the_ends_of_the_calendar_costs_one_record(path: Path, tmp_path: Path, date: str) -> None:
    pages = [page(number) for number in range(2)]
    source = warc(
        tmp_path / "tanggal.warc.gz",
        ("response", {"url": pages[0].url, "body": pages[0].body, "date": date}),
        ("response", {"url": pages[1].url, "body": pages[1].body}),
    )
    result = take(path, source)
    assert result.exit_code == 1
    assert "articles: 1 new" in result.stdout
    assert f"is damaged (the WARC-Date '{date}' is not within 1900-2200); get it again" in result.stderr


def test_a_broken_tail_costs_only_itself(path: Path, tmp_path: Path) -> None:
    source = warc(
        tmp_path / "asing.warc.gz",
        *(("response", {"url": page(n).url, "body": page(n).body}) for n in range(3)),
    )
    source.write_bytes(source.read_bytes()[:-300])
    result = take(path, source)
    assert result.exit_code == 1
    assert "articles: 2 new" in result.stdout
    assert "get it again" in result.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02", "neither a WARC nor JSON Lines"),
        (b"SQLite format 3\x00", "neither a WARC nor JSON Lines"),
        (gzip.compress(b"apa saja"), "neither a WARC nor JSON Lines"),
        (b"\x1f\x8b\x08\x00rusak", "neither a WARC nor JSON Lines"),
        (b"WARC/1.0\r\nWARC-Type: response", "not a whole WARC file"),
    ],
)
def test_files_that_are_something_else(path: Path, tmp_path: Path, content: bytes, told: str) -> None:
    source = tmp_path / "berkas"
    source.write_bytes(content)
    result = take(path, source, tmp_path / "tidak-ada", tmp_path)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "no such file" in result.stderr
    assert "cannot be read" in result.stderr


def exported(archive: Archive) -> bytes:
    write_jsonl(archive, matching(archive), out := io.BytesIO())
    return out.getvalue()


def test_export_and_import_give_the_same_bytes(
    archive: Archive, store: Callable[..., str], clock: Clock, tmp_path: Path
) -> None:
    store()
    store(make_article(url=URL + "-2", canonical_url=None, published_at=None, annotations=(), byline=None))
    store(
        make_article(
            url=URL + "-3",
            canonical_url=URL + "-3",
            modified_at=NOW,
            paragraphs=(),
            outlet="generic",
            outlet_name="",
        )
    )
    archive.db.execute("DELETE FROM articles WHERE id = 2")
    archive.db.conn.commit()
    store(make_article(url=URL + "-4", canonical_url=None))
    clock.pass_by(days=2)
    store(make_article(headline="Jembatan Ditutup"))
    archive.mark_gone(URL + "-3", "generic")
    source = tmp_path / "korpus.jsonl"
    source.write_bytes(exported(archive))
    result = take(tmp_path / "lain.db", source)
    assert result.exit_code == 0, result.output
    assert "articles: 3 new" in result.stdout
    again = take(tmp_path / "lain.db", source)
    assert "articles: 3 unchanged" in again.stdout
    with Archive.open(tmp_path / "lain.db") as other:
        assert exported(other) == exported(archive)
        assert [other.get(n) for n in (1, 2, 3)] == [archive.get(n) for n in (1, 3, 4)]
        assert list(verify(other)) == []


def line(**changes: Any) -> dict[str, Any]:
    return {"outlet": "kabarcontoh", "url": URL, "headline": "Jembatan", "text": "Satu.\n\nDua.", **changes}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"url": ', "not JSON"),
        (b"[1]", "not an object"),
        (b"\xff\xfe{", "not UTF-8"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": 1' + b"0" * 30 + b"}", "too large"),
        (b"[" * 200_000, "nested too deeply"),
        (json.dumps(line(headline=None)).encode(), "headline is None, not a text"),
        (json.dumps(line(url="bukan alamat")).encode(), "bukan alamat"),
        (json.dumps(line(tags="a")).encode(), "tags is 'a', not a list of texts"),
        (json.dumps(line(published_at="kemarin")).encode(), "'kemarin'"),
        (json.dumps(line(published_at="2024-05-02T10:00:00")).encode(), "offset"),
        (json.dumps(line(kind="puisi")).encode(), "one of article, photo, video"),
        (json.dumps(line(confidence="tinggi")).encode(), "from 0 to 1"),
        (json.dumps(line(people=[{"nama": "x"}])).encode(), "people"),
        (
            json.dumps(line(people=[{"name": " "}])).encode(),
            "people is {'name': ' '}, not an object with a name",
        ),
        (json.dumps(line(people=[{"name": "Siti", "role": 1}])).encode(), "role of 'Siti' in people is 1"),
        *(
            (
                json.dumps(line(people=[{"name": "Siti", "quoted": quoted}])).encode(),
                f"quoted of 'Siti' in people is {quoted!r}, not true, false or null",
            )
            for quoted in (2**62, "ya", [1], -1)
        ),
        (
            json.dumps(line(people=[{"name": "Siti", "mentions": 2**62}])).encode(),
            "mentions of 'Siti' in people",
        ),
        (
            json.dumps(line(sentiment={"label": "bahagia", "confidence": 1})).encode(),
            "sentiment.label is 'bahagia', not one of positif, netral, negatif",
        ),
        (json.dumps(line(sentiment={"label": ["positif"], "confidence": 1})).encode(), "sentiment.label is"),
        (
            json.dumps(
                line(sentiment={"label": "netral", "confidence": 1, "body": {"label": "x", "score": 1}})
            ).encode(),
            "sentiment.body.label is 'x'",
        ),
        (json.dumps(line(places=[{"name": "Garut", "type": 5}])).encode(), "type of 'Garut' in places is 5"),
        (json.dumps(line(places=[{"name": "Garut", "code": [3]}])).encode(), "code of 'Garut' in places"),
        (
            json.dumps(line(places=[{"name": "Garut", "lat": "abc"}])).encode(),
            "not a number within ±90 or null",
        ),
        (
            json.dumps(line(places=[{"name": "Garut", "lon": 1}])).replace("1}", "1e999}").encode(),
            "1e999 is too large",
        ),
        (
            json.dumps(line(sentiment={"label": None, "headline": {"label": 1}})).encode(),
            "sentiment.headline",
        ),
        (
            json.dumps(line(sentiment={"label": None, "body": {"label": "netral"}})).encode(),
            "sentiment.body.score",
        ),
        (json.dumps(line(sentiment={"label": None, "words": [{}]})).encode(), "sentiment.words"),
        (json.dumps(line(sentiment={"label": None, "reason": 7})).encode(), "reason is 7"),
        (
            json.dumps(line(sentiment={"label": "positif", "confidence": None})).encode(),
            "sentiment.confidence",
        ),
        (json.dumps({k: v for k, v in line().items() if k != "text"}).encode(), "--no-text"),
        (json.dumps(line(published_at="9999-12-31")).encode(), "'9999-12-31', not within 1900-2200"),
        (json.dumps(line(published_at="0001-01-01T08:00:00+07:00")).encode(), "not "),
    ],
)
def test_lines_that_are_no_articles_are_named(path: Path, tmp_path: Path, raw: bytes, told: str) -> None:
    source = tmp_path / "korpus.jsonl"
    good = json.dumps(line(url=URL + "-baik")).encode()
    source.write_bytes(good + b"\n\n" + raw + b"\n" + json.dumps(line(url=URL + "-lagi")).encode())
    result = take(path, source)
    assert result.exit_code == 1
    assert "line 3: " in result.stderr
    assert told in result.stderr
    assert "articles: 2 new" in result.stdout


def test_strange_text_is_made_storable(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "korpus.jsonl.gz"
    source.write_bytes(gzip.compress(b"\xef\xbb\xbf" + json.dumps(line(headline="A\x00 \ud83d B")).encode()))
    assert take(path, source).exit_code == 0
    with Archive.open(path) as archive:
        assert archive.get(URL).headline == "A \ufffd B"


def test_marks_that_turn_letters_around_are_left_out(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "korpus.jsonl"
    turned = line(headline="Pasar \u202eurab", people=[{"name": "\u2067Siti\u2069"}], text="Satu\u2066.")
    source.write_text(json.dumps(turned))
    assert take(path, source).exit_code == 0
    with Archive.open(path) as archive:
        article = archive.get(URL)
    assert article is not None
    assert (article.headline, article.text) == ("Pasar urab", "Satu.")
    assert article.annotation("people") == [{"name": "Siti"}]


@pytest.mark.parametrize("escaped", [True, False])
def test_commands_to_a_terminal_are_left_out(path: Path, tmp_path: Path, escaped: bool) -> None:
    source = tmp_path / "korpus.jsonl"
    marks = "\x1b[2J\b\f\r\x9b31m\x7f" if escaped else "\x9b31m\x7f"
    hostile = line(headline=f"Pasar{marks}", text=f"Satu{marks}.\n\nDua\tTiga.", **{f"kunci{marks}": 1})
    hostile |= {"annotators": [{"name": f"lain{marks}", "version": "1", "value": [3]}]}
    good = {name: value for name, value in hostile.items() if name != "annotators"}
    source.write_text("\n".join(json.dumps(each, ensure_ascii=escaped) for each in (good, hostile)))
    result = take(path, source)
    assert result.exit_code == 1
    assert "lain[2J31m is 3" in result.stderr if escaped else "lain31m is 3" in result.stderr
    assert (result.stdout + result.stderr).replace("\n", "").isprintable()
    with Archive.open(path) as archive:
        article = archive.get(URL)
    assert article is not None
    left = "[2J31m" if escaped else "31m"
    assert (article.headline, article.text) == (f"Pasar{left}", f"Satu{left}.\n\nDua\tTiga.")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"WARC-Type: response\r\n\r\n\r\n", "(a record lacks headers that it needs)"),
        (
            b"WARC-Type: response\r\nContent-Length: -5\r\nWARC-Target-URI: http://a.id/x\r\n\r\nHTTP/1.1 200 OK\r\n"
            b"\r\n\x1b]0;pwned\x07\xc2\x9b\r\n\r\n",
            "(Invalid WARC record, first line: \\x1b]0;pwned\\x07",
        ),
    ],
)
def test_damage_is_told_in_plain_words(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, told: str
) -> None:
    source = tmp_path / "asing.warc"
    source.write_bytes(b"WARC/1.0\r\n" + content)
    result = take(path, source)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.rstrip("\n").isprintable()
    assert "WARNING" not in capsys.readouterr().err


def test_a_type_that_commands_a_terminal_is_told_harmlessly(path: Path, tmp_path: Path) -> None:
    headers = [("Content-Type", "text/\x1b]0;pwned\x07")]
    source = warc(tmp_path / "jenis.warc", ("response", {"url": URL, "body": b"x", "headers": headers}))
    assert "not HTML (text/\\x1b]0)" in take(path, source).stdout


@pytest.mark.parametrize("content", [b"", b"\n\n", gzip.compress(b"")])
def test_an_export_of_no_articles(path: Path, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / ("kosong.jsonl.gz" if content.startswith(b"\x1f") else "kosong.jsonl")
    source.write_bytes(content)
    result = take(path, source)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{source}: 0 articles\n", "")


def test_a_huge_line_is_passed_over(tmp_path: Path) -> None:
    source = tmp_path / "korpus.jsonl"
    source.write_bytes(b'{"a": "' + b"a" * (MAX_LINE + 5) + b'"}\n' + json.dumps(line()).encode())
    batches = list(read_batches(source))
    huge, good = (each for batch in batches for each in batch.lines)
    assert isinstance(huge, LineError)
    assert "line 1: longer" in str(huge)
    assert isinstance(good, RawLine)
    assert isinstance(read_line(good), Line)
    assert batches[-1].position == source.stat().st_size


def test_lines_beyond_a_worker_are_read_all_the_same(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def call(*values: Any) -> Any:
        asked.append(values)
        raise Unreadable("parse-memory")

    monkeypatch.setattr("archive.importing.SMALL", 0)

    source = tmp_path / "korpus.jsonl"
    source.write_text(json.dumps(line()), encoding="utf-8")
    taken = Taken()
    assert list(take_lines(archive, source, taken, call, jobs=1)) == [source.stat().st_size]
    assert (taken.articles, len(asked)) == ({"new": 1}, 1)


def test_many_lines_are_made_ready_in_workers(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.importing.SMALL", 0)
    monkeypatch.setattr("archive.jsonl.BATCH", 2)
    lines = [json.dumps(line(url=f"{URL}-{number}")) for number in range(5)]
    (tmp_path / "korpus.jsonl").write_text("\n".join([*lines, "{"]), encoding="utf-8")
    taken = Taken()
    with workers(2) as call:
        assert len(list(take_lines(archive, tmp_path / "korpus.jsonl", taken, call, jobs=2))) == 3
    assert taken.articles == {"new": 5}
    assert "line 6: not JSON" in taken.errors[0]
    stored = archive.db.query("SELECT url FROM articles ORDER BY id")
    assert [row["url"] for row in stored] == [f"{URL}-{number}" for number in range(5)]


def test_a_later_export_renews_an_article(
    archive: Archive, store: Callable[..., str], clock: Clock, tmp_path: Path
) -> None:
    store()
    (tmp_path / "lama.jsonl").write_bytes(exported(archive))
    clock.pass_by(days=1)
    store(make_article(headline="Jembatan Ditutup"))
    (tmp_path / "baru.jsonl").write_bytes(exported(archive))
    other = tmp_path / "lain.db"
    assert take(other, tmp_path / "lama.jsonl", tmp_path / "baru.jsonl").exit_code == 0
    with Archive.open(other) as opened:
        assert [each.headline for each in history(opened, 1)] == [make_article().headline, "Jembatan Ditutup"]
        assert opened.db["articles"].get(1)["last_seen"].startswith(str((NOW + timedelta(days=1)).date()))


def seen_line(text: str, first: int, last: int) -> str:
    seen = {"first_seen": f"2026-11-{first:02}T08:00:00Z", "last_seen": f"2026-11-{last:02}T08:00:00Z"}
    return json.dumps(line(text=text, extractor="newscrawl 1", **seen))


@pytest.mark.parametrize(
    "lines",
    [
        [("Satu.", 1, 1), ("Dua.", 2, 2), ("Tiga.", 3, 3)],
        [("Satu.", 1, 2), ("Dua.", 1, 2)],  # of one time
        [("Satu.", 1, 3), ("Dua.", 2, 4)],  # of two archives
        [("Satu.", 1, 2), ("Dua.", 3, 4), ("Satu.", 1, 1)],
    ],
)
def test_lines_in_whatever_order_give_each_version_once(
    path: Path, tmp_path: Path, lines: list[tuple[str, int, int]]
) -> None:
    source = tmp_path / "baris.jsonl"
    for number, order in enumerate(permutations(lines)):
        source.write_text("\n".join(seen_line(*each) for each in order))
        other = path.with_name(f"{number}.db")
        assert "1 new" in take(other, source).stdout
        before = dump(other)
        assert f"articles: {len(lines)} unchanged" in take(other, source).stdout
        assert dump(other) == before
        with Archive.open(other) as archive:
            versions = history(archive, 1)
            assert sorted(each.article.text for each in versions) == sorted({text for text, *_ in lines})
            last = max(each[2] for each in lines)
            assert versions[-1].article.text in {text for text, _, seen in lines if seen == last}
            row = archive.db["articles"].get(1)
            assert (row["first_seen"][8:10], row["last_seen"][8:10]) == ("01", f"{last:02}")
            assert list(verify(archive)) == []


def test_a_line_of_the_same_time_stands_behind_what_was_captured(
    archive: Archive, store: Callable[..., str], tmp_path: Path
) -> None:
    store()
    record = json.loads(exported(archive)) | {"text": "Palsu."}
    (tmp_path / "palsu.jsonl").write_text(json.dumps(record))
    assert take(archive.path, tmp_path / "palsu.jsonl").exit_code == 0
    assert archive.get(URL).text == make_article().text
    assert [bool(each.captures) for each in history(archive, 1)] == [False, True]


def stating(version: str, label: str) -> dict[str, Any]:
    tone = {"label": label, "confidence": 0.9}
    return line(
        sentiment=tone,
        annotators=[{"name": "sentiment", "version": version}],
        **dict.fromkeys(("first_seen", "last_seen"), "2026-11-24T08:00:00Z"),
    )


@pytest.mark.parametrize(
    ("present", "other", "kept"),
    [
        ("9", "8", True),
        ("9", "10", False),
        ("linear 9", "linear 10", False),
        ("9", "unknown", True),
        ("a 9", "b 1", False),
    ],
)
def test_the_statement_of_the_newer_annotator_stays(
    path: Path, tmp_path: Path, present: str, other: str, kept: bool
) -> None:
    source = tmp_path / "baris.jsonl"
    for version, label in ((present, "positif"), (other, "negatif"), (other, "negatif")):
        source.write_text(json.dumps(stating(version, label)))
        assert take(path, source).exit_code == 0
    with Archive.open(path, read_only=True) as archive:
        assert {each.version for each in stated_on(archive.db, 1)} == {present, other}
        assert len(stated_on(archive.db, 1)) == 2
        expected = "positif" if kept else "negatif"
        assert archive.get(URL).annotation("sentiment")["label"] == expected
        assert archive.db["articles"].get(1)["sentiment"] == expected


def test_reprocess_brings_the_installed_annotators_back(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "baris.jsonl"

    def reprocess() -> str:
        return (
            CliRunner()
            .invoke(main, ["reprocess", "--annotations", "--jobs", "1", "--archive", str(path)])
            .stdout
        )

    source.write_text(json.dumps(line()))
    take(path, source)
    reprocess()
    with Archive.open(path, read_only=True) as archive:
        before = archive.get(URL)
    source.write_text(json.dumps(stating("999", "negatif")))
    take(path, source)
    with Archive.open(path, read_only=True) as archive:
        assert archive.get(URL).annotation("sentiment")["label"] == "negatif"
    assert "1 read differently" in reprocess()
    assert "1 unchanged" in reprocess()
    with Archive.open(path) as archive:
        assert sorted(archive.get(URL).annotations, key=str) == sorted(before.annotations, key=str)
        assert list(verify(archive)) == []


def test_lines_that_do_not_say_when_they_were_seen_change_nothing_again(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "dua.jsonl"
    source.write_text("\n".join(json.dumps(line(text=text)) for text in ("Jalan dibuka.", "Jalan ditutup.")))
    assert "articles: 1 new, 1 updated" in take(path, source).stdout
    for _ in range(2):
        assert "2 unchanged" in take(path, source).stdout
    with Archive.open(path, read_only=True) as archive:
        assert len(list(history(archive, 1))) == 2


def test_an_earlier_export_changes_nothing(
    path: Path, tmp_path: Path, archive: Archive, store: Callable[..., str], clock: Clock
) -> None:
    exports = [tmp_path / "lama.jsonl", tmp_path / "baru.jsonl"]
    for target, text in zip(exports, ("Jembatan itu dibuka.", "Jembatan itu dibuka dan ramai."), strict=True):
        store(make_article(paragraphs=(text,)))
        target.write_bytes(exported(archive))
        clock.pass_by(days=1)
    earlier, later = exports
    copy = tmp_path / "copy.db"
    for source in (earlier, later, earlier, earlier):
        assert take(copy, source).exit_code == 0
    with Archive.open(copy) as held:
        held.mark_gone(URL, "kabarcontoh")
    take(copy, later)
    with Archive.open(copy, read_only=True) as held:
        article = held.get(URL)
        assert article is not None and article.text == "Jembatan itu dibuka dan ramai."
        assert held.stats()["revisions"] == 2
        assert held.db.execute("SELECT gone_at FROM articles").fetchone() != (None,)
