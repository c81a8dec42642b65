"""What is seen of each block: its shape, its place, and what the conventions say of it (pure)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from yrdresearch.pages.block import Block, Seen, is_dangling

_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]+(?:[、要是]|则)|第[一二三四五六七八九十]+[,、:是]|其[一二三四五六七八九十次]|\(?[一二三四五六七八九十\d]+[).、])"
)
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+[章节编])"
)
_DIGIT = re.compile(r"\d{1,2}(?:[.、 ]|(?=[㐀-鿿]))(?!\d)")
_HAN = re.compile("[㐀-鿿]")
_STRONG = (
    "byline",
    "number",
    "addressee",
    "signoff",
    "source",
    "dateline",
    "abstract",
    "end",
    "note",
    "credit",
)
_FAR = 4


@dataclass(frozen=True, slots=True)
class Habits:
    """What is usual on the page."""

    indents: bool
    gap: int
    levels: tuple[int, ...]
    first: dict[str, int]  # where a role is seen first
    shorts: int  # short lines above running text
    fellows: tuple[int, ...]  # how many lines like a subhead are in the same article; 0 for any other line
    top: bool  # the first block is indented


def habits(blocks: Sequence[Block], seen: Sequence[Seen]) -> Habits:
    """What is usual on a page: indents, spacing, heading marks, and where its documents state themselves?"""
    running = [b.indented for b, s in zip(blocks, seen, strict=True) if s.running]
    indents = len(running) > 1 and sum(running) >= 0.6 * len(running)
    gaps = sorted(block.gap for block in blocks[1:])
    first: dict[str, int] = {}
    for at, one in enumerate(seen):
        for role in one.roles:
            first.setdefault(role.partition("/")[0], at)
    shorts = sum(
        a.shape in ("words", "clause") and a.length <= 5 and b.running for a, b in itertools.pairwise(seen)
    )
    levels = tuple(sorted({block.level for block in blocks if block.level}))
    usual = gaps[len(gaps) // 2] if gaps else 1
    top = bool(blocks) and blocks[0].indented
    return Habits(indents, usual, levels, first, shorts, count_fellows(blocks, seen), top)


def count_fellows(blocks: Sequence[Block], seen: Sequence[Seen]) -> tuple[int, ...]:
    """For each line like a subhead, how many of its kind are between two bylines or closing lines.

    A single short line above running text may be the first words of a paragraph that a column cut.
    """
    runs: list[list[int]] = [[]]
    for at, one in enumerate(seen):
        if any(role.startswith("byline") or role == "end" for role in one.roles):
            runs.append([])
        below = seen[at + 1] if at + 1 < len(seen) else None
        settled = at == 0 or seen[at - 1].ended or not seen[at - 1].running
        likely = one.shape in ("words", "clause") and one.length <= 6 and below is not None and below.running
        if settled and likely and not is_dangling(blocks[at + 1].plain):
            runs[-1].append(at)
    of = {member: len(run) for run in runs for member in run}
    return tuple(of.get(at, 0) for at in range(len(seen)))


def features(blocks: Sequence[Block]) -> list[list[str]]:
    """The names of the features that hold for each block of a page."""
    seen = [block.seen for block in blocks]
    usual = habits(blocks, seen)
    down, up = _distances(seen), _distances(seen[::-1])[::-1]
    return [_features(at, blocks, seen, usual, down[at], up[at]) for at in range(len(blocks))]


def _distances(seen: Sequence[Seen]) -> list[int]:
    """Blocks to the next running text below."""
    far, distance = [], _FAR
    for one in reversed(seen):
        distance = min(distance + 1, _FAR)
        far.append(distance)
        if one.running:
            distance = 0
    return far[::-1]


def _features(
    at: int, blocks: Sequence[Block], seen: Sequence[Seen], usual: Habits, down: int, up: int
) -> list[str]:
    block, here = blocks[at], seen[at]
    names = [
        "bias",
        f"shape={here.shape}",
        f"length={here.length}",
        f"shape+length={here.shape},{here.length}",
    ]
    names += [f"role={role}" for role in here.roles] or [f"role=none,{here.shape}"]
    names += _own(block, here, usual)
    if usual.fellows[at]:
        names.append(f"fellows={min(usual.fellows[at], 4)}")
        names.append(f"fellows={min(usual.fellows[at], 4)},{block.indented},{usual.indents}")
    if at and usual.fellows[at - 1]:
        names.append(
            f"fellows above={min(usual.fellows[at - 1], 4)},{blocks[at - 1].indented},{usual.indents}"
        )
    names += _place(at, blocks, here, usual)
    if at:
        names += _beside("above", seen[at - 1], here)
        names += _join(blocks[at - 1], seen[at - 1], block, here)
    else:
        names.append("first")
    if at + 1 < len(blocks):
        names += _beside("below", seen[at + 1], here)
        names.append(f"gap below={_relative(blocks[at + 1].gap, usual)},{here.shape}")
    else:
        names.append(f"last,{here.shape}")
    for far in (-3, -2, 2, 3):
        if 0 <= at + far < len(blocks):
            names.append(f"at{far:+}={seen[at + far].shape}")
            if not here.running:
                names += [f"at{far:+}={role},{here.shape}" for role in seen[at + far].roles]
        else:
            names.append(f"at{far:+}=none")
    if not here.running:
        names += [f"down={down},{here.shape}", f"up={up},{here.shape}", f"down,up={down},{up}"]
        names += [f"down={down},{role}" for role in here.roles] + [f"up={up},{role}" for role in here.roles]
    return names


def _own(block: Block, here: Seen, usual: Habits) -> list[str]:
    plain, names = block.plain, []
    top = usual.levels.index(block.level) if block.level else -1
    names.append(f"level={min(top, 2)},{len(usual.levels) > 1},{here.running}")
    names.append(f"indent={block.indented},{usual.indents},{here.running}")
    if not here.running:
        names.append(f"indent={block.indented},{usual.indents},{here.shape},{min(here.length, 8)}")
    if not here.running and usual.indents:
        names.append(f"set like text={block.indented},{usual.top},{here.shape}")
    if block.cut:
        names.append("cut")
    if _NUMBERED.match(plain):
        names.append(f"numbered,{here.running}")
    if _DIGIT.match(plain):
        names.append(f"digit,{here.running}")
    if not here.running and plain.count("“") != plain.count("”"):
        names.append("unpaired")
    if not here.running:
        names.append(f"end={plain[-1]}" if not _HAN.match(plain[-1]) else f"end=han,{here.length}")
        if "关于" in plain or plain.endswith(
            ("的通知", "的意见", "的决定", "的函", "的批复", "的答复", "公告", "的复函")
        ):
            names.append(f"official,{here.shape}")
        if " " in plain:
            names.append(f"blank inside,{here.shape}")
    return names


def _place(at: int, blocks: Sequence[Block], here: Seen, usual: Habits) -> list[str]:
    names = [f"from top={min(at, 5)}", f"gap={_relative(blocks[at].gap, usual)},{here.shape}"]
    if at == 0:
        names.append(f"blank on top={blocks[at].gap > 0}")
    if here.running:
        return names
    names.append(f"from top={min(at, 5)},{here.shape}")
    names.append(f"from end={min(len(blocks) - 1 - at, 4)},{here.shape}")
    for role in _STRONG:
        first = usual.first.get(role)
        if first is not None:
            names.append(
                f"{'at' if at == first else 'above' if at < first else 'below'} first {role},{here.shape}"
            )
    if here.shape in ("words", "clause"):
        names.append(f"short lines={min(usual.shorts, 5)}")
        names.append(f"blocks={min(len(blocks) // 4, 5)},short lines={min(usual.shorts, 5)}")
    return names


def _beside(where: str, other: Seen, here: Seen) -> list[str]:
    names = [f"{where}={other.shape}", f"{where}={other.shape},{here.shape}"]
    if not here.running:
        names += [f"{where}={role},{here.shape}" for role in other.roles] or [f"{where}=no role"]
        names.append(f"{where}={other.shape},{other.length},{here.shape},{here.length}")
        names += [f"{where}={other.shape},{role}" for role in here.roles]
        names += [f"{where}={one},{role}" for one in other.roles for role in here.roles]
        names.append(f"{where} level={other.level > 0},{here.level > 0}")
    else:
        names += [f"{where}={role},running" for role in other.roles]
    return names


def _join(above: Block, before: Seen, block: Block, here: Seen) -> list[str]:
    """Signs that a block goes on with the one above."""
    close = f"{before.ended},{before.running}"
    names = [f"ended={close}", f"ended={close},{here.running}"]
    names.append(f"close={block.near or block.gap == 1},{here.shape},{before.shape}")
    if before.running and not before.ended and (above.plain[-1] in ",、" or _HAN.match(above.plain[-1])):
        names.append(f"open above,{here.level > 0}")
    item = above.plain[-1] in ";:" and is_item(block.plain)
    kind = "dangling" if is_dangling(block.plain) else "item" if item else "plain"
    names.append(f"goes on={close},{kind},{block.level > 0}")
    names.append(
        f"above ends={above.plain[-1] if not _HAN.match(above.plain[-1]) else 'han'},{kind},{here.running}"
    )
    names.append(f"indents={above.indented},{block.indented},{before.ended},{here.running}")
    return names


def is_item(plain: str) -> bool:
    """Whether a folded line begins like the item of a list: 一是, 其二, （三）, 4."""
    return bool(_ITEM.match(plain))


def _relative(gap: int, usual: Habits) -> str:
    return "less" if gap < usual.gap else "more" if gap > usual.gap else "same"
