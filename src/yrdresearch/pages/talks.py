"""Talks, round tables and press conferences: who speaks in turn (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from yrdresearch.pages.block import Block, has_role

_SPEAKER = re.compile(r"(?:\*\*)?([㐀-鿿A-Za-z·]{1,14})(?:\*\* ?)?:")  # bold or not
_ASKS = re.compile(r".+(?=[问問答]$)")  # 记者问, 记者答
_STATES = ("aside", "byline", "credit", "end", "furniture", "key", "signoff", "source")  # 来源:… is no turn
_TURNS = 4  # turns of a talk at least, where the lines between them belong to it, too
_NAME = 14  # characters of who speaks
_TOP = 12  # blocks among which a page's head is


def talk(blocks: Sequence[Block]) -> Sequence[int]:
    """What people say in turn: lines that begin with the name of one who speaks more than once.

    From the first turn to the last one an interview, a round table or a press conference is one text,
    whatever is above a turn, unless somebody signs inside it.
    """
    said = [(at, _SPEAKER.match(block.plain)) for at, block in enumerate(blocks)]
    found = [
        (at, _ASKS.sub("", name[1]))
        for at, name in said
        if name and is_turn(blocks[at]) and _says(blocks, at)
    ]
    often = {name for name, times in Counter(name for _, name in found).items() if times > 1}
    turns = [at for at, name in found if name in often or len(often) == 1]
    if not often or (len(often) == 1 and len(turns) < _TURNS):
        return []
    inside = range(turns[0], turns[-1] + 1)
    signed = any(has_role(blocks[at], "byline") and at not in turns for at in inside)
    return turns if signed or len(turns) < _TURNS else inside


def _says(blocks: Sequence[Block], at: int) -> bool:
    """Whether words stand behind a name, or in the lines below it: no address as below 电子邮件:."""
    below = blocks[at + 1 : at + 3]
    return blocks[at].plain[-1] != ":" or any(one.seen.running or one.seen.ended for one in below)


def speakers(blocks: Sequence[Block]) -> list[int]:
    """Names alone above what they say: short lines between paragraphs that come back, two of them or more."""
    alone = [
        at
        for at in range(1, len(blocks) - 1)
        if _is_short(blocks[at]) and blocks[at + 1].seen.ended and (blocks[at - 1].seen.ended or at < _TOP)
    ]
    often = {plain for plain, times in Counter(blocks[at].plain for at in alone).items() if times > 1}
    return [at for at in alone if blocks[at].plain in often] if len(often) > 1 else []


def _is_short(block: Block) -> bool:
    return len(block.plain) <= _NAME and not block.seen.ended and block.level != 1


def is_turn(block: Block) -> bool:
    """Whether a line that begins with a name is what somebody says, or the name alone above it."""
    told = block.seen.running or block.seen.ended or block.plain[-1] == ":"
    return bool(_SPEAKER.match(block.plain)) and told and not has_role(block, *_STATES)
