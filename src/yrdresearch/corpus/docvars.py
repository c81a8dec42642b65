"""Join a corpus with what is known about its articles (docvars), or with another corpus."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import (
    ArgumentError,
    CorpusError,
    PageError,
    check_choice,
    check_kind,
    first_few,
    path_of,
)
from yrdresearch.files import decode
from yrdresearch.spreadsheets import xlsx_as_csv

KEYS = ("article_id", "page_id", "author")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|--(\d\d)-(\d\d)")
TABLES = ("pages", "articles", "paragraphs", "sentences", "term_counts", "apparatus", "codings")


def add_docvars(corpus: Corpus, source: str | Path | pd.DataFrame, *, on: str = "article_id") -> Corpus:
    """The corpus with further facts about its articles, such as province, office or date.

    Parameters
    ----------
    corpus
        Any corpus.
    source
        A CSV file (UTF-8, or GB18030 as Chinese spreadsheets save it), the first sheet of an ``.xlsx``, or a
        DataFrame with a column `on` and one column a docvar; one row for each article, page or author of the
        corpus (``corpus.articles[["article_id", "title"]].to_excel("facts.xlsx", index=False)`` is a sheet to
        fill in). An empty cell is a missing value. A column `date` holds ISO 8601 dates (2024-06-04, 2024-06,
        2024, or --06-04 without a year). A column that the articles have already (title, date, a docvar)
        fills their empty cells, and must not contradict the others.
    on
        What a row is about: ``"article_id"``, ``"page_id"`` or ``"author"`` (byline).

    Returns
    -------
    Corpus
        Its `articles` have the new columns, to group by in `corpus_shape`, `place_mentions` and others;
        `Corpus.save` keeps them.

    Raises
    ------
    ArgumentError
        When a row is about nothing in the corpus, two rows are about the same, a row is lacking, there is no
        docvar, a date is none, or a value contradicts the one that the articles have already.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> corpus = load_corpus("sample")
    >>> years = pd.DataFrame({"page_id": corpus.pages["page_id"], "round": [1, 2, 3]})
    >>> sorted(add_docvars(corpus, years, on="page_id").articles["round"].unique().tolist())
    [1, 2, 3]
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_choice(on, "on", KEYS)
    name, table = _docvars(source, on)
    if on not in table:
        raise ArgumentError(
            f"{name} has no column {on!r}; add it, or say with `on` which column it has (there are: "
            f"{first_few(map(repr, table), 8)})"
        )
    if table[on].isna().any():
        raise ArgumentError(
            f"{name}: row {int(table[on].isna().argmax()) + 1} has no {on}; fill it in, or remove the row"
        )
    table = table.assign(**{on: table[on].astype(str)})
    _check_rows(table[on], corpus.articles[on], name, on)
    if len(table.columns) < 2:
        raise ArgumentError(f"{name} has only the column {on!r}; add one for each docvar")
    if "date" in table:
        table = table.assign(date=_checked_dates(table, name, on))
    articles = corpus.articles
    for column, values in table.set_index(on).items():
        added = articles[on].map(values)
        added = added if pd.api.types.is_numeric_dtype(added) else added.fillna("").astype("str")
        if column in articles:
            added = _filled(articles, str(column), added, name)
        articles = articles.assign(**{str(column): added})
    return corpus.having(articles=articles)


