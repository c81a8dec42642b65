"""Does a number depend on how the text was cut into words?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from yrdresearch.corpus.loading import recount
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_kind
from yrdresearch.words.segmentation import Tokenizer

SEGMENTATIONS: dict[str, dict[str, Any]] = {
    "words": {},
    "words, guessing (HMM)": {"hmm": True},
    "words, no user dictionary": {"user_dictionary": ()},
    "words, neither": {"hmm": True, "user_dictionary": ()},
    "single characters": {"engine": "characters"},
    "character pairs": {"engine": "bigrams"},
}


def sensitivity(
    corpus: Corpus,
    measure: Callable[[Corpus], Any],
    *,
    segmentations: Mapping[str, Mapping[str, Any]] | None = None,
) -> pd.DataFrame:
    """What would a headline number be with another segmentation?

    Parameters
    ----------
    corpus
        With text: the words are cut again.
    measure
        A function from a corpus to a number, or to a mapping or Series of named numbers.
    segmentations
        Name -> options of `Tokenizer`; None for words with and without user dictionary and hidden Markov
        model, single characters, and pairs of characters.

    Returns
    -------
    pandas.DataFrame
        segmentation, n_tokens, n_types, and value, or one column a named number; one row a segmentation. A
        measure that does not exist for one (no term is left) is missing. Variants of the corpus (沪 for 上海)
        are merged wherever the segmentation has them as a word.

    Raises
    ------
    TextMissingError
        On a features-only corpus.

    References
    ----------
    Denny and Spirling (2018), Text preprocessing for unsupervised learning: why it matters.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> table = sensitivity(load_corpus("sample"), lambda corpus: build_dtm(corpus).counts.shape[1])
    >>> len(table)
    6
    """
    check_kind(measure, "measure", Callable)
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    corpus.require_text("Cutting the words again")
    chosen = SEGMENTATIONS if segmentations is None else segmentations
    check_kind(chosen, "segmentations", Mapping)
    for name, options in chosen.items():
        check_kind(options, f"the segmentation {name!r}", Mapping)
    rows = []
    spellings = corpus.settings.get("segmentation", {}).get("variants", {})
    for name, options in chosen.items():
        plain = Tokenizer(**options)
        whole = {variant: term for variant, term in spellings.items() if len(plain.tokenize(variant)) == 1}
        cut = recount(corpus, Tokenizer(**{"variants": whole, **options}))
        counts = cut.term_counts
        row = {
            "segmentation": name,
            "n_tokens": int(counts["count"].sum()),
            "n_types": counts["term"].nunique(),
        }
        rows.append({**row, **_measured(measure, cut)})
    return pd.DataFrame(rows)


def _measured(measure: Callable[[Corpus], Any], corpus: Corpus) -> dict[str, Any]:
    try:
        value = measure(corpus)
    except ArgumentError:
        return {}
    return dict(value) if isinstance(value, (Mapping, pd.Series)) else {"value": value}
