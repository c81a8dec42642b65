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
    own = table.set_index(["group", "policy_area"])
    assert own.loc[("a", "health"), "share"] == 1
    assert own.loc[("b", "ecology"), ["share", "denominator"]].tolist() == [0.5, 2]
    assert set(table["resampled"]) == {"paragraphs"}


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
    table = yrd.coverage(coded, by="province", n_resamples=20)
    assert table["group"].fillna("missing").unique().tolist() == ["安徽", "missing"]
    assert table.drop_duplicates("group")["denominator"].sum() == coded["sentence_id"].nunique()


def test_never_seen_is_bounded_by_three_over_n() -> None:
    rows = coding([("a", str(i // 3), "health", 10) for i in range(30)])
    table = yrd.coverage(rows).set_index("policy_area")
    assert table.loc["finance", ["share", "low", "high"]].tolist() == [0, 0, pytest.approx(3 / 30)]


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    truth, inside = 0.3, 0
    for _ in range(60):
        shares = rng.beta(3, 7, size=40)  # paragraphs differ, sentences in one are alike
        rows = [
            ("a", str(p), "health" if rng.random() < q else "none", 10)
            for p, q in enumerate(shares)
            for _ in range(5)
        ]
        row = yrd.coverage(coding(rows), n_resamples=300).set_index("policy_area").loc["health"]
        inside += row["low"] <= truth <= row["high"]
    assert 0.83 <= inside / 60 <= 1


def test_same_seed_same_interval_and_order_of_groups_does_not_matter() -> None:
    first = yrd.coverage(HAND, by="article_id", random_state=4)
    pd.testing.assert_frame_equal(first, yrd.coverage(HAND, by="article_id", random_state=4))


def test_coverage_faults() -> None:
    with pytest.raises(ArgumentError, match="unit is 'words'"):
        yrd.coverage(HAND, unit="words")
    with pytest.raises(ArgumentError, match="no column"):
        yrd.coverage(HAND, by="newspaper")


def test_correction_recovers_a_planted_share() -> None:
    rng = np.random.default_rng(2)
    n, share, sensitivity, specificity = 4000, 0.25, 0.7, 0.95

    def program(true: np.ndarray) -> np.ndarray:
        return np.where(true, rng.random(len(true)) < sensitivity, rng.random(len(true)) > specificity)

    def named(yes: np.ndarray) -> pd.DataFrame:
        rows = [
            ("a" if i % 2 else "b", str(i // 4), "health" if y else "none", 10) for i, y in enumerate(yes)
        ]
        return coding(rows)

    hand, essays = rng.random(n) < 0.4, rng.random(n) < share
    table = yrd.areas.corrected_coverage(
        named(program(essays)), checked=named(program(hand)), hand=named(hand)
    )
    row = table.set_index("policy_area").loc["health"]
    assert row["found"] < share - 0.02
    assert row["share"] == pytest.approx(share, abs=0.03)
    assert row["low"] < share < row["high"]
    assert row["sensitivity"] == pytest.approx(sensitivity, abs=0.04)


def test_correction_of_a_perfect_coding_changes_little() -> None:
    rows = coding([("a", str(i // 5), "health" if i % 4 == 0 else "none", 10) for i in range(400)])
    row = yrd.areas.corrected_coverage(rows, checked=rows, hand=rows).set_index("policy_area").loc["health"]
    assert row["share"] == pytest.approx(row["found"], abs=0.01)


def test_diversity_of_equal_shares_is_their_number() -> None:
    cover = yrd.coverage(
        coding([("a", str(i), area, 10) for i, area in enumerate(["health", "ageing", "ecology"])])
    )
    row = yrd.areas.area_diversity(cover).iloc[0]
    assert row["areas_seen"] == 3
    assert row["effective_areas"] == pytest.approx(3)
    assert row["concentration"] == pytest.approx(1 / 3)
