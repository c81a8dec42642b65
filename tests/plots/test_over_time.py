"""Shares over time: the marks of each panel are the table's numbers."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from yrdresearch import plots
from yrdresearch.errors import ArgumentError

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def shares(periods: list[object]) -> pd.DataFrame:
    """Two topics in each period, with shares that are all different."""
    rows = [
        {"group": period, "topic": topic, "prevalence": 0.05 * (2 * at + number + 1), "n_articles": 3}
        for at, period in enumerate(periods)
        for number, topic in enumerate(("T1", "T2"))
    ]
    table = pd.DataFrame(rows)
    return table.assign(low=table["prevalence"] - 0.02, high=table["prevalence"] + 0.03, note="")


@pytest.mark.parametrize("periods", [["2019", "2021", "2020"], [2019, 2021, 2020]], ids=["texts", "numbers"])
def test_each_panel_has_the_shares_of_its_topic_in_the_order_of_time(periods):
    table = shares(periods)
    panels = plots.plot_over_time(table, lang="en").child_axes
    assert len(panels) == 2
    for topic, panel in zip(("T1", "T2"), panels, strict=True):
        expected = table[table["topic"] == topic].sort_values("group")
        assert topic in panel.get_title(loc="left")
        np.testing.assert_allclose(panel.lines[0].get_ydata(), expected["prevalence"])
        (intervals,) = panel.collections
        ends = np.array([segment[:, 1] for segment in intervals.get_segments()])
        np.testing.assert_allclose(ends, expected[["low", "high"]])
        assert [tick.get_text() for tick in panel.get_xticklabels()] == ["2019", "2020", "2021"]
        assert panel.get_ylim()[0] == 0
        assert panel.get_ylim()[1] >= table["high"].max()


def test_the_undated_are_left_out_and_a_period_without_a_topic_is_a_gap():
    table = shares(["2019", "2020", None])
    table = table[(table["topic"] == "T1") | (table["group"] != "2019")]
    first, second = plots.plot_over_time(table, lang="zh").child_axes
    assert len(first.lines[0].get_ydata()) == len(second.lines[0].get_ydata()) == 2
    assert np.isnan(second.lines[0].get_ydata()[0])
    assert np.isfinite(first.lines[0].get_ydata()).all()


def test_a_table_without_periods_gets_a_sentence():
    with pytest.raises(ArgumentError, match="no column 'group'"):
        plots.plot_over_time(shares(["2019"]).drop(columns="group"))
