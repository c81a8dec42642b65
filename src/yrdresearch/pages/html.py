"""HTML -> the text of its articles with the facts the page gives, without menus and comments."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from yrdresearch.pages.facts import Extract
from yrdresearch.pages.metadata import facts_of, labelled_values, meta_fields, stated_titles
from yrdresearch.pages.webtext import Line, lines_of, parse_html

_TAGS = re.compile(
    r"</?(?:p|br|div|span|a|img|b|i|u|strong|em|font|center|h[1-6]|table|tbody|tr|td|ul|ol|li|section|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
_GAP = 6  # lines between two parts of one text: subheads, captions, the head of the next article


@dataclass(frozen=True, slots=True)
class _Title:
    """The title, and the lines that show it; none where it stands in the page's head alone."""

    text: str | None
    start: int
    end: int

    def repeats(self, line: Line) -> bool:
        """Whether a line says the title once more and nothing else."""
        return self.text is not None and _plain(line.text) == _plain(self.text)


def html_to_text(data: str) -> Extract:
    """What does a web page say, and what of it is the article?

    The lines of the element that itself holds most of the prose (comments and summaries of other articles
    are elements of their own), with what goes on before and behind it without a link between, from the title
    on. Lines that are mostly links are left out. The title is the line that the page's head names (`<title>`,
    og:title, JSON-LD), or the heading above the text.

    Returns
    -------
    Extract
        One line a paragraph with a blank line between, headings marked with ``#``; facts; characters left
        out as ``navigation``, ``outside_article``, ``hidden``, ``repeated_title``.
    """
    root = parse_html(data) if re.search(r"<[a-zA-Z!]", data) else None
    if root is None:
        return Extract("" if data.lstrip().startswith("<") else data)
    lines, hidden = lines_of(root)
    first, last = _stretch(root, lines)
    fields = meta_fields(root)
    tabled = labelled_values(lines[: _next_prose(lines, first)]).titles
    title = _find_title(lines, first, [*tabled, *stated_titles(root, fields)])
    first = _top(lines, title) if title.end > title.start else first
    prose = _next_prose(lines, max(first, title.end))
    head = [*lines[max(first, title.end) : prose], *lines[max(title.start - 3, 0) : title.start]]
    facts = facts_of(head, labelled_values(lines[:prose]), fields, title=title.text)
    if _holds_several(lines[title.end : last]):
        facts = replace(facts, title=None, authors=None)
    shown = ["# " + (title.text or "")] if title.end > title.start else []
    left_out = Counter({"hidden": hidden})
    for at, line in enumerate(lines):
        if title.start <= at < title.end:
            continue
        reason = _reason_to_leave_out(line, title, inside=first <= at < last)
        if reason:
            left_out[reason] += len("".join(line.text.split()))
        else:
            shown.append("#" * line.level + " " * bool(line.level) + line.text)
    return Extract("\n\n".join(shown) + "\n", facts, {key: n for key, n in sorted(left_out.items()) if n})


def is_markup(text: str) -> bool:
    """Whether a text holds HTML tags, as fields of scraped records do."""
    return bool(_TAGS.search(text))


def markup_to_text(text: str) -> str:
    """A piece of HTML as lines with a blank line between; nothing is left out but scripts."""
    root = parse_html(f"<body>{text}</body>")
    return "\n\n".join(line.text for line in lines_of(root)[0]) if root is not None else ""


def _reason_to_leave_out(line: Line, title: _Title, *, inside: bool) -> str:
    if inside and title.repeats(line):
        return "repeated_title"
    if line.is_linked:
        return "navigation"
    return "" if inside else "outside_article"


# --- where the text is -----------------------------------------------------------------------------------
def _stretch(root: Any, lines: Sequence[Line]) -> tuple[int, int]:
    """From which line to which the text goes; everything where no line reads like prose."""
    containers = _containers(root, lines)
    prose: Counter[Any] = Counter()
    for line, container in zip(lines, containers, strict=True):
        prose[container] += line.prose
    if not any(prose.values()):
        return 0, len(lines)
    core, _ = prose.most_common(1)[0]
    own = [at for at, line in enumerate(lines) if containers[at] is core and not line.is_linked]
    around = _ancestor(core, 2)
    last = _goes_on(lines, own[-1], 1, around)
    return _goes_on(lines, own[0], -1, around), last + 1


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


