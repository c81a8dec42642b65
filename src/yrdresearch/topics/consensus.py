"""Many runs of a topic model, matched and averaged: `fit_consensus`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.display import is_watched
from yrdresearch.errors import ArgumentError, check_kind, check_whole_number, told
from yrdresearch.processes import in_processes
from yrdresearch.topics.engines import Chain, engine_versions, gibbs_chains
from yrdresearch.topics.matching import TOP_TERMS, agreed, came_back, in_order, in_top, match_runs, top_alike
from yrdresearch.topics.model import ALPHA, ETA, TopicModel, WordPriors, prepared, size_order, topic_names
from yrdresearch.topics.quality import share_error

BATCHES = 4  # that each worker takes one after the other
LITTLE = 40_000_000  # tokens times sweeps times chains below which one process is quicker than several
USUAL_RUNS, FEWEST_RUNS = 200, 20
MANY = 8_000_000  # tokens times runs above which runs are fewer than usual
AUTO = (50, 100, 200, 400, 800)  # runs after which n_runs="auto" looks at the Monte Carlo error
SHARE_ERROR = 0.005  # of every topic's share of the tokens, at which "auto" stops
TERM_ERROR = 0.1  # of every top term's weight, as a part of that weight


def fit_consensus(
    dtm: Dtm,
    *,
    n_topics: int,
    n_runs: int | str | None = None,
    alpha: float = ALPHA,
    eta: float = ETA,
    n_iter: int = 100,
    n_samples: int = 10,
    word_priors: WordPriors | None = None,
    random_state: int = 0,
    workers: int | None = None,
    progress: bool | None = None,
) -> TopicModel:
    """Which topics are found again, whatever the seed?

    Many Gibbs chains from different starts are matched to each other topic by topic and averaged; each topic
    is asked in how many of the runs it was found (`support`). Two ensembles that agree show that the answer
    does not depend on the seed; whether the texts carry it, `support` and `choose_k` say.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    n_topics
        Number of topics K, from 2 to the number of documents.
    n_runs
        Chains R, 2 or more: a setting of precision. By default 200; fewer, but at least 20, where the corpus
        has more than 40,000 tokens. ``"auto"`` doubles them from 50 until the Monte Carlo error of every
        topic's share is at most 0.005 and that of every top ten term's weight at most a tenth of it, or 800
        runs are reached.
    alpha, eta
        Symmetric Dirichlet priors of a document's topics and of a topic's terms.
    n_iter, n_samples
        Sweeps of a chain; states of its second half that are averaged, evenly spread.
    word_priors
        Seed terms of named topics, as for `fit_lda`.
    random_state
        Seed, 0 or more; the same for any number of workers.
    workers
        Processes; by default one a core, and one alone for little work.
    progress
        Show a progress bar; None shows it where a person waits: in a terminal or notebook, after a second.

    Returns
    -------
    TopicModel
        With `support`, `term_support`, `term_error` and `doc_topic_runs`; its `trace` is the mean over the
        runs. ``settings["n_runs"]`` counts the runs, ``settings["run_agreement"]`` is the mean agreement of a
        single run with the consensus (Jaccard of the top ten terms, 0..1), ``settings["agreement"]`` that of
        two such ensembles (of the terms' weights), as the two halves of this one foretell it.

    Raises
    ------
    ArgumentError
        For arguments that no model can be fitted with.

    References
    ----------
    Griffiths and Steyvers (2004) on the chains; Greene, O'Callaghan and Cunningham (2014) and Rieger,
    Rahnenführer and Jentsch (2020) on many runs.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_consensus
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> fit_consensus(dtm, n_topics=2, n_runs=10, n_iter=100).support.min()
    np.float64(1.0)
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    n_runs = usual_runs(dtm) if n_runs is None else n_runs
    automatic = isinstance(n_runs, str) and n_runs == "auto"
    if not automatic and (not isinstance(n_runs, int | np.integer) or n_runs < 2):
        raise ArgumentError(
            f"n_runs is {n_runs!r}; a consensus needs 2 runs or more (200 are a good number), or 'auto'"
        )
    steps = AUTO if automatic else (int(n_runs),)
    sampling: dict[str, Any] = {"alpha": alpha, "n_iter": n_iter, "n_samples": n_samples}
    asked = sampling | {"n_topics": n_topics, "eta": eta, "random_state": random_state}
    about = {"engine": "gibbs", "method": "consensus"}
    prior, settings = prepared(dtm, word_priors=word_priors, about=about, **asked)
    seeds = [int(s) for s in np.random.SeedSequence(random_state).generate_state(steps[-1])]
    chains: list[Chain] = []
    for n in steps:
        new = seeds[len(chains) : n]
        (more,) = run_chains([dtm.counts], new, prior=prior, workers=workers, progress=progress, **sampling)
        chains += more
        model = _mean_of_runs(dtm, chains, settings)
        if _precise(model, dtm):
            break
    return model


def usual_runs(dtm: Dtm) -> int:
    """How many runs are averaged unless the user says how many? Fewer where there is more text."""
    return max(FEWEST_RUNS, min(USUAL_RUNS, MANY // max(1, int(dtm.doc_lengths.sum()))))


def run_chains(
    corpora: Sequence[sparse.csr_matrix],
    seeds: Sequence[int],
    *,
    prior: np.ndarray,
    alpha: float,
    n_iter: int,
    n_samples: int,
    workers: int | None = None,
    progress: bool | None = False,
) -> list[list[Chain]]:
    """Gibbs chains of each corpus from each seed, in their order, over `workers` processes."""
    from joblib import cpu_count
    from tqdm import tqdm

    if workers is not None:
        check_whole_number(workers, "workers", least=1, such_as=2)
    work = sum(int(counts.sum()) for counts in corpora) * n_iter * len(seeds)
    n_jobs = workers or (1 if work < LITTLE else cpu_count())
    size = -(-len(seeds) // (BATCHES * n_jobs))
    batches = [seeds[i : i + size] for i in range(0, len(seeds), size)]
    sample = partial(gibbs_chains, prior=prior, alpha=alpha, n_iter=n_iter, n_samples=n_samples)
    jobs = ((counts, part) for counts in corpora for part in batches)
    shown = is_watched() if progress is None else progress
    how: dict[str, Any] = {"disable": not shown, "leave": False, "delay": 1}
    chains: list[Chain] = []
    with tqdm(total=len(corpora) * len(seeds), desc=told("topic model runs"), **how) as bar:
        for batch in in_processes(sample, jobs, workers=n_jobs):
            chains += batch
            bar.update(len(batch))
    return [chains[i : i + len(seeds)] for i in range(0, len(chains), len(seeds))]


def _mean_of_runs(dtm: Dtm, chains: list[Chain], settings: dict[str, Any]) -> TopicModel:
    """The mean of the matched runs as a model, with what the runs say about it."""
    topic_term = np.stack([chain.topic_term for chain in chains])
    doc_topic = np.stack([chain.doc_topic for chain in chains])
    agreement = _agreement(topic_term, n_fixed=len(settings["seeded"]))
    matching, scores = match_runs(topic_term, n_fixed=len(settings["seeded"]))
    back = came_back(matching, scores)
    shares = np.take_along_axis(doc_topic, matching[:, None, :], axis=2).mean(axis=0)
    order = size_order(shares, dtm.doc_lengths, seeded=len(settings["seeded"]))
    matching, back = matching[:, order], back[:, order]
    topic_term = in_order(topic_term, matching)
    doc_topic = np.take_along_axis(doc_topic, matching[:, None, :], axis=2)
    mean = topic_term.mean(axis=0)
    of_runs = float(top_alike(mean, topic_term).mean())
    names, terms = topic_names(len(order)), list(dtm.vocabulary)
    of_terms: dict[str, Any] = {"index": names, "columns": terms}
    return TopicModel(
        topic_term=pd.DataFrame(mean, **of_terms),
        doc_topic=pd.DataFrame(doc_topic.mean(axis=0), index=list(dtm.doc_ids), columns=names),
        settings={**settings, "n_runs": len(chains), "run_agreement": of_runs, "agreement": agreement},
        versions=engine_versions(),
        trace=_mean_trace(chains),
        support=pd.Series(back.mean(axis=0), index=names, name="support"),
        term_support=pd.DataFrame(in_top(topic_term, TOP_TERMS).mean(axis=0), **of_terms),
        term_error=pd.DataFrame(topic_term.std(axis=0, ddof=1) / np.sqrt(len(topic_term)), **of_terms),
        doc_topic_runs=doc_topic,
    )


def _agreement(topic_term: np.ndarray, *, n_fixed: int) -> float:
    """How far would two such ensembles agree? Errors of means fall with the root of the number of runs."""
    half = len(topic_term) // 2
    one, two = (
        (in_order(runs, match_runs(runs, n_fixed=n_fixed)[0]) if len(runs) > 1 else runs).mean(axis=0)
        for runs in (topic_term[:half], topic_term[half:])
    )
    return float(1 - (1 - agreed(one, two, weighted=True)) / np.sqrt(2))


def _mean_trace(chains: list[Chain]) -> pd.DataFrame:
    """iteration, log_likelihood (mean over the runs), error (its standard error)."""
    values = np.array([[value for _, value in chain.trace] for chain in chains])
    trace = pd.DataFrame({"iteration": [iteration for iteration, _ in chains[0].trace]})
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return trace.assign(log_likelihood=values.mean(axis=0), error=error)


def _precise(model: TopicModel, dtm: Dtm) -> bool:
    """Is the Monte Carlo error of every topic's share and of every top term's weight small enough?"""
    weights = model.topic_term.to_numpy()
    top = in_top(weights, TOP_TERMS) > 0
    relative = (np.asarray(model.term_error)[top] / weights[top]).max()
    return bool(share_error(model, dtm).max() <= SHARE_ERROR and relative <= TERM_ERROR)
