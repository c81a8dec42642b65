"""Plots of word statistics: one question each, tables in, Axes out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from yrdresearch.errors import check_kind
from yrdresearch.plots.rows import under, with_most
from yrdresearch.plots.style import COLOURS, GREY, axes, figure, pick, require, with_group


@figure
def plot_term_frequency(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Which terms are most frequent, and are they everyone's?

    Parameters
    ----------
    table
        term, term_frequency, doc_share, as from `stats.term_frequency` with ``top_n=20`` or so.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One dot a term at its frequency; the larger the dot, the more documents use the term.
    """
    table = require(table, "term", "term_frequency", "doc_share").iloc[::-1]
    ax = axes(ax, width=6.4, height=1.2 + 0.24 * len(table))
    ax.hlines(table["term"], 0, table["term_frequency"], color="#d0d0d0", linewidth=1, zorder=1)
    ax.scatter(
        table["term_frequency"], table["term"], s=10 + 110 * table["doc_share"], color=COLOURS[0], zorder=2
    )
    for share in (0.25, 0.5, 1.0):
        ax.scatter([], [], s=10 + 110 * share, color=COLOURS[0], label=f"{share:.0%}")
    ax.legend(
        title=pick(lang, zh="出现的文档比例", en="share of documents"),
        loc="upper left",
        bbox_to_anchor=(1.01, 1),  # beside the axes: dots may be anywhere inside
        title_fontsize="small",
    )
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    ax.set_xlim(left=0)
    ax.set_xlabel(pick(lang, zh="词频（词次）", en="frequency (tokens)"))
    first = table.iloc[-1]
    ax.set_title(
        pick(
            lang,
            zh=f"最常用的词是“{first['term']}”：{first['term_frequency']} 次",
            en=f"The commonest term is '{first['term']}': {first['term_frequency']} times",
        )
    )
    return ax


