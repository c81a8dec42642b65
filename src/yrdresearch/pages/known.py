"""What is known of a page's labels before it is decoded: what a block must be, what it cannot be (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

import numpy as np

from yrdresearch.pages.appearance import count_fellows, is_item
from yrdresearch.pages.block import Block, has_role, is_dangling, names_authors
from yrdresearch.pages.decode import LABELS, Floats
from yrdresearch.pages.heads import above_heading, cast, in_broken_title, signed_again, signed_as_heading
from yrdresearch.pages.layout import is_heading_like
from yrdresearch.pages.numbering import counted
from yrdresearch.pages.official import annex, is_official_title, printed_letter
from yrdresearch.pages.outline import (
    foreign_end,
    is_chapter,
    one_top,
    said_elsewhere,
    sections,
    unsigned,
    verse,
)
from yrdresearch.pages.talks import is_turn, speakers, talk
from yrdresearch.spans import ends_sentence

FORBIDDEN = -1e4
TOLD = 100 * FORBIDDEN
_HEADS = ("title", "kicker", "page_title", "subtitle")
_BELOW_TOP = ("title", "page_title", "subtitle", "paragraph", "rest", "subhead")  # of the only top heading
_TAIL = 5  # characters of a whole sentence at least; 效机制。 is the end of one
_NEEDS = {  # labels that no place on the page can give to a line without one of these roles
    "signoff": ("signoff",),
    "number": ("number",),
    "note_mark": ("note",),
    "source": ("source", "stamp", "byline"),
}
COLUMN = {label: at for at, label in enumerate(LABELS)}
_ADOPTED = re.compile(r"(?:通过|批准|公布|发布|修订|修正|施行|印发)\)?$")
_TOP = 9  # blocks among which the head of a page's first article is
_STATES_AUTHORS = re.compile("作者 ?:")
_LONGEST_NAME = 16  # characters of a byline that no convention knows


def constraints(blocks: Sequence[Block]) -> Floats:
    """Zero for each label that a block may have, a large negative number for the others; (blocks, labels)."""
    rows = []
    page = _Page.of(blocks)
    for at, block in enumerate(blocks):
        certain = _certain(block) or _pictures(at, blocks, page)
        rows.append([FORBIDDEN if certain else 0.0] * len(LABELS))
        for label in certain or _impossible(at, blocks, page):
            rows[at][COLUMN[label]] = 0.0 if certain else FORBIDDEN
    allowed = np.array(rows).reshape(len(blocks), len(LABELS))
    parts = sections(blocks)
    series = list(counted(blocks))
    between = chain.from_iterable(range(one[0], one[-1]) for one in series)
    turns, alone = talk(blocks), speakers(blocks)
    for at in (*parts, *turns, *alone, *between):
        allowed[at, [COLUMN[label] for label in _HEADS]] = FORBIDDEN
    chapters = [at for at, block in enumerate(blocks) if is_chapter(block)]
    allowed[[*chapters, *parts, *alone], COLUMN["byline"]] = FORBIDDEN
    for at in (*chain.from_iterable(series), *(n for n in turns if is_turn(blocks[n])), *alone):
        only(allowed, at, ("paragraph", "subhead"))
        if blocks[at].plain[-1] == ":" and at + 1 < len(blocks):  # what somebody says
            allowed[at + 1, COLUMN["rest"]] = FORBIDDEN
    top = one_top(blocks)
    if parts and top >= 0:
        only(allowed, top, ("title",))
    allowed[: max(top, 0), [COLUMN[label] for label in _BELOW_TOP]] = FORBIDDEN
    if any(map(names_authors, blocks[top + 1 : top + 3])):  # who signs is below it
        allowed[: max(top, 0), COLUMN["byline"]] = FORBIDDEN
    for at in above_heading(blocks):
        allowed[at, [COLUMN[label] for label in ("paragraph", "rest", "subhead")]] = FORBIDDEN
    inside = unsigned(blocks)
    for at in (*inside, *verse(blocks)):
        allowed[at, [COLUMN[label] for label in _HEADS]] = FORBIDDEN
    below = [at for at in inside if not (page.running[at - 1] or page.cut)]
    if len(below) > 1:  # a single short line may be the first words of a paragraph that a column cut
        allowed[below, COLUMN["rest"]] = FORBIDDEN
    for at in said_elsewhere(blocks):
        only(allowed, at, ("furniture",))
    for at in {*signed_again(blocks), *signed_as_heading(blocks)}.difference(alone):
        only(allowed, at, ("byline",))
    for at in (*set(cast(blocks)).difference(alone), *foreign_end(blocks)):
        only(allowed, at, ("end",))
    for at in printed_letter(blocks):
        only(allowed, at, ("paragraph",))
    for at in range(annex(blocks), len(blocks)):
        goes_on = not is_heading_like(blocks[at - 1].plain)
        only(allowed, at, ("paragraph", "rest", "subhead") if goes_on else ("paragraph", "subhead"))
    return allowed


def only(allowed: Floats, at: int, labels: Iterable[str], *, others: float = FORBIDDEN) -> None:
    """Forbid every other label to a block; by `TOLD` whatever the grammar of a page says."""
    columns = [COLUMN[label] for label in labels]
    if columns:
        allowed[at] = others
        allowed[at, columns] = 0


def own_labels(blocks: Sequence[Block]) -> dict[int, str]:
    """The label that a user's conventions give to blocks of the head and the text."""
    marks = ((at, mark) for at, block in enumerate(blocks) for mark in block.marks[-1:])
    return {at: mark.role for at, mark in marks if mark.own and mark.role in LABELS and mark.start == 0}


