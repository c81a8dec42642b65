"""Plots of topic models: top terms with support, topics in documents, the choice of their number."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from yrdresearch.plots.style import COLOURS, GREY, SEQUENTIAL, axes, figure, pick


@figure
def plot_topics(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """What is each topic about, and which of its terms come back?

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
        ax.text(x + 0.03, rank, term, va="center", fontsize="small")
    ax.set_xticks(np.arange(len(topics)) + 0.47, topics)
    ax.set_yticks(range(1, ranks + 1))
    ax.set(xlim=(0, len(topics)), ylim=(ranks + 0.6, 0.4))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_ylabel(pick(lang, zh="位次", en="rank"))
    bar = pick(lang, zh="底色条：词的相对权重（单次运行）", en="bar: weight over the topic's largest")
    if has_support:
        bar = pick(
            lang, zh="底色条：该词进入主题前十的运行比例", en="bar: share of runs with it in the top ten"
        )
    ax.set_xlabel(bar)
    return ax


@figure
def plot_doc_topic(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Where in the text is each topic?

    Parameters
    ----------
    table
        (N documents, K topics), rows sum to 1, as ``model.doc_topic``.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        A heatmap: one row a document, in text order.
    """
    short = [str(doc).split(".", 1)[-1] for doc in table.index]
    ax = axes(ax, width=2.2 + 0.6 * table.shape[1], height=1.2 + 0.2 * len(table))
    image = ax.imshow(table.to_numpy(), cmap=SEQUENTIAL, vmin=0, vmax=1, aspect="auto")
    ax.set_xticks(range(table.shape[1]), list(table.columns))
    ax.set_yticks(range(len(table)), short if len(set(short)) == len(short) else list(map(str, table.index)))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(pick(lang, zh="主题", en="topic"))
    ax.set_ylabel(pick(lang, zh="文本（文章.段落）", en="document (article.paragraph)"))
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.05)
    bar.set_label(pick(lang, zh="主题占比", en="share of the document"), fontsize="small")
    bar.outline.set_visible(False)
    return ax


@figure
def plot_k_choice(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Which numbers of topics does the corpus carry?

    Parameters
    ----------
    table
        n_topics, agreement, support, run_agreement, exclusivity, coherence, passes, as from
        `choice.choose_k`.
    ax, lang
        See `yrdresearch.plots`.

    Returns
    -------
    matplotlib.axes.Axes
        One line a criterion, 0..1; numbers of topics that pass are shaded.
    """
    ax = axes(ax, width=7.2, height=4.2)
    lines = {
        "agreement": pick(lang, zh="两组集成的一致度", en="agreement of two ensembles"),
        "support": pick(lang, zh="支持率最低的主题", en="least supported topic"),
        "run_agreement": pick(lang, zh="单次运行与共识的一致度", en="single runs with the consensus"),
        "exclusivity": pick(lang, zh="排他性", en="exclusivity"),
        "coherence": pick(lang, zh="连贯性（NPMI）", en="coherence (NPMI)"),
    }
    for k in table.loc[table["passes"], "n_topics"]:
        ax.axvspan(k - 0.4, k + 0.4, color="#eeeeee", zorder=0)
    for (column, label), colour, marker in zip(lines.items(), COLOURS, "osD^v", strict=False):
        ax.plot(table["n_topics"], table[column], marker=marker, color=colour, label=label)
    ax.axhline(0.9, color=GREY, linestyle=":", linewidth=1)
    ax.set_ylim(min(0.0, table["coherence"].min()) - 0.02, 1.03)
    ax.set_xticks(table["n_topics"])
    ax.set_xlabel(pick(lang, zh="主题数（灰底：通过）", en="number of topics (shaded: passes)"))
    ax.figure.legend(loc="outside right upper")
    return ax
