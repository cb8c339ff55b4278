"""The command line as a user meets it: what it prints, where, and how it ends."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.warc import response_record
from newscrawl.cli import main
from newscrawl.types import Capture

PAGE = """<!doctype html><html lang="id"><head><title>Jembatan Cimanuk Dibuka - Kabar Contoh</title>
<link rel="canonical" href="https://kabarcontoh.example/berita/jembatan-cimanuk-dibuka">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Jembatan Cimanuk Dibuka",
"datePublished": "2024-05-02T09:05:00+07:00", "author": {"@type": "Person", "name": "Rani Puspita"}}</script></head>
<body><article><h1>Jembatan Cimanuk Dibuka</h1>
<p>GARUT - Bupati Garut Hendra Wijaya membuka jembatan baru di atas Sungai Cimanuk pada hari Kamis pagi.</p>
<p><strong>BACA JUGA: <a href="/jalan-rusak">Jalan Rusak di Cisurupan Mulai Diperbaiki Pekan Ini</a></strong></p>
<p>Menurut Hendra, jembatan itu memendekkan perjalanan warga ke pasar dari satu jam menjadi sepuluh menit.</p>
<p>Warga menyambut pembukaan jembatan dengan syukur dan berharap jalan desa segera diperbaiki juga.</p>
</article></body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def run(words: Sequence[str | Path], text: str | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=text, env=env)


def assert_one_sentence(result: Result, *parts: str) -> None:
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for part in parts:
        assert part in result.stderr


def test_scrape_reads_a_saved_file(page: Path) -> None:
    result = run(["scrape", page, "--format", "jsonl"])
    assert result.exit_code == 0, result.stderr
    record = json.loads(result.stdout)
    assert record["source"] == str(page)
    assert record["url"] == "https://kabarcontoh.example/berita/jembatan-cimanuk-dibuka"
    assert record["headline"] == "Jembatan Cimanuk Dibuka"
    assert record["published_at"] == "2024-05-02T09:05:00+07:00"
    assert record["authors"] == ["Rani Puspita"]
    assert len(record["text"].split("\n\n")) == 3
    assert "BACA JUGA" not in record["text"]
    assert any("Jalan Rusak" in removed["text"] for removed in record["removed"])


def test_scrape_keeps_nothing_under_what_is_no_address(page: Path, tmp_path: Path) -> None:
    result = run(["scrape", page, "--url", "foo", "--save", "--archive", tmp_path / "news.db"])
    assert result.exit_code == 2
    assert "'foo'" in result.stderr
    assert not (tmp_path / "news.db").exists()


def test_scrape_says_of_a_page_without_an_address_that_it_is_not_kept(page: Path, tmp_path: Path) -> None:
    path, nameless = tmp_path / "news.db", tmp_path / "tanpa-alamat.html"
    nameless.write_bytes(re.sub(rb"<(link|meta)[^>]*kabarcontoh[^>]*>", b"", page.read_bytes()))
    result = run(["scrape", nameless, page, "--save", "--archive", path])
    assert result.exit_code == 1
    assert f"{nameless}: not kept, " in result.stderr
    assert "1 articles" in run(["verify", "--archive", path]).stdout
    assert (
        run(["scrape", nameless, "--url", "https://a.example/x", "--save", "--archive", path]).exit_code == 0
    )
    assert "2 articles" in run(["verify", "--archive", path]).stdout


@pytest.mark.parametrize("address", ["http://[::1/berita", "https://kabarcontoh.example:99999/berita"])
def test_a_record_of_a_warc_that_has_no_address_costs_no_other(
    page: Path, tmp_path: Path, address: str
) -> None:
    path, good = tmp_path / "halaman.warc.gz", "https://kabarcontoh.example/berita/baik"
    captures = [
        Capture(url, url, 200, (("Content-Type", "text/html"),), page.read_bytes(), datetime.now(UTC))
        for url in (address, good)
    ]
    path.write_bytes(b"".join(response_record(each, f"<urn:x:{n}>") for n, each in enumerate(captures)))
    result = run(["scrape", path, "--save", "--archive", tmp_path / "news.db"])
    assert result.exit_code == 1
    assert f"{address!r} is no address" in result.stderr
    assert "Jembatan Cimanuk Dibuka" in result.stdout
    told = run(["golden", address, "--archive", tmp_path / "news.db"])
    assert told.exit_code == 1
    assert_one_sentence(told, "is no address")


