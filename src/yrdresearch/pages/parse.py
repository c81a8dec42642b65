"""Text of a newspaper page -> `Page`: blocks are found, labelled together, and put in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from yrdresearch.errors import PageError, check_kind
from yrdresearch.pages.articles import Draft, place_blocks
from yrdresearch.pages.block import Block, join
from yrdresearch.pages.confidence import judge
from yrdresearch.pages.conventions import Conventions
from yrdresearch.pages.decode import Decoded, Floats, decode, set_aside
from yrdresearch.pages.facts import NO_FACTS, NOTHING, Facts
from yrdresearch.pages.fields import Stated
from yrdresearch.pages.filenames import source_of_name
from yrdresearch.pages.given import tell, without_title
from yrdresearch.pages.known import COLUMN, FORBIDDEN, TOLD, constraints, only, own_labels
from yrdresearch.pages.layout import can_be_title, find_blocks
from yrdresearch.pages.ledger import account
from yrdresearch.pages.outline import above_path, below_text, is_chapter, menu
from yrdresearch.pages.page import Article, EditorNote, Page, Paragraph, Sentence, Source
from yrdresearch.pages.parts import repeated
from yrdresearch.pages.statements import (
    given_fields,
    iso_date,
    read_closing,
    read_dated,
    read_section,
    read_signed,
    read_source,
)
from yrdresearch.spans import cut_spans, ends_sentence, sentence_bounds

_HAN = re.compile("[㐀-鿿]+")
_HEADS = {"title", "page_title", "kicker"}
_ABOVE = {"furniture", "source", "number"}  # what may be above a title


def parse_page(
    text: str,
    *,
    page_id: str,
    facts: Facts = NO_FACTS,
    left_out: Mapping[str, int] = NOTHING,
    named: Source | None = None,
    conventions: Conventions | None = None,
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
    named
        What the file's name says of day and page (`filenames.source_of_name`), used where the text says
        nothing; None takes it from `page_id`.
    conventions
        What lines are (`load_conventions`); None for what the package knows.

    Raises
    ------
    PageError
        The text holds no article.
    """
    check_arguments(text, page_id, facts, left_out, named, conventions)
    raw = text.removeprefix("\ufeff")
    blocks = without_title(find_blocks(raw, conventions), facts)
    decoded = label_blocks(blocks, facts)
    placed = place_blocks(blocks, decoded.labels)
    one_article = facts.title is not None or (conventions is not None and conventions.one_article)
    if one_article and placed.articles:
        one, *others = placed.articles
        for other in others:
            one.take(other)
        placed.articles[:] = [one]
    drafts = [draft for draft in placed.articles if draft.paragraphs]
    _check(drafts, page_id, facts, own=conventions is not None and conventions.has_own)
    named = named or source_of_name(page_id)
    own = [read_dated(draft, dated=named.year is not None) for draft in drafts]
    source = read_source(placed.source, own, named, facts)
    whole = facts.title is not None or all(draft.title for draft in drafts)
    judged = [
        judge(
            draft,
            blocks,
            decoded,
            facts=facts,
            whole=whole,
            stated=_is_stated(one) or _is_stated(source),
            chosen=bool(left_out),
        )
        for draft, one in zip(drafts, own, strict=True)
    ]
    section = read_section([*placed.source, *placed.furniture])
    note = join(placed.note) if placed.note else None
    return Page(
        page_id=page_id,
        raw=raw,
        title="".join(block.text for block in placed.page_title),
        editor_note=EditorNote(note.spans, note.text) if note else None,
        source=source,
        articles=tuple(
            _article(draft, dated, sure, source, facts, section=section)
            for draft, dated, sure in zip(drafts, own, judged, strict=True)
        ),
        ledger=account(raw, placed, left_out),
    )


def check_arguments(
    text: object,
    page_id: object,
    facts: object,
    left_out: object,
    named: object,
    conventions: object,
) -> None:
    """Refuse what is no text, name, facts, count or convention of a page."""
    check_kind(text, "text", str, source="pages.sources.read_text")
    check_kind(page_id, "page_id", str, source="Path.stem")
    check_kind(facts, "facts", Facts, source="pages.Facts")
    check_kind(left_out, "left_out", Mapping, source="pages.sources.read_extracts")
    if named is not None:
        check_kind(named, "named", Source, source="pages.source_of_name")
    if conventions is not None:
        check_kind(conventions, "conventions", Conventions, source="pages.load_conventions")


