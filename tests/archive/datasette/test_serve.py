"""Who is let in: `newscrawl serve` is public wherever others can reach it."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from click.testing import CliRunner

from newscrawl.cli import main


@pytest.mark.parametrize(
    ("words", "public"),
    [
        ([], False),
        (["--public"], True),
        (["--host", "0.0.0.0"], True),  # noqa: S104 - it is not opened
        (["--host", "0.0.0.0", "--private"], False),  # noqa: S104
    ],
)
def test_strangers(words: list[str], public: bool, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("newscrawl.cli_serve.listen", lambda *_: socket.socket())
    monkeypatch.setattr("archive.datasette.serve_archive", lambda *_, public: asked.append(public))
    result = CliRunner().invoke(main, ["serve", *words, "--archive", str(samples)])
    assert (result.exit_code, asked) == (0, [public]), result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--port", "TAKEN"], "choose another --port"),
        (["--host", "203.0.113.7"], "203.0.113.7:8001"),
        (["--host", "tidak-ada.invalid"], "'tidak-ada.invalid' is no address"),
        (["--host", "a" * 99], "is no address"),
        (["--host", "a..b"], "'a..b' is no address"),
        (["--public", "--private"], "choose one"),
    ],
)
def test_where_it_cannot_listen(words: list[str], told: str, samples: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        words = [port if word == "TAKEN" else word for word in words]
        result = CliRunner().invoke(main, ["serve", *words, "--archive", str(samples)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_stopped(samples: Path, number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    command = [sys.executable, "-m", "newscrawl.cli", "serve", "--port", str(port), "--archive", str(samples)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as served:
        assert first_line(port).startswith(b"HTTP/1.1 200")
        served.send_signal(number)
        _, told = served.communicate(timeout=20)
    assert (served.returncode, told) == (0, b"")


def first_line(port: int) -> bytes:
    """What the front page answers, as soon as somebody does."""
    deadline = monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as asked:
                asked.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return asked.makefile("rb").readline()
        except ConnectionRefusedError:
            if monotonic() > deadline:
                raise
            sleep(0.1)
