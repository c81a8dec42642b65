"""A block of a page: its text and place, what conventions say of it, what it looks like by itself (pure)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from yrdresearch.pages.conventionfiles import package_conventions
from yrdresearch.pages.conventions import Conventions, Mark
from yrdresearch.spans import Span, cut_spans, ends_sentence

_LIMITS = (2, 4, 8, 12, 16, 20, 26, 34, 45, 70, 120)
_DANGLING = re.compile(r"[,、。;:?!”’)》】…]")
_HAN = re.compile("[㐀-鿿]")
_FEW = 0.1  # Chinese characters to a letter or digit in a line of another language, at most


@dataclass(frozen=True, slots=True)
class Seen:
    """What one block looks like by itself; `running`: like running text."""

    shape: str
    length: int
    roles: tuple[str, ...]
    ended: bool
    level: int
    running: bool


@dataclass(frozen=True)
class Block:
    """Lines that belong together, and where they are on the page.

    `plain` is `text` folded; `level` counts the heading marks in front (0 without); `gap` the line breaks
    above; `near` says that no blank line is above on a page that puts one between its blocks; `cut` that the
    block was cut off from the end of the block above.
    """

    spans: tuple[Span, ...]
    text: str
    plain: str
    level: int = 0
    indented: bool = False
    gap: int = 1
    near: bool = False
    cut: bool = False
    conventions: Conventions = field(default_factory=package_conventions, repr=False, compare=False)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """What the conventions say of the block."""
        return self.conventions.marks(self.plain, self.level)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that the block as a whole may have, by a convention."""
        return frozenset(mark.role for mark in self.marks if mark.start == 0)

    @cached_property
    def seen(self) -> Seen:
        """What the block looks like by itself."""
        plain, ended = self.plain, ends_sentence(self.plain)
        shape, length = _shape(plain, ended), bisect_left(_LIMITS, len(plain))
        return Seen(shape, length, _roles(self), ended, min(self.level, 4), shape in ("long", "text"))

    def part(self, start: int, end: int) -> Block:
        """Characters ``[start, end)`` of the block."""
        spans, text, plain = cut_spans(self.spans, start, end), self.text[start:end], self.plain[start:end]
        return Block(
            spans, text, plain, self.level, self.indented, self.gap, self.near, self.cut, self.conventions
        )


def join(blocks: Sequence[Block]) -> Block:
    """One block of several, as if no break were between them."""
    spans = tuple(span for block in blocks for span in block.spans)
    text, plain = "".join([block.text for block in blocks]), "".join([block.plain for block in blocks])
    return replace(blocks[0], spans=spans, text=text, plain=plain)


def has_role(block: Block, *roles: str) -> bool:
    """Whether a convention says that the whole block may have one of the roles."""
    return not block.roles.isdisjoint(roles)


def names_authors(block: Block) -> bool:
    """Whether the block may be a byline that names persons."""
    return any(mark.role == "byline" and mark.names and mark.start == 0 for mark in block.marks)


def is_foreign(block: Block) -> bool:
    """Whether the block is of letters and digits, with hardly a Chinese character."""
    plain = block.plain
    if _HAN.match(plain[-1]) or _HAN.match(plain[0]):
        return False
    letters = sum(character.isascii() and character.isalnum() for character in plain)
    return letters > 2 and len(_HAN.findall(plain)) < _FEW * letters


def _shape(plain: str, ended: bool) -> str:
    if len(plain) > 90:
        return "long"
    if "。" in plain[:-1] or (ended and len(plain) > 45):
        return "text"
    if ended and plain[-1] not in "?!…”’)":
        return "sentence"
    if len(plain) > 45:
        return "wide"
    if is_dangling(plain):
        return "dangling"
    if not _HAN.search(plain):
        return "other"
    if plain[-1] in ",、;":
        return "open"
    if plain[-1] == ":":
        return "colon"
    if "," in plain or ";" in plain:
        return "clause"
    return "words"


def _roles(block: Block) -> tuple[str, ...]:
    """Roles of the line, a byline's with what it names."""
    roles = []
    for mark in block.marks:
        if mark.start > 0:
            continue
        role = mark.role
        if role == "byline":
            role = "byline/names" if mark.names else "byline/body"
            if mark.names and len(mark.names[0]) < mark.end and block.plain[:2] != mark.names[0][:2]:
                role = "byline/told"
        elif role in ("signoff", "source") and "date" in mark.groups:
            role += "/date"
        roles.append(role)
    return tuple(dict.fromkeys(roles))


def is_dangling(plain: str) -> bool:
    """Whether a folded line begins with a mark that cannot begin one."""
    return bool(_DANGLING.match(plain))
