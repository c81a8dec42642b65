"""A result as a table of a paper: LaTeX, Word or Excel, with headings in one language and few digits."""

from __future__ import annotations

from html import unescape
from io import BytesIO
from pathlib import Path

import pandas as pd

from yrdresearch.display import heading
from yrdresearch.errors import ArgumentError, check_choice, check_kind, language, path_of
from yrdresearch.files import printable, write_whole
from yrdresearch.report.tables import MISSING, in_one_language, printer
from yrdresearch.spreadsheets import xlsx_bytes

ENDINGS = (".tex", ".docx", ".xlsx")
_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_LATEX |= {mark: f"\\{mark}" for mark in "&%$#_{}"}


def export_table(table: pd.DataFrame, path: str | Path, *, lang: str | None = None) -> Path:
    """How does this result get into a paper?

    Parameters
    ----------
    table
        Any result. An index other than row numbers becomes the first columns.
    path
        File to write; its ending decides: ``.tex`` (a ``tabular`` with the rules of booktabs), ``.docx`` (a
        Word table) or ``.xlsx`` (numbers stay numbers, shown with the same digits).
    lang
        ``"zh"`` or ``"en"``; by default the language of labels.

    Returns
    -------
    Path
        The file, written whole or not at all.

    Raises
    ------
    ArgumentError
        When `table` is no table or has no rows, or for another ending.
    WriteError
        When the file cannot be written.

    See Also
    --------
    shown : The same for reading, in a notebook.
    yrdresearch.plots.save_figure : A figure in column width.

    Notes
    -----
    Headings, digits and percent are those of `shown`; a missing value is —. Text that a spreadsheet would
    run as a formula stays text, and what LaTeX would read as a command is escaped. Chinese in LaTeX needs a
    class such as ctexart, or xeCJK.

    Examples
    --------
    >>> import tempfile
    >>> table = pd.DataFrame({"policy_area": ["health"], "share": [0.25]})
    >>> written = export_table(table, Path(tempfile.mkdtemp()) / "table.tex", lang="en")
    >>> print(written.read_text("utf-8").splitlines()[4])
    health & 25.0\\% \\\\
    """
    check_kind(table, "table", pd.DataFrame, source="coverage")
    path = path_of(path, "path")
    check_choice(path.suffix.lower(), "the ending of path", ENDINGS)
    if table.empty:
        raise ArgumentError("table is empty, so there is nothing to write; give a table with rows")
    lang = language(lang)
    frame = table if pd.api.types.is_integer_dtype(table.index) else table.reset_index()
    frame = in_one_language(frame, lang)
    if path.suffix.lower() == ".tex":
        return write_whole(path, _latex(frame, lang))
    return write_whole(path, (_docx if path.suffix.lower() == ".docx" else _xlsx)(frame, lang))


def _cells(frame: pd.DataFrame, lang: str) -> list[list[str]]:
    """Headings and rows as text, as `shown` prints them."""
    columns = []
    for name in frame:
        show = printer(frame[name], str(name), lang) or str
        show = show.format if isinstance(show, str) else show
        cells = [MISSING if pd.isna(value) else unescape(show(value)) for value in frame[name]]
        columns.append([heading(str(name), lang), *cells])
    return [[printable(cell) for cell in row] for row in zip(*columns, strict=True)]


def _numeric(frame: pd.DataFrame) -> list[bool]:
    kinds = [frame[name] for name in frame]
    return [pd.api.types.is_numeric_dtype(one) and not pd.api.types.is_bool_dtype(one) for one in kinds]


def _latex(frame: pd.DataFrame, lang: str) -> str:
    rows = [" & ".join(map(_escaped, row)) + r" \\" for row in _cells(frame, lang)]
    sides = "".join("r" if one else "l" for one in _numeric(frame))
    begin = [f"\\begin{{tabular}}{{{sides}}}", r"\toprule", rows[0], r"\midrule"]
    return "\n".join([*begin, *rows[1:], r"\bottomrule", r"\end{tabular}", ""])


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in " ".join(text.split()))


def _docx(frame: pd.DataFrame, lang: str) -> bytes:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document, rows = Document(), _cells(frame, lang)
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for at, row in enumerate(rows):
        for cell, text, right in zip(table.rows[at].cells, row, _numeric(frame), strict=True):
            cell.text = text
            cell.paragraphs[0].runs[0].bold = at == 0
            if right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def _xlsx(frame: pd.DataFrame, lang: str) -> bytes:
    names = [heading(str(name), lang) for name in frame]
    sheet, formats = frame.copy(), {}
    for at, (name, number) in enumerate(zip(frame, _numeric(frame), strict=True)):
        show = printer(frame[name], str(name), lang)
        if number and isinstance(show, str):
            formats[at] = _excel(show)
        elif callable(show):
            sheet[name] = [MISSING if pd.isna(value) else unescape(show(value)) for value in frame[name]]
    return xlsx_bytes({"table": sheet.set_axis(names, axis=1)}, formats=formats)


def _excel(show: str) -> str:
    """The number format of a spreadsheet for a Python one such as ``{:,.2f}``."""
    digits = int(show.split(".")[1][0])
    whole = "#,##0" if "," in show else "0"
    return whole + ("." + "0" * digits if digits else "") + ("%" if "%" in show else "")
