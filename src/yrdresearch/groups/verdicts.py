"""A statistic over all arrangements -> p values, corrected for their number, and a verdict in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from yrdresearch.errors import check_choice
from yrdresearch.stats.chance import Arrangements, PValues, p_values
from yrdresearch.stats.multiplicity import combine, false_discovery

CORRECTIONS = ("fdr", "family")
LEVEL = 0.05
TESTED = ("p", "p_mid", "smallest_p", "q", "verdict")


def p_value_table(
    found: Iterable[np.ndarray], arranged: Arrangements, *, correction: str, testable: bool
) -> pd.DataFrame:
    """One row a topic or area: the columns of `TESTED`, and observed, expected, n_arrangements, exact.

    `found` gives for each way of cutting the texts the statistic in each arrangement (R, K), the observed one
    first; the p values of the ways are combined, and missing where nothing is `testable`.
    """
    tests, sizes = [], []
    for one in found:
        tests.append(p_values(one, arranged))
        sizes.append([one[0], one.mean(axis=0)])
    test, (observed, expected) = combine(tests), np.mean(sizes, axis=0)
    table = pd.DataFrame({"observed": observed, "expected": expected, "p": test.p})
    table["p_mid"] = np.where(test.smallest_p < LEVEL, test.p_mid, np.nan)
    table["smallest_p"], table["q"] = test.smallest_p, corrected(test, correction)
    if not testable:
        table[["p", "p_mid", "smallest_p", "q"]] = np.nan
    table["verdict"] = [verdict(*row) for row in table[["p", "q", "smallest_p"]].to_numpy()]
    return table.assign(n_arrangements=len(arranged.groups), exact=arranged.exact)


def verdict(p: float, q: float, smallest_p: float) -> str:
    """What a test may be said to have shown, in words.

    Examples
    --------
    >>> verdict(0.1, 0.1, 0.1)
    'cannot be tested: p is never below 0.1'
    >>> verdict(0.01, 0.04, 0.001)
    'differs'
    """
    if np.isnan(p):
        return "described, not tested"
    if smallest_p >= LEVEL:
        return f"cannot be tested: p is never below {smallest_p:.2g}"
    if q < LEVEL:
        return "differs"
    return "differs only before correction for their number" if p < LEVEL else "no difference shown"


def check_correction(correction: str) -> None:
    """Raise `ArgumentError` unless it is one of both corrections."""
    check_choice(correction, "correction", CORRECTIONS)


def corrected(test: PValues, correction: str) -> np.ndarray:
    """P values corrected for the number of topics."""
    return test.p_family if correction == "family" else false_discovery(test.p)
