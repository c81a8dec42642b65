"""How different two vocabularies are: the Jensen-Shannon divergence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

from yrdresearch.errors import ArgumentError, check_numbers


def jensen_shannon(
    first: Sequence[float] | np.ndarray | pd.Series, second: Sequence[float] | np.ndarray | pd.Series
) -> float:
    """How different are two distributions over the same terms?

    Parameters
    ----------
    first, second
        Counts or probabilities over the same M terms in the same order; each is divided by its sum. Two
        Series are matched by their index, and a term that one lacks counts 0.

    Returns
    -------
    float
        Bits, 0 (the same) to 1 (no term shared). Its square root is a distance. Counts of few tokens differ
        by chance alone: compare the value with those of a permutation.

    Raises
    ------
    ArgumentError
        When the lengths differ, a value is negative, or one sums to 0.

    References
    ----------
    Lin (1991), Divergence measures based on the Shannon entropy.

    Examples
    --------
    >>> jensen_shannon([1, 0], [0, 1])
    1.0
    """
    if isinstance(first, pd.Series) and isinstance(second, pd.Series):
        first, second = first.align(second, fill_value=0)
    p, q = _shares(first, "first"), _shares(second, "second")
    if p.shape != q.shape:
        raise ArgumentError(f"first has {len(p)} terms and second {len(q)}; give both over the same terms")
    middle = (p + q) / 2
    divergence = (special.rel_entr(p, middle).sum() + special.rel_entr(q, middle).sum()) / 2
    return float(np.clip(divergence / np.log(2), 0.0, 1.0))


def _shares(values: Sequence[float] | np.ndarray | pd.Series, name: str) -> np.ndarray:
    check_numbers(values, name)
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or (array < 0).any() or not np.isfinite(array).all() or array.sum() <= 0:
        raise ArgumentError(f"{name} is no distribution; give counts or probabilities, at least one above 0")
    return np.asarray(array / array.sum())
