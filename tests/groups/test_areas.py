"""Areas of a coding beside topics of a model: the same functions, worked by hand and against scipy."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats as scipy_stats

import yrdresearch as yrd
from simulated import simulated, with_docvar
from yrdresearch import groups, plots
from yrdresearch.errors import ArgumentError
from yrdresearch.stats.chance import p_values, shuffle, slopes


def coded_like(corpus, share, *, seed=0, n_sentences=5):
    """A coding of the corpus: each paragraph has so many sentences; `share` by author is about health."""
    rng = np.random.default_rng(seed)
    authors = corpus.articles.set_index("article_id")["author"]
    rows = []
    for paragraph in corpus.paragraphs.to_dict("records"):
        hits = rng.random(n_sentences) < share[authors[paragraph["article_id"]]]
        rows += [
            (f"{paragraph['paragraph_id']}.{i}", paragraph["paragraph_id"], paragraph["article_id"], 9, area)
            for i, area in enumerate(np.where(hits, "health", "none"))
        ]
    return pd.DataFrame(
        rows, columns=["sentence_id", "paragraph_id", "article_id", "n_characters", "policy_area"]
    )


@pytest.fixture(scope="module")
def corpus():
    return simulated({"甲": 4, "乙": 5})[1]


@pytest.fixture(scope="module")
def coded(corpus):
    return coded_like(corpus, {"甲": 0.5, "乙": 0.2})


def of_articles(coded):
    return (coded["policy_area"] == "health").groupby(coded["article_id"], sort=False).mean().to_numpy()


def test_prevalence_is_the_mean_over_articles(coded, corpus):
    table = groups.prevalence(coded, corpus).set_index(["policy_area", "group"])
    share = of_articles(coded)
    assert table.loc[("health", "甲"), "prevalence"] == pytest.approx(share[:4].mean())
    assert table.loc[("health", "乙"), "prevalence"] == pytest.approx(share[4:].mean())
    assert table.loc[("health", "甲"), ["n_articles", "n_paragraphs"]].tolist() == [4, 20]
    sentences = coded.groupby("article_id", sort=False)["sentence_id"].nunique().to_numpy()
    low, high = yrd.stats.share_interval(share[:4, None], np.ones(4), sizes=sentences[:4])
    assert table.loc[("health", "甲"), ["low", "high"]].tolist() == pytest.approx([low[0], high[0]])
    assert table.loc[("finance", "甲"), ["low", "high"]].isna().all()
    assert "too few for an interval" in table.loc[("finance", "甲"), "note"]


@pytest.mark.parametrize("weighting", ["article", "length"])
def test_interval_of_a_difference_is_made_of_both_intervals_and_standard_errors(weighting):
    """Unequal groups, and for `length` articles of unequal weight: each step by hand."""
    corpus = simulated({"甲": 4, "乙": 9})[1]
    coded = coded_like(corpus, {"甲": 0.5, "乙": 0.3}, seed=3)
    coded = coded[~coded["sentence_id"].isin(coded["sentence_id"].iloc[[1, 2, 3, 30, 31, 200]])]
    sentences = coded.groupby("article_id", sort=False)["sentence_id"].nunique().to_numpy()
    share = of_articles(coded)
    weights = np.ones(13) if weighting == "article" else sentences.astype(float)
    means, ends, errors = [], [], []
    for rows in (slice(0, 4), slice(4, 13)):
        x, w = share[rows], weights[rows] / weights[rows].sum()
        means.append([(w * x).sum()])
        ends.append(
            yrd.stats.share_interval(
                x[:, None] * weights[rows][:, None], weights[rows], sizes=sentences[rows]
            )
        )
        n = len(x)
        errors.append([np.sqrt(n / (n - 1) * (w**2 * (x - means[-1]) ** 2).sum())])
    low, high = yrd.stats.difference_interval(
        np.array(means), np.array(ends), np.array(errors), (4, 9), level=0.95
    )
    row = groups.compare(coded, corpus, weighting=weighting).set_index("policy_area").loc["health"]
    assert [row["low"], row["high"]] == pytest.approx([low[0], high[0]])


def test_compare_is_scipys_permutation_test_of_articles(coded, corpus):
    row = groups.compare(coded, corpus).set_index("policy_area").loc["health"]
    share = of_articles(coded)
    oracle = scipy_stats.permutation_test(
        (share[:4], share[4:]), lambda a, b: abs(a.mean() - b.mean()), n_resamples=np.inf,
        alternative="greater",
    )  # fmt: skip
    assert row["p"] == pytest.approx(oracle.pvalue)
    assert row["difference"] == pytest.approx(share[:4].mean() - share[4:].mean())
    assert row["low"] < row["difference"] < row["high"]
    assert "mistakes" in row["note"]


def test_the_same_shares_as_topics_give_the_same_test(coded, corpus):
    """A model whose topics are these very areas: prevalence, p and omnibus agree."""
    model, _ = simulated({"甲": 4, "乙": 5})
    shares = (coded["policy_area"] == "health").groupby(coded["paragraph_id"], sort=False).mean()
    model = replace(model, doc_topic=pd.DataFrame({"T1": shares, "T2": 1 - shares}))
    for name in ("compare", "omnibus"):
        topics = getattr(groups, name)(model, corpus).set_index("topic").loc["T1"]
        areas = getattr(groups, name)(coded, corpus).set_index("policy_area").loc["health"]
        assert areas[["p", "smallest_p", "p_mid"]].tolist() == pytest.approx(
            topics[["p", "smallest_p", "p_mid"]].tolist()
        )


def test_one_article_is_described_and_has_no_interval():
    corpus = simulated({"甲": 1, "乙": 4})[1]
    coded = coded_like(corpus, {"甲": 0.5, "乙": 0.5})
    table = groups.compare(coded, corpus)
    assert set(table["verdict"]) == {"described, not tested"}
    assert table[["low", "high"]].isna().all(axis=None)


def test_a_planted_difference_of_areas_is_found():
    corpus = simulated({"甲": 10, "乙": 10})[1]
    table = groups.compare(coded_like(corpus, {"甲": 0.6, "乙": 0.2}), corpus).set_index("policy_area")
    assert table.loc["health", "verdict"] == "differs"
    assert table.loc["health", "low"] > 0
    assert table.loc["finance", "p"] == 1


def test_evidence_leads_to_sentences_coded_so(coded, corpus):
    row = groups.compare(coded, corpus).set_index("policy_area", drop=False).loc["health"]
    sample = yrd.load_corpus("sample")
    of_sample = yrd.code_policy_areas(sample)
    shown = groups.evidence_of(of_sample, sample, groups.omnibus(of_sample, sample).iloc[1]).table
    said = of_sample.groupby("sentence_id")["policy_area"].agg(set)
    assert len(shown)
    assert all("industry" in said[sentence] for sentence in shown["sentence_id"])
    assert row["group_a"] == "甲"


def test_a_coding_of_another_corpus_is_refused(coded):
    with pytest.raises(ArgumentError, match="no paragraph or article of the corpus"):
        groups.compare(coded, yrd.load_corpus("sample"))
    with pytest.raises(ArgumentError, match="has no column"):
        groups.prevalence(coded.drop(columns="policy_area"), yrd.load_corpus("sample"))


def test_whole_articles_as_documents_of_unlike_length_are_told():
    model, corpus = simulated({"甲": 4, "乙": 4})
    counts = corpus.term_counts
    short = counts["paragraph_id"].str.contains(r"^p\.[5-8]\.")
    corpus = replace(corpus, term_counts=counts[~short | counts["paragraph_id"].str.endswith(".1")])
    whole = replace(
        model, doc_topic=model.doc_topic.groupby(lambda i: i.rsplit(".", 1)[0], sort=False).mean()
    )
    assert groups.compare(whole, corpus)["note"].str.contains("times as long").all()
    assert not groups.compare(model, corpus)["note"].str.contains("times as long").any()


def test_a_slope_is_scipys_and_its_p_that_of_every_order():
    corpus = simulated({"甲": 6})[1]
    coded = coded_like(corpus, {"甲": 0.5}, seed=3)
    x = pd.Series([1.0, 4.0, 2.0, 8.0, 7.0, 11.0], index=corpus.articles["article_id"])
    row = groups.trend(coded, corpus, along=x).set_index("policy_area").loc["health"]
    share = of_articles(coded)
    assert row["slope"] == pytest.approx(scipy_stats.linregress(x, share).slope)
    oracle = scipy_stats.permutation_test(
        (x.to_numpy(),), lambda v: abs(scipy_stats.linregress(v, share).slope), n_resamples=np.inf,
        permutation_type="pairings", alternative="greater",
    )  # fmt: skip
    assert row["p"] == pytest.approx(oracle.pvalue)
    assert row["n_arrangements"] == 720


def test_a_planted_trend_is_found_in_topics_and_dates_are_years():
    model, corpus = simulated({f"作者{i}": 1 for i in range(24)}, article_sd=0.3)
    dates = pd.date_range("2020-01-01", periods=24, freq="60D").strftime("%Y-%m-%d").tolist()
    corpus = with_docvar(corpus, date=dates)
    rise = np.repeat(np.arange(24), 5)[:, None] * np.array([0.12, 0, 0, 0])
    shares = np.exp(np.log(model.doc_topic.to_numpy()) + rise)
    model = replace(
        model,
        doc_topic=pd.DataFrame(
            shares / shares.sum(axis=1, keepdims=True), model.doc_topic.index, model.doc_topic.columns
        ),
    )
    table = groups.trend(model, corpus, along="date")
    assert table.loc[0, "verdict"] == "differs"
    assert table.loc[0, "low"] > 0
    years = pd.Series(np.arange(24) * 60 / 365.25, index=corpus.articles["article_id"])
    assert groups.trend(model, corpus, along=years)["slope"].to_numpy() == pytest.approx(
        table["slope"].to_numpy(), rel=0.02
    )


def test_null_trends_keep_their_level():
    rng = np.random.default_rng(2)
    values = rng.gamma(0.5, size=(12, 2000))  # skewed as shares of a rare topic are
    orders = shuffle(12, random_state=1, n_permutations=1999)
    found = np.abs(slopes(values, rng.normal(size=12), orders.groups, weights=np.ones(12)))
    assert 0.03 <= (p_values(found, orders).p < 0.05).mean() <= 0.065


def test_missing_values_are_left_out_of_a_trend_and_told():
    model, corpus = simulated({"甲": 8})
    x = pd.Series([1, 2, 3, 4, 5, 6, 7], index=corpus.articles["article_id"].iloc[:7])
    table = groups.trend(model, corpus, along=x)
    assert table["n_articles"].tolist() == [7] * 4
    assert table["note"].str.contains("1 of 8 articles have no by").all()


@pytest.mark.parametrize(
    ("values", "message"),
    [(["a"] * 8, "neither a number nor a date"), ([5] * 8, "1 different values"), ([1, 2, 3], "3 articles")],
)
def test_faults_of_a_trend(values, message):
    model, corpus = simulated({"甲": 8})
    along = pd.Series(values, index=corpus.articles["article_id"].iloc[: len(values)])
    with pytest.raises(ArgumentError, match=message):
        groups.trend(model, corpus, along=along)


def test_over_time_is_the_prevalence_of_periods_in_order(coded, corpus):
    dates = ["2024-05-01", "2023-01-01", "2023-12-31", "2024", "2025-03", None, "2023-02-02", "2024", "2025"]
    dated = with_docvar(corpus, date=dates)
    table = groups.over_time(coded, dated)
    assert table["group"].fillna("missing").unique().tolist() == ["2023", "2024", "2025", "missing"]
    health = table[table["policy_area"] == "health"].set_index("group")["prevalence"]
    assert health["2023"] == pytest.approx(of_articles(coded)[[1, 2, 6]].mean())
    quarters = groups.over_time(coded, dated, every="quarter")["group"].dropna().unique().tolist()
    assert quarters == ["2023Q1", "2023Q4", "2024Q1", "2024Q2", "2025Q1"]
    with pytest.raises(ArgumentError, match="every is 'week'"):
        groups.over_time(coded, dated, every="week")


@pytest.mark.parametrize("test", ["compare", "trend"])
def test_what_is_found_does_not_depend_on_how_long_articles_are_cut(test):
    """Articles of six paragraphs and of one: with one way of cutting p is on either side of .05."""
    corpus = simulated({"甲": 6, "乙": 14})[1]
    coded = coded_like(corpus, {"甲": 0.5, "乙": 0.2}, n_sentences=6)
    first = coded["paragraph_id"].str.endswith(".1")
    long = coded["article_id"].isin(corpus.articles.loc[corpus.articles["author"] == "甲", "article_id"])
    short = coded[long | first]
    corpus = with_docvar(corpus, year=[2010 + i for i in range(20)])

    def p_of(seed):
        if test == "trend":
            table = groups.trend(short, corpus, along="year", n_permutations=999, random_state=seed)
        else:
            table = groups.compare(short, corpus, n_permutations=999, n_resamples=1, random_state=seed)
        return table.set_index("policy_area").loc["health", "p"]

    p = np.array([p_of(seed) for seed in range(8)])
    assert (p < 0.05).all()


def test_areas_have_their_names_beside_them_in_tables_and_figures():
    sample = yrd.load_corpus("sample")
    coded = yrd.code_policy_areas(sample)
    names = yrd.load_codebook().table().set_index("policy_area")["name_zh"]
    two = sample.articles["author"].unique()[:2]
    for table in (
        groups.prevalence(coded, sample, n_resamples=1),
        groups.compare(coded, sample, groups=two, n_resamples=1, n_permutations=99),
        groups.omnibus(coded, sample, n_permutations=99),
    ):
        at = list(table).index("policy_area")
        assert list(table)[at : at + 3] == ["policy_area", "name_zh", "name_en"]
        assert table["name_zh"].tolist() == names[table["policy_area"]].tolist()
    ax = plots.plot_compare(table_of := groups.compare(coded, sample, groups=two, n_resamples=1), lang="zh")
    drawn = "".join(text.get_text() for text in ax.get_yticklabels()).replace("\n", "")
    assert all(name in drawn for name in table_of["name_zh"])
