"""Memory that glibc would keep for a process that runs for hours."""

from __future__ import annotations

import ctypes
import sys

M_MMAP_THRESHOLD, LARGE = -3, 256 * 1024


def return_large_blocks() -> None:
    """Have the memory of large bodies given back when they go; glibc learns to keep it, some 30 MB of a crawl."""
    if sys.platform == "linux":
        getattr(ctypes.CDLL(None), "mallopt", lambda *_: 0)(M_MMAP_THRESHOLD, LARGE)


def return_free_memory() -> None:
    """Give back what lies free between what is used: imports and a long sitemap leave 5-10 MB in each process."""
    if sys.platform == "linux":
        getattr(ctypes.CDLL(None), "malloc_trim", lambda _: 0)(0)
