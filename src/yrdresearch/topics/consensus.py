"""Many runs of a topic model, matched and averaged: `fit_consensus`, and how far two models agree."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.engines import Chain, climb, engine_versions, gibbs_chain
from yrdresearch.topics.matching import (
    Mode,
    best_modes,
    in_order,
    match,
    match_to,
    recombine,
    weighted_mean,
)
from yrdresearch.topics.model import (
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
BATCH = 5  # chains, or climbs, that a worker takes at a time
POPULATION = 60  # modes that are recombined
CHILDREN = 60  # starts in a generation
PATIENCE = 10  # generations without a higher mode before the search ends
MAX_GENERATIONS = 60
SHARPNESS = 8  # a run's topic weighs its affinity to the reference to this power: ill matches hardly count
NEAR = 3.0  # nats, 20 to 1: less is no strong evidence for a mode (Kass and Raftery 1995)


def fit_consensus(
    dtm: Dtm,
    *,
    n_topics: int,
    n_runs: int = 100,
    alpha: float = 0.5,
    eta: float = 0.3,
    n_iter: int = 500,
    n_samples: int = 10,
    thin: int = 20,
    word_priors: WordPriors | None = None,
    random_state: int = 0,
    workers: int | None = None,
    progress: bool | None = None,
) -> TopicModel:
    """Which topics come back, whatever the seed?

    Many Gibbs chains from different starts. Each climbs to its nearest mode of the posterior, and the modes
    are recombined until no higher one is found (`search_modes`). The modes near the highest, averaged by
    their posterior density, are the reference; the runs are matched to it topic by topic, and their mean, in
    which topics near the reference weigh more, is the answer. All runs are asked whether they bear it out
    (`support`).

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
        With `support`, `term_support` and `doc_topic_runs`; ``settings["runs_left_out"]`` counts the runs
        that match nothing (left out of the mean, `term_support` and `doc_topic_runs`);
        ``settings["rivals"]`` counts the modes within 3 nats of the highest, and
        ``settings["rival_agreement"]`` says how far their top ten terms agree with its own (mean Jaccard,
        weighted by posterior density, 0..1; 1 without rivals). Two ensembles that agree show that the
        answer does not hang on the seed; whether the texts carry it, `support`, the rivals and `choose_k`
        say.

    Raises
    ------
    ArgumentError
        For arguments that no model can be fitted with.

    References
    ----------
    Griffiths and Steyvers (2004) on the chains; MacKay (1998) on the basis in which the mode is taken;
    Gribel and Vidal (2019) on recombining matched centres.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_consensus
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> fit_consensus(dtm, n_topics=2, n_runs=10, n_iter=100, n_samples=2, thin=5).support.min()
    np.float64(1.0)
    """
    check_fit(dtm, n_topics=n_topics, alpha=alpha, eta=eta, random_state=random_state)
    if n_runs < 2:
        raise ArgumentError(f"n_runs is {n_runs}; a consensus needs 2 runs or more (100 are a good number)")
    settings = fit_settings(
        dtm, engine="gibbs", method="consensus", n_topics=n_topics, n_runs=n_runs,
        alpha=alpha, eta=eta, n_iter=n_iter, n_samples=n_samples, thin=thin,
        word_priors=word_priors, random_state=random_state,
    )  # fmt: skip
    prior = term_prior(dtm, n_topics=n_topics, eta=eta, word_priors=word_priors)
    chains = run_chains(
        dtm, prior=prior, alpha=alpha, n_iter=n_iter, n_samples=n_samples, thin=thin, n_runs=n_runs,
        random_state=random_state, workers=workers, progress=progress,
    )  # fmt: skip
    modes = search_modes(dtm, chains, prior=prior, alpha=alpha, random_state=random_state, workers=workers)
    return stand_for(dtm, modes, chains, settings)


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


def search_modes(
    dtm: Dtm,
    chains: list[Chain],
    *,
    prior: np.ndarray,
    alpha: float,
    random_state: int,
    workers: int | None = None,
) -> list[Mode]:
    """The highest modes of the posterior that the runs lead to, alone and recombined; highest first.

    Every run climbs to its nearest mode. The modes are then recombined, generation by generation: topics of
    two modes are matched, a new start takes one of each pair, and climbs in turn, until no higher mode is
    found. One run finds some of the topics of the highest mode; all runs together find all of them.
    """
    from joblib import Parallel, delayed

    rng = np.random.default_rng([random_state, len(chains)])
    with Parallel(n_jobs=workers or os.cpu_count() or 1, batch_size=BATCH) as pool:

        def climb_from(starts: list[tuple[np.ndarray, np.ndarray]]) -> list[Mode]:
            ends = pool(delayed(climb)(dtm.counts, *start, prior=prior, alpha=alpha) for start in starts)
            return [Mode(*end) for end in ends]

        modes = best_modes(climb_from([(c.topic_term, c.doc_topic) for c in chains]), POPULATION)
        waited = 0
        for _ in range(MAX_GENERATIONS):
            highest = modes[0].value
            modes = best_modes(modes + climb_from(recombine(modes, CHILDREN, rng)), POPULATION)
            waited = 0 if modes[0].value - highest > 0.01 else waited + 1
            if waited == PATIENCE or len(modes) < 2:
                break
    return modes


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
    return float(jaccard[np.arange(len(jaccard)), match(jaccard)].mean())


def stand_for(dtm: Dtm, modes: list[Mode], chains: list[Chain], settings: dict[str, Any]) -> TopicModel:
    """The mean of the matched runs as a model, with what the runs and the modes say about it."""
    near = [mode for mode in modes if modes[0].value - mode.value < NEAR]
    topic_term = np.stack([chain.topic_term for chain in chains])
    doc_topic = np.stack([chain.doc_topic for chain in chains])
    matching, affinity = match_to(weighted_mean(near), topic_term)
    back = came_back(matching, affinity)
    own = np.take_along_axis(affinity, matching[:, :, None], axis=2)
    shares = _matched_shares(doc_topic, matching).mean(axis=0)
    order = size_order(shares, dtm.doc_lengths, seeded=len(settings["seeded"]))
    matching, back, own = matching[:, order], back[:, order], own[:, order]
    kept = back.any(axis=1)
    used = kept if kept.any() else ~kept
    topic_term = in_order(topic_term, matching)[used]
    doc_topic = _matched_shares(doc_topic, matching)[used]
    weights = np.broadcast_to(own[used] ** SHARPNESS, topic_term.shape)
    answer = np.average(topic_term, axis=0, weights=weights)
    names, terms = topic_names(len(order)), list(dtm.vocabulary)
    return TopicModel(
        topic_term=pd.DataFrame(answer, index=names, columns=terms),
        doc_topic=pd.DataFrame(doc_topic.mean(axis=0), index=list(dtm.doc_ids), columns=names),
        settings={
            **settings,
            "runs_left_out": int((~kept).sum()),
            "run_agreement": _run_agreement(answer, topic_term),
            "log_posterior": modes[0].value,
            "rivals": len(near) - 1,
            "rival_agreement": _rival_agreement(modes[0], near[1:]),
        },
        versions=engine_versions("gibbs"),
        support=pd.Series(back.mean(axis=0), index=names, name="support"),
        term_support=pd.DataFrame(in_top(topic_term, TOP_TERMS).mean(axis=0), index=names, columns=terms),
        doc_topic_runs=doc_topic,
    )


def _matched_shares(doc_topic: np.ndarray, matching: np.ndarray) -> np.ndarray:
    return np.take_along_axis(doc_topic, matching[:, None, :], axis=2)


def _run_agreement(reference: np.ndarray, matched: np.ndarray) -> float:
    """Mean Jaccard of the reference's top terms and those of the matched topics of single runs."""
    if not len(matched):
        return 0.0
    ours, theirs = in_top(reference, TOP_TERMS), in_top(matched, TOP_TERMS)
    return float((np.minimum(ours, theirs).sum(axis=-1) / np.maximum(ours, theirs).sum(axis=-1)).mean())


