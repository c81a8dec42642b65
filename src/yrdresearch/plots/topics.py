"""Plots of topic models: terms, documents, distances of topics, the choice of K, agreement of runs."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from yrdresearch.errors import ArgumentError
from yrdresearch.plots.rows import under, with_most
from yrdresearch.plots.style import COLOURS, SEQUENTIAL, axes, figure, ink, pick, require, require_numbers
from yrdresearch.spans import shortened

MOST = 12  # half-width characters of a term that fit into its column
OFTEN = 0.8  # support from which a term is called one that is found again


@figure
def plot_top_terms(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """What is each topic about, and which of its terms are found again?

    Parameters
    ----------
    table
        topic, rank, term, weight, support, as from `topics.top_terms`.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One column a topic, heaviest term on top; the bar behind a term is its support (a full bar: among
        the top terms in every run). Without support the bar is the weight over the topic's largest.
    """
    table = require(table, "topic", "rank", "term", "weight", "support")
    topics = list(dict.fromkeys(table["topic"]))
    ranks = int(table["rank"].max())
    ax = axes(ax, width=1.2 + 1.25 * len(topics), height=1.0 + 0.28 * ranks)
    has_support = table["support"].notna().all()
    length = (
        table["support"]
        if has_support
        else table["weight"] / table.groupby("topic")["weight"].transform("max")
    )
    left = table["topic"].map({topic: i for i, topic in enumerate(topics)})
    ax.barh(table["rank"], 0.94, left=left, height=0.86, color="#f2f2f2")
    ax.barh(table["rank"], 0.94 * length, left=left, height=0.86, color="#a9cfe8")
    for x, rank, term in zip(left, table["rank"], table["term"], strict=True):
        ax.text(x + 0.03, rank, shortened(term, MOST), va="center", fontsize="small")
    ax.set_xticks(np.arange(len(topics)) + 0.47, topics)
    ax.set_yticks(range(1, ranks + 1))
    ax.set(xlim=(0, len(topics)), ylim=(ranks + 0.6, 0.4))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.tick_params(axis="x", labelsize="medium")
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_ylabel(pick(lang, zh="位次", en="rank"))
    bar = pick(lang, zh="底色条：词的相对权重（单次运行）", en="bar: weight over the topic's largest")
    if has_support:
        bar = pick(
            lang, zh="底色条：该词进入主题前十的运行比例", en="bar: share of runs with it in the top ten"
        )
    ax.set_xlabel(bar)
    ax.set_title(_sureness(table, len(topics), lang) if has_support else _heaviest(table, lang))
    return ax


def _sureness(table: pd.DataFrame, n_topics: int, lang: str | None) -> str:
    """How many of the shown terms are in their topic run after run."""
    sure, n = int((table["support"] >= OFTEN).sum()), len(table)
    return pick(
        lang,
        zh=f"{n_topics} 个主题的 {n} 个主要词，有 {sure} 个在至少 {OFTEN:.0%} 的运行中出现",
        en=f"{n_topics} topics: {sure} of their {n} top terms are there in {OFTEN:.0%} of the runs or more",
    )


def _heaviest(table: pd.DataFrame, lang: str | None) -> str:
    """The heaviest term, of a model without support."""
    first = table.iloc[int(table["weight"].to_numpy().argmax())]
    term, of = first["term"], f"{first['topic']}, {first['weight']:.1%}"
    zh, en = f"权重最大的词是“{term}”（{of.replace(', ', '，')}）", f"'{term}' is the heaviest term ({of})"
    return pick(lang, zh=f"一次运行：{zh}", en=f"One run: {en}")


@figure
def plot_doc_topic(
    table: pd.DataFrame, *, top_n: int = 40, ax: Axes | None = None, lang: str | None = None
) -> Axes:
    """Where in the text is each topic?

    Parameters
    ----------
    table
        (N documents, K topics), rows sum to 1, as ``model.doc_topic``.
    top_n
        Documents to show, those with the largest share of one topic.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        A heatmap: one row a document, in text order; white lines part the articles.
    """
    if table.empty:
        raise ArgumentError("table is empty; there is nothing to plot")
    if not all(pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes):
        raise ArgumentError("table has a column that is not a share; give documents by topics, as doc_topic")
    require_numbers(table.to_numpy(), "a share")
    first, n_documents = table.idxmax(axis=1).value_counts(), len(table)
    rows, of = pd.DataFrame({"at": range(len(table))}), ("主题最集中", "with most of one topic")
    sizes = pd.Series(table.max(axis=1).to_numpy())
    rows, note = with_most(rows, "at", sizes, of, top_n=top_n, lang=lang)
    table = table.iloc[rows["at"]]
    short = [str(doc).split(".", 1)[-1] for doc in table.index]
    ax = axes(ax, width=2.2 + 0.6 * table.shape[1], height=1.2 + 0.2 * len(table))
    image = ax.imshow(table.to_numpy(), cmap=SEQUENTIAL, vmin=0, vmax=1, aspect="auto")
    ax.set_xticks(range(table.shape[1]), list(table.columns))
    ax.set_yticks(range(len(table)), short if len(set(short)) == len(short) else list(map(str, table.index)))
    articles = [str(doc).rpartition(".")[0] for doc in table.index]
    for row in range(1, len(table)):
        if articles[row] != articles[row - 1]:
            ax.axhline(row - 0.5, color="white", linewidth=1.5)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(pick(lang, zh="主题", en="topic"))
    ax.set_ylabel(pick(lang, zh="文档（文章.段落）", en="document (article.paragraph)"))
    topic, n = first.index[0], first.iloc[0]
    found = pick(
        lang,
        zh=f"{topic} 居首的文档最多：{n_documents} 个中的 {n} 个",
        en=f"{topic} leads in most documents: {n} of {n_documents}",
    )
    ax.set_title(under(found, note))
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.05, aspect=30)
    bar.set_label(pick(lang, zh="主题占比", en="share of the document"), fontsize="small")
    bar.outline.set_visible(False)
    return ax


@figure
def plot_choose_k(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Which numbers of topics does the corpus carry?

    Parameters
    ----------
    table
        n_topics, gain, held_out_error, passes, as from `topics.choose_k`.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        What a held-out token gains over one topic (nats), with the standard error of its difference from the
        best; numbers of topics that pass are shaded.
    """
    table = require(table, "n_topics", "gain", "held_out_error", "passes")
    ax = axes(ax, width=7.6, height=4.2)
    for k in table.loc[table["passes"].astype(bool), "n_topics"]:
        ax.axvspan(k - 0.4, k + 0.4, color="#eeeeee", zorder=0)
    ax.errorbar(
        table["n_topics"], table["gain"], table["held_out_error"], marker="o", color=COLOURS[0], capsize=4
    )
    ax.axhline(0, color="#777777", linestyle=":", linewidth=1.2)
    ax.set_xticks(table["n_topics"])
    ax.set_xlabel(
        pick(
            lang,
            zh="主题数（灰底：通过；线：与最好者之差的标准误）",
            en="number of topics (shaded: passes; line: standard error of the difference from the best)",
        )
    )
    ax.set_ylabel(
        pick(
            lang,
            zh="留出的词比单一主题多出的似然（奈特）",
            en="gain of a held-out token over one topic (nats)",
        )
    )
    between = pick(lang, zh="、", en=", ")
    passed = between.join(str(k) for k in table.loc[table["passes"].astype(bool), "n_topics"])
    said = pick(lang, zh="通过的主题数：", en="Numbers of topics that pass: ")
    ax.set_title(said + (passed or pick(lang, zh="无", en="none")))
    return ax


