"""The apparatus of a page, as a critical edition has one: repetitions, suspected scanning faults (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from yrdresearch.errors import check_kind
from yrdresearch.pages.faults import doubled_items, doubtful_quotations, open_ends, stray_marks
from yrdresearch.pages.misreadings import doubled_characters, unlikely_characters
from yrdresearch.pages.page import Page, Paragraph, Suspicion
from yrdresearch.pages.repeats import Letters, Repeat, letters_of, repeated_paragraphs, repeated_passages

KINDS = {
    "repeated-paragraph": "a paragraph that is on the page already",
    "repeated-passage": "a sentence or clause that is on the page already",
    "repeated-item": "a list item or word printed twice in succession",
    "repeated-character": "a character printed twice",
    "doubtful-quotation": "a quotation mark without its partner, or a quotation that reads garbled",
    "likely-misreading": "a character that fits no word where a character of like shape would",
    "stray-mark": "marks that cannot follow one another, or a character no page contains",
    "open-end": "a paragraph that stops in the middle of a sentence",
}


def find_apparatus(page: Page, *, word_frequency: Mapping[str, int] | None = None) -> tuple[Suspicion, ...]:
    """Say which passages of a page look like scanning faults; the text itself stays as it is.

    Parameters
    ----------
    page
        A page as `parse_page` gives it.
    word_frequency
        Words of general Chinese with their frequencies (`tokens.word_frequency`). Without it nothing is said
        about single characters that fit no word (kinds ``repeated-character`` and ``likely-misreading``).

    Returns
    -------
    tuple of Suspicion
        In page order: `kind` (one of `KINDS`), `spans` in the raw text, `note` (the reason in words),
        `duplicate_of` (the earlier copy, or None), `confidence` (0 to 1, an editor's guess).

    Examples
    --------
    >>> from yrdresearch.pages.parse import parse_page
    >>> body = "港口要联动发展，航线要互补共用，口岸要一起提速。"
    >>> body += "各地各展所长，使重点领域和重点领域都补上短板。"
    >>> page = parse_page("## 港口一体化\\n\\n张三\\n\\n" + body, page_id="example")
    >>> [(entry.kind, entry.note) for entry in find_apparatus(page)]
    [('repeated-item', '重点领域 is there twice in a row')]
    """
    check_kind(page, "page", Page, source="read_page")
    if word_frequency is not None:
        check_kind(word_frequency, "word_frequency", Mapping, source="word_frequency")
    paragraphs = _paragraphs(page)
    letters = letters_of(paragraphs)
    copies = repeated_paragraphs(paragraphs, letters)
    found = [_copy(repeat) for repeat in copies.values()]
    others = [paragraph for number, paragraph in enumerate(paragraphs) if number not in copies]
    found += _passages(others, letters_of(others) if copies else letters)
    for paragraph in others:
        found += doubled_items(paragraph) + stray_marks(paragraph) + open_ends(paragraph)
        if word_frequency:
            found += doubled_characters(paragraph, word_frequency)
    found += doubtful_quotations(others, word_frequency or {})
    if word_frequency:
        found += unlikely_characters(others, word_frequency)
    return tuple(sorted(_without_overlap(found), key=lambda entry: entry.spans))


def flagged_share(page: Page) -> float:
    """Share of the page's characters that some entry of its apparatus marks, 0 to 1."""
    check_kind(page, "page", Page, source="read_page")
    marked = {at for entry in page.apparatus for start, end in entry.spans for at in range(start, end)}
    return len(marked) / len(page.raw) if page.raw else 0.0


def _paragraphs(page: Page) -> list[Paragraph]:
    note = page.editor_note
    opening = [Paragraph(note.spans, note.text, ())] if note else []
    return opening + [paragraph for article in page.articles for paragraph in article.paragraphs]


def _copy(repeat: Repeat) -> Suspicion:
    how = "all" if repeat.agreement == 1 else "nearly all"
    note = f"{how} {repeat.length} characters of the paragraph are on the page already"
    return Suspicion("repeated-paragraph", repeat.spans, note, repeat.duplicate_of, repeat.agreement)


def _passages(paragraphs: list[Paragraph], letters: Letters) -> list[Suspicion]:
    entries = []
    for repeat in repeated_passages(paragraphs, letters):
        # Policy essays share fixed phrases: the longer a repetition, the less it is one.
        confidence = round(min(0.95, repeat.length / 40) * repeat.agreement, 2)
        how = "the same" if repeat.agreement == 1 else "nearly the same"
        note = f"{repeat.length} characters, {how} as earlier on the page"
        entries.append(Suspicion("repeated-passage", repeat.spans, note, repeat.duplicate_of, confidence))
    return entries


def _without_overlap(found: list[Suspicion]) -> list[Suspicion]:
    """One entry for each place and kind."""
    return list({(entry.kind, entry.spans): entry for entry in found}.values())
