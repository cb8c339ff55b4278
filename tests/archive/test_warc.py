"""Captures come back as they were, and the files open in ordinary tools."""

import gzip
import io
import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.rows import rows
from archive.runfile import RunFile
from archive.store import Archive, ArchiveError
from archive.verify import verify
from archive.warc import MAX_BODY, WarcError, read_warc
from tests.archive.conftest import NOW, URL, make_article, make_capture

BODY = b"<html><p>Pasar Baru ramai.</p></html>"


def check(*paths: Path) -> None:
    """What an archivist does: ``warcio check``."""
    assert Checker(Namespace(inputs=[str(path) for path in paths], verbose=False)).process_all() == 0


def files(archive: Archive) -> list[Path]:
    return sorted(archive.folder.rglob("*.warc.gz"))


def record_types(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"body": b""},
        {
            "body": bytes(range(256)) * 300,
            "headers": (("Content-Type", "image/jpeg"), ("X-A", "1"), ("X-A", "2")),
        },
        {"status": 404},
        {"status": 599, "headers": ()},
        {"requested_url": "https://kabarcontoh.example/?p=12"},
        {
            "url": "https://kabarcontoh.example/berita/héran?a=b&c=%20",
            "fetched_at": NOW + timedelta(microseconds=7),
        },
    ],
)
def test_a_capture_comes_back_as_it_was(archive: Archive, changes: dict[str, Any]) -> None:
    capture = make_capture(**changes)
    run = archive.begin_run("kabarcontoh", NOW)
    kept = archive.keep_capture(capture, run)
    held = archive.read_capture(kept)
    assert held.header("Content-Length") is None
    assert held == capture
    archive.finish_run(run, NOW, {})
    check(*files(archive))
    assert next(read_warc(files(archive)[0])).body == capture.body
    assert list(verify(archive)) == []


def test_the_row_of_a_capture(archive: Archive) -> None:
    run = archive.begin_run("kabarcontoh", NOW)
    archive.keep_capture(make_capture(requested_url=URL + "?a"), run, claimed=NOW, article_url=URL)
    (row,) = rows(archive.db, "SELECT * FROM captures")
    path = archive.folder / row["file"]
    assert row == {
        "id": 1,
        "run": 1,
        "url": URL,
        "requested_url": URL + "?a",
        "article_url": URL,
        "article": None,
        "page": None,
        "fetched_at": "2026-11-24T08:00:00Z",
        "status": 200,
        "digest": make_capture().digest,
        "file": row["file"],
        "offset": row["offset"],
        "length": path.stat().st_size - row["offset"],
        "revisit_of": None,
        "etag": '"1"',
        "last_modified": "Fri, 20 Nov 2026 03:15:00 GMT",
        "claimed_modified": "2026-11-24T08:00:00Z",
    }
    assert rows(archive.db, "SELECT file, bytes FROM runs") == [
        {"file": row["file"], "bytes": path.stat().st_size}
    ]
    record = gzip.decompress(path.read_bytes()[row["offset"] :])
    assert record.startswith(b"WARC/1.1\r\n")


def test_headers_of_the_encoding_on_the_wire_are_left_out(archive: Archive) -> None:
    headers = (
        ("Content-Encoding", "br"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "3"),
        ("Server", "x"),
    )
    run = archive.begin_run("kabarcontoh", NOW)
    held = archive.read_capture(archive.keep_capture(make_capture(headers=headers, body=BODY), run))
    assert (held.headers, held.body) == ((("Server", "x"),), BODY)
    check(*files(archive))


def test_an_identical_body_is_held_once(archive: Archive) -> None:
    body = os.urandom(20_000)
    first = archive.begin_run("kabarcontoh", NOW)
    one = archive.keep_capture(make_capture(body=body), first)
    archive.finish_run(first, NOW, {})
    later = make_capture(body=body, fetched_at=NOW + timedelta(days=1), headers=(("ETag", '"2"'),))
    second = archive.begin_run("kabarcontoh", NOW)
    two = archive.keep_capture(later, second, sent=[("User-Agent", "newscrawl"), ("Host", "x")])
    archive.finish_run(second, NOW, {})
    assert archive.read_capture(one).body == body
    assert archive.read_capture(two) == later
    check(*files(archive))
    small = next(path for path in files(archive) if path.stat().st_size < 5_000)
    assert record_types(small) == ["warcinfo", "revisit", "request"]
    assert list(read_warc(small)) == []
    assert list(verify(archive)) == []


