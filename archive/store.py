"""The archive: one transaction per article, several processes at once, nothing acknowledged lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from archive import articles, captures, health, todo
from archive.articles import Outcome
from archive.beside import captures_of
from archive.connection import ArchiveError, connect, empty_log, explained, transaction
from archive.rows import first, insert, iso_utc, rows, storable, update
from archive.runfile import RunFile, cut_back
from archive.warc import WarcError
from newscrawl.types import Article, Capture, Entry, Outlet

__all__ = ["Archive", "ArchiveError"]


def utc_now() -> datetime:
    """The archive's clock."""
    return datetime.now(UTC)


class Archive:
    """An SQLite database and the folder of captures beside it (``news.db`` and ``news.captures/``).

    All methods raise ArchiveError where the database or the disk does not do its part. One object belongs to
    one thread; any number of processes may have the same archive open.
    """

    def __init__(self, path: Path, db: Database, clock: Callable[[], datetime]) -> None:
        self.path, self.db, self.clock = path, db, clock
        with explained(path):
            self.folder = captures_of(path, db)
        self._files: dict[int, RunFile] = {}
        self._scrape_run: int | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = True,
        read_only: bool = False,
        clock: Callable[[], datetime] = utc_now,
    ) -> Self:
        """The archive at ``path``, made where there is none; a writer also ends runs that were killed."""
        archive = cls(path, connect(path, create=create, read_only=read_only), clock)
        if not read_only:
            archive._end_killed_runs()
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database. A run that was not finished counts as killed."""
        try:
            if self._scrape_run is not None:
                self.finish_run(self._scrape_run, self.clock(), {"finish": "finished"})
        finally:
            self._scrape_run = None
            for file in self._files.values():
                file.close()
            self.db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; waits for other writers. Cannot be nested."""
        return transaction(self.db, self.path)

    def keep_outlet(self, outlet: Outlet) -> None:
        """Record what the outlet's seed says now."""
        row = {name: getattr(outlet, name) for name in ("slug", "name", "network", "region", "kabkota")}
        row |= {"media_type": outlet.media_type, "zone": str(outlet.zone), "home": outlet.home}
        with self.transaction():
            self.db.table("outlets").upsert(storable(row), pk="slug")

    def begin_run(self, outlet: str | None, started_at: datetime) -> int:
        """The number of a new run; ``outlet`` is a slug, None for single pages of whatever outlet."""
        with self.transaction():
            file = RunFile.create(self.folder, outlet or "pages", started_at)
            row = {"outlet": outlet, "started_at": iso_utc(started_at), "file": file.name}
            run = insert(self.db, "runs", row)
        self._files[run] = file
        return run

    def finish_run(self, run: int, finished_at: datetime, report: Mapping[str, Any]) -> None:
        """Close the run's file and keep its report: plain JSON, dates as text."""
        told = json.dumps(storable(report), default=str, ensure_ascii=False)
        with self.transaction():
            empty = first(self.db, "SELECT 1 FROM runs WHERE id = ? AND bytes = 0", run) is not None
            update(self.db, "runs", run, {"finished_at": iso_utc(finished_at), "report": told})
            self.db.execute("UPDATE runs SET file = NULL WHERE id = ? AND bytes = 0", (run,))
        file = self._files.pop(run)
        if empty:
            file.remove()
        file.close()
        with explained(self.path):
            empty_log(self.db)

    def last_begun(self) -> dict[str, str]:
        """Slug -> when its last run began, of runs that were not cut short by a stop."""
        with explained(self.path):
            return {row["outlet"]: row["begun"] for row in rows(self.db, LAST_BEGUN)}

    def latest_begun(self) -> datetime | None:
        """When the run that was begun last was begun, by the clock of then."""
        with explained(self.path):
            row = first(self.db, "SELECT started_at FROM runs ORDER BY id DESC LIMIT 1")
            return datetime.fromisoformat(row["started_at"]) if row else None

    def examine(self, run: int, examples: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
        """The alarms of a run that has ended, by its outlet's history; they are kept in its report."""
        with self.transaction():
            return health.examine(self.db, run, examples)

    def health(self, outlets: Sequence[str] = ()) -> list[health.Health]:
        """How outlets did in their latest run; all that were ever crawled, where none is named."""
        with explained(self.path):
            return list(health.read_health(self.db, outlets, self.clock()))

    def accept(self, outlet: str) -> bool:
        """Take what the outlet's latest run showed as usual from now on; False where none has ended."""
        with self.transaction():
            return health.accept(self.db, outlet)

    def _end_killed_runs(self) -> None:
        """Cut the files of runs whose process is gone back to the last capture that the database knows."""
        unfinished = "SELECT id, file, bytes FROM runs WHERE finished_at IS NULL"
        if not rows(self.db, unfinished):
            return
        with self.transaction():
            for run in rows(self.db, unfinished):
                if cut_back(self.folder / run["file"], run["bytes"]):
                    self.db.execute(END_KILLED, (run["id"],))

    def keep_capture(
        self,
        capture: Capture,
        run: int,
        *,
        article_url: str | None = None,
        claimed: datetime | None = None,
        sent: Sequence[tuple[str, str]] = (),
    ) -> int:
        """Store what a fetch brought; its id. The bytes are on the disk before the row is.

        ``article_url`` is the normalised URL of the article that this is a further page of, ``claimed`` what
        the feed said of the last change, ``sent`` the request's headers. The same fetch is kept once.
        """
        file = self._files[run]
        before = file.size
        try:
            with self.transaction():
                return captures.keep(
                    self.db, file, capture, run, article_url=article_url, claimed=claimed, sent=sent
                )
        except BaseException:
            file.cut(before)  # a record without a row could not be found again, nor taken down
            raise

    def read_capture(self, capture_id: int) -> Capture:
        """The capture as it was kept; raises Missing for an unknown id."""
        try:
            return captures.load(self.db, self.folder, capture_id)
        except WarcError as error:
            raise ArchiveError(str(error)) from error

    def latest_capture(self, url: str) -> Capture | None:
        """What asking for a URL last brought; None where it was never kept."""
        with explained(self.path):
            capture = captures.latest(self.db, url)
        return None if capture is None else self.read_capture(capture)

    def captures_of_pages(self, run: int, pages: Sequence[str]) -> list[int]:
        """Ids of the run's latest captures of these URLs, in their order."""
        return captures.of_pages(self.db, run, pages)

    def validators(self, url: str) -> tuple[str | None, str | None] | None:
        """ETag and Last-Modified to ask with, where the page's article is held complete."""
        return captures.validators(self.db, url)

    def save_article(self, article: Article, capture_ids: Sequence[int], run: int | None) -> Outcome:
        """Store an article with the captures it was made from, first page first; idempotent."""
        with self.transaction():
            outcome = articles.save(self.db, article, capture_ids, run, self.clock())
            todo.done(self.db, article.url, capture_ids)
        return outcome

    def save_scraped(self, article: Article, pages: Sequence[Capture]) -> Outcome:
        """Store an article and its captures outside of a crawl; the run lasts until ``close``."""
        if self._scrape_run is None:
            self._scrape_run = self.begin_run(None, self.clock())
        run = self._scrape_run
        kept = [self.keep_capture(page, run, article_url=article.url) for page in pages]
        return self.save_article(article, kept, run)

    def get(self, key: str | int) -> Article | None:
        """The article with that id or address, in its present version, with the latest annotations."""
        with explained(self.path):
            return articles.get(self.db, str(key))

    def wants(self, entry: Entry) -> bool:
        """Whether an announced page is worth a request; see ``archive.policy``."""
        with explained(self.path):
            return todo.wants(self.db, entry, self.clock())

    def due(self, outlet: str) -> list[Entry]:
        """The outlet's failed pages whose pause is over."""
        with explained(self.path):
            return todo.due(self.db, outlet, self.clock())

    def record_failure(self, url: str, outlet: str, reason: str) -> int:
        """Put a page on the to-do list, or further back on it; how often it has failed."""
        with self.transaction():
            return todo.add(self.db, url, outlet, reason, self.clock())

    def mark_gone(self, url: str, outlet: str) -> bool:
        """The page answers 404 or 410, whether for the first time; a known article keeps its text."""
        with self.transaction():
            return todo.mark_gone(self.db, url, outlet, self.clock())

    def mark_unchanged(self, url: str, claimed: datetime | None = None) -> None:
        """The page answers 304; ``claimed`` is what the feed says of the last change."""
        with self.transaction():
            todo.mark_unchanged(self.db, url, claimed, self.clock())

    def stats(self) -> dict[str, int]:
        """Numbers of articles, revisions, captures, runs, pages to do, and bytes of captures."""
        counts = {name: f"SELECT count(*) FROM {name}" for name in COUNTED}  # noqa: S608 - names of our own
        counts["bytes"] = "SELECT coalesce(sum(bytes), 0) FROM runs"
        with explained(self.path):
            return {name: self.db.execute(sql).fetchone()[0] for name, sql in counts.items()}


COUNTED = ("outlets", "articles", "revisions", "captures", "runs", "failures")

LAST_BEGUN = """
SELECT outlet, max(started_at) AS begun FROM runs
WHERE outlet IS NOT NULL AND report ->> 'finish_reason' IS NOT 'shutdown' GROUP BY outlet
"""

END_KILLED = """
UPDATE runs SET report = '{"finish": "killed"}', file = CASE WHEN bytes THEN file END,
    finished_at = coalesce((SELECT max(fetched_at) FROM captures WHERE run = runs.id), started_at)
WHERE id = ?
"""
