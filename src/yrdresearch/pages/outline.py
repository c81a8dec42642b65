"""What a page as a whole says of its lines: sections, tables of contents, heads shown twice (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from yrdresearch.pages.block import Block, has_role, is_foreign, names_authors
from yrdresearch.pages.layout import is_heading_like
from yrdresearch.pages.talks import speakers, talk

_CHAPTER = re.compile(r"第[一二三四五六七八九十]+[章节编](?![㐀-鿿]*[,。])")
_LONGEST_SECTION = 8  # characters of a section's heading that no article has
_CONTENTS = re.compile(r"目 *[录錄次]")
_SITE = re.compile(r" *[-_|–—] *[^-_|–—,。]{2,12}$")  # behind a title, the name of the site
_DOUBLED = 5  # blocks among which a line may be the title twice
_PATH = re.compile(r"位置(?:是)? *:|.[>»]+ *[^ >]")
_ENTRY, _ENTRIES = 6, 6  # characters of an entry of a menu at most, and entries at least
_NOTICE = 120  # characters of a paragraph of a notice
_RULER = 6  # marks of a ruler below a text
_STANZA = 4  # lines of a poem at least
_TOP = 12  # blocks among which a page's head is
_LEAST_PROSE = 100  # Chinese characters
_LONGEST_HEAD = 9  # blocks above the first paragraph of a page that is one text
_SIGNED = ("byline", "source", "stamp", "number", "signoff")
_SIGNS = ("byline", "end", "note", "number", "signoff", "source", "stamp")
_OF_THE_TEXT = ("byline", "closing", "end", "reference", "references", "signoff", "source")


def sections(blocks: Sequence[Block]) -> list[int]:
    """Which headings are inside the one article of a page? Chapters, and sections below the only title.

    A page whose only heading of the first level is on top has one article when those below it are short or
    numbered, and nobody signs them.
    """
    chapters = [at for at, block in enumerate(blocks) if at and _CHAPTER.match(block.plain)]
    lower = [at for at, block in enumerate(blocks) if block.level > 1]
    top = one_top(blocks)
    spoken = {*speakers(blocks), *talk(blocks)}
    if top < 0 or not lower or any(_is_signed(blocks, at, spoken) for at in lower):
        return chapters
    short = [n for n in lower if len(blocks[n].plain) <= _LONGEST_SECTION or has_role(blocks[n], "numbered")]
    told = any(block.seen.running for block in blocks[top : lower[0]])  # by the article whose title is on top
    if told or not spoken.isdisjoint(lower) or (len(lower) > 1 and len(short) >= 0.8 * len(lower)):
        return sorted({*lower, *chapters})
    return chapters


def _is_signed(blocks: Sequence[Block], at: int, spoken: Container[int]) -> bool:
    """Whether one of the two lines below a heading says who wrote what follows, when or where."""
    below = [blocks[n] for n in (at + 1, at + 2) if n < len(blocks) and n not in spoken]
    stated = any(has_role(block, *_SIGNED) for block in below if not block.seen.running)
    return stated or any(has_role(block, "dateline") for block in below[:1])


def is_chapter(block: Block) -> bool:
    """Whether a line opens a chapter: 第一章 总则."""
    return bool(_CHAPTER.match(block.plain))


def is_prose(blocks: Sequence[Block]) -> bool:
    """Whether the whole sentences of paragraphs hold enough Chinese text for an article without a title."""
    told = [block.plain[: block.plain.rfind("。")] for block in blocks if block.seen.running]
    return sum("㐀" <= character <= "鿿" for plain in told for character in plain) >= _LEAST_PROSE


def one_top(blocks: Sequence[Block]) -> int:
    """Where the only heading of the first level is, above all running text; -1 without one.

    Where no heading is of the first level, the highest with others below it takes its place.
    """
    levels = {block.level for block in blocks if block.level and not is_foreign(block)}
    top = min(levels) if len(levels) > 1 else 1
    tops = [at for at, block in enumerate(blocks) if block.level == top and not is_foreign(block)]
    alone = len(tops) == 1 and not any(block.seen.running for block in blocks[: tops[0]])
    return tops[0] if alone else -1


def foreign_end(blocks: Sequence[Block]) -> range:
    """What is in another language below the last Chinese text of a page: an abstract, a translation."""
    at = len(blocks)
    while at and is_foreign(blocks[at - 1]):
        at -= 1
    chinese = any(block.seen.running for block in blocks[:at])
    return range(at if chinese else len(blocks), len(blocks))


def unsigned(blocks: Sequence[Block]) -> range:
    """The blocks below the first paragraph of a page that is one text, whatever is above its parts.

    Nobody signs between its paragraphs, no line there says when or where, one dateline at most begins one,
    and two paragraphs or more are below each heading. Pages of several articles have something of it.
    """
    running = [at for at, block in enumerate(blocks) if block.seen.running]
    if not running or running[0] > _LONGEST_HEAD:
        return range(0)
    inside = blocks[running[0] : running[-1] + 1]
    headings = [block for block in inside if not (block.seen.running or block.seen.ended or block.marks)]
    levels = [block.level for block in headings if block.level]
    parted = sum(a.seen.running and not b.seen.running for a, b in pairwise(inside))
    datelines = sum(has_role(block, "dateline") for block in inside)
    signed = any(has_role(block, *_SIGNS) and not block.seen.running for block in inside)
    top = blocks[0].level if running[0] else 0
    if signed or datelines > 1 or len(running) < 2 * parted + 2 or min(levels, default=9) <= top:
        return range(0)
    return range(running[0] + 1, running[-1] + 1) if headings else range(0)


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


def below_text(blocks: Sequence[Block], labels: Sequence[str | None]) -> Iterator[int]:
    """Lines below the last paragraph that are of the site: below one that closes the text (an editor, what
    else to read, whom to follow), a notice below a last ruler, and headings at the very end, over nothing."""
    told = [at for at, block in enumerate(blocks) if labels[at] != "furniture" and _tells(block)]
    last = max(told, default=len(blocks))
    closed = False
    for at in range(last + 1, len(blocks)):
        closed |= _closes(blocks[at], labels[at]) or _is_ruler(blocks[at])
        if closed and not has_role(blocks[at], *_OF_THE_TEXT) and not blocks[at].level:
            yield at
    yield from _notice(blocks)
    at = len(blocks) - 1
    while at > last and (blocks[at].plain[-1] == ":" or labels[at] == "furniture"):
        yield at
        at -= 1


def _notice(blocks: Sequence[Block]) -> range:
    """What is below the last ruler of a text, where it is a line or two: a site's notice."""
    ruler = max((at for at, block in enumerate(blocks) if _is_ruler(block, 3)), default=len(blocks))
    below, above = blocks[ruler + 1 :], blocks[:ruler]
    short = 0 < len(below) <= 2 and all(len(block.plain) <= _NOTICE for block in below)
    told = sum(block.seen.running for block in above) > 2
    own = any(has_role(block, *_OF_THE_TEXT) for block in below)
    return range(ruler + 1 if short and told and not own else len(blocks), len(blocks))


def _is_ruler(block: Block, least: int = _RULER) -> bool:
    return len(block.plain) >= least and set(block.plain) <= set("-—=_*─ ")


def _tells(block: Block) -> bool:
    return block.seen.running or (block.seen.ended and not has_role(block, "promotion"))


def _closes(block: Block, label: str | None) -> bool:
    """Whether nothing of an article is below a line; pictures and rulers close none."""
    if label == "furniture":
        return block.plain[:2] != "![" and any(character.isalnum() for character in block.plain)
    return has_role(block, "promotion") or "byline/told" in block.seen.roles


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


def verse(blocks: Sequence[Block]) -> range:
    """Lines of a poem, below the byline under its title: no line below it is running text."""
    signed = next((at for at, block in enumerate(blocks[:_TOP]) if at and names_authors(block)), len(blocks))
    lines = blocks[signed + 1 :]
    other = any(one.seen.running or one.level or has_role(one, "byline", "source", "number") for one in lines)
    return range(0) if other or len(lines) < _STANZA else range(signed + 1, len(blocks))
