"""How sure the reading of an article is, and which of its blocks is in doubt (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yrdresearch.pages.articles import Draft
from yrdresearch.pages.decode import Decoded
from yrdresearch.pages.layout import Block
from yrdresearch.spans import ends_sentence

_DOUBT = 0.95  # probability of a block's place below which it is named
_POWER = 3  # of the least probability: on files the weights were not fitted to, 0.9 was right in two of three
_SHOWN = 12  # characters of a block in a reason
_NAMES = {"rest": "the rest of a paragraph", "end": "end matter", "signoff": "a signature"}


def judge(
    draft: Draft, blocks: Sequence[Block], decoded: Decoded, *, given: bool = False, whole: bool = True
) -> tuple[float, tuple[str, ...]]:
    """How sure is the reading of one article, 0 to 1, and why?

    The least probability among its blocks, and those between them, to a power that was set on files the
    weights were not fitted to; less where something that an article has is missing.

    Parameters
    ----------
    draft
        The article.
    blocks, decoded
        All blocks of the page, and their labels.
    given
        Whether the file gives the title.
    whole
        Whether every article of the page has a title.
    """
    span = range(min(draft.blocks), min(max(draft.blocks) + 2, len(blocks)))
    confidence = min(decoded.sure[at] for at in span) ** _POWER
    reasons = ["its title is given"] if given else []
    for factor, reason in _missing(draft, given=given, whole=whole):
        confidence *= factor
        reasons.append(reason)
    doubtful = sorted((at for at in span if decoded.sure[at] < _DOUBT), key=lambda at: decoded.sure[at])
    reasons += [_doubt(at, blocks[at], decoded) for at in doubtful[:3]]
    return round(min(confidence, 0.99), 2), tuple(reasons) or ("no block is in doubt",)


def _missing(draft: Draft, *, given: bool, whole: bool) -> Iterator[tuple[float, str]]:
    title = "".join(block.plain for block in draft.title)
    length = sum(len(block.text) for block in draft.paragraphs)
    if not title and not given:
        yield 0.4, "no title was found for it"
    elif not whole:
        yield 0.5, "part of the page has no title"
    if draft.number and title and "关于" not in title:
        yield 0.6, "the title of a document with a number says not what it is about"
    if draft.place == "moved":
        yield 0.6, "its title stands elsewhere on the page"
    if draft.place == "after":
        yield 0.9, "its title stands after the body"
    if not ends_sentence(draft.paragraphs[-1].plain):
        yield 0.7, "its last paragraph does not end a sentence"
    if length < 60 and not given:
        yield 0.7, f"its body has only {length} characters"


def _doubt(at: int, block: Block, decoded: Decoded) -> str:
    words = block.text if len(block.text) <= _SHOWN else block.text[: _SHOWN - 1] + "…"
    label, other = (
        _NAMES.get(name, name.replace("_", " ")) for name in (decoded.labels[at], decoded.others[at])
    )
    return f"“{words}” is read as {label} ({decoded.sure[at]:.2f}), and may be {other}"
