"""Two codings of the same sentences, crossed; a coding at the level of its codebook's families."""

from __future__ import annotations

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import NONE, Area, Codebook
from yrdresearch.areas.codebookfiles import codebook_of
from yrdresearch.areas.reliability import label_sets
from yrdresearch.errors import CodebookError, check_columns, check_rows


def cross_codings(coded: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Which categories of one codebook are in the same sentences as those of another?

    For instance by which instruments policy is to work in each area: ``cross_codings(instruments, areas)``
    has the areas as groups, and of each area's sentences the share that names each instrument. It describes;
    sentences of one essay are alike, so `lift` has no test here. The sentences behind a number:
    ``evidence(corpus, {"area_a": "ecology", "area_b": "regulation"}, codings=pd.concat([areas, tools]))``.

    Parameters
    ----------
    coded, other
        Codings of the same sentences from `code_policy_areas`, by two codebooks (or two codings by one).

    Returns
    -------
    DataFrame
        One row for each category of `other` and of `coded`, ``none`` included, where the first occurs: group,
        group_zh, group_en (of `other`), policy_area, name_zh, name_en (of `coded`), n (sentences with both),
        denominator (sentences of the group), share (n / denominator), expected (n if both were independent),
        lift (n / expected).

    Raises
    ------
    CodebookError
        When a sentence is in one coding only.

    See Also
    --------
    cooccurrence, coverage, family_coding

    Examples
    --------
    >>> from yrdresearch import load_codebook
    >>> areas = pd.DataFrame({"sentence_id": ["s1", "s2"], "policy_area": ["health", "none"]})
    >>> tools = pd.DataFrame({"sentence_id": ["s1", "s2"], "policy_area": ["funding", "none"],
    ...                       "codebook": load_codebook("policy_instruments").key})
    >>> cross_codings(tools, areas).query("n > 0")[["group", "policy_area", "share"]].values.tolist()
    [['health', 'funding', 1.0], ['none', 'none', 1.0]]
    """
    sets, groups = label_sets(coded), label_sets(other)
    check_rows(coded, "coded")
    apart = sorted(set(sets) ^ set(groups))
    if apart:
        raise CodebookError(
            f"{len(apart)} sentences are in one coding only (such as {apart[0]}); code one corpus by both"
        )
    units = list(sets)
    columns, rows = _named(codebook_of(coded)), _named(codebook_of(other))
    holds = np.array([[area in sets[u] for area in columns["policy_area"]] for u in units], dtype=float)
    of_group = np.array([[area in groups[u] for area in rows["policy_area"]] for u in units], dtype=float)
    both, size, total = of_group.T @ holds, of_group.sum(axis=0), holds.sum(axis=0)
    present = [g for g in range(len(rows)) if size[g]]
    names = rows.rename(columns={"policy_area": "group", "name_zh": "group_zh", "name_en": "group_en"})
    table = names.iloc[present].merge(columns, how="cross")
    table["n"] = both[present].ravel().astype(int)
    table["denominator"] = np.repeat(size[present], len(columns)).astype(int)
    table["share"] = table["n"] / table["denominator"]
    table["expected"] = np.outer(size[present], total).ravel() / len(units)
    table["lift"] = table["n"] / table["expected"].where(table["expected"] > 0)
    return table


def family_coding(coded: pd.DataFrame) -> pd.DataFrame:
    """Which families of areas does each sentence name, such as supply-side instruments?

    Parameters
    ----------
    coded
        From `code_policy_areas`, by a codebook whose areas have families (as ``"policy_instruments"``).

    Returns
    -------
    DataFrame
        As `coded`, one row per sentence and family: policy_area, name_zh and name_en are the family's, rule,
        weight, terms and offsets are left out. `coverage`, `cross_codings` and the figures take it like any
        coding.

    Raises
    ------
    CodebookError
        When the codebook has an area without family.

    Examples
    --------
    >>> from yrdresearch import load_codebook
    >>> tools = pd.DataFrame({"sentence_id": ["s1", "s1"], "policy_area": ["funding", "tax"], "name_zh": "",
    ...                       "name_en": "", "codebook": load_codebook("policy_instruments").key})
    >>> family_coding(tools)["name_en"].tolist()
    ['Supply-side', 'Environmental']
    """
    check_columns(coded, ("sentence_id", "policy_area"), "coded", source="code_policy_areas")
    codebook = codebook_of(coded)
    without = [area.id for area in codebook.areas if not area.family]
    if without:
        raise CodebookError(
            f"codebook {codebook.key} gives area {without[0]} no family; put every area under one of "
            "'families'"
        )
    families = Codebook(
        id=f"{codebook.id}.families",
        version=f"{codebook.version}-{codebook.digest}",
        areas=tuple(_family(*item) for item in codebook.families.items()),
    )
    names = _named(families).set_index("policy_area")
    family_of = {area.id: area.family for area in codebook.areas} | {NONE: NONE}
    table = coded.assign(policy_area=coded["policy_area"].map(family_of), codebook=families.key)
    table = table.drop(columns=["rule", "weight", "probability", "terms", "offsets"], errors="ignore")
    table[["name_zh", "name_en"]] = names.loc[table["policy_area"], ["name_zh", "name_en"]].to_numpy()
    return table.drop_duplicates(["sentence_id", "policy_area"], ignore_index=True)


def _family(family: str, names: str) -> Area:
    """The family as an area; its names are Chinese, a space, English."""
    name_zh, _, name_en = names.partition(" ")
    return Area(family, name_zh, name_en or name_zh)


def _named(codebook: Codebook) -> pd.DataFrame:
    """The areas' ids and names, and none."""
    names = codebook.table()[["policy_area", "name_zh", "name_en"]]
    none = pd.DataFrame({"policy_area": [NONE], "name_zh": ["无"], "name_en": ["None"]})
    return pd.concat([names, none], ignore_index=True)