def test_the_same_fetch_is_kept_once(archive: Archive) -> None:
    run = archive.begin_run(None, NOW)
    kept = [archive.keep_capture(make_capture(), run) for _ in range(2)]
    assert kept == [1, 1]
    assert record_types(files(archive)[0]) == ["warcinfo", "response"]


def test_saving_single_pages(archive: Archive) -> None:
    pages = (make_capture(), make_capture(url=URL + "/2/", body=b"<p>Halaman dua.</p>"))
    article = make_article(pages=tuple(page.url for page in pages))
    assert archive.save_scraped(article, pages) == "new"
    assert archive.save_scraped(article, pages) == "unchanged"
    assert rows(archive.db, "SELECT url, article, page FROM captures") == [
        {"url": URL, "article": 1, "page": 1},
        {"url": URL + "/2/", "article": 1, "page": 2},
    ]
    archive.close()
    with Archive.open(archive.path) as again:
        assert rows(again.db, "SELECT count(*) AS runs, count(finished_at) AS ended FROM runs") == [
            {"runs": 1, "ended": 1}
        ]
        check(*files(again))


def test_a_missing_or_damaged_file_is_told(archive: Archive) -> None:
    run = archive.begin_run("kabarcontoh", NOW)
    kept = archive.keep_capture(make_capture(), run)
    archive.finish_run(run, NOW, {})
    (path,) = files(archive)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with pytest.raises(ArchiveError, match=path.name):
        archive.read_capture(kept)
    path.write_bytes(whole[:-200] + b"x" * 200)
    assert [path.name in sentence for sentence in verify(archive)] == [True]
    path.unlink()
    with pytest.raises(ArchiveError, match="missing"):
        archive.read_capture(kept)
    with pytest.raises(KeyError):
        archive.read_capture(99)


