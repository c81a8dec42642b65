"""How good is each topic, what is it about, and which texts are behind it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real

import numpy as np
import pandas as pd
from scipy.special import entr

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_kind, check_texts, check_whole_number
from yrdresearch.stats.chance import interval
from yrdresearch.topics.engines import normalised
from yrdresearch.topics.model import TopicModel, check_model, heaviest, ranked

EPSILON = 1e-12
AREA_SHARE, AREA_LIFT = 0.1, 1.5  # what an area's terms must hold of a topic to name it


def topic_quality(model: TopicModel, dtm: Dtm, *, top_n: int = 10) -> pd.DataFrame:
    """How large, how focused, how coherent, how distinct is each topic, and is it found again?

    Read the columns together; none of them alone says that a topic is good (Hoyle et al. 2021).

    Parameters
    ----------
    model
        One fit or a consensus.
    dtm
        The documents it was fitted to, or others with some of its terms.
    top_n
        Top terms that coherence and exclusivity look at.

    Returns
    -------
    DataFrame
        topic; share (of all tokens, 0..1) and share_error (its Monte Carlo standard error; missing for one
        fit); entropy (nats) and effective_terms (its exponential, 1..M);
        coherence (NPMI of the top terms over documents, -1..1); exclusivity (mean share of a top term's
        weight that is this topic's, 0..1); support (share of runs in which the topic was found, 0..1;
        missing for one fit); first_documents (documents in which it is the largest topic).

    References
    ----------
    Bouma (2009); Röder, Both and Hinneburg (2015); Hoyle et al. (2021), Is automated topic model
    evaluation broken?
    """
    check_model(model)
    weights = model.topic_term
    spread = entr(normalised(weights.to_numpy())).sum(axis=1)
    tops = heaviest(model, top_n)
    of_topic = (weights / weights.sum(axis=0)).fillna(0.0)
    first = model.doc_topic.idxmax(axis=1).value_counts().reindex(weights.index, fill_value=0)
    return pd.DataFrame(
        {
            "topic": weights.index,
            "share": token_shares(model, dtm).to_numpy(),
            "share_error": share_error(model, dtm),
            "entropy": spread,
            "effective_terms": np.exp(spread),
            "coherence": coherence(list(tops.values()), dtm),
            "exclusivity": [of_topic.loc[topic, terms].mean() for topic, terms in tops.items()],
            "support": np.nan if model.support is None else model.support.to_numpy(),
            "first_documents": first.to_numpy(),
        }
    )


def coherence(topics: Sequence[Sequence[str]], dtm: Dtm) -> np.ndarray:
    """Do the terms of each list occur in the same documents?

    Mean normalised pointwise mutual information over all pairs of a list's terms, with whole documents as
    windows: 1 when two terms always occur together (also when both are in every document), 0 by chance,
    -1 when they never do.

    Parameters
    ----------
    topics
        Lists of terms, two or more each; terms missing from `dtm` count as never occurring.
    dtm
        (N documents, M terms); documents without a term are no windows.

    Returns
    -------
    ndarray
        One value a list; missing for a list of fewer than two terms.

    References
    ----------
    Bouma (2009); Lau, Newman and Baldwin (2014).

    Examples
    --------
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm
    >>> from yrdresearch.topics import coherence
    >>> dtm = Dtm(sparse.csr_matrix([[1, 1, 1], [2, 2, 0]]), ("a", "b"), ("合作", "区域", "养老"))
    >>> coherence([["合作", "区域"], ["合作", "养老"]], dtm).tolist()
    [1.0, 0.0]
    """
    check_kind(topics, "topics", Sequence, source='[["term", "term"]]')
    for place, terms in enumerate(topics):
        check_kind(terms, f"topics[{place}]", Sequence, source='["term", "term"]')
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    column = {term: i for i, term in enumerate(dtm.vocabulary)}
    present = (dtm.counts > 0).astype(float).tocsc()
    n_windows = max(int((dtm.doc_lengths > 0).sum()), 1)
    values = []
    for terms in topics:
        check_texts(terms, "a topic of topics")
        known = present[:, [column[t] for t in terms if t in column]]
        together = np.zeros((len(terms), len(terms)))
        together[: known.shape[1], : known.shape[1]] = (known.T @ known).toarray() / n_windows
        alone, upper = np.diag(together), np.triu_indices(len(terms), k=1)
        values.append(_npmi(together[upper], np.outer(alone, alone)[upper]))
    return np.array([value.mean() if len(value) else np.nan for value in values])


def _npmi(joint: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Normalised PMI from the share of windows with both terms, and the product of their own shares."""
    value = np.where(joint == 1, 1.0, -1.0)  # the limits at which the quotient is undefined
    inside = (joint > 0) & (joint < 1)
    value[inside] = np.log(joint[inside] / chance[inside]) / -np.log(joint[inside])
    return value


