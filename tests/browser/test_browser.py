"""What a reader does, in a real browser. `make test-browser` runs it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]
REPORT = "/laporan?for=Garut&from=2026-11-08&to=2026-11-20&q=jembatan"
PAGES = ("/", "/cari", "/cari?q=jembatan&place=Garut", REPORT, "/artikel/2", "/artikel/999")


def test_search_narrow_and_open_a_record(visit: Visit) -> None:
    page = visit("/")
    page.get_by_label("Cari dalam judul dan isi").fill("jembatan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cari?q=jembatan*")
    assert page.locator("#hasil").inner_text().startswith("26 artikel")
    assert page.locator(".snippet mark").first.inner_text() == "Jembatan"
    page.locator("aside").get_by_role("link", name="Harian Misal").click()
    page.wait_for_url("**outlet=harianmisal*")
    assert page.locator("#hasil").inner_text().startswith("7 artikel")
    page.locator(".hit h3 a").first.click()
    page.wait_for_url("**/artikel/*")
    assert page.locator("h1").inner_text().startswith("Jembatan Ke-")
    assert page.get_by_text("Siti Rahmawati").first.is_visible()
    page.get_by_text("Sisipan dibuang: baca-juga").click()
    assert page.get_by_text("BACA JUGA: Harga Cabai Turun").is_visible()


def test_charts_and_map_are_drawn(visit: Visit) -> None:
    page = visit("/")
    for chart in ("#per-hari", "#nada"):
        bars = page.locator(f"{chart} rect")
        assert all(bars.nth(n).bounding_box()["height"] > 1 for n in range(bars.count()))
        assert bars.count() >= 13
    land = page.locator(".map use").bounding_box()
    assert land["width"] > 500
    circles = page.locator(".map circle")
    assert [circles.nth(n).bounding_box()["width"] > 5 for n in range(circles.count())] == [True, True]
    fills = page.eval_on_selector_all(".map circle", "nodes => nodes.map(n => getComputedStyle(n).fill)")
    assert all(fill not in ("rgb(0, 0, 0)", "none") for fill in fills)


def test_a_choice_changes_the_charts(visit: Visit) -> None:
    page = visit("/")
    page.get_by_label("Outlet", exact=True).select_option("harianmisal")
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url("**outlet=harianmisal*")
    assert page.locator("#per-hari .caption").inner_text().startswith("7 artikel, Harian Misal")


def test_a_report_is_asked_for_by_keyboard(visit: Visit) -> None:
    page = visit("/laporan")
    page.get_by_label("Tempat atau kata").focus()
    page.keyboard.type("Garut")
    page.keyboard.press("Tab")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url("**for=Garut&since=30d")
    assert page.locator("h1").inner_text().startswith("Laporan media: Garut")


def test_saved_searches_and_the_command_that_saves(visit: Visit) -> None:
    page = visit("/cari")
    page.get_by_role("link", name="pagi", exact=True).click()
    page.wait_for_url("**saved=pagi")
    assert page.locator("#hasil").inner_text().startswith("17 artikel")
    page.get_by_text("Simpan pencarian ini").click()
    assert page.locator(".keep pre").inner_text().endswith("--save NAMA")


@pytest.mark.parametrize("kind", ["CSV", "JSON"])
def test_export(visit: Visit, tmp_path: Path, kind: str) -> None:
    page = visit("/cari?q=jembatan")
    with page.expect_download() as download:
        page.get_by_role("link", name=kind, exact=True).click()
    download.value.save_as(tmp_path / "taken")
    assert (tmp_path / "taken").read_text(encoding="utf-8").count("https://kabarcontoh.example") == 26


@pytest.mark.parametrize("path", [*PAGES, "/news", "/news/places", "/news/newest"])
def test_a_phone_needs_no_sideways_scroll(visit: Visit, path: str) -> None:
    page = visit(path, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("path", ["/news/articles", "/news/outlet_tone", "/news/places/1"])
def test_tables_keep_their_head_on_a_phone(visit: Visit, path: str) -> None:
    page = visit(path, PHONE)
    head, cell = (page.locator(f".rows-and-columns {name}").nth(1).bounding_box() for name in ("th", "td"))
    assert head["x"] == cell["x"]
    assert 0 < head["y"] < cell["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_wide_table_is_scrolled_by_keyboard(visit: Visit) -> None:
    from playwright.sync_api import expect

    box = visit("/news/articles", PHONE).locator(".table-wrapper")
    box.press("ArrowRight")
    expect(box).not_to_have_js_property("scrollLeft", 0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(visit: Visit, path: str, size: dict[str, int]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(visit(path, size)).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_keyboard_alone(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
