"""Term counts -> `Dtm`: a document-term matrix with labelled rows and columns; trim and group it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.store import Corpus
from yrdresearch.display import Faced
from yrdresearch.errors import ArgumentError, check_choice, check_kind, check_texts, check_whole_number
from yrdresearch.words.lexicon import NUMBER, part_of_speech, read_stopwords

UNITS = ("paragraph", "article", "author")


@dataclass(frozen=True, repr=False)
class Dtm(Faced):
    """A document-term matrix.

    Attributes
    ----------
    counts
        CSR matrix of whole numbers, (N documents, M terms).
    doc_ids
        N labels, in row order.
    vocabulary
        M terms, in column order (sorted).
    settings
        How the matrix came about: unit, stopwords, limits, segmentation.
    """

    counts: sparse.csr_matrix
    doc_ids: tuple[str, ...]
    vocabulary: tuple[str, ...]
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.counts.shape != (len(self.doc_ids), len(self.vocabulary)):
            raise ArgumentError(
                f"counts has shape {self.counts.shape}, but there are {len(self.doc_ids)} doc_ids and "
                f"{len(self.vocabulary)} terms; give one label for each row and column"
            )
        for what, labels in (("vocabulary", self.vocabulary), ("doc_ids", self.doc_ids)):
            if len(set(labels)) < len(labels):
                twice = Counter(labels).most_common(1)[0][0]
                raise ArgumentError(f"{what} has {twice!r} twice; add up its counts, or give it two names")

    @property
    def doc_lengths(self) -> np.ndarray:
        """Tokens in each of the N documents."""
        return np.asarray(self.counts.sum(axis=1)).ravel()

    @property
    def term_frequency(self) -> pd.Series:
        """Tokens of each of the M terms."""
        return pd.Series(np.asarray(self.counts.sum(axis=0)).ravel(), index=list(self.vocabulary))

    @property
    def doc_frequency(self) -> pd.Series:
        """Documents in which each of the M terms occurs."""
        return pd.Series(np.asarray((self.counts > 0).sum(axis=0)).ravel(), index=list(self.vocabulary))

    @property
    def articles(self) -> pd.Series | None:
        """Document -> the article it is part of, where the N documents are paragraphs; else None."""
        if self.settings.get("unit") != "paragraph":
            return None
        return pd.Series([doc.rpartition(".")[0] for doc in self.doc_ids], index=list(self.doc_ids))

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("文档", "documents"): len(self.doc_ids),
            ("词", "terms"): len(self.vocabulary),
            ("词次", "tokens"): int(self.counts.sum()),
            ("单位", "unit"): self.settings.get("unit", "?"),
            ("停用词", "stopwords"): self.settings.get("stopwords", "?"),
        }

    def _next(self) -> tuple[str, str]:
        return (
            "下一步：stats.term_frequency(dtm)，fit_consensus(dtm, n_topics=…)",
            "Next: stats.term_frequency(dtm), fit_consensus(dtm, n_topics=…)",
        )


def build_dtm(
    corpus: Corpus,
    *,
    unit: str = "paragraph",
    stopwords: str | Path | Iterable[str] | None = None,
    min_term_length: int | None = None,
    keep_numbers: bool = False,
    parts_of_speech: Iterable[str] | None = None,
    min_term_frequency: int = 1,
    min_doc_frequency: int = 1,
) -> Dtm:
    """Which term occurs how often in which document?

    Parameters
    ----------
    corpus
        Its `term_counts` are counted; text is not needed.
    unit
        What a document is: ``"paragraph"``, ``"article"`` or ``"author"`` (byline).
    stopwords
        File, words, or None for the corpus's own list (function words, unless it was imported with another);
        ``()`` leaves none out. A list takes the place of the corpus's own; to have both, give
        ``read_stopwords(words, extend=True)``. Their number is in the settings, and shown with the matrix.
    min_term_length
        Characters a term must have; None is 2, as most Chinese words have two, and 1 for a corpus cut into
        characters.
    keep_numbers
        Whether numbers (2022, 22.2%, 4789万, 四分之一) stay in.
    parts_of_speech
        Beginnings of the tags to keep, such as ``("n", "v")``; see `tokens.part_of_speech`. None keeps all.
    min_term_frequency, min_doc_frequency
        Rarer terms are left out; see `trim`.

    Returns
    -------
    Dtm
        (N documents, M terms); documents without a term left stay in as empty rows.

    Raises
    ------
    ArgumentError
        For an unknown unit, or when no term is left.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> dtm = build_dtm(load_corpus(), unit="article")
    >>> dtm.counts.shape[0]
    4
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_choice(unit, "unit", UNITS)
    check_kind(keep_numbers, "keep_numbers", bool)
    words = corpus.stopwords if stopwords is None else read_stopwords(stopwords)
    if min_term_length is None:
        min_term_length = 1 if corpus.settings.get("segmentation", {}).get("engine") == "characters" else 2
    check_whole_number(min_term_length, "min_term_length", least=1, such_as=2)
    if parts_of_speech is not None:
        check_texts(parts_of_speech, "parts_of_speech")
        parts_of_speech = tuple(parts_of_speech)

    def keep(terms: pd.Index) -> np.ndarray:
        kept = kept_terms(terms, stopwords=words, min_term_length=min_term_length, keep_numbers=keep_numbers)
        if parts_of_speech is not None:
            kept &= [part_of_speech(term).startswith(parts_of_speech) for term in terms]
        return kept

    settings = {
        "unit": unit,
        "stopwords": len(words),
        "stopwords_list": "package" if words == read_stopwords() else sorted(words),
        "min_term_length": min_term_length,
        "keep_numbers": keep_numbers,
        "parts_of_speech": None if parts_of_speech is None else list(parts_of_speech),
        **corpus.settings,
    }
    dtm = _stacked([_counted(part, unit, keep) for part in corpus.parts()], settings)
    return trim(dtm, min_term_frequency=min_term_frequency, min_doc_frequency=min_doc_frequency)


