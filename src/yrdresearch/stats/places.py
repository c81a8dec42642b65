"""Places of the delta that the texts name."""

from __future__ import annotations

import pandas as pd

from yrdresearch.corpus.grouping import By, article_groups
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_choice, check_kind
from yrdresearch.words.gazetteer import places_in_terms

LEVELS = ("province", "city", "county", "area")
COLUMNS = ["place", "level", "place_province", "count", "n_within"]


def place_mentions(corpus: Corpus, *, by: By = "article_id", level: str | None = None) -> pd.DataFrame:
    """Which provinces, cities and other places of the delta does each article name?

    Counted are whole terms (合肥市; 沪苏浙皖 counts once for each of the four) and names of two characters
    and more inside longer names (合肥 in 合肥都市圈, but not 金山 in 金山银山). A mention
    is not a statement about the place. Names are looked up, not understood: places whose name is a common
    word too (金山, 无为) are known only with their suffix (金山区, 无为市).

    Parameters
    ----------
    corpus
        Text is not needed.
    by
        What to add up by; see `corpus.article_groups`.
    level
        ``"province"``, ``"city"`` (the 40 prefecture-level cities; with Shanghai the delta's 41),
        ``"county"`` (a choice of counties, districts and towns), ``"area"``, or None for all.

    Returns
    -------
    pandas.DataFrame
        group (missing where an article has no value of `by`), place, level,
        place_province (where the place lies), count (mentions), n_within (of these inside
        a longer term); places that are not named have no row; most named place first.

    References
    ----------
    ``resources/places.tsv``.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> sorted(place_mentions(load_corpus("sample"), level="province")["place"].unique())
    ['上海', '安徽', '江苏', '浙江']
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_choice(level, "level", [*LEVELS, None])
    group_of = article_groups(corpus, by)
    found = places_in_terms(sorted(corpus.term_counts["term"].unique()))
    table = corpus.term_counts.merge(found.rename(columns={"province": "place_province"}), on="term")
    article_of = corpus.paragraphs.set_index("paragraph_id")["article_id"]
    table["group"] = table["paragraph_id"].map(article_of).map(group_of)
    table["n_within"] = table["count"].where(table["within"], 0)
    if level is not None:
        table = table[table["level"] == level]
    keys = ["group", "place", "level", "place_province"]
    sums = table.groupby(keys, as_index=False, dropna=False)[["count", "n_within"]].sum()
    total = sums.groupby(["place", "level"])["count"].transform("sum")
    columns = ["total", "place", "group"]
    order = sums.assign(total=total).sort_values(columns, ascending=[False, True, True]).index
    return sums.loc[order, ["group", *COLUMNS]].reset_index(drop=True)
