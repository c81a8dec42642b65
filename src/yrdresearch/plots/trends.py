"""Plots of shares over time: one small panel a topic or policy area."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from yrdresearch.plots.groups import Labels, caption, kind_of_shares, of_topics, topic_label
from yrdresearch.plots.style import COLOURS, axes, figure, pick, require


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
    table = table.assign(group=table["group"].astype(str))
    periods, topics = sorted(set(table["group"])), list(dict.fromkeys(table["topic"]))
    n_columns = min(len(topics), 4)
    n_rows = -(-len(topics) // n_columns)
    ax = axes(ax, width=1.2 + 2.1 * n_columns, height=0.8 + 1.7 * n_rows)
    ax.set_axis_off()
    limit = min(1.0, 1.06 * float(np.nanmax(table[["high", "prevalence"]].to_numpy(float))))
    for number, topic in enumerate(topics):
        row, column = divmod(number, n_columns)
        panel = ax.inset_axes((column / n_columns, 1 - (row + 0.9) / n_rows, 0.86 / n_columns, 0.6 / n_rows))
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
        if column:
            panel.set_yticklabels([])
        panel.tick_params(labelsize="x-small")
        panel.grid(axis="y", color="#e6e6e6", linewidth=0.6)
        panel.set_title(topic_label(topic, labels).replace("\n", " "), fontsize="small", loc="left")
    ax.set_title(
        pick(
            lang,
            zh=f"各时期的{what}占比（点）与 95% 区间（线）",
            en=f"Prevalence of {what} by period (dots) with 95 % intervals",
        )
        + caption(table, lang)
    )
    return ax
