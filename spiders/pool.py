"""Outlets in parallel: worker processes that are fed, watched, and ended when they or the time fail.

A worker crawls some outlets at once. Outlets that share a host stay with one worker, since the pause between two
requests to a host is kept per process. Neither Scrapy nor the archive is known here.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Self, cast

from newscrawl.seeds import hosts_of
from newscrawl.types import Outlet
from spiders.report import RunReport, from_json, lost_report

AT_ONCE = 8
"""Outlets that one worker crawls together: each asks its hosts about once a second, and a page costs some 20 ms."""

MEMORY = 1_000_000_000
"""Bytes that a worker may have of its own; one that crawled eight outlets needed 220 MB."""

SILENT = 120.0
"""Seconds without a word before a worker counts as hung; it speaks every second, and no page may take so long."""

STALLED = 1800.0
"""Seconds in which an outlet sends no request: above any pause that a host may ask of us (600, twice)."""

GRACE = 10.0
"""Seconds that a stopped worker has to end by itself."""

COMMAND = (sys.executable, "-m", "spiders.worker")

LINE = 2**20  # bytes; a worker's line holds eight reports of some kilobytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What the machine and the operator allow."""

    jobs: int
    seconds: float | None = None
    """After which the crawl stops by itself."""
    min_free: int = 0
    """Bytes on the archive's disk below which it stops."""


@dataclass(slots=True)
class Ending:
    """How it went: a report per outlet as they ended, and what stopped them before."""

    reports: dict[str, RunReport] = field(default_factory=dict)
    stopped: bool = False
    """By a signal."""
    out_of_time: bool = False
    disk_low: bool = False


