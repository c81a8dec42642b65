"""How good is each topic, what is it about, and which texts stand behind it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.stats import entropy, rankdata

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError
from yrdresearch.stats.chance import interval
from yrdresearch.topics.model import TopicModel, heaviest

EPSILON = 1e-12


def topic_quality(model: TopicModel, dtm: Dtm, *, n: int = 10) -> pd.DataFrame:
    """How large, how focused, how coherent, how distinct is each topic, and did it come back?

    Read the columns together; none of them alone says that a topic is good (Hoyle et al. 2021).

    Parameters
    ----------
    model
        One fit or a consensus.
    dtm
        The documents it was fitted to, or others with some of its terms.
    n
        Top terms that coherence and exclusivity look at.

    Returns
    -------
    DataFrame
        topic; share (of all tokens, 0..1); entropy (nats) and effective_terms (its exponential, 1..M);
        coherence (NPMI of the top terms over documents, -1..1); exclusivity (mean share of a top term's
        weight that is this topic's, 0..1); support (share of runs in which the topic came back, 0..1;
        missing for one fit); first_documents (documents in which it is the largest topic).

    References
    ----------
    Bouma (2009); Röder, Both and Hinneburg (2015); Hoyle et al. (2021), Is automated topic model
    evaluation broken?
    """
    weights = model.topic_term
    spread = entropy(weights.to_numpy(), axis=1)
    tops = [heaviest(row, n) for _, row in weights.iterrows()]
    of_topic = (weights / weights.sum(axis=0)).fillna(0.0)
    first = model.doc_topic.idxmax(axis=1).value_counts().reindex(weights.index, fill_value=0)
    return pd.DataFrame(
        {
            "topic": weights.index,
            "share": _sizes(model, dtm).to_numpy(),
            "entropy": spread,
            "effective_terms": np.exp(spread),
            "coherence": coherence(tops, dtm),
            "exclusivity": [of_topic.loc[t, top].mean() for t, top in zip(weights.index, tops, strict=True)],
            "support": np.nan if model.support is None else model.support.to_numpy(),
            "first_documents": first.to_numpy(),
        }
    )


def coherence(topics: Sequence[Sequence[str]], dtm: Dtm) -> np.ndarray:
    """Do the terms of each list occur in the same documents?

    Mean normalised pointwise mutual information over all pairs of a list's terms, with whole documents as
    windows: 1 when they always occur together, 0 by chance, -1 never.

    Parameters
    ----------
    topics
        Lists of terms, two or more each; terms missing from `dtm` count as never occurring.
    dtm
        (N documents, M terms).

    Returns
    -------
    ndarray
        One value a list.

    References
    ----------
    Bouma (2009); Lau, Newman and Baldwin (2014).
    """
    column = {term: i for i, term in enumerate(dtm.vocabulary)}
    present = (dtm.counts > 0).astype(float).tocsc()
    values = []
    for terms in topics:
        known = present[:, [column[t] for t in terms if t in column]].toarray()
        together = np.zeros((len(terms), len(terms)))
        together[: known.shape[1], : known.shape[1]] = known.T @ known / len(dtm.doc_ids)
        alone = np.diag(together)
        upper = np.triu_indices(len(terms), k=1)
        joint, chance = together[upper] + EPSILON, np.outer(alone, alone)[upper]
        values.append(np.mean(np.log(joint / np.maximum(chance, EPSILON)) / -np.log(joint)))
    return np.array(values)


def frex(model: TopicModel, *, n: int = 10, weight: float = 0.5) -> pd.DataFrame:
    """Which terms are both frequent in a topic and its own?

    Parameters
    ----------
    model
        One fit or a consensus.
    n
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
    if not 0 <= weight <= 1:
        raise ArgumentError(f"weight is {weight}; give the share of exclusivity, from 0 to 1")
    weights = model.topic_term.to_numpy()
    own = weights / np.maximum(weights.sum(axis=0), np.finfo(float).tiny)
    by_weight = rankdata(weights.round(12), axis=1) / weights.shape[1]
    by_exclusivity = rankdata(own.round(9), axis=1) / weights.shape[1]
    score = 1 / (weight / by_exclusivity + (1 - weight) / by_weight)
    terms, rows = model.topic_term.columns, []
    for k, topic in enumerate(model.topic_term.index):
        best = np.argsort(-score[k], kind="stable")[:n]
        rows += [
            (topic, rank, terms[m], score[k, m], weights[k, m], own[k, m])
            for rank, m in enumerate(best, start=1)
        ]
    return pd.DataFrame(rows, columns=["topic", "rank", "term", "frex", "weight", "exclusivity"])


def relevance(model: TopicModel, dtm: Dtm, *, weight: float = 0.6, n: int = 10) -> pd.DataFrame:
    """Which terms are frequent in a topic, and more frequent there than elsewhere?

    Parameters
    ----------
    model
        One fit or a consensus.
    dtm
        The documents it was fitted to: how frequent is each term at all?
    weight
        Lambda, 0..1: 1 ranks by weight alone, 0 by lift alone.
    n
        Terms a topic.

    Returns
    -------
    DataFrame
        topic, rank, term, relevance (lambda times the log of the weight, and the rest of the log of the
        lift), weight (share of the topic's tokens), lift (weight over the term's share of all tokens; 1 is
        no more than elsewhere).

    References
    ----------
    Sievert and Shirley (2014), LDAvis.
    """
    if not 0 <= weight <= 1:
        raise ArgumentError(f"weight is {weight}; give lambda, from 0 to 1")
    weights, lift = model.topic_term.to_numpy(), lifts(model, dtm).to_numpy()
    score = weight * np.log(weights + EPSILON) + (1 - weight) * np.log(lift + EPSILON)
    terms, rows = model.topic_term.columns, []
    for k, topic in enumerate(model.topic_term.index):
        # ties, which are many among rare terms: the heavier first, then the order of the vocabulary
        best = np.lexsort((-weights[k].round(12), -score[k].round(9)))[:n]
        rows += [
            (topic, rank, terms[m], score[k, m], weights[k, m], lift[k, m])
            for rank, m in enumerate(best, start=1)
        ]
    return pd.DataFrame(rows, columns=["topic", "rank", "term", "relevance", "weight", "lift"])


