"""What all tests share: a wall around loopback, and the sample network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from demo.network import SampleNetwork


class LeavesLoopback(BaseException):
    """A test tried to reach another machine; no ``except Exception`` of the code under test may hide it."""


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = address[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guard(self: socket.socket, address: Any) -> Any:
        if not _is_loopback(address):
            self.close()  # what is raised passes by the code that would
            raise LeavesLoopback(f"tests stay on loopback; this one wanted {address!r}")
        return connect(self, address)

    return guard


@pytest.fixture(autouse=True, scope="session")
def stay_on_loopback() -> Iterator[None]:
    """Refuse connections to other machines; children of a test must be given loopback addresses."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture
def sample_network() -> Iterator[SampleNetwork]:
    """A running sample network, fresh for each test."""
    with SampleNetwork() as network:
        yield network
