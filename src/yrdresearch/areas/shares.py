"""Coded sentences -> coverage: the share of each policy area, with its denominator and uncertainty."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import NONE, Codebook
from yrdresearch.areas.codebookfiles import check_hand_coding, codebook_of
from yrdresearch.areas.reliability import label_sets
from yrdresearch.corpus.grouping import By, grouped, row_groups
from yrdresearch.errors import CodebookError, check_choice, check_columns, check_level, check_whole_number
from yrdresearch.stats.chance import drawn_again, interval

UNITS = ("sentences", "characters")
COLUMNS = ("sentence_id", "paragraph_id", "article_id", "n_characters", "policy_area")


def coverage(
    coded: pd.DataFrame,
    *,
    by: By | None = None,
    unit: str = "sentences",
    codebook: Codebook | None = None,
    n_resamples: int = 2000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """How much of each essay is about each policy area?

    A sentence with two areas counts for both, so shares need not add up to 1. Sentences without area are
    in the denominator. The interval is a percentile bootstrap over blocks, since the sentences of one
    paragraph are alike: whole articles where every group has two or more, else paragraphs.

    Parameters
    ----------
    coded
        From `code_policy_areas`.
    by
        A column of the coding, such as ``"article_id"``, ``"author"`` or a docvar of the corpus, or a Series
        indexed by article_id; None takes all together. Sentences without a value are a group of their own,
        which is missing (None) and comes last.
    unit
        ``"sentences"``, or ``"characters"`` of those sentences.
    n_resamples, level, random_state
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per group and area, areas in the codebook's order: group (only with `by`), policy_area,
        name_zh, name_en, share (0..1), low, high, n, denominator, unit, blocks (how many were resampled),
        resampled (``"articles"`` or ``"paragraphs"``). Where n is 0 the interval is 0 to
        at most 3 / denominator in sentences ("seen 0 in n": Hanley and Lippman-Hand 1983).

    References
    ----------
    Benoit, Laver and Mikhaylov (2009), Treating words as data with error, AJPS 53.

    Examples
    --------
    >>> import pandas as pd
    >>> coded = pd.DataFrame({"sentence_id": ["a", "b"], "paragraph_id": ["p", "q"], "article_id": "x",
    ...                       "n_characters": [10, 30], "policy_area": ["ageing", "none"]})
    >>> table = coverage(coded, by="article_id").set_index("policy_area")
    >>> float(table.loc["ageing", "share"]), int(table.loc["ageing", "denominator"])
    (0.5, 2)
    """
    check_columns(coded, COLUMNS, "coded", source="code_policy_areas")
    check_choice(unit, "unit", UNITS)
    check_level(level)
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=2000)
    codebook = codebook_of(coded, codebook)
    areas = codebook.table()[["policy_area", "name_zh", "name_en"]]
    groups = [(None, coded)] if by is None else [*grouped(coded, row_groups(coded, by))]
    over_articles = all(group["article_id"].nunique() > 1 for _, group in groups)
    block = "article_id" if over_articles else "paragraph_id"
    seeds = np.random.SeedSequence(random_state).spawn(len(groups))
    tables = []
    for (name, group), seed in zip(groups, seeds, strict=True):
        amounts, totals = _blocks(group, areas["policy_area"], block, unit)
        table = areas.assign(**_shares(amounts, totals, n_resamples, level, np.random.default_rng(seed)))
        zero = table["n"] == 0
        table.loc[zero, "high"] = min(1.0, 3 / group["sentence_id"].nunique())
        table["unit"], table["blocks"] = unit, len(totals)
        table["resampled"] = "articles" if over_articles else "paragraphs"
        if by is not None:
            table.insert(0, "group", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def corrected_coverage(
    coded: pd.DataFrame,
    *,
    checked: pd.DataFrame,
    hand: pd.DataFrame,
    codebook: Codebook | None = None,
    n_resamples: int = 2000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """What would the coverage be if the coding made no mistakes?

    The share found is a mixture of what was rightly seen and what was wrongly seen. With sensitivity and
    specificity from sentences coded by hand, share = (found + specificity - 1) / (sensitivity + specificity
    - 1), cut to 0..1. The interval takes in both the sampling of sentences (blocks, as in `coverage`) and the
    uncertainty of the two rates (Jeffreys' beta). It is honest only where the hand-coded sentences are like
    those measured, and wide for areas seldom coded by hand.

    Parameters
    ----------
    coded
        The coding to be corrected; all of it is one group.
    checked, hand
        The program's coding and the hand coding of the same sentences (in either form of `label_sets`).

    Returns
    -------
    DataFrame
        policy_area, name_zh, name_en, found (the uncorrected share), share, low, high, sensitivity,
        specificity, n_hand (hand-coded sentences with the area). nan where the coding is no better than
        chance (sensitivity + specificity at most 1).

    References
    ----------
    Rogan and Gladen (1978), Am. J. Epidemiology 107. Lang and Reiczigel (2014), Prev. Vet. Med. 113.
    """
    codebook = codebook_of(checked, codebook_of(coded, codebook))
    check_hand_coding(hand, codebook)
    rng = np.random.default_rng(np.random.SeedSequence(random_state))
    areas = codebook.table()[["policy_area", "name_zh", "name_en"]]
    block = "article_id" if coded["article_id"].nunique() > 1 else "paragraph_id"
    amounts, totals = _blocks(coded, areas["policy_area"], block, "sentences")
    ours, theirs = label_sets(checked), label_sets(hand)
    units = [unit for unit in theirs if unit in ours]
    if not units:
        raise CodebookError("checked and hand have no sentence_id in common; are they of the same corpus?")
    rows = []
    for area, drawn in zip(
        areas["policy_area"], _resampled(amounts, totals, n_resamples, rng).T, strict=True
    ):
        counts = _confusion([(area in ours[u], area in theirs[u]) for u in units])
        rows.append(_corrected(drawn, counts, level, rng))
    table = areas.assign(found=amounts.sum(axis=0) / totals.sum()).join(pd.DataFrame(rows))
    table["share"] = _rogan_gladen(table["found"], table["sensitivity"], table["specificity"])
    return table[[*areas, "found", "share", "low", "high", "sensitivity", "specificity", "n_hand"]]


def _confusion(pairs: list[tuple[bool, bool]]) -> tuple[int, int, int, int]:
    """Rightly coded, missed, rightly left out, wrongly coded."""
    tally = Counter(pairs)
    return tally[True, True], tally[False, True], tally[False, False], tally[True, False]


def _corrected(
    found: np.ndarray, counts: tuple[int, int, int, int], level: float, rng: np.random.Generator
) -> dict[str, float]:
    hits, misses, passes, alarms = counts
    sensitivity = rng.beta(hits + 0.5, misses + 0.5, size=len(found))
    specificity = rng.beta(passes + 0.5, alarms + 0.5, size=len(found))
    drawn = _rogan_gladen(found, sensitivity, specificity)
    low, high = interval(drawn, level=level)
    return {
        "low": low,
        "high": high,
        "sensitivity": (hits + 0.5) / (hits + misses + 1),
        "specificity": (passes + 0.5) / (passes + alarms + 1),
        "n_hand": hits + misses,
    }


def _rogan_gladen(found: Any, sensitivity: Any, specificity: Any) -> Any:
    better = np.asarray(sensitivity + specificity - 1, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (np.asarray(found) + np.asarray(specificity) - 1) / np.where(better > 0, better, np.nan)
    return np.clip(share, 0, 1)


def area_diversity(cover: pd.DataFrame) -> pd.DataFrame:
    """Is an essay about many things or a few?

    Parameters
    ----------
    cover
        From `coverage`, with or without `by`.

    Returns
    -------
    DataFrame
        One row per group: group (where `cover` has it), areas_seen, effective_areas (exp of Shannon's
        entropy: as many equally covered areas would be as diverse), concentration (Herfindahl: 1 / number of
        areas to 1). nan where nothing is covered.

    References
    ----------
    Hill (1973), Diversity and evenness, Ecology 54.

    Examples
    --------
    >>> cover = pd.DataFrame({"policy_area": ["a", "b"], "share": [0.3, 0.3], "n": [3, 3]})
    >>> float(area_diversity(cover)["effective_areas"].round(6).iloc[0])
    2.0
    """
    rows = []
    for name, group in grouped(cover, cover["group"]) if "group" in cover else [(None, cover)]:
        total = group["share"].sum()
        parts = group.loc[group["share"] > 0, "share"] / total if total else pd.Series([np.nan])
        row = {"group": name} if "group" in cover else {}
        rows.append(
            row
            | {
                "areas_seen": int((group["n"] > 0).sum()),
                "effective_areas": float(np.exp(-(parts * np.log(parts)).sum(skipna=False))),
                "concentration": float((parts**2).sum(skipna=False)),
            }
        )
    return pd.DataFrame(rows)


def _blocks(group: pd.DataFrame, areas: pd.Series, block: str, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """Amount of each area in each block (blocks, areas), and the blocks' sizes."""
    amount = group.assign(amount=1 if unit == "sentences" else group["n_characters"])
    once = amount.drop_duplicates("sentence_id")
    totals = once.groupby(block, sort=False)["amount"].sum()
    named = amount[amount["policy_area"] != NONE]
    table = named.pivot_table(
        index=block, columns="policy_area", values="amount", aggfunc="sum", fill_value=0
    )
    return table.reindex(index=totals.index, columns=list(areas), fill_value=0).to_numpy(), totals.to_numpy()


def _shares(
    amounts: np.ndarray, totals: np.ndarray, n_resamples: int, level: float, rng: np.random.Generator
) -> dict[str, np.ndarray | int]:
    drawn = _resampled(amounts, totals, n_resamples, rng)
    low, high = interval(drawn, level=level)
    n = amounts.sum(axis=0)
    return {"share": n / totals.sum(), "low": low, "high": high, "n": n, "denominator": int(totals.sum())}


def _resampled(
    amounts: np.ndarray, totals: np.ndarray, n_resamples: int, rng: np.random.Generator
) -> np.ndarray:
    """Shares (resamples, areas) of blocks drawn with replacement."""
    drawn = drawn_again(len(totals), n_resamples, rng)
    return (drawn @ amounts) / (drawn @ totals)[:, None]
