"""A coding against coding by hand: worked by hand, by group, with blanks and with the facts of who coded."""

import numpy as np
import pandas as pd
import pytest

from yrdresearch.areas import validate_coding
from yrdresearch.errors import ArgumentError, CodebookError


def sheet(*entries: str) -> pd.DataFrame:
    return pd.DataFrame({"sentence_id": [f"s{i}" for i in range(len(entries))], "policy_areas": entries})


def test_validation_worked_by_hand() -> None:
    hand = sheet("health ageing", "health", "none", "ecology")
    coded = sheet("health", "health ecology", "none", "none")
    table = validate_coding(coded, hand, n_resamples=50).set_index("policy_area")
    assert table.loc["all", ["n_hand", "n_coded", "n_both"]].tolist() == [4, 3, 2]
    assert table.loc["all", "precision"] == pytest.approx(2 / 3)
    assert table.loc["all", "recall"] == pytest.approx(1 / 2)
    assert table.loc["all", "f1"] == pytest.approx(4 / 7)
    assert table.loc["health", "kappa"] == 1
    assert table.loc["ecology", "f1"] == 0
    assert np.isnan(table.loc["finance", "f1"])
    assert table.loc["all", "f1_low"] <= table.loc["all", "f1"] <= table.loc["all", "f1_high"]


def test_a_perfect_coding_is_perfect() -> None:
    hand = sheet("health", "ageing ecology", "none")
    table = validate_coding(hand, hand, n_resamples=20).set_index("policy_area")
    assert table.loc["all", ["precision", "recall", "f1", "alpha"]].tolist() == [1, 1, 1, 1]


def test_intervals_are_reproducible_and_widen_with_blocks() -> None:
    rng = np.random.default_rng(0)
    true = [["health", "ageing"][i // 10 % 2] for i in range(100)]
    said = [t if i // 10 < 5 or rng.random() < 0.2 else "none" for i, t in enumerate(true)]
    hand, coded = sheet(*true), sheet(*said)
    blocks = {f"s{i}": str(i // 10) for i in range(100)}
    alone = validate_coding(coded, hand, blocks={u: u for u in blocks}, random_state=3).iloc[0]
    again = validate_coding(coded, hand, blocks={u: u for u in blocks}, random_state=3).iloc[0]
    inside = validate_coding(coded, hand, blocks=blocks, random_state=3).iloc[0]
    assert alone["f1_low"] == again["f1_low"]
    assert inside["f1_high"] - inside["f1_low"] > alone["f1_high"] - alone["f1_low"]


def test_specificity_and_none_worked_by_hand() -> None:
    hand = sheet("health ageing", "health", "none", "ecology", "none")
    coded = sheet("health", "health ecology", "none", "none", "health")
    table = validate_coding(coded, hand, n_resamples=20).set_index("policy_area")
    # health: 2 of 3 sentences without it are not coded with it; none: given to s3 and s4, s3 and s5 are
    assert table.loc["health", "specificity"] == pytest.approx(2 / 3)
    assert table.loc["none", ["n_hand", "n_coded", "n_both"]].tolist() == [2, 2, 1]
    assert table.loc["none", ["precision", "recall", "specificity"]].tolist() == pytest.approx(
        [1 / 2, 1 / 2, 2 / 3]
    )
    # all: 16 areas, 5 sentences, 4 codes by hand: 76 cells without; 2 of them coded
    assert table.loc["all", "specificity"] == pytest.approx(74 / 76)
    assert table.loc["all", "n_hand"] == 4  # none is no area


def test_a_blank_is_left_out_and_counted() -> None:
    hand = sheet("health", "", None, "ageing")
    coded = sheet("health", "health", "ageing")
    row = validate_coding(coded, hand, n_resamples=5).iloc[0]
    assert row[["n_sentences", "n_blank", "n_absent"]].tolist() == [1, 2, 1]
    assert row["f1"] == 1


def test_groups_have_their_own_tables() -> None:
    hand = sheet("health", "health", "ageing", "none").assign(coder="Li Na")
    coded = sheet("health", "ageing", "ageing", "none").assign(
        article_id=["a", "a", "b", "c"], genre=["news", "news", "theory", None]
    )
    table = validate_coding(coded, hand, by="genre", n_resamples=10)
    assert table.columns[0] == "group"
    assert list(dict.fromkeys(table["group"].dropna())) == ["news", "theory"]
    every = table[table["policy_area"] == "all"]
    assert every["n_sentences"].tolist() == [2, 1, 1]
    assert every["precision"].tolist()[:2] == [0.5, 1]
    assert every["group"].isna().tolist() == [False, False, True]
    assert table["hand_by"].unique().tolist() == ["Li Na"]
    alone = validate_coding(coded[coded["genre"] == "news"], hand, n_resamples=10)
    pd.testing.assert_frame_equal(
        alone.drop(columns="n_absent"),
        table[table["group"] == "news"].drop(columns=["group", "n_absent"]).reset_index(drop=True),
        check_dtype=False,
    )
    half = validate_coding(coded, hand.head(2), by="genre", n_resamples=10)
    assert half.loc[half["policy_area"] == "all", "n_sentences"].tolist() == [2, 0, 0]


def test_faults_are_named() -> None:
    good = sheet("health")
    with pytest.raises(CodebookError, match="hand coding has the unknown area 'sport'"):
        validate_coding(good, sheet("sport"))
    with pytest.raises(CodebookError, match="no sentence_id in common"):
        validate_coding(good, good.assign(sentence_id="x"))
    with pytest.raises(ArgumentError, match="by is 'genre'"):
        validate_coding(good, good, by="genre")