def test_a_generic_page_bears_the_name_of_its_host(page: Path) -> None:
    result = run(["scrape", page, "--outlet", "generic", "--url", "https://www.kabarlain.example/x"])
    assert "Outlet: kabarlain.example\n" in result.stdout


def test_scrape_takes_several_targets_and_goes_on_after_a_bad_one(page: Path, tmp_path: Path) -> None:
    result = run(["scrape", tmp_path / "none.html", page, "--format", "jsonl"])
    assert result.exit_code == 1
    assert [json.loads(line)["source"] for line in result.stdout.splitlines()] == [str(page)]
    assert "no such file" in result.stderr


def test_a_page_without_an_address_is_not_kept(page: Path, tmp_path: Path) -> None:
    bare, archive = tmp_path / "bare.html", tmp_path / "news.db"
    bare.write_text("\n".join(line for line in PAGE.splitlines() if "canonical" not in line))
    result = run(["scrape", bare, page, "--save", "--archive", archive, "--outlet", "generic"])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert all(part in result.stderr for part in (str(bare), "not kept", "file://", "--url"))
    assert json.loads(run(["search", "--json", "--archive", archive]).stdout)["url"].startswith("https://")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no text"),
        (b"%PDF-1.7 \x00\x01", "not an HTML page"),
        (b"\x89PNG\r\n\x1a\n\x00", "not an HTML page"),
        (b"<html><body></body></html>", "not an article"),
    ],
)
def test_scrape_says_why_a_file_is_no_article(tmp_path: Path, body: bytes, reason: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(body)
    result = run(["scrape", path])
    assert result.exit_code == 1
    assert_one_sentence(result, str(path), reason)


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["crawl"], 2, ["--all"]),
        (["crawl", "jabarekspress"], 2, ["jabarekspress", "jabarekspres"]),
        (["crawl", "jabarekspres", "--since", "kemarin"], 2, ["kemarin", "2023-08-31"]),
        (["crawl", "jabarekspres", "--since", "2023-02-30"], 2, ["2023-02-30"]),
        (["crawl", "jabarekspres", "--since", "2024-02-01", "--until", "2024-01-01"], 2, ["swap"]),
        (["scrape", "a.html", "b.html", "--url", "https://a.example/"], 2, ["--url"]),
        (["scrape", "a.html", "--outlet", "nonesuch"], 2, ["nonesuch"]),
        (["search", "--form", "2024-01-01"], 2, ["--form"]),
        (["search", "--to", "2024-01-01", "--from", "2024-02-01"], 2, ["2024-01-01", "swap"]),
        (["outlets", "--province", "Atlantis"], 2, ["Atlantis"]),
        (["outlets", "show", "balipos"], 2, ["balipost"]),
    ],
)
def test_bad_usage_is_told_with_the_remedy(
    words: list[str], code: int, parts: list[str], tmp_path: Path
) -> None:
    result = run(words, env={"NEWSCRAWL_ARCHIVE": str(tmp_path / "news.db")})
    assert result.exit_code == code
    assert_one_sentence(result, *parts)
    assert not (tmp_path / "news.db").exists()


@pytest.mark.parametrize(
    ("content", "part"),
    [(None, "news.db"), (b"Catatan harian, bukan arsip.\n" * 50, "SQLite"), (b"", "news.db")],
)
@pytest.mark.parametrize("command", [["search", "pasar"], ["show", "1"], ["serve"]])
def test_reading_an_archive_that_is_none(
    command: list[str], content: bytes | None, part: str, tmp_path: Path
) -> None:
    path = tmp_path / "news.db"
    if content is not None:
        path.write_bytes(content)
    result = run([*command, "--archive", path])
    assert result.exit_code == 3
    assert_one_sentence(result, part)
    assert (path.read_bytes() if path.exists() else None) == content


