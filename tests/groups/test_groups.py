"""Prevalence and comparisons against independent oracles, exact properties and planted truth."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from simulated import simulated, with_docvar
from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.groups import (
    cluster,
    compare,
    delta,
    distances,
    evenness,
    evidence_of,
    omnibus,
    prevalence,
)
from yrdresearch.stats.chance import arrange, between_share, differences, p_values, smallest_p

RNG = np.random.default_rng(7)


def test_every_arrangement_occurs_once_and_the_observed_first():
    observed = np.array([1, 0, 2, 0, 1])
    arranged = arrange(observed, random_state=0)
    every = {tuple(row) for row in permutations(observed.tolist())}
    assert arranged.exact
    assert {tuple(row) for row in arranged.groups.tolist()} == every
    assert len(arranged.groups) == len(every)
    assert (arranged.groups[0] == observed).all()


@pytest.mark.parametrize("sizes", [(2, 2), (3, 4), (4, 4), (2, 7), (2, 2, 3)])
def test_smallest_p_is_the_best_that_any_data_can_reach(sizes):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    values = np.concatenate([10**number + RNG.random(size) for number, size in enumerate(sizes)])[:, None]
    arranged = arrange(labels, random_state=0)
    weights = np.ones(len(labels))
    test = p_values(between_share(values, arranged.groups, weights=weights), arranged)
    assert smallest_p(sizes) == pytest.approx(arranged.smallest_p)
    assert test.p[0] >= arranged.smallest_p - 1e-12
    if len(sizes) == 2:  # groups apart from each other are the most extreme arrangement
        assert test.p[0] == pytest.approx(arranged.smallest_p)


@pytest.mark.parametrize(("n_a", "n_b"), [(4, 4), (3, 5), (5, 5)])
def test_p_equals_scipy_permutation_test(n_a, n_b):
    values = RNG.normal(size=(n_a + n_b, 3))
    labels = np.repeat([0, 1], [n_a, n_b])
    arranged = arrange(labels, random_state=0)
    found = np.abs(differences(values, arranged.groups, weights=np.ones(n_a + n_b)))
    ours = p_values(found, arranged).p
    for column in range(3):
        oracle = scipy_stats.permutation_test(
            (values[:n_a, column], values[n_a:, column]),
            lambda a, b, axis: np.abs(a.mean(axis=axis) - b.mean(axis=axis)),
            n_resamples=np.inf, alternative="greater", vectorized=True,
        )  # fmt: skip
        assert ours[column] == pytest.approx(oracle.pvalue)


def test_between_share_orders_arrangements_as_the_f_statistic_does():
    values = RNG.normal(size=(9, 1))
    labels = np.repeat([0, 1, 2], 3)
    arranged = arrange(labels, random_state=0)
    share = between_share(values, arranged.groups, weights=np.ones(9))
    oracle = scipy_stats.permutation_test(
        [values[labels == group, 0] for group in range(3)],
        lambda *groups, axis: scipy_stats.f_oneway(*groups, axis=axis).statistic,
        n_resamples=np.inf, alternative="greater", vectorized=True,
    )  # fmt: skip
    assert p_values(share, arranged).p[0] == pytest.approx(oracle.pvalue)
    f = scipy_stats.f_oneway(*(values[labels == group, 0] for group in range(3))).statistic
    assert share[0, 0] == pytest.approx(f * 2 / (f * 2 + 6))


@pytest.mark.parametrize(("n_a", "n_b"), [(2, 2), (3, 3), (4, 4), (3, 4), (5, 5)])
def test_the_exact_test_never_rejects_more_often_than_it_says(n_a, n_b):
    # under the null hypothesis every arrangement was equally likely to be the one observed
    values = RNG.gamma(1.0, size=(n_a + n_b, 1))
    groups = arrange(np.repeat([0, 1], [n_a, n_b]), random_state=0).groups
    p, p_mid = [], []
    for observed in groups:
        arranged = arrange(observed, random_state=0)
        test = p_values(np.abs(differences(values, arranged.groups, weights=np.ones(n_a + n_b))), arranged)
        p.append(test.p[0])
        p_mid.append(test.p_mid[0])
    for level in (0.03, 0.05, 0.1, 0.3):
        assert np.mean(np.array(p) <= level + 1e-12) <= level + 1e-9
    assert np.mean(p_mid) == pytest.approx(0.5)  # what makes the mid-p unbiased
    assert min(p) == pytest.approx(smallest_p([n_a, n_b]))


def test_family_correction_by_hand():
    statistics = np.array([[3.0, 1.0], [1.0, 1.0], [2.0, 4.0], [2.0, 2.0]])
    arranged = arrange(np.array([0, 1, 1, 1]), random_state=0)
    scaled = statistics / np.sqrt((statistics**2).mean(axis=0))
    expected = [(scaled.max(axis=1) >= scaled[0, k] - 1e-12).mean() for k in range(2)]
    assert p_values(statistics, arranged).p_family.tolist() == pytest.approx(expected)


def test_random_arrangements_count_the_observed_one():
    labels = np.repeat([0, 1], 12)
    arranged = arrange(labels, random_state=1, n_permutations=199)
    assert not arranged.exact
    values = np.where(labels == 0, 0.0, 1.0)[:, None]
    test = p_values(np.abs(differences(values, arranged.groups, weights=np.ones(24))), arranged)
    assert test.p[0] == pytest.approx(1 / 200)
    assert test.smallest_p[0] == pytest.approx(1 / 200)


def test_a_constant_topic_is_never_rare():
    arranged = arrange(np.repeat([0, 1], 4), random_state=0)
    test = p_values(np.abs(differences(np.full((8, 1), 0.3), arranged.groups, weights=np.ones(8))), arranged)
    assert (test.p[0], test.p_family[0], test.smallest_p[0]) == (1.0, 1.0, 1.0)


def test_prevalence_weighs_paragraphs_by_tokens_and_articles_as_asked():
    model, corpus = simulated({"甲": 2, "乙": 2}, n_paragraphs=2, seed=3)
    longer = corpus.term_counts["paragraph_id"].eq("p.1.1")
    counts = corpus.term_counts.assign(
        count=corpus.term_counts["count"].where(~longer, corpus.term_counts["count"] * 3)
    )
    corpus = replace(corpus, term_counts=counts)
    theta = model.doc_topic.to_numpy()
    first = (300 * theta[0] + 100 * theta[1]) / 400
    second = (theta[2] + theta[3]) / 2
    by_article = prevalence(model, corpus, n_resamples=50)
    by_length = prevalence(model, corpus, weighting="length", n_resamples=50)
    assert by_article["prevalence"][:4].to_numpy() == pytest.approx((first + second) / 2)
    assert by_length["prevalence"][:4].to_numpy() == pytest.approx((400 * first + 200 * second) / 600)
    assert set(by_length["weighting"]) == {"length"}


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 4), st.integers(1, 4), st.integers(0, 4), st.integers(5, 400), st.integers(0, 99),
    st.sampled_from(["article", "length"]),
)  # fmt: skip
def test_prevalence_is_a_share_inside_its_interval(n_a, n_b, n_runs, tokens, seed, weighting):
    model, corpus = simulated({"甲": n_a, "乙": n_b}, n_runs=n_runs, tokens=tokens, seed=seed, article_sd=3)
    table = prevalence(model, corpus, weighting=weighting, n_resamples=60)
    assert table.groupby("group")["prevalence"].sum().to_numpy() == pytest.approx(1)
    assert (table["low"] >= 0).all()
    assert (table["high"] <= 1).all()
    assert (table["low"] <= table["prevalence"]).all()
    assert (table["prevalence"] <= table["high"]).all()
    between = compare(model, corpus, weighting=weighting, n_resamples=60)
    assert (between["low"] >= -1).all()
    assert (between["high"] <= 1).all()
    assert between["difference"].between(between["low"], between["high"]).all()


def test_interval_is_students_t_on_the_logit_scale_when_the_model_is_sure():
    model, corpus = simulated({"甲": 4, "乙": 4}, n_paragraphs=2, tokens=1_000_000, seed=5)
    table = prevalence(model, corpus, n_resamples=20_000)
    for topic in range(4):
        article = model.doc_topic.to_numpy()[:8, topic].reshape(4, 2).mean(axis=1)
        whole, *without = (
            np.log(mean / (1 - mean))
            for mean in (article.mean(), *(np.delete(article, k).mean() for k in range(4)))
        )
        step = scipy_stats.t.ppf(0.975, 3) * np.sqrt(3 / 4 * ((np.array(without) - whole) ** 2).sum())
        low, high = 1 / (1 + np.exp(-(whole + np.array([-step, step]))))
        assert table.loc[topic, "low"] == pytest.approx(low, abs=0.02)
        assert table.loc[topic, "high"] == pytest.approx(high, abs=0.02)


def test_articles_wholly_of_one_topic_have_an_interval():
    model, corpus = simulated({"甲": 3, "乙": 3}, shift=200.0, tokens=10**7, n_topics=2)
    whole = model.doc_topic.to_numpy().round()  # 1 and 0
    model = replace(model, doc_topic=pd.DataFrame(whole, model.doc_topic.index, model.doc_topic.columns))
    table = prevalence(model, corpus)
    all_of_it = table[(table["group"] == "甲") & (table["topic"] == "T1")].iloc[0]
    nothing = table[(table["group"] == "甲") & (table["topic"] == "T2")].iloc[0]
    assert 0.999 < all_of_it["low"] < 1  # draws stay inside 0 and 1
    assert 0 < nothing["high"] < 0.001


def width(table: pd.DataFrame) -> float:
    return float((table["high"] - table["low"]).mean())


def test_each_source_of_uncertainty_widens_the_interval():
    sure = prevalence(*simulated({"甲": 1, "乙": 1}, tokens=100_000))
    short = prevalence(*simulated({"甲": 1, "乙": 1}, tokens=50))
    runs = prevalence(*simulated({"甲": 1, "乙": 1}, tokens=100_000, n_runs=30))
    articles = prevalence(*simulated({"甲": 3, "乙": 3}, tokens=100_000))
    assert width(short) > 5 * width(sure)
    assert width(runs) > 5 * width(sure)
    assert width(articles) > 5 * width(sure)
    assert sure["note"].str.contains("one article").all()
    assert articles["note"].str.startswith("the model is a single run").all()
    assert not runs["note"].str.contains("single run").any()


def test_the_estimate_of_a_consensus_is_the_mean_of_its_runs_and_lies_within_them():
    model, corpus = simulated({"甲": 3, "乙": 3}, n_runs=30)
    sharper = model.doc_topic**8
    mode = replace(model, doc_topic=sharper.div(sharper.sum(axis=1), axis=0))
    pd.testing.assert_frame_equal(prevalence(mode, corpus), prevalence(model, corpus))
    article = model.doc_topic_runs.mean(axis=0).reshape(6, 5, 4).mean(axis=1)
    expected = article.reshape(2, 3, 4).mean(axis=1).ravel()
    assert prevalence(model, corpus)["prevalence"].to_numpy() == pytest.approx(expected)


def test_one_essay_an_author_is_described_and_not_tested():
    model, corpus = simulated({"甲": 1, "乙": 1, "丙": 4}, n_runs=5)
    for table in (
        compare(model, corpus, groups=("甲", "乙")),
        compare(model, corpus, groups=("丙", "甲")),
        compare(model, corpus, groups="甲"),
        omnibus(model, corpus),
    ):
        assert table[["p", "p_mid", "smallest_p", "q"]].isna().all(axis=None)
        assert set(table["verdict"]) == {"described, not tested"}
        assert table["note"].str.contains("one article each of 甲").all()


@pytest.mark.parametrize("shift", [0.0, 8.0])
def test_no_verdict_where_none_is_attainable(shift):
    table = compare(*simulated({"甲": 3, "乙": 3}, shift=shift), correction="family")
    assert (table["smallest_p"] >= 0.1 - 1e-12).all()
    assert table["verdict"].str.startswith("cannot be tested").all()


def test_swapping_the_groups_changes_the_sign_only():
    model, corpus = simulated({"甲": 4, "乙": 5, "丙": 3}, n_runs=4)
    one = compare(model, corpus, groups=("甲", "乙"))
    other = compare(model, corpus, groups=("乙", "甲"))
    assert one["difference"].to_numpy() == pytest.approx(-other["difference"].to_numpy())
    for column in ("p", "p_mid", "smallest_p", "q"):
        assert one[column].to_numpy() == pytest.approx(other[column].to_numpy())


def test_the_order_of_documents_and_articles_does_not_matter():
    model, corpus = simulated({"甲": 4, "乙": 4}, seed=9)
    order = RNG.permutation(len(model.doc_topic))
    shuffled = replace(model, doc_topic=model.doc_topic.iloc[order])
    other = replace(corpus, articles=corpus.articles.iloc[::-1])
    one, two = compare(model, corpus, groups=("甲", "乙")), compare(shuffled, other, groups=("甲", "乙"))
    assert one["difference"].to_numpy() == pytest.approx(two["difference"].to_numpy())
    assert one["p"].to_numpy() == pytest.approx(two["p"].to_numpy())


def test_a_planted_difference_is_found_and_named():
    model, corpus = simulated({"甲": 10, "乙": 10}, shift=3.0, n_runs=5)
    table = compare(model, corpus)
    assert table.loc[0, "verdict"] == "differs"
    assert table.loc[0, "low"] > 0
    everyone = omnibus(model, corpus)
    assert everyone.loc[0, "between"] > 3 * everyone.loc[0, "expected"]
    assert everyone.loc[0, "verdict"] == "differs"


def test_same_seed_same_table():
    model, corpus = simulated({"甲": 12, "乙": 12}, n_runs=3)
    pd.testing.assert_frame_equal(compare(model, corpus), compare(model, corpus))
    pd.testing.assert_frame_equal(prevalence(model, corpus), prevalence(model, corpus))


def test_a_name_of_several_characters_is_one_group():
    model, corpus = simulated({"江海大学": 3, "湖滨学院": 3, "丙": 3})
    table = compare(model, corpus, groups="江海大学")
    assert (table["group_a"] == "江海大学").all()
    assert table["n_b"].tolist() == [6] * 4


def test_one_group_is_compared_with_all_others():
    model, corpus = simulated({"甲": 3, "乙": 3, "丙": 3, "丁": 3})
    table = compare(model, corpus, groups="甲")
    assert table["n_b"].tolist() == [9] * 4
    assert table["smallest_p"].tolist() == pytest.approx([1 / 220] * 4)
    assert table["note"].str.contains("not that this one differs from the rest").all()


def test_null_corpora_keep_the_level_and_paragraph_tests_do_not():
    rng = np.random.default_rng(0)
    article = rng.normal(0, 0.8, (10, 1, 2_000))
    share = 1 / (1 + np.exp(-(article + rng.normal(0, 0.6, (10, 6, 2_000)))))
    arranged = arrange(np.repeat([0, 1], 5), random_state=0)
    found = np.abs(differences(share.mean(axis=1), arranged.groups, weights=np.ones(10)))
    paragraphs = share.reshape(2, 30, 2_000)
    naive = scipy_stats.ttest_ind(paragraphs[0], paragraphs[1]).pvalue
    assert 0.03 <= np.mean(p_values(found, arranged).p < 0.05) <= 0.065
    assert np.mean(naive < 0.05) > 0.3


def test_authors_as_units_keep_their_articles_together():
    model, corpus = simulated({"甲": 2, "乙": 2, "丙": 2, "丁": 2})
    corpus = with_docvar(corpus, region=["南"] * 4 + ["北"] * 4)
    articles = compare(model, corpus, by="region")
    authors = compare(model, corpus, by="region", unit="author")
    assert articles["smallest_p"].iloc[0] == pytest.approx(2 / 70)
    assert articles["note"].str.contains("4 authors wrote several").all()
    assert authors["smallest_p"].iloc[0] == pytest.approx(1 / 3)
    assert authors["n_a"].tolist() == [4] * 4
    assert authors["difference"].to_numpy() == pytest.approx(articles["difference"].to_numpy())


def test_groups_by_a_page_column_and_by_a_series():
    model, corpus = simulated({"甲": 2, "乙": 2})
    by_page = prevalence(model, corpus, by="year")
    assert by_page["group"].unique().tolist() == [2024]
    series = pd.Series(["x", "x", "y", "y"], index=corpus.articles["article_id"])
    by_author = prevalence(model, corpus, by="author")
    for given_as in (series, series.repeat(5).set_axis(model.doc_topic.index)):
        table = prevalence(model, corpus, by=given_as)
        assert table["prevalence"].to_numpy() == pytest.approx(by_author["prevalence"].to_numpy())


def test_each_article_can_be_a_group_of_its_own():
    model, corpus = simulated({"甲": 3})
    table = prevalence(model, corpus, by="article_id", n_resamples=20)
    assert table["group"].unique().tolist() == ["p.1", "p.2", "p.3"]
    with pytest.raises(ArgumentError, match="choose article_id, author, page_id, byline_kind, year"):
        prevalence(model, corpus, by="gender")


def test_articles_as_documents_give_the_shares_of_the_articles():
    model, corpus = simulated({"甲": 2, "乙": 2})
    of_article = model.doc_topic.groupby(lambda name: name.rsplit(".", 1)[0], sort=False).mean()
    table = prevalence(replace(model, doc_topic=of_article), corpus)
    paragraphs = prevalence(model, corpus)
    assert table["prevalence"].to_numpy() == pytest.approx(paragraphs["prevalence"].to_numpy())
    assert table["n_paragraphs"].tolist() == paragraphs["n_paragraphs"].tolist()


def test_a_text_of_one_token_is_a_text():
    model, corpus = simulated({"甲": 3, "乙": 3}, tokens=1)
    table = prevalence(model, corpus)
    assert (table["n_paragraphs"] == 15).all()
    assert not table["note"].str.contains("left out").any()


def test_what_is_left_out_is_counted():
    model, corpus = simulated({"甲": 3, "乙": 3})
    kept = ~corpus.term_counts["paragraph_id"].str.startswith("p.1.")
    table = prevalence(model, replace(corpus, term_counts=corpus.term_counts[kept]))
    assert table["n_articles"].tolist() == [2] * 4 + [3] * 4
    assert table["note"].str.contains("5 documents without a term").all()
    assert table["note"].str.contains("1 articles of the corpus").all()


def test_evenness_resamples_within_the_essay():
    model, corpus = simulated({"甲": 2, "乙": 1})
    table = evenness(model, corpus)
    assert len(table) == 3 * 4
    assert (table["least"] <= table["share"]).all()
    assert (table["share"] <= table["most"]).all()
    assert table["low"].ge(table["least"]).all()
    assert table["high"].le(table["most"]).all()
    assert table["note"].str.contains("not how its author").all()
    same = replace(model, doc_topic=model.doc_topic * 0 + 0.25)
    even = evenness(same, corpus)
    assert (even["high"] - even["low"]).max() < 1e-9


def test_evidence_leads_to_the_paragraphs_with_most_words_of_the_topic():
    model, corpus = simulated({"甲": 2, "乙": 2})
    table = evidence_of(model, corpus, {"group": "甲", "topic": "T2"}, n_paragraphs=2).table
    own = model.doc_topic["T2"][:10].nlargest(2)
    assert table["paragraph_id"].tolist() == own.index.tolist()
    assert table["share"].to_numpy() == pytest.approx(own.to_numpy())
    assert {"sentence_id", "spans", "article_id"} <= set(table)
    assert set(corpus.articles.set_index("article_id").loc[table["article_id"], "author"]) == {"甲"}


BAD = {
    "unknown docvar": ({"by": "gender"}, r"'gender', which is no column of the articles or pages; choose"),
    "unknown weighting": (
        {"groups": "甲", "weighting": "words"},
        r"weighting is 'words'; choose one of 'article', 'length'",
    ),
    "unknown unit": ({"unit": "school"}, r"unit is 'school', which is no column"),
    "unknown group": (
        {"groups": ("甲", "丁")},
        r"groups names 丁, which does not occur; choose from 甲, 乙, 丙",
    ),
    "three groups": ({"groups": ("甲", "乙", "丙")}, r"groups gives 3 groups; name two"),
    "no groups of three": ({}, r"groups gives 3 groups; name two"),
    "the same twice": ({"groups": ("甲", "甲")}, r"name two different ones"),
    "unknown correction": ({"groups": "甲", "correction": "bonferroni"}, r"correction is 'bonferroni'"),
    "too few permutations": (
        {"groups": "甲", "n_permutations": 5},
        r"n_permutations is 5; give a whole number of 99 or more",
    ),
    "missing everywhere": (
        {"by": "wave"},
        r"6 of 6 articles have no wave \(p\.1, p\.2, p\.3, …\), so there is nothing to group by",
    ),
}


@pytest.mark.parametrize(("arguments", "sentence"), BAD.values(), ids=BAD)
def test_bad_arguments_get_one_clear_sentence(arguments, sentence):
    model, corpus = simulated({"甲": 2, "乙": 2, "丙": 2})
    corpus = with_docvar(corpus, wave=["", None, " ", "", "", ""])
    with pytest.raises(ArgumentError, match=sentence):
        compare(model, corpus, **arguments)


@pytest.mark.parametrize("call", [prevalence, evenness, distances, cluster])
def test_nothing_drawn_is_refused(call):
    model, corpus = simulated({"甲": 2, "乙": 2})
    with pytest.raises(ArgumentError, match="n_resamples is 0; give a whole number of 1 or more"):
        call(model, corpus, n_resamples=0)


SERIES = {
    "a list": (lambda ids: ["x"] * len(ids), "by is a list; give the name of a column, or a Series"),
    "several values": (
        lambda ids: pd.Series(["x", "y"] * 4, index=[*ids, *ids]),
        r"by has several values for p\.1, p\.2, p\.3, …; give each article one",
    ),
    "foreign index": (lambda ids: pd.Series(["x", "y"]), r"by is indexed by 0, 1, which are no articles"),
}


@pytest.mark.parametrize(("given_as", "sentence"), SERIES.values(), ids=SERIES)
def test_groups_of_ones_own_get_one_clear_sentence(given_as, sentence):
    model, corpus = simulated({"甲": 2, "乙": 2})
    by = given_as(list(corpus.articles["article_id"]))
    for call in (prevalence, omnibus, distances, cluster):
        with pytest.raises(ArgumentError, match=sentence):
            call(model, corpus, by=by)


def test_arguments_of_another_kind_get_one_clear_sentence():
    model, corpus = simulated({"甲": 2, "乙": 2})
    with pytest.raises(ArgumentError, match="model is a Dtm; give a TopicModel"):
        prevalence(build_dtm(corpus), corpus)
    with pytest.raises(ArgumentError, match=r"corpus is a TopicModel; give (the|a) Corpus"):
        prevalence(corpus, model)
    with pytest.raises(ArgumentError, match="n_permutations is '99'; give a whole number of 99 or more"):
        compare(model, corpus, n_permutations="99")
    with pytest.raises(ArgumentError, match="n_terms is 0; give a whole number of 1 or more"):
        delta(corpus, n_terms=0)


def test_a_single_unit_of_several_articles_is_not_called_one_article():
    model, corpus = simulated({"甲": 3, "乙": 3})
    notes = [
        *prevalence(model, corpus, unit="author")["note"],
        *compare(model, corpus, unit="author")["note"],
    ]
    assert not any("one article" in note for note in notes)
    assert all("one observation" in note or "one unit (author)" in note for note in notes)
    assert "a test needs two groups of several units (author)" in notes[-1]
    alone = compare(*simulated({"甲": 1, "乙": 3}))["note"].iloc[0]
    assert "a test needs two groups of several articles" in alone


def test_a_group_of_one_beside_larger_groups_does_not_deny_the_test():
    model, corpus = simulated({"甲": 4, "乙": 4, "丙": 1})
    table = omnibus(model, corpus)
    assert table["p"].notna().all()
    assert table["note"].str.startswith("one article each of 丙").all()
    assert not table["note"].str.contains("tests nothing|a test needs").any()


def test_a_false_discovery_rate_that_few_arrangements_cannot_reach_is_told():
    # 4 v 4 and K = 4: q = 4 p / m < .05 with p = 2/70 asks for m = 3 topics at once
    model, corpus = simulated({"甲": 4, "乙": 4})
    assert compare(model, corpus)["note"].str.contains("only where 3 of 4 topics").all()
    assert not compare(model, corpus, correction="family")["note"].str.contains("only where").any()
    assert not compare(*simulated({"甲": 6, "乙": 6}))["note"].str.contains("only where").any()
    # 5 v 5 and K = 8: 8 x 2/252 / m < .05 asks for m = 2
    two = compare(*simulated({"甲": 5, "乙": 5}, n_topics=8))["note"]
    assert two.str.contains("only where 2 of 8 topics").all()


def test_groups_that_split_an_article_or_a_unit_are_refused():
    model, corpus = simulated({"甲": 2, "乙": 2})
    split = pd.Series(["x"] * 7 + ["y"] * 13, index=model.doc_topic.index)
    with pytest.raises(ArgumentError, match=r"one article into different groups \(p\.2\)"):
        prevalence(model, corpus, by=split)
    corpus = with_docvar(corpus, region=["南", "北", "北", "北"])
    with pytest.raises(ArgumentError, match=r"split 1 units of 'author' \(甲\)"):
        compare(model, corpus, by="region", unit="author")


def test_a_model_of_another_corpus_is_refused():
    model, corpus = simulated({"甲": 2, "乙": 2})
    other = replace(model, doc_topic=model.doc_topic.rename(index={"p.1.1": "q.1.1"}))
    with pytest.raises(ArgumentError, match=r"1 documents that are no paragraph or article .*\(q\.1\.1\)"):
        prevalence(other, corpus)
    with pytest.raises(ArgumentError, match="one group only"):
        omnibus(*simulated({"甲": 4}))
    articles = replace(model, doc_topic=model.doc_topic.iloc[:4].set_axis(corpus.articles["article_id"]))
    with pytest.raises(ArgumentError, match="no parts to resample"):
        evenness(articles, corpus)


def test_a_missing_value_is_shown_and_told_never_compared():
    """Six articles, two without a region: described under a missing group, left out of every test."""
    model, corpus = simulated({"甲": 2, "乙": 2, "丙": 2})
    corpus = with_docvar(corpus, region=["南", None, " ", "北", "北", "南"])
    told = "2 of 6 articles have no region (p.2, p.3)"
    shown = prevalence(model, corpus, by="region", n_resamples=20)
    assert shown["group"].drop_duplicates().tolist() == ["南", "北", None]
    assert shown.groupby("group", dropna=False)["n_articles"].first().sum() == 6
    for table in (
        compare(model, corpus, by="region", n_resamples=20),
        omnibus(model, corpus, by="region"),
        distances(model, corpus, by="region", n_resamples=20),
        cluster(model, corpus, by="region", n_resamples=20),
        delta(corpus, by="region"),
    ):
        assert table["note"].str.contains(told, regex=False).all()
    row = compare(model, corpus, by="region", groups="南", n_resamples=20).iloc[0]
    assert (row["n_a"], row["n_b"]) == (2, 2)  # "all others" are others with a region
