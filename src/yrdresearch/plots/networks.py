"""Plots of what occurs together: a ring, in which a line is the thicker the more often both ends do."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from yrdresearch.plots.style import COLOURS, axes, figure, pick, require


@figure
def plot_term_pairs(
    table: pd.DataFrame, *, top_n: int = 40, ax: Axes | None = None, lang: str | None = None
) -> Axes:
    """Which terms are used together?

    Parameters
    ----------
    table
        term_a, term_b, n_both, n_term_a, n_term_b, as from `stats.term_pairs`.
    top_n
        Pairs to draw, in the table's order.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        Terms around a ring, those used together side by side; a line for a pair, the thicker the more units
        have both; a dot the larger the more units have the term.
    """
    table = require(table, "term_a", "term_b", "n_both", source="stats.term_pairs")
    table = require(table, "n_term_a", "n_term_b", source="stats.term_pairs").head(top_n)
    frequency = {
        **dict(zip(table["term_a"], table["n_term_a"], strict=True)),
        **dict(zip(table["term_b"], table["n_term_b"], strict=True)),
    }
    terms = _neighbours_together(table, list(frequency))
    ax = axes(ax, width=6.8, height=6.4)
    place = {}
    for at, term in enumerate(terms):
        angle = np.pi / 2 - 2 * np.pi * at / len(terms)
        place[term] = (np.cos(angle), np.sin(angle))
        _label(ax, term, angle)
    for row in table.iloc[::-1].to_dict("records"):
        (x0, y0), (x1, y1) = place[row["term_a"]], place[row["term_b"]]
        width = 0.6 + 4.4 * row["n_both"] / table["n_both"].max()
        ax.plot([x0, x1], [y0, y1], color=COLOURS[0], alpha=0.45, linewidth=width, zorder=1)
    sizes = [20 + 130 * frequency[term] / max(frequency.values()) for term in terms]
    x, y = zip(*place.values(), strict=True)
    ax.scatter(x, y, s=sizes, color=COLOURS[1], zorder=2)
    ax.set(xlim=(-1.55, 1.55), ylim=(-1.4, 1.35), aspect="equal")
    ax.axis("off")
    zh, en = "哪些词一起出现（线越粗，同在之处越多）", "Terms used together (thicker: more often)"
    ax.set_title(pick(lang, zh=zh, en=en))
    return ax


def _neighbours_together(table: pd.DataFrame, terms: list[str]) -> list[str]:
    """The terms in an order in which those of a cluster are side by side."""
    if len(terms) < 3:
        return terms
    at = {term: place for place, term in enumerate(terms)}
    close = np.zeros((len(terms), len(terms)))
    for a, b, n in zip(table["term_a"], table["term_b"], table["n_both"], strict=True):
        close[at[a], at[b]] = close[at[b], at[a]] = n
    distance = 1 - close / close.max()
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), method="average", optimal_ordering=True)
    return [terms[leaf] for leaf in leaves_list(tree)]


def _label(ax: Axes, term: str, angle: float) -> None:
    """The term outside the ring, turned along its radius so that none covers another."""
    left = np.cos(angle) < -1e-9
    turned = np.degrees(angle) + (180 if left else 0)
    ax.text(1.07 * np.cos(angle), 1.07 * np.sin(angle), term, rotation=turned, rotation_mode="anchor",
            ha="right" if left else "left", va="center", fontsize="small")  # fmt: skip
