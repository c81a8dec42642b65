"""Conventions of newspapers and offices as data: what the look of a line says it may be (pure)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

import yaml

from yrdresearch.errors import ArgumentError, check_kind
from yrdresearch.files import resource
from yrdresearch.pages.fields import read_date
from yrdresearch.pages.signatures import person_names

Finder = Callable[[str], re.Match[str] | None]
_PLACES = ("whole", "start", "end")
_BACK = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")
_NAME = re.compile(r"\(\?P<\w+>")
_USUAL = 100  # characters a line may have, where an entry does not say
_STEPS = (_USUAL, 130, 300)  # lengths of lines above which fewer conventions are tried


@dataclass(frozen=True, slots=True)
class Convention:
    """One entry of ``page_conventions.yml``: a role, and the pattern of lines that have it."""

    role: str
    pattern: re.Pattern[str]
    example: str
    at: str = "whole"
    certain: bool = False
    trusted: bool = False
    institution: bool = False
    longest: int = _USUAL
    to_end: bool = False
    holds: str = ""

    @property
    def find(self) -> Finder:
        """Where a folded line that holds `holds` has the pattern."""
        pattern = self.pattern
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


def read_conventions(text: str) -> tuple[Convention, ...]:
    """Which conventions does a text in the form of ``page_conventions.yml`` state?

    Raises
    ------
    ArgumentError
        The text is no YAML with a list `conventions`; an entry lacks its role or pattern, or its pattern is
        no regular expression.

    Examples
    --------
    >>> text = 'conventions: [{role: byline, pattern: "撰文/(?P<names>.+)", example: "撰文/杜清河"}]'
    >>> (one,) = read_conventions(text)
    >>> one.role
    'byline'
    """
    check_kind(text, "text", str, source="Path.read_text")
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ArgumentError(f"the conventions are no YAML ({error}); correct the file") from None
    entries = data.get("conventions") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ArgumentError("the conventions are no list of entries; give `conventions:` with one a line")
    parts: dict[str, str] = {}
    for name, pattern in (data.get("parts") or {}).items():
        parts[name] = _fill(str(pattern), parts)
    return tuple(_convention(entry, parts) for entry in entries)


def _convention(entry: Mapping[str, Any], parts: Mapping[str, str]) -> Convention:
    known = {
        "role",
        "pattern",
        "example",
        "at",
        "certain",
        "trusted",
        "institution",
        "longest",
        "to_end",
        "holds",
        "note",
    }
    if not {"role", "pattern", "example"} <= set(entry) <= known or entry.get("at", "whole") not in _PLACES:
        raise ArgumentError(
            f"the convention {dict(entry)!r} is not one: give role, pattern and example, and of "
            f"{', '.join(sorted(known))} no other field; at is whole, start or end"
        )
    source = _fill(str(entry["pattern"]), parts)
    source = {"whole": source, "start": source, "end": f"(?:{source})$"}[entry.get("at", "whole")]
    try:
        pattern = re.compile(source)
    except re.error as error:
        raise ArgumentError(
            f"the pattern {entry['pattern']!r} cannot be read ({error}); correct it"
        ) from None
    options = {key: entry[key] for key in known & set(entry) - {"role", "pattern", "example", "note"}}
    return Convention(entry["role"], pattern, entry["example"], **options)


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


@cache
def conventions() -> tuple[Convention, ...]:
    """The conventions that come with the package."""
    return read_conventions(resource("page_conventions.yml"))


Together = tuple[str, Finder, tuple[tuple[Convention, Finder], ...]]
"""What a line must hold, what finds whether it has any of some conventions, and these."""


@cache
def _reaching(step: int) -> tuple[Together, ...]:
    """The conventions that reach lines longer than the step below, some together."""
    return _together([c for c in conventions() if step == 0 or c.longest > _STEPS[step - 1]])


def _together(chosen: Sequence[Convention]) -> tuple[Together, ...]:
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


@lru_cache(maxsize=2**15)
def read_marks(plain: str) -> tuple[Mark, ...]:
    """What the conventions say of a folded line, in the order of the file, up to one that is certain."""
    length, marks = len(plain), []
    for holds, anyone, members in _reaching(bisect_left(_STEPS, length)):
        for convention, find in members if holds in plain and anyone(plain) else ():
            match = find(plain) if length <= convention.longest else None
            if match and (mark := _mark(convention, match)):
                marks.append(mark)
                if mark.certain:
                    return tuple(marks)
    return tuple(marks)


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
        convention.role, match.start(), match.end(), convention.certain, names, groups, convention.to_end
    )
