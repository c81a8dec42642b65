"""Plots of authors side by side: prevalence with its uncertainty, differences, distances.

Every mark is a row of the table: `groups.evidence_of(features, corpus, row)` gives its sentences.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from yrdresearch.plots.rows import under, with_most
from yrdresearch.plots.style import (
    COLOURS,
    GREY,
    SEQUENTIAL,
    axes,
    figure,
    ink,
    pick,
    require,
    with_group,
    wrap,
)
from yrdresearch.spans import shortened

REST = {"all others": "其余各组"}
Labels = Mapping[str, str] | pd.Series | None


@figure
def plot_prevalence(
    table: pd.DataFrame,
    *,
    top_n: int = 12,
    labels: Labels = None,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """Which author writes how much about which topic, and how sure is that?

    Parameters
    ----------
    table
        group, topic (or policy_area), prevalence, low, high, n_articles, as from `groups.prevalence`. A cell
        without an interval has a dash.
    top_n
        Groups to show, those with most articles.
    labels
        Words for the topics, such as ``{"T1": "创新 科技"}``; by default the names a person gave them.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        A heatmap of groups by topics; each cell holds the prevalence and its 95% interval, in per cent.
    """
    columns = ("group", "topic", "prevalence", "low", "high", "n_articles")
    what = kind_of_shares(table, lang)
    table = with_group(require(of_topics(table), *columns, source="groups.prevalence"), lang)
    labels = labels_of(table, labels, lang)
    table, note = of_most_articles(table, top_n, lang)
    groups, topics = list(dict.fromkeys(table["group"])), list(dict.fromkeys(table["topic"]))
    cells = table.set_index(["group", "topic"])
    shares = cells["prevalence"].unstack()[topics].loc[groups].to_numpy()
    ax = axes(ax, width=2.4 + 1.05 * len(topics), height=1.6 + 0.62 * len(groups))
    image = ax.imshow(shares, cmap=SEQUENTIAL, vmin=0, vmax=max(0.5, shares.max()), aspect="auto")
    for row, group in enumerate(groups):
        for column, topic in enumerate(topics):
            cell = cells.loc[(group, topic)]
            colour = ink(image, shares[row, column])
            shown = not np.isnan(cell["low"])
            interval = f"{100 * cell['low']:.0f}–{100 * cell['high']:.0f}" if shown else "–"
            ax.text(
                column, row - 0.13, f"{100 * cell['prevalence']:.0f}", color=colour, ha="center", va="center"
            )
            ax.text(column, row + 0.24, interval, color=colour, ha="center", va="center", fontsize="x-small")
    n_articles = cells["n_articles"].groupby("group").first()
    ax.set_yticks(
        range(len(groups)), [group_name(group, lang) + size(n_articles[group], lang) for group in groups]
    )
    ax.set_xticks(range(len(topics)), [topic_label(topic, labels) for topic in topics])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    zh, en = (
        f"{what}占比（%）与 95% 区间；n 为文章数",
        f"prevalence of {what} (%) with 95% intervals; n: articles",
    )
    if cells["low"].isna().any():
        zh, en = f"{zh}；–：太少，不给区间", f"{en}; –: too few for an interval"
    ax.set_xlabel(pick(lang, zh=zh, en=en))
    ax.set_title(under(largest(table, labels, lang), caption(table, lang), note))
    return ax


@figure
def plot_compare(
    table: pd.DataFrame, *, labels: Labels = None, ax: Axes | None = None, lang: str | None = None
) -> Axes:
    """On which topics do two groups differ, and may one say so?

    Parameters
    ----------
    table
        topic (or policy_area), group_a, group_b, difference, low, high, p, smallest_p, q, verdict, as from
        `groups.compare`.
    labels
        Words for the topics; by default the names that the table has.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        A forest plot in percentage points; a filled dot where the verdict is "differs", at the right p and
        the smallest p that so few articles could give.
    """
    columns = ("topic", "group_a", "group_b", "difference", "low", "high", "p", "smallest_p", "verdict")
    what = kind_of_shares(table, lang)
    table = require(of_topics(table), *columns)
    labels = labels_of(table, labels, lang)
    ax = axes(ax, width=7.0, height=1.7 + 0.42 * len(table))
    rows = np.arange(len(table))
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.hlines(rows, 100 * table["low"], 100 * table["high"], color=COLOURS[0], linewidth=2)
    faces = np.where(table["verdict"] == "differs", COLOURS[0], "white")
    n_differ = int((table["verdict"] == "differs").sum())
    ax.scatter(100 * table["difference"], rows, facecolor=faces, edgecolor=COLOURS[0], s=42, zorder=3)
    beside = ax.get_yaxis_transform()
    for row, p, smallest in zip(range(len(table)), table["p"], table["smallest_p"], strict=True):
        ax.text(1.02, row, _p_text(p, smallest, lang), transform=beside, va="center", fontsize="small")
    ax.annotate(
        pick(lang, zh="p（可达最小值）", en="p (smallest possible)"),
        (1.02, 1.0), xycoords="axes fraction", va="bottom", fontsize="x-small", color="#555555",
    )  # fmt: skip
    ax.set_yticks(rows, [on_one_line(topic, labels) for topic in table["topic"]])
    ax.set_ylim(len(table) - 0.5, -0.5)
    a, b = (_short(table[column].iloc[0], 13, lang) for column in ("group_a", "group_b"))
    ax.set_xlabel(
        pick(
            lang,
            zh=f"← {b}更多　　百分点　　{a}更多 →",
            en=f"← more: {b}   percentage points   more: {a} →",
        )
    )
    found = pick(
        lang,
        zh=f"{what}占比之差与 95% 区间：{len(table)} 个{what}中 {n_differ} 个有差异（实心）",
        en=f"Difference in prevalence, 95% interval: {n_differ} of {len(table)} {what} differ (filled)",
    )
    ax.set_title(under(found, caption(table, lang)))
    return ax


@figure
def plot_distances(
    table: pd.DataFrame, *, top_n: int = 20, ax: Axes | None = None, lang: str | None = None
) -> Axes:
    """How far apart are the authors, beside what random splits of the same texts give?

    Parameters
    ----------
    table
        group_a, group_b, jensen_shannon, low, high, null_low, null_mean, null_high, unit, as from
        `groups.distances`.
    top_n
        Pairs to show, those farthest above what random splits give on average.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One row a pair: the distance with its interval, over a band with 95% of the random splits.
    """
    columns = ("group_a", "group_b", "jensen_shannon", "low", "high", "null_low", "null_mean", "null_high")
    table = require(table, *columns).reset_index(drop=True).rename_axis("pair").reset_index()
    n, far = len(table), int((table["jensen_shannon"] > table["null_high"]).sum())
    above, of = table["jensen_shannon"] - table["null_mean"], ("超出随机最多", "farthest above chance")
    table, note = with_most(table, "pair", above, of, top_n=top_n, lang=lang)
    ax = axes(ax, width=7.0, height=1.9 + 0.55 * len(table))
    rows = np.arange(len(table))
    ax.barh(rows, table["null_high"] - table["null_low"], left=table["null_low"], height=0.6, color="#d9d9d9")
    ax.vlines(table["null_mean"], rows - 0.3, rows + 0.3, color=GREY, linewidth=1.2)
    ax.hlines(rows, table["low"], table["high"], color=COLOURS[0], linewidth=2)
    ax.scatter(table["jensen_shannon"], rows, color=COLOURS[0], s=36, zorder=3)
    names = [
        f"{_short(a, 11, lang)} ↔\n{_short(b, 13, lang)}"
        for a, b in zip(table["group_a"], table["group_b"], strict=True)
    ]
    ax.set_yticks(rows, names)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ends = table[["low", "high", "null_low", "null_high"]].to_numpy(float)
    room = 0.06 * np.ptp(ends)
    ax.set_xlim(ends.min() - room, ends.max() + room)
    ax.set_xlabel(pick(lang, zh="Jensen–Shannon 散度（比特）", en="Jensen–Shannon divergence (bits)"))
    paragraphs = (table["unit"] == "paragraph").any() if "unit" in table else False
    what = pick(lang, zh="段落", en="paragraphs") if paragraphs else pick(lang, zh="文章", en="articles")
    handles = [
        Line2D(
            [], [], color=COLOURS[0], marker="o", label=pick(lang, zh="距离，95% 区间", en="distance, 95%")
        ),
        Patch(
            color="#d9d9d9", label=pick(lang, zh=f"{what}随机重分，95%", en=f"{what} dealt at random, 95%")
        ),
    ]
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, -0.5 / (0.6 + 0.55 * len(table))), ncols=2
    )
    found = pick(
        lang,
        zh=f"{n} 对中有 {far} 对远于随机所得（灰）",
        en=f"{far} of {n} pairs are farther apart than chance gives (grey)",
    )
    ax.set_title(under(found, note))
    return ax


def _p_text(p: float, smallest_p: float, lang: str | None) -> str:
    return pick(lang, zh="只描述", en="not tested") if np.isnan(p) else f"{p:.3f} ({smallest_p:.2g})"


def caption(table: pd.DataFrame, lang: str | None) -> str:
    """For a second line: how articles weigh, and what the interval of a single one does not hold."""
    said = []
    if "weighting" in table:
        alike = (table["weighting"] == "article").all()
        equal = pick(lang, zh="各篇同权", en="articles weigh alike")
        said.append(equal if alike else pick(lang, zh="按篇幅加权", en="articles weigh by length"))
    sizes = table[[name for name in ("n_articles", "n_a", "n_b") if name in table]]
    if (sizes == 1).any(axis=None):
        said.append(pick(lang, zh="n = 1：区间只含模型的不确定性", en="n = 1: model uncertainty only"))
    return pick(lang, zh="；", en="; ").join(said)


def of_most_articles(table: pd.DataFrame, top_n: int, lang: str | None) -> tuple[pd.DataFrame, str]:
    """The groups that have most articles, and a line that says so where there are others."""
    sizes = table.groupby("group", sort=False)["n_articles"].first()
    return with_most(table, "group", sizes, ("文章最多", "with most articles"), top_n=top_n, lang=lang)


def largest(table: pd.DataFrame, labels: Labels, lang: str | None) -> str:
    """The largest share, for a title."""
    most = table.iloc[int(table["prevalence"].to_numpy().argmax())]
    where = f"{_short(most['group'], 13, lang)} · {on_one_line(most['topic'], labels)}"
    return pick(lang, zh="占比最高：", en="Largest share: ") + f"{where} {most['prevalence']:.0%}"


def widest(table: pd.DataFrame, labels: Labels, lang: str | None) -> str:
    """The topic whose share differs most between groups, for a title."""
    shares = table.set_index(["topic", "group"])["prevalence"].unstack()
    of = shares.iloc[int((shares.max(axis=1) - shares.min(axis=1)).to_numpy().argmax())]
    ends = (int(of.to_numpy().argmin()), int(of.to_numpy().argmax()))
    low, high = (f"{_short(of.index[at], 13, lang)} {of.iloc[at]:.0%}" for at in ends)
    label = on_one_line(str(of.name), labels)
    return pick(lang, zh=f"相差最大：{label}，{low}，{high}", en=f"Differs most: {label}, {low} to {high}")


def on_one_line(topic: str, labels: Labels) -> str:
    """The topic with its words, shortened, without line breaks."""
    if labels is None or topic not in labels:
        return topic
    words = shortened(str(labels[topic]), 36)
    return f"{topic} {words}" if topic.startswith("T") else words


def of_topics(table: pd.DataFrame) -> pd.DataFrame:
    """The same table with its policy areas where topics would be: both are drawn alike."""
    return table.rename(columns={"policy_area": "topic"})


def kind_of_shares(table: pd.DataFrame, lang: str | None) -> str:
    """Topics or areas, in the language of the figure."""
    areas = "policy_area" in table
    return pick(lang, zh="领域", en="areas") if areas else pick(lang, zh="主题", en="topics")


def labels_of(table: pd.DataFrame, labels: Labels, lang: str | None) -> Labels:
    """The labels that are given, else the names that topics (from a person) or areas have in the table."""
    name = "topic_name" if "topic_name" in table else str(pick(lang, zh="name_zh", en="name_en"))
    if labels is not None or name not in table:
        return labels
    return table.dropna(subset=name).drop_duplicates("topic").set_index("topic")[name]


def topic_label(topic: str, labels: Labels) -> str:
    """The topic with its words, if there are any."""
    if labels is None or topic not in labels:
        return topic
    words = wrap(str(labels[topic]), 6, 3)
    return f"{topic}\n{words}" if topic.startswith("T") else words  # an area's name says all, its id nothing


def group_name(group: object, lang: str | None) -> str:
    """The name of a group on at most three lines."""
    return wrap(pick(lang, zh=REST.get(str(group), str(group)), en=str(group)), 10, 3)


def size(n_articles: int, lang: str | None) -> str:
    """A second line below a group's name: its articles."""
    return "\n" + pick(lang, zh=f"（n = {n_articles}）", en=f"(n = {n_articles})")


def _short(group: object, most: int, lang: str | None) -> str:
    name = pick(lang, zh=REST.get(str(group), str(group)), en=str(group))
    return name if len(name) <= most else f"{name[: most // 2]}…{name[-(most - most // 2 - 1) :]}"
