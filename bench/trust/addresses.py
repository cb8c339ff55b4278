"""Spellings of private addresses, asked for directly, through redirects and through DNS: nothing connects to one."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.trust import Line
from tests.chaos.server import ChaosServer, Wire, http, redirect

ROOT = Path(__file__).parents[2]
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
SECRET = 8009
"""The port that is asked for; nobody listens."""

IPV4 = (
    *(
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "127.127.127.127",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0x7f.0.0.1",
    ),
    *(
        "0x7f.1",
        "0177.0.0.1",
        "0177.1",
        "0X7F.0.0.0X1",
        "127.0.0.1.",
        "0",
        "0.0.0.0",  # noqa: S104 - not to be reached
        "0x0",
        "localhost",
        "LocalHost",
    ),
    *(
        "localhost.",
        "①②⑦.⓪.⓪.①",
        "１２７.０.０.１",
        "127。0。0。1",
        "127．0．0．1",
        "%31%32%37.0.0.1",
        "127.0.0.1%00.umum.id",
    ),
    *(
        "10.0.0.1",
        "10.1",
        "167772161",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "3232235777",
        "0xc0a80101",
    ),
    *(
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.0.1",
    ),
    *("192.0.2.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
)
IPV6 = (
    *(
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
    ),
    *(
        "[64:ff9b::7f00:1]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2002:a00:1::1]",
    ),
    *(
        "[2001:0:7f00:1::1]",
        "[fe80::1]",
        "[fe80::1%25lo]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fec0::1]",
        "[ff02::1]",
    ),
    *("[100::1]", "[2001:db8::1]", "[::ffff:169.254.169.254]"),
)
DISGUISED = (
    *(
        "umum.id@127.0.0.1",
        "umum.id:80@127.0.0.1",
        "umum.id%2f@10.0.0.1",
        "@127.0.0.1",
        "lain.id\\@127.0.0.1",
    ),
    *("127.0.0.1\\@lain.id", "umum.id;@169.254.169.254", "[::1]@127.0.0.1"),
)
NAMES = {
    "loopback.jahat.id": ["127.0.0.1"],
    "10-0-0-1.nip.jahat.id": ["10.0.0.1"],
    "metadata.jahat.id": ["169.254.169.254"],
    "zero.jahat.id": ["0.0.0.0"],  # noqa: S104
    "mapped.jahat.id": ["::ffff:127.0.0.1"],
    "nat64.jahat.id": ["64:ff9b::7f00:1"],
    "rebinding.jahat.id": ["93.184.215.14", "127.0.0.1"],
    "rebinding-late.jahat.id": ["93.184.215.14", "93.184.215.14", "127.0.0.1"],
    "trailing.jahat.id.": ["192.168.1.1"],
}
"""Name -> what DNS answers the first time, the second, ..."""

PUBLIC = "terbuka.jahat.id"
"""A public address: that we see the attempt to connect to it shows that we would see the others."""


def measure(short: bool) -> list[Line]:  # noqa: ARG001 - it takes seconds
    """Ask for each spelling, directly and by a redirect of a public page and of its robots.txt."""
    spellings = (*IPV4, *IPV6, *DISGUISED, *NAMES)
    hosts = [f"aturan-{number}" for number in range(len(spellings))]
    leading = {
        host: _robots_leads(f"http://{each}:{SECRET}/robots.txt")
        for host, each in zip(hosts, spellings, strict=True)
    }
    with ChaosServer({"umum": _redirects(spellings), **leading}) as server:
        direct = [f"http://{spelling}:{SECRET}/" for spelling in spellings]
        redirected = [f"https://umum.id/{number}" for number in range(len(spellings))]
        by_robots = [f"https://{host}.umum.id/" for host in hosts]
        task: dict[str, Any] = {"names": {**NAMES, PUBLIC: ["93.184.215.14"]}, "address": server.address}
        task["hosts"] = ["umum.id", *(f"{host}.umum.id" for host in hosts)]
        task["urls"] = [*direct, *redirected, *by_robots, f"http://{PUBLIC}:{SECRET}/"]
        child = subprocess.run(
            [sys.executable, __file__],
            input=json.dumps(task),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
    answer = json.loads(child.stdout.splitlines()[-1])
    private = sorted({host for host, port in answer["tried"] if port == SECRET and not is_public(host)})
    fetched = [url for url, came in answer["found"].items() if not isinstance(came, str)]
    seen = any(port == SECRET and is_public(host) for host, port in answer["tried"])
    number = len(spellings)
    measured = "; ".join([f"{len(private)} connections, {len(fetched)} fetched", *private[:3], *fetched[:3]])
    return [
        Line(
            f"{number} spellings of a private address: directly, by a redirect, by that of robots.txt, by DNS",
            "0 connections, 0 fetched",
            measured if seen else "the public address was not tried, so nothing is proved",
            seen and not private and not fetched and number >= 40,
        )
    ]


def is_public(host: str) -> bool:
    """By the standard library alone, so that our own guard does not judge itself."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


def _redirects(spellings: tuple[str, ...]) -> Callable[[str], Wire]:
    def answer(path: str) -> Wire:
        number = path.strip("/")
        return (
            redirect(f"http://{spellings[int(number)]}:{SECRET}/")
            if number.isdecimal()
            else http(status="404 Not Found")
        )

    return answer


def _robots_leads(url: str) -> Callable[[str], Wire]:
    return lambda path: redirect(url) if path == "/robots.txt" else http("<h1>Rahasia</h1>")


def main() -> None:
    """The child: fetch what stdin names under a DNS of our own; print what came, and where it connected."""
    from spiders.run import fetch_pages

    task: dict[str, Any] = json.load(sys.stdin)
    answers: dict[str, list[str]] = task["names"]
    tried: list[tuple[str, int]] = []
    resolve, connect = socket.gethostbyname, socket.socket.connect_ex
    own = int(task["address"].rpartition(":")[2])

    def fake_resolve(name: str) -> str:
        known = answers.get(name)
        if known is None:
            return resolve(name)
        return known.pop(0) if len(known) > 1 else known[0]

    def fake_connect(self: socket.socket, address: Any) -> int:
        if address[1] == own:
            return connect(self, address)
        tried.append((address[0], address[1]))
        return 111  # connection refused

    socket.gethostbyname = fake_resolve
    socket.socket.connect_ex = fake_connect  # type: ignore[method-assign, assignment]
    settings = {
        "NEWSCRAWL_CONNECT_TO": ",".join(f"{host}={task['address']}" for host in task["hosts"]),
        "DOWNLOAD_DELAY": 0.001,
        "AUTOTHROTTLE_ENABLED": False,
        "RETRY_TIMES": 0,
        "DNS_TIMEOUT": 2,
        "DNSCACHE_ENABLED": False,
        "CONCURRENT_REQUESTS": 16,
    }
    found = fetch_pages(task["urls"], settings=settings)
    told = {
        url: came if isinstance(came, str) else [page.url for page in came] for url, came in found.items()
    }
    print(json.dumps({"found": told, "tried": tried}))


if __name__ == "__main__":
    main()
