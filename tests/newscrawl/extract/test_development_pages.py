"""The shared development pages: none is lost, no list is taken for an article."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.extract import extract
from newscrawl.seeds import GENERIC, find_outlet
from newscrawl.types import Capture, NotAnArticle

PAGES = Path(__file__).parents[3] / "../shared/pages"
GOLDS = sorted((PAGES / "gold").glob("*.json"))
OTHERS = sorted((PAGES / "index").glob("*.html"))

if not GOLDS:
    pytest.skip(f"the shared development pages are not at {PAGES}", allow_module_level=True)

FRAGMENTS = {
    "health.detik.com__2026-09-07-infografis.html": None,
    "pilkada.liputan6.com__2016-10-batas.html": "no-headline",
    "www.harapanrakyat.com__2023-terumbu-karang.html": "no-headline",
}


def capture(url: str, path: Path) -> Capture:
    return Capture(
        url, url, 200, (("Content-Type", "text/html"),), path.read_bytes(), datetime(2026, 11, 24, tzinfo=UTC)
    )


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("seeded", [True, False], ids=["seeds", "generic"])
def test_articles(path: Path, seeded: bool) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    fields = extract(
        capture(gold["url"], PAGES / "html" / gold["file"]), find_outlet(gold["url"]) if seeded else GENERIC
    )
    assert fields.values["headline"][0].raw == gold["title"]
    assert fields.values["published_at"]
    assert fields.paragraphs


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_lists_and_fragments(path: Path) -> None:
    reason = FRAGMENTS.get(path.name, "index")
    try:
        extract(capture(f"https://{path.name.partition('__')[0]}/x", path), GENERIC)
    except NotAnArticle as error:
        assert error.reason == reason or (reason == "index" and error.reason == "not-html")
    else:
        assert reason is None
