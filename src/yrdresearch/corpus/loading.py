"""Pages, or what lies in a folder, -> `Corpus`: build, load, and count again."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from yrdresearch.corpus import datapackage
from yrdresearch.corpus.counting import count_terms, tables_of
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import CorpusError, check_choice, check_kind, path_of
from yrdresearch.files import SHIPPED, checkout, shipped_path
from yrdresearch.pages.page import Page
from yrdresearch.pages.reading import page_files, read_page, read_pages
from yrdresearch.words.lexicon import read_stopwords
from yrdresearch.words.segmentation import Tokenizer

REPEATS = ("drop", "keep")


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
        shipped = ", ".join(map(repr, SHIPPED))
        raise CorpusError(
            f"{folder}: there is no such corpus; give a folder, a page file, or one of {shipped}"
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
