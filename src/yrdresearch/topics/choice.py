"""Which number of topics does a corpus carry, and how much of a known truth could it give back?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.consensus import fit_consensus, run_chains, topic_agreement
from yrdresearch.topics.engines import climb, fold_in
from yrdresearch.topics.matching import affinity, match
from yrdresearch.topics.model import TopicModel, term_prior
from yrdresearch.topics.quality import topic_quality

ONE_ARTICLE = 0.75  # share of a topic's tokens from one article that makes it that article in disguise
LEVEL = 0.05


@dataclass(frozen=True)
class KChoice:
    """The evidence for each number of topics, and what it supports.

    Attributes
    ----------
    table
        One row a number of topics; columns as in `choose_k`.
    recommended
        The number of topics that the evidence supports, or None.
    reason
        The recommendation in words.
    """

    table: pd.DataFrame
    recommended: int | None
    reason: str


def choose_k(
    dtm: Dtm,
    n_topics: Iterable[int] = range(3, 11),
    *,
    articles: pd.Series | None = None,
    n_runs: int = 100,
    n_ensembles: int = 3,
    n_shuffles: int = 19,
    min_agreement: float = 0.9,
    min_support: float = 0.5,
    alpha: float = 0.5,
    eta: float = 0.3,
    random_state: int = 0,
    workers: int | None = None,
) -> KChoice:
    """Which number of topics does the corpus carry, if any?

    A number of topics passes when ensembles from different seeds agree, each topic comes back in most single
    runs, and the texts hold more structure than the same tokens dealt out to the documents at random.
    Of those that pass, the one with the highest likelihood of held-out tokens is recommended.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    n_topics
        Numbers of topics to compare.
    articles
        Document id -> article, for documents that are parts of articles; without it each document is its
        own article, and the last two columns are missing.
    n_runs
        Chains in each ensemble: as many as the model will have, for agreement rises with them.
    n_ensembles
        Ensembles of a number of topics, from different seeds, 2 or more; every two must agree.
    n_shuffles
        Shuffled corpora; with 19 the smallest p is 0.05.
    min_agreement, min_support
        What a number of topics must reach.
    alpha, eta, random_state, workers
        As for `fit_consensus`.

    Returns
    -------
    KChoice
        Its table has n_topics; agreement (of the two ensembles that agree least, 0..1); support (of the least
        supported topic, 0..1); run_agreement (mean of single runs with the consensus, 0..1); rivals (other
        modes that the posterior hardly tells from the consensus) and rival_agreement (with them, 0..1);
        coherence (mean NPMI, -1..1);
        exclusivity (mean, 0..1); held_out (log likelihood per held-out token, nats); shuffled_p (share of
        shuffled corpora with at least the likelihood of the real one); one_article (topics with three
        quarters of their tokens from one article); influence (largest change of the top terms when one
        article is left out and the topics climb anew, 0..1); passes.

    Raises
    ------
    ArgumentError
        For arguments that no model can be fitted with.

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014); Wallach, Murray, Salakhutdinov and Mimno (2009), document
    completion; Hoyle et al. (2021).
    """
    numbers = list(n_topics)
    if not numbers:
        raise ArgumentError("n_topics is empty; give the numbers of topics to compare, such as range(3, 11)")
    if n_ensembles < 2:
        raise ArgumentError(f"n_ensembles is {n_ensembles}; agreement needs 2 ensembles or more")
    rows = []
    for k in numbers:
        ensembles = [
            fit_consensus(
                dtm, n_topics=k, n_runs=n_runs, random_state=random_state + i, workers=workers,
                alpha=alpha, eta=eta,
            )
            for i in range(n_ensembles)
        ]  # fmt: skip
        one = max(ensembles, key=lambda model: model.settings["log_posterior"])
        quality = topic_quality(one, dtm)
        rows.append(
            {
                "n_topics": k,
                "agreement": min(topic_agreement(a, b) for a, b in combinations(ensembles, 2)),
                "support": quality["support"].min(),
                **{name: one.settings[name] for name in ("run_agreement", "rivals", "rival_agreement")},
                "coherence": quality["coherence"].mean(),
                "exclusivity": quality["exclusivity"].mean(),
                "held_out": held_out(
                    dtm, n_topics=k, alpha=alpha, eta=eta, random_state=random_state, workers=workers
                ),
                "shuffled_p": shuffled_p(
                    dtm, n_topics=k, alpha=alpha, eta=eta, n_shuffles=n_shuffles, random_state=random_state
                ),
                **_article_columns(one, dtm, articles),
            }
        )
    table = pd.DataFrame(rows)
    table["passes"] = (
        (table["agreement"] >= min_agreement)
        & (table["support"] >= min_support)
        & (table["shuffled_p"] <= LEVEL)
    )
    return _recommend(table, min_agreement, min_support)


def held_out(
    dtm: Dtm,
    *,
    n_topics: int,
    alpha: float = 0.5,
    eta: float = 0.3,
    n_runs: int = 10,
    random_state: int = 0,
    workers: int | None = None,
) -> float:
    """How well do topics learned from half of each document predict its other half?

    Returns
    -------
    float
        Mean log likelihood of a held-out token, nats; averaged over `n_runs` chains before the logarithm.

    References
    ----------
    Wallach, Murray, Salakhutdinov and Mimno (2009), Evaluation methods for topic models.
    """
    rng = np.random.default_rng(random_state)
    counts = dtm.counts.toarray()
    seen = rng.binomial(counts, 0.5)
    kept = replace(dtm, counts=sparse.csr_matrix(seen))
    chains = _short_chains(kept, n_topics, alpha, eta, n_runs, random_state, workers)
    token = np.mean([chain.doc_topic @ chain.topic_term for chain in chains], axis=0)
    rest = counts - seen
    # a term that is not among the seen tokens has only its prior: the chains leave it at zero
    token = np.maximum(token, eta / (eta * counts.shape[1] + seen.sum() / n_topics))
    return float((rest * np.log(token)).sum() / rest.sum())


def shuffled_p(
    dtm: Dtm,
    *,
    n_topics: int,
    alpha: float = 0.5,
    eta: float = 0.3,
    n_shuffles: int = 19,
    n_runs: int = 2,
    random_state: int = 0,
) -> float:
    """How often do the same tokens, dealt out at random to documents of the same lengths, fit as well?

    Returns
    -------
    float
        (1 + shuffled corpora with at least the likelihood of the real one) / (1 + `n_shuffles`).

    References
    ----------
    Phipson and Smyth (2010), on p values that are never zero.
    """
    rng = np.random.default_rng(random_state)
    cells = dtm.counts.tocoo()
    documents, terms = np.repeat(cells.row, cells.data), np.repeat(cells.col, cells.data)
    corpora = [dtm]
    for _ in range(n_shuffles):
        table = (np.ones(len(terms), dtype=np.int64), (documents, rng.permutation(terms)))
        corpora.append(replace(dtm, counts=sparse.csr_matrix(table, shape=dtm.counts.shape)))
    fits = []
    for corpus in corpora:
        chains = _short_chains(corpus, n_topics, alpha, eta, n_runs, random_state, 1)
        fits.append(np.mean([chain.trace[-1][1] for chain in chains]))
    return float(np.mean(np.array(fits) >= fits[0]))


def recoverability(
    model: TopicModel,
    dtm: Dtm,
    *,
    n_simulations: int = 3,
    n_runs: int = 30,
    random_state: int = 0,
    workers: int | None = None,
) -> pd.DataFrame:
    """If the model were the truth, how much of it could a corpus of this size give back?

    Corpora with the same document lengths are drawn from the model and fitted again.

    Parameters
    ----------
    model
        Taken for the truth.
    dtm
        Its documents, for their lengths.
    n_simulations
        Corpora to draw.
    n_runs, random_state, workers
        Of each `fit_consensus`.

    Returns
    -------
    DataFrame
        simulation, topic, terms (share of the true topic's top ten terms among those of the matched topic,
        Jaccard, 0..1), affinity (Hellinger, of the whole topic, 0..1), shares (correlation of true and
        recovered shares over documents).
    """
    rng = np.random.default_rng(random_state)
    truth, shares = model.topic_term.to_numpy(), model.doc_topic.to_numpy()
    expected = shares @ truth
    expected /= expected.sum(axis=1, keepdims=True)
    rows = []
    for simulation in range(1, n_simulations + 1):
        draws = zip(dtm.doc_lengths, expected, strict=True)
        counts = np.stack([rng.multinomial(int(n), p) for n, p in draws])
        drawn = replace(dtm, counts=sparse.csr_matrix(counts))
        priors = {name: model.settings[name] for name in ("alpha", "eta") if name in model.settings}
        again = fit_consensus(
            drawn, n_topics=len(truth), n_runs=n_runs, random_state=random_state + simulation,
            workers=workers, **priors,
        )  # fmt: skip
        found = again.topic_term.to_numpy()
        close = affinity(truth, found)
        partner = match(close)
        for k, topic in enumerate(model.topic_term.index):
            true = replace(model, topic_term=model.topic_term.iloc[[k]])
            got = replace(again, topic_term=again.topic_term.iloc[[partner[k]]])
            paired = np.corrcoef(shares[:, k], again.doc_topic.to_numpy()[:, partner[k]])[0, 1]
            rows.append((simulation, topic, topic_agreement(true, got), close[k, partner[k]], paired))
    return pd.DataFrame(rows, columns=["simulation", "topic", "terms", "affinity", "shares"])


def _short_chains(
    dtm: Dtm, n_topics: int, alpha: float, eta: float, n_runs: int, random_state: int, workers: int | None
) -> list:
    prior = term_prior(dtm, n_topics=n_topics, eta=eta, word_priors=None)
    return run_chains(
        dtm, prior=prior, alpha=alpha, n_iter=200, n_samples=5, thin=10, n_runs=n_runs,
        random_state=random_state, workers=workers, progress=False,
    )  # fmt: skip


def _article_columns(model: TopicModel, dtm: Dtm, articles: pd.Series | None) -> dict[str, float]:
    """Topics that are one article in disguise, and the influence of the most influential article."""
    if articles is None:
        return {"one_article": np.nan, "influence": np.nan}
    missing = [doc for doc in dtm.doc_ids if doc not in articles.index]
    if missing:
        raise ArgumentError(f"articles has no entry for document {missing[0]!r}; give one for each document")
    labels = articles.loc[list(dtm.doc_ids)].to_numpy()
    tokens = model.doc_topic.mul(dtm.doc_lengths, axis=0).groupby(labels).sum()
    disguised = int((tokens.max() / tokens.sum() >= ONE_ARTICLE).sum())
    changes = [1 - topic_agreement(model, _without(model, dtm, labels != label)) for label in tokens.index]
    return {"one_article": disguised, "influence": max(changes)}


def _without(model: TopicModel, dtm: Dtm, keep: np.ndarray) -> TopicModel:
    """The model after its topics climb anew on some of the documents."""
    settings, counts = model.settings, dtm.counts[np.flatnonzero(keep)]
    prior = np.full(model.topic_term.shape, settings["eta"])
    start = fold_in(counts.toarray(), model.topic_term.to_numpy(), alpha=settings["alpha"])
    terms, _, _ = climb(counts, model.topic_term.to_numpy(), start, prior=prior, alpha=settings["alpha"])
    return replace(
        model, topic_term=pd.DataFrame(terms, index=model.topic_term.index, columns=model.topic_term.columns)
    )


def _recommend(table: pd.DataFrame, min_agreement: float, min_support: float) -> KChoice:
    if (table["shuffled_p"] > LEVEL).all():
        reason = "No number of topics: the documents differ no more than shuffled ones; there are no topics."
        return KChoice(table, None, reason)
    good = table[table["passes"]].set_index("n_topics")
    if good.empty:
        reason = (
            f"No number of topics: none has ensembles that agree at {min_agreement:.2f}, every topic in "
            f"{min_support:.0%} of the runs, and more structure than shuffled texts."
        )
        return KChoice(table, None, reason)
    best = int(str(good["held_out"].idxmax()))
    others = ", ".join(str(k) for k in good.index if k != best)
    row = good.loc[[best]].iloc[0]
    reason = (
        f"{best} topics: ensembles agree at {row['agreement']:.2f}, the least supported topic came back in "
        f"{row['support']:.0%} of the runs, and of all that pass it predicts held-out tokens best. "
        f"{_rivalry(int(row['rivals']), float(row['rival_agreement']))}"
    )
    return KChoice(table, best, f"{reason} Also passed: {others}." if others else reason)


def _rivalry(rivals: int, agreement: float) -> str:
    if not rivals:
        return "No other mode of the posterior comes near it."
    return (
        f"{rivals} other modes of the posterior are nearly as high; their top terms agree with it at "
        f"{agreement:.2f}."
    )
