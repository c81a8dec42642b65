"""Raw text of a page -> blocks: lines found, marks and indents set aside, wrapped lines joined (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from yrdresearch.pages.imprint import (
    inline_end,
    is_end_line,
    is_furniture,
    is_heading_like,
    is_source_line,
    note_mark,
    read_byline,
)
from yrdresearch.spans import Span, cut_spans, ends_sentence

BREAKS = "\r\n\f\v\x85\u2028\u2029"
_SPACE = " \t\u3000\xa0\u200b\u2002\u2003\ufeff"
_LINE = re.compile(f"[^{BREAKS}]+")
_MARK = re.compile(r"#{1,6}[ \t\u3000]+|#{1,6}(?=[㐀-鿿])")
_WRAP_LIMIT = 80  # no newspaper column is wider; paragraphs that stand on one line are
_TOPIC = re.compile(r"[^，。；：“”]{4,18}。")  # 推进教育协同发展。
_TAIL = 200  # characters that a closing line may have
_FULL = 0.85  # a line is full from this share of the width on: punctuation and Latin words move its end


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `level` counts the heading marks in front (0 without)."""

    spans: tuple[Span, ...]
    text: str
    level: int = 0
    indented: bool = False
    near: bool = False  # no blank line above, on a page that puts one between its blocks

    def cut(self, start: int, end: int) -> Block:
        """Characters ``[start, end)`` of the block."""
        return Block(cut_spans(self.spans, start, end), self.text[start:end], self.level, self.indented)


def join(blocks: Sequence[Block]) -> Block:
    """One block of several, as if no break stood between them."""
    spans = tuple(span for block in blocks for span in block.spans)
    return Block(spans, "".join(block.text for block in blocks), blocks[0].level, blocks[0].indented)


@dataclass(frozen=True, slots=True)
class _Line:
    block: Block
    width: int
    gap: int  # line breaks since the line before: 1 when nothing stands between

    @property
    def text(self) -> str:
        return self.block.text


def find_blocks(raw: str) -> tuple[Block, ...]:
    """Blocks of `raw` in order; wrapped lines joined, blank lines and marks left out.

    The text of a block is exactly the raw text at its spans, one span a line.
    """
    lines = _find_lines(raw)
    width = wrap_width([line.width for line in lines], [ends_sentence(line.text) for line in lines])
    if not width:
        spaced = sum(line.gap > 1 for line in lines) >= 0.8 * (len(lines) - 1)
        return tuple(replace(line.block, near=spaced and line.gap == 1) for line in lines)
    return tuple(_unwrap(lines, _FULL * width))


def wrap_width(widths: Sequence[int], ended: Sequence[bool]) -> int:
    """Width at which a scanner wrapped every line, or 0 when it did not."""
    if len(widths) < 6:
        return 0
    width = sorted(widths)[int(len(widths) * 0.8)]
    near = sum(_FULL * width <= w <= 1.15 * width for w in widths)
    unended = len(ended) - sum(ended)
    if width > _WRAP_LIMIT or near < len(widths) * 0.5 or unended < len(widths) * 0.5:
        return 0
    return width


def _find_lines(raw: str) -> list[_Line]:
    lines, at = [], 0
    for match in _LINE.finditer(raw):
        text = match.group()
        content = text.strip(_SPACE)
        if not content:
            continue
        start = match.start() + len(text) - len(text.lstrip(_SPACE))
        end = start + len(content)
        gap = sum(c in BREAKS for c in raw[at:start].replace("\r\n", "\n"))
        indented = start - match.start() >= 2 or text.startswith("\u3000")
        block = _unmark(Block(((start, end),), content, 0, indented))
        bold = block.level and not content.startswith("#")  # ends where its marks do, full or not
        if block.text:
            lines.append(_Line(block, 0 if bold else end - match.start(), gap))
        at = end
    return lines


def _unmark(block: Block) -> Block:
    """Set markdown heading marks and bold around a whole line aside."""
    text = block.text
    if mark := _MARK.match(text):
        inner = block.cut(mark.end(), len(text.rstrip("# ")))
        return Block(inner.spans, inner.text, text[: mark.end()].count("#"))
    for pair in ("**", "__"):
        if len(text) > 4 and text.startswith(pair) and text.endswith(pair) and text.count(pair) == 2:
            inner = block.cut(2, len(text) - 2)
            return Block(inner.spans, inner.text, level=3 if len(text) < 45 else 0)
    return block


