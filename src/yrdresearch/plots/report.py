"""How robust is a headline: the curve of its specifications."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from yrdresearch.display import word
from yrdresearch.plots.style import COLOURS, GREY, axes, figure, pick, require

RESULT = ("value", "holds", "first")


@figure
def plot_specification_curve(
    table: pd.DataFrame,
    *,
    label: str = "",
    headline: str = "",
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """Under how many choices does the headline hold, and which choice decides?

    Parameters
    ----------
    table
        As from `report.specification_curve`.
    label
        What the value is.
    headline
        What holds or not, in a few words, for the title.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One dot a specification, from the smallest value to the largest, dark where the headline holds; below,
        one row an option, marked where it was chosen. The specification of the notebooks is ringed.
    """
    require(table, *RESULT, source="report.specification_curve")
    names = [str(name) for name in table if name not in RESULT]
    options = [(name, option) for name in names for option in _options(table[name])]
    height = max(6.0, 0.5 * len(options))
    ax = axes(ax, width=7.0, height=0.8 + 0.19 * (height + len(options)))
    x, colours = np.arange(len(table)), np.where(table["holds"], COLOURS[0], GREY)
    whole = bool((table["value"].dropna() % 1 == 0).all())  # ranks have no halves
    ticks = np.array(MaxNLocator(4, integer=whole).tick_values(table["value"].min(), table["value"].max()))
    scale = height / (ticks[-1] - ticks[0])
    y = (table["value"].to_numpy(float) - ticks[0]) * scale + 1
    ax.scatter(x, y, s=9, c=colours, linewidths=0)
    own = table["first"].to_numpy()
    ax.scatter(x[own], y[own], s=70, facecolor="none", edgecolor=COLOURS[1], linewidth=1.6)
    for row, (name, option) in enumerate(options):
        chosen = (table[name] == option).to_numpy()
        ax.vlines(x[chosen], -row - 1.3, -row - 0.7, color=colours[chosen], linewidth=0.8)
    places = [*((ticks - ticks[0]) * scale + 1), *(-row - 1 for row in range(len(options)))]
    labels = [
        *(f"{tick:g}".replace("-", "−") for tick in ticks),
        *(_label(name, option, lang) for name, option in options),
    ]
    ax.set_yticks(places, labels, fontsize="small")
    ax.set_xticks([])
    ax.axhline(0, color="#cccccc", linewidth=0.8)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    if table["value"].isna().any():
        label += pick(lang, zh="（无点：没有数值）", en=" (no dot: no value)")
    ax.text(0.01, 0.99, label, transform=ax.transAxes, va="top", fontsize="small")  # values rise: free there
    share = table["holds"].mean()
    what = f"{headline}{pick(lang, zh='：', en=': ')}" if headline else ""
    holds = pick(lang, zh="", en="holds" if headline else "Holds")
    ax.set_title(
        what
        + pick(
            lang,
            zh=f"{len(table)} 种设定中有 {share:.0%} 成立（蓝点；圈为本系列所用设定）",
            en=f"{holds} under {share:.0%} of {len(table)} specifications (blue; ring: the series' own)",
        )
    )
    return ax


def _options(chosen: pd.Series) -> list[str]:
    """The options of a choice, in the order they were given where the table has it."""
    return list(chosen.cat.categories if isinstance(chosen.dtype, pd.CategoricalDtype) else chosen.unique())


def _label(name: str, option: str, lang: str | None) -> str:
    """A choice and the option, in the language of the figure."""
    mark = pick(lang, zh="：", en=": ")
    return f"{word(name, lang)}{mark}{word(option, lang)}"
