"""Segmentation, user dictionary, stopwords: the only room that knows jieba and rjieba."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from yrdresearch.errors import ArgumentError

ENGINES = ("rjieba", "jieba", "characters", "bigrams")
# Numbers stay whole with their sign and magnitude (4789万, 22.2%); not the digits of G60 or 5G.
_QUANTITY = re.compile(r"(?<![A-Za-z0-9.])\d+(?:[.,]\d+)*(?:[%％‰]|[千百]?[万亿])?(?![A-Za-z0-9])")
_WORD = re.compile(r"[㐀-鿿A-Za-z0-9]")


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
        package's own dictionary of delta policy terms.
    hmm
        Guess words outside the dictionary with the segmenter's hidden Markov model.

    Examples
    --------
    >>> [token.term for token in Tokenizer().tokenize("三省一市老年人口4789万")]
    ['三省一市', '老年人', '口', '4789万']
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
        return {"engine": self.engine, "hmm": self.hmm, "user_dictionary_terms": len(self.user_dictionary)}

    def tokenize(self, text: str) -> list[Token]:
        """All tokens of `text` in order, punctuation included, with their offsets."""
        tokens, at = [], 0
        for quantity in _QUANTITY.finditer(text):
            tokens += self._piece(text[at : quantity.start()], at)
            tokens.append(Token(quantity.group(), quantity.start(), quantity.end()))
            at = quantity.end()
        return tokens + self._piece(text[at:], at)

    def words(self, text: str) -> list[Token]:
        """The tokens of `text` that hold a letter, digit or Chinese character."""
        return [token for token in self.tokenize(text) if _WORD.search(token.term)]

    def _piece(self, piece: str, offset: int) -> list[Token]:
        tokens, at = [], offset
        for term in self._cut(piece):
            tokens.append(Token(term, at, at + len(term)))
            at += 1 if self.engine == "bigrams" else len(term)
        return tokens


def _segmenter(engine: str, terms: tuple[str, ...], hmm: bool) -> Any:
    if engine == "characters":
        return list
    if engine == "bigrams":
        return lambda text: [text[i : i + 2] for i in range(len(text) - 1)]
    if engine == "rjieba":
        import rjieba

        fast = rjieba.Jieba()
        for term in terms:
            fast.add_word(term, None, None)
        return lambda text: fast.cut(text, hmm)
    return _jieba_segmenter(terms, hmm)


def _jieba_segmenter(terms: tuple[str, ...], hmm: bool) -> Any:
    import logging
    import tempfile
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # jieba's own source, on Python 3.12 and later
        import jieba

    jieba.setLogLevel(logging.WARNING)
    reference = jieba.Tokenizer()  # never the shared one: other code may have added words to it
    reference.tmp_dir = tempfile.mkdtemp(prefix="yrdresearch-")
    for term in terms:
        reference.add_word(term)
    return lambda text: reference.lcut(text, HMM=hmm)


def read_user_dictionary(source: str | Path | Iterable[str] | None = None) -> tuple[str, ...]:
    """Terms of a user dictionary, in file order; None gives the package's own."""
    if source is None:
        return _terms_of(_resource("user_dictionary.tsv"))
    if isinstance(source, (str, Path)):
        path = Path(source)
        if not path.is_file():
            raise ArgumentError(f"user_dictionary: there is no file {path}; give a path, terms, or None")
        return _terms_of(path.read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(source))


def read_stopwords(source: str | Path | Iterable[str] | None = None) -> frozenset[str]:
    """Stopwords, one a line in the file; None gives the package's own list of function words."""
    if source is None:
        return frozenset(_terms_of(_resource("stopwords.txt")))
    if isinstance(source, (str, Path)):
        path = Path(source)
        if not path.is_file():
            raise ArgumentError(f"stopwords: there is no file {path}; give a path, words, or None")
        return frozenset(_terms_of(path.read_text(encoding="utf-8")))
    return frozenset(source)


@cache
def word_frequency() -> dict[str, int]:
    """Frequency of every word in the segmenter's own dictionary (about 350,000 words of general Chinese)."""
    lines = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    return {word: int(count) for word, count, *_ in map(str.split, lines)}


def _terms_of(text: str) -> tuple[str, ...]:
    terms = (line.split("\t")[0].strip() for line in text.splitlines() if not line.startswith("#"))
    return tuple(dict.fromkeys(term for term in terms if term))


def _resource(name: str) -> str:
    return files("yrdresearch").joinpath("resources", name).read_text(encoding="utf-8")
