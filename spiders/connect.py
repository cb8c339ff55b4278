"""The last step before the wire: refuse private addresses, wait for the host's turn, connect."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from newscrawl.connect_to import Target, read_targets
from newscrawl.seeds import load_outlets
from spiders.failures import Refused
from spiders.guard import PrivateAddress, refuse_private
from spiders.hosts import host_of
from spiders.memory import return_large_blocks
from spiders.politeness import heed, turn


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind the guard."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        return_large_blocks()
        self._guards = not crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE")
        self._targets = read_targets(crawler.settings.get("NEWSCRAWL_CONNECT_TO", ""))
        excepted = (outlet for outlet in load_outlets().values() if outlet.bad_certificate)
        self._excepted = {place.partition("/")[0] for outlet in excepted for place in outlet.hosts}

    async def download_request(self, request: Request) -> Response:
        """The response under the URL that was asked for, wherever the connection went."""
        host = host_of(request.url)
        target = self._targets.get(host) or self._targets.get("*")
        if target is None and self._guards:
            await refuse_private_host(host)
        sent = readdress(request, target) if target else request
        async with turn(self._crawler, host, self._delay(request)):
            if self._is_excepted(host):
                response = await self._unverified.download_request(sent)
            else:
                response = await super().download_request(sent)
            request.meta["download_latency"] = sent.meta["download_latency"]
            response = response.replace(url=request.url)
            heed(response)
            return response

    def _is_excepted(self, host: str) -> bool:
        return any(f".{host}".endswith(f".{place}") for place in self._excepted)

    @cached_property
    def _unverified(self) -> HTTP11DownloadHandler:
        """The same without a look at certificates, for hosts of which a seed says why."""
        handler = HTTP11DownloadHandler(self._crawler)
        handler._contextFactory = _ScrapyClientContextFactory(verify_certificates=False)  # type: ignore[assignment]
        return handler

    async def close(self) -> None:
        """Let go of the connections."""
        await super().close()
        if "_unverified" in vars(self):
            await self._unverified.close()

    def _delay(self, request: Request) -> float:
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        return slot.delay if slot else 0.0


async def refuse_private_host(host: str) -> None:
    """Raise Refused for a host in a private network; a host that does not resolve is the downloader's affair.

    The resolver refuses as well when the connection is made; here the reason is still known.
    """
    from twisted.internet import reactor

    try:
        refuse_private(await maybe_deferred_to_future(reactor.resolver.getHostByName(host)))
    except PrivateAddress as error:
        raise Refused("private-address", str(error)) from error
    except ValueError as error:  # http://%31%32%37.0.0.1/, which no resolver takes
        raise Refused("bad-link", host) from error
    except DNSLookupError:
        return


def readdress(request: Request, target: Target) -> Request:
    """The same request by plain HTTP to another address, naming the host it is meant for."""
    parts = urlsplit(request.url)
    query = f"?{parts.query}" if parts.query else ""
    sent = request.replace(url=f"http://{target[0]}:{target[1]}{parts.path or '/'}{query}")
    sent.headers["Host"] = parts.netloc
    return sent
