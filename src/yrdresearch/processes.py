"""Work over several processes of this machine, which end with this one and say nothing of it."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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

    pool = Parallel(n_jobs=workers, return_as="generator" if in_order else "generator_unordered")
    with _deaf_to_ctrl_c():
        results = pool(delayed(function)(*job) for job in jobs)
    try:
        for result in results:  # noqa: UP028 (`yield from` would close them before the line below)
            yield result
    finally:
        with warnings.catch_warnings(action="ignore"):  # joblib's, of the jobs that are given up
            results.close()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that start here never hear Ctrl-C: else each prints where it was. This one hears it after."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # a process that joblib's need; whoever starts it hears again in Python 3.11
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
