"""The running words of a corpus, clause by clause: what n-grams, phrases and collocations are counted on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind
from yrdresearch.words.segmentation import Tokenizer
from yrdresearch.words.tokens import Tokens


class Clause(NamedTuple):
    """Words between two punctuation marks, and the article they are in."""

    article_id: str
    words: tuple[str, ...]


def words_cut_by(corpus: Corpus, tokenizer: Tokenizer | None) -> Tokenizer:
    """The tokenizer given, else the corpus's own.

    Raises
    ------
    ArgumentError
        For what is no tokenizer.
    """
    if tokenizer is None:
        return corpus.tokenizer
    check_kind(tokenizer, "tokenizer", Tokenizer)
    return tokenizer


def clauses(corpus: Corpus, what: str, *, tokenizer: Tokenizer | None = None) -> Iterator[Clause]:
    """The clauses of the counted sentences, in page order.

    Parameters
    ----------
    corpus
        With text.
    what
        Name of the statistic, for the error on a features-only corpus.
    tokenizer
        By default the corpus's own.
    """
    corpus.require_text(what)
    tokenizer = words_cut_by(corpus, tokenizer)
    sentences = corpus.counted_sentences()
    for article_id, text in zip(sentences["article_id"], sentences["text"], strict=True):
        for words in _runs(tokenizer.words(text)):
            yield Clause(article_id, words)


def _runs(tokens: Tokens) -> Iterator[tuple[str, ...]]:
    """Words that touch each other: a gap between their offsets is a punctuation mark."""
    run: list[str] = []
    last = -1
    for term, (start, end) in zip(tokens.terms, tokens.offsets, strict=True):
        if run and start != last:
            yield tuple(run)
            run = []
        run.append(term)
        last = end
    if run:
        yield tuple(run)
