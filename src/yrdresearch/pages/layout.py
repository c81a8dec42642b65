"""Raw text of a page -> blocks with their geometry: marks set aside, wrapped lines joined (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from yrdresearch.pages.block import Block, has_role, join
from yrdresearch.pages.conventionfiles import package_conventions
from yrdresearch.pages.conventions import Conventions
from yrdresearch.spans import BREAKS, SPACES, ends_sentence, fold

_LINE = re.compile(f"[^{BREAKS}]+")
_HEADING = re.compile(r"#{1,6}(?: +|$)|#{1,6}(?=[㐀-鿿【《“])|#{1,6}(?=\d)")
_BULLET = re.compile(r"[•▪◦] *(?=[㐀-鿿])")  # before a short line, as sites list facts and names
_STARS = re.compile(r"(?<=[^*])\*{3,}$")  # behind a title, as some sites end it
_FOOTNOTED = re.compile(r"[# ]*(?:(?<=[^*\s]) ?\*)?[# ]*$")  # behind a heading, the mark of its footnote
_HASHTAGS = re.compile(r"(?:#[^# ]{2,14}#? *){2,}")
_HAN = re.compile("[㐀-鿿]")
_NARROWEST = 15  # no newspaper column is narrower; lines of verse are
_WRAP_LIMIT = 80  # no newspaper column is wider; paragraphs that are on one line are
_TOPIC = re.compile(r"[^,。;:“”]{4,18}。")  # 推进教育协同发展。
_TAIL = 200  # characters that a closing line may have
_FULL = 0.85  # a line is full from this share of the width on: punctuation and Latin words move its end
_LONGEST_TITLE = 60
_LONGEST_VALUE = 40  # characters of a fact that is below its name
_CLAUSE = re.compile("[,。;:]")
_OPENED = re.compile(r"[(【\[]")
_OPENING = re.compile(r"[,、。;:?!”’)》】」』…]")


def find_blocks(raw: str, conventions: Conventions | None = None) -> list[Block]:
    """Blocks of `raw` in order; wrapped lines joined, blank lines and heading marks left out.

    The text of a block is exactly the raw text at its spans, one span a line. What a convention cuts off,
    such as an affiliation in brackets behind the last sentence, is a block of its own. Without `conventions`
    they are the package's.
    """
    lines = _find_lines(raw, conventions or package_conventions())
    width = wrap_width([line.width for line in lines], [ends_sentence(line.text) for line in lines])
    if width:
        blocks = _unwrap(lines, _FULL * width)
    else:
        spaced = sum(line.block.gap > 1 for line in lines) >= 0.8 * (len(lines) - 1)
        blocks = [
            replace(line.block, near=True) if spaced and line.gap == 1 else line.block for line in lines
        ]
    return [piece for block in _with_values(blocks) for piece in parted(block)]


def _with_values(blocks: Sequence[Block]) -> list[Block]:
    """Each line that only names a fact (来源：) joined with the short line below that states it."""
    kept: list[Block] = []
    for block in blocks:
        key = bool(kept) and "key" in kept[-1].roles
        short = key and len(block.plain) <= _LONGEST_VALUE and not _CLAUSE.search(block.plain)
        date = key and kept[-1].plain.startswith("作者") and has_role(block, "source")
        if short and not date and not has_role(block, "key", "furniture"):
            kept[-1] = join([kept[-1], block])
        else:
            kept.append(block)
    return kept


def is_heading_like(plain: str) -> bool:
    """Whether a folded line could be a title by its looks alone: short, whole, no full stop."""
    if not 4 <= len(plain) <= 45 or re.search(r"[。;]|[,、:(—\-“《]$", plain):
        return False
    if _OPENING.match(plain) or not _HAN.search(plain):
        return False
    return plain.count("“") == plain.count("”") and plain.count("《") == plain.count("》")


def can_be_title(plain: str) -> bool:
    """Whether a folded line could be a title where none is known: longer ones too, and with a comma."""
    return 4 <= len(plain) <= _LONGEST_TITLE and bool(_HAN.match(plain[-1])) and "。" not in plain


def wrap_width(widths: Sequence[int], ended: Sequence[bool]) -> int:
    """Width at which a scanner wrapped every line, or 0 when it did not."""
    if len(widths) < 6:
        return 0
    width = sorted(widths)[int(len(widths) * 0.8)]
    near = sum(_FULL * width <= w <= 1.15 * width for w in widths)
    unended = len(ended) - sum(ended)
    if not _NARROWEST <= width <= _WRAP_LIMIT or near < len(widths) * 0.5 or unended < len(widths) * 0.5:
        return 0
    return width


def parted(block: Block) -> Iterator[Block]:
    """The block, parted where a convention cuts its end off or an editor's note is marked."""
    for mark in block.marks:
        if mark.role == "note" and 0 < mark.end < len(block.plain):
            yield block.part(0, mark.end)
            yield replace(block.part(mark.end, len(block.plain)), near=True)
            return
        stays = mark.role == "closing" or (mark.role == "source" and has_role(block, "source"))
        if mark.start > 0 and not stays:
            at = mark.start
            yield block.part(0, len(block.plain[:at].rstrip()))
            rest = block.part(at, len(block.plain))
            skipped = len(rest.plain) - len(rest.plain.lstrip())
            yield replace(rest.part(skipped, len(rest.plain)), cut=True, near=True)
            return
    yield block


@dataclass(frozen=True, slots=True)
class _Line:
    block: Block
    width: int

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def gap(self) -> int:
        return self.block.gap


