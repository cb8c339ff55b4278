"""URLs as identity: variants of one article lead to one normalised URL."""

from __future__ import annotations