def _rival_agreement(mode: Mode, rivals: list[Mode]) -> float:
    """Mean Jaccard of the mode's top terms and each rival's, weighted by posterior density."""
    if not rivals:
        return 1.0
    agreements = [top_jaccard(mode.topic_term, rival.topic_term) for rival in rivals]
    return float(np.average(agreements, weights=np.exp([rival.value - mode.value for rival in rivals])))


def came_back(matching: np.ndarray, affinity: np.ndarray) -> np.ndarray:
    """Did topic k come back in run r? (R, K) of True and False.

    It did when it and the run's topic matched to it are each other's nearest, and nearer than 95 in 100 of
    the pairs that are not matched.
    """
    n_topics = matching.shape[1]
    is_match = np.arange(n_topics)[None, None, :] == matching[:, :, None]
    own = affinity[is_match].reshape(matching.shape)
    nearest = (own >= affinity.max(axis=2)) & (
        own >= np.take_along_axis(affinity.max(axis=1), matching, axis=1)
    )
    return nearest & (own > np.quantile(affinity[~is_match], 0.95))


def top_jaccard(one: np.ndarray, two: np.ndarray, n: int = TOP_TERMS) -> float:
    """Mean Jaccard of the matched topics' n heaviest terms, (K, M) and (L, M) of one vocabulary.

    A topic without a partner agrees with nothing.
    """
    ours, theirs = in_top(one, n), in_top(two, n)
    shared = ours @ theirs.T
    jaccard = shared / (ours.sum(axis=1)[:, None] + theirs.sum(axis=1) - shared)
    return float(jaccard[linear_sum_assignment(jaccard, maximize=True)].sum() / max(jaccard.shape))


def in_top(topic_term: np.ndarray, n: int) -> np.ndarray:
    """1.0 where a term is among the n heaviest of its topic, else 0.0; shape of `topic_term`."""
    marks = np.zeros_like(topic_term)
    heaviest_columns = np.argsort(-topic_term, axis=-1, kind="stable")[..., :n]
    np.put_along_axis(marks, heaviest_columns, 1.0, axis=-1)
    return marks


def _batch(counts: Any, seeds: list[int], arguments: dict[str, Any]) -> list[Chain]:
    return [gibbs_chain(counts, seed=seed, **arguments) for seed in seeds]


def _top_sets(model: TopicModel, n: int) -> list[set[str]]:
    return [set(heaviest(weights, n)) for _, weights in model.topic_term.iterrows()]


def _jaccard(left: list[set[str]], right: list[set[str]]) -> np.ndarray:
    return np.array([[len(a & b) / len(a | b) for b in right] for a in left])
