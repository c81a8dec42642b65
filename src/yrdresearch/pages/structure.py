"""Blocks -> what each is on the page, and which belong to one article (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from yrdresearch.pages.imprint import (
    inline_end,
    is_body,
    is_caption,
    is_end_line,
    is_furniture,
    is_heading_like,
    is_reference,
    is_source_line,
    note_mark,
    read_byline,
    signed_end,
    site_byline,
)
from yrdresearch.pages.layout import Block, join
from yrdresearch.pages.pairing import Draft, Part, pair
from yrdresearch.spans import ends_sentence

_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]+(?:[、要是]|则)|第[一二三四五六七八九十]+[，、：是]|其[一二三四五六七八九十次]|[（(]?[一二三四五六七八九十\d]+[）).．、])"
)
_NUMBERED_HEAD = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d{1,2}[.．、])[^，。；：]{2,30}"
)
_WORD = re.compile("[㐀-鿿]+")
_MARK = re.compile(r"[，。、；：,;:]")
_SUBHEAD = 9  # the level of a subhead without mark
_DANGLING = re.compile(r"[，、。；：？！”’）》】…]")


@dataclass
class Outline:
    """Every block of a page in its place."""

    title: list[Block] = field(default_factory=list)
    note: list[Block] = field(default_factory=list)
    note_mark: list[Block] = field(default_factory=list)
    source: list[Block] = field(default_factory=list)
    furniture: list[Block] = field(default_factory=list)
    captions: list[Block] = field(default_factory=list)
    references: list[Block] = field(default_factory=list)
    unplaced: list[Block] = field(default_factory=list)
    articles: list[Draft] = field(default_factory=list)


def outline(blocks: Sequence[Block]) -> Outline:
    """Sort the blocks of a page into title, note, source and articles."""
    page = Outline()
    kept: list[Block] = []
    above: list[Block] = []
    for block in blocks:
        if start := site_byline(block.text):
            kept.append(block.cut(0, len(block.text[:start].rstrip(" \u3000|"))))
            block = block.cut(start, len(block.text))
        label = not kept and len(block.text) < 4 and _bare_label(block)
        page_number = (block is blocks[0] or block is blocks[-1]) and block.text.isdigit()
        place = kept
        if page_number or label or is_furniture(block.text):
            place = page.furniture
        elif is_source_line(block.text):
            place = page.source
        elif is_caption(block.text):
            place = page.captions
        elif is_reference(block.text, inside=above is page.references):
            place = page.references
        place.append(block)
        above = place
    opening, rest = _take_note(kept, page)
    parts = _parts(opening) + ([Part("wall")] if page.note_mark else []) + _parts(rest)
    page.title, page.articles, page.unplaced = pair(parts)
    return page


def _bare_label(block: Block) -> bool:
    """Whether a word above everything else names the section of the paper: 理论, 观点."""
    return not (block.level or note_mark(block.text)) and bool(_WORD.fullmatch(block.text))


def _take_note(blocks: list[Block], page: Outline) -> tuple[list[Block], list[Block]]:
    """Take the editor's note out; what stands above it and below it."""
    found = [at for at, block in enumerate(blocks[:12]) if note_mark(block.text)]
    if not found:
        return [], blocks
    at, length = found[0], note_mark(blocks[found[0]].text)
    marked, rest = blocks[at], blocks[at + 1 :]
    page.note_mark.append(marked.cut(0, length))
    if length < len(marked.text):
        page.note.append(marked.cut(length, len(marked.text)))
    elif rest and not rest[0].level:
        page.note.append(rest.pop(0))
    while page.note and rest and not ends_sentence(page.note[-1].text) and not _head_at(rest, 0, [1]):
        page.note.append(rest.pop(0))
    return blocks[:at], rest


def _head_at(blocks: list[Block], at: int, levels: Sequence[int], *, opens: bool = False) -> bool:
    """Whether a head stands at `at`: a marked title, or one with a byline beneath, or a byline above one."""
    block, below = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
    if is_end_line(block.text) or is_body(block.text) or len(block.text) < 2:
        return False
    if _signs_from_above(blocks, at, opens=opens):
        return True
    if below and read_byline(below.text) and not _signs_from_above(blocks, at + 1):
        return bool(block.level) or (is_heading_like(block.text) and not _NUMBERED_HEAD.fullmatch(block.text))
    return bool(block.level) and (not levels or block.level <= max(levels))


def _signs_from_above(blocks: list[Block], at: int, *, opens: bool = False) -> bool:
    """Whether a byline stands at `at`, above a title that no other byline signs.

    The title is marked, or, where a new article `opens`, like one.
    """
    if at + 1 >= len(blocks) or blocks[at].level:
        return False
    if not (blocks[at + 1].level or (opens and _bare_title(blocks[at + 1].text))):
        return False
    title, below = blocks[at + 1], blocks[at + 2] if at + 2 < len(blocks) else None
    signed_below = below is not None and read_byline(below.text) is not None
    return not signed_below and not is_body(title.text) and read_byline(blocks[at].text) is not None


