"""Documents and letters of offices: their titles, where an annex begins, letters printed in full (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yrdresearch.pages.block import Block, has_role

_OFFICIAL = ("通知", "意见", "决定", "函", "批复", "答复", "公告", "办法", "方案", "规定", "通报")
_IN_FULL = re.compile(r"(?:全文|电文|原文|唁电|贺电|贺信)如下:$")
_DAY_AT = re.compile(r"[一二三四五六七八九〇○零\d]{4}年.{2,3}月.{1,3}日于[㐀-鿿]{2,6}")
_LONGEST_LETTER = 25  # blocks


def is_official_title(at: int, blocks: Sequence[Block]) -> bool:
    """Whether a line below the number of a document says what it is about (关于…的通知), on up to two."""
    if not at or blocks[at].seen.running:
        return False
    opens = ["关于" in block.plain for block in blocks[max(at - 1, 0) : at + 1]]
    numbers = [has_role(block, "number") for block in blocks[max(at - 2, 0) : at]]
    ends = blocks[at].plain.endswith(_OFFICIAL)
    return (numbers[-1] and opens[-1]) or (ends and numbers[0] and len(numbers) > 1 and opens[0])


def annex(blocks: Sequence[Block]) -> int:
    """Where the annex of an office's document begins, behind signature and date; else behind the last block.

    A document that has no number, and a page with several, has none.
    """
    if sum(has_role(block, "number") for block in blocks) != 1:
        return len(blocks)
    signatures = [at for at in range(4, len(blocks) - 1) if _is_signature(blocks, at)]
    if not signatures:
        return len(blocks)
    at = signatures[0] + 1
    while at < len(blocks) and has_role(blocks[at], "signoff"):
        at += 1
    return at


def printed_letter(blocks: Sequence[Block]) -> Iterator[int]:
    """Offices and days in a letter that a newspaper prints in full (全文如下：): part of the text."""
    starts = [at for at, block in enumerate(blocks) if _IN_FULL.search(block.plain)]
    for start in starts:
        for at in range(start + 1, min(start + _LONGEST_LETTER, len(blocks))):
            if blocks[at].level or any(mark.role == "byline" and mark.names for mark in blocks[at].marks):
                break
            if has_role(blocks[at], "signoff", "addressee") or _DAY_AT.fullmatch(blocks[at].plain):
                yield at


def _is_signature(blocks: Sequence[Block], at: int) -> bool:
    """Whether an office signs at `at`, and the day is below."""
    signs = any(m.role == "signoff" and "institution" in m.groups for m in blocks[at].marks)
    return signs and any(m.role == "signoff" and "date" in m.groups for m in blocks[at + 1].marks)
