"""Scrapy's own commands in a checkout."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from newscrawl.seeds import load_outlets

ROOT = Path(__file__).parents[2]


def scrapy(*words: str, **environment: str) -> str:
    command = [sys.executable, "-m", "scrapy", *words]
    env = {**os.environ, **environment}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT, env=env)
    return done.stdout.strip()


def test_scrapy_list_prints_the_slugs() -> None:
    assert sorted(scrapy("list").split()) == sorted(load_outlets())


def test_scrapy_shell_knows_the_outlet_and_keeps_nothing(web: Any, tmp_path: Path) -> None:
    url = "https://jabarekspres.com/berita/2023/08/31/jembatan-dibuka/"
    web.article(url.removeprefix("https://"))
    archive = tmp_path / "news.db"
    environment = {"NEWSCRAWL_CONNECT_TO": f"127.0.0.1:{web.port}", "NEWSCRAWL_ARCHIVE": str(archive)}

    shown = scrapy(
        "shell", "--nolog", "-c", "(spider.name, response.css('h1::text').get())", url, **environment
    )

    assert shown == "('jabarekspres', 'Jembatan Cimanuk Dibuka')"
    assert not archive.exists()


def test_scrapy_crawl_fills_the_archive(web: Any, tmp_path: Path) -> None:
    page = "jabarekspres.com/berita/2023/08/31/jembatan-dibuka/"
    web.rss("jabarekspres.com/feed/", f"https://{page}")
    web.article(page)
    archive = tmp_path / "news.db"
    environment = {"NEWSCRAWL_CONNECT_TO": f"127.0.0.1:{web.port}", "NEWSCRAWL_DELAY": "0.01"}

    scrapy("crawl", "jabarekspres", "-a", "limit=1", NEWSCRAWL_ARCHIVE=str(archive), **environment)

    with closing(sqlite3.connect(archive)) as rows:
        assert rows.execute("select outlet, headline from articles").fetchall() == [
            ("jabarekspres", "Jembatan Cimanuk Dibuka")
        ]
