"""What a file's name says: 20240604-07-003.txt is of 4 June 2024, page 7 (pure)."""

from __future__ import annotations

import re
from pathlib import PurePath

from yrdresearch.errors import ArgumentError
from yrdresearch.pages.page import Source

_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_.年]?)(0[1-9]|1[0-2])(?:\2|月)(0[1-9]|[12]\d|3[01])(?!\d)")
_SHEET = re.compile(r"^[-_ .]+(?:第|[A-Z])?(\d{1,2})版?(?=[-_ .]|$)")


def source_of_name(path: str | PurePath) -> Source:
    """On which day and page, by its name or its folder's, did a file's text appear?

    Examples
    --------
    >>> source_of_name("2024/20240604-07-003.txt")
    Source(newspaper=None, month=6, day=4, year=2024, page_number=7)
    """
    if not isinstance(path, str | PurePath):
        raise ArgumentError(f"path is a {type(path).__name__}; give the path of a file")
    for name in reversed(PurePath(path).parts):
        if found := _DAY.search(name):
            sheet = _SHEET.match(name[found.end() :])
            number = int(sheet[1]) if sheet else None
            return Source(None, int(found[3]), int(found[4]), int(found[1]), number)
    return Source()
