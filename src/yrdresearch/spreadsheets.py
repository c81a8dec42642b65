"""Tables as spreadsheets have them, CSV and XLSX: what looks like a formula stays text (CSV injection)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from yrdresearch.errors import PageError, WriteError
from yrdresearch.files import LARGEST_PART, printable

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_LARGEST_CELL = 32_767  # characters of a cell in XLSX; writers cut the rest off


def cell(text: str) -> str:
    """The text for a cell of a CSV file: an apostrophe before what a spreadsheet would run as a formula.

    `read_cell` gives the text back, whatever it is.

    References
    ----------
    OWASP (2024), CSV Injection.

    Examples
    --------
    >>> cell("=1+1"), cell("2025年"), read_cell(cell("=1+1"))
    ("'=1+1", '2025年', '=1+1')
    """
    return "'" + text if _FORMULA.match(text) else text


def read_cell(text: str) -> str:
    """The text that `cell` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def csv_text(table: pd.DataFrame, *, index: bool = False) -> str:
    """A table as CSV: formulas are text (`cell`), lines end in a line feed."""
    safe = map_texts(table, cell).rename(columns=_safe_value)
    safe = safe.rename(index=_safe_value) if index else safe
    text = printable(safe.to_csv(index=index, lineterminator="\n"))
    if "\r" not in text:
        return text
    return printable(safe.to_csv(index=index, lineterminator="\n", quoting=csv.QUOTE_ALL))


def map_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """The table with each text changed: each different text once, since most are in many rows.

    Examples
    --------
    >>> import pandas as pd
    >>> map_texts(pd.DataFrame({"term": ["创新", "创新"], "count": [1, 2]}), lambda text: text + "。")
      term  count
    0  创新。      1
    1  创新。      2
    """
    from pandas.api.types import is_numeric_dtype

    changed = table.copy(deep=False)
    for place, dtype in enumerate(table.dtypes):
        column = table.iloc[:, place]
        if dtype == "str":
            new = {text: change(text) for text in column.dropna().unique()}
            if any(text != other for text, other in new.items()):
                changed.isetitem(place, column.map(new).array)
        elif not is_numeric_dtype(dtype):
            changed.isetitem(
                place, column.map(lambda one: change(one) if isinstance(one, str) else one).array
            )
    return changed


def xlsx_as_csv(data: bytes, *, name: str) -> str:
    """The first sheet of an XLSX file as CSV: dates as 2024-06-04, formulas as the values they have.

    Raises
    ------
    PageError
        The file is damaged, no XLSX, or unpacks to more than 100 MB a part.
    """
    from zipfile import ZipFile

    import openpyxl

    try:
        with ZipFile(BytesIO(data)) as archive:
            if any(part.file_size > LARGEST_PART for part in archive.infolist()):
                raise PageError(
                    f"{name} unpacks to more than {LARGEST_PART // 1_000_000} MB; save a shorter file"
                )
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        rows = [[_plain_value(one) for one in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except (PageError, MemoryError):
        raise
    except Exception as error:  # over a damaged file openpyxl lets errors of a dozen kinds through
        raise PageError(f"{name} is not an Excel file that can be read; save it as .xlsx again") from error
    lines = StringIO()
    csv.writer(lines, lineterminator="\n").writerows(row for row in rows if any(row))
    return lines.getvalue()


def _plain_value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def xlsx_bytes(
    sheets: Mapping[str, pd.DataFrame],
    *,
    widths: Mapping[str, int] | None = None,
    formats: Mapping[int, str] | None = None,
) -> bytes:
    """Tables as an XLSX file: formulas are text, control characters are U+FFFD, the first row stays in view.

    Parameters
    ----------
    sheets
        Name of the sheet -> its table.
    widths
        Column of the first sheet (``"A"``) -> its width in characters.
    formats
        Column of each sheet, counted from 0 -> the format in which its numbers are shown.

    Raises
    ------
    WriteError
        A text is longer than a spreadsheet's cell may be: it would be cut off.
    """
    import pandas as pd

    data = BytesIO()
    written = {
        name: table.map(lambda value: _in_cell(value) if isinstance(value, str) else value)
        for name, table in sheets.items()
    }
    with pd.ExcelWriter(data, engine="openpyxl") as book:
        for name, table in written.items():
            table.to_excel(book, sheet_name=name, index=False)
            book.sheets[name].freeze_panes = "A2"
            for row in book.sheets[name].iter_rows():
                for one in row:
                    if isinstance(one.value, str):
                        one.data_type = "s"
                    elif one.column - 1 in (formats or {}):
                        one.number_format = (formats or {})[one.column - 1]
        for column, width in (widths or {}).items():
            book.sheets[next(iter(sheets))].column_dimensions[column].width = width
    return data.getvalue()


def _in_cell(text: str) -> str:
    if len(text) > _LARGEST_CELL:
        raise WriteError(
            f"a text of {len(text):,} characters ({text[:12]}…) is longer than the {_LARGEST_CELL:,} "
            "that a cell of a spreadsheet holds; write a .csv file"
        )
    return printable(text)


def _safe_value(value: object) -> object:
    return cell(value) if isinstance(value, str) else value
