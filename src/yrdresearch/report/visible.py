"""Does a reader see every figure? A saved file proves nothing: the images of an executed notebook do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from yrdresearch.errors import ReportError, check_kind


def figures_in(report: Path) -> set[str]:
    """Names of the figures that stand in the report's folder."""
    return {path.stem for path in (report / "figures").glob("*.png")}


def n_images(notebook: Any) -> int:
    """Images in the outputs of an executed notebook."""
    check_kind(notebook, "notebook", NotebookNode, source="nbformat.read")
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return sum("image/png" in output.get("data", {}) for output in outputs)


def check_visible(notebook: Any, saved: set[str], name: str) -> None:
    """Raise `ReportError` where a notebook shows fewer images than the figures it has saved."""
    shown = n_images(notebook)
    if shown < len(saved):
        raise ReportError(
            f"{name} shows {shown} of the {len(saved)} figures it saves ({', '.join(sorted(saved))}); let "
            "each figure stand in the output of its cell, and close none"
        )
