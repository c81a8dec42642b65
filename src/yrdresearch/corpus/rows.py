"""Page -> table rows: the columns of a corpus, one function a table (pure)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from yrdresearch.pages.page import Article, Page, Paragraph
from yrdresearch.spans import Span, format_spans

FACTS = ("date", "newspaper", "section", "url", "document_number")
"""What a file or record may say of an article: columns where at least one article has it."""


def page_row(page: Page) -> dict[str, Any]:
    """The page as a row of `Corpus.pages`."""
    return {
        "page_id": page.page_id,
        "title": page.title,
        "newspaper": page.source.newspaper or "",
        "year": page.source.year,
        "month": page.source.month,
        "day": page.source.day,
        "n_characters": len(page.raw),
        "sha256": hashlib.sha256(page.raw.encode("utf-8")).hexdigest(),
    }


def article_rows(page: Page) -> Iterator[dict[str, Any]]:
    """The page's articles as rows of `Corpus.articles`."""
    for article_id, article in _articles(page):
        yield {
            "article_id": article_id,
            "page_id": page.page_id,
            "title": article.title,
            "author": " ".join(article.authors),
            "byline_kind": article.byline_kind,
            "writers": " ".join(article.writers),
            "affiliations": "; ".join(article.affiliations),
            "grants": "; ".join(article.grants),
            "projects": "; ".join(article.projects),
            "confidence": article.confidence,
            **_docvars(article),
        }


def paragraph_rows(page: Page) -> Iterator[dict[str, Any]]:
    """The page's paragraphs as rows of `Corpus.paragraphs`."""
    repeats = _repeated(page)
    id_of = {paragraph.spans: paragraph_id for _, paragraph_id, paragraph in _paragraphs(page)}
    for article_id, paragraph_id, paragraph in _paragraphs(page):
        yield {
            "paragraph_id": paragraph_id,
            "article_id": article_id,
            "spans": format_spans(paragraph.spans),
            "n_characters": len(paragraph.text),
            "repeat_of": id_of.get(repeats.get(paragraph.spans, ()), ""),
            "text": paragraph.text,
        }


def sentence_rows(page: Page) -> Iterator[dict[str, Any]]:
    """The page's sentences as rows of `Corpus.sentences`."""
    repeats = _repeated(page)
    first_of = {paragraph.spans: paragraph_id for _, paragraph_id, paragraph in _paragraphs(page)}
    for article_id, paragraph_id, paragraph in _paragraphs(page):
        original = first_of.get(repeats.get(paragraph.spans, ()))
        for number, sentence in enumerate(paragraph.sentences, start=1):
            yield {
                "sentence_id": f"{paragraph_id}.{number}",
                "paragraph_id": paragraph_id,
                "article_id": article_id,
                "spans": format_spans(sentence.spans),
                "n_characters": len(sentence.text),
                "repeat_of": f"{original}.{number}" if original else "",
                "text": sentence.text,
            }


def apparatus_rows(page: Page) -> Iterator[dict[str, Any]]:
    """The page's apparatus as rows of `Corpus.apparatus`, without the notes, which may quote."""
    for entry in page.apparatus:
        yield {
            "page_id": page.page_id,
            "kind": entry.kind,
            "spans": format_spans(entry.spans),
            "duplicate_of": format_spans(entry.duplicate_of or ()),
            "confidence": entry.confidence,
        }


def _docvars(article: Article) -> dict[str, Any]:
    """What the file or record says beyond the columns that every article has."""
    known = {name: getattr(article, name) for name in FACTS}
    given = {**article.docvars, **{name: value for name, value in known.items() if value is not None}}
    return {name: value if isinstance(value, (int, float)) else str(value) for name, value in given.items()}


def _repeated(page: Page) -> dict[tuple[Span, ...], tuple[Span, ...]]:
    """Spans of each repeated paragraph -> spans of the paragraph it repeats."""
    return {
        entry.spans: entry.duplicate_of or ()
        for entry in page.apparatus
        if entry.kind == "repeated-paragraph"
    }


def _articles(page: Page) -> Iterator[tuple[str, Article]]:
    for number, article in enumerate(page.articles, start=1):
        yield f"{page.page_id}.{number}", article


def _paragraphs(page: Page) -> Iterator[tuple[str, str, Paragraph]]:
    for article_id, article in _articles(page):
        for number, paragraph in enumerate(article.paragraphs, start=1):
            yield article_id, f"{article_id}.{number}", paragraph
