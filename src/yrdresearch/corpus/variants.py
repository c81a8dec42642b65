"""Words that are written in several ways, counted as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from yrdresearch.corpus.schema import SCHEMAS, typed
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind
from yrdresearch.words.lexicon import read_variants
from yrdresearch.words.segmentation import Tokenizer


def merge_variants(corpus: Corpus, variants: str | Path | Mapping[str, str]) -> Corpus:
    """What do the counts say when 沪 is counted as 上海?

    Parameters
    ----------
    corpus
        With or without text: the counts are merged, and words are cut as before.
    variants
        A file with ``沪 = 上海`` a line, or a mapping; see `words.read_variants`. They are added to those
        that the corpus has.

    Returns
    -------
    Corpus
        The same as after counting with ``Tokenizer(variants=...)``. The variants are in
        ``settings["segmentation"]``, and `evidence` for the term also finds what was written otherwise.

    Raises
    ------
    ArgumentError
        When the list cannot be read, or a variant is no single word of the segmentation.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> merged = merge_variants(load_corpus(), {"安徽省": "安徽"})
    >>> "安徽省" in merged.terms, merged.settings["segmentation"]["variants"]
    (False, {'安徽省': '安徽'})
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    segmentation = corpus.settings.get("segmentation", {})
    given = read_variants({**segmentation.get("variants", {}), **read_variants(variants)})
    if corpus.has_dictionary:  # a variant that is cut in two is told
        own = corpus.tokenizer
        Tokenizer(engine=own.engine, hmm=own.hmm, user_dictionary=own.user_dictionary, variants=given)
    counts = corpus.term_counts
    order = {paragraph: at for at, paragraph in enumerate(dict.fromkeys(counts["paragraph_id"]))}
    terms = [given.get(term, term) for term in counts["term"]]
    merged = counts.assign(term=terms, at=counts["paragraph_id"].map(order))
    summed = merged.groupby(["at", "paragraph_id", "term"])["count"].sum().reset_index()
    merged = typed(summed[["paragraph_id", "term", "count"]], SCHEMAS["term_counts"])
    settings = {**corpus.settings, "segmentation": {**segmentation, "variants": given}}
    return replace(corpus, term_counts=merged, settings=settings)
