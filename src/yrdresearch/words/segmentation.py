"""Segmentation, user dictionary, stopwords: the only room that knows jieba and rjieba."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from yrdresearch.errors import ArgumentError
from yrdresearch.words.lexicon import part_of_speech, read_user_dictionary

ENGINES = ("rjieba", "jieba", "characters", "bigrams")
# Kept whole: numbers with sign and magnitude (4789万, 22.2%), but not the digits of G60 or 5G; also Latin
# words with inner marks (PM2.5, COVID-19, R&D), which the segmenter would cut at the mark. A number with
# sign or magnitude ends the Latin word before it: GDP / 12.5万.
_MAGNITUDE = r"(?:[%％‰]|[千百]?[万亿]{1,2})"
_NUMBER = r"\d+(?:[.,]\d+)*"
_WHOLE = re.compile(
    rf"(?<![A-Za-z0-9.]){_NUMBER}{_MAGNITUDE}?(?![A-Za-z0-9.]*[A-Za-z])"
    rf"|(?<=[A-Za-z]){_NUMBER}{_MAGNITUDE}"
    rf"|(?<![A-Za-z0-9])(?![A-Za-z]+{_NUMBER}{_MAGNITUDE})[A-Za-z][A-Za-z0-9]*(?:[.&'’-][A-Za-z0-9]+)+"
)
_WORD = re.compile(r"[㐀-鿿A-Za-z0-9]")
_RUN = re.compile(r"[㐀-鿿A-Za-z0-9]+")


class Token(NamedTuple):
    """A token and its ``[start, end)`` in the text it was cut from."""

    term: str
    start: int
    end: int


class Tokenizer:
    """Cut Chinese text into tokens, always the same way for the same settings.

    Parameters
    ----------
    engine
        ``"rjieba"`` (fast), ``"jieba"`` (the reference, same tokens), ``"characters"`` or ``"bigrams"``
        (for checking that a result does not hang on the segmentation).
    user_dictionary
        Path of a tab-separated file whose first column is a term, an iterable of terms, or None for the
        package's own: terms of delta policy and the gazetteer's place names.
    hmm
        Guess words outside the dictionary with the segmenter's hidden Markov model. Scores with and without
        stand in ``docs/corpus.md``.

    Examples
    --------
    >>> [token.term for token in Tokenizer().tokenize("三省一市老年人口4789万")]
    ['三省一市', '老年人口', '4789万']
    """

    def __init__(
        self,
        *,
        engine: str = "rjieba",
        user_dictionary: str | Path | Iterable[str] | None = None,
        hmm: bool = False,
    ) -> None:
        if engine not in ENGINES:
            raise ArgumentError(f"engine is {engine!r}; choose one of {', '.join(ENGINES)}")
        self.engine = engine
        self.hmm = hmm
        self.user_dictionary = read_user_dictionary(user_dictionary)
        self._cut = _segmenter(engine, self.user_dictionary, hmm)

    @property
    def settings(self) -> dict[str, Any]:
        """What a result must state about the segmentation it rests on."""
        digest = hashlib.sha256("\n".join(self.user_dictionary).encode("utf-8")).hexdigest()
        return {
            "engine": self.engine,
            "hmm": self.hmm,
            "user_dictionary_terms": len(self.user_dictionary),
            "user_dictionary_sha256": digest,
        }

    def tokenize(self, text: str) -> list[Token]:
        """All tokens of `text` in order, punctuation included, with their offsets."""
        tokens, at = [], 0
        for whole in _WHOLE.finditer(text):
            tokens += self._piece(text[at : whole.start()], at)
            tokens.append(Token(whole.group(), whole.start(), whole.end()))
            at = whole.end()
        return tokens + self._piece(text[at:], at)

    def words(self, text: str, *, parts_of_speech: Iterable[str] | None = None) -> list[Token]:
        """The tokens of `text` that hold a letter, digit or Chinese character.

        Parameters
        ----------
        text
            Any text.
        parts_of_speech
            Beginnings of the tags to keep, such as ``("n", "v")``; see `part_of_speech`. None keeps all.
        """
        words = [token for token in self.tokenize(text) if _WORD.search(token.term)]
        if parts_of_speech is None:
            return words
        tags = tuple(parts_of_speech)
        return [token for token in words if part_of_speech(token.term).startswith(tags)]

    def _piece(self, piece: str, offset: int) -> list[Token]:
        if self.engine == "bigrams":
            return _bigrams(piece, offset)
        tokens, at = [], offset
        for term in self._cut(piece):
            tokens.append(Token(term, at, at + len(term)))
            at += len(term)
        return tokens


def segmentation_scores(gold: Iterable[Sequence[str]], tokenizer: Tokenizer) -> dict[str, float]:
    """How well does a tokenizer find the tokens of a hand segmentation?

    Parameters
    ----------
    gold
        For each sentence its tokens, punctuation included; joined they are the sentence.
    tokenizer
        The tokenizer to score.

    Returns
    -------
    dict
        precision, recall and f1, each 0..1: a token is right when both its ends are right.

    References
    ----------
    Sproat and Emerson (2003), The first international Chinese word segmentation bakeoff.

    Examples
    --------
    >>> segmentation_scores([["合作", "共赢"]], Tokenizer(engine="characters"))["f1"]
    0.0
    """
    right = found = wanted = 0
    for tokens in gold:
        ends = [0]
        for term in tokens:
            ends.append(ends[-1] + len(term))
        spans = set(pairwise(ends))
        cut = {(token.start, token.end) for token in tokenizer.tokenize("".join(tokens))}
        right, found, wanted = right + len(spans & cut), found + len(cut), wanted + len(spans)
    if not wanted:
        raise ArgumentError("gold holds no token; give at least one segmented sentence")
    return {"precision": right / found, "recall": right / wanted, "f1": 2 * right / (found + wanted)}


def _bigrams(piece: str, offset: int) -> list[Token]:
    """Overlapping pairs of characters; none reaches across a punctuation mark."""
    return [
        Token(run.group()[i : i + 2], offset + run.start() + i, offset + run.start() + i + 2)
        for run in _RUN.finditer(piece)
        for i in range(len(run.group()) - 1)
    ]


@cache
def _segmenter(engine: str, terms: tuple[str, ...], hmm: bool) -> Callable[[str], list[str]]:
    if engine == "rjieba":
        import rjieba

        fast = rjieba.Jieba()
        for term in terms:
            fast.add_word(term, None, None)
        return lambda text: fast.cut(text, hmm)
    return _jieba_segmenter(terms, hmm) if engine == "jieba" else list


def _jieba_segmenter(terms: tuple[str, ...], hmm: bool) -> Callable[[str], list[str]]:
    import logging
    import tempfile
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # jieba's own source, on Python 3.12 and later
        import jieba

    jieba.setLogLevel(logging.WARNING)
    reference = jieba.Tokenizer()  # never the shared one: other code may have added words to it
    with tempfile.TemporaryDirectory(prefix="yrdresearch-") as folder:
        reference.tmp_dir = folder  # it writes a cache file while it loads
        reference.initialize()
    for term in terms:
        reference.add_word(term)
    return lambda text: list(reference.lcut(text, HMM=hmm))
