"""What a file gives of its article, told to the decoding: its title and authors are not guessed (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from yrdresearch.pages.block import Block, has_role, names_authors
from yrdresearch.pages.decode import Floats
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.known import COLUMN, FORBIDDEN, has_indents, only
from yrdresearch.spans import fold

_INSIDE = ("paragraph", "rest", "subhead", "caption", "end", "signoff", "furniture")
_BY_ROLE = {  # labels that a line has only beside the text of a given title, and by a convention
    "byline": ("byline",),
    "source": ("source", "stamp"),
    "subtitle": ("subtitle",),
    "signoff": ("signoff",),
    "end": ("end", "affiliation", "references", "reference"),
}
_TOP = 12  # blocks among which a given title may be shown once more
_MENU = 8  # letters of an entry of a menu at most
_SHORT = 20  # characters of a picture's words that nothing marks as such
_SIGNATURE = 30  # characters of who signs above the day, on the last two lines
_FACT = re.compile(r"[*•·-]? ?[㐀-鿿]{2,6} ?: ?[^。]{1,60}")  # 地点：海州
_FACTS = 3  # lines of a list of facts at least
_HEADINGS = ("page_title", "kicker", "title", "note_mark", "note")


def without_title(blocks: Sequence[Block], facts: Facts) -> list[Block]:
    """The blocks, the first of running text parted behind the title that it repeats in front of a dateline.

    Scraped texts lose the break between the two.
    """
    title = letters(facts.title or "")
    top = next((at for at, block in enumerate(blocks) if block.seen.running), None)
    if not title or top is None or not letters(blocks[top].plain).startswith(title):
        return list(blocks)
    block = blocks[top]
    counts = accumulate(character.isalnum() for character in block.plain)
    end = next((at for at, count in enumerate(counts) if count > len(title)), len(block.plain))
    head, rest = block.part(0, end), block.part(end, len(block.plain))
    parts = [head, rest] if has_role(rest, "dateline") else [block]
    return [*blocks[:top], *parts, *blocks[top + 1 :]]


def tell(allowed: Floats, blocks: Sequence[Block], facts: Facts) -> None:
    """Forbid what the blocks cannot be where the file gives the title: the text is one article.

    Only lines that repeat what is given, or say when and by whom, are its head. The last line is never a
    title: what it says is all that the article has.
    """
    title = letters(facts.title or "")
    in_head, shown = True, False
    running, indents = [block.seen.running for block in blocks], has_indents(blocks)
    last = max((at for at, runs in enumerate(running) if runs), default=-1)
    shown_above, signature = _above_text(blocks, running), _signature(blocks, last, facts)
    listed = _listed_on_top(blocks)
    below = next((at for at in range(1, min(_TOP, len(blocks))) if letters(blocks[at].plain) == title), 0)
    below = 0 if any(running[:below]) else below  # where the title is shown under a menu
    for at, block in enumerate(blocks):
        words = letters(block.plain) if in_head else ""
        if at < below and len(words) <= _MENU and not has_role(block, "byline", "source", "number"):
            only(allowed, at, ("title",) if words and words == title else ("furniture",))
            continue
        if in_head and words and words in title and at + 1 < len(blocks):
            only(allowed, at, ("furniture",) if shown else ("title",))
            shown |= words == title
            continue
        if _repeats_authors(block, facts):
            only(allowed, at, ("byline",))
            continue
        in_head &= has_role(block, "source", "byline", "stamp", "subtitle", "number", "credit")
        if in_head and has_role(block, "stamp"):
            only(allowed, at, ("source",))
            continue
        if in_head and facts.authors is None and names_authors(block):
            only(allowed, at, ("byline",))
            continue
        if at in listed and not has_role(block, "source", "byline"):
            only(allowed, at, ("furniture",))
            continue
        if at in shown_above and not (words and words in title):
            only(allowed, at, ("furniture",))
            continue
        weak = _weak(block, outside=in_head or at > last, set_as_text=running[at] and indents)
        for label in (*_HEADINGS, "rest", *weak):
            allowed[at, COLUMN[label]] = FORBIDDEN
        if at == signature:
            only(allowed, at, ("signoff",))
        if facts.authors is not None and not _repeats_authors(block, facts):
            allowed[at, COLUMN["byline"]] = FORBIDDEN
        if allowed[at].max() == FORBIDDEN:
            only(allowed, at, _INSIDE)


def _above_text(blocks: Sequence[Block], running: Sequence[bool]) -> range:
    """Short lines between the head and the first paragraph, below the title on a page of the web: what is
    at its pictures."""
    if running.count(True) < 2 or not (blocks and blocks[0].level):
        return range(0)
    top = running.index(True)
    start = top
    while start > 1 and _is_plain(blocks[start - 1]):
        start -= 1
    return range(start, top)


def _listed_on_top(blocks: Sequence[Block]) -> range:
    """Lines on top that each name something and say what it is: a list of facts in front of the text."""
    end = next((at for at, block in enumerate(blocks) if not _FACT.fullmatch(block.plain)), len(blocks))
    return range(end if end >= _FACTS else 0)


def _is_plain(block: Block) -> bool:
    short = len(block.plain) <= _SHORT and not block.level and block.plain[-1].isalnum()
    return short and not block.marks


def _weak(block: Block, *, outside: bool, set_as_text: bool) -> list[str]:
    """Labels that the block does not have beside the text of a given title."""
    weak = [label for label, roles in _BY_ROLE.items() if not (outside and has_role(block, *roles))]
    if "byline/told" in block.seen.roles:  # 本报记者 张三, wherever it is
        weak = [label for label in weak if label != "byline"]
    if has_role(block, "numbered"):
        weak.append("furniture")  # a section on top of the text
    if set_as_text and block.indented:
        weak.append("caption")  # sites set it apart from their text
    return weak


def letters(text: str) -> str:
    """Letters and digits of a text, folded: what stays the same however a line is set."""
    return "".join(character for character in fold(text, marks=True) if character.isalnum())


def _signature(blocks: Sequence[Block], last: int, facts: Facts) -> int:
    """Who signs above the day on the last line; -1 for nobody, and behind the annex of a document."""
    at = len(blocks) - 2
    dated = blocks and any(mark.role == "signoff" and "date" in mark.groups for mark in blocks[-1].marks)
    short = last < at and len(blocks[at].plain) <= _SIGNATURE
    return at if dated and short and not facts.document_number else -1


def _repeats_authors(block: Block, facts: Facts) -> bool:
    signed = (set(mark.names) for mark in block.marks if mark.role == "byline" and mark.start == 0)
    return facts.authors is not None and any(names and names <= set(facts.authors) for names in signed)
