"""Text of a newspaper page -> `Page`, `Article`, `Paragraph`, `Sentence` with offsets into the raw text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yrdresearch.errors import PageError
from yrdresearch.pages.facts import NO_FACTS, NOTHING, Facts
from yrdresearch.pages.imprint import (
    Byline,
    Imprint,
    is_body,
    is_furniture,
    note_mark,
    read_byline,
    read_imprint,
    read_source,
)
from yrdresearch.pages.layout import BREAKS, Block, find_blocks, join
from yrdresearch.pages.pairing import Draft, judge
from yrdresearch.pages.structure import Outline, outline
from yrdresearch.spans import Span, cut_spans, ends_sentence, sentence_bounds


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its closing quotes; two spans where a column break runs through it."""

    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, columns joined; its first sentence is its topic sentence."""

    spans: tuple[Span, ...]
    text: str
    sentences: tuple[Sentence, ...]

    @property
    def topic_sentence(self) -> Sentence:
        """The first sentence, which in a policy essay says what the paragraph is about."""
        return self.sentences[0]


@dataclass(frozen=True, slots=True)
class Article:
    """One essay with its bibliographic facts. `authors` are persons, or one institution (`byline_kind`).

    `date` is an ISO date that may stop at the year or month; `docvars` are the other fields of its record.
    """

    title: str
    authors: tuple[str, ...]
    byline_kind: str
    writers: tuple[str, ...]
    affiliations: tuple[str, ...]
    grants: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    projects: tuple[str, ...] = ()
    title_spans: tuple[Span, ...] = ()
    byline_spans: tuple[Span, ...] = ()
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    date: str | None = None
    newspaper: str | None = None
    section: str | None = None
    url: str | None = None
    document_number: str | None = None
    docvars: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditorNote:
    """The editor's note (编者按) above the articles."""

    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where and when the page appeared; None for whatever the page does not state."""

    newspaper: str | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One entry of the apparatus: a suspected scanning fault or a repeated passage."""

    kind: str
    spans: tuple[Span, ...]
    note: str
    duplicate_of: tuple[Span, ...] | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `ledger` accounts for every character of `raw`, by role or by reason of discarding."""

    page_id: str
    raw: str
    title: str
    editor_note: EditorNote | None
    source: Source
    articles: tuple[Article, ...]
    ledger: Mapping[str, object] = field(default_factory=dict)
    apparatus: tuple[Suspicion, ...] = ()


def parse_page(
    text: str, *, page_id: str, facts: Facts = NO_FACTS, left_out: Mapping[str, int] = NOTHING
) -> Page:
    """Read a page's text into articles, with every character accounted for.

    Parameters
    ----------
    text
        The decoded file. Offsets count its Unicode code points; a byte order mark in front is left out.
    page_id
        The name by which results refer to the page.
    facts
        What the file itself says of the text. What is given there is taken and not guessed; with a title,
        the whole text is one article.
    left_out
        Characters of the file that are not in `text`, by the reason why (navigation, deleted text); the
        ledger counts them among the discarded.

    Raises
    ------
    PageError
        The text holds no article.
    """
    raw = text.removeprefix("\ufeff")
    found = outline(find_blocks(raw))
    if facts.title is not None:
        found = _as_one(found, facts.title)
    articles = tuple(_with_facts(_article(draft), facts) for draft in found.articles if draft.paragraphs)
    if not (articles if facts.title is not None else _is_page(raw, articles)):
        raise PageError(
            f"{page_id}: this is not a newspaper page (no article with title, byline or affiliation in it); "
            "give a page's text"
        )
    note = join(found.note) if found.note else None
    stated = [read_source(block.text) for block in found.source]
    return Page(
        page_id=page_id,
        raw=raw,
        title="".join(block.text for block in found.title),
        editor_note=EditorNote(note.spans, note.text) if note else None,
        source=Source(**_merge([_source_of(facts), *stated])),
        articles=articles,
        ledger=_ledger(raw, found, left_out),
    )


def parse_pages(
    text: str, *, page_id: str, facts: Facts = NO_FACTS, left_out: Mapping[str, int] = NOTHING
) -> tuple[Page, ...]:
    """Read a file's text that may hold several pages, one after each form feed.

    A form feed inside a sentence, or one after which no page of its own stands, only breaks a page. The
    pages of a file of several are named ``page_id.1``, ``page_id.2`` and so on; offsets count within each.

    Raises
    ------
    PageError
        No page is found in the text.
    """
    if facts.title is not None:
        return (parse_page(text, page_id=page_id, facts=facts, left_out=left_out),)
    stretches: list[str] = []
    for part in text.split("\f"):
        if stretches and not (_is_closed(stretches[-1]) and _opens_page(part)):
            stretches[-1] += "\f" + part
        else:
            stretches.append(part)
    if len(stretches) == 1:
        return (parse_page(text, page_id=page_id, facts=facts, left_out=left_out),)
    return tuple(
        parse_page(one, page_id=f"{page_id}.{n}", facts=facts, left_out=left_out if n == 1 else NOTHING)
        for n, one in enumerate(stretches, start=1)
    )


def _is_closed(text: str) -> bool:
    """Whether nothing stands open at the end of `text`: a sentence, or a short line such as a byline."""
    last = text.rstrip().rpartition("\n")[2].strip()
    return bool(last) and (ends_sentence(last) or last[-1] in "）)】]》" or not is_body(last))


def _opens_page(text: str) -> bool:
    """Whether a page starts with `text`, and not the rest of an article that a sheet's end cut."""
    first = next((block.text for block in find_blocks(text) if not is_furniture(block.text)), "")
    if not first or (is_body(first) and not note_mark(first)):
        return False
    try:
        parse_page(text, page_id="")
    except PageError:
        return False
    return True


