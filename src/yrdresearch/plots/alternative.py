"""A figure in words, for those who cannot see it: made from its table and its axes."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from yrdresearch.display import heading
from yrdresearch.errors import language

MOST = 3


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
    zh = language(lang) == "zh"
    across, up = (" ".join(label.split()) for label in (ax.get_xlabel(), ax.get_ylabel()))
    parts = []
    if across:
        parts.append(f"横轴：{across}。" if zh else f"Horizontal: {across}.")
    if up:
        parts.append(f"纵轴：{up}。" if zh else f"Vertical: {up}.")
    parts.append(f"共 {len(table)} 行数据。" if zh else f"{len(table)} rows.")
    parts.append(_largest(table, zh))
    return ("" if zh else " ").join(filter(None, parts))


def _largest(table: pd.DataFrame, zh: bool) -> str:
    """The rows with the largest value of the first measured column, named by the first column of text."""
    columns = [str(name) for name in table.columns]
    if len(set(columns) & set(table.columns)) < len(columns) or table.empty:
        return ""
    measured = [name for name in columns if pd.api.types.is_float_dtype(table[name]) and table[name].any()]
    counted = [name for name in columns if pd.api.types.is_integer_dtype(table[name])]
    names = [name for name in columns if not pd.api.types.is_numeric_dtype(table[name])]
    if not measured + counted or not names:
        return ""
    value = (measured + counted)[0]
    label = next((name for name in names if name == ("name_zh" if zh else "name_en")), names[0])
    top = table.dropna(subset=[value]).nlargest(MOST, value)
    pairs = [f"{named} {number:.4g}" for named, number in zip(top[label], top[value], strict=True)]
    name = heading(value, "zh" if zh else "en")
    return f"{name}最大者：{'，'.join(pairs)}。" if zh else f"Largest {name}: {', '.join(pairs)}."