def kept_terms(
    terms: pd.Index, *, stopwords: frozenset[str], min_term_length: int = 2, keep_numbers: bool = False
) -> np.ndarray:
    """Whether each term is counted: no stopword, long enough, no number unless numbers stay in."""
    kept = ~terms.isin(stopwords) & (terms.str.len() >= min_term_length)
    if not keep_numbers:
        kept &= ~terms.str.fullmatch(NUMBER)
    return np.asarray(kept, dtype=bool)


def trim(dtm: Dtm, *, min_term_frequency: int = 1, min_doc_frequency: int = 1) -> Dtm:
    """Leave out terms rarer than the limits; no document is dropped.

    Raises
    ------
    ArgumentError
        When no term is left.
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    check_whole_number(min_doc_frequency, "min_doc_frequency", least=1, such_as=2)
    keep = (dtm.term_frequency >= min_term_frequency) & (dtm.doc_frequency >= min_doc_frequency)
    if not keep.any():
        raise ArgumentError(
            f"no term occurs {min_term_frequency} times in {min_doc_frequency} documents; lower "
            "min_term_frequency or min_doc_frequency"
        )
    columns = np.flatnonzero(keep.to_numpy())
    return replace(
        dtm,
        counts=dtm.counts[:, columns].tocsr(),
        vocabulary=tuple(dtm.vocabulary[i] for i in columns),
        settings={
            **dtm.settings,
            "min_term_frequency": min_term_frequency,
            "min_doc_frequency": min_doc_frequency,
        },
    )


def group(dtm: Dtm, labels: Sequence[str] | pd.Series) -> Dtm:
    """Add up the rows that share a label: paragraphs to articles, articles to authors.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    labels
        One label a document, in row order, or a Series indexed by document id.

    Returns
    -------
    Dtm
        One row a label, in order of first appearance.
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    if isinstance(labels, pd.Series):
        missing = [doc for doc in dtm.doc_ids if doc not in labels.index]
        if missing:
            raise ArgumentError(
                f"labels has no entry for document {missing[0]!r}; give each its label, in a Series indexed "
                "by document id"
            )
        labels = labels.loc[list(dtm.doc_ids)].tolist()
    if isinstance(labels, str):
        raise ArgumentError("labels is a text; give a list with one label for each document")
    check_kind(labels, "labels", Sequence)
    if len(labels) != len(dtm.doc_ids):
        raise ArgumentError(
            f"labels has {len(labels)} entries for {len(dtm.doc_ids)} documents; give one each"
        )
    counts, groups = _added_up(dtm.counts, labels)
    return replace(dtm, counts=counts, doc_ids=tuple(groups), settings={**dtm.settings, "unit": "group"})


