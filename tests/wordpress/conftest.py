"""A real WordPress on loopback: Debian's wordpress, mariadb-server and php-cli, in a folder of its own."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SOURCE = Path("/usr/share/wordpress")
HOST = "harian.example"
PATIENCE = 60  # seconds that a server may take to come up

CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', '{user}'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', 'https://{host}'); define('WP_SITEURL', 'https://{host}');
define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
$_SERVER['HTTPS'] = 'on'; // the crawler speaks plain HTTP to loopback for a site that lives on https
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


@dataclass(frozen=True, slots=True)
class WordPress:
    """A running site: its loopback address and its own REST API."""

    address: str
    password: str

    def create(self, kind: str, **values: Any) -> dict[str, Any]:
        """Create a post, category, tag or user through the REST API; the object as WordPress answers."""
        return self.send(kind, values)

    def send(self, path: str, values: dict[str, Any]) -> dict[str, Any]:
        """POST to the REST API as the administrator."""
        credentials = base64.b64encode(f"redaksi:{self.password}".encode()).decode()
        request = urllib.request.Request(  # loopback
            f"http://{self.address}/wp-json/wp/v2/{path}",
            json.dumps(values).encode(),
            {"Content-Type": "application/json", "Host": HOST, "Authorization": f"Basic {credentials}"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
            return answer


@pytest.fixture(scope="session", params=["twentytwentyone", "twentytwentythree"])
def wordpress(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WordPress]:
    """An installed site without posts, once with a theme of PHP templates and once with one of blocks."""
    missing = [name for name in ("php", "mariadbd", "mariadb-install-db") if not shutil.which(name)]
    theme = SOURCE / "wp-content" / "themes" / request.param
    if missing or not theme.is_dir():
        pytest.fail(f"not installed: {', '.join(missing) or theme}; run: make test-wordpress")
    folder = tmp_path_factory.mktemp("wordpress")
    with database(folder) as db_socket:
        site = folder / "site"
        shutil.copytree(SOURCE, site, symlinks=False, ignore_dangling_symlinks=True)
        config = CONFIG.format(user=os.environ.get("USER") or "root", socket=db_socket, host=HOST)
        (site / "wp-config.php").write_text(config, encoding="utf-8")
        password = run("php", str(HERE / "install.php"), str(site), HOST, request.param).strip()
        with web_server(site) as address:
            yield WordPress(address, password)


@contextmanager
def database(folder: Path) -> Iterator[Path]:
    """MariaDB with its own data folder, reached by a socket file only."""
    data, db_socket = folder / "data", folder / "db.sock"
    user = os.environ.get("USER") or "root"
    access = "--auth-root-authentication-method=normal"
    run("mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={user}", access)
    options = [f"--datadir={data}", f"--socket={db_socket}", f"--user={user}", "--skip-networking"]
    log = folder / "mariadb.log"
    with serving("mariadbd", "--no-defaults", *options, f"--log-error={log}"):
        query = ["mariadb", "--no-defaults", f"--socket={db_socket}", f"--user={user}", "-e"]
        wait_for(
            lambda: subprocess.run([*query, "SELECT 1"], capture_output=True, check=False).returncode == 0
        )
        run(*query, "CREATE DATABASE wordpress CHARACTER SET utf8mb4")
        yield db_socket


@contextmanager
def web_server(site: Path) -> Iterator[str]:
    """PHP's own web server on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    with serving("php", "-S", address, "-t", str(site), str(HERE / "router.php")):
        wait_for(lambda: answers(address))
        yield address


@contextmanager
def serving(*words: str) -> Iterator[None]:
    """A server that is stopped whatever happens."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, **quiet) as server:
        try:
            yield
        finally:
            server.terminate()


def answers(address: str) -> bool:
    request = urllib.request.Request(f"http://{address}/robots.txt", headers={"Host": HOST})
    try:
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def wait_for(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline, "the server did not come up"
        time.sleep(0.2)


def run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words[0]}: {done.stderr or done.stdout}"
    return done.stdout
