"""HTML -> the text of its articles with the facts the page gives, without menus and comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from yrdresearch.pages.facts import Extract
from yrdresearch.pages.metadata import (
    facts_of,
    labelled_values,
    may_sign,
    meta_fields,
    stated_titles,
)
from yrdresearch.pages.webtext import Line, lines_of, parse_html
from yrdresearch.pages.webtitle import Title, find_title

_TAGS = re.compile(
    r"</?(?:p|br|div|span|a|img|b|i|u|strong|em|font|center|h[1-6]|table|tbody|tr|td|ul|ol|li|section|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
_PARAGRAPHS = {"p", "h2", "h3", "h4", "h5", "blockquote", "section", "ul", "ol", "figure"}
_BELOW = 12  # lines below a text that may say when and where it appeared
_GAP = 6  # lines between two parts of one text: subheads, captions, the head of the next article


def html_to_text(data: str, *, name: str) -> Extract:
    """What does a web page say, and what of it is the article?

    The lines of the element that itself holds most of the prose (comments and summaries of other articles
    are elements of their own), and of elements beside it that are of its kind; what is between the title
    and these only where somebody may sign there. Lines that are mostly links are left out. The title is the
    line that the page's head names (`<title>`, og:title, JSON-LD), or the heading above the text.

    Returns
    -------
    Extract
        One line a paragraph with a blank line between, headings marked with ``#``; facts; characters left
        out as ``navigation``, ``outside_article``, ``hidden``, ``repeated_title``.

    Raises
    ------
    PageError
        The elements nest too deeply.
    """
    root = parse_html(data, name=name) if re.search(r"<[a-zA-Z!]", data) else None
    if root is None:
        return Extract("" if data.lstrip().startswith("<") else data)
    lines, left_out = lines_of(root)
    text = _find_text(root, lines)
    fields = meta_fields(root)
    tabled = labelled_values(lines[: text.prose]).titles
    stated = [*tabled, *stated_titles(root, fields)]
    title = find_title(lines, start=text.start, prose=text.prose, stated=stated)
    prose = _next_prose(lines, max(text.start, title.end))
    above = lines[max(title.start - 3, 0) : title.start]
    head = [*lines[min(title.end, text.start) : prose], *above]
    labels = labelled_values(lines[:prose]).or_else(labelled_values(lines[text.end : text.end + _BELOW]))
    facts = facts_of(head, labels, fields, title=title.text if title.is_named else None)
    if _holds_several([lines[at] for at in text.lines if at >= title.end]):
        facts = replace(facts, title=None, authors=None)
    shown = ["# " + (title.text or "")] if title.is_shown else []
    for at, line in enumerate(lines):
        if title.start <= at < title.end:
            continue
        heads_links = line.level and at + 1 < len(lines) and lines[at + 1].is_linked
        reason = "navigation" if heads_links else _reason_to_leave_out(at, line, title, text)
        if reason:
            left_out[reason] += len("".join(line.text.split()))
        else:
            shown.append("#" * line.level + " " * bool(line.level) + line.text)
    return Extract("\n\n".join(shown) + "\n", facts, {key: n for key, n in sorted(left_out.items()) if n})


def is_markup(text: str) -> bool:
    """Whether a text holds HTML tags, as fields of scraped records do."""
    return bool(_TAGS.search(text))


def markup_to_text(text: str, *, name: str) -> str:
    """A piece of HTML as lines with a blank line between; nothing is left out but scripts."""
    root = parse_html(f"<body>{text}</body>", name=name)
    return "\n\n".join(line.text for line in lines_of(root)[0]) if root is not None else ""


def _reason_to_leave_out(at: int, line: Line, title: Title, text: _Text) -> str:
    if line.is_linked:
        return "navigation"
    if title.repeats(line) and (at in text.lines or text.start > at >= title.end):
        return "repeated_title"
    signs = title.is_shown and title.end <= at < text.start and may_sign(line)
    above = title.is_shown and at == title.start - 1 and line.level
    before = title.is_shown and at < title.start
    return "" if signs or above or (at in text.lines and not before) else "outside_article"


# --- where the text is -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Text:
    """The lines of the text by their numbers, the first of them, and the first of prose among them."""

    lines: frozenset[int]
    start: int
    prose: int

    @property
    def end(self) -> int:
        """The number of the line below the last."""
        return max(self.lines, default=-1) + 1


def _find_text(root: Any, lines: Sequence[Line]) -> _Text:
    """The lines of the element that itself holds most prose, and of those beside it that are of its kind."""
    containers = _containers(root, lines)
    prose: Counter[Any] = Counter()
    for line, container in zip(lines, containers, strict=True):
        prose[container] += line.prose
    if not any(prose.values()):
        return _Text(frozenset(range(len(lines))), 0, len(lines))
    core, _ = prose.most_common(1)[0]
    own = [
        at
        for at, line in enumerate(lines)
        if not line.is_linked and (containers[at] is core or _is_paragraph_of(line, core))
    ]
    last = max(at for at in own if lines[at].prose)
    while lines[own[-1]].level and own[-1] > last:  # a heading over something else
        own.pop()
    inside = {*own, *range(own[0], last + 1)}
    inside |= set(_goes_on(lines, last, 1, core)) if last == own[-1] else set()
    inside |= set(_goes_on(lines, own[0], -1, core)) | _annexed(lines, last + 1, core)
    return _Text(frozenset(inside), min(inside), min(at for at in inside if lines[at].prose))


def _containers(root: Any, lines: Sequence[Line]) -> list[Any]:
    """For each line the lowest element that holds another line too."""
    held: Counter[Any] = Counter(line.block for line in lines)
    for element in reversed(list(root.iter())):
        if (parent := element.getparent()) is not None:
            held[parent] += held[element]
    containers = []
    for line in lines:
        element = line.block
        while held[element] == 1 and element.getparent() is not None:
            element = element.getparent()
        containers.append(element)
    return containers


def _goes_on(lines: Sequence[Line], at: int, step: int, core: Any) -> range:
    """The lines up to the last of prose in elements like `core`, with few others and no link between."""
    start, reached, gap = at, at, 0
    while 0 <= at + step < len(lines) and gap <= _GAP:
        at += step
        if lines[at].is_linked or not _is_alike(lines[at], core):
            break
        gap = 0 if lines[at].prose else gap + 1
        reached = at if lines[at].prose else reached
    return range(min(start, reached), max(start, reached) + 1)


def _annexed(lines: Sequence[Line], start: int, core: Any) -> set[int]:
    """The lines from `start` on of tables inside `core` that hold no link: they belong to the text."""
    tables: dict[Any, list[int]] = {}
    for at in range(start, len(lines)):
        ups = [lines[at].block, *lines[at].block.iterancestors()]
        if core not in ups or core.tag == "body":
            break  # behind the end of the element
        table = next((up for up in reversed(ups[: ups.index(core)]) if up.tag == "table"), None)
        tables.setdefault(table, []).append(at)
    tables.pop(None, None)
    return {at for held in tables.values() if not any(lines[n].is_linked for n in held) for at in held}


def _is_paragraph_of(line: Line, core: Any) -> bool:
    """Whether a line is in a paragraph of `core` that holds several lines."""
    return line.block.tag in _PARAGRAPHS and line.block.getparent() is core


def _is_alike(line: Line, core: Any) -> bool:
    """Whether a line is in an element beside `core` of its tag and class, or in a paragraph beside it."""
    part = line.block
    while part is not None and part.getparent() is not core.getparent():
        part = part.getparent()
    if part is None:
        return False
    texts = part.tag in _PARAGRAPHS and core.tag in _PARAGRAPHS
    return texts or (part.tag == core.tag and part.get("class") == core.get("class"))


def _next_prose(lines: Sequence[Line], at: int) -> int:
    return next((n for n in range(at, len(lines)) if lines[n].prose), len(lines))


def _holds_several(lines: Sequence[Line]) -> bool:
    """Whether two or more headings are signed: a short line without a stop is below each."""
    heads = [at for at, line in enumerate(lines[:-1]) if line.level]
    signed = [
        at for at in heads if not lines[at + 1].prose and not lines[at + 1].level and lines[at + 1].han <= 20
    ]
    return len(signed) >= 2 and 2 * len(signed) >= len(heads)
