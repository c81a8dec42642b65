"""The headlines of the series, each as a question that other choices may answer otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from yrdresearch.corpus.dtm import Dtm, build_dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_columns, check_kind, check_texts
from yrdresearch.stats.frequency import term_frequency
from yrdresearch.topics.model import TopicModel, fit_lda, top_terms
from yrdresearch.words.lexicon import read_genre_words, read_stopwords

Runs = Callable[..., TopicModel]
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
    corpus: Corpus, terms: Collection[str], *, top_n: int = 10, runs: Runs | None = None
) -> Callable[..., Mapping[str, Any]]:
    """Headline: these terms are in one topic. Value: the largest share of them among a topic's `top_n` terms.

    The choices are those of `single_runs`; `runs` is the one of `corpus`, where several headlines share it.
    """
    check_texts(terms, "terms")
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    wanted, runs = set(terms), _of(corpus, runs)

    def headline(**choices: Any) -> Mapping[str, Any]:
        found = _top_sets(runs(**choices), top_n)
        value = max(len(wanted & topic) / len(wanted) for topic in found)
        return {"value": value, "holds": value >= 0.5}

    return headline


def leading_author(
    corpus: Corpus, terms: Collection[str], author: str, *, top_n: int = 10, runs: Runs | None = None
) -> Callable[..., Mapping[str, Any]]:
    """Headline: `author` writes most about the topic with these terms. Value: the lead over the next.

    In each run the topic is the one with most of the terms among its `top_n`; an author's share is the mean
    over the author's documents. Choices and `runs` as for `topic_with`.
    """
    check_texts(terms, "terms")
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_kind(author, "author", str)
    article_of = corpus.paragraphs.set_index("paragraph_id")["article_id"]
    author_of = article_of.map(corpus.articles.set_index("article_id")["author"])
    wanted, runs = set(terms), _of(corpus, runs)

    def headline(**choices: Any) -> Mapping[str, Any]:
        model = runs(**choices)
        topic = _top_sets(model, top_n).map(lambda found: len(wanted & found)).idxmax()
        shares = model.doc_topic[topic].groupby(author_of.reindex(model.doc_topic.index)).mean()
        value = float(shares.get(author, 0.0) - shares.drop(author, errors="ignore").max())
        return {"value": value, "holds": value > 0}

    return headline


def single_runs(corpus: Corpus) -> Runs:
    """Single runs of the topic model, each fitted once however many headlines ask for it.

    Its choices are ``n_topics``, ``alpha``, ``eta``, ``stopwords``, ``min_doc_frequency``, ``engine`` and
    ``seed``.
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")

    @cache
    def counted(stopwords: str, min_doc_frequency: int) -> Dtm:
        return build_dtm(corpus, stopwords=_stopwords(stopwords), min_doc_frequency=min_doc_frequency)

    @cache
    def run(
        *,
        n_topics: int = 4,
        alpha: float = 0.5,
        eta: float = 0.3,
        stopwords: str = STOPWORDS[0],
        min_doc_frequency: int = 1,
        engine: str = "gibbs",
        seed: int = 0,
    ) -> TopicModel:
        dtm, n_iter = counted(stopwords, min_doc_frequency), 200 if engine == "gibbs" else 30
        return fit_lda(
            dtm, n_topics=n_topics, alpha=alpha, eta=eta, n_iter=n_iter, engine=engine, random_state=seed
        )

    return run


def _of(corpus: Corpus, runs: Runs | None) -> Runs:
    if runs is not None:
        check_kind(runs, "runs", Callable, source="single_runs")
    return runs or single_runs(corpus)


def _top_sets(model: TopicModel, top_n: int) -> pd.Series:
    return top_terms(model, top_n=top_n).groupby("topic", sort=False)["term"].agg(set)


def leading_area(coded: pd.DataFrame, policy_area: str) -> Callable[..., Mapping[str, Any]]:
    """Headline: this policy area is the one most written about. Value: its share less that of the next.

    The choices are ``unit`` (``"sentences"`` or ``"characters"``), ``lists`` (whether a sentence with several
    areas counts once for each, is shared among them, or is left out), ``position`` (all sentences, the first
    or last of each paragraph, or all but the first), ``left_out`` (the number of an article, from 1, or None)
    and ``weighting`` (articles count by ``"length"``, or all are ``"equal"``).
    """
    check_columns(coded, ("sentence_id", "policy_area"), "coded", source="code_policy_areas")

    def headline(
        *,
        unit: str = "sentences",
        lists: str = "each",
        position: str = "all",
        left_out: int | None = None,
        weighting: str = "length",
    ) -> Mapping[str, Any]:
        articles = list(dict.fromkeys(coded["article_id"]))
        rows = coded if left_out is None else coded[coded["article_id"] != articles[left_out - 1]]
        rows = _at(rows, position)
        n_areas = rows.groupby("sentence_id")["policy_area"].transform("size")
        weight = rows["n_characters"].astype(float) if unit == "characters" else 1.0 + 0.0 * n_areas
        if lists == "shared":
            weight = weight / n_areas
        if lists == "left out":
            weight = weight[n_areas == 1]
        of = [rows["article_id"], rows["policy_area"]]
        amounts = weight.groupby(of).sum().unstack().fillna(0.0)
        if weighting == "equal":
            amounts = amounts.div(amounts.sum(axis=1), axis=0)
        shares = (amounts.sum() / amounts.to_numpy().sum()).drop("none", errors="ignore")
        own = float(shares.get(policy_area, 0.0))
        rest = float(shares.drop(policy_area, errors="ignore").max()) if len(shares) > 1 else 0.0
        return {"value": own - rest, "holds": own > rest}

    return headline


def _at(coded: pd.DataFrame, position: str) -> pd.DataFrame:
    """The rows of sentences at this place in their paragraphs."""
    sentences = coded.groupby("paragraph_id")["sentence_id"]
    first, last = sentences.transform("first"), sentences.transform("last")
    places = {
        "first": coded["sentence_id"] == first,
        "others": coded["sentence_id"] != first,
        "last": coded["sentence_id"] == last,
    }
    return coded if position == "all" else coded[places[position]]


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