def frex(model: TopicModel, *, top_n: int = 10, weight: float = 0.5) -> pd.DataFrame:
    """Which terms are both frequent in a topic and its own?

    Parameters
    ----------
    model
        One fit or a consensus.
    top_n
        Terms a topic.
    weight
        Of exclusivity against frequency, 0..1.

    Returns
    -------
    DataFrame
        topic, rank, term, frex (0..1: harmonic mean of the term's ranks, as shares, by exclusivity and by
        weight within the topic), weight (share of the topic's tokens), exclusivity (share of the term's
        weight that is this topic's).

    References
    ----------
    Bischof and Airoldi (2012), Summarizing topical content with word frequency and exclusivity.
    """
    _check_ranking(model, weight, top_n)
    weights = model.topic_term.to_numpy()
    own = weights / np.maximum(weights.sum(axis=0), np.finfo(float).tiny)
    by_weight, by_exclusivity = (
        pd.DataFrame(values).rank(axis=1, pct=True).to_numpy() for values in (weights.round(12), own.round(9))
    )
    score = 1 / (weight / by_exclusivity + (1 - weight) / by_weight)
    first = np.argsort(-score, axis=1, kind="stable")[:, :top_n]
    return ranked(model.topic_term, first, frex=score, weight=weights, exclusivity=own)


def _check_ranking(model: TopicModel, weight: float, top_n: int) -> None:
    check_model(model)
    check_whole_number(top_n, "top_n", least=1, such_as=10)
    if not isinstance(weight, Real) or not 0 <= weight <= 1:
        raise ArgumentError(f"weight is {weight!r}; give a share from 0 to 1")


def relevance(model: TopicModel, dtm: Dtm, *, weight: float = 0.6, top_n: int = 10) -> pd.DataFrame:
    """Which terms are frequent in a topic, and more frequent there than elsewhere?

    Parameters
    ----------
    model
        One fit or a consensus.
    dtm
        The documents it was fitted to: how frequent is each term at all?
    weight
        Lambda, 0..1: 1 ranks by weight alone, 0 by lift alone.
    top_n
        Terms a topic.

    Returns
    -------
    DataFrame
        topic, rank, term, relevance (lambda times the log of the weight, and the rest of the log of the
        lift), weight (share of the topic's tokens), lift (weight over the term's share of all tokens; 1 is
        no more than elsewhere).

    Notes
    -----
    The lift compares with the tokens that were counted, as the paper has it; pyLDAvis compares with
    what the model expects, so its lifts of rare terms differ. The formula is the same.

    References
    ----------
    Sievert and Shirley (2014), LDAvis.
    """
    _check_ranking(model, weight, top_n)
    weights, lift = model.topic_term.to_numpy(), lifts(model, dtm).to_numpy()
    score = weight * np.log(weights + EPSILON) + (1 - weight) * np.log(lift + EPSILON)
    # ties, which are many among rare terms: the heavier first, then the order of the vocabulary
    first = np.lexsort((-weights.round(12), -score.round(9)), axis=1)[:, :top_n]
    return ranked(model.topic_term, first, relevance=score, weight=weights, lift=lift)


def lifts(model: TopicModel, dtm: Dtm) -> pd.DataFrame:
    """Weight of each term in each topic over its share of all tokens: (K, M), 1 is no more than elsewhere."""
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    frequency = dtm.term_frequency.reindex(model.topic_term.columns)
    lacking = frequency.index[frequency.isna() | (frequency == 0)]
    if len(lacking):
        raise ArgumentError(f"dtm lacks the term {lacking[0]!r} of the model; give the dtm it was fitted to")
    return model.topic_term / (frequency / dtm.term_frequency.sum())


