"""Specification curves: planted headlines that hold always, never, or by one choice."""

from dataclasses import replace

import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.errors import ArgumentError
from yrdresearch.report import frequent_term, leading_area, leading_author, specification_curve, survival

CHOICES = {"a": [1, 2, 3], "b": ["x", "y"]}


def test_every_combination_is_tried_once_and_the_first_is_marked():
    curve = specification_curve(lambda a, b: {"value": a, "holds": a > 1}, CHOICES)
    assert len(curve) == 6
    assert not curve.duplicated(["a", "b"]).any()
    assert curve.loc[curve["first"], ["a", "b"]].to_numpy().tolist() == [["1", "x"]]
    assert curve["value"].is_monotonic_increasing


def test_values_may_have_names():
    named = {"a": {"low": 1, "high": 2}, "b": [3]}
    curve = specification_curve(lambda a, b: {"value": a * b, "holds": True}, named)
    assert dict(zip(curve["a"], curve["value"], strict=True)) == {"low": 3, "high": 6}
    assert survival(curve)["option"].tolist() == ["", "low", "high", "3"]


def test_a_headline_that_cannot_be_computed_does_not_hold_and_is_told():
    def headline(a, b):
        if a == 3:
            raise ArgumentError("no term is left")
        return {"value": a, "holds": True}

    curve = specification_curve(headline, CHOICES)
    assert len(curve) == 6
    assert curve.loc[curve["value"].isna(), "a"].tolist() == ["3", "3"]
    assert not curve.loc[curve["a"] == "3", "holds"].any()
    with pytest.raises(ArgumentError, match="no term is left"):
        specification_curve(headline, {"a": [3, 1], "b": ["x"]})


def test_survival_names_the_choice_that_decides():
    found = survival(specification_curve(lambda a, b: {"value": a, "holds": b == "x"}, CHOICES))
    by = found.set_index(["choice", "option"])["holds"]
    assert by["all", ""] == 0.5
    assert (by["b", "x"], by["b", "y"]) == (1.0, 0.0)
    assert by["a"].tolist() == [0.5, 0.5, 0.5]


def test_a_draw_keeps_the_first_and_is_the_same_for_a_seed():
    tables = [
        specification_curve(
            lambda a, b: {"value": 0, "holds": True}, CHOICES, n_specifications=3, random_state=4
        )
        for _ in range(2)
    ]
    pd.testing.assert_frame_equal(*tables)
    assert len(tables[0]) == 3
    assert tables[0]["first"].sum() == 1
    with pytest.raises(ArgumentError, match="no value to choose from"):
        specification_curve(lambda: {}, {"a": []})


def test_the_commonest_word_of_one_article_depends_on_that_article():
    sample = yrd.load_corpus("sample")
    term = yrd.stats.term_frequency(yrd.build_dtm(sample), top_n=1)["term"].iloc[0]
    headline = frequent_term(sample, term)
    assert headline() == {"value": 1, "holds": True}
    assert headline(stopwords="none")["value"] >= 1
    rank = headline(left_out=1)["value"]
    rest = yrd.stats.term_frequency(yrd.build_dtm(sample))["term"].tolist()
    assert rank >= 1
    assert term in rest


def test_the_leading_area_worked_by_hand():
    coded = pd.DataFrame(
        {
            "sentence_id": ["1", "2", "3", "3"], "paragraph_id": ["p", "p", "q", "q"],
            "article_id": ["a", "a", "b", "b"], "n_characters": [10, 10, 100, 100],
            "policy_area": ["health", "health", "ageing", "none"],
        }
    )  # fmt: skip
    headline = leading_area(coded, "health")
    assert headline()["value"] == pytest.approx(2 / 4 - 1 / 4)
    assert not headline(unit="characters")["holds"]  # one long sentence outweighs two short ones
    assert not headline(left_out=1)["holds"]
    assert headline(position="first")["value"] == pytest.approx(1 / 3 - 1 / 3)


def test_articles_may_count_alike_and_lists_be_left_out():
    coded = pd.DataFrame(
        {
            "sentence_id": ["1", "2", "3", "4", "5", "5"], "paragraph_id": ["p", "p", "p", "p", "q", "q"],
            "article_id": ["a", "a", "a", "a", "b", "b"], "n_characters": 10,
            "policy_area": ["health", "health", "ageing", "none", "ageing", "health"],
        }
    )  # fmt: skip
    headline = leading_area(coded, "health")
    assert headline()["value"] == pytest.approx(3 / 6 - 2 / 6)
    assert headline(weighting="equal")["value"] == pytest.approx((2 / 4 + 1 / 2) / 2 - (1 / 4 + 1 / 2) / 2)
    assert headline(lists="left out")["value"] == pytest.approx(2 / 4 - 1 / 4)
    assert headline(lists="shared", left_out=1)["value"] == pytest.approx(0)
    assert headline(position="last")["value"] == pytest.approx(1 / 3 - 1 / 3)


def test_the_author_of_planted_topics_leads_in_every_run():
    sample = yrd.load_corpus("sample")
    author = sample.articles["author"].iloc[0]
    own = sample.articles.loc[sample.articles["author"] == author, "article_id"]
    paragraphs = sample.counted_paragraphs().set_index("paragraph_id")["article_id"]
    rows = [
        {"paragraph_id": one, "term": f"{'海' if article in set(own) else '山'}{n}", "count": 5}
        for one, article in paragraphs.items()
        for n in range(6)
    ]
    planted = replace(sample.features(), term_counts=pd.DataFrame(rows))
    for seed in range(3):
        found = leading_author(planted, ["海1", "海2", "海3"], author, top_n=6)(
            n_topics=2, stopwords="none", seed=seed
        )
        assert found["holds"]
        assert found["value"] > 0.5
    assert not leading_author(planted, ["山1", "山2"], author, top_n=6)(n_topics=2, stopwords="none")["holds"]
