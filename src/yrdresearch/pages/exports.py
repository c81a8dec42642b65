"""Pages for other programs: TEI, one JSON object a line, CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from yrdresearch.errors import check_choice, check_kind, check_texts, path_of
from yrdresearch.files import safe_names, write_whole
from yrdresearch.folders import write_folder
from yrdresearch.pages.anchors import anchor
from yrdresearch.pages.enumeration import enumerations
from yrdresearch.pages.page import Article, Page
from yrdresearch.pages.tei import page_to_tei
from yrdresearch.spans import Span
from yrdresearch.spreadsheets import csv_text

FORMATS = ("tei", "jsonl", "csv")
COLUMNS = ("page_id", "article", "title", "authors", "paragraph", "sentence", "spans", "text")


def page_to_dict(page: Page) -> dict[str, object]:
    """The page as the JSON object that ``yrd read --format json`` prints."""
    check_kind(page, "page", Page, source="read_page")
    note = page.editor_note
    return {
        "page_id": page.page_id,
        "title": page.title,
        "editor_note": {"spans": _lists(note.spans), "text": note.text} if note else None,
        "source": {
            "newspaper": page.source.newspaper,
            "month": page.source.month,
            "day": page.source.day,
            "year": page.source.year,
        },
        "articles": [_article_to_dict(article) for article in page.articles],
        "apparatus": [
            {
                "kind": entry.kind,
                "spans": _lists(entry.spans),
                "note": entry.note,
                "duplicate_of": None if entry.duplicate_of is None else _lists(entry.duplicate_of),
                "confidence": entry.confidence,
            }
            for entry in page.apparatus
        ],
        "ledger": dict(page.ledger),
    }


def _article_to_dict(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "authors": list(article.authors),
        "byline_kind": article.byline_kind,
        "writers": list(article.writers),
        "affiliations": list(article.affiliations),
        "grants": list(article.grants),
        "projects": list(article.projects),
        "title_spans": _lists(article.title_spans),
        "byline_spans": _lists(article.byline_spans),
        "confidence": article.confidence,
        "reasons": list(article.reasons),
        "date": article.date,
        "newspaper": article.newspaper,
        "section": article.section,
        "url": article.url,
        "document_number": article.document_number,
        "docvars": dict(article.docvars),
        "paragraphs": [
            {
                "spans": _lists(paragraph.spans),
                "text": paragraph.text,
                "sentences": [{"spans": _lists(s.spans), "text": s.text} for s in paragraph.sentences],
            }
            for paragraph in article.paragraphs
        ],
    }


def _lists(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[start, end] for start, end in spans]


def article_records(page: Page) -> list[dict[str, Any]]:
    """One record an article: bibliographic facts; paragraphs with topic sentence, enumerations, anchor.

    Examples
    --------
    >>> from yrdresearch import read_page
    >>> from yrdresearch.files import shipped_path
    >>> records = article_records(read_page(shipped_path("sample") / "sample-1.txt"))
    >>> records[3]["authors"], len(records[3]["paragraphs"])
    (['顾明湄'], 7)
    """
    check_kind(page, "page", Page, source="read_page")
    return [_record(page, article, number) for number, article in enumerate(page.articles, start=1)]


def _record(page: Page, article: Article, number: int) -> dict[str, Any]:
    source = page.source
    return {
        "article_id": f"{page.page_id}.{number}",
        "page_id": page.page_id,
        "title": article.title,
        "authors": list(article.authors),
        "byline_kind": article.byline_kind,
        "writers": list(article.writers),
        "affiliations": list(article.affiliations),
        "grants": list(article.grants),
        "projects": list(article.projects),
        "newspaper": article.newspaper or source.newspaper,
        "year": source.year,
        "month": source.month,
        "day": source.day,
        "date": article.date,
        "section": article.section,
        "url": article.url,
        "document_number": article.document_number,
        "docvars": dict(article.docvars),
        "confidence": article.confidence,
        "text": "\n".join(paragraph.text for paragraph in article.paragraphs),
        "paragraphs": [
            {
                "text": paragraph.text,
                "topic_sentence": paragraph.topic_sentence.text,
                "enumerations": [
                    {"series": one.series, "items": [item.text for item in one.items]}
                    for one in enumerations(paragraph)
                ],
                "spans": [list(span) for span in paragraph.spans],
                "target": anchor(page, paragraph.spans),
            }
            for paragraph in article.paragraphs
        ],
    }


def sentence_rows(page: Page) -> Iterator[dict[str, Any]]:
    """One row a sentence: where it is, and its text."""
    check_kind(page, "page", Page, source="read_page")
    for article_number, article in enumerate(page.articles, start=1):
        for paragraph_number, paragraph in enumerate(article.paragraphs, start=1):
            for number, sentence in enumerate(paragraph.sentences, start=1):
                yield {
                    "page_id": page.page_id,
                    "article": article_number,
                    "title": article.title,
                    "authors": ";".join(article.authors),
                    "paragraph": paragraph_number,
                    "sentence": number,
                    "spans": ";".join(f"{start}-{end}" for start, end in sentence.spans),
                    "text": sentence.text,
                }


def export_pages(
    pages: Iterable[Page], folder: str | Path, *, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Write pages for other programs: all files, or none when something fails.

    Parameters
    ----------
    pages
        Pages with their text.
    folder
        Where to write; made when it is not there. Files of an earlier export there are replaced, others stay.
    formats
        ``"tei"`` (a TEI P5 file a page, named after the page), ``"jsonl"`` (``articles.jsonl``, one object an
        article), ``"csv"`` (``sentences.csv``, one row a sentence; UTF-8; an apostrophe is before what a
        spreadsheet would run as a formula).

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ArgumentError
        For an unknown format, or what is no page.
    WriteError
        When a file cannot be written, or would take the place of one that no export made.
    """
    check_texts(formats, "formats")
    for place, one in enumerate(formats):
        check_choice(one, f"formats[{place}]", FORMATS)
    check_kind(pages, "pages", Iterable, source="read_pages")
    pages, folder = list(pages), path_of(folder, "folder")
    for page in pages:
        check_kind(page, "a page", Page, source="read_page")
    files = dict(_files(pages, formats))
    write_folder(
        folder,
        lambda new: [write_whole(new / name, text) for name, text in files.items()],
        expected=files,
    )
    return [folder / name for name in files]


def _files(pages: list[Page], formats: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Name and text of each file."""
    if "tei" in formats:
        names = safe_names(page.page_id for page in pages)
        for name, page in zip(names, pages, strict=True):
            yield f"{name}.xml", '<?xml version="1.0" encoding="UTF-8"?>\n' + page_to_tei(page)
    if "jsonl" in formats:
        records = (record for page in pages for record in article_records(page))
        yield "articles.jsonl", "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    if "csv" in formats:
        import pandas as pd

        rows = [row for page in pages for row in sentence_rows(page)]
        yield "sentences.csv", csv_text(pd.DataFrame(rows, columns=list(COLUMNS)))
