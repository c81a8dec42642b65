"""Heads and bodies of a page -> articles, at the least cost over the whole page (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from yrdresearch.pages.layout import Block, join
from yrdresearch.spans import ends_sentence

_HEADLESS, _AFTER, _LOST = 5, 1, 10  # a body without a head, a title after its body, a head without a body


@dataclass
class Draft:
    """An article while it is put together: blocks in their places."""

    title: list[Block] = field(default_factory=list)
    byline: list[Block] = field(default_factory=list)
    end: list[Block] = field(default_factory=list)
    paragraphs: list[Block] = field(default_factory=list)
    place: str = "none"  # of the title: before, after, moved, none


@dataclass
class Part:
    """A stretch of the page: a head (title, byline), a body (paragraphs, closing lines), or a wall."""

    kind: str
    draft: Draft = field(default_factory=Draft)
    bare: bool = False  # a title by looks alone: it may be the first words of a body instead


@dataclass(frozen=True)
class _Reading:
    """One way to read the last parts of a stretch: a head and a body, or one of them alone."""

    cost: float
    length: int
    head: Part | None = None
    body: Part | None = None
    opening: Part | None = None  # what looked like a title, and is the body's first words
    place: str = "none"


@dataclass(frozen=True)
class _Prices:
    """What a title without byline costs on this page."""

    unsigned: float
    bare: float
    top: int

    def of(self, head: Part, body: Part) -> float:
        if head.draft.byline or body.draft.byline:
            return 0
        level = head.draft.title[0].level
        return self.bare if head.bare else self.unsigned * (5 / 3 if 0 < level <= self.top else 1)


def pair(parts: Sequence[Part]) -> tuple[list[Block], list[Draft], list[Block]]:
    """Page title, articles, and what found no place: a body gets the head above, below, or a spare one."""
    prices = _prices(parts)
    best: list[tuple[float, list[_Reading]]] = [(0.0, [])]
    for at in range(1, len(parts) + 1):
        options = []
        for reading in _readings(parts[:at], prices):
            cost, found = best[at - reading.length]
            options.append((cost + reading.cost, [*found, reading]))
        best.append(min(options, key=lambda option: option[0]))
    return _assemble(best[-1][1])


def _prices(parts: Sequence[Part]) -> _Prices:
    heads = [part for part in parts if part.kind == "head"]
    signed = sum(bool(part.draft.byline) for part in heads)
    bodies = sum(part.kind == "body" for part in parts)
    top = min((part.draft.title[0].level for part in heads), default=0)
    unsigned = 3 if signed else 0
    # With a signed title for every body, a line that merely looks like a title is hardly one.
    return _Prices(unsigned, 9 if signed >= bodies else unsigned, top)


def _readings(parts: Sequence[Part], prices: _Prices) -> list[_Reading]:
    """Every way to read the last one, two or three of `parts` as one article, or as something left alone."""
    last, above = parts[-1], parts[-2] if len(parts) > 1 else None
    if last.kind == "wall":
        return [_Reading(0, 1)]
    if last.kind == "head":
        page_title = len(parts) == 1 and not last.draft.byline
        alone = _Reading(2 if page_title else _LOST, 1, head=last)
        return [alone, *(_title_after(parts, prices) if above and above.kind == "body" else [])]
    readings = _bodies(parts)
    if above and above.kind == "head":
        readings.append(_Reading(prices.of(above, last), 2, head=above, body=last, place="before"))
    return readings


def _title_after(parts: Sequence[Part], prices: _Prices) -> list[_Reading]:
    head, body = parts[-1], parts[-2]
    extra = _AFTER - _HEADLESS + prices.of(head, body)
    return [
        replace(reading, cost=reading.cost + extra, length=reading.length + 1, head=head, place="after")
        for reading in _bodies(parts[:-1])
    ]


def _bodies(parts: Sequence[Part]) -> list[_Reading]:
    """The last part as a body without a head, with or without the bare title above as its first words."""
    readings = [_Reading(_HEADLESS, 1, body=parts[-1])]
    if len(parts) > 1 and parts[-2].bare:
        extra = 4 if len(parts) == 2 else 1  # on top of a page stands a title, not the rest of something
        readings.append(_Reading(_HEADLESS + extra, 2, body=parts[-1], opening=parts[-2]))
    return readings


def _assemble(readings: list[_Reading]) -> tuple[list[Block], list[Draft], list[Block]]:
    spare = [reading.head.draft for reading in readings if reading.head and not reading.body]
    title: list[Block] = []
    if spare and not spare[0].byline and readings[0].head and readings[0].head.draft is spare[0]:
        title = spare.pop(0).title
    spare.sort(key=lambda head: not head.byline)
    articles = [_article(reading, spare) for reading in readings if reading.body]
    return title, articles, [block for head in spare for block in [*head.title, *head.byline, *head.end]]


def _article(reading: _Reading, spare: list[Draft]) -> Draft:
    assert reading.body is not None
    body = reading.body.draft
    if reading.opening:
        body.paragraphs[:1] = [join([*reading.opening.draft.title, *body.paragraphs[:1]])]
    moved = not reading.head and bool(spare)
    head = reading.head.draft if reading.head else spare.pop(0) if spare else Draft()
    return Draft(
        title=head.title,
        byline=head.byline + body.byline,
        end=head.end + body.end,
        paragraphs=body.paragraphs,
        place="moved" if moved else reading.place,
    )


def _lines_of(title: Sequence[Block]) -> int:
    """Lines of a title, a subtitle behind a dash apart."""
    return sum(not block.text.startswith("——") for block in title)


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
        (_lines_of(draft.title) > 1, 0.9, "its title stands on several lines"),
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
        reasons.insert(1, "a byline stands beside it")
    return round(confidence, 2), tuple(reasons)
