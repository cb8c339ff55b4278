"""Crawl as told on stdin and print what came of it: a process of its own, as the reactor starts only once."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from typing import Any

from newscrawl.types import Article

articles: list[Article] = []
looks: list[object] = []


class Collect:
    """Item pipeline that keeps the articles in memory."""

    def process_item(self, item: Article) -> Article:
        articles.append(item)
        return item


def main() -> None:
    from spiders.run import fetch_pages, run_crawls

    task: dict[str, Any] = json.load(sys.stdin)
    if urls := task.get("urls"):
        found = fetch_pages(urls, settings=task["settings"])
        pages = {
            url: came if isinstance(came, str) else [page.url for page in came] for url, came in found.items()
        }
        print(json.dumps(pages))
        return
    days = {name: date.fromisoformat(task[name]) for name in ("since", "until") if name in task}
    settings = {"ITEM_PIPELINES": {"child.Collect": 500}, **task["settings"]}
    reports = run_crawls(
        task["slugs"], **days, limit=task.get("limit"), on_progress=looks.append, settings=settings
    )
    import child

    found_articles = [[a.outlet, a.url, list(a.paragraphs), list(a.missing_pages)] for a in child.articles]
    print(
        json.dumps(
            {"reports": {r.outlet: asdict(r) for r in reports}, "articles": found_articles}, default=str
        )
    )


if __name__ == "__main__":
    main()
