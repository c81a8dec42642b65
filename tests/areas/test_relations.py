"""Behind a coding: doubt, contributions, co-occurrence, areas against topics."""

import numpy as np
import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.areas.codebookfiles import load_codebook
from yrdresearch.areas.rules import Matcher, code_article
from yrdresearch.errors import ArgumentError


def test_doubtful_sentences_are_of_the_corpus_and_have_a_reason() -> None:
    sample = yrd.load_corpus("sample")
    doubtful = yrd.areas.doubtful_sentences(sample)
    assert set(doubtful["reason"]) <= {"no word", "too light", "hints only", "close call"}
    coded = yrd.code_policy_areas(sample)
    none = set(coded.loc[coded["policy_area"] == "none", "sentence_id"])
    assert none <= set(doubtful["sentence_id"])
    assert set(doubtful.loc[doubtful["coded"] == "none", "sentence_id"]) == none


def test_without_a_term_the_shorter_one_shows() -> None:
    matcher = Matcher(load_codebook())
    assert [m.phrase for m in matcher.find("生态保护")] == ["生态保护"]
    assert [m.phrase for m in matcher.without("生态保护", {}).find("生态保护")] == ["生态"]
    assert [m.phrase for m in matcher.find("生态保护")] == ["生态保护"]


def test_a_contribution_is_what_recoding_without_the_term_loses() -> None:
    sample = yrd.load_corpus("sample")
    table = yrd.areas.term_contributions(sample)
    first = table.iloc[0]
    assert first["lost"] > 0
    assert (table["lost"] <= table["n_area"]).all()
    coded = yrd.code_policy_areas(sample, coder="rules")
    total = coded["policy_area"].value_counts()
    assert total[first["policy_area"]] == first["n_area"]


def test_contributions_are_those_of_coding_every_article_again() -> None:
    """Only paragraphs that a phrase can move are coded again: the others must not move."""
    sample = yrd.load_corpus("sample")
    matcher = Matcher(load_codebook())
    articles = [
        (title, [list(rows["text"]) for _, rows in sentences.groupby("paragraph_id", sort=False)])
        for (_, title), sentences in sample.counted_sentences()
        .merge(sample.articles[["article_id", "title"]], on="article_id")
        .groupby(["article_id", "title"], sort=False)
    ]

    def coded(known: Matcher) -> set[tuple[int, int, int, str]]:
        return {
            (n, p, s, area)
            for n, (title, texts) in enumerate(articles)
            for p, paragraph in enumerate(code_article(texts, matcher=known, title=title))
            for s, areas in enumerate(paragraph)
            for area, found in areas.items()
            if found.coded
        }

    whole = coded(matcher)
    table = yrd.areas.term_contributions(sample)
    in_titles = [term for term in table["term"] if any(term in title for title, _ in articles)]
    for term in {*table["term"][::90], *in_titles[:4]}:
        without = coded(matcher.without(term, {}))
        of_term = table[table["term"] == term].set_index("policy_area")
        for name, moved in (("lost", whole - without), ("gained", without - whole)):
            areas = [area for *_, area in moved]
            assert {area: areas.count(area) for area in of_term.index} == of_term[name].to_dict()
            assert set(areas) <= set(of_term.index)


def test_cooccurrence_against_a_crosstable() -> None:
    coded = yrd.code_policy_areas(yrd.load_corpus("sample"))
    pairs = yrd.areas.cooccurrence(coded)
    wide = pd.crosstab(coded["sentence_id"], coded["policy_area"]).drop(columns="none")
    both = wide.T @ wide
    for row in pairs.to_dict("records"):
        assert row["n"] == both.loc[row["area_a"], row["area_b"]]
    assert pairs["n"].sum() == (both.to_numpy().sum() - np.trace(both.to_numpy())) / 2


def test_topics_that_are_the_areas_are_seen_to_be() -> None:
    areas = ["health", "ageing", "ecology"] * 8
    coded = pd.DataFrame(
        {
            "sentence_id": [f"s{i}" for i in range(24)], "paragraph_id": [f"p{i}" for i in range(24)],
            "article_id": "a", "policy_area": areas, "name_zh": areas, "name_en": areas,
        }
    )  # fmt: skip
    same = pd.get_dummies(pd.Series(areas, index=coded["paragraph_id"])).astype(float)
    table = yrd.areas.areas_by_topic(coded, same)
    assert table["nmi"].iloc[0] == pytest.approx(1)
    assert table["p"].iloc[0] < 0.01
    top = table.loc[table.groupby("topic")["share"].idxmax()]
    assert (top["topic"] == top["policy_area"]).all()
    assert table.groupby("topic")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    rng = np.random.default_rng(0)
    noise = pd.DataFrame(rng.dirichlet(np.ones(3), size=24), index=coded["paragraph_id"])
    assert yrd.areas.areas_by_topic(coded, noise)["p"].iloc[0] > 0.01
    with pytest.raises(ArgumentError, match="neither paragraph_id nor article_id"):
        yrd.areas.areas_by_topic(coded, same.reset_index(drop=True))
