"""Agreement against nltk, statsmodels, published examples and hand-worked cases."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance as nltk_jaccard
from nltk.metrics.distance import masi_distance as nltk_masi

from yrdresearch.areas import krippendorff_alpha, majority_coding
from yrdresearch.areas.reliability import cohen_kappa, jaccard_distance, label_sets, masi_distance
from yrdresearch.errors import ArgumentError, CodebookError

AREAS = ["health", "ageing", "ecology", "none"]
label_set = st.frozensets(st.sampled_from(AREAS[:3]), max_size=3).map(lambda s: s or frozenset({"none"}))


def sheet(*entries: str) -> pd.DataFrame:
    return pd.DataFrame({"sentence_id": [f"s{i}" for i in range(len(entries))], "policy_areas": entries})


def as_sheet(sets: list[frozenset[str]]) -> pd.DataFrame:
    return sheet(*(" ".join(sorted(labels)) for labels in sets))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(label_set, label_set, label_set), min_size=3, max_size=12))
def test_alpha_equals_nltk(units: list[tuple[frozenset[str], ...]]) -> None:
    data = [(f"c{c}", f"s{i}", labels) for i, unit in enumerate(units) for c, labels in enumerate(unit)]
    if len({labels for unit in units for labels in unit}) < 2:
        return
    codings = {f"c{c}": as_sheet([unit[c] for unit in units]) for c in range(3)}
    for distance, oracle in (("jaccard", nltk_jaccard), ("masi", nltk_masi)):
        ours = krippendorff_alpha(codings, distance=distance, n_resamples=2)["alpha"]
        # nltk rounds MASI's 2/3 and 1/3 to .67 and .33
        assert ours == pytest.approx(
            AnnotationTask(data, oracle).alpha(), abs=0.02 if distance == "masi" else 1e-9
        )


def test_masi_of_passonneau() -> None:
    a, ab, b, bc = frozenset("a"), frozenset("ab"), frozenset("b"), frozenset("bc")
    assert masi_distance(a, a) == 0
    assert masi_distance(a, ab) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance(ab, bc) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance(a, b) == 1
    assert jaccard_distance(ab, bc) == pytest.approx(2 / 3)


def test_alpha_of_a_published_example() -> None:
    """Krippendorff (2011), Computing Krippendorff's alpha-reliability, C: nominal, missing data: .743."""
    rows = [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ]
    codings = {}
    for coder, row in enumerate(rows):
        values = [(f"s{i}", value) for i, value in enumerate(row.split()) if value != "."]
        codings[f"c{coder}"] = pd.DataFrame(values, columns=["sentence_id", "policy_areas"])
    result = krippendorff_alpha(codings, distance="nominal", n_resamples=10)
    assert result["alpha"] == pytest.approx(0.743, abs=0.0005)
    assert result["n_sentences"] == 11


def test_alpha_has_its_bounds() -> None:
    a = sheet("health", "ageing", "none", "ecology")
    assert krippendorff_alpha({"a": a, "b": a}, n_resamples=5)["alpha"] == 1
    opposite = sheet("ageing", "health", "ecology", "none")
    assert krippendorff_alpha({"a": a, "b": opposite}, n_resamples=5)["alpha"] < 0


def test_kappa_equals_statsmodels() -> None:
    from statsmodels.stats.inter_rater import cohens_kappa

    rng = np.random.default_rng(1)
    a, b = rng.random(60) < 0.3, rng.random(60) < 0.4
    oracle = cohens_kappa(np.array(pd.crosstab(a, b)), return_results=False)
    assert cohen_kappa(a, b) == pytest.approx(oracle)


def test_majority_needs_more_than_half() -> None:
    three = {"a": sheet("health ageing"), "b": sheet("health"), "c": sheet("none")}
    assert majority_coding(three)["policy_areas"].tolist() == ["health"]
    two = {"a": sheet("health"), "b": sheet("ageing")}
    assert majority_coding(two)["policy_areas"].tolist() == ["none"]


def test_faults_are_named() -> None:
    good = sheet("health")
    with pytest.raises(ArgumentError, match="distance"):
        krippendorff_alpha({"a": good, "b": good}, distance="cosine")
    with pytest.raises(ArgumentError, match="one coder"):
        krippendorff_alpha({"a": good})
    with pytest.raises(ArgumentError, match="no sentence is coded by two"):
        krippendorff_alpha({"a": good, "b": sheet("")})
    with pytest.raises(CodebookError, match="columns sentence_id"):
        label_sets(pd.DataFrame({"text": ["x"]}))


def test_a_blank_is_a_missing_coding_and_no_category() -> None:
    """Worked by hand, nominal: four sentences have two codings, three agree: observed 1/4.

    Values there: health 3, ageing 3, none 2 of 8; expected 1 - (3*2 + 3*2 + 2*1) / (8*7) = 3/4; alpha 2/3.
    With the blank as a category: observed 2/5, expected 1 - (4*3 + 3*2 + 2*1) / (10*9) = 7/9; alpha .486.
    """
    a = sheet("health", "health", "ageing", "none", "health")
    for blank in ("", None, np.nan, "  "):
        b = sheet("health", "ageing", "ageing", "none", blank)
        result = krippendorff_alpha({"a": a, "b": b}, distance="nominal", n_resamples=5)
        assert result["alpha"] == pytest.approx(2 / 3)
        assert (result["n_sentences"], result["n_missing"], result["n_left_out"]) == (4, 0, 1)
    three = {"a": a, "b": b, "c": sheet("health", "ageing", "ageing", "none", "health")}
    assert krippendorff_alpha(three, n_resamples=5)["n_missing"] == 1
    assert majority_coding({"a": a, "b": b})["policy_areas"].tolist()[-1] == "health"
