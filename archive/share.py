"""Shares of pages, and whether one is out of line: sober statistics for small numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma

LEAST_PAGES = 4
"""Pages that are judged together at least."""

LEAST_HISTORY = 20
"""Pages of earlier runs, without which nothing is usual yet."""

CHANCE = 1e-6
"""How unlikely it must be. Some 20 tests for 386 outlets each hour: by chance alone an alarm in months."""

RISE = 0.4
"""How much larger the share must be; less happens on ordinary days, by one agency's batch of texts."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many hits of so many pages."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """0-1; 0 for no page at all."""
        return self.hits / self.of if self.of else 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.of + other.of)


NONE = Share(0, 0)


def unlike(now: Sequence[Share], before: Sequence[Share]) -> str | None:
    """A sentence where the shares of the latest runs together are larger than ever before, and not by chance.

    >>> unlike([Share(5, 5)], [Share(1, 50), Share(0, 50)])
    '5 of 5 pages, usually 1%'
    >>> unlike([Share(3, 3)], [Share(0, 100)]), unlike([Share(5, 5)], [Share(0, 10)])
    (None, None)
    """
    share, usual = sum(now, NONE), sum(before, NONE)
    if share.of < LEAST_PAGES or usual.of < LEAST_HISTORY or share.value - usual.value < RISE:
        return None
    worst = max((block.value for block in blocks(before, max(LEAST_PAGES, share.of // 2))), default=0.0)
    if share.value <= worst or chance(share, usual) > CHANCE:
        return None
    return f"{share.hits} of {share.of} pages, usually {usual.value:.0%}"


def blocks(shares: Sequence[Share], size: int) -> Iterator[Share]:
    """Consecutive shares put together until each block has ``size`` pages: what such a number showed before.

    Pages of one run resemble each other, which ``chance`` does not know.
    """
    block = NONE
    for share in shares:
        block += share
        if block.of >= size:
            yield block
            block = NONE


def chance(now: Share, usual: Share) -> float:
    """How likely so many hits or more are, if pages are still as before: the beta-binomial tail, Jeffreys' prior.

    >>> chance(Share(4, 4), Share(0, 100)) < 1e-6 < chance(Share(4, 4), Share(5, 100))
    True
    """
    a, b = usual.hits + 0.5, usual.of - usual.hits + 0.5

    def log_beta(x: float, y: float) -> float:
        return lgamma(x) + lgamma(y) - lgamma(x + y)

    def of(hits: int) -> float:
        ways = lgamma(now.of + 1) - lgamma(hits + 1) - lgamma(now.of - hits + 1)
        return exp(ways + log_beta(hits + a, now.of - hits + b) - log_beta(a, b))

    return min(1.0, sum(map(of, range(now.hits, now.of + 1))))
