"""HTML, DOCX, PDF and JSONL -> the text of a page, headings marked with # as in markdown."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from yrdresearch.errors import PageError
from yrdresearch.files import resource

_BLOCKS = {"p", "div", "li", "td", "section", "article", "main", "blockquote", "body", "h1", "h2", "h3", "h4"}
_CLUTTER = (
    "script",
    "style",
    "noscript",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
    "button",
    "select",
)
# What the libraries raise over a damaged file, besides their own errors
_DAMAGED = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RecursionError,
    SyntaxError,
    BadZipFile,
    zlib.error,
)
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### "}
_HAN = re.compile(r"[㐀-鿿]")
_ENOUGH = 0.8  # share of a page's Chinese characters that the part with the text must hold


def html_to_text(data: str) -> str:
    """The text of a news site's page: the smallest part that holds most of the Chinese, links left out.

    Blocks become lines with a blank line between, ``h1`` to ``h4`` headings with marks. Navigation, scripts
    and blocks that are mostly links are left out.
    """
    from lxml import html

    data = re.sub(r"^\s*<\?xml[^>]*>", "", data)  # lxml takes no declared encoding for what is decoded
    if not re.search(r"<[a-zA-Z]", data):
        return data
    root = html.document_fromstring(data).find("body")
    if root is None:
        return ""
    for element in list(root.iter(*_CLUTTER)):
        if not (element.tag == "header" and element.find(".//h1") is not None):
            element.drop_tree()
    for element in [e for e in root.iter() if e.tag in _BLOCKS and _is_links(e)]:
        if element.getparent() is not None:
            element.drop_tree()
    return "\n\n".join(_lines(_main_part(root))) + "\n"


def _is_links(element: Any) -> bool:
    whole = len(_HAN.findall("".join(element.itertext())))
    linked = sum(len(_HAN.findall("".join(link.itertext()))) for link in element.iter("a"))
    return whole > 0 and linked > 0.5 * whole


def _main_part(root: Any) -> Any:
    """Go down while one child holds most of the text, and every heading above its paragraphs."""
    whole = len(_HAN.findall("".join(root.itertext())))
    part = root
    while True:
        heading = part.find(".//h1") is not None
        for child in part:
            if not isinstance(child.tag, str) or child.tag not in _BLOCKS:
                continue
            inside = len(_HAN.findall("".join(child.itertext())))
            if inside >= _ENOUGH * whole and (not heading or child.find(".//h1") is not None):
                part = child
                break
        else:
            return part


def _lines(part: Any) -> Iterator[str]:
    """The text of each block of `part`; a line break inside a block starts a line."""
    run: list[str] = []
    for kind, text in _walk(part):
        if kind == "text":
            run.append(text)
            continue
        yield from _line(run)
        run = [text] if text else []
    yield from _line(run)


def _line(run: list[str]) -> list[str]:
    line = re.sub(r"[ \t\r\n]+", " ", "".join(run)).strip(" ")
    return [line] if line.strip("# \u3000\xa0") else []


def _walk(element: Any) -> Iterator[tuple[str, str]]:
    """Texts, and the borders between blocks with the heading mark of what follows."""
    if not isinstance(element.tag, str):
        return
    block = element.tag in _BLOCKS or element.tag == "br"
    if block:
        yield "border", _HEADINGS.get(element.tag, "")
    if element.text:
        yield "text", element.text
    for child in element:
        yield from _walk(child)
        if child.tail:
            yield "text", child.tail
    if block:
        yield "border", ""


def docx_to_text(data: bytes, *, name: str) -> str:
    """The paragraphs of a Word file, one a line, headings by their style."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(BytesIO(data))
    except (PackageNotFoundError, *_DAMAGED) as error:
        raise PageError(f"{name} is not a Word file that can be read; save it as .docx again") from error
    lines = []
    for paragraph in _paragraphs_of(document):
        style = (paragraph.style.name or "") if paragraph.style else ""
        level = re.fullmatch(r"(?:Heading|标题) (\d)", style)
        mark = "# " if style in ("Title", "标题") else "#" * int(level.group(1)) + " " if level else ""
        lines.append(mark + paragraph.text if paragraph.text.strip() else "")
    return "\n\n".join(lines) + "\n"


def _paragraphs_of(container: Any) -> Iterator[Any]:
    """Paragraphs in reading order, those in the cells of tables too: papers are often laid out in one."""
    for part in container.iter_inner_content():
        if not hasattr(part, "rows"):
            yield part
            continue
        cells = {cell._tc: cell for row in part.rows for cell in row.cells}  # merged cells come once
        for cell in cells.values():
            yield from _paragraphs_of(cell)


def pdf_to_text(data: bytes, *, name: str) -> str:
    """The text layer of a PDF, a form feed between its pages, first-line indents as full-width spaces.

    Some writers of PDF name a radical (U+2F00) where the character of the same shape (U+4E00) is printed; the
    character is put back.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it prints what the error below says
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PageError(f"{name} is locked with a password; save a copy without one")
        pages = [_page_text(page).translate(_radicals()) for page in reader.pages]
    except (PyPdfError, *_DAMAGED) as error:
        if isinstance(error, PageError):
            raise
        raise PageError(f"{name} is not a PDF that can be read ({error}); save it again") from error
    if not any(_HAN.search(page) for page in pages):
        raise PageError(f"{name} has no Chinese text layer (images only?); run it through OCR first")
    return "\f".join(page + "\n" for page in pages)


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


def records_of(text: str, *, name: str) -> list[tuple[str, str]]:
    """The pages of a JSONL file, as ``(page_id, text)``.

    A line is an object with ``text`` (or ``content``, ``body``) and, where known, ``id``, ``title``,
    ``author``, ``affiliation`` (a text, or a list with an s), ``newspaper``, ``date`` (YYYY-MM-DD). What is
    known is put around the text as a newspaper would print it, so that one parser reads all formats.
    """
    records = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise PageError(
                f"{name}, line {number}, is not JSON ({error.msg}); give one object a line"
            ) from None
        known = record if isinstance(record, dict) else {}
        body = next((known[key] for key in ("text", "content", "body") if key in known), None)
        if not isinstance(body, str):
            raise PageError(f"{name}, line {number}, has no text; give an object with a 'text'")
        stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        page_id = str(record.get("id") or record.get("page_id") or f"{stem}.{number}")
        records.append((page_id, _print(record, body)))
    return records


def _print(record: dict[str, Any], body: str) -> str:
    authors, affiliations = _listed(record, "author"), _listed(record, "affiliation")
    blocks = ["## " + str(record["title"])] if record.get("title") else []
    blocks += [" ".join(authors)] if authors else []
    blocks.append(body.strip("\r\n"))
    blocks += [f"（作者单位：{'、'.join(affiliations)}）"] if affiliations else []
    date = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", str(record.get("date", "")))
    year_month_day = "{}年{}月{}日".format(*(int(part) for part in date.groups())) if date else ""
    if record.get("newspaper"):
        blocks.append(f"（原载{year_month_day}《{record['newspaper']}》）")
    return "\n\n".join(blocks) + "\n"


def _listed(record: dict[str, Any], key: str) -> list[str]:
    value = record.get(key + "s", record.get(key)) or []
    return [value] if isinstance(value, str) else [str(one) for one in value]
