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
    ranks: bool = False,
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
    ranks
        Whether the values are ranks: the first is then on top.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One dot a specification, from the smallest value to the largest, dark where the headline holds; below,
        one row an option, marked where it was chosen. The specification of the notebooks is ringed. Values
        between -1 and 1 are written in per cent.
    """
    require(table, *RESULT, source="report.specification_curve")
    names = [str(name) for name in table if name not in RESULT]
    options = [(name, option) for name in names for option in _options(table[name])]
    ticks = _ticks(table["value"], ranks)
    height = min(max(6.0, 0.5 * len(options)), 1.8 * len(ticks) if ranks else np.inf)
    ax = axes(ax, width=7.0, height=1.2 + 0.19 * (height + len(options)))
    x, colours = np.arange(len(table)), np.where(table["holds"], COLOURS[0], GREY)
    up = -1 if ranks else 1  # the first rank is on top
    values = up * table["value"].to_numpy(float)
    low, high = np.nanmin([*values, *(up * ticks)]), np.nanmax([*values, *(up * ticks)])
    y, y_ticks = (1 + (at - low) / ((high - low) or 1) * height for at in (values, up * ticks))
    ax.scatter(x, y, s=9, c=colours, linewidths=0)
    own = table["first"].to_numpy()
    ax.scatter(x[own], y[own], s=70, facecolor="none", edgecolor=COLOURS[1], linewidth=1.6)
    for row, (name, option) in enumerate(options):
        chosen = (table[name] == option).to_numpy()
        ax.vlines(x[chosen], -row - 1.3, -row - 0.7, color=colours[chosen], linewidth=0.8)
    places = [*y_ticks, *(-row - 1 for row in range(len(options)))]
    per_cent = not ranks and max(abs(low), abs(high)) <= 1
    labels = [
        *((f"{100 * tick:.3g}%" if per_cent else f"{tick:g}").replace("-", "−") for tick in ticks),
        *(_label(name, option, lang) for name, option in options),
    ]
    ax.set_yticks(places, labels, fontsize="small")
    ax.set_xticks([])
    ax.axhline(0, color="#cccccc", linewidth=0.8)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    if table["value"].isna().any():
        label += pick(lang, zh="（无点：没有数值）", en=" (no dot: no value)")
    ax.text(0, height + 1.8, label, va="bottom", fontsize="small")
    ax.set_ylim(-len(options) - 0.8, height + 3.5)
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


def _ticks(values: pd.Series, ranks: bool) -> np.ndarray:
    """Round numbers between the smallest and the largest value; of ranks the first is one."""
    low, high = float(values.min()), float(values.max())
    ticks = np.array(MaxNLocator(5, integer=ranks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    inside = ticks[(ticks >= low - 1e-9) & (ticks <= high + 1e-9)] if low < high else np.array([low])
    return np.unique(np.r_[1, inside]) if ranks else inside


def _options(chosen: pd.Series) -> list[str]:
    """The options of a choice, in the order they were given where the table has it."""
    return list(chosen.cat.categories if isinstance(chosen.dtype, pd.CategoricalDtype) else chosen.unique())


def _label(name: str, option: str, lang: str | None) -> str:
    """A choice and the option, in the language of the figure."""
    mark = pick(lang, zh="：", en=": ")
    return f"{word(name, lang)}{mark}{word(option, lang)}"
