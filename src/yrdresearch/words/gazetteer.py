"""Places of the delta by their names: which terms name which places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import pandas as pd

from yrdresearch.errors import check_texts
from yrdresearch.files import resource
from yrdresearch.words.lexicon import dictionary_kinds, part_of_speech


def read_places() -> pd.DataFrame:
    """The gazetteer: name (as written), place (meant), level, province; a name may stand for several places.

    Examples
    --------
    >>> int((read_places().drop_duplicates("place")["level"] == "city").sum())
    40
    """
    rows = [line.split("\t") for line in resource("places.tsv").splitlines() if line[:1] != "#"]
    return pd.DataFrame(rows, columns=["name", "place", "level", "province"])


def places_in_terms(terms: Iterable[str]) -> pd.DataFrame:
    """Which places does each term name?

    Returns
    -------
    pandas.DataFrame
        term, place, level, province, within (the name is inside a longer term); terms that name no place
        have no row.

    Examples
    --------
    >>> places_in_terms(["合肥都市圈", "金山银山"])[["term", "place", "within"]].values.tolist()
    [['合肥都市圈', '合肥', True]]
    """
    terms = list(terms) if isinstance(terms, Iterable) else terms
    check_texts(terms, "terms")
    meant: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name, place, level, province in read_places().itertuples(index=False, name=None):
        meant[name].append((place, level, province))
    inside = re.compile("|".join(sorted((n for n in meant if len(n) > 1), key=len, reverse=True)))
    rows = []
    for term in terms:
        names = [term] if term in meant else _held(term, inside)
        rows += [(term, *place, term not in meant) for name in names for place in meant[name]]
    return pd.DataFrame(rows, columns=["term", "place", "level", "province", "within"])


def _held(term: str, inside: re.Pattern[str]) -> list[str]:
    """The places inside names of places or institutions; fixed wordings such as 金山银山 hold none.

    What is tagged as a person's name (``nr``) may be 杭州人, which begins with the place; a surname before it
    makes it a person.
    """
    kind = part_of_speech(term)
    if kind not in {"ns", "nt", "nz", "nr", "x"} or term in _wordings():
        return []
    return [name for name in inside.findall(term) if kind != "nr" or term.startswith(name)]


@cache
def _wordings() -> frozenset[str]:
    wordings = {"concept", "instrument", "indicator", "general"}
    return frozenset(term for term, kind in dictionary_kinds().items() if kind in wordings)
