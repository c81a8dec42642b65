"""Bytes -> text by a strict ladder of encodings; data files of the package; where corpora are shipped."""

from __future__ import annotations

import codecs
from importlib.resources import files
from pathlib import Path

from yrdresearch.errors import PageError

SHIPPED = {"essays": "yrd-essays", "sample": "sample"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


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
            f"{name} is not a text file (a zero byte at offset {data.index(0)}); give a page's text"
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