def test_save_search_and_show(page: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    assert run(["scrape", page, "--save", "--archive", path]).exit_code == 0
    assert run(["scrape", page, "--save", "--archive", path]).exit_code == 0
    found = run(["search", "jembatan", "sungai", "--archive", path, "--json"])
    hits = [json.loads(line) for line in found.stdout.splitlines()]
    assert [hit["url"] for hit in hits] == ["https://kabarcontoh.example/berita/jembatan-cimanuk-dibuka"]
    scraped = json.loads(run(["scrape", page, "--format", "json"]).stdout)
    shown = json.loads(run(["show", hits[0]["url"], "--format", "json", "--archive", path]).stdout)
    assert {**shown, "source": None} == {**scraped, "source": None}
    left_out = run(["search", "jembatan", "-sungai", "--archive", path])
    assert left_out.exit_code == 0
    assert left_out.stdout == ""
    assert "nothing found" in left_out.stderr


@pytest.mark.parametrize("command", [["search"], ["export", "csv"], ["stats"], ["report"]])
@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--outlet", "jabarekspress"], ["unknown outlet 'jabarekspress'", "jabarekspres"]),
        (["--outlet", "xyzzy"], ["unknown outlet 'xyzzy'", "newscrawl outlets"]),
        (["--from", "2024-02-01", "--to", "2024-01-01"], ["2024-02-01", "2024-01-01"]),
    ],
)
def test_names_that_nobody_knows(
    command: list[str], words: list[str], parts: list[str], page: Path, tmp_path: Path
) -> None:
    path = tmp_path / "news.db"
    run(["scrape", page, "--save", "--archive", path])
    result = run([*command, *words, "--archive", path])
    assert result.exit_code == 2
    assert_one_sentence(result, *parts)


@pytest.mark.parametrize("command", [["search"], ["export", "csv"], ["report"], ["report", "--for"]])
@pytest.mark.parametrize("query", ["%", '"&"', "OR", " - !"])
def test_signs_are_no_query(command: list[str], query: str, page: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    run(["scrape", page, "--save", "--archive", path])
    result = run([*command, query, "--archive", path])
    assert (result.exit_code, result.stdout) == (2, "")
    assert_one_sentence(result, repr(query), "letters or digits")
    everything = [*command, *([""] if "--for" in command else []), "--from", "2020-01-01", "--archive", path]
    assert "Jembatan" in run(everything).stdout


@pytest.mark.parametrize("command", [["search"], ["export", "csv"], ["report"], ["report", "--for"]])
@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("jembatan OR -gempa", "'OR -gempa'"),
        ("jembatan OR –“gempa bumi”", "gempa bumi"),
        ("-gempa OR jembatan", "'-gempa OR'"),
        ("jembatan NOT gempa", "NOT is no operator"),
    ],
)
def test_operators_that_there_are_not(
    command: list[str], query: str, part: str, page: Path, tmp_path: Path
) -> None:
    path = tmp_path / "news.db"
    run(["scrape", page, "--save", "--archive", path])
    result = run([*command, query, "--archive", path])
    assert (result.exit_code, result.stdout) == (2, "")
    assert_one_sentence(result, part, "OR between two", "-word leaves one out")


