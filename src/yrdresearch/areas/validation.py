"""How well does a coding agree with coding by hand? Precision, recall and alpha, area by area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import NONE, Codebook
from yrdresearch.areas.codebookfiles import check_hand_coding, codebook_of
from yrdresearch.areas.reliability import (
    Labels,
    alpha_of_sets,
    block_names,
    block_weights,
    cohen_kappa,
    label_sets,
)
from yrdresearch.corpus.grouping import By, grouped, row_groups
from yrdresearch.errors import CodebookError, check_columns, check_level, check_whole_number
from yrdresearch.stats.chance import interval

ALL = "all"


def validate_coding(
    coded: pd.DataFrame,
    hand: pd.DataFrame,
    *,
    by: By | None = None,
    codebook: Codebook | None = None,
    blocks: Mapping[str, str] | None = None,
    n_resamples: int = 1000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """How well does a coding agree with coding by hand, area by area and over all?

    Parameters
    ----------
    coded
        From `code_policy_areas` (or any coding).
    hand
        A hand coding in either form `label_sets` reads, by any version of the same codebook. The sentences of
        both are compared; a blank is not ``none``, and is left out and counted.
    by
        A column of `coded`, such as a genre or another docvar, or a Series by article_id: a table for each
        group. A missing value is a group of its own (None), at the end.
    blocks
        sentence_id -> what is resampled whole; by default the article (`article_id` of `coded`, where it
        has five or more), else the paragraph, else the sentence.

    Returns
    -------
    DataFrame
        A row for ``"all"`` areas (micro-averaged over sentence and area), one for each area, and one for
        ``"none"`` (sentences without area): group (only with `by`), policy_area, name_zh, name_en, n_hand,
        n_coded, n_both, precision, recall (the sensitivity), specificity, f1, f1_low, f1_high, kappa, alpha,
        alpha_low, alpha_high, n_sentences (compared), n_blank (of the group, blank in `hand`), n_absent (of
        `hand`, not in `coded` at all), hand_by (who coded by hand, where `hand` says so in `coder`). Alpha is
        Krippendorff's, with the MASI distance for all areas and nominal for one; kappa is for single areas.
        nan where nothing can be said (no such sentence).

    Raises
    ------
    CodebookError
        When the two have no sentence in common, or are of different codebooks, or `hand` names an unknown
        area.

    References
    ----------
    Artstein and Poesio (2008), Inter-coder agreement for computational linguistics, CL 34(4).

    See Also
    --------
    coding_sheet, read_coding_sheet, corrected_coverage

    Examples
    --------
    >>> hand = pd.DataFrame({"sentence_id": ["s1", "s2"], "policy_areas": ["health ageing", "none"]})
    >>> coded = pd.DataFrame({"sentence_id": ["s1", "s2"], "policy_areas": ["health", "none"]})
    >>> validate_coding(coded, hand, n_resamples=10)[["precision", "recall"]].iloc[0].tolist()
    [1.0, 0.5]
    """
    check_level(level)
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=1000)
    check_columns(hand, ("sentence_id",), "hand", source="read_coding_sheet")
    codebook = codebook_of(coded, codebook)
    check_hand_coding(hand, codebook)
    ours, theirs = label_sets(coded), label_sets(hand)
    if not set(ours) & set(theirs):
        raise CodebookError("the two codings have no sentence_id in common; are they of the same corpus?")
    settings = {"n_resamples": n_resamples, "level": level, "random_state": random_state}
    blank = set(hand["sentence_id"].astype(str)) - set(theirs)
    tables = []
    for name, rows in [(None, coded)] if by is None else [*grouped(coded, row_groups(coded, by))]:
        here = set(rows["sentence_id"].astype(str))
        units = [unit for unit in theirs if unit in ours and unit in here]
        own = _default_blocks(rows, units)
        table = _validated(units, ours, theirs, codebook, own if blocks is None else blocks, settings)
        table["n_sentences"], table["n_blank"] = len(units), len(blank & here)
        tables.append(table if by is None else table.assign(group=name)[["group", *table]])
    coders = sorted(set(hand.get("coder", pd.Series(dtype=str)).dropna()) - {""})
    absent = len(set(theirs) - set(ours))
    return pd.concat(tables, ignore_index=True).assign(n_absent=absent, hand_by=", ".join(coders))


def _validated(
    units: list[str],
    ours: Mapping[str, Labels],
    theirs: Mapping[str, Labels],
    codebook: Codebook,
    blocks: Mapping[str, str],
    settings: Mapping[str, Any],
) -> pd.DataFrame:
    """A row for all areas, one for each area, one for none; only the names where there is no sentence."""
    names = codebook.table()
    table = pd.DataFrame(
        {
            "policy_area": [ALL, *codebook.ids, NONE],
            "name_zh": ["总计", *names["name_zh"], "无"],
            "name_en": ["All areas", *names["name_en"], "None"],
        }
    )
    ids = [*codebook.ids, NONE]
    said, true = (np.array([[i in sets[u] for i in ids] for u in units]) for sets in (ours, theirs))
    if not units:
        return table
    weights = block_weights(block_names(units, blocks), settings["n_resamples"], settings["random_state"])
    parts = [list(range(len(codebook.ids))), *([k] for k in range(len(ids)))]
    scores = pd.DataFrame(
        [_scores(said[:, part], true[:, part], weights, settings["level"]) for part in parts]
    )
    scores["kappa"] = [np.nan] + [cohen_kappa(said[:, k], true[:, k]) for k in range(len(ids))]
    return table.join(scores).join(_alphas(units, ours, theirs, ids, blocks, settings))


def _alphas(
    units: list[str],
    ours: Mapping[str, Labels],
    theirs: Mapping[str, Labels],
    ids: list[str],
    blocks: Mapping[str, str],
    settings: Mapping[str, Any],
) -> pd.DataFrame:
    pair = [{u: sets[u] for u in units} for sets in (ours, theirs)]
    alphas = [alpha_of_sets(pair, "masi", blocks, **settings)]
    for area in ids:
        single = [{u: labels & {area} or frozenset({""}) for u, labels in sets.items()} for sets in pair]
        alphas.append(alpha_of_sets(single, "nominal", blocks, **settings))
    table = pd.DataFrame(alphas)[["alpha", "low", "high"]]
    return table.rename(columns={"low": "alpha_low", "high": "alpha_high"})


def _scores(said: np.ndarray, true: np.ndarray, weights: np.ndarray, level: float) -> dict[str, float]:
    both, ours, theirs = (part.sum(axis=1) for part in (said & true, said, true))
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = 2 * (weights @ both) / (weights @ (ours + theirs))
    seen = np.isfinite(drawn)
    low, high = interval(drawn, level=level) if seen.any() else (np.nan, np.nan)
    return {
        "n_hand": int(theirs.sum()), "n_coded": int(ours.sum()), "n_both": int(both.sum()),
        "precision": _ratio(both.sum(), ours.sum()), "recall": _ratio(both.sum(), theirs.sum()),
        "specificity": _ratio((~said & ~true).sum(), (~true).sum()),
        "f1": _ratio(2 * both.sum(), ours.sum() + theirs.sum()), "f1_low": low, "f1_high": high,
    }  # fmt: skip


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _default_blocks(coded: pd.DataFrame, units: list[str]) -> dict[str, str]:
    for column, least in (("article_id", 5), ("paragraph_id", 2)):
        if column in coded and coded[column].nunique() >= least:
            return dict(zip(coded["sentence_id"].astype(str), coded[column].astype(str), strict=True))
    return {unit: unit for unit in units}
