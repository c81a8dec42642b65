"""PDF -> the text of its text layer, page by page."""

from __future__ import annotations

import logging
import re
import unicodedata
import zlib
from functools import cache
from io import BytesIO
from typing import Any

from yrdresearch.errors import PageError
from yrdresearch.files import resource
from yrdresearch.pages.facts import Extract
from yrdresearch.pages.fieldnames import whole_characters

_HAN = re.compile(r"[㐀-鿿]")
_MOST_PAGES = 2_000
# What pypdf raises over a damaged file, besides its own errors
_DAMAGED = (
    *(ValueError, LookupError, TypeError, AttributeError, NotImplementedError, ArithmeticError),
    *(RecursionError, SyntaxError, AssertionError, OSError, MemoryError, zlib.error),
)


def pdf_to_text(data: bytes, *, name: str) -> Extract:
    """What does the text layer of a PDF say?

    A form feed is between its pages, first-line indents come as full-width spaces. Some writers of PDF
    name a radical (U+2F00) where the character of the same shape (U+4E00) is printed; it is put back.

    Raises
    ------
    PageError
        The file is damaged, needs a password to be opened, has no Chinese text or more than 2,000 pages.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it prints what the error below says
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PageError(f"{name} is locked with a password; save a copy without one")
        if len(reader.pages) > _MOST_PAGES:
            raise PageError(
                f"{name} has {len(reader.pages)} pages; split it into files of up to {_MOST_PAGES}"
            )
        pages = [whole_characters(_page_text(page)).translate(_radicals()) for page in reader.pages]
    except (PyPdfError, *_DAMAGED) as error:
        if isinstance(error, PageError):
            raise
        raise PageError(f"{name} is not a PDF that can be read; save it again") from error
    if not any(_HAN.search(page) for page in pages):
        raise PageError(f"{name} has no Chinese text layer (images only?); run it through OCR first")
    return Extract("\f".join(page + "\n" for page in pages))


@cache
def _radicals() -> dict[int, str]:
    """The character for each radical of Unicode that is a character by itself."""
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    text = resource("radicals.tsv")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return kangxi | {ord(radical): character for radical, character in rows}


def _page_text(page: Any) -> str:
    """The text of one page; a line that starts an em or more right of its neighbour is indented."""
    pieces: list[tuple[str, float, float]] = []
    text: str = page.extract_text(
        visitor_text=lambda piece, _, matrix, font, size: pieces.append((piece, matrix[4], size * matrix[0]))
    )
    lines, starts, new = [""], [(0.0, 0.0)], True
    for piece, x, size in pieces:
        for number, part in enumerate(piece.split("\n")):
            if number:
                lines, starts, new = [*lines, ""], [*starts, (0.0, 0.0)], True
            if new and part.strip():
                starts[-1], new = (x, abs(size)), False
            lines[-1] += part
    if "".join("".join(lines).split()) != "".join(text.split()):
        return text  # the pieces came in another order than the text: their places say nothing
    return "\n".join(
        "\u3000\u3000" + line if _is_indented(starts, at) else line for at, line in enumerate(lines)
    )


def _is_indented(starts: list[tuple[float, float]], at: int) -> bool:
    """Whether line `at` starts one to three ems right of a neighbour that is as large."""
    x, size = starts[at]
    beside = [*starts[max(at - 1, 0) : at], *starts[at + 1 : at + 2]]
    return any(size == other > 0 and 0.9 * size <= x - left <= 3.1 * size for left, other in beside)
