"""Name topics and put topics together, by a person's judgement; both are kept with the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError, check_kind
from yrdresearch.topics.model import TopicModel, check_model
from yrdresearch.topics.quality import token_shares


def name_topics(model: TopicModel, names: Mapping[str, str]) -> TopicModel:
    """Which names did a person give the topics?

    Parameters
    ----------
    model
        One fit or a consensus.
    names
        Topic -> name, such as ``{"T1": "科技创新"}``; other topics keep the name they have.

    Returns
    -------
    TopicModel
        With ``settings["names"]``, which `label_topics`, the explorer and the tables and plots of ``groups``
        show and `save_model` keeps.

    Raises
    ------
    ArgumentError
        For a topic that the model does not have, or an empty name.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> from yrdresearch.topics import label_topics, name_topics
    >>> model = yrd.fit_lda(yrd.build_dtm(yrd.load_corpus()), n_topics=2, n_iter=20)
    >>> label_topics(name_topics(model, {"T1": "科技创新"}))["label"].iloc[0]
    '科技创新'
    """
    check_model(model)
    check_kind(names, "names", Mapping, source='{"T1": "name"}')
    for topic, name in names.items():
        _check_topic(model, topic)
        if not str(name).strip():
            raise ArgumentError(f"names gives {topic} an empty name; give it a word or two")
    kept = {**model.settings.get("names", {}), **{topic: str(name) for topic, name in names.items()}}
    return replace(model, settings={**model.settings, "names": kept})


def merge_topics(model: TopicModel, dtm: Dtm, topics: Iterable[str]) -> TopicModel:
    """What do the topics look like when these are taken for one?

    Parameters
    ----------
    model
        One fit or a consensus.
    dtm
        The documents it was fitted to: a topic's terms weigh by its share of their tokens.
    topics
        Two or more topics of the model.

    Returns
    -------
    TopicModel
        With one topic, named like ``"T2+T5"``, in the place of the foremost of them. Shares of documents are
        added up, in every run. Its `support` is that of the least supported part, an upper bound: in how many
        runs all parts were found together is not known. Its `term_support` and `term_error` are missing.

    Raises
    ------
    ArgumentError
        For fewer than two topics, a topic that the model does not have or that is given twice, or when one
        topic alone would remain.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> from yrdresearch.topics import merge_topics
    >>> dtm = yrd.build_dtm(yrd.load_corpus())
    >>> model = yrd.fit_lda(dtm, n_topics=3, n_iter=20)
    >>> list(merge_topics(model, dtm, ["T1", "T3"]).topic_term.index)
    ['T1+T3', 'T2']
    """
    check_model(model)
    check_kind(topics, "topics", Iterable, source='["T1", "T2"]')
    parts = list(topics)
    for topic in parts:
        _check_topic(model, topic)
    if len(parts) < 2 or len(set(parts)) < len(parts):
        raise ArgumentError(f"topics is {parts}; give two or more different topics")
    if len(parts) == len(model.topic_term):
        raise ArgumentError("topics names all topics of the model; leave at least one out")
    new_name = {topic: "+".join(parts) if topic in parts else topic for topic in model.topic_term.index}
    order = list(dict.fromkeys(new_name.values()))
    member = pd.get_dummies(pd.Series(new_name), dtype=float)[order]
    weight = member.mul(token_shares(model, dtm), axis=0)
    return replace(
        model,
        topic_term=(weight / weight.sum()).T @ model.topic_term,
        doc_topic=model.doc_topic @ member,
        settings={**model.settings, "merged": [*model.settings.get("merged", []), parts]},
        support=None if model.support is None else model.support.groupby(new_name).min()[order],
        term_support=None if model.term_support is None else model.term_support.reindex(order),
        term_error=None if model.term_error is None else model.term_error.reindex(order),
        doc_topic_runs=None if model.doc_topic_runs is None else model.doc_topic_runs @ member.to_numpy(),
    )


def _check_topic(model: TopicModel, topic: str) -> None:
    if topic not in model.topic_term.index:
        known = ", ".join(map(str, model.topic_term.index))
        raise ArgumentError(f"topic {topic!r} is not in the model; it has {known}")
