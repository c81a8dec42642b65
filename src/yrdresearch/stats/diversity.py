"""How rich a vocabulary is, measured so that length does not decide: MATTR, MTLD, HD-D."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import nan

import numpy as np
import pandas as pd

from yrdresearch.corpus.grouping import By, article_groups, numbered
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import (
    ArgumentError,
    check_kind,
    check_number,
    check_numbers,
    check_texts,
    check_whole_number,
)
from yrdresearch.stats.frequency import expected_types
from yrdresearch.stats.sequences import words_cut_by
from yrdresearch.words.segmentation import Tokenizer


def lexical_diversity(
    corpus: Corpus, *, by: By = "article_id", window: int = 50, tokenizer: Tokenizer | None = None
) -> pd.DataFrame:
    """Whose vocabulary is richest?

    Function words count too, as in the published measures; values of segmented Chinese cannot be compared
    with published values of English.

    Parameters
    ----------
    corpus
        MATTR and MTLD need the order of words, and so the text; on features only they are missing.
    by
        What is compared; see `corpus.article_groups`.
    window
        Tokens in a window of MATTR.
    tokenizer
        By default the corpus's own, by which its terms were counted.

    Returns
    -------
    pandas.DataFrame
        group (missing where an article has no value of `by`), n_tokens, n_types,
        ttr (types over tokens, 0..1, falls with length: not for comparison), hdd
        (0..1), mattr (0..1), mtld (tokens, about 10 up to some hundreds); missing where a text is too short
        or its words' order is not at hand.

    References
    ----------
    Covington and McFall (2010) for MATTR; McCarthy and Jarvis (2007) for HD-D; (2010) for MTLD.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> table = lexical_diversity(load_corpus("sample"))
    >>> bool(table["mattr"].between(0, 1).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(window, "window", least=1, such_as=50)
    number_of, names = numbered(article_groups(corpus, by))
    paragraphs = corpus.counted_paragraphs().set_index("paragraph_id")["article_id"].map(number_of)
    counts = corpus.term_counts.groupby([corpus.term_counts["paragraph_id"].map(paragraphs), "term"])["count"]
    frequencies = {number: counts.to_numpy() for number, counts in counts.sum().groupby(level=0)}
    orders = _ordered_tokens(corpus, number_of, tokenizer)
    rows = [
        _diversity(frequencies.get(n, np.array([], int)), orders.get(n, []), window)
        for n in range(len(names))
    ]
    table = pd.DataFrame(rows)
    table.insert(0, "group", names)
    return table


def _diversity(frequency: np.ndarray, order: Sequence[str], window: int) -> dict[str, float]:
    """One row of `lexical_diversity`: of counts of terms, and of tokens in order where they are at hand."""
    n_tokens, n_types = int(frequency.sum()), len(frequency)
    return {
        "n_tokens": n_tokens,
        "n_types": n_types,
        "ttr": n_types / n_tokens if n_tokens else nan,
        "hdd": hdd(pd.Series(frequency)) if n_tokens >= 42 else nan,
        "mattr": mattr(order, window=window) if len(order) >= window else nan,
        "mtld": mtld(order) if order else nan,
    }


def mattr(tokens: Sequence[str], *, window: int = 50) -> float:
    """Mean share of different tokens in all windows of so many running tokens.

    Parameters
    ----------
    tokens
        Terms in their order, at least `window` of them.
    window
        Tokens in a window.

    Returns
    -------
    float
        0..1; 1 when no term repeats within a window.

    References
    ----------
    Covington and McFall (2010), Cutting the Gordian knot.

    Examples
    --------
    >>> mattr(["a", "b", "a", "c"], window=2)
    1.0
    """
    check_texts(tokens, "tokens")
    check_whole_number(window, "window", least=1, such_as=50)
    if window > len(tokens):
        raise ArgumentError(
            f"window is {window}, but there are {len(tokens)} tokens; choose a smaller window"
        )
    counts = Counter(tokens[:window])
    types = len(counts)
    for old, new in zip(tokens, tokens[window:], strict=False):
        counts[old] -= 1
        if not counts[old]:
            del counts[old]
        counts[new] += 1
        types += len(counts)
    return types / (len(tokens) - window + 1) / window


def mtld(tokens: Sequence[str], *, threshold: float = 0.72) -> float:
    """Mean length of running stretches that keep the type-token ratio above a threshold.

    Read forwards and backwards, and the two means averaged. The rest after the last full stretch counts as
    the part ``(1 - ttr) / (1 - threshold)`` of one: a rest without any repetition adds 0.

    Parameters
    ----------
    tokens
        Terms in their order; under about 100 the value is unsteady.
    threshold
        Type-token ratio at which a stretch ends, between 0 and 1.

    Returns
    -------
    float
        Tokens; infinite when no term repeats.

    References
    ----------
    McCarthy and Jarvis (2010), MTLD, vocd-D, and HD-D.

    Examples
    --------
    >>> mtld(["a", "a", "a", "a"])  # two stretches of two tokens
    2.0
    """
    check_texts(tokens, "tokens")
    check_number(threshold, "threshold", least=0, most=1, such_as=0.72)
    if not 0 < threshold < 1:
        raise ArgumentError(f"threshold is {threshold}; give a ratio between 0 and 1, such as 0.72")
    tokens = list(tokens)
    if not tokens:
        raise ArgumentError("tokens is empty; give the terms of a text in their order")
    return (_mean_stretch(tokens, threshold) + _mean_stretch(tokens[::-1], threshold)) / 2


def hdd(counts: pd.Series, *, sample: int = 42) -> float:
    """Expected share of different terms in a random sample of so many tokens.

    Parameters
    ----------
    counts
        Tokens of each term; their sum is at least `sample`.
    sample
        Tokens in the sample; 42 by convention.

    Returns
    -------
    float
        0..1; needs counts only, so it works on features.

    References
    ----------
    McCarthy and Jarvis (2007), vocd: a theoretical and empirical evaluation.

    Examples
    --------
    >>> round(hdd(pd.Series([1] * 50)), 6)
    1.0
    """
    check_numbers(counts, "counts")
    return expected_types(counts, sample) / sample


def _mean_stretch(tokens: Sequence[str], threshold: float) -> float:
    stretches, seen, length = 0.0, set(), 0
    for token in tokens:
        length += 1
        seen.add(token)
        if len(seen) / length <= threshold:
            stretches, seen, length = stretches + 1, set(), 0
    if length:
        stretches += (1 - len(seen) / length) / (1 - threshold)
    return len(tokens) / stretches if stretches else float("inf")


def _ordered_tokens(
    corpus: Corpus, number_of: pd.Series, tokenizer: Tokenizer | None
) -> dict[int, list[str]]:
    """The running tokens of each group, by its number; none where the text is not at hand."""
    if not corpus.has_text:
        return {}
    tokenizer = words_cut_by(corpus, tokenizer)
    orders: dict[int, list[str]] = {}
    sentences = corpus.counted_sentences()
    for number, text in zip(sentences["article_id"].map(number_of), sentences["text"], strict=True):
        orders.setdefault(number, []).extend(tokenizer.words(text).terms)
    return orders
