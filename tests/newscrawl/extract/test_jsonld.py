"""JSON-LD as pages really write it."""

from datetime import UTC, datetime

import pytest

from newscrawl.extract.jsonld import (
    parse,
    read_article_body,
    read_breadcrumb,
    read_fields,
    read_kind,
    read_nodes,
)
from newscrawl.extract.page import Page, read_page
from newscrawl.types import Capture

URL = "https://kabarkita.id/berita/2026/01/02/panen-padi-di-cibeurih"
DATE = "2026-01-02T08:00:00+07:00"
NODE = f'{{"@type": "NewsArticle", "headline": "Panen padi di Cibeurih", "datePublished": "{DATE}"}}'


def page(*blocks: str, title: str = "Panen padi di Cibeurih") -> Page:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    body = f"<html><head><title>{title}</title>{scripts}</head><body></body></html>".encode(
        "utf-8", "surrogatepass"
    )
    return read_page(Capture(URL, URL, 200, (), body, datetime(2026, 1, 2, tzinfo=UTC)))


def fields(*blocks: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, raw in read_fields(read_nodes(page(*blocks))):
        found.setdefault(field, []).append(raw)
    return found


@pytest.mark.parametrize(
    "block",
    [
        NODE,
        f"[{NODE}]",
        f'{{"@context": "https://schema.org", "@graph": [{{"@type": "WebSite", "name": "Kabar"}}, {NODE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {NODE}}}',
        NODE.replace("}", ",}"),
        NODE.replace("Panen padi", "Panen\n padi"),
        f"<!-- {NODE} -->",
        f"//<![CDATA[\n{NODE}\n//]]>",
        f"/* <![CDATA[ */ {NODE} /* ]]> */",
        f"{NODE};",
        f"// catatan\n{NODE}",
        NODE.replace('"', "&quot;"),
        NODE.replace("}", ', "description": "kata "kutip" telanjang"}'),
        NODE.replace('"NewsArticle"', '["Thing", "http://schema.org/NewsArticle"]'),
        NODE.replace("Panen padi", "Panen &lt;padi").replace("&lt;", ""),
    ],
)
def test_every_shape_gives_the_article(block: str) -> None:
    found = fields(block)
    assert found["headline"] == ["Panen padi di Cibeurih"]
    assert found["published_at"] == [DATE]


@pytest.mark.parametrize(
    "block", ["", "null", "5", '"x"', "[" * 100_000, '{"a":' * 50_000, "{]", '{"@type": []}']
)
def test_nonsense_gives_nothing(block: str) -> None:
    assert fields(block) == {}


def test_odd_types_do_no_harm() -> None:
    odd = (
        '{"@type": ["NewsArticle", 5, null], "headline": ["Panen", {"b": 1}], "author": {"name": [["Rina"]]}'
    )
    assert fields(odd + ', "datePublished": 5, "image": [[]], "url": {"@id": 7}, "keywords": {"a": 1}}') == {
        "headline": ["Panen"],
        "authors": ["Rina"],
    }


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Rina Marlina"', ["Rina Marlina"]),
        ('{"@type": "Person", "name": "Rina Marlina"}', ["Rina Marlina"]),
        (
            '[{"@type": "Person", "name": "Rina Marlina"}, {"name": "Ujang S"}]',
            ["Rina Marlina", "Ujang S"],
        ),
        (
            '{"@type": "Person", "name": ["Rina Marlina", "Ujang S"]}',
            ["Rina Marlina", "Ujang S"],
        ),
        ('{"@type": "Organization", "name": "Kabar Kita"}', []),
        ('[{"@type": "Organization", "name": "Kabar Kita"}, "Rina Marlina"]', ["Rina Marlina"]),
        ("null", []),
    ],
)
def test_authors(author: str, names: list[str]) -> None:
    assert fields(NODE.replace("}", f', "author": {author}}}')).get("authors", []) == names


def test_keywords_hold_the_editor_and_the_section() -> None:
    found = fields(NODE.replace("}", ', "keywords": ["Tani:Padi", "Editor:Rina Marlina", "panen", "padi"]}'))
    assert (found["editors"], found["tags"]) == (["Rina Marlina"], ["panen", "padi"])


def test_the_page_s_own_node_wins_over_its_list_s() -> None:
    other = NODE.replace("Panen padi di Cibeurih", "Jalan desa rusak")
    listed = f'{{"@type": "ItemList", "itemListElement": [{{"item": {other}}}]}}'
    strange = other.replace("}", ', "url": "https://kabarkita.id/berita/2026/01/01/jalan-desa-rusak"}')
    own = NODE.replace("}", f', "mainEntityOfPage": {{"@id": "{URL}/#main"}}}}')
    assert fields(listed, strange, own)["headline"] == ["Panen padi di Cibeurih"]


def test_a_wrong_address_is_forgiven_where_the_title_agrees() -> None:
    assert fields(NODE.replace("}", ', "url": "https://kabarkita.id/berita/templat"}'))["headline"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("NewsArticle", "article"), ("ImageGallery", "photo"), ("VideoObject", "video"), ("WebPage", None)],
)
def test_kind(kind: str, expected: str | None) -> None:
    assert read_kind(read_nodes(page(NODE.replace("NewsArticle", kind)))) == expected


def test_article_body_by_line() -> None:
    block = NODE.replace(
        "}", ', "articleBody": "<p>Padi dipanen.</p><p>Warga &amp; petani senang.</p>\\n\\nSelesai."}'
    )
    assert read_article_body(read_nodes(page(block))) == [
        "Padi dipanen.",
        "Warga & petani senang.",
        "Selesai.",
    ]


def test_salvage_keeps_the_first_of_each() -> None:
    assert parse('{"@type": "NewsArticle", "headline": "A \\"B\\"", broken, "headline": "C"') == {
        "@type": "NewsArticle",
        "headline": 'A "B"',
    }


def test_lists_of_lists_without_end_hold_no_strings() -> None:
    deep = "[" * 500 + '"padi"' + "]" * 500
    found = fields(NODE.replace("}", f', "keywords": {deep}, "image": [["https://a.example/padi.jpg"]]}}'))
    assert "tags" not in found
    assert found["lead_image"] == ["https://a.example/padi.jpg"]


def test_a_reference_to_an_image_is_not_its_address() -> None:
    block = '{"@type": "NewsArticle", "headline": "Panen", "image": {"@id": "https://a.example/panen/#primaryimage"}}'
    assert "lead_image" not in fields(block)


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        ('[{"name": "Beranda"}, {"name": "Desa"}, {"item": {"name": "Tani"}}]', ["Tani", "Desa"]),
        ('[{"item": {"@id": "/", "name": "Beranda"}}, {"item": "/tani", "name": "Tani"}]', ["Tani"]),
        ('[{"name": "Tani"}]', []),
        ('["Beranda", 5, {"name": 5}, null]', []),
        ('{"name": "Tani"}', []),
        ("null", []),
    ],
)
def test_breadcrumb(steps: str, names: list[str]) -> None:
    block = f'{{"@graph": [{{"@type": "BreadcrumbList", "itemListElement": {steps}}}]}}'
    assert read_breadcrumb(page(NODE, block)) == names
