"""The promises of docs/trust.md, measured: ``python -m bench.trust`` prints the table, ``--short`` in CI."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: what was tried, the bound, what was measured, and whether it holds."""

    claim: str
    bound: str
    measured: str
    holds: bool
