"""Where a crawl may go: the outlet's own hosts, and no private address however it is spelled."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from newscrawl.connect_to import read_targets
from newscrawl.seeds import find_outlet
from spiders.failures import Refused

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PrivateAddress(DNSLookupError):
    """A name that leads into a private network. A DNS error, so that Twisted connects nowhere."""


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver. Its answer is the address that is connected to, so no spelling gets round it."""

    allowed: frozenset[str] = frozenset()
    allow_private = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """Scrapy's way to build it; the operator's exceptions are allowed."""
        resolver = super().from_crawler(crawler, reactor)
        targets = read_targets(crawler.settings.get("NEWSCRAWL_CONNECT_TO", ""))
        resolver.allowed = frozenset(host for host, _port in targets.values())
        resolver.allow_private = crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's
        """The IPv4 address of a name; fails with PrivateAddress."""
        found = super().getHostByName(name, timeout)
        return found if self.allow_private or name in self.allowed else found.addCallback(refuse_private)


def refuse_private(address: str) -> str:
    """The address, if it is public; raises PrivateAddress.

    >>> refuse_private("203.0.114.7")
    '203.0.114.7'
    >>> refuse_private("169.254.169.254")
    Traceback (most recent call last):
    ...
    spiders.guard.PrivateAddress: DNS lookup failed: 169.254.169.254 is not a public address.
    """
    if not is_public(address):
        raise PrivateAddress(f"{address} is not a public address")
    return address


def is_public(address: str) -> bool:
    """Whether anybody on the internet could be meant; carrier-grade NAT, multicast and reserved are not.

    >>> is_public("10.0.0.1"), is_public("100.64.0.1"), is_public("224.0.0.1"), is_public("8.8.8.8")
    (False, False, False, True)
    >>> is_public("64:ff9b::10.0.0.1"), is_public("2002:a00:1::"), is_public("2400:cb00:2049:1::a29f:1804")
    (False, False, True)
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip.sixtofour or ip.is_site_local or ip in NAT64):
        return False  # whatever IPv4 address hides in it: no outlet is reached so
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class FollowRedirects(RedirectMiddleware):
    """Scrapy's, which fails with a ValueError on a Location that is no address."""

    def process_response(  # Scrapy's signature; the spider is no longer passed
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> Request | Response:
        """The response, or the request that it leads to; raises Refused where it leads nowhere."""
        try:
            return super().process_response(request, response)
        except ValueError as error:
            raise Refused("bad-redirect", request.url) from error


class StayOnOutlet:
    """Downloader middleware: no redirect away from the outlet is followed, and who opted out is left alone."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a redirect that the spider does not want to follow, and pages of an outlet that opted out."""
        if find_outlet(request.url).opted_out:
            raise Refused("opted-out", request.url)
        follows = getattr(self.crawler.spider, "follows", None)
        if "redirect_urls" in request.meta and follows and not follows(request):
            raise Refused("redirect-off-site", request.url)
