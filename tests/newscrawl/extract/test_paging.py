"""Which links of a page lead to the article's own further pages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newscrawl.extract.page import Page, read_page
from newscrawl.extract.paging import next_pages
from newscrawl.seeds import GENERIC
from newscrawl.types import Capture, Outlet, Paging

BASE = "https://kabarkita.id/2026/01/02/panen-padi"


def page(body: str, url: str = BASE) -> Page:
    html = f"<html><head></head><body>{body}</body></html>".encode()
    return read_page(Capture(url, url, 200, (), html, datetime(2026, 1, 2, tzinfo=UTC)))


def links(*hrefs: str) -> str:
    return "".join(f'<a href="{href}">x</a>' for href in hrefs)


@pytest.mark.parametrize(
    ("hrefs", "expected"),
    [
        (("?page=3", "?page=2", "?page=1", "?page=2#page2"), ["?page=2", "?page=3"]),
        (("?page=2", "?page=all", "?single=1"), ["?page=2"]),
        ((f"{BASE}/2/", f"{BASE}/3/"), ["/2/", "/3/"]),
        ((f"{BASE}/page/2/",), ["/page/2/"]),
        (("/2026/01/02/panen-padi/15", "/2026/01/02/panen-padi/30"), ["/15", "/30"]),
        ((f"{BASE}/comment-page-2/", "?cpage=2", "?page=2#komentar"), []),
        (("/page/2/", "/2026/01/02/", "/tag/padi?page=2", "/2026/01/02/panen-jagung/2/", "?p=12345"), []),
        (("http://[::1?page=2", "javascript:go('?page=2')", "mailto:a@b.id?page=2", "?page=x"), []),
        (("https://lain.id/2026/01/02/panen-padi?page=2",), []),
        (("?halaman=2", "?utm_source=x&page=3"), ["?halaman=2"]),
    ],
)
def test_links(hrefs: tuple[str, ...], expected: list[str]) -> None:
    assert [url.removeprefix(BASE) for url in next_pages(page(links(*hrefs)), GENERIC).values()] == expected


def test_rel_next_of_the_head_counts_only_for_this_article() -> None:
    assert next_pages(page(f'<link rel="next" href="{BASE}/2/">'), GENERIC) == {2: f"{BASE}/2/"}
    assert next_pages(page('<link rel="next" href="/2026/01/03/panen-jagung/">'), GENERIC) == {}


def test_comment_pages_do_not_count() -> None:
    assert next_pages(page(f'<div id="komentar"><nav>{links("?page=2")}</nav></div>'), GENERIC) == {}


def test_classes_that_merely_sound_of_comments_do_not_matter() -> None:
    body = (
        f'<article class="has-comments"><div class="wp-embed-responsive">{links("?page=2")}</div></article>'
    )
    assert list(next_pages(page(body), GENERIC)) == [2]


def test_a_printed_count_fills_what_lies_between() -> None:
    found = next_pages(page("<p>Halaman <b>1</b>/<b>4</b></p>" + links("?page=2", "?page=4")), GENERIC)
    assert found == {2: f"{BASE}?page=2", 3: f"{BASE}?page=3", 4: f"{BASE}?page=4"}
    assert list(next_pages(page(links("?page=2", "?page=4")), GENERIC)) == [2, 4]


@pytest.mark.parametrize(
    ("link", "third"),
    [
        ("?page=2&tampilan=penuh12", "?page=3&tampilan=penuh12"),
        ("?page=02", "?page=3"),
        ("/02/", "/3/"),
        ("?halaman=2&x=1", "?halaman=3&x=1"),
        ("?page=\u0662", "?page=3"),
    ],
)
def test_a_printed_count_is_filled_wherever_the_number_stands(link: str, third: str) -> None:
    own = f"{BASE}?{link.partition('&')[2]}"
    found = next_pages(page("Halaman 1 dari 3" + links(BASE + link), own), GENERIC)
    assert found == {2: BASE + link, 3: BASE + third}


@pytest.mark.parametrize("url", [f"{BASE}?page=all", f"{BASE}?single=1"])
def test_all_pages_in_one(url: str) -> None:
    assert next_pages(page(links("?page=2"), url), GENERIC) == {}


def test_a_later_page_leads_on() -> None:
    assert next_pages(page(links("?page=1", "?page=2", "?page=3"), f"{BASE}?page=2"), GENERIC) == {
        3: f"{BASE}?page=3"
    }
    body = f'<link rel="canonical" href="{BASE}/">' + links(f"{BASE}/", f"{BASE}/2/", f"{BASE}/3/")
    assert next_pages(page(body, f"{BASE}/2/"), GENERIC) == {3: f"{BASE}/3/"}


def test_offsets_are_never_filled() -> None:
    outlet = Outlet("disway", "Disway", (), ZoneInfo("Asia/Jakarta"), paging=Paging("offset", step=15))
    found = next_pages(page("Halaman 1/3" + links(f"{BASE}/15", f"{BASE}/30")), outlet)
    assert found == {15: f"{BASE}/15", 30: f"{BASE}/30"}
