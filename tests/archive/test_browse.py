"""The archive in Datasette, asked without a server."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from archive.browse import QUERIES, TABLES, datasette_for
from archive.store import Archive


@pytest.fixture
def browse(tmp_path: Path) -> Any:
    path = tmp_path / "news.db"
    with Archive.open(path, create=True):
        pass

    def get(address: str, *, allow_sql: bool = True) -> Any:
        async def ask() -> Any:
            datasette = datasette_for(path, allow_sql=allow_sql)
            await datasette.invoke_startup()
            return await datasette.client.get(address)

        return asyncio.run(ask())

    return get


@pytest.mark.parametrize("table", TABLES)
def test_every_described_table_opens(browse: Any, table: str) -> None:
    assert browse(f"/news/{table}").status_code == 200


@pytest.mark.parametrize("query", QUERIES)
def test_every_canned_query_runs(browse: Any, query: str) -> None:
    answer = browse(f"/news/{query}.json?_shape=objects")
    assert answer.status_code == 200, answer.text


def test_articles_are_searched_by_full_text(browse: Any) -> None:
    assert 'name="_search"' in browse("/news/articles").text


def test_own_sql_can_be_forbidden(browse: Any) -> None:
    assert browse("/news.json?sql=select+1").status_code == 200
    assert browse("/news.json?sql=select+1", allow_sql=False).status_code == 403
