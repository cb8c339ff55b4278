"""URLs as identity: variants of one article lead to one normalised URL."""

from __future__ import annotations

import posixpath
import re
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from newscrawl.types import Paging

TRACKING = re.compile(
    r"utm|utm_\w+|[a-z]{0,3}cl(?:id|kid)|[gw]braid|igsh(?:id)?|mc_[ce]id|_ga|_gl|_gac|__twitter_impression"
    r"|ref|ref_?(?:src|url|id|page)|referr?er|source|src|from|via|share|shared?_?from|cmpid|ocid|ncid|spm|tblci"
    r"|traffic_source|related_by|replytocom|nocache|campaign|jx\w+|amp|print|cetak",
    re.IGNORECASE,
)  # whole names: utm_source, fbclid, gclid, msclkid; amp and print show the same article in another dress
DRESSES = frozenset(
    (("outputtype", "amp"), ("output", "amp"), ("mode", "amp"), ("action", "print"), ("m", "1"), ("m", "0"))
)
PAGE_PARAMS = frozenset(("page", "halaman", "hal", "pg", "paged", "showpage", "single"))
PAGE_VALUE = re.compile(r"all|\d{1,3}", re.IGNORECASE)
SCRIPTS = frozenset(("/", "/index.php"))  # their query alone says which article

HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.%a-z]+\]")
HOST_PREFIX = re.compile(r"^(?:(?:www|m|amp|mobile)\.)+(?=[^.]+\.[^.])")  # m.jpnn.com; not the m of m.co
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
PATH_SAFE = "%/:@!$&'()*+,;=~"

DATED = re.compile(r"(?:^|/)(?:19|20)\d\d/\d{1,2}(?:/|$)")  # 2023/08, berita/2023/08/31
HEADLINE = re.compile(r"[^-]+(?:-[^-]+){2,}")  # warga-panen-raya; not topik-utama
LETTER = re.compile(r"[^\W\d_]")

URL_DATES = (
    re.compile(r"/(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?=/|$)"),  # /2023/08/31/slug
    re.compile(r"/(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?=/|$)"),  # /2023-08-31/slug
    re.compile(r"/(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})(?=/|$)"),  # /31/08/2023/1234/slug
)
LONGEST = 4096  # characters; the longest honest URL seen has 250
FIRST_YEAR, LAST_YEAR = 1990, 2099  # four digits outside are a number of another kind


@lru_cache(maxsize=1024)  # a page's URL is asked for several times in a row
def normalise_url(url: str, paging: Paging | None = None) -> str:
    """The one URL of an article's variants; an identity, not an address that must answer.

    https, lower-case host without www., m. and amp., no default port, no fragment, no trailing slash; AMP,
    print, page and single-page variants, tracking and referrer parameters go, other parameters stay, sorted.
    A number at the end of the path goes where it is surely a page: after a dated slug, or 2-9 after a
    headline; ``paging`` (of the outlet) allows what its site does besides.
    Raises ValueError for what is not an http(s) URL. Idempotent.

    >>> normalise_url("http://www.kabar.id/berita/2023/08/31/panen-raya/2/?utm_source=x#komentar")
    'https://kabar.id/berita/2023/08/31/panen-raya'
    >>> normalise_url("https://m.kabar.id/amp/?p=123&fbclid=x")
    'https://kabar.id/amp?p=123'
    """
    if len(url) > LONGEST:
        raise ValueError(f"not a URL: {url[:200]!r}... has more than {LONGEST} characters")
    try:
        parts = urlsplit(url.strip().replace("&amp;", "&"))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError as error:
        raise ValueError(
            f"not a URL: {url[:200]!r} ({error}); give one such as https://kabar.id/berita"
        ) from None
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host):
        raise ValueError(f"not an http(s) URL: {url[:200]!r}; give one such as https://kabar.id/berita")
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    path = _path(parts.path, paging)
    query = _query(parts.query, path, paging)
    return f"https://{netloc}{path}" + (f"?{query}" if query else "")


def _host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    host = host if host.isascii() else host.encode("idna").decode("ascii")
    return HOST_PREFIX.sub("", host.lower().rstrip("."))


def _path(path: str, paging: Paging | None) -> str:
    path = ESCAPE.sub(_unescape, path)
    path = quote(path, safe=PATH_SAFE, errors="replace")
    segments = posixpath.normpath("/" + path.lstrip("/"))[1:].split("/")
    while len(segments) > 1:
        if segments[0] in ("amp", "print"):
            segments = segments[1:]
        elif drop := _count_variant(segments, paging):
            segments = segments[:-drop]
        else:
            break
    return "/" + "/".join(segments)


def _unescape(escape: re.Match[str]) -> str:
    """Escapes of plain letters away, others in capitals, a lone percent sign escaped."""
    if escape[1] is None:
        return "%25"
    letter = chr(int(escape[1], 16))
    return letter if letter in UNRESERVED else escape[0].upper()


def _count_variant(segments: list[str], paging: Paging | None) -> int:
    """How many segments at the end only choose a page or a dress of the article before them."""
    last = segments[-1].lower()
    if last == "amp":
        return 1
    marked = len(segments) > 2 and segments[-2].lower() in ("page", "halaman")  # /slug/page/2
    before = segments[: -2 if marked else -1]
    sure = bool(HEADLINE.fullmatch(before[-1])) or bool(DATED.search("/".join(before[:-1])))
    if not LETTER.search(before[-1]):
        return 0
    if last in ("all", "print", "cetak"):
        return int(sure)
    if not last.isdecimal() or len(last) > 3:
        return 0
    if marked:
        return 2 * sure
    return int(_is_page(int(last), before, sure, paging))


def _is_page(number: int, before: list[str], sure: bool, paging: Paging | None) -> bool:
    if paging and paging.kind == "offset":
        has_id = len(before) > 1 and before[-2].isdecimal()  # /read/72108/slug/15; in /read/15 it is the id
        return (sure or has_id) and number > 0 and number % paging.step == 0
    if paging and paging.kind == "path":
        return 2 <= number <= 99 and sure
    # alone behind a headline only one digit is a page: /slug/15 may be an offset or an id
    return sure and 2 <= number <= (99 if DATED.search("/".join(before[:-1])) else 9)


def _query(query: str, path: str, paging: Paging | None) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _is_variant(*pair, path, paging)]
    return urlencode(sorted(kept), errors="replace")


def _is_variant(name: str, value: str, path: str, paging: Paging | None) -> bool:
    if TRACKING.fullmatch(name) or (name.lower(), value.lower()) in DRESSES:
        return True
    if path in SCRIPTS or not PAGE_VALUE.fullmatch(value):
        return False
    return name.lower() in PAGE_PARAMS or (
        paging is not None and paging.kind == "query" and name == paging.param
    )


def url_date(url: str) -> date | None:
    """The day in the URL's path; None where there is none, only a month, or digits of another kind.

    >>> url_date("https://kabar.id/2023/08/31/panen-raya")
    datetime.date(2023, 8, 31)
    >>> url_date("https://kabar.id/2023/08/panen-raya-20230831")
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for form in URL_DATES:
        if found := form.search(path):
            return _day(int(found["y"]), int(found["m"]), int(found["d"]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