def _find_lines(raw: str, conventions: Conventions) -> list[_Line]:
    lines, at, folded = [], 0, fold(raw, marks=True)
    for match in _LINE.finditer(raw):
        text = match.group()
        content = text.strip(SPACES)
        if not content:
            continue
        start = match.start() + len(text) - len(text.lstrip(SPACES))
        end = start + len(content)
        gap = _count_breaks(raw, at, start)
        indented = start - match.start() >= 2 or text.startswith("\u3000")
        plain = folded[start:end]
        block = _unmark(Block(((start, end),), content, plain, 0, indented, gap, conventions=conventions))
        bold = block.level and not content.startswith("#")  # ends where its marks do, full or not
        if block.text:
            lines.append(_Line(block, 0 if bold else end - match.start()))
        at = end
    return lines


def _count_breaks(raw: str, start: int, end: int) -> int:
    """Line breaks between two lines; a carriage return with its line feed is one."""
    return sum(c in BREAKS for c in raw[start:end]) - raw.count("\r\n", start, end)


def _unmark(block: Block) -> Block:
    """Set markdown heading marks, quotation marks and bold around a whole line aside."""
    if block.plain.endswith("***") and (stars := _STARS.search(block.plain)):
        block = block.part(0, stars.start())
    if (mark := _HEADING.match(block.plain)) and not _HASHTAGS.fullmatch(block.plain):
        inner = block.part(mark.end(), _FOOTNOTED.search(block.plain).start())  # type: ignore[union-attr]
        return replace(inner, level=mark.group().count("#"), indented=False)
    if (mark := _BULLET.match(block.plain)) and not _CLAUSE.search(block.plain.rstrip(" ,:")):
        block = block.part(mark.end(), len(block.plain))
    for pair in ("**", "__"):
        text = block.plain
        if len(text) > 4 and text.startswith(pair) and text.endswith(pair) and text.count(pair) == 2:
            return replace(block.part(2, len(text) - 2), level=3 if len(text) < 45 else 0, indented=False)
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
        goes_on = at > 0 and (lines[at - 1].width >= full or _is_open_end(parts[-1]))
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
    topical = sum(bool(_TOPIC.match(line.block.plain)) for line in starts) >= 0.6 * len(starts)
    return _Habit(full, wide, topical and not separated)


def _plain(part: Sequence[Block]) -> str:
    """What the lines say together."""
    return "".join([block.plain for block in part])


def _is_open_end(part: Sequence[Block]) -> bool:
    """Whether lines stop inside brackets that state an affiliation, writers or grants (作者单位, 执笔)."""
    rest = _plain(part[-_TAIL // 8 :])[-_TAIL:]
    for opening in _OPENED.finditer(rest):
        end = rest[opening.start() :]
        opened, closed = sum(end.count(m) for m in "(【["), sum(end.count(m) for m in ")】]")
        if opened > closed and any(m.role == "end" and m.start == 0 for m in part[0].conventions.marks(end)):
            return True
    return False


def _stands_below_a_title(parts: list[list[Block]]) -> bool:
    """Whether the last part is where a byline is: below the title that follows the end of something."""
    if len(parts) < 3 or parts[-1][0].level:
        return False
    if not parts[-2][0].level and not is_heading_like(_plain(parts[-2])):
        return False
    return ends_sentence(parts[-3][-1].text) or has_role(join(parts[-3]), "end")


def _closed(block: Block, below: str) -> bool:
    """Whether affiliation, writers or source are stated to the end in `block`."""
    text = block.plain
    if text[-1] in ")】]":
        if _is_open_end([block]):
            return False
        cut = any(mark.role == "end" and mark.start > 0 for mark in block.marks)
        return cut or has_role(block, "end", "source")
    return has_role(block, "source") and text[0] not in "(【[" and below[0] not in "0123456789年月日第《("


def _starts(lines: list[_Line], at: int, parts: list[list[Block]], habit: _Habit) -> bool:
    """Whether line `at`, below a full line, starts a block of its own."""
    line, before, part = lines[at], lines[at - 1], parts[-1]
    if "furniture" in line.block.roles:
        return True
    above = before.block.plain
    if above[-1] in "(【《“":
        return False
    if line.gap >= habit.wide or line.block.level or line.block.indented:
        return True
    if _is_open_end(part):
        return False
    if has_role(line.block, "end", "source", "note"):
        return True
    if above[-1] in ")】]日》版" and _closed(join(part), line.block.plain):
        return True
    follows = lines[at + 1] if at + 1 < len(lines) else None
    if ends_sentence(above):
        signed = bool(follows and follows.width < habit.full and has_role(follows.block, "byline"))
        title = signed and is_heading_like(line.block.plain)
        return title or (habit.topical and bool(_TOPIC.match(line.block.plain)))
    if _stands_below_a_title(parts):  # the part is a byline, if anything
        return bool(_institution(join(part))) and not _institution(join([*part, line.block]))
    return len(part) < 3 and is_heading_like(_plain(part)) and _signs(line, follows, habit)


def _institution(block: Block) -> str:
    """The institution that a block as a byline names; empty for none."""
    found = (m.groups.get("institution", "") for m in block.marks if m.role == "byline" and not m.names)
    return next((name for name in found if name), "")


def _signs(line: _Line, follows: _Line | None, habit: _Habit) -> bool:
    """Whether a byline starts at `line`, which is close below a full line of a title."""
    tried = [line.block]
    if follows and line.width >= habit.full:
        tried.append(join([line.block, follows.block]))
    persons = any(m.role == "byline" and m.names and m.start == 0 for block in tried for m in block.marks)
    return persons or any(len(_institution(block)) > 7 for block in tried)
