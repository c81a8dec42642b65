"""The names a person gave the topics go with them, into every table and figure of groups."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

import yrdresearch as yrd
from yrdresearch import groups, plots, topics

mpl.use("Agg")
QUICK = {"n_resamples": 20}


@pytest.fixture(scope="module")
def model(sample):
    return yrd.fit_lda(yrd.build_dtm(sample), n_topics=3, n_iter=20)


@pytest.fixture(scope="module")
def tables(model, sample):
    named = topics.name_topics(model, {"T2": "跨省通办"})
    author = sample.articles["author"].iloc[0]
    return {
        "prevalence": groups.prevalence(named, sample, **QUICK),
        "compare": groups.compare(named, sample, groups=author, n_permutations=99, **QUICK),
        "omnibus": groups.omnibus(named, sample, n_permutations=99),
        "evenness": groups.evenness(named, sample, **QUICK),
    }


@pytest.mark.parametrize("name", ["prevalence", "compare", "omnibus", "evenness"])
def test_each_table_has_the_name_beside_its_topic(tables, name):
    table = tables[name]
    assert list(table).index("topic_name") == list(table).index("topic") + 1
    assert set(table.loc[table["topic"] == "T2", "topic_name"]) == {"跨省通办"}
    assert table.loc[table["topic"] != "T2", "topic_name"].isna().all()


@pytest.mark.parametrize(
    ("plot", "name"),
    [
        (plots.plot_prevalence, "prevalence"),
        (plots.plot_prevalence_profiles, "prevalence"),
        (plots.plot_compare, "compare"),
    ],
)
def test_each_figure_calls_the_topic_so(tables, plot, name):
    ax = plot(tables[name], lang="zh")
    labels = [
        label.get_text()
        for panel in (ax, *ax.child_axes)
        for label in [*panel.get_xticklabels(), *panel.get_yticklabels()]
    ]
    drawn = {"".join(label.split()) for label in labels}
    assert {"T1", "T2跨省通办", "T3"} <= drawn
    plt.close("all")


def test_without_names_tables_are_as_they_were(model, sample):
    assert "topic_name" not in groups.prevalence(model, sample, **QUICK)