def default_jobs(annotators: int = 0) -> int:
    """As many workers as there are cores, and as half of the memory has room for.

    ``annotators``: bytes that those of one worker need beyond the shipped ones.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(os.cpu_count() or 1, memory // 2 // (MEMORY + annotators)))


def free_bytes(archive: Path) -> int:
    """What is left on the disk of the archive."""
    return shutil.disk_usage(archive.absolute().parent).free


def group_by_host(outlets: Iterable[Outlet]) -> list[list[str]]:
    """Slugs of outlets that live on the same host, or one above the other's; groups and slugs keep their order.

    >>> from newscrawl.seeds import load_outlets
    >>> seeds = load_outlets()
    >>> group_by_host([seeds["kompas"], seeds["detik-jabar"], seeds["rri-ambon"], seeds["detik-jateng"]])
    [['kompas'], ['detik-jabar', 'detik-jateng'], ['rri-ambon']]
    """
    groups: list[tuple[set[str], list[str]]] = []
    for outlet in outlets:
        hosts, slugs = hosts_of(outlet), [outlet.slug]
        place = len(groups)
        for near in [group for group in reversed(groups) if _touch(group[0], hosts)]:
            place = groups.index(near)
            groups.remove(near)
            hosts, slugs = near[0] | hosts, near[1] + slugs
        groups.insert(place, (hosts, slugs))
    return [slugs for _hosts_of_group, slugs in groups]


def _touch(some: set[str], others: set[str]) -> bool:
    return any(f".{a}".endswith(f".{b}") or f".{b}".endswith(f".{a}") for a in some for b in others)


class Pool:
    """Crawls groups of outlets in worker processes. ``task`` is what ``spiders.worker`` reads, but for its parent.

    ``on_report`` hears of each outlet that ended, ``on_progress`` of all that run, ``on_event`` a sentence about
    a worker that failed. ``log`` is a file descriptor for what the workers log.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[str]],
        task: Mapping[str, Any],
        limits: Limits,
        *,
        on_report: Callable[[RunReport], None],
        on_progress: Callable[[Sequence[RunReport]], None],
        on_event: Callable[[str], None],
        log: int | None = None,
    ) -> None:
        self.queue = deque(map(list, groups))
        self.task, self.limits, self.log = {**task, "parent": os.getpid(), "memory": MEMORY}, limits, log
        self.on_report, self.on_progress, self.on_event = on_report, on_progress, on_event
        self.jobs = min(limits.jobs, len(self.queue))
        self.at_once = min(AT_ONCE, -(-len(self.queue) // max(self.jobs, 1)))
        self.workers: set[Worker] = set()
        self.stopping = False
        self.ending = Ending()

    def run(self) -> Ending:
        """Crawl until all is done, the time is over, the disk is low or a signal comes; a second one kills."""
        asyncio.run(self._run())
        for slug in [slug for group in self.queue for slug in group]:
            self.end(lost_report(slug, "not-reached"))
        return self.ending

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._hear_signal)
        watch = asyncio.create_task(self._watch())
        await asyncio.gather(*(self._work() for _ in range(self.jobs)))
        watch.cancel()

    async def _work(self) -> None:
        """One worker after another: the next takes over what a failed one left."""
        while self.queue and not self.stopping:
            worker = await Worker.start(self)
            self.workers.add(worker)
            await worker.run()
            self.workers.remove(worker)

    async def _watch(self) -> None:
        deadline = monotonic() + (float("inf") if self.limits.seconds is None else self.limits.seconds)
        while not self.stopping:
            self.ending.out_of_time = monotonic() >= deadline
            self.ending.disk_low = free_bytes(Path(self.task["archive"])) < self.limits.min_free
            if self.ending.out_of_time or self.ending.disk_low:
                self.stop()
            await asyncio.sleep(0.25)

    def _hear_signal(self) -> None:
        again = self.ending.stopped
        self.ending.stopped = True
        self.stop()
        if again:
            for worker in self.workers:
                worker.kill()

    def stop(self) -> None:
        """Begin nothing more; what runs ends by itself, or is ended after GRACE."""
        self.stopping = True
        for worker in self.workers:
            worker.stop()

    def end(self, report: RunReport) -> None:
        """Note how an outlet ended."""
        self.ending.reports[report.outlet] = report
        self.on_report(report)

    def show_progress(self) -> None:
        """Tell of all outlets that ended or run."""
        running = [report for worker in self.workers for report in worker.running]
        self.on_progress([*self.ending.reports.values(), *running])


class Worker:
    """One process and the outlets that it was given."""

    def __init__(self, pool: Pool, process: Process) -> None:
        self.pool, self.process = pool, process
        self.stdin, self.stdout = cast(StreamWriter, process.stdin), cast(StreamReader, process.stdout)
        self.backlog: deque[str] = deque()
        self.given: dict[str, tuple[int, float]] = {}
        """Slug -> number of requests, and when it last grew."""
        self.running: Sequence[RunReport] = ()

    @classmethod
    async def start(cls, pool: Pool) -> Self:
        """A new process; in a session of its own, so that a terminal's Ctrl-C reaches the parent only."""
        words = (*COMMAND, json.dumps(pool.task))
        process = await asyncio.create_subprocess_exec(
            *words, stdin=PIPE, stdout=PIPE, stderr=pool.log, start_new_session=True, limit=LINE
        )
        return cls(pool, process)

    async def run(self) -> None:
        """Feed the process and listen until it ends; then report what it took with it."""
        self._feed()
        why = await self._listen()
        code = await self.process.wait()
        if self.given:
            self._report_lost(why or "worker-died", code)
        if self.backlog:
            self.pool.queue.appendleft(list(self.backlog))

    async def _listen(self) -> str | None:
        """Hear the worker out; the report's word for it where it hangs."""
        try:
            while (line := await asyncio.wait_for(self.stdout.readline(), SILENT)).endswith(b"\n"):
                self._hear(json.loads(line))
                if any(monotonic() - grown > STALLED for _requests, grown in self.given.values()):
                    raise TimeoutError
        except TimeoutError:
            self.kill()
            return "worker-hung"
        return None

    def _hear(self, message: Mapping[str, Any]) -> None:
        if values := message.get("finished"):
            report = from_json(values)
            del self.given[report.outlet]
            self.running = [each for each in self.running if each.outlet != report.outlet]
            self.pool.end(report)
            self._feed()
            return
        self.running = [from_json(values) for values, _requests in message["running"]]
        for values, requests in message["running"]:
            if requests > self.given[values["outlet"]][0]:
                self.given[values["outlet"]] = requests, monotonic()
        self.pool.show_progress()

    def _feed(self) -> None:
        """Give it outlets up to its fill: of the group at hand, else of the next; none left, it may end."""
        if self.stdin.is_closing():
            return
        while (
            not self.pool.stopping
            and len(self.given) < self.pool.at_once
            and (self.backlog or self.pool.queue)
        ):
            if not self.backlog:
                self.backlog.extend(self.pool.queue.popleft())
            slug = self.backlog.popleft()
            self.given[slug] = 0, monotonic()
            self.stdin.write(f"{slug}\n".encode())
        if self.pool.stopping or not (self.backlog or self.pool.queue):
            self.stdin.close()

    def _report_lost(self, why: str, code: int) -> None:
        if not self.pool.stopping:
            ended = f"signal={-code}" if code < 0 else f"exit={code}"
            self.pool.on_event(f"event={why} pid={self.process.pid} {ended} outlets={','.join(self.given)}")
        for slug in self.given:
            self.pool.end(lost_report(slug, "shutdown" if self.pool.stopping else why))

    def stop(self) -> None:
        """Let it end what it has begun, and kill it where that takes too long."""
        if self.process.returncode is None:
            self.process.terminate()
            self.stdin.close()
            asyncio.get_running_loop().call_later(GRACE, self.kill)

    def kill(self) -> None:
        """End it at once; the archive keeps what was acknowledged."""
        if self.process.returncode is None:
            self.process.kill()
