"""Burrows' Delta, where the texts are long enough for it, and a sentence where they are not."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from yrdresearch.corpus.grouping import By, known_groups, missing_note
from yrdresearch.errors import ArgumentError, check_whole_number, first_few

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus

MIN_TOKENS = 2_500
TOO_SHORT = (
    "{groups}: fewer than 2,500 words, a length at which Burrows' Delta does not tell authors apart (Eder "
    "2015, Does size matter? Digital Scholarship in the Humanities 30, 167-182), so none is given"
)
TWO_GROUPS = (
    "with two groups every term's z scores are +0.71 and -0.71, so Burrows' Delta is the square root of 2 "
    "whatever the texts say; none is given; compare three groups or more"
)


def delta(corpus: Corpus, *, by: By = "author", n_terms: int = 100) -> pd.DataFrame:
    """Do the groups' commonest words point to different hands (Burrows' Delta)?

    Parameters
    ----------
    corpus
        Its term counts, stopwords included, are used.
    by
        As for `distances`.
    n_terms
        The most frequent words to look at.

    Returns
    -------
    pandas.DataFrame
        One row a pair: group_a, group_b, delta (mean difference of z scores, 0 and up), n_tokens_a,
        n_tokens_b, n_terms, note. Where a group has fewer than 2,500 words, or there are two groups only
        (delta would be the square root of 2 for any two texts), every delta is missing and `note` says why.

    Raises
    ------
    ArgumentError
        For an unknown or missing variable, one group only, or n_terms below 1.

    References
    ----------
    Burrows, J. (2002): 'Delta': a measure of stylistic difference. Literary and Linguistic Computing 17,
    267-287.
    Eder, M. (2015): Does size matter? Authorship attribution, small samples, big problem. Digital
    Scholarship in the Humanities 30, 167-182.
    """
    check_whole_number(n_terms, "n_terms", least=1, such_as=100)
    of_article = known_groups(corpus, by)
    of_paragraph = corpus.paragraphs.set_index("paragraph_id")["article_id"].map(of_article)
    counts = corpus.term_counts.assign(group=corpus.term_counts["paragraph_id"].map(of_paragraph))
    counts = counts[counts["group"].notna()]
    wide = counts.pivot_table(index="term", columns="group", values="count", aggfunc="sum", fill_value=0)
    wide = wide[list(counts["group"].unique())]
    tokens = wide.sum()
    if len(tokens) < 2:
        raise ArgumentError(f"by gives one group only ({first_few(tokens.index)}); compare at least two")
    top = wide.loc[wide.sum(axis=1).nlargest(n_terms).index] / tokens
    spread = top.std(axis=1, ddof=1)
    z = top.sub(top.mean(axis=1), axis=0).div(spread.where(spread > 0), axis=0).dropna()
    short = tokens.index[tokens < MIN_TOKENS]
    too_short = TOO_SHORT.format(groups=first_few(short)) if len(short) else ""
    unsaid = too_short or (TWO_GROUPS if len(tokens) == 2 else "")
    rows = [
        {
            "group_a": a,
            "group_b": b,
            "delta": np.nan if unsaid else (z[a] - z[b]).abs().mean(),
            "n_tokens_a": int(tokens[a]),
            "n_tokens_b": int(tokens[b]),
            "n_terms": len(z),
            "note": "; ".join(filter(None, [unsaid, missing_note(of_article, by)])),
        }
        for a, b in combinations(wide.columns, 2)
    ]
    return pd.DataFrame(rows)
