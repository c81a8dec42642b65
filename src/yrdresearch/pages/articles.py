"""Labelled blocks -> articles: heads and bodies in page order, each body with its head (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from yrdresearch.pages.block import Block, has_role, join
from yrdresearch.pages.fields import read_keyed
from yrdresearch.pages.layout import parted

_HEADLESS, _AFTER, _LOST = 5, 1, 10  # a body without a head, a title after its body, a head without a body
_HEAD = ("kicker", "title", "subtitle")


@dataclass
class Draft:
    """An article while it is put together: blocks in their places, and the numbers of all its blocks."""

    kicker: list[Block] = field(default_factory=list)
    title: list[Block] = field(default_factory=list)
    subtitle: list[Block] = field(default_factory=list)
    byline: list[Block] = field(default_factory=list)
    number: list[Block] = field(default_factory=list)
    source: list[Block] = field(default_factory=list)
    end: list[Block] = field(default_factory=list)
    signoff: list[Block] = field(default_factory=list)
    paragraphs: list[Block] = field(default_factory=list)
    place: str = "none"  # of the title: before, after, moved, none
    blocks: list[int] = field(default_factory=list)
    closed: bool = False  # something behind the paragraphs says that the article ends

    def add(self, label: str, at: int, block: Block, *, closes: bool) -> None:
        """Put a block where its label says; the rest of a paragraph is joined to it."""
        self.blocks.append(at)
        self.closed |= closes and bool(self.paragraphs)
        if label == "subhead":
            self.closed = False
        if label == "rest" and self.paragraphs:
            self.paragraphs[-1], *closing = parted(join([self.paragraphs[-1], block]))
            for piece in closing:
                (self.byline if has_role(piece, "byline") else self.end).append(piece)
        elif label in ("paragraph", "rest", "subhead"):
            self.paragraphs.append(block)
        else:
            getattr(self, label).append(block)

    def take(self, other: Draft) -> None:
        """All that `other` holds, behind what is here."""
        for name in (*_HEAD, "byline", "number", "source", "end", "signoff", "paragraphs", "blocks"):
            getattr(self, name).extend(getattr(other, name))


@dataclass
class Part:
    """A stretch of the page: a head (title, byline), a body (paragraphs, closing lines), or a wall."""

    kind: str
    draft: Draft = field(default_factory=Draft)


@dataclass
class Placed:
    """Every block of a page in its place; `unplaced` are heads for which there is no body."""

    page_title: list[Block] = field(default_factory=list)
    note_mark: list[Block] = field(default_factory=list)
    note: list[Block] = field(default_factory=list)
    source: list[Block] = field(default_factory=list)
    furniture: list[Block] = field(default_factory=list)
    caption: list[Block] = field(default_factory=list)
    end: list[Block] = field(default_factory=list)
    unplaced: list[Block] = field(default_factory=list)
    articles: list[Draft] = field(default_factory=list)


def place_blocks(blocks: Sequence[Block], labels: Sequence[str]) -> Placed:
    """Where does each block belong, by its label and those around it?"""
    page = Placed()
    parts: list[Part] = []
    one = _is_one(labels)
    for at, (block, label) in enumerate(zip(blocks, labels, strict=True)):
        if label in ("page_title", "note_mark", "furniture", "caption"):
            getattr(page, label).append(block)
            if label == "note_mark":
                parts.append(Part("wall"))
        elif label == "note" or (label == "rest" and page.note and parts and parts[-1].kind == "wall"):
            page.note.append(block)
        else:
            _put(page, parts, at, block, label, labels, one=one)
    page.articles, page.unplaced = pair(parts)
    if len(page.articles) == 1 and not page.articles[0].title:  # the one title that there is
        page.articles[0].title, page.page_title = page.page_title, []
    return page


def _is_one(labels: Sequence[str]) -> bool:
    """Whether a page has one head and is signed once: notes between its paragraphs end nothing."""
    told = [label for label in labels if label not in ("furniture", "caption", "source", "number", "end")]
    heads = [label for label, _ in groupby("head" if label in _HEAD else label for label in told)]
    return heads.count("head") == 1 and heads.count("byline") <= 1


def _put(
    page: Placed,
    parts: list[Part],
    at: int,
    block: Block,
    label: str,
    labels: Sequence[str],
    *,
    one: bool,
) -> None:
    kind = _kind(parts, at, label, labels)
    if label == "source" and parts and parts[-1].kind == "body" and "author" in read_keyed(block.plain):
        kind = "here"  # 本文来源：… 作者：… below the text
    if kind == "page":
        (page.source if label == "source" else page.end).append(block)
        return
    if kind != "here":
        parts.append(Part(kind))
    signs = label == "byline" and not (at and labels[at - 1] == "subhead") and not _goes_on(at, labels)
    parts[-1].draft.add(
        label, at, block, closes=signs or (label == "end" and not one and has_role(block, "end"))
    )


def _kind(parts: Sequence[Part], at: int, label: str, labels: Sequence[str]) -> str:
    """Whether a block goes to the part that is `here`, opens a head or a body, or belongs to the page."""
    last = parts[-1] if parts else Part("wall")
    draft = last.draft
    if label in _HEAD:
        opened = bool(draft.title) and (label == "kicker" or _apart(draft.blocks[-1], at, labels))
        return "here" if last.kind == "head" and not opened else "head"
    if label == "byline":
        signed = draft.byline or (len(parts) > 1 and parts[-2].kind == "head" and parts[-2].draft.byline)
        above = last.kind == "body" and bool(signed) and _next_head(at, labels)
        return "head" if last.kind == "wall" or above else "here"
    if label in ("paragraph", "rest", "subhead"):
        return "body" if last.kind != "body" or (label == "paragraph" and draft.closed) else "here"
    if label == "source":
        return "here" if last.kind == "head" and draft.title else "page"
    if last.kind != "wall":
        return "here"
    return "head" if label == "number" else "page"


def _goes_on(at: int, labels: Sequence[str]) -> bool:
    """Whether text is below bylines that are below the only text above them, as below a lead."""
    below = next((label for label in labels[at:] if label not in ("byline", "furniture", "caption")), "")
    above = [label for label in labels[:at] if label not in ("byline", "furniture", "caption")]
    return below == "paragraph" and above[-1:] == ["paragraph"] and above[-2:-1] != ["paragraph"]


def _apart(before: int, at: int, labels: Sequence[str]) -> bool:
    """Whether something other than the sheet's furniture is between two lines of a head."""
    return any(label not in ("furniture", "caption", *_HEAD) for label in labels[before:at])


