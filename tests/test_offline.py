"""The notebooks run without a network: what asks a host fails, the loopback of Jupyter works."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

OFFLINE = Path(__file__).with_name("offline")
ASKS = {
    "an address": "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "a name": "import socket; socket.getaddrinfo('example.org', 443)",
    "a page": "from urllib.request import urlopen; urlopen('https://example.org')",
    "a table": "import pandas; pandas.read_csv('https://example.org/table.csv')",
    "an address of IPv6": "import socket; socket.create_connection(('2001:db8::1', 80), timeout=1)",
}
LOOPBACK = """
import socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(("localhost", server.getsockname()[1])).close()
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(OFFLINE), os.environ.get("PYTHONPATH", "")]),
    }
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("asks", ASKS)
def test_a_host_is_not_asked(asks: str) -> None:
    done = run(ASKS[asks])
    assert done.returncode != 0
    assert "no network here" in done.stderr


def test_the_loopback_is_open() -> None:
    assert run(LOOPBACK).returncode == 0


def test_the_notebooks_of_the_report_run_so() -> None:
    root = Path(__file__).parents[1]
    assert 'PYTHONPATH="$PWD/tests/offline" make report' in (root / ".ci" / "run").read_text("utf-8")
