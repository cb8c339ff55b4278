"""URLs as identity: what is one article, what are two, what is no URL."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.types import Paging
from newscrawl.urls import normalise_url, url_date

DATED = "https://kabar.id/berita/2023/08/31/warga-panen-raya"
SLUG = "https://kabar.id/daerah/warga-sumedang-panen-raya"

SAME = [
    (DATED, "http://kabar.id/berita/2023/08/31/warga-panen-raya/"),
    (DATED, "HTTPS://WWW.Kabar.ID:443/berita/2023/08/31/warga-panen-raya"),
    (DATED, "http://m.kabar.id:80/berita//2023/08/31/./warga-panen-raya#komentar"),
    (DATED, "https://www.m.kabar.id./amp/berita/2023/08/31/warga-panen-raya"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya/amp/"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya/2/"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya/12"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya/2/amp"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya/page/2/"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya?page=2"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya?page=all&utm_source=x&utm_medium=y"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya?amp=1&amp;fbclid=a&gclid=b&ref=home"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga%2Dpanen-raya?outputType=amp"),
    (DATED, "https://kabar.id/berita/2023/08/31/warga-panen-raya?m=1"),
    (DATED, " https://user:secret@kabar.id/berita/2023/08/31/warga-panen-raya\n"),
    (SLUG, "https://kabar.id/daerah/warga-sumedang-panen-raya/2"),
    (SLUG, "https://kabar.id/daerah/warga-sumedang-panen-raya/all"),
    (SLUG, "https://kabar.id/daerah/warga-sumedang-panen-raya/print"),
    (SLUG, "https://kabar.id/print/daerah/warga-sumedang-panen-raya?single=1"),
    ("https://jatim.kabar.id/a", "https://www.jatim.kabar.id/a"),
    ("https://kabar.id/?p=123", "http://www.kabar.id?p=123&utm_campaign=x"),
    ("https://kabar.id/baca?b=2&id=7", "https://kabar.id/baca?id=7&b=2"),
    ("https://kabar.id/caf%C3%A9", "https://kabar.id/café"),
    ("https://kabar.id/caf%C3%A9", "https://kabar.id/caf%c3%a9"),
    ("https://xn--caf-dma.id/a", "https://CAFÉ.id/a"),
    ("https://127.0.0.1:8000/a", "http://127.0.0.1:8000/a/"),
]


@pytest.mark.parametrize(("one", "variant"), SAME)
def test_variants_lead_to_one_url(one: str, variant: str) -> None:
    assert normalise_url(variant) == one
    assert normalise_url(one) == one


DIFFERENT = [
    ("https://kabar.id/?p=123", "https://kabar.id/?p=124"),
    ("https://kabar.id/index.php?page=12", "https://kabar.id/index.php?page=13"),
    ("https://kabar.id/baca?id=7", "https://kabar.id/baca?id=8"),
    ("https://kabar.id/baca?page=profil", "https://kabar.id/baca?page=redaksi"),
    ("https://kabar.id/read/72108/warga-panen-raya/15", "https://kabar.id/read/72108/warga-panen-raya"),
    ("https://kabar.id/berita/15", "https://kabar.id/berita/16"),
    ("https://kabar.id/berita/2", "https://kabar.id/berita/3"),
    ("https://kabar.id/topik-utama/2", "https://kabar.id/topik-utama/3"),
    ("https://kabar.id/2023/08/2", "https://kabar.id/2023/08/3"),
    ("https://kabar.id/2023/08/31/123456", "https://kabar.id/2023/08/31/123457"),
    ("https://jabar.kabar.id/panen", "https://bali.kabar.id/panen"),
    ("https://kabar.id/Panen", "https://kabar.id/panen"),
    ("https://kabar.id/a%2Fb", "https://kabar.id/a/b"),
    ("https://kabar.id:8080/a", "https://kabar.id/a"),
    ("https://m.co/a", "https://www.co/a"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_articles_stay_apart(one: str, other: str) -> None:
    assert normalise_url(one) != normalise_url(other)


def test_an_outlets_paging_merges_its_offsets() -> None:
    offsets = Paging(kind="offset", step=15)
    article = "https://kabar.id/read/72108/warga-panen-raya"
    assert normalise_url(f"{article}/30", offsets) == article
    assert normalise_url(f"{article}/7", offsets) == f"{article}/7"
    assert normalise_url("https://kabar.id/read/72105", offsets) == "https://kabar.id/read/72105"
    assert normalise_url(f"{article}/12", Paging(kind="path")) == article
    assert normalise_url(f"{article}?part=2", Paging(kind="query", param="part")) == article


@pytest.mark.parametrize(
    "url",
    [
        *("", " ", "http://", "http://[::1", "javascript:void(0)", "mailto:a@kabar.id", "file:///etc/passwd"),
        *(
            "kabar.id/berita",
            "/berita/panen",
            "http://kabar.id:port/",
            "http://a b.id/",
            "http://{}/",
            "http://-/",
        ),
        *("https://" + "a" * 64 + "é.id/", "http://a..é/", "http://.../"),
    ],
)
def test_garbage_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="URL") as caught:
        normalise_url(url)
    assert repr(url) in str(caught.value)


@pytest.mark.parametrize("part", ["/amp", "/a-b-c/2", "%", "&page=2"])
def test_a_megabyte_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="more than 4096 characters"):
        normalise_url("https://kabar.id/?" + part * (10**6 // len(part)))


PARTS = st.sampled_from(
    ["amp", "2", "15", "page", "all", "a-b-c", "2023", "08", "..", "", "%", "%2f", "é", "print"]
)
QUERIES = st.dictionaries(st.sampled_from(["page", "p", "id", "utm_x", "é"]), st.text(max_size=4)).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs.items())
)


@settings(deadline=None)
@given(
    st.sampled_from(["kabar.id", "www.m.kabar.id", "m.amp.www.id", "Ä.id", "[::1]:80"]),
    st.lists(PARTS),
    QUERIES,
)
def test_idempotent(host: str, parts: list[str], query: str) -> None:
    once = normalise_url(f"http://{host}/{'/'.join(parts)}?{query}")
    assert normalise_url(once) == once


@settings(deadline=None)
@given(st.text())
def test_any_text_is_normalised_or_refused(url: str) -> None:
    try:
        once = normalise_url(f"https://{url}")
    except ValueError:
        return
    assert normalise_url(once) == once


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/berita/2023/08/31/panen-raya/", date(2023, 8, 31)),
        ("/read/2023/8/1/213419026/panen", date(2023, 8, 1)),
        ("/2023/08/31", date(2023, 8, 31)),
        ("/2023-08-31/panen", date(2023, 8, 31)),
        ("/riau/kota/31/08/2023/1234/panen", date(2023, 8, 31)),
        ("/2023/08/panen-raya", None),
        ("/2023/13/31/panen", None),
        ("/2023/02/31/panen", None),
        ("/berita/20230831/panen", None),
        ("/read/1234/11/12/panen", None),
        ("/berita/16/02/15/panen", None),
        ("/tag/panen?tgl=/2023/08/31/", None),
        ("/d-20230831", None),
    ],
)
def test_url_date(path: str, day: date | None) -> None:
    assert url_date(f"https://kabar.id{path}") == day


def test_url_date_of_garbage() -> None:
    assert url_date("http://[::1") is None
