"""Plots of what occurs together, terms or areas: a ring; the thicker a line, the more often both ends do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from yrdresearch.plots.style import COLOURS, axes, figure, pick, require, wrap
from yrdresearch.spans import width_of

LETTER = 0.03  # width of a half-width letter over the radius of the ring


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
    lines = list(zip(table["term_a"], table["term_b"], table["n_both"], strict=True))
    ax = axes(ax, width=6.8, height=6.4)
    place = _ring(ax, {term: term for term in terms}, lines)
    sizes = [20 + 130 * frequency[term] / max(frequency.values()) for term in terms]
    x, y = zip(*place.values(), strict=True)
    ax.scatter(x, y, s=sizes, color=COLOURS[1], zorder=2)
    a, b, n = max(lines, key=lambda line: line[2])
    ax.set_title(
        pick(
            lang,
            zh=f"最常一起出现的是“{a}”与“{b}”：{n} 处（线越粗，同在之处越多）",
            en=f"'{a}' and '{b}' are together most often: {n} times (thicker: more often)",
        )
    )
    return ax


@figure
def plot_cooccurrence(
    pairs: pd.DataFrame, names: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None
) -> Axes:
    """Which areas are in the same sentences? `pairs` from `cooccurrence`, `names` with the areas' names."""
    require(pairs, "area_a", "area_b", "n", source="cooccurrence")
    require(names, "policy_area", source="coverage")
    name = str(pick(lang, zh="name_zh", en="name_en"))
    called = dict(zip(names["policy_area"].astype(str), names[name].astype(str), strict=True))
    lines = list(zip(pairs["area_a"], pairs["area_b"], pairs["n"], strict=True))
    found = {area for a, b, _ in lines for area in (a, b)}
    ax = axes(ax, width=7.0, height=7.0)
    place = _ring(ax, {area: wrap(called[area], 12, 2) for area in called if area in found}, lines)
    x, y = zip(*place.values(), strict=True)
    ax.scatter(x, y, s=70, color=COLOURS[1], zorder=2)
    a, b, most = max(lines, key=lambda line: line[2])
    for one, other, n in lines:
        if n > most / 3:
            (x0, y0), (x1, y1) = place[one], place[other]
            ax.text((x0 + x1) / 2, (y0 + y1) / 2, str(n), fontsize="small", ha="center", va="center",
                    bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"}, zorder=3)  # fmt: skip
    ax.set_title(
        pick(
            lang,
            zh=f"最常同在一句的是{called[a]}与{called[b]}：{most} 句（线上数字：句数）",
            en=f"Most often in one sentence: {called[a]} and {called[b]}, {most} (numbers: sentences)",
        )
    )
    return ax


def _ring(ax: Axes, called: Mapping[str, str], lines: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    """Names around a ring and a line for each pair, the thicker the more; where each name's point is."""
    place = {}
    for at, (node, name) in enumerate(called.items()):
        angle = np.pi / 2 - 2 * np.pi * at / len(called)
        place[node] = (np.cos(angle), np.sin(angle))
        _label(ax, name, angle)
    most = max(n for _, _, n in lines)
    for one, other, n in sorted(lines, key=lambda line: line[2]):
        (x0, y0), (x1, y1) = place[one], place[other]
        ax.plot([x0, x1], [y0, y1], color=COLOURS[0], alpha=0.45, linewidth=0.6 + 4.4 * n / most, zorder=1)
    reach = 1.12 + LETTER * max(width_of(line) for name in called.values() for line in name.split("\n"))
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    ax.axis("off")
    return place


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
