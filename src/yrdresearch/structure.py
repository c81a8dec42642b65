"""Blocks -> what each is on the page, and which belong to one article (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from yrdresearch.imprint import (
    inline_end,
    institution,
    is_body,
    is_end_line,
    is_heading_like,
    is_source_line,
    note_mark,
    persons,
)
from yrdresearch.layout import Block, ends_sentence
from yrdresearch.sentences import cut_spans

_FURNITURE = re.compile(
    r"(?:第?\s*[A-Z]?\d{1,3}\s*版?|第[一二三四五六七八九十]+版|[-—]\s*\d+\s*[-—]|[-*_=—~·\s]{3,}|责任编辑.*|责编.*|编辑[:：].*)"
)


@dataclass
class Draft:
    """An article while it is put together."""

    title: list[Block] = field(default_factory=list)
    byline: list[Block] = field(default_factory=list)
    end: list[Block] = field(default_factory=list)
    paragraphs: list[Block] = field(default_factory=list)
    title_after: bool = False
    moved: bool = False


@dataclass
class Outline:
    """Every block of a page in its place."""

    title: list[Block] = field(default_factory=list)
    note_mark: list[Block] = field(default_factory=list)
    note: list[Block] = field(default_factory=list)
    source: list[Block] = field(default_factory=list)
    furniture: list[Block] = field(default_factory=list)
    articles: list[Draft] = field(default_factory=list)


def outline(blocks: Sequence[Block]) -> Outline:
    """Sort the blocks of a page into title, note, source and articles."""
    page = Outline()
    rest = _take_furniture(blocks, page)
    rest = _take_opening(rest, page)
    heads, bodies, order = _segments(rest)
    page.articles = _match(heads, bodies, order)
    return page


def _take_furniture(blocks: Sequence[Block], page: Outline) -> list[Block]:
    kept = []
    for block in blocks:
        if _FURNITURE.fullmatch(block.text):
            page.furniture.append(block)
        elif is_source_line(block.text) and not page.source:
            page.source.append(block)
        else:
            kept.append(block)
    return kept


def _is_byline(block: Block) -> bool:
    return bool(persons(block.text) or institution(block.text))


def _take_opening(blocks: list[Block], page: Outline) -> list[Block]:
    """Page title and editor's note; what is left are the articles."""
    if not blocks:
        return blocks
    at = 0
    follows = [b.text for b in blocks[1:3]]
    heading = blocks[0].level or is_heading_like(blocks[0].text)
    if heading and follows and (note_mark(follows[0]) or not (_is_byline(blocks[1]) or is_body(follows[0]))):
        page.title.append(blocks[0])
        at = 1
    if at < len(blocks) and (length := note_mark(blocks[at].text)):
        block, at = blocks[at], at + 1
        page.note_mark.append(_cut(block, 0, length))
        if length < len(block.text):
            page.note.append(_cut(block, length, len(block.text)))
        elif at < len(blocks):
            page.note.append(blocks[at])
            at += 1
        while (
            page.note
            and at < len(blocks)
            and not ends_sentence(page.note[-1].text)
            and is_body(blocks[at].text)
        ):
            page.note.append(blocks[at])
            at += 1
    return blocks[at:]


def _cut(block: Block, start: int, end: int) -> Block:
    return Block(cut_spans(block.spans, start, end), block.text[start:end], block.level, block.indented)


def _segments(blocks: list[Block]) -> tuple[list[Draft], list[Draft], list[tuple[str, int]]]:
    """Heads (title and byline) and bodies (paragraphs and closing lines) in page order."""
    heads: list[Draft] = []
    bodies: list[Draft] = []
    order: list[tuple[str, int]] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        byline = at + 1 < len(blocks) and _is_byline(blocks[at + 1])
        if (
            not is_end_line(block.text)
            and not is_body(block.text)
            and (block.level or (byline and is_heading_like(block.text)))
        ):
            head = Draft(title=[block])
            at += 1
            if byline:
                head.byline.append(blocks[at])
                at += 1
            while at < len(blocks) and is_end_line(blocks[at].text):
                head.end.append(blocks[at])
                at += 1
            heads.append(head)
            order.append(("head", len(heads) - 1))
            continue
        if not order or order[-1][0] == "head" or (bodies[-1].end and not is_end_line(block.text)):
            bodies.append(Draft())
            order.append(("body", len(bodies) - 1))
        _add(bodies[-1], block)
        at += 1
    return heads, bodies, order


def _add(body: Draft, block: Block) -> None:
    if is_end_line(block.text):
        body.end.append(block)
        return
    last = body.paragraphs[-1] if body.paragraphs else None
    if last and not ends_sentence(last.text):
        block = Block(last.spans + block.spans, last.text + block.text, 0, last.indented)
        body.paragraphs.pop()
    start = inline_end(block.text)
    if start > 0:
        body.end.append(_cut(block, start, len(block.text)))
        block = _cut(block, 0, start)
    body.paragraphs.append(block)


def _match(heads: list[Draft], bodies: list[Draft], order: list[tuple[str, int]]) -> list[Draft]:
    """Give each body its head: before it when there is one, else after it; least cost over the page."""
    n = len(order)
    best: list[tuple[float, list[tuple[int | None, int | None]]]] = [(0.0, [])]
    for i in range(1, n + 1):
        kind, index = order[i - 1]
        alone = (index, None) if kind == "head" else (None, index)
        options = [(best[i - 1][0] + (10 if kind == "head" else 5), [*best[i - 1][1], alone])]
        if i > 1 and order[i - 2][0] != kind:
            before, cost, pairs = order[i - 2], best[i - 2][0], best[i - 2][1]
            pair = (before[1], index) if kind == "body" else (index, before[1])
            options.append((cost + (0 if kind == "body" else 1), [*pairs, pair]))
        best.append(min(options, key=lambda option: option[0]))
    pairs = best[n][1]
    spare = [head for head, body in pairs if body is None and head is not None]
    articles = []
    for head, body in pairs:
        if body is None:
            continue
        draft = bodies[body]
        moved = head is None and bool(spare)
        found = spare.pop(0) if moved else head
        if found is not None:
            draft.title, draft.byline = heads[found].title, heads[found].byline
            draft.end = heads[found].end + draft.end
            draft.title_after = order.index(("head", found)) > order.index(("body", body))
        draft.moved = moved
        articles.append(draft)
    return articles + [heads[i] for i in spare]
