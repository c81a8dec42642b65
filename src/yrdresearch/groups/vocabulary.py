"""How far apart are vocabularies or topics of groups, beside what random splits of the same texts give?"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import xlogy

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.grouping import By
from yrdresearch.errors import check_level, check_whole_number
from yrdresearch.groups.grouped_counts import Texts, texts_of
from yrdresearch.stats.chance import arrange, drawn_again, interval, seeded
from yrdresearch.stats.multiplicity import false_discovery

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel

PARAGRAPHS = (
    "a group has one article, so paragraphs were dealt out: this says how far the texts differ from a "
    "mixture of their own paragraphs, and nothing about how their authors write elsewhere"
)


def distances(
    features: Dtm | TopicModel,
    corpus: Corpus,
    *,
    by: By = "author",
    n_resamples: int = 500,
    n_permutations: int = 500,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """How far apart are two groups, beside what splitting the same texts at random gives?

    The Jensen-Shannon divergence of two short texts is well above 0 even where one hand wrote both, so it is
    shown beside its null: the texts of both groups, dealt out at random to two groups of the same numbers.
    A group's counts are those of all its texts added up, so that long texts weigh more. Short texts are far
    from everything, so where the articles of one group are a quarter longer or more, longer ones are cut at
    random to the same numbers of paragraphs (as in `compare`), for all columns; where that does not make
    them alike in length, nothing is tested. `note` says which.

    Parameters
    ----------
    features
        A `Dtm` (distance of vocabularies) or a `TopicModel` (distance of topic shares) whose documents are
        paragraphs or articles of `corpus`.
    corpus
        The corpus both come from.
    by
        A column of the articles or pages, or a Series indexed by article_id or paragraph_id.
    n_resamples
        Resamples for the interval.
    n_permutations
        Random splits, where there are too many to go through.
    level
        Share of the resamples, and of the random splits, that an interval holds.
    random_state
        Seed of both.

    Returns
    -------
    pandas.DataFrame
        One row a pair: group_a, group_b, jensen_shannon (bits, 0 the same .. 1 nothing in common), low, high
        (of the value at these lengths), null_low, null_mean, null_high (of the random splits), p,
        smallest_p, q (false discovery rate over the pairs), n_a, n_b (articles), unit (what was resampled and
        dealt out: "article", or "paragraph" where a group has one article; then p is missing), weighting
        (always "length"), note (what was left out, cut or not tested, and why).

    Raises
    ------
    ArgumentError
        For an unknown or missing variable, one group only, or features of another corpus.

    References
    ----------
    Lin, J. (1991): Divergence measures based on the Shannon entropy. IEEE Transactions on Information
    Theory 37, 145-151.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> from yrdresearch import groups
    >>> corpus = yrd.load_corpus("sample")
    >>> table = groups.distances(yrd.build_dtm(corpus), corpus, n_resamples=100)
    >>> bool(table["jensen_shannon"].between(0, 1).all())
    True
    """
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=500)
    check_whole_number(n_permutations, "n_permutations", least=1, such_as=500)
    check_level(level)
    texts = texts_of(features, corpus, by)
    rng = seeded(random_state)
    rows = [
        _pair(texts, a, b, n_resamples, n_permutations, level, rng) for a, b in combinations(texts.names, 2)
    ]
    table = pd.DataFrame(rows)
    table["q"] = np.nan
    tested = table["p"].notna()
    table.loc[tested, "q"] = false_discovery(table.loc[tested, "p"].to_numpy(float))
    table["weighting"] = "length"
    alone = np.where(table["unit"] == "paragraph", PARAGRAPHS, "")
    notes = zip(alone, table["cut"], strict=True)
    table["note"] = ["; ".join(filter(None, [*note, texts.note])) for note in notes]
    columns = ["jensen_shannon", "low", "high", "null_low", "null_mean", "null_high", "p", "smallest_p", "q"]
    return table[["group_a", "group_b", *columns, "n_a", "n_b", "unit", "weighting", "note"]]


def resample(counts: sparse.csr_matrix, n_resamples: int, rng: np.random.Generator) -> np.ndarray:
    """(B, M) counts of the units drawn with replacement and added up."""
    n_units = counts.shape[0]
    return np.asarray((counts.T @ drawn_again(n_units, n_resamples, rng).T).T, dtype=float)


def divergences(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence in bits of each pair of rows of counts, (B, M) and (B, M) -> (B,)."""
    p = first / first.sum(axis=1, keepdims=True)
    q = second / second.sum(axis=1, keepdims=True)
    middle = (p + q) / 2
    entropies = [-xlogy(share, share).sum(axis=1) / np.log(2) for share in (middle, p, q)]
    return np.asarray(np.clip(entropies[0] - (entropies[1] + entropies[2]) / 2, 0.0, 1.0))


def contributions(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What does each column add to the Jensen-Shannon divergence of two (M,) counts, and where is it more?

    Returns
    -------
    added, surplus
        (M,) bits, which add up to the divergence; (M,) share in the first less share in the second.
    """
    p, q = first / first.sum(), second / second.sum()
    middle = np.where(p + q > 0, (p + q) / 2, 1.0)
    return (xlogy(p, p / middle) + xlogy(q, q / middle)) / (2 * np.log(2)), p - q


def _pair(
    texts: Texts,
    a: Any,
    b: Any,
    n_resamples: int,
    n_permutations: int,
    level: float,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """One row of `distances`: of articles of like length, or not tested."""
    own, alike, told = texts.matched([a, b], rng)
    row = compared(own, a, b, n_resamples=n_resamples, n_permutations=n_permutations, level=level, rng=rng)
    if not alike:
        row |= {"p": np.nan, "smallest_p": np.nan}
    return row | {"cut": told}


def compared(
    texts: Texts,
    a: Any,
    b: Any,
    *,
    n_resamples: int,
    n_permutations: int,
    level: float,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """The divergence of two groups' texts as they are, its interval, null and p value."""
    counts, numbers, unit = texts.units([a, b])
    observed = divergences(_sum(counts, numbers == 0), _sum(counts, numbers == 1))[0]
    drawn = divergences(
        resample(counts[numbers == 0], n_resamples, rng), resample(counts[numbers == 1], n_resamples, rng)
    )
    # resampling repeats texts, which moves the whole distribution up: keep its spread, not its place
    low, high = observed + np.array(interval(drawn, level=level)) - drawn.mean()
    arranged = arrange(numbers, random_state=rng, n_permutations=n_permutations, max_exact=n_permutations)
    dealt = arranged.groups
    null = divergences(np.asarray((dealt == 0) @ counts), np.asarray((dealt == 1) @ counts))
    null_low, null_high = interval(null, level=level)
    tested = unit == "article"
    n_articles = [len(set(texts.articles[texts.groups == name])) for name in (a, b)]
    return {
        "group_a": a,
        "group_b": b,
        "jensen_shannon": observed,
        "low": min(max(low, 0.0), observed),
        "high": max(min(high, 1.0), observed),
        "null_low": null_low,
        "null_mean": null.mean(),
        "null_high": null_high,
        "p": (null >= observed - 1e-9).mean() if tested else np.nan,
        "smallest_p": arranged.smallest_p if tested else np.nan,
        "n_a": n_articles[0],
        "n_b": n_articles[1],
        "unit": unit,
    }


def _sum(counts: sparse.csr_matrix, rows: np.ndarray) -> np.ndarray:
    return np.asarray(counts[rows].sum(axis=0), dtype=float).reshape(1, -1)
