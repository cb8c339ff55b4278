"""Writes articles for ever or for a count and prints the number of each that the archive has acknowledged."""

import sys
from itertools import count
from pathlib import Path

from archive.store import Archive
from tests.archive.conftest import NOW, make_article, make_capture


def main(path: str, name: str, number: str) -> None:
    with Archive.open(Path(path)) as archive:
        run = archive.begin_run(name, NOW)
        for each in count() if number == "all" else range(int(number)):
            url = f"https://kabarcontoh.example/{name}/{each}"
            page = make_capture(url=url, body=f"<p>Isi {name} {each}</p>".encode() * 40)
            article = make_article(url=url, canonical_url=None, headline=f"Berita {name} {each}")
            archive.save_article(article, [archive.keep_capture(page, run)], run)
            print(url, flush=True)
        archive.finish_run(run, NOW, {})


if __name__ == "__main__":
    main(*sys.argv[1:])
