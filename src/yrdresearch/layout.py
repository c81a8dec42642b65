"""Raw text of a page -> blocks: lines found, marks and indents set aside, wrapped lines joined (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""``[start, end)`` in Unicode code points of the decoded file, byte order mark left out."""

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_SPACE = " \t\u3000\xa0\u200b\u2002\u2003\ufeff"
_MARK = re.compile(r"(#{1,6})[ \t\u3000]+|(\*\*|__)(?=\S)")
_ENDED = re.compile(r"(?:[。！？!?…；;]|(?<=[㐀-鿿])\.)[”’」』》）)\]】\"']*$|[。！？][”’」』]?[）)]$")
_WRAP_LIMIT = 80  # no newspaper column is wider; unwrapped paragraphs are


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `level` counts the heading marks in front (0 without)."""

    spans: tuple[Span, ...]
    text: str
    level: int = 0
    indented: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    block: Block
    width: int
    blank_before: bool


def ends_sentence(text: str) -> bool:
    """Whether `text` stops where a sentence may stop, closing quotes and brackets counted in."""
    return bool(_ENDED.search(text))


def find_blocks(raw: str) -> tuple[Block, ...]:
    """Blocks of `raw` in order; wrapped lines joined, blank lines and marks left out.

    The text of a block is exactly the raw text at its spans, one span a line.
    """
    lines = _find_lines(raw)
    width = wrap_width([line.width for line in lines], [ends_sentence(line.block.text) for line in lines])
    if not width:
        return tuple(line.block for line in lines)
    return tuple(_unwrap(lines, width))


def wrap_width(widths: Sequence[int], ended: Sequence[bool]) -> int:
    """Width at which a scanner wrapped every line, or 0 when it did not."""
    if len(widths) < 6:
        return 0
    width = sorted(widths)[int(len(widths) * 0.8)]
    near = sum(0.8 * width <= w <= 1.15 * width for w in widths)
    unended = sum(not e for e in ended)
    if width > _WRAP_LIMIT or near < len(widths) * 0.5 or unended < len(widths) * 0.5:
        return 0
    return width


def _find_lines(raw: str) -> list[_Line]:
    lines, end_before = [], 0
    for match in _LINE.finditer(raw):
        text = match.group()
        content = text.strip(_SPACE)
        if not content:
            continue
        start = match.start() + len(text) - len(text.lstrip(_SPACE))
        end = start + len(content)
        breaks = raw[end_before:start].replace("\r\n", "\n")
        blank_before = sum(c in "\n\r\f\v\x85\u2028\u2029" for c in breaks) > 1
        indented = start - match.start() >= 2 or text.startswith("\u3000")
        width = end - match.start()
        lines.append(_Line(_unmark(raw, start, end, indented), width, blank_before))
        end_before = end
    return [line for line in lines if line.block.text]


def _unmark(raw: str, start: int, end: int, indented: bool) -> Block:
    mark = _MARK.match(raw, start, end)
    if not mark:
        return Block(((start, end),), raw[start:end], 0, indented)
    if mark.group(1):
        return Block(((mark.end(), end),), raw[mark.end() : end], len(mark.group(1)), False)
    pair = mark.group(2)
    if end - start > 4 and raw[start:end].endswith(pair) and raw.count(pair, start, end) == 2:
        return Block(((start + 2, end - 2),), raw[start + 2 : end - 2], 2, False)
    return Block(((start, end),), raw[start:end], 0, indented)


def _unwrap(lines: list[_Line], width: int) -> list[Block]:
    blocks: list[Block] = []
    previous: _Line | None = None
    for line in lines:
        if previous and _continues(previous, line, width):
            last = blocks[-1]
            spans = last.spans + line.block.spans
            blocks[-1] = Block(spans, last.text + line.block.text, last.level, last.indented)
        else:
            blocks.append(line.block)
        previous = line
    return blocks


def _continues(previous: _Line, line: _Line, width: int) -> bool:
    full = previous.width >= 0.85 * width
    return full and not (line.blank_before or line.block.indented or line.block.level)