def _documents(corpus: Corpus, unit: str) -> tuple[list[str], pd.Series]:
    """Document ids of the unit in page order, and the document of each counted paragraph."""
    paragraphs = corpus.paragraph_facts()
    column = {"paragraph": "paragraph_id", "article": "article_id", "author": "author"}[unit]
    of_paragraph = paragraphs.merge(corpus.articles[["article_id", "author"]], on="article_id").set_index(
        "paragraph_id", drop=False
    )[column]
    return list(dict.fromkeys(of_paragraph)), of_paragraph


def _counted(
    corpus: Corpus, unit: str, keep: Callable[[pd.Index], np.ndarray]
) -> tuple[sparse.csr_matrix, list[str], list[str]]:
    """Counts (N, M), the N documents and the M terms of one part of a corpus."""
    doc_ids, of_paragraph = _documents(corpus, unit)
    column, terms = pd.factorize(corpus.term_counts["term"], sort=True)
    paragraph, ids = pd.factorize(corpus.term_counts["paragraph_id"])
    row = pd.Index(doc_ids).get_indexer(pd.Index(of_paragraph.loc[ids]))[paragraph]
    kept = np.flatnonzero(keep(pd.Index(terms)))
    counts = corpus.term_counts["count"].to_numpy(dtype=np.int64)
    matrix = sparse.csr_matrix((counts, (row, column)), shape=(len(doc_ids), len(terms)))
    return matrix[:, kept], doc_ids, [str(term) for term in pd.Index(terms)[kept]]


def _stacked(parts: list[tuple[sparse.csr_matrix, list[str], list[str]]], settings: dict[str, Any]) -> Dtm:
    """One matrix of the parts' rows over the vocabulary of all."""
    vocabulary = tuple(sorted({term for _, _, terms in parts for term in terms}))
    if not vocabulary:
        raise ArgumentError("no term is left to count; use fewer stopwords or a smaller min_term_length")
    place = {term: at for at, term in enumerate(vocabulary)}
    for counts, _, terms in parts:
        counts.indices = np.array([place[term] for term in terms], dtype=np.int32)[counts.indices]
        counts.resize((counts.shape[0], len(vocabulary)))
    matrix = sparse.vstack([counts for counts, _, _ in parts], format="csr")
    matrix.sort_indices()
    labels = [doc_id for _, doc_ids, _ in parts for doc_id in doc_ids]
    if len(set(labels)) < len(labels):  # an author may be in several parts
        matrix, labels = _added_up(matrix, labels)
    return Dtm(matrix, tuple(labels), vocabulary, settings)


def _added_up(counts: sparse.csr_matrix, labels: Sequence[str]) -> tuple[sparse.csr_matrix, list[str]]:
    """The sums of the rows that share a label, in order of first appearance."""
    rows, groups = pd.factorize(np.asarray(labels, dtype=object))
    membership = sparse.csr_matrix((np.ones(len(rows), dtype=np.int64), (rows, np.arange(len(rows)))))
    return (membership @ counts).tocsr(), [str(label) for label in groups]
