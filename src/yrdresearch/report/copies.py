"""The notebooks in one language, copied into a reader's own folder, where JupyterLab opens them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from yrdresearch.errors import language, path_of
from yrdresearch.files import write_whole
from yrdresearch.report.editions import PARAMETERS, in_language
from yrdresearch.report.run import numbered_notebooks

MADE = "yrdresearch"
"""The key of a copy's metadata that holds the SHA-256 of its cells as they were copied."""


def copy_notebooks(to: str | Path, *, lang: str | None = None) -> list[Path]:
    """How does a reader open the series in one language only?

    Each notebook is written without the cells of the other language, and with its parameter ``lang`` set. A
    copy whose cells were changed since stays as it is; one that was only run is made again when the series
    itself has changed.

    Parameters
    ----------
    to
        A folder of one's own; it is made when it is missing.
    lang
        ``"zh"`` or ``"en"``; None takes ``YRD_LANG``, else Chinese.

    Returns
    -------
    list of Path
        Files there that differ from the series and stay: they have changes of yours, or are not from here.

    Raises
    ------
    ReportError
        When the package was installed without its notebooks.
    WriteError
        When the folder cannot be written.

    See Also
    --------
    run_notebooks : The notebooks, executed.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> copy_notebooks(folder, lang="en")
    []
    >>> sorted(path.name for path in folder.iterdir())[0]
    '00-start-here.ipynb'
    """
    import nbformat

    folder, lang, kept = path_of(to, "to"), language(lang), []
    for path in numbered_notebooks():
        copy, target = _copy(nbformat.read(path, as_version=4), lang), folder / path.name
        cells, copied = _there(target)
        if cells == copy.metadata[MADE]:
            continue
        if cells == copied:
            write_whole(target, nbformat.writes(copy) + "\n")
        else:
            kept.append(target)
    return kept


def _copy(notebook: Any, lang: str) -> Any:
    """The notebook in one language, which its cell of parameters names."""
    copy = in_language(notebook, lang)
    for cell in copy.cells:
        if PARAMETERS in cell.metadata.get("tags", []):
            cell.source = cell.source.replace("lang = None", f'lang = "{lang}"', 1)
    copy.metadata[MADE] = _hash(copy.cells)
    return copy


def _there(path: Path) -> tuple[str | None, str | None]:
    """Hash of the cells that are there, and of those that were copied; None, None where nothing is there."""
    if not path.exists():
        return None, None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return _hash(found["cells"]), found["metadata"].get(MADE, "others")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "none", "others"


def _hash(cells: Any) -> str:
    """SHA-256 of kind and text of the cells: what runs leave in a notebook is no change."""
    texts = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode("utf-8")).hexdigest()
