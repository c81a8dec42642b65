"""Figures of one page."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from yrdresearch.display import word
from yrdresearch.plots.style import COLOURS, GREY, axes, figure, pick, require

_PARTS = {"text": "#c6d9e8", "repeat": COLOURS[5], "doubt": COLOURS[1], "other": "#dddddd"}


@figure
def plot_ledger(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """Where did every character of the page go?

    Parameters
    ----------
    table
        Columns account (``"assigned"`` or ``"discarded"``), role, characters.
    """
    require(table, "account", "role", "characters")
    ax = axes(ax, width=7, height=0.32 * len(table) + 1)
    rows = table.sort_values(["account", "characters"], ascending=[False, True])
    colours = rows["account"].map({"assigned": COLOURS[0], "discarded": GREY})
    body = pick(lang, zh="正文", en="paragraphs")
    names = [body if role == "paragraph" else word(role, lang) for role in rows["role"]]
    bars = ax.barh(names, rows["characters"], color=colours)
    ax.bar_label(bars, fmt="{:,.0f}", padding=3, fontsize="small")
    ax.set_xlabel(
        pick(lang, zh="字符数（蓝：已归类；灰：舍去）", en="characters (blue: assigned; grey: discarded)")
    )
    total, text = table["characters"].sum(), rows.loc[rows["role"] == "paragraph", "characters"].sum()
    ax.set_title(
        pick(
            lang,
            zh=f"{total:,} 个字符都有交代，其中正文 {text:,} 个",
            en=f"All {total:,} characters are accounted for; {text:,} are body text",
        )
    )
    ax.margins(x=0.12)
    return ax


@figure
def plot_page_anatomy(table: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None) -> Axes:
    """How is the page built: articles, paragraphs, joins, repeats?

    Each row is an article (or what is outside the articles), each block a paragraph as long as its text.

    Parameters
    ----------
    table
        As `page_anatomy` gives it: columns row (text), row_number, block, start, length (characters), kind
        (``"text"``, ``"other"``, ``"repeat"``, ``"doubt"``) and joins (breaks the paragraph runs over).
        Marks of kind ``"repeat"`` and ``"doubt"`` lie on the blocks.
    """
    require(table, "row", "row_number", "block", "start", "length", "kind", "joins", source="page_anatomy")
    rows = table.drop_duplicates("row_number").sort_values("row_number")
    ax = axes(ax, width=9, height=0.62 * len(rows) + 1.3)
    records: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    narrow = 0.025 * max(record["start"] + record["length"] for record in records)
    for block in (record for record in records if record["kind"] in ("text", "other")):
        place = {"left": block["start"], "height": 0.62}
        ax.barh(block["row_number"], block["length"], color=_PARTS[block["kind"]], edgecolor="white", **place)
        if block["kind"] == "text" and block["length"] > narrow:
            middle = block["start"] + block["length"] / 2
            label = block["block"] + (f"⋈{block['joins']}" if block["joins"] > 1 else "⋈" * block["joins"])
            ax.text(middle, block["row_number"], label, ha="center", va="center", fontsize="small")
    for mark in (record for record in records if record["kind"] in ("repeat", "doubt")):
        place = {"left": mark["start"], "height": 0.13, "color": _PARTS[mark["kind"]]}
        ax.barh(mark["row_number"] + 0.39, max(mark["length"], 4), **place)
    ax.set_yticks(rows["row_number"], rows["row"])
    ax.invert_yaxis()
    ax.set_xlabel(pick(lang, zh="字符", en="characters"))
    n = {kind: sum(record["kind"] == kind for record in records) for kind in _PARTS}
    articles = table.loc[table["kind"] == "text", "row_number"].nunique()
    ax.set_title(
        pick(
            lang,
            zh=f"版面解剖：{articles} 篇文章，{n['text']} 段，{n['repeat']} 处重复，{n['doubt']} 处其他疑点",
            en=f"Anatomy of the page: {articles} articles, {n['text']} paragraphs, "
            f"repeats: {n['repeat']}, other doubts: {n['doubt']}",
        )
    )
    _explain(ax, lang, len(rows))
    return ax


def _explain(ax: Axes, lang: str | None, n_rows: int) -> None:
    from matplotlib.patches import Patch

    labels = {
        "text": pick(lang, zh="段落（⋈ 接栏处）", en="paragraph (⋈ a join)"),
        "repeat": pick(lang, zh="重复的文字", en="repeated words"),
        "doubt": pick(lang, zh="其他疑点", en="other doubts"),
        "other": pick(lang, zh="文章以外", en="outside the articles"),
    }
    handles = [Patch(color=_PARTS[kind], label=label) for kind, label in labels.items()]
    below = -0.6 / (0.62 * n_rows)
    ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.45, below), ncols=4)
