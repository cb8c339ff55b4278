"""What strangers and hostile pages cannot do."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml.html import fromstring as parse

from archive.datasette.asking import PARAMETERS
from archive.request import FILTERS
from newscrawl.types import FieldRecord, Removed
from tests.archive.conftest import make_article, make_place
from tests.archive.datasette.conftest import SENTIMENT, Browse, annotations

REPORT = "/laporan?since=2023-08-01"
PAGES = (
    "/",
    "/cari",
    "/cari?q=jembatan",
    REPORT,
    "/artikel/1",
    "/news",
    "/news/places",
    "/news/newest",
    "/artikel/99",
)
HOSTILE = """"'><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>**<b>**{{7*7}}"""


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("address", [*PAGES, "/statis/newscrawl.css", "/robots.txt", "/tidak-ada"])
def test_headers_of_every_answer(browsing: Callable[..., Browse], address: str, public: bool) -> None:
    headers = browsing(make_article(), public=public)(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert ("x-robots-tag" in headers) == public


@pytest.mark.parametrize("address", PAGES)
def test_no_page_needs_an_inline_script_or_style(browse: Browse, address: str) -> None:
    tree = parse(browse(address).content)
    assert [script for script in tree.cssselect("script") if not script.get("src")] == []
    assert tree.cssselect("style") == []


def hostile_article() -> Any:
    return make_article(
        headline=HOSTILE,
        outlet_name=HOSTILE,
        section=HOSTILE,
        dateline=HOSTILE,
        closing=HOSTILE,
        media_type=HOSTILE,
        byline=HOSTILE,
        authors=(HOSTILE,),
        editors=(HOSTILE,),
        tags=(HOSTILE,),
        language='id" onload="alert(1)',
        url="javascript:alert(1)//",
        canonical_url=None,
        lead_image="javascript:alert(1)",
        paragraphs=("jembatan " + HOSTILE, HOSTILE),
        removed=(Removed(HOSTILE, HOSTILE, 1),),
        fields={HOSTILE: FieldRecord(HOSTILE, HOSTILE)},
        extractor=HOSTILE,
        annotations=annotations(
            sentiment={**SENTIMENT, "label": HOSTILE, "words": [{"word": HOSTILE, "weight": 1.0}]},
            places=[make_place(name=HOSTILE)],
            people=[{"name": HOSTILE, "role": HOSTILE, "quoted": True}],
            organisations=[{"name": HOSTILE, "type": HOSTILE}],
        ),
    )


@pytest.mark.parametrize(
    "address", [*PAGES, "/news/articles", "/news/people", "/cari?person=" + quote(HOSTILE)]
)
def test_hostile_articles_are_text(browsing: Callable[..., Browse], address: str) -> None:
    tree = parse(browsing(hostile_article())(address).content)
    assert [node for node in tree.iter() if any(name.startswith("on") for name in node.attrib)] == []
    assert [node.tag for node in tree.cssselect("script:not([src]), img, iframe, object, embed, base")] == []
    scripted = [
        node
        for node in tree.cssselect("[href], [src]")
        for value in node.attrib.values()
        if "javascript:" in value
    ]
    assert scripted == []


def test_a_stranger_reads_an_excerpt_and_the_way_to_the_source(
    browsing: Callable[..., Browse],
) -> None:
    paragraphs = ("Warga menyambut jembatan. " * 10, "Rahasia di akhir. " * 30)
    browse = browsing(make_article(paragraphs=paragraphs), public=True)
    for address in (
        "/artikel/1",
        "/artikel/1.json",
        "/cari",
        "/cari.json",
        "/cari.csv",
        "/cari.atom",
        "/",
        REPORT,
    ):
        assert browse(address).text.count("Rahasia di akhir") < 10, address
    assert "Kutipan saja" in browse("/artikel/1").text
    assert "news.captures" not in browse("/artikel/1").text
    assert ".warc.gz" not in browse("/artikel/1").text
    assert "Harga Cabai" not in browse("/artikel/1").text + browse("/artikel/1.json").text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *((f"/news/{table}", 403) for table in ("articles", "articles_fts", "articles_fts_data", "captures")),
        *(
            (f"/news/{table}.json", 403)
            for table in ("revisions", "annotations", "runs", "failures", "aliases")
        ),
        *((f"/news/{table}", 200) for table in ("outlets", "places", "people", "article_people")),
        ("/news.json?sql=select+text+from+articles", 403),
        ("/news/places?_where=1", 403),
        ("/news.db", 403),
        ("/-/databases.json", 404),
        ("/-/plugins", 404),
        ("/-/static/app.css", 200),
    ],
)
def test_what_strangers_may_open(stranger: Browse, address: str, status: int) -> None:
    assert stranger(address).status_code == status


def test_own_sql_is_for_staff(browse: Browse) -> None:
    assert browse("/news.json?sql=select+1").status_code == 200


def test_a_value_of_own_sql_is_bounded(browse: Browse) -> None:
    assert browse("/news.json?sql=select+length(randomblob(900000000))").status_code == 400


