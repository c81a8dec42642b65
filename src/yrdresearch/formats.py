"""HTML, DOCX, PDF and JSONL -> the text of a page, headings marked with # as in markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from yrdresearch.errors import PageError

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
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### "}
_HAN = re.compile(r"[㐀-鿿]")
_ENOUGH = 0.8  # share of a page's Chinese characters that the part with the text must hold


def html_to_text(data: str) -> str:
    """The text of a news site's page: the smallest part that holds most of the Chinese, links left out.

    Blocks become lines with a blank line between, ``h1`` to ``h4`` headings with marks. Navigation, scripts
    and blocks that are mostly links are left out.
    """
    from lxml import html

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
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise PageError(f"{name} is not a Word file that can be read; save it as .docx again") from error
    lines = []
    for paragraph in document.paragraphs:
        style = (paragraph.style.name or "") if paragraph.style else ""
        level = re.fullmatch(r"(?:Heading|标题) (\d)", style)
        mark = "# " if style in ("Title", "标题") else "#" * int(level.group(1)) + " " if level else ""
        lines.append(mark + paragraph.text if paragraph.text.strip() else "")
    return "\n\n".join(lines) + "\n"


def pdf_to_text(data: bytes, *, name: str) -> str:
    """The text layer of a PDF, a form feed between its pages."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PageError(f"{name} is locked with a password; save a copy without one")
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, NotImplementedError) as error:
        if isinstance(error, PageError):
            raise
        raise PageError(f"{name} is not a PDF that can be read ({error}); save it again") from error
    if not any(_HAN.search(page) for page in pages):
        raise PageError(f"{name} has no Chinese text layer (images only?); run it through OCR first")
    return "\f".join(page + "\n" for page in pages)


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