def label_blocks(blocks: Sequence[Block], facts: Facts = NO_FACTS) -> Decoded:
    """The label of every block: what a convention is certain of, and the others decoded as a whole."""
    fixed = set_aside(blocks)
    below = below_text(blocks, fixed) if facts.title is not None else ()
    several, again = repeated(blocks) if facts.title is None else ((), ())
    own = own_labels(blocks)
    for at in {*menu(blocks), *above_path(blocks, fixed), *below, *again} - own.keys():
        fixed[at] = "furniture"
    chained = [at for at, label in enumerate(fixed) if label is None]
    chain = [blocks[at] for at in chained]
    allowed = constraints(chain)
    if facts.title is not None:
        tell(allowed, chain, facts)
    head = dict(zip(chained, chain[0].conventions.head, strict=False)) if chain else {}
    told = dict.fromkeys(several, "title") | head | own
    for at, number in enumerate(chained):
        if number in told:
            only(allowed, at, (told[number],), others=TOLD)
    found = decode(chain, allowed=allowed)
    if facts.title is None and not _HEADS & set(found.labels):
        found = _with_title(chain, found, allowed)
    if chain and chain[0].conventions.one_article and facts.title is None:
        found = _with_one_title(chain, found, allowed)
    rest = iter(zip(found.labels, found.sure, found.others, strict=True))
    rows = [next(rest) if label is None else (label, 1.0, label) for label in fixed]
    labels, sure, others = zip(*rows, strict=True) if rows else ((), (), ())
    return Decoded(labels, sure, others)


def _with_title(chain: Sequence[Block], found: Decoded, allowed: Floats) -> Decoded:
    """The labels once more, where no block is a title: the first line is one, if it is short and ends no
    sentence. How sure that is, nothing says: half."""
    at = next(
        (n for n, label in enumerate(found.labels) if label not in ("furniture", "source", "number")), 0
    )
    seen = chain[at].seen if chain else None
    if seen is None or seen.running or seen.ended or at > 2 or own_labels(chain[at : at + 1]):
        return found
    if not can_be_title(chain[at].plain):
        return found
    if any(mark.role == "byline" and mark.names for mark in chain[at].marks):
        return found
    if is_chapter(chain[at]) and any(map(is_chapter, chain[at + 1 :])):
        return found
    only(allowed, at, ("title",))
    again = decode(chain, allowed=allowed)
    sure = tuple(min(p, 0.5) if n == at else p for n, p in enumerate(again.sure))
    return Decoded(again.labels, sure, again.others)


def _with_one_title(chain: Sequence[Block], found: Decoded, allowed: Floats) -> Decoded:
    """The labels once more, where a page is one article: below its title no line is another head."""
    top = next((at for at, label in enumerate(found.labels) if label == "title"), len(chain))
    while found.labels[top + 1 : top + 2] in (("title",), ("subtitle",)):  # on several lines
        top += 1
    if not _HEADS & set(found.labels[top + 1 :]):
        return found
    allowed[top + 1 :, [COLUMN[label] for label in _HEADS]] = FORBIDDEN
    return decode(chain, allowed=allowed)


def _check(drafts: Sequence[Draft], page_id: str, facts: Facts, *, own: bool) -> None:
    """Refuse what is no page: no running Chinese text, or nothing that says what it is or whose."""
    texts = [block.plain for draft in drafts for block in draft.paragraphs]
    han = sum(map(len, _HAN.findall("".join(texts))))
    known = (
        own
        or facts.title is not None
        or any(d.title or d.byline or d.end or d.signoff or d.number for d in drafts)
    )
    verse = len(texts) > 3 and any(draft.title for draft in drafts)
    prose = verse or facts.title is not None or any("。" in text or ends_sentence(text) for text in texts)
    if not drafts or not han or not known or not prose or han < 0.3 * len("".join(texts)):
        if own:
            raise PageError(
                f"{page_id}: no article is found by these conventions; see whether a line of the file takes "
                "too much, or give a page's text"
            )
        raise PageError(
            f"{page_id}: this is not a newspaper page (no article with title, byline or affiliation in it); "
            "give a page's text"
        )


def _article(
    draft: Draft,
    dated: Stated,
    judged: tuple[float, tuple[str, ...]],
    source: Source,
    facts: Facts,
    *,
    section: str | None,
) -> Article:
    signed, closing = read_signed(draft), read_closing(draft)
    number = next((m.groups["number"] for b in draft.number for m in b.marks if "number" in m.groups), None)
    fields = {
        "title": _text(draft.title),
        "authors": signed.authors,
        "byline_kind": signed.kind,
        "affiliations": tuple(dict.fromkeys(signed.affiliations + closing.affiliations)),
        "date": iso_date(dated) or iso_date(source),
        "newspaper": dated.newspaper,
        "section": read_section(draft.source) or section,
        "document_number": number,
        "confidence": judged[0],
        "reasons": judged[1],
    }
    given = given_fields(facts)
    if facts.authors is not None:
        given["byline_kind"] = "person" if facts.authors else "none"
    return Article(
        writers=closing.writers,
        grants=closing.grants,
        projects=closing.projects,
        paragraphs=tuple(_paragraph(block) for block in draft.paragraphs),
        title_spans=tuple(span for block in draft.title for span in block.spans),
        byline_spans=tuple(span for block in draft.byline for span in block.spans),
        kicker=_text(draft.kicker),
        subtitle=_text(draft.subtitle),
        **fields | given,
    )


def _is_stated(stated: Stated | Source) -> bool:
    return bool(stated.newspaper or stated.year or stated.month)


def _text(blocks: Sequence[Block]) -> str:
    return "".join(block.text for block in blocks)


def _paragraph(block: Block) -> Paragraph:
    sentences = tuple(
        Sentence(cut_spans(block.spans, start, end), block.text[start:end])
        for start, end in sentence_bounds(block.text)
    )
    return Paragraph(block.spans, block.text, sentences)