def label_topics(
    model: TopicModel, *, areas: Mapping[str, Iterable[str]] | None = None, n: int = 3
) -> pd.DataFrame:
    """What might a topic be called? A suggestion for a person to correct.

    Parameters
    ----------
    model
        One fit or a consensus.
    areas
        Policy area -> its terms, for instance ``{area.name_zh: area.terms for area in codebook.areas}``.
    n
        FREX terms in a label.

    Returns
    -------
    DataFrame
        topic; label (the name that `name_topics` gave it, else its first FREX terms); area (the policy area
        whose terms weigh most in it, if they hold a tenth of the topic and half as much again as in all
        topics on average; else empty); area_share (weight of the heaviest area's terms in the topic, 0..1);
        area_lift (that weight over its mean in all topics; about 1 says nothing); note (why no area is
        given). Tenth and half are rules of thumb.
    """
    areas = {} if areas is None else areas
    check_kind(areas, "areas", Mapping, source='{"area": ["term"]}')
    words = frex(model, top_n=n).groupby("topic", sort=False)["term"].agg("、".join)
    names = pd.Series(model.settings.get("names", {}), dtype=object)
    table = pd.DataFrame({"topic": words.index, "label": names.reindex(words.index).fillna(words).to_numpy()})
    held = {area: model.topic_term.columns.intersection(list(terms)) for area, terms in areas.items()}
    weight = pd.DataFrame({area: model.topic_term[terms].sum(axis=1) for area, terms in held.items()})
    if weight.empty or not weight.to_numpy().any():
        nothing = "none of the areas' terms occurs" if areas else ""
        return table.assign(area="", area_share=0.0, area_lift=np.nan, note=nothing)
    best = weight.idxmax(axis=1)
    share = np.array([weight.at[topic, area] for topic, area in best.items()])
    lift = share / weight.mean().loc[best].to_numpy()
    supported = (share >= AREA_SHARE) & (lift >= AREA_LIFT)
    note = [
        "" if good else f"no area: the heaviest, {area}, holds {part:.0%} of the topic (lift {times:.1f})"
        for good, area, part, times in zip(supported, best, share, lift, strict=True)
    ]
    area = np.where(supported, best, "")
    return table.assign(area=area, area_share=share, area_lift=lift, note=note)


def topic_documents(model: TopicModel, *, corpus: Corpus | None = None, top_n: int = 3) -> pd.DataFrame:
    """In which documents is each topic strongest?

    Parameters
    ----------
    model
        One fit or a consensus.
    corpus
        Adds the paragraphs' text, where it is at hand and documents are paragraphs.
    top_n
        Documents a topic.

    Returns
    -------
    DataFrame
        topic, rank, doc_id, share (of the document, 0..1), low, high (of the middle 95 % of the share
        over the runs; missing for one fit), and text where there is text.
    """
    check_model(model)
    check_whole_number(top_n, "top_n", least=1, such_as=3)
    if corpus is not None:
        check_kind(corpus, "corpus", Corpus, source="load_corpus")
    share, runs = model.doc_topic.to_numpy(), model.doc_topic_runs
    low, high = [np.full(share.shape, np.nan)] * 2 if runs is None else interval(runs, level=0.95)
    first = np.argsort(-share.T.round(9), axis=1, kind="stable")[:, :top_n]
    table = ranked(model.doc_topic.T, first, "doc_id", share=share.T, low=low.T, high=high.T)
    if corpus is not None and corpus.has_text:
        table["text"] = table["doc_id"].map(corpus.paragraphs.set_index("paragraph_id")["text"]).fillna("")
    return table


def share_error(model: TopicModel, dtm: Dtm) -> np.ndarray:
    """Monte Carlo standard error of each topic's share of all tokens (K,); missing for one fit."""
    runs = model.doc_topic_runs
    if runs is None:
        return np.full(len(model.topic_term), np.nan)
    lengths = _lengths(model, dtm).to_numpy()
    return np.asarray((lengths @ runs / lengths.sum()).std(axis=0, ddof=1) / np.sqrt(len(runs)))


def token_shares(model: TopicModel, dtm: Dtm) -> pd.Series:
    """Share of all tokens that each topic has."""
    lengths = _lengths(model, dtm)
    return model.doc_topic.mul(lengths, axis=0).sum() / lengths.sum()


def _lengths(model: TopicModel, dtm: Dtm) -> pd.Series:
    """Tokens of each document of the model."""
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    sizes = pd.Series(dtm.doc_lengths, index=list(dtm.doc_ids)).reindex(model.doc_topic.index)
    if sizes.isna().any():
        raise ArgumentError(f"dtm lacks document {sizes.index[sizes.isna()][0]!r} of the model; give its own")
    return sizes
