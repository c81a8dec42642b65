"""Blocks -> what each is on the page, and which belong to one article (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from yrdresearch.imprint import (
    inline_end,
    is_body,
    is_end_line,
    is_heading_like,
    is_source_line,
    note_mark,
    read_byline,
)
from yrdresearch.layout import Block, join
from yrdresearch.sentences import ends_sentence

_FURNITURE = re.compile(
    r"第?\s*[A-Z]?\d{1,3}\s*版?|第[一二三四五六七八九十]+版|[-—]\s*\d+\s*[-—]|[-*_=—~·\s]{3,}"
    r"|(?:本版)?(?:责任编辑|责编|责校|美编|版式|校对|编辑)[:：\s].*|(?:上接|下转).{0,12}版.{0,4}|https?://\S+"
)
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]+(?:[、要是]|则)|第[一二三四五六七八九十]+[，、：是]|其[一二三四五六七八九十次]|[（(]?[一二三四五六七八九十\d]+[）).．、])"
)
_NUMBERED_HEAD = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d{1,2}[.．、])[^，。；：]{2,30}"
)
_DANGLING = re.compile(r"[，、。；：？！”’）》】…]")


@dataclass
class Draft:
    """An article while it is put together: blocks in their places."""

    title: list[Block] = field(default_factory=list)
    byline: list[Block] = field(default_factory=list)
    end: list[Block] = field(default_factory=list)
    paragraphs: list[Block] = field(default_factory=list)
    place: str = "none"  # of the title: before, after, moved, none


@dataclass
class Outline:
    """Every block of a page in its place."""

    title: list[Block] = field(default_factory=list)
    note: list[Block] = field(default_factory=list)
    note_mark: list[Block] = field(default_factory=list)
    source: list[Block] = field(default_factory=list)
    furniture: list[Block] = field(default_factory=list)
    unplaced: list[Block] = field(default_factory=list)
    articles: list[Draft] = field(default_factory=list)


@dataclass
class _Part:
    """A stretch of the page: a head (title, byline), a body (paragraphs, closing lines), or a wall."""

    kind: str
    draft: Draft = field(default_factory=Draft)
    bare: bool = False  # a title by looks alone: it may be the first words of a body instead


def outline(blocks: Sequence[Block]) -> Outline:
    """Sort the blocks of a page into title, note, source and articles."""
    page = Outline()
    kept = []
    for block in blocks:
        if _FURNITURE.fullmatch(block.text):
            page.furniture.append(block)
        elif is_source_line(block.text):
            page.source.append(block)
        else:
            kept.append(block)
    opening, rest = _take_note(kept, page)
    parts = _parts(opening) + ([_Part("wall")] if page.note_mark else []) + _parts(rest)
    _match(parts, page)
    return page


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


def _head_at(blocks: list[Block], at: int, levels: Sequence[int]) -> bool:
    """Whether a title stands at `at`: marked as one, or like one with a byline beneath."""
    block = blocks[at]
    if is_end_line(block.text) or is_body(block.text) or len(block.text) < 2:
        return False
    signed = at + 1 < len(blocks) and read_byline(blocks[at + 1].text) is not None
    if signed:
        return bool(block.level) or is_heading_like(block.text)
    return bool(block.level) and (not levels or block.level <= max(levels))


def _parts(blocks: list[Block]) -> list[_Part]:
    """Heads and bodies in page order."""
    levels = [b.level for b, below in pairwise(blocks) if b.level and read_byline(below.text)]
    indents = _indents(blocks)
    parts: list[_Part] = []
    at = 0
    while at < len(blocks):
        last = parts[-1] if parts else None
        opens = last is None or (last.kind == "body" and bool(last.draft.end))
        marked = _head_at(blocks, at, levels)
        if marked or (opens and _bare_title(blocks[at].text)):
            parts.append(_Part("head", bare=not marked))
            at = _fill_head(parts[-1].draft, blocks, at)
            continue
        if last is None or last.kind == "head" or (last.draft.end and not is_end_line(blocks[at].text)):
            parts.append(_Part("body"))
        signs = at + 1 == len(blocks) or is_end_line(blocks[at + 1].text) or _head_at(blocks, at + 1, levels)
        unsigned = len(parts) < 2 or parts[-2].kind != "head" or not parts[-2].draft.byline
        _add(parts[-1].draft, blocks[at], indents, signs and unsigned)
        at += 1
    return parts


def _bare_title(text: str) -> bool:
    return is_heading_like(text) and not (is_body(text) or is_end_line(text) or read_byline(text))


def _fill_head(head: Draft, blocks: list[Block], at: int) -> int:
    head.title.append(blocks[at])
    at += 1
    if at < len(blocks) and blocks[at].text.startswith("——") and not is_body(blocks[at].text):
        head.title.append(blocks[at])
        at += 1
    if at < len(blocks) and read_byline(blocks[at].text):
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


def _goes_on(last: Block, block: Block, indents: bool) -> bool:
    """Whether `block` is the rest of `last`, cut off by a column, a page or a blank line."""
    if _DANGLING.match(block.text):
        return True
    if _NUMBERED_HEAD.fullmatch(last.text):
        return False
    if last.text[-1] in "；;：:" and _ITEM.match(block.text):
        return False
    return not ends_sentence(last.text) or (indents and not block.indented and not block.level)


def _match(parts: list[_Part], page: Outline) -> None:
    """Give each body its head: the one before it, else the one after, at least cost over the page."""
    signed = any(part.kind == "head" and part.draft.byline for part in parts)
    top = min((part.draft.title[0].level for part in parts if part.kind == "head"), default=0)
    best: list[tuple[float, list[_Article]]] = [(0.0, [])]
    for at in range(1, len(parts) + 1):
        options = []
        for article in _endings(parts[:at], signed, top):
            cost, found = best[at - article.length]
            options.append((cost + article.cost, [*found, article]))
        best.append(min(options, key=lambda option: option[0]))
    _assemble(best[-1][1], page)


@dataclass(frozen=True)
class _Article:
    """One way to read the last parts of a stretch: a head and a body, or one of them alone."""

    cost: float
    length: int
    head: _Part | None = None
    body: _Part | None = None
    opening: _Part | None = None  # what looked like a title, and is the body's first words
    place: str = "none"


def _endings(parts: list[_Part], signed: bool, top: int) -> list[_Article]:
    """Every way to read the last one, two or three of `parts` as one article or as something left alone."""
    last, first = parts[-1], len(parts) == 1
    if last.kind == "wall":
        return [_Article(0, 1)]
    if last.kind == "head":
        alone = _Article(2 if first and not last.draft.byline else 10, 1, head=last)
        return [alone, *_title_after(parts, signed, top)]
    bodies = _bodies(parts)
    if len(parts) > 1 and parts[-2].kind == "head":
        cost = _unsigned(parts[-2], last, signed, top)
        bodies.append(_Article(cost, 2, head=parts[-2], body=last, place="before"))
    return bodies


def _title_after(parts: list[_Part], signed: bool, top: int) -> list[_Article]:
    head, above = parts[-1], parts[:-1]
    if not above or above[-1].kind != "body":
        return []
    cost = (
        _unsigned(head, above[-1], signed, top) - 4
    )  # not 5 for a body alone, but 1 for a title in an odd place
    return [
        replace(body, cost=body.cost + cost, length=body.length + 1, head=head, place="after")
        for body in _bodies(above)
    ]


def _bodies(parts: list[_Part]) -> list[_Article]:
    """The last part as a body without a head, with or without the bare title above as its first words."""
    bodies = [_Article(5, 1, body=parts[-1])]
    if len(parts) > 1 and parts[-2].bare:
        opening = 9 if len(parts) == 2 else 6
        bodies.append(_Article(opening, 2, body=parts[-1], opening=parts[-2]))
    return bodies


def _unsigned(head: _Part, body: _Part | None, signed: bool, top: int) -> float:
    """What a title without byline costs on a page whose other titles have one."""
    if not signed or head.draft.byline or (body and body.draft.byline):
        return 0
    return 3 + 2 * (0 < head.draft.title[0].level <= top)


def _assemble(articles: list[_Article], page: Outline) -> None:
    spare = [article.head.draft for article in articles if article.head and not article.body]
    if spare and not spare[0].byline and articles[0].head and articles[0].head.draft is spare[0]:
        page.title = spare.pop(0).title
    spare.sort(key=lambda head: not head.byline)
    for article in articles:
        if not article.body:
            continue
        draft = article.body.draft
        if article.opening:
            draft.paragraphs[:1] = [join([*article.opening.draft.title, *draft.paragraphs[:1]])]
        found = article.head.draft if article.head else spare.pop(0) if spare else Draft()
        draft.place = article.place if article.head or not found.title else "moved"
        draft.title, draft.byline = found.title, found.byline + draft.byline
        draft.end = found.end + draft.end
        page.articles.append(draft)
    page.unplaced = [block for head in spare for block in [*head.title, *head.byline, *head.end]]


def judge(draft: Draft) -> tuple[float, tuple[str, ...]]:
    """How sure the reading of one article is, 0 to 1, and why.

    The factors are guesses of an editor, not probabilities; the benchmark says how often each level is right.
    """
    last = draft.paragraphs[-1].text if draft.paragraphs else ""
    length = sum(len(block.text) for block in draft.paragraphs)
    checks = (
        (not draft.title, 0.4, "no title was found for it"),
        (draft.place == "moved", 0.6, "its title stands elsewhere on the page"),
        (draft.place == "after", 0.9, "its title stands after the body"),
        (bool(draft.title) and not draft.title[0].level, 0.95, "its title is known by place and shape alone"),
        (bool(draft.title) and not draft.byline, 0.8, "no byline was found"),
        (not ends_sentence(last), 0.8, "its last paragraph does not end a sentence"),
        (length < 200, 0.7, f"its body has only {length} characters"),
    )
    confidence, reasons = 1.0, []
    for holds, factor, reason in checks:
        if holds:
            confidence *= factor
            reasons.append(reason)
    if draft.title and draft.title[0].level:
        reasons.insert(0, "its title is marked as a heading")
    if draft.byline and draft.place == "before":
        reasons.insert(1, "a byline stands beneath it")
    return round(confidence, 2), tuple(reasons)
