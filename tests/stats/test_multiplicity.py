"""Many p values as one, and corrected: against scipy's Cauchy distribution and its Benjamini and Hochberg."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import cauchy
from scipy.stats import false_discovery_control as benjamini_hochberg

from yrdresearch.stats.multiplicity import combined, false_discovery

SURE = st.floats(1e-6, 0.45)


@given(p=arrays(float, st.tuples(st.integers(2, 8), st.integers(1, 4)), elements=SURE))
def test_p_values_are_combined_as_cauchy_variables(p: np.ndarray) -> None:
    np.testing.assert_allclose(combined(p), cauchy.sf(cauchy.isf(p).mean(axis=0)), rtol=1e-9)


@given(p=st.floats(1e-6, 0.5), n=st.integers(2, 10))
def test_equal_p_values_are_combined_to_themselves(p: float, n: int) -> None:
    np.testing.assert_allclose(combined(np.full((n, 2), p)), p, rtol=1e-9)


@pytest.mark.parametrize("n", [2, 4, 50])
def test_p_values_of_one_count_as_the_largest_that_so_many_can_give(n: int) -> None:
    np.testing.assert_allclose(combined(np.ones((n, 1))), 1 - 1 / n)
    some = np.ones((n, 1))
    some[0] = 0.001
    expected = cauchy.sf(np.mean([cauchy.isf(0.001), *[cauchy.isf(1 - 1 / n)] * (n - 1)]))
    np.testing.assert_allclose(combined(some), expected, rtol=1e-9)


def test_one_way_is_left_as_it_is() -> None:
    assert combined(np.array([[0.02, 1.0]])).tolist() == [0.02, 1.0]


@given(p=arrays(float, st.integers(1, 30), elements=st.floats(0, 1)))
def test_corrected_p_values_are_those_of_scipy(p: np.ndarray) -> None:
    np.testing.assert_allclose(false_discovery(p), benjamini_hochberg(p), rtol=1e-9)
