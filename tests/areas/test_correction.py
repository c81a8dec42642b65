"""Coverage corrected for mistakes: planted mistakes, and what the estimators must be."""

import numpy as np
import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.areas import corrected_coverage, majority_coding
from yrdresearch.areas.correction import by_rates, by_sample
from yrdresearch.errors import ArgumentError, CodebookError
from yrdresearch.plots import plot_coverage
from yrdresearch.stats import share_interval


def named(yes: np.ndarray, *, n_articles: int = 20, start: int = 0) -> pd.DataFrame:
    """Sentences in a row, dealt out to articles of paragraphs of four."""
    numbers = np.arange(start, start + len(yes))
    return pd.DataFrame(
        {
            "sentence_id": [f"s{i}" for i in numbers],
            "paragraph_id": [f"p{i // 4}" for i in numbers],
            "article_id": [f"a{i * n_articles // len(yes)}" for i in range(len(yes))],
            "n_characters": 10,
            "policy_area": np.where(yes, "health", "none"),
        }
    )


def program(true: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sees 70 % of what is there, and 5 % of what is not."""
    return np.where(true, rng.random(len(true)) < 0.7, rng.random(len(true)) > 0.95)


def test_rates_recover_a_planted_share_of_an_area_and_of_none() -> None:
    rng = np.random.default_rng(2)
    hand, essays = rng.random(4000) < 0.4, rng.random(4000) < 0.25
    table = corrected_coverage(
        named(program(essays, rng)), checked=named(program(hand, rng)), hand=named(hand)
    ).set_index("policy_area")
    health, none = table.loc["health"], table.loc["none"]
    assert health["found"] < 0.23
    assert health["share"] == pytest.approx(0.25, abs=0.03)
    assert health["low"] < 0.25 < health["high"]
    assert health["sensitivity"] == pytest.approx(0.7, abs=0.04)
    assert none["found"] > 0.77
    assert none["share"] == pytest.approx(0.75, abs=0.03)
    assert none["low"] < 0.75 < none["high"]


def test_a_random_sample_moves_the_share_by_the_mean_mistake() -> None:
    rng = np.random.default_rng(3)
    true = rng.random(1200) < 0.3
    said = program(true, rng)
    rows = rng.choice(1200, 200, replace=False)
    table = corrected_coverage(named(said), hand=named(true).iloc[rows], method="sample")
    health = table.set_index("policy_area").loc["health"]
    by_hand = said.mean() + (true[rows].astype(float) - said[rows]).mean()
    assert health["share"] == pytest.approx(by_hand)
    assert health["low"] < true.mean() < health["high"]
    assert health[["n_sentences", "n_hand"]].tolist() == [200, true[rows].sum()]


def test_all_sentences_by_hand_give_the_coverage_of_the_hand_coding() -> None:
    rng = np.random.default_rng(4)
    true = rng.random(400) < 0.3
    table = corrected_coverage(named(program(true, rng)), hand=named(true), method="sample")
    ours = table.set_index("policy_area").loc["health", ["share", "low", "high"]]
    hand = yrd.coverage(named(true)).set_index("policy_area").loc["health", ["share", "low", "high"]]
    assert ours.tolist() == pytest.approx(hand.tolist())


@pytest.mark.parametrize("n_articles", [4, 20])
def test_intervals_of_both_hold_the_truth_where_that_of_the_coding_does_not(n_articles) -> None:
    """A thousand corpora side by side; articles of 50 sentences, 10 of each coded by hand."""
    rng = np.random.default_rng(6)
    size = (n_articles, 50, 1000)
    true = rng.random(size) < rng.beta(4, 6, (n_articles, 1, 1000))
    other = rng.random((600, 1000)) < 0.4
    said, said_of_other = (
        np.where(t, rng.random(t.shape) < 0.7, rng.random(t.shape) > 0.95) for t in (true, other)
    )
    pairs = (said_of_other & other, ~said_of_other & other, ~said_of_other & ~other, said_of_other & ~other)
    amounts, totals = said.sum(axis=1), np.full(n_articles, 50)
    sample = by_sample(
        amounts, totals, said[:, :10].sum(axis=1), true[:, :10].sum(axis=1), np.full(n_articles, 10), 0.95
    )
    rates = by_rates(amounts, totals, np.array([pair.sum(axis=0) for pair in pairs]), 400, 0.95, rng)
    low, high = share_interval(amounts, totals)
    held = [
        ((low <= 0.4) & (high >= 0.4))[np.isfinite(low)].mean()
        for low, high in ((sample["low"], sample["high"]), (rates["low"], rates["high"]), (low, high))
    ]
    assert 0.93 <= held[0] <= 0.97
    assert 0.93 <= held[1] <= 0.97
    assert held[2] < (0.9 if n_articles == 4 else 0.4)


def test_correction_of_a_perfect_coding_changes_little() -> None:
    rows = named(np.arange(400) % 4 == 0)
    row = corrected_coverage(rows, checked=rows, hand=rows).set_index("policy_area").loc["health"]
    assert row["share"] == pytest.approx(row["found"], abs=0.01)


def test_a_coding_no_better_than_chance_gives_no_number() -> None:
    true = np.arange(400) % 2 == 0
    table = corrected_coverage(named(~true), hand=named(true), checked=named(~true)).set_index("policy_area")
    assert table.loc["health", ["share", "low", "high"]].isna().all()


def test_faults() -> None:
    rows = named(np.arange(40) % 4 == 0)
    with pytest.raises(ArgumentError, match="needs checked"):
        corrected_coverage(rows, hand=rows)
    with pytest.raises(ArgumentError, match="takes none"):
        corrected_coverage(rows, hand=rows, checked=rows, method="sample")
    with pytest.raises(ArgumentError, match="method is 'guess'"):
        corrected_coverage(rows, hand=rows, method="guess")
    with pytest.raises(CodebookError, match="no sentence_id in common"):
        corrected_coverage(rows, hand=named(np.arange(40) % 4 == 0, start=900), method="sample")


def drawn_unequally(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """60 of 900 sentences of reports, which are coded well, and 60 of 100 of speeches, which are not."""
    kind = np.repeat(["report", "speech"], [900, 100])
    true = rng.random(1000) < np.where(kind == "report", 0.1, 0.6)
    said = np.where(kind == "report", true, rng.random(1000) < 0.1)
    coded = named(said).assign(kind=kind)
    rows = np.r_[rng.choice(900, 60, replace=False), 900 + rng.choice(100, 60, replace=False)]
    hand = named(true).iloc[rows].assign(inclusion=np.where(kind == "report", 60 / 900, 60 / 100)[rows])
    return coded, hand, float(true.mean())


def test_groups_drawn_unequally_weigh_as_much_as_they_are() -> None:
    rng = np.random.default_rng(8)
    found = []
    for _ in range(200):
        coded, hand, truth = drawn_unequally(rng)
        shares = [
            corrected_coverage(coded, hand=sheet, method="sample").set_index("policy_area").loc["health"]
            for sheet in (hand, hand.drop(columns="inclusion"))
        ]
        found.append([one["share"] - truth for one in shares])
    weighed, unweighed = np.mean(found, axis=0)
    assert abs(weighed) < 0.01
    assert unweighed > 0.1


def test_each_group_is_corrected_by_its_own_sample() -> None:
    coded, hand, _ = drawn_unequally(np.random.default_rng(9))
    hand = hand[hand["sentence_id"] != "s950"]
    table = corrected_coverage(coded, hand=hand, method="sample", by="kind").set_index(
        ["group", "policy_area"]
    )
    for kind, part in coded.groupby("kind"):
        alone = corrected_coverage(
            part, hand=hand[hand["sentence_id"].isin(part["sentence_id"])], method="sample"
        )
        pd.testing.assert_frame_equal(table.loc[kind].reset_index(), alone, check_dtype=False)
    assert table["denominator"].loc["speech"].eq(100).all()
    none_of_it = hand[hand["sentence_id"].isin(coded.loc[coded["kind"] == "report", "sentence_id"])]
    left = corrected_coverage(coded, hand=none_of_it, method="sample", by="kind").set_index("group")
    assert left.loc["speech", ["share", "low", "high"]].isna().all(axis=None)
    assert left.loc["speech", "n_sentences"].eq(0).all()
    rates = corrected_coverage(coded, hand=hand, checked=coded, by="kind", n_resamples=50)
    assert rates["group"].unique().tolist() == ["report", "speech"]
    assert rates.groupby("policy_area")["sensitivity"].nunique().eq(1).all()


def test_the_majority_keeps_how_a_sentence_was_drawn() -> None:
    _, hand, _ = drawn_unequally(np.random.default_rng(10))
    majority = majority_coding({"甲": hand, "乙": hand})
    assert majority.set_index("sentence_id")["inclusion"].to_dict() == dict(
        zip(hand["sentence_id"], hand["inclusion"], strict=True)
    )
    assert "inclusion" not in majority_coding({"甲": hand, "乙": hand.drop(columns="inclusion")})
    with pytest.raises(ArgumentError, match="inclusion that is no probability"):
        corrected_coverage(hand.drop(columns="inclusion"), hand=hand.assign(inclusion=0), method="sample")


def test_corrected_shares_have_a_figure() -> None:
    coded, hand, _ = drawn_unequally(np.random.default_rng(11))
    table = corrected_coverage(coded, hand=hand, method="sample")
    labels = [tick.get_text() for tick in plot_coverage(table, lang="en").get_yticklabels()]
    assert "None" not in labels
    assert len(labels) == len(table) - 1
