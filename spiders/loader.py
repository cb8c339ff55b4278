"""Spiders come from seeds: ``scrapy list`` prints the slugs, ``scrapy crawl SLUG`` crawls that outlet."""

from __future__ import annotations

import builtins
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from newscrawl.seeds import GENERIC, find_outlet, load_outlets
from newscrawl.types import Outlet
from spiders.outlet import OutletSpider


class SeedSpiderLoader:
    """Scrapy's spider loader protocol on ``newscrawl.seeds``."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:  # noqa: ARG003 - Scrapy's protocol
        """Seeds need no settings."""
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of the outlet with that slug; raises KeyError, as the protocol asks."""
        try:
            return make_spider(load_outlets()[spider_name])
        except KeyError:
            raise KeyError(f"no outlet has the slug {spider_name!r}; `scrapy list` prints them all") from None

    def list(self) -> list[str]:
        """All slugs."""
        return list(load_outlets())

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The slug of the outlet that the URL belongs to, if one is known."""
        outlet = find_outlet(request.url)
        return [] if outlet is GENERIC else [outlet.slug]


def make_spider(outlet: Outlet) -> type[OutletSpider]:
    """An OutletSpider bound to one outlet."""
    return type(
        "OutletSpider", (OutletSpider,), {"name": outlet.slug, "outlet": outlet, "__module__": __name__}
    )
