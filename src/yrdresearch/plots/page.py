"""Figures of one page."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from yrdresearch.plots.style import COLOURS, GREY, axes, figure, pick


@figure
def plot_ledger(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Where did every character of the page go?

    Parameters
    ----------
    table
        Columns account (``"assigned"`` or ``"discarded"``), role, characters.
    """
    ax = axes(ax, width=7, height=0.32 * len(table) + 1)
    rows = table.sort_values(["account", "characters"], ascending=[False, True])
    colours = rows["account"].map({"assigned": COLOURS[0], "discarded": GREY})
    bars = ax.barh(rows["role"], rows["characters"], color=colours)
    ax.bar_label(bars, fmt="{:,.0f}", padding=3, fontsize="small")
    ax.set_xlabel(
        pick(lang, zh="字符数（蓝：已归类；灰：舍去）", en="characters (blue: assigned; grey: discarded)")
    )
    ax.set_title(pick(lang, zh="每个字符归到哪里", en="Where every character went"))
    ax.margins(x=0.12)
    return ax