@pytest.mark.parametrize(
    "address", ["//example.com/", "/\\example.com/", "/%5Cexample.com/", "/%2F%2Fexample.com/", "/cari//"]
)
def test_no_redirect_leads_off_the_site(stranger: Browse, address: str) -> None:
    async def raw() -> list[Any]:
        sent: list[Any] = []
        scope = {
            **{"type": "http", "http_version": "1.1", "method": "GET", "query_string": b"", "headers": []},
            **{"path": address, "raw_path": address.encode(), "scheme": "http", "server": ("localhost", 80)},
        }

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            sent.append(message)

        await stranger.datasette.app()(scope, receive, send)
        return sent

    start = stranger.loop.run_until_complete(raw())[0]
    location = dict(start["headers"]).get(b"location", b"/")
    assert re.fullmatch(rb"/(?![/\\]).*", location), location


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("POST", "/cari", 405),
        ("DELETE", "/news/places", 405),
        ("GET", "/cari?q=" + "a" * 5000, 414),
        ("GET", "/cari?q=" + "a" * 400, 400),
        ("GET", "/cari?page=0", 400),
        ("GET", "/cari?page=51", 400),
        ("GET", "/cari?page=%C2%B2", 400),
        ("GET", "/cari?page=00000199999999999999999999", 400),
        ("GET", "/news/outlets?_through=x", 400),
        ("GET", "/news/outlets?_timelimit=abc", 400),
        ("GET", "/news/outlets?_fts_table=articles_fts&_fts_pk=id&_search=x", 400),
        ("GET", "/-/static/" + "a" * 5000, 414),
        ("GET", "/cari?from=kemarin", 400),
        ("GET", "/cari?saved=pagi", 404),
        ("GET", "/cari.csv?saved=pagi", 404),
        ("GET", "/laporan?saved=pagi", 404),
        ("GET", "/laporan?for=" + "a" * 200, 400),
        ("GET", "/laporan?for=" + "a+" * 30, 400),
        ("GET", "/laporan?from=0001-01-01&to=9999-12-31", 400),
        ("GET", "/laporan?since=9999w&to=2200-01-01", 200),
        ("GET", "/laporan?since=%00&for=%00", 200),
        ("GET", "/laporan?for=Garut&for=x&since=1d&since=x", 200),
        ("GET", "/artikel/%00", 400),
        ("GET", "/statis/%00", 400),
        ("GET", "/statis/../tables.py", 404),
    ],
)
def test_refusals(stranger: Browse, method: str, address: str, status: int) -> None:
    assert stranger(address, method).status_code == status


QUERIES = st.text(max_size=60) | st.text(alphabet="\"'()*:^-+{}[]~ORANDNEAR \x00\ud800", max_size=30)

NAMES = ("q", "from", "page", "order", *(PARAMETERS.get(name, name) for name in FILTERS))


def test_the_search_box_answers_whatever_is_typed(stranger: Browse) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(QUERIES, st.sampled_from(NAMES))
    @example("\x00", "q")
    @example('"', "q")
    @example('x"](', "sentiment")
    @example("NEAR(a b, 5)", "q")
    def ask(text: str, name: str) -> None:
        value = quote(text.encode("utf-8", "surrogatepass"))
        assert stranger(f"/cari?q=jembatan&{name}={value}").status_code in (200, 302, 400)
        assert stranger(f"/cari.json?{name}={value}").status_code in (200, 400)
        assert stranger(f"/laporan?since=2026-11-08&{name}={value}").status_code in (200, 400)
        for parameter in ("for", "since"):
            assert stranger(f"/laporan?{parameter}={value}").status_code in (200, 400)

    ask()


ODD = (
    *(
        "[",
        "{",
        "x",
        "on",
        "-1",
        "9" * 30,
        "\x00",
        "id",
        "name",
        "array",
        "object",
        "newline",
        "headline__in",
    ),
    *("null", "[1,{}]", "/", "*", "'", "𐀀", "true", "2026-13-45", ""),
)
PARAMETERS_OF_DATASETTE = (
    *("_nl", "_shape", "_json", "_labels", "_facet", "_facet_date", "_facet_array", "_facet_size", "_size"),
    *("_next", "_sort", "_sort_desc", "_where", "_search", "_searchmode", "_search_name", "_col", "_nocol"),
    *(
        "_extra",
        "_trace",
        "_ttl",
        "_header",
        "_dl",
        "_stream",
        "_hide_sql",
        "_nofacet",
        "_nocount",
        "_json_infinity",
    ),
    *(
        "sql",
        "slug",
        "name__in",
        "name__contains",
        "name__arraycontains",
        "name__date",
        "name__isnull",
        "x__gt",
    ),
    *(
        "name__like",
        "name__glob",
        "name__notin",
        "id__exact",
        "_filter_column",
        "_filter_op",
        "_filter_value",
    ),
)


@pytest.mark.filterwarnings("ignore:coroutine .*suggested_facets. was never awaited")  # Datasette's own
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "address", ["/news.json", "/news/outlets", "/news/outlets.json", "/news/article_people.csv"]
)
def test_odd_parameters_are_no_error_of_the_server(stranger: Browse, address: str) -> None:
    known = ["name__in=[", "_nl=on&_shape=array", "_json=name&_shape=array"]
    for place, name in enumerate(PARAMETERS_OF_DATASETTE):
        known += [f"{name}={quote(ODD[(place + turn) % len(ODD)])}" for turn in (0, 7)]
    for asked in known:
        assert stranger(f"{address}?{asked}").status_code < 500, asked


def test_robots_are_sent_away_from_a_public_archive(stranger: Browse, browse: Browse) -> None:
    assert stranger("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_json_of_a_hostile_article_is_not_html(browsing: Callable[..., Browse]) -> None:
    answer = browsing(hostile_article())("/artikel/1.json")
    assert answer.headers["content-type"].startswith("application/json")
    assert json.loads(answer.text)["headline"] == HOSTILE
