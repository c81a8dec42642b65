"""Word files -> text: what a reader of the printed document sees, headings marked with #."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from lxml import etree

from yrdresearch.errors import PageError
from yrdresearch.pages.facts import Extract

_LARGEST = 100_000_000  # bytes of one part of the file, unpacked
_LEFT_OUT = {  # elements whose text a reader of the finished document does not see
    "del": "deleted",
    "moveFrom": "deleted",
    "rt": "reading",  # of a character, printed above it
    "Fallback": "repeated",  # what is in `Choice` beside it, for older programs
    "instrText": "field",
    "delInstrText": "field",
}
_PARTS = re.compile(r"word/(header|footer|footnote|endnote|comment)s?\d*\.xml")
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DAMAGED = (
    *(BadZipFile, ZlibError, etree.XMLSyntaxError, KeyError, ValueError, OSError, EOFError),
    *(NotImplementedError, RuntimeError),  # unknown compression, encrypted
)


def docx_to_text(data: bytes, *, name: str) -> Extract:
    """What does a reader of a Word file see?

    Tracked insertions and moves, content controls, smart tags, tables and text boxes are read. Deleted text,
    heads, feet, notes and comments are left out and counted.

    Raises
    ------
    PageError
        The file is damaged, locked, no Word file, or unpacks to more than 100 MB.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            body = _part(archive, _main_part(archive), name)
            levels = _heading_levels(archive, name)
            left_out = _outside(archive, name)
    except _DAMAGED as error:
        if isinstance(error, PageError):
            raise
        raise PageError(f"{name} is not a Word file that can be read; save it as .docx again") from error
    lines = list(_lines(body, levels, left_out))
    return Extract("\n\n".join(lines) + "\n", left_out={key: n for key, n in sorted(left_out.items()) if n})


def _part(archive: ZipFile, part: str, name: str) -> Any:
    """The root of one part of the file; entities are not resolved."""
    if archive.getinfo(part).file_size > _LARGEST:
        raise PageError(f"{name} unpacks to more than {_LARGEST // 1_000_000} MB; save a shorter file")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(archive.read(part), parser)


def _main_part(archive: ZipFile) -> str:
    """The part that holds the document; nearly always ``word/document.xml``."""
    if "_rels/.rels" in archive.namelist():
        for relation in _part(archive, "_rels/.rels", archive.filename or ""):
            if relation.get("Type", "").endswith("/officeDocument"):
                return str(relation.get("Target")).lstrip("/")
    return "word/document.xml"


def _heading_levels(archive: ZipFile, name: str) -> dict[str, int]:
    """The level of each style that is one of a heading; the title's is 1."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    levels = {}
    for style in _children(_part(archive, "word/styles.xml", name), "style"):
        called = next((_value(child) for child in _children(style, "name")), "").lower()
        found = re.fullmatch(r"(?:heading|标题) ?([1-6])", called)
        if found or called in ("title", "标题"):
            levels[_value(style, "styleId")] = int(found[1]) if found else 1
    return levels


def _outside(archive: ZipFile, name: str) -> Counter[str]:
    """Characters of heads, feet, notes and comments, by their kind."""
    counts: Counter[str] = Counter()
    for part in archive.namelist():
        if found := _PARTS.fullmatch(part):
            counts[found[1]] += _size(_part(archive, part, name))
    return counts


def _lines(body: Any, levels: dict[str, int], left_out: Counter[str]) -> Iterator[str]:
    """Each paragraph in reading order, those of cells too; a text box comes behind its paragraph."""
    boxes: list[Any] = []
    for paragraph in _paragraphs(body, left_out):
        text = "".join(_runs(paragraph, boxes, left_out))
        level = levels.get(_style_of(paragraph), 0)
        yield "#" * level + " " * bool(level) + text if text.strip() else ""
        while boxes:
            yield from _lines(boxes.pop(0), levels, left_out)


def _paragraphs(element: Any, left_out: Counter[str]) -> Iterator[Any]:
    for child in element:
        tag = _local(child)
        if tag == "p":
            yield child
        elif tag in _LEFT_OUT:
            left_out[_LEFT_OUT[tag]] += _size(child)
        else:
            yield from _paragraphs(child, left_out)


def _runs(element: Any, boxes: list[Any], left_out: Counter[str]) -> Iterator[str]:
    """The texts inside a paragraph; text boxes are put aside, what is deleted is counted."""
    for child in element:
        tag = _local(child)
        if tag in _LEFT_OUT:
            left_out[_LEFT_OUT[tag]] += _size(child)
        elif tag == "txbxContent":
            boxes.append(child)
        elif tag == "t":
            yield child.text or ""
        elif tag in _MARKS:
            yield _MARKS[tag]
        elif tag not in ("pPr", "rPr"):
            yield from _runs(child, boxes, left_out)


def _style_of(paragraph: Any) -> str:
    for properties in _children(paragraph, "pPr"):
        for style in _children(properties, "pStyle"):
            return _value(style)
    return ""


def _size(element: Any) -> int:
    """Characters of text inside `element`, white space apart."""
    texts = (child.text or "" for child in element.iter() if _local(child) in ("t", "delText", "instrText"))
    return sum(len("".join(text.split())) for text in texts)


def _children(element: Any, tag: str) -> Iterator[Any]:
    return (child for child in element if _local(child) == tag)


def _value(element: Any, attribute: str = "val") -> str:
    """An attribute whatever its namespace: strict and transitional files differ in it."""
    return next((str(v) for key, v in element.attrib.items() if key.rpartition("}")[2] == attribute), "")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
