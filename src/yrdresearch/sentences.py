"""Paragraph -> sentences with their spans in the raw text (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yrdresearch.layout import Span

_STOP = re.compile(r"(?:[。！？!?]+|……|(?<=[㐀-鿿”）])\.(?![0-9A-Za-z.]))[”’」』》）)】\]\"]*")


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
