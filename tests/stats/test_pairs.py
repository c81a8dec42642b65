"""Pairs of terms: by hand, against counting every pair one by one, and back to their sentences."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from small_corpus import make_corpus
from yrdresearch.corpus import evidence
from yrdresearch.errors import ArgumentError, TextMissingError
from yrdresearch.stats import term_pairs
from yrdresearch.words import Tokenizer

# sentences of whole words: 产业 industry, 合作 cooperation, 创新 innovation, 人才 talent, 的 (a stopword)
CORPUS = make_corpus(
    [
        ("甲", ["产业合作的创新。产业合作。", "产业人才。"]),
        ("乙", ["人才的产业合作。创新，创新！"]),
    ]
)
WORDS = st.lists(st.sampled_from(["产业", "合作", "创新", "人才", "的"]), min_size=1, max_size=9)


def pair_of(table, a, b):
    rows = table[[{a, b} == set(pair) for pair in zip(table["term_a"], table["term_b"], strict=True)]]
    return rows.iloc[0]


def test_sentences_by_hand():
    row = pair_of(term_pairs(CORPUS, min_count=1), "产业", "合作")
    assert row[["n_both", "n_term_a", "n_term_b", "denominator", "unit"]].tolist() == [3, 4, 3, 5, "sentence"]
    assert row["expected"] == 4 * 3 / 5


def test_paragraphs_need_no_text_and_count_once_a_paragraph():
    table = term_pairs(CORPUS.features(), unit="paragraph", min_count=1)
    assert pair_of(table, "产业", "创新")[["n_both", "n_term_a", "n_term_b", "denominator"]].tolist() == [
        2,
        3,
        2,
        3,
    ]
    with pytest.raises(TextMissingError, match="Pairs of terms"):
        term_pairs(CORPUS.features())


def test_a_window_counts_words_and_stays_in_its_sentence():
    near = term_pairs(CORPUS, window=1, min_count=1)
    assert pair_of(near, "产业", "合作")["n_both"] == 3
    assert {"产业", "创新"} not in [{*pair} for pair in zip(near["term_a"], near["term_b"], strict=True)]
    assert (
        pair_of(term_pairs(CORPUS, window=3, min_count=1), "产业", "创新")["n_both"] == 1
    )  # 的 counts as a word


def corpus_of(sentences):
    return make_corpus([("甲", ["".join("，".join([word]) for word in words) + "。" for words in sentences])])


@settings(deadline=None, max_examples=25)
@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(1, 4))
def test_windows_are_those_counted_one_by_one(sentences, window):
    """As quanteda's ``fcm(context = "window", count = "frequency")`` defines them."""
    cut = Tokenizer(user_dictionary=["产业", "合作", "创新", "人才"], engine="rjieba")
    corpus = corpus_of(sentences)
    expected: Counter = Counter()
    for text in corpus.counted_sentences()["text"]:
        terms = cut.words(text).terms
        for i, j in combinations(range(len(terms)), 2):
            if j - i <= window and terms[i] != terms[j]:
                expected[frozenset((terms[i], terms[j]))] += 1
    table = term_pairs(corpus, window=window, min_count=1, min_term_length=1, stopwords=(), tokenizer=cut)
    found = {
        frozenset(pair): n
        for *pair, n in table[["term_a", "term_b", "n_both"]].itertuples(index=False, name=None)
    }
    assert found == dict(expected)


@settings(deadline=None, max_examples=25)
@given(st.lists(WORDS, min_size=2, max_size=8))
def test_units_and_g2_are_those_of_the_table_of_two_by_two(sentences):
    """As quanteda's ``fcm(context = "document", count = "boolean")``, and G2 as scipy computes it."""
    corpus = corpus_of(sentences)
    sets = [set(corpus.tokenizer.words(text).terms) for text in corpus.counted_sentences()["text"]]
    table = term_pairs(corpus, min_count=1, min_term_length=1, stopwords=())
    together = Counter(frozenset(pair) for terms in sets for pair in combinations(sorted(terms), 2))
    assert len(table) == len(together)
    for row in table.to_dict("records"):
        has_a = np.array([row["term_a"] in terms for terms in sets])
        has_b = np.array([row["term_b"] in terms for terms in sets])
        assert row["n_both"] == together[frozenset((row["term_a"], row["term_b"]))] == (has_a & has_b).sum()
        cells = np.array([[(x & y).sum() for y in (has_b, ~has_b)] for x in (has_a, ~has_a)])
        if has_a.all() or has_b.all():
            assert row["g2"] == 0
        else:
            g2 = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
            assert abs(row["g2"]) == pytest.approx(g2, abs=1e-9)
            assert np.sign(row["g2"]) in (0, np.sign(row["n_both"] - row["expected"]))


def test_only_the_most_frequent_terms_are_paired_and_no_stopword_or_number():
    table = term_pairs(CORPUS, n_terms=3, min_count=1)
    assert {*table["term_a"], *table["term_b"]} == {"产业", "合作", "创新"}  # 人才 is rarer
    every = term_pairs(
        make_corpus([("甲", ["2023年的产业合作。"])]), n_terms=None, min_count=1, min_term_length=1
    )
    assert not {"的", "2023"} & {*every["term_a"], *every["term_b"]}


@pytest.mark.parametrize("unit", ["sentence", "paragraph"])
def test_every_row_opens_as_many_units_as_it_counts(unit):
    for row in term_pairs(CORPUS, unit=unit, min_count=1).to_dict("records"):
        found = evidence(CORPUS, row).table
        assert found[f"{unit}_id"].nunique() == row["n_both"]
    row = term_pairs(CORPUS, unit="paragraph", min_count=1).iloc[0]
    assert len(evidence(CORPUS.features(), row)) == row["n_both"]


def test_wrong_arguments_are_told():
    with pytest.raises(ArgumentError, match="unit is 'article'"):
        term_pairs(CORPUS, unit="article")
    with pytest.raises(ArgumentError, match="window is 0"):
        term_pairs(CORPUS, window=0)
