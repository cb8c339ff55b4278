"""The seeds that ship, and what the loader says of seeds that are wrong."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from newscrawl.coverage import PROVINCES
from newscrawl.seeds import SEEDS, SeedError, UnknownOutlet, find_outlet, get_outlet, load_outlets, load_seed

KABKOTA = Path(__file__).parents[2] / "../shared/nlp/gazetteer_id/kabkota.csv"

ZONES = {
    "Asia/Jakarta": "AC SU SB RI KR JA SS BB BE LA JK JB BT JT YO JI",
    "Asia/Pontianak": "KB KT",  # WIB; the rest of Kalimantan keeps WITA
    "Asia/Makassar": "BA NB NT KS KI KU SA GO ST SR SN SG",
    "Asia/Jayapura": "MA MU PD PB PT PE PA PS",
}
KEMENDAGRI = {  # the first two digits of a kab/kota code name its province
    **{"11": "AC", "12": "SU", "13": "SB", "14": "RI", "15": "JA", "16": "SS", "17": "BE", "18": "LA"},
    **{"19": "BB", "21": "KR", "31": "JK", "32": "JB", "33": "JT", "34": "YO", "35": "JI", "36": "BT"},
    **{"51": "BA", "52": "NB", "53": "NT", "61": "KB", "62": "KT", "63": "KS", "64": "KI", "65": "KU"},
    **{"71": "SA", "72": "ST", "73": "SN", "74": "SG", "75": "GO", "76": "SR", "81": "MA", "82": "MU"},
    **{"91": "PA", "92": "PB", "93": "PS", "94": "PT", "95": "PE", "96": "PD"},
}
GOOD = 'name = "Warta Kita"\nhosts = ["wartakita.example"]\nzone = "Asia/Jakarta"\n'


def test_there_are_at_least_150_outlets() -> None:
    assert len(load_outlets()) >= 150


def test_every_province_has_an_outlet() -> None:
    assert PROVINCES.keys() <= {outlet.region for outlet in load_outlets().values()}


def test_slugs_are_lower_case_words() -> None:
    assert [slug for slug in load_outlets() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_no_two_outlets_claim_one_host() -> None:
    claims = [(host, outlet.slug) for outlet in load_outlets().values() for host in outlet.hosts]
    hosts = [host for host, _ in claims]
    assert [claim for claim in claims if hosts.count(claim[0]) > 1] == []


def test_zones_fit_their_regions() -> None:
    zone_of = {f"ID-{code}": zone for zone, codes in ZONES.items() for code in codes.split()}
    local = [outlet for outlet in load_outlets().values() if outlet.region]
    assert zone_of.keys() == PROVINCES.keys()
    assert [outlet.slug for outlet in local if outlet.zone.key != zone_of[outlet.region]] == []


def test_kabkota_codes_lie_in_their_provinces() -> None:
    local = [outlet for outlet in load_outlets().values() if outlet.kabkota]
    assert [o.slug for o in local if o.region != f"ID-{KEMENDAGRI[o.kabkota.partition('.')[0]]}"] == []


def test_kabkota_codes_exist() -> None:
    if not KABKOTA.exists():
        pytest.skip("the list of kabupaten and kota is not here")
    with KABKOTA.open(encoding="utf-8") as file:
        codes = {row["kode"] for row in csv.DictReader(file)}
    assert {outlet.kabkota for outlet in load_outlets().values() if outlet.kabkota} <= codes


def test_stated_evidence_has_a_day() -> None:
    assert [
        o.slug for o in load_outlets().values() if (o.verified == "none") != (o.verified_on is None)
    ] == []


def test_every_network_has_members() -> None:
    networks = {path.stem for path in (SEEDS / "networks").glob("*.toml")}
    assert networks <= {outlet.network for outlet in load_outlets().values()}


def test_the_seed_shown_in_the_docs_is_a_real_one_of_eight_lines() -> None:
    seed = (SEEDS / "radarsukabumi.toml").read_text(encoding="utf-8")
    assert len(seed.splitlines()) <= 8
    assert seed in (SEEDS / "../docs/seeds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://jabarekspres.com/berita/2023/08/31/judul/", "jabarekspres"),
        ("https://www.jabarekspres.com/berita/", "jabarekspres"),
        ("https://JABAREKSPRES.com./", "jabarekspres"),
        ("https://assets.jabarekspres.com/main/", "jabarekspres"),
        ("https://notjabarekspres.com/", "generic"),
        ("https://jabar.jpnn.com/jabar-terkini/20357/judul", "jpnn-jabar"),
        ("https://m.jpnn.com/news/judul", "jpnn"),
        ("https://solopos.espos.id/judul-1234", "solopos"),
        ("https://news.espos.id/judul-1234", "espos"),
        ("https://rri.co.id/ambon/daerah/1/judul", "rri-ambon"),
        ("https://www.rri.co.id/ambon", "rri-ambon"),
        ("https://rri.co.id/ambonia/1/judul", "generic"),
        ("https://[::1]/", "generic"),
        ("file:///tmp/page.html", "generic"),
    ],
)
def test_find_outlet_picks_the_most_specific(url: str, slug: str) -> None:
    assert find_outlet(url).slug == slug


@pytest.mark.parametrize(
    ("slug", "path", "announced"),
    [
        ("jabarekspres", "/berita/2023/08/31/judul-berita/", True),
        ("jabarekspres", "/berita/category/jabar/", False),
        ("balipost", "/news/2020/10/17/152795/Warga-dari-Kelurahan-di-Denpasar...html", True),
        ("pikiran-rakyat", "/news/pr-30310401794/judul-berita", True),
        ("radarsolo", "/ekonomi/846676181/judul-berita", True),
        ("radarsolo", "/ekonomi", False),
        ("riaupos", "/hukum/kriminal/15/02/2016/91812/judul/amp", True),
        ("radartegal", "/read/72108/judul-berita/15", True),
        ("radarbanyumas", "/purwokerto/read/153842/judul-berita", True),
        ("jpnn", "/news/judul-berita", True),
        ("jpnn-jogja", "/jogja-terkini/9706/judul-berita", True),
        ("suara-jatim", "/read/2022/06/08/225047/judul-berita", True),
        ("viva-jabar", "/kipedia/22905-judul-berita", True),
        ("mediaindonesia", "/politik-dan-hukum/262632/judul-berita", True),
        ("times-jogja", "/news/kriminal/zHU1rbTfC/judul-berita", True),
        ("ajnn", "/news/judul-berita/index.html", True),
        ("rri-biak", "/biak/hobi/1895298/judul-berita", True),
        ("inews-jabar", "/berita/judul-berita/all", True),
        ("koranpapua", "/2025/12/03/judul-berita/", True),
        ("cenderawasihpos", "/lintas-papua/biak/10/10/2025/judul-berita/", True),
        ("sulselsatu", "/2024/11/21/berita-utama/judul-berita.html", True),
    ],
)
def test_article_paths(slug: str, path: str, announced: bool) -> None:
    pattern = get_outlet(slug).article_path
    assert pattern is not None
    assert bool(re.search(pattern, path)) == announced


def test_an_unknown_slug_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownOutlet, match="did you mean jabarekspres"):
        get_outlet("jabarexpres")


def write(folder: Path, seed: str, network: str = "") -> Path:
    (folder / "networks").mkdir()
    (folder / "networks/keluarga.toml").write_text(network, encoding="utf-8")
    path = folder / "wartakita.toml"
    path.write_text(seed, encoding="utf-8")
    return path


def test_a_member_stands_over_its_network(tmp_path: Path) -> None:
    network = (
        'feeds = [{ kind = "rss", url = "{home}/feed/" }]\npaging = { kind = "query", single = "page=all" }\n'
        '[rules]\nbody = ["article", { css = ".isi", until = 2020-01-01 }]\nheadline = "h1"\n'
    ).replace('"h1"', '["h1"]')
    seed = (
        f'network = "keluarga"\nverified = "page"\nverified_on = 2026-11-24\n{GOOD}[rules]\nbody = ["main"]\n'
    )
    outlet = load_seed(write(tmp_path, seed, network))
    assert outlet.home == "https://wartakita.example"
    assert [feed.url for feed in outlet.feeds] == ["https://wartakita.example/feed/"]
    assert [(rule.css, rule.until) for rule in outlet.rules["body"]] == [
        ("main", None),
        ("article", None),
        (".isi", date(2020, 1, 1)),
    ]
    assert [rule.css for rule in outlet.rules["headline"]] == ["h1"]
    assert outlet.paging is not None
    assert (outlet.paging.kind, outlet.paging.single) == ("query", "page=all")


@pytest.mark.parametrize(
    ("seed", "says"),
    [
        ("name =", "Invalid value"),
        ('name = "x"\nzone = "Asia/Jakarta"', "the seed needs 'hosts'"),
        (f'{GOOD}colour = "red"', "unknown key 'colour'"),
        (f'{GOOD}network = "wordpres"', "unknown network 'wordpres'; there are keluarga"),
        (f'{GOOD}region = "ID-XX"', "region 'ID-XX' is not the ISO 3166-2 code of a province"),
        (f'{GOOD}kabkota = "3211"', "kabkota '3211' is not a Kemendagri code such as '32.11'"),
        (f'{GOOD}article_path = "("', r"article_path '\(' is not a regular expression"),
        (f'{GOOD}verified = "yes"', "'yes' is not one of page, scraper, feed, none"),
        (f'{GOOD}verified_on = "2026-11-24"', "'2026-11-24' is not a TOML date"),
        (f'{GOOD}[rules]\ntext = ["p"]', "unknown rule field 'text'"),
        (f'{GOOD}[rules]\nbody = ["div["]', r"selector 'div\['"),
        (f'{GOOD}[rules]\nbody = [{{ css = "p", until = "2020" }}]', "'2020' is not a TOML date"),
        (f'{GOOD}[[feeds]]\nkind = "rss"', "a feed needs 'url'"),
        (f'{GOOD}[[feeds]]\nkind = "atom"\nurl = "/"', "'atom' is not one of rss, sitemap, wordpress, index"),
        (f'{GOOD}[[feeds]]\nkind = "index"\nurl = "/"', "needs links, a CSS selector"),
        (f"{GOOD}[paging]\nstep = 15", "None is not one of path, query, offset"),
        (GOOD.replace("Asia/Jakarta", "WIB"), "zone 'WIB' is not an IANA time zone such as Asia/Makassar"),
        (GOOD.replace('["wartakita.example"]', '"wartakita.example"'), "is not a list such as"),
        (GOOD.replace("wartakita.example", "https://wartakita.example"), "without https://"),
    ],
)
def test_a_wrong_seed_is_named_with_its_value_and_the_remedy(tmp_path: Path, seed: str, says: str) -> None:
    with pytest.raises(SeedError, match=says) as caught:
        load_seed(write(tmp_path, seed))
    assert "wartakita.toml" in str(caught.value)
