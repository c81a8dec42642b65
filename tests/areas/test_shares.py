"""Coverage: shares by hand, intervals by planted data and by coverage of the truth."""

import numpy as np
import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.errors import ArgumentError


def coding(rows: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    """(article, paragraph, areas, characters) -> a coding, one row per area."""
    out = []
    for i, (article, paragraph, areas, n) in enumerate(rows):
        for area in areas.split():
            out.append((f"s{i}", f"{article}.{paragraph}", article, n, area))
    columns = ["sentence_id", "paragraph_id", "article_id", "n_characters", "policy_area"]
    return pd.DataFrame(out, columns=columns)


HAND = coding(
    [
        ("a", "1", "health ageing", 30),
        ("a", "2", "health", 10),
        ("b", "1", "none", 60),
        ("b", "1", "ecology", 20),
    ]
)


def test_shares_worked_by_hand() -> None:
    table = yrd.coverage(HAND).set_index("policy_area")
    assert table.loc["health", ["share", "n", "denominator"]].tolist() == [0.5, 2, 4]
    assert table.loc["ageing", "share"] == 0.25
    characters = yrd.coverage(HAND, unit="characters").set_index("policy_area")
    assert characters.loc["health", ["share", "n", "denominator"]].tolist() == [40 / 120, 40, 120]


def test_groups_have_their_own_denominators_and_every_area() -> None:
    table = yrd.coverage(HAND, by="article_id")
    assert table.groupby("group")["policy_area"].nunique().tolist() == [16, 16]
    assert list(table)[:2] == ["group", "policy_area"]
    assert table.index.equals(pd.RangeIndex(32))
    own = table.set_index(["group", "policy_area"])
    assert own.loc[("a", "health"), "share"] == 1
    assert own.loc[("b", "ecology"), ["share", "denominator"]].tolist() == [0.5, 2]
    assert set(table["block"]) == {"paragraph"}


def test_a_sentence_without_a_value_is_shown_as_missing() -> None:
    """A docvar with gaps loses no sentence: the denominators add up to all of them."""
    whole = yrd.coverage(HAND)["denominator"].iloc[0]
    for by in ("province", pd.Series({"a": "安徽"})):
        table = yrd.coverage(HAND.assign(province=HAND["article_id"].map({"a": "安徽", "b": ""})), by=by)
        assert table["group"].fillna("missing").drop_duplicates().tolist() == ["安徽", "missing"]
        assert table.groupby("group", dropna=False)["denominator"].first().sum() == whole
        assert yrd.areas.area_diversity(table)["group"].isna().tolist() == [False, True]


@pytest.mark.parametrize("source", ["sample", "essays"])
def test_docvars_reach_a_coding_of_text_and_of_released_features(source) -> None:
    corpus = yrd.load_corpus(source)
    corpus = corpus if source == "sample" else corpus.features()
    authors = corpus.articles["author"].unique()
    facts = pd.DataFrame({"author": authors, "province": ["安徽", *[""] * (len(authors) - 1)]})
    coded = yrd.code_policy_areas(yrd.add_docvars(corpus, facts, on="author"))
    table = yrd.coverage(coded, by="province")
    assert table["group"].fillna("missing").unique().tolist() == ["安徽", "missing"]
    assert table.drop_duplicates("group")["denominator"].sum() == coded["sentence_id"].nunique()


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_never_seen_is_bounded_as_the_level_says(level) -> None:
    """One sentence a paragraph, so no design effect: 1 - (1 - level) ** (1 / n), and no interval."""
    rows = coding([("a", str(i), "health" if i % 2 else "none", 10) for i in range(30)])
    row = yrd.coverage(rows, level=level).set_index("policy_area").loc["finance"]
    assert row["at_most"] == pytest.approx(1 - (1 - level) ** (1 / 30))
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])
    assert row["note"].startswith("seen in 0 of 30 sentences, in 0 of 30 paragraphs")


def test_sentences_that_are_alike_bound_less() -> None:
    alike = coding([("a", str(i // 5), "health" if i < 15 else "none", 10) for i in range(30)])
    row = yrd.coverage(alike).set_index("policy_area").loc["finance"]
    assert row["at_most"] == pytest.approx(1 - 0.05 ** (1 / 6))  # six paragraphs, each all one thing


def articles(rng: np.random.Generator, n: int, share: float) -> pd.DataFrame:
    """n articles, whose sentences are alike (correlation 0.1), and those of a paragraph more so (0.15)."""
    rows = []
    for article in range(n):
        of_article = rng.beta(9 * share, 9 * (1 - share))
        for paragraph in range(6):
            q = rng.beta(max(5.7 * of_article, 1e-9), max(5.7 * (1 - of_article), 1e-9))
            hits = rng.random(rng.integers(2, 7)) < q
            rows += [(str(article), str(paragraph), "health" if hit else "none", 10) for hit in hits]
    return coding(rows)


def test_no_interval_where_none_holds() -> None:
    """Two articles, or an area in one of twelve: a bound and a sentence instead."""
    two = articles(np.random.default_rng(1), 2, 0.5)
    assert yrd.coverage(two)[["low", "high"]].isna().all(axis=None)
    assert yrd.coverage(two)["at_most"].notna().all()
    one = coding([(str(i), "1", "ageing" if i == 0 else "health" if i % 2 else "none", 9) for i in range(12)])
    row = yrd.coverage(one).set_index("policy_area")
    assert row.loc["ageing", "note"].startswith("seen in 1 of 12 sentences, in 1 of 12 articles")
    assert np.isnan(row.loc["ageing", "low"])
    assert row.loc["health", "low"] < 5 / 12 < row.loc["health", "high"]
    assert np.isnan(row.loc["health", "at_most"])


def test_one_article_has_an_interval_over_its_paragraphs_and_says_so() -> None:
    table = yrd.coverage(articles(np.random.default_rng(2), 3, 0.4), by="article_id")
    health = table[table["policy_area"] == "health"]
    assert set(health["block"]) == {"paragraph"}
    assert health["note"].str.contains("one article|too little").all()


def test_order_of_sentences_does_not_matter() -> None:
    rows = articles(np.random.default_rng(4), 5, 0.3)
    pd.testing.assert_frame_equal(yrd.coverage(rows), yrd.coverage(rows.sample(frac=1, random_state=1)))


def test_coverage_faults() -> None:
    with pytest.raises(ArgumentError, match="unit is 'words'"):
        yrd.coverage(HAND, unit="words")
    with pytest.raises(ArgumentError, match="no column"):
        yrd.coverage(HAND, by="newspaper")


def test_diversity_of_equal_shares_is_their_number() -> None:
    cover = yrd.coverage(
        coding([("a", str(i), area, 10) for i, area in enumerate(["health", "ageing", "ecology"])])
    )
    row = yrd.areas.area_diversity(cover).iloc[0]
    doubled = yrd.areas.area_diversity(cover.assign(share=2 * cover["share"])).iloc[0]  # of two areas each
    assert doubled["effective_areas"] == pytest.approx(3)
    assert row["areas_seen"] == 3
    assert row["effective_areas"] == pytest.approx(3)
    assert row["concentration"] == pytest.approx(1 / 3)


def test_diversity_of_nothing_is_missing() -> None:
    row = yrd.areas.area_diversity(yrd.coverage(coding([("a", "1", "none", 10), ("b", "1", "none", 10)])))
    assert row["areas_seen"].item() == 0
    assert row[["effective_areas", "concentration"]].isna().all(axis=None)
