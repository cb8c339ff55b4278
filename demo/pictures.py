"""``make pictures``: the pictures of the README, taken of the demo's archive with Debian's Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import uvicorn

from archive.datasette import datasette_for
from demo.run import ARCHIVE, EDITED_URL

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"

SHOWN = {
    "front": "/",
    "search": "/cari?q=warga&order=newest",
    "record": f"/cari?q={EDITED_URL}",
}
"""Name of the picture -> the page on it."""


def main() -> None:
    """Serve the archive on a free port and photograph it."""
    if not ARCHIVE.exists():
        sys.exit(f"{ARCHIVE} is missing; `make demo` makes it.")
    server = uvicorn.Server(
        uvicorn.Config(datasette_for(ARCHIVE, public=False).app(), port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        take(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join()


def take(address: str) -> None:
    """One picture of each page, 1200 pixels wide."""
    from playwright.sync_api import sync_playwright  # only `make pictures` installs it

    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 860})
        for name, path in SHOWN.items():
            page.goto(address + path)
            file = PICTURES / f"{name}.png"
            page.screenshot(path=file)
            compress(file)
            print(f"{file.relative_to(Path.cwd())}: {file.stat().st_size // 1024} KB")
        browser.close()


def compress(file: Path) -> None:
    """Fewer colours where pngquant is installed; text stays sharp."""
    if pngquant := shutil.which("pngquant"):
        subprocess.run([pngquant, "--force", "--ext", ".png", "64", str(file)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
