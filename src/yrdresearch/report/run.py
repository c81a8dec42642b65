"""Execute the notebooks, several at a time, and check that a reader sees every figure."""

from __future__ import annotations

import os
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yrdresearch.errors import ReportError
from yrdresearch.files import checkout, write_whole
from yrdresearch.report.editions import in_language, with_parameters
from yrdresearch.report.figures import check_visible, figures_in
from yrdresearch.report.omissions import is_told, names_made, names_needed, settle, tell_fault, tell_missing

if TYPE_CHECKING:
    from nbclient import NotebookClient

_LATE = "CellTimeoutError"
SECONDS_A_CELL = 1800
"""A cell may take this long: a corpus may be large, a machine slow. ``YRD_CELL_SECONDS`` changes it."""


def notebook_folder() -> Path:
    """The folder of the numbered notebooks in the checkout.

    Raises
    ------
    ReportError
        When the package was installed without its checkout.
    """
    folder = checkout() / "notebooks"
    if not folder.is_dir():
        raise ReportError(
            "the notebooks come with the repository, not with the package; clone it and run there"
        )
    return folder


def numbered_notebooks() -> list[Path]:
    """The notebooks of the series, ``NN-name.ipynb``; a copy such as ``03-topics-Copy1.ipynb`` is not one."""
    return sorted(path for path in notebook_folder().glob("[0-9][0-9]-*.ipynb") if "-Copy" not in path.stem)


def run_notebooks(
    notebooks: list[Path],
    to: Path,
    *,
    environment: dict[str, str],
    lang: str = "zh",
    parameters: dict[str, Any] | None = None,
    strict: bool = True,
) -> dict[str, Any]:
    """Execute the notebooks in one language; write each, executed, into ``notebooks/``.

    Parameters
    ----------
    notebooks
        Paths.
    to
        The report's folder.
    environment
        Environment variables of the kernels.
    lang
        Cells tagged with the other language are left out.
    parameters
        Values for the cell tagged ``parameters``.
    strict
        Whether a sentence of the package's own (`YrdError`) in place of a result is a failure. Otherwise the
        cell says it, cells that need its variables say so, and the others run; so they do in any case where
        a cell takes too long, as on a slow machine.

    Returns
    -------
    dict
        Stem of the notebook -> executed notebook.

    Raises
    ------
    ReportError
        When a cell fails (unless a sentence in its place says so, see `strict`), or a figure is saved and not
        seen. What ran is written.
    """
    import nbformat
    from tqdm import tqdm

    editions = {
        path: with_parameters(in_language(nbformat.read(path, as_version=4), lang), parameters or {})
        for path in notebooks
    }
    total = sum(cell.cell_type == "code" for edition in editions.values() for cell in edition.cells)
    with (
        tqdm(total=total, bar_format="{percentage:3.0f}% |{bar}| {elapsed} {desc}", mininterval=2) as bar,
        ThreadPoolExecutor(max_workers=max(1, min(len(notebooks), os.cpu_count() or 1))) as pool,
    ):
        kernels = _Kernels()
        options = {"environment": environment, "lang": lang, "strict": strict, "bar": bar, "kernels": kernels}
        jobs = [pool.submit(_run, path, edition, to, **options) for path, edition in editions.items()]
        try:
            done, waiting = wait(jobs, return_when=FIRST_EXCEPTION)
        except KeyboardInterrupt:  # the kernels have a session of their own, which Ctrl-C does not reach
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.stop()
            raise
        for job in waiting:
            job.cancel()
        for job in done:
            job.result()
    return {path.stem: edition for path, edition in editions.items()}


class _Kernels:
    """The kernels of notebooks that run at once, so that all can be stopped."""

    def __init__(self) -> None:
        self.stopped = False
        self._clients: list[NotebookClient] = []

    def add(self, client: NotebookClient) -> None:
        """Stop it, too, when it runs."""
        self._clients.append(client)

    def stop(self) -> None:
        """End them at once; each notebook's thread finds its kernel dead, and goes no further."""
        self.stopped = True
        for client in self._clients:
            process = getattr(getattr(client.km, "provisioner", None), "process", None)
            if process is not None:
                process.kill()


def _run(path: Path, notebook: Any, to: Path, **options: Any) -> None:
    import nbformat

    try:
        _execute(path, notebook, **options)
    finally:
        settle(notebook)
        write_whole(to / "notebooks" / path.name, nbformat.writes(notebook) + "\n")
    check_visible(notebook, {name for name in figures_in(to) if name.startswith(path.stem[:3])}, path.name)


def _execute(
    path: Path,
    notebook: Any,
    *,
    environment: dict[str, str],
    lang: str,
    strict: bool,
    bar: Any,
    kernels: _Kernels,
) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    seconds = int(os.environ.get("YRD_CELL_SECONDS", SECONDS_A_CELL))
    late = (
        f"it takes longer than {seconds} seconds; give it more with the environment variable "
        "YRD_CELL_SECONDS, or take a smaller corpus"
    )
    status: dict[int, str] = {}  # what the kernel said of each cell

    def keep_status(cell: Any, cell_index: int, execute_reply: dict[str, Any]) -> None:
        status[cell_index] = execute_reply["content"]["status"]

    client = NotebookClient(
        notebook,
        on_cell_executed=keep_status,
        timeout=seconds,
        interrupt_on_timeout=True,
        error_on_timeout={"ename": _LATE, "evalue": late, "traceback": []},
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=40"],  # the kernel warns of every local socket
    )
    kernels.add(client)
    missing: set[str] = set()  # variables that a cell could not make
    code = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    with client.setup_kernel(env=environment):
        for number, (index, cell) in enumerate(code, start=1):
            place = f"{path.name}, code cell {number}"
            if kernels.stopped:
                raise ReportError(f"{place}: stopped")
            bar.set_description_str(f"{path.stem} {number}")
            bar.update()
            if lost := missing and missing & names_needed(cell.source):
                tell_missing(cell, lost, lang)
                missing |= names_made(cell.source)
                continue
            try:
                client.execute_cell(cell, index)
                while status.get(index) == "aborted":  # it came while a late cell above was being stopped
                    client.execute_cell(cell, index)
            except CellExecutionError as error:
                if error.ename != _LATE and (strict or not is_told(error.ename)):
                    raise ReportError(f"{place}: {error.ename}: {error.evalue}") from error
                tell_fault(cell, error.evalue, lang)
                missing |= names_made(cell.source)
            except DeadKernelError as error:
                raise ReportError(
                    f"{place}: the kernel died, which happens when memory runs out; take a smaller corpus"
                ) from error
            else:
                missing -= names_made(cell.source) if missing else set()