@dataclass(frozen=True, slots=True)
class _Page:
    """What holds for a page as a whole."""

    pictured: tuple[bool, ...]  # captions and credits
    running: tuple[bool, ...]
    fellows: tuple[int, ...]  # lines like a subhead in the same article
    indents: bool
    head: int  # the last byline or source above the text; 0 without one
    cut: bool  # columns cut its paragraphs: one of them stops inside a sentence
    deepest: int  # level of the headings that a byline follows; 9 without any

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> _Page:
        seen = [block.seen for block in blocks]
        running = tuple(one.running for one in seen)
        indents = has_indents(blocks)
        signed = [a.level for a, b in pairwise(blocks) if a.level and has_role(b, "byline")]
        pictured = tuple(has_role(block, "caption", "credit") for block in blocks)
        cut = any(
            one.running and not one.ended and b.plain[-1] not in ":;"
            for one, b in zip(seen, blocks, strict=True)
        )
        text = running.index(True) if True in running[:_TOP] else 0
        stated = [at for at in range(text) if has_role(blocks[at], "byline", "source")]
        fellows = count_fellows(blocks, seen)
        return cls(pictured, running, fellows, indents, max(stated, default=0), cut, max(signed, default=9))


def has_indents(blocks: Sequence[Block]) -> bool:
    """Whether running text is indented, nearly everywhere."""
    indented = [block.indented for block in blocks if block.seen.running]
    return len(indented) > 3 and sum(indented) >= 0.75 * len(indented)


def _certain(block: Block) -> Sequence[str]:
    """The only labels that a block may have; empty where nothing is certain."""
    if not block.marks:
        return ()
    if block.cut:
        return [m.role for m in block.marks if m.role in ("end", "byline", "source")]
    if has_role(block, "end") and block.plain[0] in "([【" and block.plain[-1] in ")]】":
        return ("end",)
    if has_role(block, "closing"):
        return ("paragraph",)
    stamped = has_role(block, "stamp") and not has_role(block, "byline")
    if stamped and (_ADOPTED.search(block.plain) or block.plain[0].isdigit()):
        return ("source",)
    if has_role(block, "number"):
        return ("number",)
    return ()


def _pictures(at: int, blocks: Sequence[Block], page: _Page) -> Sequence[str]:
    """A block is a caption when the credit of a picture is close below, or it is not set like the text."""
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    if not page.running[at] or below is None or not has_role(below, "credit") or page.running[at + 1]:
        return ()
    if has_role(blocks[at], "dateline"):  # 本报海州6月4日电: the first paragraph of a report
        return ()
    apart = page.indents and not blocks[at].indented
    return ("caption",) if below.near or apart else ()


def _impossible(at: int, blocks: Sequence[Block], page: _Page) -> Iterator[str]:
    """Labels that a block cannot have, by what it is and what is beside it."""
    block, above = blocks[at], blocks[at - 1] if at else None
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    yield from _not_by_itself(block, running=page.running[at])
    pictured = any(page.pictured[max(at - 2, 0) : at + 3]) and not _is_prose(at, blocks, page)
    if has_role(block, "dateline") or not pictured:
        yield "caption"
    if block.level > page.deepest:
        yield from ("title", "kicker", "page_title")
    if below and below.near:
        yield "page_title"
        if len(block.plain) < 7:
            yield "kicker"
    mark = block.plain[-1] in "—:?" or len(block.plain) > 9
    alone = page.cut and page.fellows[at] == 1 and not mark
    if not (block.level or block.marks) and (alone or (below and _is_tail(below))):
        yield "subhead"  # rather the first words of a paragraph that a column cut
    if above:
        yield from _not_below(above, block, at, page)
    elif is_heading_like(block.plain) and not block.marks and _names_authors_below(blocks):
        yield from ("paragraph", "rest")  # the first line of a page, and who signs below
    if at > 1:
        yield from _not_in_head(at, blocks, page)
    if in_broken_title(at, blocks):
        yield from ("paragraph", "rest", "subhead", "kicker", "subtitle", "byline", "page_title")
    addressed = above and has_role(block, "affiliation") and has_role(above, "byline", "affiliation")
    if addressed or (has_role(block, "stamp", "affiliation") and not any(page.running[:at])):
        yield from ("paragraph", "rest", "subhead")
    if at < page.head and (block.level or (not block.marks and is_heading_like(block.plain))):
        yield from ("paragraph", "rest", "subhead")
    if is_official_title(at, blocks):
        yield from ("paragraph", "rest", "subhead", "kicker", "subtitle", "page_title")


