"""Texts of unlike length made comparable: cut at random, so that groups of them have the same lengths."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from yrdresearch.errors import ArgumentError, check_kind, check_numbers

N_CUTS = 50  # ways of cutting; with one alone p would depend on the seed
UNEVEN = 1.25  # how many times as long one group's texts must be, on average, for any to be cut


def matched_lengths(lengths: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """To what length must each text be cut for all groups to have the same distribution of lengths?

    A test that deals texts out again asks whether they could change places. Short texts cannot stand for
    long ones: rare words are missing from them and their shares scatter more, so that a difference in length
    alone is taken for a difference in content. A text at some rank of its group is cut to the shortest
    that any group has at this rank. Where the groups' mean lengths differ by less than a quarter, nothing is
    cut: such texts can change places (docs/authors.md).

    Parameters
    ----------
    lengths
        (n,) tokens, or parts, of each text.
    groups
        (n,) group number 0 … G-1.

    Returns
    -------
    numpy.ndarray
        (n,) whole numbers, at most `lengths`.

    References
    ----------
    Sanders (1968), American Naturalist 102, and Hurlbert (1971), Ecology 52, on rarefaction.

    Examples
    --------
    >>> import numpy as np
    >>> matched_lengths(np.array([10, 30, 90, 20, 25, 40]), np.array([0, 0, 0, 1, 1, 1])).tolist()
    [10, 25, 40, 10, 25, 40]
    """
    check_numbers(lengths, "lengths")
    check_numbers(groups, "groups", least=1)
    lengths, groups = np.asarray(lengths), np.asarray(groups).astype(int)
    if len(lengths) != len(groups):
        raise ArgumentError(f"groups has {len(groups)} entries for {len(lengths)} texts; give one each")
    if length_ratio(lengths, groups) < UNEVEN:
        return lengths.astype(int)
    of_group = [lengths[groups == number] for number in range(groups.max() + 1)]
    target = np.empty(len(lengths), dtype=int)
    for number, own in enumerate(of_group):
        ranks = (np.arange(len(own)) + 0.5) / len(own)
        least = np.min([np.quantile(other, ranks, method="inverted_cdf") for other in of_group], axis=0)
        cut = np.empty(len(own), dtype=int)
        cut[np.argsort(own, kind="stable")] = np.minimum(np.sort(own), least)
        target[groups == number] = cut
    return target


def length_ratio(lengths: np.ndarray, groups: np.ndarray) -> float:
    """How many times as long are the texts of the group with the longest, on average, as of the shortest?"""
    means = np.bincount(groups, weights=lengths) / np.bincount(groups)
    return float(means.max() / max(means.min(), 1e-9))


def cut_counts(counts: sparse.csr_matrix, lengths: np.ndarray, rng: np.random.Generator) -> sparse.csr_matrix:
    """Counts (n, M) of as many tokens of each text as `lengths` says, drawn without replacement.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> whole = sparse.csr_matrix(np.array([[3, 0, 5], [1, 1, 0]]))
    >>> cut_counts(whole, np.array([4, 2]), np.random.default_rng(0)).sum(axis=1).ravel().tolist()
    [[4, 2]]
    """
    check_numbers(lengths, "lengths")
    check_kind(rng, "rng", np.random.Generator, source="numpy.random.default_rng")
    check_kind(counts, "counts", sparse.csr_matrix, source="build_dtm(corpus).counts")
    if counts.shape[0] != len(lengths):
        raise ArgumentError(f"lengths has {len(lengths)} entries for {counts.shape[0]} texts; give one each")
    kept = counts.astype(int)
    lengths = np.asarray(lengths).astype(int)
    for row, length in enumerate(lengths):
        span = slice(kept.indptr[row], kept.indptr[row + 1])
        if length < kept.data[span].sum():
            kept.data[span] = rng.multivariate_hypergeometric(kept.data[span], length)
    return kept


def kept_parts(of_text: np.ndarray, n_kept: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Which parts (D,) stay, when of each text's parts a number (n,) is drawn at random; True and False.

    Examples
    --------
    >>> import numpy as np
    >>> int(kept_parts(np.array([0, 0, 0, 1]), np.array([2, 1]), np.random.default_rng(0)).sum())
    3
    """
    order = np.lexsort((rng.random(len(of_text)), of_text))
    first = np.searchsorted(of_text[order], of_text[order], side="left")
    rank = np.empty(len(of_text), dtype=int)
    rank[order] = np.arange(len(of_text)) - first
    return np.asarray(rank < n_kept[of_text])
