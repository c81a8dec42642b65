"""What every figure shares: a packaged Chinese font, colours all can tell apart, the language of labels."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes

from yrdresearch.errors import ArgumentError, check_columns, language
from yrdresearch.spans import width_of

FAMILY = ("Noto Sans SC", "DejaVu Sans")
# Okabe and Ito (2008), ordered so that neighbours differ in lightness too
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
GREY = "#8c8c8c"
SEQUENTIAL = "cividis"
DIVERGING = "PuOr"

Plot = TypeVar("Plot", bound=Callable[..., Any])


def figure(plot: Plot) -> Plot:
    """Draw a plot in the package's style, with a font that has Chinese characters."""

    @wraps(plot)
    def styled(*args: Any, **kwargs: Any) -> Any:
        _register_font()
        with plt.rc_context(_settings()):
            drawn = plot(*args, **kwargs)
            interactive = plt.isinteractive()
        # The first figure of a notebook resolves the inline backend, which switches interactive mode on;
        # leaving the context would switch it off, and hide all later figures (matplotlib #24351, #26716).
        plt.interactive(interactive)
        return drawn

    return styled  # type: ignore[return-value]


def use_style() -> None:
    """Set the package's style for all figures that follow, also for a reader's own."""
    _register_font()
    plt.rcParams.update(_settings())


def axes(ax: Axes | None, *, width: float = 7.0, height: float = 4.0) -> Axes:
    """The given Axes, or those of a new figure of this size in inches."""
    if ax is not None:
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


def with_group(table: pd.DataFrame, lang: str | None) -> pd.DataFrame:
    """The table with text in its column `group`, a missing value in words: it is shown, never left out."""
    missing = pick(lang, zh="（无此信息）", en="(not known)")
    return table.assign(group=[missing if pd.isna(name) else str(name) for name in table["group"]])


def wrap(text: str, width: int, lines: int) -> str:
    """A label on at most so many lines, broken at spaces first and then anywhere, as Chinese is.

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
    for word in text.split(" "):
        if pieces and width_of(pieces[-1]) + width_of(word) + 1 <= width * 2:
            pieces[-1] += f" {word}"
            continue
        parts = -(-width_of(word) // (width * 2)) or 1
        step = -(-len(word) // parts) or 1
        pieces += [word[start : start + step] for start in range(0, len(word), step)]
    if len(pieces) > lines:
        pieces = [*pieces[: lines - 1], pieces[lines - 1][: width - 1] + "…"]
    return "\n".join(pieces)


def save_figure(ax: Axes, table: pd.DataFrame, name: str, *, folder: str | Path | None = None) -> list[Path]:
    """Save a figure as PNG and SVG, and the table it shows as CSV; the same input gives the same bytes.

    Parameters
    ----------
    ax
        Any Axes of the figure.
    table
        The table that was plotted.
    name
        File name without ending, such as ``"02-term-frequency"``.
    folder
        By default ``figures`` in the folder of ``YRD_REPORTS``, else in ``reports`` of the checkout.
    """
    folder = Path(folder) if folder else _reports() / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}{suffix}" for suffix in (".png", ".svg", ".csv")]
    drawing = ax.get_figure(root=True)
    if drawing is None:
        raise ArgumentError("ax belongs to no figure any more; plot again and save that")
    with plt.rc_context({"svg.hashsalt": "yrdresearch"}):
        drawing.savefig(written[0], dpi=160, metadata={"Software": None})
        drawing.savefig(written[1], metadata={"Date": None})
    table.to_csv(written[2], index=not isinstance(table.index, pd.RangeIndex), lineterminator="\n")
    return written


def _reports() -> Path:
    if os.environ.get("YRD_REPORTS"):
        return Path(os.environ["YRD_REPORTS"])
    here = Path.cwd()
    return (here.parent if here.name == "notebooks" else here) / "reports"


def _settings() -> Any:
    return {
        "font.family": list(FAMILY),
        "mathtext.fontset": "custom",
        **{f"mathtext.{face}": FAMILY[0] for face in ("rm", "it", "bf")},
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": plt.cycler(color=COLOURS),
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
