"""Parts of a URL that the crawl keeps books by."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """The host name without port, as Scrapy names its download slots.

    >>> host_of("https://Www.Detik.com:443/jabar")
    'www.detik.com'
    """
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for.

    >>> origin_of("http://a.id:8080/x?y")
    'http://a.id:8080'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
