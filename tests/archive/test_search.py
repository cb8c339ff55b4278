"""Search finds what was asked, in a useful order, and no query is an error."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.filters import unknown_names
from archive.query import refusal
from archive.search import Count, FacetValue, Hit, SearchRequest, count, facets, matching, search
from archive.store import Archive
from archive.tally import make_tally
from newscrawl.types import Annotation
from tests.archive.conftest import make_article, make_place

Store = Callable[..., str]

SUMEDANG = make_place(name="Sumedang", code="32.11")
BANDUNG = make_place(name="Bandung", type="kota", code="32.73")
SEOUL = make_place(name="Seoul", type="city", code=None, province=None, country="KR")

ARTICLES: list[dict[str, Any]] = [
    {
        "headline": "Banjir Rendam Tiga Desa",
        "paragraphs": ("Hujan lebat membuat sungai meluap. Warga Desa Sukamaju mengungsi hari Jum’at.",),
        "published_at": datetime.fromisoformat("2026-11-20T00:30:00+09:00"),
        "published_on": date(2026, 11, 20),
        "places": [SUMEDANG],
        "label": "negatif",
        "organisations": [{"name": "Polres Sumedang", "type": "police", "mentions": 1}],
    },
    {
        "headline": "Harga Cabai Turun",
        "paragraphs": ("Pedagang pasar senang. Bulan lalu banjir menutup jalan ke pasar induk.",),
        "published_at": None,
        "published_on": date(2026, 11, 21),
        "places": [BANDUNG, SEOUL],
        "people": [{"name": "Siti Rahmawati", "role": "Camat", "mentions": 2, "quoted": True}],
        "label": "positif",
    },
    {
        "headline": "Sekolah Baru di Desa Mekarsari",
        "paragraphs": ("Murid belajar di gedung baru mulai Senin. Café kecil dibuka di sebelahnya.",),
        "published_at": None,
        "published_on": None,
        "places": [],
        "label": "netral",
        "outlet": "lain",
    },
]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("search") / "news.db") as archive:
        for number, words in enumerate(ARTICLES, start=1):
            values = dict(words)
            sentiment = {"label": values.pop("label"), "confidence": 0.9}
            statements = (
                Annotation("sentiment", "1", sentiment),
                Annotation("places", "1", values.pop("places")),
                Annotation("people", "1", values.pop("people", [])),
                Annotation("organisations", "1", values.pop("organisations", [])),
            )
            url = f"https://kabarcontoh.example/{number}"
            made = make_article(**values, url=url, canonical_url=None, annotations=statements)
            assert archive.save_article(made, [], None) == "new"
        yield archive


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("banjir", [1, 2]),
        ("BANJIR", [1, 2]),
        ("banjir pasar", [2]),
        ("banjir -pasar", [1]),
        ('"pasar induk"', [2]),
        ('"induk pasar"', []),
        ("cabai OR murid", [2, 3]),
        ("desa sungai OR murid", [1, 3]),
        ('desa -"desa mekarsari"', [1]),
        ("cafe", [3]),
        ("jum'at", [1]),
        ("jumat", [1]),
        ("Jum’at", [1]),
        ("pengungsian", [1]),
        ('"mengungsi"', [1]),
        ('"pengungsian"', []),
        ("penerbitan", []),
        ("pembelajaran", [3]),
        ("gembira OR kegembiraan", []),
        ("-dibuka", [1, 2]),
        ("-terbuka", [1, 2]),
        ("hujanlebat", []),
        ("“pasar induk”", [2]),
        ("„induk pasar“", []),
        ("«pasar induk", [2]),
        ("banjir –pasar", [1]),
        ("desa —“desa mekarsari”", [1]),
        ("desa − mekarsari", [3]),
        ("banjir AND pasar", [2]),
        ("cabai OR AND murid", [2, 3]),
        ('banjir "AND"', []),
        ("-banjir", [3]),
        ("", [1, 2, 3]),
        ("banjir OR", [1, 2]),
        ("gempa", []),
        ('"pasar induk', [2]),
        ("headline:banjir", []),
        ("olain OR enetral", []),  # labels of filters
        ('"tnews"', []),
        ("banjir -sdaerah", [1, 2]),
        ("rahmawati", []),  # named by an annotation alone
        ("-tnews", [1, 2, 3]),
    ],
)
def test_queries(stored: Archive, query: str, ids: list[int]) -> None:
    assert sorted(hit.id for hit in search(stored, query)) == ids


COMPOUNDS = {
    1: "Bupati menandatangani nota kesepahaman.",
    2: "Kedua wali kota bertanda tangan di atas meterai.",
    3: "Pemkab bekerja sama dengan kampus.",
    4: "Bentuk kerjasama itu dirinci.",
    5: "Para pekerja sama sekali tidak digaji.",
    6: "Pengambilalihan pasar ditunda.",
    7: "Kementerian mengambil alih jalan.",
    8: "Bus listrik diuji coba, lalu diserah terimakan.",
    9: "Ujicoba berlangsung sebulan sebelum serah terima.",
}


@pytest.mark.parametrize(
    ("queries", "ids"),
    [
        (("bertanda tangan", "menandatangani", "tanda tangan", "penandatanganan", "menanda tangani"), [1, 2]),
        (("bekerja sama", "kerja sama", "kerjasama"), [3, 4]),
        (("ambil alih", "pengambilalihan", "mengambil alih", "pengambil alihan"), [6, 7]),
        (("uji coba", "ujicoba", "diuji coba", "diujicobakan", "serah terima", "diserahterimakan"), [8, 9]),
    ],
)
def test_compounds_together_and_apart(archive: Archive, queries: tuple[str, ...], ids: list[int]) -> None:
    for number, text in COMPOUNDS.items():
        url = f"https://kabarcontoh.example/{number}"
        article = make_article(
            url=url, canonical_url=None, headline="Berita", paragraphs=(text,), annotations=()
        )
        archive.save_article(article, [], None)
    for query in queries:
        assert (query, sorted(hit.id for hit in search(archive, query))) == (query, ids)


def test_forms_of_another_spelling(archive: Archive) -> None:
    texts = (
        "Perijinan dipermudah.",
        "Bupati mengizinkan.",
        "Daerah beresiko.",
        "Risiko naik.",
        "Ia berhutang.",
    )
    for number, text in enumerate((*texts, "Utangnya lunas."), start=1):
        keep(archive, number, headline="Berita", paragraphs=(text,))
    families = {"perizinan mengijinkan izin": [1, 2], "berisiko resiko": [3, 4], "berutang hutang": [5, 6]}
    for queries, ids in families.items():
        for query in queries.split():
            assert (query, list(matching(archive, query))) == (query, ids)


def test_order(stored: Archive) -> None:
    assert [hit.id for hit in search(stored, "banjir")] == [1, 2]  # the headline counts for more
    assert [hit.id for hit in search(stored)] == [2, 1, 3]  # newest first, unknown dates last


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"outlet": "lain"}, [3]),
        ({"outlet": "tidak ada"}, []),
        ({"start": date(2026, 11, 20)}, [2, 1]),
        ({"end": date(2026, 11, 20)}, [1]),
        ({"start": date(2026, 11, 20), "end": date(2026, 11, 20)}, [1]),
        ({"sentiment": "positif"}, [2]),
        ({"place": "32.11"}, [1]),
        ({"place": "sumedang"}, [1]),
        ({"place": "Kab. Sumedang"}, [1]),
        ({"place": "kota sumedang"}, []),
        ({"place": "Kota Bandung"}, [2]),
        ({"place": "seoul"}, [2]),
        ({"place": "'; DROP TABLE places; --"}, []),
        ({"outlet": "kabar CONTOH"}, [2, 1, 3]),
        ({"outlet": "Lain"}, [3]),
        ({"province": "jawa barat"}, [2, 1]),
        ({"province": "ID-JB"}, [2, 1]),
        ({"province": "ID-PA"}, []),
        ({"province": "Narnia"}, []),
        ({"network": "tidak ada"}, []),
        ({"person": "siti RAHMAWATI"}, [2]),
        ({"person": "rahmawati"}, [2]),
        ({"person": "rahma"}, []),
        ({"organisation": "polres"}, [1]),
        ({"section": "DAERAH"}, [2, 1, 3]),
        ({"media_type": "News"}, [2, 1, 3]),
        ({"limit": 1}, [2]),
        ({"limit": 1, "offset": 1}, [1]),
    ],
)
def test_filters(stored: Archive, filters: dict[str, Any], ids: list[int]) -> None:
    assert [hit.id for hit in search(stored, **filters)] == ids


def keep(archive: Archive, number: int, **changes: Any) -> None:
    """One more article of its own address and words."""
    url = f"https://kabarcontoh.example/{number}"
    made = make_article(**{"annotations": (), **changes}, url=url, canonical_url=None)
    archive.save_article(made, [], None)


def test_outlets_whose_slugs_differ_in_marks_or_case(archive: Archive) -> None:
    outlets = {
        "warta-kota": "wartaKota",
        "wartakota": "N2",
        "WartaKota": "N3",
        "warta": "N4",
        "warta_kota": "N5",
    }
    for number, (slug, name) in enumerate(outlets.items(), start=1):
        keep(archive, number, outlet=slug, outlet_name=name)
    for number, slug in enumerate(outlets, start=1):
        for asked in (slug, *([f"n{number}"] if number > 1 else [])):
            assert [hit.id for hit in search(archive, "jembatan", outlet=asked)] == [number]
            assert [hit.id for hit in search(archive, outlet=asked, order="newest")] == [number]
            assert list(matching(archive, outlet=asked)) == [number]
            assert count(archive, outlet=asked) == Count(1, capped=False)
        assert [tally.slug for tally in make_tally(archive, slug).outlets] == [slug]
    assert list(matching(archive, outlet="WARTAKOTA")) == [1, 2, 3]


def test_a_site_without_a_seed_is_an_outlet(archive: Archive) -> None:
    for number, name in enumerate(("alpha.id", "beta.id", "alpha.id"), start=1):
        keep(archive, number, outlet="generic", outlet_name=name)
    keep(archive, 4)
    for asked, ids in {"alpha.id": [1, 3], " Beta.ID ": [2], "generic": [1, 2, 3], "alphaid": []}.items():
        assert list(matching(archive, outlet=asked)) == ids
    assert make_tally(archive, "beta.id").articles == 1
    assert unknown_names(archive.db, SearchRequest(outlet="beta.id")) == []
    (told,) = unknown_names(archive.db, SearchRequest(outlet="gamma.id"))
    assert told == "no article has the outlet 'gamma.id'; did you mean alpha.id?"


@pytest.mark.parametrize("column", ["section", "media_type"])
def test_a_value_is_the_whole_value(archive: Archive, column: str) -> None:
    values = (
        "Hukum",
        "Hukum | Kriminal",
        "Hukum – Kriminal",
        "Hukum & Kriminal",
        "Hukum; Kriminal",
        "It's {0}?",
    )
    for number, value in enumerate(values, start=1):
        keep(archive, number, **{column: value})
    for number, value in enumerate(values, start=1):
        asked: dict[str, Any] = {column: f" {value.upper()} "}
        assert [hit.id for hit in search(archive, "jembatan", **asked)] == [number]
        assert [hit.id for hit in search(archive, order="newest", **asked)] == [number]
        assert list(matching(archive, **asked)) == [number]
        assert count(archive, **asked) == Count(1, capped=False)
    (told,) = unknown_names(archive.db, SearchRequest(**{column: "HukumKriminal"}))  # type: ignore[arg-type]
    assert "'HukumKriminal'; did you mean Hukum" in told


def test_a_name_is_one_name(archive: Archive) -> None:
    named = {
        1: ("Hasan Ridwan", "Lina Marlina"),
        2: ("Hasan", "H. Ridwan-Lina"),
        3: ("Ridwan Lína Sari",),
    }
    for number, names in named.items():
        people = [{"name": name, "mentions": 1} for name in names]
        stated = (Annotation("people", "1", people), Annotation("organisations", "1", people))
        keep(archive, number, annotations=stated)
    for key in ("person", "organisation"):
        found = {
            name: list(matching(archive, **{key: name}))
            for name in ("ridwan lina", "Hasan Ridwan", "Ridwan", "hasan lina")
        }
        assert found == {"ridwan lina": [2, 3], "Hasan Ridwan": [1], "Ridwan": [1, 2, 3], "hasan lina": []}
    keep(archive, 4, annotations=(Annotation("people", "1", [{"name": "Tuti Ridwan Lina", "mentions": 1}]),))
    assert list(matching(archive, person="ridwan lina")) == [2, 3, 4]
    assert unknown_names(archive.db, SearchRequest(person="tuti ridwan", organisation="marlina hasan")) == [
        "no article has the organisation 'marlina hasan'; leave the filter out."
    ]


def test_filters_narrow_a_query(stored: Archive) -> None:
    assert [hit.id for hit in search(stored, "banjir", place="Sumedang", sentiment="negatif")] == [1]
    assert search(stored, "banjir", place="Sumedang", sentiment="positif") == []
    assert [hit.id for hit in search(stored, "banjir", limit=1)] == [1]


def test_count_and_matching_and_facets(stored: Archive) -> None:
    assert count(stored, "banjir") == Count(2, capped=False)
    assert count(stored, cap=2) == Count(2, capped=True)
    assert list(matching(stored, "desa -cafe")) == [1]
    assert list(matching(stored)) == [1, 2, 3]
    found = facets(stored, "banjir", ("place", "province", "person", "sentiment"))
    assert found["place"] == [
        FacetValue("32.73", "Kota Bandung", 1),
        FacetValue("Seoul", "Seoul", 1),
        FacetValue("32.11", "Sumedang", 1),
    ]
    assert found["province"] == [FacetValue("ID-JB", "Jawa Barat", 2)]
    assert found["person"] == [FacetValue("Siti Rahmawati", "Siti Rahmawati", 1)]
    assert [each.value for each in found["sentiment"]] == ["negatif", "positif"]
    for name, values in facets(stored).items():  # every value is one that the filter takes
        for each in values:
            if name != "month":
                assert count(stored, **{name: each.value}).number == each.count


def test_each_place_of_one_name_has_a_facet_of_its_own(archive: Archive) -> None:
    unclear = make_place(name="Bandung", type="unclear", code=None)
    for number, place in enumerate((BANDUNG, make_place(name="Bandung", code="32.04"), unclear), start=1):
        keep(archive, number, annotations=(Annotation("places", "1", [place]),))
    found = facets(archive, names=("place",))["place"]
    assert [each.label for each in found] == ["Bandung (kab/kota)", "Kab. Bandung", "Kota Bandung"]
    assert [list(matching(archive, place=each.value)) for each in found] == [[3], [2], [1]]
    assert count(archive, place="bandung").number == 3


def test_unknown_names_are_told_with_a_remedy(stored: Archive) -> None:
    asked = SearchRequest(place="Sumedeng", person="Siti Rahmawati", province="Narnia", sentiment="netral")
    assert unknown_names(stored.db, asked) == [
        "'Narnia' is not a province of Indonesia; give its name or a code such as ID-JB.",
        "no article has the place 'Sumedeng'; did you mean Sumedang?",
    ]


def test_newest_of_a_query(stored: Archive) -> None:
    hits = search(stored, SearchRequest("banjir", order="newest"))
    assert [hit.id for hit in hits] == [2, 1]
    assert "**banjir**" in hits[0].snippet


def test_a_hit(stored: Archive) -> None:
    (hit,) = search(stored, "pedagang")
    assert hit == Hit(
        id=2,
        url="https://kabarcontoh.example/2",
        headline="Harga Cabai Turun",
        outlet="kabarcontoh",
        outlet_name="Kabar Contoh",
        published_at="2026-11-21",
        section="Daerah",
        sentiment="positif",
        sentiment_confidence=0.9,
        places=("Kota Bandung", "Seoul"),
        snippet="**Pedagang** pasar senang. Bulan lalu banjir menutup jalan ke pasar induk.",
        score=hit.score,
    )
    assert hit.score is not None
    assert hit.score > 0
    assert hit.as_dict()["places"] == ("Kota Bandung", "Seoul")
    assert hit.as_text() == (
        "2  Harga Cabai Turun\n"
        "   2026-11-21 · Kabar Contoh · positif 90% · Kota Bandung, Seoul\n"
        "   **Pedagang** pasar senang. Bulan lalu banjir menutup jalan ke pasar induk.\n"
        "   https://kabarcontoh.example/2\n"
    )


SYNTAX = [
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR(",
    "(",
    ")",
    '"',
    "*",
    "^",
    ":",
    "{",
    "}",
    "+",
    "-",
    "'",
    "\\",
    "\0",
    "text",
    ".",
]


@given(st.lists(st.sampled_from(SYNTAX) | st.text(max_size=6), max_size=12).map(" ".join))
@example("a" + " a" * 5000)
@example('"' * 999)
@example("\ud83d")
@example("-" * 50 + "\u0301")
@example("𞤀 -𞤀 OR ²")
def test_no_query_is_an_error(stored: Archive, query: str) -> None:
    assert all(hit.id in (1, 2, 3) for hit in search(stored, SearchRequest(query)))
    told = refusal(query)
    assert told is None or told.endswith(".")


@pytest.mark.parametrize(
    ("words", "filters", "told"),
    [
        ("%", {}, "'%' has no word to look for; give letters or digits, or nothing for all."),
        ("OR", {}, "'OR' has no word to look for; give letters or digits, or nothing for all."),
        ("- -- !!!", {}, "'- -- !!!' has no word to look for; give letters or digits, or nothing for all."),
        ("NOT banjir", {}, "NOT is no operator; "),
        ("banjir OR -gempa", {}, "'OR -gempa' cannot be asked; "),
        (None, {}, "words None are no text; give a str."),
        ("", {"order": "oldest"}, "there is no order 'oldest'; give one of relevance, newest."),
        ("", {"sentiment": "baik"}, "there is no sentiment 'baik'; give one of positif, netral, negatif."),
        ("", {"end": "2023-01-01"}, "end '2023-01-01' is no day; "),
        ("", {"start": datetime(2023, 1, 1)}, "start datetime.datetime(2023, 1, 1, 0, 0) is no day; "),  # noqa: DTZ001
        ("", {"place": 3211}, "place 3211 is no text; give a str."),
        ("", {"unique": "no"}, "unique 'no' is neither True nor False; give one."),
        ("", {"town": "Garut"}, "a search has no filter 'town'; there are outlet, network, "),
        (
            "",
            {"start": date(2026, 11, 21), "end": date(2026, 11, 20)},
            "start 2026-11-21 is after end 2026-11-20; swap them.",
        ),
        (SearchRequest("banjir"), {"order": None}, "there is no order None; "),
    ],
)
def test_what_cannot_be_asked(stored: Archive, words: Any, filters: dict[str, Any], told: str) -> None:
    for ask in (search, count, facets, lambda *given, **how: list(matching(*given, **how))):
        with pytest.raises(ValueError, match=f"^{re.escape(told)}"):
            ask(stored, words, **filters)


def test_no_negative_number_of_hits(stored: Archive) -> None:
    for numbers in ({"limit": -1}, {"offset": -5}):
        with pytest.raises(ValueError, match="cannot be negative"):
            search(stored, "banjir", **numbers)


def test_search_in_an_archive_opened_for_reading(stored: Archive) -> None:
    with Archive.open(stored.path, create=False, read_only=True) as archive:
        assert [hit.id for hit in search(archive, "murid")] == [3]
