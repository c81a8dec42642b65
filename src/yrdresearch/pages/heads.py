"""Who signs in the head of a page, beyond what a line says by itself (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yrdresearch.pages.block import Block, has_role, names_authors
from yrdresearch.pages.layout import is_heading_like

_CAST = 20  # blocks among which a cast is
_TOP = 9  # blocks among which the head of a page's first article is


def above_heading(blocks: Sequence[Block]) -> range:
    """Lines above the first heading of the first level that end no sentence: none of them is text."""
    first = next((at for at, block in enumerate(blocks[:_TOP]) if block.level == 1), 0)
    return range(0 if any(block.seen.ended for block in blocks[:first]) else first)


def cast(blocks: Sequence[Block]) -> Iterator[int]:
    """Who takes part in a talk, listed above it: 主持人：…, 嘉宾：…, and the names on the lines below."""
    listed = False
    for at, block in enumerate(blocks[:_CAST]):
        if block.seen.running or block.seen.ended:
            return
        begins = has_role(block, "cast")
        if begins or (listed and (block.plain[-1] in ")、," or names_authors(block))):
            yield at
        listed |= begins


def signed_again(blocks: Sequence[Block]) -> Iterator[int]:
    """Bylines of a page's head that only name persons whom a line above names, with the day or an office."""
    named: set[str] = set()
    for at, block in enumerate(blocks[:_TOP]):
        if block.seen.running:
            return
        names = next((mark.names for mark in block.marks if mark.role == "byline" and mark.names), ())
        if names and named.issuperset(names):
            yield at
        named.update(names)


def signed_as_heading(blocks: Sequence[Block]) -> Iterator[int]:
    """Names of persons set as a heading between title and affiliation, as converters of journals set them."""
    for at, block in enumerate(blocks[1:_TOP], start=1):
        beside = [one for one in blocks[at - 1 : at + 2] if has_role(one, "affiliation", "abstract")]
        above = blocks[at - 1]
        titled = above.level and is_heading_like(above.plain) and not names_authors(above)
        if block.level and (beside or titled) and names_authors(block):
            yield at
