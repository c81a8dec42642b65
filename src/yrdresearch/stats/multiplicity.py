"""Many p values: of one question asked in several ways, as one; of many questions, corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from yrdresearch.errors import check_numbers
from yrdresearch.stats.chance import PValues


def combined(p: np.ndarray) -> np.ndarray:
    """One p value of each column from p values of the same units cut in different ways; (d, C) -> (C,).

    By the Cauchy combination: the mean of tan((1/2 - p) pi) is nearly a Cauchy variable however the tests
    depend on each other. The mean p would hardly ever be small (docs/authors.md).

    References
    ----------
    Liu, Y. and Xie, J. (2020): Cauchy combination test: a powerful test with analytic p-value calculation
    under arbitrary dependency structures. Journal of the American Statistical Association 115, 393-402.

    Examples
    --------
    >>> combined(np.array([[0.02], [0.03], [0.4]])).round(3)
    array([0.035])
    """
    if len(p) == 1:
        return np.asarray(p[0])
    least_sure = np.minimum(p, 1 - 1 / len(p))  # p of 1 has no finite tangent
    return np.asarray(0.5 - np.arctan(np.tan((0.5 - least_sure) * np.pi).mean(axis=0)) / np.pi)


def combine(tests: Sequence[PValues]) -> PValues:
    """The tests of the same units cut in different ways as one, each of its values `combined`."""
    names = [field.name for field in fields(PValues)]
    return PValues(**{name: combined(np.array([getattr(test, name) for test in tests])) for name in names})


def false_discovery(p: np.ndarray) -> np.ndarray:
    """Adjusted p values (Benjamini and Hochberg 1995): rows with q up to 0.05 hold 5 % errors on average.

    Examples
    --------
    >>> false_discovery(np.array([0.01, 0.04]))
    array([0.02, 0.04])
    """
    check_numbers(p, "p")
    order = np.argsort(p)
    scaled = np.asarray(p)[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.asarray(adjusted[np.argsort(order)])
