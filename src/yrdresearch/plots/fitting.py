"""Titles and labels that would leave their figure are broken into lines."""

from __future__ import annotations

import re

from matplotlib.axes import Axes
from matplotlib.text import Text

EDGE = 0.02  # of the width stays free: letters are a little wider at another resolution
BREAK = re.compile(r"(?<=[，；：、·）)])(?! )|(?<=[^\d ] )(?!·)|(?=[（(])")
"""Where a line may end: not behind a number, and not before a dot."""


def fit_texts(ax: Axes) -> None:
    """Break the title and the labels of an Axes so that they end before the edge of the figure."""
    drawing = ax.get_figure(root=True)
    if drawing is None:
        return
    drawing.draw_without_rendering()
    for text in [*_titles_of(ax), ax.xaxis.label]:
        if text.get_text():
            _fit(text, (1 - EDGE) * drawing.bbox.width)


def _titles_of(ax: Axes) -> list[Text]:
    """The texts of the titles that an Axes has."""
    titles = {ax.get_title(loc=place) for place in ("left", "center", "right")}
    return [text for text in ax.findobj(Text) if text.get_text() and text.get_text() in titles]


def _fit(text: Text, width: float) -> None:
    box = text.get_window_extent()
    centred = text.get_horizontalalignment() == "center"
    room = 2 * min(width - (box.x0 + box.x1) / 2, (box.x0 + box.x1) / 2) if centred else width - box.x0
    whole = text.get_text()
    if box.width <= room:
        return
    lines: list[str] = []
    for line in whole.split("\n"):
        lines.append("")
        for piece in BREAK.split(line):
            text.set_text(lines[-1] + piece)
            if lines[-1] and text.get_window_extent().width > 0.98 * room:
                lines.append("")
            lines[-1] += piece
    text.set_text("\n".join(line.strip() for line in lines))
