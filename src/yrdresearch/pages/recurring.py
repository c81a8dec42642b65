"""Lines that many pages have in the text of their articles: what a site puts around each of them (pure)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from yrdresearch.errors import check_kind, check_whole_number, told
from yrdresearch.files import resource
from yrdresearch.pages.block import Block
from yrdresearch.pages.conventions import Convention, Conventions
from yrdresearch.pages.layout import find_blocks
from yrdresearch.pages.page import Page
from yrdresearch.spans import fold

FEW = 6
"""Pages below which a line of two of them is told."""
_LONGEST = 80  # characters of a line that a site repeats
_DAY = re.compile(r"[12]\d{3} ?(?:年|[-/.]) ?\d{1,2} ?(?:月|[-/.]) ?\d{1,2} ?日?")
_CHANGING = re.compile(r"\d+(?:[:.,]\d+)*")
_LABEL = re.compile(r"([^:。,]{2,10}:).+")  # 责任编辑：, whatever is behind it


class RecurringLine(NamedTuple):
    """A line as a file of conventions has it, the number of pages that have it, and what it was taken for."""

    line: str
    n_pages: int
    taken_for: str


def recurring_lines(pages: Sequence[Page], *, min_pages: int | None = None) -> list[RecurringLine]:
    """Which short lines do many pages have in common that were read as parts of their articles?

    They are what a site or newspaper puts around its texts, unless the texts share a heading or a formula.
    Days and numbers may differ, and what is behind a label such as 责任编辑：.

    Parameters
    ----------
    pages
        Pages of one newspaper or site, as `read_pages` gives them.
    min_pages
        Pages that have a line, at least; None for 3, and 2 of fewer than six pages.

    Returns
    -------
    list of RecurringLine
        The lines of most pages first. `taken_for` is paragraph, title, kicker or subtitle, what it is most
        often.

    See Also
    --------
    load_conventions : takes what is said of them.

    Examples
    --------
    >>> from yrdresearch.pages import parse_page
    >>> body = "港口要联动，数据要共享。\\n\\n灯塔夜读祝您晚安，明晚再会。\\n"
    >>> pages = [parse_page(f"# 第{n}座港口的变化\\n\\n{body}", page_id=n) for n in "一二三"]
    >>> [line.line for line in recurring_lines(pages)]
    ['港口要联动，数据要共享。', '灯塔夜读祝您晚安，明晚再会。']
    """
    check_kind(pages, "pages", Sequence, source="read_pages")
    if min_pages is None:
        min_pages = 3 if len(pages) >= FEW else 2
    check_whole_number(min_pages, "min_pages", least=2, such_as=3)
    for page in pages:
        check_kind(page, "a page", Page, source="read_page")
    lines = ((number, *line) for number, page in enumerate(pages) for line in _lines(page))
    return shared_lines(lines, min_pages=min_pages)


def shared_lines(lines: Iterable[tuple[Hashable, str, str]], *, min_pages: int) -> list[RecurringLine]:
    """The same of lines: the page of each, what it was taken for, and its text."""
    texts: dict[str, set[str]] = defaultdict(set)
    found: dict[str, set[Hashable]] = defaultdict(set)
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    for page, taken_for, text in lines:
        if 1 < len(text) <= _LONGEST:
            plain = " ".join(text.split())
            kind = _kind_of(plain)
            texts[kind].add(plain)
            found[kind].add(page)
            taken[kind][taken_for] += 1
    shared = [
        RecurringLine(
            next(iter(texts[kind])) if len(texts[kind]) == 1 else kind,
            len(on),
            taken[kind].most_common(1)[0][0],
        )
        for kind, on in found.items()
        if len(on) >= min_pages
    ]
    return sorted(shared, key=lambda line: -line.n_pages)


def _lines(page: Page) -> Iterator[tuple[str, str]]:
    """The lines of the articles of a page, and what each was taken for."""
    for article in page.articles:
        yield from (("kicker", article.kicker), ("title", article.title), ("subtitle", article.subtitle))
        yield from (("paragraph", one.text) for one in article.paragraphs)


def _kind_of(text: str) -> str:
    """The line with ``…`` for what changes from page to page."""
    plain = fold(text, marks=True)
    label = _LABEL.fullmatch(plain)
    if label:
        return f"{label[1]}…"
    return _CHANGING.sub("…", _DAY.sub("{day}", plain))


def describe_lines(lines: Sequence[RecurringLine], n_pages: int, *, lang: str | None = None) -> str:
    """The lines with their numbers of pages, for a person."""
    say = partial(told, lang=lang)
    rows = [f"   {line.n_pages:>6}  {say(line.taken_for)}  {line.line}" for line in lines]
    head = say(
        f"lines that several of the {n_pages} pages have in common and that were read as text; "
        "say what they are in a file for --conventions (--draft FILE writes a first one)"
    )
    return "\n".join([head, *rows]) + "\n"


def describe_own(pages: Sequence[Page], conventions: Conventions, *, lang: str | None = None) -> str:
    """On how many of the pages is each line of a user's own? For a person; empty without such lines."""
    check_kind(pages, "pages", Sequence, source="read_pages")
    check_kind(conventions, "conventions", Conventions, source="load_conventions")
    own = [entry for entry in conventions.entries if entry.own]
    if not own:
        return ""
    blocks = [find_blocks(page.raw) for page in pages]
    say = partial(told, lang=lang)
    rows = []
    for entry in own:
        n = sum(map(partial(_any_fits, entry), blocks))
        rows.append(f"   {n:>6}  {say(entry.role)}  {entry.example}")
    head = say(f"lines of your own, and how many of the {len(pages)} pages have them")
    return "\n".join([head, *rows]) + "\n"


def _any_fits(entry: Convention, blocks: Sequence[Block]) -> bool:
    return any(entry.level in (0, block.level) and entry.find(block.plain) for block in blocks)


def draft_conventions(lines: Sequence[RecurringLine]) -> str:
    """What would a first file of conventions be: these lines as furniture, for a person to correct?

    Examples
    --------
    >>> draft_conventions([RecurringLine("往期文章…", 12, "paragraph")]).splitlines()[-1]
    "  - '往期文章…'  # 12"
    """
    check_kind(lines, "lines", Sequence, source="recurring_lines")
    rows = []
    for line in lines:
        check_kind(line, "a line", RecurringLine, source="recurring_lines")
        quoted = line.line.replace("'", "''")
        rows.append(f"  - '{quoted}'  # {line.n_pages}")
    found = ["furniture:", *rows] if rows else ["furniture: []"]
    return resource("conventions_draft.yml") + "\n".join(found) + "\n"