def add_page_docvars(corpus: Corpus) -> Corpus:
    """The corpus with newspaper and date of each article, as its page states them.

    The date is ISO 8601: ``2024-06-04``, or ``--06-04`` where the page states no year. No year is guessed.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> add_page_docvars(load_corpus("sample")).articles["date"].str.startswith("--").all()
    np.True_
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    pages = corpus.pages
    dates = [_iso_date(*parts) for parts in zip(pages["year"], pages["month"], pages["day"], strict=True)]
    facts = pd.DataFrame({"page_id": pages["page_id"], "newspaper": pages["newspaper"], "date": dates})
    return add_docvars(corpus, facts, on="page_id")


def combine(first: Corpus, second: Corpus) -> Corpus:
    """One corpus out of two.

    Parameters
    ----------
    first, second
        Corpora of different pages, cut into words in the same way, both with text or both without, with the
        same docvars.

    Returns
    -------
    Corpus
        The articles of `first`, then those of `second`.

    Raises
    ------
    CorpusError
        When a page is in both, or settings, text or docvars differ.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> both = combine(load_corpus("sample").features(), load_corpus("essays").features())
    >>> len(both.pages)
    4
    """
    check_kind(first, "first", Corpus, source="load_corpus")
    check_kind(second, "second", Corpus, source="load_corpus")
    _check_alike(first, second)
    tables = {
        name: pd.concat([getattr(first, name), getattr(second, name)], ignore_index=True) for name in TABLES
    }
    settings = {**second.settings, **first.settings}
    return replace(first, **tables, settings=settings)


def _docvars(source: str | Path | pd.DataFrame, on: str) -> tuple[str, pd.DataFrame]:
    if isinstance(source, pd.DataFrame):
        return "source", source
    path = path_of(source, "source")
    if not path.is_file():
        raise ArgumentError(f"source: there is no file {path}; give a CSV file or a DataFrame")
    try:
        data = path.read_bytes()
        text = xlsx_as_csv(data, name=path.name) if path.suffix == ".xlsx" else decode(data, name=path.name)
        # ids and dates are read as they are written: 007 is not 7, and an author may be called None
        frame = pd.read_csv(
            io.StringIO(text), dtype={on: str, "date": str}, na_values=[""], keep_default_na=False
        )
    except PageError as error:
        raise ArgumentError(str(error)) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ArgumentError(f"{path}: not a CSV file in UTF-8 ({error}); save it as one") from error
    return path.name, frame


def _checked_dates(table: pd.DataFrame, name: str, on: str) -> pd.Series:
    """The dates as text, each of them possible."""
    dates = table["date"].fillna("").astype(str)
    for key, value in zip(table[on], dates, strict=True):
        if value and not _is_date(value):
            raise ArgumentError(
                f"{name}: date {value!r} of {on} {key!r} is not an ISO 8601 date; write 2024-06-04, 2024-06, "
                "2024 or --06-04"
            )
    return dates


def _is_date(value: str) -> bool:
    match = _DATE.fullmatch(value)
    if match is None:
        return False
    year, month, day, month_alone, day_alone = match.groups()
    try:
        date(int(year or 2000), int(month or month_alone or 1), int(day or day_alone or 1))
    except ValueError:
        return False
    return True


def _filled(articles: pd.DataFrame, column: str, added: pd.Series, name: str) -> pd.Series:
    """The articles' own values, empty ones filled; a value that contradicts is an error."""
    if column in ("article_id", "page_id", "confidence"):
        raise ArgumentError(f"{name}: the articles have a column {column!r} already; rename yours")
    own = articles[column]
    if not (pd.api.types.is_numeric_dtype(own) and pd.api.types.is_numeric_dtype(added)):
        own, added = own.map(_as_text), added.map(_as_text)
    lacking = own.isna() | (own == "")
    against = ~lacking & added.notna() & (added != "") & (own != added)
    if against.any():
        article, here, there = next(
            zip(articles["article_id"][against], own[against], added[against], strict=True)
        )
        raise ArgumentError(
            f"{name}: {column} of {article!r} is {there!r}, where the corpus has {here!r}; leave the cell "
            "empty, or rename the column"
        )
    return own.where(~lacking, added)


def _as_text(value: Any) -> str:
    """A value as it is written: a year among missing ones is no 2020.0."""
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _check_rows(rows: pd.Series, wanted: pd.Series, name: str, on: str) -> None:
    twice = rows[rows.duplicated()]
    if len(twice):
        raise ArgumentError(f"{name} has two rows for {on} {twice.iloc[0]!r}; keep one")
    unknown = sorted(set(rows) - set(wanted))
    if unknown:
        raise ArgumentError(f"{name} has a row for {on} {unknown[0]!r}, which this corpus lacks; correct it")
    lacking = sorted(set(wanted) - set(rows))
    if lacking:
        raise ArgumentError(
            f"{name} lacks {len(lacking)} of {wanted.nunique()} rows, such as {on} {lacking[0]!r}; add them, "
            "with empty cells for what is not known"
        )


def _check_alike(first: Corpus, second: Corpus) -> None:
    both = sorted(set(first.pages["page_id"]) & set(second.pages["page_id"]))
    if both:
        raise CorpusError(f"page {both[0]!r} is in both corpora; leave it out of one, or rename its file")
    for key in sorted({*first.settings, *second.settings} - {"codebook", "coder"}):
        if first.settings.get(key) != second.settings.get(key):
            raise CorpusError(
                f"the corpora differ in {key} ({first.settings.get(key)} and {second.settings.get(key)}); "
                "import both in the same way"
            )
    codebooks = [corpus.settings.get("codebook") for corpus in (first, second) if len(corpus.codings)]
    if len(codebooks) == 2 and codebooks[0] != codebooks[1]:
        raise CorpusError(
            "the corpora hold codings by different codebooks; code both with one (areas.with_codings), or "
            "import them again"
        )
    coders = [corpus.settings.get("coder") for corpus in (first, second) if len(corpus.codings)]
    if len(set(coders)) > 1:
        raise CorpusError(
            "one corpus was coded by the rules alone and the other was not; code both in one way "
            "(areas.with_codings), or import them again"
        )
    if first.has_text != second.has_text:
        raise CorpusError("one corpus has text and the other has not; combine their .features()")
    for name in TABLES:
        differing = set(getattr(first, name)) ^ set(getattr(second, name))
        if differing:
            raise CorpusError(
                f"{name}: only one corpus has the column {min(differing)!r}; add it to the other"
            )


def _iso_date(year: Any, month: Any, day: Any) -> str:
    """What is known of a date in ISO 8601; empty without month or day."""
    if pd.isna(month) or pd.isna(day):
        return "" if pd.isna(year) else f"{int(year):04}"
    return f"{'-' if pd.isna(year) else format(int(year), '04')}-{int(month):02}-{int(day):02}"
