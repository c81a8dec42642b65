"""Ctrl-C ends a command that works in several processes in one line, also while these start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yrdresearch.processes import in_processes

PROC = Path("/proc/self/status")
IMPORT = """
import signal, sys
from yrdresearch import cli
from yrdresearch.corpus import sharding
sharding.SHARD_BYTES = 1
signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background ignores it
sys.exit(cli.main(["import", sys.argv[1], "--to", sys.argv[2], "--workers", "2"]))
"""
ESSAY = "港口要联动发展，航线要互补共用。口岸要一起提速。\n" * 40


def double(number: int) -> int:
    return 2 * number


def blocked(_: int) -> int:
    """The signals that this process does not hear, a bit each."""
    line = next(line for line in PROC.read_text().splitlines() if line.startswith("SigBlk"))
    return int(line.split()[1], 16)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_jobs_or_all_of_them(workers: int) -> None:
    jobs = [(number,) for number in range(20)]
    assert list(in_processes(double, jobs, workers=workers)) == [2 * number for number in range(20)]
    assert sorted(in_processes(double, jobs, workers=workers, in_order=False)) == list(range(0, 40, 2))


@pytest.mark.skipif(not PROC.exists(), reason="Linux says which signals a process hears")
def test_only_the_workers_are_deaf_to_ctrl_c() -> None:
    bit = 1 << (signal.SIGINT - 1)
    before = blocked(0)
    results = in_processes(blocked, [(number,) for number in range(4)], workers=2)
    assert next(results) & bit
    assert blocked(0) == before
    assert all(one & bit for one in results)


def _workers(of: int) -> list[str]:
    """Processes that a process has started, as Linux lists them."""
    try:
        children = Path(f"/proc/{of}/task/{of}/children").read_text().split()
        return [one for one in children if "popen_loky" in Path(f"/proc/{one}/cmdline").read_text()]
    except OSError:
        return []


def _have_ended(processes: list[str]) -> None:
    end = time.monotonic() + 60
    while left := [one for one in processes if Path(f"/proc/{one}").exists()]:
        assert time.monotonic() < end, left
        time.sleep(0.1)


def _import_with_workers(tmp_path: Path) -> subprocess.Popen[str]:
    """A command that has just started its workers."""
    (tmp_path / "pages").mkdir()
    for number in range(60):
        text = f"## 港口{number}\n\n（作者：顾明湄）\n\n{ESSAY}"
        (tmp_path / "pages" / f"{number}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", IMPORT, str(tmp_path / "pages"), str(tmp_path / "to")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    while process.poll() is None and not _workers(process.pid):
        time.sleep(0.005)
    return process


@pytest.mark.skipif(not PROC.exists(), reason="Linux lists the processes that another one started")
@pytest.mark.parametrize("wait", [0, 0.05, 0.2, 0.5])
def test_ctrl_c_while_workers_start_is_one_line(wait: float, tmp_path: Path) -> None:
    process = _import_with_workers(tmp_path)
    try:
        time.sleep(wait)
        assert process.poll() is None, "it ended before the workers were seen"
        started = _workers(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate(timeout=300)[0]
    finally:
        process.kill()
    assert told == "yrd: stopped; files are as they were before\n"
    assert process.returncode == 130
    _have_ended(started)


@pytest.mark.skipif(not PROC.exists(), reason="Linux lists the processes that another one started")
@pytest.mark.parametrize("kill", ["SIGKILL", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("wait", [0.1, 1])
def test_workers_end_when_their_command_is_killed(kill: str, wait: float, tmp_path: Path) -> None:
    process = _import_with_workers(tmp_path)
    time.sleep(wait)
    started = _workers(process.pid)
    assert started or wait == 1
    process.send_signal(getattr(signal, kill))
    process.communicate(timeout=300)  # until the last of them has closed its output
    _have_ended(started)
