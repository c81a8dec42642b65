"""A result as a user reads it: headings in the language set, few digits, percent, missing values as —."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from yrdresearch.display import AS_IT_IS, columns, heading, short_ids, word
from yrdresearch.errors import ArgumentError, check_whole_number, kind_of, language, told
from yrdresearch.spans import width_of

MISSING = "—"
FORMATS = {"int": "{:,.0f}", "percent": "{:.1%}", "year": "{:.0f}", "p": "{:.3f}"}
"""How a column's numbers are printed; a digit is a number of decimals."""
SMALLEST_P = 0.001  # as three digits can say it
SHARES = {"expected": "between"}
"""A column that is a share where the other column is beside it, and a count else."""
MARK = {"zh": "；", "en": "; "}
MOST = 200  # rows shown at most: a longer table floods the cell, and the rest is told


ON_ONE_LINE = 28  # half-width characters of a cell
NO_BREAK = {"white-space": "nowrap"}


def shown(table: pd.DataFrame | pd.Series, *, top_n: int | None = None, lang: str | None = None) -> Styler:
    """How does this result read in a notebook?

    Parameters
    ----------
    table
        Any result. The numbers themselves stay as they are: this is for reading, not for computing.
    top_n
        Rows to show; None shows all, at most 200.
    lang
        ``"zh"`` or ``"en"``; by default the language of labels.

    Returns
    -------
    pandas.io.formats.style.Styler
        With headings and messages in the language set (``columns.tsv``, ``messages.tsv`` of the package; an
        unknown column keeps its name), no index where it only counts rows, and of two names of an area the
        one in this language. The caption has the note that all rows share, and how many rows are left out.

    Raises
    ------
    ArgumentError
        When `table` is no table, or two of its columns have one name.

    Examples
    --------
    >>> table = pd.DataFrame({"policy_area": ["health"], "share": [0.25], "n": [3]})
    >>> shown(table, lang="en").to_string().split()
    ['area', 'code', 'share', 'n', 'health', '25.0%', '3']
    """
    if not isinstance(table, (pd.DataFrame, pd.Series)):
        raise ArgumentError(f"table is {kind_of(table)}; give a table, such as a result")
    if top_n is not None:
        check_whole_number(top_n, "top_n", least=1, such_as=10)
    lang = language(lang)
    frame = in_one_language(table.to_frame() if isinstance(table, pd.Series) else table, lang)
    frame = _each_row_once(frame)
    rows = frame.head(min(top_n or MOST, MOST))
    rows, below = _without_common_note(rows, lang)
    names: list[Any] = [None if name is None else escape(str(name)) for name in rows.index.names]
    rows = rows.rename_axis(index=names)
    printers = {name: printer(frame[name], str(name), lang) for name in rows}
    printers |= {name: "{:.1%}" for name, other in SHARES.items() if {name, other} <= {*rows}}
    printers |= {name: _ids(rows[name]) for name in rows if str(name).endswith("_id")}
    style = rows.style.set_table_attributes(f'class="{AS_IT_IS}"')
    style = style.format(printers, na_rep=MISSING, escape="html")
    by_function = {name: show or _plain for name, show in printers.items() if not isinstance(show, str)}
    style = style.format(by_function, subset=[*by_function], na_rep=MISSING)  # they escape by themselves
    texts = [name for name in rows if not pd.api.types.is_numeric_dtype(frame[name])]
    style = style.set_properties(subset=texts, **{"text-align": "left"})
    long = [name for name in texts if max(map(width_of, map(str, rows[name])), default=0) > ON_ONE_LINE]
    style = style.set_properties(subset=long, **{"min-width": "12em"})  # on a phone the table is moved
    style = style.set_properties(subset=[name for name in texts if name not in long], **NO_BREAK)
    left: Any = [{"selector": "th", "props": [("text-align", "left")]}]
    style = style.set_table_styles(dict.fromkeys(texts, left), overwrite=False)
    whole: Any = [{"selector": "th", "props": [("word-break", "keep-all")]}]  # no heading of one sign a line
    style = style.set_table_styles(whole, overwrite=False)
    style = style.format_index(lambda name: heading(str(name), lang), axis=1, escape="html")
    style = style.format_index(axis=0, escape="html")
    if rows.index.name is None and pd.api.types.is_integer_dtype(rows.index):
        style = style.hide(axis="index")
    if len(rows) < len(frame) and top_n is None:
        below.append(told(f"first {len(rows)} of {len(frame)} rows", lang))
    return style.set_caption(escape(MARK[lang].join(below))) if below else style


def _each_row_once(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with an index that has no value twice: one that has, as of authors, becomes a column."""
    if not frame.index.is_unique:
        counts = frame.index.name is None and pd.api.types.is_integer_dtype(frame.index)
        names = ["" if name is None else name for name in frame.index.names]
        frame = frame.reset_index(drop=counts, names=names, allow_duplicates=True)
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise ArgumentError(f"table has two columns called {twice[0]!r}; rename one")
    return frame


def in_one_language(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Without the names in the other language, where those in this one are there too."""
    other = "_en" if lang == "zh" else "_zh"
    twice = [name for name in frame if str(name).endswith(other) and f"{str(name)[:-3]}_{lang}" in frame]
    return frame.drop(columns=twice)


def _without_common_note(rows: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, list[str]]:
    """A note that every row has is said once, below the table."""
    notes: list[Any] = list(rows["note"].unique()) if "note" in rows and len(rows) > 1 else []
    if len(notes) != 1:
        return rows, []
    return rows.drop(columns="note"), [told(note, lang) for note in notes if note and note == note]


def printer(values: pd.Series, column: str, lang: str) -> Any:
    """How the values of a column are printed: a format, a function, or None for text as it is."""
    kind = columns()[column][2] if column in columns() else ""
    if pd.api.types.is_bool_dtype(values):
        return lambda value: told("yes" if value else "no", lang)
    if kind == "words":
        return lambda value: escape(word(value, lang))
    if not pd.api.types.is_numeric_dtype(values):
        return None
    if kind == "p" and (values < SMALLEST_P / 2).any():
        return lambda p: f"{p:.3f}" if p >= SMALLEST_P / 2 else f"&lt;{SMALLEST_P}"
    if kind in FORMATS:
        return FORMATS[kind]
    if kind == "difference":
        return "{:+.1%}" if (values.abs() <= 1).all() else "{:+,.1f}"
    if kind == "number":
        return lambda number: f"{number:,.2f}".rstrip("0").rstrip(".")
    digits = kind if kind.isdigit() else "0" if pd.api.types.is_integer_dtype(values) else "2"
    return f"{{:,.{digits}f}}"


def _plain(value: object) -> str:
    return escape(str(value))


def _ids(values: pd.Series) -> Any:
    """How ids are printed: short, as they differ."""
    known = values.dropna().unique()
    short = dict(zip(known, short_ids(known), strict=True))
    return lambda one: escape(short[one])
