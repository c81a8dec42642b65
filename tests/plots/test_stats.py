"""Plots of word statistics: they show the table's numbers, in both languages, with every glyph there."""

import itertools
import logging
import re

import matplotlib as mpl
import pandas as pd
import pytest

from yrdresearch import plots, stats
from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.errors import ArgumentError

mpl.use("Agg")


@pytest.fixture(scope="module")
def tables(sample):
    corpus = sample.features()
    by_article = build_dtm(corpus, unit="article")
    return {
        "plot_term_frequency": stats.term_frequency(build_dtm(corpus), top_n=8),
        "plot_keyness": stats.keyness(by_article, by_article.doc_ids[:4]),
        "plot_sentence_lengths": stats.sentence_lengths(corpus),
        "plot_term_positions": stats.term_positions(corpus, ["合作", "创新"]),
        "plot_shared_phrases": stats.fixed_phrases(corpus),
        "plot_place_mentions": stats.place_mentions(corpus),
        "plot_term_pairs": stats.term_pairs(corpus, unit="paragraph", n_terms=30),
    }


NAMES = [
    "plot_term_frequency",
    "plot_keyness",
    "plot_sentence_lengths",
    "plot_term_positions",
    "plot_shared_phrases",
    "plot_place_mentions",
    "plot_term_pairs",
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_plot_draws_without_a_missing_glyph(tables, name, lang, caplog):
    with caplog.at_level(logging.WARNING):
        ax = getattr(plots, name)(tables[name], lang=lang)
        ax.figure.canvas.draw()
    assert not caplog.records
    assert ax.get_title(loc="left")
    title = re.sub("“[^”]*”|'[^']*'", "", ax.get_title(loc="left"))  # a term is quoted as it is
    has_chinese = any("一" <= character <= "鿿" for character in title)
    assert has_chinese == (lang == "zh")


def test_dots_stand_at_the_frequencies(tables):
    table = tables["plot_term_frequency"]
    ax = plots.plot_term_frequency(table)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels[::-1] == table["term"].tolist()
    assert sorted(ax.collections[1].get_offsets()[:, 0]) == sorted(table["term_frequency"])


def test_the_legend_hides_no_dot_and_the_axis_counts_whole_tokens():
    table = pd.DataFrame({"term": list("甲乙丙丁戊己"), "term_frequency": [1] * 6, "doc_share": [1.0] * 6})
    ax = plots.plot_term_frequency(table)
    ax.figure.canvas.draw()
    legend = ax.get_legend().get_window_extent()
    dots = ax.transData.transform([(1, row) for row in range(6)])
    assert not any(legend.contains(*dot) for dot in dots)
    assert legend.x0 > ax.get_window_extent().x1
    assert all(tick == int(tick) for tick in ax.get_xticks())


def test_lollipops_show_both_sides_and_their_counts():
    table = pd.DataFrame({"term": ["甲", "乙"], "g2": [4.0, -5.0], "log_ratio": [1.0, -2.0]})
    table = table.assign(n_target=[9, 1], n_reference=[3, 8])
    ax = plots.plot_keyness(table, lang="en", target="one", reference="two")
    assert {text.get_text() for text in ax.texts} == {"9:3", "1:8"}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["乙", "甲"]
    assert "one" in ax.get_xlabel()
    assert "two" in ax.get_xlabel()


def test_matrix_shows_shared_phrases_only():
    table = pd.DataFrame({"phrase": ["甲", "甲", "乙"], "article_id": ["a", "b", "a"], "count": [3, 2, 9]})
    ax = plots.plot_shared_phrases(table)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["甲"]
    assert sorted(text.get_text() for text in ax.texts) == ["2", "3"]


def test_strips_mark_the_paragraphs_that_have_the_term(tables):
    table = tables["plot_term_positions"]
    ax = plots.plot_term_positions(table, labels=None)
    marks = {tuple(segment.mean(axis=0).round(6)) for segment in ax.collections[0].get_segments()}
    present = table[table["count"] > 0]
    rows = present["term"].map({"合作": 0, "创新": 1})
    assert marks == set(zip(present["position"], rows, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_table_without_its_columns_is_named(name):
    with pytest.raises(ArgumentError, match="has no column"):
        getattr(plots, name)(pd.DataFrame({"x": [1]}))


def test_an_empty_table_is_named():
    with pytest.raises(ArgumentError, match="table is empty"):
        plots.plot_term_frequency(pd.DataFrame({"term": [], "term_frequency": [], "doc_share": []}))


def test_the_ring_has_a_line_a_pair_and_a_dot_a_term(tables):
    table = tables["plot_term_pairs"].head(12)
    ax = plots.plot_term_pairs(table, top_n=12)
    terms = {*table["term_a"], *table["term_b"]}
    place = {text.get_text(): tuple(round(at / 1.07, 6) for at in text.get_position()) for text in ax.texts}
    assert set(place) == terms
    assert len(ax.collections[0].get_offsets()) == len(terms)
    widths = {}
    for line in ax.lines:
        ends = frozenset((round(x, 6), round(y, 6)) for x, y in line.get_xydata())
        widths[ends] = line.get_linewidth()
    assert len(widths) == len(table)
    for row in table.to_dict("records"):
        width = widths[frozenset((place[row["term_a"]], place[row["term_b"]]))]
        assert width == pytest.approx(0.6 + 4.4 * row["n_both"] / table["n_both"].max())


@pytest.mark.parametrize("counts", [(3, 7), (12_345, 98_765), (3, 98_765)])
@pytest.mark.parametrize("ratios", [(-4.0, 2.0), (-0.1, 6.0), (-6.0, 0.1), (1.0, 2.0), (-2.0, -1.0)])
def test_counts_beside_the_dots_stay_inside_the_axes(counts, ratios):
    """On corpora with large counts they ran into the names of the terms."""
    table = pd.DataFrame({"term": ["合作", "创新"], "log_ratio": ratios, "g2": ratios})
    ax = plots.plot_keyness(table.assign(n_target=counts[0], n_reference=counts[1]), lang="en")
    ax.figure.canvas.draw()
    frame = ax.get_window_extent()
    for text in ax.texts:
        assert text.get_window_extent().x0 > frame.x0
        assert text.get_window_extent().x1 < frame.x1


@pytest.mark.parametrize("n_articles", [2, 12])
def test_the_whole_of_a_long_name_is_drawn_below_a_single_row(n_articles):
    names = [f"{number} 江海省区域协调发展研究院课题组" for number in range(n_articles)]
    table = pd.DataFrame({"phrase": "一体化", "article_id": names, "count": 1})
    ax = plots.plot_shared_phrases(table, lang="zh")
    ax.figure.canvas.draw()
    for label in ax.get_xticklabels():
        assert label.get_window_extent().y0 >= 0


@pytest.mark.parametrize("short", [1, 2, 11])
def test_names_above_the_articles_do_not_run_into_each_other(short):
    """Beside a long article, those of one paragraph had their numbers on top of each other."""
    lengths = [240, *[1] * short, 12]
    articles = [f"a{number}" for number, n in enumerate(lengths, 1) for _ in range(n)]
    table = pd.DataFrame({"term": "合作", "article_id": articles, "count": 1})
    table["position"] = range(1, len(table) + 1)
    labels = pd.Series(
        {f"a{number}": f"{number + 100} 江海省区域协调发展研究会" for number in range(1, len(lengths) + 1)}
    )
    ax = plots.plot_term_positions(table, labels=labels, max_articles=20)
    ax.figure.canvas.draw()
    boxes = sorted((text.get_window_extent().extents[[0, 2]] for text in ax.texts), key=lambda box: box[0])
    assert len(boxes) >= 2
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(boxes))
