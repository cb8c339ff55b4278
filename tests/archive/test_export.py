"""Corpora come out whole, typed, in order, and harmless."""

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.columns import COLUMNS, PORTION, read_kept
from archive.datapackage import write_package
from archive.export import ExportError, export, write_csv, write_jsonl
from archive.request import SearchRequest
from archive.search import matching
from archive.store import Archive, ArchiveError
from newscrawl.cli import main
from tests.archive.conftest import NOW, URL, make_article

Store = Callable[..., str]


def read_csv(archive: Archive, **how: bool) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_csv(archive, matching(archive), out, **how)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def test_a_row_of_csv(archive: Archive, store: Store) -> None:
    article = make_article()
    store(article)
    (row,) = read_csv(archive)
    assert list(row) == [each.name for each in COLUMNS]
    assert row["published_at"] == "2026-11-20T10:15:00+07:00"
    assert row["published_on"] == "2026-11-20"
    assert row["tags"] == "jembatan; Garut"
    assert row["text"] == article.text
    assert (row["sentiment"], row["sentiment_confidence"]) == ("positif", "0.91")
    assert (row["places"], row["place_codes"], row["people"]) == ("Garut", "32.05", "Siti Rahmawati")
    assert row["captures"].startswith("sha256:")
    assert row["gone_at"] == row["modified_at"] == ""
    assert "text" not in read_csv(archive, text=False)[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_defused(archive: Archive, store: Store, start: str) -> None:
    store(make_article(headline=f"{start}cmd|' /C calc'!A0", section=f"{start}1", tags=(f"{start}2",)))
    (row,) = read_csv(archive)
    assert [row[name][:2] for name in ("headline", "section", "tags")] == [f"'{start}"] * 3


def test_json_lines_hold_what_scrape_prints_and_more(archive: Archive, store: Store) -> None:
    store()
    archive.mark_gone(URL, "kabarcontoh")
    out = io.BytesIO()
    assert write_jsonl(archive, matching(archive), out) == 1
    record = json.loads(out.getvalue())
    assert record["headline"] == make_article().headline
    assert record["gone_at"] == record["first_seen"] == "2026-11-24T08:00:00Z"
    assert record["annotators"][0] == {"name": "sentiment", "version": "linear 1"}
    write_jsonl(archive, matching(archive), out := io.BytesIO(), text=False)
    assert "Warga menyambut" not in out.getvalue().decode()


def test_a_file_is_written_at_once_or_not_at_all(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    target = tmp_path / "korpus.csv"
    assert export(archive, matching(archive), "csv", target) == 1
    with pytest.raises(ExportError, match="--force"):
        export(archive, matching(archive), "csv", target)
    before = target.read_bytes()

    def breaks() -> "list[int]":
        yield 1
        raise ArchiveError("the disk is full")

    with pytest.raises(ArchiveError):
        export(archive, breaks(), "csv", target, force=True)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_targets_that_must_not_be_replaced(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="does not exist"):
        export(archive, [], "csv", tmp_path / "tidak" / "ada.csv")
    (tmp_path / "penting").mkdir()
    (tmp_path / "penting" / "surat.txt").write_text("jangan dihapus")
    (tmp_path / "penting" / "datapackage.json").write_text("{}")
    request = SearchRequest("jembatan")
    with pytest.raises(ExportError, match="other things"):
        write_package(archive, request, [], tmp_path / "penting", NOW, force=True)
    for name in ("penting", "kosong.zip"):
        (tmp_path / name).mkdir(exist_ok=True)
        with pytest.raises(ExportError, match="is a folder; name a file"):
            export(archive, [], "csv", tmp_path / name, force=True)
    with pytest.raises(ExportError, match="is a folder; name a file"):
        write_package(archive, request, [], tmp_path / "kosong.zip", NOW, force=True)
    (tmp_path / "berkas").write_text("jangan dihapus")
    with pytest.raises(ExportError, match="name a folder"):
        write_package(archive, request, [], tmp_path / "berkas", NOW, force=True)
    assert (tmp_path / "penting" / "surat.txt").read_text() == "jangan dihapus"


def run(archive: Archive, *words: object) -> Result:
    return CliRunner().invoke(main, [*map(str, words), "--archive", str(archive.path)])


COMMANDS = (("export", "csv"), ("export", "datapackage"), ("report", "jembatan"))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_archive_is_no_target(
    archive: Archive, store: Store, tmp_path: Path, command: tuple[str, ...]
) -> None:
    store()
    os.link(archive.path, tmp_path / "sama.db")
    (capture,) = archive.folder.rglob("*.warc.gz")
    before = archive.path.read_bytes(), capture.read_bytes()
    inside = archive.folder / "baru"
    for target in (archive.path, tmp_path / "sama.db", f"{archive.path}-journal", capture, inside):
        result = run(archive, *command, "--force", "--out", target)
        assert (result.exit_code, result.stdout) == (1, "")
        assert f"{target} belongs to the archive {archive.path}; choose another target" in result.stderr
    assert (archive.path.read_bytes(), capture.read_bytes()) == before
    assert not inside.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_links_pipes_and_devices_are_no_targets(
    archive: Archive, store: Store, tmp_path: Path, command: tuple[str, ...]
) -> None:
    store()
    os.mkfifo(tmp_path / "pipa")
    (tmp_path / "berkas").write_text("penting")
    (tmp_path / "tautan").symlink_to(tmp_path / "berkas")
    (tmp_path / "putus").symlink_to(tmp_path / "tidakada")
    (tmp_path / "putar").symlink_to(tmp_path / "putar")
    for name in ("pipa", "tautan", "putus", "putar", "/dev/null"):
        for force in ((), ("--force",)):
            result = run(archive, *command, *force, "--out", tmp_path / name)
            assert result.exit_code == 1
            assert "is a link, a pipe or a device; name a file" in result.stderr
    assert (tmp_path / "tautan").read_text() == "penting"
    assert (tmp_path / "pipa").is_fifo()


def test_a_report_replaces_a_file_only_when_told(
    archive: Archive, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store()
    page = tmp_path / "laporan.md"
    page.write_text("penting")
    report = ("report", "jembatan", "--out", page)
    result = run(archive, *report)
    assert (result.exit_code, page.read_text()) == (1, "penting")
    assert f"{page} exists; --force replaces it" in result.stderr
    with monkeypatch.context() as patched:
        patched.setattr("archive.report_page.as_markdown", lambda _: "\ud800")  # breaks while it is written
        assert run(archive, *report, "--force").exit_code != 0
    assert page.read_text() == "penting"
    assert run(archive, *report, "--force").exit_code == 0
    assert page.read_text().startswith("# Laporan media: jembatan")
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


@pytest.mark.parametrize("style", ["csv", "datapackage"])
def test_what_cannot_be_put_in_place_leaves_the_old(
    archive: Archive, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, style: str
) -> None:
    def write(*, force: bool = False) -> None:
        if style == "csv":
            export(archive, [1], "csv", tmp_path / "korpus", force=force)
        else:
            write_package(archive, SearchRequest(""), [1], tmp_path / "korpus", NOW, force=force)

    def held() -> dict[str, bytes]:
        paths = (path for path in tmp_path.glob("*korpus*/**/*") if path.is_file())
        return {str(path): path.read_bytes() for path in (*paths, tmp_path / "korpus") if path.is_file()}

    replace = Path.replace

    def refused(path: Path, target: Path) -> Path:
        if path.name.endswith(".part"):
            assert style == "datapackage" or held() == before
            raise OSError(28, "No space left on device")
        return replace(path, target)

    store()
    write()
    before = held()
    store(make_article(headline="Judul Baru"))
    with monkeypatch.context() as patch, pytest.raises(ArchiveError, match="free space"):
        patch.setattr(Path, "replace", refused)
        write(force=True)
    assert held() == before
    write(force=True)
    assert held().keys() == before.keys() and held() != before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["korpus", "korpus.zip"])
def test_a_data_package(archive: Archive, store: Store, tmp_path: Path, name: str) -> None:
    store()
    target = tmp_path / name
    request = SearchRequest("jembatan", end=date(2026, 12, 31), unique=True)
    assert write_package(archive, request, matching(archive, request), target, NOW) == 1
    if target.is_dir():
        files = {path.name: path.read_bytes() for path in target.iterdir()}
    else:
        with zipfile.ZipFile(target) as package:
            files = {each: package.read(each) for each in package.namelist()}
    about = json.loads(files["datapackage.json"])
    (resource,) = about["resources"]
    assert resource["hash"] == "sha256:" + hashlib.sha256(files["articles.csv"]).hexdigest()
    assert resource["bytes"] == len(files["articles.csv"])
    header = files["articles.csv"].decode().splitlines()[0].split(",")
    assert [each["name"] for each in resource["schema"]["fields"]] == header
    assert about["newscrawl"]["query"] == {"words": "jembatan", "end": "2026-12-31", "unique": True}
    assert about["title"].endswith("words jembatan, end 2026-12-31, unique")
    assert about["sources"] == [{"title": "Kabar Contoh"}]
    readme = files["README.md"].decode()
    assert all(f"| `{column}` |" in readme for column in header)
    assert '"unique": true' in readme
    assert "copyright" in readme
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, _, path = line.partition("  ")
        assert hashlib.sha256(files[path]).hexdigest() == digest
    write_package(archive, request, [], target, NOW, force=True)


def test_a_data_package_of_a_long_article(archive: Archive, store: Store, tmp_path: Path) -> None:
    store(make_article(paragraphs=("Warga menyambut. " * 9_000,)))
    store(make_article(url=URL + "-2", canonical_url=None, outlet="kabarlain", outlet_name="Kabar Lain"))
    target = tmp_path / "korpus"
    assert write_package(archive, SearchRequest(""), [1, 2], target, NOW) == 2
    about = json.loads((target / "datapackage.json").read_text())
    assert about["sources"] == [{"title": "Kabar Contoh"}, {"title": "Kabar Lain"}]


def test_a_data_package_names_each_site_without_a_seed(
    archive: Archive, store: Store, tmp_path: Path
) -> None:
    for name in ("beta.id", "alpha.id"):
        store(make_article(url=f"https://{name}/1", canonical_url=None, outlet="generic", outlet_name=name))
    store(make_article())
    write_package(archive, SearchRequest(""), [1, 2, 3], tmp_path / "korpus", NOW)
    about = json.loads((tmp_path / "korpus" / "datapackage.json").read_text())
    assert [each["title"] for each in about["sources"]] == ["alpha.id", "beta.id", "Kabar Contoh"]


def test_parquet_has_types(archive: Archive, store: Store, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs the extra newscrawl[parquet]")
    from pyarrow import parquet

    store()
    store(make_article(url=URL + "-2", canonical_url=None, published_at=None, tags=(), headline="=1+1"))
    target = tmp_path / "korpus.parquet"
    assert export(archive, matching(archive), "parquet", target) == 2
    table = parquet.read_table(target)
    types = {field.name: str(field.type) for field in table.schema}
    assert types["published_at"] == "timestamp[us, tz=UTC]"
    assert types["published_on"] == "date32[day]"
    assert types["tags"].startswith("list<")
    assert (types["sentiment_confidence"], types["id"], types["text"]) == ("double", "int64", "string")
    one, two = table.to_pylist()
    assert one["published_at"].astimezone(UTC) == datetime(2026, 11, 20, 3, 15, tzinfo=UTC)
    assert (two["published_at"], two["published_on"], two["tags"]) == (None, date(2026, 11, 20), [])
    assert two["headline"] == "=1+1"


def test_a_corpus_streams(archive: Archive, store: Store) -> None:
    store()
    asked = []
    found = read_kept(archive, (asked.append(number) or 1 for number in range(10 * PORTION)))
    assert next(found).row["id"] == 1
    assert len(asked) == PORTION
