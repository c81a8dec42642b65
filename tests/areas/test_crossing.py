"""Two codings of the same sentences: worked by hand, and against a crosstable."""

import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.areas import cross_codings, family_coding
from yrdresearch.errors import CodebookError


@pytest.fixture(scope="module")
def areas() -> pd.DataFrame:
    return yrd.code_policy_areas(yrd.load_corpus("sample"))


@pytest.fixture(scope="module")
def tools() -> pd.DataFrame:
    return yrd.code_policy_areas(yrd.load_corpus("sample"), codebook=yrd.load_codebook("policy_instruments"))


def test_a_crossing_worked_by_hand() -> None:
    key = yrd.load_codebook("policy_instruments").key
    areas = pd.DataFrame(
        {
            "sentence_id": ["s1", "s2", "s2", "s3", "s4"],
            "policy_area": ["health", "health", "ageing", "none", "health"],
        }
    )
    tools = pd.DataFrame(
        {
            "sentence_id": ["s1", "s2", "s3", "s4"],
            "policy_area": ["funding", "tax", "tax", "none"],
            "codebook": key,
        }
    )
    table = cross_codings(tools, areas).set_index(["group", "policy_area"])
    # health: s1, s2, s4, of which s2 names tax; tax is named in s2 and s3 of four sentences
    row = table.loc[("health", "tax")]
    assert row[["n", "denominator", "share", "expected", "lift"]].tolist() == pytest.approx(
        [1, 3, 1 / 3, 3 * 2 / 4, 1 / 1.5]
    )
    assert row[["group_zh", "name_zh"]].tolist() == ["医疗卫生", "税收优惠"]
    assert list(dict.fromkeys(table.index.get_level_values(0))) == ["health", "ageing", "none"]
    assert table.loc[("ageing", "funding"), "n"] == 0
    assert table["share"].between(0, 1).all()


def test_a_crossing_against_a_crosstable(areas: pd.DataFrame, tools: pd.DataFrame) -> None:
    table = cross_codings(tools, areas)
    both = areas.merge(tools, on="sentence_id", suffixes=("_area", "_tool"))
    counts = pd.crosstab(both["policy_area_area"], both["policy_area_tool"])
    for row in table[table["n"] > 0].to_dict("records"):
        assert row["n"] == counts.loc[row["group"], row["policy_area"]]
    assert table["n"].sum() == counts.to_numpy().sum()


def test_a_number_of_the_crossing_opens_its_sentences(areas: pd.DataFrame, tools: pd.DataFrame) -> None:
    table = cross_codings(tools, areas)
    row = table[(table["group"] == "ecology") & (table["policy_area"] == "regulation")].iloc[0]
    pair = {"area_a": row["group"], "area_b": row["policy_area"]}
    found = yrd.evidence(yrd.load_corpus("sample"), pair, codings=pd.concat([areas, tools]))
    assert len(found) == row["n"] > 0


def test_a_family_is_there_once_a_sentence(tools: pd.DataFrame) -> None:
    families = family_coding(tools)
    assert set(families["policy_area"]) <= {"supply", "environment", "demand", "none"}
    assert not families.duplicated(["sentence_id", "policy_area"]).any()
    assert set(families["sentence_id"]) == set(tools["sentence_id"])
    cover = yrd.coverage(families)
    assert cover["name_zh"].tolist() == ["供给型", "环境型", "需求型"]
    supply = {area.id for area in yrd.load_codebook("policy_instruments").areas if area.family == "supply"}
    n = tools.loc[tools["policy_area"].isin(supply), "sentence_id"].nunique()
    assert cover["n"].iloc[0] == n


def test_faults_are_named(areas: pd.DataFrame, tools: pd.DataFrame) -> None:
    with pytest.raises(CodebookError, match="in one coding only"):
        cross_codings(tools, areas[areas["sentence_id"] != areas["sentence_id"].iloc[0]])
    with pytest.raises(CodebookError, match="no family"):
        family_coding(areas)
