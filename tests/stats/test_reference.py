"""Keyness against a list of frequencies: by scipy's log-likelihood, and what is not in the list is told."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from small_corpus import make_corpus
from yrdresearch.errors import ArgumentError
from yrdresearch.stats import reference_keyness
from yrdresearch.words import read_frequencies, word_frequency

# 产业 industry 4, 合作 cooperation 2, 人才 talent 1, 新质生产力 (a listed term) 3, 的 (a stopword) 1
CORPUS = make_corpus(
    [("甲", ["产业合作。产业合作。产业产业的人才。", "新质生产力，新质生产力，新质生产力。"])]
)
LIST = {"产业": 10, "合作": 30, "人才": 1, "的": 900, "从来": 59}


def test_the_values_are_those_of_the_two_by_two_table():
    table = reference_keyness(CORPUS, LIST, min_term_frequency=1).set_index("term")
    size = 4 + 2 + 1 + 1  # the tokens that the list has, 的 among them
    for term, count in {"产业": 4, "合作": 2, "人才": 1}.items():
        cells = np.array([[count, size - count], [LIST[term], 1000 - LIST[term]]])
        g2 = chi2_contingency(cells, correction=False, lambda_="log-likelihood")
        assert table.loc[term, "g2"] == pytest.approx(g2.statistic)
        assert table.loc[term, "p"] == pytest.approx(g2.pvalue)
        assert table.loc[term, "log_ratio"] == pytest.approx(np.log2((count / size) / (LIST[term] / 1000)))
        assert table.loc[term, ["n_target", "n_reference"]].tolist() == [count, LIST[term]]
    assert table.index[0] == "产业"


def test_a_term_that_the_list_lacks_has_no_value_and_says_so():
    table = reference_keyness(CORPUS, LIST)
    missing = table[table["term"] == "新质生产力"].iloc[0]
    assert missing["note"] == "not in the reference"
    assert missing[["g2", "log_ratio", "p", "q", "n_reference"]].isna().all()
    assert set(table.loc[table["note"] == "", "term"]) == {"产业"}
    assert "的" not in set(table["term"])


def test_equal_use_is_no_difference_and_the_sign_is_that_of_the_difference():
    same = {"产业": 400, "合作": 200, "人才": 100, "的": 100}
    assert reference_keyness(CORPUS, same, min_term_frequency=1)["g2"].dropna().abs().max() < 1e-9
    more = reference_keyness(CORPUS, {**same, "产业": 1}, min_term_frequency=1).set_index("term")
    assert more.loc["产业", "g2"] > 0 > more.loc["合作", "g2"]


def test_a_list_comes_as_a_file_a_mapping_or_a_series(tmp_path):
    (tmp_path / "list.txt").write_text(
        "# 注\n产业\t10\n合作 30 v\n人才,1\n的 900\n从来 59\n", encoding="utf-8"
    )
    (tmp_path / "gbk.txt").write_bytes("产业 10\n".encode("gb18030"))
    assert read_frequencies(tmp_path / "list.txt") == {word: float(n) for word, n in LIST.items()}
    assert read_frequencies(tmp_path / "gbk.txt") == {"产业": 10.0}
    for source in (tmp_path / "list.txt", pd.Series(LIST)):
        assert reference_keyness(CORPUS, source).equals(reference_keyness(CORPUS, LIST))
    assert read_frequencies()["的"] == word_frequency()["的"]


def test_wrong_lists_are_told(tmp_path):
    (tmp_path / "list.txt").write_text("产业\n", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"产业.* has no count"):
        reference_keyness(CORPUS, tmp_path / "list.txt")
    with pytest.raises(ArgumentError, match="has no count of 0 or more"):
        reference_keyness(CORPUS, {"产业": -1})
    with pytest.raises(ArgumentError, match="shares no word"):
        reference_keyness(CORPUS, {"苹果": 3})
    with pytest.raises(ArgumentError, match="there is no file"):
        reference_keyness(CORPUS, tmp_path / "none.txt")
