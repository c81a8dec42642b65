"""The consensus of version 0.1.0, a rival in benchmarks/consensus.py: a search for modes of the posterior.

Every chain climbs to its nearest mode by EM (softmax basis, MacKay 1998); the modes are recombined until no
higher one is found (Gribel and Vidal 2019); the runs are matched to those near the highest and averaged, a
run's topic weighing its affinity to them to the eighth power.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from yrdresearch.topics.engines import Chain, normalised
from yrdresearch.topics.matching import affinity, in_order, match

SAME = 0.05  # nats: modes whose log posteriors differ by less are one mode
APART = 0.5  # nats between the modes that keep a search various
POPULATION = CHILDREN = MAX_GENERATIONS = 60
PATIENCE = 10  # generations without a higher mode before the search ends
NEAR = 3.0  # nats
SHARPNESS = 8


def highest_modes(
    counts: Any, chains: list[Chain], *, prior: np.ndarray, alpha: float, seed: int
) -> list[Mode]:
    """The highest modes that the runs lead to, alone and recombined; highest first."""
    rng = np.random.default_rng([seed, len(chains)])

    def climb_from(starts: list[tuple[np.ndarray, np.ndarray]]) -> list[Mode]:
        return [Mode(*climb(counts, *start, prior=prior, alpha=alpha)) for start in starts]

    modes = best_modes(climb_from([(c.topic_term, c.doc_topic) for c in chains]), POPULATION)
    waited = 0
    for _ in range(MAX_GENERATIONS):
        highest = modes[0].value
        modes = best_modes(modes + climb_from(recombine(modes, CHILDREN, rng)), POPULATION)
        waited = 0 if modes[0].value - highest > 0.01 else waited + 1
        if waited == PATIENCE or len(modes) < 2:
            break
    return modes


def mean_about_modes(chains: list[Chain], modes: list[Mode]) -> tuple[np.ndarray, np.ndarray]:
    """Shares of terms and topics: runs matched to the modes near the highest, averaged by their affinity."""
    runs, docs = np.stack([c.topic_term for c in chains]), np.stack([c.doc_topic for c in chains])
    reference = weighted_mean([mode for mode in modes if modes[0].value - mode.value < NEAR])
    matching, close = match_to(reference, runs)
    weight = np.take_along_axis(close, matching[:, :, None], axis=2) ** SHARPNESS
    runs = in_order(runs, matching)
    doc_topic = np.take_along_axis(docs, matching[:, None, :], axis=2).mean(axis=0)
    return np.average(runs, axis=0, weights=np.broadcast_to(weight, runs.shape)), doc_topic


class Mode(NamedTuple):
    """A mode of the posterior: shares of terms (K, M) and topics (N, K), and its log posterior."""

    topic_term: np.ndarray
    doc_topic: np.ndarray
    value: float


def match_to(reference: np.ndarray, topic_term: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Match the topics of each run (R, K, M) to those of a reference (K, M).

    Returns
    -------
    tuple
        (R, K): the run's topic that belongs to reference topic k; and (R, K, K): affinity of reference topic
        (second axis) and run's topic (third axis).
    """
    affinities = np.stack([affinity(reference, run) for run in topic_term])
    return np.stack([match(scores) for scores in affinities]), affinities


def weighted_mean(modes: list[Mode], *, n_steps: int = 5) -> np.ndarray:
    """Matched topics of the modes (K, M), averaged by posterior density; the first mode is the highest."""
    weights = np.exp([mode.value - modes[0].value for mode in modes])
    topics, mean = np.stack([mode.topic_term for mode in modes]), modes[0].topic_term
    for _ in range(n_steps):
        mean = np.average(in_order(topics, match_to(mean, topics)[0]), axis=0, weights=weights)
    return mean


def best_modes(modes: list[Mode], n: int) -> list[Mode]:
    """The n / 2 highest modes, each only once, and as many again that lie further apart; highest first."""
    ranked = sorted(modes, key=lambda mode: -mode.value)
    near, far = _spaced(ranked, SAME)[: n // 2], _spaced(ranked, APART)
    below = [mode for mode in far if mode.value < near[-1].value - SAME]
    return near + below[: n - len(near)]


def _spaced(ranked: list[Mode], gap: float) -> list[Mode]:
    kept: list[Mode] = []
    for mode in ranked:
        if not kept or kept[-1].value - mode.value > gap:
            kept.append(mode)
    return kept


def recombine(modes: list[Mode], n: int, rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Starting points between two modes each: of every matched pair of topics, the one or the other.

    Higher modes are parents more often. With one mode alone there is nothing to recombine.

    Parameters
    ----------
    modes
        Highest first.
    n
        Starting points wanted.
    rng
        Draws parents and topics.

    Returns
    -------
    list
        Shares of terms (K, M) and topics (N, K).

    References
    ----------
    Gribel and Vidal (2019), HG-means, who recombine matched cluster centres.
    """
    if len(modes) < 2:
        return []
    weight = np.arange(len(modes), 0, -1.0)
    weight /= weight.sum()
    starts = []
    for _ in range(n):
        one, two = (modes[i] for i in rng.choice(len(modes), size=2, replace=False, p=weight))
        partner = match(affinity(one.topic_term, two.topic_term))
        from_one = rng.random(len(partner)) < 0.5
        terms = np.where(from_one[:, None], one.topic_term, two.topic_term[partner])
        docs = np.where(from_one[None, :], one.doc_topic, two.doc_topic[:, partner])
        starts.append((terms, docs / docs.sum(axis=1, keepdims=True)))
    return starts


def climb(
    counts: Any,
    topic_term: np.ndarray,
    doc_topic: np.ndarray,
    *,
    prior: np.ndarray,
    alpha: float,
    n_iter: int = 500,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Climb from these shares of terms (K, M) and topics (N, K) to the nearest posterior mode by EM.

    The mode of the softmax parametrisation (MacKay 1998), whose priors push nothing to zero. Returns both
    shares and the log posterior density, up to a constant that depends on the data alone.
    """
    cells = (
        counts.toarray().astype(float) if np.prod(counts.shape) <= 50_000 else counts.tocsr().astype(float)
    )
    theta, phi = doc_topic, np.maximum(topic_term, np.finfo(float).tiny)
    last = -np.inf
    for step in range(n_iter):
        ratio, log_likelihood = _observed_to_expected(cells, theta, phi)
        if step % 10 == 0:
            value = float(log_likelihood + alpha * np.log(theta).sum() + (prior * np.log(phi)).sum())
            if value - last < 1e-3:
                break
            last = value
        tokens = theta * (ratio @ phi.T)
        phi = normalised(phi * (ratio.T @ theta).T + prior)
        theta = normalised(tokens + alpha)
    return phi, theta, value


def _observed_to_expected(cells: Any, theta: np.ndarray, phi: np.ndarray) -> tuple[Any, float]:
    """Counts over their expectation under the model (N, M), and the log likelihood of the counts."""
    if isinstance(cells, np.ndarray):
        expected = theta @ phi
        return cells / expected, float((cells * np.log(expected)).sum())
    rows = np.repeat(np.arange(cells.shape[0]), np.diff(cells.indptr))
    at_cells = np.einsum("ik,ki->i", theta[rows], phi[:, cells.indices])
    ratio = sparse.csr_matrix((cells.data / at_cells, cells.indices, cells.indptr), shape=cells.shape)
    return ratio, float(cells.data @ np.log(at_cells))
