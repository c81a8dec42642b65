"""Plots of authors: what is drawn is what is in the table, and labels stay inside the figure."""

import itertools
import logging

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from simulated import simulated
from yrdresearch import plots
from yrdresearch.errors import ArgumentError
from yrdresearch.groups import cluster, compare, distances, prevalence

mpl.use("Agg")
LONG = "江海省中国特色社会主义理论体系研究中心省社科联研究基地"
LABELS = {f"T{k}": word for k, word in enumerate(["创新 科技", "高质量发展", "生态 绿色", "民生"], 1)}


@pytest.fixture(scope="module")
def tables():
    model, corpus = simulated({"沈若川 温以恒": 4, LONG: 4, "丙": 1})
    return {
        "plot_prevalence": prevalence(model, corpus, n_resamples=50),
        "plot_prevalence_profiles": prevalence(model, corpus, n_resamples=50),
        "plot_compare": compare(model, corpus, groups=("沈若川 温以恒", LONG), n_resamples=50),
        "plot_distances": distances(model, corpus, n_resamples=50),
        "plot_cluster": cluster(model, corpus, n_resamples=50),
    }


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


PLOTS = ["plot_prevalence", "plot_prevalence_profiles", "plot_compare", "plot_distances", "plot_cluster"]
WITH_LABELS = PLOTS[:3]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PLOTS)
def test_nothing_is_cut_off_and_no_glyph_is_missing(tables, name, lang, caplog):
    arguments = {"labels": LABELS} if name in WITH_LABELS else {}
    with caplog.at_level(logging.WARNING):
        ax = getattr(plots, name)(tables[name], lang=lang, **arguments)
        drawing = ax.get_figure()
        drawing.canvas.draw()
    assert not caplog.records
    frame = drawing.bbox
    for panel in [ax, *ax.child_axes]:
        ticks = [label for axis in (panel.xaxis, panel.yaxis) for label in drawn(axis) if panel.axison]
        for text in [panel._left_title, *panel.texts, *ticks]:
            box = text.get_window_extent()
            if text.get_text():
                assert box.x0 >= frame.x0 - 1, text.get_text()
                assert box.x1 <= frame.x1 + 1, text.get_text()
        boxes = [label.get_window_extent() for label in ticks if label.get_text()]
        assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def drawn(axis):
    """Labels of the ticks that lie within the limits; others exist but are not drawn."""
    low, high = sorted(axis.get_view_interval())
    places = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
    return [label for place, label in places if low <= place <= high]


def test_the_heatmap_shows_prevalence_and_interval(tables):
    table = tables["plot_prevalence"]
    ax = plots.plot_prevalence(table)
    written = [text.get_text() for text in ax.texts]
    assert len(written) == 2 * len(table)
    assert written[0] == f"{100 * table['prevalence'][0]:.0f}"
    assert written[1] == f"{100 * table['low'][0]:.0f}–{100 * table['high'][0]:.0f}"
    assert np.asarray(ax.images[0].get_array()).ravel() == pytest.approx(table["prevalence"].to_numpy())


@pytest.mark.parametrize("name", WITH_LABELS)
def test_a_figure_says_how_articles_weigh_and_what_one_article_cannot_tell(tables, name):
    table = tables[name].assign(weighting="length")
    title = getattr(plots, name)(table, lang="en").get_title(loc="left")
    assert title.endswith(
        "articles weigh by length" + "; n = 1: model uncertainty only" * ("n_a" not in table)
    )
    table = table.assign(**({"n_a": 1} if "n_a" in table else {"n_articles": 3}), weighting="article")
    title = getattr(plots, name)(table, lang="zh").get_title(loc="left")
    assert title.endswith("各篇同权" + "；n = 1：区间只含模型的不确定性" * ("n_a" in table))


def test_the_forest_fills_dots_only_where_the_verdict_says_so(tables):
    table = tables["plot_compare"].copy()
    table["verdict"] = ["differs", "no difference shown", "differs", "no difference shown"]
    faces = plots.plot_compare(table).collections[-1].get_facecolors()
    filled = [tuple(face[:3]) != (1.0, 1.0, 1.0) for face in faces]
    assert filled == [True, False, True, False]


def test_untested_differences_say_so(tables):
    table = tables["plot_compare"].assign(p=np.nan)
    written = [text.get_text() for text in plots.plot_compare(table, lang="en").texts]
    assert written.count("not tested") == len(table)


def test_distances_lie_over_their_null(tables):
    table = tables["plot_distances"]
    ax = plots.plot_distances(table)
    assert [bar.get_x() for bar in ax.patches] == pytest.approx(table["null_low"].tolist())
    points = np.asarray(ax.collections[-1].get_offsets())[:, 0]
    assert points == pytest.approx(table["jensen_shannon"].to_numpy())


def test_the_tree_has_every_group_once(tables):
    ax = plots.plot_cluster(tables["plot_cluster"])
    assert len(ax.get_yticks()) == 3
    assert len(ax.lines) == 2


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_draws_on_the_axes_it_is_given(tables, name):
    _, given = plt.subplots()
    assert getattr(plots, name)(tables[name], ax=given) is given


@pytest.mark.parametrize("name", PLOTS)
def test_a_wrong_table_gets_a_clear_sentence(tables, name):
    column = tables[name].columns[1]
    with pytest.raises(ArgumentError, match=r"table has no column .*; give a table"):
        getattr(plots, name)(tables[name].drop(columns=column))
    with pytest.raises(ArgumentError, match="table is empty"):
        getattr(plots, name)(tables[name].iloc[:0])
