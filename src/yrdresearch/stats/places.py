"""Places of the delta that the texts name."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pandas as pd

from yrdresearch.corpus import Corpus
from yrdresearch.errors import ArgumentError
from yrdresearch.tokens import part_of_speech, resource

LEVELS = ("province", "city", "county", "area")
COLUMNS = ["place", "level", "province", "count", "n_within"]


def place_mentions(corpus: Corpus, *, by: str = "article_id", level: str | None = None) -> pd.DataFrame:
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
        Column of `Corpus.articles` to add up by.
    level
        ``"province"``, ``"city"`` (the 40 prefecture-level cities; with Shanghai the delta's 41),
        ``"county"`` (a choice of counties, districts and towns), ``"area"``, or None for all.

    Returns
    -------
    pandas.DataFrame
        `by`, place, level, province, count (mentions), n_within (of these inside a longer term); places that
        are not named have no row; most named place first.

    References
    ----------
    ``resources/places.tsv``.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> sorted(place_mentions(load_corpus("sample"), level="province")["place"].unique())
    ['上海', '安徽', '江苏', '浙江']
    """
    if level is not None and level not in LEVELS:
        raise ArgumentError(f"level is {level!r}; choose one of {', '.join(LEVELS)}, or None for all")
    if by not in corpus.articles:
        raise ArgumentError(f"by is {by!r}; choose a column of corpus.articles")
    gazetteer = read_places()
    found = _places_in_terms(sorted(corpus.term_counts["term"].unique()), gazetteer)
    table = corpus.term_counts.merge(found, on="term")
    article_of = corpus.paragraphs.set_index("paragraph_id")["article_id"]
    group_of = pd.Series(corpus.articles[by].to_numpy(), index=corpus.articles["article_id"].to_numpy())
    table[by] = table["paragraph_id"].map(article_of).map(group_of)
    table["n_within"] = table["count"].where(table["within"], 0)
    if level is not None:
        table = table[table["level"] == level]
    sums = table.groupby([by, "place", "level", "province"], as_index=False)[["count", "n_within"]].sum()
    total = sums.groupby(["place", "level"])["count"].transform("sum")
    order = sums.assign(total=total).sort_values(["total", "place", by], ascending=[False, True, True]).index
    return sums.loc[order, [by, *COLUMNS]].reset_index(drop=True)


def read_places() -> pd.DataFrame:
    """The gazetteer: name (as written), place (meant), level, province; a name may stand for several places.

    Examples
    --------
    >>> int((read_places().drop_duplicates("place")["level"] == "city").sum())
    40
    """
    rows = [line.split("\t") for line in resource("places.tsv").splitlines() if line[:1] != "#"]
    return pd.DataFrame(rows, columns=["name", "place", "level", "province"])


def _places_in_terms(terms: list[str], gazetteer: pd.DataFrame) -> pd.DataFrame:
    """term, place, level, province, within: the places that each term names."""
    meant: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name, place, level, province in gazetteer.itertuples(index=False, name=None):
        meant[name].append((place, level, province))
    inside = re.compile("|".join(sorted((n for n in meant if len(n) > 1), key=len, reverse=True)))
    rows = []
    for term in terms:
        names = [term] if term in meant else inside.findall(term) if _may_hold_a_place(term) else []
        rows += [(term, *place, term not in meant) for name in names for place in meant[name]]
    return pd.DataFrame(rows, columns=["term", "place", "level", "province", "within"])


def _may_hold_a_place(term: str) -> bool:
    """Names of places, institutions and the like may; fixed wordings such as 金山银山 do not."""
    return part_of_speech(term) in {"ns", "nt", "nz", "nr", "x"} and term not in _wordings()


@cache
def _wordings() -> frozenset[str]:
    rows = (line.split("\t") for line in resource("user_dictionary.tsv").splitlines() if line[:1] != "#")
    return frozenset(row[0] for row in rows if row[1] in {"concept", "instrument", "indicator", "general"})
