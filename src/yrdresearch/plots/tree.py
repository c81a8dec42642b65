"""Plot of a tree of authors: who is close to whom, and how sure is that."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from yrdresearch.plots.groups import group_name
from yrdresearch.plots.style import COLOURS, GREY, axes, figure, pick, require

READ = 0.7  # share of resampled trees from which a branch may be read


@figure
def plot_cluster(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Which authors are closest, and how sure is the tree?

    Parameters
    ----------
    table
        left, right, height, support, as from `groups.cluster`.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        A tree from the right; at each branch the share of resampled trees that have it, in per cent. A branch
        that fewer than seven in ten have is dotted: it is not to be read.
    """
    table = require(table, "left", "right", "height", "support")
    root = table.iloc[-1]
    leaves = _leaves(table, f"{root['left']}; {root['right']}")
    ax = axes(ax, width=7.0, height=1.5 + 0.5 * len(leaves))
    at = {frozenset([leaf]): (float(row), 0.0) for row, leaf in enumerate(leaves)}
    for entry in table.to_dict("records"):
        left, right = (frozenset(entry[side].split("; ")) for side in ("left", "right"))
        (row_left, height_left), (row_right, height_right) = at[left], at[right]
        height, middle = entry["height"], (row_left + row_right) / 2
        sure = np.isnan(entry["support"]) or entry["support"] >= READ
        ax.plot(
            [height_left, height, height, height_right], [row_left, row_left, row_right, row_right],
            color=COLOURS[0] if sure else GREY, linewidth=1.6, linestyle="-" if sure else ":",
        )  # fmt: skip
        at[left | right] = (middle, height)
        if not np.isnan(entry["support"]):
            ax.annotate(f"{100 * entry['support']:.0f}", (height, middle), xytext=(-4, 2), ha="right",
                        textcoords="offset points", fontsize="small")  # fmt: skip
    ax.set_yticks(range(len(leaves)), [group_name(leaf, lang) for leaf in leaves])
    ax.set_ylim(len(leaves) - 0.5, -0.5)
    top, spread = table["height"].max(), table["height"].max() - table["height"].min()
    ax.set_xlim(max(0.0, table["height"].min() - max(spread, 0.1 * top)), top + 0.1 * max(spread, 0.1 * top))
    ax.set_xlabel(
        pick(lang, zh="距离（Jensen–Shannon 散度的平方根）", en="distance (root of Jensen–Shannon)")
    )
    n, readable = int(table["support"].notna().sum()), int((table["support"] >= READ).sum())
    ax.set_title(
        pick(
            lang,
            zh=f"{n} 个分支中有 {readable} 个可读（数字：重抽样中出现的 %；虚线不可读）",
            en=f"{readable} of {n} branches can be read (% of trees; dotted: do not read)",
        )
    )
    return ax


def _leaves(table: pd.DataFrame, whole: str) -> list[str]:
    """The groups in the order in which the branches of the tree do not cross."""
    parts = {
        frozenset(f"{a}; {b}".split("; ")): (a, b) for a, b in zip(table["left"], table["right"], strict=True)
    }
    members = whole.split("; ")
    if len(members) == 1:
        return members
    return [leaf for side in parts[frozenset(members)] for leaf in _leaves(table, side)]
