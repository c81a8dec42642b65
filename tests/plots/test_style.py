"""What every figure shares: colours that can be seen, and a font with Chinese on any Axes."""

import io
import logging
import re
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import yrdresearch as yrd
from yrdresearch import plots, stats
from yrdresearch.errors import ArgumentError
from yrdresearch.plots.saving import SMALLEST
from yrdresearch.plots.style import COLOURS, GREY, ink, wrap

mpl.use("Agg")


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = np.array(mpl.colors.to_rgb(colour))
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [*COLOURS, GREY])
def test_every_colour_can_be_seen_on_white(colour):
    assert contrast(colour, "white") >= 3


def test_numbers_of_a_heatmap_can_be_read_on_every_cell():
    image = plt.figure().add_subplot().imshow([[0, 1]], cmap="Blues")
    for value in np.linspace(0, 1, 50):
        assert contrast(ink(image, value), mpl.colors.to_hex(image.to_rgba(value))) >= 4.5
    plt.close("all")


@pytest.mark.parametrize("by", ["phrase", "place"])
def test_numbers_in_circles_can_be_read(by):
    rows = pd.DataFrame({by: ["甲", "甲", "乙"], "article_id": list("aba"), "count": [3, 12, 1]})
    if by == "place":
        ax = plots.plot_place_mentions(rows.assign(group=rows["article_id"], place_province=rows["place"]))
    else:
        ax = plots.plot_shared_phrases(rows)
    ground = mpl.colors.to_hex(ax.collections[0].get_facecolor()[0])
    assert ax.texts
    assert all(contrast(text.get_color(), ground) >= 4.5 for text in ax.texts)
    best = max("black", "white", key=lambda colour: contrast(colour, ground))
    assert all(text.get_color() == best for text in ax.texts)
    plt.close("all")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("产业、合作、产业链", ["产业、合作、", "产业链"]),
        ("绿色、绿色低碳、养老服务", ["绿色、", "绿色低碳、", "养老服务"]),
        ("合作 产业 发展", ["合作 产业", "发展"]),
        ("Finance and capital", ["Finance and", "capital"]),
        ("区域协调发展研究会", ["区域协调发", "展研究会"]),
    ],
)
def test_labels_break_between_words_and_behind_their_mark(text, lines):
    assert wrap(text, 6, 3).split("\n") == lines


def test_the_mark_of_a_sample_leaves_the_title_as_it_was():
    table = pd.DataFrame({"term": ["合作"], "term_frequency": [3], "doc_share": [1.0]})
    ax = plots.plot_term_frequency(table, lang="zh")
    before = ax._left_title.get_fontsize()
    assert plots.mark_sample(ax, lang="zh").get_title(loc="left").endswith("（虚构样张）")
    assert ax._left_title.get_fontsize() == before
    plt.close("all")


def test_chinese_is_no_row_of_boxes_on_a_users_own_axes():
    """A user's Axes has matplotlib's font, which lacks Chinese: a plot drawn on it brings its own."""
    corpus = yrd.load_corpus("sample")
    heard = logging.StreamHandler(io.StringIO())
    figure, panels = plt.subplots(1, 2)
    plots.plot_coverage(yrd.coverage(yrd.code_policy_areas(corpus)), ax=panels[0], lang="zh")
    plots.plot_sentence_lengths(stats.sentence_lengths(corpus, by="author"), ax=panels[1], lang="zh")
    logging.getLogger("matplotlib").addHandler(heard)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        figure.savefig(io.BytesIO())
    logging.getLogger("matplotlib").removeHandler(heard)
    assert "Glyph" not in heard.stream.getvalue() + " ".join(str(one.message) for one in told)
    plt.close("all")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_title_that_is_too_long_is_broken_and_nothing_of_it_is_lost(tmp_path, lang):
    table = pd.DataFrame({"term": ["合作"], "term_frequency": [3], "doc_share": [1.0]})
    ax = plots.plot_term_frequency(table, lang=lang)
    long = {"zh": "这一标题比图还要宽，" * 8, "en": "a title that is wider than its figure, " * 5}[
        lang
    ].strip()
    ax.set_title(long, loc="left")
    ax.set_xlabel(long)
    plots.save_figure(ax, table, "long", folder=tmp_path)
    ax.figure.canvas.draw()
    for text in (ax._left_title, ax.xaxis.label):
        box = text.get_window_extent()
        assert "\n" in text.get_text()
        assert "".join(text.get_text().split()) == "".join(long.split())
        assert box.x0 >= 0
        assert box.x1 <= ax.figure.bbox.width
    assert plots.save_figure(ax, table, "long", folder=tmp_path)[0].is_file()


