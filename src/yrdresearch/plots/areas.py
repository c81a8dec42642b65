"""Tables of policy areas -> Axes: coverage, heatmap, the course of an essay, network, terms, validation."""

from __future__ import annotations

import re
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from yrdresearch.errors import ArgumentError, check_kind
from yrdresearch.plots.groups import Labels, on_one_line, topic_label
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
    require_numbers,
    with_group,
    wrap,
)
from yrdresearch.spans import shortened

MARKERS = ("o", "s", "^", "D", "v", "P")
NO_AREA = "none"


@figure
def plot_coverage(cover: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """How much is about each area, and how sure is that? `cover` from `coverage`, one group or up to six.

    An area seen too seldom for an interval has a dotted line up to what its share is at most. A table of
    `corrected_coverage` may be given too; its sentences without an area are not drawn.
    """
    require(cover, "policy_area", "share", "low", "high", "denominator", source="coverage")
    cover = require(cover[cover["policy_area"] != NO_AREA])
    groups = _groups(cover, lang)
    if len(groups) > len(MARKERS):
        raise ArgumentError(
            f"cover has {len(groups)} groups; six can be told apart: use plot_coverage_heatmap"
        )
    order = cover.groupby("policy_area", sort=False)["share"].mean().sort_values().index
    ax = axes(ax, width=7.5, height=1.2 + 0.3 * len(order) + 0.12 * len(groups) * (len(groups) > 1))
    step = 0.7 / len(groups)
    dots: list[Line2D] = []
    for i, (_, group) in enumerate(groups):
        rows = group.set_index("policy_area").loc[order]
        y = np.arange(len(rows)) + (len(groups) - 1) * step / 2 - i * step
        if len(groups) == 1:
            ax.barh(y, rows["share"], height=0.62, color=COLOURS[4], alpha=0.55)
        ax.hlines(y, rows["low"], rows["high"], color=COLOURS[i], linewidth=1.6)
        dots += ax.plot(rows["share"], y, MARKERS[i], color=COLOURS[i], markersize=5)
        if "at_most" in rows:
            ax.plot(rows["at_most"], y, "|", color=COLOURS[i], markersize=7)
            ax.hlines(y, rows["share"], rows["at_most"], color=COLOURS[i], linewidth=0.8, linestyle=":")
    rows = groups[0][1].set_index("policy_area").loc[order]
    ax.set_yticks(np.arange(len(rows)), [_name(row, lang) for _, row in rows.iterrows()])
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.grid(axis="x", color="#e6e6e6")
    ax.set_axisbelow(True)
    of = pick(lang, zh="、", en=", ").join(f"{n:,}" for n in dict.fromkeys(cover["denominator"]))
    unit = cover["unit"].iloc[0] if "unit" in cover else "sentences"
    zh, en = {"sentences": ("句", "sentences"), "characters": ("字", "characters")}[unit]
    ax.set_xlabel(
        pick(
            lang,
            zh=f"占{zh}数的比例（共 {of} {zh}；实线：区间；虚线：出现太少，只给上限）",
            en=f"share of {en} (of {of}; line: interval; dotted: at most, where seldom seen)",
        )
    )
    if len(groups) > 1:
        ax.legend(dots, [str(name) for name, _ in groups], loc="lower right")
    top = cover.iloc[int(cover["share"].to_numpy().argmax())]
    of_group = f" · {groups[0][0] if len(groups) == 1 else top['group']}".removesuffix(" · ")
    ax.set_title(
        pick(
            lang,
            zh=f"谈得最多的领域：{top['name_zh']} {top['share']:.0%}{of_group}",
            en=f"Most written about: {top['name_en']}, {top['share']:.0%}{of_group}",
        )
    )
    return ax


@figure
def plot_coverage_heatmap(
    cover: pd.DataFrame,
    *,
    top_n: int = 20,
    labels: Labels = None,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """Which group is about which area? From `coverage` with `by`, `areas_by_topic` or `cross_codings`.

    `labels`: words for the topics, such as ``{"T1": "创新 科技"}``; `top_n`: groups to show, those with most
    sentences.
    """
    key = "topic" if "topic" in cover else "group"
    require(cover, key, "policy_area", "share", source="coverage(coded, by=...)")
    require_numbers(cover["share"].dropna(), "share")
    if "group_zh" in cover:
        cover = cover.assign(group=cover[str(pick(lang, zh="group_zh", en="group_en"))])
    cover, note = (cover, "") if key == "topic" else _of_most_sentences(with_group(cover, lang), top_n, lang)
    grid = cover.pivot(index="policy_area", columns=key, values="share")
    grid = grid.loc[list(dict.fromkeys(cover["policy_area"])), list(dict.fromkeys(cover[key]))]
    names = {row["policy_area"]: _name(row, lang) for _, row in cover.iterrows()}
    many = grid.shape[1] > 8
    ax = axes(
        ax, width=max(6.0, 3.0 + (0.42 if many else 0.85) * grid.shape[1]), height=1.8 + 0.3 * len(grid)
    )
    image = ax.imshow(grid, cmap=SEQUENTIAL, vmin=0, aspect="auto")
    for (i, j), share in np.ndenumerate(grid.to_numpy()):
        if share > 0:
            ax.text(j, i, f"{100 * share:.0f}", ha="center", va="center", fontsize="small",
                    color=ink(image, share))  # fmt: skip
    ax.set_yticks(range(len(grid)), [names[area] for area in grid.index])
    fold = topic_label if key == "topic" else lambda name, _: _folded(name) if many else wrap(name, 6, 3)
    across = [fold(str(name), labels) for name in grid.columns]
    ax.set_xticks(range(grid.shape[1]), across)
    if many:
        upright = any("\n" in name for name in across)  # two lines side by side need the whole column
        turned = {"rotation": 90, "va": "center"} if upright else {"rotation": 45}
        plt.setp(ax.get_xticklabels(), ha="right", rotation_mode="anchor", **turned)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    words, sentences = ("主题的词", "the topic"), ("该列的句子", "the column's sentences")
    zh, en = words if key == "topic" else sentences
    ax.set_xlabel(pick(lang, zh=f"数字：{zh}中各项的占比（%）", en=f"numbers: share of {en} (%)"))
    bar = ax.figure.colorbar(image, ax=ax, ticks=MaxNLocator(6, steps=[1, 2, 5, 10]), shrink=0.9)
    bar.ax.yaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
    bar.outline.set_visible(False)
    called = [on_one_line(str(name), labels) for name in grid.columns]
    ax.set_title(under(_most(grid, names, called, lang), note))
    return ax


def _of_most_sentences(cover: pd.DataFrame, top_n: int, lang: str | None) -> tuple[pd.DataFrame, str]:
    """The groups that have most sentences, and a line that says so where there are others."""
    sizes = cover.groupby("group", sort=False)["denominator" if "denominator" in cover else "share"].max()
    return with_most(cover, "group", sizes, ("句子最多", "with most sentences"), top_n=top_n, lang=lang)


def _most(grid: pd.DataFrame, names: dict[Any, str], called: list[str], lang: str | None) -> str:
    """The title of a heatmap: its largest cell; that a sentence has no area is no finding about one."""
    found = grid.drop(index=NO_AREA, columns=NO_AREA, errors="ignore")
    if found.size:
        grid, called = found, [called[list(grid).index(name)] for name in found]
    row, column = divmod(int(np.nanargmax(grid.to_numpy(float))), grid.shape[1])
    name, where = names[grid.index[row]], shortened(called[column], 36)
    share = f"{grid.to_numpy()[row, column]:.0%}"
    return pick(lang, zh=f"占比最高：{where} · {name} {share}", en=f"Largest share: {where} · {name} {share}")


@figure
def plot_area_ribbon(
    coded: pd.DataFrame,
    *,
    article_id: str | None = None,
    title: str = "",
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """What is an essay about, from its first sentence to its last? `coded` from `code_policy_areas`.

    `article_id`: the essay, by default the first; `title`: its title, for that of the figure.
    """
    check_kind(title, "title", str)
    columns = ("article_id", "paragraph_id", "sentence_id", "n_characters", "policy_area")
    require(coded, *columns, source="code_policy_areas")
    article_id = str(coded["article_id"].iloc[0]) if article_id is None else article_id
    check_kind(article_id, "article_id", str)
    require_numbers(coded["n_characters"], "n_characters")
    essay = coded[coded["article_id"] == article_id]
    if essay.empty:
        raise ArgumentError(f"article_id is {article_id!r}, which the coding does not have")
    sentences = essay.drop_duplicates("sentence_id")
    ends = sentences["n_characters"].cumsum().to_numpy()
    start = dict(zip(sentences["sentence_id"], np.r_[0, ends[:-1]], strict=True))
    areas = essay.drop_duplicates("policy_area").set_index("policy_area")
    order = [a for a in areas.index if a != NO_AREA] + [a for a in areas.index if a == NO_AREA]
    ax = axes(ax, width=8.0, height=1.2 + 0.3 * len(order))
    for i, area in enumerate(order):
        rows = essay[essay["policy_area"] == area]
        bars = [(start[s], n) for s, n in zip(rows["sentence_id"], rows["n_characters"], strict=True)]
        colour = GREY if area == NO_AREA else COLOURS[i % (len(COLOURS) - 2)]
        ax.broken_barh(bars, (i - 0.38, 0.76), facecolors=colour, edgecolors="white", linewidth=0.6)
    breaks = sentences.groupby("paragraph_id", sort=False)["sentence_id"].first().map(start)
    ax.vlines(breaks.iloc[1:], -0.5, len(order) - 0.5, color="#bbbbbb", linewidth=0.8, linestyle=":")
    ax.set_yticks(range(len(order)), [_name(areas.loc[a], lang) for a in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_xlim(0, ends[-1])
    ax.set_xlabel(
        pick(lang, zh="文中位置（字；点线为段落）", en="place in the text (characters; dotted: paragraphs)")
    )
    counts = essay.loc[essay["policy_area"] != NO_AREA, "policy_area"].value_counts()
    if counts.empty:
        ax.set_title(pick(lang, zh="没有一句有领域", en="No sentence has an area"))
        return ax
    most, n = _name(areas.loc[counts.index[0]], lang), counts.iloc[0]
    essay_zh, essay_en = (f"《{title}》", f"{title}\n") if title else ("全文", "")
    ax.set_title(
        pick(
            lang,
            zh=f"{essay_zh}谈得最多的是{most}：{len(sentences)} 句中的 {n} 句",
            en=f"{essay_en}Most about {most}: {n} of {len(sentences)} sentences",
        )
    )
    return ax


@figure
def plot_term_contributions(
    contributions: pd.DataFrame,
    names: pd.DataFrame,
    *,
    top: int = 20,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Axes:
    """On which words does the coverage depend? `contributions` from `term_contributions`."""
    require(contributions, "term", "policy_area", "lost", "n_area", source="term_contributions")
    require(names, "policy_area", source="coverage")
    called = {row["policy_area"]: _name(row, lang) for _, row in names.iterrows()}
    rows = contributions[contributions["lost"] > 0].head(top).iloc[::-1]
    ax = axes(ax, width=7.0, height=1.2 + 0.27 * len(rows))
    ax.barh(range(len(rows)), rows["lost"], color=COLOURS[0], height=0.65)
    ax.set_yticks(
        range(len(rows)),
        [f"{term} · {called[area]}" for term, area in zip(rows["term"], rows["policy_area"], strict=True)],
    )
    for i, (lost, n) in enumerate(zip(rows["lost"], rows["n_area"], strict=True)):
        ax.text(lost, i, f" {lost}/{n}", va="center", fontsize=8)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.margins(x=0.12)
    first = rows.iloc[-1] if len(rows) else None
    ax.set_title(
        pick(lang, zh="覆盖率取决于哪些词", en="Words that the coverage depends on")
        if first is None
        else pick(
            lang,
            zh=f"影响最大的词是“{first['term']}”：去掉它少 {first['lost']} 句",
            en=f"'{first['term']}' matters most: {first['lost']} sentences are lost without it",
        )
    )
    zh = "去掉该词后失去的句数（／该领域全部句数）"
    ax.set_xlabel(pick(lang, zh=zh, en="sentences lost without the term (/ sentences of the area)"))
    return ax


@figure
def plot_validate_coding(
    validation: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None
) -> Axes:
    """How well does the coding agree with coding by hand? `validation` from `validate_coding`."""
    require(validation, "f1", "f1_low", "f1_high", "precision", "recall", "n_hand", source="validate_coding")
    if "group" in validation and validation["group"].nunique(dropna=False) > 1:
        n = validation["group"].nunique(dropna=False)
        raise ArgumentError(f"validation has {n} groups; draw one, validation[validation['group'] == ...]")
    rows = validation.dropna(subset=["f1"]).iloc[::-1]
    ax = axes(ax, width=7.5, height=1.2 + 0.3 * len(rows))
    y = np.arange(len(rows))
    ax.hlines(y, rows["f1_low"], rows["f1_high"], color=COLOURS[0], linewidth=1.6)
    ax.plot(rows["f1"], y, "o", color=COLOURS[0], markersize=6, label="F1")
    for column, marker, colour, zh, en in (
        ("precision", "|", COLOURS[5], "精确率", "precision"),
        ("recall", "x", COLOURS[2], "召回率", "recall"),
    ):
        ax.plot(rows[column], y, marker, color=colour, markersize=7, markeredgewidth=2,
                linestyle="none", label=pick(lang, zh=zh, en=en))  # fmt: skip
    number = pick(lang, zh="（{}）", en=" ({})")
    ax.set_yticks(y, [_name(row, lang) + number.format(row["n_hand"]) for _, row in rows.iterrows()])
    ax.set_xlim(0, 1.02)
    ax.grid(axis="x", color="#e6e6e6")
    ax.set_axisbelow(True)
    n, coder = int(rows["n_sentences"].iloc[0]), str(rows["hand_by"].iloc[0]) if "hand_by" in rows else ""
    by = _by(coder, lang)
    ax.set_xlabel(
        pick(
            lang,
            zh=f"与手工编码比较（{by}{n} 句；括号内为手工编码数；横线为 F1 的 95% 区间）",
            en=f"against hand coding ({by}{n} sentences; in brackets: its codes; line: 95% interval of F1)",
        )
    )
    ax.legend(loc="upper right", ncols=3, bbox_to_anchor=(1, -0.8 / (0.3 * len(rows) + 0.4)))
    whole = validation["f1"].iloc[0]
    ax.set_title(
        pick(
            lang, zh=f"与手工编码的一致程度：F1 {whole:.2f}", en=f"Agreement with hand coding: F1 {whole:.2f}"
        )
    )
    return ax


def _by(coder: str, lang: str | None) -> str:
    """Who coded by hand, where the table says so: a reader must know when it was a language model."""
    both = re.fullmatch(r"(\S+) \((.*)\)", coder)  # the name in Chinese and in English
    name = pick(lang, zh=both[1], en=both[2]) if both else coder
    return pick(lang, zh=f"编码者：{name}；", en=f"by {name}; ") if coder else ""


def _name(row: Any, lang: str | None) -> str:
    return str(pick(lang, zh=row["name_zh"], en=row["name_en"]))


def _folded(text: str) -> str:
    """A long English name on two lines."""
    words = text.split()
    if len(text) < 22 or len(words) < 2:
        return text
    half = (len(words) + 1) // 2
    return " ".join(words[:half]) + "\n" + " ".join(words[half:])


def _groups(cover: pd.DataFrame, lang: str | None) -> list[tuple[str, pd.DataFrame]]:
    if "group" not in cover:
        return [("", cover)]
    return [(str(name), rows) for name, rows in with_group(cover, lang).groupby("group", sort=False)]
