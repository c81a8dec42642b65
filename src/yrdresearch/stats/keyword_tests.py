"""Does a difference between groups of texts hold when whole texts, not tokens, are the unit?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError, check_kind, check_level, check_whole_number
from yrdresearch.stats.chance import arrange, drawn_again, interval, seeded
from yrdresearch.stats.keywords import Choice, choose, require_tokens
from yrdresearch.stats.lengths import N_CUTS, cut_counts, matched_lengths
from yrdresearch.stats.multiplicity import combined, false_discovery

CHUNK = 256  # arrangements at a time: bounds the memory, not the result
ROUNDING = 1e-12


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
    `n_permutations`, else as many random ones. A document is a whole text (``unit="article"``): paragraphs of
    one text are alike and would make p too small.

    Where one group's texts are longer, they are cut at random for the test, so that both groups have the
    same lengths (`stats.lengths.matched_lengths`): rare terms are missing from short texts, and texts of
    unlike length cannot change places. They are cut in 50 ways, and `p` combines their
    tests (`stats.multiplicity.combined`). `difference` is that of the whole texts.

    Parameters
    ----------
    dtm, target, reference, min_term_frequency
        As in `keyness`.
    n_permutations
        Ways of dealing to look at, at most.
    random_state
        Seed for the random ways and the cutting.

    Returns
    -------
    pandas.DataFrame
        term, difference (of mean relative frequencies in tokens per 10,000; positive where `target` uses the
        term more), p (two-sided), q (p after Benjamini and Hochberg), smallest_p (what p would be for the
        greatest difference of all; no result of so few texts can be surer), n_texts_target,
        n_texts_reference (texts with tokens; others are left out), tokens_compared (share of all tokens left
        after cutting); smallest p first. p is missing for a term of which the cut texts hold fewer than
        `min_term_frequency` on average.

    Raises
    ------
    ArgumentError
        As `keyness`; and for a matrix of paragraphs.

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
    _check_texts_whole(dtm, "p")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    check_whole_number(n_permutations, "n_permutations", least=1, such_as=2000)
    rows, others = _texts_with_tokens(dtm, target, reference)
    both = np.r_[rows, others]
    frequent = np.flatnonzero(np.asarray(dtm.counts[both].sum(axis=0)).ravel() >= min_term_frequency)
    relative = (sparse.diags_array(1 / dtm.doc_lengths[both]) @ dtm.counts[both]).tocsc()[:, frequent].tocsr()
    labels = np.repeat([0, 1], [len(rows), len(others)])
    rng = seeded(random_state)
    lengths = matched_lengths(dtm.doc_lengths[both], labels)
    whole = dtm.counts[both]
    n_cuts = N_CUTS if (lengths < dtm.doc_lengths[both]).any() else 1
    cuts = [cut_counts(whole, lengths, rng)[:, frequent] for _ in range(n_cuts)]
    arranged = arrange(labels, random_state=rng, n_permutations=n_permutations, max_exact=n_permutations)
    enough = np.asarray(sum(cut.sum(axis=0) for cut in cuts)).ravel() >= min_term_frequency * n_cuts
    p = np.full(len(frequent), np.nan)
    of_cuts = [
        _p((sparse.diags_array(1 / lengths) @ cut[:, enough]).tocsr(), arranged.groups) for cut in cuts
    ]
    p[enough] = combined(np.array(of_cuts))
    q = p.copy()
    q[enough] = false_discovery(p[enough])
    table = pd.DataFrame(
        {
            "term": [dtm.vocabulary[column] for column in frequent],
            "difference": _difference(relative, labels[None])[0] * 10_000,
            "p": p,
            "q": q,
            "smallest_p": arranged.smallest_p,
            "n_texts_target": len(rows),
            "n_texts_reference": len(others),
            "tokens_compared": lengths.sum() / dtm.doc_lengths[both].sum(),
        }
    )
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].sort_values("p", kind="stable", ignore_index=True)


def bootstrap_keyness(
    dtm: Dtm,
    target: Choice,
    *,
    reference: Choice | None = None,
    n_resamples: int = 1000,
    level: float = 0.95,
    min_term_frequency: int = 3,
    random_state: int = 0,
) -> pd.DataFrame:
    """How far would the log ratio move with other texts of the same kind?

    Whole texts (``unit="article"``) are drawn with replacement within each group. With fewer than about ten
    texts a group the interval is too narrow; with one text it says nothing, and low and high are missing.

    Parameters
    ----------
    dtm, target, reference, min_term_frequency
        As in `keyness`.
    n_resamples
        Samples drawn.
    level
        Share of the samples the interval holds, between 0 and 1.
    random_state
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        term, log_ratio, low, high (percentiles of log_ratio), n_texts_target, n_texts_reference (texts with
        tokens; others are left out); highest log_ratio first.

    Raises
    ------
    ArgumentError
        As `keyness`; and for a matrix of paragraphs.

    References
    ----------
    Efron and Tibshirani (1993); Gries (2006) on resampling texts.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> dtm = build_dtm(load_corpus("sample"), unit="article")
    >>> table = bootstrap_keyness(dtm, dtm.doc_ids[:4], n_resamples=50)
    >>> bool((table["low"] <= table["high"]).all())
    True
    """
    _check_texts_whole(dtm, "an interval")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    check_level(level)
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=1000)
    rows, others = _texts_with_tokens(dtm, target, reference)
    both = np.asarray(dtm.counts[np.r_[rows, others]].sum(axis=0)).ravel()
    frequent = np.flatnonzero(both >= min_term_frequency)
    generator = seeded(random_state)
    once = np.ones((1, 1))
    observed = _log_shares(dtm, rows, frequent, once) - _log_shares(dtm, others, frequent, once)
    drawn = [drawn_again(len(group), n_resamples, generator) for group in (rows, others)]
    samples = _log_shares(dtm, rows, frequent, drawn[0]) - _log_shares(dtm, others, frequent, drawn[1])
    low, high = interval(samples, level=level)
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


def _check_texts_whole(dtm: Dtm, what: str) -> None:
    """Raise `ArgumentError` where the documents of the matrix are paragraphs of articles."""
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    if dtm.articles is not None:
        raise ArgumentError(
            f"dtm counts paragraphs, which are alike within an article and would make {what} look surer than "
            "it is; give build_dtm(corpus, unit='article')"
        )


def _p(relative: sparse.csr_matrix, groups: np.ndarray) -> np.ndarray:
    """Share of the arrangements (row 0 the observed one) with a difference as great as the observed."""
    observed = np.abs(_difference(relative, groups[:1])[0])
    as_great = np.zeros(relative.shape[1])
    for start in range(0, len(groups), CHUNK):
        differences = np.abs(_difference(relative, groups[start : start + CHUNK]))
        as_great += (differences >= observed - ROUNDING).sum(axis=0)
    return as_great / len(groups)


def _difference(relative: sparse.csr_matrix, groups: np.ndarray) -> np.ndarray:
    """Mean of the rows of group 0 minus mean of those of group 1, one arrangement a row."""
    first, second = (groups == 0).astype(float), (groups == 1).astype(float)
    return np.asarray(
        first @ relative / first.sum(axis=1)[:, None] - second @ relative / second.sum(axis=1)[:, None]
    )


def _texts_with_tokens(dtm: Dtm, target: Choice, reference: Choice | None) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the two groups' texts; those without a token are left out."""
    groups = [rows[dtm.doc_lengths[rows] > 0] for rows in choose(dtm, target, reference)]
    require_tokens(*map(len, groups))
    return groups[0], groups[1]


def _log_shares(dtm: Dtm, rows: np.ndarray, columns: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Binary logarithm of each term's share of the tokens drawn, (samples, terms); a count of 0 is 0.5."""
    drawn = np.broadcast_to(drawn, (len(drawn), len(rows))).astype(float)
    counts = drawn @ dtm.counts[rows][:, columns]
    return np.asarray(
        np.log2(np.where(counts > 0, counts, 0.5)) - np.log2(drawn @ dtm.doc_lengths[rows])[:, None]
    )
