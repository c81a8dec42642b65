"""Of many articles a figure shows those that have most, at a size that can be read, and says so."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from yrdresearch import plots
from yrdresearch.errors import ArgumentError

mpl.use("Agg")
N = 200
NAMES = [f"{number} 第{number}篇" for number in range(N)]
HAVE = [number * 7 % N + 1 for number in range(N)]  # how much each has: 1 to 200, in no order
RISING = sorted(range(N), key=HAVE.__getitem__)
READABLE = 15  # inches; what is taller is smaller than its text allows on a page


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def _shares(first, second):
    rows = pd.DataFrame(
        {"group": np.repeat(NAMES, 2), "topic": ["T1", "T2"] * N, "n_articles": np.repeat(HAVE, 2)}
    )
    return rows.assign(prevalence=[first, second] * N, low=0.1, high=0.6)


def _lengths():
    return pd.DataFrame({"group": np.repeat(NAMES, HAVE), "n_characters": 30})


def _cover():
    rows = pd.DataFrame({"group": np.repeat(NAMES, 2), "policy_area": ["a", "b"] * N, "share": 0.2})
    return rows.assign(name_zh="领域", name_en="area", denominator=np.repeat(HAVE, 2))


def _phrases():
    rows = {"phrase": "一体化", "article_id": NAMES, "group": NAMES, "count": HAVE}
    return pd.DataFrame({**rows, "place": "上海", "place_province": "上海"})


def _positions():
    return pd.DataFrame({"term": "合作", "article_id": NAMES, "position": range(1, N + 1), "count": HAVE})


def _distances():
    rows = pd.DataFrame({"group_a": NAMES, "group_b": "乙", "jensen_shannon": np.array(HAVE) / 400})
    return rows.assign(low=0.01, high=0.6, null_low=0.0, null_mean=0.0, null_high=0.25, unit="article")


def _documents():
    share = 0.5 + np.array(HAVE) / 500
    return pd.DataFrame({"T1": share, "T2": 1 - share}, index=[f"p.{number + 1}.1" for number in range(N)])


CASES = {
    "plot_prevalence": (_shares(0.3, 0.7), 12),
    "plot_prevalence_profiles": (_shares(0.3, 0.7), 12),
    "plot_coverage_heatmap": (_cover(), 20),
    "plot_sentence_lengths": (_lengths(), 12),
    "plot_shared_phrases": (_phrases(), 12),
    "plot_place_mentions": (_phrases(), 12),
    "plot_term_positions": (_positions(), 12),
    "plot_distances": (_distances(), 20),
    "plot_doc_topic": (_documents(), 40),
}


def _drawn(ax):
    """All texts of a figure, its panels and the names on its axes."""
    texts = [text.get_text() for text in ax.figure.findobj(mpl.text.Text)]
    return {line for text in texts for line in [text, *text.split("\n"), text.split(" ↔")[0]]}


@pytest.mark.parametrize("name", CASES)
def test_of_two_hundred_those_with_most_are_shown_and_the_title_says_so(name):
    table, n = CASES[name]
    ax = getattr(plots, name)(table, lang="en")
    assert f"shown: {n} of {N}" in ax.get_title(loc="left")
    assert ax.figure.get_size_inches()[1] <= READABLE
    names = [f"{at + 1}.1" for at in range(N)] if name == "plot_doc_topic" else NAMES
    if name == "plot_term_positions":  # articles are numbered where their names have no room
        assert len(ax.collections[0].get_segments()) == n
        return
    drawn = _drawn(ax)
    shown = {at for at in range(N) if {names[at], names[at].replace(" ", "\n")} & drawn}
    assert shown == set(RISING[-n:])


@pytest.mark.parametrize("name", CASES)
def test_few_are_all_shown_and_nothing_is_said(name):
    table, n = CASES[name]
    column = next((one for one in ("group", "article_id", "group_a") if one in table), None)
    few = table.head(n) if column is None else table[table[column].isin(NAMES[:n])]
    for lang, mark in (("zh", "图中只列"), ("en", "shown:")):
        assert mark not in getattr(plots, name)(few, lang=lang).get_title(loc="left")


def test_an_article_without_the_wordings_keeps_its_column():
    table = _phrases().head(3)
    ax = plots.plot_shared_phrases(table, labels=pd.Series(NAMES[:5], index=NAMES[:5]))
    assert [label.get_text() for label in ax.get_xticklabels()] == NAMES[:5]


def test_of_many_articles_those_without_the_wordings_have_no_column():
    table = _phrases().head(3)
    ax = plots.plot_shared_phrases(table, labels=pd.Series(NAMES, index=NAMES), lang="en")
    assert [label.get_text() for label in ax.get_xticklabels()] == NAMES[:3]
    assert f"shown: 3 of {N}" in ax.get_title(loc="left")


@pytest.mark.parametrize("name", ["plot_prevalence", "plot_sentence_lengths", "plot_doc_topic"])
def test_a_wrong_number_of_rows_is_told(name):
    with pytest.raises(ArgumentError, match="whole number"):
        getattr(plots, name)(CASES[name][0], top_n=0)


@pytest.mark.parametrize("missing", [False, True])
def test_a_dash_in_a_cell_is_explained(missing):
    table = _shares(0.3, 0.7).head(4)
    table.loc[0, ["low", "high"]] = np.nan if missing else 0.2
    label = plots.plot_prevalence(table, lang="en").get_xlabel()
    assert ("–: too few" in label.replace("\n", " ")) == missing
