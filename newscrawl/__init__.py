"""Crawl and archive Indonesian regional news."""

__version__ = "0.1.0"