def _is_prose(at: int, blocks: Sequence[Block], page: _Page) -> bool:
    """Whether a block has two sentences, is set as the running text above it, and no photographer is near."""
    above = [one for one, running in zip(blocks[:at], page.running, strict=False) if running]
    block, beside = blocks[at], blocks[max(at - 2, 0) : at + 3]
    if block.near or not above or block.plain.count("。") < 2:
        return False
    if any("photographer" in mark.groups for one in beside for mark in one.marks):
        return False
    return (above[-1].indented, above[-1].gap) == (block.indented, block.gap)


def _names_authors_below(blocks: Sequence[Block]) -> bool:
    return len(blocks) > 1 and names_authors(blocks[1])


def _is_tail(block: Block) -> bool:
    """Whether the block begins with the end of a sentence (效机制。), as behind a break of columns."""
    end = block.plain.find("。")
    return 0 < end < _TAIL and not re.search(r"\W", block.plain[:end])


def _not_by_itself(block: Block, *, running: bool) -> Iterator[str]:
    plain = block.plain
    if "作者" in plain[:5] and names_authors(block):
        yield from () if running else ("paragraph", "rest", "subhead")
        if plain.startswith("作者"):
            yield "end"
    if _STATES_AUTHORS.match(plain) and not running:
        yield from _HEADS
    if block.level and plain[0].isdigit():
        yield "byline"
    if plain[-1] == ":" or (plain[-1] == "。" and not block.level):
        yield from ("title", "page_title")
        if plain[-1] == "。" and plain[0] not in "—-":
            yield "subtitle"
    yield from _not_by_role(block.roles, running, _no_name(plain), plain[0].isdigit(), plain.isascii())


@cache
def _not_by_role(
    roles: frozenset[str], running: bool, no_name: bool, digit: bool, latin: bool
) -> tuple[str, ...]:
    """Labels that no line of these roles has; `digit`: it begins with one; `latin`: it is all in ASCII."""
    labels = [label for label, needed in _NEEDS.items() if roles.isdisjoint(needed)]
    if no_name and roles.isdisjoint(("byline", "credit", "dateline")):
        labels.append("byline")
    if running:
        labels += ["page_title", "kicker", "title", "subtitle", "subhead", "furniture"]
        if roles.isdisjoint(("end", "aside", "affiliation", "footnote", "reference")):
            labels.append("end")
    if "source" in roles:
        labels += ["title", "subtitle"]
    if "source" in roles or (not roles.isdisjoint(("aside", "cast")) and not latin):
        labels += ["paragraph", "rest", "subhead"]
    if not roles.isdisjoint(("aside", "cast")) or ("stamp" in roles and digit):
        labels += _HEADS
    return tuple(labels)


def _not_below(above: Block, block: Block, at: int, page: _Page) -> Iterator[str]:
    """Whether a paragraph can end above, or go on here."""
    headed = above.level and not block.level and is_heading_like(above.plain)  # a heading goes on nowhere
    if headed or (above.plain[-1] in ";:" and is_item(block.plain)):
        yield "rest"
    if not page.running[at - 1] or block.level:
        return
    flush = page.indents and above.indented and not block.indented
    if not flush and ends_sentence(above.plain) and not is_dangling(block.plain):
        yield "rest"
    if flush and page.running[at] and not any(page.pictured[max(at - 2, 0) : at + 3]):
        yield "paragraph"  # the rest of a paragraph that a column broke after a full stop


def _not_in_head(at: int, blocks: Sequence[Block], page: _Page) -> Iterator[str]:
    """What cannot be below a byline, by what is above that byline."""
    block, title = blocks[at], blocks[at - 2]
    if not has_role(blocks[at - 1], "byline") or page.running[at]:
        return
    if has_role(title, "end"):
        yield from ("paragraph", "subhead")  # the byline is above its title
    elif is_heading_like(title.plain) and not title.marks and any(page.running[at + 1 : at + 2]):
        yield from () if block.level else ("title", "kicker")  # it is below its title


def _no_name(plain: str) -> bool:
    return len(plain) > _LONGEST_NAME or any(mark in plain for mark in ",。;:?!“(")
