"""Topics of many runs, matched one to one, and the model that stands for all of them (pure)."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

SUBSET = 0.8  # share of the runs in one subset
REACHED = 0.1  # share of subsets that must lead to a mode before it can stand for the runs


class Mode(NamedTuple):
    """A posterior mode: shares of terms (K, M) and topics (N, K), log posterior, share of subsets there."""

    topic_term: np.ndarray
    doc_topic: np.ndarray
    value: float
    reached_by: float


def subset_centres(
    topic_term: np.ndarray, doc_topic: np.ndarray, *, n_subsets: int, rng: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Averages of matched runs, one for each random subset of four fifths of the runs.

    Parameters
    ----------
    topic_term, doc_topic
        (R, K, M) and (R, N, K), rows sum to 1.
    n_subsets
        Subsets to draw.
    rng
        Draws them; the order within a subset says which run the others are matched to first.
    """
    n_runs, n_topics = topic_term.shape[:2]
    affinity, topics = run_affinity(topic_term), np.arange(n_topics)
    centres = []
    for _ in range(n_subsets):
        runs = rng.permutation(n_runs)[: max(int(SUBSET * n_runs), 1)]
        matching, _ = alternate(affinity[np.ix_(runs, topics, runs, topics)])
        terms = np.take_along_axis(topic_term[runs], matching[:, :, None], axis=1).mean(axis=0)
        docs = np.take_along_axis(doc_topic[runs], matching[:, None, :], axis=2).mean(axis=0)
        centres.append((terms, docs))
    return centres


def frequent_mode(modes: list[tuple[np.ndarray, np.ndarray, float]]) -> Mode:
    """Of the modes that a tenth of the subsets reach, the one with the highest posterior.

    The average of a hundred matched runs still moves with the seeds, because the runs sit in several modes
    of the posterior. Which mode an average climbs to moves less; being reached often is what the runs say,
    and the height is free of chance.

    Parameters
    ----------
    modes
        Shares of terms (K, M) and topics (N, K), and log posterior, of the mode above each subset's average.
    """
    heights = [round(value, 1) for _, _, value in modes]
    reached = Counter(heights)
    least = min(REACHED * len(modes), max(reached.values()))
    height = max(value for value, times in reached.items() if times >= least)
    topic_term, doc_topic, value = modes[heights.index(height)]
    return Mode(topic_term, doc_topic, value, reached[height] / len(modes))


def run_affinity(topic_term: np.ndarray) -> np.ndarray:
    """Hellinger affinity of all topics of all runs: (R, K, R, K), 0 (no shared term) to 1 (the same)."""
    n_runs, n_topics, n_terms = topic_term.shape
    roots = np.sqrt(topic_term).reshape(n_runs * n_topics, n_terms)
    return (roots @ roots.T).reshape(n_runs, n_topics, n_runs, n_topics)


def alternate(affinity: np.ndarray, *, start: int = 0, max_steps: int = 50) -> tuple[np.ndarray, float]:
    """Match all runs by turns: centres from the matching, matching from the centres, until it stands.

    Parameters
    ----------
    affinity
        (R, K, R, K), from `run_affinity`.
    start
        The run that the others are matched to first.
    max_steps
        Turns at most.

    Returns
    -------
    tuple
        (R, K): entry [r, k] is the topic of run r that belongs to common topic k; and the mean affinity of
        matched topics over all pairs of runs.
    """
    n_runs, n_topics = affinity.shape[:2]
    runs = np.arange(n_runs)
    to_centre = affinity[:, :, start, :]
    matching = np.full((n_runs, n_topics), -1)
    for _ in range(max_steps):
        matched = np.stack([match(scores.T) for scores in to_centre])
        if (matched == matching).all():
            break
        matching = matched
        centres = [affinity[:, :, runs, matching[:, k]].mean(axis=2) for k in range(n_topics)]
        to_centre = np.stack(centres, axis=2)
    value = np.take_along_axis(to_centre, matching[:, None, :], axis=1).mean()
    return matching, float(value)


def match_to(topic_term: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Match the topics of each run (R, K, M) to those of a reference (K, M).

    Returns
    -------
    tuple
        (R, K) topics of the runs in the reference's order, and (R, K, K) Hellinger affinities of reference
        topic (second axis) and run's topic (third axis).
    """
    affinity = np.einsum("km,rjm->rkj", np.sqrt(reference), np.sqrt(topic_term), optimize=True)
    return np.stack([match(scores) for scores in affinity]), affinity


def match(scores: np.ndarray) -> np.ndarray:
    """For each row the column matched to it, so that the sum of scores is largest (Kuhn 1955)."""
    return linear_sum_assignment(scores, maximize=True)[1]
