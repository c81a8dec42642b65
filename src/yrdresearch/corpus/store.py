"""Pages -> `Corpus`: tables of articles, paragraphs, sentences and term counts; build, load, save."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.corpus import datapackage
from yrdresearch.corpus.counting import count_terms, counted, tables_of
from yrdresearch.corpus.shards import read_shard, rows_of_shards, shard_terms
from yrdresearch.display import Faced
from yrdresearch.errors import CorpusError, TextMissingError, check_choice, check_kind, path_of
from yrdresearch.files import SHIPPED, checkout, shipped_path
from yrdresearch.pages.page import Page
from yrdresearch.pages.reading import page_files, read_page, read_pages
from yrdresearch.words.lexicon import read_stopwords
from yrdresearch.words.segmentation import Tokenizer

REPEATS = ("drop", "keep")
IN_SHARDS = ("paragraphs", "sentences", "term_counts", "apparatus")
"""Tables of a large corpus that are read when they are asked for."""


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
        typed = datapackage.typed(table, datapackage.SCHEMAS[name])
        self.__dict__[name] = typed
        return typed

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
        """Write the corpus as a data package (CSV, and Parquet for text); read it back with `load_corpus`."""
        folder = path_of(folder, "folder")
        lists: dict[str, Iterable[str]] = {"stopwords": sorted(self.stopwords)}
        if self.has_dictionary:
            lists["user_dictionary"] = self.tokenizer.user_dictionary
        shards = [shard for shard in self.shards if shard.parents[1].resolve() == folder.resolve()]
        names = [name for name in datapackage.SCHEMAS if not shards or name not in IN_SHARDS]
        tables = {name: getattr(self, name) for name in names}
        datapackage.write(tables, folder, settings=self.settings, lists=lists, shards=shards)
        return folder

    def features(self) -> Corpus:
        """The same corpus without its text: what may be published."""
        return replace(
            self,
            paragraphs=self.paragraphs.drop(columns="text", errors="ignore"),
            sentences=self.sentences.drop(columns="text", errors="ignore"),
        )

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


def build_corpus(
    pages: Iterable[Page],
    *,
    tokenizer: Tokenizer | None = None,
    repeats: str = "drop",
    stopwords: str | Path | Iterable[str] | None = None,
) -> Corpus:
    """Which articles, paragraphs, sentences and term counts do these pages give?

    Parameters
    ----------
    pages
        Pages with different `page_id`.
    tokenizer
        How text is cut into tokens; by default `Tokenizer()`.
    repeats
        Whether the counts leave out (``"drop"``) or use (``"keep"``) paragraphs that the apparatus
        reports as repeated. The choice is in `settings`.
    stopwords
        What counting leaves out unless told otherwise: a file, words, or None for the package's own.
    """
    check_choice(repeats, "repeats", REPEATS)
    check_kind(pages, "pages", Iterable, source="read_pages")
    pages = list(pages)
    for page in pages:
        check_kind(page, "a page", Page, source="read_page")
    if not pages:
        raise CorpusError("pages is empty; give at least one page")
    ids = [page.page_id for page in pages]
    if len(set(ids)) < len(ids):
        raise CorpusError(
            f"two pages are called {Counter(ids).most_common(1)[0][0]!r}; rename one of the files"
        )
    tokenizer = Tokenizer() if tokenizer is None else tokenizer
    check_kind(tokenizer, "tokenizer", Tokenizer)
    settings = {"repeats": repeats, "segmentation": tokenizer.settings}
    return Corpus(
        **tables_of(pages, tokenizer, settings),
        settings=settings,
        user_dictionary=tokenizer.user_dictionary,
        stopwords=read_stopwords(stopwords),
    )


def load_corpus(source: str | Path | None = None) -> Corpus:
    """Load a corpus: the released essays, the sample, or one of your own.

    Parameters
    ----------
    source
        ``"essays"`` (the released features, with text where the page lies in ``data/raw/``), ``"sample"``
        (fictional pages with text), the folder of a corpus saved before, or a page file or folder of pages.
        None takes the environment variable ``YRD_CORPUS``, else ``"essays"``.

    Raises
    ------
    CorpusError
        When there is no such corpus, or its tables are damaged.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> load_corpus().articles["author"].size
    4
    """
    if source is None or (isinstance(source, str) and not source):
        source = os.environ.get("YRD_CORPUS") or "essays"
    folder = shipped_path(str(source)) if str(source) in SHIPPED else path_of(source, "source")
    if (folder / "datapackage.json").is_file():
        corpus = _saved(folder)
        return _with_raw_text(corpus) if str(source) in SHIPPED else corpus
    if not folder.exists():
        raise CorpusError(
            f"{folder}: there is no such corpus; give a folder, a page file, or one of {list(SHIPPED)}"
        )
    return build_corpus(page for path in page_files(folder) for page in read_pages(path))


def _saved(folder: Path) -> Corpus:
    saved = datapackage.read(folder)
    kinds: dict[str, Any] = {"user_dictionary": tuple, "stopwords": frozenset}
    fields: dict[str, Any] = {name: kinds[name](terms) for name, terms in saved.lists.items()}
    fields |= {**saved.tables, "settings": saved.settings}
    return Corpus.in_shards(saved.shards, **fields) if saved.shards else Corpus(**fields)


def _with_raw_text(corpus: Corpus) -> Corpus:
    """The corpus with its text, where every page lies unchanged in ``data/raw/`` of the checkout."""
    paths = [checkout() / "data" / "raw" / f"{page_id}.txt" for page_id in corpus.pages["page_id"]]
    if not all(path.is_file() for path in paths):
        return corpus
    rebuilt = build_corpus((read_page(path) for path in paths), repeats=corpus.settings["repeats"])
    if list(rebuilt.pages["sha256"]) != list(corpus.pages["sha256"]):
        raise CorpusError(
            f"{paths[0].parent}: a page there differs from the one the features come from; replace it"
        )
    return replace(rebuilt, codings=corpus.codings, settings={**corpus.settings, **rebuilt.settings})


def recount(corpus: Corpus, tokenizer: Tokenizer) -> Corpus:
    """The same corpus with its words cut by another tokenizer.

    Raises
    ------
    TextMissingError
        On a features-only corpus.

    Examples
    --------
    >>> sample = load_corpus("sample")
    >>> len(recount(sample, Tokenizer(engine="characters")).paragraphs) == len(sample.paragraphs)
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_kind(tokenizer, "tokenizer", Tokenizer, source="Tokenizer")
    corpus.require_text("Cutting the words again")
    return replace(
        corpus,
        term_counts=count_terms(corpus.counted_sentences(), tokenizer),
        settings={**corpus.settings, "segmentation": tokenizer.settings},
        user_dictionary=tokenizer.user_dictionary,
    )


def _among(table: pd.DataFrame, column: str, wanted: pd.Series) -> pd.DataFrame:
    inside = table[column].isin(wanted)
    return table if inside.all() else table[inside].reset_index(drop=True)
