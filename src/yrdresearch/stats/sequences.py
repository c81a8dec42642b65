"""The running words of a corpus, clause by clause: what n-grams, phrases and collocations are counted on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from yrdresearch.corpus.store import Corpus
from yrdresearch.words.segmentation import Token, Tokenizer


class Clause(NamedTuple):
    """Words between two punctuation marks, and the article they stand in."""

    article_id: str
    words: tuple[str, ...]


def clauses(corpus: Corpus, what: str, *, tokenizer: Tokenizer | None = None) -> Iterator[Clause]:
    """The clauses of the counted sentences, in page order.

    Parameters
    ----------
    corpus
        With text.
    what
        Name of the statistic, for the error on a features-only corpus.
    tokenizer
        By default that of the package.
    """
    corpus.require_text(what)
    tokenizer = tokenizer or Tokenizer()
    sentences = corpus.counted_sentences()
    for article_id, text in zip(sentences["article_id"], sentences["text"], strict=True):
        for words in _runs(tokenizer.words(text)):
            yield Clause(article_id, words)


def _runs(tokens: list[Token]) -> Iterator[tuple[str, ...]]:
    """Words that touch each other: a gap between their offsets is a punctuation mark."""
    run: list[str] = []
    end = -1
    for token in tokens:
        if run and token.start != end:
            yield tuple(run)
            run = []
        run.append(token.term)
        end = token.end
    if run:
        yield tuple(run)
