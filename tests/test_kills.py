"""A kill at any moment leaves the old results or the new; `tests/killed.py` by hand takes larger numbers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLED = Path(__file__).with_name("killed.py")


KILLS = {"import": 8, "corpus": 10, "export": 10, "model": 10, "csv": 8, "xlsx": 8, "report": 2}


@pytest.mark.parametrize(("what", "kills"), KILLS.items())
def test_a_kill_leaves_the_old_or_the_new(what: str, kills: int, tmp_path: Path) -> None:
    environment = {**os.environ, "KILLED_CHECKOUT": str(tmp_path / "checkout")}
    command = [sys.executable, str(KILLED), what, str(tmp_path / "out"), str(kills)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
