"""Spans of the raw text: cut, write, read, mark, fold; where sentences end; how wide text is (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from unicodedata import east_asian_width

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
UNSEEN = r"\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
"""Characters without a width, as a class of a regular expression: inside a word they would hide it."""

NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
"""Digits for the numerals of Chinese years (二〇三五), for `str.translate`; a circle is a zero too."""

_ENDS = "。！？!?…"
_NOTED = "〕①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CLOSES = f'”’」』》）)】]".\n{_NOTED}'  # one must look back from these
_CLOSING = r"[”’」』》）)】\]\"]*"
# One class of characters in front: the engine then skips all others at once
_STOP = re.compile(
    rf"[。！？!?….](?:(?<=[。！？!?])[。！？!?]*|(?<=…)…|(?<=[㐀-鿿”）]\.)(?![0-9A-Za-z.])){_CLOSING}"
)
_ENDED = re.compile(
    rf"(?:[。！？!?…]|(?<=[㐀-鿿])\.){_CLOSING}"
    rf"(?:[（(][^（()）。]{{1,40}}[）)])?(?:[〔\[]\^?\d{{1,3}}[〕\]]|[{_NOTED[1:]}])*$"  # numbers of notes
)

# Full-width letters, digits and the marks inside numbers and names; ， and ： end clauses and stay
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ．％＋－＆\u3000]+")
_NARROW = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF01, 0xFF5F))} | {0x3000: " "}
_FLAT = _NARROW | dict.fromkeys(map(ord, SPACES), " ") | dict.fromkeys(map(ord, "︰﹕"), ":")
_UNFLAT = re.compile(f"[{re.escape(''.join(map(chr, _FLAT)))}]+")
_LAST = 80  # characters at the end of a text that tell whether a sentence ends there


def fold(text: str, *, marks: bool = False) -> str:
    """`text` with full-width letters, digits and spaces in their narrow form; as long as before.

    With `marks`, the marks that have a narrow form too (，：；（）！？), and every kind of blank as a space:
    what
    the reader compares its patterns with. Offsets into the result are offsets into `text`.

    Examples
    --------
    >>> fold("ＧＤＰ达３０．５万亿元，"), fold("ＧＤＰ（亿元）：", marks=True)
    ('GDP达30.5万亿元，', 'GDP(亿元):')
    """
    if marks:
        return _UNFLAT.sub(lambda some: some.group().translate(_FLAT), text)
    return _WIDE.sub(lambda wide: wide.group().translate(_NARROW), text)


def ends_sentence(text: str) -> bool:
    """Whether `text` stops where a sentence may stop, closing quotes and brackets counted in."""
    last = text[-1:]
    return last in _ENDS if last not in _CLOSES else bool(_ENDED.search(text[-_LAST:]))


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


def width_of(text: str) -> int:
    """How many half-width characters wide `text` is: Chinese characters and marks count two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def shortened(text: str, width: int) -> str:
    """The beginning of `text`, at most so many half-width characters wide; the rest becomes ``…``.

    Examples
    --------
    >>> shortened("长三角一体化", 12), shortened("长三角一体化发展", 12)
    ('长三角一体化', '长三角一体…')
    """
    if width_of(text) <= width:
        return text
    text = text[:width]  # no character is narrower than one
    while width_of(text) > width - 2:
        text = text[:-1]
    return text + "…"


def marked_html(text: str, places: Iterable[Span]) -> str:
    """`text` as HTML with the characters at `places` inside ``<mark>``; places may overlap.

    Examples
    --------
    >>> marked_html("a<b, a>c", [(0, 1), (0, 2)])
    '<mark>a&lt;</mark>b, a&gt;c'
    """
    pieces, at = [], 0
    for start, end in joined(places):
        pieces += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
        at = end
    return "".join(pieces) + escape(text[at:])


def joined(places: Iterable[Span]) -> list[Span]:
    """The same places in order, those that overlap or touch as one.

    Examples
    --------
    >>> joined([(5, 8), (0, 2), (2, 4)])
    [(0, 4), (5, 8)]
    """
    found: list[Span] = []
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
