"""``make demo``: the main job on the sample network, with nothing beyond this machine.

Crawls two outlets, lets one article be edited, crawls again, searches, shows a record.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from demo.network import SampleNetwork

OUT = Path(__file__).parent / "out"
ARCHIVE = OUT / "news.db"
OUTLETS = ("jabarekspres", "kompas")
EDITED = "posyandu-sumedang-turunkan-angka-stunting-menteri-kesehatan-kirim-apresiasi"
EDITED_URL = f"https://jabarekspres.com/berita/2023/08/31/{EDITED}/"


def newscrawl(*words: str, network: SampleNetwork) -> None:
    """Print the command, run it, let its output through; a failure ends the demo."""
    print(f"\n$ newscrawl {shlex.join(words)}", flush=True)
    environment = {
        **os.environ,
        "NEWSCRAWL_ARCHIVE": str(ARCHIVE),
        "NEWSCRAWL_CONNECT_TO": network.address,
        "NEWSCRAWL_DELAY": "0",
    }
    subprocess.run([sys.executable, "-m", "newscrawl.cli", *words], env=environment, check=True)  # noqa: S603


def main() -> None:
    """Run the demo."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    with SampleNetwork() as network:
        print(
            f"A sample network of our own pages answers at {network.address} for jabarekspres.com and kompas.com."
        )
        newscrawl("crawl", *OUTLETS, network=network)
        print(f"\nThe outlet edits an article; a second crawl asks only whether pages changed:\n  {EDITED}")
        network.edit(EDITED)
        newscrawl("crawl", *OUTLETS, network=network)
        newscrawl("search", "sumedang", "--limit", "3", network=network)
        newscrawl("search", "--sentiment", "negatif", "--limit", "3", network=network)
        newscrawl("show", EDITED_URL, network=network)
    here = ARCHIVE.relative_to(Path.cwd()) if ARCHIVE.is_relative_to(Path.cwd()) else ARCHIVE
    print(f"""
The archive is {here}. Next:
  .venv/bin/newscrawl serve --archive {here}     browse it in Datasette at http://127.0.0.1:8001
  make crawl OUTLET=jabarekspres                 crawl the live outlet into news.db
  .venv/bin/newscrawl scrape URL                 read one article of any outlet""")


if __name__ == "__main__":
    main()
