"""An interactive page for reading a topic model: topics, terms, documents; one file, no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.display import InteractivePage
from yrdresearch.errors import ArgumentError, check_columns, check_kind, check_whole_number, language
from yrdresearch.topics.agreement import topic_distances
from yrdresearch.topics.model import TopicModel, check_model
from yrdresearch.topics.quality import label_topics, lifts, relevance, topic_quality
from yrdresearch.topics.readings import Passage, Readings, read_topics

N_SENTENCES = 3
STEPS = 20  # of the slider, from 0 to 1


@dataclass(frozen=True, repr=False)
class TopicExplorer(InteractivePage):
    """The page of `explore_topics`."""

    template = "topic_explorer.html"
    height = 780

    def __repr__(self) -> str:
        return f"TopicExplorer({len(self.data['topics'])} topics)"


def explore_topics(
    model: TopicModel,
    dtm: Dtm,
    *,
    corpus: Corpus | None = None,
    labels: pd.DataFrame | None = None,
    n_terms: int = 20,
    n_documents: int = 5,
    lang: str | None = None,
) -> TopicExplorer:
    """What is each topic about, may it be trusted, and where is it in the texts?

    The topics with their shares and their distances from the chosen one; its terms with weight, support and
    lift, ranked by relevance with a slider; the documents behind it with share and 95 % interval over the
    runs. A click on a term shows in which topics it weighs and its sentences. The keyboard does it too.

    Parameters
    ----------
    model
        One fit or a consensus.
    dtm
        The documents it was fitted to.
    corpus
        For paragraphs and sentences: their text with the terms marked where it is at hand, author, title,
        article and paragraph number where it is not.
    labels
        topic, label and perhaps area, as from `label_topics` or corrected by a person; by default
        ``label_topics(model)``, which has the names of `name_topics`.
    n_terms, n_documents
        Terms and documents a topic.
    lang
        ``"zh"`` or ``"en"``; by default ``YRD_LANG``, else Chinese.

    Returns
    -------
    TopicExplorer
        Shown by a notebook; ``.save(path)`` writes one HTML file.

    Raises
    ------
    ArgumentError
        When model, dtm, corpus and labels do not belong together.

    References
    ----------
    Sievert and Shirley (2014), LDAvis: a method for visualizing and interpreting topics.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_lda
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> explore_topics(fit_lda(dtm, n_topics=2, random_state=1), dtm)
    TopicExplorer(2 topics)
    """
    check_model(model)
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_whole_number(n_terms, "n_terms", least=1, such_as=10)
    check_whole_number(n_documents, "n_documents", least=1, such_as=3)
    if corpus is not None:
        check_kind(corpus, "corpus", Corpus, source="load_corpus")
    lang = language(lang)
    terms = candidates(model, dtm, n_terms=n_terms)
    size = {"n_documents": n_documents, "n_sentences": N_SENTENCES}
    readings = read_topics(model, terms=terms, corpus=corpus, lang=lang, **size)
    table = _labelled(model, labels).merge(topic_quality(model, dtm), on="topic")
    far = topic_distances(model).loc[table["topic"], table["topic"]]
    number = {term: i for i, term in enumerate(dict.fromkeys(t for of in terms.values() for t in of))}
    store = _Store(number)
    return TopicExplorer(
        {
            "lang": lang,
            "text": "none" if corpus is None else "yes" if corpus.has_text else "features",
            "n_terms": n_terms,
            "n_runs": None if model.doc_topic_runs is None else len(model.doc_topic_runs),
            "steps": STEPS,
            "terms": _terms(model, dtm, list(number)),
            "distances": _rounded(far),
            "topics": [_topic(row, terms[row["topic"]], readings, store) for row in table.to_dict("records")],
            "found": [readings.n_found.get(term, 0) for term in number],
            "passages": store.passages,
        }
    )


def candidates(model: TopicModel, dtm: Dtm, *, n_terms: int) -> dict[str, list[str]]:
    """For each topic, the terms that are among its first at any place of the slider."""
    kept: dict[str, dict[str, None]] = {str(topic): {} for topic in model.topic_term.index}
    for step in range(STEPS + 1):
        table = relevance(model, dtm, weight=step / STEPS, top_n=n_terms)
        for topic, term in zip(table["topic"], table["term"], strict=True):
            kept[topic][term] = None
    return {topic: list(terms) for topic, terms in kept.items()}


def _labelled(model: TopicModel, labels: pd.DataFrame | None) -> pd.DataFrame:
    """topic, label, area (empty without one) of every topic of the model, in its order."""
    labels = label_topics(model) if labels is None else labels
    check_columns(labels, ("topic", "label"), "labels", source="label_topics")
    lost = [topic for topic in model.topic_term.index if topic not in set(labels["topic"])]
    if lost or labels["topic"].duplicated().any():
        raise ArgumentError(f"labels must name each topic once; look at {(lost or ['the repeated ones'])[0]}")
    area = labels["area"].fillna("") if "area" in labels else ""
    table = labels.assign(area=area)[["topic", "label", "area"]].set_index("topic")
    return table.loc[list(model.topic_term.index)].astype(str).reset_index(names="topic")


class _Store:
    """Passages of the page, each text once; marks refer to terms by number."""

    def __init__(self, number: dict[str, int]) -> None:
        self.number = number
        self.passages: list[list[str]] = []
        self._place: dict[tuple[str, str], int] = {}

    def add(self, passage: Passage) -> list[Any]:
        """[place in `passages`, marks as [start, end, term number, …]]."""
        key = (passage.reference, passage.text)
        if key not in self._place:
            self._place[key] = len(self.passages)
            self.passages.append(list(key))
        return [self._place[key], [x for a, b, term in passage.marks for x in (a, b, self.number[term])]]


def _terms(model: TopicModel, dtm: Dtm, terms: list[str]) -> dict[str, Any]:
    """Names, and weight, lift and support of each in each topic: lists of lists, a topic each."""
    support = None if model.term_support is None else model.term_support[terms]
    return {
        "name": terms,
        "weight": _rounded(model.topic_term[terms]),
        "lift": _rounded(lifts(model, dtm)[terms]),
        "support": None if support is None else _rounded(support),
    }


def _topic(row: dict[Any, Any], terms: list[str], readings: Readings, store: _Store) -> dict[str, Any]:
    documents = readings.documents[readings.documents["topic"] == row["topic"]]
    shown = ("topic", "label", "area", "share", "support", "coherence")
    return {
        **{name: _plain(row[name]) for name in (*shown, "exclusivity", "effective_terms")},
        "terms": [store.number[term] for term in terms],
        "documents": [
            [doc["doc_id"], *map(_plain, (doc["share"], doc["low"], doc["high"])), *store.add(doc["passage"])]
            for doc in documents.to_dict("records")
        ],
        "sentences": {
            store.number[term]: [store.add(p) for p in readings.sentences[row["topic"], term]]
            for term in terms
            if (row["topic"], term) in readings.sentences
        },
    }


def _plain(value: Any) -> Any:
    """A number for JSON, to six digits; None where it is missing."""
    if isinstance(value, str):
        return value
    return None if pd.isna(value) else float(f"{value:.6g}")


def _rounded(table: pd.DataFrame) -> list[list[float | None]]:
    return [[_plain(value) for value in row] for row in np.asarray(table, dtype=float)]
