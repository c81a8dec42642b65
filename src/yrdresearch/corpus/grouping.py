"""The one meaning of `by`: to which group does each article, or each row of a table of articles, belong?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_kind, first_few, kind_of

PERIOD = re.compile(r"(\d{4})(?:-(\d\d)|Q([1-4]))?")
By = str | pd.Series
"""A column of the articles or pages (a docvar too), or a Series by article_id or paragraph_id."""


def article_groups(corpus: Corpus, by: By) -> pd.Series:
    """To which group does each article belong?

    Parameters
    ----------
    corpus
        Its `articles` and `pages` hold the document variables.
    by
        A column of `corpus.articles` or `corpus.pages`, such as a docvar from `add_docvars`, or a Series
        indexed by article_id or paragraph_id.

    Returns
    -------
    pandas.Series
        ``group`` of each article, index article_id, in the order of the articles. An empty value, such as the
        author of an unsigned essay, is missing (None): a missing value is no group.

    Raises
    ------
    ArgumentError
        For an unknown column, a Series of other articles, or groups that split an article.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> article_groups(yrd.load_corpus("sample"), "byline_kind")["sample-1.1"]
    'person'
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    if not hasattr(corpus, "articles"):
        raise ArgumentError(f"corpus is {kind_of(corpus)}; give the Corpus, after the model or dtm")
    if isinstance(by, str):
        groups = _column(corpus, by)
    elif isinstance(by, pd.Series):
        groups = _given(corpus, by)
    else:
        raise ArgumentError(
            f"by is {kind_of(by)}; give the name of a column, or a Series indexed by article_id"
        )
    return _without_empty(groups).rename("group").rename_axis(None)


def article_facts(corpus: Corpus) -> pd.DataFrame:
    """What is known of each article and its page, one row an article: all that `by` can name."""
    articles = corpus.articles.drop(columns=["title", "confidence"])
    pages = corpus.pages.drop(columns=["title", "n_characters", "sha256"])
    of_page = pages[["page_id", *(name for name in pages if name not in articles)]]
    return articles.merge(of_page, on="page_id", how="left")


def row_groups(table: pd.DataFrame, by: By) -> pd.Series:
    """To which group does each row of a table of articles, such as a coding, belong?

    Parameters
    ----------
    table
        With a column article_id.
    by
        A column of the table, or a Series indexed by article_id.

    Returns
    -------
    pandas.Series
        ``group`` of each row, index as in `table`; a missing or empty value is missing (None).

    Raises
    ------
    ArgumentError
        For an unknown column, or a Series that has none of the table's articles.
    """
    if isinstance(by, str):
        if by not in table:
            raise ArgumentError(
                f"by is {by!r}, which is no column of this table; it has {', '.join(map(str, table))}"
            )
        return _without_empty(table[by]).rename("group")
    if not isinstance(by, pd.Series):
        raise ArgumentError(
            f"by is {kind_of(by)}; give the name of a column, or a Series indexed by article_id"
        )
    _refuse_several_values(by)
    if not table["article_id"].isin(by.index).any():
        raise ArgumentError(
            f"by is indexed by {first_few(by.index)}, which are no articles of this table; index it by "
            "article_id"
        )
    return _without_empty(table["article_id"].map(by)).rename("group")


def grouped(table: pd.DataFrame, groups: pd.Series) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Each group with its rows, in order of appearance; rows without a group come last, under None."""
    present = groups.notna()
    for name in dict.fromkeys(groups[present]):
        yield name, table[present & (groups == name)]
    if not present.all():
        yield None, table[~present]


def numbered(groups: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Number of the group of each row, and the groups in order of appearance; a missing one comes last."""
    numbers, names = pd.factorize(groups)
    missing = numbers == -1
    found = pd.Series(list(names), dtype=groups.dtype)
    if missing.any():
        numbers[missing] = len(names)
        found = pd.concat([found.astype(object), pd.Series([None], dtype=object)], ignore_index=True)
    return pd.Series(numbers, index=groups.index), found


def articles_in(groups: pd.Series, group: object) -> pd.Index:
    """The articles of a group; a group that is a period (2024, 2024-03, 2024Q1) is that of their dates.

    Examples
    --------
    >>> dates = pd.Series({"p.1": "2024-02-05", "p.2": "2024-05", "p.3": "2023"})
    >>> list(articles_in(dates, "2024")), list(articles_in(dates, "2024Q2"))
    (['p.1', 'p.2'], ['p.2'])
    """
    written, name = groups.dropna().astype(str), str(group)
    period = PERIOD.fullmatch(name)
    if not period:
        return written.index[written == name]
    year, month, quarter = period.groups()
    months = [int(month)] if month else range(3 * int(quarter) - 2, 3 * int(quarter) + 1) if quarter else []
    start = "|".join(f"{year}-{number:02}" for number in months) or rf"{year}(?:-\d\d|\.0)?"
    return written.index[written.str.fullmatch(rf"(?:{start})(?:-\d\d)?")]


def missing_note(groups: pd.Series, by: By) -> str:
    """How many articles have no value, in words; empty where all have one."""
    missing = groups.index[groups.isna()]
    name = by if isinstance(by, str) else (by.name or "by")
    if not len(missing):
        return ""
    return f"{len(missing)} of {len(groups)} articles have no {name} ({first_few(missing)})"


def known_groups(corpus: Corpus, by: By) -> pd.Series:
    """As `article_groups`, for a comparison of groups: an error where no article has a value.

    Raises
    ------
    ArgumentError
        As for `article_groups`, and where `by` is missing for every article.
    """
    groups = article_groups(corpus, by)
    if groups.isna().all():
        raise ArgumentError(
            f"{missing_note(groups, by)}, so there is nothing to group by; give another column, or "
            "by='article_id'"
        )
    return groups


def _without_empty(groups: pd.Series) -> pd.Series:
    empty = groups.isna() | (groups.astype(str).str.strip() == "")
    return groups.astype(object).where(~empty, None) if empty.any() else groups


def _column(corpus: Corpus, by: str) -> pd.Series:
    articles = corpus.articles.set_index("article_id", drop=False)
    if by in articles:
        return articles[by]
    pages = corpus.pages.set_index("page_id")
    if by in pages:
        return articles["page_id"].map(pages[by])
    known = [name for name in dict.fromkeys([*articles.columns, *pages.columns]) if name != "title"]
    raise ArgumentError(
        f"by is {by!r}, which is no column of the articles or pages; choose {first_few(known, 30)}"
    )


def _given(corpus: Corpus, by: pd.Series) -> pd.Series:
    _refuse_several_values(by)
    ids = list(corpus.articles["article_id"])
    if by.index.isin(ids).any():
        return by.reindex(ids)
    of_paragraph = corpus.paragraphs.set_index("paragraph_id")["article_id"]
    known = by[by.index.isin(of_paragraph.index)]
    if known.empty:
        raise ArgumentError(
            f"by is indexed by {first_few(by.index)}, which are no articles or paragraphs of the corpus; "
            "index it by article_id or paragraph_id"
        )
    by_article = known.groupby(of_paragraph.loc[known.index].to_numpy())
    split = by_article.nunique(dropna=False)
    split = split[split > 1]
    if len(split):
        raise ArgumentError(
            f"by puts paragraphs of one article into different groups ({first_few(split.index)}); an article "
            "is the unit that is compared, so give all its paragraphs the same group"
        )
    return by_article.first().reindex(ids)


def _refuse_several_values(by: pd.Series) -> None:
    twice = by.index[by.index.duplicated()].unique()
    if len(twice):
        raise ArgumentError(f"by has several values for {first_few(twice)}; give each article one")
