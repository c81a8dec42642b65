"""File -> text, by a strict ladder of encodings: byte order mark, UTF-8, GB18030."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from yrdresearch.errors import PageError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


def read_text(path: str | Path) -> str:
    """The text of a page file, line ends as they stand, byte order mark left out.

    Raises
    ------
    PageError
        The file is missing, empty, undecodable, or holds no Chinese text.
    """
    path = Path(path)
    if path.is_dir():
        raise PageError(f"{path} is a folder; give one page file, or import the folder with `yrd import`")
    if not path.is_file():
        raise PageError(f"there is no file {path}; check the path")
    text = decode(path.read_bytes(), name=str(path))
    if not text.strip():
        raise PageError(f"{path} is empty; give a file that holds a page's text")
    if not re.search(r"[㐀-鿿]", text):
        raise PageError(f"{path} is not a newspaper page (no Chinese character in it); give a page's text")
    return text


def decode(data: bytes, *, name: str) -> str:
    """Decode `data` by its byte order mark, else strictly as UTF-8, else strictly as GB18030.

    Raises
    ------
    PageError
        No rung of the ladder reads every byte; the message gives the offset.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name, len(mark))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as not_utf8:
        text = _strict(data, "gb18030", name, 0, not_utf8.start)
    if "\x00" in text:
        raise PageError(
            f"{name} is not a text file (a zero byte at offset {data.index(0)}); give a page's text"
        )
    return text


def _strict(data: bytes, encoding: str, name: str, skipped: int, utf8_fault: int | None = None) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        tried = f"{encoding.upper()} (byte {error.start + skipped})"
        if utf8_fault is not None:
            tried = f"UTF-8 (byte {utf8_fault}) or {tried}"
        raise PageError(f"{name} cannot be decoded as {tried}; save it as UTF-8") from None
