"""One notebook source, two complete languages: the cells of the other language are left out at run time."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from yrdresearch.errors import LANGUAGES, language

PARAMETERS = "parameters"
INJECTED = "injected-parameters"


def in_language(notebook: Any, lang: str | None = None) -> Any:
    """The notebook without the cells that are tagged with the other language; the source is not changed."""
    other = set(LANGUAGES) - {language(lang)}
    edition = deepcopy(notebook)
    edition.cells = [cell for cell in notebook.cells if not other & set(cell.metadata.get("tags", []))]
    return edition


def with_parameters(notebook: Any, values: dict[str, Any]) -> Any:
    """The notebook with other values than those of its cell tagged ``parameters``, as papermill gives them.

    A cell tagged ``injected-parameters`` is put behind it; a notebook without parameters stays as it is.
    """
    from nbformat.v4 import new_code_cell

    edition = deepcopy(notebook)
    place = next(
        (at for at, cell in enumerate(edition.cells) if PARAMETERS in cell.metadata.get("tags", [])), None
    )
    if place is None or not values:
        return edition
    source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    cell = new_code_cell(source, metadata={"tags": [INJECTED]})
    edition.cells.insert(place + 1, cell)
    return edition