def test_a_full_disk_while_writing_a_record(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    run = archive.begin_run("kabarcontoh", NOW)
    archive.keep_capture(make_capture(), run)

    def no_room(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", no_room)
        with pytest.raises(ArchiveError, match="No space left"):
            archive.keep_capture(make_capture(body=b"lain"), run)
    archive.keep_capture(make_capture(body=b"ketiga"), run)
    archive.finish_run(run, NOW, {})
    check(*files(archive))
    assert record_types(files(archive)[0]) == ["warcinfo", "response", "response"]
    assert list(verify(archive)) == []


def test_the_file_of_a_killed_run_is_cut_back(archive: Archive) -> None:
    run = archive.begin_run("kabarcontoh", NOW)
    archive.keep_capture(make_capture(), run)
    (path,) = files(archive)
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n")[:-9])
    with Archive.open(archive.path) as other:
        assert rows(other.db, "SELECT finished_at FROM runs") == [{"finished_at": None}]  # its run is alive
    assert path.stat().st_size > size
    archive.close()
    with Archive.open(archive.path) as other:
        assert rows(other.db, "SELECT finished_at, report FROM runs") == [
            {"finished_at": "2026-11-24T08:00:00Z", "report": '{"finish": "killed"}'}
        ]
        check(path)
        assert list(verify(other)) == []
    assert path.stat().st_size == size


def test_a_killed_run_without_captures_leaves_no_file(archive: Archive) -> None:
    archive.begin_run("kabarcontoh", NOW)
    archive.close()
    with Archive.open(archive.path) as other:
        assert files(other) == []
        assert rows(other.db, "SELECT file FROM runs") == [{"file": None}]


def write_warc(path: Path, *records: tuple[Sequence[tuple[str, str]], bytes], packed: bool = True) -> Path:
    """A WARC 1.0 of another program."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        for headers, body in records:
            made = writer.create_warc_record(
                URL,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=StatusAndHeaders("200 OK", list(headers), protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": "2026-11-24T08:00:00Z"},
            )
            writer.write_record(made)
    return path


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, BODY),
        ({"Content-Encoding": "gzip"}, gzip.compress(BODY)),
        ({"Content-Encoding": "GZIP"}, BODY),
        ({"content-encoding": "br"}, brotli.compress(BODY)),
        ({"Content-Encoding": "identity"}, BODY),
        ({"Transfer-Encoding": "chunked"}, chunked(BODY)),
        ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}, chunked(gzip.compress(BODY))),
    ],
)
def test_reading_others_warcs(tmp_path: Path, headers: dict[str, str], body: bytes, packed: bool) -> None:
    path = write_warc(tmp_path / "a.warc", (tuple(headers.items()), body), packed=packed)
    (capture,) = read_warc(path)
    assert capture == make_capture(headers=(), body=BODY)


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_that_breaks_off_gives_its_good_records(tmp_path: Path, packed: bool) -> None:
    path = write_warc(tmp_path / "a.warc", ((), BODY), ((), os.urandom(4000)), packed=packed)
    whole = path.read_bytes()
    for cut in (9, 200, 2000):
        path.write_bytes(whole[:-cut])
        records = read_warc(path)
        assert next(records).body == BODY
        with pytest.raises(WarcError, match=r"a\.warc"):
            list(records)


@pytest.mark.parametrize(
    "content", [b"", b"bukan warc\n" * 90, b"\x1f\x8b\x08", gzip.compress(b"teks biasa" * 50)]
)
def test_files_that_are_no_warc(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    with pytest.raises(WarcError, match=r"a\.warc\.gz"):
        list(read_warc(path))
    with pytest.raises(WarcError, match="no such file"):
        list(read_warc(tmp_path / "b.warc.gz"))


def test_a_warc_that_is_packed_as_a_whole_is_to_be_unpacked(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc", ((), BODY), ((), BODY), packed=False)
    whole = tmp_path / "a.warc.gz"
    whole.write_bytes(gzip.compress(path.read_bytes()))
    with pytest.raises(WarcError, match=r"a\.warc\.gz: it is packed as a whole.*gunzip"):
        list(read_warc(whole))
    assert len(list(read_warc(path))) == 2


def test_a_body_that_unpacks_without_end_is_left_out(tmp_path: Path) -> None:
    bomb = brotli.compress(b"\0" * (MAX_BODY + 9))
    path = write_warc(tmp_path / "a.warc", ((("Content-Encoding", "br"),), bomb), ((), BODY))
    records = read_warc(path)
    assert next(records).body == BODY
    with pytest.raises(WarcError, match="1 responses are damaged"):
        list(records)


def test_a_capture_without_an_address_is_not_kept(archive: Archive) -> None:
    saved = make_capture(url="file:///tmp/halaman.html")
    run = archive.begin_run(None, NOW)
    with pytest.raises(ValueError, match="file:///tmp"):
        archive.keep_capture(saved, run, article_url=URL)
    assert archive.db["captures"].count == 0


def test_a_run_file_belongs_to_one_process(tmp_path: Path) -> None:
    file = RunFile.create(tmp_path, "kabarcontoh", NOW)
    assert file.name.startswith("2026-11/20261124T080000Z-kabarcontoh-")
    with file.path.open("ab", buffering=0) as same, pytest.raises(BlockingIOError):
        RunFile(file.path, same)
    file.remove()


Store = Callable[..., str]


def test_validators_are_those_of_a_complete_article(archive: Archive, store: Store) -> None:
    assert archive.validators(URL) is None
    run = archive.begin_run("kabarcontoh", NOW)
    archive.keep_capture(make_capture(), run)
    archive.finish_run(run, NOW, {})
    assert archive.validators(URL) is None  # kept and never read: it must come whole
    store(make_article(missing_pages=(URL + "/2/",)), make_capture())
    assert archive.validators(URL) is None
    store(
        make_article(missing_pages=(), headline="Lengkap"), make_capture(fetched_at=NOW + timedelta(hours=1))
    )
    assert archive.validators(URL) == ('"1"', "Fri, 20 Nov 2026 03:15:00 GMT")
    assert archive.validators(URL + "?utm_source=x") is None
