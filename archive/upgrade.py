"""Fill what a migration added, portion by portion: a kill loses one portion, and the log stays small.

All in one transaction would need as much disk again as the archive has.
"""

from __future__ import annotations

import sys

from sqlite_utils import Database

from archive import grouping, statements
from archive.rows import first, rows, update

PORTION = 500


def fill(db: Database) -> None:
    """Label, index and fingerprint the articles that were stored before labels were; says on stderr how far it is."""
    if not rows(db, "SELECT 1 FROM sqlite_master WHERE name = 'articles_unlabelled'"):
        return
    total = rows(db, "SELECT count(*) AS number FROM articles WHERE place_labels IS NULL")[0]["number"]
    done = 0
    while portion := fill_portion(db):
        done += portion
        if total > PORTION:
            print(
                f"\rbringing the archive up to date: {done:,} of {total:,} articles", end="", file=sys.stderr
            )
    if total > PORTION:
        print(file=sys.stderr)


def fill_portion(db: Database) -> int:
    """One transaction; how many articles it filled."""
    db.execute("BEGIN IMMEDIATE")
    with db.conn:
        waiting = rows(db, "SELECT * FROM articles WHERE place_labels IS NULL ORDER BY id LIMIT ?", PORTION)
        for row in waiting:
            current = first(db, "SELECT id FROM revisions WHERE article = ? AND record IS NULL", row["id"])
            stated = statements.latest(db, current["id"]) if current else []
            derived = statements.derived_columns(stated, statements.region_of(db, row))
            update(db, "articles", row["id"], derived)
            db.execute(INDEX, (row["id"],))
            grouping.place(db, row["id"], row["text"], row["published_on"])
    return len(waiting)


INDEX = """
INSERT INTO articles_fts (rowid, headline, text, people, organisations, labels)
SELECT id, headline, text, people, organisations, labels FROM articles WHERE id = ?
"""
