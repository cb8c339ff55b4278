"""An archive of every released schema opens, loses nothing, and can be searched like a new one."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.rows import rows
from archive.search import count, search
from archive.store import Archive, ArchiveError
from archive.stories import copies
from archive.verify import verify
from newscrawl.types import Annotation
from tests.archive.conftest import URL, make_article, make_place

SCHEMAS = Path(__file__).parent / "schemas"
TABLES = (
    *("outlets", "runs", "aliases", "revisions", "captures", "failures", "places", "people", "organisations"),
    *("article_places", "article_people", "article_organisations"),
)


@pytest.fixture(params=sorted(path.stem for path in SCHEMAS.glob("*.db")))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an archive that a released version made."""
    path = tmp_path / "news.db"
    shutil.copy(SCHEMAS / f"{request.param}.db", path)
    shutil.copytree(SCHEMAS / f"{request.param}.captures", tmp_path / "news.captures")
    return path


def table(path: Path, name: str) -> list[dict[str, object]]:
    import sqlite3

    with sqlite3.connect(path) as conn:
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute(f"SELECT * FROM {name} ORDER BY 1")]  # noqa: S608


def test_nothing_is_lost(old: Path) -> None:
    before = {name: table(old, name) for name in (*TABLES, "articles", "annotations")}
    with Archive.open(old) as archive:
        assert list(verify(archive)) == []
        for row in before["articles"]:
            article = archive.get(int(str(row["id"])))
            assert article is not None
            assert (article.url, article.headline, article.text) == (row["url"], row["headline"], row["text"])
            assert article.canonical_url == row["canonical_url"]
        kept = rows(
            archive.db,
            "SELECT revision, versions FROM annotations JOIN annotators ON annotators.id = annotators",
        )
    after = {name: table(old, name) for name in (*TABLES, "articles")}
    for capture, row in zip(after["captures"], before["captures"], strict=True):
        capture["article_url"] = capture["article_url"] or row["article_url"]  # it stands in the article
    for name in TABLES:
        assert after[name] == before[name], name
    for old_row, new_row in zip(before["articles"], after["articles"], strict=True):
        assert {name: new_row[name] for name in old_row} == old_row
    stated = [
        {"revision": row["revision"], "versions": f'{{"{row["annotator"]}":"{row["version"]}"}}'}
        for row in before["annotations"]
    ]
    assert sorted(map(str, kept)) == sorted(map(str, stated))


def test_an_old_article_comes_out_as_it_went_in(old: Path) -> None:
    with Archive.open(old) as archive:
        article = archive.get(URL)
    paragraphs = (
        "Jembatan di atas sungai Cimanuk dibuka Jumat pagi oleh Bupati.",
        "Warga menyambut dengan gembira.",
        "Kendaraan berat belum boleh lewat.",
    )
    assert article == make_article(paragraphs=paragraphs)


def test_old_articles_are_found_by_filters(old: Path) -> None:
    with Archive.open(old) as archive:
        assert [hit.headline for hit in search(archive, "banjir", place="Sumedang", person="asep")] == [
            "Banjir Rendam Desa Sukamaju"
        ]
        assert count(archive, province="ID-JB").number == 3
        assert copies(archive, 1) == []


def test_an_article_seen_again_is_unchanged(old: Path) -> None:
    with Archive.open(old) as archive:
        article = archive.get(URL)
        assert article is not None
        assert archive.save_article(article, [2], None) == "unchanged"
        later = Annotation("places", "gazetteer 2", [make_place(code="32.11", name="Sumedang")])
        archive.save_article(make_article(paragraphs=article.paragraphs, annotations=(later,)), [2], None)
        assert [hit.id for hit in search(archive, "cimanuk", place="Sumedang")] == [1]
        assert list(verify(archive)) == []


def test_a_reader_is_told_to_upgrade_first(old: Path) -> None:
    with pytest.raises(ArchiveError, match="older schema"):
        Archive.open(old, read_only=True)


def test_an_upgrade_that_is_killed_goes_on(old: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; import archive.upgrade as upgrade;"
        "upgrade.PORTION = 1; whole = upgrade.fill_portion\n"
        "def once(db):\n    whole(db)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "upgrade.fill_portion = once\n"
        "from archive.store import Archive; Archive.open(Path(sys.argv[1]))"
    )
    for _ in range(3):
        died = subprocess.run([sys.executable, "-c", code, old], check=False, cwd=Path(__file__).parents[2])
        assert died.returncode == -signal.SIGKILL
        with pytest.raises(ArchiveError, match="older schema"):
            Archive.open(old, read_only=True)
    with Archive.open(old) as archive:
        assert list(verify(archive)) == []
        assert count(archive, outlet="kabarcontoh").number == 3


def test_places_of_the_capital_get_the_label_of_their_province(tmp_path: Path) -> None:
    place = make_place(code="31.74", name="Jakarta Selatan", type="kota", province="DKI Jakarta")
    article = make_article(annotations=(Annotation("places", "gazetteer 1", [place]),))
    with Archive.open(tmp_path / "news.db") as archive:
        archive.save_article(article, (), None)
        assert count(archive, province="ID-JK").number == 1
        with archive.transaction():  # as it was before
            archive.db.execute("UPDATE articles SET place_labels = replace(place_labels, ' rjk', '')")
            archive.db.execute("DELETE FROM _sqlite_migrations WHERE name = 'capital_labels'")
        assert count(archive, province="ID-JK").number == 0
    with Archive.open(tmp_path / "news.db") as archive:
        assert count(archive, province="ID-JK").number == 1
        assert list(verify(archive)) == []
