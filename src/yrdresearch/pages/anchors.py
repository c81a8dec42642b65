"""Anchors: a passage written down so that it is found again in a changed file (W3C selectors)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from yrdresearch.errors import ArgumentError, check_kind
from yrdresearch.pages.page import Page
from yrdresearch.spans import WHITE, Span

CONTEXT = 32  # characters of prefix and of suffix
_LEFT_OUT = frozenset(WHITE + "#*")
_ALIKE = 0.8  # share that must agree for a changed passage to count as the same


@dataclass(frozen=True, slots=True)
class Found:
    """Where an anchor leads: `spans` is None when it is stale or ambiguous, never a guess.

    `status` is ``"same"`` (at its old position), ``"moved"`` (same words elsewhere), ``"changed"`` (its words
    were altered; `agreement` says how much is left), ``"ambiguous"`` (several places fit) or ``"stale"``.
    """

    spans: tuple[Span, ...] | None
    status: str
    agreement: float = 1.0


def anchor(page: Page, spans: Sequence[Span]) -> dict[str, Any]:
    """Write a passage as the target of a W3C Web Annotation.

    Parameters
    ----------
    page
        The page that holds the passage.
    spans
        Of a paragraph, a sentence, or an entry of the apparatus.

    Returns
    -------
    dict
        ``source`` (the page's name) and ``selector``: a TextPositionSelector over the raw text and a
        TextQuoteSelector with prefix and suffix. White space is left out of the quotes, for it is what layout
        changes; `find_anchor` looks past it.

    References
    ----------
    Sanderson, Ciccarese and Young (2017), Web Annotation Data Model, W3C Recommendation.

    Examples
    --------
    >>> from yrdresearch.pages.parse import parse_page
    >>> body = "港口要联动发展，航线要互补共用。" * 3
    >>> page = parse_page("## 港口一体化\\n\\n张三\\n\\n" + body, page_id="p")
    >>> target = anchor(page, page.articles[0].paragraphs[0].sentences[0].spans)
    >>> find_anchor("新的一行\\n" + page.raw, target).status
    'moved'
    """
    check_kind(page, "page", Page, source="read_page")
    check_kind(spans, "spans", Sequence, source="read_page")
    if not spans or not all(map(_is_span, spans)):
        raise ArgumentError("spans holds no span; give those of a paragraph or sentence")
    start, end = spans[0][0], spans[-1][1]
    return {
        "source": page.page_id,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": _squeeze("".join(page.raw[a:b] for a, b in spans))[0],
                "prefix": _squeeze(page.raw[max(start - 3 * CONTEXT, 0) : start])[0][-CONTEXT:],
                "suffix": _squeeze(page.raw[end : end + 3 * CONTEXT])[0][:CONTEXT],
            },
        ],
    }


def _is_span(span: object) -> bool:
    return isinstance(span, tuple) and len(span) == 2 and all(isinstance(end, int) for end in span)


def find_anchor(raw: str, target: Mapping[str, Any]) -> Found:
    """Find a passage again in a text that may have changed since.

    Parameters
    ----------
    raw
        The text of the file, as `Page.raw` has it.
    target
        What `anchor` gave.

    Raises
    ------
    ArgumentError
        `target` lacks one of the two selectors.
    """
    check_kind(raw, "raw", str, source="read_text")
    check_kind(target, "target", Mapping, source="anchor")
    position, quote = _selectors(target)
    text, at = _squeeze(raw)
    exact = quote["exact"]
    places = _occurrences(text, exact)
    if not places:
        return _changed(raw, text, at, quote)
    start, end = position["start"], position["end"]
    if (
        end <= len(raw)
        and _squeeze(raw[start:end])[0] == exact
        and _context(text, _index(at, start), quote) > 0.5
    ):
        return Found(_spans(raw, at, _index(at, start), len(exact)), "same")
    ranked = sorted(((_context(text, place, quote), place) for place in places), reverse=True)
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.1:
        return Found(None, "ambiguous")
    if len(exact) < 8 and ranked[0][0] < 0.5:  # a short passage is only known by what is around it
        return Found(None, "stale", 0.0)
    return Found(_spans(raw, at, ranked[0][1], len(exact)), "moved")


def _selectors(target: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    try:
        by_type = {one.get("type"): one for one in target.get("selector", ())}
        position, quote = by_type["TextPositionSelector"], by_type["TextQuoteSelector"]
        if not quote["exact"]:
            raise KeyError("exact")
        return {"start": int(position["start"]), "end": int(position["end"])}, quote
    except KeyError as missing:
        raise ArgumentError(f"target has no {missing.args[0]}; give what `anchor` returned") from None
    except (TypeError, AttributeError, ValueError):
        raise ArgumentError(
            "target has other selectors than an anchor; give what `anchor` returned"
        ) from None


def _squeeze(text: str) -> tuple[str, list[int]]:
    """`text` without white space and heading marks, and where each character was."""
    kept = [i for i, character in enumerate(text) if character not in _LEFT_OUT]
    return "".join(text[i] for i in kept), kept


def _index(at: list[int], start: int) -> int:
    from bisect import bisect_left

    return bisect_left(at, start)


def _occurrences(text: str, exact: str) -> list[int]:
    places, place = [], text.find(exact)
    while place >= 0:
        places.append(place)
        place = text.find(exact, place + 1)
    return places


def _context(text: str, place: int, quote: Mapping[str, Any]) -> float:
    """How much of prefix and suffix is around `place`, 0 to 1."""
    before, after = quote.get("prefix", ""), quote.get("suffix", "")
    end = place + len(quote["exact"])
    here = text[max(place - len(before), 0) : place], text[end : end + len(after)]
    if not before and not after:
        return 1.0
    same = sum(_agreement(a, b) * len(b) for a, b in zip(here, (before, after), strict=True))
    return same / (len(before) + len(after))


def _agreement(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _changed(raw: str, text: str, at: list[int], quote: Mapping[str, Any]) -> Found:
    """What is between prefix and suffix, when it is like the passage."""
    exact, before, after = quote["exact"], quote.get("prefix", "")[-16:], quote.get("suffix", "")[:16]
    if not before or not after:
        return Found(None, "stale", 0.0)
    candidates = []
    for place in _occurrences(text, before):
        start = place + len(before)
        end = text.find(after, start, start + 2 * len(exact) + 40)
        if end > start:
            candidates.append((_agreement(text[start:end], exact), start, end))
    best = max(candidates, default=(0.0, 0, 0))
    if best[0] < _ALIKE or [c[0] for c in candidates].count(best[0]) > 1:
        return Found(None, "stale", round(best[0], 2))
    return Found(_spans(raw, at, best[1], best[2] - best[1]), "changed", round(best[0], 2))


def _spans(raw: str, at: list[int], place: int, length: int) -> tuple[Span, ...]:
    """Spans in `raw` of `length` kept characters from `place` on, broken where a line breaks."""
    spans: list[Span] = []
    for i in at[place : place + length]:
        if spans and not any(c in "\r\n\f" for c in raw[spans[-1][1] : i]):
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    return tuple(spans)
