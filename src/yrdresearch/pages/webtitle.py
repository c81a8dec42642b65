"""Which line of a web page is the title of its article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from yrdresearch.pages.dates import date_inside
from yrdresearch.pages.metadata import is_value, may_sign
from yrdresearch.pages.webtext import Line

_LONGEST = 4  # times as long as a line of it may be a title, with the name of the site behind it
_LARGE = re.compile(
    r"font-weight\s*:\s*(?:bold|[6-9]00)|font-size\s*:\s*(?:1[5-9]|[2-9]\d)(?:\.\d+)?p[tx]", re.IGNORECASE
)
_NUMBER = re.compile(r"[〔\[【][12]\d{3}[〕\]】].{0,4}\d+ ?号")
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """The title, and the lines that show it; none where it is in the page's head alone."""

    text: str | None
    start: int
    end: int
    is_named: bool = True  # by the page's head or a heading; else it is known by its letters alone

    @property
    def is_shown(self) -> bool:
        """Whether a line of the page is the title."""
        return self.end > self.start

    def repeats(self, line: Line) -> bool:
        """Whether a line says the title once more and nothing else."""
        return self.text is not None and _plain(line.text) == _plain(self.text)


def find_title(lines: Sequence[Line], *, start: int, prose: int, stated: Sequence[str]) -> Title:
    """Which line is the title?

    The line that the page's head names; else the heading that is nearest above the text; else the lines in
    bold or large letters in the middle on top of the text; else what the head says, shown by no line.

    Parameters
    ----------
    lines
        The lines of the page.
    start, prose
        The number of the text's first line, and of its first that reads like prose.
    stated
        What the page's head calls the article; the most reliable first.
    """
    return (
        _named(lines[: prose + 3], [plain for text in stated if (plain := _plain(text))])
        or _heading(lines[:prose])
        or _set_large(lines, start, prose)
        or Title(_title_of_head(stated, lines[start : prose + 1]), start, start)
    )


def _named(lines: Sequence[Line], keys: Sequence[str]) -> Title | None:
    """The line that fits best what the head states, with those beside it that belong to the same title."""
    scores = [
        (_likeness(line, keys), at)
        for at, line in enumerate(lines)
        if not (at and is_value(lines[at - 1], line))
    ]
    best, at = max(scores, default=(0.0, 0))
    if not best:
        return None
    start, end = _whole_title(lines, at, keys)
    return Title(_joined(lines, start, end), start, end)


def _likeness(line: Line, keys: Sequence[str]) -> float:
    """How well a line fits one of the titles that the head states; 0 for not at all."""
    plain = _plain(line.text)
    if len(plain) < 4 or not any(plain in key and len(key) <= _LONGEST * len(plain) for key in keys):
        return 0.0
    opens = 1.0 if any(key.startswith(plain) for key in keys) else 0.6
    return len(plain) * opens * (1.5 if 0 < line.level <= 3 else 1) * (0.5 if line.is_linked else 1)


def _whole_title(lines: Sequence[Line], at: int, keys: Sequence[str]) -> tuple[int, int]:
    """The lines around `at` that together are one title, as in a title printed on two lines."""
    start, end, plain = at, at + 1, _plain(lines[at].text)
    while end < len(lines) and (more := _plain(lines[end].text)) and any(plain + more in key for key in keys):
        end, plain = end + 1, plain + more
    while start and (more := _plain(lines[start - 1].text)) and any(more + plain in key for key in keys):
        start, plain = start - 1, more + plain
    return start, end


def _heading(lines: Sequence[Line]) -> Title | None:
    for level in (1, 2, 3):
        for at in range(len(lines) - 1, -1, -1):
            if lines[at].level == level and lines[at].han >= 4 and not lines[at].is_linked:
                return Title(lines[at].text, at, at + 1)
    return None


def _set_large(lines: Sequence[Line], start: int, prose: int) -> Title | None:
    """The first lines of the text that are in the middle and bold or large, as in documents of offices."""
    top = lines[start : min(prose, start + 8)]
    large = [_is_large(line) and not _NUMBER.search(line.text) for line in top]
    if True not in large:
        return None
    first = large.index(True)
    end = [*large, False].index(False, first)
    text = _joined(lines, start + first, start + end)
    return Title(text, start + first, start + end, is_named=False) if len(_plain(text)) >= 4 else None


def _is_large(line: Line) -> bool:
    block = line.block
    centred = block.get("align") == "center" or _CENTRED.search(block.get("style") or "")
    if not (centred or block.tag == "center"):
        return False
    inside = [block, *block.iterdescendants()][:20]
    return any(one.tag in ("b", "strong") or _LARGE.search(one.get("style") or "") for one in inside)


def _joined(lines: Sequence[Line], start: int, end: int) -> str:
    return "".join(line.text for line in lines[start:end]).strip()


def _title_of_head(stated: Sequence[str], top: Sequence[Line]) -> str | None:
    """What the head says, without the site's name; only where nothing but who and when is above the prose."""
    if not stated or not top or not top[-1].prose:
        return None
    if not all(may_sign(line) or date_inside(line.text) for line in top[:-1]):
        return None
    title = re.split(r"\s*(?:[_|｜]|--|\s[-–—]\s)\s*", stated[0])[0].strip()
    return title if len(title) >= 4 else None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).lower()
