"""The tables of a corpus: their columns and types, their keys, and what refers to what."""

from __future__ import annotations

from typing import Any

import pandas as pd

# table -> its columns and their Frictionless types; the first column or columns are the key
SCHEMAS: dict[str, dict[str, str]] = {
    "pages": {
        "page_id": "string", "title": "string", "newspaper": "string", "year": "integer",
        "month": "integer", "day": "integer", "n_characters": "integer", "sha256": "string",
    },
    "articles": {
        "article_id": "string", "page_id": "string", "title": "string", "author": "string",
        "byline_kind": "string", "writers": "string", "affiliations": "string", "grants": "string",
        "projects": "string", "confidence": "number",
    },
    "paragraphs": {
        "paragraph_id": "string", "article_id": "string", "spans": "string", "n_characters": "integer",
        "repeat_of": "string",
    },
    "sentences": {
        "sentence_id": "string", "paragraph_id": "string", "article_id": "string", "spans": "string",
        "n_characters": "integer", "repeat_of": "string",
    },
    "term_counts": {"paragraph_id": "string", "term": "string", "count": "integer"},
    "apparatus": {
        "page_id": "string", "kind": "string", "spans": "string", "duplicate_of": "string",
        "confidence": "number",
    },
    "codings": {"sentence_id": "string", "policy_area": "string"},
}  # fmt: skip
KEYS = {
    "pages": ["page_id"],
    "articles": ["article_id"],
    "paragraphs": ["paragraph_id"],
    "sentences": ["sentence_id"],
    "term_counts": ["paragraph_id", "term"],
    "codings": ["sentence_id", "policy_area"],
}
# table -> column -> table whose first column its values must be found in
REFERENCES = {
    "articles": {"page_id": "pages"},
    "paragraphs": {"article_id": "articles"},
    "sentences": {"paragraph_id": "paragraphs", "article_id": "articles"},
    "term_counts": {"paragraph_id": "paragraphs"},
    "apparatus": {"page_id": "pages"},
    "codings": {"sentence_id": "sentences"},
}
DTYPES: dict[str, Any] = {"string": "str", "integer": "Int64", "number": "float64"}


def typed(frame: pd.DataFrame, schema: dict[str, str]) -> pd.DataFrame:
    """The frame with the schema's columns first and in its types, whether it was read or just made."""
    for column, kind in schema.items():
        if kind != "string":
            frame[column] = pd.to_numeric(frame[column].replace("", None)).astype(DTYPES[kind])
        else:
            frame[column] = frame[column].astype(DTYPES[kind])
    return frame[[*schema, *(column for column in frame if column not in schema)]]


def with_docvars(articles: pd.DataFrame) -> dict[str, str]:
    """The schema of the articles with the columns a reader has added."""
    added = [column for column in articles if column not in SCHEMAS["articles"]]
    return SCHEMAS["articles"] | {str(column): _type_of(articles[column]) for column in added}


def _type_of(values: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(values) else "string"
