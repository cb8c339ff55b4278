"""Typed values from raw strings: choice by trust, cross-checks, reasons kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.normalise import Normalised, normalise
from newscrawl.types import Capture, Outlet, Paging, RawFields, RawValue

WITA = ZoneInfo("Asia/Makassar")
OUTLET = Outlet(slug="kabarkita", name="Kabar Kita", hosts=("kabarkita.id", "kabarkita.co.id"), zone=WITA)
URL = "https://www.kabarkita.id/daerah/warga-sumedang-panen-raya"
FETCHED = datetime(2024, 3, 20, 12, tzinfo=UTC)

Claims = Mapping[str, list[tuple[str, str]]]


def read(
    claims: Claims, url: str = URL, outlet: Outlet = OUTLET, paragraphs: tuple[str, ...] = ()
) -> Normalised:
    values = {field: tuple(RawValue(raw, source) for source, raw in found) for field, found in claims.items()}
    capture = Capture(url, url, 200, (), b"", FETCHED)
    return normalise(RawFields(values, paragraphs), capture, outlet)


def published(*claims: tuple[str, str], url: str = URL, outlet: Outlet = OUTLET) -> str | None:
    found = read({"published_at": list(claims)}, url, outlet)
    return found.published_at and found.published_at.isoformat()


CHOSEN: list[tuple[list[tuple[str, str]], str]] = [
    # the order of trust
    (
        [("meta", "2024-03-14T09:00:00+08:00"), ("json-ld", "2024-03-14T08:15:42+08:00")],
        "2024-03-14T08:15:42+08:00",
    ),
    (
        [("meta", "2024-03-14T09:00:00+08:00"), ("selector", "Kamis, 14 Maret 2024 08:15 WIB")],
        "2024-03-14T08:15:00+07:00",
    ),
    (
        [("selector", "Kamis, 14 Maret 2024 08:15"), ("meta", "2024-03-14T09:00:00+08:00")],
        "2024-03-14T09:00:00+08:00",
    ),
    ([("meta", "2024-03-14 09:00:00"), ("selector", "14 Maret 2024 08:15")], "2024-03-14T08:15:00+08:00"),
    ([("json-ld", "2024-03-14"), ("generic", "14 Maret 2024 08:15")], "2024-03-14T08:15:00+08:00"),
    ([("generic", "6 hari lalu"), ("meta", "2024-03-14 09:00:00")], "2024-03-14T09:00:00+08:00"),
    ([("selector", "2 jam yang lalu")], "2024-03-20T18:00:00+08:00"),
    (
        [("meta", "Tue, 22 Jan 2013 02:30:01 GMT"), ("generic", "Kamis, 14 Maret 2024 08:15")],
        "2024-03-14T08:15:00+08:00",
    ),
    # seconds of the same minute, in whatever zone
    (
        [("selector", "Kamis, 14 Maret 2024 08:15 WITA"), ("meta", "2024-03-14T00:15:42Z")],
        "2024-03-14T08:15:42+08:00",
    ),
    # UTC is shown in the outlet's zone
    ([("json-ld", "2024-03-14T00:15:42Z")], "2024-03-14T08:15:42+08:00"),
    (
        [("json-ld", "2024-03-14T00:15:42+00:00"), ("generic", "14/03/2024, 08:15")],
        "2024-03-14T08:15:42+08:00",
    ),
    # but in the one that the page tells beside it
    (
        [("json-ld", "2024-03-13T15:30:42Z"), ("generic", "Kamis, 14 Maret 2024 00:30 WIT")],
        "2024-03-14T00:30:42+09:00",
    ),
    (
        [("json-ld", "2024-03-13T15:30:42+00:00"), ("generic", "2024-03-14T00:30:42+09:00")],
        "2024-03-14T00:30:42+09:00",
    ),
    # a Z on local time: the printed clock shows the same
    (
        [("json-ld", "2024-03-14T08:15:42Z"), ("selector", "14 Maret 2024 08:15 WITA")],
        "2024-03-14T08:15:42+08:00",
    ),
    ([("json-ld", "2024-03-14T08:15:42Z"), ("generic", "14 Maret 2024 08:15")], "2024-03-14T08:15:42+08:00"),
    ([("meta", "2024-03-14T08:15:42+00:00"), ("selector", "14/03/2024 08.15")], "2024-03-14T08:15:42+08:00"),
    ([("json-ld", "2024-03-20T19:15:42Z")], "2024-03-20T19:15:42+08:00"),  # were after the capture
    ([("json-ld", "2024-03-20T12:05:00Z")], "2024-03-20T20:05:00+08:00"),
    # a server in WIB, a page in WITA
    (
        [("json-ld", "2024-03-14T08:15:42+07:00"), ("selector", "14 Maret 2024 08:15 WITA")],
        "2024-03-14T08:15:42+08:00",
    ),
    # what is refused gives way to the next
    (
        [("json-ld", "2025-03-14T08:15:42+08:00"), ("meta", "2024-03-14T08:15:42+08:00")],
        "2024-03-14T08:15:42+08:00",
    ),
    (
        [("json-ld", "1970-01-01T07:00:00+07:00"), ("generic", "14 Maret 2024 08:15")],
        "2024-03-14T08:15:00+08:00",
    ),
    (
        [("selector", "Rabu, 14 Maret 2024 08:15"), ("meta", "2024-03-14T08:15:42+08:00")],
        "2024-03-14T08:15:42+08:00",
    ),
    (
        [("selector", "Diperbarui 15 Maret 2024 08:15 WITA"), ("meta", "2024-03-14T08:15:42+08:00")],
        "2024-03-14T08:15:42+08:00",
    ),
]


@pytest.mark.parametrize(("claims", "iso"), CHOSEN)
def test_published_at_is_chosen_by_trust(claims: list[tuple[str, str]], iso: str) -> None:
    assert published(*claims) == iso
    assert published(*reversed(claims)) == iso


REFUSED = [
    (("json-ld", "2024-03-22T08:15:00+08:00"), "after the capture of 2024-03-20"),
    (("json-ld", "9999-12-31T23:59:59-07:00"), "after the capture"),
    (("json-ld", "1970-01-01T00:00:00Z"), "before 1990"),
    (("selector", "Rabu, 14 Maret 2024 08:15"), "contradicts"),
    (("selector", "Diperbarui 14 Maret 2024 08:15"), "labelled as an update"),
    (("selector", "Kamis (14/3) malam"), "no year"),
    (("meta", "kemarin lusa"), "ago"),
]


@pytest.mark.parametrize(("claim", "reason"), REFUSED)
def test_a_refused_date_is_null_with_its_reason(claim: tuple[str, str], reason: str) -> None:
    found = read({"published_at": [claim], "modified_at": [("json-ld", "2024-03-14T08:15:42+08:00")]})
    assert (found.published_at, found.published_on) == (None, None)
    record = found.fields["published_at"]
    assert (record.source, record.raw) == claim
    assert reason in (record.reason or "")
    assert found.modified_at is not None


def test_no_date_at_all() -> None:
    found = read({})
    assert (found.published_at, found.published_on, found.modified_at) == (None, None, None)
    assert found.fields["published_at"].reason == "not on the page"


@pytest.mark.parametrize(
    ("published_at", "modified_at", "iso"),
    [
        ("2024-03-14T08:15:00+09:00", "2024-03-14 08:20:00", "2024-03-14T08:20:00+09:00"),
        ("2024-03-14T08:15:00+09:00", "2024-03-13T23:20:00Z", "2024-03-14T08:20:00+09:00"),
        ("2024-03-14T08:15:00+09:00", "2024-03-14T07:20:00+08:00", "2024-03-14T07:20:00+08:00"),
        ("14 Maret 2024", "2024-03-14 08:20:00", "2024-03-14T08:20:00+08:00"),
        ("2024-03-14T08:15:00+09:00", "2 jam lalu", "2024-03-20T18:00:00+08:00"),
        ("2024-03-14T08:15:00+09:00", "2024-03-14T08:10:00+09:00", "2024-03-14T08:10:00+09:00"),
        ("2024-03-14T08:15:00+09:00", "2024-01-02T08:00:00+09:00", None),
        ("14 Maret 2024", "2024-01-02 08:00:00", None),
    ],
)
def test_modified_at_beside_published_at(published_at: str, modified_at: str, iso: str | None) -> None:
    found = read({"published_at": [("json-ld", published_at)], "modified_at": [("json-ld", modified_at)]})
    assert (found.modified_at and found.modified_at.isoformat()) == iso
    assert iso or "before the publication of 2024-03-14" in (found.fields["modified_at"].reason or "")


def test_a_bare_day_is_no_instant() -> None:
    found = read({"published_at": [("selector", "Kamis, 14 Maret 2024")]})
    assert (found.published_at, found.published_on) == (None, date(2024, 3, 14))
    assert found.fields["published_at"].reason == "no time of day"


def test_the_url_gives_a_day_and_refuses_a_stale_template() -> None:
    url = "https://kabarkita.id/2024/03/14/warga-panen-raya/"
    stale = ("meta", "Tue, 22 Jan 2013 02:30:01 GMT")
    found = read({"published_at": [stale]}, url)
    assert (found.published_at, found.published_on) == (None, date(2024, 3, 14))
    record = found.fields["published_at"]
    assert (record.raw, record.source) == ("2024-03-14", "url")
    assert "contradicts the day in the URL, 2024-03-14" in (record.reason or "")
    assert published(stale, ("generic", "14 Maret 2024 08:15"), url=url) == "2024-03-14T08:15:00+08:00"
    assert published(("json-ld", "2024-03-14T17:30:00Z"), url=url) == "2024-03-15T01:30:00+08:00"


def test_a_seed_names_sources_whose_z_is_local() -> None:
    outlet = Outlet(slug="a", name="A", hosts=("a.id",), zone=WITA, false_utc=("json-ld",))
    claims: Claims = {
        "published_at": [("json-ld", "2024-03-14T08:15:42Z")],
        "modified_at": [("json-ld", "2024-03-14T09:00:00Z")],
    }
    found = read(claims, outlet=outlet)
    assert found.published_at == datetime(2024, 3, 14, 8, 15, 42, tzinfo=WITA)
    assert found.modified_at == datetime(2024, 3, 14, 9, tzinfo=WITA)
    assert found.fields["published_at"].reason == "its Z is local time"


HEADLINES = [
    (("meta", "Warga Panen Raya - Kabar Kita"), "Warga Panen Raya"),
    (("meta", "Warga Panen Raya | KabarKita.id"), "Warga Panen Raya"),
    (("meta", "Warga Panen Raya - Kabarkita Jabar"), "Warga Panen Raya"),
    (("meta", "Warga Panen Raya - Daerah :: Kabarkita Online"), "Warga Panen Raya - Daerah"),
    (("meta", "KabarKita.id: Warga Panen Raya"), "Warga Panen Raya"),
    (("meta", "Warga Panen Raya - Halaman all - Kabar Kita"), "Warga Panen Raya"),
    (("meta", "Warga Panen Raya Halaman 2"), "Warga Panen Raya"),
    (("selector", "Warga Panen Raya (Halaman 1/3)"), "Warga Panen Raya"),
    (("selector", "Warga &amp;quot;Panen&amp;quot;&nbsp;Raya\n"), 'Warga "Panen" Raya'),
    (("selector", "Warga Panen Raya - Bupati Hadir"), "Warga Panen Raya - Bupati Hadir"),
    (("generic", "Warga Panen Raya - Kabarkita Jabar"), "Warga Panen Raya - Kabarkita Jabar"),
    (("selector", "FOTO: Warga Panen Raya"), "FOTO: Warga Panen Raya"),
    (("selector", "Kabar Kita"), "Kabar Kita"),
]


@pytest.mark.parametrize(("claim", "headline"), HEADLINES)
def test_headlines(claim: tuple[str, str], headline: str) -> None:
    assert read({"headline": [claim]}).headline == headline


CANONICAL = [
    (URL, URL, None),
    ("/daerah/warga-sumedang-panen-raya#atas", URL, None),
    ("https://kabarkita.co.id/x", "https://kabarkita.co.id/x", None),
    ("https://other.id/daerah/warga-sumedang-panen-raya", None, "another site"),
    ("https://other.co.id/x", None, "another site"),
    ("https://www.kabarkita.id/", None, "home page"),
    ("javascript:void(0)", None, "not an http(s) URL"),
    ("http://[::1", None, "not an http(s) URL"),
]


@pytest.mark.parametrize(("link", "url", "reason"), CANONICAL)
def test_canonical_url(link: str, url: str | None, reason: str | None) -> None:
    found = read({"canonical_url": [("meta", link)]})
    assert found.canonical_url == url
    assert (reason or "") in (found.fields["canonical_url"].reason or "")


IDENTITIES = [
    (
        "https://kabarkita.id/?p=77",
        "https://kabarkita.id/warga-panen-raya/",
        "https://kabarkita.id/warga-panen-raya",
    ),
    (
        "https://kabarkita.id/amp/read/123456/x",
        "https://kabarkita.id/read/123456/y",
        "https://kabarkita.id/read/123456/y",
    ),
    (
        "https://kabarkita.id/banjir-di-kota",
        "https://kabarkita.id/warga-turun-jalan",
        "https://kabarkita.id/banjir-di-kota",
    ),
    (
        "https://kabarkita.id/banjir-di-kota",
        "https://kabarkita.id/daerah",
        "https://kabarkita.id/banjir-di-kota",
    ),
    ("file:///tmp/page.html", "https://kabarkita.id/x", "https://kabarkita.id/x"),
    ("file:///tmp/page.html", "", "file:///tmp/page.html"),
]


@pytest.mark.parametrize(("address", "link", "url"), IDENTITIES)
def test_a_canonical_url_is_the_identity_where_it_means_this_article(
    address: str, link: str, url: str
) -> None:
    claims = {"headline": [("selector", "Warga Panen Raya")]}
    assert read(claims | {"canonical_url": [("meta", link)]}, address).url == url


def test_an_offset_page_has_the_articles_identity() -> None:
    outlet = Outlet("a", "A", ("a.id",), WITA, paging=Paging("offset", step=15))
    assert read({}, "https://a.id/read/7/panen/30", outlet).url == "https://a.id/read/7/panen"
    assert read({}, "https://a.id/read/30", outlet).url == "https://a.id/read/30"
    assert (
        read({}, "https://a.id/read/7/warga-panen-raya/30", outlet).url
        == "https://a.id/read/7/warga-panen-raya"
    )


def test_credits() -> None:
    found = read(
        {
            "byline": [("selector", "Penulis: Dewi Lestari"), ("selector", "Editor: Rina Wulandari")],
            "authors": [("meta", "https://www.facebook.com/kabarkita"), ("json-ld", "Rina Wulandari")],
        }
    )
    assert (found.authors, found.editors) == (("Dewi Lestari",), ("Rina Wulandari",))
    assert found.byline == "Penulis: Dewi Lestari | Editor: Rina Wulandari"
    assert found.fields["authors"].source == "selector"


CREDITS: list[tuple[Claims, tuple[str, ...], tuple[str, ...]]] = [
    ({"authors": [("json-ld", "Kabar Kita"), ("meta", "Dewi Lestari")]}, ("Dewi Lestari",), ()),
    ({"authors": [("json-ld", "Dewi Lestari"), ("meta", "Admin")]}, ("Dewi Lestari",), ()),
    (
        {"authors": [("json-ld", "Dewi L dan Budi H")], "editors": [("meta", "Rina W")]},
        ("Dewi L", "Budi H"),
        ("Rina W",),
    ),
    (
        {"authors": [("json-ld", "Rina W")], "byline": [("generic", "Penulis: Dewi L | Editor: Rina W")]},
        ("Dewi L",),
        ("Rina W",),
    ),
    ({"authors": [("json-ld", "Dewi L")], "byline": [("generic", "Penulis: Budi H")]}, ("Dewi L",), ()),
    ({"authors": [("json-ld", "dewilestari")], "byline": [("generic", "By Dewi L")]}, ("Dewi L",), ()),
    ({"authors": [("json-ld", "dewilestari")], "byline": [("generic", "Redaksi")]}, ("dewilestari",), ()),
    ({"byline": [("generic", "Kontributor Bandung, Dewi Lestari")]}, ("Dewi Lestari",), ()),
    ({"authors": [("json-ld", "Dewi L")], "editors": [("json-ld", "Dewi L")]}, ("Dewi L",), ("Dewi L",)),
    ({"authors": [("json-ld", "kabarkita.id"), ("meta", "Redaksi")]}, (), ()),
]


@pytest.mark.parametrize(("claims", "authors", "editors"), CREDITS)
def test_authors_and_editors_apart(
    claims: Claims, authors: tuple[str, ...], editors: tuple[str, ...]
) -> None:
    found = read(claims)
    assert (found.authors, found.editors) == (authors, editors)


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("Home", None),
        ("BERANDA", None),
        ("Kabar Kita", None),
        ("Warga Sumedang Panen ...", None),
        ("Warga", "Warga"),
        ("Daerah", "Daerah"),
    ],
)
def test_a_section_is_not_the_home_page_the_site_or_the_headline(name: str, section: str | None) -> None:
    claims: Claims = {
        "headline": [("selector", "Warga Sumedang Panen Raya")],
        "section": [("generic", name)],
    }
    assert read(claims).section == section


def test_lists_and_labels() -> None:
    found = read(
        {
            "headline": [("selector", "Warga Panen Raya")],
            "tags": [("meta", "panen, Panen , padi; sawah, Warga Panen Raya"), ("meta", "Ekonomi, Olahraga")],
            "section": [("meta", "www.kabarkita.id"), ("json-ld", "Daerah &amp; Desa")],
            "lead_image": [
                ("meta", "data:image/png;base64,x"),
                ("json-ld", "http:http://img.kabarkita.id/a.jpg"),
            ],
            "kind": [("json-ld", "photo")],
        }
    )
    assert found.tags == ("panen", "padi", "sawah")
    assert found.section == "Daerah & Desa"
    assert found.lead_image == "http://img.kabarkita.id/a.jpg"
    assert found.kind == "photo"
    assert read({"tags": [("selector", "#panen"), ("selector", "#padi")]}).tags == ("panen", "padi")


LANGUAGES = [
    ("en", ("Warga yang datang dari desa itu akan panen di sawah dan tidak pulang untuk makan.",), "id"),
    ("id-ID", ("The farmers of the village said that they will come to the field with friends.",), "en"),
    ("id_ID", (), "id"),
    ("in", (), "id"),
    ("en-US", ("Panen.",), "en"),
    ("????", (), "id"),
]


@pytest.mark.parametrize(("claim", "paragraphs", "language"), LANGUAGES)
def test_language(claim: str, paragraphs: tuple[str, ...], language: str) -> None:
    assert read({"language": [("generic", claim)]}, paragraphs=paragraphs).language == language


FIELDS = [
    "headline",
    "published_at",
    "modified_at",
    "byline",
    "authors",
    "editors",
    "section",
    "tags",
    "kind",
]
SOURCES = st.sampled_from(["json-ld", "microdata", "selector", "meta", "url", "generic", "next-data"])
VALUES = st.lists(st.tuples(SOURCES, st.text(max_size=60)), max_size=3)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*FIELDS, "language", "canonical_url", "lead_image"]), VALUES))
def test_no_raw_string_raises(claims: Claims) -> None:
    found = read(claims)
    assert {*FIELDS, "language", "canonical_url", "lead_image"} == set(found.fields)


@pytest.mark.parametrize("part", ["-", " - ", "( ", "halaman ", "a, ", "9/", "&amp;", "Penulis: "])
def test_a_megabyte_is_no_trouble(part: str) -> None:
    raw = part * (10**6 // len(part))
    found = read(
        {field: [("meta", raw), ("selector", raw)] for field in [*FIELDS, "language", "canonical_url"]}
    )
    assert len(found.headline) <= 1000
