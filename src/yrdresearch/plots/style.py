"""What every figure shares: a packaged Chinese font, colours all can tell apart, the language of labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any, TypeVar

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.rcsetup import cycler
from matplotlib.text import Text

from yrdresearch.errors import ArgumentError, check_columns, check_kind, language
from yrdresearch.spans import width_of

FAMILY = ("Noto Sans SC", "DejaVu Sans")
# After Okabe and Ito (2008), the light ones darkened: each has a contrast of 3 or more on white (WCAG 2.2,
# 1.4.11), and neighbours differ in lightness too, so that they can be told apart in print
COLOURS = ("#0072B2", "#D55E00", "#00795A", "#A3478A", "#2E86C8", "#8A6D00", "#5B4FB5", "#000000")
GREY = "#767676"
SPACING = 1.35  # of lines: Chinese characters are as tall as the line
SEQUENTIAL = "Blues"  # nothing is white: the ground of a zero is the ground of the page
DIVERGING = "PuOr"

Plot = TypeVar("Plot", bound=Callable[..., Any])


def figure(plot: Plot) -> Plot:
    """Draw a plot in the package's style, with a font that has Chinese characters."""

    @wraps(plot)
    def styled(*args: Any, **kwargs: Any) -> Any:
        check_kind(next(iter((*args, *kwargs.values())), None), "table", pd.DataFrame)
        if kwargs.get("labels") is not None:
            kwargs["labels"] = _as_series(kwargs["labels"])
        _register_font()
        with plt.rc_context(_settings() | {"text.parse_math": False}):
            drawn = plot(*args, **kwargs)
            interactive = plt.isinteractive()
        for ax in drawn if isinstance(drawn, (list, np.ndarray)) else [drawn]:
            _use_font(ax)
        # The first figure of a notebook resolves the inline backend, which switches interactive mode on;
        # leaving the context would switch it off, and hide all later figures (matplotlib #24351, #26716).
        matplotlib.interactive(interactive)
        return drawn

    return styled  # type: ignore[return-value]


def _as_series(labels: Any) -> pd.Series:
    """Names of topics or articles, from a mapping or a Series."""
    if isinstance(labels, pd.Series):
        return labels
    check_kind(labels, "labels", Mapping, source='{"T1": "name"}')
    return pd.Series(dict(labels), dtype=object)


def _use_font(ax: Axes) -> None:
    """Give all texts the package's font, where Chinese would be boxes, and room between their lines.

    A dollar in a title is a dollar, and begins no formula.
    """
    for text in ax.findobj(Text):
        text.set_parse_math(False)
        text.set_fontfamily(list(FAMILY))
        text.set_linespacing(SPACING)
    ax.tick_params(labelfontfamily=list(FAMILY))  # for ticks that come later


def ink(image: AxesImage, value: float) -> str:
    """Black or white, whichever can be read better on the colour that `value` has in a heatmap."""
    parts = np.array(image.to_rgba(np.array(value))[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)  # WCAG 2.2
    return "white" if linear @ [0.2126, 0.7152, 0.0722] < 0.179 else "black"  # 0.179: both are as good


def use_style() -> None:
    """Set the package's style for all figures that follow, also for a reader's own."""
    _register_font()
    plt.rcParams.update(_settings())


def axes(ax: Axes | None, *, width: float = 7.0, height: float = 4.0) -> Axes:
    """The given Axes, or those of a new figure of this size in inches."""
    if ax is not None:
        check_kind(ax, "ax", Axes)
        return ax
    return plt.figure(figsize=(width, height), layout="constrained").add_subplot()


def pick(lang: str | None, *, zh: str, en: str) -> str:
    """The Chinese or the English label; `lang` None takes ``YRD_LANG``, else Chinese.

    Examples
    --------
    >>> pick("en", zh="句子数", en="sentences")
    'sentences'
    """
    return zh if language(lang) == "zh" else en


def require(table: pd.DataFrame, *columns: str, source: str = "") -> pd.DataFrame:
    """The table, if it has rows and these columns; `source` is the function that makes such a table."""
    check_columns(table, columns, "table", source=source)
    if table.empty:
        raise ArgumentError("table is empty, so there is nothing to plot; give a table with rows")
    return table


def require_numbers(values: Any, name: str) -> None:
    """Raise `ArgumentError` unless there are values and none is missing."""
    if not len(values) or np.isnan(np.asarray(values, dtype=float)).any():
        raise ArgumentError(f"{name} is missing in the table; fill it in, or leave those rows out")


def with_group(table: pd.DataFrame, lang: str | None) -> pd.DataFrame:
    """The table with text in its column `group`, a missing value in words: it is shown, never left out."""
    missing = pick(lang, zh="（无此信息）", en="(not known)")
    return table.assign(group=[missing if pd.isna(name) else str(name) for name in table["group"]])


def wrap(text: str, width: int, lines: int) -> str:
    """A label on at most so many lines, broken at spaces and behind 、 first, then anywhere, as Chinese is.

    Parameters
    ----------
    text
        The label.
    width
        Chinese characters on a line; Latin ones count half.
    lines
        Lines at most; what does not fit ends in ``…``.
    """
    pieces: list[str] = []
    for word in re.findall("[^ 、]*、|[^ 、]+", text):
        gap = "" if pieces and pieces[-1].endswith("、") else " "
        if pieces and width_of(pieces[-1] + gap + word.rstrip("、")) <= width * 2:
            pieces[-1] += gap + word
            continue
        parts = -(-width_of(word) // (width * 2)) or 1
        step = -(-len(word) // parts) or 1
        pieces += [word[start : start + step] for start in range(0, len(word), step)]
    if len(pieces) > lines:
        pieces = [*pieces[: lines - 1], pieces[lines - 1][: width - 1] + "…"]
    return "\n".join(pieces)


def mark_sample(ax: Axes, is_sample: bool = True, *, lang: str | None = None) -> Axes:
    """Say in the title that a figure is about the fictional sample, not about the corpus at hand.

    The title goes with the figure: into its file, its text alternative and the index of a report.
    """
    check_kind(ax, "ax", Axes)
    check_kind(is_sample, "is_sample", bool)
    if is_sample:
        mark = {"zh": "（虚构样张）", "en": " (fictional sample)"}[language(lang)]
        first, *rest = ax.get_title(loc="left").split("\n")
        with plt.rc_context(_settings()):  # the size of a title
            ax.set_title("\n".join([first + mark, *rest]), loc="left")
    return ax


def _settings() -> Any:
    return {
        "font.family": list(FAMILY),
        "mathtext.fontset": "custom",
        **{f"mathtext.{face}": FAMILY[0] for face in ("rm", "it", "bf")},
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": cycler(color=COLOURS),
        "axes.titlelocation": "left",
        "axes.titlesize": "medium",
        "axes.labelsize": "small",
        "xtick.labelsize": "small",
        "ytick.labelsize": "small",
        "legend.frameon": False,
        "legend.fontsize": "small",
        "figure.dpi": 110,
    }


@cache
def _register_font() -> None:
    import pylopdf_fonts_zh_cn

    font_manager.fontManager.addfont(str(pylopdf_fonts_zh_cn.sans_path()))