def lifts(model: TopicModel, dtm: Dtm) -> pd.DataFrame:
    """Weight of each term in each topic over its share of all tokens: (K, M), 1 is no more than elsewhere."""
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
        topic; label (its first FREX terms); area (the policy area whose terms weigh most in it; empty
        without `areas` or when none of their terms occurs); area_share (weight of that area's terms in the
        topic, 0..1); area_lift (that weight over its mean in all topics; about 1 says nothing).
    """
    words = frex(model, n=n).groupby("topic", sort=False)["term"].agg("、".join)
    table = pd.DataFrame({"topic": words.index, "label": words.to_numpy()})
    known = model.topic_term.columns
    held = {area: known.intersection(list(terms)) for area, terms in (areas or {}).items()}
    weight = pd.DataFrame({area: model.topic_term[terms].sum(axis=1) for area, terms in held.items()})
    if weight.empty or not weight.to_numpy().any():
        return table.assign(area="", area_share=0.0, area_lift=np.nan)
    best = weight.idxmax(axis=1)
    share = np.array([weight.at[topic, area] for topic, area in best.items()])
    return table.assign(
        area=best.to_numpy(), area_share=share, area_lift=share / weight.mean().loc[best].to_numpy()
    )


def topic_documents(model: TopicModel, *, corpus: Corpus | None = None, n: int = 3) -> pd.DataFrame:
    """In which documents is each topic strongest?

    Parameters
    ----------
    model
        One fit or a consensus.
    corpus
        Adds the paragraphs' text, where it is at hand and documents are paragraphs.
    n
        Documents a topic.

    Returns
    -------
    DataFrame
        topic, rank, doc_id, share (of the document, 0..1), low, high (of the middle 95 % of the share
        over the runs; missing for one fit), and text where there is text.
    """
    runs = model.doc_topic_runs
    low, high = (None, None) if runs is None else interval(runs, level=0.95)
    rows = []
    for k, topic in enumerate(model.doc_topic.columns):
        share = model.doc_topic[topic].to_numpy()
        for rank, d in enumerate(np.argsort(-share.round(9), kind="stable")[:n], start=1):
            limits = (np.nan, np.nan) if low is None or high is None else (low[d, k], high[d, k])
            rows.append((topic, rank, model.doc_topic.index[d], share[d], *limits))
    table = pd.DataFrame(rows, columns=["topic", "rank", "doc_id", "share", "low", "high"])
    if corpus is not None and corpus.has_text:
        table["text"] = table["doc_id"].map(corpus.paragraphs.set_index("paragraph_id")["text"]).fillna("")
    return table


def word_intrusion_sheet(model: TopicModel, *, n: int = 5, random_state: int = 0) -> pd.DataFrame:
    """A sheet for people: in each row, which term does not belong?

    Give readers the sheet without its last column, and compare. What a person cannot see no number proves.

    Parameters
    ----------
    model
        One fit or a consensus.
    n
        Terms of the topic in a row; one intruder is added: a top term of another topic that is rare in
        this one.
    random_state
        Seed for the intruders and the order of terms.

    Returns
    -------
    DataFrame
        item (the rows are shuffled), term_1 … term_{n+1}, topic, intruder.

    References
    ----------
    Chang, Boyd-Graber, Gerrish, Wang and Blei (2009), Reading tea leaves.
    """
    rng = np.random.default_rng(random_state)
    tops = {str(topic): heaviest(row, n) for topic, row in model.topic_term.iterrows()}
    rows = []
    for topic, terms in tops.items():
        rare = model.topic_term.loc[topic].rank(pct=True)
        others = [t for other, top in tops.items() if other != topic for t in top if t not in terms]
        if not others:
            raise ArgumentError(
                f"topic {topic} shares its top {n} terms with all others; nothing can intrude"
            )
        rarest = sorted(set(others), key=lambda t: (rare[t], t))[: max(len(set(others)) // 2, 1)]
        intruder = str(rng.choice(rarest))
        rows.append([*rng.permutation([*terms, intruder]), topic, intruder])
    columns = [*(f"term_{i}" for i in range(1, n + 2)), "topic", "intruder"]
    sheet = pd.DataFrame(rows, columns=columns).iloc[rng.permutation(len(rows))].reset_index(drop=True)
    sheet.insert(0, "item", range(1, len(sheet) + 1))
    return sheet


def _sizes(model: TopicModel, dtm: Dtm) -> pd.Series:
    """Share of all tokens that each topic has."""
    lengths = pd.Series(dtm.doc_lengths, index=list(dtm.doc_ids)).reindex(model.doc_topic.index)
    if lengths.isna().any():
        raise ArgumentError(
            f"dtm lacks document {lengths.index[lengths.isna()][0]!r} of the model; give its own"
        )
    return model.doc_topic.mul(lengths, axis=0).sum() / lengths.sum()
