"""Parsing in worker processes: a page that hangs, swells or crashes a parser costs that page, not the crawl.

A worker's own alarm and memory limit end it, so it needs no watching and outlives no parent by more than one page.
"""

from __future__ import annotations

import asyncio
import atexit
import copyreg
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, ParamSpec, TypeVar

from newscrawl.annotate import annotate, memory_needed
from newscrawl.annotate.errors import AnnotatorError
from newscrawl.environment import SettingError
from newscrawl.process import process
from newscrawl.types import Article, Capture, Outlet
from spiders.memory import LARGE, return_free_memory

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 8.0
"""The slowest honest page seen takes 0.2 s, models loaded anew; a sitemap of 50,000 URLs 3 s."""

MEMORY = 230_000_000
"""Bytes of data; a worker with its models needs 35 MB, the largest page that is fetched at all 120 MB.

What annotators of the settings need beyond the shipped ones is added.
"""

SENTENCE = "Warga desa memanen padi pada Senin pagi."
"""What is annotated to see that the annotators can be used."""

PARSERS = 2
"""More than one, so that the next page need not wait for one that hangs."""

STARTED = "import sys; from spiders.parsing import serve; serve(int(sys.argv[1]))"


def _read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))  # in Outlet and Article


class ParseFailed(Exception):
    """The page was fetched and cannot be read within the limits: ``parse-timeout``, ``-memory``, ``-crash``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Parser:
    """A process that calls functions one after the other until its end of the pipe is closed."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-c", STARTED, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )

    def call(self, task: bytes) -> tuple[bool, Any]:
        """Whether the call returned, and what it returned or raised; raises ParseFailed."""
        try:
            self._connection.send_bytes(task)
            return pickle.loads(self._connection.recv_bytes())  # type: ignore[no-any-return] # noqa: S301 - ours
        except (EOFError, OSError):
            raise ParseFailed(ENDS.get(self.process.wait(), "parse-crash")) from None

    def close(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        self._connection.close()


ENDS = {-signal.SIGALRM: "parse-timeout", -signal.SIGKILL: "parse-memory"}
"""How a worker ended -> why; without our hand SIGKILL comes from a system that is out of memory."""


class Parsers:
    """A few parsers, started when first needed and again after one has died."""

    def __init__(self, most: int = PARSERS) -> None:
        self._threads = ThreadPoolExecutor(most, "parsing")  # each thread has a parser of its own
        self._own = threading.local()
        self._all: set[Parser] = set()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``function(*args)`` in a parser; raises what it raises, and ParseFailed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(self._call, function, args, kwargs))

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for callers without an event loop."""
        return self._threads.submit(self._call, function, args, kwargs).result()

    def _call(self, function: Callable[..., T], args: Sequence[Any], kwargs: dict[str, Any]) -> T:
        parser = self._parser()
        try:
            returned, value = parser.call(pickle.dumps((function, args, kwargs)))
        except ParseFailed:
            self._drop(parser)
            raise
        if not returned:
            raise value
        result: T = value
        return result

    def _parser(self) -> Parser:
        parser: Parser | None = getattr(self._own, "parser", None)
        if parser is None or parser not in self._all:
            parser = self._own.parser = Parser()
            self._all.add(parser)
        return parser

    def _drop(self, parser: Parser) -> None:
        self._all.discard(parser)
        parser.close()

    def close(self) -> None:
        """End all parsers; a later call starts new ones."""
        for parser in list(self._all):
            self._drop(parser)


parsers = Parsers()
"""One pool per process, however many crawls run in it."""

atexit.register(parsers.close)


async def parse_page(
    capture: Capture, outlet: Outlet, *, pages: Sequence[Capture] = (), annotated: bool = True
) -> Article:
    """``newscrawl.process.process`` in a worker; raises NotAnArticle and ParseFailed."""
    return await parsers.run(process, capture, outlet, pages=pages, annotated=annotated)


def try_annotators() -> None:
    """Annotate a sentence in a parser; raises AnnotatorError where that cannot be done."""
    one = Parsers(1)
    try:
        one.call(annotate, None, [SENTENCE])
    except ParseFailed as error:
        raise AnnotatorError(
            f"the annotators of the settings cannot be used ({error.reason}); choose a smaller model"
        ) from error
    finally:
        one.close()


def memory_limit() -> int:
    """Bytes of data that a parser may have; annotators that cannot be made are told when a page is read."""
    try:
        return MEMORY + memory_needed()
    except (AnnotatorError, SettingError):
        return MEMORY


def serve(descriptor: int) -> None:
    """A parser's life. Signals that are meant for the crawl end it by way of the pipe."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    limit = memory_limit()
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    sys.excepthook = end_without_memory
    is_first = True
    with Connection(descriptor) as connection:
        try:
            while True:
                task = connection.recv_bytes()
                signal.setitimer(
                    signal.ITIMER_REAL, float(os.environ.get("NEWSCRAWL_PARSE_SECONDS") or SECONDS)
                )
                answer = perform(task, limit)
                signal.setitimer(signal.ITIMER_REAL, 0)
                connection.send_bytes(answer)
                if is_first or len(task) > LARGE:
                    del task, answer
                    return_free_memory()
                is_first = False
        except (EOFError, ConnectionError):  # whoever asked is gone
            return


def end_without_memory(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What Python does with an error that nobody catches; lxml hands its own here from where it can raise none."""
    if kind is MemoryError:
        os.kill(os.getpid(), signal.SIGKILL)
    sys.__excepthook__(kind, error, trace)


def perform(task: bytes, limit: int) -> bytes:
    """Call what the task names; the packed outcome. Raises MemoryError, also where a parser hid the lack of it."""
    try:
        function, args, kwargs = pickle.loads(task)  # noqa: S301 - our own
        answer = pickle.dumps((True, function(*args, **kwargs)))
    except MemoryError:
        raise
    except Exception as error:  # it is raised again where the function was asked for
        answer = pack_error(error)
    if peak_memory() > 0.9 * limit:
        raise MemoryError
    return answer


def pack_error(error: Exception) -> bytes:
    """The packed outcome of a call that raised; lxml's errors hold what cannot be packed."""
    try:
        return pickle.dumps((False, error))
    except TypeError:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def peak_memory() -> int:
    """Bytes of resident memory at most; where /proc tells it, without that of the parent before exec."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
