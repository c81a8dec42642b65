"""File -> text: formats by their ending, encodings by a strict ladder (byte order mark, UTF-8, GB18030)."""

from __future__ import annotations

import re
from pathlib import Path

from yrdresearch.errors import PageError
from yrdresearch.files import decode, decode_strictly
from yrdresearch.pages.formats import docx_to_text, html_to_text, pdf_to_text, records_of

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl")
"""Endings of the files that can be read."""

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
    >>> from yrdresearch.files import shipped_path
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
        text = html_to_text(
            decode_strictly(data, "gb18030", name, 0) if declared else decode(data, name=name)
        )
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
