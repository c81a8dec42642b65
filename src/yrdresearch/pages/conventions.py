"""Conventions of newspapers and offices: what the look of a line says it may be (pure)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from yrdresearch.display import Faced
from yrdresearch.pages.fields import read_date
from yrdresearch.pages.signatures import person_names

Finder = Callable[[str], re.Match[str] | None]
PLACES = ("whole", "start", "end")
USUAL = 100
"""Characters a line may have, where an entry does not say."""
_BACK = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")
_NAME = re.compile(r"\(\?P<\w+>")
_TAIL = 300  # characters at the end of a line in which a user's tail is looked for
_STEPS = (USUAL, 130, 300)  # lengths of lines above which fewer conventions are tried


@dataclass(frozen=True, slots=True)
class Convention:
    """One entry of ``page_conventions.yml`` or of a user's `own` file: a role, the pattern of its lines.

    With a `level`, only headings of it are compared.
    """

    role: str
    pattern: re.Pattern[str]
    example: str
    at: str = "whole"
    certain: bool = False
    trusted: bool = False
    institution: bool = False
    longest: int = USUAL
    to_end: bool = False
    from_start: bool = False
    own: bool = False
    level: int = 0
    holds: str = ""

    @property
    def find(self) -> Finder:
        """Where a folded line that holds `holds` has the pattern; a user's tail near its end."""
        pattern = self.pattern
        if self.own and self.at == "end":
            return lambda plain: pattern.search(plain, max(len(plain) - _TAIL, 0))
        return {"whole": pattern.fullmatch, "start": pattern.match, "end": pattern.search}[self.at]


@dataclass(frozen=True, slots=True)
class Mark:
    """What one convention says of a line: its role, where in the line, and the groups of its pattern."""

    role: str
    start: int
    end: int
    certain: bool
    names: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    to_end: bool = False
    from_start: bool = False
    own: bool = False


Together = tuple[str, Finder, tuple[tuple[Convention, Finder], ...]]
"""What a line must hold, what finds whether it has any of some conventions, and these."""


class Conventions(Faced):
    """Conventions in the order in which they are tried, and what they say of a line.

    `head` is what the first lines of a page are, furniture left out, and `one_article` that each page is one,
    where its user knows.
    """

    def __init__(
        self, entries: Sequence[Convention], head: Sequence[str] = (), *, one_article: bool = False
    ) -> None:
        self.entries, self.head, self.one_article = tuple(entries), tuple(head), one_article
        self._reaching = [self._from(step) for step in range(len(_STEPS) + 1)]
        self.marks = lru_cache(maxsize=2**15)(self._marks)

    @property
    def has_own(self) -> bool:
        """Whether a user's are among them."""
        return bool(self.head or self.one_article or (self.entries and self.entries[0].own))

    def _facts(self) -> dict[tuple[str, str], object]:
        own = sum(one.own for one in self.entries)
        return {
            ("自定的行", "lines of your own"): own,
            ("程序包的版面惯例", "conventions of the package"): len(self.entries) - own,
            ("版首各行", "head"): ", ".join(self.head) or "—",
        }

    def _next(self) -> tuple[str, str]:
        return "下一步：read_pages(…, conventions=…)", "Next: read_pages(…, conventions=…)"

    def _from(self, step: int) -> tuple[Together, ...]:
        """The conventions that reach lines longer than the step below, some together."""
        return together([c for c in self.entries if step == 0 or c.longest > _STEPS[step - 1]])

    def _marks(self, plain: str, level: int = 0) -> tuple[Mark, ...]:
        """What the conventions say of a folded line, in their order, up to one that is certain of it all.

        `level` is the line's as a heading.
        """
        length, marks = len(plain), []
        for holds, anyone, members in self._reaching[bisect_left(_STEPS, length)]:
            for convention, find in members if holds in plain and anyone(plain) else ():
                reached = length <= convention.longest and convention.level in (0, level)
                match = find(plain) if reached else None
                if match and (mark := _mark(convention, match)):
                    marks.append(mark)
                    if mark.certain and mark.start == 0:
                        return tuple(marks)
        return tuple(marks)


def together(chosen: Sequence[Convention]) -> tuple[Together, ...]:
    """Neighbours of one place, with what finds whether a line has any of them: most lines have none."""
    groups: list[Together] = []
    for (at, holds, number), run in groupby(enumerate(chosen), key=_shared):
        members = tuple(convention for _, convention in run)
        if number is not None:
            groups.append((holds, members[0].find, ((members[0], members[0].find),)))
            continue
        anyone = "|".join(f"(?:{_NAME.sub('(?:', member.pattern.pattern)})" for member in members)
        whole = Convention("", re.compile(anyone), "", at=at, holds=holds)
        groups.append((holds, whole.find, tuple((member, member.find) for member in members)))
    return tuple(groups)


def _shared(numbered: tuple[int, Convention]) -> tuple[str, str, int | None]:
    """What neighbours asked together share; a pattern that refers back to its own groups is asked alone."""
    number, convention = numbered
    return convention.at, convention.holds, number if _BACK.search(convention.pattern.pattern) else None


def _mark(convention: Convention, match: re.Match[str]) -> Mark | None:
    """The mark, unless names or a date that the pattern promises are none."""
    groups = {name: value.strip() for name, value in match.groupdict().items() if value and value.strip()}
    names: tuple[str, ...] = ()
    for name in ("names", "signer", "photographer"):
        if name in groups:
            names = person_names(groups[name], trusted=convention.trusted or name == "photographer")
            if not names:
                return None
    if "date" in groups and not any(read_date(groups["date"])):
        return None
    if convention.institution:
        groups["institution"] = match.group()
    return Mark(
        convention.role,
        match.start(),
        match.end(),
        convention.certain,
        names,
        groups,
        convention.to_end,
        convention.from_start,
        convention.own,
    )
