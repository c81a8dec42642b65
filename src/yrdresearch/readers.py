"""File -> text: formats by their ending, encodings by a strict ladder (byte order mark, UTF-8, GB18030)."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from yrdresearch.errors import PageError
from yrdresearch.formats import docx_to_text, html_to_text, pdf_to_text, records_of

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl")
"""Endings of the files that can be read."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CHARSET = re.compile(rb"""<meta[^>]{0,80}charset\s*=\s*["']?\s*(?:gb2312|gbk|gb18030)""", re.IGNORECASE)


def read_text(path: str | Path) -> str:
    """The text of a file, line ends as they stand, byte order mark left out.

    Parameters
    ----------
    path
        A ``.txt`` or ``.md`` file, an ``.html`` page of a news site, a ``.docx``, a ``.pdf`` with a text
        layer. Headings of ``.html`` and ``.docx`` come marked with ``#``; offsets count the text returned.

    Raises
    ------
    PageError
        The file is missing, empty, of an unknown format, undecodable (with the byte's offset), locked,
        made of images, or holds no Chinese text.

    Examples
    --------
    >>> from yrdresearch.corpus import shipped_path
    >>> read_text(shipped_path("sample") / "sample-2.txt").split()[0]
    '向一体化要质量'
    """
    path = Path(path)
    data = _bytes_of(path)
    suffix, name = path.suffix.lower(), str(path)
    if suffix == ".jsonl":
        raise PageError(f"{path} holds records; read it with `read_pages` or `yrd import`")
    if suffix == ".pdf" or data.startswith(b"%PDF"):
        text = pdf_to_text(data, name=name)
    elif suffix == ".docx":
        text = docx_to_text(data, name=name)
    elif suffix in (".html", ".htm"):
        declared = _CHARSET.search(data[:2048])
        text = html_to_text(_strict(data, "gb18030", name, 0) if declared else decode(data, name=name))
    elif suffix in (".txt", ".md", ""):
        text = decode(data, name=name)
    else:
        raise PageError(f"{path}: the format {suffix} is not known; give one of {', '.join(SUFFIXES)}")
    if not text.strip():
        raise PageError(f"{path} is empty; give a file that holds a page's text")
    if not re.search(r"[㐀-鿿]", text):
        raise PageError(f"{path} is not a newspaper page (no Chinese character in it); give a page's text")
    return text


def read_records(path: str | Path) -> list[tuple[str, str]]:
    """The pages of a ``.jsonl`` file with metadata, as ``(page_id, text)``.

    Raises
    ------
    PageError
        The file is missing, empty or undecodable, or a line is not an object with a text.
    """
    path = Path(path)
    records = records_of(decode(_bytes_of(path), name=str(path)), name=str(path))
    if not records:
        raise PageError(f"{path} is empty; give one JSON object a line")
    return records


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise PageError(f"{path} is a folder; give one page file, or import the folder with `yrd import`")
    if not path.is_file():
        raise PageError(f"there is no file {path}; check the path")
    data = path.read_bytes()
    if not data:
        raise PageError(f"{path} is empty; give a file that holds a page's text")
    return data


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