@figure
def plot_topic_distances(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Which topics are alike?

    Parameters
    ----------
    table
        (K, K) distances, 0..1, topics as index and columns, as from `topics.topic_distances`.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        A heatmap with every distance written in its cell: dark is near, the diagonal is empty. Nothing is
        pressed into a plane.
    """
    numbers = table.shape[1] == table.select_dtypes("number").shape[1]
    values = table.to_numpy(dtype=float) if numbers else np.empty((0, 0))
    if not values.size or values.shape[0] != values.shape[1] or not ((values >= 0) & (values <= 1)).all():
        raise ArgumentError("table is not a square of distances from 0 to 1; give that of topic_distances")
    ax = axes(ax, width=2.4 + 0.5 * len(table), height=1.6 + 0.45 * len(table))
    apart = ~np.eye(len(table), dtype=bool)
    image = ax.imshow(np.where(apart, 1 - values, np.nan), cmap=SEQUENTIAL, vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(apart), strict=True):
        value = values[row, column]
        ax.text(column, row, f"{value:.2f}", ha="center", va="center", fontsize="small",
                color=ink(image, 1 - value))  # fmt: skip
    ax.set_xticks(range(len(table)), list(table.columns))
    ax.set_yticks(range(len(table)), list(table.index))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(
        pick(
            lang,
            zh="Jensen-Shannon 距离（0：词分布相同；1：没有共同的词）",
            en="Jensen-Shannon distance (0: the same terms; 1: no term shared)",
        )
    )
    away = values[apart] if len(table) > 1 else values.ravel()
    ends = f"{away.min():.2f}–{away.max():.2f}"
    ax.set_title(pick(lang, zh=f"主题之间的距离：{ends}", en=f"Distances of the topics: {ends}"))
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.05, aspect=30)
    bar.set_label(pick(lang, zh="相近（1 − 距离）", en="nearness (1 − distance)"), fontsize="small")
    bar.outline.set_visible(False)
    return ax


@figure
def plot_run_agreement(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Do single runs agree with each other, and ensembles?

    Parameters
    ----------
    table
        kind (``"run"`` or ``"consensus"``), agreement, as from `topics.run_agreement`.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One dot a pair; a bar at the median of each kind.
    """
    table = require(table, "kind", "agreement")
    names = {
        "run": pick(lang, zh="单次运行之间", en="single runs"),
        "consensus": pick(lang, zh="多次运行的共识之间", en="consensus of many runs"),
    }
    kinds = [kind for kind in names if (table["kind"] == kind).any()]
    if not kinds:
        raise ArgumentError("table has neither 'run' nor 'consensus' in kind; give that of run_agreement")
    ax = axes(ax, width=7.0, height=1.3 + 0.75 * len(kinds))
    for row, (kind, colour) in enumerate(zip(kinds, (COLOURS[5], COLOURS[0]), strict=False)):
        values = table.loc[table["kind"] == kind, "agreement"].to_numpy()
        spread = (np.arange(len(values)) * 0.618 % 1 - 0.5) * 0.42  # even, and the same each time
        ax.scatter(
            values, row + (spread if len(values) > 1 else 0), s=22, color=colour, alpha=0.55, linewidths=0
        )
        median = float(np.median(values))
        ax.vlines(median, row - 0.3, row + 0.3, color="black", linewidth=2, zorder=1)
        ax.text(median, row - 0.33, f"{median:.2f}", ha="center", va="bottom", fontsize="small")
    counts = table["kind"].value_counts()
    pairs = pick(lang, zh="（{} 对）", en="(pairs: {})")
    ax.set_yticks(range(len(kinds)), [f"{names[kind]}\n{pairs.format(counts[kind])}" for kind in kinds])
    ax.set(xlim=(-0.02, 1.04), ylim=(len(kinds) - 0.5, -0.65))
    ax.set_xlabel(
        pick(
            lang,
            zh="一致度：配对主题前十词的平均 Jaccard 系数（1：全同；竖线：中位数）",
            en="agreement: mean Jaccard of the matched topics' top terms (1: the same; bar: median)",
        )
    )
    medians = [
        f"{names[kind]} {table.loc[table['kind'] == kind, 'agreement'].median():.2f}" for kind in kinds
    ]
    found = pick(lang, zh="，", en=", ").join(medians)
    ax.set_title(pick(lang, zh=f"换一个种子，一致度：{found}", en=f"Agreement for another seed: {found}"))
    return ax
