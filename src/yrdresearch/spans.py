"""Spans of the raw text: cut, write and read them; where sentences end (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
"""``[start, end)`` in Unicode code points of the decoded file, byte order mark left out."""

BREAKS = "\r\n\f\v\x85\u2028\u2029"
"""Characters that end a line."""
SPACES = (
    "\t \xa0\xad\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u202f\u205f\u2060\u3000\ufeff"
)
"""Characters that leave a gap, or nothing, on a line: blanks of every width and what has none."""
WHITE = BREAKS + SPACES
"""White space: the one definition of the package."""

_FOLDED = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(SPACES, " ")
)

_CLOSING = r"[”’」』》）)】\]\"]*"
_STOP = re.compile(rf"(?:[。！？!?]+|……|(?<=[㐀-鿿”）])\.(?![0-9A-Za-z.])){_CLOSING}")
_ENDED = re.compile(rf"(?:[。！？!?…]|(?<=[㐀-鿿])\.){_CLOSING}(?:[（(][^（()）。]{{1,40}}[）)])?$")


def fold(text: str) -> str:
    """`text` as patterns should see it: full-width ASCII as half-width, every kind of blank as a space.

    One character for one, so that an offset into the result is an offset into `text`. Chinese marks that have
    no half-width form (。、《》“”) stay as they are.

    Examples
    --------
    >>> fold("３０．５万亿元　ＧＤＰ")
    '30.5万亿元 GDP'
    """
    return text.translate(_FOLDED)


def ends_sentence(text: str) -> bool:
    """Whether `text` stops where a sentence may stop, closing quotes and brackets counted in."""
    return bool(_ENDED.search(text))


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """``[start, end)`` of each sentence in `text`; together they cover it without a gap."""
    bounds, start = [], 0
    for stop in _STOP.finditer(text):
        bounds.append((start, stop.end()))
        start = stop.end()
    if start < len(text):
        bounds.append((start, len(text)))
    return bounds


def cut_spans(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The part of `spans` that holds characters ``[start, end)`` of the text they spell."""
    cut, at = [], 0
    for left, right in spans:
        low, high = max(start - at, 0), min(end - at, right - left)
        if low < high:
            cut.append((left + low, left + high))
        at += right - left
    return tuple(cut)


def format_spans(spans: Iterable[Span]) -> str:
    """``((3, 9), (11, 20))`` as ``"3-9 11-20"``, the form spans have in a table."""
    return " ".join(f"{start}-{end}" for start, end in spans)


def parse_spans(text: str) -> tuple[Span, ...]:
    """``"3-9 11-20"`` as ``((3, 9), (11, 20))``."""
    spans = (piece.split("-") for piece in text.split())
    return tuple((int(start), int(end)) for start, end in spans)
