"""A figure shows so many rows, those that have most, and says so; the table beside it has all of them."""

from __future__ import annotations

import pandas as pd

from yrdresearch.errors import check_whole_number
from yrdresearch.plots.style import pick


def with_most(
    table: pd.DataFrame,
    column: str,
    sizes: pd.Series,
    of: tuple[str, str],
    *,
    top_n: int,
    lang: str | None,
) -> tuple[pd.DataFrame, str]:
    """The rows of the values of `column` that have most, in the table's order, and a line that says so.

    Parameters
    ----------
    table
        What is drawn.
    column
        Its column with groups, articles or documents.
    sizes
        How much each value of the column has.
    of
        What they have most of, for the line: in Chinese and in English.
    top_n
        Values at most; of equal ones the earlier.
    lang
        Language of the line.

    Returns
    -------
    tuple of pandas.DataFrame and str
        The line is empty where all are shown.
    """
    check_whole_number(top_n, "top_n", least=1, such_as=12)
    if len(sizes) <= top_n:
        return table, ""
    most = sizes.sort_values(ascending=False, kind="stable").index[:top_n]
    note = pick(
        lang,
        zh=f"图中只列{of[0]}的 {top_n} 项，共 {len(sizes)} 项",
        en=f"shown: {top_n} of {len(sizes)}, those {of[1]}",
    )
    return table[table[column].isin(most)], note


def under(title: str, *lines: str) -> str:
    """A title with the lines below it that say something."""
    return "\n".join(filter(None, [title, *lines]))
