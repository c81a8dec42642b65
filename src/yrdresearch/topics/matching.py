"""Match the topics of two models one to one; recombine modes of the posterior from matched topics (pure)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

SAME = 0.05  # nats: modes whose log posteriors differ by less are one mode
APART = 0.5  # nats between the modes that keep a search various


class Mode(NamedTuple):
    """A mode of the posterior: shares of terms (K, M) and topics (N, K), and its log posterior."""

    topic_term: np.ndarray
    doc_topic: np.ndarray
    value: float


def match(scores: np.ndarray) -> np.ndarray:
    """For each row the column matched to it, so that the sum of scores is largest (Kuhn 1955)."""
    return linear_sum_assignment(scores, maximize=True)[1]


def affinity(topic_term: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Hellinger affinity of topics (K, M) and topics (L, M): (K, L), 0 (no shared term) to 1 (the same)."""
    return np.sqrt(topic_term) @ np.sqrt(other).T


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


def in_order(topic_term: np.ndarray, matching: np.ndarray) -> np.ndarray:
    """Topics of the runs (R, K, M) in the order of the reference that they were matched to (R, K)."""
    return np.take_along_axis(topic_term, matching[:, :, None], axis=1)


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
