"""Several articles in one file, parted by lines that come back below each (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yrdresearch.pages.block import Block, has_role
from yrdresearch.pages.outline import is_chapter

_LEAST = 3  # articles: two parts may end alike by chance
_CHANGES = re.compile(r"<?https?://[^\s)>\]]+>?|[\W\d_]+")  # what differs in lines that come back


def repeated(blocks: Sequence[Block]) -> tuple[Sequence[int], Sequence[int]]:
    """The headings of a file whose articles all end with the same line, and the lines that come back in each.

    Addresses and numbers in these lines may differ. The headings are those of the highest level; the first is
    the first line of the file.
    """
    highest = min((block.level for block in blocks if block.level), default=0)
    heads = [at for at, block in enumerate(blocks) if highest and block.level == highest]
    counting = any(has_role(blocks[at], "numbered") or is_chapter(blocks[at]) for at in heads)
    if len(heads) < _LEAST or heads[0] or counting:
        return (), ()
    shapes = [_CHANGES.sub("", block.plain) for block in blocks]
    bounds = list(zip(heads, [*heads[1:], len(blocks)], strict=True))
    parts = [[at for at in range(start + 1, end) if shapes[at]] for start, end in bounds]
    common = set.intersection(*({shapes[at] for at in part} for part in parts))
    if not common or any(shapes[part[-1]] not in common for part in parts):
        return (), ()
    return heads, [at for part in parts for at in part if shapes[at] in common and not blocks[at].seen.ended]
