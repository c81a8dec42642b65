"""What the labelled blocks of an article or a page state: authors, date, newspaper, affiliations (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from yrdresearch.pages.articles import Draft
from yrdresearch.pages.block import Block
from yrdresearch.pages.conventions import Mark
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.fields import (
    Imprint,
    Stated,
    read_addresses,
    read_date,
    read_imprint,
    read_keyed,
    read_stated,
)
from yrdresearch.pages.page import Source
from yrdresearch.pages.signatures import person_names

_NO_PAPER = re.compile(r"刊[登载載]|时间|日期|[发發][布佈表]|更新|星期|编辑|作者|[来來]自")
_NAMED_FIRST = re.compile(r"([㐀-鿿·、 ]{2,24}?) *([:|丨︱])")
_NAMED_LAST = re.compile(r".{4,} *\(([㐀-鿿]{3})\)")
_NAME_AND_PLACE = re.compile(r"([㐀-鿿·]{2,4}) ?\(([^()]{4,40})\)")
_PRESENTED = re.compile(r"[\[【(]?作者简介[\]】)]? *: *([㐀-鿿·、, ]{2,40})")


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signs: persons or one institution, and the affiliations stated beside the names."""

    authors: tuple[str, ...] = ()
    kind: str = "none"
    affiliations: tuple[str, ...] = ()


def read_signed(draft: Draft) -> Signed:
    """Who signs an article: its bylines; else the reporters of its datelines; else the office below it."""
    told = [one for block in [*draft.byline, *draft.source] if (one := _told(block)).authors]
    if told:  # a database names everybody, and the byline below some of them again
        found = told[:1]
    else:
        found = [_signed(block) for block in draft.byline]
        found += [Signed(mark.names, "person") for mark in _reports(draft)]
    kinds = [one.kind for one in found if one.authors]
    kind = "person" if "person" in kinds else kinds[0] if kinds else "none"
    authors = _unique(name for one in found if one.kind == kind for name in one.authors)
    affiliations = _unique(name for one in found for name in one.affiliations)
    if not authors and (names := _signers(draft)):
        return Signed(names, "person", affiliations)
    if not authors and (offices := _offices(draft)):
        return Signed(offices, "institution", affiliations)
    if not authors and (names := _presented(draft) or _in_title(draft)):
        return Signed(names, "person", affiliations)
    return Signed(authors, kind, affiliations)


def _told(block: Block) -> Signed:
    """The authors of a line that states several things by name: 作者：… 时间：…."""
    keyed = read_keyed(block.plain)
    value = keyed.get("author", "")
    if not value or len(keyed) < 2:
        return Signed()
    names = person_names(value, trusted=True)
    return Signed(names, "person") if names else Signed((_original(block, value),), "institution")


def _signed(block: Block) -> Signed:
    marks = [m for m in block.marks if m.role in ("byline", "closing", "dateline") and m.start == 0]
    for mark in marks:
        if mark.names:
            return Signed(mark.names, "person", _affiliations(mark))
    if pairs := _NAME_AND_PLACE.findall(block.plain) if marks else []:
        names = [person_names(name, trusted=False) for name, _ in pairs]
        if all(names):
            return Signed(tuple(name for (name,) in names), "person", tuple(place for _, place in pairs))
    for mark in marks:
        if name := mark.groups.get("institution", ""):
            return Signed((_original(block, name),), "institution")
    return Signed() if marks else Signed((block.text,), "person")


def _original(block: Block, name: str) -> str:
    """The words of a block as they are printed, for a group of its folded text."""
    at = block.plain.find(name)
    return block.text[at : at + len(name)] if at >= 0 else name


def _affiliations(mark: Mark) -> tuple[str, ...]:
    name = mark.groups.get("affiliation", "")
    return (read_imprint(f"作者单位:{name}").affiliations or (name,))[:1] if name else ()


def _reports(draft: Draft) -> Iterable[Mark]:
    """Marks of datelines and closing lines that name reporters."""
    for paragraph in draft.paragraphs:
        for mark in paragraph.marks:
            if mark.names and (mark.role == "closing" or (mark.role == "dateline" and mark.start == 0)):
                yield mark
                break


def _offices(draft: Draft) -> tuple[str, ...]:
    for block in draft.signoff:
        for mark in block.marks:
            if mark.role == "signoff" and "institution" in mark.groups:
                return tuple(mark.groups["institution"].split())
    return ()


def _signers(draft: Draft) -> tuple[str, ...]:
    """Who signs below the text with an affiliation behind the name: （杜清河 海州大学教授）."""
    return _unique(
        name for block in draft.end for mark in block.marks if "signer" in mark.groups for name in mark.names
    )


def _presented(draft: Draft) -> tuple[str, ...]:
    """The names behind 作者简介, where a journal says no more of its authors."""
    for block in draft.end:
        if found := _PRESENTED.fullmatch(block.plain):
            return person_names(found[1], trusted=False)
    return ()


