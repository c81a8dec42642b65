"""Pages -> the tables of a corpus, with the terms of each paragraph counted (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from yrdresearch.corpus import rows
from yrdresearch.corpus.schema import SCHEMAS, typed
from yrdresearch.pages.page import Page
from yrdresearch.words.segmentation import Tokenizer, is_word


def tables_of(pages: Sequence[Page], tokenizer: Tokenizer, settings: dict[str, Any]) -> dict[str, Any]:
    """The tables of a corpus of these pages."""
    rows_of: dict[str, list[dict[str, Any]]] = {
        "pages": [rows.page_row(page) for page in pages],
        "articles": [row for page in pages for row in rows.article_rows(page)],
        "paragraphs": [row for page in pages for row in rows.paragraph_rows(page)],
        "sentences": [row for page in pages for row in rows.sentence_rows(page)],
        "apparatus": [row for page in pages for row in rows.apparatus_rows(page)],
        "codings": [],
    }
    frames = {name: _frame(name, rows) for name, rows in rows_of.items()}
    frames["articles"] = with_whole_docvars(frames["articles"])
    frames["term_counts"] = count_terms(counted(frames["sentences"], settings), tokenizer)
    return frames


def with_whole_docvars(articles: pd.DataFrame) -> pd.DataFrame:
    """The articles with each docvar of one kind: numbers, or text with ``""`` where an article has none."""
    for column in [name for name in articles if name not in SCHEMAS["articles"]]:
        values = articles[column].infer_objects()
        if values.isna().any():
            values = values.convert_dtypes()
        if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
            values = values.astype("object").where(values.notna(), "").astype("str")
        articles[column] = values
    return articles


def count_terms(sentences: pd.DataFrame, tokenizer: Tokenizer) -> pd.DataFrame:
    """Word tokens of each paragraph: paragraph_id, term, count, sorted within the paragraph by term."""
    rows = []
    for paragraph_id, texts in sentences.groupby("paragraph_id", sort=False)["text"]:
        counts = Counter(tokenizer.tokenize("\n".join(texts)).terms)
        rows += [(paragraph_id, term, counts[term]) for term in sorted(filter(is_word, counts))]
    frame = pd.DataFrame(rows, columns=["paragraph_id", "term", "count"])
    return typed(frame, SCHEMAS["term_counts"])


def counted(units: pd.DataFrame, settings: dict[str, Any]) -> pd.DataFrame:
    """The units that counts use: repeated ones are left out when the settings say so."""
    return units[units["repeat_of"] == ""] if settings.get("repeats") == "drop" else units


def _frame(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    schema = SCHEMAS[table]
    text = ["text"] if table in ("paragraphs", "sentences") else []
    return typed(pd.DataFrame(rows, columns=None if rows else [*schema, *text]), schema)
