"""Text of a file that holds several pages, one after each form feed -> its pages."""

from __future__ import annotations

from collections.abc import Mapping

from yrdresearch.errors import PageError
from yrdresearch.pages.block import has_role
from yrdresearch.pages.conventions import Conventions
from yrdresearch.pages.facts import NO_FACTS, NOTHING, Facts
from yrdresearch.pages.filenames import source_of_name
from yrdresearch.pages.layout import find_blocks
from yrdresearch.pages.page import Page, Source
from yrdresearch.pages.parse import check_arguments, parse_page
from yrdresearch.spans import WHITE, ends_sentence


def parse_pages(
    text: str,
    *,
    page_id: str,
    facts: Facts = NO_FACTS,
    left_out: Mapping[str, int] = NOTHING,
    named: Source | None = None,
    conventions: Conventions | None = None,
) -> tuple[Page, ...]:
    """Read a file's text that may hold several pages, one after each form feed.

    A form feed inside a sentence, or one after which no page of its own begins, only breaks a page. The
    pages of a file of several are named ``page_id.1``, ``page_id.2`` and so on; offsets count within each.

    Raises
    ------
    PageError
        No page is found in the text.
    """
    check_arguments(text, page_id, facts, left_out, named, conventions)
    named = named or source_of_name(page_id)
    stretches = [text] if facts.title is not None else _stretches(text, conventions)
    ids = [f"{page_id}.{n}" for n in range(1, len(stretches) + 1)] if len(stretches) > 1 else [page_id]
    counts = [left_out, *[NOTHING] * (len(stretches) - 1)]
    return tuple(
        parse_page(one, page_id=own, facts=facts, left_out=left, named=named, conventions=conventions)
        for one, own, left in zip(stretches, ids, counts, strict=True)
    )


def _stretches(text: str, conventions: Conventions | None) -> list[str]:
    """The text of each page: cut at a form feed where one page is closed and another begins."""
    found: list[str] = []
    for part in text.split("\f"):
        if found and not (_is_closed(found[-1]) and _opens_page(part, conventions)):
            found[-1] += "\f" + part
        else:
            found.append(part)
    return found


def _is_closed(text: str) -> bool:
    """Whether nothing is open at the end of `text`: a sentence, or a short line such as a byline."""
    last = text.strip(WHITE).rpartition("\n")[2].strip(WHITE)
    return bool(last) and (
        ends_sentence(last) or last[-1] in "）)】]》" or (len(last) <= 45 and "。" not in last)
    )


def _opens_page(text: str, conventions: Conventions | None) -> bool:
    """Whether a page starts with `text`, and not the rest of an article that a sheet's end cut."""
    blocks = find_blocks(text, conventions)
    first = next((b for b in blocks if not has_role(b, "furniture")), None)
    if first is None or ((len(first.text) > 45 or "。" in first.text) and not has_role(first, "note")):
        return False
    try:
        parse_page(text, page_id="", conventions=conventions)
    except PageError:
        return False
    return True
