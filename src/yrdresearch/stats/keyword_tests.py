"""Does a difference between groups of texts hold when whole texts, not tokens, are the unit?"""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.stats.keywords import Choice, choose, false_discovery


def permute_keyness(
    dtm: Dtm,
    target: Choice,
    *,
    reference: Choice | None = None,
    n_permutations: int = 2000,
    min_term_frequency: int = 3,
    random_state: int = 0,
) -> pd.DataFrame:
    """Would so great a difference turn up if the texts were dealt into the groups at random?

    Each term's difference of mean relative frequency is compared with the differences over other ways of
    dealing the same documents into groups of the same sizes: all ways, where there are no more than
    `n_permutations`, else as many random ones. A document should be a whole text (``unit="article"``);
    paragraphs of one text are alike and make p too small.

    Parameters
    ----------
    dtm, target, reference, min_term_frequency
        As in `keyness`.
    n_permutations
        Ways of dealing to look at, at most.
    random_state
        Seed for the random ways; not used where all ways are looked at.

    Returns
    -------
    pandas.DataFrame
        term, difference (of mean relative frequencies in tokens per 10,000; positive where `target` uses the
        term more), p (two-sided), q (p after Benjamini and Hochberg), smallest_p (what p would be for the
        greatest difference of all; no result of so few texts can be surer), n_texts_target and
        n_texts_reference; smallest p first.

    References
    ----------
    Fisher (1935); Phipson and Smyth (2010), Permutation p-values should never be zero.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> dtm = build_dtm(load_corpus("sample"), unit="article")
    >>> table = permute_keyness(dtm, dtm.doc_ids[:2])
    >>> bool((table["p"] >= table["smallest_p"] - 1e-12).all())
    True
    """
    if n_permutations < 1:
        raise ArgumentError(f"n_permutations is {n_permutations}; look at one way of dealing at least")
    rows, others = choose(dtm, target, reference)
    frequent = np.flatnonzero(
        np.asarray(dtm.counts[np.r_[rows, others]].sum(axis=0)).ravel() >= min_term_frequency
    )
    _require_tokens(dtm, np.r_[rows, others])
    relative = sparse.diags_array(1 / dtm.doc_lengths[np.r_[rows, others]]) @ dtm.counts[np.r_[rows, others]]
    relative = relative.tocsc()[:, frequent].tocsr()
    dealt, exact = _dealings(len(rows), len(others), n_permutations, random_state)
    observed = _difference(relative, np.arange(len(rows))[None, :])[0]
    as_great = np.zeros(len(frequent))
    for start in range(0, len(dealt), 256):
        others_dealt = np.abs(_difference(relative, dealt[start : start + 256]))
        as_great += (others_dealt >= np.abs(observed) - 1e-12).sum(axis=0)
    p = as_great / len(dealt) if exact else (as_great + 1) / (len(dealt) + 1)
    smallest = smallest_p(len(rows), len(others), n_permutations=n_permutations)
    p = np.maximum(p, smallest)
    table = pd.DataFrame(
        {
            "term": [dtm.vocabulary[column] for column in frequent],
            "difference": observed * 10_000,
            "p": p,
            "q": false_discovery(p),
            "smallest_p": smallest,
            "n_texts_target": len(rows),
            "n_texts_reference": len(others),
        }
    )
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].sort_values("p", kind="stable", ignore_index=True)


