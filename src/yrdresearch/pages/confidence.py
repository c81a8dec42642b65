"""How sure the reading of an article is, and which of its blocks is in doubt (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from yrdresearch.pages.articles import Draft
from yrdresearch.pages.block import Block, has_role
from yrdresearch.pages.decode import Decoded
from yrdresearch.pages.facts import NO_FACTS, Facts
from yrdresearch.pages.statements import read_signed
from yrdresearch.spans import ends_sentence

_DOUBT = 0.95  # probability of a block's place below which it is named
_POWER = 3  # of the least probability: on files the weights were not fitted to, 0.9 was right in two of three
_SHOWN = 12  # characters of a block in a reason
_LINE = 20  # characters of a short line
_HEAD = 8  # blocks above a text in which its head is
_TEXT = ("paragraph", "rest", "subhead")
_ASIDE = ("furniture", "caption", "kicker", "subtitle")
_STAMPED = re.compile(
    r"\d{4} ?[-年/.] ?\d{1,2}(?!\d)|\d:\d\d|\d期|https?:|第\d+版|"
    r"(?:时间|来源|作者|发布|日期|地址|资助) *:"
)
_HAN = re.compile("[㐀-鿿]+")
_REPORTER = re.compile(r"记者[ :]?[㐀-鿿]{2,4}(?:报道|采写|[、)])|\([㐀-鿿]{0,8}记者[ :]?[㐀-鿿 、]{2,20}\)")
_NAMES = {"rest": "the rest of a paragraph", "end": "end matter", "signoff": "a signature"}


def judge(
    draft: Draft,
    blocks: Sequence[Block],
    decoded: Decoded,
    *,
    facts: Facts = NO_FACTS,
    whole: bool = True,
    stated: bool = True,
    chosen: bool = False,
) -> tuple[float, tuple[str, ...]]:
    """How sure is the reading of one article, 0 to 1, and why?

    The least probability among its blocks, and those between them, to a power that was set on files the
    weights were not fitted to; less where something that an article has is missing, or something is in
    it that an article seldom has.

    Parameters
    ----------
    draft
        The article.
    blocks, decoded
        All blocks of the page, and their labels.
    facts
        What the file gives.
    whole
        Whether every article of the page has a title.
    stated
        Whether anything says when or where the article appeared.
    chosen
        Whether its text was taken out of a file that holds more: a saved page, a document.
    """
    span = range(min(draft.blocks), min(max(draft.blocks) + 2, len(blocks)))
    confidence = min(decoded.sure[at] for at in span) ** _POWER
    given = bool(facts.title)  # the empty title of a record that gives none says nothing
    reasons = ["its title is given"] if given else []
    for factor, reason in [
        *_missing(draft, given=given, whole=whole, stated=stated),
        *_unsigned(draft, facts, chosen=chosen),
        *_strange(draft, facts),
        *_unknown_above(draft, blocks, decoded),
    ]:
        confidence *= factor
        reasons.append(reason)
    doubtful = sorted((at for at in span if decoded.sure[at] < _DOUBT), key=lambda at: decoded.sure[at])
    reasons += [_doubt(at, blocks[at], decoded) for at in doubtful[:3]]
    return round(min(confidence, 0.99), 2), tuple(reasons) or ("no block is in doubt",)


def _missing(draft: Draft, *, given: bool, whole: bool, stated: bool) -> Iterator[tuple[float, str]]:
    title = "".join(block.plain for block in draft.title)
    length = sum(len(block.text) for block in draft.paragraphs)
    if not title and not given:
        yield 0.4, "no title was found for it"
    elif not whole:
        yield 0.5, "part of the page has no title"
    if title and not given:
        yield from _doubtful_title(title, draft)
    if not (given or stated or draft.number or read_signed(draft).authors):
        yield 0.8, "nothing beside it says whose it is, or when it appeared"
    if draft.number and title and "关于" not in title:
        yield 0.6, "the title of a document with a number says not what it is about"
    if draft.place == "moved":
        yield 0.6, "its title is elsewhere on the page"
    if draft.place == "after":
        yield 0.9, "its title is after the body"
    if not ends_sentence(draft.paragraphs[-1].plain):
        yield 0.7, "its last paragraph does not end a sentence"
    if length < 60 and not given:
        yield 0.7, f"its body has only {length} characters"


def _doubtful_title(title: str, draft: Draft) -> Iterator[tuple[float, str]]:
    if _STAMPED.search(title):
        yield 0.4, "its title reads like a line that says when or where"
    if "·" not in title and any(
        mark.role == "byline" and mark.names for block in draft.title for mark in block.marks
    ):
        yield 0.5, "its title reads like a line that names persons"
    body = "".join(block.plain for block in draft.paragraphs)
    pairs = {a + b for word in _HAN.findall(title) for a, b in pairwise(word)}
    if len(title) > 5 and pairs and not any(pair in body for pair in pairs):
        yield 0.8, "no two characters of its title are in its text"


def _unsigned(draft: Draft, facts: Facts, *, chosen: bool) -> Iterator[tuple[float, str]]:
    """No line of a known form says who wrote it: on pages of a layout not seen before, one of three such
    readings was wrong (its author, or lines beside the text), and one of eight of the others. The text of a
    record is all that there is."""
    if facts.title and not chosen:
        return
    known = draft.number or any(has_role(block, "dateline", "closing") for block in draft.paragraphs)
    if not (known or facts.authors or read_signed(draft).authors):
        yield 0.8, "no line of a known form says who wrote it"


def _strange(draft: Draft, facts: Facts) -> Iterator[tuple[float, str]]:
    """What is in an article and seldom is: each a sign that its limits or authors may be wrong."""
    body, first, last = draft.paragraphs, draft.paragraphs[0], draft.paragraphs[-1]
    edges = [*body[:2], *body[-2:]] if facts.title is not None else []
    if any(has_role(block, "promotion", "key") for block in edges):
        yield 0.5, "something is advertised at its beginning or end"
    if facts.title and sum(block.level == 1 for block in body) > 1:
        yield 0.6, "headings of the first level are in its text: it may be several"
    indented = sum(block.indented for block in body)
    if facts.title is not None and indented >= 0.75 * len(body) and not (first.indented and last.indented):
        yield 0.6, "its first or last paragraph is not indented as the others are"
    ended = ends_sentence(first.plain) or first.plain[-1] in ":,"
    if not (ended or first.level or has_role(first, "numbered") or _is_verse(body)):
        short = len(first.plain) <= _LINE
        yield 0.4 if short else 0.6, "its first paragraph does not end a sentence"
    signed = set(read_signed(draft).authors)
    if facts.authors and signed - set(facts.authors):
        yield 0.6, "its byline names others than the file"
    if not signed and not facts.authors and any(_REPORTER.search(one.plain) for one in (first, last)):
        yield 0.6, "a reporter is named in it, and it has no author"


def _unknown_above(draft: Draft, blocks: Sequence[Block], decoded: Decoded) -> Iterator[tuple[float, str]]:
    """Lines above the text that no convention knows, set aside: one of them may be its title."""
    text = min(at for at in draft.blocks if decoded.labels[at] in _TEXT)
    above = range(max(text - _HEAD, 0), text)
    aside = [at for at in above if decoded.labels[at] in _ASIDE and not blocks[at].marks]
    if len(aside) > 2:
        yield 0.8, "several lines of no known form are above it"


def _is_verse(body: Sequence[Block]) -> bool:
    """Whether most paragraphs are lines that end no sentence."""
    return sum(len(one.plain) <= _LINE and not ends_sentence(one.plain) for one in body) > 0.7 * len(body)


def _doubt(at: int, block: Block, decoded: Decoded) -> str:
    words = block.text if len(block.text) <= _SHOWN else block.text[: _SHOWN - 1] + "…"
    label, other = (
        _NAMES.get(name, name.replace("_", " ")) for name in (decoded.labels[at], decoded.others[at])
    )
    return f"“{words}” is read as {label} ({decoded.sure[at]:.2f}), and may be {other}"
