"""Many runs of a topic model, matched and averaged: `fit_consensus`, and how far two models agree."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from yrdresearch.dtm import Dtm
from yrdresearch.engines import Chain, engine_versions, gibbs_chain
from yrdresearch.errors import ArgumentError
from yrdresearch.topics import (
    TopicModel,
    WordPriors,
    check_fit,
    fit_settings,
    heaviest,
    size_order,
    term_prior,
    topic_names,
)

TOP_TERMS = 10
BATCH = 5  # chains a worker takes at a time


def fit_consensus(
    dtm: Dtm,
    *,
    n_topics: int,
    n_runs: int = 100,
    alpha: float = 0.1,
    eta: float = 0.05,
    n_iter: int = 500,
    n_samples: int = 10,
    thin: int = 20,
    word_priors: WordPriors | None = None,
    random_state: int = 0,
    workers: int | None = None,
    progress: bool | None = None,
) -> TopicModel:
    """Which topics come back, whatever the seed?

    Many Gibbs chains from different starts; the topics of all chains are matched one to one so that matched
    topics resemble each other as much as they can, and averaged.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    n_topics
        Number of topics K, from 2 to the number of documents.
    n_runs
        Chains R, 2 or more.
    alpha, eta
        Symmetric Dirichlet priors of a document's topics and of a topic's terms.
    n_iter, n_samples, thin
        Sweeps of a chain; states averaged at its end, `thin` sweeps apart.
    word_priors
        Seed terms of named topics, as for `fit_lda`.
    random_state
        Seed, 0 or more; the same for any number of workers.
    workers
        Processes; by default one a core, and one alone for little work.
    progress
        Show a progress bar; None shows it in a terminal only.

    Returns
    -------
    TopicModel
        With `support`, `term_support` and `doc_topic_runs`; `settings["runs_left_out"]` counts the runs
        that match nothing.

    Raises
    ------
    ArgumentError
        For arguments that no model can be fitted with.

    References
    ----------
    Rieger, Jentsch and Rahnenführer (2024) on choosing a run by its likeness to the others; Agueh and
    Carlier (2011) on barycentres.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_consensus
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> fit_consensus(dtm, n_topics=2, n_runs=10, n_iter=100, n_samples=2).support.min()
    np.float64(1.0)
    """
    check_fit(dtm, n_topics=n_topics, alpha=alpha, eta=eta, random_state=random_state)
    if n_runs < 2:
        raise ArgumentError(f"n_runs is {n_runs}; a consensus needs 2 runs or more (100 are a good number)")
    settings = fit_settings(
        dtm, engine="gibbs", method="barycentre of matched runs", n_topics=n_topics, n_runs=n_runs,
        alpha=alpha, eta=eta, n_iter=n_iter, n_samples=n_samples, thin=thin, word_priors=word_priors,
        random_state=random_state,
    )  # fmt: skip
    prior = term_prior(dtm, n_topics=n_topics, eta=eta, word_priors=word_priors)
    chains = run_chains(
        dtm, prior=prior, alpha=alpha, n_iter=n_iter, n_samples=n_samples, thin=thin, n_runs=n_runs,
        random_state=random_state, workers=workers, progress=progress,
    )  # fmt: skip
    topic_term = np.stack([chain.topic_term for chain in chains])
    doc_topic = np.stack([chain.doc_topic for chain in chains])
    return _consensus(dtm, topic_term, doc_topic, settings)


def run_chains(
    dtm: Dtm,
    *,
    prior: np.ndarray,
    alpha: float,
    n_iter: int,
    n_samples: int,
    thin: int,
    n_runs: int,
    random_state: int,
    workers: int | None = None,
    progress: bool | None = None,
) -> list[Chain]:
    """`n_runs` Gibbs chains in seed order, over `workers` processes; each chain has a seed of its own."""
    from joblib import Parallel, delayed
    from tqdm import tqdm

    seeds = [int(s) for s in np.random.SeedSequence(random_state).generate_state(n_runs)]
    batches = [seeds[i : i + BATCH] for i in range(0, n_runs, BATCH)]
    arguments = {"prior": prior, "alpha": alpha, "n_iter": n_iter, "n_samples": n_samples, "thin": thin}
    jobs = (delayed(_batch)(dtm.counts, batch, arguments) for batch in batches)
    pool = Parallel(n_jobs=workers or os.cpu_count() or 1, return_as="generator")
    hidden = None if progress is None else not progress
    bar = tqdm(total=n_runs, desc="topic model runs", disable=hidden, leave=False)
    chains: list[Chain] = []
    for batch in pool(jobs):
        chains += batch
        bar.update(len(batch))
    bar.close()
    return chains


def topic_agreement(model: TopicModel, other: TopicModel, *, top_n: int = 10) -> float:
    """How far do two models with the same number of topics agree?

    Parameters
    ----------
    model, other
        Two fits of the same K; their vocabularies may differ.
    top_n
        Heaviest terms of a topic that are compared.

    Returns
    -------
    float
        Mean Jaccard similarity of the matched topics' top terms, 0 (nothing in common) to 1 (the same);
        topics are matched one to one so that this mean is largest.

    Raises
    ------
    ArgumentError
        When the numbers of topics differ, or `top_n` is less than 1.

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014), How many topics? Stability analysis for topic models.
    """
    if len(model.topic_term) != len(other.topic_term):
        raise ArgumentError(
            f"model has {len(model.topic_term)} topics and other {len(other.topic_term)}; fit both with the "
            "same n_topics"
        )
    if top_n < 1:
        raise ArgumentError(f"top_n is {top_n}; compare 1 term or more (10 are usual)")
    jaccard = _jaccard(_top_sets(model, top_n), _top_sets(other, top_n))
    rows, columns = linear_sum_assignment(-jaccard)
    return float(jaccard[rows, columns].mean())


def match_runs(topic_term: np.ndarray) -> np.ndarray:
    """Match the topics of all runs one to one, so that matched topics are as alike as they can be.

    The matching that maximises the mean Hellinger affinity over all pairs of runs, found by alternating
    (centres from the matching, matching from the centres) from every run as a start; the best end is kept.

    Parameters
    ----------
    topic_term
        (R, K, M), rows sum to 1.

    Returns
    -------
    ndarray
        (R, K): entry [r, k] is the topic of run r that belongs to consensus topic k.
    """
    n_runs, n_topics, n_terms = topic_term.shape
    roots = np.sqrt(topic_term).reshape(n_runs * n_topics, n_terms)
    affinity = (roots @ roots.T).reshape(n_runs, n_topics, n_runs, n_topics)
    best, best_value = None, -np.inf
    for start in range(n_runs):
        matching, value = _alternate(affinity, start)
        if value > best_value + 1e-12:
            best, best_value = matching, value
    assert best is not None
    return best


def _alternate(affinity: np.ndarray, start: int, max_steps: int = 50) -> tuple[np.ndarray, float]:
    """Matching reached from run `start`, and its mean affinity over all pairs of runs."""
    n_runs, n_topics = affinity.shape[:2]
    runs = np.arange(n_runs)
    to_centre = affinity[:, :, start, :]  # (R, K, K): topic j of run r to centre k
    matching = np.full((n_runs, n_topics), -1)
    for _ in range(max_steps):
        matched = np.stack([linear_sum_assignment(-scores.T)[1] for scores in to_centre])
        if (matched == matching).all():
            break
        matching = matched
        to_centre = np.stack(
            [affinity[:, :, runs, matching[:, k]].mean(axis=2) for k in range(n_topics)], axis=2
        )
    value = np.take_along_axis(to_centre, matching[:, None, :], axis=1).mean()
    return matching, float(value)


def _consensus(
    dtm: Dtm, topic_term: np.ndarray, doc_topic: np.ndarray, settings: dict[str, Any]
) -> TopicModel:
    """Average matched runs into one model."""
    matching = match_runs(topic_term)
    topic_term = np.take_along_axis(topic_term, matching[:, :, None], axis=1)
    doc_topic = np.take_along_axis(doc_topic, matching[:, None, :], axis=2)
    order = size_order(doc_topic.mean(axis=0), dtm.doc_lengths)
    topic_term, doc_topic = topic_term[:, order], doc_topic[:, :, order]
    mean_term, names = topic_term.mean(axis=0), topic_names(len(order))
    terms = list(dtm.vocabulary)
    in_top = np.zeros_like(topic_term)
    np.put_along_axis(in_top, np.argsort(-topic_term, axis=2, kind="stable")[:, :, :TOP_TERMS], 1.0, axis=2)
    own = np.einsum("rkm,km->rk", np.sqrt(topic_term), np.sqrt(mean_term))
    return TopicModel(
        topic_term=pd.DataFrame(mean_term, index=names, columns=terms),
        doc_topic=pd.DataFrame(doc_topic.mean(axis=0), index=list(dtm.doc_ids), columns=names),
        settings=settings,
        versions=engine_versions("gibbs"),
        support=pd.Series((own >= 0.5).mean(axis=0), index=names),
        term_support=pd.DataFrame(in_top.mean(axis=0), index=names, columns=terms),
        doc_topic_runs=doc_topic,
    )


def _batch(counts: Any, seeds: list[int], arguments: dict[str, Any]) -> list[Chain]:
    return [gibbs_chain(counts, seed=seed, **arguments) for seed in seeds]


def _top_sets(model: TopicModel, n: int) -> list[set[str]]:
    return [set(heaviest(weights, n)) for _, weights in model.topic_term.iterrows()]


def _jaccard(left: list[set[str]], right: list[set[str]]) -> np.ndarray:
    return np.array([[len(a & b) / len(a | b) for b in right] for a in left])
