"""Figures of policy areas show what their tables say, in both languages, without missing glyphs."""

import logging

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch import plots
from yrdresearch.errors import ArgumentError


@pytest.fixture(scope="module")
def coded() -> pd.DataFrame:
    return yrd.code_policy_areas(yrd.load_corpus("sample"))


@pytest.fixture(scope="module")
def figures(coded: pd.DataFrame) -> dict[str, tuple[object, ...]]:
    sample = yrd.load_corpus("sample")
    names = yrd.load_codebook().table()
    return {
        "plot_coverage": (yrd.coverage(coded, by="author"),),
        "plot_coverage_heatmap": (yrd.coverage(coded, by="article_id"),),
        "plot_area_ribbon": (coded,),
        "plot_cooccurrence": (yrd.areas.cooccurrence(coded), names),
        "plot_term_contributions": (yrd.areas.term_contributions(sample), names),
        "plot_coverage_heatmap of two codings": (
            yrd.areas.cross_codings(
                yrd.code_policy_areas(sample, codebook=yrd.load_codebook("policy_instruments")), coded
            ),
        ),
        "plot_validate_coding": (
            yrd.areas.validate_coding(coded, yrd.areas.sample_codings()["settled"], n_resamples=50),
        ),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_draws_with_all_its_glyphs(
    figures: dict[str, tuple[object, ...]], lang: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name, tables in figures.items():
        with caplog.at_level(logging.WARNING, logger="matplotlib"):
            ax = getattr(plots, name.split()[0])(*tables, lang=lang)
            ax.figure.canvas.draw()
        assert not [r for r in caplog.records if "missing" in r.message.lower()], name
        assert ax.get_title(loc="left")
        plt.close(ax.figure)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["plot_coverage_heatmap", "plot_coverage_heatmap of two codings"])
def test_names_of_columns_keep_apart(figures: dict[str, tuple[object, ...]], name: str, lang: str) -> None:
    """Neighbours side by side, or slanted and of one line, which leaves half of the column between them."""
    ax = plots.plot_coverage_heatmap(*figures[name], lang=lang)
    ax.figure.canvas.draw()
    labels = ax.get_xticklabels()
    boxes = [label.get_window_extent() for label in labels]
    for label, box, following in zip(labels, boxes, boxes[1:], strict=False):
        slanted = label.get_rotation() == 45 and "\n" not in label.get_text()
        assert slanted or box.x1 <= following.x0, label.get_text()
    plt.close(ax.figure)


def test_coverage_plot_shows_the_shares(coded: pd.DataFrame) -> None:
    cover = yrd.coverage(coded)
    ax = plots.plot_coverage(cover, lang="zh")
    shown = dict(zip([t.get_text() for t in ax.get_yticklabels()], ax.lines[0].get_xdata(), strict=True))
    assert shown == dict(zip(cover["name_zh"], cover["share"], strict=True))
    plt.close(ax.figure)


def test_ribbon_covers_every_sentence(coded: pd.DataFrame) -> None:
    one = coded[coded["article_id"] == coded["article_id"].iloc[-1]]
    ax = plots.plot_area_ribbon(coded, article_id=one["article_id"].iloc[0])
    drawn = sum(len(bars.get_paths()) for bars in ax.collections[: one["policy_area"].nunique()])
    assert drawn == len(one)
    assert ax.get_xlim()[1] == one.drop_duplicates("sentence_id")["n_characters"].sum()
    plt.close(ax.figure)


def test_plot_faults(coded: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="groups; six"):
        plots.plot_coverage(yrd.coverage(coded, by="article_id"))
    with pytest.raises(ArgumentError, match="no column 'group'; give a table as from"):
        plots.plot_coverage_heatmap(yrd.coverage(coded))
    with pytest.raises(ArgumentError, match="does not have"):
        plots.plot_area_ribbon(coded, article_id="nowhere")


def test_the_validation_figure_says_who_coded(coded: pd.DataFrame) -> None:
    """A reader must see that a language model coded, and that 精确率 is precision (准确率 is accuracy)."""
    hand = yrd.areas.sample_codings()["settled"]
    for lang in ("zh", "en"):
        ax = plots.plot_validate_coding(yrd.areas.validate_coding(coded, hand, n_resamples=10), lang=lang)
        assert {"zh": "语言模型；", "en": "a language model;"}[lang] in ax.get_xlabel()
        assert ("语言模型" in ax.get_xlabel()) == (lang == "zh")
        names = [text.get_text() for text in ax.get_legend().get_texts()]
        assert names[1] == {"zh": "精确率", "en": "precision"}[lang]
        plt.close(ax.figure)
    unknown = yrd.areas.validate_coding(coded, hand.drop(columns="coder"), n_resamples=10)
    ax = plots.plot_validate_coding(unknown, lang="en")
    assert "language model" not in ax.get_xlabel()
    plt.close(ax.figure)


def test_a_validation_by_group_is_drawn_group_by_group(coded: pd.DataFrame) -> None:
    hand = yrd.areas.sample_codings()["settled"]
    table = yrd.areas.validate_coding(coded, hand, by="byline_kind", n_resamples=10)
    with pytest.raises(ArgumentError, match="has 2 groups"):
        plots.plot_validate_coding(table)
    plt.close(plots.plot_validate_coding(table[table["group"] == "person"]).figure)


def test_that_most_sentences_have_no_area_is_not_the_title_of_a_heatmap():
    rows = {"group": ["甲", "甲", "none", "none"], "policy_area": ["none", "a", "none", "a"]}
    names = {"name_zh": ["无", "金融", "无", "金融"], "name_en": ["None", "Finance", "None", "Finance"]}
    table = pd.DataFrame({**rows, **names, "share": [0.9, 0.1, 1.0, 0.0]})
    assert (
        plots.plot_coverage_heatmap(table, lang="en").get_title(loc="left")
        == "Largest share: 甲 · Finance 10%"
    )
