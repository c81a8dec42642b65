"""The headlines of the series, each as a question that other choices may answer otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_columns, check_kind, check_texts
from yrdresearch.stats.frequency import term_frequency
from yrdresearch.topics.model import fit_lda, top_terms
from yrdresearch.words.lexicon import read_genre_words, read_stopwords

STOPWORDS = ("function words", "function and genre words", "none")


def frequent_term(corpus: Corpus, term: str, *, rank: int = 1) -> Callable[..., Mapping[str, Any]]:
    """Headline: `term` is among the `rank` most frequent terms. Value: its rank, 1 the most frequent.

    The choices are ``stopwords`` (one of `STOPWORDS`), ``unit``, ``parts_of_speech`` (beginnings of tags, or
    None), ``min_term_length`` and ``left_out`` (the number of an article, from 1, or None).
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_kind(term, "term", str)

    def headline(
        *,
        stopwords: str = STOPWORDS[0],
        parts_of_speech: Collection[str] | None = None,
        min_term_length: int = 2,
        min_doc_frequency: int = 1,
        left_out: int | None = None,
    ) -> Mapping[str, Any]:
        dtm = build_dtm(
            _without(corpus, left_out),
            stopwords=_stopwords(stopwords),
            parts_of_speech=parts_of_speech,
            min_term_length=min_term_length,
            min_doc_frequency=min_doc_frequency,
        )
        terms = term_frequency(dtm)["term"].tolist()
        place = terms.index(term) + 1 if term in terms else float("nan")
        return {"value": place, "holds": place <= rank}

    return headline


def topic_with(
    corpus: Corpus, terms: Collection[str], *, top_n: int = 10
) -> Callable[..., Mapping[str, Any]]:
    """Headline: these terms are in one topic. Value: the largest share of them among a topic's `top_n` terms.

    The choices are ``n_topics``, ``alpha``, ``eta``, ``stopwords``, ``min_doc_frequency``, ``engine`` and
    ``seed``.
    """
    check_texts(terms, "terms")
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    wanted = set(terms)

    def headline(
        *,
        n_topics: int = 4,
        alpha: float = 0.5,
        eta: float = 0.3,
        stopwords: str = STOPWORDS[0],
        min_doc_frequency: int = 1,
        engine: str = "gibbs",
        seed: int = 0,
    ) -> Mapping[str, Any]:
        words = _stopwords(stopwords)
        dtm = build_dtm(corpus, stopwords=words, min_doc_frequency=min_doc_frequency)
        n_iter = 200 if engine == "gibbs" else 30
        model = fit_lda(
            dtm, n_topics=n_topics, alpha=alpha, eta=eta, n_iter=n_iter, engine=engine, random_state=seed
        )
        found = top_terms(model, top_n=top_n).groupby("topic")["term"].agg(set)
        value = max(len(wanted & topic) / len(wanted) for topic in found)
        return {"value": value, "holds": value >= 0.5}

    return headline


def leading_area(coded: pd.DataFrame, policy_area: str) -> Callable[..., Mapping[str, Any]]:
    """Headline: this policy area is the one most written about. Value: its share less that of the next.

    The choices are ``unit`` (``"sentences"`` or ``"characters"``), ``left_out`` (the number of an article,
    from 1, or None),
    ``lists`` (whether a sentence with three and more areas counts once for each, or a third), and
    ``position`` (all sentences, or the first of each paragraph, or the others).
    """
    check_columns(coded, ("sentence_id", "policy_area"), "coded", source="code_policy_areas")

    def headline(
        *, unit: str = "sentences", left_out: int | None = None, lists: str = "each", position: str = "all"
    ) -> Mapping[str, Any]:
        articles = list(dict.fromkeys(coded["article_id"]))
        rows = coded if left_out is None else coded[coded["article_id"] != articles[left_out - 1]]
        first = rows.drop_duplicates("paragraph_id")["sentence_id"]
        if position != "all":
            rows = rows[rows["sentence_id"].isin(first) == (position == "first")]
        weight = rows["n_characters"] if unit == "characters" else pd.Series(1.0, index=rows.index)
        if lists == "shared":
            weight = weight / rows.groupby("sentence_id")["policy_area"].transform("size")
        amounts = weight[rows["policy_area"] != "none"].groupby(rows["policy_area"]).sum() / weight.sum()
        own = float(amounts.get(policy_area, 0.0))
        rest = float(amounts.drop(policy_area, errors="ignore").max()) if len(amounts) > 1 else 0.0
        return {"value": own - rest, "holds": own > rest}

    return headline


def _stopwords(name: str) -> frozenset[str]:
    words = read_stopwords() if name != "none" else frozenset()
    return words | read_genre_words() if name == STOPWORDS[1] else words


def _without(corpus: Corpus, number: int | None) -> Corpus:
    """The corpus without its article of this number, counted from 1."""
    if number is None:
        return corpus
    article_id = corpus.articles["article_id"].iloc[number - 1]
    paragraphs = corpus.paragraphs[corpus.paragraphs["article_id"] != article_id]
    counts = corpus.term_counts[corpus.term_counts["paragraph_id"].isin(paragraphs["paragraph_id"])]
    return replace(
        corpus,
        articles=corpus.articles[corpus.articles["article_id"] != article_id],
        paragraphs=paragraphs,
        sentences=corpus.sentences[corpus.sentences["article_id"] != article_id],
        term_counts=counts,
    )