@figure
def plot_keyness(
    table: pd.DataFrame,
    *,
    value: str = "log_ratio",
    top_n: int = 12,
    target: str = "",
    reference: str = "",
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """Which terms set two groups of texts apart most, and in which direction?

    Parameters
    ----------
    table
        term, n_target, n_reference and `value`, as from `stats.keyness` or `stats.weighted_log_odds`.
    value
        Column on the axis: log_ratio, g2, log_odds or z; above 0 is the target's side.
    top_n
        Terms at each end, chosen by ``g2`` where the table has it, else by `value`.
    target, reference
        Names of the two groups.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One lollipop a term, with its counts in the target and the reference.
    """
    check_kind(value, "value", str)
    table = require(table, "term", value, "n_target", "n_reference")
    by = "g2" if "g2" in table else value
    ordered = table.sort_values([by, "term"], ascending=[False, True])
    ends = [ordered[ordered[value] > 0].head(top_n), ordered[ordered[value] < 0].tail(top_n)]
    shown = pd.concat(ends).sort_values([value, "term"])
    ax = axes(ax, width=7.0, height=1.4 + 0.24 * len(shown))
    rows = np.arange(len(shown))
    colours = np.where(shown[value] > 0, COLOURS[0], COLOURS[1])
    ax.hlines(rows, 0, shown[value], color=colours, linewidth=1.5)
    ax.scatter(shown[value], rows, color=colours, s=30, zorder=2)
    for row, entry in zip(rows, shown.to_dict("records"), strict=True):
        ax.annotate(
            f"{entry['n_target']}:{entry['n_reference']}",
            (entry[value], row),
            xytext=(7 if entry[value] > 0 else -7, 0),
            textcoords="offset points",
            ha="left" if entry[value] > 0 else "right",
            va="center",
            fontsize="x-small",
            color="#555555",
        )
    ax.set_yticks(rows, shown["term"])
    ax.axvline(0, color=GREY, linewidth=0.8)
    longest = max(len(f"{a}:{b}") for a, b in zip(shown["n_target"], shown["n_reference"], strict=True))
    ax.margins(x=0.04 + 0.017 * longest)  # of the axis: room for the counts beside the dots
    target = target or pick(lang, zh="目标组", en="target")
    reference = reference or pick(lang, zh="对照组", en="reference")
    ax.set_xlabel(f"← {reference}    {_value_label(value, lang)}    {target} →")
    most = shown.iloc[int(shown[by].abs().to_numpy().argmax())]
    n = f"{most['n_target']}:{most['n_reference']}"
    ax.set_title(
        pick(
            lang,
            zh=f"最能区分两组的词是“{most['term']}”：{n}（数字：两组词次）",
            en=f"'{most['term']}' sets the groups apart most: {n} (numbers: counts in both)",
        )
    )
    return ax


@figure
def plot_sentence_lengths(
    table: pd.DataFrame, *, top_n: int = 12, ax: Axes | None = None, lang: str | None = None
) -> Axes:
    """How long are the sentences, group by group?

    Parameters
    ----------
    table
        group, n_characters, as from `stats.sentence_lengths`.
    top_n
        Groups to show, those with most sentences.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One dot a sentence, a box for the middle half and the median.
    """
    table = with_group(require(table, "group", "n_characters", source="stats.sentence_lengths"), lang)
    sizes, of = table.groupby("group", sort=False).size(), ("句子最多", "with most sentences")
    table, note = with_most(table, "group", sizes, of, top_n=top_n, lang=lang)
    groups = list(dict.fromkeys(table["group"]))
    ax = axes(ax, width=7.0, height=1.2 + 0.45 * len(groups))
    values = [table.loc[table["group"] == group, "n_characters"].to_numpy() for group in groups]
    ax.boxplot(values, orientation="horizontal", positions=range(len(groups)), widths=0.5, showfliers=False,
               medianprops={"color": COLOURS[1], "linewidth": 2}, boxprops={"color": GREY},
               whiskerprops={"color": GREY}, capprops={"color": GREY})  # fmt: skip
    for row, lengths in enumerate(values):
        spread = (np.arange(len(lengths)) * 0.618 % 1 - 0.5) * 0.36  # even, and the same each time
        ax.scatter(lengths, row + spread, s=9, color=COLOURS[0], alpha=0.45, linewidths=0)
    ax.set_yticks(range(len(groups)), groups)
    ax.invert_yaxis()
    ax.set_xlim(left=0)
    ax.set_xlabel(pick(lang, zh="句长（字符，含标点）", en="sentence length (characters with punctuation)"))
    medians = [f"{np.median(lengths):.0f}" for lengths in values]
    ends = sorted({min(medians, key=float), max(medians, key=float)}, key=float)
    found = pick(
        lang,
        zh=f"句长的中位数：{' 至 '.join(ends)} 字",
        en=f"Median length of a sentence: {' to '.join(ends)} characters",
    )
    ax.set_title(under(found, note))
    return ax


def _value_label(value: str, lang: str | None) -> str:
    labels = {
        "log_ratio": ("对数比（每 1 为两倍）", "log ratio (1 is twice as frequent)"),
        "g2": ("G²（带符号）", "G² (signed)"),
        "log_odds": ("加权对数优势比", "weighted log-odds"),
        "z": ("加权对数优势比 z", "weighted log-odds, z"),
        "difference": ("频率差（每万词）", "difference (per 10,000 tokens)"),
    }
    zh, en = labels.get(value, (value, value))
    return pick(lang, zh=zh, en=en)


@figure
def plot_term_positions(
    table: pd.DataFrame,
    *,
    max_articles: int = 12,
    labels: pd.Series | None = None,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """Where in the run of the texts is each term?

    Parameters
    ----------
    table
        term, article_id, position, count, as from `stats.term_positions`.
    max_articles
        Articles to show, those with most occurrences.
    labels
        Names of the articles by article_id, as from `stats.article_labels`; only these are shown.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One strip a term, one mark a paragraph that has it (the taller the mark, the more often); lines part
        the articles.
    """
    table = require(table, "term", "article_id", "position", "count")
    if labels is not None:
        table = require(table[table["article_id"].isin(labels.index)], "term")
    sizes, of = table.groupby("article_id", sort=False)["count"].sum(), ("用词最多", "with most of them")
    table, note = with_most(table, "article_id", sizes, of, top_n=max_articles, lang=lang)
    table = table.assign(position=table["position"].rank(method="dense"))  # no gap where one is left out
    terms = list(dict.fromkeys(table["term"]))
    ax = axes(ax, width=7.4, height=1.5 + 0.34 * len(terms))
    row_of = {term: row for row, term in enumerate(terms)}
    present = table[table["count"] > 0]
    rows = present["term"].map(row_of)
    half = 0.14 + 0.28 * present["count"] / table["count"].max()
    ax.vlines(present["position"], rows - half, rows + half, color=COLOURS[0],
              linewidth=min(4.0, 400 / table["position"].max()))  # fmt: skip
    ax.hlines(range(len(terms)), 0.5, table["position"].max() + 0.5, color="#e4e4e4", linewidth=0.8, zorder=0)
    _mark_articles(ax, table, labels)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_yticks(range(len(terms)), terms)
    ax.set_ylim(len(terms) - 0.4, -0.6)
    ax.set_xlim(0.5, table["position"].max() + 0.5)
    ax.set_xlabel(
        pick(
            lang,
            zh="段落（按版面顺序；竖线分隔文章）",
            en="paragraph, in page order (lines part the articles)",
        )
    )
    n, n_paragraphs = rows.value_counts(), table["position"].nunique()
    term, widest = (terms[n.index[0]], n.iloc[0]) if len(n) else (terms[0], 0)
    found = pick(
        lang,
        zh=f"“{term}”分布最广：{n_paragraphs} 段中的 {widest} 段（标记越高次数越多）",
        en=f"'{term}' is the most widespread: in {widest} of {n_paragraphs} paragraphs (taller: more often)",
    )
    ax.set_title(under(found, note), pad=24)
    return ax


def _mark_articles(ax: Axes, table: pd.DataFrame, labels: pd.Series | None) -> None:
    """A line after each article; above it its name, its number, or nothing where names would collide."""
    spans = table.groupby("article_id", sort=False)["position"].agg(["min", "max"])
    names = {} if labels is None else labels.to_dict()
    for number, (article, (first, last)) in enumerate(spans.iterrows(), start=1):
        ax.axvline(last + 0.5, color=GREY, linewidth=0.8)
        name = names.get(article, str(number))
        room = int((last - first + 1) / table["position"].max() * 46)  # characters that fit above
        if len(name) > room:
            name = name.split()[0] if room < 4 else name[: room - 1] + "…"
        if len(name) > 2 * room:  # a digit is half as wide as a character
            continue
        ax.text((first + last) / 2, 1.02, name, transform=ax.get_xaxis_transform(), ha="center", va="bottom",
                fontsize="x-small", color="#555555")  # fmt: skip
