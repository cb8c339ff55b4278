"""The operator's exception, as curl's --connect-to: real hosts' URLs served by a loopback server."""

from __future__ import annotations

from collections.abc import Mapping

from newscrawl.environment import SettingError

Target = tuple[str, int]


def read_targets(setting: str) -> Mapping[str, Target]:
    """Host (or ``*`` for every host) -> address, from NEWSCRAWL_CONNECT_TO; raises SettingError.

    >>> read_targets("127.0.0.1:8123")
    {'*': ('127.0.0.1', 8123)}
    >>> read_targets("jabarekspres.com=127.0.0.1:8123, kompas.com=127.0.0.1:8124")["kompas.com"]
    ('127.0.0.1', 8124)
    """
    return dict(_read_target(part.strip()) for part in setting.split(",") if part.strip())


def _read_target(part: str) -> tuple[str, Target]:
    host, equals, address = part.rpartition("=")
    name, colon, port = address.rpartition(":")
    if not (name and colon and port.isdecimal()) or (equals and not host) or not 0 < int(port) < 2**16:
        raise SettingError(f"NEWSCRAWL_CONNECT_TO: {part!r} is neither ADDRESS:PORT nor HOST=ADDRESS:PORT")
    return host.lower() or "*", (name, int(port))
