"""What is known of a page's labels before it is decoded: by what the file says, by what cannot be (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from yrdresearch.pages.blocks import Block, has_role
from yrdresearch.pages.decode import LABELS, Floats
from yrdresearch.pages.facts import Facts
from yrdresearch.spans import fold

_FORBIDDEN = -1e4
_INSIDE = ("paragraph", "rest", "subhead", "caption", "end", "signoff", "furniture")
_LONGEST_NAME = 16  # characters of a byline that no convention knows


def constraints(blocks: Sequence[Block], facts: Facts) -> Floats:
    """Zero for each label that a block may have, a large negative number for the others; (blocks, labels)."""
    if facts.title is not None:
        return _given(blocks, facts)
    allowed = np.zeros((len(blocks), len(LABELS)))
    for at, block in enumerate(blocks):
        if block.cut:
            _only(allowed, at, [m.role for m in block.marks if m.role in ("end", "byline", "source")][:1])
        elif has_role(block, "end") and block.plain[0] in "([【" and block.plain[-1] in ")]】":
            _only(allowed, at, ("end",))
        elif not has_role(block, "byline", "closing", "credit", "dateline") and _no_name(block.plain):
            allowed[at, LABELS.index("byline")] = _FORBIDDEN
    for at in range(_annex(blocks), len(blocks)):
        _only(allowed, at, ("paragraph", "rest", "subhead"))
    return allowed


def _only(allowed: Floats, at: int, labels: Iterable[str]) -> None:
    columns = [LABELS.index(label) for label in labels]
    if columns:
        allowed[at] = _FORBIDDEN
        allowed[at, columns] = 0


def _no_name(plain: str) -> bool:
    return len(plain) > _LONGEST_NAME or any(mark in plain for mark in ",。;:?!“")


def _annex(blocks: Sequence[Block]) -> int:
    """Where the annex of an office's document begins, behind signature and date; the number of blocks if nowhere.

    A document that has no number, and a page with several, has none.
    """
    if sum(has_role(block, "number") for block in blocks) != 1:
        return len(blocks)
    signatures = [at for at in range(4, len(blocks) - 1) if _is_signature(blocks, at)]
    if not signatures:
        return len(blocks)
    at = signatures[0] + 1
    while at < len(blocks) and has_role(blocks[at], "signoff"):
        at += 1
    return at


def _is_signature(blocks: Sequence[Block], at: int) -> bool:
    """Whether an office signs at `at`, and the day stands below."""
    signs = any(m.role == "signoff" and "institution" in m.groups for m in blocks[at].marks)
    return signs and any(m.role == "signoff" and "date" in m.groups for m in blocks[at + 1].marks)


def _given(blocks: Sequence[Block], facts: Facts) -> Floats:
    """The whole text is one article: lines that repeat what is given are told, all others are its body."""
    allowed = np.zeros((len(blocks), len(LABELS)))
    title = letters(facts.title or "")
    in_head = True
    for at, block in enumerate(blocks):
        words = letters(block.plain)
        if in_head and words and words in title:
            _only(allowed, at, ("title",))
        elif _repeats_authors(block, facts):
            _only(allowed, at, ("byline",))
        elif in_head and has_role(block, "source"):
            _only(allowed, at, ("source", "paragraph"))
        else:
            _only(allowed, at, _INSIDE if not in_head else [label for label in _INSIDE if label != "rest"])
            in_head = False
    return allowed


def letters(text: str) -> str:
    """Letters and digits of a text, folded: what stays the same however a line is set."""
    return "".join(character for character in fold(text) if character.isalnum())


def _repeats_authors(block: Block, facts: Facts) -> bool:
    names = {name for mark in block.marks if mark.role == "byline" and mark.start == 0 for name in mark.names}
    return bool(names) and facts.authors is not None and names <= set(facts.authors)
