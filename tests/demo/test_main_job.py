"""The main job, end to end: crawl the sample network with the real spiders and compare with what was published."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from archive.search import search
from archive.store import Archive
from archive.verify import verify
from demo.network import SampleNetwork
from newscrawl.seeds import find_outlet
from newscrawl.urls import normalise_url

OUTLETS = ("jabarekspres", "kompas")
EDITED = "posyandu-sumedang-turunkan-angka-stunting-menteri-kesehatan-kirim-apresiasi"


@pytest.fixture
def crawl(sample_network: SampleNetwork, tmp_path: Path) -> Any:
    """Starts a crawl of both outlets into one archive."""

    def start(*options: str, delay: str = "0") -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "NEWSCRAWL_CONNECT_TO": sample_network.address,
            "NEWSCRAWL_DELAY": delay,
            "NEWSCRAWL_ARCHIVE": str(tmp_path / "news.db"),
        }
        words = [sys.executable, "-m", "newscrawl.cli", "crawl", *OUTLETS, "--json", *options]
        return subprocess.Popen(
            words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return start


def finished(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return [json.loads(line) for line in out.splitlines()]


def total(reports: Sequence[dict[str, Any]], name: str) -> int:
    return sum(report[name] for report in reports)


def identity(url: str) -> str:
    return normalise_url(url, find_outlet(url).paging)


def assert_holds_all(network: SampleNetwork, path: Path) -> None:
    """Every published article stands in the archive once, as it was published."""
    with Archive.open(path, create=False) as archive:
        assert list(verify(archive)) == []
        assert len(search(archive, limit=100)) == len(network.expected())
        for wanted in network.expected():
            kept = archive.get(identity(wanted.url))
            assert kept is not None, wanted.url
            assert kept.headline == wanted.headline
            assert kept.published_at == wanted.published_at
            assert kept.paragraphs == wanted.paragraphs
            assert (kept.authors, kept.editors) == (wanted.authors, wanted.editors)
            assert (kept.dateline, kept.closing) == (wanted.dateline, wanted.closing)
            assert kept.missing_pages == ()


def test_crawl_again_and_edit(sample_network: SampleNetwork, crawl: Any, tmp_path: Path) -> None:
    published = len(sample_network.expected())
    assert total(finished(crawl()), "new") == published
    assert_holds_all(sample_network, tmp_path / "news.db")

    asked = len(sample_network.requests)
    again = finished(crawl())
    assert (total(again, "new"), total(again, "updated")) == (0, 0)
    articles = [request for request in sample_network.requests[asked:] if "/berita/" in request.path]
    assert {request.status for request in articles} == {304}

    sample_network.edit(EDITED)
    edited = finished(crawl())
    assert (total(edited, "new"), total(edited, "updated")) == (0, 1)
    assert_holds_all(sample_network, tmp_path / "news.db")


def test_a_killed_crawl_goes_on_where_it_was(
    sample_network: SampleNetwork, crawl: Any, tmp_path: Path
) -> None:
    killed = crawl(delay="0.05")
    while sum("/berita/" in request.path for request in sample_network.requests) < 6:
        assert killed.poll() is None
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    finished(crawl())
    assert_holds_all(sample_network, tmp_path / "news.db")


def test_a_range_brings_its_days_only(sample_network: SampleNetwork, crawl: Any, tmp_path: Path) -> None:
    finished(crawl("--since", "2023-08-01", "--until", "2023-08-31"))
    with Archive.open(tmp_path / "news.db", create=False, read_only=True) as archive:
        kept = {hit.url for hit in search(archive, limit=100)}
    august = {
        identity(w.url) for w in sample_network.expected() if w.published_at.strftime("%Y-%m") == "2023-08"
    }
    assert kept == august
