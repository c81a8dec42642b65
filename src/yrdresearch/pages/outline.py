"""What a page as a whole says of its lines: sections, tables of contents, heads shown twice, talks (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from yrdresearch.pages.block import Block, has_role
from yrdresearch.pages.layout import is_heading_like

_CHAPTER = re.compile(r"第[一二三四五六七八九十]+[章节编](?![㐀-鿿]*[,。])")
_LONGEST_SECTION = 8  # characters of a section's heading that no article has
_CONTENTS = re.compile(r"目 *[录錄次]")
_SITE = re.compile(r" *[-_|–—] *[^-_|–—,。]{2,12}$")  # behind a title, the name of the site
_DOUBLED = 5  # blocks among which a line may be the title twice
_PATH = re.compile(r"位置(?:是)? *:|.[>»]+ *[^ >]")
_ENTRY, _ENTRIES = 6, 6  # characters of an entry of a menu at most, and entries at least
_SPEAKER = re.compile(r"([㐀-鿿·]{1,8}):(?=.)")
_TOP = 12  # blocks among which a page's head is


def sections(blocks: Sequence[Block]) -> list[int]:
    """Which headings are inside the one article of a page? Chapters, and sections below the only title.

    A page whose only heading of the first level is on top has one article when those below it are short or
    numbered, and nobody signs them.
    """
    chapters = [at for at, block in enumerate(blocks) if at and _CHAPTER.match(block.plain)]
    lower = [at for at, block in enumerate(blocks) if block.level > 1]
    if has_one_top(blocks) and len(lower) > 1:
        short = [
            n for n in lower if len(blocks[n].plain) <= _LONGEST_SECTION or has_role(blocks[n], "numbered")
        ]
        signed = [n for n in lower if n + 1 < len(blocks) and has_role(blocks[n + 1], "byline")]
        if len(short) >= 0.8 * len(lower) and not signed:
            return sorted({*lower, *chapters})
    return chapters


def _is_section(block: Block) -> bool:
    return len(block.plain) <= _LONGEST_SECTION or has_role(block, "numbered")


def has_one_top(blocks: Sequence[Block]) -> bool:
    """Whether the first block is the only heading of the first level."""
    return [at for at, block in enumerate(blocks) if block.level == 1] == [0]


def said_elsewhere(blocks: Sequence[Block]) -> Iterator[int]:
    """Lines that only say again what another says: of a table of contents, of a head that is shown twice."""
    yield from _contents(blocks)
    top = next((at for at, block in enumerate(blocks) if block.seen.running), len(blocks))
    head = [block.plain for block in blocks[: min(top, _TOP)]]
    bare = [block.plain.replace(" ", "") for block in blocks[:_DOUBLED]]
    yield from (at for at, words in enumerate(bare) if any(words == title * 2 for title in bare[:at]))
    for at, plain in enumerate(head):
        if has_role(blocks[at], "byline") and plain in head[:at] and head[at - 1] in head[: at - 1]:
            yield at  # below the title that is shown again
        if len(plain) < 6 or has_role(blocks[at], "byline", "source", "numbered"):
            continue
        named = _SITE.sub("", plain)
        later = head[at + 1 :]
        if (
            plain in head[:at]
            or later[:2] == [plain, plain]
            or (named != plain and named in later)
            or plain in (a + a for a in head[:at])
        ):
            yield at


def above_path(blocks: Sequence[Block], labels: Sequence[str | None]) -> range:
    """Lines above the path to a page (首页 > 观点), when its title is below: they are of the site."""
    top = next((at for at, block in enumerate(blocks) if block.seen.running), len(blocks))
    paths = [n for n in range(min(top, _TOP)) if labels[n] == "furniture" and _PATH.search(blocks[n].plain)]
    if not paths:
        return range(0)
    below = blocks[paths[-1] + 1 : top]
    titled = any(is_heading_like(block.plain) and not block.marks for block in below)
    return range(paths[-1] if titled else 0)


def menu(blocks: Sequence[Block]) -> range:
    """The entries of a site's menu, one a line, on top of a page: short words and nothing else, five or more,
    when running text is below."""
    lines = [not block.seen.running and len(block.plain) <= _ENTRY for block in blocks[:40]]
    end = lines.index(False) if False in lines else 0
    if end < _ENTRIES or not any(block.seen.running for block in blocks[end : end + 8]):
        return range(0)
    return range(end if not any(has_role(block, "numbered") for block in blocks[:end]) else 0)


def _contents(blocks: Sequence[Block]) -> Iterator[int]:
    start = next((at for at, block in enumerate(blocks) if _CONTENTS.fullmatch(block.plain)), None)
    if start is None:
        return
    below = Counter(block.plain for block in blocks[start + 1 :])
    at = start + 1
    while at < len(blocks) and below[blocks[at].plain] > 1:
        yield at
        below[blocks[at].plain] -= 1
        at += 1
    if at > start + 1:
        yield start


def talk(blocks: Sequence[Block]) -> list[int]:
    """The turns of an interview: lines that begin with the name of one who speaks more than once."""
    found = [(at, said[1]) for at, block in enumerate(blocks) if (said := _SPEAKER.match(block.plain))]
    turns = Counter(name for _, name in found)
    again = [(at, name) for at, name in found if turns[name] > 1]
    speakers = {name for _, name in again}
    return [at for at, _ in again] if len(speakers) > 1 else []
