"""Match the topics of two models, or of many runs, one to one (pure)."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

TOP_TERMS = 10  # heaviest terms of a topic that are compared
STARTS = 20  # runs that are tried as the first centre
MAX_STEPS = 50


def match(scores: np.ndarray) -> np.ndarray:
    """For each row the column matched to it, so that the sum of scores is largest (Kuhn 1955)."""
    return np.asarray(linear_sum_assignment(scores, maximize=True)[1])


def affinity(topic_term: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Hellinger affinity of topics (K, M) and topics (L, M): (K, L), 0 (no shared term) to 1 (the same)."""
    return np.asarray(np.sqrt(topic_term) @ np.sqrt(other).T)


def match_runs(topic_term: np.ndarray, *, n_fixed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Match the topics of many runs (R, K, M) to each other: what is topic k in each run?

    The runs are matched to a centre, the centre is the mean of the matched topics' square roots, and so on
    until nothing changes; of the centres that the first runs lead to, the one nearest to all runs is taken.
    The first `n_fixed` topics are seeded: they are what they are in every run.

    Returns
    -------
    tuple
        (R, K): the run's topic that belongs to topic k of the centre; and (R, K, K): affinity of topic k
        of the centre (second axis) and topic of the run (third axis); the run itself does not count in the
        centre where both are matched.
    """
    n_runs, n_topics, n_terms = topic_term.shape
    roots = np.sqrt(topic_term).reshape(n_runs * n_topics, n_terms)
    gram = (roots @ roots.T).reshape(n_runs, n_topics, n_runs, n_topics)
    starts = range(min(STARTS, n_runs))
    found = [_settled(gram, gram[:, :, start, :].transpose(0, 2, 1), n_fixed) for start in starts]
    matching, scores = max(found, key=lambda one: _of_matched(one[1], one[0]).mean())
    own = _of_matched(scores, matching)
    others = (own * n_runs - 1) / (n_runs - 1)
    np.put_along_axis(scores, matching[:, :, None], others[:, :, None], axis=2)
    return matching, scores / np.sqrt(own.mean(axis=0))[:, None]  # the centre of roots is shorter than 1


def _settled(gram: np.ndarray, scores: np.ndarray, n_fixed: int) -> tuple[np.ndarray, np.ndarray]:
    """Matching (R, K) that no longer changes, and scores (R, K, K) of its centre with each run's topics."""
    n_runs, n_topics = gram.shape[:2]
    fixed, size = np.arange(n_fixed), n_runs * n_topics
    matching = np.full((n_runs, n_topics), -1)
    for _ in range(MAX_STEPS):
        free = [n_fixed + match(of_run[n_fixed:, n_fixed:]) for of_run in scores]
        last, matching = matching, np.stack([np.concatenate([fixed, of_run]) for of_run in free])
        if (matching == last).all():
            break
        member = (np.arange(n_topics) == matching[:, :, None]).transpose(0, 2, 1) / n_runs
        centre = gram.reshape(size, size) @ member.reshape(size, n_topics)
        scores = centre.reshape(n_runs, n_topics, n_topics).transpose(0, 2, 1)
    return matching, scores


def _of_matched(scores: np.ndarray, matching: np.ndarray) -> np.ndarray:
    """Scores (R, K) of the matched pairs."""
    return np.take_along_axis(scores, matching[:, :, None], axis=2)[:, :, 0]


def in_order(topic_term: np.ndarray, matching: np.ndarray) -> np.ndarray:
    """Topics of the runs (R, K, M) in the order of the centre that they were matched to (R, K)."""
    return np.take_along_axis(topic_term, matching[:, :, None], axis=1)


def came_back(matching: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Was topic k found in run r? (R, K) of True and False.

    It did when it and the run's topic matched to it are each other's nearest, and nearer than 95 in 100 of
    the pairs that are not matched.
    """
    own = _of_matched(scores, matching)
    others = scores[np.arange(matching.shape[1])[None, None, :] != matching[:, :, None]]
    best_rival = np.take_along_axis(scores.max(axis=1), matching, axis=1)
    return np.asarray((own >= scores.max(axis=2)) & (own >= best_rival) & (own > np.quantile(others, 0.95)))


def in_top(topic_term: np.ndarray, n: int) -> np.ndarray:
    """1.0 where a term is among the n heaviest of its topic, else 0.0; shape of `topic_term`."""
    marks = np.zeros_like(topic_term)
    heaviest_columns = np.argsort(-topic_term, axis=-1, kind="stable")[..., :n]
    np.put_along_axis(marks, heaviest_columns, 1.0, axis=-1)
    return marks


def top_alike(one: np.ndarray, two: np.ndarray, *, n: int = TOP_TERMS, weighted: bool = False) -> np.ndarray:
    """Jaccard of the n heaviest terms of topics (..., M) of one and of two, or of these terms' weights."""
    ours, theirs = in_top(one, n) * (one > 0), in_top(two, n) * (two > 0)
    if weighted:
        either = np.maximum(ours, theirs)
        ours, theirs = one * either, two * either
    return np.asarray(np.minimum(ours, theirs).sum(axis=-1) / np.maximum(ours, theirs).sum(axis=-1))


def agreed(one: np.ndarray, two: np.ndarray, *, n: int = TOP_TERMS, weighted: bool = False) -> float:
    """Mean likeness of the topics (K, M) of one and of two, matched one to one so that it is largest."""
    seen = (in_top(one, n) + in_top(two, n)).any(axis=0)
    alike = top_alike(one[:, None, seen], two[None, :, seen], n=n, weighted=weighted)
    return float(alike[np.arange(len(alike)), match(alike)].mean())
