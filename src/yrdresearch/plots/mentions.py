"""Plots of what several texts have in common: wordings and places, counts in circles."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from yrdresearch.errors import ArgumentError
from yrdresearch.plots.rows import under, with_most
from yrdresearch.plots.style import COLOURS, axes, figure, pick, require, with_group
from yrdresearch.spans import width_of

PROVINCES = {"上海": 0, "江苏": 1, "浙江": 2, "安徽": 3}  # the order of their rows


@figure
def plot_shared_phrases(
    table: pd.DataFrame,
    *,
    top_n: int = 20,
    max_groups: int = 12,
    labels: pd.Series | None = None,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """Which wordings do the articles share, and who shares them with whom?

    Parameters
    ----------
    table
        phrase, article_id, count, as from `stats.shared_phrases` or `stats.fixed_phrases`.
    top_n
        Phrases to show, in the table's order.
    max_groups
        Articles to show, those with most of them.
    labels
        Names of the articles by article_id, as from `stats.article_labels`; only these are shown.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        Phrases in rows, articles in columns, the count in a circle.
    """
    table = require(table, "phrase", "article_id", "count")
    table = table[table.groupby("phrase")["article_id"].transform("nunique") > 1]
    if table.empty:
        raise ArgumentError("no phrase of the table is in two articles; there is nothing shared to plot")
    shown, labels, note = _largest(_first(table, "phrase", top_n), "article_id", labels, max_groups, lang)
    ax = _circles(shown, "phrase", "article_id", labels, ax)
    n_articles = shown.groupby("phrase")["article_id"].nunique()
    n, most = int((n_articles == n_articles.max()).sum()), int(n_articles.max())
    are = "is" if n == 1 else "are"
    found = pick(
        lang,
        zh=f"图中 {len(n_articles)} 个提法，有 {n} 个为 {most} 篇共用（数字：次数）",
        en=f"Of {len(n_articles)} wordings, {n} {are} in {most} articles (numbers: counts)",
    )
    ax.set_title(under(found, note))
    return ax


@figure
def plot_place_mentions(
    table: pd.DataFrame,
    *,
    top_n: int = 20,
    max_groups: int = 12,
    labels: pd.Series | None = None,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """Which places of the delta do the texts name, and which texts name them?

    Parameters
    ----------
    table
        group, place, place_province, count, as from `stats.place_mentions`.
    top_n
        Places to show, in the table's order.
    max_groups
        Groups to show, those with most mentions.
    labels
        Names of the groups, such as `stats.article_labels`; only these are
        shown.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        Places in rows, grouped by province, groups in columns, the count in a circle.
    """
    table = require(table, "group", "place", "place_province", "count", source="stats.place_mentions")
    table = with_group(table, lang)
    shown, labels, note = _largest(_first(table, "place", top_n), "group", labels, max_groups, lang)
    shown = shown.sort_values("place_province", key=lambda names: names.map(PROVINCES), kind="stable")
    pairs = zip(shown["place"], shown["place_province"], strict=True)
    shown = shown.assign(place=[_in_province(*pair) for pair in pairs])
    ax = _circles(shown, "place", "group", labels, ax)
    counts = shown.groupby("place", sort=False)["count"].sum()
    place, n = counts.idxmax(), counts.max()
    found = pick(
        lang,
        zh=f"提到最多的地方是“{place}”：{n} 次（数字：次数）",
        en=f"'{place}' is named most: {n} times (numbers: mentions)",
    )
    ax.set_title(under(found, note))
    return ax


def _first(table: pd.DataFrame, column: str, top_n: int) -> pd.DataFrame:
    """The rows of the first values of a column."""
    return table[table[column].isin(table[column].unique()[:top_n])]


def _largest(
    table: pd.DataFrame, column: str, labels: pd.Series | None, max_groups: int, lang: str | None
) -> tuple[pd.DataFrame, pd.Series, str]:
    """The articles or groups that have most of those with a label; their names; a line that says so."""
    if labels is None:
        labels = pd.Series({name: str(name) for name in sorted(table[column].unique())})
    sizes = table.groupby(column)["count"].sum().reindex(labels.index, fill_value=0)
    names, of = labels.rename("name").rename_axis(column), ("次数最多", "with most of them")
    if len(sizes) > max_groups:  # an empty column takes no other's place
        max_groups = min(max_groups, int((sizes > 0).sum()) or 1)
    kept, note = with_most(names.reset_index(), column, sizes, of, top_n=max_groups, lang=lang)
    return table[table[column].isin(kept[column])], kept.set_index(column)["name"], note


def _circles(table: pd.DataFrame, row: str, column: str, labels: pd.Series, ax: Axes | None) -> Axes:
    """Counts of rows by columns as circles with their number, columns in the order of the labels."""
    columns, rows = list(labels.index), list(table[row].unique())
    names = [str(name) for name in labels]
    slanted = 0.035 * max(width_of(name) for name in names)  # the height that the longest name takes
    ax = axes(ax, width=2.6 + 0.62 * len(columns), height=1.2 + 0.3 * len(rows) + slanted)
    x, y = table[column].map(columns.index), table[row].map(rows.index)
    ax.scatter(x, y, s=70 + 260 * table["count"] / table["count"].max(), color=COLOURS[0], linewidths=0)
    for left, down, count in zip(x, y, table["count"], strict=True):
        ax.text(left, down, str(count), ha="center", va="center_baseline", fontsize="x-small", color="white")
    ax.set_xticks(range(len(columns)), names, rotation=35, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xlim(-0.6, len(columns) - 0.4)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.grid(color="#ededed", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    return ax


def _in_province(place: str, province: str) -> str:
    return place if place == province else f"{place}（{province}）"
