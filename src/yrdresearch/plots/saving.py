"""Figures -> files: PNG, SVG and the table, in their own size or in that of a journal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from yrdresearch.errors import ArgumentError, check_choice, check_kind
from yrdresearch.files import write_whole
from yrdresearch.plots.alternative import text_alternative, title_of
from yrdresearch.plots.fitting import fit_texts
from yrdresearch.spreadsheets import csv_text

WIDTHS = {"column": 88 / 25.4, "page": 180 / 25.4}  # inches
SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')  # of an SVG
SMALLEST = 0.75  # a figure is drawn so much smaller at most: labels of 8 points are then 6


def save_figure(
    ax: Axes,
    table: pd.DataFrame,
    name: str,
    *,
    width: str | None = None,
    folder: str | Path | None = None,
    lang: str | None = None,
) -> list[Path]:
    """Save a figure as PNG and SVG, and the table it shows as CSV; the same input gives the same bytes.

    The PNG carries its title and a text alternative made from the table (`text_alternative`).

    Parameters
    ----------
    ax
        Any Axes of the figure.
    table
        The table that was plotted.
    name
        File name without ending, such as ``"02-term-frequency"``.
    width
        ``"column"`` (88 mm) or ``"page"`` (180 mm) of a journal; text is no smaller than three quarters of
        its size. None keeps the size.
    folder
        By default the figures of the report that runs the notebook; without one, ``reports/by-hand`` of the
        checkout, which no report touches.
    lang
        Language of the text alternative; by default that of labels.

    Raises
    ------
    ArgumentError
        For a name with folders, an unknown width, or an Axes that belongs to no figure any more.
    """
    check_kind(table, "table", pd.DataFrame)
    check_kind(name, "name", str)
    if width is not None:
        check_choice(width, "width", WIDTHS)
    if Path(name).name != name or name.startswith("."):
        raise ArgumentError(f"name is {name!r}; give a file name without folders, such as '02-frequency'")
    check_kind(ax, "ax", Axes)
    folder = Path(folder) if folder else _figures()
    written = [folder / f"{name}{suffix}" for suffix in (".png", ".svg", ".csv")]
    drawing = ax.get_figure(root=True)
    if drawing is None:
        raise ArgumentError("ax belongs to no figure any more; plot again and save that")
    with _in_width(drawing, width) as scale:
        fit_texts(ax)
        words = {"Title": title_of(ax), "Description": text_alternative(ax, table, lang)}
        png, svg = _drawn(drawing, words, scale, 160 if width is None else 300)
    rows = csv_text(table, index=not isinstance(table.index, pd.RangeIndex))
    write_whole(written[0], png)
    write_whole(written[1], svg)
    write_whole(written[2], rows)
    return written


@contextmanager
def _in_width(drawing: Any, width: str | None) -> Iterator[float]:
    """Lay the figure out for a journal's width; gives the scale in which it is then drawn."""
    if width is None:
        yield 1.0
        return
    size, target = tuple(drawing.get_size_inches()), WIDTHS[width]
    laid_out = max(target, min(size[0], target / SMALLEST))
    texts = {text: text.get_text() for text in drawing.findobj(Text)}
    drawing.set_size_inches(laid_out, size[1])
    try:
        yield target / laid_out
    finally:
        drawing.set_size_inches(*size)
        for text, whole in texts.items():  # lines that were broken for this width
            if text.get_text() != whole:
                text.set_text(whole)


def _drawn(drawing: Any, words: dict[str, str], scale: float, dpi: int) -> tuple[bytes, str]:
    """The figure as PNG and as SVG, so much smaller than it is laid out."""
    png, svg = BytesIO(), BytesIO()
    metadata = {"Software": None, **words}
    with plt.rc_context({"svg.hashsalt": "yrdresearch"}):
        drawing.savefig(png, format="png", dpi=dpi * scale, metadata=metadata, pil_kwargs={"dpi": (dpi, dpi)})
        drawing.savefig(svg, format="svg", metadata={"Date": None})
    return png.getvalue(), SIZE.sub(partial(_scaled, scale), svg.getvalue().decode("utf-8"), count=1)


def _scaled(scale: float, size: re.Match[str]) -> str:
    width, height = (f"{float(points) * scale:g}pt" for points in size.groups())
    return size[0] if scale == 1 else f'width="{width}" height="{height}"'


def _figures() -> Path:
    if os.environ.get("YRD_REPORTS"):
        return Path(os.environ["YRD_REPORTS"]) / "figures"
    here = Path.cwd()
    return (here.parent if here.name == "notebooks" else here) / "reports" / "by-hand"
