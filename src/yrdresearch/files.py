"""Bytes -> text by a strict ladder of encodings; text -> files, whole or not at all; data of the package."""

from __future__ import annotations

import codecs
import csv
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from yrdresearch.errors import PageError, WriteError

if TYPE_CHECKING:
    import pandas as pd

SHIPPED = {"essays": "yrd-essays", "sample": "sample"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# What XML and spreadsheets do not take: control characters, halves of surrogate pairs, no characters
_UNPRINTABLE = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LARGEST_PART = 100_000_000  # bytes of one part of a zipped file, unpacked
_LARGEST_CELL = 32_767  # characters of a cell in XLSX; writers cut the rest off
_LONGEST = 180  # bytes of a file's name before its ending; file systems take 255


def decode(data: bytes, *, name: str) -> str:
    """Decode `data` by its byte order mark, else strictly as UTF-8, else strictly as GB18030.

    Raises
    ------
    PageError
        No rung of the ladder reads every byte; the message gives the offset.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return decode_strictly(data[len(mark) :], encoding, name, len(mark))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as not_utf8:
        text = decode_strictly(data, "gb18030", name, 0, not_utf8.start)
    if "\x00" in text:
        raise PageError(
            f"{name} is not a text file (a zero byte at offset {data.index(0)}); save it as text in UTF-8"
        )
    return text


def decode_strictly(
    data: bytes, encoding: str, name: str, skipped: int, utf8_fault: int | None = None
) -> str:
    """Decode `data`, or name the byte that cannot be; `skipped` bytes were cut off before."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        tried = f"{encoding.upper()} (byte {error.start + skipped})"
        if utf8_fault is not None:
            tried = f"UTF-8 (byte {utf8_fault}) or {tried}"
        raise PageError(f"{name} cannot be decoded as {tried}; save it as UTF-8") from None


def text_of_name(name: str | Path) -> str:
    """A file's name or path as text, the same on every system: UTF-8, else GB18030, else U+FFFD for a byte.

    Archives packed on a Chinese Windows hold names in GB18030, which other systems unpack as they are.

    Examples
    --------
    >>> text_of_name(Path("江海日报/要闻.txt")), text_of_name(os.fsdecode("要闻.txt".encode("gb18030")))
    ('江海日报/要闻.txt', '要闻.txt')
    """
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def resource(name: str) -> str:
    """The text of a data file of the package."""
    return files("yrdresearch").joinpath("resources", name).read_text(encoding="utf-8")


def shipped_path(name: str) -> Path:
    """Folder of a corpus that comes with the package: ``"essays"`` or ``"sample"``."""
    installed = Path(__file__).parent / "data" / SHIPPED[name]
    return installed if installed.is_dir() else checkout() / "data" / SHIPPED[name]


def checkout() -> Path:
    """The folder that holds `src`, `data` and `notebooks` when the package runs from its repository."""
    return Path(__file__).parents[2]


def write_whole(path: str | Path, data: str | bytes) -> Path:
    """Write a file whole or not at all; an older file of that name stays until the new one is there.

    Parameters
    ----------
    path
        Its folder is made when it is missing.
    data
        Bytes; or text, written in UTF-8 as `printable` has it.

    Raises
    ------
    WriteError
        When the file cannot be written: a full disk, a folder that is read-only, a path that is no file.

    Examples
    --------
    >>> import tempfile
    >>> write_whole(Path(tempfile.mkdtemp()) / "note.txt", "一体化").read_text("utf-8")
    '一体化'
    """
    path = Path(path)
    with telling(path):
        target = path.resolve() if path.is_symlink() else path
        if target.exists() and not target.is_file():
            raise WriteError(f"{path} is no ordinary file; give another name")
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = target.with_name(f".yrd-{secrets.token_hex(8)}")
        try:
            with staging.open("xb") as file:
                file.write(data if isinstance(data, bytes) else printable(data).encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, staging)
            staging.replace(target)
        finally:
            staging.unlink(missing_ok=True)
    return path


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Tell what the system says against writing `path` in one sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise WriteError(
            f"{path} cannot be written ({reason}); what was there before is unchanged"
        ) from error


def printable(text: str) -> str:
    """The text with U+FFFD for every character that XML and spreadsheets do not take, one for one.

    Examples
    --------
    >>> printable("长三角" + chr(7) + "一体化") == "长三角\ufffd一体化"
    True
    """
    return _UNPRINTABLE.sub("\ufffd", text)


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


def safe_names(texts: Iterable[str]) -> list[str]:
    """Names of files for these texts: letters and digits of any script, ``-``, ``_`` and ``.``; each once.

    Everything else becomes ``-``, so that no name leads out of its folder. Names that would be equal, in
    upper or lower case, get a number.

    Examples
    --------
    >>> safe_names(["长三角 一体化", "../escaped", "/escaped", "a.1"])
    ['长三角-一体化', 'escaped', 'escaped-2', 'a.1']
    """
    names: list[str] = []
    taken: set[str] = set()
    for text in texts:
        name = first = _safe_name(text)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _safe_name(text: str) -> str:
    name = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", text))
    name = name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(".-") or "unnamed"
    return f"{name}_" if _OF_WINDOWS.match(name) else name