def _ancestor(element: Any, steps: int) -> Any:
    for _ in range(steps):
        parent = element.getparent()
        element = parent if parent is not None else element
    return element


def _goes_on(lines: Sequence[Line], at: int, step: int, around: Any) -> int:
    """The last line of prose reached from `at` with at most `_GAP` other lines, and no link, between."""
    reached, gap = at, 0
    while 0 <= at + step < len(lines) and gap <= _GAP:
        at += step
        line = lines[at]
        if line.is_linked or not any(up is around for up in line.block.iterancestors()):
            break
        gap = 0 if line.prose else gap + 1
        reached = at if line.prose else reached
    return reached


def _next_prose(lines: Sequence[Line], at: int) -> int:
    return next((n for n in range(at, len(lines)) if lines[n].prose), len(lines))


def _holds_several(lines: Sequence[Line]) -> bool:
    """Whether two or more headings are signed: a short line without a stop is below each."""
    heads = [at for at, line in enumerate(lines[:-1]) if line.level]
    signed = [
        at for at in heads if not lines[at + 1].prose and not lines[at + 1].level and lines[at + 1].han <= 20
    ]
    return len(signed) >= 2 and 2 * len(signed) >= len(heads)


# --- the title -------------------------------------------------------------------------------------------
def _find_title(lines: Sequence[Line], first: int, stated: Sequence[str]) -> _Title:
    """The line above the text that the page's head names; else a heading; else what the head says."""
    keys = [plain for text in stated if (plain := _plain(text))]
    until = min(_next_prose(lines, first) + 3, len(lines))
    scores = [
        (_likeness(line, keys), at)
        for at, line in enumerate(lines[:until])
        if not (at and lines[at - 1].text.endswith(("：", ":")))  # a cell of a table of metadata
    ]
    best, at = max(scores, default=(0.0, 0))
    if best:
        start, end = _whole_title(lines, at, keys)
        return _Title("".join(line.text for line in lines[start:end]).strip(), start, end)
    for level in (1, 2, 3):
        for at in range(_next_prose(lines, first) - 1, -1, -1):
            if lines[at].level == level and lines[at].han >= 4 and not lines[at].is_linked:
                return _Title(lines[at].text, at, at + 1)
    return _Title(_title_of_head(stated, lines[first : first + 1]), first, first)  # no line shows it


def _top(lines: Sequence[Line], title: _Title) -> int:
    """Where an article begins: at its title, or at a heading right above it."""
    above = lines[title.start - 1] if title.start else None
    return title.start - 1 if above and above.level and not above.is_linked else title.start


def _likeness(line: Line, keys: Sequence[str]) -> float:
    """How well a line fits one of the titles that the head states; 0 for not at all."""
    plain = _plain(line.text)
    if len(plain) < 4 or not any(plain in key for key in keys):
        return 0.0
    opens = any(key.startswith(plain) for key in keys)
    return (
        len(plain)
        * (1 if opens else 0.6)
        * (1.5 if 0 < line.level <= 3 else 1)
        * (0.5 if line.is_linked else 1)
    )


def _whole_title(lines: Sequence[Line], at: int, keys: Sequence[str]) -> tuple[int, int]:
    """The lines around `at` that together are one title, as in a title printed on two lines."""
    start, end, plain = at, at + 1, _plain(lines[at].text)
    while end < len(lines) and (more := _plain(lines[end].text)) and any(plain + more in key for key in keys):
        end, plain = end + 1, plain + more
    while start and (more := _plain(lines[start - 1].text)) and any(more + plain in key for key in keys):
        start, plain = start - 1, more + plain
    return start, end


def _title_of_head(stated: Sequence[str], below: Sequence[Line]) -> str | None:
    """What the head says, without the site's name; only where the text begins with prose at once."""
    if not stated or not below or not below[0].prose:
        return None
    title = re.split(r"\s*(?:[_|｜]|--|\s[-–—]\s)\s*", stated[0])[0].strip()
    return title if len(title) >= 4 else None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).lower()
