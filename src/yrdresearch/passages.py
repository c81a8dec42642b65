"""From a topic to the documents behind it, and from its terms to their sentences, with the terms marked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from yrdresearch.corpus import Corpus
from yrdresearch.errors import ArgumentError
from yrdresearch.quality import topic_documents
from yrdresearch.tables import parse_spans
from yrdresearch.topics import TopicModel

LANGUAGES = ("zh", "en")

Mark = tuple[int, int, str]
"""``[start, end)`` in a passage's text, and the term that stands there."""


@dataclass(frozen=True)
class Passage:
    """A document or sentence: where it stands, its text (empty where there is none), its marked terms."""

    reference: str
    text: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Readings:
    """What stands behind the topics.

    Attributes
    ----------
    documents
        topic, rank, doc_id, share, low, high, passage (`Passage`): the documents in which it is strongest.
    sentences
        (topic, term) -> passages with the term, from the documents in which the topic is strongest; on
        features only, paragraphs.
    n_found
        term -> how many such passages the corpus holds.
    """

    documents: pd.DataFrame
    sentences: dict[tuple[str, str], list[Passage]] = field(default_factory=dict)
    n_found: dict[str, int] = field(default_factory=dict)


def read_topics(
    model: TopicModel,
    *,
    terms: Mapping[str, Iterable[str]],
    corpus: Corpus | None,
    n_documents: int,
    n_sentences: int,
    lang: str,
) -> Readings:
    """Which documents and sentences stand behind each topic and these terms of it?

    Parameters
    ----------
    model
        One fit or a consensus.
    terms
        topic -> the terms that are marked and looked up.
    corpus
        The corpus the model was fitted to; None gives document ids alone.
    n_documents, n_sentences
        Documents a topic, and sentences a term of a topic, at most.
    lang
        Of the references.

    Raises
    ------
    ArgumentError
        When a document of the model is not in the corpus.
    """
    documents = topic_documents(model, n=n_documents)
    if corpus is None:
        return Readings(documents.assign(passage=[Passage(doc) for doc in documents["doc_id"]]))
    doc_of = _documents(model, corpus)
    found = {
        term: corpus.evidence({"term": term})
        for term in dict.fromkeys(t for ts in terms.values() for t in ts)
    }
    places = {paragraph: _places(spans) for paragraph, spans in _column(corpus, "spans").items()}
    passages = [
        _document(corpus, doc_of, row, {term: found[term] for term in terms[row["topic"]]}, places, lang)
        for row in documents.to_dict("records")
    ]
    sentences = {
        (topic, term): _strongest(found[term], model.doc_topic[topic], doc_of, term, n_sentences, lang)
        for topic, of_topic in terms.items()
        for term in of_topic
    }
    return Readings(
        documents.assign(passage=passages), sentences, {term: len(rows) for term, rows in found.items()}
    )


def language(lang: str | None) -> str:
    """`lang`, or that of ``YRD_LANG``, or Chinese."""
    lang = lang or os.environ.get("YRD_LANG") or "zh"
    if lang not in LANGUAGES:
        raise ArgumentError(f"lang is {lang!r}; choose 'zh' or 'en' (or set YRD_LANG to one of them)")
    return lang


def reference(row: Mapping[str, str], lang: str) -> str:
    """Author, title, number of article and, where the row has them, of paragraph and sentence."""
    names = (
        ("article_id", "第{}篇", "article {}"),
        ("paragraph_id", "第{}段", "paragraph {}"),
        ("sentence_id", "第{}句", "sentence {}"),
    )
    numbers = [
        (zh if lang == "zh" else en).format(str(row[column]).rsplit(".", 1)[-1])
        for column, zh, en in names
        if row.get(column)
    ]
    source = f"{row['author']}《{row['title']}》" if row.get("title") else str(row["author"])
    return source + (" " if numbers else "") + ("" if lang == "zh" else ", ").join(numbers)


def _documents(model: TopicModel, corpus: Corpus) -> pd.Series:
    """paragraph_id -> document of the model: the paragraph, its article, or its author."""
    paragraphs = corpus.counted_paragraphs().merge(corpus.articles[["article_id", "author"]], on="article_id")
    wanted = set(model.doc_topic.index)
    for column in ("paragraph_id", "article_id", "author"):
        if wanted <= set(paragraphs[column]):
            return paragraphs.set_index("paragraph_id", drop=False)[column]
    known = set(paragraphs[["paragraph_id", "article_id", "author"]].to_numpy().ravel())
    lost = next(doc for doc in model.doc_topic.index if doc not in known)
    raise ArgumentError(f"corpus lacks document {lost!r} of the model; give the corpus that was fitted")


def _document(
    corpus: Corpus, doc_of: pd.Series, row: dict[str, Any], found: dict[str, pd.DataFrame], places: dict[str, dict[int, int]], lang: str
) -> Passage:  # fmt: skip
    """A document of one or more paragraphs, joined by line breaks, with these terms marked."""
    paragraphs = list(doc_of.index[doc_of == row["doc_id"]])
    first = corpus.paragraphs.loc[corpus.paragraphs["paragraph_id"] == paragraphs[0], "article_id"].iloc[0]
    article = corpus.articles.set_index("article_id", drop=False).loc[first].to_dict()
    if row["doc_id"] == paragraphs[0]:
        article["paragraph_id"] = row["doc_id"]
    elif row["doc_id"] != first:
        article = {"author": row["doc_id"]}
    if not corpus.has_text:
        return Passage(reference(article, lang))
    texts = _column(corpus, "text")
    marks, at = [], 0
    for paragraph in paragraphs:
        for term, rows in found.items():
            for spans in rows.loc[rows["paragraph_id"] == paragraph, "term_spans"]:
                marks += [(at + a, at + b, term) for a, b in _within(places[paragraph], spans)]
        at += len(texts[paragraph]) + 1
    return Passage(reference(article, lang), "\n".join(texts[p] for p in paragraphs), tuple(sorted(marks)))


def _strongest(
    rows: pd.DataFrame, share: pd.Series, doc_of: pd.Series, term: str, n: int, lang: str
) -> list[Passage]:
    """The first n of the term's sentences, those of documents with more of the topic first."""
    rows = rows[rows["paragraph_id"].isin(doc_of.index)]
    order = rows["paragraph_id"].map(doc_of).map(share).fillna(0.0).round(9)
    rows = rows.loc[order.sort_values(ascending=False, kind="stable").index].head(n)
    return [
        Passage(
            reference(row, lang),
            row.get("text", ""),
            tuple((a, b, term) for a, b in _within(_places(row["spans"]), row.get("term_spans", ""))),
        )
        for row in rows.to_dict("records")
    ]


def _column(corpus: Corpus, name: str) -> dict[str, str]:
    return dict(zip(corpus.paragraphs["paragraph_id"], corpus.paragraphs[name], strict=True))


def _places(spans: str) -> dict[int, int]:
    """Offset in the raw text -> offset in the passage that these spans spell."""
    return {raw: at for at, raw in enumerate(r for a, b in parse_spans(spans) for r in range(a, b))}


def _within(places: Mapping[int, int], spans: str) -> list[tuple[int, int]]:
    """Raw spans as offsets in the passage; the two halves of a term at a column break become one."""
    cut: list[tuple[int, int]] = []
    for start, end in parse_spans(spans):
        left, right = places[start], places[end - 1] + 1
        if cut and cut[-1][1] == left:
            cut[-1] = (cut[-1][0], right)
        else:
            cut.append((left, right))
    return cut