@dataclass(frozen=True, slots=True)
class _Habit:
    """How the scanner laid wrapped lines out."""

    full: float  # width from which a line is full
    wide: int  # line breaks that mean more than the usual spacing
    topical: bool  # nothing but a topic sentence tells a paragraph that starts below a full line


def _unwrap(lines: list[_Line], full: float) -> list[Block]:
    """Join each full line with the one below, unless something says that a new block starts."""
    habit = _habit(lines, full)
    parts: list[list[Block]] = []
    for at, line in enumerate(lines):
        goes_on = at > 0 and (lines[at - 1].width >= full or _is_open_end(_tail(parts[-1])))
        if goes_on and not _starts(lines, at, parts, habit):
            parts[-1].append(line.block)
        else:
            parts.append([line.block])
    return [_unmark(join(part)) if len(part) > 1 else part[0] for part in parts]


def _habit(lines: list[_Line], full: float) -> _Habit:
    pairs = list(pairwise(lines))
    inside = Counter(
        line.gap
        for before, line in pairs
        if before.width >= full and not ends_sentence(before.text) and not line.block.level
    )
    wide = inside.most_common(1)[0][0] + 1 if inside else 2
    separated = sum(line.gap >= wide or line.block.indented for line in lines) > 3
    starts = [line for before, line in pairs if before.width < full and line.width >= full]
    topical = sum(bool(_TOPIC.match(line.text)) for line in starts) >= 0.6 * len(starts)
    return _Habit(full, wide, topical and not separated)


def _tail(part: list[Block]) -> str:
    return "".join(block.text for block in part[-_TAIL // 8 :])[-_TAIL:]


def _is_open_end(text: str) -> bool:
    """Whether `text` stops inside brackets that state an affiliation, writers or grants (作者单位, 执笔)."""
    rest = text[-_TAIL:]
    for start in (at for at, character in enumerate(rest) if character in "（(【["):
        end = rest[start:]
        if is_end_line(end) and sum(end.count(m) for m in "（(【[") > sum(end.count(m) for m in "）)】]"):
            return True
    return False


def _stands_below_a_title(parts: list[list[Block]]) -> bool:
    """Whether the last part stands where a byline does: below the title that follows the end of something."""
    if len(parts) < 3 or parts[-1][0].level:
        return False
    title = join(parts[-2])
    closed = ends_sentence(parts[-3][-1].text) or is_end_line(join(parts[-3]).text)
    return closed and (bool(title.level) or is_heading_like(title.text))


def _closed(text: str, below: str) -> bool:
    """Whether affiliation, writers or source are stated to the end in `text`."""
    if text[-1] in "）)】]":
        if _is_open_end(text):
            return False
        return inline_end(text) >= 0 or is_end_line(text) or is_source_line(text)
    return is_source_line(text) and text[0] not in "（(【[" and below[0] not in "0123456789年月日第《（("


def _starts(lines: list[_Line], at: int, parts: list[list[Block]], habit: _Habit) -> bool:
    """Whether line `at`, below a full line, starts a block of its own."""
    line, before, part = lines[at], lines[at - 1], parts[-1]
    if is_furniture(line.text):
        return True
    if before.text[-1] in "（(【《“":
        return False
    if line.gap >= habit.wide or line.block.level or line.block.indented:
        return True
    if _is_open_end(_tail(part)):
        return False
    if is_end_line(line.text) or is_source_line(line.text) or note_mark(line.text):
        return True
    if before.text[-1] in "）)】]日》版" and _closed(join(part).text, line.text):
        return True
    follows = lines[at + 1] if at + 1 < len(lines) else None
    signed = bool(follows and follows.width < habit.full and read_byline(follows.text))
    if ends_sentence(before.text):
        title = signed and is_heading_like(line.text)
        return title or (habit.topical and bool(_TOPIC.match(line.text)))
    if _stands_below_a_title(parts):  # the part is a byline, if anything
        return _is_institution(join(part).text) and not _is_institution(join(part).text + line.text)
    return len(part) < 3 and is_heading_like(join(part).text) and _signs(line, follows, habit)


def _is_institution(text: str) -> bool:
    byline = read_byline(text)
    return byline is not None and byline.kind == "institution"


def _signs(line: _Line, follows: _Line | None, habit: _Habit) -> bool:
    """Whether a byline starts at `line`, which stands close below a full line of a title."""
    rest = follows.text if follows and line.width >= habit.full else ""
    byline = read_byline(line.text) or read_byline(line.text + rest)
    return bool(byline and (byline.kind == "person" or len(byline.authors[0]) > 7))
