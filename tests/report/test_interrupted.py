"""Ctrl-C ends a report at once: kernels do not hear it, so that they are ended, and nothing is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

REPORT = """
import signal, sys
from pathlib import Path
from yrdresearch import cli
from yrdresearch.report import run
signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background ignores it
run.checkout = lambda: Path(sys.argv[1])
sys.exit(cli.main(["report", "--to", sys.argv[1] + "/reports"]))
"""
CELL = """
import os, time
from pathlib import Path
Path(r"{begun}").write_text(str(os.getpid()))
time.sleep(3600)
"""


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _started(begun: list[Path]) -> list[int]:
    """The kernels that run a cell."""
    return [int(text) for file in begun if file.exists() and (text := file.read_text())]


@pytest.mark.skipif(os.name != "posix", reason="sends a signal of POSIX")
def test_ctrl_c_ends_the_kernels_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    begun = [tmp_path / f"begun-{number}" for number in range(1, 4)]
    for number, file in enumerate(begun, start=1):
        notebook = new_notebook(cells=[new_code_cell(CELL.format(begun=file)) for _ in "ab"])
        nbformat.write(notebook, tmp_path / "notebooks" / f"0{number}-asleep.ipynb")
    process = subprocess.Popen(
        [sys.executable, "-c", REPORT, str(tmp_path)], stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        at_once = min(3, os.cpu_count() or 1)  # notebooks: the others wait for their turn
        while process.poll() is None and len(_started(begun)) < at_once:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=600)[1].decode()  # a cell sleeps for an hour
    finally:
        process.kill()
    assert process.returncode == 130
    assert told.splitlines()[-1] == "yrd: stopped; files are as they were before"
    assert "Traceback" not in told
    kernels = _started(begun)
    assert len(kernels) == at_once
    assert not any(map(_runs, kernels))
    assert {path.name for path in tmp_path.iterdir()} == {"notebooks", *(f.name for f in begun if f.exists())}
