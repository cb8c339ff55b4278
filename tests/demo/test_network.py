"""The sample network answers as the real outlets do; a crawl can be measured against ``expected``."""

from __future__ import annotations

import http.client
import json
import re
import threading
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import etree, html

from demo.network import SampleNetwork
from demo.stories import SHOWN, Story, expected, read_stories

JABAR = "https://jabarekspres.com"
STORIES = [story for story in read_stories().values() if not story.gone]
LONG = "desa-cibugel-sumedang-menyulap-lahan-kosong-jadi-wisata-kopi-ratusan-warga-dapat-pekerjaan"
GONE = "wali-kota-sukabumi-lantik-pengurus-baru-karang-taruna"
POSYANDU = "posyandu-sumedang-turunkan-angka-stunting-menteri-kesehatan-kirim-apresiasi"
BANK = "bank-sampah-kota-banjar-sukses-warga-bayar-sekolah-dan-berobat-dengan-plastik"


def ask(network: SampleNetwork, url: str, method: str = "GET", **headers: str) -> tuple[int, Message, str]:
    """Status, headers and body under the URL's own host; ``If_None_Match`` is a header."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(network.address, timeout=5)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        target = parts._replace(scheme="", netloc="").geturl() or "/"
        connection.request(method, target, headers={"Host": parts.netloc, **named})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()
    finally:
        connection.close()


def posts(network: SampleNetwork, **query: object) -> tuple[int, Message, object]:
    status, headers, body = ask(network, f"{JABAR}/wp-json/wp/v2/posts?{urlencode(query)}")
    return status, headers, json.loads(body)


def locations(xml: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(xml.encode()).iter("{*}loc")]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug[:30])
def test_every_page_shows_what_was_written(sample_network: SampleNetwork, story: Story) -> None:
    [record] = expected([story])
    shown = ""
    for url in record.pages:
        status, _headers, body = ask(sample_network, url)
        assert status == 200
        shown += words(html.tostring(html.document_fromstring(body), method="text", encoding="unicode"))
    for text in (record.headline, *record.paragraphs, *record.removed, *filter(None, [record.closing])):
        assert words(text) in shown
    assert not re.search(r"\{[{%]|\]\]|None", shown)


def test_the_sample_holds_every_form_and_variant() -> None:
    forms = {block.form for story in STORIES for page in story.pages for block in page}
    assert forms == {"text", *SHOWN}
    assert len({story.url for story in STORIES}) == 23
    assert len({story.published.date() for story in STORIES}) > 20
    assert any(story.bare for story in STORIES) and any(story.tight for story in STORIES)
    assert any("baca juga" in text.lower() for record in expected() for text in record.paragraphs)


@pytest.mark.parametrize("slug", [POSYANDU, BANK])
def test_validators_answer_304_until_an_edit(sample_network: SampleNetwork, slug: str) -> None:
    url = sample_network.stories[slug].url
    _status, headers, before = ask(sample_network, url)
    etag, modified = headers["ETag"], headers["Last-Modified"]

    assert ask(sample_network, url, If_None_Match=etag)[::2] == (304, "")
    assert ask(sample_network, url, If_None_Match=f'W/"x", {etag}')[0] == 304
    assert ask(sample_network, url, If_Modified_Since=modified)[0] == 304
    assert ask(sample_network, url, If_None_Match='"other"', If_Modified_Since=modified)[0] == 200
    assert ask(sample_network, url, If_Modified_Since="kemarin")[0] == 200

    edited = sample_network.edit(slug)
    status, headers, after = ask(sample_network, url, If_None_Match=etag, If_Modified_Since=modified)

    assert status == 200 and headers["ETag"] != etag
    assert parsedate_to_datetime(headers["Last-Modified"]) == edited.modified
    if slug == POSYANDU:  # the sentence goes to the last page, so the first of two changes in its dates alone
        assert "pembaruan ke-1" in after and "pembaruan ke-1" not in before
    [record] = [record for record in sample_network.expected() if record.url == url]
    assert record.modified_at == edited.modified
    assert len(record.paragraphs) == len(expected([read_stories()[slug]])[0].paragraphs) + 1


def test_a_removed_article_is_gone_though_the_feed_names_it(sample_network: SampleNetwork) -> None:
    sample_network.remove(POSYANDU)
    url = read_stories()[POSYANDU].url

    assert ask(sample_network, url)[0] == 404
    assert url not in [record.url for record in sample_network.expected()]
    assert url not in ask(sample_network, f"{JABAR}/wp-sitemap-posts-post-1.xml")[2]
    feed = etree.fromstring(ask(sample_network, f"{JABAR}/feed/")[2].encode())
    links = [element.text or "" for element in feed.findall("channel/item/link")]
    assert len(links) == 10 and url in links
    assert [ask(sample_network, link)[0] for link in links].count(
        404
    ) == 2  # one was withdrawn from the start


def test_posts_are_paged_as_wordpress_pages_them(sample_network: SampleNetwork) -> None:
    status, headers, first = posts(sample_network, per_page=7)
    assert (status, headers["X-WP-Total"], headers["X-WP-TotalPages"]) == (200, "17", "3")
    pages = [posts(sample_network, per_page=7, page=page)[2] for page in (1, 2, 3)]
    assert first == pages[0]
    slugs = [post["slug"] for page in pages for post in page]  # type: ignore[attr-defined]
    assert len(set(slugs)) == 17 and slugs[-1] == LONG and GONE not in slugs

    status, _headers, error = posts(sample_network, per_page=7, page=4)
    assert status == 400
    assert error["code"] == "rest_post_invalid_page_number"  # type: ignore[index]


def test_posts_of_a_range_in_the_site_clock(sample_network: SampleNetwork) -> None:
    query = {"after": "2023-08-01T00:00:00", "before": "2023-08-31T03:01:01", "order": "asc"}
    _status, headers, found = posts(sample_network, _fields="date,date_gmt,slug", **query)
    assert headers["X-WP-Total"] == "4"
    assert found[-1] == {  # type: ignore[index]
        "date": "2023-08-31T03:01:00",
        "date_gmt": "2023-08-30T20:01:00",
        "slug": POSYANDU,
    }
    assert posts(sample_network, after="2024-01-01T00:00:00")[2] == []


@pytest.mark.parametrize(
    "query", [{"per_page": 101}, {"page": 0}, {"after": "kemarin"}, {"order": "acak"}, {"orderby": "rand"}]
)
def test_posts_refuse_a_bad_query(sample_network: SampleNetwork, query: dict[str, object]) -> None:
    status, _headers, error = posts(sample_network, **query)
    assert status == 400
    assert error["code"] == "rest_invalid_param"  # type: ignore[index]


@pytest.mark.parametrize(
    ("host", "count"), [("jabarekspres.com", 18), ("kompas.com", 6), ("regional.kompas.com", 6)]
)
def test_robots_lead_to_every_article(sample_network: SampleNetwork, host: str, count: int) -> None:
    robots = ask(sample_network, f"https://{host}/robots.txt")[2]
    [sitemap] = re.findall(r"^Sitemap: (\S+)$", robots, re.MULTILINE)
    [posts_sitemap] = locations(ask(sample_network, sitemap)[2])
    urls = locations(ask(sample_network, posts_sitemap)[2])
    assert len(urls) == count
    assert {ask(sample_network, url)[0] for url in urls} == {200}


def test_pages_of_a_long_article(sample_network: SampleNetwork) -> None:
    url = read_stories()[LONG].url
    first = html.document_fromstring(ask(sample_network, url)[2])
    links = [link.get("href") for link in first.cssselect("a.post-page-numbers")]
    assert links == [f"{url}2/", f"{url}3/"] == list(expected([read_stories()[LONG]])[0].pages[1:])
    for beyond in ("4/", "0/"):
        status, headers, _body = ask(sample_network, url + beyond)
        assert (status, headers["Location"]) == (301, url)
    assert ask(sample_network, url.rstrip("/"))[1]["Location"] == url

    bank = read_stories()[BANK].url
    assert f'href="{bank}?page=all#page2"' in ask(sample_network, bank)[2]
    assert "Didin Saripudin" not in ask(sample_network, bank)[2]
    whole = ask(sample_network, f"{bank}?page=all")[2]
    assert "Didin Saripudin" in whole and "Lilis Suryani" in whole
    assert ask(sample_network, f"{bank}?page=3")[0] == 404


def test_amp_names_the_canonical_page(sample_network: SampleNetwork) -> None:
    url = read_stories()[LONG].url
    page = html.document_fromstring(ask(sample_network, f"{url}amp/")[2])
    assert page.cssselect('link[rel="canonical"]')[0].get("href") == url


@pytest.mark.parametrize(
    "url",
    [
        "https://lain.id/",
        f"{JABAR}/wp-login.php",
        f"{JABAR}/tag/tiada/",
        f"{JABAR}/berita/2023/07/05/{LONG}/",  # another day's address
        read_stories()[GONE].url,
        "https://www.kompas.com/read/2023/08/31/030112978/robot",
    ],
)
def test_anything_else_is_not_found(sample_network: SampleNetwork, url: str) -> None:
    assert ask(sample_network, url)[0] == 404


@pytest.mark.parametrize("url", [f"{JABAR}/", f"{JABAR}/tag/sumedang/", "https://www.kompas.com/"])
def test_index_pages_list_articles(sample_network: SampleNetwork, url: str) -> None:
    status, _headers, body = ask(sample_network, url)
    assert status == 200
    assert len(html.document_fromstring(body).cssselect("h2")) >= 2


def test_the_log_holds_every_request(sample_network: SampleNetwork) -> None:
    ask(sample_network, f"{JABAR}/feed/", User_Agent="newscrawl-test")
    assert ask(sample_network, "https://lain.id/a?b=c", method="HEAD")[2] == ""
    feed, other = sample_network.requests
    assert (feed.host, feed.path, feed.status) == ("jabarekspres.com", "/feed/", 200)
    assert feed.headers["user-agent"] == "newscrawl-test"
    assert (other.host, other.path, other.status) == ("lain.id", "/a?b=c", 404)


def test_it_stops_and_leaves_nothing_behind() -> None:
    before = set(threading.enumerate())
    with SampleNetwork() as network:
        address = network.address
        ask(network, f"{JABAR}/")
    assert set(threading.enumerate()) == before
    connection = http.client.HTTPConnection(address, timeout=1)
    with pytest.raises(ConnectionRefusedError):
        connection.connect()
    connection.close()


def test_the_wall_around_loopback() -> None:
    connection = http.client.HTTPConnection("192.0.2.1", timeout=1)
    with pytest.raises(BaseException, match="stay on loopback"):
        connection.connect()
    connection.close()
