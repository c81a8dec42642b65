"""A result as a user reads it: headings in the language set, few digits, percent, missing values as —."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from yrdresearch.errors import ArgumentError, check_kind, check_whole_number, language
from yrdresearch.files import resource

MISSING = "—"
FORMATS = {"int": "{:,.0f}", "percent": "{:.1%}", "year": "{:.0f}", "p": "{:.3f}"}
"""How a column's numbers are printed; a digit is a number of decimals."""
MOST = 200  # rows shown at most: a longer table floods the cell, and the rest is told


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
        With headings from ``resources/columns.tsv`` (an unknown column keeps its name), a caption where rows
        are left out, and no index where it only counts rows.

    Raises
    ------
    ArgumentError
        When `table` is no table.

    Examples
    --------
    >>> table = pd.DataFrame({"policy_area": ["health"], "share": [0.25], "n": [3]})
    >>> shown(table, lang="en").to_string().split()
    ['area', 'code', 'share', 'n', 'health', '25.0%', '3']
    """
    if not isinstance(table, (pd.DataFrame, pd.Series)):
        raise ArgumentError(f"table is a {type(table).__name__}; give a table, such as a result")
    if top_n is not None:
        check_whole_number(top_n, "top_n", least=1, such_as=10)
    frame = table.to_frame() if isinstance(table, pd.Series) else table
    rows = frame.head(min(top_n or MOST, MOST))
    zh = language(lang) == "zh"
    style = rows.style.format(
        {name: _printer(frame[name], str(name)) for name in rows}, na_rep=MISSING, escape="html"
    )
    texts = [name for name in rows if not pd.api.types.is_numeric_dtype(frame[name])]
    style = style.set_properties(subset=texts, **{"text-align": "left"})
    style = style.format_index(lambda name: heading(str(name), lang), axis=1, escape="html")
    if rows.index.name is None and pd.api.types.is_integer_dtype(rows.index):
        style = style.hide(axis="index")
    if len(rows) < len(frame) and top_n is None:
        told = (
            f"共 {len(frame)} 行，此处为前 {len(rows)} 行"
            if zh
            else f"first {len(rows)} of {len(frame)} rows"
        )
        style = style.set_caption(told)
    return style


def heading(column: str, lang: str | None = None) -> str:
    """The heading of a column in the language of labels; an unknown column keeps its name.

    Examples
    --------
    >>> heading("term_frequency", "zh"), heading("province", "zh")
    ('词频', 'province')
    """
    check_kind(column, "column", str)
    known = _columns().get(column)
    return known[language(lang) == "en"] if known else column


def _printer(values: pd.Series, column: str) -> Any:
    kind = _columns()[column][2] if column in _columns() else ""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return None
    if kind in FORMATS:
        return FORMATS[kind]
    digits = kind if kind.isdigit() else "0" if pd.api.types.is_integer_dtype(values) else "2"
    return f"{{:,.{digits}f}}"


@cache
def _columns() -> dict[str, tuple[str, str, str]]:
    rows = (line.split("\t") for line in resource("columns.tsv").splitlines() if line and line[0] != "#")
    return {name: (zh, en, kind) for name, zh, en, kind in rows}
