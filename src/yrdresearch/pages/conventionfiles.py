"""Files of conventions -> `Conventions`: the package's, and a user's own before them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from yrdresearch.errors import ArgumentError, check_kind, path_of
from yrdresearch.files import decode, resource
from yrdresearch.pages.conventions import PLACES, Convention, Conventions
from yrdresearch.spans import fold

_FIELDS = {
    *("role", "pattern", "example", "at", "certain", "trusted", "institution", "longest", "to_end", "holds"),
    "note",
}
HEAD = ("title", "kicker", "subtitle", "byline", "source", "note", "furniture", "paragraph")
"""What a line of a page's head may be said to be."""
LINES = (
    *("title", "kicker", "subtitle", "byline", "source", "note", "paragraph", "subhead", "caption", "end"),
    *("furniture", "above", "below", "tail", "dateline"),
)
"""What lines of an own file may be."""
_BLANKS = {
    "{names}": "(?P<names>{names})",
    "{day}": "(?P<date>{day})",
    "{number}": r"(?:\d+|[一二三四五六七八九十]+)",
}
_BLANK = re.compile("|".join(map(re.escape, _BLANKS)))
_OTHER_BLANK = re.compile(r"\{\w+\}")
_HEADING = re.compile(r"(#{1,6}) +")
_BOLD = re.compile(r"\*\*")  # marks that folded lines have not
_ROLES = {"above": "furniture", "below": "furniture", "tail": "furniture"}
_PLACES = {"tail": "end", "dateline": "start"}
_LONGEST = 20_000  # characters of a line that an own convention may be of; a tail, of any


def read_conventions(text: str) -> tuple[Convention, ...]:
    """Which conventions does a text in the form of ``page_conventions.yml`` state?

    Raises
    ------
    ArgumentError
        The text is no YAML with a list `conventions`; an entry lacks its role or pattern, or its pattern is
        no regular expression.

    See Also
    --------
    load_conventions : a file of your own, in which lines are enough.

    Examples
    --------
    >>> text = 'conventions: [{role: byline, pattern: "撰文/(?P<names>.+)", example: "撰文/杜清河"}]'
    >>> (one,) = read_conventions(text)
    >>> one.role
    'byline'
    """
    data = _mapping(text)
    return _entries(data.get("conventions"), _parts(data))


@cache
def _packaged() -> tuple[dict[str, str], tuple[Convention, ...]]:
    """The package's parts of patterns, and its conventions."""
    data = _mapping(resource("page_conventions.yml"))
    parts = _parts(data)
    return parts, _entries(data["conventions"], parts)


@cache
def package_conventions() -> Conventions:
    """The conventions that come with the package."""
    return Conventions(_packaged()[1])


def load_conventions(source: str | Path | Conventions | None = None) -> Conventions:
    """What are the lines of my newspaper or site, beside what the package knows?

    Parameters
    ----------
    source
        A YAML file of your own, whose lines are tried in their order, before the package's conventions, and
        are certain; None for the package's alone. Under what it is (``title``, ``kicker``, ``subtitle``,
        ``byline``, ``source``, ``note``, ``paragraph``, ``subhead``, ``caption``, ``end``, ``furniture``)
        stand lines as the pages have them, links and tags left out. ``above`` and ``below`` are furniture
        together with all that is above or below them; ``tail`` is furniture at the end of a paragraph,
        ``dateline`` the beginning of a paragraph that names reporters. In a line ``…`` is anything,
        ``{names}`` names, ``{day}`` a day, ``{number}`` a number; ``### …`` is every heading of the third
        level. ``head`` lists what the first lines of each page are, in their order, furniture left out:
        ``[title, byline, source]``; ``one_article: true`` says that no page has two articles.

    Raises
    ------
    ArgumentError
        There is no such file, it is no YAML, or a part of it says nothing that is known.

    Examples
    --------
    >>> import tempfile
    >>> own = Path(tempfile.mkdtemp()) / "own.yml"
    >>> _ = own.write_text("byline: ['采编丨{names}']\\nbelow: [往期文章…]\\n", encoding="utf-8")
    >>> (mark,) = load_conventions(own).marks("采编丨杜清河 罗小溪")
    >>> mark.role, mark.names
    ('byline', ('杜清河', '罗小溪'))
    """
    if source is None:
        return package_conventions()
    if isinstance(source, Conventions):
        return source
    return own_conventions(conventions_text(source))


def conventions_text(source: str | Path) -> str:
    """The text of a user's file of conventions."""
    path = path_of(source, "conventions")
    if not path.is_file():
        raise ArgumentError(
            f"conventions: there is no file {path}; give a YAML file of lines and what they are"
        )
    return decode(path.read_bytes(), name=str(path))


