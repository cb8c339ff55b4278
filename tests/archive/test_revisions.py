"""What changed between two versions, who changed it, and whether the evidence still holds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archive.revisions import Change, difference, evidence, find_id, history
from archive.store import Archive
from tests.archive.conftest import URL, Clock, make_article, make_capture

Store = Callable[..., str]


def told(changes: list[Change]) -> list[tuple[str, int | None, str, str]]:
    return [(each.field, each.place, each.before, each.after) for each in changes]


def test_versions_are_numbered_as_they_were_seen(archive: Archive, store: Store, clock: Clock) -> None:
    first = make_article()
    edited = make_article(paragraphs=(*first.paragraphs, "Jembatan ditutup lagi pada sore hari."))
    store(first)
    clock.pass_by(hours=5)
    store(edited)
    clock.pass_by(hours=1)
    read_anew = replace(edited, section="Garut", extractor="newscrawl 2")
    store(read_anew, make_capture(fetched_at=clock.now, body=edited.text.encode()))
    one, two, three = history(archive, 1)
    assert [each.number for each in (one, two, three)] == [1, 2, 3]
    assert [each.cause for each in (one, two, three)] == ["new", "edit", "extraction"]
    assert [each.current for each in (one, two, three)] == [False, False, True]
    assert (one.article, two.article, three.article) == (first, edited, read_anew)
    assert told(difference(one, two)) == [
        ("paragraph", 3, "", "Jembatan ditutup lagi pada sore hari."),
    ]
    assert told(difference(two, three)) == [("section", None, "Daerah", "Garut")]
    assert difference(two, two) == []
    assert history(archive, 99) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["Satu."], ["Satu.", "Dua."], [("paragraph", 2, "", "Dua.")]),
        (["Satu.", "Dua."], ["Dua."], [("paragraph", 1, "Satu.", "")]),
        (
            ["Lima orang tewas dalam banjir itu.", "Tetap."],
            ["Enam orang tewas dalam banjir itu.", "Tetap."],
            [("paragraph", 1, "Lima orang tewas dalam banjir itu.", "Enam orang tewas dalam banjir itu.")],
        ),
        (
            ["Harga cabai naik di pasar.", "Polisi menangkap dua orang."],
            ["Polisi menangkap tiga orang.", "Warga lega."],
            [
                ("paragraph", 1, "Harga cabai naik di pasar.", ""),
                ("paragraph", 1, "Polisi menangkap dua orang.", "Polisi menangkap tiga orang."),
                ("paragraph", 2, "", "Warga lega."),
            ],
        ),
        ([], ["Satu."], [("paragraph", 1, "", "Satu.")]),
    ],
)
def test_paragraphs(
    archive: Archive,
    store: Store,
    clock: Clock,
    old: list[str],
    new: list[str],
    expected: list[tuple[str, int | None, str, str]],
) -> None:
    store(make_article(paragraphs=tuple(old)))
    clock.pass_by(hours=1)
    store(make_article(paragraphs=tuple(new)))
    assert told(difference(*history(archive, 1))) == expected


def test_evidence_is_read_anew(archive: Archive, store: Store, clock: Clock) -> None:
    store()
    clock.pass_by(days=1)
    store()
    first, again = evidence(archive, 1)
    assert (first.page, first.url, first.status, first.revisions, first.fault) == (1, URL, 200, (1,), None)
    assert first.digest == again.digest
    assert (again.revisit_of, again.revisions, again.fault) == (first.capture, (), None)
    file = archive.folder / first.file
    file.write_bytes(file.read_bytes()[:-20])
    assert "damaged" in (evidence(archive, 1)[0].fault or "")
    file.unlink()
    assert "missing" in (evidence(archive, 1)[1].fault or "")


def test_a_body_that_is_another_one_is_told(archive: Archive, store: Store, tmp_path: Path) -> None:
    store()
    archive.db.execute("UPDATE captures SET digest = 'sha256:00'")
    archive.db.conn.commit()
    assert "not sha256:00" in (evidence(archive, 1)[0].fault or "")


@pytest.mark.parametrize("key", ["1", URL, URL + "/amp/", URL.replace("https", "http")])
def test_an_article_is_found_by_number_and_address(archive: Archive, store: Store, key: str) -> None:
    store()
    assert find_id(archive, key) == 1


@pytest.mark.parametrize("key", ["2", "9" * 40, "", "bukan alamat", "https://kabarcontoh.example/lain"])
def test_what_is_not_there_is_not_found(archive: Archive, store: Store, key: str) -> None:
    store()
    assert find_id(archive, key) is None
