"""Work over several processes of this machine, which end with this one and say nothing of it."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any


def in_processes(
    function: Callable[..., Any], jobs: Iterable[tuple[Any, ...]], *, workers: int, in_order: bool = True
) -> Iterator[Any]:
    """What does a function give for each list of arguments, so many of them computed at a time?

    Parameters
    ----------
    function
        Of a module, so that another process finds it.
    jobs
        The arguments of each call.
    workers
        Processes; with 1 all is done in this one.
    in_order
        Whether the results come in the order of the jobs, or as each is done.

    Examples
    --------
    >>> list(in_processes(pow, [(2, 3), (3, 2)], workers=1))
    [8, 9]
    """
    from joblib import Parallel, delayed

    how = "generator" if in_order else "generator_unordered"
    pool = Parallel(n_jobs=workers, return_as=how, initializer=_end_with, initargs=(os.getpid(),))
    with ExitStack() as at_end:
        with _deaf_to_ctrl_c():
            results = pool(delayed(function)(*job) for job in jobs)
            at_end.callback(_give_up, results)
        for result in results:  # noqa: UP028 (`yield from` would close them before `_give_up` does)
            yield result


def _give_up(results: Any) -> None:
    """Cancel the jobs that are left, without the warning of joblib that says so."""
    with warnings.catch_warnings(action="ignore"):
        results.close()


def _end_with(parent: int) -> None:
    """Have this process end when the one that started it is gone, killed perhaps; else it would wait on."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    if os.name == "posix":
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that start here never hear Ctrl-C: else each prints where it was. This one hears it after."""
    mine = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT)
    if not mine or not hasattr(signal, "pthread_sigmask"):  # in another thread, or on Windows
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # a process that joblib's need; whoever starts it hears again in Python 3.11
    heard: list[int] = []  # by another thread, which does not block it
    handler = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
        for number in heard:
            signal.raise_signal(number)