def _parts(blocks: list[Block]) -> list[Part]:
    """Heads and bodies in page order."""
    levels = [b.level for b, below in pairwise(blocks) if b.level and read_byline(below.text)]
    indents, subheads = _indents(blocks), _subheads(blocks, levels)
    parts: list[Part] = []
    at = 0
    while at < len(blocks):
        last = parts[-1] if parts else None
        opens = last is None or (last.kind == "body" and bool(last.draft.end or last.draft.byline))
        titles = last is not None and last.kind == "head" and _titles_too(last.draft, blocks, at)
        if last and titles and blocks[at].near:
            at = _fill_head(last.draft, blocks, at, opens=False)
            continue
        marked = _head_at(blocks, at, levels, opens=opens)
        if marked or (opens and _bare_title(blocks[at].text)):
            parts.append(Part("head", bare=not marked))
            at = _fill_head(parts[-1].draft, blocks, at, opens)
            continue
        if last and titles and at not in subheads:
            if len(parts) == 1:  # on top of a page stands the page's title
                parts.append(Part("head", bare=True))
            at = _fill_head(parts[-1].draft, blocks, at, opens=False)
            continue
        if last is None or last.kind == "head" or (last.draft.end and not is_end_line(blocks[at].text)):
            parts.append(Part("body"))
        signs = at + 1 == len(blocks) or is_end_line(blocks[at + 1].text) or _head_at(blocks, at + 1, levels)
        unsigned = len(parts) < 2 or parts[-2].kind != "head" or not parts[-2].draft.byline
        block = replace(blocks[at], level=_SUBHEAD) if at in subheads else blocks[at]
        _add(parts[-1].draft, block, indents, signs and unsigned)
        if unsigned and (at + 1 == len(blocks) or _bare_title(blocks[at + 1].text)):
            _take_signature(parts[-1].draft)
        at += 1
    return parts


def _bare_title(text: str) -> bool:
    return is_heading_like(text) and not (is_body(text) or is_end_line(text) or read_byline(text))


def _titles_too(head: Draft, blocks: list[Block], at: int) -> bool:
    """Whether the line at `at`, below a title that nobody signs, is one as well: 引题, a second line."""
    if head.byline or head.end or blocks[at].level != head.title[-1].level or at + 1 == len(blocks):
        return False
    return _bare_title(blocks[at].text) and not _NUMBERED_HEAD.fullmatch(blocks[at].text)


def _fill_head(head: Draft, blocks: list[Block], at: int, opens: bool) -> int:
    if _signs_from_above(blocks, at, opens=opens):
        head.byline.append(blocks[at])
        at += 1
    head.title.append(blocks[at])
    at += 1
    if at < len(blocks) and blocks[at].text.startswith("——") and not is_body(blocks[at].text):
        head.title.append(blocks[at])
        at += 1
    if not head.byline and at < len(blocks) and read_byline(blocks[at].text):
        head.byline.append(blocks[at])
        at += 1
    while at < len(blocks) and is_end_line(blocks[at].text):
        head.end.append(blocks[at])
        at += 1
    return at


def _indents(blocks: list[Block]) -> bool:
    """Whether the page indents its paragraphs, so that a block without indent goes on with the last."""
    bodies = [block.indented for block in blocks if is_body(block.text) and not is_end_line(block.text)]
    return len(bodies) > 3 and sum(bodies) >= 0.75 * len(bodies)


def _subheads(blocks: list[Block], levels: Sequence[int]) -> set[int]:
    """Numbers of the unmarked subheads: short lines without any mark, several in an article.

    One or two such lines may be the first words of paragraphs that a column cut; from three on, or two in a
    short article, they are subheads.
    """
    found: set[int] = set()
    run: list[int] = []
    size = 0
    for at, block in enumerate(blocks):
        if is_end_line(block.text) or _head_at(blocks, at, levels):
            run, size = [], 0
            continue
        below = blocks[at + 1] if at + 1 < len(blocks) else None
        settled = at == 0 or ends_sentence(blocks[at - 1].text) or len(blocks[at - 1].text) < 20
        size += settled
        short = len(block.text) <= 20 and not _MARK.search(block.text) and _bare_title(block.text)
        if settled and short and below and is_body(below.text) and not _DANGLING.match(below.text):
            run.append(at)
        if (len(run) > 2 and len(run) >= 0.2 * size) or (len(run) == 2 and size < 6):
            found.update(run)
        else:
            found.difference_update(run)
    return found


def _is_subhead(block: Block) -> bool:
    return bool(_NUMBERED_HEAD.fullmatch(block.text)) or (bool(block.level) and not is_body(block.text))


def _add(body: Draft, block: Block, indents: bool, may_sign: bool) -> None:
    """Put a block into a body: closing line, byline at the end, the rest of a paragraph, or a new one."""
    last = body.paragraphs[-1] if body.paragraphs else None
    if is_end_line(block.text):
        body.end.append(block)
        return
    if may_sign and last and ends_sentence(last.text) and read_byline(block.text):
        body.byline.append(block)
        return
    if last and _goes_on(last, block, indents):
        block = join([body.paragraphs.pop(), block])
    if (start := inline_end(block.text)) > 0:
        body.end.append(block.cut(start, len(block.text)))
        block = block.cut(0, start)
    body.paragraphs.append(block)


def _take_signature(body: Draft) -> None:
    """The author's name in brackets behind the last sentence of an article."""
    if body.paragraphs and (start := signed_end(body.paragraphs[-1].text)) > 0:
        last = body.paragraphs.pop()
        body.paragraphs.append(last.cut(0, start))
        body.byline.append(last.cut(start, len(last.text)))


def _goes_on(last: Block, block: Block, indents: bool) -> bool:
    """Whether `block` is the rest of `last`, cut off by a column, a page or a blank line."""
    if _DANGLING.match(block.text):
        return True
    if _is_subhead(last) or _is_subhead(block):
        return False
    if last.text[-1] in "；;：:" and _ITEM.match(block.text):
        return False
    return not ends_sentence(last.text) or (indents and not block.indented and not block.level)
