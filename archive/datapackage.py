"""A corpus to be published and cited: a Frictionless data package, as a folder or a ZIP."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.columns import Column, columns
from archive.export import PACKAGE, README, SUMS, TABLE, replacing, write_csv
from archive.request import SearchRequest
from archive.rows import dump_json, rows
from archive.store import Archive
from newscrawl import __version__

FRICTIONLESS = {"list": "string"}
"""Types that Table Schema calls otherwise; the others have the same names."""


def write_package(
    archive: Archive,
    request: SearchRequest,
    ids: Iterable[int],
    target: Path,
    now: datetime,
    *,
    text: bool = True,
    force: bool = False,
) -> int:
    """Write the package to a folder, or to a ZIP where the target is named so; the number of articles."""
    as_folder = target.suffix != ".zip"
    with replacing(target, force=force, folder=as_folder) as part:
        if as_folder:
            part.mkdir()
            return fill(archive, request, ids, part, now, text=text)
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            number = fill(archive, request, ids, Path(folder), now, text=text)
            pack(Path(folder), part)
        return number


def fill(
    archive: Archive, request: SearchRequest, ids: Iterable[int], folder: Path, now: datetime, *, text: bool
) -> int:
    """Write table, description, README and checksums; the number of articles."""
    ids = list(ids)
    with (folder / TABLE).open("wb") as out:
        number = write_csv(archive, ids, out, text=text)
    asked: dict[str, str | bool] = {"words": request.words} if request.words else {}
    asked |= {name: str(value) for name, value in request.filters().items()}
    asked |= {"unique": True} if request.unique else {}
    about = describe(folder / TABLE, number, asked, outlets_of(archive, ids), now, text=text)
    (folder / PACKAGE).write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (folder / README).write_text(readme(about, columns(text=text)), encoding="utf-8")
    sums = [f"{sha256(folder / name)}  {name}\n" for name in (TABLE, PACKAGE, README)]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
    return number


def outlets_of(archive: Archive, ids: Sequence[int]) -> list[dict[str, str]]:
    """The sources of a corpus: name and front page of every outlet in it."""
    return [
        {"title": row["name"] or row["outlet"], **({"path": row["home"]} if row["home"] else {})}
        for row in rows(archive.db, OUTLETS, dump_json(ids))
    ]


OUTLETS = """
SELECT outlet, max(outlet_name) AS name, (SELECT home FROM outlets WHERE slug = outlet) AS home
FROM articles WHERE id IN (SELECT value FROM json_each(?))
GROUP BY outlet, CASE outlet WHEN 'generic' THEN outlet_name END ORDER BY outlet, name
"""
"""Sites without a seed are of the outlet ``generic``, each under its own name."""


def describe(
    table: Path,
    number: int,
    asked: dict[str, str | bool],
    sources: list[dict[str, str]],
    now: datetime,
    *,
    text: bool,
) -> dict[str, Any]:
    """The package's descriptor, after the Data Package standard."""
    told = (name if value is True else f"{name} {value}" for name, value in asked.items())
    query = ", ".join(told) or "all articles"
    resource = {
        "name": "articles",
        "path": TABLE,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.stat().st_size,
        "hash": f"sha256:{sha256(table)}",
        "schema": {"fields": [field(each) for each in columns(text=text)], "primaryKey": ["id"]},
    }
    return {
        "profile": "tabular-data-package",
        "name": f"newscrawl-{now:%Y%m%dt%H%M%Sz}",
        "title": f"Indonesian regional news: {query}",
        "description": f"{number} articles, archived and annotated by newscrawl {__version__}. {COPYRIGHT}",
        "created": now.isoformat(timespec="seconds"),
        "keywords": ["news", "Indonesia"],
        "sources": sources,
        "resources": [resource],
        "newscrawl": {"version": __version__, "query": asked, "articles": number, "text": text},
    }


COPYRIGHT = (
    "Headlines and texts are the copyright of the outlets; share them only as the law of your country lets you,"
    " and leave the text out (--no-text) where it does not."
)


def field(column: Column) -> dict[str, str]:
    """A column as Table Schema has it; its default for instants knows no offset."""
    kind = FRICTIONLESS.get(column.kind, column.kind)
    instant = {"format": "any"} if column.kind == "datetime" else {}
    return {"name": column.name, "type": kind, **instant, "description": column.what}


def readme(about: dict[str, Any], chosen: Iterable[Column]) -> str:
    """What a reader of the package must know."""
    made, table = about["newscrawl"], about["resources"][0]
    lines = (f"| `{each.name}` | {each.kind} | {each.what} |" for each in chosen)
    return TEXT.format(
        title=about["title"],
        articles=made["articles"],
        created=about["created"],
        version=made["version"],
        query=json.dumps(made["query"], ensure_ascii=False),
        sources=", ".join(each["title"] for each in about["sources"]) or "none",
        hash=table["hash"],
        copyright=COPYRIGHT,
        columns="\n".join(lines),
    )


TEXT = """# {title}

{articles} articles, exported {created} by newscrawl {version}.

- Query: `{query}`
- Sources: {sources}
- `articles.csv`: {hash}; `sha256sum -c SHA256SUMS` checks all files

{copyright}

## How to cite

{title}. {articles} articles from {sources}; newscrawl {version}, {created}, {hash}.

## Columns

UTF-8, comma, quotes as in RFC 4180. Unknown is an empty cell. Lists are joined by "; ". Instants are ISO 8601 with an offset. A
text cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return has an apostrophe in front of it, so that no
spreadsheet runs it as a formula; take it away to have the text as archived. `datapackage.json` says the same for
programs (Frictionless Data Package).

| column | type | what |
|---|---|---|
{columns}
"""


def sha256(path: Path) -> str:
    """The hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(folder: Path, target: Path) -> None:
    """The files of a folder as a ZIP."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(folder.iterdir()):
            package.write(path, path.name)