def _next_head(at: int, labels: Sequence[str]) -> bool:
    """Whether bylines from `at` on are above a title that no byline below signs."""
    below = at
    while below < len(labels) and labels[below] in ("byline", "furniture", "source"):
        below += 1
    if below == len(labels) or labels[below] not in _HEAD:
        return False
    while below < len(labels) and labels[below] in (*_HEAD, "furniture", "source"):
        below += 1
    return below == len(labels) or labels[below] != "byline"


@dataclass(frozen=True)
class _Reading:
    """One way to read the last parts of a page: a head and a body, or one of them alone."""

    cost: float
    length: int
    head: Part | None = None
    body: Part | None = None
    place: str = "none"


def pair(parts: Sequence[Part]) -> tuple[list[Draft], list[Block]]:
    """Which head belongs to which body, at the least cost over the whole page; and the heads left over.

    A head is above its body (cost 0), below it (1), or has none (10); a body may have none (5). A head
    left over goes to a body without one: the title of an article was moved.
    """
    costs, chosen = [0.0], list[_Reading]()
    for at in range(1, len(parts) + 1):
        ways = _readings(parts[max(at - 2, 0) : at])
        cost, best = min(((costs[at - way.length] + way.cost, way) for way in ways), key=itemgetter(0))
        costs.append(cost)
        chosen.append(best)
    readings = list[_Reading]()
    at = len(parts)
    while at:
        readings.append(chosen[at - 1])
        at -= chosen[at - 1].length
    readings.reverse()
    spare = [reading.head.draft for reading in readings if reading.head and not reading.body]
    articles = [_assemble(reading, spare) for reading in readings if reading.body]
    lost = [
        b
        for head in spare
        for b in [
            *head.kicker,
            *head.title,
            *head.subtitle,
            *head.byline,
            *head.number,
            *head.source,
            *head.end,
            *head.signoff,
        ]
    ]
    return articles, lost


def _readings(parts: Sequence[Part]) -> list[_Reading]:
    last, above = parts[-1], parts[-2] if len(parts) > 1 else None
    if last.kind == "wall":
        return [_Reading(0, 1)]
    if last.kind == "head":
        alone = _Reading(_LOST, 1, head=last)
        after = above is not None and above.kind == "body"
        return [alone, _Reading(_AFTER, 2, last, above, "after")] if after else [alone]
    readings = [_Reading(_HEADLESS, 1, body=last)]
    if above and above.kind == "head":
        readings.append(_Reading(0, 2, above, last, "before"))
    return readings


def _assemble(reading: _Reading, spare: list[Draft]) -> Draft:
    assert reading.body is not None
    moved = reading.head is None and bool(spare)
    head = reading.head.draft if reading.head else spare.pop(0) if spare else Draft()
    article = Draft(place="moved" if moved else reading.place)
    article.take(head)
    article.take(reading.body.draft)
    return article
