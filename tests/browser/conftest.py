"""Debian's Chromium, driven by Playwright, and the archive served on loopback."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from archive.datasette import datasette_for
from archive.queries import save_query
from archive.request import SearchRequest
from archive.store import Archive
from tests.archive.datasette.conftest import archive_of, sample

CHROMIUM = Path("/usr/bin/chromium")
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


class Server(uvicorn.Server):
    """A server in a thread, on a free port."""

    def __init__(self, path: Path, *, public: bool) -> None:
        app = datasette_for(path, public=public).app()
        super().__init__(uvicorn.Config(app, port=0, log_level="warning", lifespan="on"))
        self.thread = threading.Thread(target=self.run, daemon=True)

    def begin(self) -> str:
        self.thread.start()
        while not self.started:
            self.thread.join(0.02)
            assert self.thread.is_alive(), "the server did not start"
        return f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"

    def end(self) -> None:
        self.should_exit = True
        self.thread.join()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sample archive answers."""
    path = archive_of(tmp_path_factory.mktemp("browser"), *sample())
    with Archive.open(path) as archive:
        save_query(archive, "pagi", SearchRequest("jembatan", place="Garut"))
    server = Server(path, public=False)
    yield server.begin()
    server.end()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing; `make test-browser` installs it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page; at the end nothing may have been refused by the policy or gone wrong in a script."""
    complaints: list[str] = []
    opened: list[Any] = []

    def open_page(path: str, size: dict[str, int] = DESKTOP) -> Any:
        page = chromium.new_page(viewport=size)
        page.on("console", lambda message: "status of 404" in message.text or complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith(address) or complaints.append(request.url))
        page.goto(address + path)
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.close()
    assert complaints == []