def _is_page(raw: str, articles: tuple[Article, ...]) -> bool:
    """Whether there is Chinese prose, and anything that says who wrote it or what it is called."""
    bodies = "".join(paragraph.text for article in articles for paragraph in article.paragraphs)
    han = len(re.findall("[㐀-鿿]", bodies))
    named = any(a.title or a.authors or a.affiliations or a.writers or a.grants for a in articles)
    return named and han >= 40 and han > 0.3 * len("".join(raw.split()))


def _merge(stated: list[dict[str, Any]]) -> dict[str, Any]:
    """The first value stated for each key."""
    return {key: value for one in reversed(stated) for key, value in one.items() if value is not None}


def _article(draft: Draft) -> Article:
    byline = "".join(block.text for block in draft.byline)
    signed = read_byline(byline) or Byline((byline,) if byline else (), "none")
    facts = read_imprint("".join(block.text for block in draft.end)) if draft.end else Imprint()
    confidence, reasons = judge(draft)
    return Article(
        title="".join(block.text for block in draft.title),
        authors=signed.authors,
        byline_kind=signed.kind,
        writers=facts.writers,
        affiliations=tuple(dict.fromkeys(signed.affiliations + facts.affiliations)),
        grants=facts.grants,
        paragraphs=tuple(_paragraph(block) for block in draft.paragraphs),
        projects=facts.projects,
        title_spans=tuple(span for block in draft.title for span in block.spans),
        byline_spans=tuple(span for block in draft.byline for span in block.spans),
        confidence=confidence,
        reasons=reasons,
    )


def _as_one(found: Outline, title: str) -> Outline:
    """All that looks like articles as the body of one: its title is known, and may be its first line."""
    blocks = [
        *found.title,
        *found.unplaced,
        *(b for d in found.articles for b in (*d.title, *d.byline, *d.paragraphs)),
    ]
    blocks.sort(key=lambda block: block.spans)
    shown = blocks[:1] if blocks and "".join(blocks[0].text.split()) == "".join(title.split()) else []
    draft = Draft(
        title=shown, paragraphs=blocks[len(shown) :], end=[b for d in found.articles for b in d.end]
    )
    return replace(found, title=[], unplaced=[], articles=[draft] if blocks else [])


def _with_facts(article: Article, facts: Facts) -> Article:
    """The article with everything that its file says of it."""
    given: dict[str, Any] = {
        name: getattr(facts, name)
        for name in ("title", "authors", "affiliations", "date", "newspaper", "section", "url")
        if getattr(facts, name) is not None
    }
    if facts.authors is not None:
        signed = read_byline("、".join(facts.authors))
        given["byline_kind"] = (signed.kind if signed else "person") if facts.authors else "none"
    if facts.title is not None:
        given |= {"confidence": 1.0, "reasons": ("its title is given",)}
    return replace(article, **given, document_number=facts.document_number, docvars=dict(facts.docvars))


def _source_of(facts: Facts) -> dict[str, Any]:
    year, month, day = facts.year_month_day
    return {"newspaper": facts.newspaper, "year": year, "month": month, "day": day}


def _paragraph(block: Block) -> Paragraph:
    sentences = tuple(
        Sentence(cut_spans(block.spans, start, end), block.text[start:end])
        for start, end in sentence_bounds(block.text)
    )
    return Paragraph(block.spans, block.text, sentences)


def _ledger(raw: str, found: Outline, left_out: Mapping[str, int]) -> dict[str, object]:
    parts = {
        "title": found.title,
        "editor_note": found.note_mark + found.note,
        "source": found.source,
        "article_title": [b for d in found.articles for b in d.title],
        "byline": [b for d in found.articles for b in d.byline],
        "paragraph": [b for d in found.articles for b in d.paragraphs],
        "end_matter": [b for d in found.articles for b in d.end] + found.references,
        "caption": found.captions,
        "unplaced": found.unplaced,
    }
    assigned = {role: sum(e - s for b in blocks for s, e in b.spans) for role, blocks in parts.items()}
    discarded = {"furniture": sum(e - s for b in found.furniture for s, e in b.spans)}
    spans = sorted(s for blocks in [*parts.values(), found.furniture] for b in blocks for s in b.spans)
    at = 0
    for start, end in [*spans, (len(raw), len(raw))]:
        for character in raw[at:start]:
            reason = "line_break" if character in BREAKS else "space" if character.isspace() else "markup"
            discarded[reason] = discarded.get(reason, 0) + 1
        at = end
    for reason, characters in left_out.items():
        discarded[reason] = discarded.get(reason, 0) + characters
    whole = len(raw) + sum(left_out.values())
    return {"characters": whole, "assigned": assigned, "discarded": discarded}
