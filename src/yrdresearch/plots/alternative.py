"""A figure in words, for those who cannot see it: made from its table and its axes."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from yrdresearch.display import columns, heading, word
from yrdresearch.errors import language
from yrdresearch.spans import shortened

MOST = 3
WIDTH = 48  # of a name, in half-width letters
DRAWN = (
    *(
        "share",
        "prevalence",
        "difference",
        "jensen_shannon",
        "agreement",
        "f1",
        "lost",
        "n_both",
        "log_ratio",
    ),
    *("term_frequency", "support", "n_characters", "weight", "characters", "count"),
)
"""The columns that plots draw: of those a table has, the first is told."""
NAMES = (
    *(("topic", "name"), ("group", "name"), ("group", "topic"), ("name",), ("topic", "term"), ("topic",)),
    *(("term",), ("phrase",), ("place",), ("role",), ("term_a", "term_b")),
    *(("group_a", "group_b"), ("group",), ("kind",)),
)
"""The columns that name a row, the first of these that a table has; a name is in the language of labels."""


def title_of(ax: Axes) -> str:
    """The title of a plot, wherever on the Axes, or on the figure, it was put."""
    titles = (ax.get_title(loc=place) for place in ("left", "center", "right"))
    title = next(filter(None, titles), "")
    drawing = ax.get_figure(root=True)
    whole = drawing.get_suptitle() if drawing is not None else ""
    return " ".join((title or whole).split())


def text_alternative(ax: Axes, table: pd.DataFrame, lang: str | None = None) -> str:
    """What the figure shows, in a few sentences: its axes, how much, and the largest values.

    Parameters
    ----------
    ax
        Any Axes of the figure.
    table
        The table that was plotted.
    lang
        ``"zh"`` or ``"en"``; by default the language of labels.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> table = pd.DataFrame({"term": ["合作", "创新"], "count": [7, 3]})
    >>> text_alternative(plt.figure().add_subplot(xlabel="mentions"), table, "en")
    'Horizontal: mentions. 2 rows. Largest count: 合作 7, 创新 3.'
    """
    lang = language(lang)
    zh = lang == "zh"
    across, up = (" ".join(label.split()) for label in (ax.get_xlabel(), ax.get_ylabel()))
    parts = []
    if across:
        parts.append(f"横轴：{across}。" if zh else f"Horizontal: {across}.")
    if up:
        parts.append(f"纵轴：{up}。" if zh else f"Vertical: {up}.")
    parts.append(f"共 {len(table)} 行数据。" if zh else f"{len(table)} rows.")
    parts.append(_largest(table, lang))
    return ("" if zh else " ").join(filter(None, parts))


def _largest(table: pd.DataFrame, lang: str) -> str:
    """The largest values of what is drawn, each name once; empty where what, or whose, is not known."""
    spoken = {f"{name}_{lang}": name for name in ("name", "group") if f"{name}_{lang}" in table}
    table = table.drop(columns=[*spoken.values()], errors="ignore").rename(columns=spoken)
    value = next((name for name in DRAWN if name in table and table[name].notna().any()), None)
    names = next(([*names] for names in NAMES if {*names} <= {*table}), None)
    if value is None or names is None:
        return ""
    rows = table.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    rows = rows.drop_duplicates(names).head(MOST)
    between = "–" if names[0].endswith("_a") else " · "
    labels = rows[names].astype(str).map(lambda name: shortened(word(name, lang), WIDTH))
    called = labels.agg(between.join, axis=1)
    found = [f"{name} {_printed(number, value)}" for name, number in zip(called, rows[value], strict=True)]
    what = heading(value, lang)
    return f"居前（{what}）：{'，'.join(found)}。" if lang == "zh" else f"Largest {what}: {', '.join(found)}."


def _printed(number: float, column: str) -> str:
    """The number as tables print it."""
    kind = columns().get(column, ("", "", "3"))[2]
    if kind == "percent" or (kind == "difference" and abs(number) <= 1):
        return f"{number:.0%}"
    return f"{number:,.{kind if kind.isdigit() else 0}f}"
