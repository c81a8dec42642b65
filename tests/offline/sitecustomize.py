"""No network but the loopback, for this process and its children: put this folder first on PYTHONPATH.

`make report` and `make verify` run so in CI, so that a notebook that asks a host fails there; Jupyter's own
sockets between kernel and client are on the loopback.
"""

import ipaddress
import socket
from typing import Any

_connect, _find = socket.socket.connect, socket.getaddrinfo


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(host: object) -> None:
    if not _is_here(host):
        raise RuntimeError(f"no network here: {host} was asked for")


def _connect_here(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        _refuse(address[0])
    _connect(self, address)


def _find_here(host: Any, *arguments: Any, **options: Any) -> Any:
    _refuse(host)
    return _find(host, *arguments, **options)


socket.socket.connect = _connect_here  # type: ignore[method-assign]
socket.getaddrinfo = _find_here
