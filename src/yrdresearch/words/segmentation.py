"""Segmentation, user dictionary, stopwords: the only room that knows jieba and rjieba."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yrdresearch.display import Faced
from yrdresearch.errors import ArgumentError, check_kind, check_texts
from yrdresearch.spans import UNSEEN, Span, fold
from yrdresearch.words.lexicon import part_of_speech, read_user_dictionary, read_variants
from yrdresearch.words.tokens import Tokens, adjoining
from yrdresearch.words.whole import (
    MARK,
    ZERO,
    as_counted,
    needs_keeping,
    whole_pattern,
    whole_pattern_with_years,
)

if TYPE_CHECKING:
    import pandas as pd

ENGINES = ("rjieba", "jieba", "characters", "bigrams")
_UNSEEN = re.compile(f"[{UNSEEN}]")
_RUN = re.compile(r"[㐀-鿿A-Za-z0-9]+")


class Tokenizer(Faced):
    """Cut Chinese text into tokens, always the same way for the same settings.

    Parameters
    ----------
    engine
        ``"rjieba"`` (fast), ``"jieba"`` (the reference, same tokens), ``"characters"`` or ``"bigrams"``
        (for checking that a result does not depend on the segmentation).
    user_dictionary
        Path of a list of terms (see `read_user_dictionary`), an iterable of terms, or None for the package's
        own: terms of delta policy and the gazetteer's place names.
    hmm
        Guess words outside the dictionary with the segmenter's hidden Markov model. Scores with and without
        are in ``docs/corpus.md``.
    variants
        Words that are counted as another one, such as ``{"沪": "上海"}``, or a file of them (see
        `read_variants`). Text is cut as without them; a token keeps its place in the text, its term is the
        other word. They are in the settings of every result.

    Raises
    ------
    ArgumentError
        When a list cannot be read, or a variant is no single word of the segmentation.

    Examples
    --------
    >>> Tokenizer().tokenize("三省一市老年人口4789万").terms
    ['三省一市', '老年人口', '4789万']
    >>> Tokenizer(variants={"沪": "上海"}).tokenize("沪与上海").terms
    ['上海', '与', '上海']
    """

    def __init__(
        self,
        *,
        engine: str = "rjieba",
        user_dictionary: str | Path | Iterable[str] | None = None,
        hmm: bool = False,
        variants: str | Path | Mapping[str, str] | None = None,
    ) -> None:
        if engine not in ENGINES:
            raise ArgumentError(f"engine is {engine!r}; choose one of {', '.join(ENGINES)}")
        self.engine = engine
        self.hmm = hmm
        self.user_dictionary = read_user_dictionary(user_dictionary)
        kept = tuple(term for term in self.user_dictionary if needs_keeping(term))
        self._whole, self._whole_with_years = whole_pattern(kept), whole_pattern_with_years(kept)
        self._cut = _segmenter(engine, tuple(term for term in self.user_dictionary if term not in kept), hmm)
        self.variants: dict[str, str] = {}
        given = read_variants(variants)
        for variant in given:
            if engine in ENGINES[:2] and len(self.tokenize(variant)) > 1:
                cut = " ".join(self.tokenize(variant).terms)
                raise ArgumentError(
                    f"variants: {variant} is cut into {cut}, so it is never counted; add it to the user "
                    "dictionary, or leave it out"
                )
        self.variants = given

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("引擎", "engine"): self.engine,
            ("词典词条", "dictionary terms"): len(self.user_dictionary),
            ("猜测新词", "guesses words"): "yes" if self.hmm else "no",
            ("异写", "variants"): len(self.variants),
        }

    def _next(self) -> tuple[str, str]:
        call = "build_corpus(pages, tokenizer=tokenizer)"
        return f"下一步：tokenizer.tokenize(text)，{call}", f"Next: tokenizer.tokenize(text), {call}"

    @property
    def settings(self) -> dict[str, Any]:
        """What a result must state about the segmentation it rests on."""
        digest = hashlib.sha256("\n".join(self.user_dictionary).encode("utf-8")).hexdigest()
        return {
            "engine": self.engine,
            "hmm": self.hmm,
            "user_dictionary_terms": len(self.user_dictionary),
            "user_dictionary_sha256": digest,
            **({"variants": self.variants} if self.variants else {}),
        }

    def tokenize(self, text: str) -> Tokens:
        """All tokens of `text` in order, punctuation included, with their offsets.

        Raises
        ------
        ArgumentError
            When `text` is no text.
        """
        check_kind(text, "text", str, source="Paragraph.text")
        tokens = self._as_written(text)
        if not self.variants:
            return tokens
        return Tokens([self.variants.get(term, term) for term in tokens.terms], lambda: tokens.offsets)

    def _as_written(self, text: str) -> Tokens:
        if _UNSEEN.search(text):  # inside a word they would hide it
            kept = [at for at, character in enumerate(text) if not _UNSEEN.match(character)]
            seen = self._as_written("".join(text[at] for at in kept))
            return Tokens(
                seen.terms, lambda: [(kept[start], kept[end - 1] + 1) for start, end in seen.offsets]
            )
        narrow = fold(text)
        pattern = self._whole_with_years if any(zero in narrow for zero in ZERO) else self._whole
        parts = pattern.split(narrow)  # what is kept whole is every second part
        if self.engine == "bigrams":
            return _bigrams(parts)
        pieces = self._cut(MARK.join(parts[::2]))
        at = -1
        for whole in parts[1::2]:
            at = pieces.index(MARK, at + 1)
            pieces[at] = whole
        as_written = pattern is self._whole and " " not in narrow
        terms = pieces if as_written else list(map(as_counted, pieces))
        return Tokens(terms, lambda: adjoining(pieces))

    def words(self, text: str, *, parts_of_speech: Iterable[str] | None = None) -> Tokens:
        """The tokens of `text` that hold a letter, digit or Chinese character.

        Parameters
        ----------
        text
            Any text.
        parts_of_speech
            Beginnings of the tags to keep, such as ``("n", "v")``; see `part_of_speech`. None keeps all.
        """
        tokens = self.tokenize(text)
        words = tokens.only(_words_of, is_word)
        if parts_of_speech is None:
            return words
        tags = tuple(parts_of_speech)

        def tagged(term: str) -> bool:
            return part_of_speech(term).startswith(tags)

        return words.only(lambda terms: list(filter(tagged, terms)), tagged)


def is_word(term: str) -> bool:
    """Whether a token holds a letter, digit or Chinese character."""
    return term.isalnum() or (len(term) > 1 and any(map(str.isalnum, term)))


def _words_of(terms: list[str]) -> list[str]:
    """Those of which `is_word` is true, without a call for most."""
    return [term for term in terms if term.isalnum() or (len(term) > 1 and is_word(term))]


def segmentation_scores(gold: Iterable[Sequence[str]], tokenizer: Tokenizer) -> pd.Series:
    """How well does a tokenizer find the tokens of a hand segmentation?

    Parameters
    ----------
    gold
        For each sentence its tokens, punctuation included; joined they are the sentence.
    tokenizer
        The tokenizer to score.

    Returns
    -------
    pandas.Series
        precision, recall and f1, each 0..1: a token is right when both its ends are right.

    References
    ----------
    Sproat and Emerson (2003), The first international Chinese word segmentation bakeoff.

    Examples
    --------
    >>> segmentation_scores([["合作", "共赢"]], Tokenizer(engine="characters"))["f1"].item()
    0.0
    """
    check_kind(tokenizer, "tokenizer", Tokenizer, source="Tokenizer")
    right = found = wanted = 0
    check_kind(gold, "gold", Iterable)
    for tokens in gold:
        check_texts(tokens, "a sentence of gold")
        spans = set(adjoining(list(tokens)))
        cut = set(tokenizer.tokenize("".join(tokens)).offsets)
        right, found, wanted = right + len(spans & cut), found + len(cut), wanted + len(spans)
    if not wanted:
        raise ArgumentError("gold holds no token; give at least one segmented sentence")
    import pandas as pd  # here, so that `yrd read` starts without it

    f1 = 2 * right / (found + wanted)
    return pd.Series({"precision": right / found, "recall": right / wanted, "f1": f1}, name="segmentation")


def _bigrams(parts: list[str]) -> Tokens:
    """Overlapping pairs of characters; none reaches across a punctuation mark or what is kept whole."""
    terms: list[str] = []
    offsets: list[Span] = []
    for number, (part, (start, end)) in enumerate(zip(parts, adjoining(parts), strict=True)):
        pairs = [
            (run.start() + at, run.start() + at + 2)
            for run in _RUN.finditer(part)
            for at in range(len(run.group()) - 1)
        ]
        terms += [as_counted(part)] if number % 2 else [part[a:b] for a, b in pairs]
        offsets += [(start, end)] if number % 2 else [(start + a, start + b) for a, b in pairs]
    return Tokens(terms, lambda: offsets)


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
