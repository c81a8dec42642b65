"""From a topic, an author or a policy area to its sentences: one searchable page, no network."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.display import InteractivePage
from yrdresearch.errors import check_columns, check_kind, language
from yrdresearch.stats.shape import article_labels
from yrdresearch.topics.model import TopicModel
from yrdresearch.topics.quality import label_topics

MOST = 20_000  # sentences in a page at most: more make it slow
PAGE = "evidence.html"


@dataclass(frozen=True, repr=False)
class EvidenceBrowser(InteractivePage):
    """The page of `browse_evidence`."""

    template = PAGE
    height = 640

    def __repr__(self) -> str:
        return f"EvidenceBrowser({len(self.data['sentences'])} sentences)"


def browse_evidence(
    corpus: Corpus, coded: pd.DataFrame, *, model: TopicModel | None = None, lang: str | None = None
) -> EvidenceBrowser:
    """Which sentences are behind an area, an author or a topic? Click it, or search.

    Parameters
    ----------
    corpus
        The corpus; with its text the sentences themselves are shown, else article, paragraph and offsets, and
        a search looks into the words that a paragraph has.
    coded
        Its coding, from `code_policy_areas`.
    model
        Fitted to its paragraphs: a sentence has the topic that is largest in its paragraph.
    lang
        ``"zh"`` or ``"en"``; by default the language of labels.

    Returns
    -------
    EvidenceBrowser
        Shown by a notebook; ``.save(path)`` writes one HTML file. Where the notebook runs for a report, it is
        the report's ``evidence.html`` too.

    Raises
    ------
    ArgumentError
        When `coded` is no coding.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> sample = yrd.load_corpus("sample")
    >>> browse_evidence(sample, yrd.code_policy_areas(sample), lang="en")
    EvidenceBrowser(303 sentences)
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus(...)")
    check_columns(coded, ["sentence_id", "policy_area", "terms"], "coded", source="code_policy_areas(corpus)")
    lang = language(lang)
    sentences = corpus.counted_sentences().head(MOST)
    articles = corpus.articles.assign(label=corpus.articles["article_id"].map(article_labels(corpus)))
    topics = _topics(model)
    largest = {} if model is None else model.doc_topic.idxmax(axis=1).to_dict()
    browser = EvidenceBrowser(
        {
            "lang": lang,
            "text": corpus.has_text,
            "home": False,
            "left_out": len(corpus.counted_sentences()) - len(sentences),
            "areas": _names(coded, f"name_{lang}"),
            "articles": articles[["article_id", "label", "title", "author"]].to_dict("records"),
            "topics": topics,
            "words": {} if corpus.has_text else _words(corpus),
            "sentences": list(_sentences(sentences, coded, largest)),
        }
    )
    if os.environ.get("YRD_REPORTS"):
        EvidenceBrowser({**browser.data, "home": True}).save(Path(os.environ["YRD_REPORTS"]) / PAGE)
    return browser


def _names(coded: pd.DataFrame, column: str) -> dict[str, str]:
    """Policy area -> its name, the most written about first."""
    areas = coded[coded["policy_area"] != "none"]
    order = areas["policy_area"].value_counts().index
    names = areas.drop_duplicates("policy_area").set_index("policy_area")[column]
    return {str(area): str(names[area]) for area in order}


def _topics(model: TopicModel | None) -> dict[str, str]:
    if model is None:
        return {}
    labels = label_topics(model)
    return {
        str(topic): f"{topic} {label}" for topic, label in zip(labels["topic"], labels["label"], strict=True)
    }


def _words(corpus: Corpus) -> dict[str, str]:
    """Paragraph -> its words, for a search where there is no text."""
    words = corpus.term_counts.groupby("paragraph_id")["term"].agg(" ".join)
    return {str(paragraph): of for paragraph, of in words.items()}


def _sentences(
    sentences: pd.DataFrame, coded: pd.DataFrame, largest: dict[Any, Any]
) -> Iterable[dict[str, Any]]:
    areas = coded[coded["policy_area"] != "none"].groupby("sentence_id")
    of, terms = areas["policy_area"].agg(list).to_dict(), areas["terms"].agg(" ".join).to_dict()
    for row in sentences.to_dict("records"):
        topic = largest.get(row["paragraph_id"], largest.get(row["article_id"]))
        yield {
            "id": row["sentence_id"],
            "paragraph": row["paragraph_id"],
            "article": row["article_id"],
            "spans": row["spans"],
            "text": row.get("text", ""),
            "areas": of.get(row["sentence_id"], []),
            "terms": sorted(set(terms.get(row["sentence_id"], "").split())),
            "topic": None if topic is None else str(topic),
        }
