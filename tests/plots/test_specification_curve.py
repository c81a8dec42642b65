"""The curve of specifications: the best on top, numbers in units a reader has, no empty space."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from yrdresearch import plots

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def _table(values):
    n = len(values)
    choice = pd.Categorical(["a", "b"] * (n // 2) + ["a"] * (n % 2))
    return pd.DataFrame(
        {"stopwords": choice, "value": values, "holds": True, "first": [True] + [False] * (n - 1)}
    )


def _ticks(ax):
    """What is written at the values, from top to bottom, with its height."""
    labels = zip(ax.get_yticks(), (label.get_text() for label in ax.get_yticklabels()), strict=True)
    return [(at, text) for at, text in sorted(labels, reverse=True) if at > 0]


def _heights(ax):
    return ax.collections[0].get_offsets()[:, 1]


@pytest.mark.parametrize("values", [[1, 1, 2], [1, 2, 7], [2, 3, 40], [1, 1, 1], [3, 3, 3], [1, 2, np.nan]])
def test_the_first_rank_is_on_top_and_its_number_is_there(values):
    ax = plots.plot_specification_curve(_table(np.array(values, float)), ranks=True, lang="en")
    ticks, heights = _ticks(ax), _heights(ax)
    numbers = [int(text) for _, text in ticks]
    assert numbers == sorted(numbers)
    assert numbers[0] == 1
    known = ~np.isnan(values)
    assert (np.diff(heights[known]) <= 0).all()
    for height, value in zip(heights[known], np.array(values)[known], strict=True):
        at = [place for place, text in ticks if int(text) == value]
        assert not at or at[0] == pytest.approx(height)


@pytest.mark.parametrize("values", [[0.2, 0.4, 0.6, 1.0], [-0.36, -0.1, 0.08], [0.01, 0.03], [0.5, 0.5]])
def test_shares_are_in_per_cent_and_end_where_the_values_do(values):
    ax = plots.plot_specification_curve(_table(values), lang="en")
    numbers = [float(text.replace("−", "-").removesuffix("%")) / 100 for _, text in _ticks(ax)]
    assert all(text.endswith("%") for _, text in _ticks(ax))
    assert min(values) - 1e-9 <= min(numbers)
    assert max(numbers) <= max(values) + 1e-9
    assert numbers == sorted(numbers, reverse=True)
    assert (np.diff(_heights(ax)) >= 0).all()


def test_other_numbers_stay_what_they_are():
    ax = plots.plot_specification_curve(_table([3.0, 120.0, 250.0]), lang="en")
    assert [text for _, text in _ticks(ax)] == ["250", "200", "150", "100", "50"]


def test_two_ranks_take_little_room():
    """The values took more than half of a figure with only two of them."""
    ax = plots.plot_specification_curve(_table([1.0, 1.0, 2.0]), ranks=True, lang="en")
    (top, _), (bottom, _) = _ticks(ax)
    rows = 0.19  # inches of an option's row
    assert (top - bottom) * rows < 1