def _in_title(draft: Draft) -> tuple[str, ...]:
    """The names in front of a title (杜清河丨港口的灯): behind them a bar, or behind several a colon."""
    head = "".join(block.plain for block in [*draft.kicker, *draft.title])
    if (last := _NAMED_LAST.fullmatch(head)) and (name := person_names(last[1], trusted=False)):
        return name
    found = _NAMED_FIRST.match(head)
    names = person_names(found[1], trusted=False) if found and "·" not in found[1] else ()
    return names if len(names) > 1 or (found and found[2] != ":") else ()


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def read_closing(draft: Draft) -> Imprint:
    """Writers, affiliations, grants and projects of closing lines, and of a journal's addresses."""
    facts = read_imprint("".join(block.text for block in draft.end))
    addresses: list[str] = []
    for block in draft.end:
        for mark in block.marks:
            if mark.role == "affiliation" and mark.start == 0:
                addresses += read_addresses(block.plain)
                break
    return replace(facts, affiliations=_unique((*facts.affiliations, *addresses)))


def read_dated(draft: Draft, *, dated: bool) -> Stated:
    """Newspaper and date that an article's own lines state: beside its byline, in its head, in its signature.

    A letter printed in a newspaper is signed before the day of the paper: where the file is `dated`, only the
    signature of a document with a number counts.
    """
    lines = [*draft.source, *(b for b in draft.byline if _is_dated(b))]
    if draft.number or not dated:
        lines += [b for b in draft.signoff if any("date" in mark.groups for mark in b.marks)]
    lines += [b for b in draft.subtitle if any(mark.role == "stamp" for mark in b.marks)]
    return merge_stated([_stated(block) for block in lines])


def read_section(blocks: Iterable[Block]) -> str | None:
    """The part of a newspaper that lines beside an article name (第7版：理论); None where none does."""
    named = (mark.groups.get("section") for block in blocks for mark in block.marks if mark.start == 0)
    return next((name for name in named if name), None)


def _is_dated(block: Block) -> bool:
    """Whether a byline may say when or where, too."""
    return ":" in block.plain or block.plain[:2].isdigit() or any("date" in m.groups for m in block.marks)


def _stated(block: Block) -> Stated:
    """What a line states; its newspaper and date by a convention where nothing else names them."""
    stated = read_stated(block.plain)
    if not (stated.year or stated.month):
        date = next((m.groups["date"] for m in block.marks if "date" in m.groups), "")
        year, month, day = read_date(date)
        stated = replace(stated, year=year, month=month, day=day)
    if stated.newspaper is None:
        named = (
            m.groups.get("newspaper", "")
            for m in block.marks
            if m.role in ("source", "byline") and m.start == 0
        )
        newspaper = next((name for name in named if name and not _NO_PAPER.search(name)), None)
        stated = replace(stated, newspaper=newspaper)
    return stated


def merge_stated(stated: Sequence[Stated]) -> Stated:
    """The first newspaper and the first whole date that are stated; a date with its year before one
    without."""
    newspaper = next((one.newspaper for one in stated if one.newspaper), None)
    dated = [one for one in stated if one.year or one.month]
    whole = (one for one in dated if one.year and one.day)
    date = next(whole, next((one for one in dated if one.year), dated[0] if dated else Stated()))
    return replace(date, newspaper=newspaper)


def read_source(page: Sequence[Block], own: Sequence[Stated], named: Source, facts: Facts) -> Source:
    """Where and when a page appeared: as given, as its lines or all its articles say, as its file is
    named."""
    stated = merge_stated([_stated(block) for block in page])
    shared = merge_stated(own if len({one for one in own if one != Stated()}) == 1 else [])
    given = Stated(facts.newspaper, *facts.year_month_day)
    name = Stated(None, named.year, named.month, named.day)
    date = merge_stated([given, stated, shared, name])
    newspapers = [one.newspaper for one in (given, stated, shared) if one.newspaper]
    newspaper = newspapers[0] if newspapers else None
    return Source(newspaper, date.month, date.day, date.year, named.page_number)


def iso_date(stated: Stated | Source) -> str | None:
    """An ISO date as far as it is known; None without a year."""
    if not stated.year:
        return None
    parts = [f"{stated.year:04d}"]
    for value in (stated.month, stated.day):
        if not value:
            break
        parts.append(f"{value:02d}")
    return "-".join(parts)


def given_fields(facts: Facts) -> dict[str, Any]:
    """The fields of an article that its file gives."""
    names = {field.name for field in fields(Facts)} - {"docvars"}
    given = {name: getattr(facts, name) for name in names if getattr(facts, name) is not None}
    return given | {"docvars": dict(facts.docvars)}