@pytest.mark.parametrize("n_words", range(3, 12))
def test_no_line_of_a_title_ends_in_a_number_or_begins_with_a_dot(tmp_path, n_words):
    table = pd.DataFrame({"term": ["合作"], "term_frequency": [3], "doc_share": [1.0]})
    ax = plots.plot_term_frequency(table, lang="en")
    ax.set_title(
        "Most is about " + "some area " * n_words + "32% · 1 沈若川 温以恒 · 12 of 138 sentences", loc="left"
    )
    plots.save_figure(ax, table, "long", folder=tmp_path)
    lines = ax.get_title(loc="left").split("\n")
    assert not any(re.search(r"\d$", line) or line.startswith("·") for line in lines)


def test_a_figure_in_column_width_has_rows_that_fit_their_letters_and_ends_before_the_edge(tmp_path):
    """Rows shrink as their letters do, which are never small: else they run into each other or are cut."""
    table = pd.DataFrame(
        {"term": [f"词{i}" for i in range(20)], "term_frequency": range(20, 0, -1), "doc_share": 0.5}
    )
    ax = plots.plot_term_frequency(table, lang="zh")
    ax.set_title("标题说的是看到的事情，比一栏宽得多，要断成几行才放得下，一行是放不下的", loc="left")
    before, height = (ax.get_title(loc="left"), ax.get_xlabel()), ax.figure.get_size_inches()[1]
    png = plots.save_figure(ax, table, "column", width="column", folder=tmp_path)[0]
    with Image.open(png) as image:
        width, pixels = image.size
        edges = np.asarray(image.convert("L"))[:, [0, -1]]
    assert width == pytest.approx(88 / 25.4 * 300, abs=2)
    assert pixels >= SMALLEST * height * 300 - 2
    assert (edges > 250).all(), "something is cut off at the edge"
    assert (ax.get_title(loc="left"), ax.get_xlabel()) == before
    assert ax.figure.get_size_inches()[1] == height


TOPICS = pd.DataFrame(
    {"group": ["甲", "乙"], "topic": "T1", "prevalence": [0.2, 0.4], "low": 0.1, "high": 0.5}
)
PLACES = pd.DataFrame({"group": ["p.1", "p.2"], "place": "上海", "place_province": "上海", "count": [2, 3]})
WORDS = pd.DataFrame({"term": "合作", "article_id": ["p.1", "p.2"], "position": [1, 2], "count": [1, 2]})
LABELLED = [
    (plots.plot_prevalence, TOPICS.assign(n_articles=2), "T1"),
    (plots.plot_place_mentions, PLACES, "p.1"),
    (plots.plot_term_positions, WORDS, "p.1"),
]


@pytest.mark.parametrize(("plot", "table", "key"), LABELLED)
def test_labels_are_a_mapping_or_a_series_and_anything_else_is_told(plot, table, key):
    for labels in ({key: "名字"}, pd.Series({key: "名字"})):
        ax = plot(table, labels=labels, lang="zh")
        assert any("名字" in text.get_text() for text in ax.findobj(mpl.text.Text))
    for wrong in (["名字"], "名字", 5):
        with pytest.raises(ArgumentError, match="labels is a"):
            plot(table, labels=wrong)
    plt.close("all")
