"""Texts of unlike length: what is compared is cut alike, or not tested, and the reader is told."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from yrdresearch.groups.article_shares import ArticleShares
from yrdresearch.groups.comparison import _test
from yrdresearch.groups.grouped_counts import Texts
from yrdresearch.groups.vocabulary import compared
from yrdresearch.stats.chance import differences


def texts_of_one_vocabulary(
    rng: np.random.Generator, lengths: list[list[int]], tokens: tuple[int, int] = (60, 60)
) -> Texts:
    """Groups a and b of articles with so many paragraphs; every article varies about common rates."""
    n_paragraphs = np.concatenate(lengths)
    n_articles, n_a = len(n_paragraphs), len(lengths[0])
    of_text = np.repeat(np.arange(n_articles), n_paragraphs)
    rates = 1 / np.arange(1, 401) * rng.lognormal(0, 0.8, (n_articles, 400))
    size = np.where(of_text < n_a, *tokens)
    counts = rng.multinomial(size, (rates / rates.sum(axis=1, keepdims=True))[of_text])
    groups = np.where(of_text < n_a, "a", "b").astype(object)
    return Texts(sparse.csr_matrix(counts), of_text.astype(str).astype(object), groups, "")


def test_short_and_long_articles_of_one_vocabulary_do_not_differ() -> None:
    """Before they were cut, five short and five long articles differed in half of such corpora."""
    rng = np.random.default_rng(1)
    found = []
    for _ in range(150):
        lengths = [np.maximum(rng.poisson(mean, 5), 1) for mean in (2, 12)]
        whole = texts_of_one_vocabulary(rng, lengths)
        cut, alike, told = whole.matched(["a", "b"], rng)
        assert alike
        assert "cut at random to the same numbers of paragraphs" in told
        found.append(
            [
                compared(one, "a", "b", n_resamples=1, n_permutations=199, level=0.95, rng=rng)["p"]
                for one in (cut, whole)
            ]
        )
    cut_p, whole_p = (np.array(found) < 0.05).mean(axis=0)
    assert cut_p <= 0.09
    assert whole_p > 0.25


@pytest.mark.parametrize("sizes", [(5, 5), (4, 12), (12, 4), (15, 15)])
def test_areas_of_short_and_long_articles_are_found_to_differ_as_seldom_as_they_should(sizes) -> None:
    """400 areas of one share, each its own corpus; the mean difference over many cuts finds 7 to 11 %."""
    rng, n_areas = np.random.default_rng(7), 400
    labels = np.repeat([0, 1], sizes)
    n_paragraphs = np.maximum(rng.poisson(np.where(labels == 0, 2, 12)), 1)
    of_unit = np.repeat(np.arange(len(labels)), n_paragraphs)
    own = rng.beta(2.7, 6.3, (len(labels), n_areas))  # articles vary: intraclass correlation 0.1
    parts = rng.binomial(4, own[of_unit]) / 4
    shares = ArticleShares(
        units=pd.DataFrame({"unit": labels, "group": labels}),
        shares=np.zeros((len(labels), n_areas)),
        draws=None,
        names=[str(number) for number in range(n_areas)],
        kind="policy_area",
        note="",
        parts=parts,
        of_unit=of_unit,
        sizes=np.full(len(of_unit), 4),
    )
    weights = np.ones(len(labels))
    table = _test(shares, np.arange(len(labels)), labels, differences, weights, "fdr", 999, rng)
    assert (table["p"] < 0.05).mean() < 0.085
    assert (table["p"] < 0.5).mean() > 0.25  # nor is it a test that never finds


def test_articles_are_cut_to_the_same_numbers_of_paragraphs() -> None:
    rng = np.random.default_rng(2)
    cut, _, _ = texts_of_one_vocabulary(rng, [[2, 3], [9, 12]]).matched(["a", "b"], rng)
    per_article = [int((cut.articles == str(number)).sum()) for number in range(4)]
    assert per_article == [2, 3, 2, 3]


@pytest.mark.parametrize(
    ("lengths", "tokens"),
    [([[5, 5], [5, 5]], (40, 80)), ([[4], [9]], (60, 60)), ([[1, 1], [1, 1]], (40, 99))],
)
def test_what_cannot_be_cut_is_said(lengths: list[list[int]], tokens: tuple[int, int]) -> None:
    """Long paragraphs, one article in a group, articles that are one document each."""
    rng = np.random.default_rng(3)
    whole = texts_of_one_vocabulary(rng, lengths, tokens)
    same, alike, told = whole.matched(["a", "b"], rng)
    assert not alike
    assert "cannot be cut" in told
    assert (same.counts != whole.counts).nnz == 0


def test_articles_of_like_length_stay_whole() -> None:
    rng = np.random.default_rng(4)
    whole = texts_of_one_vocabulary(rng, [[6, 7], [7, 6]])
    same, alike, told = whole.matched(["a", "b"], rng)
    assert alike
    assert told == ""
    assert (same.counts != whole.counts).nnz == 0
