"""Distances, trees, Delta and shared wording against oracles, brute force and planted structure."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from simulated import corpus_of, simulated
from yrdresearch import load_corpus
from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, TextMissingError
from yrdresearch.groups import cluster, delta, distances, shared_passages
from yrdresearch.groups.reuse import maximal_passages
from yrdresearch.groups.vocabulary import divergences
from yrdresearch.spans import parse_spans
from yrdresearch.stats import jensen_shannon

RNG = np.random.default_rng(11)


def planted(
    profiles: dict[str, np.ndarray], *, n_articles: int, tokens: int, n_paragraphs: int = 3
) -> Corpus:
    """Authors who draw words from their own distribution."""
    authors = [name for name in profiles for _ in range(n_articles)]
    articles = pd.DataFrame({"article_id": [f"p.{i}" for i in range(1, len(authors) + 1)], "author": authors})
    articles = articles.assign(page_id="p", title="t")
    ids = [f"{a}.{j}" for a in articles["article_id"] for j in range(1, n_paragraphs + 1)]
    rows = [RNG.multinomial(tokens, profiles[name]) for name in authors for _ in range(n_paragraphs)]
    terms = [f"词语{i}" for i in range(len(rows[0]))]
    return corpus_of(articles, ids, pd.DataFrame(rows, index=ids, columns=terms))


def zipf(n_terms: int, seed: int) -> np.ndarray:
    weights = 1 / np.arange(1, n_terms + 1)
    return np.random.default_rng(seed).permutation(weights / weights.sum())


def test_divergences_equal_scipy_and_the_statistics_room():
    first, second = RNG.integers(0, 9, (2, 5, 30)) + np.eye(5, 30, dtype=int)
    expected = [jensenshannon(a, b, base=2) ** 2 for a, b in zip(first, second, strict=True)]
    assert divergences(first, second) == pytest.approx(expected)
    assert [jensen_shannon(a, b) for a, b in zip(first, second, strict=True)] == pytest.approx(expected)


def test_one_hand_lies_within_its_null_and_two_hands_beyond():
    same, other = zipf(300, 1), zipf(300, 2)
    corpus = planted({"甲": same, "乙": same, "丙": other}, n_articles=5, tokens=80)
    table = distances(build_dtm(corpus), corpus).set_index(["group_a", "group_b"])
    one, two = table.loc[("甲", "乙")], table.loc[("甲", "丙")]
    assert one["null_low"] <= one["jensen_shannon"] <= one["null_high"]
    assert one["jensen_shannon"] > 0.02  # well above 0 although one hand wrote both
    assert two["jensen_shannon"] > two["null_high"]
    assert two["p"] == pytest.approx(2 / 252)
    assert one["unit"] == "article"
    assert table["low"].min() >= 0
    assert table["high"].max() <= 1
    assert table["jensen_shannon"].between(table["low"], table["high"]).all()


def test_the_interval_of_a_distance_holds_what_fresh_texts_of_the_same_hands_give():
    hands = {"甲": zipf(100, 1), "乙": zipf(100, 2)}
    held = 0
    for _ in range(40):
        corpora = [planted(hands, n_articles=6, tokens=60) for _ in range(2)]
        one, two = (distances(build_dtm(corpus), corpus, n_resamples=100).iloc[0] for corpus in corpora)
        held += one["low"] <= two["jensen_shannon"] <= one["high"]
    assert 25 <= held <= 40  # two fresh samples differ by more than one sample's error: about 83 % of 40


def test_p_of_distances_is_uniform_enough_when_one_hand_wrote_all():
    p = []
    for seed in range(100):
        corpus = planted(
            {"甲": zipf(60, seed), "乙": zipf(60, seed)}, n_articles=4, tokens=40, n_paragraphs=1
        )
        p.append(distances(build_dtm(corpus), corpus, n_resamples=100)["p"].iloc[0])
    assert np.mean(np.array(p) <= 0.0572) < 0.17  # binomial(100, .057): above .17 in 1 of 50,000
    assert 0.38 < np.mean(p) < 0.65


def test_distance_of_one_essay_each_has_no_p_and_says_what_was_dealt():
    corpus = planted({"甲": zipf(100, 1), "乙": zipf(100, 2)}, n_articles=1, tokens=50)
    row = distances(build_dtm(corpus), corpus).iloc[0]
    assert np.isnan(row["p"])
    assert np.isnan(row["q"])
    assert row["unit"] == "paragraph"
    assert "mixture of their own paragraphs" in row["note"]


def test_distance_of_topics():
    model, corpus = simulated({"甲": 4, "乙": 4}, shift=4.0, n_paragraphs=2)
    row = distances(model, corpus).iloc[0]
    theta = model.doc_topic.to_numpy()
    assert row["jensen_shannon"] == pytest.approx(
        jensen_shannon(theta[:8].mean(axis=0), theta[8:].mean(axis=0))
    )
    assert row["jensen_shannon"] > row["null_mean"]


def test_the_tree_finds_planted_pairs_and_knows_how_sure_it_is():
    near, far = zipf(200, 1), zipf(200, 2)
    corpus = planted({"甲": near, "乙": near, "丙": far, "丁": far}, n_articles=3, tokens=300)
    table = cluster(build_dtm(corpus), corpus, n_resamples=100)
    assert {frozenset(row) for row in table[["left", "right"]].iloc[:2].to_numpy().tolist()} == {
        frozenset({"甲", "乙"}),
        frozenset({"丙", "丁"}),
    }
    assert (table["support"].iloc[:2] > 0.95).all()
    assert np.isnan(table["support"].iloc[2])  # all groups together are a branch of every tree
    assert table["height"].is_monotonic_increasing


def test_equal_hands_give_an_unsure_tree():
    corpus = planted(dict.fromkeys("甲乙丙丁戊", zipf(200, 1)), n_articles=3, tokens=60)
    support = cluster(build_dtm(corpus), corpus, n_resamples=100)["support"]
    assert support.iloc[0] < 0.9


def test_delta_is_refused_below_the_length_at_which_it_means_something():
    corpus = planted({"甲": zipf(50, 1), "乙": zipf(50, 2)}, n_articles=1, tokens=833)
    table = delta(corpus)
    assert table["n_tokens_a"].tolist() == [2499]
    assert table["delta"].isna().all()
    assert "Eder 2015" in table["note"].iloc[0]


def test_delta_of_two_groups_is_refused_because_it_is_the_same_for_any_two_texts():
    for second in (zipf(50, 1), zipf(50, 2)):
        corpus = planted({"甲": zipf(50, 1), "乙": second}, n_articles=1, tokens=2600)
        table = delta(corpus)
        assert table["delta"].isna().all()
        assert "two groups" in table["note"].iloc[0]


def test_delta_by_hand():
    corpus = planted({"甲": zipf(50, 1), "乙": zipf(50, 2), "丙": zipf(50, 1)}, n_articles=1, tokens=834)
    table = delta(corpus, n_terms=20)
    counts = corpus.term_counts.assign(author=corpus.term_counts["paragraph_id"].str[:3].map(
        {"p.1": "甲", "p.2": "乙", "p.3": "丙"}))  # fmt: skip
    wide = counts.pivot_table(index="term", columns="author", values="count", aggfunc="sum", fill_value=0)
    top = wide.loc[wide.sum(axis=1).nlargest(20).index] / wide.sum()
    z = top.sub(top.mean(axis=1), axis=0).div(top.std(axis=1), axis=0)
    row = table.set_index(["group_a", "group_b"])
    assert row.at[("甲", "乙"), "delta"] == pytest.approx((z["甲"] - z["乙"]).abs().mean())
    assert row.at[("甲", "丙"), "delta"] < row.at[("甲", "乙"), "delta"]
    assert (table["note"] == "").all()


def brute_force(first: str, second: str, least: int) -> set[str]:
    """Common runs of which some occurrence on each side cannot be made longer."""
    found = set()
    for i in range(len(first)):
        for j in range(len(second)):
            if i and j and first[i - 1] == second[j - 1]:
                continue
            length = 0
            while (
                i + length < len(first)
                and j + length < len(second)
                and first[i + length] == second[j + length]
            ):
                length += 1
            if length >= least:
                found.add(first[i : i + length])
    return found


@settings(max_examples=200, deadline=None)
@given(st.text("甲乙丙", max_size=25), st.text("甲乙丙", max_size=25))
def test_passages_equal_brute_force(first, second):
    found = maximal_passages([first, second], ["x", "y"], 4)
    assert set(found) == brute_force(first, second, 4)
    for passage, places in found.items():
        everywhere = [
            (number, start)
            for number, text in enumerate([first, second])
            for start in range(len(text))
            if text[start:].startswith(passage)
        ]
        assert places == everywhere


def test_passages_within_a_group_do_not_count_and_edges_lose_punctuation():
    texts = ["要，共建科创走廊。", "共建科创走廊", "；共建科创走廊。"]
    found = maximal_passages(texts, ["甲", "甲", "乙"], 4)
    assert found == {"共建科创走廊": [(0, 2), (1, 0), (2, 1)]}
    assert maximal_passages(texts[:2], ["甲", "甲"], 4) == {}


@pytest.fixture(scope="module")
def sample() -> Corpus:
    corpus = load_corpus("sample")
    return replace(corpus, articles=corpus.articles.assign(part=["上", "下"] * 6))


def test_shared_passages_lead_back_to_the_raw_text(sample):
    table = shared_passages(sample, by="part", min_characters=6)
    assert len(table)
    assert (table.groupby("passage")["group"].nunique() == table.groupby("passage")["n_groups"].first()).all()
    folder = load_corpus.__globals__["shipped_path"]("sample")
    for row in table.itertuples():
        raw = (folder / f"{row.article_id.rsplit('.', 1)[0]}.txt").read_text("utf-8")
        assert "".join(raw[a:b] for a, b in parse_spans(row.spans)) == row.passage


def test_shared_passages_need_text(sample):
    with pytest.raises(TextMissingError, match="Finding shared wording needs the essays' text"):
        shared_passages(sample.features(), by="part")
    with pytest.raises(ArgumentError, match="min_characters is 2; give a whole number of 4 or more"):
        shared_passages(sample, by="part", min_characters=2)


def test_a_group_whose_name_would_break_a_branch_is_refused():
    corpus = planted({"甲; 乙": zipf(50, 1), "丙": zipf(50, 2)}, n_articles=2, tokens=50)
    with pytest.raises(ArgumentError, match="the group '甲; 乙' holds '; ', which joins"):
        cluster(build_dtm(corpus), corpus)


def test_distances_and_trees_name_their_weighting(sample):
    dtm = build_dtm(sample)
    assert set(distances(dtm, sample, n_resamples=5)["weighting"]) == {"length"}
    assert set(cluster(dtm, sample, n_resamples=5)["weighting"]) == {"length"}


def test_one_group_has_no_distance(sample):
    model, corpus = simulated({"甲": 3})
    for call in (lambda: distances(model, corpus), lambda: cluster(model, corpus), lambda: delta(corpus)):
        with pytest.raises(ArgumentError, match="one group only"):
            call()
    with pytest.raises(ArgumentError, match="features has"):
        distances(build_dtm(sample), corpus)
