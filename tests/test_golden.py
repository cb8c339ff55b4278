"""Every golden page gives its article, and every network has a golden page."""

import json
from pathlib import Path

import pytest

from newscrawl.golden import ARTICLE, as_golden, read_article
from newscrawl.seeds import load_outlets

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(path.parent for path in GOLDEN.glob("*/*/capture.json"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_golden_page_gives_its_article(page: Path) -> None:
    target = page / ARTICLE
    assert target.exists(), f"no golden article; write it: newscrawl golden {page}"
    assert as_golden(read_article(page)) == json.loads(target.read_text(encoding="utf-8"))


FAMILIES = sorted({o.network or o.slug for o in load_outlets().values() if o.network or o.rules})
"""Networks, and outlets with rules of their own; the rest is read by generic code alone."""


@pytest.mark.parametrize("family", FAMILIES)
def test_every_network_has_a_golden_page(family: str) -> None:
    members = {family} | {o.slug for o in load_outlets().values() if o.network == family}
    folders = {page.parent.name for page in PAGES}
    assert members & folders, (
        f"no golden page for {family}: write tests/golden/{family}/<page>/capture.html and capture.json, "
        f"then run: newscrawl golden tests/golden/{family}/<page>"
    )