@lru_cache(maxsize=8)
def own_conventions(text: str) -> Conventions:
    """The package's conventions with those of a user's file before them."""
    data = _mapping(text)
    known = (*LINES, "head", "one_article")
    if unknown := sorted(str(key) for key in data if key not in known):
        raise ArgumentError(
            f"the conventions have lines under '{unknown[0]}', which no line can be; "
            f"choose from {', '.join(known)}"
        )
    parts, packaged = _packaged()
    own = [entry for role in data if role in LINES for entry in _lines(role, data[role], parts)]
    one = data.get("one_article", False)
    if not isinstance(one, bool):
        raise ArgumentError(f"the conventions' one_article is {one!r}; give true or false")
    head = _head(data.get("head") or [])
    return Conventions([*own, *packaged], head, one_article=one)


def _mapping(text: str) -> Mapping[str, Any]:
    check_kind(text, "text", str, source="Path.read_text")
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise ArgumentError(f"the conventions are no YAML ({error}); put each line in quotes") from None
    if not isinstance(data, Mapping):
        raise ArgumentError("the conventions are no YAML mapping; give `furniture:` with its lines below it")
    return data


def _parts(data: Mapping[str, Any]) -> dict[str, str]:
    """Patterns with names, each filled with those above it."""
    parts: dict[str, str] = {}
    for name, pattern in (data.get("parts") or {}).items():
        parts[name] = _fill(str(pattern), parts)
    return parts


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def _lines(role: str, lines: object, parts: Mapping[str, str]) -> Iterator[Convention]:
    """A convention for each line of an own file."""
    given = [] if lines is None else [lines] if isinstance(lines, str) else lines
    if not isinstance(given, list) or not all(isinstance(line, str) and line.strip() for line in given):
        raise ArgumentError(f"the conventions have no lines under '{role}'; give a list of texts in quotes")
    yield from (_line(role, line, parts) for line in given)


def _line(role: str, line: str, parts: Mapping[str, str]) -> Convention:
    pattern, heading = _pattern(line), _HEADING.match(line.strip())
    if other := _OTHER_BLANK.search(_BLANK.sub("", line)):
        raise ArgumentError(
            f"under '{role}' the line '{line}' has {other[0]}; known are … and {', '.join(_BLANKS)}"
        )
    if not heading and "{day}" not in line and not _BLANK.sub("", line).strip("… "):
        raise ArgumentError(f"under '{role}' the line '{line}' is any line; give some of its words")
    source, place = _fill(pattern, parts), _PLACES.get(role, "whole")
    return Convention(
        role=_ROLES.get(role, role),
        pattern=_compiled(f"(?:{source})$" if place == "end" else source, line),
        example=line,
        at=place,
        certain=role != "dateline",
        trusted=True,
        institution=role == "byline" and "{names}" not in line,
        longest=sys.maxsize if role == "tail" else _LONGEST,
        to_end=role == "below",
        from_start=role == "above",
        own=True,
        level=len(heading[1]) if heading else 0,
    )


def _pattern(line: str) -> str:
    """A line of an own file as a pattern of folded lines; blanks may be wider, narrower or missing.

    What is between two ``…`` is taken where it is first found, and for good: else long lines take for ever.
    """
    first, *others = map(_part, _BOLD.sub("", _HEADING.sub("", line.strip())).split("…"))
    if not others:
        return first
    return first + "".join(f"(?>.*?{part})" for part in others[:-1]) + f".*{others[-1]}"


def _part(text: str) -> str:
    """What is between two ``…`` as a pattern."""
    words = [" *".join(map(re.escape, fold(one, marks=True).split())) for one in _BLANK.split(text)]
    blanks = [*(_BLANKS[blank] for blank in _BLANK.findall(text)), ""]
    return " *" + "".join(f"{one} *{blank} *" for one, blank in zip(words, blanks, strict=True))


def _head(labels: object) -> list[str]:
    given = [labels] if isinstance(labels, str) else labels
    if not isinstance(given, list) or not all(label in HEAD for label in given):
        raise ArgumentError(f"the conventions' head is {labels!r}; give a list of {', '.join(HEAD)}")
    return given


def _entries(entries: object, parts: Mapping[str, str]) -> tuple[Convention, ...]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ArgumentError("the conventions are no list of entries; give `conventions:` with one a line")
    return tuple(_convention(entry, parts) for entry in entries)


def _convention(entry: Mapping[str, Any], parts: Mapping[str, str]) -> Convention:
    at = entry.get("at", "whole")
    if not {"role", "pattern", "example"} <= set(entry) <= _FIELDS or at not in PLACES:
        raise ArgumentError(
            f"the convention {dict(entry)!r} is not one: give role, pattern and example, and of "
            f"{', '.join(sorted(_FIELDS))} no other field; at is whole, start or end"
        )
    source = _fill(str(entry["pattern"]), parts)
    source = f"(?:{source})$" if at == "end" else source
    options = {key: entry[key] for key in _FIELDS & set(entry) - {"role", "pattern", "example", "note"}}
    return Convention(entry["role"], _compiled(source, str(entry["pattern"])), entry["example"], **options)


def _compiled(source: str, given: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise ArgumentError(f"the pattern {given!r} cannot be read ({error}); correct it") from None
