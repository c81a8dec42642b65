"""Suspected scanning faults and repeated passages on a page (pure)."""

from __future__ import annotations

from yrdresearch.pages import Page, Paragraph, Suspicion


def find_apparatus(page: Page) -> tuple[Suspicion, ...]:
    """What on the page looks like a scanning fault; the text itself stays as it is.

    Returns
    -------
    tuple of Suspicion
        In page order. Kind ``"repeated-paragraph"``: the spans are the later copy,
        ``duplicate_of`` the first.
    """
    seen: dict[str, Paragraph] = {}
    found = []
    for article in page.articles:
        for paragraph in article.paragraphs:
            first = seen.setdefault(paragraph.text, paragraph)
            if first is not paragraph:
                note = f"the whole paragraph of {len(paragraph.text)} characters stands on the page already"
                found.append(Suspicion("repeated-paragraph", paragraph.spans, note, first.spans))
    return tuple(found)