def test_or_in_small_letters_is_told(page: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    run(["scrape", page, "--save", "--archive", path])
    assert "write OR in capitals" in run(["search", "jembatan or gempa", "--archive", path]).stderr
    for words in ("jembatan OR gempa", '"jembatan or gempa"'):
        assert "capitals" not in run(["search", words, "--archive", path]).stderr


@pytest.mark.parametrize("command", [["search"], ["export", "jsonl"], ["report"]])
def test_what_is_no_province(command: list[str], page: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    run(["scrape", page, "--save", "--archive", path])
    result = run([*command, "--province", "Atlantis", "--archive", path])
    assert (result.exit_code, result.stdout) == (2, "")
    assert_one_sentence(result, "'Atlantis'", "ID-JB")


def test_an_outlet_without_articles(page: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    run(["scrape", page, "--save", "--archive", path])
    assert run(["search", "--outlet", "generic", "--archive", path]).stdout
    assert run(["export", "csv", "--outlet", "Generic", "--archive", path]).stderr == (
        "newscrawl: 1 articles exported\n"
    )
    unknown = run(["search", "--network", "tribunn", "--archive", path])
    assert unknown.exit_code == 2
    assert_one_sentence(unknown, "unknown network 'tribunn'; did you mean tribun?")
    silent = run(["search", "--outlet", "jabarekspres", "--archive", path])
    assert (silent.exit_code, silent.stdout) == (0, "")
    assert "no article has the outlet 'jabarekspres'" in silent.stderr


def test_show_of_an_unknown_article(page: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    run(["scrape", page, "--save", "--archive", path])
    result = run(["show", "https://kabarcontoh.example/lain", "--archive", path])
    assert result.exit_code == 1
    assert_one_sentence(result, "https://kabarcontoh.example/lain", "newscrawl search")


def test_annotate_plain_text() -> None:
    result = run(
        ["annotate"], "Panen Raya di Garut\n\nPetani Kabupaten Garut gembira karena panen melimpah.\n"
    )
    record = json.loads(result.stdout)
    assert record["headline"] == "Panen Raya di Garut"
    assert {"sentiment", "places", "people"} <= set(record)
    assert [place["code"] for place in record["places"]] == ["32.05"]


def test_annotate_explains_on_request() -> None:
    text = "Korban Banjir Terima Bantuan\n\nBantuan beras tiba di lokasi banjir dan warga senang.\n"
    lean, full = run(["annotate"], text), run(["annotate", "--explain"], text)
    told = json.loads(full.stdout)["sentiment"]
    assert json.loads(lean.stdout)["sentiment"] == {k: v for k, v in told.items() if k != "words"}
    assert {"word", "weight"} == set(told["words"][0])
    assert "judul positif" in full.stderr
    assert "+bantuan" in full.stderr


def test_annotate_takes_what_editors_and_cut_texts_leave(tmp_path: Path) -> None:
    odd = tmp_path / "teks.jsonl"
    text = (
        json.dumps({"text": "Warga senang \ud83d."})
        + '\n{"id": '
        + "1" * 5000
        + '}\n{"text": "Warga panen."}\n'
    )
    odd.write_bytes(b"\xef\xbb\xbf" + text.encode())
    result = run(["annotate", str(odd)])
    assert [json.loads(each)["text"] for each in result.stdout.splitlines()] == [
        "Warga senang ?.",
        "Warga panen.",
    ]
    assert (result.exit_code, result.stderr.count("newscrawl: line 2: not JSON")) == (1, 1)


def test_annotate_json_lines_passes_other_keys_on_and_names_a_bad_line() -> None:
    lines = '{"id": 7, "text": "Warga Kabupaten Garut bergotong royong."}\n{"id": 8}\n{broken\n'
    result = run(["annotate", "-"], lines)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["id"] == 7
    assert "line 2" in result.stderr
    assert "line 3" in result.stderr


def test_outlets_are_listed_by_province_and_shown() -> None:
    listed = run(["outlets", "--province", "Jawa Barat", "--network", "wordpress"])
    assert "jabarekspres" in listed.stdout
    assert "Bali" not in listed.stdout
    assert "jabarekspres.com" in run(["outlets", "show", "jabarekspres"]).stdout
    assert "38 of 38" in run(["outlets", "map"]).stdout


def test_golden_keeps_a_page_with_its_article(page: Path, tmp_path: Path) -> None:
    made = run(["golden", page, "--into", tmp_path / "golden"])
    assert made.exit_code == 0, made.stderr
    folder = tmp_path / "golden" / "generic" / "jembatan-cimanuk-dibuka"
    assert (
        json.loads((folder / "article.json").read_text(encoding="utf-8"))["headline"]
        == "Jembatan Cimanuk Dibuka"
    )
    again = run(["golden", page, "--into", tmp_path / "golden"])
    assert again.exit_code == 1
    assert_one_sentence(again, "exists")
    assert run(["golden", folder]).exit_code == 0
