"""The figures of a report: their titles and text alternatives, and which of them a notebook shows."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from yrdresearch.errors import ReportError, check_kind


def figures_in(report: Path) -> set[str]:
    """Names of the figures that are in the report's folder."""
    return {path.stem for path in (report / "figures").glob("*.png")}


def n_images(notebook: Any) -> int:
    """Images in the outputs of an executed notebook."""
    check_kind(notebook, "notebook", NotebookNode, source="nbformat.read")
    return sum(len(images_of(cell)) for cell in notebook.cells)


def images_of(cell: Any) -> list[Any]:
    """The outputs of a cell that are images."""
    return [output for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def seen_figures(notebook: Any) -> dict[str, Any]:
    """Name of each figure that an executed cell saves and shows -> the output that shows it."""
    return {
        name: output
        for cell in notebook.cells
        if images_of(cell)
        for name, output in zip(saved_names(cell.source), images_of(cell), strict=False)
    }


def saved_names(source: str) -> list[str]:
    """The names that the calls of ``save_figure`` in a cell give, in their order; magics are no obstacle."""
    lines = ["pass" if line.startswith(("%", "!")) else line for line in source.splitlines()]
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:  # a cell of a reader's own in IPython's language: its images have no name here
        return []
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    saves = [call for call in calls if ast.unparse(call.func).split(".")[-1] == "save_figure"]
    given: list[list[ast.expr]] = [
        [*call.args[2:3], *(key.value for key in call.keywords if key.arg == "name")] for call in saves
    ]
    return [str(name.value) for names in given for name in names if isinstance(name, ast.Constant)]


def check_visible(notebook: Any, saved: set[str], name: str) -> None:
    """Raise `ReportError` where a notebook shows fewer images than the figures it has saved."""
    shown = n_images(notebook)
    if shown < len(saved):
        raise ReportError(
            f"{name} shows {shown} of the {len(saved)} figures it saves ({', '.join(sorted(saved))}); "
            "leave each figure in the output of its cell, and close none"
        )


def describe_figure(png: Path) -> tuple[str, str]:
    """Title and text alternative of a figure, as `plots.save_figure` wrote them into the file."""
    from PIL.PngImagePlugin import PngImageFile

    with PngImageFile(png) as image:
        texts = getattr(image, "text", {})
    return str(texts.get("Title", png.stem)), str(texts.get("Description", ""))
