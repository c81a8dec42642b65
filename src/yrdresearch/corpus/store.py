"""`Corpus`: the tables of articles, paragraphs, sentences and term counts, in memory or in shards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.corpus import datapackage
from yrdresearch.corpus.counting import counted
from yrdresearch.corpus.schema import SCHEMAS, typed
from yrdresearch.corpus.shards import read_shard, rows_of_shards, shard_terms
from yrdresearch.display import Faced
from yrdresearch.errors import CorpusError, TextMissingError, path_of
from yrdresearch.words.lexicon import read_stopwords
from yrdresearch.words.segmentation import Tokenizer

IN_SHARDS = ("paragraphs", "sentences", "term_counts", "apparatus")
"""Tables of a large corpus that are read when they are asked for."""

_SENTENCE = re.compile(r"[\u4e00-\u9fff]{6}[^。！？]*[。！？]")  # in the value of a docvar


@dataclass(frozen=True, repr=False)
class Corpus(Faced):
    """A corpus as tables; `paragraphs` and `sentences` have a `text` column only where the text is at hand.

    A large corpus is opened without reading its tables: each is read when it is first asked for, and `parts`
    gives the corpus in pieces that fit into memory.

    Attributes
    ----------
    pages
        page_id, title, newspaper, year, month, day, n_characters, sha256 (of the text).
    articles
        article_id, page_id, title, author, byline_kind, writers, affiliations, grants, projects, confidence.
    paragraphs
        paragraph_id, article_id, spans, n_characters, repeat_of.
    sentences
        sentence_id, paragraph_id, article_id, spans, n_characters, repeat_of.
    term_counts
        paragraph_id, term, count: word tokens, stopwords included, repeated units left out or not as
        `settings["repeats"]` says.
    apparatus
        page_id, kind, spans, duplicate_of, confidence.
    codings
        sentence_id, policy_area: released codings, or empty.
    settings
        Segmentation and treatment of repeats.
    user_dictionary
        The terms with which the words were cut; None for the package's own.
    stopwords
        The words that counting leaves out unless told otherwise; by default the package's own.
    """

    pages: pd.DataFrame
    articles: pd.DataFrame
    paragraphs: pd.DataFrame
    sentences: pd.DataFrame
    term_counts: pd.DataFrame
    apparatus: pd.DataFrame
    codings: pd.DataFrame
    settings: dict[str, Any] = field(default_factory=dict)
    user_dictionary: tuple[str, ...] | None = None
    stopwords: frozenset[str] = field(default_factory=read_stopwords)
    shards: tuple[Path, ...] = field(default=(), init=False)

    @classmethod
    def in_shards(cls, shards: Sequence[Path], **fields: Any) -> Corpus:
        """A corpus whose other tables lie in these shards."""
        corpus = object.__new__(cls)
        corpus.__dict__.update({"stopwords": read_stopwords(), **fields, "shards": tuple(shards)})
        return corpus

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table that has not been read yet."""
        shards = self.__dict__.get("shards", ())
        if not shards or name not in IN_SHARDS:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        if len(shards) == 1:
            table = self._of_articles(name, read_shard(shards[0], name))
        else:
            table = pd.concat([getattr(part, name) for part in self.parts()], ignore_index=True)
        table = typed(table, SCHEMAS[name])
        self.__dict__[name] = table
        return table

    def parts(self) -> Iterator[Corpus]:
        """The corpus in pieces, each a `Corpus` of whole pages; a small corpus is its only piece."""
        if len(self.shards) < 2:
            yield self
            return
        of_shard = rows_of_shards(self.shards, self.pages, self.articles, self.codings)
        shared = {name: self.__dict__.get(name) for name in ("settings", "user_dictionary", "stopwords")}
        for shard, (pages, articles, codings) in zip(self.shards, of_shard, strict=True):
            yield Corpus.in_shards([shard], pages=pages, articles=articles, codings=codings, **shared)

    def paragraph_facts(self) -> pd.DataFrame:
        """The paragraphs that counts use (`counted_paragraphs`), without their text."""
        table = self._shard_facts() if len(self.shards) == 1 else self.paragraphs
        return counted(table.drop(columns="text", errors="ignore"), self.settings)

    def _shard_facts(self) -> pd.DataFrame:
        return self._of_articles("paragraphs", read_shard(self.shards[0], "paragraphs", text=False))

    def _of_articles(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """What a table of the only shard holds of the articles that the corpus has."""
        if name == "term_counts":
            return _among(table, "paragraph_id", self._shard_facts()["paragraph_id"])
        return _among(table, "article_id", self.articles["article_id"]) if "article_id" in table else table

    def having(
        self,
        *,
        articles: pd.DataFrame | None = None,
        codings: pd.DataFrame | None = None,
        settings: dict[str, Any] | None = None,
    ) -> Corpus:
        """The same corpus with other articles (docvars, or fewer of them), codings or settings."""
        given = {"articles": articles, "codings": codings, "settings": settings}
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if not self.shards:
            return replace(self, **changes)
        corpus = copy(self)
        kept = {name: value for name, value in self.__dict__.items() if name not in IN_SHARDS}
        corpus.__dict__.clear()
        corpus.__dict__.update({**kept, **changes})
        return corpus

    @cached_property
    def terms(self) -> frozenset[str]:
        """The different terms of `term_counts`."""
        if not self.shards:
            return frozenset(self.term_counts["term"])
        return frozenset().union(*(shard_terms(shard) for shard in self.shards))

    @property
    def has_dictionary(self) -> bool:
        """Whether the terms with which the words were cut are at hand."""
        return self._own_tokenizer.settings == self.settings.get("segmentation")

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer by which the terms were counted.

        Raises
        ------
        CorpusError
            When the dictionary is not at hand: the corpus was saved without it.
        """
        if not self.has_dictionary:
            raise CorpusError(
                "the user dictionary with which the words were cut is not at hand; cut them again with "
                "`corpus.recount`, or import the pages again"
            )
        return self._own_tokenizer

    @cached_property
    def _own_tokenizer(self) -> Tokenizer:
        settings = self.settings.get("segmentation", {})
        options = {name: settings[name] for name in ("engine", "hmm", "variants") if name in settings}
        return Tokenizer(**options, user_dictionary=self.user_dictionary)

    @property
    def has_text(self) -> bool:
        """Whether the sentences' wording is at hand."""
        return bool(self.shards) or "text" in self.sentences

    def require_text(self, what: str) -> None:
        """Raise `TextMissingError` for a function that cannot work on features alone."""
        if not self.has_text:
            ids = list(self.pages["page_id"])
            pages = ", ".join(f"{page}.txt" for page in ids[:3])
            more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
            raise TextMissingError(
                f"{what} needs the essays' text, and this corpus holds derived features only; put "
                f"{pages}{more} into data/raw/ and load 'essays', or import the pages with `yrd import`"
            )

    def counted_paragraphs(self) -> pd.DataFrame:
        """The paragraphs that counts use: repeated ones are left out when `repeats` is ``"drop"``."""
        return counted(self.paragraphs, self.settings)

    def counted_sentences(self) -> pd.DataFrame:
        """The sentences that counts use: repeated ones are left out when `repeats` is ``"drop"``."""
        return counted(self.sentences, self.settings)

    def save(self, folder: str | Path) -> Path:
        """Write the corpus as a data package (CSV, and Parquet for text); read it back with `load_corpus`.

        Raises
        ------
        WriteError
            When the folder cannot be written, or holds a file of that name that no corpus made.
        """
        return write_corpus(self, path_of(folder, "folder"))

    def features(self) -> Corpus:
        """The same corpus without its text, and without docvars that hold text: what may be published."""
        without = replace(
            self,
            paragraphs=self.paragraphs.drop(columns="text", errors="ignore"),
            sentences=self.sentences.drop(columns="text", errors="ignore"),
        )
        texts = self.docvars_with_text
        return without.having(articles=self.articles.drop(columns=texts)) if texts else without

    @property
    def docvars_with_text(self) -> list[str]:
        """Docvars that hold running text, such as the abstract of a record: a sentence with its full stop."""
        docvars = [str(name) for name in self.articles if name not in SCHEMAS["articles"]]
        return [name for name in docvars if self.articles[name].astype(str).str.contains(_SENTENCE).any()]

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("版面", "pages"): len(self.pages),
            ("文章", "articles"): len(self.articles),
            ("段落", "paragraphs"): len(self.paragraphs),
            ("句子", "sentences"): len(self.sentences),
            ("原文", "text"): "yes" if self.has_text else "no (features only)",
        }

    def _next(self) -> tuple[str, str]:
        return (
            "下一步：corpus.articles，build_dtm(corpus)，code_policy_areas(corpus)",
            "Next: corpus.articles, build_dtm(corpus), code_policy_areas(corpus)",
        )


def _among(table: pd.DataFrame, column: str, wanted: pd.Series) -> pd.DataFrame:
    inside = table[column].isin(wanted)
    return table if inside.all() else table[inside].reset_index(drop=True)


def write_corpus(corpus: Corpus, folder: Path, *, beside: Mapping[str, pd.DataFrame] | None = None) -> Path:
    """Write a corpus and the tables `beside` it into a folder, as a whole."""
    lists: dict[str, Iterable[str]] = {"stopwords": sorted(corpus.stopwords)}
    if corpus.has_dictionary:
        lists["user_dictionary"] = corpus.tokenizer.user_dictionary
    shards = [shard for shard in corpus.shards if shard.parents[1].resolve() == folder.resolve()]
    names = [name for name in SCHEMAS if not shards or name not in IN_SHARDS]
    tables = {name: getattr(corpus, name) for name in names}
    datapackage.write(tables, folder, settings=corpus.settings, lists=lists, beside=beside, shards=shards)
    return folder
