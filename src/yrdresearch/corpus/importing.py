"""Files -> a corpus on disk: goes on over what cannot be read, works in parallel, resumes after a stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.corpus import sharding
from yrdresearch.corpus.counting import with_whole_docvars
from yrdresearch.corpus.docvars import add_docvars
from yrdresearch.corpus.duplicates import alike
from yrdresearch.corpus.earlier import PIECES, refuse_files_of_others
from yrdresearch.corpus.gathering import Skipped, gather
from yrdresearch.corpus.loading import REPEATS, load_corpus
from yrdresearch.corpus.pieces import cut_records
from yrdresearch.corpus.schema import SCHEMAS, typed
from yrdresearch.corpus.shards import SHARDS, read_shard, remove_shards
from yrdresearch.corpus.store import Corpus, write_corpus
from yrdresearch.display import Faced
from yrdresearch.errors import (
    ArgumentError,
    CorpusError,
    PageError,
    WriteError,
    check_choice,
    check_kind,
    path_of,
)
from yrdresearch.folders import alone
from yrdresearch.pages.conventionfiles import conventions_text, own_conventions
from yrdresearch.pages.recurring import RecurringLine, shared_lines
from yrdresearch.spreadsheets import read_cell
from yrdresearch.words.lexicon import read_stopwords
from yrdresearch.words.segmentation import Tokenizer

MOST_IN_TABLES = 2_000
"""Articles up to which a corpus is saved as CSV tables and opened as a whole; above it stays in shards."""


FEWEST, SHARED = 3, 0.02
"""Pages, and their share, that have a line in common which the import tells of."""


@dataclass(frozen=True, repr=False)
class Imported(Faced):
    """What an import made.

    Attributes
    ----------
    corpus
        As saved.
    skipped
        file, record (of a file of records, else empty), reason: what was not read. Also ``skipped.csv``.
    duplicates
        article_id, duplicate_of, similarity; see `find_duplicates`. Also ``duplicates.csv``.
    lost_docvars
        Docvars of the corpus that was in the folder before, which this one has not.
    recurring
        Short lines that many pages have in the text of their articles (`pages.recurring_lines`), the most
        frequent first: perhaps furniture. In a corpus of up to `MOST_IN_TABLES` articles.
    """

    corpus: Corpus
    skipped: pd.DataFrame
    duplicates: pd.DataFrame
    lost_docvars: tuple[str, ...] = ()
    recurring: tuple[RecurringLine, ...] = ()

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("版面", "pages"): len(self.corpus.pages),
            ("文章", "articles"): len(self.corpus.articles),
            ("未读取", "not read"): len(self.skipped),
            ("重复", "duplicates"): len(self.duplicates),
        }

    def _next(self) -> tuple[str, str]:
        parts = "imported.corpus, imported.skipped, imported.duplicates"
        return f"下一步：{parts.replace(', ', '，')}", f"Next: {parts}"


def import_corpus(
    paths: Iterable[str | Path],
    to: str | Path,
    *,
    tokenizer: Tokenizer | None = None,
    stopwords: str | Path | Iterable[str] | None = None,
    repeats: str = "drop",
    duplicates: str = "drop",
    pattern: str | None = None,
    fields: Mapping[str, str] | None = None,
    conventions: str | Path | None = None,
    docvars: str | Path | pd.DataFrame | None = None,
    on: str = "page_id",
    strict: bool = False,
    workers: int | sharding.Run = 1,
    progress: bool = False,
) -> Imported:
    """Which corpus do these files and folders give, and what could not be read?

    Parameters
    ----------
    paths
        Files, and folders with all that they contain; see `gather`.
    to
        Folder of the corpus. After a stop the same call goes on where it was: a shard whose files have not
        changed is not made again.
    tokenizer, repeats, stopwords
        As in `build_corpus`.
    duplicates
        Whether an article that is nearly the same as an earlier one is left out (``"drop"``) or used
        (``"keep"``). The choice is in the settings of every result; the list is in the corpus either way.
    pattern
        How files are named, such as ``"{date:%Y%m%d}-{page}-{n}"``: the fields become docvars.
    fields
        For files of records; see `read_pages`.
    conventions
        A file that says what lines of these pages are; see `load_conventions`. Its digest is in
        the settings.
    docvars, on
        Facts about the articles; see `add_docvars`.
    strict
        Whether the first file or record that cannot be read is an error.
    workers
        Processes, or what runs a function over lists of arguments elsewhere (`yrdresearch.spark.on_cluster`).
        The corpus is the same, byte for byte, for any.
    progress
        Whether a bar is shown.

    Raises
    ------
    CorpusError
        When nothing could be read.
    PageError
        In the strict way: the first fault.

    Examples
    --------
    >>> import tempfile
    >>> from yrdresearch.files import shipped_path
    >>> made = import_corpus([shipped_path("sample")], tempfile.mkdtemp())
    >>> len(made.corpus.pages), len(made.skipped)
    (3, 0)
    """
    check_choice(repeats, "repeats", REPEATS)
    check_choice(duplicates, "duplicates", REPEATS)
    check_kind(strict, "strict", bool)
    check_kind(progress, "progress", bool)
    check_kind({} if fields is None else fields, "fields", Mapping)
    tokenizer, to = Tokenizer() if tokenizer is None else tokenizer, path_of(to, "to")
    check_kind(tokenizer, "tokenizer", Tokenizer)
    if to.exists() and not to.is_dir():
        raise WriteError(f"{to} is a file; give a folder")
    check_kind(on, "on", str)
    if docvars is None and on != "page_id":
        raise ArgumentError(f"on is {on!r}, and there are no docvars; give their table too")
    known = conventions_text(conventions) if conventions is not None else ""
    if known:
        own_conventions(known)  # a mistake in it is told before anything is read
    with alone(to / SHARDS), _nothing_empty_left(to):
        refuse_files_of_others(to)
        sources, skipped = gather(paths, pattern=pattern, to=to)
        options = sharding.ShardOptions(
            tokenizer.engine,
            tokenizer.hmm,
            tokenizer.user_dictionary,
            tokenizer.variants,
            repeats,
            fields,
            known,
            len(sources) > 1,
        )
        pieces = cut_records(sources, to / SHARDS / PIECES, size=sharding.SHARD_BYTES)
        shards = sharding.make_shards(pieces, options, to / SHARDS, workers, progress)
        skipped += [Skipped(*row) for row in _all(shards, "skipped").itertuples(index=False)]
        if strict and skipped:
            raise PageError(_strictly(skipped[0]))
        settings = {"repeats": repeats, "duplicates": duplicates, "segmentation": tokenizer.settings}
        settings |= {"conventions": sha256(known.encode()).hexdigest()[:12]} if known else {}
        corpus, copies = _without_copies(
            _opened(shards, settings, tokenizer, read_stopwords(stopwords)), shards
        )
        twice = corpus.pages.loc[corpus.pages["page_id"].duplicated(), "page_id"]
        if len(twice):
            raise CorpusError(
                f"two records have the id {twice.iloc[0]!r}; give each its own, or leave ids out"
            )
        if not len(corpus.articles):
            raise CorpusError(f"none of {len(sources)} files could be read; the first: {skipped[0].reason}")
        if docvars is not None:
            corpus = add_docvars(corpus, docvars, on=on)
        lists = pd.DataFrame(skipped, columns=list(Skipped._fields)), copies
        before = _docvars_in(to)
        _finish(corpus, to, dict(zip(("skipped", "duplicates"), lists, strict=True)))
        made = load_corpus(to)
        lost = tuple(name for name in before if name not in corpus.articles)
        return Imported(made, *lists, lost, tuple(_recurring(made)))


def _recurring(corpus: Corpus) -> list[RecurringLine]:
    """Short lines that are in the text of many pages, of a corpus that is small enough to look."""
    if len(corpus.articles) > MOST_IN_TABLES:
        return []
    page = dict(zip(corpus.articles["article_id"], corpus.articles["page_id"], strict=True))
    texts = zip(corpus.paragraphs["article_id"], corpus.paragraphs["text"], strict=True)
    lines = [(page[article_id], "paragraph", text) for article_id, text in texts]
    return shared_lines(lines, min_pages=max(FEWEST, ceil(SHARED * len(corpus.pages))))


@contextmanager
def _nothing_empty_left(to: Path) -> Iterator[None]:
    """After a fault what is finished stays for the next run, but no empty folder that was made does."""
    made = [folder for folder in (to / SHARDS, to) if not folder.is_dir()]
    try:
        yield
    except BaseException:
        for folder in made:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _docvars_in(folder: Path) -> list[str]:
    """Columns that the articles of an earlier corpus in this folder have beside the usual ones."""
    if not (folder / "articles.csv").is_file():
        return []
    columns = pd.read_csv(folder / "articles.csv", nrows=0).columns
    return [read_cell(name) for name in columns if name not in SCHEMAS["articles"]]


def _strictly(skipped: Skipped) -> str:
    """The reason, which names the file once."""
    return skipped.reason if skipped.file in skipped.reason else f"{skipped.file}: {skipped.reason}"


def _all(shards: Sequence[Path], table: str) -> pd.DataFrame:
    return pd.concat([read_shard(shard, table) for shard in shards], ignore_index=True)


def _opened(
    shards: Sequence[Path], settings: dict[str, Any], tokenizer: Tokenizer, stopwords: frozenset[str]
) -> Corpus:
    """The corpus of these shards; only pages and articles are read."""
    schemas = SCHEMAS
    articles = with_whole_docvars(_all(shards, "articles"))
    empty = pd.DataFrame(columns=list(schemas["codings"]))
    return Corpus.in_shards(
        shards,
        pages=typed(_all(shards, "pages"), schemas["pages"]),
        articles=typed(articles, schemas["articles"]),
        codings=typed(empty, schemas["codings"]),
        settings=settings,
        user_dictionary=tokenizer.user_dictionary,
        stopwords=stopwords,
    )


def _without_copies(corpus: Corpus, shards: Sequence[Path]) -> tuple[Corpus, pd.DataFrame]:
    """The corpus as its settings treat duplicates, and their list."""
    copies = alike(_all(shards, "signatures"))
    if corpus.settings["duplicates"] == "keep" or copies.empty:
        return corpus, copies
    kept = ~corpus.articles["article_id"].isin(copies["article_id"])
    return corpus.having(articles=corpus.articles[kept].reset_index(drop=True)), copies


def _finish(corpus: Corpus, to: Path, lists: Mapping[str, pd.DataFrame]) -> None:
    """Save as tables or in shards; what is left of other imports goes."""
    if len(corpus.articles) <= MOST_IN_TABLES:
        write_corpus(replace(corpus), to, beside=lists)
        remove_shards(to / SHARDS)
    else:
        write_corpus(corpus, to, beside=lists)
        remove_shards(to / SHARDS, but=corpus.shards)