def bootstrap_keyness(
    dtm: Dtm,
    target: Choice,
    *,
    reference: Choice | None = None,
    n_samples: int = 1000,
    level: float = 0.95,
    min_term_frequency: int = 3,
    random_state: int = 0,
) -> pd.DataFrame:
    """How far would the log ratio move with other texts of the same kind?

    Whole documents are drawn with replacement within each group. With fewer than about ten documents a group
    the interval is too narrow; with one document it says nothing, and low and high are missing.

    Parameters
    ----------
    dtm, target, reference, min_term_frequency
        As in `keyness`.
    n_samples
        Samples drawn.
    level
        Share of the samples the interval holds, between 0 and 1.
    random_state
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        term, log_ratio, low, high (percentiles of log_ratio), n_texts_target, n_texts_reference; highest
        log_ratio first.

    References
    ----------
    Efron and Tibshirani (1993); Gries (2006) on resampling texts.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> dtm = build_dtm(load_corpus("sample"), unit="article")
    >>> table = bootstrap_keyness(dtm, dtm.doc_ids[:4], n_samples=50)
    >>> bool((table["low"] <= table["high"]).all())
    True
    """
    if not 0 < level < 1:
        raise ArgumentError(f"level is {level}; give a share between 0 and 1, such as 0.95")
    rows, others = choose(dtm, target, reference)
    _require_tokens(dtm, np.r_[rows, others])
    both = np.asarray(dtm.counts[np.r_[rows, others]].sum(axis=0)).ravel()
    frequent = np.flatnonzero(both >= min_term_frequency)
    generator = np.random.default_rng(np.random.SeedSequence(random_state))
    once = np.ones((1, 1))
    observed = _log_shares(dtm, rows, frequent, once) - _log_shares(dtm, others, frequent, once)
    drawn = [_draws(len(group), n_samples, generator) for group in (rows, others)]
    samples = _log_shares(dtm, rows, frequent, drawn[0]) - _log_shares(dtm, others, frequent, drawn[1])
    low, high = np.percentile(samples, [50 * (1 - level), 50 * (1 + level)], axis=0)
    alone = len(rows) < 2 or len(others) < 2
    table = pd.DataFrame(
        {
            "term": [dtm.vocabulary[column] for column in frequent],
            "log_ratio": observed[0],
            "low": np.nan if alone else low,
            "high": np.nan if alone else high,
            "n_texts_target": len(rows),
            "n_texts_reference": len(others),
        }
    )
    return table.sort_values(["log_ratio", "term"], ascending=[False, True], ignore_index=True)


def smallest_p(n_target: int, n_reference: int, *, n_permutations: int | None = None) -> float:
    """What is the smallest two-sided p that dealing so many texts into two groups can give?

    Parameters
    ----------
    n_target, n_reference
        Texts in each group.
    n_permutations
        Ways looked at, at most; None for all.

    Examples
    --------
    >>> smallest_p(4, 4)
    0.02857142857142857
    """
    ways = comb(n_target + n_reference, n_target)
    of_all = (2 if n_target == n_reference else 1) / ways  # equal groups: the mirror image is as great
    if n_permutations is not None and ways > n_permutations:
        return max(1 / (n_permutations + 1), of_all)  # a draw may miss the mirror image
    return of_all


def _dealings(n_target: int, n_reference: int, most: int, random_state: int) -> tuple[np.ndarray, bool]:
    """Row numbers of the target group, one way of dealing a row; and whether these are all the ways."""
    total = n_target + n_reference
    if comb(total, n_target) <= most:
        return np.array(list(combinations(range(total), n_target))), True
    generator = np.random.default_rng(np.random.SeedSequence(random_state))
    return np.array([generator.permutation(total)[:n_target] for _ in range(most)]), False


def _difference(relative: sparse.csr_matrix, dealt: np.ndarray) -> np.ndarray:
    """Mean of the target rows minus mean of the other rows, one way of dealing a row."""
    n_texts = relative.shape[0]
    member = np.zeros((len(dealt), n_texts))
    np.put_along_axis(member, dealt, 1.0, axis=1)
    n_target = dealt.shape[1]
    return np.asarray(member @ relative / n_target - (1 - member) @ relative / (n_texts - n_target))


def _require_tokens(dtm: Dtm, rows: np.ndarray) -> None:
    empty = rows[dtm.doc_lengths[rows] == 0]
    if len(empty):
        raise ArgumentError(
            f"document {dtm.doc_ids[empty[0]]!r} holds no token; leave it out of both groups or trim less"
        )


def _draws(n_texts: int, n_samples: int, generator: np.random.Generator) -> np.ndarray:
    """How often each text is drawn in each sample, (samples, texts)."""
    return generator.multinomial(n_texts, np.full(n_texts, 1 / n_texts), size=n_samples)


def _log_shares(dtm: Dtm, rows: np.ndarray, columns: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Binary logarithm of each term's share of the tokens drawn, (samples, terms); a count of 0 is 0.5."""
    drawn = np.broadcast_to(drawn, (len(drawn), len(rows))).astype(float)
    counts = drawn @ dtm.counts[rows][:, columns]
    return np.asarray(
        np.log2(np.where(counts > 0, counts, 0.5)) - np.log2(drawn @ dtm.doc_lengths[rows])[:, None]
    )
