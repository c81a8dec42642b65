"""From a topic to the documents behind it, and from its terms to their sentences, with the terms marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.corpus.tracing import find_terms
from yrdresearch.errors import ArgumentError
from yrdresearch.spans import parse_spans
from yrdresearch.topics.model import TopicModel
from yrdresearch.topics.quality import topic_documents

Mark = tuple[int, int, str]  # [start, end) in a passage's text, and the term that is there


@dataclass(frozen=True)
class Passage:
    """A document or sentence: where it is, its text (empty where there is none), its marked terms."""

    reference: str
    text: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Readings:
    """`topic_documents` with a column passage; (topic, term) -> passages with the term; term -> how many."""

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
    """The documents in which each topic is strongest, and sentences with these terms (topic -> terms).

    Sentences are from the documents in which the topic is strongest, paragraphs on features only; without a
    corpus there are document ids alone. Raises `ArgumentError` for a document that is not in the corpus.
    """
    documents = topic_documents(model, top_n=n_documents)
    if corpus is None:
        return Readings(documents.assign(passage=documents["doc_id"].map(Passage)))
    doc_of = _documents(model, corpus)
    found = {
        term: rows.to_dict("records")
        for term, rows in find_terms(corpus, dict.fromkeys(t for ts in terms.values() for t in ts)).items()
    }
    marks = _marks(corpus, found)
    passages = [
        _document(corpus, doc_of, str(doc), marks, set(terms[topic]), lang)
        for topic, doc in zip(documents["topic"], documents["doc_id"], strict=True)
    ]
    sentences = {}
    for topic, of_topic in terms.items():
        share = doc_of.map(model.doc_topic[topic]).fillna(0.0).round(9).to_dict()
        for term in of_topic:
            rows = sorted(found[term], key=lambda row: -share.get(row["paragraph_id"], 0.0))
            sentences[topic, term] = [_sentence(row, term, lang) for row in rows[:n_sentences]]
    n_found = {term: len(rows) for term, rows in found.items()}
    return Readings(documents.assign(passage=pd.Series(passages, dtype=object)), sentences, n_found)


def reference(row: Mapping[Any, Any], lang: str) -> str:
    """Author, title, number of article and, where the row has them, of paragraph and sentence."""
    names = {"article": "第{}篇", "paragraph": "第{}段", "sentence": "第{}句"}
    numbers = [
        (zh if lang == "zh" else f"{unit} {{}}").format(str(row[f"{unit}_id"]).rsplit(".", 1)[-1])
        for unit, zh in names.items()
        if row.get(f"{unit}_id")
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
    corpus: Corpus, doc_of: pd.Series, doc_id: str, marks: dict[str, list[Mark]], wanted: set[str], lang: str
) -> Passage:
    """A document of one or more paragraphs, joined by line breaks, with the marks of the wanted terms."""
    paragraphs = list(doc_of.index[doc_of == doc_id])
    first = corpus.paragraphs.loc[corpus.paragraphs["paragraph_id"] == paragraphs[0], "article_id"].iloc[0]
    article = corpus.articles[corpus.articles["article_id"] == first].iloc[0].to_dict()
    if doc_id == paragraphs[0]:
        article["paragraph_id"] = doc_id
    elif doc_id != first:
        article = {"author": doc_id}
    if not corpus.has_text:
        return Passage(reference(article, lang))
    texts = _column(corpus, "text")
    moved, at = [], 0
    for paragraph in paragraphs:
        here = [mark for mark in marks.get(paragraph, ()) if mark[2] in wanted]
        moved += [(at + start, at + end, term) for start, end, term in here]
        at += len(texts[paragraph]) + 1
    return Passage(reference(article, lang), "\n".join(texts[p] for p in paragraphs), tuple(sorted(moved)))


def _sentence(row: Mapping[Any, Any], term: str, lang: str) -> Passage:
    cut = _within(_places(row["spans"]), row.get("term_spans", ""))
    return Passage(reference(row, lang), row.get("text", ""), tuple((a, b, term) for a, b in cut))


def _marks(corpus: Corpus, found: Mapping[str, list[dict[Any, Any]]]) -> dict[str, list[Mark]]:
    """paragraph_id -> where each term is in the paragraph's text."""
    places = {paragraph: _places(spans) for paragraph, spans in _column(corpus, "spans").items()}
    marks: dict[str, list[Mark]] = {}
    for term, rows in found.items():
        for row in rows:
            cut = _within(places[row["paragraph_id"]], row.get("term_spans", ""))
            marks.setdefault(row["paragraph_id"], []).extend((a, b, term) for a, b in cut)
    return marks


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
