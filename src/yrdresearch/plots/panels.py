"""Shares in small panels: one an author, or one a topic from period to period."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from yrdresearch.plots.groups import (
    Labels,
    caption,
    group_name,
    kind_of_shares,
    labels_of,
    largest,
    of_most_articles,
    of_topics,
    on_one_line,
    size,
    widest,
)
from yrdresearch.plots.rows import under
from yrdresearch.plots.style import COLOURS, axes, figure, pick, require, with_group


@figure
def plot_prevalence_profiles(
    table: pd.DataFrame,
    *,
    top_n: int = 12,
    labels: Labels = None,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """What does each author write about? One small panel an author, topics in the same order.

    Parameters
    ----------
    table, top_n, labels
        As for `plot_prevalence`.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        The frame; the panels are its inset axes (`child_axes`), each with dots and 95% intervals.
    """
    columns = ("group", "topic", "prevalence", "low", "high", "n_articles")
    what = kind_of_shares(table, lang)
    table = with_group(require(of_topics(table), *columns, source="groups.prevalence"), lang)
    labels = labels_of(table, labels, lang)
    table, note = of_most_articles(table, top_n, lang)
    groups, topics = list(dict.fromkeys(table["group"])), list(dict.fromkeys(table["topic"]))
    n_columns, n_rows = _grid(len(groups))
    ax = axes(ax, width=1.6 + 1.9 * n_columns, height=n_rows * (1.3 + 0.3 * len(topics)))
    limit = _top(table)
    for number, (group, panel) in enumerate(zip(groups, _panels(ax, len(groups)), strict=True)):
        rows = table[table["group"] == group].set_index("topic").loc[topics]
        panel.hlines(range(len(topics)), rows["low"], rows["high"], color=COLOURS[0], linewidth=2)
        panel.scatter(rows["prevalence"], range(len(topics)), color=COLOURS[0], s=22, zorder=3)
        names = [on_one_line(topic, labels) for topic in topics]
        panel.set_yticks(range(len(topics)), [""] * len(topics) if number % n_columns else names)
        panel.set_xlim(0, limit)
        panel.set_ylim(len(topics) - 0.5, -0.5)
        panel.xaxis.set_major_formatter("{x:.0%}")
        panel.xaxis.set_major_locator(MaxNLocator(3))
        panel.grid(axis="x", color="#e6e6e6", linewidth=0.6)
        name = group_name(group, lang) + size(rows["n_articles"].iloc[0], lang)
        panel.set_title(name, fontsize="small", loc="left")
    zh = f"点：{what}占比；线：95% 区间；n 为文章数"
    en = f"dots: prevalence of {what}; lines: 95% intervals; n: articles"
    found = widest(table, labels, lang) if len(groups) > 1 else largest(table, labels, lang)
    ax.set_title(under(found, pick(lang, zh=zh, en=en), caption(table, lang), note))
    return ax


@figure
def plot_over_time(
    table: pd.DataFrame, *, labels: Labels = None, ax: Axes | None = None, lang: str | None = None
) -> Axes:
    """How does the share of each topic, or policy area, go from period to period?

    Parameters
    ----------
    table
        group (the period), topic (or policy_area), prevalence, low, high, n_articles, as from
        `groups.over_time`. The undated are left out.
    labels
        Words for the topics.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        The frame; the panels are its inset axes (`child_axes`), one a topic, each with dots and intervals.
    """
    columns = ("group", "topic", "prevalence", "low", "high", "n_articles")
    what = kind_of_shares(table, lang)
    table = require(of_topics(table), *columns, source="groups.over_time").dropna(subset=["group"])
    labels = labels_of(table, labels, lang)
    table = table.assign(group=table["group"].astype(str))
    periods, topics = sorted(set(table["group"])), list(dict.fromkeys(table["topic"]))
    n_columns, n_rows = _grid(len(topics))
    ax = axes(ax, width=1.2 + 2.1 * n_columns, height=0.8 + 1.7 * n_rows)
    limit = _top(table)
    for number, (topic, panel) in enumerate(zip(topics, _panels(ax, len(topics)), strict=True)):
        rows = table[table["topic"] == topic].set_index("group").reindex(periods)
        places = np.arange(len(periods))
        panel.vlines(places, rows["low"], rows["high"], color=COLOURS[0], linewidth=2)
        panel.plot(places, rows["prevalence"], color=COLOURS[0], marker="o", markersize=4, linewidth=0.8)
        every = -(-len(periods) // 3)
        panel.set_xticks(places[::every], periods[::every])
        panel.set_xlim(-0.6, len(periods) - 0.4)
        panel.set_ylim(0, limit)
        panel.yaxis.set_major_formatter("{x:.0%}")
        panel.yaxis.set_major_locator(MaxNLocator(3))
        if number % n_columns:
            panel.set_yticklabels([])
        panel.tick_params(labelsize="x-small")
        panel.grid(axis="y", color="#e6e6e6", linewidth=0.6)
        panel.set_title(on_one_line(topic, labels), fontsize="small", loc="left")
    zh, en = f"点：{what}占比；线：95% 区间", f"dots: prevalence of {what}; lines: 95% intervals"
    ax.set_title(under(widest(table, labels, lang), pick(lang, zh=zh, en=en), caption(table, lang)))
    return ax


def _grid(n: int) -> tuple[int, int]:
    """Columns and rows of so many small panels."""
    n_columns = min(n, 4)
    return n_columns, -(-n // n_columns)


def _panels(ax: Axes, n: int) -> list[Axes]:
    """So many small panels inside an Axes that is only their frame (`child_axes`)."""
    ax.set_axis_off()
    n_columns, n_rows = _grid(n)
    size = (0.88 / n_columns, 0.68 / n_rows)
    places = (divmod(number, n_columns) for number in range(n))
    return [ax.inset_axes((column / n_columns, 1 - (row + 0.92) / n_rows, *size)) for row, column in places]


def _top(table: pd.DataFrame) -> float:
    """Where the axis of shares ends: just above the highest interval."""
    return min(1.0, 1.05 * float(np.nanmax(table[["high", "prevalence"]].to_numpy(float))))
