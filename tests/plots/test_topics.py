"""Plots of topics show their tables, in both languages, with every glyph, and no label on another."""

import logging

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from yrdresearch import plots
from yrdresearch.errors import ArgumentError

mpl.use("Agg")
TOPICS = ["T1", "T2", "T3"]


def terms_table(support=True):
    words = ["合作", "长三角一体化", "绿色低碳"]
    return pd.DataFrame(
        {
            "topic": np.repeat(TOPICS, 3),
            "rank": [1, 2, 3] * 3,
            "term": words * 3,
            "weight": [0.04, 0.02, 0.01, 0.06, 0.03, 0.03, 0.05, 0.04, 0.01],
            "support": [1.0, 0.5, 0.0, 0.9, 0.8, 0.1, 0.7, 0.3, 0.2] if support else np.nan,
        }
    )


def distance_table(n=5):
    far = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / n
    names = [f"T{i + 1}" for i in range(n)]
    return pd.DataFrame(far, index=names, columns=names)


@pytest.fixture
def tables():
    rng = np.random.default_rng(0)
    docs = [f"页.{a}.{p}" for a in (1, 2) for p in (1, 2, 3)]
    return {
        "plot_top_terms": terms_table(),
        "plot_doc_topic": pd.DataFrame(rng.dirichlet(np.ones(3), 6), index=docs, columns=TOPICS),
        "plot_choose_k": pd.DataFrame(
            {
                "n_topics": [3, 4, 5],
                "gain": [-0.1, 0.05, 0.04],
                "held_out_error": [0.03, 0.0, 0.02],
                "passes": [False, True, True],
            }
        ),
        "plot_topic_distances": distance_table(),
        "plot_run_agreement": pd.DataFrame(
            {"kind": ["run"] * 3 + ["consensus"], "agreement": [0.3, 0.4, 0.35, 0.95]}
        ),
    }


NAMES = ["plot_top_terms", "plot_doc_topic", "plot_choose_k", "plot_topic_distances", "plot_run_agreement"]


def overlapping(texts):
    """Pairs of texts whose boxes share more than a pixel."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text()]
    return [
        (one, two)
        for i, (one, a) in enumerate(boxes)
        for two, b in boxes[i + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_plot_has_all_glyphs_and_no_label_on_another(tables, name, lang, caplog):
    with caplog.at_level(logging.WARNING):
        ax = getattr(plots, name)(tables[name], lang=lang)
        ax.figure.canvas.draw()
    assert not caplog.records
    chinese = any("一" <= character <= "鿿" for character in ax.get_title(loc="left"))
    assert chinese == (lang == "zh")
    labels = [*ax.texts, *ax.get_xticklabels(), ax.xaxis.label, ax.title]
    assert overlapping(labels) == []
    assert overlapping([*ax.get_yticklabels(), ax.yaxis.label]) == []


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("plot_doc_topic", "plot_topic_distances")]
)
def test_a_table_without_its_columns_is_named(name):
    with pytest.raises(ArgumentError, match="has no column"):
        getattr(plots, name)(pd.DataFrame({"x": [1]}))


def test_wrong_tables_of_shares_and_kinds_are_named():
    with pytest.raises(ArgumentError, match="empty"):
        plots.plot_doc_topic(pd.DataFrame())
    with pytest.raises(ArgumentError, match="not a share"):
        plots.plot_doc_topic(pd.DataFrame({"doc_id": ["a"], "T1": [0.5]}))
    for wrong in (pd.DataFrame(), distance_table().iloc[:2], distance_table() + 1):
        with pytest.raises(ArgumentError, match="square of distances"):
            plots.plot_topic_distances(wrong)
    with pytest.raises(ArgumentError, match="neither"):
        plots.plot_run_agreement(pd.DataFrame({"kind": ["x"], "agreement": [1.0]}))


@pytest.mark.parametrize("support", [True, False])
def test_bars_are_as_long_as_support_or_relative_weight(support):
    table = terms_table(support)
    ax = plots.plot_top_terms(table)
    tracks, bars = (container.patches for container in ax.containers)
    part = [bar.get_width() / track.get_width() for bar, track in zip(bars, tracks, strict=True)]
    expected = table["support"] if support else [1, 0.5, 0.25, 1, 0.5, 0.5, 1, 0.8, 0.2]
    np.testing.assert_allclose(part, expected)
    assert [text.get_text() for text in ax.texts] == table["term"].tolist()
    places = [(text.get_position()[1], int(text.get_position()[0])) for text in ax.texts]
    assert places == list(zip(table["rank"], np.repeat([0, 1, 2], 3), strict=True))


def test_a_long_term_stays_in_its_column():
    table = terms_table().assign(term="上海国际航运中心建设领导小组办公室")
    ax = plots.plot_top_terms(table)
    ax.figure.canvas.draw()
    for text, track in zip(ax.texts, ax.containers[0].patches, strict=True):
        assert text.get_text().endswith("…")
        assert text.get_window_extent().x1 <= track.get_window_extent().x1 + 2


def test_heatmap_shows_the_shares_and_parts_the_articles(tables):
    table = tables["plot_doc_topic"]
    ax = plots.plot_doc_topic(table)
    np.testing.assert_array_equal(ax.images[0].get_array(), table.to_numpy())
    assert ax.images[0].get_clim() == (0, 1)
    assert [label.get_text() for label in ax.get_yticklabels()] == [d.split(".", 1)[1] for d in table.index]
    assert [line.get_ydata()[0] for line in ax.lines] == [2.5]


def test_choice_draws_the_gain_with_its_error_and_shades_what_passes(tables):
    table = tables["plot_choose_k"]
    ax = plots.plot_choose_k(table)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), table["gain"])
    bars = ax.collections[0].get_segments()
    np.testing.assert_allclose([np.diff(bar[:, 1])[0] / 2 for bar in bars], table["held_out_error"])
    assert ax.lines[-1].get_ydata()[0] == 0
    shaded = [p.get_x() + p.get_width() / 2 for p in ax.patches if isinstance(p, Rectangle)]
    np.testing.assert_allclose(shaded, [4, 5])


def test_distances_are_written_in_their_cells_and_near_is_dark():
    table = distance_table(4)
    ax = plots.plot_topic_distances(table)
    np.testing.assert_allclose(ax.images[0].get_array(), 1 - table.to_numpy())
    written = {text.get_position(): float(text.get_text()) for text in ax.texts}
    assert len(written) == 12
    assert all(
        value == pytest.approx(table.iloc[row, column], abs=0.01) for (column, row), value in written.items()
    )


def test_agreement_draws_each_pair_and_the_median(tables):
    ax = plots.plot_run_agreement(tables["plot_run_agreement"], lang="en")
    dots = [c for c in ax.collections if hasattr(c, "get_sizes") and len(c.get_sizes())]
    np.testing.assert_allclose(dots[0].get_offsets()[:, 0], [0.3, 0.4, 0.35])
    np.testing.assert_allclose(dots[1].get_offsets()[:, 0], [0.95])
    assert [text.get_text() for text in ax.texts] == ["0.35", "0.95"]
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "single runs\n(pairs: 3)",
        "consensus of many runs\n(pairs: 1)",
    ]
